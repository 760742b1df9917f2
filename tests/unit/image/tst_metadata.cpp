// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata_list.h"
#include "metadata_maker.h"
#include "picture_maker.h"

#include <satpad/core/environment.h>
#include <satpad/core/metadata.h>

#include <QTest>

#include <algorithm>
#include <random>

using namespace satpad::core;
using namespace satpad::test;
using image::clean_text;
using image::encode_metadata_list;
using image::ListedItem;
using image::Metadata;
using image::MetadataClass;
using image::parse_metadata_list;
using image::read_metadata;

namespace {

/// The value of the item of that name; "(none)" without.
std::string value_of(const Metadata& metadata, std::string_view name)
{
    const auto found = std::ranges::find(metadata.items, name, &image::MetadataItem::name);
    return found != metadata.items.end() ? found->value : "(none)";
}

std::vector<std::uint8_t> list_of(std::size_t count)
{
    std::vector<ListedItem> items;
    for (std::size_t i = 0; i < count; ++i) {
        items.push_back({static_cast<std::uint8_t>(1 + i % 9), "Name", "value", i});
    }
    return encode_metadata_list(items);
}

} // namespace

class TstMetadata : public QObject
{
    Q_OBJECT

    static void compareExif(const Metadata& metadata)
    {
        QCOMPARE(value_of(metadata, "Exif.GPSInfo.GPSLatitude"), "52/1 7/1 439041101/20000000");
        QCOMPARE(value_of(metadata, "Exif.Photo.BodySerialNumber"), k_body_serial);
        QCOMPARE(value_of(metadata, "Exif.Image.Artist"), k_artist);
        QCOMPARE(value_of(metadata, "Exif.Photo.DateTimeOriginal"), k_taken);
        QCOMPARE(value_of(metadata, "Exif.Image.Model"), k_camera);
        for (const MetadataClass kind : {MetadataClass::position,
                 MetadataClass::time,
                 MetadataClass::serial_number,
                 MetadataClass::owner,
                 MetadataClass::device}) {
            QVERIFY(metadata.has(kind));
        }
        QCOMPARE(value_of(metadata, "Exif.Image.Orientation"), "(none)");
    }

private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void everyKindInAJpegIsListed_data()
    {
        QTest::addColumn<bool>("big");
        QTest::newRow("Intel order") << false;
        QTest::newRow("Motorola order") << true;
    }
    void everyKindInAJpegIsListed()
    {
        QFETCH(bool, big);
        ExifOptions exif;
        exif.big_endian = big;
        exif.thumbnail = write_jpeg(make_pixels(16, 12, 3, 8));
        const auto metadata =
            read_metadata(with_all_metadata(write_jpeg(make_pixels(40, 30, 3, 8)), exif));
        QVERIFY2(metadata.has_value(), metadata ? "" : metadata.error().context.c_str());
        compareExif(*metadata);
        QCOMPARE(value_of(*metadata, "Xmp.photoshop.City"), "Potsdam");
        QCOMPARE(value_of(*metadata, "Xmp.dc.creator"), "X. M. Packet");
        QCOMPARE(value_of(*metadata, "Xmp.xmp.CreatorTool"), "Darkroom 3");
        QCOMPARE(value_of(*metadata, "Iptc.Application2.City"), "Werder");
        QCOMPARE(value_of(*metadata, "JPEG comment"), "a comment of the camera");
        QCOMPARE(value_of(*metadata, "JPEG APP11 UNKNOWN block"), "");
        QCOMPARE(value_of(*metadata, "JPEG APP2 MPF (further pictures)"), "");
        QCOMPARE(value_of(*metadata, "bytes behind the JPEG"), "");
        const auto small = std::ranges::find(
            metadata->items, std::string("Exif.Thumbnail"), &image::MetadataItem::name);
        QVERIFY(small != metadata->items.end());
        QVERIFY(small->kind == MetadataClass::thumbnail);
        QCOMPARE(small->bytes, exif.thumbnail.size());
        QVERIFY(std::ranges::is_sorted(metadata->items, {}, &image::MetadataItem::kind));
    }

    void aPlainPictureCarriesNothing_data()
    {
        QTest::addColumn<QByteArray>("file");
        const Pixels pixels = make_pixels(40, 30, 3, 8);
        const auto add = [](const char* name, const Bytes& file) {
            QTest::newRow(name) << QByteArray(
                reinterpret_cast<const char*>(file.data()), static_cast<qsizetype>(file.size()));
        };
        add("JPEG", write_jpeg(pixels));
        add("turned JPEG", write_jpeg(pixels, {90, false, false, 6, 0}));
        add("CMYK JPEG", write_jpeg(pixels, {90, false, true, 0, 0}));
        add("PNG", write_png(pixels));
        add("turned PNG", write_png(pixels, 8));
        add("WebP", write_webp(pixels));
        add("turned WebP", write_webp(pixels, 3));
        add("TIFF", write_tiff(pixels));
        add("TIFF of 16 bits", write_tiff(make_pixels(40, 30, 4, 16), {8, 5, false}));
        add("JPEG XL", write_lossless_jxl(pixels));
    }
    void aPlainPictureCarriesNothing()
    {
        QFETCH(QByteArray, file);
        const auto metadata = read_metadata(std::as_bytes(std::span(file)));
        QVERIFY2(metadata.has_value(), metadata ? "" : metadata.error().context.c_str());
        QVERIFY2(metadata->items.empty(),
            metadata->items.empty() ? "" : metadata->items.front().name.c_str());
        QVERIFY(image::feared_metadata(*metadata).empty());
    }

    void pngChunksAreListed()
    {
        Bytes png = with_chunk(write_png(make_pixels(20, 20, 3, 8)), "eXIf", full_exif());
        png = with_chunk(png, "tEXt", bytes_of({"Author\0A. N. Other", 18}));
        png = with_chunk(png, "tIME", bytes_of({"\x07\xEA\x03\x0E\x09\x0F\x21", 7}));
        png = with_chunk(png, "prVt", bytes_of("private"));
        png = with_chunk(
            png, "iTXt", joined({bytes_of({"XML:com.adobe.xmp\0\0\0\0\0", 22}), xmp_packet()}));
        png = joined({png, bytes_of("more")});
        const auto metadata = read_metadata(png);
        QVERIFY(metadata.has_value());
        compareExif(*metadata);
        QCOMPARE(value_of(*metadata, "PNG tEXt Author"), "A. N. Other");
        QCOMPARE(value_of(*metadata, "PNG tIME"), "2026-3-14 9:15:33");
        QCOMPARE(value_of(*metadata, "PNG chunk prVt"), "");
        QCOMPARE(value_of(*metadata, "Xmp.photoshop.City"), "Potsdam");
        QCOMPARE(value_of(*metadata, "bytes behind the PNG"), "");
    }

    void onlyPicturesAreAsked()
    {
        for (const Bytes& file : {bytes_of("plain text"), bytes_of("GIF89a"), Bytes{}}) {
            QVERIFY(!image::may_carry_metadata(file));
            const auto metadata = read_metadata(file);
            QVERIFY(!metadata.has_value());
            QVERIFY(metadata.error().is(Errc::unsupported_file));
        }
        QVERIFY(image::may_carry_metadata(write_jpeg(make_pixels(8, 8, 3, 8))));
    }

    void whatIsFearedIsSaidInFewWords()
    {
        ExifOptions exif;
        exif.thumbnail = write_jpeg(make_pixels(16, 12, 3, 8));
        const auto metadata =
            read_metadata(with_all_metadata(write_jpeg(make_pixels(40, 30, 3, 8)), exif));
        QVERIFY(metadata.has_value());
        const auto phrases = image::feared_metadata(*metadata);
        QCOMPARE(phrases.size(), std::size_t{5});
        QCOMPARE(phrases[0], "position 52.1228 N 13.2083 E");
        QCOMPARE(phrases[1], std::string("time ") + k_taken);
        QCOMPARE(phrases[2], std::string("serial number ") + k_body_serial);
        QCOMPARE(phrases[3], std::string("owner ") + k_artist);
        QVERIFY(phrases[4].starts_with("embedded thumbnail ("));
    }

    void damagedFilesNeverHurtTheParent()
    {
        std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same damage each run
        const Bytes jpeg = with_all_metadata(write_jpeg(make_pixels(16, 16, 3, 8)));
        for (int round = 0; round < 60; ++round) {
            Bytes file = jpeg;
            for (int i = 0; i < 12; ++i) {
                file[4 + random() % (file.size() - 4)] = static_cast<std::byte>(random());
            }
            const auto metadata = read_metadata(file);
            QVERIFY(metadata.has_value() || metadata.error().is(Errc::unreadable_file) ||
                    metadata.error().is(Errc::limit_exceeded));
        }
    }

    void listsComeBack()
    {
        for (const std::size_t count : {0U, 1U, 9U, 512U, 513U, 700U}) {
            const auto bytes = list_of(count);
            const auto list = parse_metadata_list(bytes);
            QVERIFY(list.has_value());
            QCOMPARE(list->items.size(), std::min<std::size_t>(count, 512));
            QCOMPARE(std::size_t{list->left_out}, count - list->items.size());
            QVERIFY(bytes.size() <= image::k_most_metadata_list);
        }
    }

    void longAndDirtyItemsAreCutAndCleaned()
    {
        const auto list = parse_metadata_list(encode_metadata_list({
            {200, std::string(300, 'n'), std::string(300, 'v'), 1},
            {0, "", "one\r\n\ttwo \x1b[31m", 2},
            {9,
                "umlaut \xC3\xA4",
                "left \xE2\x80\xAE"
                "right \xFF",
                3},
        }));
        QVERIFY(list.has_value());
        QCOMPARE(list->items[0].name.size(), std::size_t{96});
        QCOMPARE(list->items[0].value.size(), std::size_t{200});
        QCOMPARE(list->items[1].name, "unnamed");
        QCOMPARE(list->items[1].value, "one two [31m");
        QCOMPARE(list->items[2].name, "umlaut ??");
        QCOMPARE(list->items[2].value, "left right ?");
    }

    void textIsCutBetweenCharacters()
    {
        QCOMPARE(clean_text("\xC3\xA4\xC3\xA4\xC3\xA4", 5), "\xC3\xA4\xC3\xA4");
        QCOMPARE(clean_text("  a   b  ", 10), "a b");
        QCOMPARE(clean_text("abc def", 4), "abc");
    }

    void everyByteOfAListIsHeldToItsRange()
    {
        const auto good = list_of(3);
        for (std::size_t at = 0; at < good.size(); ++at) {
            for (int value = 0; value < 256; ++value) {
                auto bytes = good;
                bytes[at] = static_cast<std::uint8_t>(value);
                if (const auto list = parse_metadata_list(bytes)) {
                    auto items = list->items;
                    QVERIFY(encode_metadata_list(items) == bytes);
                }
            }
            const auto cut = std::span(good).first(at);
            QVERIFY(!parse_metadata_list(cut).has_value());
        }
    }

    void listsAChildMayNotGive_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray head("SPML\1\0\0\0\0\0", 10);
        const QByteArray item("\1\1\0\0\0\0\0\0\0\0\0n", 12);
        QTest::newRow("other magic") << "SPMX" + head.mid(4) + item;
        QTest::newRow("byte behind") << head + item + "x";
        QTest::newRow("class 0") << head + QByteArray(item).replace(0, 1, QByteArray("\0", 1));
        QTest::newRow("class 10") << head + QByteArray(item).replace(0, 1, "\x0A");
        QTest::newRow("no name") << head + QByteArray("\1\0\0\0\0\0\0\0\0\0\0", 11);
        QTest::newRow("name with a control") << head + QByteArray(item).replace(11, 1, "\x1b");
        QTest::newRow("value with a control") << head + QByteArray("\1\1\1\0\0\0\0\0\0\0\0n\n", 13);
        QTest::newRow("left out, though not full") << QByteArray("SPML\1\0\1\0\0\0", 10) + item;
        QTest::newRow("not sorted")
            << QByteArray("SPML\2\0\0\0\0\0", 10) + QByteArray(item).replace(0, 1, "\2") + item;
    }
    void listsAChildMayNotGive()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!parse_metadata_list({reinterpret_cast<const std::uint8_t*>(bytes.constData()),
                                         static_cast<std::size_t>(bytes.size())})
                     .has_value());
    }
};

QTEST_APPLESS_MAIN(TstMetadata)
#include "tst_metadata.moc"
