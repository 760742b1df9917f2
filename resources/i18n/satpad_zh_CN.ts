<?xml version="1.0" encoding="utf-8"?>
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>ChartFrame</name>
        <message>
            <source>0 min</source>
            <translation>0 分</translation>
        </message>
        <message>
            <source>0 s</source>
            <translation>0 秒</translation>
        </message>
    </context>
    <context>
        <name>Doctor</name>
        <message>
            <source>No address is set for %1: it has to call this site.</source>
            <translation>尚未设置%1的地址：须由它连接本站。</translation>
        </message>
        <message>
            <source>Not looked at: a layer before it failed.</source>
            <translation>未检查：前面的一层已失败。</translation>
        </message>
        <message>
            <source>Not asked for: it costs one key.</source>
            <translation>未要求：需用掉一个密钥。</translation>
        </message>
        <message>
            <source>None: plain http.</source>
            <translation>无：明文 http。</translation>
        </message>
        <message>
            <source>Ledger</source>
            <translation>账本</translation>
        </message>
        <message>
            <source>Pads</source>
            <translation>密本</translation>
        </message>
        <message>
            <source>Clock</source>
            <translation>时钟</translation>
        </message>
        <message>
            <source>KME settings</source>
            <translation>KME 设置</translation>
        </message>
        <message>
            <source>Name of the KME</source>
            <translation>KME 主机名</translation>
        </message>
        <message>
            <source>Connection to it</source>
            <translation>到 KME 的连接</translation>
        </message>
        <message>
            <source>TLS</source>
            <translation>TLS</translation>
        </message>
        <message>
            <source>Its certificate</source>
            <translation>KME 的证书</translation>
        </message>
        <message>
            <source>Our certificate</source>
            <translation>本站证书</translation>
        </message>
        <message>
            <source>SAEs and stock</source>
            <translation>SAE 与存量</translation>
        </message>
        <message>
            <source>One test key</source>
            <translation>测试密钥</translation>
        </message>
        <message>
            <source>Peer</source>
            <translation>对端</translation>
        </message>
        <message>
            <source>Something listens there.</source>
            <translation>该处有服务在监听。</translation>
        </message>
        <message>
            <source>The KME accepts it.</source>
            <translation>KME 接受此证书。</translation>
        </message>
        <message>
            <source>holds</source>
            <translation>正常</translation>
        </message>
        <message>
            <source>works, but note</source>
            <translation>可用，但请注意</translation>
        </message>
        <message>
            <source>fails</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>not looked at</source>
            <translation>未检查</translation>
        </message>
        <message>
            <source>No page to send with to %1: import or pull key.</source>
            <translation>没有可用于向%1发送的页：请导入或拉取密钥。</translation>
        </message>
        <message>
            <source>%1 of key to send with, %2 to receive with.</source>
            <translation>可发密钥 %1，可收密钥 %2。</translation>
        </message>
        <message>
            <source>%1 This home may be a copy or an old backup: the next send over the network clears the doubt.</source>
            <translation>%1此主目录可能是副本或旧备份：下次经由网络发送后疑问即消除。</translation>
        </message>
        <message>
            <source>The clock says %1.</source>
            <translation>时钟显示 %1。</translation>
        </message>
        <message>
            <source>The clock says %1, but the last message is of %2: set the clock. Times in lists are wrong until then.</source>
            <translation>时钟显示 %1，而最近一条消息的时间是 %2：请校准时钟。在此之前，列表中的时间不准。</translation>
        </message>
        <message>
            <source>The KME knows both SAEs, and says it has %1 keys of %2 bits: its word, no promise.</source>
            <translation>KME 认识两个 SAE，并称有 %1 个 %2 比特的密钥：这是它的说法，并非保证。</translation>
        </message>
        <message>
            <source>KME %1 knows both SAEs, and says it has %2 keys of %3 bits: its word, no promise.</source>
            <translation>KME %1 认识两个 SAE，并称有 %2 个 %3 比特的密钥：这是它的说法，并非保证。</translation>
        </message>
        <message>
            <source>%1 fetches what this site draws.</source>
            <translation>%1会取走本站拉取的对应密钥。</translation>
        </message>
        <message>
            <source>%1 fetches what this site draws. Its clock is %2 s ahead of this one.</source>
            <translation>%1会取走本站拉取的对应密钥。它的时钟比本机快 %2 秒。</translation>
        </message>
        <message>
            <source>%1 fetches what this site draws. Its clock is %2 s behind this one.</source>
            <translation>%1会取走本站拉取的对应密钥。它的时钟比本机慢 %2 秒。</translation>
        </message>
        <message>
            <source>%1, SAE %2 here, %3 at %4.</source>
            <translation>%1，本站 SAE 为 %2，%4的为 %3。</translation>
        </message>
        <message>
            <source>Its address is %1.</source>
            <translation>其地址是 %1。</translation>
        </message>
        <message>
            <source>It speaks %1.</source>
            <translation>使用 %1。</translation>
        </message>
        <message>
            <source>Plain http, as allowed: everybody on the way can read the key.</source>
            <translation>按设置使用明文 http：途中任何人都能读到密钥。</translation>
        </message>
        <message>
            <source>%1, valid until %2.</source>
            <translation>%1，有效期至 %2。</translation>
        </message>
        <message>
            <source>One key of %1 bits was drawn and thrown away.</source>
            <translation>已取出一个 %1 比特的密钥并丢弃。</translation>
        </message>
        <message>
            <source>%1.</source>
            <translation>%1。</translation>
        </message>
        <message>
            <source>The ledger agrees with itself: %1 events, %2 pads.</source>
            <translation>账本自洽：%1 个事件，%2 个密本。</translation>
        </message>
        <message>
            <source>The ledger does not agree with itself (%1).</source>
            <translation>账本前后不一致（%1）。</translation>
        </message>
        <message>
            <source>Nothing is wrong here.</source>
            <translation>此处无异常。</translation>
        </message>
        <message>
            <source>%1 answers at %2 in %3 ms.</source>
            <translation>%1在 %2 应答，用时 %3 毫秒。</translation>
        </message>
        <message>
            <source>Certificate %1 names %2, but the SAE ID set for this site is %3. Choose the right certificate or SAE ID.</source>
            <translation>证书 %1 写的是 %2，而本站设置的 SAE ID 是 %3。请选择正确的证书或 SAE ID。</translation>
        </message>
        <message>
            <source>The KME takes this site for SAE %1, but the SAE ID set for it is %2. Choose the right certificate or SAE ID.</source>
            <translation>KME 把本站当作 SAE %1，而为它设置的 SAE ID 是 %2。请选择正确的证书或 SAE ID。</translation>
        </message>
        <message>
            <source>Choose the right certificate or give the right SAE ID in the KME settings.</source>
            <translation>请在 KME 设置中选择正确的证书，或填写正确的 SAE ID。</translation>
        </message>
    </context>
    <context>
        <name>Kme</name>
        <message>
            <source>Give the URL of this site's KME, such as https://kme.example:8443.</source>
            <translation>请填写本站 KME 的 URL，例如 https://kme.example:8443。</translation>
        </message>
        <message>
            <source>The URL is https://HOST, with a port and a path where the KME has them.</source>
            <translation>URL 的形式是 https://主机，KME 有端口和路径时一并写上。</translation>
        </message>
        <message>
            <source>Leave /api/v1 and what follows out of the URL.</source>
            <translation>URL 中不要写 /api/v1 及其后的部分。</translation>
        </message>
        <message>
            <source>This URL is plain http: use https, or allow plain http below.</source>
            <translation>此 URL 是明文 http：请使用 https，或在下方允许明文 http。</translation>
        </message>
        <message>
            <source>Choose the certificate of this site, which the KME knows it by.</source>
            <translation>请选择本站的证书，KME 凭它识别本站。</translation>
        </message>
        <message>
            <source>Choose the private key of that certificate.</source>
            <translation>请选择该证书的私钥。</translation>
        </message>
        <message>
            <source>%1 is not there or cannot be read. Choose another file.</source>
            <translation>%1 不存在或无法读取。请选择其他文件。</translation>
        </message>
        <message>
            <source>Give the SAE ID of this site.</source>
            <translation>请填写本站的 SAE ID。</translation>
        </message>
        <message>
            <source>Give the SAE ID of the peer.</source>
            <translation>请填写对端的 SAE ID。</translation>
        </message>
        <message>
            <source>Two sites have two SAE IDs: one of these is wrong.</source>
            <translation>两个站点的 SAE ID 应不同：其中一个有误。</translation>
        </message>
        <message>
            <source>An SAE ID or KME ID has letters, digits and signs of ASCII only.</source>
            <translation>SAE ID 和 KME ID 只能含 ASCII 字母、数字和符号。</translation>
        </message>
    </context>
    <context>
        <name>Leaving</name>
        <message>
            <source>A courier file for %1 is being made. Closing stops it: no file is written and no key is kept.</source>
            <translation>正在为%1制作信使文件。关闭会中止：不写出文件，也不保留密钥。</translation>
        </message>
        <message>
            <source>The courier file %1 is being imported. Closing stops it: nothing of it is kept, and it can be imported again.</source>
            <translation>正在导入信使文件 %1。关闭会中止：其中内容均不保留，可再次导入。</translation>
        </message>
        <message>
            <source>A relay of key by %1 is under way. Closing cuts the contact; the next one goes on from there.</source>
            <translation>正在由%1中继密钥。关闭会切断联络；下次联络从该处继续。</translation>
        </message>
        <message>
            <source>A pull of key with %1 is under way. Closing ends it; what both sites have is confirmed first and stays.</source>
            <translation>正在拉取与%1的密钥。关闭会结束拉取；双方已有的部分会先确认并保留。</translation>
        </message>
        <message numerus="yes">
            <source>%n messages are under way. They stay sealed in the outbox and go on next time.</source>
            <translation>
                <numerusform>有 %n 条消息正在发送。它们会封存在发件箱，下次继续。</numerusform>
            </translation>
        </message>
        <message>
            <source>A pass is under way. Closing ends its light; what came down is kept.</source>
            <translation>过境正在进行。关闭将结束光信号；已下传的密钥会保留。</translation>
        </message>
    </context>
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
        <message>
            <source>reserved for the KME</source>
            <translation>为 KME 预留</translation>
        </message>
        <message>
            <source>handed over to the KME</source>
            <translation>已移交给 KME</translation>
        </message>
        <message>
            <source>pull begun with %1</source>
            <translation>开始与%1拉取密钥</translation>
        </message>
        <message>
            <source>keys drawn from the KME</source>
            <translation>已从 KME 取得密钥</translation>
        </message>
        <message>
            <source>%1 has the keys</source>
            <translation>%1 已持有这些密钥</translation>
        </message>
        <message>
            <source>pad made of pulled keys</source>
            <translation>由拉取的密钥生成密本</translation>
        </message>
        <message>
            <source>pull ended</source>
            <translation>拉取结束</translation>
        </message>
        <message>
            <source>added by pull</source>
            <translation>由拉取加入</translation>
        </message>
    </context>
    <context>
        <name>LedgerWork</name>
        <message>
            <source>pad %1, page %2 – %3: here %4, there %5</source>
            <translation>密本 %1，第 %2 – %3 页：本站 %4，对端 %5</translation>
        </message>
        <message>
            <source>; </source>
            <translation>；</translation>
        </message>
        <message>
            <source>The two ledgers differ (%1): %2; and %3 more.</source>
            <translation>两份账本不一致（%1）：%2；另有 %3 处。</translation>
        </message>
        <message>
            <source>The two ledgers differ (%1): %2.</source>
            <translation>两份账本不一致（%1）：%2。</translation>
        </message>
    </context>
    <context>
        <name>MessageFacts</name>
        <message>
            <source>%1 – %2 of pad %3</source>
            <translation>密本 %3 的 %1 – %2</translation>
        </message>
        <message>
            <source>and %1 ranges more</source>
            <translation>另有 %1 个页段</translation>
        </message>
        <message>
            <source>at most 2%1 a try</source>
            <translation>每次至多 2%1</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>%1, ε %2</source>
            <translation>%1，ε %2</translation>
        </message>
        <message>
            <source>%1 knows it</source>
            <translation>%1知道此密钥</translation>
        </message>
        <message>
            <source>%1 here (%2)</source>
            <translation>本地 %1（%2）</translation>
        </message>
    </context>
    <context>
        <name>Origins</name>
        <message>
            <source>courier file</source>
            <translation>信使文件</translation>
        </message>
        <message>
            <source>relay %1</source>
            <translation>中继%1</translation>
        </message>
        <message>
            <source>KME %1</source>
            <translation>KME %1</translation>
        </message>
        <message>
            <source>pass %1</source>
            <translation>过境 %1</translation>
        </message>
    </context>
    <context>
        <name>PassWords</name>
        <message>
            <source>north</source>
            <translation>北</translation>
        </message>
        <message>
            <source>north-east</source>
            <translation>东北</translation>
        </message>
        <message>
            <source>east</source>
            <translation>东</translation>
        </message>
        <message>
            <source>south-east</source>
            <translation>东南</translation>
        </message>
        <message>
            <source>south</source>
            <translation>南</translation>
        </message>
        <message>
            <source>south-west</source>
            <translation>西南</translation>
        </message>
        <message>
            <source>west</source>
            <translation>西</translation>
        </message>
        <message>
            <source>north-west</source>
            <translation>西北</translation>
        </message>
        <message>
            <source>%1 degrees north, %2 degrees east</source>
            <translation>北纬 %1 度、东经 %2 度</translation>
        </message>
        <message>
            <source>%1 degrees north, %2 degrees west</source>
            <translation>北纬 %1 度、西经 %2 度</translation>
        </message>
        <message>
            <source>%1 degrees south, %2 degrees east</source>
            <translation>南纬 %1 度、东经 %2 度</translation>
        </message>
        <message>
            <source>%1 degrees south, %2 degrees west</source>
            <translation>南纬 %1 度、西经 %2 度</translation>
        </message>
        <message>
            <source>World map. No satellite is chosen.</source>
            <translation>世界地图。未选择卫星。</translation>
        </message>
        <message>
            <source>World map. %1 over %2.</source>
            <translation>世界地图。%1位于%2上空。</translation>
        </message>
        <message>
            <source>World map. %1 over %2, below the horizon of %3.</source>
            <translation>世界地图。%1位于%2上空，在%3的地平线以下。</translation>
        </message>
        <message>
            <source>World map. %1 over %2, %3 degrees high at %4.</source>
            <translation>世界地图。%1位于%2上空，在%4的仰角为 %3 度。</translation>
        </message>
        <message>
            <source>Sky plot: no pass is chosen.</source>
            <translation>天空图：未选择过境。</translation>
        </message>
        <message>
            <source>Sky plot: rises %1, highest %2 degrees, sets %3.</source>
            <translation>天空图：从%1方升起，最高 %2 度，向%3方落下。</translation>
        </message>
        <message>
            <source>Sky plot: rises %1 %2, highest %3 degrees, sets %4 %5.</source>
            <translation>天空图：%2 从%1方升起，最高 %3 度，%5 向%4方落下。</translation>
        </message>
        <message>
            <source>Charts of the pass: nothing yet.</source>
            <translation>过境曲线：尚无数据。</translation>
        </message>
        <message>
            <source>Charts of the pass: %1 thousand secure bits, %2 percent errors.</source>
            <translation>过境曲线：安全比特 %1 千，误码率百分之 %2。</translation>
        </message>
        <message>
            <source>Charts of the pass after %1 min %2 s: %3 thousand secure bits, key rate %4 kilobit per second, %5 percent errors.</source>
            <translation>过境曲线，已过 %1 分 %2 秒：安全比特 %3 千，成码率每秒 %4 千比特，误码率百分之 %5。</translation>
        </message>
        <message>
            <source>One million secure bits in a single pass</source>
            <translation>单次过境突破 100 万安全比特</translation>
        </message>
        <message>
            <source>Secure bits, if the pass ended now</source>
            <translation>安全比特（若此刻结束）</translation>
        </message>
        <message>
            <source>Secure bits, expected: the key is being distilled</source>
            <translation>预计安全比特：正在提炼密钥</translation>
        </message>
        <message>
            <source>Secure bits, this pass</source>
            <translation>安全比特（本次过境）</translation>
        </message>
        <message>
            <source>One million secure bits in a single pass, at %1 UTC. Now %2 thousand.</source>
            <translation>单次过境突破 100 万安全比特，时间 %1 UTC。现为 %2 千。</translation>
        </message>
        <message>
            <source>Secure bits, if the pass ended now: %1 thousand. Key rate %2 kilobit per second.</source>
            <translation>安全比特（若此刻结束）：%1 千。成码率每秒 %2 千比特。</translation>
        </message>
        <message>
            <source>Secure bits, expected: %1 thousand. The key is being distilled.</source>
            <translation>预计安全比特：%1 千。正在提炼密钥。</translation>
        </message>
        <message>
            <source>Secure bits, this pass: %1 thousand.</source>
            <translation>安全比特（本次过境）：%1 千。</translation>
        </message>
        <message>
            <source>No key from this pass.</source>
            <translation>本次过境无密钥。</translation>
        </message>
        <message>
            <source>The pass was broken off; no key was made.</source>
            <translation>过境已中断，未生成密钥。</translation>
        </message>
        <message>
            <source>Secure bits, this pass: nothing is flown yet.</source>
            <translation>安全比特（本次过境）：尚未过境。</translation>
        </message>
    </context>
    <context>
        <name>Passes</name>
        <message>
            <source>nothing was sifted</source>
            <translation>没有筛得任何比特</translation>
        </message>
        <message>
            <source>the decoy pulses show no single photons: all key may be known from pulses of several</source>
            <translation>诱骗脉冲显示没有单光子：全部密钥可能已从多光子脉冲得知</translation>
        </message>
        <message>
            <source>more errors than so few clicks allow, or somebody measured on the way</source>
            <translation>误码多于如此少的计数所允许，或有人在途中测量</translation>
        </message>
        <message>
            <source>mending the errors told more than there was secret</source>
            <translation>纠错透露的信息多于可保密的部分</translation>
        </message>
        <message>
            <source>d MMM HH:mm</source>
            <extracomment>day and month, as QLocale formats them</extracomment>
            <translation>M月d日 HH:mm</translation>
        </message>
        <message>
            <source>%1 d %2 h</source>
            <translation>%1 天 %2 时</translation>
        </message>
        <message>
            <source>%1 h %2 m</source>
            <translation>%1 时 %2 分</translation>
        </message>
        <message>
            <source>%1 m %2 s</source>
            <translation>%1 分 %2 秒</translation>
        </message>
        <message>
            <source>excellent</source>
            <translation>极佳</translation>
        </message>
        <message>
            <source>good</source>
            <translation>良好</translation>
        </message>
        <message>
            <source>hazy</source>
            <translation>有霾</translation>
        </message>
        <message>
            <source>too low</source>
            <translation>仰角过低</translation>
        </message>
        <message>
            <source>daylight</source>
            <translation>白天</translation>
        </message>
        <message>
            <source>satellite lit by the Sun</source>
            <translation>卫星被日光照亮</translation>
        </message>
        <message>
            <source>too little light</source>
            <translation>光太少</translation>
        </message>
        <message>
            <source>Elevation</source>
            <translation>仰角</translation>
        </message>
        <message>
            <source>Dark station</source>
            <translation>地面站黑暗</translation>
        </message>
        <message>
            <source>Earth's shadow</source>
            <translation>地影</translation>
        </message>
        <message>
            <source>Launch key</source>
            <translation>发射密钥</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>连接</translation>
        </message>
        <message>
            <source>Clocks</source>
            <translation>时钟</translation>
        </message>
        <message>
            <source>Disk</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <source>Sky</source>
            <translation>天空</translation>
        </message>
        <message>
            <source>Orbit elements</source>
            <translation>轨道根数</translation>
        </message>
        <message>
            <source>SIMULATED pass of %1 over %2, made up: highest %3°, %4 s of light.</source>
            <translation>%1过境%2（模拟，虚构）：最高 %3°，光 %4 秒。</translation>
        </message>
        <message>
            <source>SIMULATED pass of %1 over %2 at %3 UTC: highest %4°, %5 s of light.</source>
            <translation>%1于 %3 UTC 过境%2（模拟）：最高 %4°，光 %5 秒。</translation>
        </message>
        <message>
            <source>No go. %1: %2.</source>
            <translation>不放行。%1：%2。</translation>
        </message>
        <message>
            <source>Stopped. What came down until then is kept: %1 secure bits in pads at both ends. QBER %2 %, f %3.</source>
            <translation>已停止。此前下传的部分已保留：两端密本共 %1 安全比特。误码率 %2%，f %3。</translation>
        </message>
        <message>
            <source>%1 secure bits in pads at both ends. QBER %2 %, f %3.</source>
            <translation>两端密本共 %1 安全比特。误码率 %2%，f %3。</translation>
        </message>
        <message>
            <source>No key from this pass: %1 % errors. Either the sky was too bright or someone measured the photons.</source>
            <translation>本次过境无密钥：误码率 %1%。可能天光过亮，也可能光子被人测量。</translation>
        </message>
        <message>
            <source>Stopped before enough light had come for key. Nothing was kept.</source>
            <translation>停止时光量还不足以成码，未保留任何密钥。</translation>
        </message>
        <message>
            <source>No key from this pass: %1.</source>
            <translation>本次过境无密钥：%1。</translation>
        </message>
        <message>
            <source>Beijing</source>
            <translation>北京</translation>
        </message>
        <message>
            <source>Stellenbosch</source>
            <translation>斯泰伦博斯</translation>
        </message>
    </context>
    <context>
        <name>Recovery</name>
        <message>
            <source>Find out why: was this home restored from a backup, or is a copy of it running elsewhere?</source>
            <translation>查明原因：此主目录是否由备份恢复，或有副本在别处运行？</translation>
        </message>
        <message>
            <source>I know why</source>
            <translation>已查明原因</translation>
        </message>
        <message>
            <source>Compare ledgers with %1, to be sure that no page served twice.</source>
            <translation>与%1比对账本，确认没有页被用过两次。</translation>
        </message>
        <message>
            <source>Compare ledgers…</source>
            <translation>比对账本…</translation>
        </message>
        <message>
            <source>The file of pad %1 is erased up to page %2, further than this ledger says. The ledger is older than its pads.</source>
            <translation>密本 %1 的文件已擦除到第 %2 页，超过本账本的记录。账本比密本旧。</translation>
        </message>
        <message>
            <source>%1 holds other bytes than this site under the name of pad %2.</source>
            <translation>%1的密本 %2 与本站的内容不同。</translation>
        </message>
        <message>
            <source>%1 has recorded pages of pad %2, up to page %3, for other messages.</source>
            <translation>%1已为其他消息登记了密本 %2 的页，直到第 %3 页。</translation>
        </message>
        <message>
            <source>%1 This ledger did not know of them.</source>
            <translation>%1本账本不知道这些页。</translation>
        </message>
        <message>
            <source>a message</source>
            <translation>一条消息</translation>
        </message>
        <message>
            <source>%1 This ledger did not know of them: it sealed %2 with pages %3 to %4.</source>
            <translation>%1本账本不知道这些页：它用第 %3 至 %4 页封装了%2。</translation>
        </message>
        <message>
            <source>Nothing has left this site: the record was asked for first, and %1 said no.</source>
            <translation>本站未发出任何数据：先请求了登记，而%1拒绝了。</translation>
        </message>
        <message>
            <source>Nothing has been sealed twice: pages that were used do not open any more.</source>
            <translation>没有页被封装两次：已用的页无法再打开。</translation>
        </message>
        <message>
            <source>A picture sealed with it does not open: its tag would not hold.</source>
            <translation>用它封装的图像打不开：验证不会通过。</translation>
        </message>
        <message>
            <source>Close the pad: no advance mends it. This burns %1 pages; they cannot be used again.</source>
            <translation>关闭此密本：前移使用位无法修复。将有 %1 页作废，无法再用。</translation>
        </message>
        <message>
            <source>Close pad…</source>
            <translation>关闭密本…</translation>
        </message>
        <message>
            <source>Advance the mark. It stands past those pages already, so this burns none.</source>
            <translation>前移使用位。它已在那些页之后，没有页作废。</translation>
        </message>
        <message>
            <source>Advance the mark past page %1. This burns %2 pages; they cannot be used again.</source>
            <translation>把使用位前移到第 %1 页之后。将有 %2 页作废，无法再用。</translation>
        </message>
        <message>
            <source>Advance mark…</source>
            <translation>前移使用位…</translation>
        </message>
        <message>
            <source>It lies on another computer than before.</source>
            <translation>它所在的计算机不是原来的那台。</translation>
        </message>
        <message>
            <source>Its ledger knows fewer events than were counted outside it.</source>
            <translation>它的账本记录的事件少于外部计数。</translation>
        </message>
        <message>
            <source>Pages that were used open again: a pad file is older than the ledger.</source>
            <translation>已用的页又能打开：有密本文件比账本旧。</translation>
        </message>
        <message>
            <source>A pad file is not the one that was here before.</source>
            <translation>有密本文件不是原来的那个。</translation>
        </message>
        <message>
            <source>The site has moved here from another home.</source>
            <translation>此站点由另一主目录迁移而来。</translation>
        </message>
        <message>
            <source>Its ledger file is not the one that was here before.</source>
            <translation>它的账本文件不是原来的那个。</translation>
        </message>
        <message>
            <source>Deliver what waits for %1. Its record of the pages clears the doubt, before a byte leaves.</source>
            <translation>投递等待发往%1的消息。对方登记这些页后疑问即消除，此前不发出任何数据。</translation>
        </message>
        <message>
            <source>Send %1 a small picture over the network. Its record of the pages clears the doubt, before a byte leaves.</source>
            <translation>经网络向%1发送一张小图像。对方登记这些页后疑问即消除，此前不发出任何数据。</translation>
        </message>
        <message>
            <source>Check with %1 now</source>
            <translation>立即向%1确认</translation>
        </message>
        <message>
            <source>Check with %1 now…</source>
            <translation>立即向%1确认…</translation>
        </message>
        <message>
            <source>Pictures already received, and every other pad, are not affected.</source>
            <translation>已收到的图像和其他密本不受影响。</translation>
        </message>
        <message>
            <source>Pictures already received lie in the folder inbox of this home.</source>
            <translation>已收到的图像在此主目录的 inbox 文件夹中。</translation>
        </message>
        <message>
            <source>Keep the folder of this home as it is. An older ledger from a backup would take used pages for free ones.</source>
            <translation>保持此主目录文件夹原样。备份中的旧账本会把已用的页当作可用。</translation>
        </message>
        <message>
            <source>Set up a new home, exchange cards with every peer again and bring new pads. Its command: satpad --home FOLDER init --name NAME</source>
            <translation>建立新的主目录，与每个对端重新交换名片，并提供新的密本。命令：satpad --home FOLDER init --name NAME</translation>
        </message>
        <message>
            <source>Suspended %1</source>
            <translation>暂停于 %1</translation>
        </message>
        <message>
            <source>Bring a new pad, and carry it to %1 by a way that nobody can change.</source>
            <translation>提供新的密本，并用无人能改动的方式带给%1。</translation>
        </message>
        <message>
            <source>This home may be a copy or an old backup.</source>
            <translation>此主目录可能是副本或旧备份。</translation>
        </message>
        <message>
            <source>%1 %2</source>
            <translation>%1%2</translation>
        </message>
        <message>
            <source>In doubt since %1</source>
            <translation>自 %1 起存疑</translation>
        </message>
        <message>
            <source>No page leaves twice: nothing leaves before the peer has recorded its pages, and the peer refuses those it has seen.</source>
            <translation>没有页会发出两次：对端登记之前不发出任何数据，而且对端拒绝已见过的页。</translation>
        </message>
        <message>
            <source>Pictures already received are not affected.</source>
            <translation>已收到的图像不受影响。</translation>
        </message>
        <message>
            <source>No pad is suspended now. A pad is when its peer has already seen pages that this ledger takes for free.</source>
            <translation>目前没有密本暂停。对端已见过本账本认为可用的页时，密本会暂停。</translation>
        </message>
        <message>
            <source>Nothing leaves then: the record is asked for first, and the peer says no.</source>
            <translation>此时不发出任何数据：先请求登记，而对端会拒绝。</translation>
        </message>
        <message>
            <source>Advance the mark past the pages that the peer has seen. This burns the pages between; they cannot be used again.</source>
            <translation>把使用位前移到对端已见过的页之后。其间的页作废，无法再用。</translation>
        </message>
        <message>
            <source>This home is not in doubt now. It is when its files, its computer or its count of events are not those that it remembers.</source>
            <translation>此主目录目前不存疑。当文件、计算机或事件计数与其记忆不符时，它会存疑。</translation>
        </message>
        <message>
            <source>Nothing leaves then before the peer has recorded its pages.</source>
            <translation>此时，对端登记之前不发出任何数据。</translation>
        </message>
        <message>
            <source>Send the peer a small picture over the network: its record clears the doubt.</source>
            <translation>经网络向对端发送一张小图像：对端登记后疑问即消除。</translation>
        </message>
        <message>
            <source>This home is open and its ledger can be read.</source>
            <translation>此主目录已打开，账本可读。</translation>
        </message>
        <message>
            <source>A locked home opens with its passphrase; nothing in it is lost.</source>
            <translation>已锁定的主目录用口令即可打开，其中内容不会丢失。</translation>
        </message>
        <message>
            <source>The ledger is damaged, so no key can be used and nothing leaves.</source>
            <translation>账本已损坏，密钥不可使用，也不会发出任何数据。</translation>
        </message>
        <message>
            <source>No page is used twice: without a ledger that holds, none is given out.</source>
            <translation>没有页会被用两次：没有完好的账本，就不会给出任何页。</translation>
        </message>
        <message>
            <source>Look for a plain cause: a full disk, a disk that is not there, a file that was moved. Mend it, then start Satpad again.</source>
            <translation>查找简单的原因：磁盘已满、磁盘未接入、文件被移动。排除后重新启动 Satpad。</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>在文件夹中显示</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Mend what is said above, then try again.</source>
            <translation>排除上述问题，然后重试。</translation>
        </message>
        <message>
            <source>Look at the folder of this home.</source>
            <translation>查看此主目录的文件夹。</translation>
        </message>
        <message>
            <source>This home cannot be opened now.</source>
            <translation>目前无法打开此主目录。</translation>
        </message>
        <message>
            <source>Nothing was changed: the home was not opened.</source>
            <translation>没有任何改动：主目录未被打开。</translation>
        </message>
        <message>
            <source>A part of this home is damaged or missing, so no key can be used and nothing leaves.</source>
            <translation>此主目录有部分损坏或缺失，密钥不可使用，也不会发出任何数据。</translation>
        </message>
        <message>
            <source>Look for a plain cause: a full disk, a disk that is not there, a file that was moved. Mend it, then try again.</source>
            <translation>查找简单的原因：磁盘已满、磁盘未接入、文件被移动。排除后重试。</translation>
        </message>
        <message>
            <source>Advance the mark of pad %1 for %2? This burns no page.</source>
            <translation>前移发往%2的密本 %1 的使用位？没有页作废。</translation>
        </message>
        <message>
            <source>Advance the mark of pad %1 for %2 past page %3? This burns %4 pages; they cannot be used again.</source>
            <translation>把发往%2的密本 %1 的使用位前移到第 %3 页之后？将有 %4 页作废，无法再用。</translation>
        </message>
        <message>
            <source>Close pad %1 with %2? This burns %3 pages; they cannot be used again.</source>
            <translation>关闭与%2共享的密本 %1？将有 %3 页作废，无法再用。</translation>
        </message>
        <message>
            <source>%1.</source>
            <translation>%1。</translation>
        </message>
    </context>
    <context>
        <name>Relay</name>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>The relay waits</source>
            <translation>中继正在等待</translation>
        </message>
        <message>
            <source>The relay waits (%1)</source>
            <translation>中继正在等待（%1）</translation>
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
        <name>Sentences</name>
        <message>
            <source>This cannot be done as it was asked</source>
            <translation>无法按此要求操作</translation>
        </message>
        <message>
            <source>There is not enough key</source>
            <translation>密钥不足</translation>
        </message>
        <message>
            <source>Nothing was reserved. Import or pull key, or lower the budget.</source>
            <translation>未预留任何页。请导入或拉取密钥，或降低预算。</translation>
        </message>
        <message>
            <source>It failed its check</source>
            <translation>未通过验证</translation>
        </message>
        <message>
            <source>It was not opened and no key was spent.</source>
            <translation>未打开，也未消耗密钥。</translation>
        </message>
        <message>
            <source>This key was used already</source>
            <translation>此密钥已被用过</translation>
        </message>
        <message>
            <source>Nothing has left this site. Compare ledgers with the peer.</source>
            <translation>本站未发出任何数据。请与对端比对账本。</translation>
        </message>
        <message>
            <source>A pad is suspended</source>
            <translation>有密本已暂停</translation>
        </message>
        <message>
            <source>The banner over the pages leads to what to do.</source>
            <translation>页面上方的横幅会引导至处理办法。</translation>
        </message>
        <message>
            <source>This home may be a copy or an old backup</source>
            <translation>此主目录可能是副本或旧备份</translation>
        </message>
        <message>
            <source>Send something over the network first: the peer's record clears the doubt.</source>
            <translation>请先经由网络发送任意内容：对端登记后疑问即消除。</translation>
        </message>
        <message>
            <source>The peer has not confirmed this pad yet</source>
            <translation>对端尚未确认此密本</translation>
        </message>
        <message>
            <source>Send it something over the network, or import its reply file.</source>
            <translation>请经由网络向其发送任意内容，或导入其回复文件。</translation>
        </message>
        <message>
            <source>A file cannot be read</source>
            <translation>有文件无法读取</translation>
        </message>
        <message>
            <source>This file is of a kind that cannot travel like this</source>
            <translation>此类文件不能以这种方式发送</translation>
        </message>
        <message>
            <source>Exact can still send it.</source>
            <translation>仍可原样发送。</translation>
        </message>
        <message>
            <source>The data is damaged or cut short</source>
            <translation>数据已损坏或不完整</translation>
        </message>
        <message>
            <source>Ask for it again.</source>
            <translation>请对方重发。</translation>
        </message>
        <message>
            <source>The disk could not be written or read</source>
            <translation>磁盘读写失败</translation>
        </message>
        <message>
            <source>Check the disk, then try again.</source>
            <translation>请检查磁盘后重试。</translation>
        </message>
        <message>
            <source>The disk failed, and nobody knows how far it came</source>
            <translation>磁盘出错，无法得知进行到哪一步</translation>
        </message>
        <message>
            <source>Unsure means spent. Verify the ledger on the page Keys.</source>
            <translation>不确定的一律视为已用。请在“密钥”页核验账本。</translation>
        </message>
        <message>
            <source>The disk is full</source>
            <translation>磁盘已满</translation>
        </message>
        <message>
            <source>Free some space, then try again.</source>
            <translation>请腾出空间后重试。</translation>
        </message>
        <message>
            <source>The file system of this home cannot lock or sync</source>
            <translation>此主目录所在的文件系统无法加锁或同步</translation>
        </message>
        <message>
            <source>Keep the home on a disk of this computer.</source>
            <translation>请把主目录放在本机磁盘上。</translation>
        </message>
        <message>
            <source>This home is locked</source>
            <translation>此主目录已锁定</translation>
        </message>
        <message>
            <source>This home is damaged</source>
            <translation>此主目录已损坏</translation>
        </message>
        <message>
            <source>Nothing leaves and no key can be used. Keep the folder as it is, start a new home and exchange new pads.</source>
            <translation>不会发出任何数据，密钥不可使用。请原样保留此文件夹，新建主目录并交换新的密本。</translation>
        </message>
        <message>
            <source>This home was written by a newer Satpad</source>
            <translation>此主目录由更新版本的 Satpad 写入</translation>
        </message>
        <message>
            <source>Use the newer Satpad.</source>
            <translation>请使用更新版本的 Satpad。</translation>
        </message>
        <message>
            <source>Something else is at work with it</source>
            <translation>另有程序正在使用它</translation>
        </message>
        <message>
            <source>Wait for it, or stop it.</source>
            <translation>请等它结束，或将其停止。</translation>
        </message>
        <message>
            <source>There is no home here yet</source>
            <translation>此处尚无主目录</translation>
        </message>
        <message>
            <source>Set this site up first.</source>
            <translation>请先设置本站。</translation>
        </message>
        <message>
            <source>It is there already</source>
            <translation>它已存在</translation>
        </message>
        <message>
            <source>There is no such peer</source>
            <translation>没有这个对端</translation>
        </message>
        <message>
            <source>Add it on the page Sites.</source>
            <translation>请在“站点”页添加。</translation>
        </message>
        <message>
            <source>There is no such pad</source>
            <translation>没有这个密本</translation>
        </message>
        <message>
            <source>The page Keys shows which there are.</source>
            <translation>“密钥”页列有现有的密本。</translation>
        </message>
        <message>
            <source>There is no such message</source>
            <translation>没有这条消息</translation>
        </message>
        <message>
            <source>It is for another site</source>
            <translation>这是给另一站点的</translation>
        </message>
        <message>
            <source>Give it to the site it names.</source>
            <translation>请交给它所指的站点。</translation>
        </message>
        <message>
            <source>It is too late: it was delivered</source>
            <translation>为时已晚：已送达</translation>
        </message>
        <message>
            <source>That is not possible now</source>
            <translation>目前无法这样做</translation>
        </message>
        <message>
            <source>It is over the limit</source>
            <translation>超出上限</translation>
        </message>
        <message>
            <source>It was stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>Something is wrong inside Satpad</source>
            <translation>Satpad 内部出错</translation>
        </message>
        <message>
            <source>Please report this.</source>
            <translation>请报告此问题。</translation>
        </message>
        <message>
            <source>The peer cannot be reached</source>
            <translation>无法连通对端</translation>
        </message>
        <message>
            <source>Is its receiver on, and is its address right?</source>
            <translation>对端的接收是否已开启？其地址是否正确？</translation>
        </message>
        <message>
            <source>The peer did not answer in time</source>
            <translation>对端未及时应答</translation>
        </message>
        <message>
            <source>What is not verified stays in the outbox.</source>
            <translation>未验证的内容会留在发件箱。</translation>
        </message>
        <message>
            <source>The certificates of the two sites do not fit</source>
            <translation>两个站点的证书不相符</translation>
        </message>
        <message>
            <source>Exchange cards again on the page Sites.</source>
            <translation>请在“站点”页重新交换名片。</translation>
        </message>
        <message>
            <source>Another site answers there</source>
            <translation>那里应答的是另一站点</translation>
        </message>
        <message>
            <source>Check the address of the peer on the page Sites.</source>
            <translation>请在“站点”页检查对端的地址。</translation>
        </message>
        <message>
            <source>The peer does not keep the protocol</source>
            <translation>对端不遵守协议</translation>
        </message>
        <message>
            <source>Compare the versions of Satpad at both sites.</source>
            <translation>请核对两个站点的 Satpad 版本。</translation>
        </message>
        <message>
            <source>The connection was cut</source>
            <translation>连接中断</translation>
        </message>
        <message>
            <source>A limit is reached</source>
            <translation>已达上限</translation>
        </message>
        <message>
            <source>Try again later.</source>
            <translation>请稍后重试。</translation>
        </message>
        <message>
            <source>What answers there does not keep ETSI GS QKD 014: ask its operator.</source>
            <translation>那里的应答不符合 ETSI GS QKD 014：请询问其管理员。</translation>
        </message>
        <message>
            <source>Set lower limits in the KME settings, under More.</source>
            <translation>请在 KME 设置的“更多”中把上限调低。</translation>
        </message>
        <message>
            <source>The KME's name has no address</source>
            <translation>KME 的主机名没有对应地址</translation>
        </message>
        <message>
            <source>Check the host in its URL, or the DNS of this site.</source>
            <translation>请检查其 URL 中的主机名，或本站的 DNS。</translation>
        </message>
        <message>
            <source>The KME cannot be reached</source>
            <translation>无法连通 KME</translation>
        </message>
        <message>
            <source>Is the KME running, and are host and port of its URL right?</source>
            <translation>KME 是否在运行？其 URL 的主机和端口是否正确？</translation>
        </message>
        <message>
            <source>There is no TLS with the KME</source>
            <translation>无法与 KME 建立 TLS</translation>
        </message>
        <message>
            <source>Is this port the KME's, and does it speak TLS 1.2 or 1.3?</source>
            <translation>此端口是 KME 的吗？它是否支持 TLS 1.2 或 1.3？</translation>
        </message>
        <message>
            <source>The KME's certificate is not signed by the CA</source>
            <translation>KME 的证书不是由该 CA 签发的</translation>
        </message>
        <message>
            <source>Choose the CA file that signed the KME's certificate.</source>
            <translation>请选择签发 KME 证书的 CA 文件。</translation>
        </message>
        <message>
            <source>The KME's certificate is not valid now</source>
            <translation>KME 的证书目前无效</translation>
        </message>
        <message>
            <source>The KME needs a new one; is the clock of this site right?</source>
            <translation>KME 需要新的证书；本站的时钟准确吗？</translation>
        </message>
        <message>
            <source>Another KME answers there</source>
            <translation>那里应答的是另一个 KME</translation>
        </message>
        <message>
            <source>Check its URL. A KME whose certificate names no host needs its KME ID in the settings.</source>
            <translation>请检查其 URL。若 KME 的证书未写主机名，则须在设置中填写其 KME ID。</translation>
        </message>
        <message>
            <source>The KME does not accept the certificate of this site</source>
            <translation>KME 不接受本站的证书</translation>
        </message>
        <message>
            <source>Have its operator register this certificate, or choose the right one.</source>
            <translation>请让其管理员登记此证书，或选择正确的证书。</translation>
        </message>
        <message>
            <source>The connection to the KME was cut</source>
            <translation>与 KME 的连接中断</translation>
        </message>
        <message>
            <source>Try again.</source>
            <translation>请重试。</translation>
        </message>
        <message>
            <source>The KME did not answer in time</source>
            <translation>KME 未及时应答</translation>
        </message>
        <message>
            <source>The KME refuses</source>
            <translation>KME 拒绝请求</translation>
        </message>
        <message>
            <source>Do the SAE IDs fit the certificate, and may these two SAEs share key?</source>
            <translation>SAE ID 与证书是否相符？这两个 SAE 是否可以共享密钥？</translation>
        </message>
        <message>
            <source>The KME does not know this path or SAE</source>
            <translation>KME 不认识此路径或 SAE</translation>
        </message>
        <message>
            <source>Check the path in its URL and the SAE ID of the peer.</source>
            <translation>请检查其 URL 中的路径和对端的 SAE ID。</translation>
        </message>
        <message>
            <source>The KME has too little key</source>
            <translation>KME 的密钥不足</translation>
        </message>
        <message>
            <source>Try again later, or ask for less.</source>
            <translation>请稍后重试，或减少所要的密钥。</translation>
        </message>
        <message>
            <source>The KME gives less in one request</source>
            <translation>KME 每次请求给出的较少</translation>
        </message>
        <message>
            <source>The KME does not take this request</source>
            <translation>KME 不接受此请求</translation>
        </message>
        <message>
            <source>The KME failed</source>
            <translation>KME 出错</translation>
        </message>
        <message>
            <source>Ask its operator.</source>
            <translation>请询问其管理员。</translation>
        </message>
        <message>
            <source>The KME does not take POST</source>
            <translation>KME 不接受 POST</translation>
        </message>
        <message>
            <source>The answer of the KME makes no sense</source>
            <translation>KME 的应答无法理解</translation>
        </message>
        <message>
            <source>The KME answers with more than was asked for</source>
            <translation>KME 的应答多于所要求的内容</translation>
        </message>
        <message>
            <source>A setting of the KME is wrong</source>
            <translation>KME 的某项设置有误</translation>
        </message>
        <message>
            <source>Set it right in the KME settings.</source>
            <translation>请在 KME 设置中改正。</translation>
        </message>
        <message>
            <source>The URL is plain http</source>
            <translation>该 URL 是明文 http</translation>
        </message>
        <message>
            <source>Everybody on the way could read the key: use https, or allow it in the settings.</source>
            <translation>途中任何人都能读到密钥：请使用 https，或在设置中允许明文。</translation>
        </message>
        <message>
            <source>The other end does not have this pad</source>
            <translation>对方没有此密本</translation>
        </message>
        <message>
            <source>The other end says it is for another site</source>
            <translation>对方称这是给另一站点的</translation>
        </message>
        <message>
            <source>The other end has used this key already</source>
            <translation>对方已用过此密钥</translation>
        </message>
        <message>
            <source>The other end does not understand what was said</source>
            <translation>对方无法理解所发内容</translation>
        </message>
        <message>
            <source>The other end found that a check failed</source>
            <translation>对方验证未通过</translation>
        </message>
        <message>
            <source>The other end does not know this site</source>
            <translation>对方不认识本站</translation>
        </message>
        <message>
            <source>The disk of the other end is full</source>
            <translation>对方磁盘已满</translation>
        </message>
        <message>
            <source>The home of the other end failed, or is locked or damaged</source>
            <translation>对方的主目录出错、已锁定或已损坏</translation>
        </message>
        <message>
            <source>A pad is suspended at the other end</source>
            <translation>对方有密本已暂停</translation>
        </message>
        <message>
            <source>The other end has not enough key</source>
            <translation>对方密钥不足</translation>
        </message>
        <message>
            <source>The other end has not seen this pad confirmed</source>
            <translation>对方尚未见到此密本得到确认</translation>
        </message>
        <message>
            <source>The home of the other end may be a copy or an old backup</source>
            <translation>对方的主目录可能是副本或旧备份</translation>
        </message>
        <message>
            <source>A limit of the other end is reached</source>
            <translation>已达对方的上限</translation>
        </message>
        <message>
            <source>The other end is busy</source>
            <translation>对方正忙</translation>
        </message>
        <message>
            <source>The other end cannot reach its KME, or that failed</source>
            <translation>对方无法连通其 KME，或该 KME 出错</translation>
        </message>
        <message>
            <source>The other end and its KME do not accept each other</source>
            <translation>对方与其 KME 互不接受</translation>
        </message>
        <message>
            <source>The system says: %1</source>
            <translation>系统提示：%1</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1（%2）</translation>
        </message>
        <message>
            <source>%1.</source>
            <translation>%1。</translation>
        </message>
        <message>
            <source>%1. %2</source>
            <translation>%1。%2</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui</name>
        <message>
            <source>All eight words are the same</source>
            <translation>八个词全部一致</translation>
        </message>
        <message>
            <source>Add peer</source>
            <translation>添加对端</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::AddPeerDialog</name>
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
            <source>This is not a Satpad card, or it was cut short. Ask for it again.</source>
            <translation>这不是 Satpad 名片，或内容不完整。请对方重发。</translation>
        </message>
        <message>
            <source>Call %1 and read these words to each other</source>
            <translation>与%1通话，互相念出这些词</translation>
        </message>
        <message>
            <source>%1 is known already, with another card or address. Remove that peer first.</source>
            <translation>%1已存在，但名片或地址不同。请先移除该对端。</translation>
        </message>
        <message>
            <source>Open card…</source>
            <translation>打开名片…</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>粘贴</translation>
        </message>
        <message>
            <source>Cards and QR pictures (*.card *.txt *.png *.jpg *.jpeg *.webp *.avif);;All files (*)</source>
            <translation>名片和二维码图片 (*.card *.txt *.png *.jpg *.jpeg *.webp *.avif);;所有文件 (*)</translation>
        </message>
        <message>
            <source>All eight words are the same</source>
            <translation>八个词全部一致</translation>
        </message>
        <message>
            <source>Compare the words first</source>
            <translation>请先比对这些词</translation>
        </message>
        <message>
            <source>This is this site's own card. Give it to the peer and open theirs here.</source>
            <translation>这是本站自己的名片。请把它交给对端，在此打开对端的名片。</translation>
        </message>
        <message>
            <source>%1 is not an address. Write host and port, as in stellenbosch.example:7740, or nothing when %2 dials in.</source>
            <translation>%1不是地址。请填写主机与端口，例如 stellenbosch.example:7740；若由%2拨入则留空。</translation>
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
        <name>satpad::gui::CardDrop</name>
        <message>
            <source>Drop the card here: a file, a QR picture, or text</source>
            <translation>把名片拖到此处：文件、二维码图片或文本</translation>
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
        <name>satpad::gui::CardStep</name>
        <message>
            <source>Give your card away</source>
            <translation>把名片交给对方</translation>
        </message>
        <message>
            <source>Your peers need this card: as a file, as text, or as a picture of the code.</source>
            <translation>对端需要这张名片：文件、文本或二维码图片均可。</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一步</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::CarriedFiles</name>
        <message>
            <source>Sealed files and answers (*.satpad);;All files (*)</source>
            <translation>封装文件与回执 (*.satpad);;所有文件 (*)</translation>
        </message>
        <message>
            <source>Opening. Every tag is checked first.</source>
            <translation>正在打开。先逐一验证。</translation>
        </message>
        <message>
            <source>Verified by %1: every tag held there.</source>
            <translation>%1已验证：对方全部验证通过。</translation>
        </message>
        <message>
            <source>%1 gave the message up. Cancelled, %2 pages burnt.</source>
            <translation>%1已放弃此消息。已取消，%2 页作废。</translation>
        </message>
        <message>
            <source>%1 was opened before. Nothing was spent now.</source>
            <translation>%1此前已打开过。此次未消耗密钥。</translation>
        </message>
        <message>
            <source>Every tag held. %1 does not know it yet: give %1 the answer, or it leaves at the next contact.</source>
            <translation>全部验证通过。%1尚不知情：请将回执交给%1，否则下次连通时发出。</translation>
        </message>
        <message>
            <source>Every tag held. This message brings no picture: %1 asks for one, or does not send one that was asked for.</source>
            <translation>全部验证通过。此消息不含图像：%1请求图像，或不发送所请求的图像。</translation>
        </message>
        <message>
            <source>Save answer…</source>
            <translation>保存回执…</translation>
        </message>
        <message>
            <source>%1 of %2 files were opened, every tag held.</source>
            <translation>%2 个文件中已打开 %1 个，全部验证通过。</translation>
        </message>
        <message>
            <source>And %1 more that were not opened.</source>
            <translation>另有 %1 个未打开。</translation>
        </message>
        <message>
            <source>Save the answer for %1</source>
            <translation>保存给%1的回执</translation>
        </message>
        <message>
            <source>The answer is saved as %1. Give it to %2, who opens it in the outbox.</source>
            <translation>回执已保存为%1。请交给%2，由其在发件箱中打开。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::CarrySentences</name>
        <message>
            <source>%1 cannot be read. Copy it to this computer again.</source>
            <translation>%1无法读取。请重新复制到本机。</translation>
        </message>
        <message>
            <source>A message from %1 failed its check and was not opened. No key was spent. The file was changed on its way: ask %1 for it again.</source>
            <translation>来自%1的一条消息未通过验证，未打开，也未消耗密钥。文件在途中被改动：请%1重发。</translation>
        </message>
        <message>
            <source>%1 is sealed for another site, so nothing was opened. Give it to that site.</source>
            <translation>%1是封给另一站点的，未打开任何内容。请交给该站点。</translation>
        </message>
        <message>
            <source>%1 is from a site that is no peer of this one, so nothing was opened. Add that site on Sites, then open the file again.</source>
            <translation>%1来自一个不是本站对端的站点，未打开任何内容。请先在“站点”页添加该站点，再打开此文件。</translation>
        </message>
        <message>
            <source>The key that %1 was sealed with is not here, so nothing was opened. Import %2's courier file or pull key, then open it again.</source>
            <translation>本站没有封装%1所用的密钥，未打开任何内容。请导入%2的信使文件或拉取密钥，再打开此文件。</translation>
        </message>
        <message>
            <source>%1 was sealed with pages that are used up here, so nothing was opened. Compare ledgers with %2.</source>
            <translation>封装%1所用的页在本站已用尽，未打开任何内容。请与%2比对账本。</translation>
        </message>
        <message>
            <source>%1 was cancelled by %2, so it cannot be opened any more. Ask %2 to send the picture again.</source>
            <translation>%1已被%2取消，无法再打开。请%2重新发送图像。</translation>
        </message>
        <message>
            <source>The message in %1 is just arriving over the network. Look in the inbox in a moment.</source>
            <translation>%1中的消息正经由网络到达。请稍后查看收件箱。</translation>
        </message>
        <message>
            <source>%1 is no Satpad message, or it was cut short or changed on its way. Nothing was opened and no key was spent. Ask for it again.</source>
            <translation>%1不是 Satpad 消息，或内容不完整，或在途中被改动。未打开任何内容，也未消耗密钥。请对方重发。</translation>
        </message>
        <message>
            <source>The disk is full. The message was not opened and no key was spent. Free some space, then open it again.</source>
            <translation>磁盘已满。消息未打开，密钥未消耗。请腾出空间后再打开。</translation>
        </message>
        <message>
            <source>The answer in %1 does not fit its message, so nothing has changed. Ask %2 to save the answer again.</source>
            <translation>%1中的回执与消息不符，未作任何更改。请%2重新保存回执。</translation>
        </message>
        <message>
            <source>The answer in %1 is for a message that this site did not send. Nothing has changed.</source>
            <translation>%1中的回执所对应的消息不是本站发出的。未作任何更改。</translation>
        </message>
        <message>
            <source>The message that %1 answers is settled already. Nothing has changed.</source>
            <translation>%1所回执的消息早已了结。未作任何更改。</translation>
        </message>
        <message>
            <source>The message that %1 answers is being delivered just now. Open the answer again in a moment.</source>
            <translation>%1所回执的消息正在投递。请稍后再打开回执。</translation>
        </message>
        <message>
            <source>%1 is no answer, or it was cut short. Nothing has changed. Ask for it again.</source>
            <translation>%1不是回执，或内容不完整。未作任何更改。请对方重发。</translation>
        </message>
        <message>
            <source>No file was sealed and no key was spent: %1 has not confirmed this key yet. Send it something over the network first.</source>
            <translation>未封装文件，密钥未消耗：%1尚未确认此密钥。请先经由网络向其发送任意内容。</translation>
        </message>
        <message>
            <source>This home may be a copy or an old backup. Nothing leaves for %1 until that peer has confirmed its ledger.</source>
            <translation>此主目录可能是副本或旧备份。%1确认账本之前，不向它发出任何数据。</translation>
        </message>
        <message>
            <source>No file was sealed and no key was spent: there is not enough key for %1. Lower the budget or wait for a pass.</source>
            <translation>未封装文件，密钥未消耗：发往%1的密钥不足。请降低预算，或等待过境。</translation>
        </message>
        <message>
            <source>The disk is full, so no file was written. The outbox says what became of the message. Free some space, then try again.</source>
            <translation>磁盘已满，未写入文件。消息的状态见发件箱。请腾出空间后重试。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::CaseRow</name>
        <message>
            <source>%1, now. %2</source>
            <translation>%1，目前如此。%2</translation>
        </message>
        <message>
            <source>%1, not now. %2</source>
            <translation>%1，目前没有。%2</translation>
        </message>
        <message>
            <source>not now</source>
            <translation>目前没有</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::ComingPassesModel</name>
        <message>
            <source>Made-up pass</source>
            <translation>虚构过境</translation>
        </message>
        <message>
            <source>%1 kbit</source>
            <translation>%1 kbit</translation>
        </message>
        <message>
            <source>any time</source>
            <translation>随时</translation>
        </message>
        <message>
            <source>over</source>
            <translation>已结束</translation>
        </message>
        <message>
            <source>now</source>
            <translation>现在</translation>
        </message>
        <message>
            <source>A pass on a made-up orbit over a round Earth; it can be flown at any time.</source>
            <translation>圆形地球上虚构轨道的一次过境；随时可以开始。</translation>
        </message>
        <message>
            <source>Rises %1, sets %2.</source>
            <translation>升起 %1，落下 %2。</translation>
        </message>
        <message>
            <source>UTC</source>
            <translation>UTC</translation>
        </message>
        <message>
            <source>Highest</source>
            <translation>最高</translation>
        </message>
        <message>
            <source>Expected</source>
            <translation>预计</translation>
        </message>
        <message>
            <source>In</source>
            <translation>还有</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::CompareView</name>
        <message>
            <source>Divider, %1 percent original.</source>
            <translation>分隔线，原图占 %1%。</translation>
        </message>
        <message>
            <source>%1 percent</source>
            <translation>%1%</translation>
        </message>
        <message>
            <source>Original and what the peer gets, side by side. %1. %2.</source>
            <translation>原图与对端将收到的图像，并排显示。%1。%2。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::CounterStrip</name>
        <message>
            <source>Secure bits, this pass</source>
            <translation>安全比特（本次过境）</translation>
        </message>
        <message>
            <source>Key rate</source>
            <translation>成码率</translation>
        </message>
        <message>
            <source>QBER</source>
            <translation>误码率 QBER</translation>
        </message>
        <message>
            <source>Elevation</source>
            <translation>仰角</translation>
        </message>
        <message>
            <source>Distance</source>
            <translation>距离</translation>
        </message>
        <message>
            <source>Link loss</source>
            <translation>链路损耗</translation>
        </message>
        <message>
            <source>Ends in</source>
            <translation>剩余时间</translation>
        </message>
        <message>
            <source>1 million bits</source>
            <translation>100 万比特</translation>
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
            <translation>密钥，千字节</translation>
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
        <name>satpad::gui::DamagedPage</name>
        <message>
            <source>This home is damaged</source>
            <translation>此主目录已损坏</translation>
        </message>
        <message>
            <source>This home cannot be opened</source>
            <translation>无法打开此主目录</translation>
        </message>
        <message>
            <source>%1 %2</source>
            <translation>%1%2</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DemoBytes</name>
        <message>
            <source>Nothing has gone by yet</source>
            <translation>尚无数据经过</translation>
        </message>
        <message>
            <source>Noise: every byte value equally often</source>
            <translation>噪声：每个字节值出现得同样多</translation>
        </message>
        <message>
            <source>What goes by is drawn here.</source>
            <translation>经过的数据将画在这里。</translation>
        </message>
        <message>
            <source>Every byte value equally often: without the key there is nothing in it to find.</source>
            <translation>每个字节值出现得同样多：没有密钥，其中无迹可寻。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DemoPicture</name>
        <message>
            <source>Picture</source>
            <translation>图像</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DemoRun</name>
        <message>
            <source>There is no room for the demo's two homes: %1 cannot be written.</source>
            <translation>没有地方存放演示的两个主目录：%1 不可写入。</translation>
        </message>
        <message>
            <source>Step %1 of 5. The satellite flies over %2 and sends it single photons.</source>
            <translation>第 %1 步，共 5 步。卫星飞越%2，向其发送单光子。</translation>
        </message>
        <message>
            <source>Step %1 of 5. %2 measures the photons; what they give is key for both ends.</source>
            <translation>第 %1 步，共 5 步。%2测量光子，由此得到两端共有的密钥。</translation>
        </message>
        <message>
            <source>Step %1 of 5. The photo leaves only after %2 has written down which pages it will use.</source>
            <translation>第 %1 步，共 5 步。%2登记将用的页之后，照片才会发出。</translation>
        </message>
        <message>
            <source>Step %1 of 5. The connection broke. A new one to %2 is made; the same bytes follow, with no new key.</source>
            <translation>第 %1 步，共 5 步。连接中断。正在与%2重新连接；相同的字节随后发出，不另用密钥。</translation>
        </message>
        <message>
            <source>Step %1 of 5. The sealed bytes are on their way to %2.</source>
            <translation>第 %1 步，共 5 步。已封装的字节正发往%2。</translation>
        </message>
        <message>
            <source>The two ledgers differ. This should never happen; please report it.</source>
            <translation>两份账本不一致。这不应发生，请报告此问题。</translation>
        </message>
        <message>
            <source>Both ledgers agree: every page accounted for, nothing used twice.</source>
            <translation>两份账本一致：每一页都有记录，无重复使用。</translation>
        </message>
        <message>
            <source>Beijing</source>
            <translation>北京</translation>
        </message>
        <message>
            <source>Stellenbosch</source>
            <translation>斯泰伦博斯</translation>
        </message>
        <message>
            <source>Pass over %1</source>
            <translation>过境%1</translation>
        </message>
        <message>
            <source>Relay key</source>
            <translation>中继密钥</translation>
        </message>
        <message>
            <source>Send a photo</source>
            <translation>发送照片</translation>
        </message>
        <message>
            <source>Compare ledgers</source>
            <translation>比对账本</translation>
        </message>
        <message>
            <source>Next: pass over %1</source>
            <translation>下一步：过境%1</translation>
        </message>
        <message>
            <source>Next: relay key</source>
            <translation>下一步：中继密钥</translation>
        </message>
        <message>
            <source>Next: send the photo</source>
            <translation>下一步：发送照片</translation>
        </message>
        <message>
            <source>Next: compare ledgers</source>
            <translation>下一步：比对账本</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Two homes and a satellite are made.</source>
            <translation>正在建立两个主目录和一颗卫星。</translation>
        </message>
        <message>
            <source>Step %1 of 5. The satellite turns what it shares with each into key that the two share.</source>
            <translation>第 %1 步，共 5 步。卫星把与双方各自共有的密钥转成双方共有的密钥。</translation>
        </message>
        <message>
            <source>Step %1 of 5. Both ledgers are verified and compared, page by page.</source>
            <translation>第 %1 步，共 5 步。逐页核验并比对两份账本。</translation>
        </message>
        <message>
            <source>%1 Mbit</source>
            <translation>%1 Mbit</translation>
        </message>
        <message>
            <source>%1 kbit</source>
            <translation>%1 kbit</translation>
        </message>
        <message>
            <source>no key shared yet</source>
            <translation>尚无共有密钥</translation>
        </message>
        <message>
            <source>%1 of %2 pages free</source>
            <translation>可用 %1 页，共 %2 页</translation>
        </message>
        <message>
            <source>Forward</source>
            <translation>前进</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DemoSitePanel</name>
        <message>
            <source>%1 s</source>
            <translation>%1 秒</translation>
        </message>
        <message>
            <source>%1 pages</source>
            <translation>%1 页</translation>
        </message>
        <message>
            <source>Key at %1: %2 pages free of %3, %4 reserved, %5 spent, %6 burnt</source>
            <translation>%1的密钥：%3 页中可用 %2 页，已预留 %4 页，已用 %5 页，作废 %6 页</translation>
        </message>
        <message>
            <source>Drop a photo here, or open one</source>
            <translation>把照片拖到此处，或打开一张</translation>
        </message>
        <message>
            <source>Not a pixel before every tag holds</source>
            <translation>全部验证通过前，不显示任何像素</translation>
        </message>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Cut at %1 %, goes on by itself</source>
            <translation>在 %1% 处中断，将自动继续</translation>
        </message>
        <message>
            <source>All sent, not verified yet</source>
            <translation>已全部发出，待验证</translation>
        </message>
        <message>
            <source>Sending %1 %</source>
            <translation>正在发送 %1%</translation>
        </message>
        <message>
            <source>All sent</source>
            <translation>已全部发出</translation>
        </message>
        <message>
            <source>Looking at the photo</source>
            <translation>正在读取照片</translation>
        </message>
        <message>
            <source>Reserve key</source>
            <translation>预留密钥</translation>
        </message>
        <message>
            <source>Key reserved</source>
            <translation>密钥已预留</translation>
        </message>
        <message>
            <source>Seal, erase the key pages</source>
            <translation>封装并擦除密钥页</translation>
        </message>
        <message>
            <source>Sealed; key pages erased</source>
            <translation>已封装；密钥页已擦除</translation>
        </message>
        <message>
            <source>%1 records the pages</source>
            <translation>%1登记页段</translation>
        </message>
        <message>
            <source>%1 recorded the pages</source>
            <translation>%1已登记页段</translation>
        </message>
        <message>
            <source>Verified by %1</source>
            <translation>%1已验证</translation>
        </message>
        <message>
            <source>%1 verifies</source>
            <translation>%1验证</translation>
        </message>
        <message>
            <source>Nothing here yet</source>
            <translation>尚未收到数据</translation>
        </message>
        <message>
            <source>All here</source>
            <translation>已全部到达</translation>
        </message>
        <message>
            <source>%1 % here, not checked yet</source>
            <translation>已到达 %1%，尚未验证</translation>
        </message>
        <message>
            <source>Page ranges recorded</source>
            <translation>页段已登记</translation>
        </message>
        <message>
            <source>Record the page ranges</source>
            <translation>登记页段</translation>
        </message>
        <message>
            <source>Every tag held; opened</source>
            <translation>全部验证通过，已打开</translation>
        </message>
        <message>
            <source>Check every tag, then open</source>
            <translation>全部验证后打开</translation>
        </message>
        <message>
            <source>bit for bit</source>
            <translation>逐位相同</translation>
        </message>
        <message>
            <source>Answer: accepted</source>
            <translation>回执：已接受</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>回执</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DemoSkyView</name>
        <message>
            <source>SIMULATED. %1 pages relayed by a trusted relay, which knows this key.</source>
            <translation>模拟。可信中继已中继 %1 页，它知道此密钥。</translation>
        </message>
        <message>
            <source>SIMULATED. The satellite over %1 and %2; passes flown: %3.</source>
            <translation>模拟。卫星位于%1与%2上空；已过境 %3 次。</translation>
        </message>
        <message>
            <source>secure bits, this pass</source>
            <translation>安全比特（本次过境）</translation>
        </message>
        <message>
            <source>if the pass ended now; %1° high</source>
            <translation>若此刻结束；仰角 %1°</translation>
        </message>
        <message>
            <source>%1 pages relayed</source>
            <translation>已中继 %1 页</translation>
        </message>
        <message>
            <source>a trusted relay: it knows this key</source>
            <translation>可信中继：它知道此密钥</translation>
        </message>
        <message>
            <source>ordinary network, %1 km</source>
            <translation>普通网络，%1 km</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DemoSteps</name>
        <message>
            <source>All five steps are done</source>
            <translation>五步均已完成</translation>
        </message>
        <message>
            <source>Step %1 of 5: %2</source>
            <translation>第 %1 步，共 5 步：%2</translation>
        </message>
        <message>
            <source>Looking back at step %1 of 5: %2</source>
            <translation>回看第 %1 步（共 5 步）：%2</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DemoWindow</name>
        <message>
            <source>Open photo…</source>
            <translation>打开照片…</translation>
        </message>
        <message>
            <source>Demo</source>
            <translation>演示</translation>
        </message>
        <message>
            <source>Both sites run on this computer, in two separate homes. The satellite and the link are simulated.</source>
            <translation>两个站点都在本机运行，使用各自的主目录。卫星与链路均为模拟。</translation>
        </message>
        <message>
            <source>simulated time of the passes %1</source>
            <translation>过境模拟时间 %1</translation>
        </message>
        <message>
            <source>Choose a photo</source>
            <translation>选择照片</translation>
        </message>
        <message>
            <source>Pictures (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.avif *.jxl *.bmp *.ppm *.pgm)</source>
            <translation>图像 (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.avif *.jxl *.bmp *.ppm *.pgm)</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Look at the step before; nothing is undone</source>
            <translation>查看上一步；不会撤销任何操作</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DemoWirePanel</name>
        <message>
            <source>Cut the link</source>
            <translation>切断链路</translation>
        </message>
        <message>
            <source>Change one bit</source>
            <translation>篡改一位</translation>
        </message>
        <message>
            <source>On the wire</source>
            <translation>线路上的数据</translation>
        </message>
        <message>
            <source>Delay</source>
            <translation>延迟</translation>
        </message>
        <message>
            <source>There and back</source>
            <translation>往返</translation>
        </message>
        <message>
            <source>Bandwidth</source>
            <translation>带宽</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>丢包</translation>
        </message>
        <message>
            <source>Of packets; each holds up those behind it for 200 ms</source>
            <translation>数据包的比例；每次丢包使其后的数据包延迟 200 毫秒</translation>
        </message>
        <message>
            <source>%1 ms</source>
            <translation>%1 毫秒</translation>
        </message>
        <message>
            <source>%1 kbit/s</source>
            <translation>%1 kbit/s</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1%</translation>
        </message>
        <message>
            <source>One bit was changed on the way. %1 refused it; the connection was made anew and the same bytes follow. Connections so far: %2.</source>
            <translation>途中有一位被篡改。%1已拒收；连接已重建，相同的字节随后发出。至今连接数：%2。</translation>
        </message>
        <message>
            <source>The link was cut. The connection was made anew and the same bytes follow, with no new key. Connections so far: %1.</source>
            <translation>链路曾被切断。连接已重建，相同的字节随后发出，不另用密钥。至今连接数：%1。</translation>
        </message>
        <message>
            <source>Cut it: the rest follows later, with no new key. Change a bit: %1 refuses it, and the same bytes follow over a new connection.</source>
            <translation>切断后，其余部分稍后续传，不另用密钥。篡改一位，%1会拒收，相同的字节经新连接重发。</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%1 / %2</translation>
        </message>
        <message>
            <source>While the photo is on its way</source>
            <translation>照片在途时可用</translation>
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
            <source>%1 has already seen some of these pages. Nothing has left this site. The pad is suspended until its mark is advanced.</source>
            <translation>%1已见过其中的页。本站未发出任何数据。密本已暂停，前移使用位后恢复。</translation>
        </message>
        <message>
            <source>Passes</source>
            <translation>过境</translation>
        </message>
        <message>
            <source>What to do</source>
            <translation>怎么办</translation>
        </message>
        <message>
            <source>The ledger is damaged, so no key can be used and nothing leaves. See what to do.</source>
            <translation>账本已损坏，密钥不可使用，也不会发出任何数据。查看处理办法。</translation>
        </message>
        <message>
            <source>A pad shared with %1 is suspended: this ledger is older than its use.</source>
            <translation>与%1共享的一个密本已暂停：此账本早于其使用情况。</translation>
        </message>
        <message>
            <source>A pad shared with %1 is suspended: the two sites hold different bytes.</source>
            <translation>与%1共享的一个密本已暂停：两个站点持有的字节不同。</translation>
        </message>
        <message>
            <source>This home may be a copy or an old backup. Nothing leaves for %1 until that peer has confirmed its ledger.</source>
            <translation>此主目录可能是副本或旧备份。%1确认账本之前，不向它发出任何数据。</translation>
        </message>
        <message>
            <source>This home may be a copy or an old backup. Nothing leaves for %1 and %2 until each has confirmed its ledger.</source>
            <translation>此主目录可能是副本或旧备份。%1和%2各自确认账本之前，不向它们发出任何数据。</translation>
        </message>
        <message numerus="yes">
            <source>This home may be a copy or an old backup. Nothing leaves for %n peers until each has confirmed its ledger.</source>
            <translation>
                <numerusform>此主目录可能是副本或旧备份。%n 个对端各自确认账本之前，不向它们发出任何数据。</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DoctorPanel</name>
        <message>
            <source>Draw one test key</source>
            <translation>取一个测试密钥</translation>
        </message>
        <message>
            <source>Check connection</source>
            <translation>检查连接</translation>
        </message>
        <message>
            <source>Looks at everything a transfer needs, layer by layer, and says which one fails first and what to do about it.</source>
            <translation>逐层检查传输所需的一切，并指出最先失败的一层及处理办法。</translation>
        </message>
        <message>
            <source>One key is taken from the KME and thrown away.</source>
            <translation>从 KME 取出一个密钥并丢弃。</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>各层</translation>
        </message>
        <message>
            <source>Connection to %1</source>
            <translation>与%1的连接</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>连接</translation>
        </message>
        <message>
            <source>A check is under way.</source>
            <translation>正在检查。</translation>
        </message>
        <message>
            <source>checking…</source>
            <translation>正在检查…</translation>
        </message>
        <message>
            <source>checked %1 UTC</source>
            <translation>检查于 %1 UTC</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1：%2</translation>
        </message>
        <message>
            <source>KME settings…</source>
            <translation>KME 设置…</translation>
        </message>
        <message>
            <source>The check was stopped.</source>
            <translation>检查已停止。</translation>
        </message>
        <message>
            <source>Every layer that was looked at holds.</source>
            <translation>检查过的各层均正常。</translation>
        </message>
        <message>
            <source>Nothing fails. Read what is noted above.</source>
            <translation>没有失败项。请阅读上方的注意事项。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::DoctorRow</name>
        <message>
            <source>%1: %2. %3</source>
            <translation>%1：%2。%3</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::ForecastChart</name>
        <message>
            <source>%1 kbit</source>
            <translation>%1 kbit</translation>
        </message>
        <message>
            <source>%1 Mbit</source>
            <translation>%1 Mbit</translation>
        </message>
        <message>
            <source>now</source>
            <translation>现在</translation>
        </message>
        <message>
            <source>d MMM</source>
            <translation>M月d日</translation>
        </message>
        <message>
            <source>low key</source>
            <translation>密钥不足</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::ForecastPanel</name>
        <message>
            <source>good</source>
            <translation>良好</translation>
        </message>
        <message>
            <source>hazy</source>
            <translation>有霾</translation>
        </message>
        <message>
            <source>Forecast</source>
            <translation>预测</translation>
        </message>
        <message>
            <source>Forecast for %1, pages to send</source>
            <translation>%1预测：可发页数</translation>
        </message>
        <message>
            <source>Once there is a peer, this shows how long its key will last.</source>
            <translation>有了对端后，这里显示其密钥可用多久。</translation>
        </message>
        <message>
            <source>No key shared with %1 yet.</source>
            <translation>尚未与%1共享密钥。</translation>
        </message>
        <message>
            <source>Choose your station on Passes to see what the coming passes would bring.</source>
            <translation>请在“过境”页选择本站位置，以查看后续过境预计带来的密钥。</translation>
        </message>
        <message>
            <source>Looking for passes…</source>
            <translation>正在查找过境…</translation>
        </message>
        <message>
            <source>The passes cannot be foreseen. %1</source>
            <translation>无法预测过境。%1</translation>
        </message>
        <message>
            <source>%1: now %2, expected in %3 days %4, with the band's lower edge at %5. Low below %6. %7</source>
            <translation>%1：现有 %2，预计 %3 天后 %4，区间下沿 %5。低于 %6 为不足。%7</translation>
        </message>
        <message>
            <source>Next: %1, %2 expected, %3 pages to send</source>
            <translation>下次：%1，预计 %2，可发 %3 页</translation>
        </message>
        <message>
            <source>Expected, if no key is used, as in the last %1 days.</source>
            <translation>预计，假设与最近 %1 天一样不用密钥。</translation>
        </message>
        <message>
            <source>Expected, if use goes on as in the last %1 days: %2 pages a day.</source>
            <translation>预计，假设用量与最近 %1 天相同：每天 %2 页。</translation>
        </message>
        <message>
            <source>No pass brings this key, so it only gets less.</source>
            <translation>此密钥不来自过境，只会减少。</translation>
        </message>
        <message>
            <source>No pass counts: no station named %1 is known, and a relay needs both.</source>
            <translation>未计入过境：没有名为%1的地面站，而中继需要两端。</translation>
        </message>
        <message>
            <source>No pass of these days is expected to bring key.</source>
            <translation>这几天预计没有过境能带来密钥。</translation>
        </message>
        <message>
            <source>The smaller pass of both stations counts.</source>
            <translation>按两站中较小的过境计。</translation>
        </message>
        <message>
            <source>Band: down to no pass at all.</source>
            <translation>区间：下沿为完全没有过境。</translation>
        </message>
        <message>
            <source>Band: down to a %1 sky.</source>
            <translation>区间：下沿为天空%1时。</translation>
        </message>
        <message>
            <source>%1 %2</source>
            <translation>%1%2</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::GoModel</name>
        <message>
            <source>%1 days old. Pass times may be wrong.</source>
            <translation>已过 %1 天，过境时间可能不准。</translation>
        </message>
        <message>
            <source>fresh enough</source>
            <translation>足够新</translation>
        </message>
        <message>
            <source>%1, at least %2 needed</source>
            <translation>%1，至少需要 %2</translation>
        </message>
        <message>
            <source>made up: dark, at any time</source>
            <translation>虚构：始终黑暗</translation>
        </message>
        <message>
            <source>made up: %1 s in the dark</source>
            <translation>虚构：%1 秒在暗处</translation>
        </message>
        <message>
            <source>Sun at %1, below %2 needed</source>
            <translation>太阳 %1，需低于 %2</translation>
        </message>
        <message>
            <source>usable for %1 s</source>
            <translation>可用 %1 秒</translation>
        </message>
        <message>
            <source>%1: go</source>
            <translation>%1：放行</translation>
        </message>
        <message>
            <source>%1: no go</source>
            <translation>%1：不放行</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>检查项</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>结果</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::HelpDialog</name>
        <message>
            <source>the pages, in the order of the rail</source>
            <translation>各页面，按侧栏顺序</translation>
        </message>
        <message>
            <source>settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>choose the peer</source>
            <translation>选择对端</translation>
        </message>
        <message>
            <source>open images</source>
            <translation>打开图像</translation>
        </message>
        <message>
            <source>paste a picture, on any page</source>
            <translation>粘贴图像（任意页面）</translation>
        </message>
        <message>
            <source>send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>move slider and divider; with Shift ten times as far</source>
            <translation>移动滑块和分隔线；按住 Shift 移动十倍</translation>
        </message>
        <message>
            <source>loupe</source>
            <translation>放大镜</translation>
        </message>
        <message>
            <source>fit the picture</source>
            <translation>图像适合窗口</translation>
        </message>
        <message>
            <source>the picture pixel by pixel</source>
            <translation>逐像素显示图像</translation>
        </message>
        <message>
            <source>run or stop a pass</source>
            <translation>开始或停止过境</translation>
        </message>
        <message>
            <source>speed of a pass</source>
            <translation>过境速度</translation>
        </message>
        <message>
            <source>search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>try now, check</source>
            <translation>立即重试、检查</translation>
        </message>
        <message>
            <source>cancel a message; asks first</source>
            <translation>取消消息（会先询问）</translation>
        </message>
        <message>
            <source>save as</source>
            <translation>另存为</translation>
        </message>
        <message>
            <source>copy the image</source>
            <translation>复制图像</translation>
        </message>
        <message>
            <source>lock the window</source>
            <translation>锁定窗口</translation>
        </message>
        <message>
            <source>full screen</source>
            <translation>全屏</translation>
        </message>
        <message>
            <source>close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Keyboard</source>
            <translation>键盘</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
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
            <source>%1: no picture that can be shown here</source>
            <translation>%1：没有可在此显示的图像</translation>
        </message>
        <message>
            <source>, of a file of %1</source>
            <translation>，原文件 %1</translation>
        </message>
        <message>
            <source>Forgery</source>
            <translation>伪造</translation>
        </message>
        <message>
            <source>Key from</source>
            <translation>密钥来自</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>消息</translation>
        </message>
        <message>
            <source>Ask for a part…</source>
            <translation>请求局部…</translation>
        </message>
        <message>
            <source>Every tag held. If %1 has no answer yet, it gets it at the next contact.</source>
            <translation>全部验证通过。如果%1尚无回执，下次连通时会收到。</translation>
        </message>
        <message>
            <source>Not a kind of picture that is opened from here. Save it, or show it in its folder.</source>
            <translation>此类文件不从这里打开。可另存，或在文件夹中显示。</translation>
        </message>
        <message>
            <source>%1 · %2 pages, %3</source>
            <translation>%1 · %2 页，%3</translation>
        </message>
        <message>
            <source>Save answer…</source>
            <translation>保存回执…</translation>
        </message>
        <message>
            <source>For a sender that is not reached over the network: a small file that says every tag held.</source>
            <translation>供无法经网络连通的发送方使用：一个小文件，说明全部验证通过。</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <translation>%1，%2</translation>
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
            <source>Saved as %1</source>
            <translation>已另存为%1</translation>
        </message>
        <message>
            <source>The picture is on the clipboard.</source>
            <translation>图像已复制到剪贴板。</translation>
        </message>
        <message>
            <source>Nothing here is like that.</source>
            <translation>没有符合的条目。</translation>
        </message>
        <message>
            <source>Saved as %1. SIMULATED key brought it; the file does not say so.</source>
            <translation>已另存为 %1。它由模拟密钥送达；文件本身并未注明。</translation>
        </message>
        <message>
            <source>Open sealed file…</source>
            <translation>打开封装文件…</translation>
        </message>
        <message>
            <source>A message that came as a file. It can be dropped anywhere, too.</source>
            <translation>以文件形式送来的消息。也可拖到窗口任意处。</translation>
        </message>
        <message>
            <source>Open sealed file</source>
            <translation>打开封装文件</translation>
        </message>
        <message>
            <source>Save the picture</source>
            <translation>保存图像</translation>
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
            <source>and %1 more</source>
            <translation>另有 %1 次</translation>
        </message>
        <message>
            <source>%1 knows it</source>
            <translation>%1知道此密钥</translation>
        </message>
        <message>
            <source>Came by: %1</source>
            <translation>来源：%1</translation>
        </message>
        <message>
            <source>As far as the ledger tells, nobody else knows it.</source>
            <translation>据账本所知，没有其他人知道此密钥。</translation>
        </message>
        <message>
            <source>Also known by: %1</source>
            <translation>另有知情者：%1</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>; </source>
            <translation>；</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::KeyPeersPanel</name>
        <message>
            <source>Key by peer</source>
            <translation>各对端的密钥</translation>
        </message>
        <message>
            <source>No peer yet. Add one with its card: a file, a QR picture, or pasted text.</source>
            <translation>尚无对端。用对方名片添加：文件、二维码图片或粘贴文本。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::KeyStep</name>
        <message>
            <source>Get the first key</source>
            <translation>获取首批密钥</translation>
        </message>
        <message>
            <source>Key is what sending spends: a page of it for every page of picture, once.</source>
            <translation>发送消耗密钥：每页图像用掉一页密钥，且只用一次。</translation>
        </message>
        <message>
            <source>Import courier file…</source>
            <translation>导入信使文件…</translation>
        </message>
        <message>
            <source>Open Satpad</source>
            <translation>打开 Satpad</translation>
        </message>
        <message>
            <source>Go to Passes</source>
            <translation>前往过境</translation>
        </message>
        <message>
            <source>A peer has made key and carried it here: take it in now.</source>
            <translation>对端已制作密钥并送到此处：现在导入。</translation>
        </message>
        <message>
            <source>A satellite brings key down during a pass.</source>
            <translation>卫星在过境时下传密钥。</translation>
        </message>
        <message>
            <source>Or later: Keys and Passes have both at any time.</source>
            <translation>也可以后再说：“密钥”和“过境”中随时可用。</translation>
        </message>
        <message>
            <source>Import a courier file</source>
            <translation>导入信使文件</translation>
        </message>
        <message>
            <source>Courier files (*.courier);;All files (*)</source>
            <translation>信使文件 (*.courier);;所有文件 (*)</translation>
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
            <source>Give %1 to %2: it proves that the pads arrived, and holds no secret.</source>
            <translation>把 %1 交给%2：它证明密本已到达，且不含秘密。</translation>
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
        <message>
            <source>another site</source>
            <translation>另一站点</translation>
        </message>
        <message>
            <source>Key with %1 is here: %2 pages to send, %3 to receive. %1 still has to fetch its own from %4.</source>
            <translation>与%1的密钥已到：%2 页用于发送，%3 页用于接收。%1还须从%4取回自己的一份。</translation>
        </message>
        <message>
            <source>Key with %1 is here and confirmed: %2 pages to send, %3 to receive.</source>
            <translation>与%1的密钥已到并确认：%2 页用于发送，%3 页用于接收。</translation>
        </message>
        <message>
            <source>%1 holds its key now: both ends are confirmed.</source>
            <translation>%1已持有密钥：两端均已确认。</translation>
        </message>
        <message>
            <source>Key for %1 has come from %2 and waits here.</source>
            <translation>发给%1的密钥已从%2到达，在此等候。</translation>
        </message>
        <message>
            <source>Key with %1 cannot come yet: %2.</source>
            <translation>与%1的密钥暂时无法到达：%2。</translation>
        </message>
        <message>
            <source>Key with %1 was given up: %2. Ask for it again.</source>
            <translation>与%1的密钥已放弃：%2。请重新请求。</translation>
        </message>
        <message>
            <source>Key with %1 did not come now: %2. The next contact tries again.</source>
            <translation>与%1的密钥这次未到：%2。下次联络会重试。</translation>
        </message>
        <message>
            <source>%1 knows this key: it passed through its relay.</source>
            <translation>%1知道此密钥：它由其中继。</translation>
        </message>
        <message numerus="yes">
            <source>%n messages were left or collected there.</source>
            <translation>
                <numerusform>在那里留下或取回了 %n 条消息。</numerusform>
            </translation>
        </message>
        <message>
            <source>The contact with %1 was cut. The next one goes on from there.</source>
            <translation>与%1的联络已中断。下次从该处继续。</translation>
        </message>
        <message>
            <source>Nothing waits at %1 for this site.</source>
            <translation>%1没有等候本站的内容。</translation>
        </message>
        <message>
            <source>Cutting the contact with %1…</source>
            <translation>正在中断与%1的联络…</translation>
        </message>
        <message>
            <source>Cancelling…</source>
            <translation>正在取消…</translation>
        </message>
        <message>
            <source>In contact with %1…</source>
            <translation>正在与%1联络…</translation>
        </message>
        <message>
            <source>In contact with %1: %2 of messages</source>
            <translation>正在与%1联络：消息 %2</translation>
        </message>
        <message>
            <source>Writing the reply for %1…</source>
            <translation>正在为%1写入回复…</translation>
        </message>
        <message>
            <source>%1 min</source>
            <translation>%1 分</translation>
        </message>
        <message>
            <source>%1 h %2 min</source>
            <translation>%1 小时 %2 分</translation>
        </message>
        <message>
            <source>Relay key…</source>
            <translation>中继密钥…</translation>
        </message>
        <message>
            <source>Key for %1 is low: %2 pages. Next usable pass in %3.</source>
            <translation>发往%1的密钥不足：%2 页。下次可用过境在 %3 后。</translation>
        </message>
        <message>
            <source>No relay yet: a relay is a peer with an address and key to receive with.</source>
            <translation>尚无中继：中继是有地址、且有可接收密钥的对端。</translation>
        </message>
        <message>
            <source>Pull key…</source>
            <translation>拉取密钥…</translation>
        </message>
        <message>
            <source>The KME for key with %1 is set. Pull key when %1 has set its own.</source>
            <translation>与%1的密钥所用的 KME 已设置。待%1设置好自己的 KME 后即可拉取密钥。</translation>
        </message>
        <message>
            <source>Key with %1 comes from no KME any more.</source>
            <translation>与%1的密钥不再来自 KME。</translation>
        </message>
        <message>
            <source>%1 s</source>
            <translation>%1 秒</translation>
        </message>
        <message>
            <source>%1 keys were drawn: %2 lost on the way, %3 wasted, %4 refused.</source>
            <translation>共取出 %1 个密钥：途中丢失 %2 个，浪费 %3 个，拒收 %4 个。</translation>
        </message>
        <message>
            <source>Ending the pull of key with %1: what both sites have is confirmed…</source>
            <translation>正在结束与%1的密钥拉取：双方已有的部分正在确认…</translation>
        </message>
        <message>
            <source>Calling %1 and the KME…</source>
            <translation>正在连接%1和 KME…</translation>
        </message>
        <message>
            <source>Key for %1: %2 drawn, %3 agreed, %4 confirmed, of %5.</source>
            <translation>%1的密钥：已取出 %2，已商定 %3，已确认 %4，共需 %5。</translation>
        </message>
        <message>
            <source>The pool of the KME is empty: expected in %1, by the rate so far.</source>
            <translation>KME 的密钥池已空：按目前速度，预计还需 %1。</translation>
        </message>
        <message>
            <source>The pool of the KME is empty: it is asked again and again.</source>
            <translation>KME 的密钥池已空：正在反复询问。</translation>
        </message>
        <message>
            <source>The pull was cancelled: no page was gained.</source>
            <translation>拉取已取消：未获得任何页。</translation>
        </message>
        <message>
            <source>The pull was cancelled: what is confirmed stays.</source>
            <translation>拉取已取消：已确认的部分保留。</translation>
        </message>
        <message>
            <source>%1 pages (%2) to send to %3 are new, confirmed by both sites.</source>
            <translation>新增 %1 页（%2）可向%3发送，双方均已确认。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::KmeDialog</name>
        <message>
            <source>as the KME says</source>
            <translation>按 KME 所说</translation>
        </message>
        <message>
            <source>Allow plain http</source>
            <translation>允许明文 http</translation>
        </message>
        <message>
            <source>Its key is simulated, though it does not say so</source>
            <translation>其密钥是模拟的，尽管它并未说明</translation>
        </message>
        <message>
            <source>More</source>
            <translation>更多</translation>
        </message>
        <message>
            <source>Keys of one request</source>
            <translation>每次请求的密钥数</translation>
        </message>
        <message>
            <source>Bits of one key</source>
            <translation>每个密钥的比特数</translation>
        </message>
        <message>
            <source>Remove KME…</source>
            <translation>移除 KME…</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>KME for key with %1</source>
            <translation>与%1的密钥所用的 KME</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>选择…</translation>
        </message>
        <message>
            <source>Choose: %1</source>
            <translation>选择：%1</translation>
        </message>
        <message>
            <source>Certificates and keys (*.pem *.crt *.cer *.key);;All files (*)</source>
            <translation>证书与私钥 (*.pem *.crt *.cer *.key);;所有文件 (*)</translation>
        </message>
        <message>
            <source>Both sites draw the same key, each from its own KME (ETSI GS QKD 014). These settings are for the KME of this site; %1 has its own.</source>
            <translation>两个站点各自从自己的 KME（ETSI GS QKD 014）取得相同的密钥。这些设置用于本站的 KME；%1另有自己的设置。</translation>
        </message>
        <message>
            <source>URL of the KME</source>
            <translation>KME 的 URL</translation>
        </message>
        <message>
            <source>SAE ID of this site</source>
            <translation>本站的 SAE ID</translation>
        </message>
        <message>
            <source>SAE ID of the peer</source>
            <translation>对端的 SAE ID</translation>
        </message>
        <message>
            <source>Certificate of this site</source>
            <translation>本站的证书</translation>
        </message>
        <message>
            <source>Its private key</source>
            <translation>其私钥</translation>
        </message>
        <message>
            <source>CA of the KME</source>
            <translation>KME 的 CA</translation>
        </message>
        <message>
            <source>empty: those of the system</source>
            <translation>留空：使用系统的 CA</translation>
        </message>
        <message>
            <source>Expected KME ID</source>
            <translation>预期的 KME ID</translation>
        </message>
        <message>
            <source>empty: the certificate names the host</source>
            <translation>留空：证书写有主机名</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Without TLS everybody on the way can read the key, and nobody proves who the KME is. Only for a KME on this computer.</source>
            <translation>没有 TLS，途中任何人都能读到密钥，也无法证明 KME 的身份。仅适用于本机上的 KME。</translation>
        </message>
        <message>
            <source>Remove the KME for key with %1? Key that came from it stays.</source>
            <translation>移除与%1的密钥所用的 KME？已取得的密钥会保留。</translation>
        </message>
        <message>
            <source>Remove KME</source>
            <translation>移除 KME</translation>
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
            <source>Open the ledger that the peer exported</source>
            <translation>打开对端导出的账本</translation>
        </message>
        <message>
            <source>Ledgers (*.ledger *.txt);;All files (*)</source>
            <translation>账本 (*.ledger *.txt);;所有文件 (*)</translation>
        </message>
        <message>
            <source>Both ledgers agree: no page served twice.</source>
            <translation>两本账本一致：没有页被用过两次。</translation>
        </message>
        <message>
            <source>Ledger written to %1. It holds no key and no names.</source>
            <translation>账本已写入 %1。其中没有密钥，也没有名称。</translation>
        </message>
        <message>
            <source>Export: all of the ledger, or the events shown as .csv or .json</source>
            <translation>导出：整个账本，或将所示事件导出为 .csv 或 .json</translation>
        </message>
        <message>
            <source>%1 events written to %2. It holds no key, but names of peers.</source>
            <translation>已将 %1 个事件写入 %2。其中没有密钥，但有对端名称。</translation>
        </message>
        <message>
            <source>Cancelled. Nothing was changed.</source>
            <translation>已取消，没有任何改动。</translation>
        </message>
        <message>
            <source>Verifying the ledger</source>
            <translation>正在核验账本</translation>
        </message>
        <message>
            <source>Comparing ledgers</source>
            <translation>正在比对账本</translation>
        </message>
        <message>
            <source>Exporting the ledger</source>
            <translation>正在导出账本</translation>
        </message>
        <message>
            <source>The ledger does not add up. Send nothing, and keep the home as it is.</source>
            <translation>账本有误。请勿发送任何内容，并保持主目录原状。</translation>
        </message>
        <message>
            <source>The ledger does not add up: %1. Send nothing, and keep the home as it is.</source>
            <translation>账本有误：%1。请勿发送任何内容，并保持主目录原状。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::LedgerWatch</name>
        <message>
            <source>Cancelling…</source>
            <translation>正在取消…</translation>
        </message>
        <message>
            <source>%1: %2 entries so far</source>
            <translation>%1：已处理 %2 条</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::MainWindow</name>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Picture from %1</source>
            <translation>来自%1的图像</translation>
        </message>
        <message>
            <source>This home has a passphrase. Enter it.</source>
            <translation>此主目录已设有口令。请输入。</translation>
        </message>
        <message>
            <source>This is not the passphrase of this home. Try again.</source>
            <translation>这不是此主目录的口令。请重试。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::NameStep</name>
        <message>
            <source>Name this site</source>
            <translation>为本站命名</translation>
        </message>
        <message>
            <source>A site is one place that sends and receives pictures. Peers know it by this name, and its home folder bears it.</source>
            <translation>站点是收发图像的一个地点。对端以此名称识别它，其主目录也以此命名。</translation>
        </message>
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
            <source>Real and simulated key never mix. This cannot be changed later.</source>
            <translation>真实密钥与模拟密钥绝不混用。此项以后无法更改。</translation>
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
        <message>
            <source>This is not the passphrase of this home. Try again.</source>
            <translation>这不是此主目录的口令。请重试。</translation>
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
        <message>
            <source>Forgery</source>
            <translation>伪造</translation>
        </message>
        <message>
            <source>Key from</source>
            <translation>密钥来自</translation>
        </message>
        <message>
            <source>What was sealed: %1</source>
            <translation>已封装的图像：%1</translation>
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
        <message>
            <source>(name not kept)</source>
            <translation>（未保留名称）</translation>
        </message>
        <message>
            <source>Sealed; waits for %1</source>
            <translation>已封装，等待%1</translation>
        </message>
        <message>
            <source>SIMULATED.</source>
            <translation>模拟。</translation>
        </message>
        <message>
            <source>%1 · %2, %3</source>
            <translation>%1 · %2，%3</translation>
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
            <source>Too late to cancel: delivered</source>
            <translation>来不及取消：已送达</translation>
        </message>
        <message>
            <source>Trying to reach %1.</source>
            <translation>正在尝试连通%1。</translation>
        </message>
        <message>
            <source>Cancel message</source>
            <translation>取消消息</translation>
        </message>
        <message>
            <source>All states</source>
            <translation>所有状态</translation>
        </message>
        <message>
            <source>Not settled</source>
            <translation>未完成</translation>
        </message>
        <message>
            <source>Verified</source>
            <translation>已验证</translation>
        </message>
        <message>
            <source>Not delivered</source>
            <translation>未送达</translation>
        </message>
        <message>
            <source>States</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Nothing here is like that.</source>
            <translation>没有符合的条目。</translation>
        </message>
        <message>
            <source>Cancelling burns %1 pages. They cannot be used again. Until %2 is reached the message is cancelling; when %2 has it already, it is too late and the message is delivered.</source>
            <translation>取消会使 %1 页作废，无法再用。连通%2之前，消息处于正在取消状态；如果%2已收到，则来不及取消，消息已送达。</translation>
        </message>
        <message>
            <source>Open answer…</source>
            <translation>打开回执…</translation>
        </message>
        <message>
            <source>The answer to a message that was carried by hand, as a file. It can be dropped anywhere, too.</source>
            <translation>人工携带的消息的回执文件。也可拖到窗口任意处。</translation>
        </message>
        <message>
            <source>Open answer</source>
            <translation>打开回执</translation>
        </message>
        <message>
            <source>Sealed for %1 as %2. Any carrier will do. %1 opens it in the inbox and gives you an answer, which you open here.</source>
            <translation>已为%1封装为%2。任何携带方式均可。%1在收件箱中打开后会给你回执，请在此处打开。</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::PageHead</name>
        <message>
            <source>Search name, peer or id</source>
            <translation>搜索名称、对端或编号</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::PassCharts</name>
        <message>
            <source>Charts of the pass</source>
            <translation>过境曲线</translation>
        </message>
        <message>
            <source>Secure bits, this pass</source>
            <translation>安全比特（本次过境）</translation>
        </message>
        <message>
            <source>1 million bits</source>
            <translation>100 万比特</translation>
        </message>
        <message>
            <source>Key rate</source>
            <translation>成码率</translation>
        </message>
        <message>
            <source>QBER</source>
            <translation>误码率 QBER</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::PassFlight</name>
        <message>
            <source>Stop asked: the light ends, what came down counts.</source>
            <translation>已要求停止：光束结束，已下传的部分有效。</translation>
        </message>
        <message>
            <source>Go. %1: %2</source>
            <translation>放行。%1：%2</translation>
        </message>
        <message>
            <source>No go. %1: %2</source>
            <translation>不放行。%1：%2</translation>
        </message>
        <message>
            <source>The light has ended. The key is being distilled.</source>
            <translation>光束已结束，正在提取密钥。</translation>
        </message>
        <message>
            <source>Light comes down.</source>
            <translation>光正在下传。</translation>
        </message>
        <message>
            <source>One million secure bits in a single pass, at %1 UTC of the pass.</source>
            <translation>单次过境突破 100 万安全比特，过境时刻 %1 UTC。</translation>
        </message>
        <message>
            <source>After the pass: %1</source>
            <translation>过境之后：%1</translation>
        </message>
        <message>
            <source>No launch key to talk to this satellite with. Import the courier file that its operator made for this site (Keys).</source>
            <translation>没有与此卫星通信的发射密钥。请在“密钥”页导入其运营者为本站制作的信使文件。</translation>
        </message>
        <message>
            <source>Stopped before the pass began.</source>
            <translation>过境开始前已停止。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::PassHead</name>
        <message>
            <source>Station</source>
            <translation>地面站</translation>
        </message>
        <message>
            <source>Orbit</source>
            <translation>轨道</translation>
        </message>
        <message>
            <source>Sky</source>
            <translation>天空</translation>
        </message>
        <message>
            <source>Satellite</source>
            <translation>卫星</translation>
        </message>
        <message>
            <source>Attacks</source>
            <translation>攻击演示</translation>
        </message>
        <message>
            <source>Save picture…</source>
            <translation>保存画面…</translation>
        </message>
        <message>
            <source>Run pass</source>
            <translation>开始过境</translation>
        </message>
        <message>
            <source>Passes</source>
            <translation>过境</translation>
        </message>
        <message>
            <source>What flies: an orbit and a light source</source>
            <translation>飞行对象：轨道与光源</translation>
        </message>
        <message>
            <source>Which peer is the satellite</source>
            <translation>哪个对端是卫星</translation>
        </message>
        <message>
            <source>Nobody on the line</source>
            <translation>线路上无人</translation>
        </message>
        <message>
            <source>Photon-number splitting</source>
            <translation>光子数分离</translation>
        </message>
        <message>
            <source>A tenth of the photons measured</source>
            <translation>测量十分之一的光子</translation>
        </message>
        <message>
            <source>All photons measured</source>
            <translation>测量全部光子</translation>
        </message>
        <message>
            <source>What somebody does to the light of the next pass</source>
            <translation>有人对下次过境的光做什么</translation>
        </message>
        <message>
            <source>1×</source>
            <translation>1×</translation>
        </message>
        <message>
            <source>In real time</source>
            <translation>实时</translation>
        </message>
        <message>
            <source>10×</source>
            <translation>10×</translation>
        </message>
        <message>
            <source>Ten times as fast</source>
            <translation>十倍速</translation>
        </message>
        <message>
            <source>60×</source>
            <translation>60×</translation>
        </message>
        <message>
            <source>Sixty times as fast</source>
            <translation>六十倍速</translation>
        </message>
        <message>
            <source>Max</source>
            <translation>全速</translation>
        </message>
        <message>
            <source>As fast as it goes</source>
            <translation>尽可能快</translation>
        </message>
        <message>
            <source>Stop pass</source>
            <translation>停止过境</translation>
        </message>
        <message>
            <source>Attacks: %1</source>
            <translation>攻击演示：%1</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::PassTabs</name>
        <message>
            <source>Coming passes, checks and log</source>
            <translation>即将过境、检查与日志</translation>
        </message>
        <message>
            <source>Coming passes</source>
            <translation>即将过境</translation>
        </message>
        <message>
            <source>Go / no-go</source>
            <translation>放行检查</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::PassesPage</name>
        <message>
            <source>Orbit elements are %1 days old. Pass times may be wrong.</source>
            <translation>轨道根数已过 %1 天，过境时间可能不准。</translation>
        </message>
        <message>
            <source>No peer of this site has an address, so there is no satellite to take key from. Ask its operator for its card and a launch key, add the card under Sites and import the launch key under Keys. To try it out, open the demo.</source>
            <translation>本站没有带地址的对端，因此没有可取密钥的卫星。请向卫星运营者索取名片和发射密钥，在“站点”页添加名片，在“密钥”页导入发射密钥。想试用可打开演示。</translation>
        </message>
        <message>
            <source>This home holds real key, and the light of a pass is SIMULATED. Make a home for simulated key, or say simulated = true in its site.toml.</source>
            <translation>此主目录存放真实密钥，而过境的光是模拟的。请新建用于模拟密钥的主目录，或在其 site.toml 中写入 simulated = true。</translation>
        </message>
        <message>
            <source>The passes are being worked out.</source>
            <translation>正在推算过境。</translation>
        </message>
        <message>
            <source>No second of this pass is usable: %1.</source>
            <translation>本次过境没有可用的时段：%1。</translation>
        </message>
        <message>
            <source>Fly all the same</source>
            <translation>仍然开始</translation>
        </message>
        <message>
            <source>Save picture</source>
            <translation>保存画面</translation>
        </message>
        <message>
            <source>%1 over %2, %3 UTC</source>
            <translation>%1过境%2，%3 UTC</translation>
        </message>
        <message>
            <source>Picture saved: %1</source>
            <translation>画面已保存：%1</translation>
        </message>
        <message>
            <source>Picture saved: %1 and %2</source>
            <translation>画面已保存：%1 和 %2</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>替换</translation>
        </message>
        <message>
            <source>%1 is there already. Replace it?</source>
            <translation>%1 已存在。要替换吗？</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::PassphraseDialog</name>
        <message>
            <source>Set passphrase</source>
            <translation>设置口令</translation>
        </message>
        <message>
            <source>Change passphrase</source>
            <translation>更改口令</translation>
        </message>
        <message>
            <source>Remove passphrase</source>
            <translation>移除口令</translation>
        </message>
        <message>
            <source>Current passphrase</source>
            <translation>当前口令</translation>
        </message>
        <message>
            <source>New passphrase</source>
            <translation>新口令</translation>
        </message>
        <message>
            <source>New passphrase once more</source>
            <translation>再次输入新口令</translation>
        </message>
        <message>
            <source>Without a passphrase only the folder's permissions protect the key.</source>
            <translation>没有口令时，只有文件夹权限保护密钥。</translation>
        </message>
        <message>
            <source>The passphrase wraps the key of this home. Forgotten, the pads are lost.</source>
            <translation>口令封装此主目录的密钥。忘记口令，密本即丢失。</translation>
        </message>
        <message>
            <source>Once more</source>
            <translation>再输入一次</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Enter the current passphrase.</source>
            <translation>请输入当前口令。</translation>
        </message>
        <message>
            <source>Enter a new passphrase.</source>
            <translation>请输入新口令。</translation>
        </message>
        <message>
            <source>The two new passphrases differ.</source>
            <translation>两次输入的新口令不同。</translation>
        </message>
        <message>
            <source>There is not enough locked memory for a passphrase. Nothing was changed.</source>
            <translation>没有足够的锁定内存存放口令。未作任何更改。</translation>
        </message>
        <message>
            <source>Changing it takes a second.</source>
            <translation>更改需要片刻。</translation>
        </message>
        <message>
            <source>This is not the current passphrase. Nothing was changed.</source>
            <translation>当前口令不正确。未作任何更改。</translation>
        </message>
        <message>
            <source>The home opens without a passphrase now.</source>
            <translation>主目录现在无需口令即可打开。</translation>
        </message>
        <message>
            <source>The home opens with the new passphrase only. Keep it well.</source>
            <translation>主目录现在只能用新口令打开。请妥善保管。</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::PeerStep</name>
        <message>
            <source>Add a peer</source>
            <translation>添加对端</translation>
        </message>
        <message>
            <source>A peer is another site you share key with. You need its card; it holds no secret.</source>
            <translation>对端是与你共享密钥的另一站点。需要它的名片；名片不含秘密。</translation>
        </message>
        <message>
            <source>Open card…</source>
            <translation>打开名片…</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>粘贴</translation>
        </message>
        <message>
            <source>If one word differs, stop: this card is not theirs.</source>
            <translation>若有一词不同，请停止：这不是对方的名片。</translation>
        </message>
        <message>
            <source>Open the peer's card</source>
            <translation>打开对端的名片</translation>
        </message>
        <message>
            <source>Cards and QR pictures (*.card *.txt *.png *.jpg *.jpeg *.webp *.avif);;All files (*)</source>
            <translation>名片和二维码图片 (*.card *.txt *.png *.jpg *.jpeg *.webp *.avif);;所有文件 (*)</translation>
        </message>
        <message>
            <source>This is not a Satpad card, or it was cut short. Ask for it again.</source>
            <translation>这不是 Satpad 名片，或内容不完整。请对方重发。</translation>
        </message>
        <message>
            <source>Add peer</source>
            <translation>添加对端</translation>
        </message>
        <message>
            <source>%1 · it dials in</source>
            <translation>%1 · 由对方拨入</translation>
        </message>
        <message>
            <source>%1 · takes SIMULATED key only</source>
            <translation>%1 · 只接受模拟密钥</translation>
        </message>
        <message>
            <source>Call %1 and read these words to each other</source>
            <translation>与%1通话，互相念出这些词</translation>
        </message>
        <message>
            <source>Add %1</source>
            <translation>添加%1</translation>
        </message>
        <message>
            <source>%1 is known already, with another card or address. Remove that peer first.</source>
            <translation>%1已存在，但名片或地址不同。请先移除该对端。</translation>
        </message>
        <message>
            <source>This is this site's own card. Give it to the peer and open theirs here.</source>
            <translation>这是本站自己的名片。请把它交给对端，在此打开对端的名片。</translation>
        </message>
        <message>
            <source>The card of %1 names %2, which is no address. Ask for another card.</source>
            <translation>%1的名片所写的 %2 不是地址。请另要一张名片。</translation>
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
        <name>satpad::gui::PullDialog</name>
        <message>
            <source>KME settings…</source>
            <translation>KME 设置…</translation>
        </message>
        <message>
            <source>Pull key</source>
            <translation>拉取密钥</translation>
        </message>
        <message>
            <source>Peer</source>
            <translation>对端</translation>
        </message>
        <message>
            <source>Key in kilobytes</source>
            <translation>密钥，千字节</translation>
        </message>
        <message>
            <source> kB</source>
            <translation> kB</translation>
        </message>
        <message>
            <source>Key source</source>
            <translation>密钥来源</translation>
        </message>
        <message>
            <source>Key</source>
            <translation>密钥</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>KME at %1</source>
            <translation>KME（%1）</translation>
        </message>
        <message>
            <source>No KME is set for %1.</source>
            <translation>尚未为%1设置 KME。</translation>
        </message>
        <message>
            <source>A pull draws key from the KME of this site, and %1 fetches the same key from its own. Give the KME in its settings first.</source>
            <translation>拉取时，本站从自己的 KME 取得密钥，%1从其 KME 取得相同的密钥。请先在设置中填写 KME。</translation>
        </message>
        <message>
            <source>No address is set for %1, and a pull calls it. Set its address on the page Sites.</source>
            <translation>尚未设置%1的地址，而拉取须先连接它。请在“站点”页设置其地址。</translation>
        </message>
        <message>
            <source>Asking the KME what it has…</source>
            <translation>正在询问 KME 有多少密钥…</translation>
        </message>
        <message>
            <source>The KME names no key that is ready: a pull waits until there is some.</source>
            <translation>KME 未报出可用的密钥：拉取会等到有密钥为止。</translation>
        </message>
        <message>
            <source>The KME says it has %1 ready, %2 pages. That is its word, no promise.</source>
            <translation>KME 称有 %1 可用，即 %2 页。这是它的说法，并非保证。</translation>
        </message>
        <message>
            <source>%1 pages to send to %2</source>
            <translation>%1 页，用于向%2发送</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::Rail</name>
        <message>
            <source>Pages of the window</source>
            <translation>页面</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::RecoveryPage</name>
        <message>
            <source>Close pad</source>
            <translation>关闭密本</translation>
        </message>
        <message>
            <source>Advance mark</source>
            <translation>前移使用位</translation>
        </message>
        <message>
            <source>%1 pages burnt. Pad %2 is closed.</source>
            <translation>%1 页已作废。密本 %2 已关闭。</translation>
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
            <translation>两本账本一致：没有页被用过两次。</translation>
        </message>
        <message>
            <source>Export the ledger</source>
            <translation>导出账本</translation>
        </message>
        <message>
            <source>Ledger written to %1. It holds no key and no names.</source>
            <translation>账本已写入 %1。其中没有密钥，也没有名称。</translation>
        </message>
        <message>
            <source>Open a picture to send to %1 as a thumbnail</source>
            <translation>打开要作为缩略图发往%1的图像</translation>
        </message>
        <message>
            <source>Pictures (*.jpg *.jpeg *.png *.webp *.avif *.jxl *.tif *.tiff);;All files (*)</source>
            <translation>图像 (*.jpg *.jpeg *.png *.webp *.avif *.jxl *.tif *.tiff);;所有文件 (*)</translation>
        </message>
        <message>
            <source>Planning…</source>
            <translation>正在规划…</translation>
        </message>
        <message>
            <source>Not enough key: %1 pages needed, %2 free. Close the pad, or bring a new one.</source>
            <translation>密钥不足：需要 %1 页，可用 %2 页。请关闭密本，或提供新的密本。</translation>
        </message>
        <message>
            <source>This sends %1 to %2 as a thumbnail and spends %3 pages. Nothing leaves before %2 has recorded it.</source>
            <translation>这将把 %1 作为缩略图发往%2，用掉 %3 页。%2登记之前，不发出任何数据。</translation>
        </message>
        <message>
            <source>Send · spends %1 pages</source>
            <translation>发送 · 用掉 %1 页</translation>
        </message>
        <message>
            <source>Asking %1 to record the pages…</source>
            <translation>正在请%1登记这些页…</translation>
        </message>
        <message>
            <source>Why nothing leaves</source>
            <translation>为何停止发送</translation>
        </message>
        <message>
            <source>Suspended</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>Suspect</source>
            <translation>存疑</translation>
        </message>
        <message>
            <source>Locked</source>
            <translation>已锁定</translation>
        </message>
        <message>
            <source>Everything may leave</source>
            <translation>一切均可发送</translation>
        </message>
        <message>
            <source>No pad is suspended and this home is not in doubt: pictures leave as soon as their peer has recorded them.</source>
            <translation>没有密本暂停，此主目录也不存疑：对端登记后图像即可发出。</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>%1 has recorded the pages: they served nothing before. The way to %1 is free again.</source>
            <translation>%1已登记这些页：它们此前未被用过。现在又可以发往%1。</translation>
        </message>
        <message>
            <source>A peer has already seen pages of a pad.</source>
            <translation>对端已见过某密本的页。</translation>
        </message>
        <message>
            <source>%1 has already seen pages of this pad.</source>
            <translation>%1已见过此密本的页。</translation>
        </message>
        <message>
            <source>The ledger is older than a pad for %1.</source>
            <translation>账本比发往%1的密本旧。</translation>
        </message>
        <message>
            <source>%1 holds other bytes under the name of this pad.</source>
            <translation>%1的此密本内容不同。</translation>
        </message>
        <message>
            <source>This home may be a copy or an old backup.</source>
            <translation>此主目录可能是副本或旧备份。</translation>
        </message>
        <message>
            <source>The passphrase is needed, or the ledger is damaged.</source>
            <translation>需要口令，或账本已损坏。</translation>
        </message>
        <message>
            <source>%1 pages burnt. The mark of pad %2 stands past them.</source>
            <translation>已作废 %1 页。密本 %2 的使用位已前移到其后。</translation>
        </message>
        <message>
            <source>The key for %1 has changed meanwhile. Nothing was sent; check again.</source>
            <translation>发往%1的密钥在此期间已变化。未发送任何数据，请重新检查。</translation>
        </message>
        <message>
            <source>Open the ledger that %1 exported</source>
            <translation>打开%1导出的账本</translation>
        </message>
        <message>
            <source>This ledger is of no peer of this site. Open the one that %1 exported.</source>
            <translation>此账本不属于本站的任何对端。请打开%1导出的账本。</translation>
        </message>
        <message>
            <source>another peer</source>
            <translation>另一对端</translation>
        </message>
        <message>
            <source>This ledger is of %1, and it agrees. Open the one that %2 exported, too.</source>
            <translation>此账本属于%1，且一致。请再打开%2导出的账本。</translation>
        </message>
        <message>
            <source>This ledger is of %1, who shares no pad that is held up. Open the one that %2 exported.</source>
            <translation>此账本属于%1，它没有共享任何被搁置的密本。请打开%2导出的账本。</translation>
        </message>
        <message>
            <source>This ledger of %1 does not list pad %2: it is older than the pad. Ask %1 for a new one.</source>
            <translation>%1的这份账本未列出密本 %2：它比该密本更早。请向%1索取新的账本。</translation>
        </message>
        <message>
            <source>Comparing ledgers</source>
            <translation>正在比对账本</translation>
        </message>
        <message>
            <source>Exporting the ledger</source>
            <translation>正在导出账本</translation>
        </message>
        <message>
            <source>Cancelled. Nothing was changed.</source>
            <translation>已取消，没有任何改动。</translation>
        </message>
        <message>
            <source>Previous pad</source>
            <translation>上一个密本</translation>
        </message>
        <message>
            <source>Next pad</source>
            <translation>下一个密本</translation>
        </message>
        <message>
            <source>Pad %1 of %2</source>
            <translation>密本 %1 / %2</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::RecoveryPanel</name>
        <message>
            <source>Step %1, done</source>
            <translation>第 %1 步，已完成</translation>
        </message>
        <message>
            <source>Step %1</source>
            <translation>第 %1 步</translation>
        </message>
        <message>
            <source>What happened</source>
            <translation>发生了什么</translation>
        </message>
        <message>
            <source>What is safe</source>
            <translation>哪些不受影响</translation>
        </message>
        <message>
            <source>What to do</source>
            <translation>怎么办</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::RegionDialog</name>
        <message>
            <source>Not enough key to ask: %1 pages needed, %2 free.</source>
            <translation>密钥不足，无法请求：需要 %1 页，可用 %2 页。</translation>
        </message>
        <message>
            <source>%1 has too little key for the answer: %2 pages needed, %3 free. Lower the budget or draw a smaller part.</source>
            <translation>%1的密钥不足以回应：需要 %2 页，可用 %3 页。请降低预算，或画小一些。</translation>
        </message>
        <message>
            <source>Ask</source>
            <translation>请求</translation>
        </message>
        <message>
            <source>Ask for a part</source>
            <translation>请求局部</translation>
        </message>
        <message>
            <source>Draw a rectangle, or move it with the arrow keys; Shift changes its size, Ctrl takes single pixels.</source>
            <translation>画一个矩形，或用方向键移动；Shift 改变大小，Ctrl 按单个像素。</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Left</source>
            <translation>左</translation>
        </message>
        <message>
            <source>Top</source>
            <translation>上</translation>
        </message>
        <message>
            <source>Width</source>
            <translation>宽</translation>
        </message>
        <message>
            <source>Height</source>
            <translation>高</translation>
        </message>
        <message>
            <source> kB</source>
            <translation> kB</translation>
        </message>
        <message>
            <source>Budget</source>
            <translation>预算</translation>
        </message>
        <message>
            <source>the file itself</source>
            <translation>文件本身</translation>
        </message>
        <message>
            <source>its share of the file</source>
            <translation>按文件的比例</translation>
        </message>
        <message>
            <source>Ask · spends %1 pages</source>
            <translation>请求 · 用掉 %1 页</translation>
        </message>
        <message>
            <source>Asking spends %1 pages here. The answer spends at most %2 of the %3 pages free at %4, for %5.</source>
            <translation>请求会用掉本站 %1 页。回应至多用掉%4可用 %3 页中的 %2 页，得到 %5。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::RegionPicker</name>
        <message>
            <source>Part of the picture</source>
            <translation>图像局部</translation>
        </message>
        <message>
            <source>%1 × %2 pixels from %3, %4</source>
            <translation>%1 × %2 像素，起点 (%3, %4)</translation>
        </message>
        <message>
            <source>The whole picture, %1</source>
            <translation>整幅图像，%1</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::RelayDialog</name>
        <message>
            <source>Relay key</source>
            <translation>中继密钥</translation>
        </message>
        <message>
            <source>Relay</source>
            <translation>中继</translation>
        </message>
        <message>
            <source>Key with</source>
            <translation>共享对端</translation>
        </message>
        <message>
            <source>Key in kilobytes</source>
            <translation>密钥，千字节</translation>
        </message>
        <message>
            <source> kB</source>
            <translation> kB</translation>
        </message>
        <message>
            <source>To send, percent</source>
            <translation>发送份额，百分比</translation>
        </message>
        <message>
            <source>Key</source>
            <translation>密钥</translation>
        </message>
        <message>
            <source>To send</source>
            <translation>发送份额</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>nobody: fetch what waits there</source>
            <translation>无：只取回等候的内容</translation>
        </message>
        <message>
            <source>Key that others have asked for at %1, and messages left there.</source>
            <translation>其他站点经%1请求的密钥，以及留在那里的消息。</translation>
        </message>
        <message>
            <source>%1 knows the key that comes through it.</source>
            <translation>%1知道经由它的密钥。</translation>
        </message>
        <message>
            <source>%1 pages to send, %2 to receive</source>
            <translation>%1 页用于发送，%2 页用于接收</translation>
        </message>
        <message>
            <source>%1 can pass on %2 pages now, %3 are asked for. Ask for less, or run a pass first.</source>
            <translation>%1现在可转交 %2 页，请求了 %3 页。请减少请求，或先运行一次过境。</translation>
        </message>
        <message>
            <source>%1 will know this key: it passes through its relay. %2 fetches its own half there afterwards.</source>
            <translation>%1将知道此密钥：它由其中继。之后%2到那里取回自己的一半。</translation>
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
        <message>
            <source>No peer yet. Add one with its card: a file, a QR picture, or pasted text.</source>
            <translation>尚无对端。用对方名片添加：文件、二维码图片或粘贴文本。</translation>
        </message>
        <message>
            <source>A sealed file holds one picture. Remove the others first.</source>
            <translation>一个封装文件只含一幅图像。请先移除其他图像。</translation>
        </message>
        <message>
            <source>Only key that %1 has confirmed can seal a file: %2 pages of it are free. Send something over the network first.</source>
            <translation>只有%1确认过的密钥才能封装文件：其中可用 %2 页。请先经由网络发送任意内容。</translation>
        </message>
        <message>
            <source>A message for any carrier, at the same cost. %1 opens it in the inbox.</source>
            <translation>可由任何方式携带的消息，消耗相同。%1在收件箱中打开。</translation>
        </message>
        <message>
            <source>This home may be a copy or an old backup. Nothing leaves for %1 until that peer has confirmed its ledger.</source>
            <translation>此主目录可能是副本或旧备份。%1确认账本之前，不向它发出任何数据。</translation>
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
        <message>
            <source>Save the sealed file for %1</source>
            <translation>保存给%1的封装文件</translation>
        </message>
        <message>
            <source>This spends %1 % of the key for %2. Seal it?</source>
            <translation>这将用掉发往%2密钥的 %1%。要封装吗？</translation>
        </message>
        <message>
            <source>Save as sealed file</source>
            <translation>保存为封装文件</translation>
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
            <source>SSIMULACRA 2: 100 is the same picture, 90 shows no loss.</source>
            <translation>SSIMULACRA 2：100 表示图像相同，90 表示无可见损失。</translation>
        </message>
        <message>
            <source>Save as sealed file</source>
            <translation>保存为封装文件</translation>
        </message>
        <message>
            <source>Save as sealed file…</source>
            <translation>保存为封装文件…</translation>
        </message>
        <message>
            <source>&lt;b&gt;%1&lt;/b&gt;, %2</source>
            <translation>&lt;b&gt;%1&lt;/b&gt;，%2</translation>
        </message>
        <message>
            <source>expected %1</source>
            <translation>预计 %1</translation>
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
        <message>
            <source>Change address</source>
            <translation>更改地址</translation>
        </message>
        <message>
            <source>Remove passphrase…</source>
            <translation>移除口令…</translation>
        </message>
        <message>
            <source>Looks</source>
            <translation>外观</translation>
        </message>
        <message>
            <source>Window</source>
            <translation>窗口</translation>
        </message>
        <message>
            <source>Lock the window after</source>
            <translation>空闲后锁定窗口</translation>
        </message>
        <message>
            <source>never</source>
            <translation>从不</translation>
        </message>
        <message>
            <source> min</source>
            <translation> 分钟</translation>
        </message>
        <message>
            <source>Switch the receiver on at start</source>
            <translation>启动时开启接收</translation>
        </message>
        <message>
            <source>Keep receiving in the tray when the window closes</source>
            <translation>关闭窗口后在托盘中继续接收</translation>
        </message>
        <message>
            <source>Home</source>
            <translation>主目录</translation>
        </message>
        <message>
            <source>Received pictures</source>
            <translation>收到的图像</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>在文件夹中显示</translation>
        </message>
        <message>
            <source>Passphrase</source>
            <translation>口令</translation>
        </message>
        <message>
            <source>set</source>
            <translation>已设置</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>Change passphrase…</source>
            <translation>更改口令…</translation>
        </message>
        <message>
            <source>Set passphrase…</source>
            <translation>设置口令…</translation>
        </message>
        <message>
            <source>Change passphrase</source>
            <translation>更改口令</translation>
        </message>
        <message>
            <source>Set passphrase</source>
            <translation>设置口令</translation>
        </message>
        <message>
            <source>This site listens on %1. Save the card again for your peers.</source>
            <translation>本站监听 %1。请为对端重新保存名片。</translation>
        </message>
        <message>
            <source>%1 is no address. Write host:port, for example 0.0.0.0:7740.</source>
            <translation>%1 不是地址。请写成 主机:端口，例如 0.0.0.0:7740。</translation>
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
        <message>
            <source>KME at %1, no key yet</source>
            <translation>KME（%1），尚无密钥</translation>
        </message>
        <message>
            <source>%1; KME at %2, none of it yet</source>
            <translation>%1；KME（%2），尚未取得密钥</translation>
        </message>
        <message>
            <source>not yet</source>
            <translation>从未</translation>
        </message>
        <message>
            <source>Site %1, address %2, key source %3, pads %4, pages free to send %5, last seen %6.</source>
            <translation>站点：%1，地址：%2，密钥来源：%3，密本：%4，可发页数：%5，最近联系：%6。</translation>
        </message>
        <message>
            <source>%1, last seen: %2</source>
            <translation>%1，最近联系：%2</translation>
        </message>
        <message>
            <source>Last seen</source>
            <translation>最近联系</translation>
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
        <message>
            <source>No peer yet. Add one with its card: a file, a QR picture, or pasted text.</source>
            <translation>尚无对端。用对方名片添加：文件、二维码图片或粘贴文本。</translation>
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
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>Type another address first. Key and messages stay as they are.</source>
            <translation>请先输入另一地址。密钥与消息保持不变。</translation>
        </message>
        <message>
            <source>%1 has no address any more: it dials in.</source>
            <translation>%1不再有地址：由其拨入。</translation>
        </message>
        <message>
            <source>%1 is dialled at %2 from now on.</source>
            <translation>今后按%2连接%1。</translation>
        </message>
        <message>
            <source>%1 is not an address. Write host and port, as in stellenbosch.example:7740, or nothing when %2 dials in.</source>
            <translation>%1不是地址。请填写主机与端口，例如 stellenbosch.example:7740；若由%2拨入则留空。</translation>
        </message>
        <message>
            <source>KME settings…</source>
            <translation>KME 设置…</translation>
        </message>
        <message>
            <source>Save address</source>
            <translation>保存地址</translation>
        </message>
        <message>
            <source>The KME for key with %1 is set. Check the connection, then pull key on the page Keys.</source>
            <translation>与%1的密钥所用的 KME 已设置。请检查连接，然后在“密钥”页拉取密钥。</translation>
        </message>
        <message>
            <source>Key with %1 comes from no KME any more.</source>
            <translation>与%1的密钥不再来自 KME。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::SkyPlot</name>
        <message>
            <source>Sky plot</source>
            <translation>天空图</translation>
        </message>
        <message>
            <source>N</source>
            <translation>北</translation>
        </message>
        <message>
            <source>E</source>
            <translation>东</translation>
        </message>
        <message>
            <source>S</source>
            <translation>南</translation>
        </message>
        <message>
            <source>W</source>
            <translation>西</translation>
        </message>
        <message>
            <source>Highest</source>
            <translation>最高</translation>
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
        <message>
            <source>No address</source>
            <translation>无地址</translation>
        </message>
        <message>
            <source>Reaching %1…</source>
            <translation>正在连接%1…</translation>
        </message>
        <message>
            <source>Connected · %1 ms</source>
            <translation>已连接 · %1 毫秒</translation>
        </message>
        <message>
            <source>%1 not reachable</source>
            <translation>无法连通%1</translation>
        </message>
        <message>
            <source>%1 not reachable · trying now</source>
            <translation>无法连通%1 · 正在重试</translation>
        </message>
        <message>
            <source>%1 not reachable · next try in %2 s</source>
            <translation>无法连通%1 · %2 秒后重试</translation>
        </message>
        <message>
            <source>%1 has no address: it has to dial this site. Press to set one.</source>
            <translation>尚未设置%1的地址：须由它连接本站。按此设置地址。</translation>
        </message>
        <message>
            <source>Whether %1 can be reached is not known yet.</source>
            <translation>尚不知能否连通%1。</translation>
        </message>
        <message>
            <source>%1 answers at %2, in %3 ms. Press to look again.</source>
            <translation>%1在 %2 应答，用时 %3 毫秒。按此再次检查。</translation>
        </message>
        <message>
            <source>%1 is not reachable at %2. %3 Press to try now.</source>
            <translation>无法在 %2 连通%1。%3按此立即重试。</translation>
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
        <name>satpad::gui::TrayMenu</name>
        <message>
            <source>Quit Satpad</source>
            <translation>退出 Satpad</translation>
        </message>
        <message>
            <source>Hide window</source>
            <translation>隐藏窗口</translation>
        </message>
        <message>
            <source>Show window</source>
            <translation>显示窗口</translation>
        </message>
        <message>
            <source>Switch receiver off</source>
            <translation>关闭接收</translation>
        </message>
        <message>
            <source>Switch receiver on</source>
            <translation>开启接收</translation>
        </message>
        <message numerus="yes">
            <source>Satpad · %n not opened yet</source>
            <translation>
                <numerusform>Satpad · %n 个尚未打开</numerusform>
            </translation>
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
        <message>
            <source>This locks the window only; the receiver and transfers go on. Enter the passphrase of the home.</source>
            <translation>仅锁定窗口；接收和传输继续进行。请输入主目录的口令。</translation>
        </message>
        <message>
            <source>This locks the window only; the receiver and transfers go on. The home has no passphrase, so this only hides what is there: set one in the settings to protect it.</source>
            <translation>仅锁定窗口；接收和传输继续进行。主目录没有口令，因此这只是隐藏内容：如需保护，请在设置中设置口令。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::Wizard</name>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Card</source>
            <translation>名片</translation>
        </message>
        <message>
            <source>Peer</source>
            <translation>对端</translation>
        </message>
        <message>
            <source>First key</source>
            <translation>首批密钥</translation>
        </message>
        <message>
            <source>Step %1 of %2: %3</source>
            <translation>第 %1 步（共 %2 步）：%3</translation>
        </message>
        <message>
            <source>Later</source>
            <translation>以后再说</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Closes Satpad. Nothing has been made yet.</source>
            <translation>关闭 Satpad。尚未创建任何内容。</translation>
        </message>
        <message>
            <source>Goes to the pages. Sites and Keys have it all.</source>
            <translation>进入各页面。“站点”和“密钥”中都可继续。</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::WordsGrid</name>
        <message>
            <source>Words to read aloud: %1</source>
            <translation>需念出的词：%1</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
    </context>
    <context>
        <name>satpad::gui::WorldMap</name>
        <message>
            <source>World map</source>
            <translation>世界地图</translation>
        </message>
    </context>
</TS>
