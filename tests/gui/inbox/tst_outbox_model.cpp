// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/figures.h"
#include "test_asker.h"
#include "two_homes.h"
#include "views/inbox/message_facts.h"
#include "views/inbox/outbox_page.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace satpad::gui {

using test::TestAsker;
using test::TwoHomes;

class OutboxModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyTheLedgersWordMakesItVerified();
    void theStepsGoOnlyForward();
    void boundsAreRoundedUp();
    void whatWaitsIsListedAndCancelled();
    void whatIsVerifiedSaysSo();
    void whatThisProcessSealedHasItsPicture();
    void theReceiverTellsWhatItSends();

private:
    /// Seals a sample for b, which nobody listens for: it stays in a's outbox.
};

void OutboxModelTest::onlyTheLedgersWordMakesItVerified()
{
    OutboxRow row;
    row.peerName = "Jinan";
    row.pages = 1234;
    row.percent = 62;
    const std::pair<OutboxStage, QString> words[] = {{OutboxStage::queued, "Queued"},
        {OutboxStage::reserved, "Key reserved"},
        {OutboxStage::sealed, "Sealed; waits for Jinan"},
        {OutboxStage::sending, "Sending 62 %"},
        {OutboxStage::cut, "Cut at 62 %"},
        {OutboxStage::sent, "All sent, not verified yet"},
        {OutboxStage::carried, "Carried by hand, no answer yet"},
        {OutboxStage::cancelling, "Cancelling, Jinan not reached yet"},
        {OutboxStage::cancelled, "Cancelled, " + grouped(1234) + " pages burnt"},
        {OutboxStage::verified, "Verified by Jinan"},
        {OutboxStage::failed, "Not sent"}};
    for (const auto& [stage, text] : words) {
        row.stage = stage;
        QCOMPARE(OutboxModel::stateText(row), text);
    }
    row.stage = OutboxStage::sealed;
    row.isUnsent = true;
    QCOMPARE(OutboxModel::stateText(row), QString("Sealed, nothing sent"));
    row.stage = OutboxStage::cut;
    row.goesOnSoon = true;
    QCOMPARE(OutboxModel::stateText(row), QString("Cut at 62 %, goes on by itself"));
}

void OutboxModelTest::theStepsGoOnlyForward()
{
    QCOMPARE(OutboxModel::step(OutboxStage::reserved), 1);
    QCOMPARE(OutboxModel::step(OutboxStage::sealed), 2);
    QCOMPARE(OutboxModel::step(OutboxStage::sending), 4);
    QCOMPARE(OutboxModel::step(OutboxStage::sent), 4);
    QCOMPARE(OutboxModel::step(OutboxStage::verified), 5);
}

void OutboxModelTest::boundsAreRoundedUp()
{
    QCOMPARE(forgeryText(65536), QString("at most 2⁻⁹⁰ a try")); // 8 · 4099 / 2¹⁰⁶
    QCOMPARE(forgeryText(1'000'000), forgeryText(65536));        // each chunk has its own key
    QCOMPARE(forgeryText(24), QString("at most 2⁻¹⁰¹ a try"));   // 8 · 4
    MessageFacts facts;
    facts.origins = QStringList{"relay jinan"};
    facts.knownBy = QStringList{"jinan"};
    facts.epsilon = 1.2e-10;
    QCOMPARE(keyFromText(facts), QString("relay jinan, ε 2·10⁻¹⁰\njinan knows it"));
    facts.epsilon = 9.5e-10;
    QCOMPARE(keyFromText(facts), QString("relay jinan, ε 1·10⁻⁹\njinan knows it"));
    QCOMPARE(rangesText({}), QString());
    const std::vector<core::PageRange> ranges(5, core::PageRange{{}, 1477, 897});
    QVERIFY(rangesText(ranges).startsWith(grouped(1477) + " – " + grouped(2373) + " of pad 0000"));
    QVERIFY(rangesText(ranges).endsWith("and 2 ranges more"));
}

void OutboxModelTest::whatWaitsIsListedAndCancelled()
{
    TwoHomes homes("60kB");
    Theme theme(*qApp);
    TestAsker asker;
    homes.sealForLater(qEnvironmentVariable("SATPAD_SAMPLES") + "/" + "coffee.png");
    Desk desk(homes.open("a"), homes.opener("a"));
    OutboxPage page({desk, theme, asker, homes.preferences(), homes.world()});
    QAbstractItemModelTester tester(&page.model());
    page.resize(1072, 756);
    page.show();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    QTRY_COMPARE(page.model().rowCount(), 1);
    QCOMPARE(page.open(), 1);
    const QModelIndex row = page.model().index(0);
    QCOMPARE(row.data(OutboxModel::NameRole).toString(), QString("coffee.png"));
    // Another process sealed it: what that has sent is in no ledger.
    QCOMPARE(row.data(OutboxModel::StateTextRole).toString(), QString("Sealed; waits for b"));
    QVERIFY(row.data(OutboxModel::ThumbnailRole).value<QImage>().isNull());
    QVERIFY(row.data(Qt::AccessibleTextRole).toString().startsWith("coffee.png to b."));
    QVERIFY(row.data(OutboxModel::CanCancelRole).toBool());

    auto* cancel = page.findChild<QPushButton*>("outboxCancel");
    QVERIFY(cancel->isEnabled());
    asker.agrees = false;
    cancel->click();
    QCOMPARE(asker.asked.size(), 1);
    QVERIFY(asker.asked.front().startsWith("Cancelling burns "));

    QSignalSpy resets(&page.model(), &QAbstractItemModel::modelReset);
    QSignalSpy removals(&page.model(), &QAbstractItemModel::rowsRemoved);
    const QPersistentModelIndex same(row);
    homes.sealForLater(qEnvironmentVariable("SATPAD_SAMPLES") + "/" +
                       "rocket.jpg"); // a newer one: the row keeps its identity
    desk.refresh();
    QTRY_COMPARE(page.model().rowCount(), 2);
    QCOMPARE(same.row(), 1);
    QCOMPARE(page.findChild<QListView*>("outboxList")->currentIndex().row(), 1);

    asker.agrees = true;
    page.findChild<QListView*>("outboxList")->setFocus();
    QTest::keyClick(page.findChild<QListView*>("outboxList"), Qt::Key_Delete);
    QCOMPARE(asker.asked.size(), 2);
    QTRY_COMPARE(
        same.data(OutboxModel::StateTextRole).toString(), QString("Cancelling, b not reached yet"));
    QTRY_COMPARE(page.findChild<QLabel*>("outboxNoteText")->text(),
        QString("Cancelling, b not reached yet"));
    QVERIFY(!cancel->isEnabled());
    QCOMPARE(page.open(), 2);

    // Told once: choosing another message puts it away, and the end of it is told by name.
    page.findChild<QListView*>("outboxList")
        ->setCurrentIndex(page.findChild<QListView*>("outboxList")->model()->index(0, 0));
    desk.refresh();
    QVERIFY(page.findChild<QLabel*>("outboxNoteText")->text().isEmpty());
    Desk peer(homes.open("b"), homes.opener("b"));
    peer.receiver().start();
    QTRY_COMPARE(peer.receiver().state(), Receiver::State::on);
    page.findChild<QPushButton*>("outboxTryAll")->click();
    QTRY_VERIFY_WITH_TIMEOUT(
        same.data(OutboxModel::StateTextRole).toString().startsWith("Cancelled, "), 30'000);
    QTRY_VERIFY(
        page.findChild<QLabel*>("outboxNoteText")->text().startsWith("coffee.png: Cancelled, "));
    QCOMPARE(resets.count(), 0);
    QCOMPARE(removals.count(), 0);
}

void OutboxModelTest::whatIsVerifiedSaysSo()
{
    TwoHomes homes("60kB");
    Theme theme(*qApp);
    TestAsker asker;
    homes.sealForLater(qEnvironmentVariable("SATPAD_SAMPLES") + "/" + "coffee.png");
    Desk sender(homes.open("a"), homes.opener("a"));
    Desk receiver(homes.open("b"), homes.opener("b"));
    receiver.receiver().start();
    QTRY_COMPARE(receiver.receiver().state(), Receiver::State::on);
    OutboxPage page({sender, theme, asker, homes.preferences(), homes.world()});
    QAbstractItemModelTester tester(&page.model());
    QTRY_COMPARE(page.model().rowCount(), 1);
    page.findChild<QPushButton*>("outboxTryAll")->click();
    QTRY_COMPARE_WITH_TIMEOUT(page.model().index(0).data(OutboxModel::StateTextRole).toString(),
        QString("Verified by b"),
        30'000);
    QCOMPARE(page.model().index(0).data(OutboxModel::NameRole).toString(), QString("coffee.png"));
    QCOMPARE(page.model().index(0).data(OutboxModel::StepRole).toInt(), 5);
    QCOMPARE(page.open(), 0);
    QVERIFY(!page.findChild<QPushButton*>("outboxCancel")->isEnabled());
}

void OutboxModelTest::whatThisProcessSealedHasItsPicture()
{
    TwoHomes homes("60kB");
    Theme theme(*qApp);
    TestAsker asker;
    Desk desk(homes.open("a"), homes.opener("a"));
    OutboxPage page({desk, theme, asker, homes.preferences(), homes.world()});
    page.resize(1072, 756);
    page.show();
    QTRY_VERIFY(desk.isRead());
    const auto from = std::chrono::system_clock::now();
    const auto file = (qEnvironmentVariable("SATPAD_SAMPLES") + "/rocket.jpg").toStdString();
    auto plan = service::plan_file(file, core::SendMode::fitted, 9000);
    QVERIFY(plan.has_value());
    std::vector<Dispatch> files;
    files.push_back({desk.state().peers.front().peer, file, std::move(*plan), from});
    desk.dispatch(std::move(files));
    QTRY_COMPARE(page.model().rowCount(), 1);
    const QModelIndex row = page.model().index(0);
    QTRY_COMPARE(row.data(OutboxModel::StateTextRole).toString(), QString("Sealed, nothing sent"));
    QTRY_VERIFY_WITH_TIMEOUT(
        !row.data(OutboxModel::ThumbnailRole).value<QImage>().isNull(), 20'000);
    QTRY_VERIFY(page.findChild<QWidget*>("outboxPicture")->isVisible());
    QTRY_VERIFY(page.findChild<QLabel*>("outboxPages")->text().contains(" of pad "));
    QVERIFY(page.findChild<QLabel*>("outboxForgery")->text().startsWith("at most 2⁻"));
    QCOMPARE(page.findChild<QLabel*>("outboxKeyFrom")->text(), QString("courier file"));

    auto* groups = page.findChild<QComboBox*>("outboxGroups");
    auto* list = page.findChild<QListView*>("outboxList");
    groups->setCurrentText("Verified");
    QCOMPARE(list->model()->rowCount(), 0);
    groups->setCurrentText("Not settled");
    QCOMPARE(list->model()->rowCount(), 1);
}

void OutboxModelTest::theReceiverTellsWhatItSends()
{
    TwoHomes homes("400kB");
    Theme theme(*qApp);
    TestAsker asker;
    homes.sealForLater(qEnvironmentVariable("SATPAD_SAMPLES") + "/" + "coffee.png");
    Desk sender(homes.open("a"), homes.opener("a"));
    QSignalSpy sending(&sender.receiver(), &Receiver::sending);
    OutboxPage page({sender, theme, asker, homes.preferences(), homes.world()});
    QTRY_COMPARE(page.model().rowCount(), 1);
    Desk receiver(homes.open("b"), homes.opener("b"));
    receiver.receiver().start();
    QTRY_COMPARE(receiver.receiver().state(), Receiver::State::on);
    sender.receiver().start(); // nobody presses a button: it delivers by itself
    QTRY_VERIFY_WITH_TIMEOUT(sending.count() > 0, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(page.model().index(0).data(OutboxModel::StateTextRole).toString(),
        QString("Verified by b"),
        30'000);
    const Transit* transit = sender.transit(page.model().rows().front().id);
    QVERIFY(transit != nullptr);
    QCOMPARE(transit->by, Transit::By::receiver);
    QCOMPARE(transit->done, transit->total);
    // Its name lies sealed in the ledger; a model that was not there before knows it, too.
    OutboxModel again(sender);
    QCOMPARE(again.index(0).data(OutboxModel::NameRole).toString(), QString("coffee.png"));
}

} // namespace satpad::gui

QTEST_MAIN(satpad::gui::OutboxModelTest)
#include "tst_outbox_model.moc"
