// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "left_files.h"

/// The relay's end of messages left: docs/contact.md, "Messages left". It answers what a station
/// says about them, message by message; all state lies in the home. No key is touched here.
namespace satpad::keyclient::satellite {

class LeftDesk
{
public:
    /// For a contact with `station`. Home and clock outlive it.
    LeftDesk(const core::Home& home,
        const core::Clock& clock,
        const core::SiteId& station,
        const LeftLimits& limits)
        : m_home(home)
        , m_clock(clock)
        , m_station(station)
        , m_limits(limits)
        , m_folder(home)
    {}
    /// What to answer; whatever it says is durable before. Errors: Errc::malformed for what no
    /// station says; storage.
    [[nodiscard]] core::Expected<core::Bytes> answer(ContactKind kind, core::ByteView message);

private:
    [[nodiscard]] core::Expected<core::Bytes> leave(core::ByteView message);
    [[nodiscard]] core::Expected<core::Bytes> part(core::ByteView message);
    [[nodiscard]] core::Expected<core::Bytes> next(core::ByteView message);
    [[nodiscard]] core::Expected<core::Bytes> fetch(core::ByteView message);
    [[nodiscard]] core::Expected<core::Bytes> have(core::ByteView message);

    [[nodiscard]] core::Expected<std::string> why_not(const LeftTold& told);
    [[nodiscard]] core::Expected<core::Bytes> how_far(KeptNote& note);
    [[nodiscard]] core::Expected<void> use_up(const KeptNote& note, const std::string& why);

    const core::Home& m_home;
    const core::Clock& m_clock;
    core::SiteId m_station;
    LeftLimits m_limits;
    LeftFolder m_folder;
};

} // namespace satpad::keyclient::satellite
