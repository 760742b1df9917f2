// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/card.h>
#include <satpad/core/inbox.h>
#include <satpad/core/outbox.h>

namespace satpad::service {

namespace fs = std::filesystem;

/// What every use case needs of the world. Owned by main or a test; outlives every Site.
struct World
{
    core::FileStore& files;
    core::RandomSource& random;
    const core::Clock& clock;
    fs::path state_folder; ///< $XDG_STATE_HOME/satpad
};

/// $XDG_DATA_HOME/satpad (or ~/.local/share/satpad): where homes lie by default.
[[nodiscard]] fs::path default_homes_folder();
/// $XDG_STATE_HOME/satpad (or ~/.local/state/satpad).
[[nodiscard]] fs::path default_state_folder();
/// The home to use when none is named: the only one in `homes`.
/// Errors: Errc::not_set_up when there is none; Errc::invalid_argument naming them when there are
/// several.
[[nodiscard]] core::Expected<fs::path> only_home(const fs::path& homes);

struct InitRequest
{
    fs::path home;
    std::string name;
    std::string listen; ///< empty: the default
    core::HomeKind kind = core::HomeKind::real;
};

/// An opened site: home, ledger, outbox, inbox. Not movable, because they point at each other.
/// Threads: config changes from one thread while no session runs; everything else is thread-safe.
class Site
{
public:
    [[nodiscard]] static core::Expected<void> init(const World& world, const InitRequest& request);
    [[nodiscard]] static core::Expected<std::unique_ptr<Site>> open(
        const World& world, const fs::path& home, const core::Home::AskPassphrase& passphrase);

    [[nodiscard]] core::Home& home() noexcept { return *m_home; }
    [[nodiscard]] const core::SiteConfig& config() const noexcept { return m_home->config(); }
    [[nodiscard]] core::PadLedger& ledger() noexcept { return m_ledger; }
    [[nodiscard]] core::Outbox& outbox() noexcept { return m_outbox; }
    [[nodiscard]] core::Inbox& inbox() noexcept { return m_inbox; }

    [[nodiscard]] core::Card card() const;
    /// Name of a site id for people: the peer's name, or the first digits of its id.
    [[nodiscard]] std::string name_of(const core::SiteId& id) const;
    /// Errors: Errc::unknown_peer naming the known ones.
    [[nodiscard]] core::Expected<core::Peer> peer(std::string_view name) const;

    enum class Replace
    {
        no,
        yes
    };
    /// Pins a card. Errors: Errc::already_exists when the name or site is known (unless replaced),
    /// Errc::invalid_argument for our own card.
    [[nodiscard]] core::Expected<core::Peer> add_peer(
        const core::Card& card, const std::string& address, Replace replace);
    /// Where it is dialled from now on; empty: it dials in. Key, pads and messages stay as they are.
    /// Errors: Errc::unknown_peer; Errc::invalid_argument for what is not HOST:PORT.
    [[nodiscard]] core::Expected<void> set_peer_address(
        std::string_view name, const std::string& address);
    /// Errors: Errc::wrong_state while pads with it hold free or reserved pages, or messages are
    /// open.
    [[nodiscard]] core::Expected<void> remove_peer(std::string_view name);

private:
    Site(std::unique_ptr<core::Home> home, core::PadLedger ledger);
    std::unique_ptr<core::Home> m_home;
    core::PadLedger m_ledger;
    core::Outbox m_outbox;
    core::Inbox m_inbox;
};

/// Free key with one peer, in bytes of pages.
struct KeyLeft
{
    std::uint64_t send_pages = 0;
    std::uint64_t suspended_pages =
        0; ///< would be there to send with, were their pads not suspended
    std::uint64_t receive_pages = 0;
    std::vector<core::PadSummary> pads;
};
[[nodiscard]] core::Expected<KeyLeft> key_left(Site& site, const core::SiteId& peer);

} // namespace satpad::service
