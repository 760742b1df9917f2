// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

/// Key drawn from a KME over ETSI GS QKD 014, as the ledger keeps it: which pull, which batches of
/// key IDs, which keys were lost on the way, and what was seen before. docs/ledger.md, "Pulls".
namespace satpad::core {

/// drawer:  asked for the keys (enc_keys); sends with the pads that come of them.
/// fetcher: fetched the same keys by their IDs (dec_keys); receives with them.
enum class PullSide
{
    drawer,
    fetcher
};

struct NewPull
{
    BatchId id; ///< the drawer draws it; the same at both sites
    SiteId peer;
    PullSide side = PullSide::drawer;
    std::uint64_t bytes = 0; ///< of key wanted
    std::string origin;      ///< "kme ID-OF-THE-KME", for the pads
    bool simulated = false;  ///< the KME says that its key is simulated
};

struct PullRow
{
    NewPull what;
    UnixTime created;
    bool open = true;
    std::uint64_t next_batch = 0;      ///< number of the next batch to draw or fetch
    std::uint64_t drawn_keys = 0;      ///< in batches, lost ones included
    std::uint64_t lost_keys = 0;       ///< drawn, but not there at the other site
    std::uint64_t wasted_keys = 0;     ///< a KME gave them out, and their answer never came whole
    std::uint64_t refused_keys = 0;    ///< delivered before, under this ID or with these bytes
    std::uint64_t confirmed_pages = 0; ///< in pads of this pull
};

/// Keys that were drawn or fetched together. Their order is the order in the pad.
struct PullBatch
{
    std::uint64_t number = 0; ///< 0, 1, 2 … within the pull
    std::vector<std::string> key_ids;
    std::vector<std::uint32_t> lost; ///< rising indexes into key_ids; dropped by both sites
    bool agreed = false;             ///< drawer: the fetcher has said what is lost
};

/// A key and its ID, told apart from all others but not to be found again from this: 64 bits each
/// under a secret of the ledger that is never exported.
struct KeyPrint
{
    std::uint64_t id = 0;
    std::uint64_t key = 0;
    auto operator<=>(const KeyPrint&) const = default;
};

/// The part of a ledger that knows of pulls. Threads and storage errors: as PadLedger, which
/// outlives it. Unknown pulls are Errc::invalid_argument.
class PullBook
{
public:
    explicit PullBook(PadLedger& ledger)
        : m_ledger(ledger)
    {}

    /// One commit. Errors: Errc::already_exists when the very same is open (nothing changed);
    /// Errc::wrong_state when it is closed or was another one.
    [[nodiscard]] Expected<void> begin(const NewPull& pull);
    [[nodiscard]] Expected<PullRow> pull(const BatchId& id) const;
    [[nodiscard]] Expected<std::vector<PullRow>> pulls(bool open_only) const; ///< oldest first

    [[nodiscard]] Expected<KeyPrint> print(std::string_view key_id, ByteView key) const;
    /// For each print: whether its ID or its key was in a batch before, of whatever pull and side.
    [[nodiscard]] Expected<std::vector<bool>> seen(std::span<const KeyPrint> prints) const;

    /// One commit: the batch, with what may be lost of it, and the prints of its keys; `refused`
    /// keys were left out of it, `wasted` ones never came. A fetcher's batch is agreed at once. The bytes of its
    /// keys are durable elsewhere before. `prints` may be fewer than the IDs: lost keys have none.
    /// Errors: Errc::already_exists when the pull has this batch (nothing changed);
    /// Errc::key_already_used when a print was seen before; Errc::wrong_state when it is not the
    /// next one, or the pull is closed.
    [[nodiscard]] Expected<void> commit_batch(const BatchId& pull,
        const PullBatch& batch,
        std::span<const KeyPrint> prints,
        std::uint64_t refused = 0,
        std::uint64_t wasted = 0);
    /// Drawer: the fetcher's word of what is lost. One commit. Idempotent; another word than before
    /// is Errc::wrong_state.
    [[nodiscard]] Expected<void> agree(
        const BatchId& pull, std::uint64_t batch, std::span<const std::uint32_t> lost);
    /// The batches that are in no pad yet, by number.
    [[nodiscard]] Expected<std::vector<PullBatch>> batches(const BatchId& pull) const;
    [[nodiscard]] Expected<PullBatch> batch(const BatchId& pull, std::uint64_t number) const;

    /// One commit: the pad, with the checks of PadLedger::add_pads, and that batches
    /// first … last went into it. Errors: those; Errc::wrong_state when these are not the next
    /// ones or one is not agreed.
    [[nodiscard]] Expected<void> add_pad(
        const BatchId& pull, const NewPad& pad, std::uint64_t first, std::uint64_t last);
    /// One commit; what is in no pad is given up. Idempotent. `wasted` as in commit_batch.
    [[nodiscard]] Expected<void> close(const BatchId& pull, std::uint64_t wasted = 0);

private:
    PadLedger& m_ledger;
};

/// What this site's KME gave out, for one SAE of the site and one SAE it shares key with.
struct KmeUsage
{
    std::string sae;               ///< of this site
    std::string other_sae;         ///< at the peer
    std::uint64_t issued_keys = 0; ///< enc_keys
    std::uint64_t issued_bits = 0;
    std::uint64_t fetched_keys = 0; ///< dec_keys
    std::uint64_t fetched_bits = 0;
    std::uint64_t burnt_bits = 0; ///< taken from pads for this pair and never given out
    UnixTime last;                ///< of the last one given out; 0: none
};

/// The part of a ledger that counts for `satpad kme serve`. Only rises.
class KmeMeter
{
public:
    explicit KmeMeter(PadLedger& ledger)
        : m_ledger(ledger)
    {}
    /// Adds what `more` counts, in one commit for all of them.
    [[nodiscard]] Expected<void> add(std::span<const KmeUsage> more);
    [[nodiscard]] Expected<std::vector<KmeUsage>> usage() const; ///< by sae, other_sae

private:
    PadLedger& m_ledger;
};

} // namespace satpad::core
