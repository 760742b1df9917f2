// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contact_wire.h"

#include <chrono>

/// What two KMEs say to each other, as bytes. docs/contact.md, "Messages". As contact_wire.h.
namespace satpad::keyclient::kme {

inline constexpr std::uint8_t k_kme_version = 1;

/// Longest time for which a KME gives keys out: one week. The shortest is a second.
inline constexpr std::chrono::seconds k_longest_expiry{7 * 24 * 3600};

struct KmeBegin
{
    core::BatchId instance;
    std::chrono::seconds expiry{1}; ///< after which the sender's KME gives no key of a block out
};

struct Assign
{
    satellite::TaggedPages pages;
    std::string master;
    std::string slave;
};

[[nodiscard]] core::Bytes encode(const KmeBegin& begin);
[[nodiscard]] core::Bytes encode_ready(const core::BatchId& instance);
[[nodiscard]] core::Bytes encode(const Assign& assign);
[[nodiscard]] core::Bytes encode_assigned(const core::MessageId& use);

[[nodiscard]] core::Expected<KmeBegin> decode_begin(core::ByteView message);
[[nodiscard]] core::Expected<core::BatchId> decode_ready(core::ByteView message);
[[nodiscard]] core::Expected<Assign> decode_assign(core::ByteView message);
[[nodiscard]] core::Expected<core::MessageId> decode_assigned(core::ByteView message);

} // namespace satpad::keyclient::kme
