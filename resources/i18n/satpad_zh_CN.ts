<?xml version="1.0" encoding="utf-8"?>
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>LedgerWords</name>
        <message>
            <source>ledger begun</source>
            <translation>账本已建立</translation>
        </message>
        <message>
            <source>burnt, keyed the proof of the pad</source>
            <translation>作废，用作密本证明的密钥</translation>
        </message>
        <message>
            <source>burnt, mark advanced</source>
            <translation>作废，使用位已前移</translation>
        </message>
        <message>
            <source>burnt, pad closed</source>
            <translation>作废，密本已关闭</translation>
        </message>
        <message>
            <source>burnt, left out by %1</source>
            <translation>作废，被%1略过</translation>
        </message>
        <message>
            <source>burnt, cut before sealing</source>
            <translation>作废，封装前中断</translation>
        </message>
        <message>
            <source>burnt, message given up</source>
            <translation>作废，消息已放弃</translation>
        </message>
        <message>
            <source>burnt</source>
            <translation>作废</translation>
        </message>
        <message>
            <source>reserved for a tag</source>
            <translation>已预留，用于验证标签</translation>
        </message>
        <message>
            <source>reserved for a relay</source>
            <translation>已预留，用于中继</translation>
        </message>
        <message>
            <source>reserved for %1</source>
            <translation>已预留，发往%1</translation>
        </message>
        <message>
            <source>spent, sealed for %1</source>
            <translation>已用，为%1封装</translation>
        </message>
        <message>
            <source>carried by hand</source>
            <translation>人工携带</translation>
        </message>
        <message>
            <source>cancelling</source>
            <translation>正在取消</translation>
        </message>
        <message>
            <source>verified by %1</source>
            <translation>%1已验证</translation>
        </message>
        <message>
            <source>cancelled</source>
            <translation>已取消</translation>
        </message>
        <message>
            <source>not sent</source>
            <translation>未发送</translation>
        </message>
        <message>
            <source>recorded for %1</source>
            <translation>已为%1登记</translation>
        </message>
        <message>
            <source>spent, received from %1</source>
            <translation>已用，接收自%1</translation>
        </message>
        <message>
            <source>burnt, given up by %1</source>
            <translation>作废，%1已放弃</translation>
        </message>
        <message>
            <source>spent, keyed a tag</source>
            <translation>已用，用于验证标签</translation>
        </message>
        <message>
            <source>handed over by a relay</source>
            <translation>由中继移交</translation>
        </message>
        <message>
            <source>picture without acceptance removed</source>
            <translation>已删除未经接受的图像</translation>
        </message>
        <message>
            <source>files of a cut import removed</source>
            <translation>已删除导入中断留下的文件</translation>
        </message>
        <message>
            <source>handed over to another home</source>
            <translation>已移交至另一主目录</translation>
        </message>
        <message>
            <source>home locked</source>
            <translation>主目录已锁定</translation>
        </message>
        <message>
            <source>transfer file written</source>
            <translation>移交文件已写入</translation>
        </message>
        <message>
            <source>taken over from another home</source>
            <translation>已从另一主目录接管</translation>
        </message>
        <message>
            <source>home in use</source>
            <translation>主目录已启用</translation>
        </message>
        <message>
            <source>confirmed by %1</source>
            <translation>%1已确认</translation>
        </message>
        <message>
            <source>suspended</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>mark advanced</source>
            <translation>使用位已前移</translation>
        </message>
        <message>
            <source>in doubt until a peer records</source>
            <translation>存疑，待对端登记</translation>
        </message>
        <message>
            <source>beyond doubt: %1 recorded</source>
            <translation>不再存疑：%1已登记</translation>
        </message>
        <message>
            <source>pad closed</source>
            <translation>密本已关闭</translation>
        </message>
        <message>
            <source>added by courier file</source>
            <translation>由信使文件加入</translation>
        </message>
        <message>
            <source>added by pass</source>
            <translation>由过境加入</translation>
        </message>
        <message>
            <source>added by relay</source>
            <translation>由中继加入</translation>
        </message>
        <message>
            <source>pad added</source>
            <translation>密本已加入</translation>
        </message>
        <message>
            <source>the peer</source>
            <translation>对端</translation>
        </message>
    </context>
    <context>
        <name>LedgerWork</name>
        <message>
            <source>pad %1, page %2 – %3: here %4, there %5</source>
            <translation>密本 %1，第 %2 – %3 页：本站 %4，对端 %5</translation>
        </message>
        <message>
            <source>The two ledgers differ (%1): </source>
            <translation>两份账本不一致（%1）：</translation>
        </message>
        <message>
            <source>; and %1 more</source>
            <translation>；另有 %1 处</translation>
        </message>
    </context>
    <context>
        <name>Satpad</name>
        <message>
            <source>SIMULATED</source>
            <translation>模拟</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::AddPeerDialog</name>
        <message>
            <source>Open card file…</source>
            <translation>打开名片文件…</translation>
        </message>
        <message>
            <source>If one word differs, stop: this card is not theirs.</source>
            <translation>若有一词不同，请停止：这不是对方的名片。</translation>
        </message>
        <message>
            <source>Add peer</source>
            <translation>添加对端</translation>
        </message>
        <message>
            <source>Add a peer</source>
            <translation>添加对端</translation>
        </message>
        <message>
            <source>A peer is another site you share key with. You need its card; it holds no secret.</source>
            <translation>对端是与你共享密钥的另一站点。需要它的名片；名片不含秘密。</translation>
        </message>
        <message>
            <source>Text of the peer's card</source>
            <translation>对端名片的文本</translation>
        </message>
        <message>
            <source>Paste the text of the card here</source>
            <translation>在此粘贴名片文本</translation>
        </message>
        <message>
            <source>Address, host and port</source>
            <translation>地址（主机与端口）</translation>
        </message>
        <message>
            <source>host:port, empty: it dials in</source>
            <translation>主机:端口，留空则由对端拨入</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>Open the peer's card</source>
            <translation>打开对端的名片</translation>
        </message>
        <message>
            <source>Cards (*.card *.txt);;All files (*)</source>
            <translation>名片 (*.card *.txt);;所有文件 (*)</translation>
        </message>
        <message>
            <source>This is not a Satpad card, or it was cut short. Ask for it again.</source>
            <translation>这不是 Satpad 名片，或内容不完整。请对方重发。</translation>
        </message>
        <message>
            <source>Call %1 and read these words to each other</source>
            <translation>与%1通话，互相念出这些词</translation>
        </message>
        <message>
            <source>%1 is known already, with another card or address. Remove that peer first.</source>
            <translation>已有对端%1，但名片或地址不同。请先移除该对端。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::BudgetSlider</name>
        <message>
            <source>%1, more than there is key for</source>
            <translation>%1，超出可用密钥</translation>
        </message>
        <message>
            <source>Exact</source>
            <translation>原样</translation>
        </message>
        <message>
            <source>Thumbnail</source>
            <translation>缩略图</translation>
        </message>
        <message>
            <source>free %1</source>
            <translation>可用 %1</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::CardPanel</name>
        <message>
            <source>no address</source>
            <translation>无地址</translation>
        </message>
        <message>
            <source>%1
port %2</source>
            <translation>%1
端口 %2</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Save card…</source>
            <translation>保存名片…</translation>
        </message>
        <message>
            <source>This site's card</source>
            <translation>本站名片</translation>
        </message>
        <message>
            <source>Text of this site's card</source>
            <translation>本站名片的文本</translation>
        </message>
        <message>
            <source>The card holds no secret. It may be shown.</source>
            <translation>名片不含秘密，可以展示。</translation>
        </message>
        <message>
            <source>If one word differs, stop: this card is not theirs.</source>
            <translation>若有一词不同，请停止：这不是对方的名片。</translation>
        </message>
        <message>
            <source>QR code of the card of %1</source>
            <translation>%1的名片二维码</translation>
        </message>
        <message>
            <source>Call %1 and read these words to each other</source>
            <translation>与%1通话，互相念出这些词</translation>
        </message>
        <message>
            <source>The card is on the clipboard.</source>
            <translation>名片已复制到剪贴板。</translation>
        </message>
        <message>
            <source>Save this site's card</source>
            <translation>保存本站名片</translation>
        </message>
        <message>
            <source>Card written to %1. It holds no secret.</source>
            <translation>名片已写入%1。其中不含秘密。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::CompareView</name>
        <message>
            <source>Original and what the peer gets, side by side</source>
            <translation>原图与对端将收到的图像，并排显示</translation>
        </message>
        <message>
            <source>Divider, %1 percent original.</source>
            <translation>分隔线，原图占 %1%。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::CourierDialog</name>
        <message>
            <source>Make courier file</source>
            <translation>制作信使文件</translation>
        </message>
        <message>
            <source>Peer</source>
            <translation>对端</translation>
        </message>
        <message>
            <source>Key in kilobytes</source>
            <translation>密钥量（kB）</translation>
        </message>
        <message>
            <source> kB</source>
            <translation> kB</translation>
        </message>
        <message>
            <source>Key</source>
            <translation>密钥</translation>
        </message>
        <message>
            <source>The file holds the key in clear. It is secret until the peer has imported it; carry it by hand, then destroy it.</source>
            <translation>文件中的密钥未加密。对端导入之前须保密；请人工携带，导入后销毁。</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Choose file…</source>
            <translation>选择文件…</translation>
        </message>
        <message>
            <source>%1 pages, half to send, half to receive</source>
            <translation>%1 页，一半用于发送，一半用于接收</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DeskView</name>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Outbox</source>
            <translation>发件箱</translation>
        </message>
        <message>
            <source>Inbox</source>
            <translation>收件箱</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>密钥</translation>
        </message>
        <message>
            <source>Sites</source>
            <translation>站点</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>the peer</source>
            <translation>对端</translation>
        </message>
        <message>
            <source>This home may be a copy or an old backup. Nothing leaves until %1 has confirmed its ledger.</source>
            <translation>此主目录可能是副本或旧备份。%1确认账本之前，不发出任何数据。</translation>
        </message>
        <message>
            <source>%1 has already seen some of these pages. Nothing has left this site. The pad is suspended until its mark is advanced.</source>
            <translation>%1已见过其中的页。本站未发出任何数据。密本已暂停，前移使用位后恢复。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::InboxDetails</name>
        <message>
            <source>Chosen picture</source>
            <translation>所选图像</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>图像</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>页</translation>
        </message>
        <message>
            <source>Mode</source>
            <translation>模式</translation>
        </message>
        <message>
            <source>Request</source>
            <translation>请求</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Save as…</source>
            <translation>另存为…</translation>
        </message>
        <message>
            <source>Copy image</source>
            <translation>复制图像</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>在文件夹中显示</translation>
        </message>
        <message>
            <source>Ask for the full picture</source>
            <translation>请求完整图像</translation>
        </message>
        <message>
            <source>from %1, %2</source>
            <translation>来自%1，%2</translation>
        </message>
        <message>
            <source>Every tag held. The answer to %1 has left.</source>
            <translation>全部验证通过，已向%1发出回执。</translation>
        </message>
        <message>
            <source>%1: no picture that can be shown here</source>
            <translation>%1：没有可在此显示的图像</translation>
        </message>
        <message>
            <source>%1 pages · %2</source>
            <translation>%1 页 · %2</translation>
        </message>
        <message>
            <source>, of a file of %1</source>
            <translation>，原文件 %1</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::InboxModel</name>
        <message>
            <source>d MMM</source>
            <comment>date</comment>
            <translation>M月d日</translation>
        </message>
        <message>
            <source>d MMM yyyy</source>
            <comment>date</comment>
            <translation>yyyy年M月d日</translation>
        </message>
        <message>
            <source>%1 from %2, %3. %4, %5 pages.</source>
            <translation>%1，来自%2，%3。%4，%5 页。</translation>
        </message>
        <message>
            <source>SIMULATED.</source>
            <translation>模拟。</translation>
        </message>
        <message>
            <source>Not opened.</source>
            <translation>未打开。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::InboxPage</name>
        <message>
            <source>Inbox</source>
            <translation>收件箱</translation>
        </message>
        <message>
            <source>Peer</source>
            <translation>对端</translation>
        </message>
        <message>
            <source>All peers</source>
            <translation>所有对端</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <source>Pictures of the inbox</source>
            <translation>收件箱中的图像</translation>
        </message>
        <message>
            <source>Choose a picture to see more of it.</source>
            <translation>选择一张图像以查看详情。</translation>
        </message>
        <message>
            <source>Nothing of that name or peer.</source>
            <translation>没有符合此名称或对端的图像。</translation>
        </message>
        <message>
            <source>Nothing has arrived yet. The receiver is on.</source>
            <translation>尚未收到图像。接收已开启。</translation>
        </message>
        <message>
            <source>The receiver is off, so nothing can arrive.</source>
            <translation>接收已关闭，无法收到图像。</translation>
        </message>
        <message>
            <source>Switch receiver on</source>
            <translation>开启接收</translation>
        </message>
        <message>
            <source>Save picture</source>
            <translation>保存图像</translation>
        </message>
        <message>
            <source>Saved as %1</source>
            <translation>已另存为%1</translation>
        </message>
        <message>
            <source>The picture is on the clipboard.</source>
            <translation>图像已复制到剪贴板。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::KeyLegend</name>
        <message>
            <source>free</source>
            <translation>可用</translation>
        </message>
        <message>
            <source>reserved</source>
            <translation>已预留</translation>
        </message>
        <message>
            <source>spent</source>
            <translation>已用</translation>
        </message>
        <message>
            <source>burnt</source>
            <translation>作废</translation>
        </message>
        <message>
            <source>handed over</source>
            <translation>已移交</translation>
        </message>
        <message>
            <source>Legend: free, reserved, spent, burnt, handed over</source>
            <translation>图例：可用、已预留、已用、作废、已移交</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::KeyPeersModel</name>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Receive</source>
            <translation>接收</translation>
        </message>
        <message>
            <source>%1 pages · %2</source>
            <translation>%1 页 · %2</translation>
        </message>
        <message>
            <source>%1 pages free of %2, %3 reserved, %4 spent, %5 burnt</source>
            <translation>共 %2 页，可用 %1 页，已预留 %3 页，已用 %4 页，作废 %5 页</translation>
        </message>
        <message>
            <source>, %1 handed over</source>
            <translation>，已移交 %1 页</translation>
        </message>
        <message>
            <source>No key shared with %1 yet.</source>
            <translation>尚未与%1共享密钥。</translation>
        </message>
        <message>
            <source>Key for %1: %2. To receive: %3.</source>
            <translation>发往%1的密钥：%2。用于接收：%3。</translation>
        </message>
        <message>
            <source>SIMULATED.</source>
            <translation>模拟。</translation>
        </message>
        <message>
            <source>no key yet</source>
            <translation>尚无密钥</translation>
        </message>
        <message>
            <source>%1 pages suspended</source>
            <translation>%1 页已暂停</translation>
        </message>
        <message>
            <source>in doubt until the peer records</source>
            <translation>存疑，待对端登记</translation>
        </message>
        <message>
            <source>courier file</source>
            <translation>信使文件</translation>
        </message>
        <message>
            <source>relay %1</source>
            <translation>中继%1</translation>
        </message>
        <message>
            <source>and %1 more</source>
            <translation>另有 %1 次</translation>
        </message>
        <message>
            <source>%1 knows it</source>
            <translation>%1知道此密钥</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::KeyPeersPanel</name>
        <message>
            <source>Key by peer</source>
            <translation>各对端的密钥</translation>
        </message>
        <message>
            <source>No peer yet. Add one with its card: a file or pasted text.</source>
            <translation>尚无对端。用对方名片添加：文件或粘贴文本。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::KeysPage</name>
        <message>
            <source>Make courier file…</source>
            <translation>制作信使文件…</translation>
        </message>
        <message>
            <source>Import courier file…</source>
            <translation>导入信使文件…</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>密钥</translation>
        </message>
        <message>
            <source>Key for %1 is low: %2 pages.</source>
            <translation>发往%1的密钥不足：%2 页。</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>%1: %2 of %3</source>
            <translation>%1：%2 / %3</translation>
        </message>
        <message>
            <source>Cancelled. Nothing was kept and nothing written.</source>
            <translation>已取消。未保留也未写入任何内容。</translation>
        </message>
        <message>
            <source>Write the courier file for %1</source>
            <translation>为%1写入信使文件</translation>
        </message>
        <message>
            <source>Making key</source>
            <translation>正在制作密钥</translation>
        </message>
        <message>
            <source>Making key for %1…</source>
            <translation>正在为%1制作密钥…</translation>
        </message>
        <message>
            <source>%1 is written: %2 pages to send, %3 to receive. It is secret until %4 has imported it: carry it by hand, import it there, then destroy it.</source>
            <translation>%1已写入：%2 页用于发送，%3 页用于接收。%4导入之前须保密：请人工携带，在对方处导入，然后销毁。</translation>
        </message>
        <message>
            <source>Import a courier file, or the reply to one of yours</source>
            <translation>导入信使文件，或对方对你的信使文件的回复</translation>
        </message>
        <message>
            <source>Courier files (*.courier *.reply);;All files (*)</source>
            <translation>信使文件 (*.courier *.reply);;所有文件 (*)</translation>
        </message>
        <message>
            <source>Importing key</source>
            <translation>正在导入密钥</translation>
        </message>
        <message>
            <source>Importing %1…</source>
            <translation>正在导入%1…</translation>
        </message>
        <message>
            <source>%1 has proved that it holds these pads.</source>
            <translation>%1已证明持有这些密本。</translation>
        </message>
        <message>
            <source>This file from %1 was imported before; nothing changed. Destroy it.</source>
            <translation>来自%1的此文件先前已导入，没有任何改动。请销毁此文件。</translation>
        </message>
        <message>
            <source>Imported from %1: %2 pages to send, %3 to receive. Destroy the file now.</source>
            <translation>已从%1导入：%2 页用于发送，%3 页用于接收。请立即销毁此文件。</translation>
        </message>
        <message>
            <source>Save reply…</source>
            <translation>保存回复…</translation>
        </message>
        <message>
            <source>Write the reply for %1</source>
            <translation>为%1写入回复</translation>
        </message>
        <message>
            <source>Give %1 to %2: it proves that the pads arrived, and holds no secret. Destroy the courier file now.</source>
            <translation>把%1交给%2：它证明密本已送达，不含秘密。请立即销毁信使文件。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::LedgerModel</name>
        <message>
            <source>%1 ranges</source>
            <translation>%1 个页段</translation>
        </message>
        <message>
            <source>Event %1, %2: %3.</source>
            <translation>事件 %1，%2：%3。</translation>
        </message>
        <message>
            <source>Pad %1, page %2 to %3.</source>
            <translation>密本 %1，第 %2 至 %3 页。</translation>
        </message>
        <message>
            <source>Message %1.</source>
            <translation>消息 %1。</translation>
        </message>
        <message>
            <source>Event</source>
            <translation>事件</translation>
        </message>
        <message>
            <source>UTC</source>
            <translation>UTC</translation>
        </message>
        <message>
            <source>What</source>
            <translation>内容</translation>
        </message>
        <message>
            <source>Pad</source>
            <translation>密本</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>页</translation>
        </message>
        <message>
            <source>Count</source>
            <translation>页数</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>消息</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::LedgerPanel</name>
        <message>
            <source>Verify ledger</source>
            <translation>核验账本</translation>
        </message>
        <message>
            <source>Compare ledgers…</source>
            <translation>比对账本…</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>Ledger</source>
            <translation>账本</translation>
        </message>
        <message>
            <source>Page, pad, message or peer</source>
            <translation>页、密本、消息或对端</translation>
        </message>
        <message>
            <source>Search the ledger: page, pad, message or peer</source>
            <translation>搜索账本：页、密本、消息或对端</translation>
        </message>
        <message>
            <source>Ledger, newest event first</source>
            <translation>账本，最新事件在前</translation>
        </message>
        <message>
            <source>Double click: follow the life of the first page of this row</source>
            <translation>双击：跟踪此行首页的全过程</translation>
        </message>
        <message>
            <source>follow page %1 ×</source>
            <translation>跟踪第 %1 页 ×</translation>
        </message>
        <message>
            <source>Follows page %1 of pad %2. Press to show all events.</source>
            <translation>正在跟踪密本 %2 的第 %1 页。按下可显示所有事件。</translation>
        </message>
        <message>
            <source>Show all events again</source>
            <translation>重新显示所有事件</translation>
        </message>
        <message>
            <source>verifying…</source>
            <translation>正在核验…</translation>
        </message>
        <message>
            <source>verified %1 · %2 events · nothing used twice</source>
            <translation>已核验 %1 · %2 个事件 · 无重复使用</translation>
        </message>
        <message>
            <source>The ledger does not add up%1. Send nothing, and keep the home as it is.</source>
            <translation>账本有误%1。请勿发送任何内容，并保持主目录原状。</translation>
        </message>
        <message>
            <source>Open the ledger that the peer exported</source>
            <translation>打开对端导出的账本</translation>
        </message>
        <message>
            <source>Ledgers (*.ledger *.txt);;All files (*)</source>
            <translation>账本 (*.ledger *.txt);;所有文件 (*)</translation>
        </message>
        <message>
            <source>Comparing ledgers…</source>
            <translation>正在比对账本…</translation>
        </message>
        <message>
            <source>Both ledgers agree: no page served twice.</source>
            <translation>两份账本一致：没有页被用过两次。</translation>
        </message>
        <message>
            <source>Export the ledger</source>
            <translation>导出账本</translation>
        </message>
        <message>
            <source>Ledger written to %1. It holds no key and no names.</source>
            <translation>账本已写入%1。其中不含密钥和名称。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::MainWindow</name>
        <message numerus="yes">
            <source>%n messages are under way. They stay sealed in the outbox and go on next time.</source>
            <translation>
                <numerusform>有 %n 条消息正在发送。它们会封存在发件箱，下次继续。</numerusform>
            </translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Picture from %1</source>
            <translation>来自%1的图像</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::Notice</name>
        <message>
            <source>Close this notice</source>
            <translation>关闭此通知</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::Opening</name>
        <message>
            <source>This name cannot be a folder. Use letters, digits, spaces and hyphens.</source>
            <translation>此名称不能用作文件夹。请使用字母、数字、空格和连字符。</translation>
        </message>
        <message>
            <source>There is no site in %1 yet. Naming one makes it there.</source>
            <translation>%1中尚无站点。命名后将在该处建立。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::OutboxDelegate</name>
        <message>
            <source>%1 pages</source>
            <translation>%1 页</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::OutboxDetails</name>
        <message>
            <source>%1 – %2 of pad %3</source>
            <translation>密本 %3 第 %1 – %2 页</translation>
        </message>
        <message>
            <source>and %1 ranges more</source>
            <translation>另有 %1 个页段</translation>
        </message>
        <message>
            <source>%1 pages</source>
            <translation>%1 页</translation>
        </message>
        <message>
            <source>Chosen message</source>
            <translation>所选消息</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>页</translation>
        </message>
        <message>
            <source>Spends</source>
            <translation>用掉</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>消息</translation>
        </message>
        <message>
            <source>Created</source>
            <translation>创建时间</translation>
        </message>
        <message>
            <source>Try now</source>
            <translation>立即重试</translation>
        </message>
        <message>
            <source>Cancel message…</source>
            <translation>取消消息…</translation>
        </message>
        <message>
            <source>to %1 · message %2</source>
            <translation>发往%1 · 消息 %2</translation>
        </message>
        <message>
            <source>Cancelling burns %1 pages. They cannot be used again.</source>
            <translation>取消会使 %1 页作废，无法再用。</translation>
        </message>
        <message>
            <source>Key reserved</source>
            <translation>密钥已预留</translation>
        </message>
        <message>
            <source>Sealed; key pages erased</source>
            <translation>已封装；密钥页已擦除</translation>
        </message>
        <message>
            <source>%1 recorded the ranges</source>
            <translation>%1已登记页段</translation>
        </message>
        <message>
            <source>All sent</source>
            <translation>已全部发出</translation>
        </message>
        <message>
            <source>Sending</source>
            <translation>正在发送</translation>
        </message>
        <message>
            <source>Verified by %1</source>
            <translation>%1已验证</translation>
        </message>
        <message>
            <source>, done</source>
            <translation>，已完成</translation>
        </message>
        <message>
            <source>, now</source>
            <translation>，进行中</translation>
        </message>
        <message>
            <source>, not yet</source>
            <translation>，尚未开始</translation>
        </message>
        <message>
            <source>%1 pages · %2</source>
            <translation>%1 页 · %2</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::OutboxModel</name>
        <message>
            <source>exact</source>
            <translation>原样</translation>
        </message>
        <message>
            <source>fitted</source>
            <translation>适配</translation>
        </message>
        <message>
            <source>thumbnail</source>
            <translation>缩略图</translation>
        </message>
        <message>
            <source>request</source>
            <translation>请求</translation>
        </message>
        <message>
            <source>Request for %1</source>
            <translation>请求%1</translation>
        </message>
        <message>
            <source>Request</source>
            <translation>请求</translation>
        </message>
        <message>
            <source>Message %1</source>
            <translation>消息 %1</translation>
        </message>
        <message>
            <source>Queued</source>
            <translation>排队中</translation>
        </message>
        <message>
            <source>Key reserved</source>
            <translation>密钥已预留</translation>
        </message>
        <message>
            <source>Sealed, nothing sent</source>
            <translation>已封装，未发送</translation>
        </message>
        <message>
            <source>Sending %1 %</source>
            <translation>正在发送 %1%</translation>
        </message>
        <message>
            <source>Cut at %1 %, goes on by itself</source>
            <translation>在 %1% 处中断，将自动继续</translation>
        </message>
        <message>
            <source>Cut at %1 %</source>
            <translation>在 %1% 处中断</translation>
        </message>
        <message>
            <source>All sent, not verified yet</source>
            <translation>已全部发出，待验证</translation>
        </message>
        <message>
            <source>Carried by hand, no answer yet</source>
            <translation>人工携带，尚无回执</translation>
        </message>
        <message>
            <source>Cancelling, %1 not reached yet</source>
            <translation>正在取消，尚未连通%1</translation>
        </message>
        <message>
            <source>Cancelled, %1 pages burnt</source>
            <translation>已取消，%1 页作废</translation>
        </message>
        <message>
            <source>Verified by %1</source>
            <translation>%1已验证</translation>
        </message>
        <message>
            <source>Not sent</source>
            <translation>未发送</translation>
        </message>
        <message>
            <source>%1 to %2. %3. %4 pages, %5.</source>
            <translation>%1，发往%2。%3。%4 页，%5。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::OutboxPage</name>
        <message>
            <source>Outbox</source>
            <translation>发件箱</translation>
        </message>
        <message>
            <source>Try now</source>
            <translation>立即重试</translation>
        </message>
        <message>
            <source>Messages of the outbox</source>
            <translation>发件箱中的消息</translation>
        </message>
        <message>
            <source>Nothing is waiting. Pictures you send stay here until the peer has verified them.</source>
            <translation>没有待发消息。发出的图像会留在这里，直到对端验证。</translation>
        </message>
        <message>
            <source>Nothing of that name or peer.</source>
            <translation>没有符合此名称或对端的图像。</translation>
        </message>
        <message>
            <source>Too late to cancel: delivered</source>
            <translation>来不及取消：已送达</translation>
        </message>
        <message>
            <source>Trying to reach %1.</source>
            <translation>正在尝试连通%1。</translation>
        </message>
        <message>
            <source>Cancelling burns %1 pages. They cannot be used again.</source>
            <translation>取消会使 %1 页作废，无法再用。</translation>
        </message>
        <message>
            <source>Cancel message</source>
            <translation>取消消息</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::PictureRequests</name>
        <message>
            <source>it does not know the picture any more</source>
            <translation>对方已没有此图像的记录</translation>
        </message>
        <message>
            <source>the file is not there any more</source>
            <translation>文件已不在原处</translation>
        </message>
        <message>
            <source>the file has changed since</source>
            <translation>文件此后已更改</translation>
        </message>
        <message>
            <source>the region is not within the picture</source>
            <translation>所选区域不在图像范围内</translation>
        </message>
        <message>
            <source>it has too little key</source>
            <translation>对方密钥不足</translation>
        </message>
        <message>
            <source>it has too little key; %1 would fit</source>
            <translation>对方密钥不足；%1 以内可以</translation>
        </message>
        <message>
            <source>it does not give so much</source>
            <translation>对方不提供这么多</translation>
        </message>
        <message>
            <source>it gives at most %1</source>
            <translation>对方最多提供 %1</translation>
        </message>
        <message>
            <source>it answers no requests</source>
            <translation>对方不答复请求</translation>
        </message>
        <message>
            <source>the picture cannot be fitted as asked</source>
            <translation>无法按请求适配图像</translation>
        </message>
        <message>
            <source>Asking spends %1 pages here. The answer spends at most %2 pages at %3, for %4. Ask for it?</source>
            <translation>请求将用掉本站 %1 页。答复最多用掉%3的 %2 页，可得 %4。要请求吗？</translation>
        </message>
        <message>
            <source>Ask for the full picture</source>
            <translation>请求完整图像</translation>
        </message>
        <message>
            <source>Refused by %1: %2</source>
            <translation>%1已拒绝：%2</translation>
        </message>
        <message>
            <source>Answered: %1</source>
            <translation>已答复：%1</translation>
        </message>
        <message>
            <source>Answered</source>
            <translation>已答复</translation>
        </message>
        <message>
            <source>Asked; %1 has the request</source>
            <translation>已请求；%1已收到请求</translation>
        </message>
        <message>
            <source>Request cancelled</source>
            <translation>请求已取消</translation>
        </message>
        <message>
            <source>Request not sent</source>
            <translation>请求未发送</translation>
        </message>
        <message>
            <source>Cancelling, %1 not reached yet</source>
            <translation>正在取消，尚未连通%1</translation>
        </message>
        <message>
            <source>Asked, %1 not reached yet</source>
            <translation>已请求，尚未连通%1</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::PictureStrip</name>
        <message>
            <source>Pictures to send</source>
            <translation>待发送的图像</translation>
        </message>
        <message>
            <source>Take out</source>
            <translation>移出</translation>
        </message>
        <message>
            <source>Add pictures</source>
            <translation>添加图像</translation>
        </message>
        <message>
            <source>%1 pictures, each with its own cost</source>
            <translation>%1 张图像，各自计算用量</translation>
        </message>
        <message>
            <source>%1 pictures</source>
            <translation>%1 张图像</translation>
        </message>
        <message>
            <source>&lt;b&gt;%1 pages&lt;/b&gt; together</source>
            <translation>共 &lt;b&gt;%1 页&lt;/b&gt;</translation>
        </message>
        <message>
            <source>not all planned yet</source>
            <translation>尚未全部规划</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::Rail</name>
        <message>
            <source>Pages</source>
            <translation>页</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SearchFilter</name>
        <message>
            <source>Search name or peer</source>
            <translation>搜索名称或对端</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SendDraft</name>
        <message>
            <source>This file is not a picture Satpad can read. Exact can still send it.</source>
            <translation>Satpad 无法读取此图像。仍可原样发送。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SendModel</name>
        <message>
            <source>%1 pages</source>
            <translation>%1 页</translation>
        </message>
        <message>
            <source>not sendable</source>
            <translation>无法发送</translation>
        </message>
        <message>
            <source>planning</source>
            <translation>正在规划</translation>
        </message>
        <message>
            <source>%1 · %2 pages</source>
            <translation>%1 · %2 页</translation>
        </message>
        <message>
            <source>%1 · planning</source>
            <translation>%1 · 正在规划</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SendOffer</name>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>No peer yet. Add one with its card: a file or pasted text.</source>
            <translation>尚无对端。用对方名片添加：文件或粘贴文本。</translation>
        </message>
        <message>
            <source>This home may be a copy or an old backup. Nothing leaves until %1 has confirmed its ledger.</source>
            <translation>此主目录可能是副本或旧备份。%1确认账本之前，不发出任何数据。</translation>
        </message>
        <message>
            <source>%1 has already seen some of these pages. Nothing has left this site. The pad is suspended until its mark is advanced.</source>
            <translation>%1已见过其中的页。本站未发出任何数据。密本已暂停，前移使用位后恢复。</translation>
        </message>
        <message>
            <source>No key shared with %1 yet. Run a pass, pull key, or import a courier file.</source>
            <translation>尚未与%1共享密钥。可运行过境、拉取密钥或导入信使文件。</translation>
        </message>
        <message>
            <source>Planning…</source>
            <translation>正在规划…</translation>
        </message>
        <message>
            <source>Not enough key:
%1 pages needed, %2 free.</source>
            <translation>密钥不足：
需要 %1 页，可用 %2 页。</translation>
        </message>
        <message>
            <source>Lower the budget or wait for a pass.</source>
            <translation>请降低预算，或等待过境。</translation>
        </message>
        <message>
            <source>Send · spends %1 pages</source>
            <translation>发送 · 用掉 %1 页</translation>
        </message>
        <message>
            <source>%1 free afterwards. Nothing leaves before %2 has recorded it.</source>
            <translation>之后剩余 %1。%2登记之前，不发出任何数据。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SendPage</name>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Open images…</source>
            <translation>打开图像…</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>粘贴</translation>
        </message>
        <message>
            <source>To</source>
            <translation>发往</translation>
        </message>
        <message>
            <source>Fit</source>
            <translation>适合</translation>
        </message>
        <message>
            <source>1:1</source>
            <translation>1:1</translation>
        </message>
        <message>
            <source>Loupe</source>
            <translation>放大镜</translation>
        </message>
        <message>
            <source>%1 · %2 pages</source>
            <translation>%1 · %2 页</translation>
        </message>
        <message>
            <source>Drop a picture anywhere, paste one, or open a file.</source>
            <translation>把图像拖到窗口任意处、粘贴，或打开文件。</translation>
        </message>
        <message>
            <source>Reading %1</source>
            <translation>正在读取%1</translation>
        </message>
        <message>
            <source>This spends %1 % of the key for %2. Send it?</source>
            <translation>这将用掉发往%2密钥的 %1%。要发送吗？</translation>
        </message>
        <message>
            <source>Open images</source>
            <translation>打开图像</translation>
        </message>
        <message>
            <source>Images (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.avif *.jxl *.bmp *.pgm *.ppm);;All files (*)</source>
            <translation>图像 (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.avif *.jxl *.bmp *.pgm *.ppm);;所有文件 (*)</translation>
        </message>
        <message>
            <source>%1 pictures were left out. At most %2 can be prepared at a time; send these first.</source>
            <translation>有 %1 张图像未加入。一次最多准备 %2 张；请先发送这些图像。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SendPanel</name>
        <message>
            <source>Budget</source>
            <translation>预算</translation>
        </message>
        <message>
            <source>Send a stripped copy</source>
            <translation>发送剥离信息的副本</translation>
        </message>
        <message>
            <source>The same pixels without anything the file says beside them.</source>
            <translation>像素相同，不含文件中的其他信息。</translation>
        </message>
        <message>
            <source>Key it spends</source>
            <translation>将用掉的密钥</translation>
        </message>
        <message>
            <source>pages</source>
            <translation>页</translation>
        </message>
        <message>
            <source>Planning</source>
            <translation>正在规划</translation>
        </message>
        <message>
            <source>Quality</source>
            <translation>质量</translation>
        </message>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Nothing the file says beside its pixels goes along.</source>
            <translation>除像素外，文件中的其他信息均不发送。</translation>
        </message>
        <message>
            <source>This file says where it was taken. Exact sends that too.</source>
            <translation>此文件含拍摄位置。原样发送时会一并发出。</translation>
        </message>
        <message>
            <source>This file says when, by whom or with what it was taken. Exact sends that too.</source>
            <translation>此文件含拍摄时间、拍摄者或拍摄设备。原样发送时会一并发出。</translation>
        </message>
        <message>
            <source>What this file says beside its pixels is not known. Exact sends it.</source>
            <translation>此文件除像素外还含哪些信息尚不清楚。原样发送时会一并发出。</translation>
        </message>
        <message>
            <source>%1 gets: %2</source>
            <translation>%1将收到：%2</translation>
        </message>
        <message>
            <source>Planning · %1 %</source>
            <translation>正在规划 · %1%</translation>
        </message>
        <message>
            <source>Key it spends: %1 pages. %2.</source>
            <translation>将用掉的密钥：%1 页。%2。</translation>
        </message>
        <message>
            <source>pixels exact</source>
            <translation>像素无损</translation>
        </message>
        <message>
            <source>bit for bit</source>
            <translation>逐位相同</translation>
        </message>
        <message>
            <source>below 0</source>
            <translation>低于 0</translation>
        </message>
        <message>
            <source>expected</source>
            <translation>预计</translation>
        </message>
        <message>
            <source>SSIMULACRA 2: 100 is the same picture, 90 shows no loss.</source>
            <translation>SSIMULACRA 2：100 表示图像相同，90 表示无可见损失。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SendWords</name>
        <message>
            <source>Exact</source>
            <translation>原样</translation>
        </message>
        <message>
            <source>Thumbnail</source>
            <translation>缩略图</translation>
        </message>
        <message>
            <source>Fitted</source>
            <translation>适配</translation>
        </message>
        <message>
            <source>The file itself, bit for bit.</source>
            <translation>与原文件逐位相同。</translation>
        </message>
        <message>
            <source>A small picture, to choose what is worth more key.</source>
            <translation>小图，供对方挑选值得花密钥的图像。</translation>
        </message>
        <message>
            <source>A re-encoded picture within the budget.</source>
            <translation>按预算重新编码的图像。</translation>
        </message>
        <message>
            <source>pixels exact</source>
            <translation>像素无损</translation>
        </message>
        <message>
            <source>no visible loss</source>
            <translation>无可见损失</translation>
        </message>
        <message>
            <source>high</source>
            <translation>高</translation>
        </message>
        <message>
            <source>medium</source>
            <translation>中</translation>
        </message>
        <message>
            <source>low</source>
            <translation>低</translation>
        </message>
        <message>
            <source>poor</source>
            <translation>差</translation>
        </message>
        <message>
            <source>packed as JPEG XL</source>
            <translation>以 JPEG XL 压缩</translation>
        </message>
        <message>
            <source>packed as zstd</source>
            <translation>以 zstd 压缩</translation>
        </message>
        <message>
            <source>packed as xz</source>
            <translation>以 xz 压缩</translation>
        </message>
        <message>
            <source>as it is</source>
            <translation>不压缩</translation>
        </message>
        <message>
            <source>%1 % of the key free to send to %2</source>
            <translation>占可发往%2密钥的 %1%</translation>
        </message>
        <message>
            <source>%1 of a typical pass (%2)</source>
            <translation>约 %1 次典型过境（%2）</translation>
        </message>
        <message>
            <source>in the file</source>
            <translation>在文件中</translation>
        </message>
        <message>
            <source>Original · %1 · %2</source>
            <translation>原图 · %1 · %2</translation>
        </message>
        <message>
            <source>%1 · at most %2</source>
            <translation>%1 · 不超过 %2</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SettingsPage</name>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>主题</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Home folder</source>
            <translation>主目录</translation>
        </message>
        <message>
            <source>Listens on</source>
            <translation>监听地址</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Open folder of received pictures</source>
            <translation>打开已收图像的文件夹</translation>
        </message>
        <message>
            <source>Keep the home folder out of backups: a restored copy could use key twice, and Satpad stops when it notices.</source>
            <translation>请勿备份主目录：恢复的副本可能重复使用密钥，Satpad 一旦发现就会停止。</translation>
        </message>
        <message>
            <source>SIMULATED: this home takes simulated key only, for ever.</source>
            <translation>模拟：此主目录永远只接收模拟密钥。</translation>
        </message>
        <message>
            <source>real</source>
            <translation>真实</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SitePeersModel</name>
        <message>
            <source>dials in</source>
            <translation>由对端拨入</translation>
        </message>
        <message>
            <source>no key yet</source>
            <translation>尚无密钥</translation>
        </message>
        <message>
            <source>Site %1, address %2, key source %3, pads %4, pages free to send %5.</source>
            <translation>站点：%1，地址：%2，密钥来源：%3，密本：%4，可发页数：%5。</translation>
        </message>
        <message>
            <source>Peer</source>
            <translation>对端</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>Key source</source>
            <translation>密钥来源</translation>
        </message>
        <message>
            <source>Pads</source>
            <translation>密本</translation>
        </message>
        <message>
            <source>Free pages</source>
            <translation>可用页</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SitesPage</name>
        <message>
            <source>Add peer…</source>
            <translation>添加对端…</translation>
        </message>
        <message>
            <source>Remove peer…</source>
            <translation>移除对端…</translation>
        </message>
        <message>
            <source>Sites</source>
            <translation>站点</translation>
        </message>
        <message>
            <source>Peers</source>
            <translation>对端</translation>
        </message>
        <message>
            <source>No peer yet. Add one with its card: a file or pasted text.</source>
            <translation>尚无对端。用对方名片添加：文件或粘贴文本。</translation>
        </message>
        <message>
            <source>Peer %1 added. Call its operator and compare the words, if you have not yet.</source>
            <translation>已添加对端%1。若尚未核对，请与其操作员通话并核对这些词。</translation>
        </message>
        <message>
            <source>Remove %1? It can be added again with its card.</source>
            <translation>要移除%1吗？之后可用其名片重新添加。</translation>
        </message>
        <message>
            <source>Remove peer</source>
            <translation>移除对端</translation>
        </message>
        <message>
            <source>Peer %1 removed.</source>
            <translation>已移除对端%1。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::StatusLine</name>
        <message>
            <source>No peer</source>
            <translation>无对端</translation>
        </message>
        <message>
            <source>Peer: %1</source>
            <translation>对端：%1</translation>
        </message>
        <message>
            <source>%1 free to send · %2 pages</source>
            <translation>可发 %1 · %2 页</translation>
        </message>
        <message>
            <source>Key for %1: %2 pages free of %3, %4 reserved, %5 spent, %6 burnt.</source>
            <translation>发往%1的密钥：共 %3 页，可用 %2 页，已预留 %4 页，已用 %5 页，作废 %6 页。</translation>
        </message>
        <message>
            <source>Receiver on</source>
            <translation>接收已开启</translation>
        </message>
        <message>
            <source>Receiver on (system service)</source>
            <translation>接收已开启（系统服务）</translation>
        </message>
        <message>
            <source>Receiver starting</source>
            <translation>正在开启接收</translation>
        </message>
        <message>
            <source>Receiver off: see why</source>
            <translation>接收已关闭：查看原因</translation>
        </message>
        <message>
            <source>Receiver off</source>
            <translation>接收已关闭</translation>
        </message>
        <message>
            <source>Receiver stopping</source>
            <translation>接收正在停止</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::TravelBox</name>
        <message>
            <source>Travels with the picture</source>
            <translation>随图像一起发送</translation>
        </message>
        <message>
            <source>Position</source>
            <translation>拍摄位置</translation>
        </message>
        <message>
            <source>Camera, owner</source>
            <translation>相机与所有者</translation>
        </message>
        <message>
            <source>Time taken</source>
            <translation>拍摄时间</translation>
        </message>
        <message>
            <source>A serial number never goes along with a re-encoded picture.</source>
            <translation>重新编码的图像绝不附带序列号。</translation>
        </message>
        <message>
            <source>File name</source>
            <translation>文件名</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>未知</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::UnlockPage</name>
        <message>
            <source>Unlock</source>
            <translation>解锁</translation>
        </message>
        <message>
            <source>Passphrase</source>
            <translation>口令</translation>
        </message>
        <message>
            <source>Locked</source>
            <translation>已锁定</translation>
        </message>
        <message>
            <source>This home is locked. Enter its passphrase.</source>
            <translation>此主目录已锁定。请输入口令。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::WelcomePage</name>
        <message>
            <source>For simulated key only</source>
            <translation>仅用于模拟密钥</translation>
        </message>
        <message>
            <source>Set this site up</source>
            <translation>建立本站</translation>
        </message>
        <message>
            <source>Name of this site</source>
            <translation>本站名称</translation>
        </message>
        <message>
            <source>Name this site</source>
            <translation>为本站命名</translation>
        </message>
        <message>
            <source>A site is one place that sends and receives pictures. Peers know it by this name, and its home folder bears it.</source>
            <translation>站点是收发图像的一个地点。对端以此名称识别它，其主目录也以此命名。</translation>
        </message>
        <message>
            <source>Real and simulated key never mix. This cannot be changed later.</source>
            <translation>真实密钥与模拟密钥绝不混用。此项以后无法更改。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::WordsGrid</name>
        <message>
            <source>Words to read aloud: %1</source>
            <translation>需念出的词：%1</translation>
        </message>
    </context>
</TS>
