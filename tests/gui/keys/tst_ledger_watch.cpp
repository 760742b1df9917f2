// SPDX-License-Identifier: GPL-3.0-or-later
#include "busy.h"
#include "keys_rig.h"
#include "views/keys/keys_page.h"
#include "views/keys/ledger_watch.h"
#include "views/notice.h"

#include <QTest>

using namespace satpad;
using namespace satpad::gui;
using test::Busy;
using test::press;
using test::Rig;
using test::said;
using test::TwoHomes;

class TstLedgerWatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsAndCancels()
    {
        const Theme theme(*qApp, ThemeChoice::dark);
        Jobs jobs;
        Notice notice(theme, "notice", nullptr);
        LedgerWatch watch(jobs, notice, &notice);
        const core::Progress progress = watch.begin("Verifying the ledger");
        QVERIFY(progress(4096).has_value());
        QCOMPARE(notice.sentence(), ""); // most ledgers are done by then
        QTRY_COMPARE(notice.sentence(),
            "Verifying the ledger: 4" + QString(QChar(0x2009)) + "096 entries so far");
        QVERIFY(progress(8192).has_value());
        QTRY_VERIFY(notice.sentence().contains("8"));
        press(notice, "noticeAction");
        QCOMPARE(notice.sentence(), "Cancelling…");
        QVERIFY(progress(8193).error().is(core::Errc::cancelled));
        watch.end();
        QCOMPARE(notice.sentence(), "");
        const core::Progress next = watch.begin("Comparing ledgers");
        QVERIFY(next(1).has_value());
        jobs.askToStop(); // the window closes
        QVERIFY(next(2).error().is(core::Errc::cancelled));
    }
    void isSaidAgainAndEndsWithItsPage()
    {
        const Theme theme(*qApp, ThemeChoice::dark);
        Jobs jobs;
        Notice notice(theme, "notice", nullptr);
        auto watch = std::make_unique<LedgerWatch>(jobs, notice, nullptr);
        const core::Progress progress = watch->begin("Comparing ledgers");
        const auto* action = notice.findChild<QPushButton*>("noticeAction");
        const QString told = "Comparing ledgers: 0 entries so far";
        QTRY_COMPARE(notice.sentence(), told);
        notice.clear();
        QTRY_COMPARE(notice.sentence(), told);
        QVERIFY(!notice.isHidden() && !action->isHidden());
        notice.say(Notice::Tone::good, "b has recorded the pages.");
        QTRY_COMPARE(notice.sentence(), told);
        QVERIFY(!action->isHidden());
        press(notice, "noticeAction");
        notice.clear();
        QTRY_COMPARE(notice.sentence(), "Cancelling…");
        QVERIFY(action->isHidden());
        notice.say(Notice::Tone::alarm, "The disk is full.");
        watch->end(); // that is not its own
        QCOMPARE(notice.sentence(), "The disk is full.");
        const core::Progress next = watch->begin("Comparing ledgers");
        QVERIFY(next(1).has_value());
        watch.reset(); // a page in another language takes its place
        QVERIFY(next(2).error().is(core::Errc::cancelled));
    }
    void cancelsEachWork_data()
    {
        QTest::addColumn<QString>("button");
        QTest::newRow("verify") << "ledgerVerify";
        QTest::newRow("compare") << "ledgerCompare";
        QTest::newRow("export") << "ledgerExport";
    }
    void cancelsEachWork()
    {
        QFETCH(QString, button);
        TwoHomes homes("4kB");
        Rig rig(homes, "a");
        const QString file = homes.file("b.ledger");
        {
            Rig other(homes, "b");
            auto text = other.desk.site().ledger().export_text();
            QVERIFY(text.has_value());
            QFile out(file);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(QByteArray::fromStdString(*text));
        }
        rig.asker.opens = QStringList{file};
        rig.asker.saves = homes.file("a.ledger");
        KeysPage page(rig.needs());
        page.resize(1072, 756);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QTRY_COMPARE(rig.desk.jobs().running(), 0);
        {
            const Busy busy(rig.desk.jobs(), page);
            press(page, qPrintable(button));
            QTRY_VERIFY(said(page, "ledgerNotice").contains("0 entries so far"));
            QVERIFY(!page.findChild<QPushButton*>("ledgerVerify")->isEnabled());
            press(page, "ledgerNoticeAction");
        }
        QTRY_COMPARE(said(page, "ledgerNotice"), "Cancelled. Nothing was changed.");
        QVERIFY(page.findChild<QPushButton*>("ledgerVerify")->isEnabled());
        QCOMPARE(page.findChild<QLabel*>("ledgerVerified")->text(), "");
        QVERIFY(!QFile::exists(homes.file("a.ledger")));
        press(page, "ledgerVerify");
        QTRY_VERIFY(page.findChild<QLabel*>("ledgerVerified")->text().startsWith("verified"));
    }
};

QTEST_MAIN(TstLedgerWatch)
#include "tst_ledger_watch.moc"
