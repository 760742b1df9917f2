// SPDX-License-Identifier: GPL-3.0-or-later
#include "../passes/sample_scenes.h"
#include "look/motion.h"
#include "look/speaks.h"
#include "views/demo/demo_bytes.h"
#include "views/demo/demo_site_panel.h"
#include "views/inbox/page_parts.h"
#include "views/inbox/region_picker.h"
#include "views/keys/card_drop.h"
#include "views/keys/forecast_chart.h"
#include "views/keys/key_legend.h"
#include "views/keys/qr_picture.h"
#include "views/keys/words_grid.h"
#include "views/notice.h"
#include "views/parts.h"
#include "views/passes/counter_strip.h"
#include "views/passes/pass_charts.h"
#include "views/passes/sky_plot.h"
#include "views/passes/world_map.h"
#include "views/recovery/case_row.h"
#include "views/send/budget_slider.h"
#include "views/send/compare_view.h"

#include <QProxyStyle>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include <memory>

using namespace satpad;
using namespace satpad::gui;

namespace {

/// Of what `widget` told readers. They are none in a test, and Qt tells nobody then; its voice still
/// says when it did.
class Told
{
public:
    explicit Told(QWidget& widget)
    {
        for (QObject* child : widget.children()) {
            if (QLatin1String(child->metaObject()->className()) == "satpad::gui::Voice") {
                m_spy = std::make_unique<QSignalSpy>(child, SIGNAL(told(int)));
            }
        }
    }
    [[nodiscard]] auto times(QAccessible::Event event) const
    {
        return std::ranges::count_if(
            *m_spy, [event](const QList<QVariant>& each) { return each.front() == event; });
    }

private:
    std::unique_ptr<QSignalSpy> m_spy;
};

QAccessibleInterface& heard(QWidget& widget)
{
    return *QAccessible::queryAccessibleInterface(&widget);
}

QString name(QWidget& widget)
{
    return heard(widget).text(QAccessible::Name);
}

/// A style whose things move for so long; 0: not at all.
class Moving final : public QProxyStyle
{
public:
    explicit Moving(int time)
        : m_time(time)
    {}
    int styleHint(StyleHint hint,
        const QStyleOption* option,
        const QWidget* widget,
        QStyleHintReturn* more) const override
    {
        return hint == SH_Widget_Animation_Duration
                   ? m_time
                   : QProxyStyle::styleHint(hint, option, widget, more);
    }

private:
    int m_time;
};

/// With an original of its own width.
struct Comparing
{
    explicit Comparing(int time)
        : style(time)
    {
        QImage image(400, 300, QImage::Format_RGB32);
        image.fill(Qt::gray);
        view.setStyle(&style);
        view.resize(400, 300);
        view.showOriginal(image, image.size(), "Original");
        view.showFitted(image, "What b gets", false);
        view.show();
        if (!QTest::qWaitForWindowExposed(&view)) {
            qFatal("not shown");
        }
    }
    void drag(int from, int to)
    {
        QTest::mousePress(&view, Qt::LeftButton, {}, {from, 150});
        QTest::mouseMove(&view, {to, 150});
        QTest::mouseRelease(&view, Qt::LeftButton, {}, {to, 150});
    }
    Theme theme{*qApp, ThemeChoice::dark};
    Moving style;
    CompareView view{theme};
};

} // namespace

class TstSpoken : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void paintedWidgetsAreOneThingWithASentence()
    {
        const Theme theme(*qApp, ThemeChoice::dark);
        std::vector<std::pair<std::unique_ptr<QWidget>, QString>> all;
        const auto add = [&](auto* widget, const QString& sentence) {
            all.emplace_back(widget, sentence);
            return widget;
        };
        add(new SimBadge(theme, nullptr), "SIMULATED");
        add(new KeyBar(theme, nullptr), "Key for b")->show({}, 0, "Key for b");
        add(new KeyLegend(theme, nullptr), "Legend: free");
        add(new QrPicture(nullptr), "A QR code")->show(qrImage("x"), "A QR code");
        add(new WordsGrid(theme, "words", nullptr), "Words to read aloud: acid, bed")
            ->show({"acid", "bed"});
        add(new CardDrop(theme, nullptr), "Drop the card here");
        add(new PictureView(theme, nullptr), "A rocket")->show({}, "A rocket");
        add(new RegionPicker(theme, {100, 100}, nullptr), "Part of the picture");
        say(*add(new ForecastChart(theme, nullptr), "Forecast for b"), "Forecast for b");
        add(new DemoBytes(theme, nullptr), "Nothing has gone by yet");
        add(new DemoPicture(theme, "picture", nullptr), "Not yet")->show({}, "lock", "Not yet");
        add(new CounterStrip(theme, nullptr), "Secure bits, if the pass ended now")
            ->display(gui::test::stripScene(400'000));
        add(new PassCharts(theme, nullptr), "Charts")->display(gui::test::chartsScene(100));
        add(new WorldMap(theme, nullptr), "World map")->display({});
        add(new SkyPlot(theme, nullptr), "Sky plot")->display({});
        for (const auto& [widget, sentence] : all) {
            QAccessibleInterface& one = heard(*widget);
            QVERIFY2(one.role() == QAccessible::Graphic, qPrintable(sentence));
            QVERIFY2(name(*widget).startsWith(sentence), qPrintable(name(*widget)));
            QVERIFY(one.valueInterface() == nullptr);
        }
    }
    void aPaintedRowIsPressed()
    {
        const Theme theme(*qApp, ThemeChoice::dark);
        CaseRow row(theme, "lock", "Locked", nullptr);
        row.say("The passphrase is needed.", true);
        QAccessibleInterface& one = heard(row);
        QCOMPARE(one.role(), QAccessible::RadioButton);
        QCOMPARE(name(row), "Locked, now. The passphrase is needed.");
        QVERIFY(!one.state().checked);
        const QSignalSpy pressed(&row, &QAbstractButton::clicked);
        one.actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(pressed.count(), 1);
        QVERIFY(one.state().checked);
    }
    void aNoticeIsAnAlert()
    {
        const Theme theme(*qApp, ThemeChoice::dark);
        Notice notice(theme, "notice", nullptr);
        const Told told(notice);
        notice.say(Notice::Tone::plain, "Comparing.");
        QCOMPARE(heard(notice).role(), QAccessible::AlertMessage);
        QCOMPARE(name(notice), "Comparing.");
        QCOMPARE(told.times(QAccessible::Alert), 1);
        notice.amend("Comparing: 10.");
        notice.amend("Comparing: 20.");
        QCOMPARE(name(notice), "Comparing: 20.");
        QCOMPARE(told.times(QAccessible::NameChanged), 1);
    }
    void anotherSentenceIsToldOnce()
    {
        const Theme theme(*qApp, ThemeChoice::dark);
        KeyBar bar(theme, nullptr);
        const Told told(bar);
        bar.show({}, 0, "10 pages");
        bar.show({}, 0, "10 pages");
        QCOMPARE(told.times(QAccessible::NameChanged), 1);
        bar.show({}, 0, "9 pages");
        QCOMPARE(told.times(QAccessible::NameChanged), 2);
    }
    void aLiveSentenceKeepsItsPace()
    {
        QWidget slow;
        speakAs(slow, QAccessible::Graphic);
        QWidget quick;
        speakAs(quick, QAccessible::Graphic);
        const Told slowly(slow);
        const Told quickly(quick);
        for (int i = 0; i < 5; ++i) {
            say(slow, QString::number(i), std::chrono::hours(1));
            say(quick, QString::number(i), std::chrono::milliseconds(50));
        }
        QCOMPARE(slowly.times(QAccessible::NameChanged), 1);
        QCOMPARE(name(slow), "4");
        QCOMPARE(name(quick), "4");
        QTRY_COMPARE(quick.accessibleName(), "4"); // the last is told in the end
        QVERIFY(quickly.times(QAccessible::NameChanged) >= 2);
    }
    void theStripIsNotToldOfEveryFigure()
    {
        const Theme theme(*qApp, ThemeChoice::dark);
        CounterStrip strip(theme, nullptr);
        const Told told(strip);
        for (int i = 0; i < 20; ++i) {
            strip.display(gui::test::stripScene(static_cast<std::uint64_t>(1000 * i)));
        }
        QCOMPARE(told.times(QAccessible::NameChanged), 1);
        QVERIFY(name(strip).contains("19 thousand"));
    }

    void theDividerIsAValueThatReadersMove()
    {
        Comparing comparing(0);
        CompareView& view = comparing.view;
        QAccessibleInterface& one = heard(view);
        QCOMPARE(one.role(), QAccessible::Slider);
        QAccessibleValueInterface* value = one.valueInterface();
        QVERIFY(value != nullptr);
        QCOMPARE(value->currentValue().toInt(), 50);
        QCOMPARE(value->minimumValue().toInt(), 0);
        QCOMPARE(value->maximumValue().toInt(), 100);
        QCOMPARE(value->minimumStepSize().toInt(), 1);
        const Told told(view);
        value->setCurrentValue(46);
        QCOMPARE(view.divider(), 0.46);
        QCOMPARE(name(view), "Divider, 46 percent original.");
        QCOMPARE(one.text(QAccessible::Value), "46 percent");
        QVERIFY(one.text(QAccessible::Description).contains("What b gets"));
        QCOMPARE(told.times(QAccessible::ValueChanged), 1);
        value->setCurrentValue(4600);
        QCOMPARE(view.divider(), 1.0);
        view.showSentence("picture", "Drop pictures here");
        QCOMPARE(name(view), "Drop pictures here");
    }
    void theBudgetIsAValueInBytes()
    {
        const Theme theme(*qApp, ThemeChoice::dark);
        BudgetSlider slider(theme);
        slider.setLimits(1'000'000, 180'000);
        slider.setBudget(28'813);
        QAccessibleInterface& one = heard(slider);
        QCOMPARE(one.role(), QAccessible::Slider);
        QCOMPARE(one.valueInterface()->currentValue().toInt(), 28'813);
        QCOMPARE(one.valueInterface()->maximumValue().toInt(), 1'000'000);
        const QSignalSpy moved(&slider, &BudgetSlider::budgetMoved);
        one.valueInterface()->setCurrentValue(200'000);
        QCOMPARE(slider.budget(), quint64{200'000});
        QCOMPARE(moved.count(), 1);
        QVERIFY(one.text(QAccessible::Value).contains("more than there is key for"));
    }

    void nothingMovesLongerThanAQuarterSecond()
    {
        QWidget widget;
        Moving still(0);
        Moving brief(100);
        Moving slow(5000);
        widget.setStyle(&slow);
        QCOMPARE(motionTime(widget), 0); // nobody sees it
        widget.show();
        QCOMPARE(motionTime(widget), 240);
        widget.setStyle(&brief);
        QCOMPARE(motionTime(widget), 100);
        widget.setStyle(&still);
        QCOMPARE(motionTime(widget), 0);
    }
    void theDividerSnaps()
    {
        Comparing comparing(5000);
        CompareView& view = comparing.view;
        comparing.drag(200, 120);
        QCOMPARE(view.divider(), 0.3); // nothing to snap to is near
        QVERIFY(!view.isSnapping());
        comparing.drag(120, 192);
        QVERIFY(view.isSnapping());
        QTRY_VERIFY(!view.isSnapping());
        QCOMPARE(view.divider(), 0.5);
        comparing.drag(200, 6);
        QVERIFY(view.isSnapping());
        QTest::keyClick(&view, Qt::Key_Right); // who moves it has it
        QVERIFY(!view.isSnapping());
        QVERIFY(view.divider() > 0);
    }
    void theDividerJumpsWithoutAnimations()
    {
        Comparing comparing(0);
        comparing.drag(200, 208);
        QVERIFY(!comparing.view.isSnapping());
        QCOMPARE(comparing.view.divider(), 0.5);
    }
    void aBannerOpens_data()
    {
        QTest::addColumn<int>("time");
        QTest::newRow("moving") << 5000;
        QTest::newRow("still") << 0;
    }
    void aBannerOpens()
    {
        QFETCH(int, time);
        const Theme theme(*qApp, ThemeChoice::dark);
        Moving style(time);
        QWidget page;
        page.setStyle(&style);
        page.resize(600, 300);
        auto* column = new QVBoxLayout(&page);
        auto* notice = new Notice(theme, "notice", &page);
        column->addWidget(notice);
        column->addStretch();
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        notice->say(Notice::Tone::warning, "The home is suspect.");
        QVERIFY(notice->isVisible());
        QCOMPARE(notice->maximumHeight() < notice->sizeHint().height(), time > 0);
        QTRY_COMPARE(notice->maximumHeight(), QWIDGETSIZE_MAX);
        QTRY_VERIFY(notice->height() >= notice->sizeHint().height());
        notice->say(Notice::Tone::alarm, "The home is damaged.");
        QCOMPARE(notice->maximumHeight(), QWIDGETSIZE_MAX); // other words do not move it
        notice->clear();
        QVERIFY(!notice->isVisible());
    }
};

QTEST_MAIN(TstSpoken)
#include "tst_spoken.moc"
