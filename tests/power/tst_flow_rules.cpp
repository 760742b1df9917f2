// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_taps.h"
#include "power_site.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

/// Each check of the outbox and the inbox on its own: what a peer, a carrier or a damaged spool may
/// bring, one thing wrong at a time.

using namespace satpad::test;

namespace {

/// Turns one bit of a file in place.
void turn_bit(const fs::path& path, std::uint64_t at)
{
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ 1));
}

struct Pair
{
    Pair()
    {
        make_folders(root(), "ab");
        must(sender.create("Here"));
        must(receiver.create("There"));
        must(sender.knows(receiver, "There"));
        must(receiver.knows(sender, "Here"));
        pad = share_pad(sender, receiver, 4'000);
        must(sender.restart());
        must(receiver.restart());
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    [[nodiscard]] fs::path root() const { return folder.path().toStdString(); }
    [[nodiscard]] MessageId seal(const std::string& name)
    {
        return must(sender.outbox->seal(request_for(receiver.id(), name))).id;
    }
    /// A large message, recorded, none of its two chunks sent.
    [[nodiscard]] OutboxEntry recorded()
    {
        auto entry = must(sender.outbox->open(seal("large")));
        (void)must(receiver.inbox->record(sender.id(), entry.header()));
        return entry;
    }
    [[nodiscard]] Expected<void> chunk(const OutboxEntry& entry, std::uint64_t index)
    {
        return receiver.inbox->chunk(
            sender.id(), entry.header().id, index, must(entry.read_chunk(index)));
    }
    [[nodiscard]] Expected<Tag> finish(const OutboxEntry& entry)
    {
        return receiver.inbox->finish(sender.id(), entry.header().id);
    }
    /// What a new session would be told of the chunks that are here.
    [[nodiscard]] std::uint64_t next_chunk(const OutboxEntry& entry)
    {
        const auto answer = must(receiver.inbox->record(sender.id(), entry.header()));
        return std::get<RecordAnswer>(answer).next_chunk;
    }
    [[nodiscard]] fs::path spool(const OutboxEntry& entry) const
    {
        return receiver.home->paths().spool() / (entry.header().id.hex() + ".spool");
    }
    [[nodiscard]] bool opens_at_receiver(std::uint64_t page) const
    {
        const auto file = must(PadFile::open(*receiver.home, pad, 4'000));
        return must(file.opens(page));
    }
    [[nodiscard]] std::size_t pictures() const
    {
        const auto inbox = fs::directory_iterator(receiver.home->paths().inbox());
        return static_cast<std::size_t>(std::distance(begin(inbox), end(inbox)));
    }
    [[nodiscard]] fs::path message_file(const std::string& name = "one")
    {
        auto entry = must(sender.outbox->seal_for_carrier(request_for(receiver.id(), name)));
        const fs::path file = sender.out_path("one.satpad");
        must(sender.outbox->write_message_file(entry, file));
        header_bytes = entry.row().header.size();
        return file;
    }

    QTemporaryDir folder;
    PowerSite sender{root(), 'a', 1, make_posix_file_store()};
    RecordingTap tap;
    PowerSite receiver{root(), 'b', 2, make_posix_file_store(&tap)};
    PadId pad;
    std::size_t header_bytes = 0;
};

} // namespace

class TstFlowRules : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void onlyTheRecordTagLetsChunksLeave()
    {
        Pair two;
        const auto entry = must(two.sender.outbox->open(two.seal("one")));
        const auto answer = must(two.receiver.inbox->record(two.sender.id(), entry.header()));
        Tag tag = std::get<RecordAnswer>(answer).record_tag;
        tag.bytes[3] ^= std::byte{1};
        QVERIFY(two.sender.outbox->recorded(entry, tag).error().is(Errc::authentication_failed));
        tag.bytes[3] ^= std::byte{1};
        must(two.sender.outbox->recorded(entry, tag));
    }
    void onlyItsTwoAnswersEndAMessage()
    {
        Pair two;
        const auto entry = must(two.sender.outbox->open(two.seal("one")));
        const OutboxNote note = must(two.sender.outbox->note(entry.row()));
        Tag wrong = note.secrets.accepted;
        wrong.bytes[0] ^= std::byte{1};
        QVERIFY(two.sender.outbox->answered(entry, wrong).error().is(Errc::authentication_failed));
        QVERIFY(must(two.sender.ledger->message(entry.header().id)).state == MessageState::sealed);
        QVERIFY(must(two.sender.outbox->answered(entry, note.secrets.abandoned)) ==
                MessageState::cancelled);
        const auto second = must(two.sender.outbox->open(two.seal("two")));
        const Tag accepted = must(two.sender.outbox->note(second.row())).secrets.accepted;
        QVERIFY(must(two.sender.outbox->answered(second, accepted)) == MessageState::verified);
    }
    void usedSuspendsThePad()
    {
        Pair two;
        const auto entry = must(two.sender.outbox->open(two.seal("one")));
        const PageRange range = entry.header().ranges.front();
        must(two.sender.outbox->used(entry, {range, two.sender.random.id<MessageId>(), 60}));
        QVERIFY(must(two.sender.ledger->message(entry.header().id)).state == MessageState::failed);
        QVERIFY(must(two.sender.ledger->pad(two.pad)).state == PadState::suspended);
    }
    void cancellingRemovesTheSealedBytes()
    {
        Pair two;
        const MessageId id = two.seal("one");
        const fs::path sealed = two.sender.home->paths().outbox() / (id.hex() + ".sealed");
        QVERIFY(fs::exists(sealed));
        QVERIFY(must(two.sender.outbox->cancel(id)) == CancelOutcome::cancelling);
        QVERIFY(!fs::exists(sealed));
    }
    void aChunkWithABadTagIsNotTaken()
    {
        Pair two;
        const auto entry = two.recorded();
        Bytes chunk = must(entry.read_chunk(0));
        chunk.back() ^= std::byte{1};
        QVERIFY(two.receiver.inbox->chunk(two.sender.id(), entry.header().id, 0, chunk)
                    .error()
                    .is(Errc::authentication_failed));
        must(two.receiver.restart());
        QCOMPARE(two.next_chunk(entry), 0U);
    }
    void chunksComeInTheirOrder()
    {
        Pair two;
        const auto entry = two.recorded();
        QVERIFY(two.chunk(entry, 1).error().is(Errc::malformed));
        must(two.chunk(entry, 0));
        QVERIFY(two.chunk(entry, 0).error().is(Errc::malformed));
        must(two.chunk(entry, 1));
        (void)must(two.finish(entry));
    }
    void nothingIsFinishedBeforeItsLastChunk()
    {
        Pair two;
        const auto entry = two.recorded();
        must(two.chunk(entry, 0));
        QVERIFY(two.finish(entry).error().is(Errc::wrong_state));
        QCOMPARE(two.pictures(), std::size_t{0});
    }
    void anAcceptedMessagesPagesAreErased()
    {
        Pair two;
        const auto entry = two.recorded();
        const std::uint64_t page = entry.header().ranges.front().first;
        must(two.chunk(entry, 0));
        must(two.chunk(entry, 1));
        QVERIFY(two.opens_at_receiver(page));
        (void)must(two.finish(entry));
        QVERIFY(!two.opens_at_receiver(page));
    }
    void aDamagedSpoolIsTakenUpToItsLastGoodChunk()
    {
        Pair two;
        const auto entry = two.recorded();
        must(two.chunk(entry, 0));
        must(two.receiver.restart());
        QCOMPARE(two.next_chunk(entry), 1U);
        two.receiver.close();
        turn_bit(two.receiver.home_path() / "spool" / (entry.header().id.hex() + ".spool"),
            entry.row().header.size() + 100);
        must(two.receiver.open());
        QCOMPARE(two.next_chunk(entry), 0U);
    }
    void aSpoolOfAnotherHeaderIsBegunAnew()
    {
        Pair two;
        const auto entry = two.recorded();
        must(two.chunk(entry, 0));
        two.receiver.close();
        turn_bit(two.receiver.home_path() / "spool" / (entry.header().id.hex() + ".spool"), 5);
        must(two.receiver.open());
        QCOMPARE(two.next_chunk(entry), 0U);
    }
    void aMessageFileIsWholeOrNothing_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("record tag") << "tag";
        QTest::newRow("chunk") << "chunk";
        QTest::newRow("something behind its end") << "longer";
    }
    void aMessageFileIsWholeOrNothing()
    {
        QFETCH(QString, what);
        Pair two;
        const fs::path file = two.message_file();
        if (what == "longer") {
            std::ofstream(file, std::ios::binary | std::ios::app) << 'x';
        } else {
            turn_bit(file, two.header_bytes + (what == "tag" ? 3 : k_tag_bytes + 40));
        }
        const auto opened = two.receiver.inbox->open_file(file);
        QVERIFY(!opened.has_value());
        QVERIFY(
            opened.error().is(what == "longer" ? Errc::malformed : Errc::authentication_failed));
        QCOMPARE(two.pictures(), std::size_t{0});
        QVERIFY(must(two.receiver.ledger->messages({})).empty());
        // With the very same file made right again nothing was lost.
        if (what == "longer") {
            fs::resize_file(file, fs::file_size(file) - 1);
        } else {
            turn_bit(file, two.header_bytes + (what == "tag" ? 3 : k_tag_bytes + 40));
        }
        QVERIFY(!must(two.receiver.inbox->open_file(file)).before);
    }
    void noPlainByteIsWrittenBeforeTheLastTagHolds()
    {
        Pair two;
        const fs::path file = two.message_file("large");
        turn_bit(file, fs::file_size(file) - 1); // of its second chunk
        two.tap.clear();
        QVERIFY(two.receiver.inbox->open_file(file).error().is(Errc::authentication_failed));
        for (const RecordedOperation& operation : two.tap.operations()) {
            QVERIFY(operation.path.parent_path().filename() != "inbox");
        }
    }
    void aDamagedChunkNeverLeaves()
    {
        Pair two;
        const MessageId id = two.seal("large");
        const fs::path file = two.sender.home->paths().outbox() / (id.hex() + ".sealed");
        const MessageGeometry geometry(must(two.sender.outbox->open(id)).header().content_bytes);
        const std::uint64_t header = must(two.sender.outbox->open(id)).row().header.size();
        const std::uint64_t marks = header + geometry.sealed_bytes();
        // A bit of the second chunk, of its tag, and of its mark.
        for (const std::uint64_t at :
            {header + geometry.sealed_offset(1) + 9, marks - 1, marks + 16}) {
            turn_bit(file, at);
            const auto entry = must(two.sender.outbox->open(id));
            QVERIFY(entry.read_chunk(0).has_value());
            QVERIFY(entry.read_chunk(1).error().is(Errc::home_damaged));
            turn_bit(file, at);
            QVERIFY(entry.read_chunk(1).has_value());
        }
    }
    void sweepingPicturesLeavesAnArrivingMessageAlone()
    {
        Pair two;
        const auto entry = two.recorded();
        must(two.chunk(entry, 0));
        two.tap.clear();
        must(two.receiver.inbox->sweep_pictures());
        for (const RecordedOperation& operation : two.tap.operations()) {
            QVERIFY(operation.path.parent_path().filename() != "spool");
        }
        must(two.chunk(entry, 1));
        (void)must(two.finish(entry));
    }
    void anOlderLedgerLosesNoPicture()
    {
        Pair two;
        two.receiver.close();
        const fs::path home = two.receiver.home_path();
        fs::copy(home / "ledger.db", two.root() / "older.db");
        must(two.receiver.open());
        const auto entry = two.recorded();
        must(two.chunk(entry, 0));
        must(two.chunk(entry, 1));
        (void)must(two.finish(entry));
        two.receiver.close();
        fs::remove(home / "ledger.db-wal");
        fs::copy_file(
            two.root() / "older.db", home / "ledger.db", fs::copy_options::overwrite_existing);
        must(two.receiver.open()); // and sweeps
        QVERIFY(two.receiver.ledger->message(entry.header().id).error().is(Errc::unknown_message));
        QCOMPARE(two.pictures(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(TstFlowRules)
#include "tst_flow_rules.moc"
