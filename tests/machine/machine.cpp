// SPDX-License-Identifier: GPL-3.0-or-later
#include "machine.h"

#include <algorithm>
#include <cstdlib>

/// Setting up, comparing, judging.
namespace satpad::machine {

using namespace core;

namespace {

template <typename T> T sure(Expected<T> result)
{
    if (!result) {
        std::fprintf(stderr, "set-up failed: %s\n", result.error().text().c_str());
        std::abort();
    }
    return std::move(*result);
}

std::size_t at_index(int number)
{
    return static_cast<std::size_t>(number);
}

} // namespace

std::string name_of(Said said)
{
    switch (said) {
    case k_done:
        return "done";
    case k_used:
        return "used";
    case k_recorded_now:
    case k_recorded_before:
        return "recorded";
    case k_accepted:
        return "accepted";
    case k_abandoned:
        return "abandoned";
    case k_opened_before:
        return "opened before";
    case k_not_possible:
        return "not possible";
    default:
        return core_category().message(said);
    }
}

bool talks()
{
    static const bool asked = std::getenv("SATPAD_MACHINE_TALK") != nullptr;
    return asked;
}

Said code_of(const Error& error)
{
    if (talks()) {
        std::fprintf(stderr, "  %s\n", error.text().c_str());
    }
    constexpr Said k_of_the_system = 5000;
    const bool ours = error.code.category() == core_category();
    return ours ? error.code.value() : k_of_the_system + error.code.value();
}

Machine::Machine(const fs::path& folder, std::uint64_t seed, const Weather& weather)
    : m_random(seed)
    , m_weather(weather)
    , m_folder(folder)
    , m_sender(m_random.id<SiteId>())
    , m_receiver(m_random.id<SiteId>())
{
    make_sites(folder);
}

Machine::~Machine()
{
    m_sessions.clear();
    m_hands.clear();
}

void Machine::make_sites(const fs::path& folder)
{
    for (const int site : {0, 1}) {
        const std::string name = site == 0 ? "Sender" : "Receiver";
        const fs::path root = folder / name;
        m_places.push_back({root,
            folder / (name + ".state"),
            folder / (name + ".backup"),
            folder / (name + ".state.backup")});
        m_sites.push_back(site);
        m_processes.emplace_back();
        const auto store = make_posix_file_store();
        SiteConfig config;
        config.id = site == 0 ? m_sender : m_receiver;
        config.name = name;
        config.peers.push_back({site == 0 ? m_receiver : m_sender,
            site == 0 ? "Receiver" : "Sender",
            m_random.id<PublicKey>(),
            ""});
        Home home = sure(Home::create(*store, m_random, root, config));
        (void)sure(PadLedger::create(home, m_clock, m_places.back().states));
        BookHome made;
        made.ledger.events.push_back(k_no_pad);
        made.ledger.place = made.files.ledger = ++m_book.last_token;
        made.outside = 1;
        m_book.homes.push_back(std::move(made));
    }
}

Process& Machine::process(const Where& at)
{
    return *m_processes[at_index(at.home)][at_index(at.view)];
}

bool Machine::is_up(const Where& at) const
{
    return m_processes[at_index(at.home)][at_index(at.view)] != nullptr;
}

Machine::Where Machine::pick(int site, std::uint8_t home, std::uint8_t view) const
{
    std::vector<int> homes;
    for (std::size_t i = 0; i < m_sites.size(); ++i) {
        if (m_sites[i] == site) {
            homes.push_back(static_cast<int>(i));
        }
    }
    Where at{homes[home % homes.size()], view % 4 == 0 ? 1 : 0};
    const Where other{at.home, 1 - at.view};
    return view < 200 && !is_up(at) && is_up(other) ? other : at;
}

Machine::Where Machine::pick_any(std::uint8_t home, std::uint8_t view) const
{
    return {static_cast<int>(home % m_sites.size()), view % k_views};
}

/// Mostly one that waits in this home's outbox.
std::optional<int> Machine::pick_message(std::uint8_t what, int home) const
{
    if (m_ids.empty()) {
        return std::nullopt;
    }
    std::vector<int> waiting;
    for (const auto& [message, entry] : m_book.homes[at_index(home)].ledger.messages) {
        if (is_waiting(entry.state)) {
            waiting.push_back(message);
        }
    }
    if (!waiting.empty() && what < 230) {
        return waiting[what % waiting.size()];
    }
    const std::size_t span = what % 2 == 0 ? m_ids.size() : std::min<std::size_t>(m_ids.size(), 6);
    return static_cast<int>(m_ids.size() - 1 - what % span);
}

void Machine::fault(const std::string& text)
{
    if (!m_fault) {
        m_fault = text;
    }
}

// Comparing

std::string Machine::differences(const Book& book, const Where& at, bool full)
{
    PadLedger& ledger = process(at).ledger();
    const BookHome& home = book.homes[at_index(at.home)];
    const auto pads = ledger.pads();
    if (!pads) {
        return "pads: " + pads.error().text();
    }
    if (pads->size() != home.ledger.pads.size()) {
        return "another number of pads";
    }
    for (std::size_t i = 0; i < pads->size(); ++i) {
        const PadSummary& real = (*pads)[i];
        const PadRow& row = home.ledger.pads[i];
        const std::array<std::uint64_t, 5> theirs{
            real.free, real.reserved, real.spent, real.burnt, real.mark};
        const std::array<int, 5> mine{row.count('.'),
            row.count('r'),
            row.count('s'),
            row.count('b'),
            row.receive ? 0 : row.mark};
        for (std::size_t k = 0; k < mine.size(); ++k) {
            if (theirs[k] != static_cast<std::uint64_t>(mine[k])) {
                constexpr std::array<const char*, 5> k_words{
                    "free", "reserved", "spent", "burnt", "mark"};
                return "pad " + std::to_string(row.pad) + ": " + k_words[k] + " " +
                       std::to_string(theirs[k]) + ", the book says " + std::to_string(mine[k]);
            }
        }
        if (real.free + real.reserved + real.spent + real.burnt + real.handed_over != real.pages) {
            return "pad " + std::to_string(row.pad) + " does not add up";
        }
        const bool doubtful = !row.receive && !row.closed && row.cleared_epoch < home.ledger.epoch;
        PadState state = row.confirmed ? PadState::confirmed : PadState::unconfirmed;
        state = row.suspended ? PadState::suspended : state;
        state = row.closed ? PadState::closed : state;
        if (real.state != state || real.suspect != doubtful) {
            return "pad " + std::to_string(row.pad) + " is " + std::string(name_of(real.state)) +
                   (real.suspect ? " and suspect" : "") + ", the book says " +
                   std::string(name_of(state)) + (doubtful ? " and suspect" : "");
        }
    }
    const std::uint64_t events = home.ledger.events.size();
    const auto last = ledger.events(events - 1, 2);
    if (!last || last->size() != 1) {
        return "not " + std::to_string(events) + " events";
    }
    return full ? differences_in_files(book, at) : std::string();
}

std::string Machine::differences_in_files(const Book& book, const Where& at)
{
    Process& here = process(at);
    const BookHome& home = book.homes[at_index(at.home)];
    const auto rows = here.ledger().messages({});
    if (!rows || rows->size() != home.ledger.messages.size()) {
        return "another number of messages";
    }
    for (const MessageRow& row : *rows) {
        const auto id = std::find(m_ids.begin(), m_ids.end(), row.id);
        const int message = static_cast<int>(id - m_ids.begin());
        const auto entry = home.ledger.messages.find(message);
        if (entry == home.ledger.messages.end() || entry->second.state != row.state) {
            return "message " + std::to_string(message) + " is " + std::string(name_of(row.state));
        }
        const bool bytes = fs::exists(here.home().paths().outbox() / (row.id.hex() + ".sealed"));
        if ((row.state == MessageState::sealed || row.state == MessageState::carried) &&
            bytes != home.files.sealed.contains(message)) {
            return "sealed bytes of message " + std::to_string(message);
        }
        const fs::path spool = here.home().paths().spool() / (row.id.hex() + ".spool");
        const bool spooled = fs::exists(spool) && fs::file_size(spool) > row.header.size();
        if (row.state == MessageState::recorded && spooled != home.files.spool.contains(message)) {
            return "spool of message " + std::to_string(message);
        }
    }
    std::set<int> pictures;
    for (const auto& file : fs::directory_iterator(here.home().paths().inbox())) {
        const std::string name = file.path().filename().string();
        const auto id = std::find_if(m_ids.begin(), m_ids.end(), [&](const MessageId& one) {
            return name.starts_with(one.hex() + "_");
        });
        if (id != m_ids.end()) {
            pictures.insert(static_cast<int>(id - m_ids.begin()));
        }
    }
    if (pictures != home.files.pictures) {
        return "another set of pictures";
    }
    for (const PadRow& row : home.ledger.pads) {
        const auto bytes = home.files.pads.find(row.pad);
        const PadId& id = book.pad_ids[at_index(row.pad)];
        auto file = PadFile::open(here.home(), id, static_cast<std::uint64_t>(row.pages));
        if (file.has_value() != (bytes != home.files.pads.end())) {
            return "the file of pad " + std::to_string(row.pad);
        }
        for (int page = 0; file && page < row.pages; ++page) {
            const auto opens = file->opens(static_cast<std::uint64_t>(page));
            if (!opens || *opens != bytes->second.opens[at_index(page)]) {
                return "page " + std::to_string(page) + " of pad " + std::to_string(row.pad) +
                       (opens && *opens ? " opens" : " does not open");
            }
        }
    }
    const int outside = outside_count(m_places[at_index(at.home)]);
    if (outside != home.outside) {
        return "the count outside is " + std::to_string(outside) + ", the book says " +
               std::to_string(home.outside);
    }
    return {};
}

void Machine::compare(const Where& at, bool full)
{
    constexpr std::size_t k_sometimes = 6; // looking at every page costs more than the operation
    if (is_up(at)) {
        full = full && m_counts.tried % k_sometimes == 0;
        const std::string found = differences(m_book, at, full);
        if (!found.empty()) {
            fault("home " + std::to_string(at.home) + ": " + found);
        }
    }
}

/// A process that died in the middle of a reservation told nobody its id.
void Machine::adopt_unknown(const Where& at)
{
    const auto rows = process(at).ledger().messages({});
    for (std::size_t i = 0; rows && i < rows->size(); ++i) {
        if (std::find(m_ids.begin(), m_ids.end(), (*rows)[i].id) == m_ids.end()) {
            m_ids.push_back((*rows)[i].id);
        }
    }
}

/// (home, message) of every lock that goes when this process goes: its reservations, its sessions.
std::vector<std::pair<int, int>> Machine::locks_of(const Where& at) const
{
    const auto here = [&](const Where& one) { return one.home == at.home && one.view == at.view; };
    std::vector<std::pair<int, int>> locks;
    for (const auto& hand : m_hands) {
        if (here(hand->at)) {
            locks.emplace_back(at.home, hand->message);
        }
    }
    for (const auto& session : m_sessions) {
        if (!session->lock_lost && (here(session->at) || here(session->peer))) {
            locks.emplace_back(session->at.home, session->message);
        }
    }
    return locks;
}

Said Machine::attempt(const Where& victim, int death, const Real& real, const Predict& predict)
{
    const std::vector<std::pair<int, int>> held = locks_of(victim);
    if (death != 0) {
        process(victim).die_at(death);
    }
    const Said answer = real();
    if (death != 0 && process(victim).dead()) {
        return settle_death(victim, held, predict);
    }
    process(victim).live();
    const Said expected = predict(m_book);
    if (name_of(answer) != name_of(expected)) {
        fault("home " + std::to_string(victim.home) + " says \"" + name_of(answer) +
              "\", the book says \"" + name_of(expected) + "\"");
    }
    return answer;
}

/// A commit whose sync failed is unseen by the home's other process, and comes back when that one
/// goes before it commits (tst_lost_commits). The book knows no such half state: either all of the
/// home's processes go at once, or the commit is laid over before anything else happens.
void Machine::lay_over_lost_commit(const Where& at)
{
    if (!process(at).ledger().note_unaccepted(MessageId{})) {
        fault("no commit after a death");
        return;
    }
    BookHome& home = m_book.homes[at_index(at.home)];
    home.ledger.events.push_back(k_no_pad);
    m_book.commit(at.home, at.view);
}

/// The home must be in one of the states the book passed through; which one is learnt from it.
Said Machine::settle_death(
    const Where& victim, std::vector<std::pair<int, int>> held, const Predict& predict)
{
    ++m_counts.deaths;
    const Where beside{victim.home, 1 - victim.view};
    const bool all_go = is_up(beside) && m_counts.deaths % 2 == 0;
    const int letters = static_cast<int>(m_book.letters.size());
    std::vector<Book> trail;
    Book dying = m_book;
    trail.push_back(dying);
    dying.trail = &trail;
    (void)predict(dying);
    trail.push_back(dying);

    close(victim, false);
    if (all_go) {
        const auto locks = locks_of(beside);
        held.insert(held.end(), locks.begin(), locks.end());
        close(beside, false);
    }
    const Place& place = m_places[at_index(victim.home)];
    auto again = Process::start(place.root, place.states, m_random, m_clock);
    if (!again) {
        fault("after a death the home does not open: " + again.error().text());
        return k_done;
    }
    m_processes[at_index(victim.home)][at_index(victim.view)] = std::move(*again);
    adopt_unknown(victim);
    std::string last;
    for (Book& past : trail) {
        past.trail = nullptr;
        past.close(victim.home, victim.view, false);
        if (all_go) {
            past.close(beside.home, beside.view, false);
        }
        for (const auto& [home, message] : held) {
            past.homes[at_index(home)].locks.erase(message);
        }
        for (int made = letters; made < static_cast<int>(past.letters.size()); ++made) {
            past.homes[at_index(victim.home)].locks.erase(made);
        }
        past.open(victim.home, victim.view);
        if (past.letters.size() != std::max(m_book.letters.size(), m_ids.size())) {
            continue;
        }
        last = differences(past, victim, true);
        for (int home = 0; home < static_cast<int>(m_sites.size()) && last.empty(); ++home) {
            const Where other{home, is_up({home, 0}) ? 0 : 1};
            if (home != victim.home && is_up(other)) {
                last = differences(past, other, true); // the other end may have gone further
            }
        }
        if (last.empty()) {
            m_book = past;
            if (is_up(beside)) {
                lay_over_lost_commit(victim);
            }
            return k_done;
        }
    }
    fault("after a death the home is in none of " + std::to_string(trail.size()) +
          " possible states; the last one differs: " + last);
    return k_done;
}

/// docs/security.md, "Known holes": both need a copied sender; nothing else may reuse a page.
void Machine::check_wire()
{
    for (const std::string& text : m_wire.faults()) {
        fault(text);
    }
    const auto has = [&](std::size_t site, Book::Part part) {
        return m_restored[site].contains(part);
    };
    const bool home_back = has(0, Book::Part::home);
    const bool copied =
        m_cloned[0] || home_back || (has(0, Book::Part::ledger) && has(0, Book::Part::pads));
    const bool receiver_forgot =
        m_cloned[1] || has(1, Book::Part::home) || has(1, Book::Part::ledger);
    for (const Wire::Reuse& again : m_wire.reused()) {
        const bool by_file = std::any_of(m_carried.begin(),
            m_carried.end(),
            [&](const Carried& carried) { return again.messages.contains(carried.message); });
        if (!copied || !(receiver_forgot || by_file)) {
            fault("page " + std::to_string(again.page) + " of pad " + std::to_string(again.pad) +
                  " left twice");
        }
    }
}

std::optional<std::string> Machine::run(const Operation& operation)
{
    if (talks()) {
        std::fprintf(stderr, "%s\n", text_of(operation).c_str());
    }
    const Said said = dispatch(operation);
    if (said != k_not_possible) {
        ++m_counts.tried;
    }
    if (!m_fault) {
        check_wire();
    }
    return m_fault;
}

std::optional<std::string> Machine::end()
{
    for (int home = 0; home < static_cast<int>(m_sites.size()) && !m_fault; ++home) {
        const Where at{home, 0};
        if (!is_up(at)) {
            (void)open(at, 0);
        }
        if (m_fault) {
            break;
        }
        compare(at, true);
        const auto report = process(at).ledger().verify();
        if (!report || !report->ok) {
            fault("ledger verify of home " + std::to_string(home) + ": " +
                  (report ? report->faults.front() : report.error().text()));
        }
    }
    return m_fault;
}

Machine::Counts Machine::counts() const
{
    Counts counts = m_counts;
    counts.pages = m_wire.pages();
    counts.holes = m_wire.reused().size();
    return counts;
}

Bytes Machine::payload_of(int message, std::uint8_t amount) const
{
    const std::size_t size = amount % 4 == 0 ? 30 * (amount % 8) + 1U : 1U + amount % 40;
    Bytes payload(size);
    for (std::size_t i = 0; i < size; ++i) {
        payload[i] =
            static_cast<std::byte>((i * 131 + static_cast<std::size_t>(message) * 29) & 0xffU);
    }
    return payload;
}

ContentHeader Machine::content_of(int message, std::size_t bytes) const
{
    ContentHeader content;
    content.original_bytes = bytes;
    content.name = "m" + std::to_string(message);
    return content;
}

} // namespace satpad::machine
