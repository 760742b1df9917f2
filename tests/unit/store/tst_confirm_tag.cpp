// SPDX-License-Identifier: GPL-3.0-or-later
#include "seeded_random.h"

#include <satpad/core/pad_file.h>

#include <sodium.h>

#include <QTest>

#include <array>

using namespace satpad::core;
using namespace satpad::test;

namespace {

struct Pad
{
    PadId id;
    Bytes manifest;
    Bytes pages;

    Pad(std::uint64_t seed, std::size_t manifest_bytes, std::uint64_t page_count)
        : manifest(manifest_bytes)
        , pages(page_count * k_page_bytes)
    {
        SeededRandom random(seed);
        random.fill(id.bytes);
        random.fill(manifest);
        random.fill(pages);
    }
    [[nodiscard]] ByteView body() const
    {
        return ByteView(pages).first(pages.size() - k_page_bytes);
    }
    [[nodiscard]] ByteView last() const { return ByteView(pages).last(k_page_bytes); }
    [[nodiscard]] Tag tag(std::size_t step_pages = 1000) const
    {
        ConfirmTag confirm(id, manifest, pages.size() / k_page_bytes);
        confirm.start(last());
        for (ByteView left = body(); !left.empty();) {
            const std::size_t now = std::min(left.size(), step_pages * k_page_bytes);
            confirm.update(left.first(now));
            left = left.subspan(now);
        }
        return confirm.finish();
    }
};

void add_le64(Bytes& to, std::uint64_t value)
{
    for (unsigned i = 0; i < 8; ++i) {
        to.push_back(static_cast<std::byte>(value >> (8U * i) & 0xffU));
    }
}

/// docs/format.md, "CONFIRM", in one piece.
Tag straightforward(const Pad& pad)
{
    Bytes text(pad.id.bytes.begin(), pad.id.bytes.end());
    add_le64(text, pad.manifest.size());
    text.insert(text.end(), pad.manifest.begin(), pad.manifest.end());
    while (text.size() % 16 != 0) {
        text.push_back(std::byte{0});
    }
    add_le64(text, pad.pages.size() / k_page_bytes);
    text.insert(text.end(), pad.body().begin(), pad.body().end());
    Tag tag;
    crypto_onetimeauth(reinterpret_cast<unsigned char*>(tag.bytes.data()),
        reinterpret_cast<const unsigned char*>(text.data()),
        text.size(),
        reinterpret_cast<const unsigned char*>(pad.last().data()));
    return tag;
}

/// Poly1305 ignores these 22 bits of its key (RFC 8439 section 2.5): two pads that differ only
/// there, in the page that is burnt anyway, get the same tag.
bool is_clamped(std::size_t key_byte, unsigned bit)
{
    if (key_byte >= 16) {
        return false;
    }
    return key_byte % 4 == 3 ? bit >= 4 : key_byte % 4 == 0 && key_byte > 0 && bit < 2;
}

} // namespace

class TstConfirmTag : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void itIsOnePolyTagOverTheWholePad()
    {
        for (const std::size_t manifest : {0U, 1U, 7U, 8U, 9U, 24U, 100U}) {
            for (const std::uint64_t pages : {1U, 2U, 3U, 50U}) {
                const Pad pad(manifest + pages, manifest, pages);
                QVERIFY(same_tag(pad.tag(), straightforward(pad)));
            }
        }
    }
    void theStepsDoNotMatter()
    {
        const Pad pad(5, 77, 200);
        for (const std::size_t step : {1U, 3U, 64U, 199U}) {
            QVERIFY(same_tag(pad.tag(step), straightforward(pad)));
        }
    }
    void oneFlippedBitAnywhereGivesAnotherTag()
    {
        Pad pad(6, 21, 5);
        const Tag wanted = pad.tag();
        const std::size_t body = pad.body().size();
        const std::array parts{MutableByteView(pad.id.bytes),
            MutableByteView(pad.manifest),
            MutableByteView(pad.pages)};
        for (const MutableByteView part : parts) {
            for (std::size_t i = 0; i < part.size(); ++i) {
                for (unsigned bit = 0; bit < 8; ++bit) {
                    const bool in_key = part.data() == pad.pages.data() && i >= body;
                    if (in_key && is_clamped(i - body, bit)) {
                        continue;
                    }
                    part[i] ^= static_cast<std::byte>(1U << bit);
                    QVERIFY(!same_tag(pad.tag(), wanted));
                    part[i] ^= static_cast<std::byte>(1U << bit);
                }
            }
        }
        QVERIFY(same_tag(pad.tag(), wanted));
    }
    void aLongerManifestIsNotTheSameAsItsPadding()
    {
        Pad pad(7, 24, 3);
        Pad longer = pad;
        longer.manifest.resize(25);
        QVERIFY(!same_tag(pad.tag(), longer.tag()));
    }
};

QTEST_APPLESS_MAIN(TstConfirmTag)
#include "tst_confirm_tag.moc"
