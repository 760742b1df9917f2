// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contact_wire.h"

/// The messages of a pull as bytes. docs/contact.md, "Pull". As contact_wire.h: bounded, exact,
/// one coding for each message.
namespace satpad::keyclient::etsi014 {

inline constexpr std::uint8_t k_pull_version = 1;
inline constexpr std::size_t k_most_batch_keys = 4096;
inline constexpr std::size_t k_most_id_bytes = 4096;
inline constexpr std::size_t k_most_batch_bytes = std::size_t{1} << 20U; ///< of key in one batch
/// What the IDs of one batch may take in a manifest, which has to fit into one message.
inline constexpr std::size_t k_most_manifest_bytes = std::size_t{2} << 20U;
inline constexpr std::uint64_t k_most_pull_bytes = std::uint64_t{1} << 40U;

struct PullBegin
{
    core::BatchId pull;
    std::uint64_t bytes = 0;
    bool simulated = false;
};

struct PullReady
{
    std::uint64_t next_batch = 0;
    bool simulated = false;
};

struct Manifest
{
    std::uint64_t batch = 0;
    std::uint64_t key_bytes = 0;
    std::vector<std::string> key_ids;
};

struct Fetched
{
    std::uint64_t batch = 0;
    std::vector<std::uint32_t> lost;
};

struct PullCut
{
    core::PadId pad;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t pages = 0;
    core::Tag tag;
};

struct PullHeld
{
    core::PadId pad;
    core::Tag tag;
};

/// What one ID takes in a manifest.
[[nodiscard]] std::size_t coded_size(std::string_view key_id);

[[nodiscard]] core::Bytes encode(const PullBegin& begin);
[[nodiscard]] core::Bytes encode(const PullReady& ready);
[[nodiscard]] core::Bytes encode(const Manifest& manifest);
[[nodiscard]] core::Bytes encode(const Fetched& fetched);
[[nodiscard]] core::Bytes encode(const PullCut& cut);
[[nodiscard]] core::Bytes encode(const PullHeld& held);
/// pull_close, pull_closed.
[[nodiscard]] core::Bytes encode_pull(satellite::ContactKind kind, const core::BatchId& pull);

[[nodiscard]] core::Expected<PullBegin> decode_pull_begin(core::ByteView message);
[[nodiscard]] core::Expected<PullReady> decode_pull_ready(core::ByteView message);
[[nodiscard]] core::Expected<Manifest> decode_manifest(core::ByteView message);
[[nodiscard]] core::Expected<Fetched> decode_fetched(core::ByteView message);
[[nodiscard]] core::Expected<PullCut> decode_pull_cut(core::ByteView message);
[[nodiscard]] core::Expected<PullHeld> decode_pull_held(core::ByteView message);
[[nodiscard]] core::Expected<core::BatchId> decode_pull(
    satellite::ContactKind kind, core::ByteView message);

} // namespace satpad::keyclient::etsi014
