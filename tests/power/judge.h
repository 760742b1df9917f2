// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "story.h"

/// Judges one state of the disks: opens the homes as fresh processes would and holds every promise
/// of docs/security.md that the facts of the story call for. Destroys the state: it goes on with
/// the work that was cut, and uses up the key.
namespace satpad::test {

class Judge
{
public:
    /// `root` holds the disks; `known` says which files they are. `nameless`: what else is on them.
    Judge(const fs::path& root, Identities known, const Facts& facts, std::uint64_t seed);

    /// Empty when every promise holds, else the first one that does not.
    [[nodiscard]] std::string verdict(const Story& story, const Image* image);

private:
    using Check = std::string (Judge::*)();
    [[nodiscard]] std::string old_key_is_gone(const Image& image);
    [[nodiscard]] std::string closed_pads_are_erased(const Image& image);
    [[nodiscard]] std::string bytes_left_opens_no_page();
    [[nodiscard]] std::string old_home_is_erased();
    [[nodiscard]] std::string homes_open();
    [[nodiscard]] std::string move_ends();
    [[nodiscard]] std::string nothing_is_suspect();
    [[nodiscard]] std::string messages_are_known();
    [[nodiscard]] std::string uses_are_told();
    [[nodiscard]] std::string requests_have_one_reply();
    [[nodiscard]] std::string sealed_files_are_whole();
    [[nodiscard]] std::string inbox_is_whole();
    [[nodiscard]] std::string pads_are_whole();
    [[nodiscard]] std::string files_are_whole();
    [[nodiscard]] std::string ledgers_are_sound();
    [[nodiscard]] std::string keys_arrive();
    [[nodiscard]] std::string messages_arrive();
    [[nodiscard]] std::string ledgers_agree();
    [[nodiscard]] std::string no_page_comes_again();

    void note_lost_spools();
    [[nodiscard]] std::string open_site(PowerSite& site);
    [[nodiscard]] std::string whole_pad(PowerSite& site, const PadSummary& pad);
    [[nodiscard]] std::string one_picture(
        PowerSite& site, const InboxItem& item, const std::vector<std::string>& files);
    [[nodiscard]] std::string deliver_open(PowerSite& from, PowerSite& to);
    [[nodiscard]] std::string finish_keys();
    [[nodiscard]] std::string reserve_all(PowerSite& site, const SiteId& peer);
    /// " (site a)", for people.
    [[nodiscard]] static std::string at(const PowerSite& site);
    [[nodiscard]] PowerSite* site_of(char disk);
    [[nodiscard]] std::vector<PowerSite*> open_sites();

    fs::path m_root;
    Facts m_facts;
    const Story* m_story = nullptr;
    PowerSite m_a;
    PowerSite m_b;
    PowerSite m_c;
    bool m_moved = false; ///< c stands for a
};

} // namespace satpad::test
