// SPDX-License-Identifier: GPL-3.0-or-later
#include "message_fixture.h"

#include <QTest>

#include <functional>

using namespace satpad::core;
using namespace satpad::test;

namespace {

using Change = std::function<void(MessageHeader&)>;

struct Case
{
    const char* name;
    Change change;
};

/// One change each to a header that is right otherwise; rules 6 to 15 of docs/format.md.
std::vector<Case> broken_headers()
{
    const auto other_pad = filled_id<PadId>(0x66);
    const auto low_pad = filled_id<PadId>(0x01);
    return {
        {"message id zero", [](auto& h) { h.id = {}; }},
        {"sender zero", [](auto& h) { h.sender = {}; }},
        {"receiver zero", [](auto& h) { h.receiver = {}; }},
        {"to itself", [](auto& h) { h.receiver = h.sender; }},
        {"no content", [](auto& h) { h.content_bytes = 0; }},
        {"content over the limit", [](auto& h) { h.content_bytes = k_max_content + 1; }},
        {"pad zero",
            [](auto& h) {
                h.ranges[0].pad = {};
                h.floors[0].pad = {};
            }},
        {"one page less", [](auto& h) { --h.ranges[0].count; }},
        {"one page more", [](auto& h) { ++h.ranges[0].count; }},
        {"range without a page",
            [=](auto& h) {
                h.ranges.push_back({other_pad, 9, 0});
                h.floors.push_back({other_pad, 0});
            }},
        {"first page past the limit", [](auto& h) { h.ranges[0].first = k_max_pad_pages; }},
        {"sum wraps", [](auto& h) { h.ranges[0].first = ~std::uint64_t{0} - 1; }},
        {"counts wrap to the right total",
            [=](auto& h) {
                h.ranges = {
                    {h.ranges[0].pad, 0, ~std::uint64_t{0}}, {other_pad, 0, h.ranges[0].count + 1}};
                h.floors = {{h.ranges[0].pad, 0}, {other_pad, 0}};
            }},
        {"pads not sorted",
            [=](auto& h) {
                --h.ranges[0].count;
                h.ranges.push_back({low_pad, 0, 1});
                h.floors.push_back({low_pad, 0});
            }},
        {"overlap by one page",
            [](auto& h) {
                h.ranges[0].count -= 1;
                h.ranges.push_back({h.ranges[0].pad, h.ranges[0].end() - 1, 1});
            }},
        {"ranges of a pad not sorted",
            [](auto& h) {
                h.ranges[0].count -= 1;
                h.ranges.push_back({h.ranges[0].pad, 6, 1});
            }},
        {"floor of another pad", [=](auto& h) { h.floors[0].pad = other_pad; }},
        {"floor above the first page", [](auto& h) { h.floors[0].floor = h.ranges[0].first + 1; }},
        {"no floor", [](auto& h) { h.floors.clear(); }},
        {"two floors for one pad",
            [](auto& h) {
                h.ranges[0].count -= 1;
                h.ranges.push_back({h.ranges[0].pad, h.ranges[0].end(), 1});
                h.floors.push_back(h.floors[0]);
            }},
        {"no range",
            [](auto& h) {
                h.ranges.clear();
                h.floors.clear();
            }},
    };
}

/// `ranges` one-page ranges of one pad with gaps, in a message that needs just these.
MessageHeader header_of_ranges(std::size_t ranges)
{
    MessageHeader header = header_for(content_that_fits(ranges));
    const PadId pad = header.ranges[0].pad;
    header.ranges.clear();
    for (std::size_t i = 0; i < ranges; ++i) {
        header.ranges.push_back({pad, 5 + 2 * i, 1});
    }
    return header;
}

} // namespace

class TstHeader : public QObject
{
    Q_OBJECT
private slots:
    void aHeaderComesBack()
    {
        MessageHeader header = header_for(100000);
        header.ranges[0].count -= 10;
        header.ranges.push_back(
            {header.ranges[0].pad, header.ranges[0].end(), 4}); // touching is allowed
        header.ranges.push_back({filled_id<PadId>(0x66), 0, 6});
        header.floors.push_back({filled_id<PadId>(0x66), 0});
        const Bytes coded = encode_header(header);
        QCOMPARE(coded.size(), std::size_t{108 + 3 * 32 + 2 * 24});
        const auto length = header_length(ByteView(coded).first(16));
        QVERIFY(length.has_value());
        QCOMPARE(*length, coded.size());
        const auto back = decode_header(coded);
        QVERIFY2(back.has_value(), back ? "" : back.error().text().c_str());
        QVERIFY(*back == header);
    }
    void sixtyFourRangesAreAccepted()
    {
        const auto back = decode_header(encode_header(header_of_ranges(k_max_ranges)));
        QVERIFY2(back.has_value(), back ? "" : back.error().text().c_str());
    }
    void sixtyFiveRangesAreRefused()
    {
        const auto back = decode_header(encode_header(header_of_ranges(k_max_ranges + 1)));
        QVERIFY(!back.has_value());
        QVERIFY(back.error().is(Errc::malformed));
    }
    void aBrokenHeaderIsRefused_data()
    {
        QTest::addColumn<int>("which");
        int row = 0;
        for (const Case& broken : broken_headers()) {
            QTest::newRow(broken.name) << row++;
        }
    }
    void aBrokenHeaderIsRefused()
    {
        QFETCH(int, which);
        MessageHeader header = header_for(5000);
        QVERIFY(decode_header(encode_header(header)).has_value());
        broken_headers()[static_cast<std::size_t>(which)].change(header);
        const auto back = decode_header(encode_header(header));
        QVERIFY(!back.has_value());
        QVERIFY(back.error().is(Errc::malformed));
    }
    void eachTruncationIsRefused()
    {
        const Bytes coded = encode_header(header_for(5000));
        for (std::size_t size = 0; size < coded.size(); ++size) {
            QVERIFY(!decode_header(ByteView(coded).first(size)).has_value());
        }
        for (std::size_t size = 0; size < 16; ++size) {
            QVERIFY(!header_length(ByteView(coded).first(size)).has_value());
        }
    }
    void aByteMoreIsRefused()
    {
        Bytes coded = encode_header(header_for(5000));
        coded.push_back(std::byte{0});
        QVERIFY(!decode_header(coded).has_value());
    }
    void theFirstSixteenBytesAreFixed()
    {
        const Bytes coded = encode_header(header_for(5000));
        for (std::size_t i = 0; i < 16; ++i) {
            Bytes flipped = coded;
            flipped[i] ^= std::byte{1};
            QVERIFY2(!decode_header(flipped).has_value(), qPrintable(QString("byte %1").arg(i)));
        }
    }
    void aHugeLengthIsRefusedBeforeItIsRead()
    {
        Bytes coded = encode_header(header_for(5000));
        coded[14] = std::byte{0xff};
        const auto length = header_length(coded);
        QVERIFY(!length.has_value());
        QVERIFY(length.error().is(Errc::malformed));
    }
};

QTEST_APPLESS_MAIN(TstHeader)
#include "tst_header.moc"
