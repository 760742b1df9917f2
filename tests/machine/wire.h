// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "book.h"

/// What left: every page whose bytes were handed to the other side, for which message and purpose.
/// Knows nothing of ledgers. Promises 1 and 8.
namespace satpad::machine {

class Wire
{
public:
    enum class Purpose
    {
        record_tag,
        answers,
        chunk_tag,
        pad
    };

    /// Message page `number` of the letter's ranges served `purpose`.
    void leave(const Letter& letter, int message, int number, Purpose purpose)
    {
        int at = number;
        for (const Range& range : letter.ranges) {
            if (at < range.count) {
                use({range.pad, range.first + at}, {message, purpose});
                return;
            }
            at -= range.count;
        }
    }

    void leave_chunk(const Letter& letter, int message, const core::Bytes& sealed)
    {
        int pages = 0;
        for (const Range& range : letter.ranges) {
            pages += range.count;
        }
        leave(letter, message, 2, Purpose::chunk_tag);
        for (int number = 3; number < pages; ++number) {
            leave(letter, message, number, Purpose::pad);
        }
        const auto [found, fresh] = m_sealed.try_emplace(message, sealed);
        if (!fresh && found->second != sealed) {
            m_faults.push_back("message " + std::to_string(message) + " has two ciphertexts");
        }
    }

    /// Pages that served twice, each with the messages it served.
    struct Reuse
    {
        int pad = 0;
        int page = 0;
        std::set<int> messages;
    };
    [[nodiscard]] const std::vector<Reuse>& reused() const noexcept { return m_reused; }
    [[nodiscard]] const std::vector<std::string>& faults() const noexcept { return m_faults; }
    [[nodiscard]] std::size_t pages() const noexcept { return m_uses.size(); }

private:
    using Place = std::pair<int, int>;
    using Use = std::pair<int, Purpose>;

    void use(const Place& place, const Use& how)
    {
        std::set<Use>& uses = m_uses[place];
        if (!uses.insert(how).second || uses.size() < 2) {
            return;
        }
        Reuse again{place.first, place.second, {}};
        for (const Use& one : uses) {
            again.messages.insert(one.first);
        }
        m_reused.push_back(std::move(again));
    }

    std::map<Place, std::set<Use>> m_uses;
    std::map<int, core::Bytes> m_sealed;
    std::vector<Reuse> m_reused;
    std::vector<std::string> m_faults;
};

} // namespace satpad::machine
