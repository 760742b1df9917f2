// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

/// Pads carried by hand. `make` draws key from the system's generator (optionally XORed with a file
/// of the operator's entropy), keeps our half of the bargain, and writes the peer's file. `import`
/// takes it at the peer. Format: docs/format.md, "Courier file".
namespace satpad::keyclient::courier {

struct MakeRequest
{
    core::SiteId peer;
    std::uint64_t bytes = 0;                      ///< key in both pads together
    double send_share = 0.5;                      ///< 0..1: part that we send with
    std::filesystem::path out;                    ///< written 0600; never overwritten
    std::optional<std::filesystem::path> entropy; ///< at least as long as the key; mixed in by XOR
};

struct Delivery
{
    core::BatchId batch;
    std::vector<core::PadSummary> pads;
    bool already = false; ///< import: this file was taken before; nothing changed
    core::SiteId peer;
};

/// done/total key bytes; an error stops (Errc::cancelled) and leaves nothing behind.
using Progress = std::function<core::Expected<void>(std::uint64_t done, std::uint64_t total)>;

/// Both pads are durable here before the file has its name. Streams: memory is bounded.
/// Errors: Errc::unknown_peer, already_exists (out), invalid_argument (share, size, entropy too
/// short), storage.
[[nodiscard]] core::Expected<Delivery> make(core::Home& home,
    core::PadLedger& ledger,
    const MakeRequest& request,
    const Progress& progress = {});

/// Finishes a delivery that was cut after its commit: `<out>.part` is complete and durable then,
/// and gets its name, while no page of it was used. There is no other second file: the page that
/// keys CONFIRM is burnt and erased once the ledger knows the pads. Errors: Errc::wrong_state
/// (nothing to finish: make a new delivery).
[[nodiscard]] core::Expected<Delivery> make_again(core::Home& home,
    core::PadLedger& ledger,
    const core::SiteId& peer,
    const std::filesystem::path& out);

/// Checks everything (marker, sender and receiver ids and public keys, lengths, CONFIRM tags)
/// before the ledger learns of the pads. Idempotent by batch. Errors: Errc::malformed,
/// authentication_failed (damaged), not_for_this_site, unknown_peer, key_already_used (overlap).
[[nodiscard]] core::Expected<Delivery> import(core::Home& home,
    core::PadLedger& ledger,
    const std::filesystem::path& file,
    const Progress& progress = {});

/// The importer's proof for the exporter, as a small file: CONFIRM tags of the batch.
[[nodiscard]] core::Expected<void> write_reply(core::Home& home,
    core::PadLedger& ledger,
    const core::BatchId& batch,
    const std::filesystem::path& out);
/// True when `file` is a reply rather than a delivery (by its marker).
[[nodiscard]] core::Expected<bool> is_reply(core::Home& home, const std::filesystem::path& file);
[[nodiscard]] core::Expected<Delivery> import_reply(
    core::Home& home, core::PadLedger& ledger, const std::filesystem::path& file);

} // namespace satpad::keyclient::courier
