// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/colours.h"
#include "look/figures.h"
#include "models/desk_state.h"
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
