// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_fetcher.h"

#include "pull_common.h"

#include <algorithm>
#include <numeric>
#include <thread>
#include <unordered_map>

namespace satpad::keyclient::etsi014 {

using core::Expected;
using core::Unexpected;
using std::chrono::milliseconds;

namespace {

constexpr int k_most_cuts = 2;
constexpr int k_most_failures = 3;
/// Behind a cut, "not found" mostly means that the KME has given them out.
constexpr milliseconds k_after_a_cut{1000};

} // namespace

Expected<std::vector<bool>> KeyFetcher::fetch(const Manifest& manifest, KeyArena& keys)
{
    m_manifest = &manifest;
    m_keys = &keys;
    m_came.assign(manifest.key_ids.size(), false);
    m_settled = m_came;
    m_deadline = Steady::now() + m_patience.batch;
    Indexes all(manifest.key_ids.size());
    std::iota(all.begin(), all.end(), 0U);
    if (auto done = in_parts(all, static_cast<std::size_t>(m_most), Window::open); !done) {
        return fail(std::move(done));
    }
    m_keys->take_all_places();
    return m_came;
}

Expected<void> KeyFetcher::in_parts(const Indexes& which, std::size_t size, Window window)
{
    for (std::size_t at = 0; at < which.size() && !out_of_time();) {
        // A KME that takes fewer than it says shows it at the first request.
        const std::size_t now =
            std::min({size, static_cast<std::size_t>(m_most), which.size() - at});
        const auto begin = which.begin() + static_cast<std::ptrdiff_t>(at);
        const Indexes part(begin, begin + static_cast<std::ptrdiff_t>(now));
        if (auto done = request(part, window); !done) {
            return done;
        }
        at += now;
    }
    return {};
}

/// Takes what one request brings. Its answer holds key: it is freed before the next one.
Expected<void> KeyFetcher::ask(const Indexes& which)
{
    std::vector<std::string> ids;
    for (const std::uint32_t index : which) {
        ids.push_back(m_manifest->key_ids[index]);
    }
    auto answer = m_source.dec_keys(ids, k_most_batch_bytes);
    if (!answer) {
        return fail(std::move(answer));
    }
    if (answer->size() == 0) {
        return Unexpected(make_error_code(Errc::not_found), "an empty answer");
    }
    take(*answer, which);
    return {};
}

Expected<void> KeyFetcher::request(Indexes which, Window window)
{
    m_tries = {m_patience.first_pause, {}, 0, 0};
    while (true) {
        if (const auto asked = ask(which); asked) {
            const std::size_t before = which.size();
            std::erase_if(which, [&](std::uint32_t index) { return m_settled[index]; });
            // Fewer than were asked for: the others come in another answer, or are lost.
            if (which.empty() || which.size() == before || out_of_time()) {
                return {};
            }
            m_tries = {m_patience.first_pause, {}, 0, 0};
            continue;
        } else if (auto next = after(asked.error(), which, window); !next) {
            return fail(std::move(next));
        } else if (*next == Next::done) {
            return {};
        } else if (*next == Next::split) {
            return in_parts(which, static_cast<std::size_t>(m_most), window);
        } else if (*next == Next::singly) {
            return in_parts(which, 1, Window::shut);
        }
    }
}

/// What a failed request means for its keys: the retry table.
Expected<KeyFetcher::Next> KeyFetcher::after(
    const core::Error& why, const Indexes& which, Window window)
{
    if (is_any(why, {Errc::unresolved, Errc::unreachable, Errc::tls_failed})) {
        if (wait(m_patience.unreachable)) {
            return Next::again;
        }
        return anything_came() ? Expected<Next>(Next::done) : Unexpected(why);
    }
    if (is_any(why, {Errc::cut, Errc::timed_out})) {
        const bool again = ++m_tries.cuts <= k_most_cuts && wait(m_patience.batch);
        return again ? Next::again : Next::done;
    }
    if (is_any(why, {Errc::failed, Errc::malformed, Errc::too_large})) {
        if (++m_tries.failures <= k_most_failures && wait(m_patience.batch)) {
            return Next::again;
        }
        return m_proven ? Expected<Next>(Next::done) : Unexpected(why);
    }
    if (is_any(why, {Errc::not_found, Errc::too_little})) {
        const milliseconds most = m_tries.cuts == 0 ? m_patience.not_there
                                                    : std::min(m_patience.not_there, k_after_a_cut);
        if (window == Window::open && wait(most)) {
            return Next::again;
        }
        // One of them that is gone may be all that is wrong with the others.
        return which.size() > 1 && !out_of_time() ? Next::singly : Next::done;
    }
    return after_lasting(why, which);
}

Expected<KeyFetcher::Next> KeyFetcher::after_lasting(const core::Error& why, const Indexes& which)
{
    const bool gives_keys = m_proven || m_said_before;
    if (is_any(why, {Errc::too_many, Errc::bad_request})) {
        if (which.size() > 1) {
            m_most = which.size() / 2;
            return Next::split;
        }
        return gives_keys ? Expected<Next>(Next::done) : Unexpected(why);
    }
    if (is(why, Errc::no_method) && which.size() > 1) { // GET takes one ID
        m_most = 1;
        return Next::split;
    }
    if (is(why, Errc::refused) && gives_keys) {
        return which.size() > 1 ? Next::singly : Next::done;
    }
    return Unexpected(why);
}

void KeyFetcher::take(const KeyContainer& answer, const Indexes& which)
{
    std::unordered_map<std::string_view, std::uint32_t> places;
    for (const std::uint32_t index : which) {
        places.emplace(m_manifest->key_ids[index], index);
    }
    for (std::size_t i = 0; i < answer.size(); ++i) {
        const auto place = places.find(answer.id(i));
        if (place == places.end() || m_settled[place->second]) {
            continue;
        }
        m_settled[place->second] = true;
        if (answer.key(i).size() == m_keys->key_bytes()) {
            m_keys->put(place->second, answer.key(i));
            m_came[place->second] = true;
            m_proven = true;
        }
    }
}

bool KeyFetcher::wait(milliseconds most)
{
    if (m_tries.waited + m_tries.pause > most || out_of_time()) {
        return false;
    }
    std::this_thread::sleep_for(m_tries.pause);
    m_tries.waited += m_tries.pause;
    m_tries.pause *= 2;
    return true;
}

bool KeyFetcher::anything_came() const
{
    return std::find(m_came.begin(), m_came.end(), true) != m_came.end();
}

} // namespace satpad::keyclient::etsi014
