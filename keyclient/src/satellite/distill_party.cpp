// SPDX-License-Identifier: GPL-3.0-or-later
#include "distill_wire.h"
#include "sifting.h"

#include <sodium.h>

/// What both parties do alike: talking, tags, ending.
namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::SecretBytes;

namespace {

const unsigned char* raw(ByteView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

constexpr std::size_t k_longest_reason = 200;

} // namespace

/// Poly1305 under a key used once, over every message with its length before it.
class DistillParty::Transcript
{
public:
    explicit Transcript(SecretBytes key) { crypto_onetimeauth_init(&m_state, raw(key.view())); }
    ~Transcript() { sodium_memzero(&m_state, sizeof m_state); }
    Transcript(const Transcript&) = delete;
    Transcript& operator=(const Transcript&) = delete;

    void add(ByteView message)
    {
        std::array<std::byte, 8> length{};
        for (std::size_t i = 0; i < length.size(); ++i) {
            length[i] = static_cast<std::byte>(message.size() >> (8 * i));
        }
        crypto_onetimeauth_update(&m_state, raw(length), length.size());
        crypto_onetimeauth_update(&m_state, raw(message), message.size());
    }
    /// Once.
    [[nodiscard]] core::Tag tag()
    {
        core::Tag made;
        crypto_onetimeauth_final(&m_state, reinterpret_cast<unsigned char*>(made.bytes.data()));
        return made;
    }

private:
    crypto_onetimeauth_state m_state;
};

DistillParty::DistillParty(
    DistillParameters parameters, core::RandomSource& random, SecretBytes own, SecretBytes peers)
    : m_parameters(std::move(parameters))
    , m_random(random)
    , m_said(std::make_unique<Transcript>(std::move(own)))
    , m_heard(std::make_unique<Transcript>(std::move(peers)))
{}

DistillParty::~DistillParty() = default;

std::vector<Bytes> DistillParty::outgoing()
{
    return std::exchange(m_outgoing, {});
}

void DistillParty::say(Bytes message)
{
    m_said->add(message);
    m_outgoing.push_back(std::move(message));
}

void DistillParty::say_tag()
{
    Writer out(static_cast<std::uint8_t>(MessageKind::tag));
    out.bytes(m_said->tag().bytes);
    m_outgoing.push_back(out.take());
}

bool DistillParty::is_peers_tag(ByteView message)
{
    Reader in(message);
    (void)in.byte();
    const ByteView told = in.bytes(sizeof(core::Tag::bytes));
    const core::Tag own = m_heard->tag();
    return in.whole() && sodium_memcmp(raw(told), raw(own.bytes), told.size()) == 0;
}

void DistillParty::heard(ByteView message)
{
    m_heard->add(message);
}

void DistillParty::give_up(const std::string& why)
{
    if (m_ended) {
        return;
    }
    Writer out(static_cast<std::uint8_t>(MessageKind::no_key));
    out.bytes(std::as_bytes(std::span(why.data(), std::min(why.size(), k_longest_reason))));
    m_outgoing.push_back(out.take());
    end_without_key(why);
}

void DistillParty::end_without_key(const std::string& why)
{
    m_ended = true;
    m_key = {};
    m_report.key_bits = 0;
    m_report.why = why;
}

void DistillParty::peer_gave_up(ByteView message)
{
    std::string why = "the peer ended it: ";
    for (const std::byte one : message.subspan(1, std::min(message.size() - 1, k_longest_reason))) {
        const auto c = static_cast<char>(one);
        why += c >= ' ' && c <= '~' ? c : '?';
    }
    end_without_key(why);
}

} // namespace satpad::keyclient::satellite
