// SPDX-License-Identifier: GPL-3.0-or-later
// Our readers beside an independent one: the same file through `convert` and through the child.
#include "magick.h"
#include "more_pictures.h"

#include <satpad/core/environment.h>

#include <QFile>
#include <QTest>

using namespace satpad::core;
using namespace satpad::test;

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

Expected<Pixels> decode_file(const QString& path)
{
    return image::decode(read_whole(path.toStdString()));
}

} // namespace

class TstReading : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }

    static void row(const char* name,
        const char* suffix,
        const char* arguments,
        int channels,
        int bits,
        int tolerance = 0)
    {
        QTest::newRow(name) << QString(suffix) << QString(arguments) << channels << bits
                            << tolerance;
    }

    static void jpeg_and_webp_rows()
    {
        row("gray jpeg", "jpg", "-colorspace Gray", 1, 8);
        row("progressive 4:2:0 jpeg", "jpg", "-sampling-factor 4:2:0 -interlace JPEG", 3, 8);
        row("four inks jpeg", "jpg", "-colorspace CMYK", 3, 8, 2);
        row("lossy webp", "webp", "-quality 80", 3, 8);
        row("lossless webp with alpha", "webp", "ALPHA -define webp:lossless=true", 4, 8);
    }
    static void png_rows()
    {
        row("1-bit png", "png", "-monochrome -define png:bit-depth=1", 1, 8);
        row("palette png", "png8", "-colors 60", 3, 8);
        row("palette png with a hole",
            "png8",
            "ALPHA -channel A -threshold 50% +channel -colors 60",
            4,
            8);
        row("16-bit gray png", "png", "-colorspace Gray -define png:bit-depth=16", 1, 16);
        row("16-bit gray+alpha png",
            "png",
            "ALPHA -colorspace Gray -define png:bit-depth=16",
            2,
            16);
        row("16-bit interlaced png", "png", "-interlace PNG -define png:bit-depth=16", 3, 16);
        row("16-bit png with alpha", "png", "ALPHA -define png:bit-depth=16", 4, 16);
    }
    static void tiff_rows()
    {
        row("fax tiff", "tif", "-monochrome -compress Group4", 1, 8);
        row("white is zero tiff",
            "tif",
            "-colorspace Gray -depth 8 -define quantum:polarity=min-is-white -compress LZW",
            1,
            8);
        row("4-bit gray tiff", "tif", "-colorspace Gray -depth 4 -compress Zip", 1, 8);
        row("palette tiff", "tif", "-colors 60 -type Palette -compress LZW", 3, 8, 1);
        row("16-bit planar tiff", "tif", "-depth 16 -interlace Plane -compress None", 3, 16);
        row("16-bit tiles",
            "tif",
            "-depth 16 -define tiff:tile-geometry=32x16 -compress Zip",
            3,
            16);
        row("gray+alpha tiff", "tif", "ALPHA -colorspace Gray -depth 16", 2, 16);
        row("premultiplied tiff",
            "tif",
            "ALPHA -depth 16 -define tiff:alpha=associated",
            4,
            16,
            24);
        row("big-endian tiff", "tif", "ALPHA -depth 16 -define tiff:endian=msb", 4, 16);
        row("wide tiff (BigTIFF)", "tiff64", "-depth 16", 3, 16);
        row("jpeg in tiff", "tif", "-depth 8 -compress JPEG -quality 90", 3, 8, 3);
        row("four inks tiff", "tif", "-colorspace CMYK -depth 8 -compress LZW", 3, 8, 1);
        row("16-bit four inks tiff", "tif", "-colorspace CMYK -depth 16", 3, 16, 2);
    }
    static void bmp_and_pnm_rows()
    {
        row("1-bit bmp", "bmp3", "-monochrome", 1, 8);
        row("4-bit bmp", "bmp3", "-colors 14 -type Palette -compress None", 3, 8);
        row("8-bit bmp", "bmp3", "-colors 200 -type Palette -compress None", 3, 8);
        row("16-bit bmp", "bmp", "-define bmp:subtype=RGB565", 3, 8, 1);
        row("24-bit bmp", "bmp3", "-type TrueColor", 3, 8);
        row("32-bit bmp", "bmp", "ALPHA", 4, 8);
        row("plain pbm", "pbm", "-monochrome -compress None", 1, 8);
        row("raw pbm", "pbm", "-monochrome", 1, 8);
        row("plain pgm", "pgm", "-colorspace Gray -depth 8 -compress None", 1, 8);
        row("raw pgm", "pgm", "-colorspace Gray -depth 16", 1, 16);
        row("plain ppm", "ppm", "-depth 16 -compress None", 3, 16);
        row("raw ppm", "ppm", "-depth 8", 3, 8);
    }

private slots:
    void initTestCase()
    {
        QVERIFY(initialise_core().has_value());
        QVERIFY(magick({"-version"}));
        write_file(path("srgb.icc"), make_profile(ProfileKind::srgb));
        write_file(path("source.png"), write_png(make_pixels(61, 43, 3, 16)));
        // Falls from left to right, with whole holes and whole opaque parts.
        QVERIFY(magick({path("source.png"),
            "(",
            "-size",
            "61x43",
            "gradient:",
            "-level",
            "10%,90%",
            ")",
            "-compose",
            "CopyOpacity",
            "-composite",
            "-define",
            "png:bit-depth=16",
            path("alpha.png")}));
    }

    void everyVariantAgreesWithMagick_data()
    {
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("tolerance");
        jpeg_and_webp_rows();
        png_rows();
        tiff_rows();
        bmp_and_pnm_rows();
    }
    void everyVariantAgreesWithMagick()
    {
        QFETCH(QString, suffix);
        QFETCH(QString, arguments);
        QFETCH(int, bits);
        QFETCH(int, tolerance);
        const bool alpha = arguments.startsWith("ALPHA");
        const QString file = path("picture");
        QStringList making{path(alpha ? "alpha.png" : "source.png"), "-strip"};
        making << arguments.mid(alpha ? 5 : 0).split(' ', Qt::SkipEmptyParts)
               << suffix + ":" + file;
        QVERIFY(magick(making));
        const auto ours = decode_file(file); // the name has no suffix: content decides
        QVERIFY2(ours.has_value(), ours ? "" : ours.error().text().c_str());
        QTEST(int{ours->channels}, "channels");
        QCOMPARE(int{ours->bits}, bits);
        const int difference = largest_difference(as_rgba(*ours), magick_reads(file, bits));
        QVERIFY2(
            difference >= 0 && difference <= tolerance, QByteArray::number(difference).constData());
    }

    void everyOrientationAgreesWithMagick_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("orientation");
        for (const char* kind : {"jpeg", "png", "webp", "tiff", "avif"}) {
            for (int orientation = 1; orientation <= 8; ++orientation) {
                QTest::addRow("%s %d", kind, orientation) << QString(kind) << orientation;
            }
        }
    }
    void everyOrientationAgreesWithMagick()
    {
        QFETCH(QString, kind);
        QFETCH(int, orientation);
        const Pixels stored = make_pixels(56, 40, 3, 8);
        const auto told = static_cast<std::uint8_t>(orientation);
        const Bytes file = kind == "jpeg"   ? write_jpeg(stored, {95, false, false, told})
                           : kind == "png"  ? write_png(stored, told)
                           : kind == "webp" ? write_webp(stored, told)
                           : kind == "tiff" ? write_tiff(stored, {5, told, false})
                                            : write_avif(stored, {.orientation = told});
        write_file(path("turned"), file);
        const auto ours = image::decode(file);
        QVERIFY(ours.has_value());
        // convert 6 knows the orientation of JPEG, TIFF and AVIF; for PNG and WebP it is told.
        static const QStringList k_names{"TopLeft",
            "TopRight",
            "BottomRight",
            "BottomLeft",
            "LeftTop",
            "RightTop",
            "RightBottom",
            "LeftBottom"};
        const bool is_told = kind == "png" || kind == "webp";
        const QStringList before =
            is_told ? QStringList{"-orient", k_names[orientation - 1]} : QStringList{};
        const Rgba seen = magick_reads(kind + ":" + path("turned"), 8, {}, before);
        const int difference = largest_difference(as_rgba(*ours), seen);
        // It reads AVIF by way of 4:2:0; a wrong turn is more than 200 away.
        QVERIFY2(difference >= 0 && difference <= (kind == "avif" ? 40 : 0),
            QByteArray::number(difference).constData());
    }

    void avifGivesEverySampleBack_data()
    {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        for (const int channels : {3, 4}) {
            for (const int bits : {8, 10, 12}) {
                QTest::addRow("%d×%d", channels, bits) << channels << bits;
            }
        }
    }
    void avifGivesEverySampleBack()
    {
        QFETCH(int, channels);
        QFETCH(int, bits);
        const Pixels made =
            make_pixels(61, 43, static_cast<std::uint8_t>(channels), bits == 8 ? 8 : 16);
        const auto read = image::decode(write_avif(made, {.bits = bits}));
        QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
        QCOMPARE(int{read->bits}, int{made.bits});
        const Rgba was = as_rgba(made);
        const Rgba is = as_rgba(*read);
        QCOMPARE(is.samples.size(), was.samples.size());
        const unsigned lost = bits == 8 ? 0U : 16U - static_cast<unsigned>(bits);
        const double most = (1U << bits) - 1;
        for (std::size_t i = 0; i < was.samples.size(); ++i) {
            // 10 and 12 bits are spread so that full stays full.
            const double stored = was.samples[i] >> lost;
            const double spread = bits == 8 ? stored : stored * 65535.0 / most;
            QVERIFY2(std::abs(is.samples[i] - spread) <= (bits == 8 ? 0.0 : 1.0),
                qPrintable(QString("%1: %2, not %3").arg(i).arg(is.samples[i]).arg(spread)));
        }
    }

    void lossyAvifAgreesWithMagick()
    {
        const Bytes file = write_avif(make_pixels(64, 48, 3, 8), {.quarter_chroma = true});
        write_file(path("lossy.avif"), file);
        const auto ours = image::decode(file);
        QVERIFY(ours.has_value());
        // Two ways to enlarge the halved colour: libavif's is smooth here, libheif's repeats samples.
        const int difference =
            largest_difference(as_rgba(*ours), magick_reads("avif:" + path("lossy.avif"), 8));
        QVERIFY2(difference >= 0 && difference <= 40, QByteArray::number(difference).constData());
    }

    void samplesAgreeWithMagick_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : k_samples) {
            QTest::newRow(name) << QString(name);
        }
    }
    void samplesAgreeWithMagick()
    {
        QFETCH(QString, name);
        const QString file = QString::fromStdString(sample_path(qPrintable(name)).string());
        const auto ours = decode_file(file);
        QVERIFY(ours.has_value());
        // The rocket comes in Adobe RGB; the others bring no profile and must not change at all.
        const bool profiled = ours->colour != image::ColourSource::srgb;
        QCOMPARE(profiled, name == "rocket.jpg");
        const QStringList into_srgb{
            "-intent", "Relative", "-black-point-compensation", "-profile", path("srgb.icc")};
        const Rgba seen = magick_reads(file, ours->bits, profiled ? into_srgb : QStringList{});
        const int difference = largest_difference(as_rgba(*ours), seen);
        QVERIFY2(difference >= 0 && difference <= (profiled ? 2 : 0),
            QByteArray::number(difference).constData());
    }
};

QTEST_APPLESS_MAIN(TstReading)
#include "tst_reading.moc"
