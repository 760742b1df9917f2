// SPDX-License-Identifier: GPL-3.0-or-later
// Markers: ISO/IEC 10918-1, annex B. Kept segments are named here; everything else goes.
#include "exif_block.h"
#include "strip.h"

#include <algorithm>

namespace satpad::core::image {
namespace {

constexpr std::uint8_t k_start_of_image = 0xD8;
constexpr std::uint8_t k_end_of_image = 0xD9;
constexpr std::uint8_t k_start_of_scan = 0xDA;
constexpr std::uint8_t k_app0 = 0xE0;
constexpr std::uint8_t k_app1 = 0xE1;
constexpr std::uint8_t k_app2 = 0xE2;
constexpr std::uint8_t k_app14 = 0xEE;
constexpr std::uint8_t k_temporary = 0x01;
constexpr std::byte k_mark{0xFF};

bool is_restart(std::uint8_t marker)
{
    return marker >= 0xD0 && marker <= 0xD7;
}

/// Frames, tables, scans: what the pixels are made of.
bool is_picture(std::uint8_t marker)
{
    return (marker >= 0xC0 && marker <= 0xCF) || (marker >= 0xDA && marker <= 0xDF);
}

class JpegStripper
{
public:
    explicit JpegStripper(ByteView in)
        : m_in(in)
    {}

    Expected<Bytes> run()
    {
        m_out.reserve(m_in.size());
        for (;;) {
            const Expected<std::uint8_t> marker = next_marker();
            if (!marker) {
                return Unexpected(marker.error());
            }
            if (*marker == k_end_of_image) {
                break;
            }
            if (auto taken = take(*marker); !taken) {
                return fail(std::move(taken));
            }
        }
        if (!m_in_scans) {
            return not_strippable("no picture in it");
        }
        put_marker(k_end_of_image);
        return std::move(m_out);
    }

private:
    /// Any number of fill bytes stands before a marker (B.1.1.2).
    Expected<std::uint8_t> next_marker()
    {
        const std::size_t first = m_at;
        while (m_at < m_in.size() && m_in[m_at] == k_mark) {
            ++m_at;
        }
        if (m_at == m_in.size()) {
            return not_strippable("cut off");
        }
        if (m_at == first) {
            return not_strippable("bytes between its segments");
        }
        return std::to_integer<std::uint8_t>(m_in[m_at++]);
    }

    Expected<void> take(std::uint8_t marker)
    {
        if (marker == k_temporary) {
            return {}; // says nothing
        }
        if (marker == 0 || is_restart(marker) || marker == k_start_of_image) {
            return not_strippable("a marker out of its place");
        }
        const Expected<ByteView> segment = next_segment();
        if (!segment) {
            return Unexpected(segment.error());
        }
        if (is_picture(marker)) {
            if (marker == k_start_of_scan && !m_in_scans) {
                begin_scans();
            }
            put_segment(marker, *segment);
            return marker == k_start_of_scan ? copy_scan() : Expected<void>{};
        }
        if (!m_in_scans) { // readers of JPEG look at these before the first scan only
            keep_for_pixels(marker, *segment);
        }
        return {};
    }

    /// The segment's content, behind its two bytes of length.
    Expected<ByteView> next_segment()
    {
        if (m_in.size() - m_at < 2) {
            return not_strippable("cut off");
        }
        const std::size_t length = std::to_integer<std::size_t>(m_in[m_at]) << 8U |
                                   std::to_integer<std::size_t>(m_in[m_at + 1]);
        if (length < 2 || length > m_in.size() - m_at) {
            return not_strippable("a segment longer than the file");
        }
        const ByteView content = m_in.subspan(m_at + 2, length - 2);
        m_at += length;
        return content;
    }

    void keep_for_pixels(std::uint8_t marker, ByteView content)
    {
        constexpr std::size_t k_jfif_bytes = 14;
        constexpr std::size_t k_adobe_bytes = 12;
        if (marker == k_app0 && m_jfif.empty() && content.size() >= k_jfif_bytes &&
            starts_with(content, std::string_view("JFIF\0", 5))) {
            // Version, density; its own thumbnail becomes 0 × 0.
            m_jfif.assign(content.begin(), content.begin() + k_jfif_bytes - 2);
            m_jfif.resize(k_jfif_bytes);
        } else if (marker == k_app14 && content.size() >= k_adobe_bytes &&
                   starts_with(content, "Adobe")) {
            put_segment(marker, content.first(k_adobe_bytes)); // which colours the numbers mean
        } else if (marker == k_app2 &&
                   starts_with(content, std::string_view("ICC_PROFILE\0", 12))) {
            put_segment(marker, content);
        } else if (marker == k_app1 && m_orientation == 0 &&
                   starts_with(content, std::string_view("Exif\0\0", 6))) {
            m_orientation = read_exif_orientation(content);
        }
    }

    /// JFIF comes first of all, EXIF behind it: only now is known what was in them.
    void begin_scans()
    {
        Bytes tables = std::move(m_out);
        m_out = {};
        m_out.reserve(m_in.size() + 64);
        put_marker(k_start_of_image);
        if (!m_jfif.empty()) {
            put_segment(k_app0, m_jfif);
        }
        if (m_orientation > 1) {
            Bytes exif(6);
            std::ranges::transform(std::string_view("Exif\0\0", 6), exif.begin(), [](char c) {
                return static_cast<std::byte>(c);
            });
            const Bytes block = encode_orientation_block(m_orientation);
            exif.insert(exif.end(), block.begin(), block.end());
            put_segment(k_app1, exif);
        }
        m_out.insert(m_out.end(), tables.begin(), tables.end());
        m_in_scans = true;
    }

    /// Coded pixels up to the next marker: FF 00 stands for FF, restart markers lie between.
    Expected<void> copy_scan()
    {
        const std::size_t begin = m_at;
        for (;;) {
            const auto from = m_in.begin() + static_cast<std::ptrdiff_t>(m_at);
            m_at = static_cast<std::size_t>(std::find(from, m_in.end(), k_mark) - m_in.begin());
            if (m_in.size() - m_at < 2) {
                return not_strippable("cut off");
            }
            const auto next = std::to_integer<std::uint8_t>(m_in[m_at + 1]);
            if (next != 0 && !is_restart(next)) {
                break; // a marker, or fill bytes before one
            }
            m_at += 2;
        }
        const ByteView coded = m_in.subspan(begin, m_at - begin);
        m_out.insert(m_out.end(), coded.begin(), coded.end());
        return {};
    }

    void put_marker(std::uint8_t marker)
    {
        m_out.push_back(k_mark);
        m_out.push_back(static_cast<std::byte>(marker));
    }
    void put_segment(std::uint8_t marker, ByteView content)
    {
        const std::size_t length = content.size() + 2;
        put_marker(marker);
        m_out.push_back(static_cast<std::byte>(length >> 8U));
        m_out.push_back(static_cast<std::byte>(length & 0xFFU));
        m_out.insert(m_out.end(), content.begin(), content.end());
    }

    ByteView m_in;
    std::size_t m_at = 2; ///< behind the start of image
    Bytes m_out;          ///< until the first scan only what follows JFIF and EXIF
    Bytes m_jfif;
    std::uint8_t m_orientation = 0; ///< 0: no EXIF yet
    bool m_in_scans = false;
};

} // namespace

Expected<Bytes> strip_jpeg(ByteView file)
{
    return JpegStripper(file).run();
}

} // namespace satpad::core::image
