// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/etsi014/pull.h>

#include <functional>
#include <optional>

/// `enc_keys` as real KMEs take it: docs/etsi-014.md, "Retries".
namespace satpad::keyclient::etsi014 {

/// Returns early on a stop.
void pause_for(std::chrono::milliseconds time, const std::stop_token& stop);

/// Keys of one answer.
struct Drawn
{
    KeyContainer keys;
    std::size_t key_bytes = 0;
    std::vector<std::size_t> fit; ///< places in `keys` of those that have this size
};

/// Draws at this site's KME. Threads: one at a time.
class KeyDrawer
{
public:
    /// `asking` is called before so many keys are asked for: those whose answer never comes are
    /// gone. An error of it ends the draw.
    using Asking = std::function<core::Expected<void>(std::uint64_t keys)>;
    KeyDrawer(KeySource& source,
        const core::KmeAccess& access,
        const Patience& patience,
        PullWatcher& watcher,
        std::stop_token stop)
        : m_source(source)
        , m_access(access)
        , m_patience(patience)
        , m_watcher(watcher)
        , m_stop(std::move(stop))
    {}
    /// What the KME says of itself. Advice only: 0 is "not known".
    void learn(const Status& status);
    /// At most so many bytes of key; nothing: the pool is empty. Errors: what waiting does not
    /// mend; core::Errc::cancelled.
    [[nodiscard]] core::Expected<std::optional<Drawn>> draw(
        std::uint64_t bytes, const Asking& asking);
    /// Keys that a KME gave out and that are of no use to anybody, since the last call.
    [[nodiscard]] std::uint64_t take_wasted() { return std::exchange(m_wasted, 0); }

private:
    enum class Next
    {
        again,
        empty
    };
    struct Asked
    {
        std::uint64_t keys = 0;
        std::size_t key_bytes = 0;
    };
    [[nodiscard]] Asked ask_for(std::uint64_t bytes) const;
    core::Expected<std::optional<Drawn>> look_at(KeyContainer keys, const Asked& asked);
    core::Expected<Next> after(const core::Error& why, const Asked& asked);
    core::Expected<Next> after_lost(const core::Error& why, const Asked& asked);
    core::Expected<Next> after_limit(const core::Error& why, const Asked& asked);
    Next after_too_little(const Asked& asked);
    [[nodiscard]] bool adopts(std::size_t size, std::size_t keys);
    [[nodiscard]] bool back_off(std::chrono::milliseconds most);

    KeySource& m_source;
    const core::KmeAccess& m_access;
    Patience m_patience;
    PullWatcher& m_watcher;
    std::stop_token m_stop;

    std::size_t m_least_bytes = 32; ///< of a key
    std::size_t m_key_bytes = 32;
    std::size_t m_usual_bytes = 32; ///< what the KME gives when nothing is said
    std::uint64_t m_most = 128;     ///< keys of one request
    std::uint64_t m_few = 0;        ///< the pool is low: not more; 0: it is not
    bool m_any_size = false;        ///< between m_least_bytes and m_key_bytes
    bool m_drew = false;
    std::size_t m_stray_size = 0;
    int m_strays = 0;   ///< keys of m_stray_size in a row
    int m_failures = 0; ///< in a row
    std::chrono::milliseconds m_pause{0};
    std::chrono::milliseconds m_waited{0};
    std::uint64_t m_wasted = 0;
};

} // namespace satpad::keyclient::etsi014
