// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/secret.h>
#include <satpad/keyclient/satellite/key_length.h>
#include <satpad/keyclient/satellite/photons.h>

#include <functional>
#include <memory>
#include <string>

/// From clicks to key: two parties that talk. Each knows what it sent or measured, and what the
/// other one told it; neither does I/O. Messages go over any ordered byte stream that keeps their
/// borders. docs/distillation.md has the messages, the formulas and their sources.
namespace satpad::keyclient::satellite {

struct ClickReport;

/// What both parties agree on before the pass.
struct DistillParameters
{
    LinkParameters source; ///< intensities and probabilities; nothing else of it is used
    SecurityParameters security;
    double expected_qber = 0.015; ///< for the first frames; later ones follow what was found
    std::size_t frame_bits = 65'536;
    /// Questions one after the other: fewest parities, for two parties in one place. Otherwise all
    /// open ones at once: fewest round trips.
    bool sequential = false;
};

/// A station's detection: what it may know of it.
struct Measured
{
    std::uint64_t pulse = 0; ///< from the first one of the pass
    Basis basis = Basis::z;
    bool bit = false;
};

/// A pulse as the satellite sent it.
struct Sent
{
    std::uint8_t intensity = 0;
    Basis basis = Basis::z;
    bool bit = false;
};

/// One basis of one pass, as both parties count it at the end.
struct BasisReport
{
    BasisCounts counts;         ///< of verified frames
    BasisCounts lost;           ///< of dropped ones: every bit of them counts as wrong
    std::uint64_t parities = 0; ///< told, dropped frames included
    std::uint64_t checks = 0;   ///< hashes told, 64 bits each
    std::uint64_t frames = 0;
    std::uint64_t dropped = 0; ///< frames that did not become equal
    BlockBounds bounds;

    [[nodiscard]] double leaked() const
    {
        return static_cast<double>(parities) + 64 * static_cast<double>(checks);
    }
};

struct DistillReport
{
    BasisReport z;
    BasisReport x;
    std::uint64_t rounds = 0;     ///< questions sent and answered
    std::uint64_t bytes_up = 0;   ///< station → satellite
    std::uint64_t bytes_down = 0; ///< satellite → station
    std::uint64_t key_bits = 0;   ///< both bases, whole bytes each
    double secrecy = 0;           ///< ε_sec of the key
    double correctness = 0;       ///< ε_cor: two different frames taken for equal
    std::string why;              ///< no key: the reason, for people
    [[nodiscard]] bool has_key() const { return key_bits != 0; }
};

/// What the two parties have in common. Threads: one at a time. A party that met anything it should
/// not have ends without key and says so; it never throws for what a peer sent.
class DistillParty
{
public:
    virtual ~DistillParty();
    DistillParty(const DistillParty&) = delete;
    DistillParty& operator=(const DistillParty&) = delete;
    /// A message of the peer. What it means for this party shows in `outgoing` and `ended`.
    virtual void take(core::ByteView message) = 0;

    /// Messages for the peer, oldest first; each is given out once.
    [[nodiscard]] std::vector<core::Bytes> outgoing();
    /// Nothing is to be said or heard any more.
    [[nodiscard]] bool ended() const { return m_ended; }
    /// Bound counts and reason; complete when ended.
    [[nodiscard]] const DistillReport& report() const { return m_report; }
    /// The key of the Z basis, then that of the X basis; once, and only with `report().has_key()`.
    [[nodiscard]] core::SecretBytes take_key() { return std::move(m_key); }
    /// Ends without key here, and tells the peer.
    void give_up(const std::string& why);

protected:
    /// `own` and `peers`: one page of launch key for each side's tag, which authenticates everything
    /// that side said.
    DistillParty(DistillParameters parameters,
        core::RandomSource& random,
        core::SecretBytes own,
        core::SecretBytes peers);
    class Transcript;

    void say(core::Bytes message);
    /// The tag over all that was said; the last thing said.
    void say_tag();
    void heard(core::ByteView message);
    /// Once.
    [[nodiscard]] bool is_peers_tag(core::ByteView message);
    void end_without_key(const std::string& why);
    void peer_gave_up(core::ByteView message);

    DistillParameters m_parameters;
    core::RandomSource& m_random;
    DistillReport m_report;
    core::SecretBytes m_key;
    bool m_ended = false;

private:
    std::vector<core::Bytes> m_outgoing;
    std::unique_ptr<Transcript> m_said;
    std::unique_ptr<Transcript> m_heard;
};

/// The receiving end: it measured, and it mends its errors.
class StationParty final : public DistillParty
{
public:
    /// `own_page` and `satellites_page`: 32 bytes of launch key each, used here and nowhere else.
    StationParty(DistillParameters parameters,
        core::RandomSource& random,
        core::SecretBytes own_page,
        core::SecretBytes satellites_page);
    ~StationParty() override;

    /// The clicks of one second, by rising pulse, each second once and in order.
    void measured(
        std::uint64_t second, std::uint64_t first_pulse, std::span<const Measured> clicks);
    /// The pass is over: what is left becomes the last frame of each basis.
    void pass_over();
    void take(core::ByteView message) override;

    /// For a live display: sifted bits so far, and errors found in verified frames.
    [[nodiscard]] std::uint64_t sifted() const;

private:
    struct Inner;
    struct Work;
    [[nodiscard]] bool take_kept(core::ByteView message);
    [[nodiscard]] bool take_told(core::ByteView message);
    [[nodiscard]] bool take_checked(core::ByteView message);
    [[nodiscard]] bool take_seeds(core::ByteView message);
    void go_on();
    void begin_frames();
    void begin_frame(std::size_t basis);
    [[nodiscard]] bool ask_next(Work& work);
    void ask();
    void check(Work& work);
    void verified(Work& work);
    void say_counts();
    void finish(core::ByteView message);
    std::unique_ptr<Inner> m;
};

/// Which pulses and seconds a pass has.
struct PassTimes
{
    std::uint64_t pulses_per_second = 0;
    std::uint64_t seconds = 0;
};

/// The sending end: its string is the right one.
class SatelliteParty final : public DistillParty
{
public:
    /// What was sent in each of `pulses`, which a station claims to have seen: of the second's, from its
    /// first one, rising. Asked for rising seconds; `sent` is as long.
    using SentPulses = std::function<void(
        std::uint64_t second, std::span<const std::uint64_t> pulses, std::span<Sent> sent)>;

    SatelliteParty(DistillParameters parameters,
        core::RandomSource& random,
        SentPulses sent,
        const PassTimes& times,
        core::SecretBytes own_page,
        core::SecretBytes stations_page);
    ~SatelliteParty() override;

    void take(core::ByteView message) override;

private:
    struct Inner;
    [[nodiscard]] bool take_clicks(core::ByteView message);
    void sift(const ClickReport& report, std::span<const Sent> all);
    [[nodiscard]] bool take_frame(core::ByteView message);
    [[nodiscard]] bool take_ask(core::ByteView message);
    [[nodiscard]] bool take_check(core::ByteView message);
    [[nodiscard]] bool take_drop(core::ByteView message);
    [[nodiscard]] bool take_counts(core::ByteView message);
    void finish(core::ByteView message);
    std::unique_ptr<Inner> m;
};

} // namespace satpad::keyclient::satellite
