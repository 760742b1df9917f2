// SPDX-License-Identifier: GPL-3.0-or-later
#include "more_pictures.h"

#include <satpad/core/environment.h>

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <random>
#include <sys/resource.h>

using namespace satpad::core;
using namespace satpad::test;

namespace {

Bytes bytes_of(const QByteArray& text)
{
    const auto* from = reinterpret_cast<const std::byte*>(text.constData());
    return {from, from + text.size()};
}

bool refused_as(const Bytes& file, Errc code)
{
    const auto decoded = image::decode(file);
    if (decoded) {
        qWarning("decoded as %u×%u", decoded->width, decoded->height);
        return false;
    }
    if (!decoded.error().is(code)) {
        qWarning("%s", decoded.error().text().c_str());
    }
    return decoded.error().is(code);
}

void put_u32_be(Bytes& bytes, std::size_t at, std::uint32_t value)
{
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[at + i] = static_cast<std::byte>(value >> (24 - 8 * i));
    }
}

void put_u32_le(Bytes& bytes, std::size_t at, std::uint32_t value)
{
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[at + i] = static_cast<std::byte>(value >> (8 * i));
    }
}

/// An AVIF of `real` pixels each way whose boxes tell another size.
Bytes avif_of_side(std::uint32_t real, std::uint32_t told)
{
    Bytes file = write_avif(make_pixels(real, real, 3, 8));
    const QByteArray view = QByteArray::fromRawData(
        reinterpret_cast<const char*>(file.data()), static_cast<qsizetype>(file.size()));
    const auto at = static_cast<std::size_t>(view.indexOf("ispe"));
    put_u32_be(file, at + 8, told);
    put_u32_be(file, at + 12, told);
    return file;
}

std::uint32_t get_u32_be(const Bytes& bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value << 8U | std::to_integer<std::uint32_t>(bytes[at + i]);
    }
    return value;
}

std::uint32_t crc_of(const std::byte* from, std::size_t count)
{
    std::uint32_t crc = 0xFFFFFFFFU;
    for (std::size_t i = 0; i < count; ++i) {
        crc ^= std::to_integer<std::uint32_t>(from[i]);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 1U) != 0 ? crc >> 1U ^ 0xEDB88320U : crc >> 1U;
        }
    }
    return ~crc;
}

/// Makes every chunk's checksum right again, so that damage gets past them.
void repair_png(Bytes& png)
{
    std::size_t at = 8;
    while (at + 12 <= png.size()) {
        const std::size_t length = get_u32_be(png, at);
        if (length > png.size() - at - 12) {
            return;
        }
        put_u32_be(png, at + 8 + length, crc_of(png.data() + at + 4, length + 4));
        at += 12 + length;
    }
}

bool is_png(const Bytes& file)
{
    return file.size() > 33 && file[1] == std::byte{'P'} && file[2] == std::byte{'N'};
}

Bytes mutated(Bytes file, std::mt19937& random)
{
    const auto place = [&] { return static_cast<std::size_t>(random()) % file.size(); };
    switch (random() % 4U) {
    case 0: // a few flipped bits, mostly near the head
        for (int i = 0; i < 4; ++i) {
            file[i % 2 == 0 ? place() : place() % 200] ^=
                static_cast<std::byte>(1U << (random() % 8U));
        }
        break;
    case 1: // an extreme integer
        std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(place() % (file.size() - 4)),
            1 + random() % 4U,
            static_cast<std::byte>(random() % 2U == 0 ? 0x00 : 0xFF));
        break;
    case 2: // cut
        file.resize(1 + place());
        break;
    default: { // a piece copied over another
        const std::size_t length = 1 + random() % std::min<std::size_t>(64, file.size() / 2);
        const std::size_t from = place() % (file.size() - length);
        const std::size_t to = place() % (file.size() - length);
        const Bytes piece(file.begin() + static_cast<std::ptrdiff_t>(from),
            file.begin() + static_cast<std::ptrdiff_t>(from + length));
        std::copy(piece.begin(), piece.end(), file.begin() + static_cast<std::ptrdiff_t>(to));
        break;
    }
    }
    if (is_png(file) && random() % 4U != 0) {
        repair_png(file);
    }
    return file;
}

/// Processor time of all children so far: unlike the clock, it does not see how busy the machine
/// is.
double child_seconds()
{
    rusage used{};
    getrusage(RUSAGE_CHILDREN, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// How many mutations of one file: a few in every run, SATPAD_MUTATIONS of them in a long one.
int mutation_count(int usual)
{
    const int asked = qEnvironmentVariableIntValue("SATPAD_MUTATIONS");
    return asked > 0 ? asked : usual;
}

/// Decodes mutations of `file`: whatever becomes of the child, the parent gets a picture or an
/// error.
void decode_mutations(const Bytes& file, unsigned seed, int count)
{
    qInfo("seed %u", seed);
    std::mt19937 random(seed);
    int shown = 0;
    for (int i = 0; i < count; ++i) {
        const auto decoded = image::decode(mutated(file, random));
        if (decoded) {
            ++shown;
            QCOMPARE(decoded->samples.size(),
                std::size_t{decoded->width} * decoded->height * decoded->channels *
                    (decoded->bits / 8U));
        } else {
            const Error& error = decoded.error();
            QVERIFY2(error.is(Errc::unreadable_file) || error.is(Errc::unsupported_file) ||
                         error.is(Errc::limit_exceeded),
                error.text().c_str());
        }
    }
    rusage used{};
    getrusage(RUSAGE_CHILDREN, &used);
    qInfo("%d of %d still decode; the largest child so far took %ld kB",
        shown,
        count,
        used.ru_maxrss);
    QVERIFY(shown < count);
}

/// Repeats the last scan: legal, small, and each copy costs the reader a pass over the picture.
Bytes with_repeated_scan(const Bytes& progressive, int times)
{
    const auto marker = [&](std::size_t at, unsigned code) {
        return progressive[at] == std::byte{0xFF} &&
               progressive[at + 1] == static_cast<std::byte>(code);
    };
    const std::size_t end = progressive.size() - 2; // EOI
    std::size_t begin = end;
    while (!marker(begin, 0xDA)) {
        --begin;
    }
    const auto at = [&](std::size_t offset) {
        return progressive.begin() + static_cast<std::ptrdiff_t>(offset);
    };
    Bytes made(progressive.begin(), at(end));
    for (int i = 0; i < times; ++i) {
        made.insert(made.end(), at(begin), at(end));
    }
    made.insert(made.end(), at(end), progressive.end());
    return made;
}

} // namespace

class TstHostilePictures : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    // First: the children's peak memory is the largest so far, so later pictures would hide a
    // failure.
    void lyingHeadersCostNextToNothing_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<bool>("over_limit");
        const auto row = [](const char* name, const Bytes& file, bool over) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(file.data()),
                                       static_cast<qsizetype>(file.size()))
                                << over;
        };
        for (const std::uint32_t side : {8000U, 8193U, 60000U, 0x7FFFFFFFU}) {
            Bytes png = write_png(make_pixels(16, 16, 3, 8));
            put_u32_be(png, 16, side);
            put_u32_be(png, 20, side);
            repair_png(png);
            row(qPrintable(QString("png %1").arg(side)), png, side > 8000);
        }
        Bytes jpeg = write_jpeg(make_pixels(16, 16, 3, 8));
        for (const unsigned side : {8000U, 65500U}) {
            Bytes big = jpeg;
            for (std::size_t at = 2; at + 9 < big.size(); ++at) {
                if (big[at] == std::byte{0xFF} && big[at + 1] == std::byte{0xC0}) {
                    for (const std::size_t field : {at + 5, at + 7}) {
                        big[field] = static_cast<std::byte>(side >> 8U);
                        big[field + 1] = static_cast<std::byte>(side);
                    }
                    break;
                }
            }
            row(qPrintable(QString("jpeg %1").arg(side)), big, side > 8000);
        }
        row("webp 16383",
            bytes_of(QByteArray::fromHex("524946461a000000574542505650384c0d0000002f"
                                         "ffffff0f000000000000000000")),
            true);
        Bytes jxl = bytes_of(QByteArray::fromHex("ff0a"));
        jxl.insert(jxl.end(), 20, std::byte{0xFE}); // 30-bit sides, all ones
        row("jxl huge", jxl, true);
        for (const std::uint32_t side : {8000U, 60000U}) {
            Bytes bmp = write_bmp(make_pixels(16, 16, 3, 8));
            put_u32_le(bmp, 18, side);
            put_u32_le(bmp, 22, side);
            row(qPrintable(QString("bmp %1").arg(side)), bmp, side > 8000);
            const QByteArray head =
                "P6 " + QByteArray::number(side) + " " + QByteArray::number(side) + " 255\n";
            row(qPrintable(QString("pnm %1").arg(side)), bytes_of(head), side > 8000);
        }
        row("avif 60000", avif_of_side(16, 60000), true);
        row("avif far smaller than its content", avif_of_side(320, 8), false);
        Bytes tiff = write_tiff(make_pixels(16, 16, 3, 8));
        row(
            "tiff 2^31",
            [&] {
                for (std::size_t at = 8; at + 12 < tiff.size(); ++at) {
                    const bool width_or_length =
                        tiff[at + 1] == std::byte{1} && tiff[at] <= std::byte{1};
                    const bool is_short =
                        tiff[at + 2] == std::byte{3} || tiff[at + 2] == std::byte{4};
                    if (width_or_length && is_short && tiff[at + 3] == std::byte{0} &&
                        tiff[at + 4] == std::byte{1}) {
                        tiff[at + 2] = std::byte{4};
                        std::fill_n(
                            tiff.begin() + static_cast<std::ptrdiff_t>(at + 8), 4, std::byte{0x7F});
                    }
                }
                return tiff;
            }(),
            true);
    }
    void lyingHeadersCostNextToNothing()
    {
        QFETCH(QByteArray, file);
        QFETCH(bool, over_limit);
        QElapsedTimer timer;
        timer.start();
        const auto decoded = image::decode(bytes_of(file));
        QVERIFY(!decoded.has_value());
        QVERIFY2(decoded.error().is(over_limit ? Errc::limit_exceeded : Errc::unreadable_file),
            decoded.error().text().c_str());
        rusage used{};
        QCOMPARE(getrusage(RUSAGE_CHILDREN, &used), 0);
        qInfo("%lld ms, peak %ld kB", static_cast<long long>(timer.elapsed()), used.ru_maxrss);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY(used.ru_maxrss < 100'000); // 8000 × 8000 × 3 alone would be 188 000
#endif
    }

    void foreignKindsAreUnsupported_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("gif") << QByteArray(
            "GIF89a\x10\0\x10\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x10\0\x10\0\0\2\1", 31);
        QTest::newRow("no bmp") << QByteArray("BM") + QByteArray(100, '\0');
        QTest::newRow("heic") << QByteArray("\0\0\0\x18"
                                            "ftypheic\0\0\0\0mif1heic",
            24);
        QTest::newRow("animated avif") << QByteArray("\0\0\0\x1c"
                                                     "ftypavis\0\0\0\0avifmsf1miaf",
            28);
        QTest::newRow("text") << QByteArray("a letter, not a picture");
        QTest::newRow("one byte") << QByteArray("\xFF");
        QTest::newRow("animated webp")
            << QByteArray("RIFF\x2a\0\0\0WEBPVP8X\x0a\0\0\0\2\0\0\0\x0f\0\0\x0f\0\0", 30);
    }
    void foreignKindsAreUnsupported()
    {
        QFETCH(QByteArray, file);
        QVERIFY(refused_as(bytes_of(file), Errc::unsupported_file));
    }

    void emptyFilesAreUnreadable()
    {
        QVERIFY(refused_as({}, Errc::unreadable_file));
    }

    void cutFilesAreRefused_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("percent");
        for (int kind = 0; kind < k_kinds; ++kind) {
            for (const int percent : {10, 50, 90, 99}) {
                QTest::addRow("%s at %d %%", k_names[kind], percent) << kind << percent;
            }
        }
    }
    void cutFilesAreRefused()
    {
        QFETCH(int, kind);
        QFETCH(int, percent);
        Bytes file = every_kind(kind);
        file.resize(
            std::max<std::size_t>(16, file.size() * static_cast<std::size_t>(percent) / 100));
        QVERIFY(refused_as(file, Errc::unreadable_file));
    }

    void filesCutByFewBytesAreRefused_data()
    {
        QTest::addColumn<int>("kind");
        for (const int kind : {0, 1, 2, 6, 7, 8, 9, 10, 11, 12}) { // these say where they end
            QTest::newRow(k_names[kind]) << kind;
        }
    }
    void filesCutByFewBytesAreRefused()
    {
        QFETCH(int, kind);
        Bytes file = every_kind(kind);
        file.resize(file.size() - 4);
        QVERIFY(refused_as(file, Errc::unreadable_file));
    }

    void damagedSamplesAreRefused()
    {
        for (const char* name : {"coffee.png", "terrain16.png", "drawing.png"}) {
            Bytes file = read_sample(name);
            file[file.size() / 2] ^= std::byte{0x10};
            QVERIFY(refused_as(file, Errc::unreadable_file));
        }
        Bytes zeroed = read_sample("rocket.jpg");
        std::fill_n(zeroed.begin() + 50000, 2000, std::byte{0xFF});
        QVERIFY(refused_as(zeroed, Errc::unreadable_file));
    }

    void progressiveBombsEndAtTheScanCap()
    {
        // Full-depth scans only (no successive approximation): each may be repeated without a
        // warning.
        const Bytes photo = write_jpeg(make_pixels(320, 320, 1, 8), {90, true, false, 0});
        QVERIFY(image::decode(photo).has_value());
        const Bytes bomb = with_repeated_scan(photo, 3000);
        const double before = child_seconds();
        QVERIFY(refused_as(bomb, Errc::unreadable_file));
        QVERIFY(child_seconds() - before < 4.0); // all its scans would run into the limit of 10
    }

    void mutationsOfSmallPicturesNeverHurtTheParent_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind < k_kinds; ++kind) {
            QTest::newRow(k_names[kind]) << kind;
        }
    }
    void mutationsOfSmallPicturesNeverHurtTheParent()
    {
        QFETCH(int, kind);
        decode_mutations(every_kind(kind), 1000U + static_cast<unsigned>(kind), mutation_count(25));
    }

    void mutationsOfSamplesNeverHurtTheParent_data()
    {
        QTest::addColumn<QByteArray>("sample");
        for (const char* name : k_samples) {
            QTest::newRow(name) << QByteArray(name);
        }
    }
    void mutationsOfSamplesNeverHurtTheParent()
    {
        QFETCH(QByteArray, sample);
        decode_mutations(read_sample(sample.constData()), 77, mutation_count(10));
    }

private:
    static constexpr int k_kinds = 16;
    static constexpr const char* k_names[k_kinds] = {"jpeg",
        "progressive jpeg",
        "16-bit png with alpha",
        "webp",
        "tiff",
        "jxl",
        "palette png",
        "avif",
        "12-bit avif with alpha",
        "lossy avif",
        "bmp",
        "pgm",
        "jpeg with a profile",
        "four inks with a profile",
        "16-bit tiles",
        "16-bit jxl with a profile"};

    static Bytes every_kind(int kind)
    {
        const Pixels colour = make_pixels(64, 48, 3, 8);
        switch (kind) {
        case 0:
            return write_jpeg(colour, {90, false, false, 6});
        case 1:
            return write_jpeg(colour, {90, true, false, 0});
        case 2:
            return write_png(make_pixels(64, 48, 4, 16), 8);
        case 3:
            return write_webp(colour, 3);
        case 4:
            return write_tiff(colour, {5, 5, false});
        case 5:
            return write_lossless_jxl(colour);
        case 6:
            return write_palette_png(64, 48);
        default:
            return later_kind(kind, colour);
        }
    }

    static Bytes later_kind(int kind, const Pixels& colour)
    {
        const Bytes adobe = make_profile(ProfileKind::adobe_rgb);
        switch (kind) {
        case 7:
            return write_avif(colour, {.orientation = 6});
        case 8:
            return write_avif(make_pixels(64, 48, 4, 16), {.bits = 12, .icc = adobe});
        case 9:
            return write_avif(colour, {.quarter_chroma = true});
        case 10:
            return write_bmp(colour);
        case 11:
            return write_pnm(make_pixels(64, 48, 1, 16));
        case 12:
            return with_jpeg_profile(write_jpeg(colour), adobe, 200);
        case 13:
            return with_jpeg_profile(
                write_jpeg(colour, {90, false, true, 0}), make_profile(ProfileKind::press), 60000);
        case 14:
            return write_tiff(make_pixels(64, 48, 4, 16), {5, 5, true});
        default:
            return write_lossless_jxl(make_pixels(64, 48, 3, 16), 1, adobe);
        }
    }
};

int main(int argc, char** argv)
{
    if (mutation_count(0) > 0) {
        qputenv(
            "QTEST_FUNCTION_TIMEOUT", "36000000"); // the long run takes more than Qt's five minutes
    }
    TstHostilePictures test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_hostile_pictures.moc"
