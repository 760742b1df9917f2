// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pull_staging.h"
#include "pull_wire.h"

#include <satpad/keyclient/etsi014/pull.h>

/// `dec_keys` as real KMEs take it: docs/etsi-014.md, "Retries".
namespace satpad::keyclient::etsi014 {

/// Fetches batches at this site's KME. For one contact.
class KeyFetcher
{
public:
    /// `most`: IDs of one request; 0: not known. `proven`: keys came from this KME before.
    KeyFetcher(KeySource& source, const Patience& patience, std::uint64_t most, bool proven)
        : m_source(source)
        , m_patience(patience)
        , m_most(most == 0 ? k_most_batch_keys : most)
        , m_proven(proven)
    {}

    /// The manifests to come were said before, in a contact that was cut: a key that the KME refuses
    /// now, it gave out then.
    void said_before(bool before) { m_said_before = before; }

    /// Puts each key that is there in its place of `keys`, which has one for each of them. Which
    /// came. Errors: what keeps this site from its KME altogether; nothing is lost by it then.
    [[nodiscard]] core::Expected<std::vector<bool>> fetch(const Manifest& manifest, KeyArena& keys);

private:
    using Indexes = std::vector<std::uint32_t>;
    using Steady = std::chrono::steady_clock;
    enum class Window
    {
        open, ///< what is not there may come yet
        shut
    };
    enum class Next
    {
        again,
        done,
        split, ///< in two requests
        singly
    };
    /// Of one request, all its tries.
    struct Tries
    {
        std::chrono::milliseconds pause{0};
        std::chrono::milliseconds waited{0};
        int cuts = 0;
        int failures = 0;
    };
    core::Expected<void> ask(const Indexes& which);
    core::Expected<void> request(Indexes which, Window window);
    core::Expected<void> in_parts(const Indexes& which, std::size_t size, Window window);
    core::Expected<Next> after(const core::Error& why, const Indexes& which, Window window);
    core::Expected<Next> after_lasting(const core::Error& why, const Indexes& which);
    void take(const KeyContainer& answer, const Indexes& which);
    [[nodiscard]] bool wait(std::chrono::milliseconds most);
    [[nodiscard]] bool anything_came() const;
    [[nodiscard]] bool out_of_time() const { return Steady::now() > m_deadline; }

    KeySource& m_source;
    Patience m_patience;
    std::uint64_t m_most;
    bool m_proven;
    bool m_said_before = false;

    const Manifest* m_manifest = nullptr;
    KeyArena* m_keys = nullptr;
    std::vector<bool> m_came;
    std::vector<bool> m_settled; ///< it came, be it of a size that is of no use
    Steady::time_point m_deadline;
    Tries m_tries;
};

} // namespace satpad::keyclient::etsi014
