// SPDX-License-Identifier: GPL-3.0-or-later
#include "export_text.h"

#include "looks.h"

#include <charconv>

namespace satpad::core::ledger {
namespace {

constexpr std::size_t k_longest_text = std::size_t{512} << 20U;
constexpr std::size_t k_longest_line = 256;
constexpr std::uint64_t k_most_pages = 0xffffffffULL;

constexpr RangeState k_states[] = {
    RangeState::reserved, RangeState::spent, RangeState::burnt, RangeState::handed_over};

/// Takes a text apart line by line and word by word, and remembers where it is.
class Lines
{
public:
    explicit Lines(std::string_view text)
        : m_rest(text)
    {}
    [[nodiscard]] bool next()
    {
        const std::size_t end = m_rest.find('\n');
        if (end == std::string_view::npos || end > k_longest_line) {
            return false;
        }
        m_line = m_rest.substr(0, end);
        m_rest.remove_prefix(end + 1);
        ++m_number;
        return true;
    }
    /// The next word; words are parted by exactly one space.
    [[nodiscard]] std::string_view word()
    {
        const std::size_t end = m_line.find(' ');
        const std::string_view found = m_line.substr(0, end);
        m_line = end == std::string_view::npos ? std::string_view() : m_line.substr(end + 1);
        m_more = end != std::string_view::npos;
        return found;
    }
    [[nodiscard]] bool key(std::string_view wanted) { return word() == wanted; }
    [[nodiscard]] bool number(std::uint64_t& out, std::uint64_t most)
    {
        const std::string_view text = word();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
        const bool plain = text.size() == 1 || !text.starts_with('0');
        return error == std::errc{} && end == text.data() + text.size() && plain && out <= most;
    }
    template <typename AnyId> [[nodiscard]] bool id(AnyId& out)
    {
        const std::string_view text = word();
        auto made = AnyId::from_hex(text);
        if (!made || made->hex() != text) {
            return false;
        }
        out = *made;
        return true;
    }
    /// The line is used up.
    [[nodiscard]] bool done() const { return m_line.empty() && !m_more; }
    [[nodiscard]] bool at_end() const { return m_rest.empty(); }
    [[nodiscard]] std::string_view line() const { return m_line; }
    [[nodiscard]] std::uint64_t lines() const { return m_number; }
    [[nodiscard]] Unexpected wrong() const
    {
        return Unexpected(
            Errc::malformed, "line " + std::to_string(m_number) + " of the ledger export");
    }

private:
    std::string_view m_rest;
    std::string_view m_line;
    std::uint64_t m_number = 0;
    bool m_more = false;
};

bool parse_pad(Lines& in, Export& out)
{
    ExportedPad pad;
    if (!in.id(pad.id) || !in.key("peer") || !in.id(pad.peer)) {
        return false;
    }
    const std::string_view direction = in.word();
    const std::string_view state =
        (in.key("pages") && in.number(pad.pages, k_most_pages)) ? in.word() : std::string_view();
    pad.direction = direction == "receive" ? PadDirection::receive : PadDirection::send;
    pad.closed = state == "closed";
    const bool ordered = out.pads.empty() || out.pads.back().id < pad.id;
    const bool known =
        (direction == "send" || direction == "receive") && (state == "open" || state == "closed");
    if (!known || !ordered || pad.pages < 2 || !in.done()) {
        return false;
    }
    out.pads.push_back(std::move(pad));
    return true;
}

bool parse_range(Lines& in, Export& out)
{
    ExportedRange range;
    if (out.pads.empty() || !in.number(range.first, k_most_pages) ||
        !in.number(range.count, k_most_pages)) {
        return false;
    }
    ExportedPad& pad = out.pads.back();
    const std::string_view state = in.word();
    bool known = false;
    for (const RangeState one : k_states) {
        if (name_of(one) == state) {
            range.state = one;
            known = true;
        }
    }
    if (in.line() == "-") {
        (void)in.word();
    } else if (!in.id(range.message) || range.message == MessageId{}) {
        return false;
    }
    const std::uint64_t before =
        pad.ranges.empty() ? 0 : pad.ranges.back().first + pad.ranges.back().count;
    const bool fits = range.count != 0 && range.first >= before &&
                      range.first + range.count <= pad.pages && !pad.closed;
    if (!known || !fits || !in.done()) {
        return false;
    }
    pad.ranges.push_back(range);
    return true;
}

bool parse_head(Lines& in, Export& out)
{
    ExportedHead head;
    if (!in.id(head.message) || !in.id(head.chain_head) || !in.done() ||
        (!out.heads.empty() && !(out.heads.back().message < head.message))) {
        return false;
    }
    out.heads.push_back(head);
    return true;
}

bool parse_start(Lines& in, Export& out)
{
    constexpr std::uint64_t k_most_events = 0x7fffffffffffffffULL;
    return in.next() && in.key("satpad-ledger") && in.key("1") && in.done()                      //
           && in.next() && in.key("site") && in.id(out.site) && in.done()                        //
           && in.next() && in.key("events") && in.number(out.events, k_most_events) && in.done() //
           && in.next() && in.key("chain") && in.id(out.chain_head) && in.done();
}

} // namespace

std::string_view name_of(RangeState state) noexcept
{
    switch (state) {
    case RangeState::reserved:
        return "reserved";
    case RangeState::spent:
        return "spent";
    case RangeState::burnt:
        return "burnt";
    case RangeState::handed_over:
        return "handed_over";
    }
    return "unknown";
}

std::string format_export(const Export& from)
{
    std::uint64_t lines = 4;
    std::string text = "satpad-ledger 1\nsite " + from.site.hex() + "\nevents " +
                       std::to_string(from.events) + "\nchain " + from.chain_head.hex() + "\n";
    for (const ExportedPad& pad : from.pads) {
        text += "pad " + pad.id.hex() + " peer " + pad.peer.hex() + " ";
        text += core::name_of(pad.direction);
        text += " pages " + std::to_string(pad.pages) + (pad.closed ? " closed\n" : " open\n");
        ++lines;
        for (const ExportedRange& range : pad.ranges) {
            text +=
                "range " + std::to_string(range.first) + " " + std::to_string(range.count) + " ";
            text += name_of(range.state);
            text += " " + (range.message == MessageId{} ? std::string("-") : range.message.hex()) +
                    "\n";
            ++lines;
        }
    }
    for (const ExportedHead& head : from.heads) {
        text += "head " + head.message.hex() + " " + head.chain_head.hex() + "\n";
        ++lines;
    }
    return text + "end " + std::to_string(lines) + "\n";
}

Expected<Export> parse_export(std::string_view text, const Progress& progress)
{
    if (text.size() > k_longest_text) {
        return Unexpected(Errc::limit_exceeded, "a ledger export has at most 512 MiB");
    }
    Looks looks(progress);
    Lines in(text);
    Export out;
    if (!parse_start(in, out)) {
        return in.wrong();
    }
    while (in.next()) {
        if (auto goes_on = looks.count(); !goes_on) {
            return fail(std::move(goes_on));
        }
        const std::uint64_t before = in.lines() - 1;
        const std::string_view kind = in.word();
        bool sound = false;
        if (kind == "pad" && out.heads.empty()) {
            sound = parse_pad(in, out);
        } else if (kind == "range" && out.heads.empty()) {
            sound = parse_range(in, out);
        } else if (kind == "head") {
            sound = parse_head(in, out);
        } else if (kind == "end") {
            std::uint64_t lines = 0;
            if (in.number(lines, before) && lines == before && in.done() && in.at_end()) {
                return out;
            }
        }
        if (!sound) {
            return in.wrong();
        }
    }
    return Unexpected(
        Errc::malformed, "the ledger export is cut after line " + std::to_string(in.lines()));
}

} // namespace satpad::core::ledger
