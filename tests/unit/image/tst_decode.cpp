// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_maker.h"

#include <satpad/core/environment.h>

#include <QTest>

using namespace satpad::core;
using namespace satpad::test;

namespace {

/// The upright pixels and the file that must show them.
struct Case
{
    Pixels shown;
    Bytes file;
    int tolerance = 0;
};

Bytes write_turned(const QByteArray& format, const Pixels& upright, std::uint8_t orientation)
{
    const Pixels stored = stored_for(upright, orientation);
    if (format == "jpeg") {
        return write_jpeg(stored, {100, false, false, orientation});
    }
    if (format == "png") {
        return write_png(stored, orientation);
    }
    if (format == "webp") {
        return write_webp(stored, orientation);
    }
    if (format == "tiff") {
        return write_tiff(stored, {5, orientation, false});
    }
    return write_lossless_jxl(stored, orientation);
}

int decoded_difference(const Bytes& file, const Pixels& shown)
{
    const auto decoded = image::decode(file);
    if (!decoded) {
        qWarning("%s", decoded.error().text().c_str());
        return -1;
    }
    return largest_difference(*decoded, shown);
}

} // namespace

class TstDecode : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void losslessFormatsGiveEverySampleBack_data()
    {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        for (const char* format : {"png", "tiff", "lzw", "deflate", "tiles", "jxl"}) {
            for (int channels = 1; channels <= 4; ++channels) {
                for (const int bits : {8, 16}) {
                    QTest::addRow("%s %d×%d", format, channels, bits)
                        << QByteArray(format) << channels << bits;
                }
            }
        }
        QTest::addRow("webp 3×8") << QByteArray("webp") << 3 << 8;
        QTest::addRow("webp 4×8") << QByteArray("webp") << 4 << 8;
    }
    void losslessFormatsGiveEverySampleBack()
    {
        QFETCH(QByteArray, format);
        QFETCH(int, channels);
        QFETCH(int, bits);
        const Pixels pixels = make_pixels(
            61, 43, static_cast<std::uint8_t>(channels), static_cast<std::uint8_t>(bits));
        const Bytes file = format == "png"       ? write_png(pixels)
                           : format == "webp"    ? write_webp(pixels)
                           : format == "jxl"     ? write_lossless_jxl(pixels)
                           : format == "tiles"   ? write_tiff(pixels, {5, 1, true})
                           : format == "lzw"     ? write_tiff(pixels, {5, 1, false})
                           : format == "deflate" ? write_tiff(pixels, {8, 1, false})
                                                 : write_tiff(pixels);
        const int difference = decoded_difference(file, pixels);
        QVERIFY2(difference == 0, QByteArray::number(difference).constData());
    }

    void jpegIsRightWithinItsLoss_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<bool>("progressive");
        QTest::addColumn<bool>("cmyk");
        QTest::newRow("gray") << 1 << false << false;
        QTest::newRow("colour") << 3 << false << false;
        QTest::newRow("progressive") << 3 << true << false;
        QTest::newRow("four inks") << 3 << false << true;
    }
    void jpegIsRightWithinItsLoss()
    {
        QFETCH(int, channels);
        QFETCH(bool, progressive);
        QFETCH(bool, cmyk);
        const Pixels pixels = make_pixels(64, 48, static_cast<std::uint8_t>(channels), 8);
        const int difference =
            decoded_difference(write_jpeg(pixels, {100, progressive, cmyk, 0}), pixels);
        QVERIFY2(difference >= 0 && difference <= 6, QByteArray::number(difference).constData());
    }

    void everyOrientationIsShownUpright_data()
    {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<int>("orientation");
        for (const char* format : {"jpeg", "png", "webp", "tiff", "jxl"}) {
            for (int orientation = 1; orientation <= 8; ++orientation) {
                QTest::addRow("%s %d", format, orientation) << QByteArray(format) << orientation;
            }
        }
    }
    void everyOrientationIsShownUpright()
    {
        QFETCH(QByteArray, format);
        QFETCH(int, orientation);
        const Pixels upright = make_pixels(56, 40, 3, 8);
        const Bytes file = write_turned(format, upright, static_cast<std::uint8_t>(orientation));
        const int difference = decoded_difference(file, upright);
        QVERIFY2(difference >= 0 && difference <= (format == "jpeg" ? 6 : 0),
            QByteArray::number(difference).constData());
    }

    void palettesAndSingleBitsBecomePlainSamples()
    {
        const auto colours = image::decode(write_palette_png(32, 8));
        QVERIFY(colours.has_value());
        QCOMPARE(int{colours->channels}, 3);
        QCOMPARE(std::to_integer<int>(colours->samples[0]), 255);  // red left
        QCOMPARE(std::to_integer<int>(colours->samples[95]), 255); // blue right
        const auto bits = image::decode(write_one_bit_png(32, 8));
        QVERIFY(bits.has_value());
        QCOMPARE(int{bits->channels}, 1);
        QCOMPARE(int{bits->bits}, 8);
        QCOMPARE(std::to_integer<int>(bits->samples[15]), 0);
        QCOMPARE(std::to_integer<int>(bits->samples[16]), 255);
    }

    void opaqueAlphaIsDropped_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        for (const int channels : {2, 4}) {
            for (const int bits : {8, 16}) {
                QTest::addRow("%d×%d", channels, bits) << channels << bits;
            }
        }
    }
    void opaqueAlphaIsDropped()
    {
        QFETCH(int, channels);
        QFETCH(int, bits);
        Pixels pixels = make_pixels(
            30, 20, static_cast<std::uint8_t>(channels), static_cast<std::uint8_t>(bits));
        const std::size_t sample = pixels.bits / 8U;
        const std::size_t step = pixels.channels * sample;
        for (std::size_t at = step - sample; at < pixels.samples.size(); at += step) {
            std::fill_n(
                pixels.samples.begin() + static_cast<std::ptrdiff_t>(at), sample, std::byte{0xFF});
        }
        const auto opaque = image::decode(write_png(pixels));
        QVERIFY(opaque.has_value());
        QCOMPARE(int{opaque->channels}, channels - 1);
        pixels.samples[pixels.samples.size() - 1] = std::byte{0xFE}; // one pixel lets through
        const auto kept = image::decode(write_png(pixels));
        QVERIFY(kept.has_value());
        QCOMPARE(largest_difference(*kept, pixels), 0);
    }

    void equalColoursBecomeGray()
    {
        const Pixels gray = make_pixels(30, 20, 1, 16);
        Pixels colours = make_pixels(30, 20, 3, 16);
        for (std::size_t i = 0; i < std::size_t{30} * 20; ++i) {
            for (std::size_t c = 0; c < 3; ++c) {
                std::copy_n(gray.samples.begin() + static_cast<std::ptrdiff_t>(2 * i),
                    2,
                    colours.samples.begin() + static_cast<std::ptrdiff_t>(6 * i + 2 * c));
            }
        }
        QCOMPARE(decoded_difference(write_png(colours), gray), 0);
        colours.samples[0] ^= std::byte{1}; // one level in one sample is colour
        QCOMPARE(decoded_difference(write_png(colours), colours), 0);
    }

    void samplesKeepTheirDepthAndShape_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        QTest::newRow("photo") << QByteArray("rocket.jpg") << 640 << 427 << 3 << 8;
        QTest::newRow("photo png") << QByteArray("coffee.png") << 600 << 400 << 3 << 8;
        QTest::newRow("heights") << QByteArray("terrain16.png") << 403 << 344 << 1 << 16;
        QTest::newRow("alpha") << QByteArray("tulips-alpha.png") << 500 << 500 << 4 << 8;
        QTest::newRow("scan") << QByteArray("page-scan.jpg") << 1240 << 1754 << 1 << 8;
        QTest::newRow("drawing") << QByteArray("drawing.png") << 1600 << 1130 << 1 << 8;
    }
    void samplesKeepTheirDepthAndShape()
    {
        QFETCH(QByteArray, name);
        const auto pixels = image::decode(read_sample(name.constData()));
        QVERIFY(pixels.has_value());
        QTEST(static_cast<int>(pixels->width), "width");
        QTEST(static_cast<int>(pixels->height), "height");
        QTEST(static_cast<int>(pixels->channels), "channels");
        QTEST(static_cast<int>(pixels->bits), "bits");
    }
};

QTEST_APPLESS_MAIN(TstDecode)
#include "tst_decode.moc"
