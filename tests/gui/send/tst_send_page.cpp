// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk.h"
#include "test_asker.h"
#include "two_homes.h"
#include "views/send/budget_slider.h"
#include "views/send/compare_view.h"
#include "views/send/send_draft.h"
#include "views/send/send_page.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QUrl>

namespace satpad::gui {
namespace {

constexpr int k_long = 120'000;

/// One page over the home a of two homes.
struct Stage
{
    explicit Stage(const QString& key)
        : homes(key)
        , theme(*qApp, ThemeChoice::dark)
        , desk(homes.open("a"), homes.opener("a"))
        , page({desk, theme, asker, homes.preferences(), homes.world()})
    {
        // No sealed messages here, so nobody sorts them.
        QObject::connect(&page, &SendPage::filesChosen, &page, &SendPage::addFiles);
        page.resize(1072, 756);
        page.show();
    }
    template <typename Widget> Widget* find(const char* name)
    {
        auto* found = page.findChild<Widget*>(name);
        if (found == nullptr) {
            qFatal("no %s", name);
        }
        return found;
    }
    [[nodiscard]] QPushButton* button() { return find<QPushButton>("sendButton"); }
    [[nodiscard]] QString text(const char* name) { return find<QLabel>(name)->text(); }
    void add(const QString& name)
    {
        page.addFiles({qEnvironmentVariable("SATPAD_SAMPLES") + '/' + name});
    }

    test::TwoHomes homes;
    Theme theme;
    test::TestAsker asker;
    Desk desk;
    SendPage page;
};

} // namespace

class TestSendPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatWasPlanned();
    void tooLittleKey();
    void withoutKey();
    void everyControlIsNamed();
    void deleteTakesOut();
    void dividerLoupeAndScale();
    void sliderKeepsTheBudgetToTheByte();
};

void TestSendPage::sendsWhatWasPlanned()
{
    Stage stage("120kB"); // half of it each way
    QVERIFY(!stage.button()->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(stage.desk.peer() != nullptr, k_long);
    const quint64 free = stage.desk.peer()->send.free;
    stage.add("coffee.png");
    QTRY_COMPARE_WITH_TIMEOUT(stage.button()->text(), "Planning…", k_long);
    QVERIFY(!stage.button()->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(stage.button()->isEnabled(), k_long);
    const quint64 pages = stage.page.draft().pages();
    QCOMPARE(stage.button()->text(), QString("Send · spends %1 pages").arg(pages));
    QCOMPARE(stage.text("costPages"), QString::number(pages));
    QVERIFY(stage.text("sendNote").endsWith("Nothing leaves before b has recorded it."));
    QVERIFY(pages <= free / 4 + 1); // the first proposal is modest

    // What is typed but not entered counts: the old plan is not sent for it.
    auto* spin = stage.find<QDoubleSpinBox>("budgetSpin");
    QSignalSpy early(&stage.page, &SendPage::dispatched);
    spin->selectAll();
    QTest::keyClicks(spin, "10");
    QTest::keyClick(spin, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(early.count(), 0);
    QCOMPARE(stage.page.draft().current()->budget, quint64{10'000});

    // More than half of the key: asked, and a no keeps everything.
    spin->setValue(36);
    QVERIFY(!stage.button()->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(stage.button()->isEnabled(), k_long);
    stage.asker.agrees = false;
    QSignalSpy gone(&stage.page, &SendPage::dispatched);
    stage.button()->click();
    QCOMPARE(stage.asker.asked.size(), 1);
    QVERIFY(stage.asker.asked.first().endsWith("% of the key for b. Send it?"));
    QCOMPARE(gone.count(), 0);
    QCOMPARE(stage.page.draft().count(), 1);

    stage.asker.agrees = true;
    const quint64 price = stage.page.draft().pages();
    QTest::keyClick(&stage.page, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(gone.count(), 1);
    QCOMPARE(stage.page.draft().count(), 0);
    QVERIFY(!stage.button()->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(!stage.desk.state().outbox.empty(), k_long);
    QCOMPARE(stage.desk.state().outbox.front().pages, price);
    QTRY_COMPARE_WITH_TIMEOUT(stage.desk.peer()->send.free, free - price, k_long);
}

void TestSendPage::tooLittleKey()
{
    Stage stage("8kB");
    stage.add("coffee.png");
    QTRY_VERIFY_WITH_TIMEOUT(stage.desk.peer() != nullptr, k_long);
    stage.find<QPushButton>("modeExact")->click();
    QTRY_VERIFY_WITH_TIMEOUT(stage.button()->text().startsWith("Not enough key:\n"), k_long);
    QVERIFY(!stage.button()->isEnabled());
    QCOMPARE(stage.text("sendNote"), "Lower the budget or wait for a pass.");
    QTest::keyClick(&stage.page, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(stage.page.draft().count(), 1); // nothing was sent
    QCOMPARE(stage.asker.asked.size(), 0);
}

void TestSendPage::withoutKey()
{
    Stage stage("0");
    QTRY_COMPARE_WITH_TIMEOUT(stage.text("sendNote"),
        "No key shared with b yet. Run a pass, pull key, or import a courier file.",
        k_long);
    QVERIFY(!stage.button()->isEnabled());
    QVERIFY(stage.find<QComboBox>("peerChoice")->currentText().startsWith("b"));
}

void TestSendPage::everyControlIsNamed()
{
    Stage stage("0");
    const auto isPartOf = [](const QObject* part, const QObject* whole) {
        const QObject* at = part->parent();
        while (at != nullptr && at != whole) {
            at = at->parent();
        }
        return at == whole;
    };
    const auto* peers = stage.find<QComboBox>("peerChoice"); // Qt's own list pops up in it
    for (const QWidget* widget : stage.page.findChildren<QWidget*>()) {
        const bool isInner = widget->objectName().startsWith("qt_") || isPartOf(widget, peers);
        if (widget->focusPolicy() != Qt::NoFocus && !isInner) {
            QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        }
    }
}

void TestSendPage::deleteTakesOut()
{
    Stage stage("0");
    stage.add("coffee.png");
    stage.add("rocket.jpg");
    auto* list = stage.find<QListView>("pictureStrip");
    QCOMPARE(list->currentIndex().row(), 1);
    QVERIFY(QTest::qWaitForWindowActive(&stage.page));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Left);
    QCOMPARE(stage.page.draft().currentIndex(), 0);
    QTest::keyClick(list, Qt::Key_Delete);
    QCOMPARE(stage.page.draft().count(), 1);
    QCOMPARE(stage.page.draft().current()->name, "rocket.jpg");
    QTest::keyClick(list, Qt::Key_Delete);
    QCOMPARE(stage.page.draft().count(), 0);
    QVERIFY(!list->isVisible());
}

void TestSendPage::dividerLoupeAndScale()
{
    Stage stage("0");
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(qEnvironmentVariable("SATPAD_SAMPLES") + "/coffee.png")});
    QVERIFY(SendPage::accepts(&mime));
    stage.page.pasteFrom(&mime);
    auto* view = stage.find<CompareView>("compareView");
    QTRY_VERIFY_WITH_TIMEOUT(!stage.page.draft().current()->isStale, k_long);
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Left);
    QCOMPARE(view->divider(), 0.49);
    QTest::keyClick(view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(view->divider(), 0.59);
    QCOMPARE(QAccessible::queryAccessibleInterface(view)->text(QAccessible::Name),
        "Divider, 59 percent original.");
    QTest::keyClick(view, Qt::Key_L);
    QVERIFY(view->hasLoupe());
    QTest::keyClick(view, Qt::Key_1, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(view->scale(), CompareView::Scale::oneToOne);
    QTest::keyClick(view, Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(view->scale(), CompareView::Scale::fit);
    QVERIFY(!stage.page.grab().isNull());
}

void TestSendPage::sliderKeepsTheBudgetToTheByte()
{
    Theme theme(*qApp, ThemeChoice::light);
    BudgetSlider slider(theme);
    slider.resize(300, 44);
    slider.setLimits(1'000'000, 180'000);
    slider.setBudget(28'813);
    QCOMPARE(slider.budget(), quint64{28'813});
    QSignalSpy moved(&slider, &BudgetSlider::budgetMoved);
    QTest::keyClick(&slider, Qt::Key_Right);
    QCOMPARE(moved.count(), 1);
    QVERIFY(slider.budget() > 28'813);
    const quint64 one = slider.budget();
    QTest::keyClick(&slider, Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(slider.budget() < one * 9 / 10);
    QTest::keyClick(&slider, Qt::Key_End);
    QCOMPARE(slider.budget(), quint64{1'000'000});
    QVERIFY(slider.accessibleDescription().contains("more than there is key for"));
}

} // namespace satpad::gui

QTEST_MAIN(satpad::gui::TestSendPage)
#include "tst_send_page.moc"
