// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_asker.h"
#include "views/demo/demo_bytes.h"
#include "views/demo/demo_site_panel.h"
#include "views/demo/demo_window.h"

#include <satpad/core/environment.h>

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QTest>

using namespace satpad;
using namespace satpad::gui;
using service::DemoMoment;

namespace {

constexpr int k_patience = 60'000;
const QString k_photo = QStringLiteral(SAMPLES "/rocket.jpg");

/// The window over a temporary folder of its own, so that what stays behind is seen.
struct Stand
{
    explicit Stand(double speed = 0)
    {
        qputenv("TMPDIR", temporary.path().toUtf8());
        window = std::make_unique<DemoWindow>(world, theme, asker, speed, k_photo);
        window->show();
    }
    [[nodiscard]] const DemoRun& run() const { return window->run(); }
    template <typename Child> [[nodiscard]] Child* child(const char* name) const
    {
        auto* found = window->findChild<Child*>(name);
        if (found == nullptr) {
            qFatal("no %s", name);
        }
        return found;
    }
    void press(const char* button) const
    {
        QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>(button)->isEnabled(), k_patience);
        QTest::mouseClick(child<QPushButton>(button), Qt::LeftButton);
    }
    void finish(DemoStep step) const
    {
        QTRY_VERIFY_WITH_TIMEOUT(!run().isWorking(), k_patience);
        QVERIFY2(run().isDone(step), qPrintable(run().trouble()));
    }
    void go(DemoStep step) const
    {
        press("demoNext");
        finish(step);
    }
    void goTo(DemoStep last) const
    {
        for (int step = run().stepsDone(); step <= static_cast<int>(last); ++step) {
            go(static_cast<DemoStep>(step));
        }
    }
    void wait(DemoMoment moment) const
    {
        QTRY_VERIFY_WITH_TIMEOUT(run().now().moment >= moment, k_patience);
    }
    [[nodiscard]] QStringList left() const
    {
        return QDir(temporary.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    }

    QTemporaryDir temporary;
    std::unique_ptr<core::FileStore> files = core::make_posix_file_store();
    core::SystemRandom random;
    core::SystemClock clock;
    service::World world{*files, random, clock, temporary.path().toStdString()};
    Theme theme{*qApp, ThemeChoice::dark};
    test::TestAsker asker;
    std::unique_ptr<DemoWindow> window;
};

} // namespace

class TestDemoWindow final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(core::initialise_core().has_value()); }
    void fiveStepsWithACutAndAChangedBit();
    void closingInMidStepLeavesNothing_data();
    void closingInMidStepLeavesNothing();
    void closingWhileThePhotoIsOnItsWayLeavesNothing();
    void anotherPhotoIsTaken();
    void lookingBackUndoesNothing();
};

void TestDemoWindow::fiveStepsWithACutAndAChangedBit()
{
    Stand stand;
    stand.go(DemoStep::passSender);
    QVERIFY(stand.run().passes().front().secure_bits > 0);
    stand.go(DemoStep::passReceiver);
    QVERIFY(!stand.child<QPushButton>("demoCut")->isEnabled());
    stand.go(DemoStep::relay);
    QVERIFY(stand.run().relayedPages() > 3000);

    stand.child<QSlider>("demoDelay")->setValue(4);
    stand.press("demoNext");
    stand.wait(DemoMoment::recorded);
    const auto* received = stand.child<DemoPicture>("demoReceived");
    QTRY_VERIFY(stand.run().now().passed_bytes > 2000);
    QVERIFY(received->isEmpty());
    QVERIFY(!stand.child<QPushButton>("demoNext")->isEnabled());
    QVERIFY(stand.child<DemoBytes>("demoBytes")->shown() > 0);

    stand.press("demoCut");
    QTRY_COMPARE(stand.run().now().link.cuts, std::uint64_t{1});
    QTRY_VERIFY_WITH_TIMEOUT(stand.run().now().link.connections == 2, k_patience);
    QTRY_VERIFY_WITH_TIMEOUT(!stand.run().now().waiting, k_patience);
    stand.press("demoBit");
    QTRY_COMPARE(stand.run().now().link.changed_bits, std::uint64_t{1});
    QTRY_VERIFY_WITH_TIMEOUT(stand.run().now().link.connections == 3, k_patience);
    QVERIFY(received->isEmpty());
    QVERIFY(stand.run().now().moment < DemoMoment::verified);
    stand.child<QSlider>("demoBandwidth")->setValue(32); // holds for what is under way

    stand.finish(DemoStep::send);
    QVERIFY(stand.run().sent().verified);
    QVERIFY(stand.run().sent().same_bytes);
    QTRY_VERIFY(!received->isEmpty());
    QCOMPARE(stand.run().received().size(), stand.run().photo().size());
    QTRY_COMPARE(stand.child<DemoBytes>("demoBytes")->shown(), stand.run().sealedBytes().size());
    QTRY_COMPARE(stand.run().receiverPages().spent, stand.run().senderPages().spent);

    stand.go(DemoStep::compare);
    QVERIFY(stand.run().agreement().accounted);
    QVERIFY(stand.run().agreement().agree);
    stand.press("demoNext"); // Close
    QVERIFY(!stand.window->isVisible());
    stand.window.reset();
    QCOMPARE(stand.left(), QStringList());
}

void TestDemoWindow::closingInMidStepLeavesNothing_data()
{
    QTest::addColumn<int>("steps"); ///< done before
    QTest::addColumn<bool>("working");
    QTest::newRow("while the homes are made") << -1 << false;
    QTest::newRow("before the first step") << 0 << false;
    QTest::newRow("in a pass") << 0 << true;
    QTest::newRow("in the other pass") << 1 << true;
    QTest::newRow("while key is relayed") << 2 << true;
}

void TestDemoWindow::closingInMidStepLeavesNothing()
{
    QFETCH(int, steps);
    QFETCH(bool, working);
    Stand stand;
    if (steps >= 0) {
        QTRY_VERIFY_WITH_TIMEOUT(stand.run().isReady(), k_patience);
        for (int step = 0; step < steps; ++step) {
            stand.go(static_cast<DemoStep>(step));
        }
        QVERIFY(!stand.left().isEmpty());
    }
    if (working) {
        stand.press("demoNext");
        QVERIFY(stand.run().isWorking());
    }
    QTest::keyClick(stand.window.get(), Qt::Key_Escape);
    QVERIFY(!stand.window->isVisible());
    stand.window.reset();
    QCOMPARE(stand.left(), QStringList());
}

void TestDemoWindow::closingWhileThePhotoIsOnItsWayLeavesNothing()
{
    Stand stand;
    stand.goTo(DemoStep::relay);
    stand.press("demoNext");
    stand.wait(DemoMoment::recorded);
    QVERIFY(stand.run().isWorking());
    stand.window->close();
    stand.window.reset();
    QCOMPARE(stand.left(), QStringList());
}

void TestDemoWindow::anotherPhotoIsTaken()
{
    Stand stand;
    QTRY_COMPARE_WITH_TIMEOUT(stand.run().photo().size(), QSize(640, 427), k_patience);
    stand.asker.opens = {QStringLiteral(SAMPLES "/coffee.png")};
    stand.press("demoOpen");
    QTRY_COMPARE_WITH_TIMEOUT(stand.run().photo().size(), QSize(600, 400), k_patience);
    stand.asker.opens = {QStringLiteral(SAMPLES "/no-such.png")};
    stand.press("demoOpen");
    QTRY_VERIFY_WITH_TIMEOUT(!stand.run().trouble().isEmpty(), k_patience);
    QCOMPARE(stand.run().photo().size(), QSize(600, 400));
}

void TestDemoWindow::lookingBackUndoesNothing()
{
    Stand stand;
    auto* back = stand.child<QPushButton>("demoBack");
    auto* next = stand.child<QPushButton>("demoNext");
    auto* steps = stand.child<QWidget>("demoSteps");
    const auto sentence = [&] { return stand.child<QLabel>("demoSentence")->text(); };
    QVERIFY(!back->isEnabled());
    stand.goTo(DemoStep::relay);
    QTRY_VERIFY(stand.run().receiverPages().free > 0);
    const quint64 free = stand.run().senderPages().free;
    QVERIFY(sentence().startsWith("Step 4 of 5"));

    QTest::mouseClick(back, Qt::LeftButton);
    QVERIFY(sentence().startsWith("Step 3 of 5"));
    QVERIFY(stand.run().isDone(DemoStep::relay));
    QTest::mouseClick(back, Qt::LeftButton);
    QVERIFY(sentence().startsWith("Step 2 of 5"));
    QVERIFY(!stand.run().isDone(DemoStep::relay));
    QCOMPARE(stand.run().passes().size(), std::size_t{2});
    QVERIFY(stand.run().senderPages().free != free); // there was no relayed key yet
    QTest::keyClick(stand.window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(stand.run().passes().size(), std::size_t{1});
    QVERIFY(!back->isEnabled());
    QVERIFY2(steps->accessibleName().startsWith("Looking back at step 1"),
        qPrintable(steps->accessibleName()));
    QCOMPARE(stand.run().latest().done, 3); // nothing was undone

    QCOMPARE(next->text(), "Forward");
    for (int step = 0; step < 3; ++step) {
        QTest::mouseClick(next, Qt::LeftButton);
    }
    QVERIFY(!stand.run().looksBack());
    QCOMPARE(next->text(), "Next: send the photo");
    QCOMPARE(stand.run().senderPages().free, free);

    // What works goes on meanwhile, and cannot be meddled with from there.
    stand.child<QSlider>("demoDelay")->setValue(4);
    stand.press("demoNext");
    stand.wait(DemoMoment::recorded);
    QTRY_VERIFY(stand.child<QPushButton>("demoCut")->isEnabled());
    QTest::mouseClick(back, Qt::LeftButton);
    QVERIFY(!stand.child<QPushButton>("demoCut")->isEnabled());
    QCOMPARE(stand.child<DemoBytes>("demoBytes")->shown(), quint64{0});
    stand.child<QSlider>("demoBandwidth")->setValue(32);
    QTRY_COMPARE_WITH_TIMEOUT(stand.run().latest().done, 4, k_patience);
    QVERIFY(stand.run().looksBack());
    QVERIFY(stand.child<DemoPicture>("demoReceived")->isEmpty());
    stand.press("demoNext");
    QVERIFY(sentence().startsWith("Step 4 of 5"));
    QVERIFY(!stand.child<DemoPicture>("demoReceived")->isEmpty());
    QTRY_COMPARE(stand.child<DemoBytes>("demoBytes")->shown(), stand.run().sealedBytes().size());
    stand.press("demoNext");
    QVERIFY(!stand.run().looksBack());
    stand.go(DemoStep::compare);
    const QString end = sentence();
    stand.press("demoBack");
    QVERIFY(sentence().startsWith("Step 4 of 5"));
    stand.press("demoNext");
    QCOMPARE(sentence(), end);
    QCOMPARE(next->text(), "Close");
}

QTEST_MAIN(TestDemoWindow)
#include "tst_demo_window.moc"
