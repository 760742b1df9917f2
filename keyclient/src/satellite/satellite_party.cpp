// SPDX-License-Identifier: GPL-3.0-or-later
#include "cascade.h"
#include "distill_keys.h"
#include "distill_wire.h"
#include "frame_hash.h"
#include "sifting.h"
#include "wipe_all.h"

#include <algorithm>
#include <map>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::SecretBytes;

namespace {

constexpr std::uint64_t k_most = std::uint64_t{1} << 40U; ///< of anything that is counted
constexpr std::size_t k_most_open = 256;                  ///< frames at once
constexpr std::size_t k_most_frame_bits = std::size_t{1} << 20U;

Writer message(MessageKind kind)
{
    return Writer(static_cast<std::uint8_t>(kind));
}

} // namespace

struct SatelliteParty::Inner
{
    struct Open
    {
        bool in_x;
        Frame frame;
        std::shared_ptr<const Shuffles> shuffles; ///< outlive the reference
        Reference reference;
        std::size_t checks = 0;
    };
    Inner(const DistillParameters& parameters, SentPulses sent_in, const PassTimes& times_in)
        : sent(std::move(sent_in))
        , times(times_in)
        , sifted{SiftedFrames(parameters.frame_bits), SiftedFrames(parameters.frame_bits)}
    {}

    SentPulses sent;
    PassTimes times;
    std::uint64_t next_second = 0;
    std::array<SiftedFrames, 2> sifted; ///< z, x
    std::array<std::vector<Frame>, 2> verified;
    std::array<bool, 2> closed{};             ///< a short frame was the basis's last one
    std::shared_ptr<const Shuffles> shuffles; ///< of whole frames
    std::map<std::uint64_t, Open> open;       ///< by number
    std::uint64_t frames = 0;
    bool counted = false;
};

SatelliteParty::SatelliteParty(DistillParameters parameters,
    core::RandomSource& random,
    SentPulses sent,
    const PassTimes& times,
    SecretBytes own_page,
    SecretBytes stations_page)
    : DistillParty(std::move(parameters), random, std::move(own_page), std::move(stations_page))
    , m(std::make_unique<Inner>(m_parameters, std::move(sent), times))
{}

SatelliteParty::~SatelliteParty() = default;

void SatelliteParty::take(ByteView message)
{
    if (m_ended || message.empty()) {
        return;
    }
    const auto kind = static_cast<MessageKind>(message.front());
    if (kind == MessageKind::no_key) {
        return peer_gave_up(message);
    }
    if (kind == MessageKind::tag) {
        return finish(message);
    }
    heard(message);
    bool fits = false;
    switch (m->counted ? MessageKind::no_key : kind) {
    case MessageKind::clicks:
        fits = take_clicks(message);
        break;
    case MessageKind::frame:
        fits = take_frame(message);
        break;
    case MessageKind::ask:
        fits = take_ask(message);
        break;
    case MessageKind::check:
        fits = take_check(message);
        break;
    case MessageKind::drop:
        fits = take_drop(message);
        break;
    case MessageKind::counts:
        fits = take_counts(message);
        break;
    default:
        break;
    }
    if (!fits && !m_ended) {
        give_up("the station said something that makes no sense here");
    }
}

bool SatelliteParty::take_clicks(ByteView message)
{
    const auto report = decode_clicks(message);
    if (!report || report->second < m->next_second || report->second >= m->times.seconds ||
        m->closed[0] || m->closed[1]) { // the last frames come behind the last second
        return false;
    }
    m->next_second = report->second + 1;
    // Each of them: gaps can add up to more than a number holds.
    if (std::any_of(report->pulses.begin(), report->pulses.end(), [&](std::uint64_t pulse) {
            return pulse >= m->times.pulses_per_second;
        })) {
        return false;
    }
    std::vector<Sent> all(report->pulses.size());
    m->sent(report->second, report->pulses, all);
    sift(*report, all);
    wipe_all(all);
    return true;
}

void SatelliteParty::sift(const ClickReport& report, std::span<const Sent> all)
{
    KeptReport kept{report.second, std::vector<std::uint8_t>(all.size(), k_not_kept)};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Sent& sent = all[i];
        if (sent.basis != report.bases[i]) {
            continue;
        }
        kept.intensities[i] = sent.intensity;
        auto& sifted = m->sifted[sent.basis == Basis::x ? 1 : 0];
        if (auto added = sifted.add(sent.bit, sent.intensity); !added) {
            return give_up(added.error().text());
        }
    }
    say(encode(kept));
}

bool SatelliteParty::take_frame(ByteView message)
{
    Reader in(message);
    (void)in.byte();
    const std::uint8_t basis = in.byte();
    const std::uint64_t bits = in.number(k_most_frame_bits);
    if (!in.whole() || basis > 1 || m->closed[basis] || m->open.size() >= k_most_open) {
        return false;
    }
    SiftedFrames& sifted = m->sifted[basis];
    const std::size_t there =
        sifted.has_whole() ? m_parameters.frame_bits : sifted.unfinished_bits();
    if (bits == 0 || bits != there) {
        return false;
    }
    m->closed[basis] = bits != m_parameters.frame_bits;
    Frame frame = sifted.take();
    auto shuffles = m->closed[basis] ? nullptr : m->shuffles;
    if (!shuffles) {
        shuffles = std::make_shared<const Shuffles>(frame.size(), k_most_passes, frame.size());
    }
    if (!m->closed[basis]) {
        m->shuffles = shuffles;
    }
    auto shuffled = ShuffledBits::make(*shuffles, frame.bits.view().first(frame.size() / 8));
    if (!shuffled) {
        give_up(shuffled.error().text());
        return true;
    }
    m->open.emplace(m->frames++,
        Inner::Open{
            basis == 1, std::move(frame), std::move(shuffles), Reference(std::move(*shuffled))});
    return true;
}

bool SatelliteParty::take_ask(ByteView message)
{
    Reader in(message);
    (void)in.byte();
    Writer out = satellite::message(MessageKind::told);
    const std::uint64_t frames = in.number(k_most_open);
    for (std::uint64_t i = 0; i < frames && in.good(); ++i) {
        const auto found = m->open.find(in.number(m->frames));
        const std::uint64_t count = in.number(k_most_frame_bits);
        if (!in.good() || found == m->open.end()) {
            return false;
        }
        Inner::Open& open = found->second;
        const std::uint64_t bits = open.frame.size();
        for (std::uint64_t q = 0; q < count; ++q) {
            const std::uint64_t pass = in.number(k_most_passes - 1);
            const std::uint64_t first = in.number(bits - 1);
            const std::uint64_t length = in.number(bits - first);
            // Whoever asks for more than the frame holds will get no key from it.
            if (!in.good() || length == 0 || open.reference.leaked() > 2 * bits) {
                return false;
            }
            out.bit(open.reference.answer({static_cast<std::uint32_t>(pass),
                static_cast<std::uint32_t>(first),
                static_cast<std::uint32_t>(length)}));
            ++(open.in_x ? m_report.x : m_report.z).parities;
        }
    }
    if (!in.whole()) {
        return false;
    }
    ++m_report.rounds;
    say(out.take());
    return true;
}

bool SatelliteParty::take_check(ByteView message)
{
    Reader in(message);
    (void)in.byte();
    const std::uint64_t number = in.number(m->frames);
    const ByteView key = in.bytes(8);
    const ByteView hash = in.bytes(8);
    const auto found = m->open.find(number);
    if (!in.whole() || found == m->open.end()) {
        return false;
    }
    Inner::Open& open = found->second;
    if (++open.checks > k_most_checks) {
        return false;
    }
    BasisReport& report = open.in_x ? m_report.x : m_report.z;
    ++report.checks;
    const bool equal = frame_hash(open.reference.bytes(), number_of(key)) == number_of(hash);
    Writer out = satellite::message(MessageKind::checked);
    out.number(number);
    out.byte(equal ? 1 : 0);
    say(out.take());
    if (equal) {
        ++report.frames;
        count_frame(open.frame, {}, report.counts);
        m->verified[open.in_x ? 1 : 0].push_back(std::move(open.frame));
        m->open.erase(found);
    }
    return true;
}

bool SatelliteParty::take_drop(ByteView message)
{
    Reader in(message);
    (void)in.byte();
    const auto found = m->open.find(in.number(m->frames));
    if (!in.whole() || found == m->open.end()) {
        return false;
    }
    BasisReport& report = found->second.in_x ? m_report.x : m_report.z;
    ++report.dropped;
    count_lost(found->second.frame, report.lost);
    m->open.erase(found);
    return true;
}

bool SatelliteParty::take_counts(ByteView message)
{
    Reader in(message);
    (void)in.byte();
    for (BasisReport* report : {&m_report.z, &m_report.x}) {
        const AnnouncedBasis own = announced(*report);
        bool same = true;
        for (std::size_t k = 0; k < k_intensities; ++k) {
            same = in.number(k_most) == own.clicks[k] && same;
            report->counts.errors[k] = static_cast<double>(in.number(own.clicks[k]));
        }
        same = in.number(k_most) == own.parities && same;
        same = in.number(k_most) == own.checks && same;
        same = in.number(k_most) == own.frames && same;
        same = in.number(k_most) == own.dropped && same;
        if (!same) {
            give_up("the station counts otherwise than the satellite");
            return true;
        }
    }
    m->counted = in.whole() && m->open.empty();
    return m->counted;
}

void SatelliteParty::finish(ByteView message)
{
    if (!m->counted) {
        return give_up("the station ended before it was time");
    }
    if (!is_peers_tag(message)) {
        return give_up("what the station said was altered on the way");
    }
    conclude(m_parameters, m_report);
    if (m_report.key_bits == 0) {
        return give_up(std::string(m_report.why));
    }
    std::array<Bytes, 2> seeds;
    Writer out = satellite::message(MessageKind::seeds);
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
        const std::uint64_t length = satellite::key_bits((i == 0 ? m_report.z : m_report.x).bounds);
        seeds[i].resize(seed_bytes(bits_of(m->verified[i]), length));
        m_random.fill(seeds[i]);
        out.number(length);
        out.bytes(seeds[i]);
    }
    auto key = amplify(m_report, m->verified[0], m->verified[1], seeds[0], seeds[1]);
    if (!key) {
        return give_up(key.error().text());
    }
    say(out.take());
    say_tag();
    m_key = std::move(*key);
    m_ended = true;
}

} // namespace satpad::keyclient::satellite
