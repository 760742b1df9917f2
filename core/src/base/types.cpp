// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/types.h>

#include <sodium.h>

#include <algorithm>
#include <ctime>

namespace satpad::core {
namespace {

int nibble(char c) noexcept
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

} // namespace

template <typename T, std::size_t Size> std::string Id<T, Size>::hex() const
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(Size * 2);
    for (const std::byte b : bytes) {
        const auto value = std::to_integer<unsigned>(b);
        text += digits[value >> 4U];
        text += digits[value & 15U];
    }
    return text;
}

template <typename T, std::size_t Size>
Expected<Id<T, Size>> Id<T, Size>::from_hex(std::string_view text)
{
    if (text.size() != Size * 2) {
        return Unexpected(Errc::malformed,
            "an id of " + std::to_string(Size * 2) + " hexadecimal digits is wanted");
    }
    Id made;
    for (std::size_t i = 0; i < Size; ++i) {
        const int high = nibble(text[2 * i]);
        const int low = nibble(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return Unexpected(Errc::malformed, "an id holds only hexadecimal digits");
        }
        made.bytes[i] = static_cast<std::byte>(high * 16 + low);
    }
    return made;
}

template <typename T, std::size_t Size> Expected<Id<T, Size>> Id<T, Size>::from_bytes(ByteView from)
{
    if (from.size() != Size) {
        return Unexpected(Errc::malformed, "an id of " + std::to_string(Size) + " bytes is wanted");
    }
    Id made;
    std::copy(from.begin(), from.end(), made.bytes.begin());
    return made;
}

template struct Id<struct PadIdTag, 16>;
template struct Id<struct MessageIdTag, 16>;
template struct Id<struct SiteIdTag, 16>;
template struct Id<struct BatchIdTag, 16>;
template struct Id<struct PublicKeyTag, 32>;
template struct Id<struct DigestTag, 32>;
template struct Id<struct RequestMarkTag, 4>;
template struct Id<struct TagTag, 16>;

bool same_tag(const Tag& a, const Tag& b) noexcept
{
    return sodium_memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0;
}

std::uint64_t total_pages(std::span<const PageRange> ranges) noexcept
{
    std::uint64_t total = 0;
    for (const PageRange& range : ranges) {
        total += range.count;
    }
    return total;
}

std::string describe(const PageRange& range)
{
    return range.pad.hex().substr(0, 8) + "/" + std::to_string(range.first) + "+" +
           std::to_string(range.count);
}

std::string iso8601(UnixTime time)
{
    const std::time_t seconds = time.seconds;
    std::tm parts{};
    if (gmtime_r(&seconds, &parts) == nullptr) {
        return "1970-01-01T00:00:00Z";
    }
    std::array<char, 32> text{};
    const std::size_t length =
        std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text.data(), length};
}

} // namespace satpad::core
