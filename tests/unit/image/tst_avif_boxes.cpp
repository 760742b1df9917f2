// SPDX-License-Identifier: GPL-3.0-or-later
#include "av1_sequence.h"
#include "avif_boxes.h"
#include "encoder.h"
#include "picture_maker.h"

#include <satpad/core/environment.h>

#include <QTest>

using namespace satpad::core;
using namespace satpad::test;

namespace {

Bytes payload_of(std::uint8_t channels, std::uint32_t width = 70, std::uint32_t height = 41)
{
    const auto made =
        image::make_avif_encoder()->encode(make_pixels(width, height, channels, 8), {20});
    return made ? *made : Bytes{};
}

} // namespace

class TstAvifBoxes : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void theSequenceHeaderSaysWhatTheBoxesNeed()
    {
        const Bytes colour = payload_of(3);
        const auto found = image::read_av1_sequence(colour);
        QVERIFY(found.has_value());
        QCOMPARE(found->width, 70U);
        QCOMPARE(found->height, 41U);
        QCOMPARE(int{found->bits}, 8);
        QVERIFY(!found->monochrome && !found->subsampled_x && found->full_range);
        QCOMPARE(int{found->primaries}, 1);
        QCOMPARE(int{found->transfer}, 13);
        const auto gray = image::read_av1_sequence(payload_of(1));
        QVERIFY(gray.has_value() && gray->monochrome && gray->subsampled_x);
    }

    void wrappedPayloadsShowTheirPicture_data()
    {
        QTest::addColumn<int>("channels");
        for (int channels = 1; channels <= 4; ++channels) {
            QTest::addRow("%d channels", channels) << channels;
        }
    }
    void wrappedPayloadsShowTheirPicture()
    {
        QFETCH(int, channels);
        const Pixels pixels = make_pixels(70, 41, static_cast<std::uint8_t>(channels), 8);
        const auto payload = image::make_avif_encoder()->encode(pixels, {1.1});
        QVERIFY(payload.has_value());
        const auto shown = image::decode_payload(Codec::avif_boxless, *payload);
        QVERIFY2(shown.has_value(), shown ? "" : shown.error().text().c_str());
        QCOMPARE(int{shown->channels}, channels);
        QVERIFY(largest_difference(*shown, pixels) <= 24);
    }

    void anExifBlockRidesAlong()
    {
        Bytes exif(26, std::byte{0x5A});
        const auto file = image::wrap_avif_payload(payload_of(4), exif);
        QVERIFY(file.has_value());
        QVERIFY(std::search(file->begin(), file->end(), exif.begin(), exif.end()) != file->end());
        QVERIFY(image::decode(*file).has_value());
    }

    void wrappingAndStrippingIsTheSamePayload()
    {
        for (const std::uint8_t channels : {1, 2, 3, 4}) {
            const Bytes payload = payload_of(channels);
            const auto file = image::wrap_avif_payload(payload);
            QVERIFY(file.has_value());
            const auto again = image::strip_avif_boxes(*file);
            QVERIFY(again.has_value());
            QVERIFY(*again == payload);
            QVERIFY(file->size() >= payload.size() + 250);
        }
    }

    /// A cut inside the first unit's header, the alpha's length or between the two is seen at once;
    /// later ones are the decoder child's to find.
    void brokenPayloadsAreRefused()
    {
        const Bytes colour = payload_of(3);
        const Bytes alpha = payload_of(4);
        const auto is_malformed = [](ByteView payload) {
            const auto file = image::wrap_avif_payload(payload);
            return !file.has_value() && file.error().is(Errc::malformed);
        };
        QVERIFY(is_malformed({}));
        for (std::size_t length = 0; length < 10; ++length) {
            QVERIFY(is_malformed(ByteView(colour).first(length)));
        }
        Bytes other = colour;
        other[0] = std::byte{0x12};
        QVERIFY(is_malformed(other));
        other = colour;
        other[2] &= std::byte{0xEF}; // not a still picture
        QVERIFY(is_malformed(other));
        for (std::size_t length = 0; length < 5; ++length) {
            QVERIFY(is_malformed(ByteView(alpha).first(length)));
        }
        other = alpha;
        other[1] = std::byte{0x80}; // the length's second byte decides: zero is not the shortest
        other[2] = std::byte{0x00};
        QVERIFY(is_malformed(other));
        // Alpha of another size than the colour.
        const Bytes small = payload_of(4, 60, 70);
        const std::size_t colour_bytes = std::to_integer<std::size_t>(alpha[1] & std::byte{0x7F}) +
                                         (std::to_integer<std::size_t>(alpha[2]) << 7U);
        const std::size_t small_colour = std::to_integer<std::size_t>(small[1] & std::byte{0x7F}) +
                                         (std::to_integer<std::size_t>(small[2]) << 7U);
        QVERIFY(colour_bytes >= 128 && small_colour >= 128);
        Bytes mixed(alpha.begin(), alpha.begin() + 3 + static_cast<std::ptrdiff_t>(colour_bytes));
        mixed.insert(mixed.end(),
            small.begin() + 3 + static_cast<std::ptrdiff_t>(small_colour),
            small.end());
        QVERIFY(is_malformed(mixed));
    }
};

QTEST_APPLESS_MAIN(TstAvifBoxes)
#include "tst_avif_boxes.moc"
