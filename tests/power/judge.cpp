// SPDX-License-Identifier: GPL-3.0-or-later
#include "judge.h"

#include <algorithm>

/// What must hold as soon as the homes are open again.
namespace satpad::test {
namespace {

/// As its file has them; 0 without one.
std::uint64_t pages_of(const Home& home, const PadId& pad)
{
    std::error_code missing;
    const auto size = fs::file_size(home.paths().pad(pad), missing);
    return missing || size <= k_pad_header_bytes ? 0 : (size - k_pad_header_bytes) / k_slot_bytes;
}

/// Pages of a range that open, looking at the file alone.
std::uint64_t opening_pages(const Home& home, const PageRange& range)
{
    const auto file = PadFile::open(home, range.pad, pages_of(home, range.pad));
    if (!file) {
        return 0;
    }
    // Most blocks open whole, and that is one read.
    constexpr std::uint64_t k_block = 64;
    std::array<std::byte, k_block * k_page_bytes> block{};
    std::uint64_t opening = 0;
    for (std::uint64_t page = range.first; page < range.end();) {
        const auto now = std::min(k_block, range.end() - page);
        if (file->read(page, MutableByteView(block).first(now * k_page_bytes))) {
            opening += now;
            page += now;
            continue;
        }
        for (const auto end = page + now; page < end; ++page) {
            const auto opens = file->opens(page);
            opening += opens && *opens ? 1U : 0U;
        }
    }
    return opening;
}

std::uint64_t opening_pages(const Home& home, const std::vector<PageRange>& ranges)
{
    std::uint64_t opening = 0;
    for (const PageRange& range : ranges) {
        opening += opening_pages(home, range);
    }
    return opening;
}

} // namespace

std::string Judge::at(const PowerSite& site)
{
    return std::string(" (site ") + site.disk + ")";
}

Judge::Judge(const fs::path& root, Identities known, const Facts& facts, std::uint64_t seed)
    : m_root(root)
    , m_facts(facts)
    , m_a(root, 'a', seed, make_store_after_crash(nullptr, known))
    , m_b(root, 'b', seed + 1, make_store_after_crash(nullptr, known))
    , m_c(root, 'c', seed + 2, make_store_after_crash(nullptr, std::move(known)))
{}

std::string Judge::verdict(const Story& story, const Image* image)
{
    m_story = &story;
    note_lost_spools();
    if (m_facts.old_key && image != nullptr) {
        // Opening a wrapped key takes half a second: once is enough here.
        const auto opened = m_a.open_home();
        return opened ? old_key_is_gone(*image)
                      : "the home does not open: " + opened.error().text();
    }
    if (image != nullptr) {
        if (std::string fault = closed_pads_are_erased(*image); !fault.empty()) {
            return fault;
        }
    }
    constexpr Check k_checks[] = {&Judge::bytes_left_opens_no_page,
        &Judge::old_home_is_erased,
        &Judge::homes_open,
        &Judge::move_ends,
        &Judge::nothing_is_suspect,
        &Judge::messages_are_known,
        &Judge::sealed_files_are_whole,
        &Judge::inbox_is_whole,
        &Judge::pads_are_whole,
        &Judge::files_are_whole,
        &Judge::ledgers_are_sound,
        &Judge::uses_are_told,
        &Judge::requests_have_one_reply,
        &Judge::keys_arrive,
        &Judge::messages_arrive,
        &Judge::inbox_is_whole,
        &Judge::ledgers_are_sound,
        &Judge::ledgers_agree,
        &Judge::no_page_comes_again};
    for (const Check check : k_checks) {
        if (std::string fault = (this->*check)(); !fault.empty()) {
            return fault;
        }
    }
    return {};
}

/// No folder sync holds the name of a new spool: losing it costs a second journey and no promise.
void Judge::note_lost_spools()
{
    for (auto& [id, message] : m_facts.messages) {
        const fs::path home = m_root / std::string(1, message.to) / "home";
        message.spooled = message.spooled && fs::exists(home / "spool" / (id.hex() + ".spool"));
    }
}

PowerSite* Judge::site_of(char disk)
{
    if (disk == 'b') {
        return &m_b;
    }
    return disk == 'c' || m_moved ? &m_c : &m_a;
}

std::vector<PowerSite*> Judge::open_sites()
{
    std::vector<PowerSite*> sites;
    for (PowerSite* site : {&m_a, &m_b, &m_c}) {
        if (site->is_open()) {
            sites.push_back(site);
        }
    }
    return sites;
}

/// Before any recovery: erased first, at the sender before a chunk, at the receiver before an answer.
std::string Judge::bytes_left_opens_no_page()
{
    for (const auto& [id, message] : m_facts.messages) {
        std::vector<char> disks;
        if (message.left) {
            disks.push_back(message.from);
        }
        if (message.answer) {
            disks.push_back(message.to);
        }
        for (const char disk : disks) {
            PowerSite* site = site_of(disk);
            if (!site->home && !site->open_home()) {
                continue; // told by homes_open
            }
            if (const auto pages = opening_pages(*site->home, message.header.ranges); pages > 0) {
                return std::to_string(pages) + " pages of message " + id.hex() +
                       " open though bytes made from them have left" + at(*site);
            }
        }
    }
    return {};
}

/// The file of a closed pad is erased before its name goes: its blocks hold nothing that opens.
std::string Judge::closed_pads_are_erased(const Image& image)
{
    for (const auto& [key, fact] : m_facts.pads) {
        PowerSite& site = *site_of(key.first);
        if (!fact.closed || (!site.home && !site.open_home())) {
            continue;
        }
        const fs::path path = site.home->paths().pad(key.second);
        for (const Bytes& blocks : image.nameless) {
            if (fs::exists(path) || blocks.size() <= k_pad_header_bytes) {
                continue; // bytes_left and pads_are_whole look at a file that has a name
            }
            write_whole(path, blocks);
            const auto pages = pages_of(*site.home, key.second);
            const auto opening = opening_pages(*site.home, PageRange{key.second, 0, pages});
            fs::remove(path);
            if (opening > 0) {
                return "blocks of a closed pad still open" + at(site);
            }
        }
    }
    return {};
}

/// A home that was handed over keeps nothing that opens, though nobody ever recovers it.
std::string Judge::old_home_is_erased()
{
    if (!m_facts.handed_over || !m_a.open_home()) {
        return {};
    }
    for (const auto& [key, fact] : m_facts.pads) {
        if (key.first == 'a') {
            const std::vector<PageRange> all{{key.second, 0, pages_of(*m_a.home, key.second)}};
            if (opening_pages(*m_a.home, all) > 0) {
                return "pages of a pad that was handed over still open" + at(m_a);
            }
        }
    }
    return {};
}

std::string Judge::open_site(PowerSite& site)
{
    const auto opened = site.open();
    if (opened) {
        return {};
    }
    const Error why = opened.error();
    site.close();
    if (why.is(Errc::home_locked)) {
        return {}; // move_ends looks at it
    }
    if (m_facts.homes.contains(site.disk)) {
        return "the home does not open" + at(site) + ": " + why.text();
    }
    if (!why.is(Errc::not_set_up)) {
        return "a half-made home is called something else" + at(site) + ": " + why.text();
    }
    const auto made = site.create("again");
    return made ? "" : "init does not go on" + at(site) + ": " + made.error().text();
}

std::string Judge::homes_open()
{
    std::string fault = open_site(m_b);
    return fault.empty() ? open_site(m_a) : fault;
}

std::string Judge::nothing_is_suspect()
{
    for (PowerSite* site : open_sites()) {
        const auto suspect = site->ledger->suspect();
        if (!suspect || (*suspect && site->disk != 'c')) {
            return "power loss is taken for a restored backup" + at(*site);
        }
        const auto pads = site->ledger->pads();
        for (const PadSummary& pad : pads.value()) {
            if (pad.state == PadState::suspended) {
                return "pad " + pad.id.hex() + " is suspended" + at(*site);
            }
        }
    }
    for (const auto& [disk, peer] : m_facts.peers) {
        if (site_of(disk)->home->config().peer_by_id(peer) == nullptr) {
            return "the peer is forgotten" + at(*site_of(disk));
        }
    }
    return {};
}

std::string Judge::whole_pad(PowerSite& site, const PadSummary& pad)
{
    const bool gone = !fs::exists(site.home->paths().pad(pad.id));
    if (pad.state == PadState::closed) {
        return gone ? "" : "the file of a closed pad is still there" + at(site);
    }
    const std::uint64_t opening = opening_pages(*site.home, PageRange{pad.id, 0, pad.pages});
    // Spent and burnt pages are erased, the sender's reserved ones burnt by now.
    const std::uint64_t wanted =
        pad.free + (pad.direction == PadDirection::receive ? pad.reserved : 0);
    return opening == wanted ? ""
                             : "pad " + pad.id.hex() + ": " + std::to_string(opening) +
                                   " pages open, " + std::to_string(wanted) + " should" + at(site);
}

std::string Judge::pads_are_whole()
{
    for (const auto& [key, fact] : m_facts.pads) {
        PowerSite& site = *site_of(key.first);
        const auto pad = site.ledger->pad(key.second);
        if (!pad) {
            return "a delivered pad is forgotten" + at(site) + ": " + pad.error().text();
        }
        if (fact.closed != (pad->state == PadState::closed) && fact.closed) {
            return "a closed pad is open again" + at(site);
        }
        if (fact.confirmed && pad->state == PadState::unconfirmed) {
            return "a confirmed pad is unconfirmed again" + at(site);
        }
        if (pad->mark < fact.mark) {
            return "a mark fell" + at(site);
        }
    }
    for (PowerSite* site : open_sites()) {
        const auto pads = site->ledger->pads();
        for (const PadSummary& pad : pads.value()) {
            if (std::string fault = whole_pad(*site, pad); !fault.empty()) {
                return fault;
            }
        }
    }
    return {};
}

} // namespace satpad::test
