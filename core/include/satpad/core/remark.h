// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/message_format.h>

#include <variant>

/// Remarks: the contents that are no picture but one site's word to the other about one. They are
/// sealed, recorded and answered like any message. docs/format.md, "Remarks". Pure functions.
namespace satpad::core {

/// The receiver of a fitted picture or thumbnail asks its sender for more of it.
/// Neither region nor budget: the file itself, exact. A budget: the whole picture fitted to so many
/// bytes of payload. A region has always a budget, for there is no file of it to be exact.
struct PictureRequest
{
    MessageId asked; ///< the message that brought the picture
    std::optional<Region> region = {};
    std::uint64_t budget_bytes = 0;
    bool operator==(const PictureRequest&) const = default;
};

/// Why a request is not answered with a picture.
enum class RefusedFor : std::uint8_t
{
    unknown = 1,  ///< no fitted picture or thumbnail that this site sent to that peer from a file
    gone = 2,     ///< the file cannot be read any more
    changed = 3,  ///< the file is not the one that was sent
    outside = 4,  ///< the region is not within the picture
    no_key = 5,   ///< too little key; `most_bytes` would fit
    too_much = 6, ///< more than this site gives; `most_bytes` it would
    never = 7,    ///< this site answers no requests
    no_fit = 8,   ///< the picture cannot be fitted as asked
};

struct RequestRefusal
{
    MessageId request;
    RefusedFor reason = RefusedFor::unknown;
    std::uint64_t most_bytes = 0; ///< of payload; 0: not told
    bool operator==(const RequestRefusal&) const = default;
};

using Remark = std::variant<PictureRequest, RequestRefusal>;

/// True when a content that starts so is a remark (or is to be refused as one).
[[nodiscard]] bool is_remark(ByteView content_start) noexcept;
/// Aborts on what has no coding: a region without a budget or over the limits. The coding of a
/// remark is its whole content.
[[nodiscard]] Bytes encode_remark(const Remark& remark);
/// Errors: Errc::malformed (rules 19 to 27).
[[nodiscard]] Expected<Remark> decode_remark(ByteView content);
/// Longest coded remark.
inline constexpr std::size_t k_max_remark = 64;

} // namespace satpad::core
