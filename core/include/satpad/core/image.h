// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/message_format.h>

#include <filesystem>
#include <functional>

/// What a picture would cost and the bytes that would travel. Never touches key. All pixels, our
/// own files' too, are read in the decoder child (satpad-decode); OpenCV scales here.
namespace satpad::core::image {

namespace fs = std::filesystem;

struct PlanRequest
{
    fs::path file;
    SendMode mode = SendMode::exact;
    std::uint64_t budget_bytes =
        0; ///< fitted: most payload bytes, 128 or more; thumbnail: 0 means 2048, never more
    std::optional<Region> region = {}; ///< fitted: only this part of the upright picture
};

/// What is sent, and what it will be at the other end. `payload` is empty for exact files sent raw:
/// the content is then streamed from `file`, which must still be `payload_bytes` long.
struct Plan
{
    ContentHeader content;
    std::uint64_t payload_bytes = 0;
    std::uint64_t pages = 0; ///< whole message: MessageGeometry of content header and payload
    Bytes payload;           ///< the very bytes the search found: never encoded twice
    std::uint32_t sent_width = 0;
    std::uint32_t sent_height = 0;
    double quality = 0; ///< codec's own distance or quality, for display; 0 for exact
    int encodes = 0;    ///< encodings the search took
    bool lossless = false;
};

/// Reports 0..1; an error stops the plan (Errc::cancelled).
using PlanProgress = std::function<Expected<void>(double fraction)>;

/// Exact opens the file and asks its length, reads nothing. Fitted and thumbnail decode it in the
/// child and give the same bytes for the same file on the same machine. Errors:
/// Errc::unreadable_file (missing, empty, no regular file, damaged), unsupported_file (this mode
/// cannot carry its kind), invalid_argument (a region that is not within the picture),
/// limit_exceeded (too many pixels or bytes, or nothing fits the budget;
/// says what would), what `progress` returned, the system's code when the child cannot be started.
[[nodiscard]] Expected<Plan> plan(const PlanRequest& request, const PlanProgress& progress = {});

/// Pixels: rows × cols × channels, row-major, interleaved RGB(A) or gray(+alpha), 8 or 16 bits per
/// sample (native byte order), stride = cols × channels × bytes per sample, upright (orientation
/// applied), sRGB unless it says otherwise.
struct Pixels
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint8_t channels = 0; ///< 1 gray, 2 gray+alpha, 3 RGB, 4 RGBA
    std::uint8_t bits = 0;     ///< 8 or 16
    Bytes samples;
};

/// Decodes a picture in the jailed child. Any signal, limit or refusal there is an ordinary error.
/// Kinds, by content: JPEG, PNG, still WebP, TIFF, JPEG XL. 16 bits and alpha are kept; alpha that
/// is opaque everywhere is dropped, colour that is gray everywhere becomes gray. Errors:
/// Errc::unreadable_file (cut, damaged), unsupported_file (kind), limit_exceeded (64 Mi pixels, 512
/// MiB). Threads: any; each call has its own child.
[[nodiscard]] Expected<Pixels> decode(ByteView file_bytes);

/// Turns a received fitted or thumbnail payload into the file the inbox keeps (JXL payloads are
/// files already); returns the file name suffix to use with it, such as ".jxl".
[[nodiscard]] std::string_view received_suffix(Codec codec) noexcept;

/// PNG bytes of `pixels`, for previews and `demo --keep`.
[[nodiscard]] Expected<Bytes> encode_png(const Pixels& pixels);

/// Where the child program lies; found beside this program or in its libexec folder, or set by
/// tests.
[[nodiscard]] fs::path decoder_path();
void set_decoder_path(fs::path path);

/// Parses "24KiB", "30 kB", "1.5MB", "800" (bytes). Errors: Errc::invalid_argument.
[[nodiscard]] Expected<std::uint64_t> parse_size(std::string_view text);

} // namespace satpad::core::image
