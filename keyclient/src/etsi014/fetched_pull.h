// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "key_fetcher.h"
#include "pull_pads.h"

namespace satpad::keyclient::etsi014 {

/// One pull as its fetcher keeps it. docs/contact.md, "Pull".
class FetchedPull
{
public:
    FetchedPull(core::Home& home,
        core::PadLedger& ledger,
        const core::SiteId& drawer,
        const core::BatchId& pull)
        : m_home(home)
        , m_ledger(ledger)
        , m_book(ledger)
        , m_peer(drawer)
        , m_pull(pull)
        , m_staging(home, pull)
    {}

    [[nodiscard]] const core::BatchId& id() const { return m_pull; }
    /// Errors: Errc::malformed when it is not this drawer's.
    [[nodiscard]] core::Expected<core::PullRow> row() const;
    /// Errors: Errc::authentication_failed when it is over here.
    [[nodiscard]] static core::Expected<void> check_open(const core::PullRow& now);
    /// Removes what a crash left.
    [[nodiscard]] core::Expected<void> take_up();
    /// What is lost of a new batch: everything else is durable here. Errors: Errc::limit_exceeded when
    /// `now` more is lost than any KME loses: then all is given up; Errc::authentication_failed when it
    /// was given up meanwhile.
    [[nodiscard]] core::Expected<std::vector<std::uint32_t>> fetch(
        const core::PullRow& now, const Manifest& manifest, KeyFetcher& fetcher);
    /// … and of one that was fetched before. Errors: Errc::malformed when it was another one.
    [[nodiscard]] core::Expected<std::vector<std::uint32_t>> answer_again(const Manifest& manifest);
    /// Errors: Errc::authentication_failed when the drawer's tag is of other keys: then all is given
    /// up.
    [[nodiscard]] core::Expected<void> make_pad(const PullCut& cut, bool simulated);
    /// What is in no pad goes.
    [[nodiscard]] core::Expected<void> give_up();

private:
    [[nodiscard]] core::Expected<std::vector<core::KeyPrint>> prints_of(
        const Manifest& manifest, KeyArena& keys, std::vector<bool>& came);
    struct Losses
    {
        std::uint64_t lost = 0;
        std::uint64_t came = 0;
        void add(const core::PullRow& pull);
        [[nodiscard]] bool are_more_than(std::uint64_t keys) const
        {
            return lost > 2 * came + keys;
        }
    };
    [[nodiscard]] core::Expected<Losses> losses_before(const core::PullRow& now);
    [[nodiscard]] core::Expected<void> check_losses(const core::PullRow& now);
    [[nodiscard]] core::Expected<void> check_losses_with(
        const core::PullRow& now, const core::PullBatch& batch);
    [[nodiscard]] core::Expected<void> refuse_for_losses(const Losses& losses);
    [[nodiscard]] core::Expected<void> check_waiting();
    [[nodiscard]] core::Expected<void> or_given_up(core::Expected<void> outcome) const;
    [[nodiscard]] core::Expected<void> refuse_for_good(core::Errc code, std::string why);
    [[nodiscard]] core::Expected<void> write_pad(
        const PullCut& cut, std::span<const LooseBatch> batches, bool simulated);

    core::Home& m_home;
    core::PadLedger& m_ledger;
    core::PullBook m_book;
    core::SiteId m_peer;
    core::BatchId m_pull;
    PullStaging m_staging;
    std::optional<Losses> m_before; ///< of other pulls of this drawer
    std::optional<std::uint64_t>
        m_waiting; ///< bytes in no pad; nothing: not looked at since the last
};

} // namespace satpad::keyclient::etsi014
