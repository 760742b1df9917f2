// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_drawer.h"

#include "pull_common.h"
#include "pull_wire.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace satpad::keyclient::etsi014 {

using core::Expected;
using core::Unexpected;
using std::chrono::milliseconds;

namespace {

constexpr std::uint64_t k_most_key_bits = std::uint64_t{1} << 20U; ///< eight to a batch
constexpr std::uint64_t k_usual_key_bits = 256;
constexpr std::uint64_t k_usual_number = 128;
constexpr int k_most_failures = 5;
constexpr int k_strays_to_adopt = 3;

std::uint64_t or_else(std::uint64_t value, std::uint64_t otherwise)
{
    return value == 0 ? otherwise : value;
}

std::uint64_t at_most(std::uint64_t value, std::uint64_t limit)
{
    return limit == 0 ? value : std::min(value, limit);
}

bool is_key_id(const std::string& id)
{
    return !id.empty() && id.size() <= k_most_id_bytes;
}

} // namespace

void pause_for(milliseconds time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock guard(mutex);
    static_cast<void>(wake.wait_for(guard, stop, time, [] { return false; }));
}

void KeyDrawer::learn(const Status& status)
{
    const std::uint64_t usual = or_else(status.key_size, k_usual_key_bits);
    std::uint64_t bits = at_most(or_else(status.max_key_size, usual), m_access.most_key_bits);
    bits = std::clamp<std::uint64_t>(std::max(bits, status.min_key_size), 8, k_most_key_bits);
    m_key_bytes = static_cast<std::size_t>(bits / 8);
    m_usual_bytes =
        static_cast<std::size_t>(std::clamp<std::uint64_t>(usual, 8, k_most_key_bits) / 8);
    m_least_bytes = static_cast<std::size_t>((status.min_key_size + 7) / 8);
    m_any_size = status.max_key_size != 0 && status.min_key_size != 0;
    m_most = at_most(or_else(status.max_key_per_request, k_usual_number), m_access.most_keys);
}

KeyDrawer::Asked KeyDrawer::ask_for(std::uint64_t bytes) const
{
    std::size_t size = m_key_bytes;
    if (m_any_size && bytes < size) { // the last one: not more than is wanted
        const auto whole = static_cast<std::size_t>((bytes + 31) / 32 * 32);
        size = std::min(size, std::max(whole, m_least_bytes));
    }
    std::uint64_t number = std::min<std::uint64_t>(m_most, (bytes + size - 1) / size);
    number = std::min<std::uint64_t>({number, k_most_batch_bytes / size, k_most_batch_keys});
    return {std::max<std::uint64_t>(1, at_most(number, m_few)), size};
}

Expected<std::optional<Drawn>> KeyDrawer::draw(std::uint64_t bytes, const Asking& asking)
{
    m_pause = m_patience.first_pause;
    m_waited = milliseconds(0);
    m_failures = 0;
    while (!m_stop.stop_requested()) {
        const Asked asked = ask_for(bytes);
        if (auto noted = asking(asked.keys); !noted) {
            return fail(std::move(noted));
        }
        auto answer = m_source.enc_keys(asked.keys, asked.key_bytes * 8);
        if (answer && answer->size() != 0) {
            m_few = 2 * m_few < m_most ? 2 * m_few : 0;
            auto drawn = look_at(std::move(*answer), asked);
            if (!drawn || (*drawn && !(*drawn)->fit.empty())) {
                return drawn;
            }
            continue;
        }
        const core::Error why = answer
                                    ? core::Error{make_error_code(Errc::too_little), "it gave none"}
                                    : answer.error();
        auto next = after(why, asked);
        if (!next) {
            return fail(std::move(next));
        }
        if (*next == Next::empty) {
            return std::optional<Drawn>();
        }
    }
    return Unexpected(core::Errc::cancelled, "stopped by the operator");
}

/// Believe the answer, not the request.
Expected<std::optional<Drawn>> KeyDrawer::look_at(KeyContainer keys, const Asked& asked)
{
    const std::size_t first = keys.key(0).size();
    bool alike = true;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        alike = alike && keys.key(i).size() == first;
    }
    Drawn drawn{std::move(keys), asked.key_bytes, {}};
    if (alike && first == 8 * asked.key_bytes) {
        m_wasted += drawn.keys.size();
        return Unexpected(make_error_code(Errc::malformed),
            "this KME takes the size of a key for bytes, the standard says bits; set most-key-bits "
            "to an eighth");
    }
    if (alike && first != asked.key_bytes && adopts(first, drawn.keys.size())) {
        m_watcher.remark("The KME gives keys of " + std::to_string(8 * first) + " bits, " +
                         std::to_string(8 * asked.key_bytes) + " were asked for: so be it.");
        m_key_bytes = first;
        m_any_size = false;
        drawn.key_bytes = first;
    }
    for (std::size_t i = 0; i < drawn.keys.size(); ++i) {
        if (drawn.keys.key(i).size() == drawn.key_bytes && is_key_id(drawn.keys.id(i))) {
            drawn.fit.push_back(i);
        }
    }
    const std::size_t strays = drawn.keys.size() - drawn.fit.size();
    m_wasted += strays;
    if (!drawn.fit.empty()) {
        m_drew = true;
        m_strays = 0;
    } else if (++m_failures > k_most_failures) {
        return Unexpected(
            make_error_code(Errc::malformed), "it gives keys of one size and another");
    }
    if (strays != 0) {
        m_watcher.remark(std::to_string(strays) + " keys of another size were left out.");
    }
    return std::optional(std::move(drawn));
}

/// All keys of an answer have another size than was asked for: the KME's own, or a stray's?
bool KeyDrawer::adopts(std::size_t size, std::size_t keys)
{
    if (size == 0 || size > k_most_key_bits / 8) {
        return false;
    }
    m_strays = size == m_stray_size ? m_strays + 1 : 1;
    m_stray_size = size;
    return !m_drew || keys > 1 || m_strays >= k_strays_to_adopt;
}

/// What a failed request means: the retry table.
Expected<KeyDrawer::Next> KeyDrawer::after(const core::Error& why, const Asked& asked)
{
    if (is_any(why, {Errc::unresolved, Errc::unreachable, Errc::tls_failed})) {
        return back_off(m_patience.unreachable) ? Expected<Next>(Next::again) : Unexpected(why);
    }
    if (is_any(why, {Errc::cut, Errc::timed_out, Errc::malformed, Errc::too_large})) {
        return after_lost(why, asked);
    }
    if (is(why, Errc::too_little) || (is(why, Errc::not_found) && m_drew)) {
        return after_too_little(asked);
    }
    if (is_any(why, {Errc::too_many, Errc::bad_request})) {
        return after_limit(why, asked);
    }
    if (is(why, Errc::failed)) {
        return ++m_failures <= k_most_failures && back_off(m_patience.batch)
                   ? Expected<Next>(Next::again)
                   : Unexpected(why);
    }
    if (why.is(core::Errc::cancelled)) {
        m_wasted += asked.keys;
    }
    return Unexpected(why);
}

/// Those keys are gone, and nobody knows their IDs.
Expected<KeyDrawer::Next> KeyDrawer::after_lost(const core::Error& why, const Asked& asked)
{
    m_wasted += asked.keys;
    if (++m_failures > k_most_failures || !back_off(m_patience.batch)) {
        return Unexpected(why);
    }
    m_watcher.remark("The answer of the KME was lost, and up to " + std::to_string(asked.keys) +
                     " keys with it.");
    return Next::again;
}

Expected<KeyDrawer::Next> KeyDrawer::after_limit(const core::Error& why, const Asked& asked)
{
    const bool names_size = why.context.find("size") != std::string::npos &&
                            why.context.find("number") == std::string::npos;
    const bool has_smaller = asked.key_bytes > m_usual_bytes || asked.key_bytes > 32;
    if (asked.keys > 1 && !(names_size && has_smaller)) {
        m_most = asked.keys / 2;
    } else if (has_smaller) {
        m_key_bytes = asked.key_bytes > m_usual_bytes ? m_usual_bytes : 32;
    } else {
        return Unexpected(why);
    }
    return Next::again;
}

KeyDrawer::Next KeyDrawer::after_too_little(const Asked& asked)
{
    const auto bits = m_source.bits_available();
    if (asked.keys == 1 || (bits && *bits < 8 * asked.key_bytes)) {
        return Next::empty;
    }
    const std::uint64_t there = bits ? *bits / (8 * asked.key_bytes) : asked.keys;
    m_few = there < asked.keys ? there : asked.keys / 2;
    return Next::again;
}

bool KeyDrawer::back_off(milliseconds most)
{
    if (m_waited + m_pause > most) {
        return false;
    }
    pause_for(m_pause, m_stop);
    m_waited += m_pause;
    m_pause *= 2;
    return true;
}

} // namespace satpad::keyclient::etsi014
