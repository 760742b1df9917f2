// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay_pulls.h"

#include <charconv>
#include <optional>

namespace satpad::core::ledger {
namespace {

/// The numbers behind `words`, each parted by one space: "lost 0 refused 2 wasted 0".
std::optional<std::vector<std::uint64_t>> numbers_behind(
    std::initializer_list<std::string_view> words, std::string_view note)
{
    std::vector<std::uint64_t> numbers;
    for (const std::string_view word : words) {
        const std::string start = (numbers.empty() ? "" : " ") + std::string(word) + " ";
        if (!note.starts_with(start)) {
            return {};
        }
        note.remove_prefix(start.size());
        const auto read =
            std::from_chars(note.data(), note.data() + note.size(), numbers.emplace_back());
        if (read.ec != std::errc{}) {
            return {};
        }
        note.remove_prefix(static_cast<std::size_t>(read.ptr - note.data()));
    }
    return note.empty() ? std::optional(std::move(numbers)) : std::nullopt;
}

} // namespace

std::string_view PullReplay::take(const LedgerEvent& event)
{
    const BatchId id{event.message.bytes};
    if (event.kind == "pull_begun") {
        return begin(id, event);
    }
    const auto found = m_pulls.find(id);
    if (found == m_pulls.end() || !found->second.open) {
        return "the pull is unknown or closed";
    }
    if (event.kind == "pull_batch") {
        return add(found->second, event);
    }
    if (event.kind == "pull_agreed") {
        return agree(found->second, event);
    }
    if (event.kind == "pull_cut") {
        return cut(found->second, event);
    }
    return event.kind == "pull_closed" ? close(found->second, event) : "no such kind";
}

std::string_view PullReplay::begin(const BatchId& id, const LedgerEvent& event)
{
    Pull pull;
    pull.side = event.note.starts_with("fetcher") ? PullSide::fetcher : PullSide::drawer;
    pull.simulated = event.note.ends_with(" simulated");
    pull.bytes = event.count;
    return m_pulls.emplace(id, std::move(pull)).second ? "" : "the pull is known already";
}

std::string_view PullReplay::add(Pull& pull, const LedgerEvent& event)
{
    const auto counts = numbers_behind({"lost", "refused", "wasted"}, event.note);
    if (event.first != pull.batches.size() || !counts || (*counts)[0] > event.count) {
        return "the batch is not the next one, or counts what it cannot";
    }
    const bool agreed = pull.side == PullSide::fetcher;
    pull.batches.push_back({event.count, (*counts)[0], agreed, {}});
    pull.refused += (*counts)[1];
    pull.wasted += (*counts)[2];
    m_prints += event.count - (*counts)[0];
    return "";
}

std::string_view PullReplay::agree(Pull& pull, const LedgerEvent& event)
{
    if (event.first >= pull.batches.size() || pull.batches[event.first].agreed ||
        event.count > pull.batches[event.first].keys) {
        return "the batch is unknown or agreed, or loses more than it has";
    }
    pull.batches[event.first].agreed = true;
    pull.batches[event.first].lost = event.count;
    return "";
}

std::string_view PullReplay::cut(Pull& pull, const LedgerEvent& event)
{
    if (event.first != pull.loose || event.count == 0 ||
        event.count > pull.batches.size() - pull.loose) {
        return "its batches are not the next ones";
    }
    for (std::uint64_t i = 0; i < event.count; ++i) {
        Batch& batch = pull.batches[pull.loose++];
        if (!batch.agreed) {
            return "one of its batches is not agreed";
        }
        batch.pad = event.pad;
    }
    return "";
}

std::string_view PullReplay::close(Pull& pull, const LedgerEvent& event)
{
    const auto counts = numbers_behind({"wasted"}, event.note);
    if (!counts || event.first != pull.loose || event.count != pull.batches.size() - pull.loose) {
        return "it gives up other batches than are in no pad";
    }
    pull.wasted += counts->front();
    pull.open = false;
    return "";
}

} // namespace satpad::core::ledger
