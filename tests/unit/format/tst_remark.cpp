// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/remark.h>

#include <QTest>

#include <limits>

using namespace satpad::core;

namespace {

constexpr std::uint32_t k_most = std::numeric_limits<std::uint32_t>::max();

MessageId some_id()
{
    return *MessageId::from_hex("e0e1e2e3e4e5e6e7e8e9eaebecedeeef");
}

std::vector<Remark> samples()
{
    return {PictureRequest{some_id()},
        PictureRequest{some_id(), std::nullopt, 1},
        PictureRequest{some_id(), std::nullopt, k_max_content},
        PictureRequest{some_id(), Region{0, 0, 1, 1}, 128},
        PictureRequest{some_id(), Region{4000, 3000, 640, 480}, 16000},
        PictureRequest{some_id(), Region{k_most - 1, k_most - 1, 1, 1}, 5},
        PictureRequest{some_id(), Region{0, 0, k_most, k_most}, k_max_content},
        RequestRefusal{some_id(), RefusedFor::unknown, 0},
        RequestRefusal{some_id(), RefusedFor::no_fit, k_max_content}};
}

} // namespace

class TstRemark : public QObject
{
    Q_OBJECT
private slots:
    void everyRemarkComesBack()
    {
        for (const Remark& remark : samples()) {
            const Bytes coded = encode_remark(remark);
            QVERIFY(coded.size() <= k_max_remark);
            QVERIFY(is_remark(coded));
            QVERIFY(!decode_content_header(coded).has_value());
            const auto back = decode_remark(coded);
            QVERIFY(back.has_value());
            QVERIFY(*back == remark);
        }
    }
    void whatIsAskedForCostsOnePageOfPad()
    {
        // Two of the message, one of its chunk, one of 32 bytes: up to pictures of 16 383 pixels a
        // side and 2 MB.
        const Remark whole = PictureRequest{some_id()};
        const Remark region = PictureRequest{some_id(), Region{12000, 9000, 4383, 4000}, 2'000'000};
        const Remark refusal = RequestRefusal{some_id(), RefusedFor::too_much, 30'000'000};
        for (const Remark& remark : {whole, region, refusal}) {
            QCOMPARE(MessageGeometry(encode_remark(remark).size()).pages(), std::uint64_t{4});
        }
    }
    void eachTruncationAndEachByteBehindIsRefused()
    {
        for (const Remark& remark : samples()) {
            Bytes coded = encode_remark(remark);
            for (std::size_t size = 0; size < coded.size(); ++size) {
                const auto back = decode_remark(ByteView(coded).first(size));
                QVERIFY(!back.has_value());
                QVERIFY(back.error().is(Errc::malformed));
            }
            coded.push_back(std::byte{1});
            QVERIFY(!decode_remark(coded).has_value());
        }
    }
    void picturesAreNoRemarks()
    {
        ContentHeader header;
        header.name = "n";
        QVERIFY(!is_remark(encode_content_header(header)));
        header.answers = mark_of(some_id());
        QVERIFY(!is_remark(encode_content_header(header)));
        QVERIFY(!is_remark({}));
    }
};

QTEST_APPLESS_MAIN(TstRemark)
#include "tst_remark.moc"
