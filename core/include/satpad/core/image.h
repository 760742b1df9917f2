// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/colour_source.h>
#include <satpad/core/message_format.h>
#include <satpad/core/metadata.h>

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
    /// Fitted, thumbnail: what of the file's EXIF goes along, within the budget; else none does.
    std::vector<MetadataClass> keep_metadata = {};
    bool strip = false; ///< exact: send a copy without metadata (strip_metadata), not the file
    std::optional<Region> region = {}; ///< fitted: only this part of the upright picture
};

/// Pixels: rows × cols × channels, row-major, interleaved RGB(A) or gray(+alpha), 8 or 16 bits per
/// sample (native byte order), stride = cols × channels × bytes per sample, upright (orientation
/// applied), sRGB; `colour` says how it became that.
struct Pixels
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint8_t channels = 0; ///< 1 gray, 2 gray+alpha, 3 RGB, 4 RGBA
    std::uint8_t bits = 0;     ///< 8 or 16
    Bytes samples;
    ColourSource colour = ColourSource::srgb;
};

/// How near a picture comes to its original.
struct Score
{
    double ssimulacra2 = 0; ///< SSIMULACRA 2.1: 100 the same, no lower end; below 0 only an order
    double psnr_db = 0;     ///< over RGB; infinity when no sample differs
    bool exact = false;     ///< every sample came back
};

/// The word for a SSIMULACRA 2 score, as every screen says it: "no visible loss" from 90, "high"
/// from 70, "medium" from 50, "low" from 30, "poor" below; "pixels exact" for an exact Score.
[[nodiscard]] std::string_view score_word(double ssimulacra2) noexcept;
[[nodiscard]] std::string_view score_word(const Score& score) noexcept;

/// How near `other` comes to `original`, enlarged to its size where it is smaller. Takes about a
/// tenth of a second a megapixel and 36 bytes a pixel (above 16 megapixels in a smaller copy).
[[nodiscard]] Score compare(const Pixels& original, const Pixels& other);

/// What is sent, and what it will be at the other end. `payload` is empty for exact files sent raw
/// (content.codec): the content is then streamed from `file`, which must still be `payload_bytes` long.
struct Plan
{
    ContentHeader content;
    std::uint64_t payload_bytes = 0;
    std::uint64_t saved_bytes = 0; ///< exact: how much shorter than the file the payload is
    std::uint64_t pages = 0;       ///< whole message: MessageGeometry of content header and payload
    Bytes payload;                 ///< the very bytes the search found: never encoded twice
    std::uint32_t sent_width = 0;
    std::uint32_t sent_height = 0;
    double quality = 0; ///< codec's own distance or quality, for display; 0 for exact
    int encodes = 0;    ///< encodings the search took
    bool lossless = false;
    PlannedMetadata metadata;        ///< for the operator's eyes only
    Score score;                     ///< of what the receiver sees, enlarged to the original's size
    std::uint32_t largest_error = 0; ///< 16-bit originals sent in full size: of any sample
    ColourSource colour = ColourSource::srgb; ///< fitted: how the pixels became sRGB
};

/// Reports 0..1, from one thread at a time, not always the caller's; an error stops the plan.
using PlanProgress = std::function<Expected<void>(double fraction)>;

/// Exact packs a file of up to 64 MiB when that saves key and the decoder child gives the very
/// bytes back (JPEG as JPEG XL, others by xz or zstd); a longer one is only asked for its length.
/// Fitted and thumbnail decode it in the child and give the same bytes for the same file on the same
/// machine. Metadata is listed in all modes; an exact file is read for that only when it begins like
/// a picture. Errors: Errc::invalid_argument (keep_metadata in mode exact, strip in another),
/// Errc::unreadable_file (missing, empty, no regular file, damaged), unsupported_file (this mode
/// cannot carry its kind), invalid_argument (a region that is not within the picture), limit_exceeded (too many pixels or bytes, or nothing fits the budget;
/// says what would), what `progress` returned, the system's code when the child cannot be started.
[[nodiscard]] Expected<Plan> plan(const PlanRequest& request, const PlanProgress& progress = {});

/// Decodes a picture in the jailed child. Any signal, limit or refusal there is an ordinary error.
/// Kinds, by content: JPEG, PNG, WebP, TIFF, AVIF, JPEG XL, BMP and PNM, still pictures only. 16
/// bits and alpha are kept, 9 to 15 bits become 16; alpha that is opaque everywhere is dropped,
/// colour that is gray everywhere becomes gray. A profile (ICC, or a colour space the file names)
/// is converted to sRGB, relative colorimetric with black point compensation. Errors:
/// Errc::unreadable_file (cut, damaged), unsupported_file (kind), limit_exceeded (64 Mi pixels, 512
/// MiB). Threads: any; each call has its own child.
[[nodiscard]] Expected<Pixels> decode(ByteView file_bytes);

/// The pixels of a fitted or thumbnail payload, ours or a received one, in the size it was encoded.
/// Errors: as decode(); Errc::malformed when the payload's own form is broken.
[[nodiscard]] Expected<Pixels> decode_payload(Codec codec, ByteView payload);

/// The suffix of the file that the inbox makes of a payload, such as ".jxl"; empty for exact files,
/// which come back under their own name.
[[nodiscard]] std::string_view received_suffix(Codec codec) noexcept;

/// The file that a payload stands for, where the payload is not that file itself (arrives_as_is;
/// check_payload holds): a packed one of mode exact is undone in the jailed child, a picture gets
/// back the boxes it travelled without. One at a time in a process, since a packed file takes up to
/// four times k_max_packed_file of memory here and there. Errors: Errc::malformed (rules 31, 33, 34:
/// damaged, bombs, another length), the system's code or Errc::internal when the child cannot work.
/// Threads: any.
[[nodiscard]] Expected<Bytes> received_file(const ContentHeader& content, ByteView payload);

/// PNG bytes of `pixels`, for previews and `demo --keep`.
[[nodiscard]] Expected<Bytes> encode_png(const Pixels& pixels);

/// Where the child program lies; found beside this program or in its libexec folder, or set by
/// tests.
[[nodiscard]] fs::path decoder_path();
void set_decoder_path(fs::path path);

/// Parses "24KiB", "30 kB", "1.5MB", "800" (bytes). Errors: Errc::invalid_argument.
[[nodiscard]] Expected<std::uint64_t> parse_size(std::string_view text);

} // namespace satpad::core::image
