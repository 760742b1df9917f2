// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay_files.h"

/// The relay's end of relays: docs/contact.md, "Relay". It answers what a station says about them,
/// message by message; all state lies in the home, so that the next contact goes on.
namespace satpad::keyclient::satellite {

class RelayDesk
{
public:
    /// For a contact with `station`. Home, ledger and clock outlive it.
    /// `onward`: in a turn that this site gave; only what goes to a next relay.
    RelayDesk(core::Home& home,
        core::PadLedger& ledger,
        const core::Clock& clock,
        const core::SiteId& station,
        bool onward = false)
        : m_home(home)
        , m_ledger(ledger)
        , m_clock(clock)
        , m_station(station)
        , m_folder(home)
        , m_onward(onward)
    {}
    /// What to answer; whatever it says is durable before. Errors: Errc::malformed for what no
    /// station says; whatever keeps an asked relay from being: unknown_peer, not_enough_key.
    [[nodiscard]] core::Expected<core::Bytes> answer(ContactKind kind, core::ByteView message);

private:
    [[nodiscard]] core::Expected<core::Bytes> ask(core::ByteView message);
    [[nodiscard]] core::Expected<core::Bytes> next(core::ByteView message);
    [[nodiscard]] core::Expected<core::Bytes> taken(core::ByteView message);
    [[nodiscard]] core::Expected<core::Bytes> stored(core::ByteView message);
    [[nodiscard]] core::Expected<core::Bytes> given_up(core::ByteView message);
    [[nodiscard]] core::Expected<core::Bytes> heard(core::ByteView message);

    [[nodiscard]] core::Expected<void> take_first_leg(RelayNote& note);
    [[nodiscard]] core::Expected<core::Bytes> say_of(RelayNote& note);
    [[nodiscard]] core::Expected<core::Bytes> tell_far_end(RelayNote& note);
    [[nodiscard]] core::Expected<void> take_far_leg(RelayNote& note);
    [[nodiscard]] bool concerns(const RelayNote& note) const;
    [[nodiscard]] bool is_next(const RelayNote& note) const;
    [[nodiscard]] core::Expected<RelayNote> note_of(const core::BatchId& relay);

    core::Home& m_home;
    core::PadLedger& m_ledger;
    const core::Clock& m_clock;
    core::SiteId m_station;
    RelayFolder m_folder;
    bool m_onward;
};

/// Sets what the leg to `next` and the ones behind it will add at most: the asker's pads carry it
/// from the beginning.
[[nodiscard]] core::Expected<void> promise(const core::Home& home,
    const core::PadLedger& ledger,
    const core::SiteId& next,
    RelayPads& pads);
/// Brings what a crash left of a relay into order: files whose pages were burnt go, and key that is
/// not needed any more. False: nothing is left of it. Within a turn.
[[nodiscard]] core::Expected<bool> settle_relay(
    const RelayFolder& folder, const core::PadLedger& ledger, const RelayNote& note);
[[nodiscard]] core::Expected<void> forget_relay(
    const RelayFolder& folder, const core::BatchId& relay);

} // namespace satpad::keyclient::satellite
