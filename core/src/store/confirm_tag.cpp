// SPDX-License-Identifier: GPL-3.0-or-later
#include "bytes.h"

#include <satpad/core/pad_file.h>

#include <sodium.h>

#include <array>
#include <new>

namespace satpad::core {

using namespace store;

struct ConfirmTag::State
{
    PadId id;
    Bytes manifest;
    std::uint64_t pages = 0;
    std::uint64_t left = 0; ///< pages still to come, the last one not counted
    bool started = false;
    SecretBytes mac;

    [[nodiscard]] crypto_onetimeauth_state* poly()
    {
        return reinterpret_cast<crypto_onetimeauth_state*>(mac.span().data());
    }
    void add(ByteView bytes) { crypto_onetimeauth_update(poly(), raw(bytes), bytes.size()); }
    void add_le64(std::uint64_t value)
    {
        std::array<std::byte, 8> bytes{};
        put_le64(bytes, 0, value);
        add(bytes);
    }
    static void require(bool holds)
    {
        if (!holds) {
            std::abort();
        }
    }
};

ConfirmTag::ConfirmTag(const PadId& id, ByteView manifest, std::uint64_t pages)
    : m_state(std::make_unique<State>())
{
    State::require(pages > 0);
    auto memory = SecretBytes::allocate(sizeof(crypto_onetimeauth_state));
    if (!memory) {
        throw std::bad_alloc(); // like any other want of memory: caught once, at the top of the
                                // thread
    }
    m_state->id = id;
    m_state->manifest.assign(manifest.begin(), manifest.end());
    m_state->pages = pages;
    m_state->left = pages - 1;
    m_state->mac = std::move(*memory);
}

ConfirmTag::~ConfirmTag() = default;

void ConfirmTag::start(ByteView last_page)
{
    State& s = *m_state;
    State::require(!s.started && last_page.size() == crypto_onetimeauth_KEYBYTES);
    s.started = true;
    crypto_onetimeauth_init(s.poly(), raw(last_page));
    static constexpr std::array<std::byte, 16> zeros{};
    const std::size_t head = s.id.bytes.size() + 8 + s.manifest.size();
    s.add(s.id.view());
    s.add_le64(s.manifest.size());
    s.add(s.manifest);
    s.add(ByteView(zeros).first((16 - head % 16) % 16));
    s.add_le64(s.pages);
}

void ConfirmTag::update(ByteView pages)
{
    State& s = *m_state;
    State::require(
        s.started && pages.size() % k_page_bytes == 0 && pages.size() / k_page_bytes <= s.left);
    s.left -= pages.size() / k_page_bytes;
    s.add(pages);
}

Tag ConfirmTag::finish()
{
    State& s = *m_state;
    State::require(s.started && s.left == 0);
    Tag tag;
    crypto_onetimeauth_final(s.poly(), raw(MutableByteView(tag.bytes)));
    s.mac.wipe();
    s.started = false;
    return tag;
}

} // namespace satpad::core
