// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operation.h"
#include "process.h"
#include "wire.h"

/// Does each operation to real homes and to the page book, and compares: the answer, the counts of
/// every page, the number of events, which pages open, what lies in outbox and spool. A death is
/// planted at a durable operation; then the reopened home must equal one of the states the book
/// passed through.
namespace satpad::machine {

class Machine
{
public:
    /// Two fresh sites below `folder`, which must be empty.
    Machine(const core::fs::path& folder, std::uint64_t seed, const Weather& weather);
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    /// What is broken, if anything. After a fault the machine is not used any more.
    [[nodiscard]] std::optional<std::string> run(const Operation& operation);
    /// Opens every home once more; each ledger must verify.
    [[nodiscard]] std::optional<std::string> end();

    struct Counts
    {
        std::size_t tried = 0;
        std::size_t deaths = 0;
        std::size_t restores = 0;
        std::size_t used = 0;    ///< records refused because the pages were taken
        std::size_t arrived = 0; ///< pictures compared with what was sealed
        std::size_t pages = 0;   ///< that left
        std::size_t holes = 0;   ///< pages that left twice through a documented hole
    };
    [[nodiscard]] Counts counts() const;

private:
    struct Where
    {
        int home = 0;
        int view = 0;
    };
    struct Hand
    {
        Where at;
        int message = 0;
        int stage = 0; ///< 0 reserved, 1 written, 2 erased
        std::optional<core::Reservation> reservation;
        std::unique_ptr<core::SealingPages> pages;
        core::Bytes encoded;
        core::Bytes note;
    };
    struct Session
    {
        Where at;
        Where peer;
        int message = 0;
        bool recorded = false; ///< else it was answered at once
        bool lock_lost = false;
        std::uint64_t next_chunk = 0;
        std::optional<core::Tag> answer;
        core::OutboxEntry entry;
    };
    struct Carried
    {
        int message = 0;
        core::fs::path path;
    };
    using Real = std::function<Said()>;
    using Predict = std::function<Said(Book&)>;

    // Set-up and looking things up
    void make_sites(const core::fs::path& folder);
    [[nodiscard]] Process& process(const Where& at);
    [[nodiscard]] bool is_up(const Where& at) const;
    [[nodiscard]] Where pick(int site, std::uint8_t home, std::uint8_t view) const;
    [[nodiscard]] Where pick_any(std::uint8_t home, std::uint8_t view) const;
    [[nodiscard]] std::optional<int> pick_message(std::uint8_t what, int home) const;

    // Comparing
    Said attempt(const Where& victim, int death, const Real& real, const Predict& predict);
    Said settle_death(
        const Where& victim, std::vector<std::pair<int, int>> held, const Predict& predict);
    void lay_over_lost_commit(const Where& at);
    [[nodiscard]] std::vector<std::pair<int, int>> locks_of(const Where& at) const;
    [[nodiscard]] std::string differences(const Book& book, const Where& at, bool full);
    [[nodiscard]] std::string differences_in_files(const Book& book, const Where& at);
    void adopt_unknown(const Where& at);
    void compare(const Where& at, bool full);
    void check_wire();
    void fault(const std::string& text);

    // Operations
    Said dispatch(const Operation& operation);
    Said sending(const Operation& operation);
    Said delivering(const Operation& operation);
    Said failing(const Operation& operation);
    Said open(const Where& at, int death);
    void close(const Where& at, bool clean);
    Said add_pad(const Operation& operation);
    Said change_pad(const Operation& operation);
    Said reserve(const Operation& operation);
    Said work_hand(const Operation& operation);
    [[nodiscard]] Said write_sealed(Hand& hand);
    Said seal(const Operation& operation);
    Said record(const Operation& operation);
    [[nodiscard]] Said ask_to_record(const Where& at, const Where& peer, int message);
    Said work_session(const Operation& operation);
    [[nodiscard]] Said release(Session& session);
    [[nodiscard]] Said finish(Session& session);
    Said deliver(const Operation& operation);
    Said carry(const Operation& operation);
    Said open_file(const Operation& operation);
    Said cancel(const Operation& operation);
    Said settle_cancel(const Operation& operation);
    Said restore(const Operation& operation);
    Said clone(const Operation& operation);
    void check_picture(const Where& at, int message);
    void drop_session(std::size_t index);
    [[nodiscard]] core::Bytes payload_of(int message, std::uint8_t amount) const;
    [[nodiscard]] core::ContentHeader content_of(int message, std::size_t bytes) const;

    test::SeededRandom m_random;
    StillClock m_clock;
    Weather m_weather;
    core::fs::path m_folder;
    core::SiteId m_sender;
    core::SiteId m_receiver;
    Book m_book;
    Wire m_wire;
    std::vector<Place> m_places;
    std::vector<int> m_sites; ///< of each home: 0 sender, 1 receiver
    std::vector<std::array<std::unique_ptr<Process>, k_views>> m_processes;
    std::map<int, Copy> m_backups; ///< by home
    std::vector<core::MessageId> m_ids;
    std::vector<core::Bytes> m_payloads;
    std::vector<core::Tag> m_confirm_tags; ///< by pad
    std::vector<std::unique_ptr<Hand>> m_hands;
    std::vector<std::unique_ptr<Session>> m_sessions;
    std::vector<Carried> m_carried;
    std::array<std::set<Book::Part>, 2> m_restored; ///< by site
    std::array<bool, 2> m_cloned{};
    std::optional<std::string> m_fault;
    Counts m_counts;
};

[[nodiscard]] std::string name_of(Said said);
/// What an error answers; SATPAD_MACHINE_TALK prints its text too, and every operation.
[[nodiscard]] Said code_of(const core::Error& error);
[[nodiscard]] bool talks();

template <typename T> Said said_of(const core::Expected<T>& result)
{
    return result ? Said{k_done} : code_of(result.error());
}

} // namespace satpad::machine
