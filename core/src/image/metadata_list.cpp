// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata_list.h"

#include "format/code_point.h"

#include <algorithm>

namespace satpad::core::image {
namespace {

constexpr std::string_view k_magic = "SPML";
constexpr std::string_view k_unnamed = "unnamed";

class Writer
{
public:
    void number(std::uint64_t value, unsigned size)
    {
        for (unsigned i = 0; i < size; ++i) {
            m_bytes.push_back(static_cast<std::uint8_t>(value >> (8U * i)));
        }
    }
    void text(std::string_view text) { m_bytes.insert(m_bytes.end(), text.begin(), text.end()); }
    [[nodiscard]] std::vector<std::uint8_t> taken() { return std::move(m_bytes); }

private:
    std::vector<std::uint8_t> m_bytes;
};

/// A read past the end gives zeros and turns ok() false for good.
class Reader
{
public:
    explicit Reader(std::span<const std::uint8_t> bytes)
        : m_rest(bytes)
    {}
    std::uint64_t number(std::size_t size)
    {
        const auto part = take(size);
        std::uint64_t value = 0;
        for (std::size_t i = part.size(); i-- > 0;) {
            value = value << 8U | part[i];
        }
        return value;
    }
    std::string text(std::size_t size)
    {
        const auto part = take(size);
        return {part.begin(), part.end()};
    }
    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool done() const { return m_ok && m_rest.empty(); }

private:
    std::span<const std::uint8_t> take(std::size_t size)
    {
        if (size > m_rest.size()) {
            m_ok = false;
            m_rest = {};
            return {};
        }
        const auto part = m_rest.first(size);
        m_rest = m_rest.subspan(size);
        return part;
    }

    std::span<const std::uint8_t> m_rest;
    bool m_ok = true;
};

bool is_plain(char c)
{
    return c >= ' ' && c <= '~';
}

std::string clean_name(std::string_view name)
{
    std::string made(name.substr(0, k_most_metadata_name));
    std::replace_if(
        made.begin(), made.end(), [](char c) { return !is_plain(c); }, '?');
    return made.empty() ? std::string(k_unnamed) : made;
}

std::optional<ListedItem> take_item(Reader& in)
{
    ListedItem item;
    item.kind = static_cast<std::uint8_t>(in.number(1));
    const std::uint64_t name_length = in.number(1);
    const std::uint64_t value_length = in.number(1);
    item.bytes = in.number(8);
    item.name = in.text(static_cast<std::size_t>(name_length));
    item.value = in.text(static_cast<std::size_t>(value_length));
    const bool good = in.ok() && item.kind >= 1 && item.kind <= k_last_metadata_class &&
                      !item.name.empty() && item.name.size() <= k_most_metadata_name &&
                      std::all_of(item.name.begin(), item.name.end(), is_plain) &&
                      clean_text(item.value, k_most_metadata_value) == item.value;
    return good ? std::optional(std::move(item)) : std::nullopt;
}

} // namespace

std::vector<std::uint8_t> encode_metadata_list(std::vector<ListedItem> items)
{
    for (ListedItem& item : items) {
        item.kind =
            item.kind == 0 ? k_last_metadata_class : std::min(item.kind, k_last_metadata_class);
    }
    std::stable_sort(items.begin(), items.end(), [](const ListedItem& a, const ListedItem& b) {
        return a.kind < b.kind;
    });
    const std::size_t count = std::min(items.size(), k_most_metadata_items);
    Writer out;
    out.text(k_magic);
    out.number(count, 2);
    out.number(std::min<std::size_t>(items.size() - count, UINT32_MAX), 4);
    for (std::size_t i = 0; i < count; ++i) {
        const std::string name = clean_name(items[i].name);
        const std::string value = clean_text(items[i].value, k_most_metadata_value);
        out.number(items[i].kind, 1);
        out.number(name.size(), 1);
        out.number(value.size(), 1);
        out.number(items[i].bytes, 8);
        out.text(name);
        out.text(value);
    }
    return out.taken();
}

std::optional<MetadataList> parse_metadata_list(std::span<const std::uint8_t> bytes)
{
    Reader in(bytes);
    const bool magic = in.text(k_magic.size()) == k_magic;
    const std::uint64_t count = in.number(2);
    MetadataList list;
    list.left_out = static_cast<std::uint32_t>(in.number(4));
    if (!magic || !in.ok() || count > k_most_metadata_items ||
        (list.left_out != 0 && count != k_most_metadata_items)) {
        return std::nullopt;
    }
    for (std::uint64_t i = 0; i < count; ++i) {
        std::optional<ListedItem> item = take_item(in);
        if (!item || (!list.items.empty() && item->kind < list.items.back().kind)) {
            return std::nullopt;
        }
        list.items.push_back(std::move(*item));
    }
    return in.done() ? std::optional(std::move(list)) : std::nullopt;
}

std::string clean_text(std::string_view text, std::size_t most)
{
    std::string made;
    while (!text.empty()) {
        const CodePoint next = first_code_point(text);
        std::string_view shown = text.substr(0, next.length);
        if (next.length == 0) {
            shown = "?";
        } else if (is_hidden(next.value)) {
            shown = " ";
        }
        text.remove_prefix(std::max<std::size_t>(1, next.length));
        if (shown == " " && (made.empty() || made.back() == ' ')) {
            continue;
        }
        if (made.size() + shown.size() > most) {
            break;
        }
        made += shown;
    }
    if (!made.empty() && made.back() == ' ') {
        made.pop_back();
    }
    return made;
}

} // namespace satpad::core::image
