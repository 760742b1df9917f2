// SPDX-License-Identifier: GPL-3.0-or-later
#include "jxl_container.h"
#include "kept_metadata.h"
#include "metadata_maker.h"
#include "metadata_payload.h"
#include "picture_maker.h"

#include <satpad/core/environment.h>

#include <QTest>

#include <random>

using namespace satpad::core;
using namespace satpad::test;
using image::decode_exif_block;
using image::encode_exif_block;
using image::ExifFields;
using image::MetadataClass;
using image::parse_kept_metadata;
using image::read_metadata;

namespace {

ExifFields all_fields()
{
    ExifFields fields;
    fields.description = "a description";
    fields.make = "Fabrikam";
    fields.model = k_camera;
    fields.artist = k_artist;
    fields.copyright = "2026 nobody";
    fields.time = k_taken;
    fields.offset = "+01:00";
    fields.camera_owner = "o";
    fields.position = image::ExifPosition{'S',
        {{{52, 1}, {7, 1}, {k_latitude_seconds, 20'000'000}}},
        'W',
        {{{13, 1}, {12, 1}, {30, 1}}},
        {{34, 10}},
        true};
    return fields;
}

using image::Metadata;
Metadata metadata_of(const Bytes& file)
{
    auto metadata = read_metadata(file);
    if (!metadata) {
        qFatal("%s", metadata.error().context.c_str());
    }
    return std::move(*metadata);
}

} // namespace

class TstKeptMetadata : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void blocksComeBack()
    {
        const ExifFields all = all_fields();
        std::vector<ExifFields> cases{all};
        for (unsigned without = 0; without < 9; ++without) {
            ExifFields some = all;
            std::string* const texts[] = {&some.description,
                &some.make,
                &some.model,
                &some.artist,
                &some.copyright,
                &some.time,
                &some.offset,
                &some.camera_owner};
            if (without < 8) {
                texts[without]->clear();
            } else {
                some.position->altitude.reset();
                some.position->below_sea = false;
            }
            cases.push_back(some);
        }
        ExifFields longest = all;
        for (std::string* text : {&longest.description,
                 &longest.make,
                 &longest.model,
                 &longest.artist,
                 &longest.copyright,
                 &longest.time,
                 &longest.offset,
                 &longest.camera_owner}) {
            text->assign(200, 'x');
        }
        cases.push_back(longest);
        for (const ExifFields& fields : cases) {
            const Bytes block = encode_exif_block(fields);
            QVERIFY(block.size() <= image::k_max_exif_block);
            const auto back = decode_exif_block(block);
            QVERIFY2(back.has_value(), back ? "" : back.error().context.c_str());
            QVERIFY(*back == fields);
        }
    }

    void timeAndPositionTakeFewBytes()
    {
        ExifFields fields;
        fields.time = k_taken;
        QCOMPARE(encode_exif_block(fields).size(), std::size_t{64});
        fields.position = all_fields().position;
        QCOMPARE(encode_exif_block(fields).size(), std::size_t{210});
    }

    void aBlockHasOneForm()
    {
        const Bytes good = encode_exif_block(all_fields());
        for (std::size_t at = 0; at < good.size(); ++at) {
            for (const int change : {1, 2, 4, 8, 16, 32, 64, 128}) {
                Bytes bytes = good;
                bytes[at] ^= static_cast<std::byte>(change);
                if (const auto fields = decode_exif_block(bytes)) {
                    QVERIFY(encode_exif_block(*fields) == bytes);
                }
            }
            QVERIFY(!decode_exif_block(ByteView(good).first(at)).has_value());
        }
        Bytes longer = good;
        longer.push_back(std::byte{0});
        QVERIFY(decode_exif_block(longer).error().is(Errc::malformed));
    }

    void blocksOfOthersAreNotTaken()
    {
        QVERIFY(!decode_exif_block(full_exif()).has_value());
        QVERIFY(!decode_exif_block(image::encode_orientation_block(6)).has_value());
        QVERIFY(!decode_exif_block(encode_exif_block({})).has_value());
    }

    void blocksOfASecondWriterAreTaken_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("items");
        QTest::newRow("time") << QByteArray("time") << 2;
        QTest::newRow("position") << QByteArray("position") << 1;
        QTest::newRow("altitude") << QByteArray("altitude") << 1;
        QTest::newRow("device") << QByteArray("device") << 2;
        QTest::newRow("all") << QByteArray("all") << 9;
    }
    void blocksOfASecondWriterAreTaken()
    {
        QFETCH(QByteArray, name);
        QFETCH(int, items);
        const auto path = std::filesystem::path(SATPAD_EXIF_BLOCKS) / name.toStdString();
        const auto fields = decode_exif_block(read_whole(path));
        QVERIFY2(fields.has_value(), fields ? "" : fields.error().context.c_str());
        QCOMPARE(image::items_of(*fields).size(), static_cast<std::size_t>(items));
    }

    void anyOtherReaderFindsWhatTheBlockSays()
    {
        const ExifFields fields = all_fields();
        const Bytes jpeg = with_segment(write_jpeg(make_pixels(16, 16, 3, 8)),
            0xE1,
            joined({bytes_of({"Exif\0\0", 6}), encode_exif_block(fields)}));
        const Metadata metadata = metadata_of(jpeg);
        QVERIFY(image::position_in(metadata) == fields.position);
        QVERIFY(image::fields_to_keep(metadata, image::keepable_metadata()) == fields);
    }

    void onlyTheChosenClassesAreKept_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("items");
        QTest::newRow("time") << QByteArray("time") << 2;
        QTest::newRow("position") << QByteArray("position") << 1;
        QTest::newRow("owner") << QByteArray("owner") << 1;
        QTest::newRow("device") << QByteArray("device") << 2;
        QTest::newRow("comment") << QByteArray("comment") << 0;
        QTest::newRow("two") << QByteArray("time,position") << 3;
        QTest::newRow("all") << QByteArray("all") << 6;
    }
    void onlyTheChosenClassesAreKept()
    {
        QFETCH(QByteArray, fields);
        QFETCH(int, items);
        const auto classes = parse_kept_metadata(fields.toStdString());
        QVERIFY(classes.has_value());
        const Metadata metadata =
            metadata_of(with_all_metadata(write_jpeg(make_pixels(16, 16, 3, 8))));
        const ExifFields kept = image::fields_to_keep(metadata, *classes);
        const auto shown = image::items_of(kept);
        QCOMPARE(shown.size(), static_cast<std::size_t>(items));
        for (const auto& item : shown) {
            QVERIFY(std::ranges::find(*classes, item.kind) != classes->end());
        }
        QVERIFY(!contains(encode_exif_block(kept), k_body_serial));
    }

    void unknownFieldsAreNamed()
    {
        const auto twice = parse_kept_metadata("time,position,time");
        QVERIFY(twice.has_value());
        QVERIFY((*twice == std::vector{MetadataClass::time, MetadataClass::position}));
        for (const char* fields :
            {"", "time,", ",time", "serial number", "gps", "Time", "time, position"}) {
            const auto parsed = parse_kept_metadata(fields);
            QVERIFY2(!parsed.has_value(), fields);
            QVERIFY(parsed.error().is(Errc::invalid_argument));
        }
    }

    void aPositionThatIsNotWholeIsNotKept()
    {
        for (const char* latitude :
            {"52/1 7/1", "52/0 7/1 1/1", "52 7 1", "52/1 7/1 1/1 1/1", ""}) {
            Metadata metadata;
            const auto add = [&](const char* name, const char* value) {
                metadata.items.push_back({MetadataClass::position, name, value, 1});
            };
            add("Exif.GPSInfo.GPSLatitudeRef", "N");
            add("Exif.GPSInfo.GPSLatitude", latitude);
            add("Exif.GPSInfo.GPSLongitudeRef", "E");
            add("Exif.GPSInfo.GPSLongitude", "13/1 12/1 30/1");
            QVERIFY2(!image::position_in(metadata), latitude);
            metadata.items[1].value = "52/1 7/1 1/1";
            QVERIFY(image::position_in(metadata).has_value());
        }
    }

    void payloadsSplitAgain()
    {
        const Bytes picture = bytes_of("\xFF\x0A picture");
        ExifFields small;
        small.make = "x";
        for (const ExifFields& fields : {small, all_fields()}) {
            const Bytes block = encode_exif_block(fields);
            const Bytes payload = image::join_metadata(block, picture);
            QCOMPARE(payload.size(), image::metadata_cost(block) + picture.size());
            const auto split = image::split_metadata(payload);
            QVERIFY(split.has_value());
            QVERIFY(std::ranges::equal(split->block, block));
            QVERIFY(std::ranges::equal(split->picture, picture));
            for (std::size_t length = 0; length < image::metadata_cost(block); ++length) {
                const auto cut = image::split_metadata(ByteView(payload).first(length));
                QVERIFY(!cut.has_value());
                QVERIFY(cut.error().is(Errc::malformed));
            }
        }
    }

    void needlesslyLongLengthsAreRefused()
    {
        ExifFields small;
        small.make = "x";
        const Bytes block = encode_exif_block(small);
        const Bytes head{static_cast<std::byte>(0x80U | block.size()), std::byte{0}};
        QVERIFY(!image::split_metadata(joined({head, block})).has_value());
    }

    void codecsPairUp()
    {
        QVERIFY(image::with_metadata(Codec::jxl) == Codec::jxl_with_metadata);
        QVERIFY(image::with_metadata(Codec::avif_boxless) == Codec::avif_with_metadata);
        for (int number = 0; number <= 8; ++number) {
            const auto codec = static_cast<Codec>(number);
            QCOMPARE(image::carries_metadata(codec), number >= 7);
            QVERIFY(!image::carries_metadata(image::without_metadata(codec)));
        }
    }

    void aReceivedJxlFileShowsPictureAndFields()
    {
        const Pixels pixels = make_pixels(40, 30, 3, 8);
        const ExifFields fields = all_fields();
        const auto file =
            image::jxl_file_with_exif(write_lossless_jxl(pixels), encode_exif_block(fields));
        QVERIFY(file.has_value());
        const auto shown = image::decode(*file);
        QVERIFY(shown.has_value());
        QCOMPARE(largest_difference(*shown, pixels), 0);
        QVERIFY(image::fields_to_keep(metadata_of(*file), image::keepable_metadata()) == fields);
    }

    void onlyABareCodestreamIsWrapped()
    {
        for (const Bytes& other :
            {bytes_of("not JPEG XL"), Bytes{}, bytes_of({"\0\0\0\x0CJXL ", 8})}) {
            const auto file = image::jxl_file_with_exif(other, encode_exif_block(all_fields()));
            QVERIFY(!file.has_value());
            QVERIFY(file.error().is(Errc::malformed));
        }
    }
};

QTEST_APPLESS_MAIN(TstKeptMetadata)
#include "tst_kept_metadata.moc"
