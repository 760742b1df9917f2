// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG markers: ISO/IEC 10918-1, annex B. PNG chunks: PNG 3rd edition, section 11.
#include "metadata.h"
#include "png_chunks.h"
#include "reader.h"

#include <array>
#include <utility>

namespace satpad::decoder {
namespace {

constexpr std::size_t k_longest_mark = 24;

std::string text_in(InputView bytes)
{
    return {bytes.begin(), bytes.end()};
}

/// The letters a segment or text begins with, up to a NUL: its name.
std::string mark_of(InputView content, std::size_t most = k_longest_mark)
{
    std::string mark;
    for (const std::uint8_t b : content.first(std::min(content.size(), most))) {
        if (b < ' ' || b > '~') {
            break;
        }
        mark += static_cast<char>(b);
    }
    return mark;
}

/// Walks a JPEG file that libexiv2 has accepted; stops where it makes no sense any more.
class JpegWalk
{
public:
    JpegWalk(InputView in, const Understood& understood, Items& items)
        : m_in(in)
        , m_exif(understood.exif)
        , m_xmp(understood.xmp)
        , m_iptc(understood.iptc)
        , m_items(items)
    {}

    void run()
    {
        std::uint64_t at = 2;
        for (;;) {
            while (byte(at) == 0xFF && byte(at + 1) == 0xFF) {
                ++at;
            }
            if (byte(at) != 0xFF) {
                return;
            }
            const unsigned marker = byte(at + 1);
            at += 2;
            if (marker == 0xD9) {
                list_rest(at);
                return;
            }
            if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) {
                continue;
            }
            const auto length = read_uint<2>(m_in, at, ByteOrder::big);
            if (!length || *length < 2 || *length > m_in.size() - at) {
                return;
            }
            list_segment(marker,
                m_in.subspan(
                    static_cast<std::size_t>(at) + 2, static_cast<std::size_t>(*length) - 2));
            at += *length;
            at = marker == 0xDA ? end_of_scan(at) : at;
        }
    }

private:
    [[nodiscard]] unsigned byte(std::uint64_t at) const
    {
        return at < m_in.size() ? m_in[static_cast<std::size_t>(at)] : 0x100U;
    }
    [[nodiscard]] std::uint64_t end_of_scan(std::uint64_t at) const
    {
        for (; at < m_in.size(); ++at) {
            const unsigned next = byte(at + 1);
            if (byte(at) == 0xFF && next != 0 && !(next >= 0xD0 && next <= 0xD7)) {
                break;
            }
        }
        return at;
    }

    void list_segment(unsigned marker, InputView content)
    {
        if (marker == 0xFE) {
            add_item(m_items, "JPEG comment", text_in(content), content.size());
        } else if (marker == 0xE0) {
            list_jfif(content);
        } else if (marker > 0xE0 && marker <= 0xEF && !is_colour(marker, content) &&
                   !is_listed(marker, content)) {
            const bool pictures = starts_with(content, 0, "MPF");
            add_item(m_items,
                "JPEG APP" + std::to_string(marker - 0xE0U) + " " + mark_of(content) +
                    (pictures ? " (further pictures)" : ""),
                {},
                content.size());
        }
    }
    void list_jfif(InputView content)
    {
        constexpr std::size_t k_plain_jfif = 14;
        if (starts_with(content, 0, "JFIF") ? content.size() > k_plain_jfif
                                            : starts_with(content, 0, "JFXX")) {
            add_item(m_items, "JPEG APP0 thumbnail", {}, content.size());
        } else if (!starts_with(content, 0, "JFIF")) {
            add_item(m_items, "JPEG APP0 " + mark_of(content), {}, content.size());
        }
    }
    static bool is_colour(unsigned marker, InputView content)
    {
        return (marker == 0xE2 && starts_with(content, 0, "ICC_PROFILE")) ||
               (marker == 0xEE && starts_with(content, 0, "Adobe"));
    }
    /// libexiv2 lists the first block of each sort, and of XMP what continues it.
    bool is_listed(unsigned marker, InputView content)
    {
        if (marker == 0xE1 && starts_with(content, 0, "Exif")) {
            // An EXIF block that says nothing but the orientation is understood, and lists nothing.
            return std::exchange(m_exif, false);
        }
        if (marker == 0xE1 && starts_with(content, 0, "http://ns.adobe.com/xap/1.0/")) {
            return std::exchange(m_xmp, false);
        }
        return marker == 0xED && starts_with(content, 0, "Photoshop 3.0") && m_iptc;
    }
    void list_rest(std::uint64_t at)
    {
        if (at < m_in.size()) {
            const InputView rest = m_in.subspan(static_cast<std::size_t>(at));
            add_item(m_items,
                starts_with(rest, 0, "\xFF\xD8\xFF") ? "further picture behind the JPEG"
                                                     : "bytes behind the JPEG",
                {},
                rest.size());
        }
    }

    InputView m_in;
    bool m_exif;
    bool m_xmp;
    bool m_iptc;
    Items& m_items;
};

/// Keyword, NUL, text; of compressed and international text only the keyword.
void list_png_text(
    const std::string& name, InputView data, const Understood& understood, Items& items)
{
    const std::string keyword = mark_of(data, 79);
    const bool raw = keyword.starts_with("Raw profile type");
    if ((keyword == "XML:com.adobe.xmp" && understood.xmp) ||
        (raw && (understood.exif || understood.iptc || understood.xmp))) {
        return;
    }
    const std::size_t behind = std::min(data.size(), keyword.size() + 1);
    add_item(items,
        "PNG " + name + " " + keyword,
        name == "tEXt" ? text_in(data.subspan(behind)) : std::string(),
        data.size());
}

std::string time_in(InputView data)
{
    if (data.size() != 7) {
        return {};
    }
    std::string text = std::to_string(data[0] * 256 + data[1]);
    for (std::size_t i = 2; i < data.size(); ++i) {
        text += (i < 4 ? "-" : i == 4 ? " " : ":") + std::to_string(data[i]);
    }
    return text;
}

} // namespace

void list_jpeg_segments(InputView file, const Understood& understood, Items& items)
{
    JpegWalk(file, understood, items).run();
}

void list_png_chunks(InputView file, const Understood& understood, Items& items)
{
    std::uint64_t at = 8;
    for (;;) {
        const auto length = read_uint<4>(file, at, ByteOrder::big);
        if (!length || file.size() - at < 12 || *length > file.size() - at - 12) {
            refuse_damaged();
        }
        const auto place = static_cast<std::size_t>(at);
        const std::string name = text_in(file.subspan(place + 4, 4));
        const InputView data = file.subspan(place + 8, static_cast<std::size_t>(*length));
        at += 12 + *length;
        if (name == "IEND") {
            break;
        }
        if (name == "tEXt" || name == "zTXt" || name == "iTXt") {
            list_png_text(name, data, understood, items);
        } else if (name == "tIME") {
            add_item(items, "PNG tIME", time_in(data), data.size());
        } else if (name != "eXIf" && std::ranges::find(core::image::k_pixel_chunks, name) ==
                                         core::image::k_pixel_chunks.end()) {
            add_item(items, "PNG chunk " + name, {}, data.size());
        } else if (name == "eXIf" && !understood.exif) {
            add_item(items, "PNG chunk eXIf", {}, data.size());
        }
    }
    if (at < file.size()) {
        add_item(items, "bytes behind the PNG", {}, file.size() - at);
    }
}

} // namespace satpad::decoder
