// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <map>
#include <set>

/// The page book: docs/ledger.md's rules once more, over plain numbers, for several copies of two
/// sites. It says what each operation must answer, how many events it writes and which pages open
/// afterwards. No disk, no key, no SQL. Pads, messages and homes are indices; the caller knows
/// their ids. A value type: a copy is a possible past.
namespace satpad::machine {

inline constexpr int k_views = 2; ///< processes a home may have at once
inline constexpr int k_no_pad = -1;

/// What an operation answered: 0 done, a core::Errc, or one of the following.
using Said = int;
enum : Said
{
    k_done = 0,
    k_used = 1000,
    k_recorded_now,
    k_recorded_before,
    k_accepted,
    k_abandoned,
    k_opened_before,
    k_not_possible, ///< does not apply here; nothing was tried
};

struct Range
{
    int pad = 0;
    int first = 0;
    int count = 0;
    [[nodiscard]] int end() const noexcept { return first + count; }
    bool operator==(const Range&) const = default;
};

struct PadRow
{
    int pad = 0;
    int pages = 0;
    int mark = 0;
    int whole_below = 0;
    int advance_to = 0;
    int cleared_epoch = 0;
    long file = 0; ///< the incarnation of the pad file that the ledger knows
    bool receive = false;
    bool confirmed = false;
    bool checked = false;
    bool suspended = false;
    bool closed = false;
    std::string page;       ///< '.' free, 'r' reserved, 's' spent, 'b' burnt
    std::vector<int> owner; ///< message, -1 none
    [[nodiscard]] int usable() const noexcept { return pages - 1; }
    [[nodiscard]] int count(char state) const noexcept;
};

struct MessageEntry
{
    core::MessageState state{};
    std::vector<Range> ranges;
};

struct Owed
{
    int number = 0;
    Range range;
};

struct Ledger
{
    std::vector<PadRow> pads;
    std::map<int, MessageEntry> messages;
    std::vector<int> events; ///< the pad each one names, or k_no_pad
    std::vector<Owed> owed;
    int last_owed = 0;
    int epoch = 0;
    long place = 0; ///< the incarnation of ledger.db that it knows
};

struct PadBytes
{
    long token = 0;
    std::vector<bool> opens;
};

/// What lies in a home beside the ledger.
struct Files
{
    long ledger = 0; ///< incarnation of ledger.db
    std::map<int, PadBytes> pads;
    std::set<int> sealed;   ///< messages whose sealed bytes lie in the outbox
    std::set<int> spool;    ///< messages whose only chunk is spooled
    std::set<int> pictures; ///< messages whose picture has its name in the inbox
};

struct Copy
{
    Ledger ledger;
    Files files;
    int outside = 0;
};

struct BookView
{
    bool open = false;
    std::set<int> looked;        ///< pads compared with their files
    std::set<int> erased;        ///< owed erasures done, forgotten with the next commit
    std::map<int, int> arriving; ///< messages on their way in → next chunk
};

struct BookHome : Copy
{
    std::array<BookView, k_views> views;
    std::set<int> locks; ///< messages whose lock is held by something living
};

/// What everyone knows of a message once it is reserved.
struct Letter
{
    std::vector<Range> ranges;
    std::map<int, int> floors; ///< by pad
};

class Book
{
public:
    std::vector<BookHome> homes;
    std::vector<Letter> letters;
    std::vector<core::PadId> pad_ids; ///< ranges are sorted by them
    long last_token = 0;

    /// While set, each durable step appends what a death right behind it would leave.
    std::vector<Book>* trail = nullptr;
    Book() = default;
    Book(const Book& other);
    Book& operator=(const Book& other);
    ~Book() = default;

    // Processes
    void open(int home, int view);
    /// Drops what belongs to the view; `clean` also forgets its finished erasures.
    void close(int home, int view, bool clean);

    // Pads
    void add_pad(int home, int view, int pad, int pages, bool receive, bool confirmed);
    Said advance(int home, int view, int pad, int to);
    Said close_pad(int home, int view, int pad);
    Said confirm(int home, int view, int pad, bool equal);

    // Sending. `reserve` makes the next letter when it answers k_done.
    Said reserve(int home, int view, int pages, core::ReserveRequest::Carrier carrier);
    Said write(int home, int view, int message); ///< T2; burns when a page does not open
    Said erase(int home, int view, int message); ///< T3
    Said commit_sealed(int home, int view, int message);
    Said give_up(int home, int view, int message);
    Said seal(int home, int view, int pages, bool reader_fails);
    Said open_entry(int home, int view, int message, bool& cancelling);
    Said carry(int home, int view, int message);
    Said cancel(int home, int view, int message);
    void peer_recorded(int home, int view, int message);
    Said used(int home, int view, int message, int pad, int advance_to);
    Said settle(int home, int view, int message, core::MessageState end);
    void sweep(int home, int view);

    // Receiving
    struct Overlap
    {
        int pad = 0;
        int advance_to = 0;
    };
    Said record(int home, int view, int message, Overlap& overlap);
    Said chunk(int home, int view, int message);
    Said finish(int home, int view, int message);
    Said abandon(int home, int view, int message); ///< k_accepted when it is too late
    Said open_file(int home, int view, int message);

    // Backups
    enum class Part
    {
        ledger,
        pads,
        outbox,
        home
    };
    /// `quiet`: the same inodes, as a snapshot of a whole machine brings them back.
    void restore(int home, const Copy& copy, Part part, bool quiet);
    void clone(int home);

    /// What every commit does besides: finished erasures are forgotten, the count outside follows.
    void commit(int home, int view);

    [[nodiscard]] PadRow* row(int home, int pad);
    [[nodiscard]] bool all_open(int home, int message) const;
    [[nodiscard]] bool opens(int home, int message, int from, int to) const;

private:
    struct Findings
    {
        std::optional<long> moved;
        std::optional<int> first_opening;
        bool used_page_opens = false;
        [[nodiscard]] bool none() const { return !moved && !first_opening && !used_page_opens; }
    };
    void step();
    void owe(int home, Range range);
    void erase_owed(int home, int view);
    void note(int home, int pad);
    void compare_place(int home, int view);
    void recover(int home, int view);
    void compare_lately(int home, int view);
    [[nodiscard]] bool is_living(int home, const PadRow& pad, int page) const;
    [[nodiscard]] std::optional<Findings> look(int home, const PadRow& pad) const;
    void write_findings(int home, PadRow& pad, const Findings& found);
    [[nodiscard]] Said choose(int home,
        int pages,
        core::ReserveRequest::Carrier carrier,
        std::vector<Range>& ranges) const;
    void write_reservation(int home, int view, const std::vector<Range>& ranges);
    void burn_message(int home, int message, core::MessageState end);
    int burn_free(int home, PadRow& pad, int first, int end);
    void fill(int home, const Range& range, char state, int message);
    void move_pages(int home, int message, char state);
    Said ask(int home, int message, bool& known, Overlap& overlap);
    void write_record(int home, int message);
    Said settle_incoming(int home, int view, int message, core::MessageState end);
    Said accept(int home, int view, int message);
    void drop_picture(int home, int view, int message);
    void burn_below_floors(int home, int message);
};

[[nodiscard]] bool is_settled(core::MessageState state) noexcept;
[[nodiscard]] bool is_waiting(core::MessageState state) noexcept; ///< sealed, carried, cancelling

} // namespace satpad::machine
