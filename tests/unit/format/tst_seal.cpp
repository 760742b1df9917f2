// SPDX-License-Identifier: GPL-3.0-or-later
#include "message_fixture.h"

#include <satpad/core/environment.h>

#include <QTest>

using namespace satpad::core;
using namespace satpad::test;

namespace {

/// Opens all chunks, or the first error.
Expected<Bytes> open_all(const MessageHeader& header, PageSource& pages, ByteView sealed)
{
    Bytes content;
    const MessageGeometry geometry(header.content_bytes);
    for (std::uint64_t chunk = 0; chunk < geometry.chunks(); ++chunk) {
        Bytes plain(geometry.chunk_bytes(chunk));
        if (auto opened =
                open_chunk(header, chunk, sealed_chunk(header, sealed, chunk), pages, plain);
            !opened) {
            return fail(std::move(opened));
        }
        content.insert(content.end(), plain.begin(), plain.end());
    }
    return content;
}

bool is_authentication_failure(const Expected<void>& result)
{
    return !result.has_value() && result.error().is(Errc::authentication_failed);
}

} // namespace

class TstSeal : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }
    void contentComesBack_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {1, 31, 32, 33, 65535, 65536, 65537, 131072, 200001}) {
            QTest::newRow(QByteArray::number(size).constData()) << size;
        }
    }
    void contentComesBack()
    {
        QFETCH(int, size);
        const Bytes content = random_bytes(static_cast<std::size_t>(size), 1);
        const MessageHeader header = header_for(content.size());
        MemoryPages pages(MessageGeometry(content.size()).pages(), 2);
        const auto sealed = seal_all(header, pages, content);
        QVERIFY(sealed.has_value());
        QCOMPARE(sealed->size(), std::size_t{MessageGeometry(content.size()).sealed_bytes()});
        const auto back = open_all(header, pages, *sealed);
        QVERIFY(back.has_value());
        QVERIFY(*back == content);
    }
    void ciphertextIsContentUnderItsPadPages()
    {
        const Bytes content = random_bytes(65600, 3);
        const MessageHeader header = header_for(content.size());
        MemoryPages pages(MessageGeometry(content.size()).pages(), 4);
        const auto sealed = seal_all(header, pages, content);
        QVERIFY(sealed.has_value());
        // Byte 65540 of the content is byte 4 of chunk 1, whose pad starts at page 3 + 2049.
        QVERIFY((*sealed)[65552 + 4] == (content[65540] ^ pages.bytes()[(3 + 2049) * 32 + 4]));
        QVERIFY((*sealed)[100] == (content[100] ^ pages.bytes()[3 * 32 + 100]));
    }
    void sealingReadsEachChunksPagesAtOnce()
    {
        const Bytes content = random_bytes(65536 + 40, 5);
        MemoryPages pages(MessageGeometry(content.size()).pages(), 6);
        QVERIFY(seal_all(header_for(content.size()), pages, content).has_value());
        const std::vector<MemoryPages::Read> expected{{2, 2049}, {2 + 2049, 3}};
        QVERIFY(pages.reads == expected);
    }
    void verifyingTouchesOnlyTheTagKeyPage()
    {
        const Bytes content = random_bytes(65536 + 40, 7);
        const MessageHeader header = header_for(content.size());
        MemoryPages pages(MessageGeometry(content.size()).pages(), 8);
        const auto sealed = seal_all(header, pages, content);
        QVERIFY(sealed.has_value());
        pages.reads.clear();
        QVERIFY(verify_chunk(header, 1, sealed_chunk(header, *sealed, 1), pages).has_value());
        const std::vector<MemoryPages::Read> expected{{2 + 2049, 1}};
        QVERIFY(pages.reads == expected);
    }
    void eachFlippedBitOfASmallMessageIsRefused()
    {
        const Bytes content = random_bytes(45, 9);
        const MessageHeader header = header_for(content.size());
        MemoryPages pages(MessageGeometry(content.size()).pages(), 10);
        const auto sealed = seal_all(header, pages, content);
        QVERIFY(sealed.has_value());
        for (std::size_t bit = 0; bit < sealed->size() * 8; ++bit) {
            Bytes flipped = *sealed;
            flipped[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
            QVERIFY(is_authentication_failure(verify_chunk(header, 0, flipped, pages)));
            Bytes plain(content.size(), std::byte{0xee});
            QVERIFY(is_authentication_failure(open_chunk(header, 0, flipped, pages, plain)));
            QVERIFY(std::all_of(
                plain.begin(), plain.end(), [](std::byte b) { return b == std::byte{0xee}; }));
        }
    }
    void eachOtherLengthIsMalformed()
    {
        const Bytes content = random_bytes(45, 11);
        const MessageHeader header = header_for(content.size());
        MemoryPages pages(MessageGeometry(content.size()).pages(), 12);
        auto sealed = seal_all(header, pages, content);
        QVERIFY(sealed.has_value());
        sealed->push_back(std::byte{0});
        for (std::size_t size = 0; size <= sealed->size(); ++size) {
            const auto checked = verify_chunk(header, 0, ByteView(*sealed).first(size), pages);
            QCOMPARE(checked.has_value(), size == content.size() + 16);
            QVERIFY(checked.has_value() || checked.error().is(Errc::malformed));
        }
        QVERIFY(verify_chunk(header, 1, ByteView(*sealed).first(61), pages)
                    .error()
                    .is(Errc::malformed));
    }
    void chunksHoldOnlyInTheirPlaceAndMessage()
    {
        const Bytes content = random_bytes(3 * 65536, 13);
        const MessageHeader header = header_for(content.size());
        MemoryPages pages(MessageGeometry(content.size()).pages(), 14);
        const auto sealed = seal_all(header, pages, content);
        QVERIFY(sealed.has_value());
        QVERIFY(is_authentication_failure(
            verify_chunk(header, 0, sealed_chunk(header, *sealed, 1), pages)));
        MessageHeader other = header;
        other.id = filled_id<MessageId>(0x12);
        QVERIFY(is_authentication_failure(
            verify_chunk(other, 0, sealed_chunk(header, *sealed, 0), pages)));
        // The same chunk as the last of a shorter message: only the last flag differs.
        const MessageHeader shorter = header_for(2 * 65536);
        QVERIFY(verify_chunk(shorter, 0, sealed_chunk(header, *sealed, 0), pages).has_value());
        QVERIFY(is_authentication_failure(
            verify_chunk(shorter, 1, sealed_chunk(header, *sealed, 1), pages)));
    }
    void theSecretsComeFromTheFirstTwoPages()
    {
        const MessageHeader header = header_for(45);
        MemoryPages pages(MessageGeometry(45).pages(), 15);
        const auto secrets = message_secrets(encode_header(header), pages);
        QVERIFY(secrets.has_value());
        QVERIFY(std::equal(secrets->accepted.bytes.begin(),
            secrets->accepted.bytes.end(),
            pages.bytes().begin() + 32));
        QVERIFY(std::equal(secrets->abandoned.bytes.begin(),
            secrets->abandoned.bytes.end(),
            pages.bytes().begin() + 48));
        MessageHeader other = header;
        other.chain_head.bytes[0] ^= std::byte{1};
        const auto others = message_secrets(encode_header(other), pages);
        QVERIFY(others.has_value());
        QVERIFY(!same_tag(secrets->record_tag, others->record_tag));
        QVERIFY(same_tag(secrets->accepted, others->accepted));
    }
    void anErrorOfAnyPartStopsSealing()
    {
        const MessageHeader header = header_for(3 * 65536);
        MemoryPages pages(MessageGeometry(header.content_bytes).pages(), 16);
        std::uint64_t written = 0;
        const auto read = [](MutableByteView) -> Expected<void> { return {}; };
        const auto write = [&](ByteView) -> Expected<void> {
            ++written;
            return {};
        };
        const auto stop = [](std::uint64_t done) -> Expected<void> {
            return done == 65536 ? Expected<void>{} : Unexpected(Errc::cancelled);
        };
        const auto sealed = seal_chunks(header, pages, read, write, stop);
        QVERIFY(!sealed.has_value() && sealed.error().is(Errc::cancelled));
        QCOMPARE(written, std::uint64_t{2});
        MemoryPages too_few(10, 17);
        const auto failed = seal_chunks(header, too_few, read, write);
        QVERIFY(!failed.has_value() && failed.error().is(Errc::home_damaged));
        QCOMPARE(written, std::uint64_t{2});
    }
    void poly1305GivesTheTagOfRfc8439()
    {
        const auto key =
            PublicKey::from_hex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
        QVERIFY(key.has_value());
        const std::string_view text = "Cryptographic Forum Research Group";
        const ByteView bytes = std::as_bytes(std::span(text));
        const std::array<ByteView, 2> parts{bytes.first(5), bytes.subspan(5)};
        QCOMPARE(one_time_tag(key->view(), parts).hex(),
            std::string("a8061dc1305136c6c22b8baf0c0127a9"));
    }
    void xorWorksInPlace()
    {
        Bytes a = random_bytes(1000, 18);
        const Bytes first = a;
        const Bytes b = random_bytes(1000, 19);
        xor_bytes(a, b, a);
        QVERIFY(a != first);
        xor_bytes(a, b, a);
        QVERIFY(a == first);
    }
};

QTEST_APPLESS_MAIN(TstSeal)
#include "tst_seal.moc"
