// SPDX-License-Identifier: GPL-3.0-or-later
// What is recognised and not read says so: such a file can still be sent exact.
#include "magick.h"
#include "more_pictures.h"

#include <satpad/core/environment.h>

#include <QFile>
#include <QTest>

using namespace satpad::core;
using namespace satpad::test;

namespace {

Bytes bytes_of(const QByteArray& text)
{
    const auto* from = reinterpret_cast<const std::byte*>(text.constData());
    return {from, from + text.size()};
}

/// A PNG that announces `frames` before its first picture; 33 is where IHDR ends.
Bytes png_of_frames(char frames)
{
    Bytes file = write_png(make_pixels(20, 20, 3, 8));
    QByteArray chunk("\0\0\0\x8"
                     "acTL\0\0\0\0\0\0\0\0\0\0\0\0",
        20);
    chunk[11] = frames;
    // The checksums of acTL with 1 and with 2 frames, played for ever.
    const QByteArray sums[] = {QByteArray::fromHex("b42de9a0"), QByteArray::fromHex("f38d9370")};
    chunk.replace(16, 4, sums[frames - 1]);
    const Bytes made = bytes_of(chunk);
    file.insert(file.begin() + 33, made.begin(), made.end());
    return file;
}

/// The baseline frame header of a JPEG with another marker or precision.
Bytes jpeg_with_frame(unsigned marker, unsigned precision)
{
    Bytes file = write_jpeg(make_pixels(24, 24, 3, 8));
    for (std::size_t at = 2; at + 4 < file.size(); ++at) {
        if (file[at] == std::byte{0xFF} && file[at + 1] == std::byte{0xC0}) {
            file[at + 1] = static_cast<std::byte>(marker);
            file[at + 4] = static_cast<std::byte>(precision);
            return file;
        }
    }
    qFatal("no frame");
}

} // namespace

class TstReadingRefusals : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    Bytes converted(const QString& arguments)
    {
        const QString file = m_folder.filePath("made");
        QStringList all{m_folder.filePath("source.png")};
        all << arguments.split(' ');
        all.last() += ":" + file;
        return magick(all) ? read_whole(file.toStdString()) : Bytes();
    }

private slots:
    void initTestCase()
    {
        QVERIFY(initialise_core().has_value());
        const Bytes source = write_png(make_pixels(40, 30, 3, 8));
        QFile file(m_folder.filePath("source.png"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.write(reinterpret_cast<const char*>(source.data()),
                    static_cast<qsizetype>(source.size())) > 0);
    }

    void whatCannotBeReadIsNamed_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const Bytes& file, const char* said) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(file.data()),
                                       static_cast<qsizetype>(file.size()))
                                << QString(said);
        };
        row("gif", converted("gif"), "a GIF");
        row("animated gif", converted("( +clone -negate ) -delay 10 gif"), "a GIF");
        row("heic",
            bytes_of(QByteArray("\0\0\0\x18"
                                "ftypheic\0\0\0\0mif1heic",
                24)),
            "an HEIC");
        row("animated png", png_of_frames(2), "an animation");
        row("animated webp", converted("( +clone -negate ) -delay 10 webp"), "an animation");
        row("animated avif",
            write_avif(make_pixels(24, 24, 3, 8), {.second_frame = true}),
            "an animation");
        row("animated jxl", write_animated_jxl(make_pixels(24, 24, 3, 8)), "an animation");
        row("12-bit jpeg", jpeg_with_frame(0xC1, 12), "a variant");
        row("lossless jpeg", jpeg_with_frame(0xC3, 8), "a variant");
        row("float tiff",
            converted("-depth 32 -define quantum:format=floating-point tiff"),
            "a variant");
        row("32-bit tiff", converted("-depth 32 tiff"), "a variant");
        row("run-length bmp",
            converted("-colors 16 -type Palette -compress RLE bmp3"),
            "a variant");
        row("pdf", bytes_of("%PDF-1.7\n"), "not a JPEG");
        row("svg", bytes_of("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "not a JPEG");
    }
    void whatCannotBeReadIsNamed()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, said);
        const auto read = image::decode(bytes_of(file));
        QVERIFY(!read.has_value());
        QVERIFY2(read.error().is(Errc::unsupported_file), read.error().text().c_str());
        QVERIFY2(QString::fromStdString(read.error().text()).contains(said),
            read.error().text().c_str());
    }

    void pngOfOneFrameIsAPicture() { QVERIFY(image::decode(png_of_frames(1)).has_value()); }

    void contentDecidesNotTheName()
    {
        // decode() never sees a name; the plan does.
        const QString path = m_folder.filePath("photo.jpg");
        const Bytes png = write_png(make_pixels(40, 30, 3, 8));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.write(reinterpret_cast<const char*>(png.data()),
                    static_cast<qsizetype>(png.size())) > 0);
        file.close();
        image::PlanRequest request;
        request.file = path.toStdString();
        request.mode = SendMode::fitted;
        request.budget_bytes = 4096;
        const auto plan = image::plan(request);
        QVERIFY2(plan.has_value(), plan ? "" : plan.error().text().c_str());
        QVERIFY(plan->payload_bytes <= 4096);
    }
};

QTEST_APPLESS_MAIN(TstReadingRefusals)
#include "tst_reading_refusals.moc"
