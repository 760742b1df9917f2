// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_taps.h"
#include "power_site.h"

#include <satpad/keyclient/courier/courier.h>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

/// A commit whose sync failed closes its ledger for good. Other processes that have the ledger open
/// do not see it, yet its frames lie whole in the -wal file and come back once nobody who knows
/// better is left. What others did in between must stand beside it.

using namespace satpad::test;
using Kind = FileOperation::Kind;
namespace courier = satpad::keyclient::courier;

namespace {

bool is_sync_of_wal(const FileOperation& operation)
{
    return operation.kind == Kind::sync && operation.path.filename() == "ledger.db-wal";
}

/// Takes the pads' bytes away when a finished picture gets its name, so that nothing after it can
/// be computed.
class PadSpoiler final : public FileTap
{
public:
    explicit PadSpoiler(fs::path pads)
        : m_pads(std::move(pads))
    {}
    Expected<void> before(const FileOperation& operation) override
    {
        if (no_files && operation.kind == Kind::create && operation.path.parent_path() == m_pads) {
            return Unexpected(std::make_error_code(std::errc::io_error), "planted");
        }
        if (armed && operation.kind == Kind::rename && operation.path.extension() == ".part") {
            armed = false;
            spoil();
        }
        return {};
    }
    void mend()
    {
        for (const auto& [path, bytes] : m_bytes) {
            write(path, bytes);
        }
    }

    bool armed = false;
    bool no_files = false; ///< none can be made
    bool spoilt = false;

private:
    static void write(const fs::path& path, const std::string& bytes)
    {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    }
    void spoil()
    {
        for (const auto& entry : fs::directory_iterator(m_pads)) {
            std::ifstream in(entry.path(), std::ios::binary);
            m_bytes[entry.path()] = std::string(std::istreambuf_iterator<char>(in), {});
            write(entry.path(), {});
            spoilt = true;
        }
    }

    fs::path m_pads;
    std::map<fs::path, std::string> m_bytes;
};

/// A sender, a receiver that may fail, and a second process of the receiver.
struct TwoReaders
{
    TwoReaders()
    {
        make_folders(root(), "ab");
        must(sender.create("Here"));
        must(receiver.create("There"));
        must(sender.knows(receiver, "There"));
        must(receiver.knows(sender, "Here"));
        (void)share_pad(sender, receiver, 40);
        must(receiver.restart());
        must(other.open());
    }
    TwoReaders(const TwoReaders&) = delete;
    TwoReaders& operator=(const TwoReaders&) = delete;

    [[nodiscard]] fs::path root() const { return folder.path().toStdString(); }

    /// The picture arrives whole, but the sync of R4 fails.
    [[nodiscard]] MessageId lose_acceptance()
    {
        const MessageId id = must(sender.outbox->seal(request_for(receiver.id(), "one"))).id;
        must(deliver(sender, receiver, id, witness, Until::recorded));
        auto entry = must(sender.outbox->open(id));
        must(receiver.inbox->record(sender.id(), entry.header()));
        must(receiver.inbox->chunk(sender.id(), id, 0, must(entry.read_chunk(0))));
        tap.fail_at(0,
            std::make_error_code(std::errc::io_error),
            FailingTap::Then::recover,
            is_sync_of_wal);
        const auto finished = receiver.inbox->finish(sender.id(), id);
        if (finished || !finished.error().is(Errc::outcome_unknown) || !tap.fired()) {
            qFatal("the acceptance did not fail as it should");
        }
        tap.disarm();
        return id;
    }
    /// All processes end: whoever opens next reads what lies in the files.
    void all_end()
    {
        receiver.close();
        other.close();
    }
    [[nodiscard]] std::size_t pictures() const
    {
        std::size_t found = 0;
        for (const auto& entry : fs::directory_iterator(receiver.home_path() / "inbox")) {
            found += entry.path().extension() != ".part" ? 1U : 0U;
        }
        return found;
    }

    QTemporaryDir folder;
    FailingTap tap;
    PowerSite sender{root(), 'a', 1, make_posix_file_store()};
    PowerSite receiver{root(), 'b', 2, make_posix_file_store(&tap)};
    PadSpoiler spoiler{root() / "b" / "home" / "pads"};
    PowerSite other{root(), 'b', 3, make_posix_file_store(&spoiler)};
    Witness witness;
};

} // namespace

class TstLostCommits : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    /// What the other tests stand on: without anybody's commit in between it does come back.
    void aLostAcceptanceComesBackWithItsPicture()
    {
        TwoReaders two;
        const MessageId id = two.lose_acceptance();
        QVERIFY(must(two.other.ledger->message(id)).state == MessageState::recorded);
        two.all_end();
        must(two.receiver.open());
        QVERIFY(must(two.receiver.ledger->message(id)).state == MessageState::accepted);
        QCOMPARE(two.pictures(), std::size_t{1});
    }
    void aSweepOfAnotherProcessLeavesNoAcceptanceWithoutAPicture()
    {
        TwoReaders two;
        const MessageId id = two.lose_acceptance();
        two.receiver.close(); // its lock goes with it
        must(two.other.inbox->sweep());
        QCOMPARE(two.pictures(), std::size_t{0});
        QVERIFY(must(two.other.ledger->message(id)).state == MessageState::recorded);
        two.all_end();
        must(two.receiver.open());
        const MessageState state = must(two.receiver.ledger->message(id)).state;
        QCOMPARE(two.pictures(), std::size_t{state == MessageState::accepted ? 1U : 0U});
        must(deliver(two.sender, two.receiver, id, two.witness));
        QVERIFY(must(two.receiver.ledger->message(id)).state == MessageState::accepted);
        QCOMPARE(two.pictures(), std::size_t{1});
        QVERIFY(must(two.receiver.ledger->verify()).ok);
    }
    void aLostSealingKeepsItsBytes()
    {
        TwoReaders two;
        // The receiver's home sends here: its other process has it open while T4's sync fails.
        (void)share_pad(two.receiver, two.sender, 40);
        two.tap.fail_at(1, // T1's is the first
            std::make_error_code(std::errc::io_error),
            FailingTap::Then::recover,
            is_sync_of_wal);
        const auto sealed = two.receiver.outbox->seal(request_for(two.sender.id(), "one"));
        QVERIFY(!sealed.has_value() && sealed.error().is(Errc::outcome_unknown));
        QVERIFY(two.tap.fired());
        two.tap.disarm();
        two.receiver.close();
        must(two.other.outbox->sweep());
        const MessageId id = must(two.other.ledger->messages({})).back().id;
        QVERIFY(!two.other.outbox->open(id).has_value()); // a reservation, as far as it knows
        two.all_end();
        must(two.receiver.open());
        const MessageState state = must(two.receiver.ledger->message(id)).state;
        QVERIFY(state == MessageState::sealed);
        must(deliver(two.receiver, two.sender, id, two.witness));
    }
    void aLostImportKeepsItsPads()
    {
        TwoReaders two;
        courier::MakeRequest request;
        request.peer = two.receiver.id();
        request.bytes = 40 * k_page_bytes;
        request.send_share = 0.5;
        request.out = two.sender.out_path("pads.courier");
        must(courier::make(*two.sender.home, *two.sender.ledger, request));
        two.tap.fail_at(0,
            std::make_error_code(std::errc::io_error),
            FailingTap::Then::recover,
            is_sync_of_wal);
        QVERIFY(
            !courier::import(*two.receiver.home, *two.receiver.ledger, request.out).has_value());
        QVERIFY(two.tap.fired());
        two.tap.disarm();
        two.receiver.close();
        const auto files = [&] {
            const auto pads = fs::directory_iterator(two.receiver.home_path() / "pads");
            return std::distance(begin(pads), end(pads));
        };
        QCOMPARE(files(), 3);
        QCOMPARE(must(two.other.ledger->pads()).size(), std::size_t{1});
        two.spoiler.no_files = true; // imported once more, and cut once more
        QVERIFY(!courier::import(*two.other.home, *two.other.ledger, request.out).has_value());
        QCOMPARE(files(), 2);
        two.all_end();
        must(two.receiver.open());
        for (const PadSummary& pad : must(two.receiver.ledger->pads())) {
            QVERIFY(fs::exists(two.receiver.home->paths().pad(pad.id)));
        }
        must(courier::import(*two.receiver.home, *two.receiver.ledger, request.out));
        QCOMPARE(must(two.receiver.ledger->pads()).size(), std::size_t{3});
        QVERIFY(must(two.receiver.ledger->verify()).ok);
    }
    void aDefiniteRefusalAfterALostAcceptanceLeavesNoneEither()
    {
        TwoReaders two;
        const MessageId id = two.lose_acceptance();
        two.receiver.close();
        two.spoiler.armed = true; // the other one gets as far as the finished picture
        auto entry = must(two.sender.outbox->open(id));
        must(two.other.inbox->record(two.sender.id(), entry.header()));
        QVERIFY(!two.other.inbox->finish(two.sender.id(), id).has_value());
        QVERIFY(two.spoiler.spoilt);
        two.spoiler.mend();
        two.all_end();
        must(two.receiver.open());
        const MessageState state = must(two.receiver.ledger->message(id)).state;
        QCOMPARE(two.pictures(), std::size_t{state == MessageState::accepted ? 1U : 0U});
        QVERIFY(must(two.receiver.ledger->verify()).ok);
    }
};

QTEST_APPLESS_MAIN(TstLostCommits)
#include "tst_lost_commits.moc"
