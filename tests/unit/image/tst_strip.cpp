// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata_maker.h"
#include "picture_maker.h"

#include <satpad/core/environment.h>
#include <satpad/core/metadata.h>

#include <QTest>

#include <random>

using namespace satpad::core;
using namespace satpad::test;
using image::read_metadata;
using image::strip_metadata;

namespace {

/// Empty when it was refused.
Bytes stripped_or_nothing(ByteView file)
{
    auto stripped = strip_metadata(file);
    return stripped ? std::move(*stripped) : Bytes{};
}

bool shows_the_same(const Bytes& a, const Bytes& b)
{
    const auto first = image::decode(a);
    const auto second = image::decode(b);
    return first && second && largest_difference(*first, *second) == 0;
}

/// Every text and number that with_all_metadata hid in a picture.
void compareNothingLeft(const Bytes& stripped, bool big_endian)
{
    for (const char* text : {k_artist,
             k_body_serial,
             k_camera,
             k_taken,
             "Fabrikam",
             "Potsdam",
             "Packet",
             "Darkroom",
             "Werder",
             "comment",
             "UNKNOWN",
             "MPF",
             "motion",
             "adobe.com",
             "Photoshop"}) {
        QVERIFY2(!contains(stripped, text), text);
    }
    QVERIFY(!contains(stripped, number_bytes(k_latitude_seconds, big_endian)));
}

} // namespace

class TstStrip : public QObject
{
    Q_OBJECT

    static void everyPrefixIsRefused(const Bytes& file)
    {
        for (std::size_t length = 0; length < file.size(); ++length) {
            const auto stripped = strip_metadata(ByteView(file).first(length));
            QVERIFY2(!stripped.has_value(), QByteArray::number(qulonglong(length)).constData());
        }
    }

private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void jpegsLoseEverythingButTheirPixels_data()
    {
        QTest::addColumn<bool>("progressive");
        QTest::addColumn<bool>("cmyk");
        QTest::addColumn<int>("restart");
        QTest::addColumn<bool>("big");
        QTest::newRow("baseline") << false << false << 0 << false;
        QTest::newRow("Motorola order") << false << false << 0 << true;
        QTest::newRow("many scans") << true << false << 0 << false;
        QTest::newRow("restarts") << false << false << 1 << false;
        QTest::newRow("restarts in many scans") << true << false << 1 << false;
        QTest::newRow("four inks need Adobe's mark") << false << true << 0 << false;
    }
    void jpegsLoseEverythingButTheirPixels()
    {
        QFETCH(bool, progressive);
        QFETCH(bool, cmyk);
        QFETCH(int, restart);
        QFETCH(bool, big);
        const Pixels pixels = make_pixels(70, 50, 3, 8);
        const Bytes plain = write_jpeg(pixels, {90, progressive, cmyk, 0, restart});
        ExifOptions exif;
        exif.big_endian = big;
        exif.thumbnail = write_jpeg(make_pixels(16, 12, 3, 8));
        const Bytes full = with_all_metadata(plain, exif);
        QVERIFY(read_metadata(full)->items.size() > 12);
        const auto stripped = strip_metadata(full);
        QVERIFY(stripped.has_value());
        QVERIFY(shows_the_same(*stripped, full));
        QVERIFY2(stripped->size() <= plain.size(), "no more than was without metadata");
        compareNothingLeft(*stripped, big);
        const auto left = read_metadata(*stripped);
        QVERIFY(left.has_value());
        QCOMPARE(left->items.size(), std::size_t{0});
        QVERIFY(stripped_or_nothing(*stripped) == *stripped);
    }

    void theTurnStaysAndNothingElseOfExif_data()
    {
        QTest::addColumn<int>("orientation");
        for (int orientation = 0; orientation <= 9; ++orientation) {
            QTest::addRow("%d", orientation) << orientation;
        }
    }
    void theTurnStaysAndNothingElseOfExif()
    {
        QFETCH(int, orientation);
        const auto turn = static_cast<std::uint16_t>(orientation);
        const bool turns = turn >= 2 && turn <= 8;
        for (const bool big : {false, true}) {
            ExifOptions exif;
            exif.orientation = turn;
            exif.big_endian = big;
            const Bytes plain = write_jpeg(make_pixels(40, 24, 3, 8));
            const Bytes jpeg = with_all_metadata(plain, exif);
            const auto stripped = strip_metadata(jpeg);
            QVERIFY(stripped.has_value());
            QVERIFY(shows_the_same(*stripped, jpeg));
            QCOMPARE(stripped->size(), plain.size() + (turns ? 36 : 0));
            QCOMPARE(read_metadata(*stripped)->items.size(), std::size_t{0});

            const Bytes bare = write_png(make_pixels(40, 24, 3, 8));
            const Bytes png = with_chunk(bare, "eXIf", full_exif(exif));
            const auto png_stripped = strip_metadata(png);
            QVERIFY(png_stripped.has_value());
            QVERIFY(shows_the_same(*png_stripped, png));
            QCOMPARE(png_stripped->size(), bare.size() + (turns ? 38 : 0));
            QCOMPARE(read_metadata(*png_stripped)->items.size(), std::size_t{0});
        }
    }

    void colourProfilesStay()
    {
        const Bytes profile = bytes_of({"ICC_PROFILE\0\1\1 a profile", 24});
        const Bytes jpeg = with_segment(write_jpeg(make_pixels(16, 16, 3, 8)), 0xE2, profile);
        const auto stripped = strip_metadata(with_all_metadata(jpeg));
        QVERIFY(stripped.has_value());
        QVERIFY(contains(*stripped, profile));
        const Bytes png = write_png(make_pixels(16, 16, 4, 8));
        for (const char* name : {"gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "bKGD", "cICP"}) {
            const Bytes with = with_chunk(png, name, bytes_of("kept as it is"));
            QVERIFY2(stripped_or_nothing(with) == with, name);
        }
    }

    void aPreviewInTheJfifHeadGoes()
    {
        // libjpeg's JFIF head is 16 bytes behind its marker; this one holds a 1 × 2 thumbnail.
        const Bytes plain = write_jpeg(make_pixels(16, 16, 3, 8));
        const Bytes head = bytes_of(
            {"\xFF\xD8\xFF\xE0\x00\x16JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x01\x02secret", 26});
        const Bytes rest(plain.begin() + 20, plain.end());
        const Bytes jpeg = joined({head, rest});
        QVERIFY(read_metadata(jpeg)->has(image::MetadataClass::thumbnail));
        const auto stripped = strip_metadata(jpeg);
        QVERIFY(stripped.has_value());
        QVERIFY(!contains(*stripped, "secret"));
        QVERIFY(contains(*stripped, ByteView(head).subspan(11, 7)));
        QVERIFY(shows_the_same(*stripped, jpeg));
        QCOMPARE(stripped->size(), plain.size());
    }

    void pngsLoseTextTimeAndPrivateChunks()
    {
        for (const int channels : {1, 2, 3, 4}) {
            const Bytes plain =
                write_png(make_pixels(33, 21, static_cast<std::uint8_t>(channels), 16));
            Bytes full = plain;
            const Bytes text = bytes_of({"Author\0A. N. Photographer", 25});
            for (const char* name : {"tEXt", "zTXt", "iTXt", "tIME", "prVt", "hIST", "dSIG"}) {
                full = with_chunk(full, name, text);
            }
            full = with_chunk(full, "eXIf", full_exif());
            full = joined({full, bytes_of("behind the end")});
            const auto stripped = strip_metadata(full);
            QVERIFY(stripped.has_value());
            QVERIFY(*stripped == plain);
        }
    }

    void palettesAndOneBitPicturesStayWhole()
    {
        for (const Bytes& plain : {write_palette_png(20, 20), write_one_bit_png(32, 20)}) {
            QVERIFY(stripped_or_nothing(with_chunk(plain, "tEXt", bytes_of("Comment"))) == plain);
        }
    }

    void anExifChunkThatNoReaderObeysDoesNotTurn()
    {
        ExifOptions exif;
        exif.orientation = 6;
        const Bytes bare = write_png(make_pixels(20, 10, 3, 8));
        Bytes png = with_chunk(bare, "eXIf", full_exif(exif));
        const auto name = std::ranges::search(png, bytes_of("Fabrikam"));
        *name.begin() ^= std::byte{1}; // its CRC does not hold any more
        const auto stripped = strip_metadata(png);
        QVERIFY(stripped.has_value());
        QVERIFY(*stripped == bare);
    }

    void fillBytesBeforeMarkersAreAllowedAndGo()
    {
        const Bytes plain = write_jpeg(make_pixels(24, 24, 3, 8));
        Bytes filled(plain.begin(), plain.begin() + 2);
        filled.insert(filled.end(), 5, std::byte{0xFF});
        filled.insert(filled.end(), plain.begin() + 2, plain.end() - 2);
        filled.insert(filled.end(), 3, std::byte{0xFF});
        filled.insert(filled.end(), plain.end() - 2, plain.end());
        const auto stripped = strip_metadata(filled);
        QVERIFY(stripped.has_value());
        QVERIFY(shows_the_same(*stripped, plain));
        QVERIFY(*stripped == stripped_or_nothing(plain));
    }

    void cutFilesAreRefused()
    {
        const Pixels pixels = make_pixels(20, 12, 3, 8);
        everyPrefixIsRefused(write_jpeg(pixels, {80, true, false, 6, 0}));
        everyPrefixIsRefused(write_png(pixels, 6));
    }

    void otherKindsAreRefusedWithTheWayOut()
    {
        const Pixels pixels = make_pixels(20, 12, 3, 8);
        for (const Bytes& file : {write_webp(pixels),
                 write_tiff(pixels),
                 write_lossless_jxl(pixels),
                 bytes_of("plain text"),
                 Bytes{}}) {
            const auto stripped = strip_metadata(file);
            QVERIFY(!stripped.has_value());
            QVERIFY(stripped.error().is(Errc::unsupported_file));
            QVERIFY(stripped.error().context.find("--budget") != std::string::npos);
        }
    }

    void aCriticalChunkNobodyKnowsIsNotThrownAway()
    {
        const auto stripped =
            strip_metadata(with_chunk(write_png(make_pixels(8, 8, 3, 8)), "NEWc", bytes_of("x")));
        QVERIFY(!stripped.has_value());
        QVERIFY(stripped.error().is(Errc::unsupported_file));
    }

    void seededDamageNeverGivesMetadataBack()
    {
        std::mt19937 random(20261126); // NOLINT(cert-msc51-cpp): the same damage each run
        const Bytes jpeg = with_all_metadata(write_jpeg(make_pixels(24, 16, 3, 8)));
        const Bytes png = with_chunk(write_png(make_pixels(24, 16, 3, 8)), "eXIf", full_exif());
        for (int round = 0; round < 4000; ++round) {
            Bytes file = round % 2 == 0 ? jpeg : png;
            for (unsigned i = 0; i < 1 + random() % 4; ++i) {
                file[random() % file.size()] = static_cast<std::byte>(random());
            }
            const auto stripped = strip_metadata(file);
            if (stripped) {
                QVERIFY(stripped_or_nothing(*stripped) == *stripped);
                QVERIFY(stripped->size() <= file.size() + 38);
            } else {
                QVERIFY(stripped.error().is(Errc::unreadable_file) ||
                        stripped.error().is(Errc::unsupported_file));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TstStrip)
#include "tst_strip.moc"
