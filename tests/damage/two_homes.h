// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

/// Two homes with something in every file, and the same story told in them again and again.
namespace satpad::damage {

/// What one telling gave.
struct Told
{
    std::vector<std::string> broken; ///< promises
    std::string refused;             ///< the first refusal, empty when everything went through
    bool suspect = false;            ///< a home noticed that it is not what it was
    bool verifies = true;            ///< both ledgers
    std::string truth;               ///< counts of every pad at both sites
};

class TwoHomes
{
public:
    /// Below `folder`: a message that arrived, one that waits, one half-received, a reservation
    /// whose process died; both sites stopped without closing, so that their -wal files matter.
    TwoHomes(const core::fs::path& folder, std::uint64_t seed);

    [[nodiscard]] std::vector<core::fs::path> folders() const;
    /// Opens both homes, verifies, delivers what waits, sends new pictures in both directions.
    /// `inbox_damaged`: the pictures that lie there already are not compared.
    [[nodiscard]] Told tell(bool inbox_damaged);

private:
    struct Side
    {
        core::fs::path root;
        core::fs::path states;
        core::SiteId id;
        std::unique_ptr<machine::Process> process;
    };
    using Use = std::pair<core::MessageId, int>; ///< purpose: 0 tag, 1 answers, 2 chunk

    void make_home(int side);
    void add_pad(int sender, std::uint64_t pages);
    [[nodiscard]] core::Expected<core::MessageId> seal(int from, const std::string& name);
    /// Up to `last` of: 1 recorded, 2 the chunk given, 3 answered.
    [[nodiscard]] core::Expected<void> deliver(int from, const core::MessageId& id, int last);
    void leave(
        const core::MessageHeader& header, std::uint64_t first, std::uint64_t end, int purpose);
    void check_picture(int at, const core::MessageId& id);
    [[nodiscard]] bool open(int side, Told& told);
    void judge(Told& told);
    [[nodiscard]] static core::Bytes payload_of(const std::string& name);

    test::SeededRandom m_random;
    machine::StillClock m_clock;
    std::array<Side, 2> m_sides;
    std::map<core::MessageId, std::string> m_names;
    std::map<std::pair<core::PadId, std::uint64_t>, Use> m_left;
    std::vector<std::string> m_broken;
    core::MessageId m_arrived;
    core::MessageId m_waiting;
    core::MessageId m_half;
};

/// Would the program end with one of exit 3 to 9 for this, with one line? Else what is wrong.
[[nodiscard]] std::optional<std::string> bad_refusal(const core::Error& error, bool at_open);

} // namespace satpad::damage
