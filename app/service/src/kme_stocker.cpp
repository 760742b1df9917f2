// SPDX-License-Identifier: GPL-3.0-or-later
#include "kme_stocker.h"

#include <satpad/keyclient/satellite/refusal.h>
#include <satpad/transport/error.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;
namespace kme = keyclient::kme;

namespace {

constexpr std::chrono::milliseconds k_look{500};
constexpr std::chrono::seconds k_quiet{5};
/// SAEs wait: a peer that says nothing for so long is gone.
constexpr std::chrono::seconds k_patience{15};
/// A busy contact makes room now and then: for whatever else the two sites have to talk about, and
/// for reading site.toml again, which waits until no contact is under way.
constexpr std::chrono::seconds k_longest_contact{30};
constexpr std::chrono::milliseconds k_between_contacts{250};
constexpr std::chrono::milliseconds k_first_pause{250};
constexpr std::chrono::milliseconds k_longest_pause{4'000};
/// Of greetings that did not get through …
constexpr std::chrono::milliseconds k_longest_greet_pause{30'000};
/// … and of those that were refused: it runs no KME, and has nothing of this one's last instance.
constexpr std::chrono::minutes k_longest_refused_greet_pause{5};

using keyclient::satellite::Refusal;

void wait(std::chrono::milliseconds pause, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock guard(mutex);
    never.wait_for(guard, stop, pause, [] { return false; });
}

bool is_refusal(const core::Error& why)
{
    return why.is(Errc::wrong_state) ||
           (why.code.category() == keyclient::satellite::refusal_category() &&
               why.code != make_error_code(Refusal::home_busy));
}

/// Asked again soon it would say the same.
bool is_for_long(const core::Error& why)
{
    constexpr std::array k_for_long{
        transport::Errc::refused, transport::Errc::wrong_peer, transport::Errc::protocol};
    return is_refusal(why) || std::ranges::any_of(k_for_long, [&](transport::Errc each) {
        return why.code == make_error_code(each);
    });
}

/// Of a *kme begin*: want of room or of memory. The instance was noted before.
bool was_heard(const core::Error& why)
{
    return why.code == make_error_code(Refusal::limit_exceeded) ||
           why.code == make_error_code(Refusal::storage_failed);
}

} // namespace

KmeStocker::KmeStocker(Site& site,
    transport::Node& node,
    kme::Stock& stock,
    const core::BatchId& instance,
    core::Peer peer,
    std::atomic<bool>& met,
    KmeScreen& screen)
    : m_site(site)
    , m_node(node)
    , m_stock(stock)
    , m_instance(instance)
    , m_peer(std::move(peer))
    , m_met(met)
    , m_screen(screen)
    , m_greet_pause(k_first_pause)
    , m_pause(k_first_pause)
{}

void KmeStocker::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        // Who waits comes before a greeting: its contact greets, too.
        const auto patience = has_to_greet() ? std::chrono::milliseconds(0) : k_look;
        auto wish = m_stock.next_wish(m_peer.id, patience, stop);
        if (!wish) {
            greet(stop);
            continue;
        }
        if (auto served = serve(*wish, stop); !served && !stop.stop_requested()) {
            fail_for_now(*wish, served.error(), stop);
        }
    }
}

bool KmeStocker::has_to_greet() const
{
    return !m_met && !m_peer.address.empty() && Steady::now() >= m_greet_at;
}

/// Nobody waits, so nobody is told when the peer cannot be reached.
void KmeStocker::greet(const std::stop_token& stop)
{
    if (!has_to_greet()) {
        return;
    }
    const auto nothing = [](kme::Assigner&) { return Expected<void>(); };
    if (auto met = meet(nothing, stop); !met) {
        m_greet_at = Steady::now() + m_greet_pause;
        m_greet_pause = std::min<std::chrono::milliseconds>(m_greet_pause * 2,
            is_for_long(met.error()) ? k_longest_refused_greet_pause : k_longest_greet_pause);
    }
}

Expected<void> KmeStocker::meet(const Work& work, const std::stop_token& stop)
{
    auto contact = begin_contact(m_site, m_node, m_peer, stop, k_patience);
    if (!contact) {
        return fail(std::move(contact));
    }
    const std::stop_callback cut(stop, [&] { contact->wire->cancel(); });
    kme::Assigner assigner(m_site.ledger(), m_stock, m_peer, *contact->stream);
    auto begun = assigner.begin(m_instance);
    m_met = m_met || begun || was_heard(begun.error());
    if (!begun) {
        return begun;
    }
    if (auto worked = work(assigner); !worked) {
        return worked;
    }
    static_cast<void>(contact->station.end().has_value()); // all is written down either way
    return {};
}

/// One contact, from its first wish to the quiet after its last.
Expected<void> KmeStocker::serve(kme::Wish& wish, const std::stop_token& stop)
{
    if (m_peer.address.empty()) {
        return Unexpected(Errc::invalid_argument,
            "no address is known for " + m_peer.name +
                "; satpad peer add CARD --address HOST:PORT --replace");
    }
    const auto until = Steady::now() + k_longest_contact;
    bool more = true;
    const auto fill = [&](kme::Assigner& assigner) -> Expected<void> {
        while (more && Steady::now() < until) {
            if (auto filled = assigner.fill(wish); !filled) {
                return filled;
            }
            m_pause = k_first_pause;
            m_said.clear();
            const auto next = m_stock.next_wish(m_peer.id, k_quiet, stop);
            more = next.has_value();
            wish = next.value_or(wish);
        }
        return {};
    };
    if (auto met = meet(fill, stop); !met) {
        return met;
    }
    if (more) {
        wait(k_between_contacts, stop);
    }
    return {};
}

void KmeStocker::fail_for_now(
    const kme::Wish& wish, const core::Error& why, const std::stop_token& stop)
{
    const bool refused = is_refusal(why);
    // Another contact of this pair of sites is under way; that is nobody's fault.
    const bool busy = why.code == make_error_code(transport::Errc::limit);
    if (!busy && why.text() != m_said) {
        m_said = why.text();
        m_screen.no_stock(m_peer, why);
    }
    if (refused) { // this pair, not the others with this peer
        m_stock.refused(wish);
        wait(k_first_pause, stop);
        return;
    }
    wait(m_pause, stop);
    m_pause = std::min(m_pause * 2, k_longest_pause);
}

} // namespace satpad::service
