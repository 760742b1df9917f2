// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/colour_source.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// The pipe between a program and its decoder child: one fixed header, then (status ok) what was
/// asked for. Shared by both sides, so it needs neither satpad_core nor a codec. Everything is
/// little-endian. A child started without arguments answers with pixels:
///
///     0  4  magic "SPDC"        8  4  width, upright      16  1  reason
///     4  1  status             12  4  height, upright     17  1  colour source, 0..3
///     5  1  channels 1..4                                 18  6  zero
///     6  1  bits 8 or 16
///     7  1  orientation that was applied, 1..8
///
/// Samples follow: height × width × channels, row-major, interleaved, `bits` per sample in native
/// byte order, no padding. A child started for a ByteTask answers with bytes:
///
///     0  4  magic "SPDB"        6  2  zero
///     4  1  status              8  8  how many bytes follow; 0 unless status is ok
///     5  1  reason             16  8  zero
///
/// The parent trusts none of it: the child handles hostile bytes.
namespace satpad::core::image {

/// More pixels than this are refused from the file's header, before any codec allocates.
inline constexpr std::uint64_t k_max_pixels = std::uint64_t{64} * 1024 * 1024;
/// Longest file the child reads.
inline constexpr std::uint64_t k_max_input_bytes = std::uint64_t{512} * 1024 * 1024;

enum class DecodeStatus : std::uint8_t
{
    ok = 0,          ///< samples follow
    damaged = 1,     ///< cut off, inconsistent or corrupt
    unsupported = 2, ///< a kind or feature no reader here knows
    too_large = 3,   ///< over k_max_pixels or k_max_input_bytes
    failed = 4,      ///< the child itself could not work (no jail, no memory)
};

enum class DecodeReason : std::uint8_t
{
    none = 0,
    unknown_kind = 1,   ///< first bytes match no known format
    animated = 2,       ///< moving pictures
    feature = 3,        ///< known format, unknown variant (12-bit JPEG, float TIFF, …)
    bad_header = 4,     ///< no usable picture header
    bad_data = 5,       ///< the codec found an error
    too_many_scans = 6, ///< progressive JPEG made to burn time
    size_disagrees = 7, ///< header and codec differ about the size
    too_many_pixels = 8,
    too_many_bytes = 9,
    no_memory = 10,
    no_jail = 11,   ///< the system call filter or a limit could not be set
    too_long = 12,  ///< a ByteTask would give more bytes than the parent accepts
    cannot_do = 13, ///< a ByteTask has nothing to give for this input, which may be sound
    gif = 14,       ///< recognised, no reader here
    heic = 15,      ///< recognised, no reader here
};
inline constexpr DecodeReason k_last_reason = DecodeReason::heic;

struct DecoderHeader
{
    DecodeStatus status = DecodeStatus::failed;
    DecodeReason reason = DecodeReason::none;
    std::uint8_t channels = 0;
    std::uint8_t bits = 0;
    std::uint8_t orientation = 1;
    ColourSource colour = ColourSource::srgb;
    std::uint32_t width = 0;
    std::uint32_t height = 0;

    bool operator==(const DecoderHeader&) const = default;
    /// Bytes of samples that follow; fits because the parser holds width × height to k_max_pixels.
    [[nodiscard]] std::size_t sample_bytes() const noexcept;
};

inline constexpr std::size_t k_decoder_header_bytes = 24;
using DecoderHeaderBytes = std::array<std::byte, k_decoder_header_bytes>;

[[nodiscard]] DecoderHeaderBytes encode_decoder_header(const DecoderHeader& header) noexcept;
/// Nothing when any field is outside its range: such a child is not believed at all.
[[nodiscard]] std::optional<DecoderHeader> parse_decoder_header(
    std::span<const std::byte, k_decoder_header_bytes> bytes) noexcept;

/// What the child can do beside reading pixels: bytes in, bytes out.
enum class ByteTask : std::uint8_t
{
    pack_jpeg,     ///< a JPEG → payload of Codec::jxl_from_jpeg
    rebuild_jpeg,  ///< payload of Codec::jxl_from_jpeg → the JPEG
    unpack_zstd,   ///< payload of Codec::zstd → the file
    unpack_xz,     ///< payload of Codec::xz → the file
    list_metadata, ///< a picture file → its metadata (metadata_list.h)
};
/// The child's first argument for `task`; the second is the most bytes it may answer with.
[[nodiscard]] const char* option_of(ByteTask task) noexcept;
[[nodiscard]] std::optional<ByteTask> byte_task_named(std::string_view option) noexcept;

struct BytesHeader
{
    DecodeStatus status = DecodeStatus::failed;
    DecodeReason reason = DecodeReason::none;
    std::uint64_t length = 0; ///< bytes that follow

    bool operator==(const BytesHeader&) const = default;
};

[[nodiscard]] DecoderHeaderBytes encode_bytes_header(const BytesHeader& header) noexcept;
/// Nothing when any field is outside its range. The length is whatever the child says: the caller
/// holds it to what it accepts.
[[nodiscard]] std::optional<BytesHeader> parse_bytes_header(
    std::span<const std::byte, k_decoder_header_bytes> bytes) noexcept;

/// A few words for error contexts, such as "cut off or damaged".
[[nodiscard]] const char* describe(DecodeReason reason) noexcept;

} // namespace satpad::core::image
