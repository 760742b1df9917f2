// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>

/// The rules of docs/ledger.md as a small machine: one pad between a sender and a receiver, every
/// durable step of sending and receiving, crashes, restored backups and a live clone of the sender.
/// No disk, no key: a page is a number, a ciphertext is the id of its message (ids are fresh at
/// each sealing). The explorer walks all interleavings; random tests use `apply` as their oracle.
namespace satpad::model {

inline constexpr std::size_t k_max_pages = 8;
inline constexpr std::size_t k_max_messages = 4;
using Mask = std::uint8_t; ///< one bit for each page, or for each message

/// Which rules hold. Taking one away must give a counterexample.
struct Rules
{
    bool erase_first = true;     ///< T3: pages are erased before their bytes may leave
    bool word_first = true;      ///< T5: no chunk leaves before RECORDED
    bool lock_check = true;      ///< recovery leaves a reservation alone while its lock is held
    bool compare_and_set = true; ///< T4: only a row still *reserved* becomes *sealed*
    bool mark_in_commit = true;  ///< T1: one transaction stores the row and raises the mark
};

/// How large the world is and which disasters may strike.
struct Bounds
{
    std::uint8_t pages = 3;
    std::uint8_t messages = 2;
    std::array<std::uint8_t, k_max_messages> message_pages{2, 1, 1, 1};
    std::uint8_t sender_restores = 1;
    std::uint8_t receiver_restores = 1;
    bool clone = true;
    bool files = true;             ///< messages may leave as files, without the peer's word
    bool restore_detected = false; ///< a restored or copied home knows that it is suspect
};

enum class Action : std::uint8_t
{
    reserve,        ///< T1 (takes the next fresh id; `message` must name it)
    raise_mark,     ///< only without Rules::mark_in_commit
    seal,           ///< T2
    erase,          ///< T3
    commit_sealed,  ///< T4
    record,         ///< T5 and R1: RECORD, the receiver's commit, RECORDED or USED
    release,        ///< T6 and R2: chunks leave and are spooled
    accept,         ///< R3, R4
    receiver_erase, ///< R5
    answer,         ///< R6, T7
    carry,          ///< the message leaves as a file
    open_file,      ///< the receiver opens it: R1 joins R4
    cancel,         ///< sealed or carried → cancelling
    settle_cancel,  ///< CANCEL and its answer
    advance,        ///< `keys advance` of a suspended pad
    kill,           ///< the sealing process of one message dies
    crash_sender,   ///< power loss: all its processes, locks and sessions go
    crash_receiver,
    recover_burn,  ///< recovery, first half: reserved with its lock free → burnt
    recover_clean, ///< recovery, second half: erase burnt pages, drop outbox files without a use
    snapshot,      ///< a backup of both sites is taken
    restore_ledger,
    restore_pads,
    restore_outbox, ///< replaces lock files too, so a living process loses its lock
    restore_home,
    clone_sender, ///< from now on two live copies of the sender
    restore_receiver,
};
inline constexpr std::size_t k_actions = static_cast<std::size_t>(Action::restore_receiver) + 1;

struct Step
{
    Action action{};
    std::uint8_t home = 0; ///< 0 the sender, 1 its clone
    std::uint8_t message = 0;
    bool operator==(const Step&) const = default;
};

/// What the real thing must answer to a step.
enum class Outcome : std::uint8_t
{
    not_possible, ///< the step does not apply here; nothing changed
    done,
    not_enough_key,
    suspended,   ///< the pad waits for `advance`
    suspect,     ///< the home may be a copy: no file leaves
    page_erased, ///< a page does not open: nothing is sealed
    lost_race,   ///< T4 found the row burnt: nothing leaves
    recorded,
    used, ///< the receiver has these pages for something else: the pad is suspended
    accepted,
    abandoned,
};

enum class Row : std::uint8_t
{
    none,
    reserved,
    sealed,
    carried,
    cancelling,
    verified,
    cancelled,
    burnt
};
enum class Worker : std::uint8_t
{
    none,
    reserved,
    written,
    erased
};
enum class Received : std::uint8_t
{
    none,
    recorded,
    accepted,
    abandoned
};

/// What a crash leaves and a backup holds of the sender.
struct SenderDisk
{
    std::uint8_t mark = 0;
    std::array<Row, k_max_messages> rows{};
    Mask advanced = 0;             ///< pages burnt by `advance`
    Mask burnt_events = 0;         ///< pages with a *burnt* event in the chain
    std::uint8_t suspended_to = 0; ///< 0: not suspended, else `advance` must pass it
    bool suspect = false;
    Mask open_pages = 0;
    Mask outbox = 0; ///< messages with a sealed file
    bool operator==(const SenderDisk&) const = default;
};

struct Sender
{
    SenderDisk disk;
    std::array<Worker, k_max_messages> workers{}; ///< the living sealing process of each message
    Mask locks = 0;                               ///< messages whose reservation lock is held
    Mask recorded = 0;                            ///< messages with RECORDED in an open session
    bool operator==(const Sender&) const = default;
};

struct Receiver
{
    std::array<Received, k_max_messages> rows{};
    Mask burnt = 0; ///< unrecorded pages below a floor
    Mask open_pages = 0;
    Mask spool = 0;
    bool operator==(const Receiver&) const = default;
};

/// Everything, one byte a member, so that a state is its bytes.
struct World
{
    std::array<Sender, 2> homes{};
    SenderDisk backup{};
    Receiver receiver{};
    Receiver receiver_backup{};
    std::uint8_t next_message = 0;
    std::array<std::uint8_t, k_max_messages> first{}; ///< first page of each message
    std::array<std::uint8_t, k_max_messages> floor{}; ///< stated in its header
    std::array<Mask, k_max_pages> wire{}; ///< uses of each page that left: bit 2·message + purpose
    Mask files_out = 0;                   ///< messages that left as a file
    Mask seals = 0;                       ///< messages sealed once
    Mask said_accepted = 0;
    Mask said_abandoned = 0;
    bool has_backup = false;
    bool cloned = false;
    bool ledger_restored = false;
    bool pads_restored = false;
    std::uint8_t sender_restores = 0;
    std::uint8_t receiver_restores = 0;
    Mask faults = 0; ///< bits of Fault that a step committed
    bool operator==(const World&) const = default;
};

/// Broken promises. The first four are seen in the step that breaks them, the others in the state.
enum class Fault : std::uint8_t
{
    burnt_left,         ///< 1: a burnt page's bytes left
    living_burnt,       ///< recovery burnt the reservation of a process that holds its lock
    sealed_again,       ///< 8: a message id was sealed twice
    false_alarm,        ///< USED although nothing was restored or copied
    once,               ///< 1: a page left under two messages or for two purposes
    conservation,       ///< 5: a page counted twice or not at all, at either site
    two_answers,        ///< the receiver said both *accepted* and *abandoned*
    hole_both_restored, ///< as `once`, but sender copied or restored and receiver restored:
                        ///< documented
    hole_file,          ///< as `once`, but sender copied or restored and a file by hand: documented
    none,
};

class Model
{
public:
    Model(Rules rules, Bounds bounds)
        : m_rules(rules)
        , m_bounds(bounds)
    {}

    [[nodiscard]] World start() const;
    /// Takes one step. `not_possible` leaves the world as it was.
    Outcome apply(World& world, Step step) const;
    /// The worst broken promise of a state, or Fault::none.
    [[nodiscard]] Fault check(const World& world) const;

    [[nodiscard]] const Bounds& bounds() const noexcept { return m_bounds; }

private:
    Outcome sending(World& world, Step step) const;
    Outcome exchanging(World& world, Step step) const;
    Outcome receiving(World& world, Step step) const;
    Outcome failing(World& world, Step step) const;
    Outcome restoring(World& world, Step step) const;

    Outcome reserve(World& world, Step step) const;
    Outcome commit_sealed(World& world, Step step) const;
    Outcome record(World& world, Step step) const;
    Outcome release(World& world, Step step) const;
    Outcome carry(World& world, Step step) const;
    Outcome settle_cancel(World& world, Step step) const;
    Outcome recover_burn(World& world, Step step) const;
    void recover_clean(World& world, Sender& home) const;
    Outcome accept_rows(World& world, std::uint8_t message) const;
    Outcome overlap_at_receiver(World& world, Sender& home, std::uint8_t message) const;
    void forget_backups(World& world) const;
    void leave(World& world, const Sender& home, std::uint8_t message) const;

    [[nodiscard]] Mask pages_of(const World& world, std::uint8_t message) const;
    [[nodiscard]] Mask taken_at_receiver(const World& world, std::uint8_t except) const;
    [[nodiscard]] bool conserved(const World& world, const SenderDisk& disk) const;
    [[nodiscard]] bool receiver_conserved(const World& world) const;
    [[nodiscard]] Fault check_wire(const World& world) const;

    Rules m_rules;
    Bounds m_bounds;
};

[[nodiscard]] std::string describe(const Step& step);
[[nodiscard]] const char* name_of(Outcome outcome) noexcept;
[[nodiscard]] const char* name_of(Fault fault) noexcept;

} // namespace satpad::model
