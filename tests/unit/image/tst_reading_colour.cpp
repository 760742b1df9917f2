// SPDX-License-Identifier: GPL-3.0-or-later
// Profiles into sRGB: beside `convert`, and for Adobe RGB beside its published formula.
#include "magick.h"
#include "more_pictures.h"

#include <satpad/core/environment.h>

#include <QFile>
#include <QTest>

#include <cmath>

using namespace satpad::core;
using namespace satpad::test;
using image::ColourSource;

namespace {

void write_file(const QString& path, const Bytes& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<qsizetype>(bytes.size())) != static_cast<qsizetype>(bytes.size())) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

double srgb_of_light(double light)
{
    light = std::clamp(light, 0.0, 1.0);
    return light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

/// Adobe RGB (1998), 4.3.4 and 4.3.5: into XYZ of D65; IEC 61966-2-1: from there to sRGB.
std::array<double, 3> srgb_of_adobe(const std::array<double, 3>& adobe)
{
    constexpr double k_to_xyz[3][3] = {
        {0.57667, 0.18556, 0.18823}, {0.29734, 0.62736, 0.07529}, {0.02703, 0.07069, 0.99134}};
    constexpr double k_to_srgb[3][3] = {{3.2404542, -1.5371385, -0.4985314},
        {-0.9692660, 1.8760108, 0.0415560},
        {0.0556434, -0.2040259, 1.0572252}};
    std::array<double, 3> xyz{};
    std::array<double, 3> out{};
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            xyz[i] += k_to_xyz[i][c] * std::pow(adobe[c], 563.0 / 256);
        }
    }
    for (std::size_t i = 0; i < 3; ++i) {
        double light = 0;
        for (std::size_t c = 0; c < 3; ++c) {
            light += k_to_srgb[i][c] * xyz[c];
        }
        out[i] = srgb_of_light(light);
    }
    return out;
}

Bytes damaged(Bytes icc)
{
    std::fill(icc.begin() + 128, icc.end(), std::byte{0xFF});
    return icc;
}

} // namespace

class TstReadingColour : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    QString profile(ProfileKind kind) const
    {
        switch (kind) {
        case ProfileKind::adobe_rgb:
            return path("adobe.icc");
        case ProfileKind::display_p3:
            return path("p3.icc");
        case ProfileKind::gray_gamma18:
            return path("gray.icc");
        case ProfileKind::press:
            return path("press.icc");
        case ProfileKind::srgb:
            break;
        }
        return path("srgb.icc");
    }

private slots:
    void initTestCase()
    {
        QVERIFY(initialise_core().has_value());
        for (const ProfileKind kind : {ProfileKind::srgb,
                 ProfileKind::adobe_rgb,
                 ProfileKind::display_p3,
                 ProfileKind::gray_gamma18,
                 ProfileKind::press}) {
            write_file(profile(kind), make_profile(kind));
        }
        write_file(path("source.png"), write_png(make_pixels(61, 43, 3, 16)));
    }

    void profilesAgreeWithMagick_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("tolerance");
        const auto row = [](const char* name,
                             ProfileKind kind,
                             const char* suffix,
                             const char* arguments,
                             int bits,
                             int tolerance) {
            QTest::newRow(name) << static_cast<int>(kind) << QString(suffix) << QString(arguments)
                                << bits << tolerance;
        };
        row("p3 jpeg", ProfileKind::display_p3, "jpg", "-quality 90", 8, 2);
        row("p3 webp", ProfileKind::display_p3, "webp", "-quality 90", 8, 2);
        row("p3 png", ProfileKind::display_p3, "png", "-depth 8", 8, 2);
        row("p3 tiff", ProfileKind::display_p3, "tif", "-depth 8", 8, 2);
        row("p3 16-bit png", ProfileKind::display_p3, "png", "-define png:bit-depth=16", 16, 300);
        row("adobe 16-bit tiff", ProfileKind::adobe_rgb, "tif", "-depth 16", 16, 300);
        row("adobe jpeg", ProfileKind::adobe_rgb, "jpg", "-quality 90", 8, 2);
        row("gray 1.8 jpeg", ProfileKind::gray_gamma18, "jpg", "-colorspace Gray", 8, 2);
        row("gray 1.8 16-bit png",
            ProfileKind::gray_gamma18,
            "png",
            "-colorspace Gray -define png:bit-depth=16",
            16,
            300);
        row("press jpeg", ProfileKind::press, "jpg", "-colorspace CMYK", 8, 2);
        row("press tiff", ProfileKind::press, "tif", "-colorspace CMYK -depth 8", 8, 2);
        row("press 16-bit tiff", ProfileKind::press, "tif", "-colorspace CMYK -depth 16", 16, 300);
    }
    void profilesAgreeWithMagick()
    {
        QFETCH(int, kind);
        QFETCH(QString, suffix);
        QFETCH(QString, arguments);
        QFETCH(int, bits);
        QFETCH(int, tolerance);
        const QString icc = profile(static_cast<ProfileKind>(kind));
        const QString file = path("picture");
        QStringList making{path("source.png")};
        making << arguments.split(' ') << "-profile" << icc << suffix + ":" + file;
        QVERIFY(magick(making));
        const auto ours = image::decode(read_whole(file.toStdString()));
        QVERIFY2(ours.has_value(), ours ? "" : ours.error().text().c_str());
        QVERIFY(ours->colour == ColourSource::converted);
        QCOMPARE(int{ours->bits}, bits);
        const Rgba seen = magick_reads(file,
            bits,
            {"-intent", "Relative", "-black-point-compensation", "-profile", path("srgb.icc")});
        const int difference = largest_difference(as_rgba(*ours), seen);
        QVERIFY2(
            difference >= 0 && difference <= tolerance, QByteArray::number(difference).constData());
        // The profile does something: without it the picture is plainly another.
        const int unprofiled = largest_difference(as_rgba(*ours), magick_reads(file, bits));
        QVERIFY2(
            unprofiled > (bits == 8 ? 8 : 8 * 257), QByteArray::number(unprofiled).constData());
    }

    void adobeRgbFollowsItsFormula_data()
    {
        QTest::addColumn<QString>("format");
        for (const char* format : {"jxl", "avif", "jpeg in pieces"}) {
            QTest::newRow(format) << QString(format);
        }
    }
    void adobeRgbFollowsItsFormula()
    {
        QFETCH(QString, format);
        const bool jpeg = format.startsWith("jpeg");
        const Pixels made = make_pixels(48, 40, 3, jpeg ? 8 : 16);
        const Bytes icc = make_profile(ProfileKind::adobe_rgb);
        const Bytes plain = jpeg ? write_jpeg(made, {100, false, false, 0}) : Bytes();
        const Bytes file = format == "jxl" ? write_lossless_jxl(made, 1, icc)
                           : jpeg          ? with_jpeg_profile(plain, icc, 100)
                                           : write_avif(made, {.bits = 12, .icc = icc});
        const auto read = image::decode(file);
        QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
        QVERIFY(read->colour == ColourSource::converted);
        const auto stored = jpeg ? image::decode(plain) : made;
        const Rgba was = as_rgba(*stored);
        const Rgba is = as_rgba(*read);
        const double full = jpeg ? 255 : 65535;
        double largest = 0;
        for (std::size_t i = 0; i < was.samples.size(); i += 4) {
            const auto wanted = srgb_of_adobe(
                {was.samples[i] / full, was.samples[i + 1] / full, was.samples[i + 2] / full});
            for (std::size_t c = 0; c < 3; ++c) {
                largest = std::max(largest, std::abs(is.samples[i + c] / full - wanted[c]));
            }
        }
        // AVIF lost four of 16 bits on the way in, which dark tones show most.
        const double allowed = jpeg ? 1.5 / 255 : format == "avif" ? 0.5 / 255 : 0.3 / 255;
        QVERIFY2(largest <= allowed, QByteArray::number(largest * 255).constData());
    }

    void namedSpacesAreConverted()
    {
        const Pixels made = make_pixels(40, 30, 3, 8);
        const Bytes p3 = make_profile(ProfileKind::display_p3);
        const auto named = image::decode(write_avif(made, {.primaries = 12, .transfer = 13}));
        const auto profiled = image::decode(write_avif(made, {.icc = p3}));
        QVERIFY(named.has_value() && profiled.has_value());
        QVERIFY(named->colour == ColourSource::converted);
        QVERIFY(largest_difference(*named, *profiled) <= 1);
        QVERIFY(largest_difference(*named, made) > 8);
        const auto bright = image::decode(write_avif(made, {.primaries = 9, .transfer = 16}));
        QVERIFY(bright.has_value());
        QVERIFY(bright->colour == ColourSource::approximate);
    }

    void pngGammaIsObeyed_data()
    {
        QTest::addColumn<QString>("gamma");
        QTest::addColumn<bool>("linear");
        QTest::newRow("linear") << QString("1.0") << true;
        QTest::newRow("as sRGB") << QString("0.45455") << false;
    }
    void pngGammaIsObeyed()
    {
        QFETCH(QString, gamma);
        QFETCH(bool, linear);
        Bytes file = write_png(make_pixels(40, 30, 3, 16));
        const auto plain = image::decode(file);
        // gAMA, a chunk of four bytes with its checksum, behind IHDR.
        static constexpr char k_linear[] = "\0\0\0\4gAMA\0\1\x86\xA0\x31\xE8\x96\x5F";
        static constexpr char k_usual[] = "\0\0\0\4gAMA\0\0\xB1\x8F\x0B\xFC\x61\x05";
        const auto* chunk = reinterpret_cast<const std::byte*>(linear ? k_linear : k_usual);
        file.insert(file.begin() + 33, chunk, chunk + 16);
        const auto read = image::decode(file);
        QVERIFY(plain.has_value() && read.has_value());
        QVERIFY(read->colour == (linear ? ColourSource::converted : ColourSource::srgb));
        const Rgba was = as_rgba(*plain);
        const Rgba is = as_rgba(*read);
        for (std::size_t i = 0; i < was.samples.size(); i += 4) {
            const double wanted =
                linear ? srgb_of_light(was.samples[i] / 65535.0) * 65535 : was.samples[i];
            QVERIFY(std::abs(is.samples[i] - wanted) <= (linear ? 70 : 0));
        }
    }

    void itsOwnProfileKeepsEverySample()
    {
        const Pixels made = make_pixels(50, 30, 4, 16);
        const auto read =
            image::decode(write_lossless_jxl(made, 1, make_profile(ProfileKind::srgb)));
        QVERIFY(read.has_value());
        QVERIFY(read->colour == ColourSource::srgb);
        QCOMPARE(largest_difference(*read, made), 0);
    }

    void alphaIsNoColour()
    {
        const Pixels made = make_pixels(50, 30, 4, 16);
        const auto read = image::decode(
            write_avif(made, {.bits = 12, .icc = make_profile(ProfileKind::adobe_rgb)}));
        QVERIFY(read.has_value());
        const Rgba was = as_rgba(made);
        const Rgba is = as_rgba(*read);
        for (std::size_t i = 3; i < was.samples.size(); i += 4) {
            QVERIFY(std::abs(was.samples[i] - is.samples[i]) <= 16);
        }
    }

    void unusableProfilesAreLeftOut_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::newRow("damaged") << QByteArray("damaged");
        QTest::newRow("for inks") << QByteArray("press");
        QTest::newRow("a piece missing") << QByteArray("piece");
    }
    void unusableProfilesAreLeftOut()
    {
        QFETCH(QByteArray, what);
        const Bytes plain = write_jpeg(make_pixels(40, 30, 3, 8));
        const Bytes adobe = make_profile(ProfileKind::adobe_rgb);
        const Bytes file = what == "damaged" ? with_jpeg_profile(plain, damaged(adobe), 60000)
                           : what == "press"
                               ? with_jpeg_profile(plain, make_profile(ProfileKind::press), 60000)
                               : [&] {
                                     Bytes cut = with_jpeg_profile(plain, adobe, 100);
                                     cut.erase(cut.begin() + 2, cut.begin() + 2 + 118);
                                     return cut;
                                 }();
        const auto read = image::decode(file);
        const auto bare = image::decode(plain);
        QVERIFY(read.has_value() && bare.has_value());
        QVERIFY(read->colour == ColourSource::ignored);
        QCOMPARE(largest_difference(*read, *bare), 0);
    }

    void inksWithoutProfileAreSaidToBeApproximate()
    {
        const auto read =
            image::decode(write_jpeg(make_pixels(40, 30, 3, 8), {100, false, true, 0}));
        QVERIFY(read.has_value());
        QVERIFY(read->colour == ColourSource::approximate);
    }
};

QTEST_APPLESS_MAIN(TstReadingColour)
#include "tst_reading_colour.moc"
