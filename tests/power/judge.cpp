// SPDX-License-Identifier: GPL-3.0-or-later
#include "judge.h"

#include <algorithm>

/// What must hold as soon as the homes are open again.
namespace satpad::test {
namespace {

std::string of(const PowerSite& site)
{
    return std::string(" (site ") + site.disk + ")";
}

/// Pages of a range that open, looking at the file alone.
std::uint64_t opening_pages(const Home& home, const PageRange& range)
{
    std::error_code missing;
    const auto size = fs::file_size(home.paths().pad(range.pad), missing);
    if (missing || size <= k_pad_header_bytes) {
        return 0;
    }
    const auto file = PadFile::open(home, range.pad, (size - k_pad_header_bytes) / k_slot_bytes);
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
    if (m_facts.old_key && image != nullptr) {
        return old_key_is_gone(*image);
    }
    constexpr Check k_checks[] = {&Judge::bytes_left_opens_no_page,
        &Judge::homes_open,
        &Judge::move_ends,
        &Judge::nothing_is_suspect,
        &Judge::messages_are_known,
        &Judge::sealed_files_are_whole,
        &Judge::inbox_is_whole,
        &Judge::pads_are_whole,
        &Judge::files_are_whole,
        &Judge::ledgers_are_sound,
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

/// After `storage passphrase set` no block of the disk holds the key without its wrapping.
std::string Judge::old_key_is_gone(const Image& image)
{
    const auto holds = [&](const Bytes& bytes) {
        return std::search(
                   bytes.begin(), bytes.end(), m_facts.old_key->begin(), m_facts.old_key->end()) !=
               bytes.end();
    };
    for (const auto& [path, file] : image.files) {
        if (path.front() == 'a' && holds(file.bytes)) {
            return path + " still holds the storage key in clear";
        }
    }
    return std::any_of(image.nameless.begin(), image.nameless.end(), holds)
               ? "a file without a name still holds the storage key in clear"
               : "";
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
                       " open though bytes made from them have left" + of(*site);
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
        return "the home does not open" + of(site) + ": " + why.text();
    }
    if (!why.is(Errc::not_set_up)) {
        return "a half-made home is called something else" + of(site) + ": " + why.text();
    }
    const auto made = site.create("again");
    return made ? "" : "init does not go on" + of(site) + ": " + made.error().text();
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
            return "power loss is taken for a restored backup" + of(*site);
        }
        const auto pads = site->ledger->pads();
        for (const PadSummary& pad : pads.value()) {
            if (pad.state == PadState::suspended) {
                return "pad " + pad.id.hex() + " is suspended" + of(*site);
            }
        }
    }
    for (const auto& [disk, peer] : m_facts.peers) {
        if (site_of(disk)->home->config().peer_by_id(peer) == nullptr) {
            return "the peer is forgotten" + of(*site_of(disk));
        }
    }
    return {};
}

std::string Judge::messages_are_known()
{
    for (const auto& [id, message] : m_facts.messages) {
        if (!message.recorded && !message.answer) {
            continue;
        }
        PowerSite& site = *site_of(message.to);
        const auto row = site.ledger->message(id);
        if (!row) {
            return "a recorded message is forgotten" + of(site) + ": " + row.error().text();
        }
        if (message.answer && row->state != *message.answer) {
            return "answered " + std::string(name_of(*message.answer)) + ", but the ledger says " +
                   std::string(name_of(row->state)) + of(site);
        }
    }
    return {};
}

std::string Judge::sealed_files_are_whole()
{
    for (PowerSite* site : open_sites()) {
        const auto rows = site->ledger->messages(
            {.direction = MessageDirection::outgoing, .peer = {}, .open_only = true});
        for (const MessageRow& row : rows.value()) {
            if (row.state != MessageState::sealed && row.state != MessageState::carried) {
                continue;
            }
            const auto entry = site->outbox->open(row.id);
            if (!entry) {
                return "a sealed message does not open" + of(*site) + ": " + entry.error().text();
            }
            const Bytes now = read_whole(site->home->paths().outbox() / (row.id.hex() + ".sealed"));
            const auto made = m_story->sealed_files.find(row.id);
            if (made != m_story->sealed_files.end() && now != made->second) {
                return "the outbox file of a sealed message has changed" + of(*site);
            }
        }
    }
    return {};
}

std::string Judge::one_picture(
    PowerSite& site, const InboxItem& item, const std::vector<std::string>& files)
{
    if (read_whole(item.path) != picture(item.name)) {
        return "an accepted picture is not whole: " + item.name + of(site);
    }
    const auto copies = std::count_if(files.begin(), files.end(), [&](const std::string& name) {
        return name.starts_with(item.id.hex());
    });
    return copies == 1 ? "" : "a picture is there " + std::to_string(copies) + " times" + of(site);
}

std::string Judge::inbox_is_whole()
{
    for (PowerSite* site : open_sites()) {
        const auto items = site->inbox->list();
        const auto files = site->store->list(site->home->paths().inbox());
        if (!items || !files) {
            return "the inbox cannot be listed" + of(*site);
        }
        for (const InboxItem& item : *items) {
            if (std::string fault = one_picture(*site, item, *files); !fault.empty()) {
                return fault;
            }
        }
        if (files->size() != items->size()) {
            return "the inbox holds what no message brought" + of(*site);
        }
    }
    return {};
}

std::string Judge::whole_pad(PowerSite& site, const PadSummary& pad)
{
    const bool gone = !fs::exists(site.home->paths().pad(pad.id));
    if (pad.state == PadState::closed) {
        return gone ? "" : "the file of a closed pad is still there" + of(site);
    }
    const std::uint64_t opening = opening_pages(*site.home, PageRange{pad.id, 0, pad.pages});
    // Spent and burnt pages are erased, the sender's reserved ones burnt by now.
    const std::uint64_t wanted =
        pad.free + (pad.direction == PadDirection::receive ? pad.reserved : 0);
    return opening == wanted ? ""
                             : "pad " + pad.id.hex() + ": " + std::to_string(opening) +
                                   " pages open, " + std::to_string(wanted) + " should" + of(site);
}

std::string Judge::pads_are_whole()
{
    for (const auto& [key, fact] : m_facts.pads) {
        PowerSite& site = *site_of(key.first);
        const auto pad = site.ledger->pad(key.second);
        if (!pad) {
            return "a delivered pad is forgotten" + of(site) + ": " + pad.error().text();
        }
        if (fact.closed != (pad->state == PadState::closed) && fact.closed) {
            return "a closed pad is open again" + of(site);
        }
        if (fact.confirmed && pad->state == PadState::unconfirmed) {
            return "a confirmed pad is unconfirmed again" + of(site);
        }
        if (pad->mark < fact.mark) {
            return "a mark fell" + of(site);
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

std::string Judge::files_are_whole()
{
    for (const auto& [path, bytes] : m_facts.files) {
        if (read_whole(m_root / path) != bytes) {
            return path + " was finished and is not whole";
        }
    }
    return {};
}

std::string Judge::ledgers_are_sound()
{
    for (PowerSite* site : open_sites()) {
        const auto report = site->ledger->verify();
        if (!report || !report->ok) {
            return "ledger verify" + of(*site) + ": " +
                   (report ? report->faults.front() : report.error().text());
        }
        const auto pads = site->ledger->pads();
        for (const PadSummary& pad : pads.value()) {
            if (pad.free + pad.reserved + pad.spent + pad.burnt + pad.handed_over != pad.pages) {
                return "pages are not conserved" + of(*site);
            }
        }
    }
    return {};
}

} // namespace satpad::test
