// SPDX-License-Identifier: GPL-3.0-or-later
#include "busy.h"
#include "shown.h"
#include "views/inbox/inbox_page.h"
#include "views/inbox/outbox_page.h"
#include "views/send/send_draft.h"
#include "views/send/send_page.h"

#include <satpad/transport/link_proxy.h>

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QPointer>
#include <QRandomGenerator>
#include <QToolButton>
#include <QUrl>

using namespace satpad;
using test::k_patience;
using test::sample;
using test::Shown;

/// Its receiver is off, so that nothing but a file brings a message.
struct Offline : Shown
{
    Offline(test::TwoHomes& homes, const char* home)
        : Shown(homes, homes.path(home))
    {
        preferences.setReceives(false); // read when the home is open
    }
};

/// Messages that are carried by hand, and messages that somebody has changed on their way.
class TstCarried : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTamperedFileIsRefusedAndTheUntouchedOneOpens()
    {
        test::TwoHomes homes("200kB");
        confirm(homes);
        const QString file = sealed(homes, noise(homes, 20'000), "photo.satpad");
        const QString bad = homes.file("tampered.satpad");
        QVERIFY(QFile::copy(file, bad));
        flipOneBit(bad);
        Offline b(homes, "b");
        QVERIFY(b.isReady());
        const quint64 spent = b.window.desk()->state().peerNamed("a")->receive.spent;
        drop(b, {bad});
        QVERIFY2(says(b, "inboxCarried", "failed its check and was not opened. No key was spent."),
            qPrintable(said(b, "inboxCarried")));
        QVERIFY(said(b, "inboxCarried").contains("ask a for it again"));
        QCOMPARE(b.view().page(), gui::DeskView::Page::inbox);
        QCOMPARE(files(homes.path("b") + "/inbox"), QStringList());
        QVERIFY(refreshed(b));
        QVERIFY(b.window.desk()->state().inbox.empty());
        QCOMPARE(b.window.desk()->state().peerNamed("a")->receive.spent, spent);
        QVERIFY(verifies(homes, "b"));

        b.asker.opens = QStringList{file};
        b.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&b.window));
        b.button("inboxOpenSealed")->setFocus();
        QTest::keyClick(b.button("inboxOpenSealed"), Qt::Key_O, Qt::ControlModifier);
        QVERIFY(b.isInbox(1));
        QVERIFY(says(b, "inboxCarried", "Every tag held."));
        QCOMPARE(contentOf(opened(b)), contentOf(homes.file("noise.bin")));
        const quint64 after = b.window.desk()->state().peerNamed("a")->receive.spent;
        QVERIFY(after > spent);

        drop(b, {file});
        QVERIFY(says(b, "inboxCarried", "was opened before. Nothing was spent now."));
        QVERIFY(refreshed(b));
        QCOMPARE(b.window.desk()->state().inbox.size(), 1U);
        QCOMPARE(b.window.desk()->state().peerNamed("a")->receive.spent, after);
        QVERIFY(verifies(homes, "b"));
    }

    void aFileSealedInTheWindowIsAnsweredByHand()
    {
        test::TwoHomes homes("200kB");
        confirm(homes);
        Offline a(homes, "a");
        QVERIFY(a.isReady());
        a.view().sendPage().addFiles({sample("coffee.png")});
        auto* seal = a.button("sealButton");
        QVERIFY(QTest::qWaitFor([&] { return seal->isEnabled(); }, k_patience));
        const QString file = homes.file("coffee.satpad");
        writeFile(file, "the operator agreed to replace this");
        a.asker.saves = file;
        QTest::mouseClick(seal, Qt::LeftButton);
        QCOMPARE(a.asker.proposed.section('/', -1), "coffee.png.satpad");
        QCOMPARE(a.view().page(), gui::DeskView::Page::outbox);
        QVERIFY2(isFront(a, core::MessageState::carried), qPrintable(a.view().banner().sentence()));
        QVERIFY(says(a, "outboxCarried", "Sealed for b as"));
        QVERIFY(QFile(file).size() > 1000);
        QVERIFY(!QFile::exists(file + ".new"));

        Offline b(homes, "b");
        QVERIFY(b.isReady());
        drop(b, {file});
        QVERIFY(b.isInbox(1));
        QVERIFY(says(b, "inboxCarried", "Every tag held."));
        const QString answer = homes.file("answer.satpad");
        b.asker.saves = answer;
        QTest::mouseClick(b.button("inboxCarriedAction"), Qt::LeftButton);
        QVERIFY(says(b, "inboxCarried", "The answer is saved as"));

        // A changed answer settles nothing.
        const QString bad = homes.file("bad-answer.satpad");
        QVERIFY(QFile::copy(answer, bad));
        flipOneBit(bad, QFile(bad).size() - 1);
        drop(a, {bad});
        QVERIFY(says(a, "outboxCarried", "does not fit its message, so nothing has changed"));
        QVERIFY(refreshed(a));
        QCOMPARE(a.window.desk()->state().outbox.front().state, core::MessageState::carried);

        drop(a, {answer});
        QVERIFY(says(a, "outboxCarried", "Verified by b"));
        QVERIFY(isFront(a, core::MessageState::verified));
        QVERIFY(agree(homes));
    }

    void onlyConfirmedKeySealsAFile()
    {
        test::TwoHomes homes("200kB");
        Offline a(homes, "a");
        QVERIFY(a.isReady());
        a.view().sendPage().addFiles({sample("coffee.png")});
        QVERIFY(QTest::qWaitFor([&] { return a.button("sendButton")->isEnabled(); }, k_patience));
        QVERIFY(!a.button("sealButton")->isEnabled());
        QVERIFY2(a.button("sealButton")->toolTip().contains("Only key that b has confirmed"),
            qPrintable(a.button("sealButton")->toolTip()));
    }

    void aSealedFileOpenedOrPastedOnSendIsNoPictureToSend()
    {
        test::TwoHomes homes("200kB");
        confirm(homes);
        const QString file = sealed(homes, noise(homes, 20'000), "photo.satpad");
        Offline b(homes, "b");
        QVERIFY(b.isReady());
        const gui::SendDraft& draft = b.view().sendPage().draft();
        b.view().go(gui::DeskView::Page::send);
        b.asker.opens = QStringList{file, sample("coffee.png")};
        QTest::mouseClick(b.button("openImages"), Qt::LeftButton);
        QVERIFY(says(b, "inboxCarried", "Every tag held."));
        QCOMPARE(b.view().page(), gui::DeskView::Page::inbox);
        QCOMPARE(draft.count(), 1);
        QCOMPARE(draft.current()->name, "coffee.png");

        b.view().go(gui::DeskView::Page::send);
        auto* mime = new QMimeData;
        mime->setUrls({QUrl::fromLocalFile(file)});
        QApplication::clipboard()->setMimeData(mime);
        QTest::mouseClick(b.button("pasteImage"), Qt::LeftButton);
        QVERIFY(says(b, "inboxCarried", "was opened before."));
        QCOMPARE(b.view().page(), gui::DeskView::Page::inbox);
        QCOMPARE(draft.count(), 1);
    }

    void severalFilesAtOnceAreToldApart()
    {
        test::TwoHomes homes("200kB");
        confirm(homes);
        const QString good = sealed(homes, noise(homes, 20'000), "good.satpad");
        const QString cut = homes.file("cut.satpad");
        writeFile(cut, contentOf(good).left(300));
        const QString none = homes.file("none.satpad");
        writeFile(none, "no message at all");
        Offline b(homes, "b");
        QVERIFY(b.isReady());
        drop(b, {cut, good, none});
        QVERIFY(b.isInbox(1));
        QVERIFY(says(b, "inboxCarried", "1 of 3 files were opened"));
        QVERIFY(said(b, "inboxCarried").contains("cut.satpad is no Satpad message, or it was cut"));
        QVERIFY(said(b, "inboxCarried").contains("none.satpad is no Satpad message"));

        // For b it is; a has sealed it.
        Offline a(homes, "a");
        QVERIFY(a.isReady());
        drop(a, {good});
        QVERIFY(says(a, "inboxCarried", "is sealed for another site"));
        drop(a, {sample("rocket.jpg")});
        QVERIFY(QTest::qWaitFor(
            [&] { return a.view().page() == gui::DeskView::Page::send; }, k_patience));
    }

    void aWindowThatIsBuiltAnewMeanwhileSaysWhatWasOpened()
    {
        test::TwoHomes homes("200kB");
        confirm(homes);
        const QString file = sealed(homes, noise(homes, 20'000), "photo.satpad");
        Offline b(homes, "b");
        QVERIFY(b.isReady());
        QVERIFY(
            QTest::qWaitFor([&] { return b.window.desk()->jobs().running() == 0; }, k_patience));
        {
            const test::Busy busy(b.window.desk()->jobs(), *b.window.desk());
            b.view().go(gui::DeskView::Page::inbox);
            b.view().inboxPage().openSealed({file});
            rebuild(b);
            QVERIFY(says(b, "inboxCarried", "Opening."));
        }
        QVERIFY(says(b, "inboxCarried", "Every tag held."));
        QVERIFY(b.isInbox(1));
        rebuild(b); // it was not read yet
        QVERIFY(says(b, "inboxCarried", "Every tag held."));
        b.window.findChild<QToolButton*>("inboxCarriedClose")->click();
        rebuild(b);
        QCOMPARE(said(b, "inboxCarried"), QString());
    }

    void aBitChangedOnTheWireIsRefusedAndAskedForAgain()
    {
        test::TwoHomes homes("900kB");
        Shown b(homes, homes.path("b"));
        QVERIFY(b.isReady() && isReceiving(b));
        transport::LinkSettings settings;
        settings.latency = std::chrono::milliseconds(5);
        settings.bytes_per_second = 150'000;
        auto link = transport::LinkProxy::make(
            settings, b.window.desk()->receiver().address().toStdString());
        QVERIFY(link.has_value());
        const auto site = homes.open("a");
        QVERIFY(site->set_peer_address("b", "127.0.0.1:" + std::to_string((*link)->port())));

        Shown a(homes, homes.path("a"));
        QVERIFY(a.isReady());
        const QString file = noise(homes, 300'000);
        a.view().sendPage().addFiles({file});
        QTest::mouseClick(a.button("modeExact"), Qt::LeftButton);
        auto* send = a.button("sendButton");
        QVERIFY(QTest::qWaitFor([&] { return send->isEnabled(); }, k_patience));
        const quint64 before = (*link)->statistics().out_at_b;
        QTest::mouseClick(send, Qt::LeftButton);
        // Far in the sealed chunks, which nobody but the receiver's tags would notice.
        QVERIFY(QTest::qWaitFor(
            [&] { return (*link)->statistics().out_at_b > before + 100'000; }, k_patience));
        const quint64 contacts = (*link)->statistics().connections;
        (*link)->corrupt_next();
        QVERIFY(QTest::qWaitFor(
            [&] {
                return (*link)->statistics().changed_bits == 1 &&
                       (*link)->statistics().connections > contacts;
            },
            k_patience));
        // Refused: another contact was needed, and nothing of the picture is there.
        QVERIFY(files(homes.path("b") + "/inbox").isEmpty());
        QVERIFY(b.window.desk()->state().inbox.empty());
        QVERIFY(a.window.desk()->state().outbox.front().state != core::MessageState::verified);
        QVERIFY(b.isInbox(1));
        QCOMPARE(contentOf(opened(b)), contentOf(file));
        QVERIFY(isFront(a, core::MessageState::verified));
        QVERIFY(agree(homes));
    }

private:
    /// b proves to a by hand that it holds the key: a file may be sealed from it.
    static void confirm(test::TwoHomes& homes)
    {
        homes.run({"--home",
            homes.path("b"),
            "keys",
            "import",
            homes.file("pads.courier"),
            "-o",
            homes.file("pads.reply")});
        homes.run({"--home", homes.path("a"), "keys", "import", homes.file("pads.reply")});
    }
    static QString sealed(test::TwoHomes& homes, const QString& content, const QString& name)
    {
        homes.run(
            {"--home", homes.path("a"), "seal", content, "--to", "b", "-o", homes.file(name)});
        return homes.file(name);
    }
    static void drop(Shown& shown, const QStringList& paths)
    {
        QList<QUrl> urls;
        for (const QString& path : paths) {
            urls += QUrl::fromLocalFile(path);
        }
        QMimeData mime;
        mime.setUrls(urls);
        const QPoint at(5, 5);
        QDragEnterEvent enters(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&shown.window, &enters);
        QVERIFY(enters.isAccepted());
        QDropEvent event(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&shown.window, &event);
    }
    /// As a change of the language does.
    static void rebuild(Shown& shown)
    {
        const QPointer<gui::DeskView> before = shown.window.deskView();
        shown.window.chooseLanguage("en");
        QVERIFY(QTest::qWaitFor([&] { return before.isNull(); }, k_patience));
    }
    static QString said(Shown& shown, const char* notice)
    {
        return shown.window.findChild<gui::Notice*>(QLatin1String(notice))->sentence();
    }
    static bool says(Shown& shown, const char* notice, const QString& words)
    {
        return QTest::qWaitFor([&] { return said(shown, notice).contains(words); }, k_patience);
    }
    static bool refreshed(Shown& shown)
    {
        bool read = false;
        const auto once = QObject::connect(
            shown.window.desk(), &gui::Desk::stateChanged, shown.window.desk(), [&] {
                read = true;
            });
        shown.window.desk()->refresh();
        const bool came = QTest::qWaitFor([&] { return read; }, k_patience);
        QObject::disconnect(once);
        return came;
    }
    static bool isFront(Shown& shown, core::MessageState state)
    {
        return QTest::qWaitFor(
            [&] {
                const auto& outbox = shown.window.desk()->state().outbox;
                return !outbox.empty() && outbox.front().state == state;
            },
            k_patience);
    }
    static bool isReceiving(Shown& shown)
    {
        return QTest::qWaitFor(
            [&] { return shown.window.desk()->receiver().state() == gui::Receiver::State::on; },
            k_patience);
    }
    static QStringList files(const QString& folder) { return QDir(folder).entryList(QDir::Files); }
    static QString opened(Shown& shown)
    {
        return QString::fromStdString(
            shown.window.desk()->state().inbox.front().item.path.string());
    }
    static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void writeFile(const QString& path, const QByteArray& content)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            qFatal("%s cannot be written", qPrintable(path));
        }
    }
    static void flipOneBit(const QString& path, qint64 at = -1)
    {
        QByteArray content = contentOf(path);
        const qsizetype where = at < 0 ? content.size() / 2 : at;
        content[where] = static_cast<char>(content[where] ^ 1);
        writeFile(path, content);
    }
    /// A file that cannot be packed.
    static QString noise(test::TwoHomes& homes, int bytes)
    {
        QByteArray content(bytes, Qt::Uninitialized);
        QRandomGenerator(7).fillRange(
            reinterpret_cast<quint32*>(content.data()), content.size() / 4);
        writeFile(homes.file("noise.bin"), content);
        return homes.file("noise.bin");
    }
    static bool verifies(test::TwoHomes& homes, const char* home)
    {
        return homes.run({"--home", homes.path(home), "--json", "ledger", "verify"})
            .contains("\"ok\":true");
    }
    static bool agree(test::TwoHomes& homes)
    {
        homes.run({"--home", homes.path("a"), "ledger", "export", "-o", homes.file("a.ledger")});
        return verifies(homes, "a") && verifies(homes, "b") &&
               homes
                   .run({"--home",
                       homes.path("b"),
                       "--json",
                       "ledger",
                       "compare",
                       homes.file("a.ledger")})
                   .contains("\"differences\":[]");
    }
};

QTEST_MAIN(TstCarried)
#include "tst_carried.moc"
