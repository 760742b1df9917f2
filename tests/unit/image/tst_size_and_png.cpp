// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_maker.h"

#include <satpad/core/environment.h>

#include <QTest>

using namespace satpad::core;
using namespace satpad::test;

class TstSizeAndPng : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void sizesAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<quint64>("bytes");
        QTest::newRow("bare") << QByteArray("800") << quint64{800};
        QTest::newRow("bytes") << QByteArray("800 B") << quint64{800};
        QTest::newRow("binary") << QByteArray("24KiB") << quint64{24576};
        QTest::newRow("decimal") << QByteArray("30 kB") << quint64{30000};
        QTest::newRow("fraction") << QByteArray("1.5MB") << quint64{1500000};
        QTest::newRow("binary fraction") << QByteArray("0.1KiB") << quint64{102};
        QTest::newRow("fine fraction") << QByteArray("1.999999999GiB") << quint64{2147483646};
        QTest::newRow("lower case") << QByteArray("2gib") << quint64{2147483648};
        QTest::newRow("spaces") << QByteArray("  7 MiB ") << quint64{7340032};
        QTest::newRow("largest") << QByteArray("8589934590GiB") << quint64{9223372034707292160};
        QTest::newRow("nothing") << QByteArray("0") << quint64{0};
    }
    void sizesAreRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(quint64, bytes);
        const auto size = image::parse_size(text.toStdString());
        QVERIFY(size.has_value());
        QCOMPARE(quint64{*size}, bytes);
    }

    void whatIsNoSizeIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"",
                 " ",
                 "-1",
                 "+1",
                 "abc",
                 "12x",
                 "1.2.3KB",
                 "1.",
                 ".5MB",
                 "1,5MB",
                 "1e3",
                 "0x10",
                 "5K",
                 "5M",
                 "1.5",
                 "1.5B",
                 "1 000",
                 "1 k B",
                 "KiB",
                 "99999999999999999999",
                 "8589934592GiB",
                 "18446744073709551616",
                 "9223372036854775808",
                 "1.0000000001GB",
                 "5\tkB",
                 "5kB\n",
                 "nan",
                 "inf"}) {
            QTest::newRow(text) << QByteArray(text);
        }
        QTest::newRow("NUL inside") << QByteArray("5\0kB", 4);
    }
    void whatIsNoSizeIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto size = image::parse_size(text.toStdString());
        QVERIFY(!size.has_value());
        QVERIFY(size.error().is(Errc::invalid_argument));
    }

    void pngComesBackFromTheDecoder_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        for (int channels = 1; channels <= 4; ++channels) {
            for (const int bits : {8, 16}) {
                QTest::addRow("%d×%d", channels, bits) << channels << bits;
            }
        }
    }
    void pngComesBackFromTheDecoder()
    {
        QFETCH(int, channels);
        QFETCH(int, bits);
        const Pixels pixels = make_pixels(
            37, 23, static_cast<std::uint8_t>(channels), static_cast<std::uint8_t>(bits));
        const Pixels before = pixels;
        const auto png = image::encode_png(pixels);
        QVERIFY(png.has_value());
        QCOMPARE(largest_difference(pixels, before), 0); // 16-bit rows are not swapped in place
        const auto back = image::decode(*png);
        QVERIFY(back.has_value());
        QCOMPARE(largest_difference(*back, pixels), 0);
    }

    void samplesThatAreNoPictureAreRefused()
    {
        Pixels short_one = make_pixels(8, 8, 3, 8);
        short_one.samples.pop_back();
        Pixels odd_depth = make_pixels(8, 8, 3, 8);
        odd_depth.bits = 12;
        Pixels five_channels = make_pixels(8, 5, 4, 8);
        five_channels.channels = 5;
        five_channels.height = 4;
        for (const Pixels& pixels : {Pixels{}, short_one, odd_depth, five_channels}) {
            const auto png = image::encode_png(pixels);
            QVERIFY(!png.has_value());
            QVERIFY(png.error().is(Errc::invalid_argument));
        }
    }

    void suffixesNameTheCodec()
    {
        QCOMPARE(image::received_suffix(Codec::jxl), std::string_view(".jxl"));
        QCOMPARE(image::received_suffix(Codec::avif_boxless), std::string_view(".avif"));
        QCOMPARE(image::received_suffix(Codec::raw), std::string_view());
    }
};

QTEST_APPLESS_MAIN(TstSizeAndPng)
#include "tst_size_and_png.moc"
