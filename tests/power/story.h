// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "power_site.h"

#include <satpad/core/transfer.h>
#include <satpad/keyclient/courier/courier.h>

/// What two sites (a and b, and c where a moves to) go through, and what must be true after each
/// step whatever happens to their disks.
namespace satpad::test {

/// What the world saw of one message.
struct MessageFacts
{
    MessageHeader header;
    char from = 0;
    char to = 0;
    bool recorded = false; ///< the receiver said so
    bool left = false;     ///< a sealed byte is outside the sender
    bool spooled = false;  ///< the receiver has begun R3: its spool is whole and durable
    std::optional<MessageState> answer;  ///< the receiver gave it away
    std::optional<MessageState> settled; ///< the sender's command ended so
    std::optional<ToldPages> use;        ///< no message, but pages its sender took for this
};

/// A pad that must be known at `disk`, and whole but for used pages.
struct PadFacts
{
    char disk = 0;
    PadId id;
    bool confirmed = false;
    bool closed = false;
    std::uint64_t mark = 0; ///< at least
};

/// Everything that was promised up to some moment.
struct Facts
{
    std::set<char> homes;
    std::set<std::pair<char, SiteId>> peers;
    std::map<MessageId, MessageFacts> messages;
    std::map<MessageId, std::string> sealed; ///< the command ended; the name that travels
    std::map<std::pair<char, PadId>, PadFacts> pads;
    std::map<std::string, Bytes> files;     ///< must be there, whole; paths below the root
    std::map<MessageId, MessageId> replies; ///< of a to a request of b: the request's, its own id
    std::optional<BatchId> imported;        ///< at b
    bool handed_over = false;               ///< the transfer file was finished
    bool taken_over = false;
    std::optional<Bytes> old_key; ///< plain storage key of a; must be on no disk any more
};

enum class Chapter
{
    homes,
    courier,
    sending,
    resuming,
    cancelling,
    keys,
    by_file,
    moving,
    passphrase,
    uses,
    asking
};
inline constexpr Chapter k_chapters[] = {Chapter::homes,
    Chapter::courier,
    Chapter::sending,
    Chapter::resuming,
    Chapter::cancelling,
    Chapter::keys,
    Chapter::by_file,
    Chapter::moving,
    Chapter::passphrase,
    Chapter::uses,
    Chapter::asking};
[[nodiscard]] const char* name_of(Chapter chapter);

inline constexpr const char* k_courier_file = "for-b.satpadkeys";
inline constexpr const char* k_reply_file = "for-a.satpadreply";
inline constexpr const char* k_message_file = "carried.satpad";
inline constexpr const char* k_transfer_file = "a.transfer";

class Story final : public Witness
{
public:
    /// `root` is empty; the story makes the disks' folders in it.
    Story(const fs::path& root, Chapter chapter, std::uint64_t seed);
    Story(const Story&) = delete;
    Story& operator=(const Story&) = delete;

    /// What the chapter needs before it starts. Nothing fails here.
    void set_up();
    /// The chapter, until its first error: then the process that met it has ended.
    [[nodiscard]] Expected<void> tell();
    /// Both processes end.
    void end();

    [[nodiscard]] Facts facts_at(std::size_t operations);

    DiskLog log;
    std::size_t start = 0; ///< operations of the set-up
    /// outbox/<id>.sealed as it was made, for every message that was sealed.
    std::map<MessageId, Bytes> sealed_files;

private:
    /// Whether the chapter sends a picture of more than one chunk.
    [[nodiscard]] bool large() const
    {
        return m_chapter == Chapter::sending || m_chapter == Chapter::resuming;
    }
    using Steps = std::vector<std::pair<const char*, std::function<Expected<void>()>>>;
    [[nodiscard]] Expected<void> run(const Steps& steps);
    [[nodiscard]] Steps steps_of(Chapter chapter);
    [[nodiscard]] Steps homes();
    [[nodiscard]] Steps courier();
    [[nodiscard]] Steps sending();
    [[nodiscard]] Steps resuming();
    [[nodiscard]] Steps cancelling();
    [[nodiscard]] Steps keys();
    [[nodiscard]] Steps by_file();
    [[nodiscard]] Steps moving();
    [[nodiscard]] Steps passphrase();
    [[nodiscard]] Steps uses();
    [[nodiscard]] Steps asking();

    [[nodiscard]] Expected<void> make_home(PowerSite& site, const std::string& name);
    [[nodiscard]] Expected<void> introduce(PowerSite& site, const PowerSite& to);
    [[nodiscard]] Expected<void> make_keys();
    [[nodiscard]] Expected<void> import_keys();
    [[nodiscard]] Expected<void> reply();
    [[nodiscard]] Expected<void> import_reply();
    [[nodiscard]] Expected<void> seal(PowerSite& from, PowerSite& to, const std::string& name);
    /// Seals for the other site what is no picture of a name, or answers with one.
    [[nodiscard]] Expected<void> seal_remark(PowerSite& from, PowerSite& to, SealRequest request);
    [[nodiscard]] Expected<void> ask();
    [[nodiscard]] Expected<void> reply_with(std::optional<RefusedFor> refused);
    [[nodiscard]] Expected<void> hand_in(Until until = Until::settled);
    [[nodiscard]] Expected<void> reserve_and_forget();
    [[nodiscard]] Expected<void> cancel_last();
    [[nodiscard]] Expected<void> advance(PowerSite& site);
    [[nodiscard]] Expected<void> close_pad(PowerSite& site, PadDirection direction);
    [[nodiscard]] Expected<void> seal_for_carrier();
    [[nodiscard]] Expected<void> open_carried();
    [[nodiscard]] Expected<void> hand_over();
    [[nodiscard]] Expected<void> take_over();
    [[nodiscard]] Expected<void> take(PageUse use, std::uint64_t pages);
    [[nodiscard]] Expected<void> tell_of_use();
    void note_pads(const PowerSite& site, const std::vector<PadSummary>& pads);
    void note_file(PowerSite& site, const std::string& name);
    void keep_sealed(const PowerSite& from, const MessageId& id);

    void record_answered(const PowerSite& by, const MessageHeader& header) override;
    void chunk_left(const PowerSite& from,
        const MessageHeader& header,
        std::uint64_t index,
        const Bytes& sealed) override;
    void answered(const PowerSite& by,
        const MessageHeader& header,
        const Tag& answer,
        MessageState state) override;
    void settled(const PowerSite& by, const MessageId& id, MessageState state) override;

    fs::path m_root;
    Chapter m_chapter;
    PowerSite m_a;
    PowerSite m_b;
    PowerSite m_c;
    BatchId m_batch;
    PowerSite* m_from = nullptr; ///< of the message sealed last
    PowerSite* m_to = nullptr;
    MessageId m_last;
    MessageId m_picture; ///< that a sent last
    MessageId m_asked;   ///< the request that b made last
    ToldPages m_told;    ///< what a took last
};

} // namespace satpad::test
