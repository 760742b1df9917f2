// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/colours.h"
#include "look/figures.h"
#include "look/type.h"
#include "models/desk_state.h"
#include "pages_at.h"
#include "views/notice.h"
#include "views/parts.h"

#include <QPainter>
#include <QTest>

using namespace satpad;

class TstLook : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyTextCanBeReadOnEveryGround_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("dark") << static_cast<int>(gui::Scheme::dark);
        QTest::newRow("light") << static_cast<int>(gui::Scheme::light);
    }
    void everyTextCanBeReadOnEveryGround()
    {
        QFETCH(int, scheme);
        const gui::Colours& colours = gui::coloursOf(static_cast<gui::Scheme>(scheme));
        const QColor grounds[] = {colours.bg,
            colours.surface,
            colours.raised,
            colours.wash,
            colours.amberWash,
            colours.alarmWash};
        for (const QColor& ground : grounds) {
            for (const QColor& text : {colours.text, colours.text2, colours.text3}) {
                QVERIFY2(gui::contrast(text, ground) >= 4.5,
                    qPrintable(text.name() + " on " + ground.name()));
            }
        }
        for (const QColor& ground : {colours.bg, colours.surface, colours.raised}) {
            for (const QColor& sign : {colours.key, colours.blue, colours.amber, colours.sim}) {
                QVERIFY2(gui::contrast(sign, ground) >= 4.5,
                    qPrintable(sign.name() + " on " + ground.name()));
            }
        }
        QVERIFY(gui::contrast(colours.alarm, colours.surface) >= 4.5);
        QVERIFY(gui::contrast(colours.onKey, colours.key) >= 4.5);
    }

    void contrastIsThatOfItsDefinition()
    {
        QCOMPARE(qRound(gui::contrast(Qt::black, Qt::white) * 10), 210);
        QCOMPARE(gui::contrast(Qt::red, Qt::red), 1.0);
        QCOMPARE(qRound(gui::contrast(QColor("#777777"), Qt::white) * 100), 448);
    }

    void numbersAreWrittenAlike()
    {
        QCOMPARE(gui::grouped(0), "0");
        QCOMPARE(gui::grouped(999), "999");
        QCOMPARE(gui::grouped(12918), QString("12") + QChar(0x2009) + "918");
        QCOMPARE(
            gui::grouped(1234567), QString("1") + QChar(0x2009) + "234" + QChar(0x2009) + "567");
        QCOMPARE(gui::bytesText(532), "532 B");
        QCOMPARE(gui::bytesText(28'700), "28.7 kB");
        QCOMPARE(gui::bytesText(1'070'000), "1.07 MB");
        QCOMPARE(gui::bytesText(999'600), "1.00 MB");
        QCOMPARE(gui::keyText(100), "3.20 kB");
        QCOMPARE(gui::utcText({1'764'000'000}), "2025-11-24 16:00:00 UTC");
    }

    void textFollowsTheDesktops_data()
    {
        QTest::addColumn<double>("points");
        QTest::addColumn<double>("scale");
        for (const double ordinary : {8.0, 9.0, 10.0, 11.0}) {
            QTest::addRow("%g pt", ordinary) << ordinary << 1.0;
        }
        QTest::newRow("12.5 pt") << 12.5 << 1.25;
        QTest::newRow("15 pt") << 15.0 << 1.5;
        QTest::newRow("40 pt") << 40.0 << 2.0;
    }
    void textFollowsTheDesktops()
    {
        QFETCH(double, points);
        QFETCH(double, scale);
        const test::DesktopFont desktop(points);
        QCOMPARE(gui::textScale(), scale);
        QCOMPARE(QApplication::font().pixelSize(), qRound(13 * scale));
        QCOMPARE(gui::px(QSize(100, 40)), QSize(qRound(100 * scale), qRound(40 * scale)));
        QCOMPARE(gui::SimBadge(desktop.theme(), nullptr).sizeHint().height(), qRound(20 * scale));
    }

    void iconsGrowWithTheText_data() { textFollowsTheDesktops_data(); }
    void iconsGrowWithTheText()
    {
        QFETCH(double, points);
        QFETCH(double, scale);
        const test::DesktopFont desktop(points);
        const int size = qRound(16 * scale);
        QPushButton button("Send");
        QCOMPARE(button.iconSize(), QSize(size, size));
        const QStyle& style = *button.style();
        for (const QStyle::PixelMetric metric :
            {QStyle::PM_SmallIconSize, QStyle::PM_LineEditIconSize, QStyle::PM_TabBarIconSize}) {
            QCOMPARE(style.pixelMetric(metric, nullptr, &button), size);
        }
        QCOMPARE(
            style.pixelMetric(QStyle::PM_ListViewIconSize, nullptr, &button), qRound(24 * scale));
        gui::Notice notice(desktop.theme(), "notice", nullptr);
        notice.say(gui::Notice::Tone::alarm, "The disk is full.");
        const auto labels = notice.findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [size](const QLabel* label) {
            return label->pixmap(Qt::ReturnByValue).deviceIndependentSize() == QSizeF(size, size);
        }));
    }

    void aSecondThemeDoesNotTakeItsOwnFontForTheDesktops()
    {
        const test::DesktopFont desktop(12.5);
        const gui::Theme second(*qApp, gui::ThemeChoice::light);
        QCOMPARE(gui::textScale(), 1.25);
        QCOMPARE(QApplication::font().pixelSize(), 16);
    }

    void measuresOfAStyleSheetGrowButBordersDoNot()
    {
        const test::DesktopFont desktop(12.5);
        QCOMPARE(gui::inPx("font-size: 12px; border: 2px solid; padding: 0 10px; margin: -6px 0"),
            QString("font-size: 15px; border: 2px solid; padding: 0 13px; margin: -8px 0"));
    }

    void noTextIsCut_data()
    {
        QTest::addColumn<double>("points");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("language");
        for (const char* language : {"en", "zh_CN"}) {
            QTest::addRow("least, %s", language) << 10.0 << QSize(1024, 700) << language;
            QTest::addRow("usual, %s", language) << 10.0 << QSize(1280, 800) << language;
            QTest::addRow("large, %s", language) << 10.0 << QSize(1920, 1080) << language;
            QTest::addRow("larger text, least, %s", language)
                << 12.5 << QSize(1280, 875) << language;
            QTest::addRow("larger text, %s", language) << 12.5 << QSize(1600, 1000) << language;
        }
    }
    void noTextIsCut()
    {
        QFETCH(double, points);
        QFETCH(QSize, size);
        QFETCH(QString, language);
        const test::DesktopFont desktop(points);
        static test::TwoHomes homes("400kB", true);
        gui::Preferences preferences(homes.file("pages.ini"));
        preferences.setReceives(false);
        test::PagesAt pages(homes, preferences, desktop.theme(), size, language);
        QVERIFY(pages.isReady());
        QCOMPARE(pages.window.size(), size);
        QCOMPARE(pages.cut().join('\n'), QString());
    }

    void aPartOfTheKeyBarThatIsThereIsSeen()
    {
        const gui::Colours& colours = gui::coloursOf(gui::Scheme::dark);
        QImage image(200, 12, QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        // Two pages of a million: nothing of them would be seen in proportion.
        gui::paintKeyBar(
            painter, colours, image.rect(), {.pages = 1'000'000, .free = 999'998, .reserved = 2});
        painter.end();
        int reserved = 0;
        for (int x = 0; x < image.width(); ++x) {
            reserved += image.pixelColor(x, 6) == colours.blue ? 1 : 0;
        }
        QVERIFY2(reserved >= 3, qPrintable(QString::number(reserved)));
    }

    void everyShapeOfPixelsBecomesAPicture_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        for (const int channels : {1, 2, 3, 4}) {
            for (const int bits : {8, 16}) {
                QTest::addRow("%d x %d", channels, bits) << channels << bits;
            }
        }
    }
    void everyShapeOfPixelsBecomesAPicture()
    {
        QFETCH(int, channels);
        QFETCH(int, bits);
        core::image::Pixels pixels;
        pixels.width = 5;
        pixels.height = 3;
        pixels.channels = static_cast<std::uint8_t>(channels);
        pixels.bits = static_cast<std::uint8_t>(bits);
        pixels.samples.assign(static_cast<std::size_t>(15 * channels * bits / 8), std::byte{0xC8});
        const QImage image = gui::toImage(pixels);
        QCOMPARE(image.size(), QSize(5, 3));
        const QColor seen = image.convertToFormat(QImage::Format_RGBA8888).pixelColor(4, 2);
        QCOMPARE(seen.red(), 0xC8);
        QCOMPARE(seen.blue(), 0xC8);
        QCOMPARE(seen.alpha(), channels % 2 == 0 ? 0xC8 : 0xFF);
    }
};

QTEST_MAIN(TstLook)
#include "tst_look.moc"
