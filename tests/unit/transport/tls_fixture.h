// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../../support/fake_site.h"

#include <satpad/transport/error.h>
#include <satpad/transport/node.h>

#include <sodium.h>

#include <future>

/// Real nodes on loopback with sites in memory behind them.
namespace satpad::test {

struct Identity
{
    explicit Identity(std::uint8_t number)
        : id(site_id(number))
        , name("site " + std::to_string(number))
    {
        seed.fill(std::byte{number});
        std::array<unsigned char, 64> secret{};
        crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(key.bytes.data()),
            secret.data(),
            reinterpret_cast<unsigned char*>(seed.data()));
    }
    core::SiteId id;
    std::string name;
    std::array<std::byte, 32> seed{};
    core::PublicKey key;
};

class Book final : public transport::PeerBook
{
public:
    void pin(const Identity& who)
    {
        const std::lock_guard lock(m_mutex);
        m_pinned.push_back({who.id, who.key, who.name});
    }
    std::optional<transport::PinnedPeer> by_key(const core::PublicKey& key) const override
    {
        return find([&](const transport::PinnedPeer& peer) { return peer.key == key; });
    }
    std::optional<transport::PinnedPeer> by_id(const core::SiteId& id) const override
    {
        return find([&](const transport::PinnedPeer& peer) { return peer.id == id; });
    }

private:
    template <typename Match> std::optional<transport::PinnedPeer> find(const Match& match) const
    {
        const std::lock_guard lock(m_mutex);
        for (const transport::PinnedPeer& peer : m_pinned) {
            if (match(peer)) {
                return peer;
            }
        }
        return std::nullopt;
    }
    mutable std::mutex m_mutex;
    std::vector<transport::PinnedPeer> m_pinned;
};

/// One site with its node. Members die in the right order: node, then what it uses.
struct RunningSite
{
    explicit RunningSite(std::uint8_t number, transport::NodeSettings settings = {})
        : identity(number)
        , site(identity.id, 7)
    {
        settings.self = identity.id;
        settings.name = identity.name;
        settings.turned_away = [this](const core::Error& why, const std::string&) {
            const std::lock_guard lock(turned_mutex);
            turned_away.push_back(why);
        };
        node = std::move(transport::Node::make(std::move(settings), identity.seed, site, book))
                   .value();
    }
    [[nodiscard]] std::string listen()
    {
        return "127.0.0.1:" + std::to_string(node->listen("127.0.0.1:0").value());
    }
    /// Dials and waits for the session's end, at most a minute.
    core::Expected<void> dial(const Identity& peer, const std::string& address)
    {
        auto ended = std::make_shared<std::promise<transport::SessionEnd>>();
        auto waiting = ended->get_future();
        node->dial(
            peer.id, address, transport::Node::Until::idle, [ended](transport::SessionEnd end) {
                ended->set_value(std::move(end));
            });
        if (waiting.wait_for(std::chrono::seconds(60)) != std::future_status::ready) {
            return core::Unexpected(core::Errc::internal, "the session did not end");
        }
        return waiting.get().result;
    }
    [[nodiscard]] std::vector<core::Error> turned() const
    {
        const std::lock_guard lock(turned_mutex);
        return turned_away;
    }

    Identity identity;
    Book book;
    FakeSite site;
    mutable std::mutex turned_mutex;
    std::vector<core::Error> turned_away;
    std::unique_ptr<transport::Node> node;
};

} // namespace satpad::test
