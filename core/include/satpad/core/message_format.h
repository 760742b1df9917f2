// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <array>
#include <optional>

/// The message format of docs/format.md: what is sealed, how many pages it costs, and how each part
/// is coded. Pure functions and value types; no files, no key store.
namespace satpad::core {

/// First bytes of every file of ours that leaves a home. The line end shows a copy made in text
/// mode.
inline constexpr std::array<std::byte, 8> k_file_magic{std::byte{'S'},
    std::byte{'A'},
    std::byte{'T'},
    std::byte{'P'},
    std::byte{'A'},
    std::byte{'D'},
    std::byte{'\r'},
    std::byte{'\n'}};
inline constexpr std::uint16_t k_format_version = 1;
/// What follows the magic and the version.
enum class FileKind : std::uint8_t
{
    message = 1,
    courier = 2,
    courier_reply = 3
};

inline constexpr std::size_t k_chunk_bytes = 65536;
inline constexpr std::size_t k_tag_bytes = 16;
inline constexpr std::uint64_t k_max_content = std::uint64_t{1} << 40;
inline constexpr std::size_t k_max_ranges = 64;
/// No range ends past this page number.
inline constexpr std::uint64_t k_max_pad_pages = std::uint64_t{1} << 48;
/// No header is longer; a reader checks before it allocates.
inline constexpr std::size_t k_max_header_bytes = 8192;

/// The lowest page of a pad that is not final at its sender yet: every page below is spent, burnt
/// or handed over and its message settled, or will never be recorded.
struct PadFloor
{
    PadId pad;
    std::uint64_t floor = 0;
    auto operator<=>(const PadFloor&) const = default;
};

/// The clear header: everything a carrier may read. No file name, no digest of content.
struct MessageHeader
{
    MessageId id;
    SiteId sender;
    SiteId receiver;
    std::uint64_t content_bytes = 0;
    std::vector<PageRange>
        ranges; ///< in the order of the key stream: sorted by (pad, first), disjoint
    std::vector<PadFloor> floors; ///< one per pad in `ranges`, sorted by pad
    Digest chain_head;            ///< head of the sender's event chain at sealing

    bool operator==(const MessageHeader&) const = default;
};

/// Codes any header; whether it is well-formed is decided where it is decoded.
[[nodiscard]] Bytes encode_header(const MessageHeader& header);
/// Decodes a header that must fill `bytes` exactly, and holds rules 1 to 15 of docs/format.md,
/// "What a reader must reject". Errors: Errc::malformed naming the field.
[[nodiscard]] Expected<MessageHeader> decode_header(ByteView bytes);
/// Length of the header that starts `prefix` (its first 16 bytes suffice), at most
/// k_max_header_bytes.
[[nodiscard]] Expected<std::size_t> header_length(ByteView prefix);

/// Where everything of a message lies, from its content length alone (docs/format.md, "Key
/// stream"). Message pages are counted from 0 across its ranges: 0 record tag, 1 answers, then per
/// chunk one Poly1305 key page followed by its pad pages.
class MessageGeometry
{
public:
    /// 1 <= content_bytes <= k_max_content, else aborts: check with the header's decoder first.
    explicit MessageGeometry(std::uint64_t content_bytes);

    [[nodiscard]] std::uint64_t content_bytes() const noexcept { return m_content_bytes; }
    [[nodiscard]] std::uint64_t chunks() const noexcept;
    [[nodiscard]] std::uint64_t pages() const noexcept; ///< all pages the message uses
    [[nodiscard]] std::size_t chunk_bytes(std::uint64_t chunk) const noexcept;
    [[nodiscard]] bool is_last(std::uint64_t chunk) const noexcept { return chunk + 1 == chunks(); }
    [[nodiscard]] std::uint64_t tag_key_page(std::uint64_t chunk) const noexcept;
    [[nodiscard]] std::uint64_t first_pad_page(std::uint64_t chunk) const noexcept;
    [[nodiscard]] std::uint64_t pad_pages(std::uint64_t chunk) const noexcept;
    /// Offset of sealed chunk `chunk` (ciphertext, then its tag) after the header and record tag.
    [[nodiscard]] std::uint64_t sealed_offset(std::uint64_t chunk) const noexcept;
    [[nodiscard]] std::uint64_t sealed_bytes() const noexcept; ///< all sealed chunks

private:
    std::uint64_t m_content_bytes;
};

/// Longest content that `pages` pages can seal; 0 when none.
[[nodiscard]] std::uint64_t content_that_fits(std::uint64_t pages) noexcept;

/// `request` is no way to send a picture: a remark travels (remark.h), from one site to the other
/// about a picture between them.
enum class SendMode : std::uint8_t
{
    request = 0,
    exact = 1,
    fitted = 2,
    thumbnail = 3
};
enum class Codec : std::uint8_t
{
    raw = 0,
    jxl = 1,
    jxl_from_jpeg = 2,
    zstd = 3,
    xz = 4,
    avif = 5,
    avif_boxless = 6,
    jxl_with_metadata = 7,
    avif_with_metadata = 8 ///< without boxes, as 6
};

/// A part of a picture, in pixels of the upright original; x to the right, y down, from 0.
struct Region
{
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool operator==(const Region&) const = default;
};

/// First bytes of a content that is a picture or a file, sealed with it: at most 32 bytes besides
/// the name. A content without a picture is a remark (remark.h).
struct ContentHeader
{
    SendMode mode = SendMode::exact;
    Codec codec = Codec::raw;
    /// exact: size of the file that comes back; else of the sender's file, which it would cost at
    /// most to have it exact. 0: not told.
    std::uint64_t original_bytes = 0;
    /// Of the original picture, or of its region that was asked for, upright; 0 for exact files.
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::string name; ///< UTF-8, 1..255 bytes, one path component; checked again when saved
    std::optional<RequestMark> answers = {}; ///< sent because the receiver asked for it

    bool operator==(const ContentHeader&) const = default;
};

/// What an answer carries of the request it answers: enough for its receiver to know which of its
/// own was meant, and no byte of key more.
[[nodiscard]] RequestMark mark_of(const MessageId& request) noexcept;

/// Aborts when the name is not safe: check `is_safe_name` where the name comes from. A width
/// without a height (or the other way round) is not coded. Sizes over their limits are coded, and
/// refused where they are decoded.
[[nodiscard]] Bytes encode_content_header(const ContentHeader& header);
struct DecodedContentHeader
{
    ContentHeader header;
    std::size_t length = 0; ///< bytes it took; the payload follows
};
/// `content_start` may hold more than the header. Errors: Errc::malformed (rules 19 to 24); a
/// remark is malformed here.
[[nodiscard]] Expected<DecodedContentHeader> decode_content_header(ByteView content_start);
/// Longest coded content header.
inline constexpr std::size_t k_max_content_header = 32 + 255;

/// Longest file that travels packed. Both sites hold it in memory, some times over; longer ones are
/// streamed as they are.
inline constexpr std::uint64_t k_max_packed_file = std::uint64_t{64} * 1024 * 1024;
/// True for the codecs that carry another file's own bytes (docs/format.md, "Packed files").
[[nodiscard]] bool is_packed(Codec codec) noexcept;
/// True for the codecs whose payload is the very file the inbox keeps; the others' is changed first,
/// whole, in memory.
[[nodiscard]] bool arrives_as_is(Codec codec) noexcept;
/// Holds the codec to the mode and a payload's length to the original size, before any of it is
/// kept. Errors: Errc::malformed (rules 28 to 30 and 32).
[[nodiscard]] Expected<void> check_payload(
    const ContentHeader& header, std::uint64_t payload_bytes);

/// True when `name` is safe as one file name: valid UTF-8, 1..255 bytes, no '/', NUL, control
/// characters or marks that turn the reading direction, not "." or "..", no leading '.'
/// (docs/format.md, "Safe names").
[[nodiscard]] bool is_safe_name(std::string_view name) noexcept;

} // namespace satpad::core
