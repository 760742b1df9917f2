// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

#include <future>
#include <set>
#include <sys/wait.h>
#include <thread>

using namespace satpad::test;

using Kind = FileOperation::Kind;

namespace {

/// Pages handed to a message by a ledger that may be failing; the oracle of "once".
class Issued
{
public:
    /// False when a page was issued before.
    [[nodiscard]] bool add(const Reservation& reservation)
    {
        bool fresh = true;
        for (const PageRange& range : reservation.ranges()) {
            for (std::uint64_t page = range.first; page < range.end(); ++page) {
                fresh = m_pages.insert({range.pad, page}).second && fresh;
            }
        }
        return fresh;
    }

private:
    std::set<std::pair<PadId, std::uint64_t>> m_pages;
};

/// T1 to T4; the id when all of it succeeded.
std::optional<MessageId> try_to_send(Site& site, Issued& issued)
{
    auto reservation = site.reserve(4);
    if (!reservation) {
        return std::nullopt;
    }
    if (!issued.add(*reservation)) {
        qFatal("a page was issued twice");
    }
    const Bytes header = encode_header(site.header_of(*reservation));
    auto pages = site.ledger->open_pages(std::move(*reservation));
    if (!pages || !(*pages)->erase()) {
        return std::nullopt;
    }
    const MessageId id = (*pages)->id();
    if (!site.ledger->commit_sealed(std::move(*pages), header, 1, {})) {
        return std::nullopt;
    }
    return id;
}

void check_after(const Site& site, const PadId& id)
{
    const VerifyReport report = must(site.ledger->verify());
    QVERIFY2(report.ok, report.faults.empty() ? "" : report.faults.front().c_str());
    const PadSummary pad = site.pad(id);
    QCOMPARE(pad.reserved, 0U);
    for (std::uint64_t page = 0; page < pad.mark; ++page) {
        QVERIFY2(!site.page_opens(id, page), qPrintable(QString("page %1 opens").arg(page)));
    }
    QVERIFY(pad.state == PadState::confirmed);
}

/// Throws at one operation on the ledger's files.
struct WantOfMemory final : FileTap
{
    Expected<void> before(const FileOperation& operation) override
    {
        if (operation.path.string().find("ledger.db") != std::string::npos && left-- == 0) {
            fired = 1;
            throw std::bad_alloc();
        }
        return {};
    }
    std::size_t left = ~std::size_t{0};
    std::size_t fired = 0;
};

/// Runs `work` in a child process; its exit code.
template <typename Work> pid_t start_child(Work work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(work());
    }
    return child;
}

int exit_code(pid_t child)
{
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct Pipe
{
    int ends[2] = {-1, -1};
    Pipe()
    {
        if (::pipe(ends) != 0) {
            qFatal("no pipe");
        }
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe()
    {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    void say() const
    {
        if (::write(ends[1], "x", 1) != 1) {
            qFatal("pipe");
        }
    }
    void hear() const
    {
        char one = 0;
        if (::read(ends[0], &one, 1) != 1) {
            qFatal("pipe");
        }
    }
};

} // namespace

class TstLedgerFaults : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void wantOfMemoryBelowSqliteIsAnErrorAndLeavesNoLock()
    {
        std::size_t fired = 0;
        for (std::size_t n = 0; n == fired; ++n) {
            WantOfMemory tap;
            Site site(20261125, &tap);
            const PadId id = site.add_pad(60);
            tap.left = n;
            const auto reserved = site.reserve(5);
            fired += tap.fired;
            QCOMPARE(reserved.has_value(), tap.fired == 0);
            // Whatever the ledger says now, it says it to every thread.
            auto other =
                std::async(std::launch::async, [&] { return site.ledger->pad(id).has_value(); });
            QVERIFY(other.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
            if (reserved) {
                break;
            }
            site.reopen();
            QVERIFY(must(site.ledger->verify()).ok);
            QCOMPARE(site.pad(id).reserved, 0U);
        }
        QVERIFY(fired > 1);
    }

    void eachStepCostsOneSyncInAFreshProcess()
    {
        RecordingTap tap;
        Site site(1, &tap);
        site.add_pad(40);
        const PadId in = site.add_pad(40, {.direction = PadDirection::receive});
        const MessageHeader header = site.incoming(in, 0, 5);
        site.reopen();
        const auto syncs = [&](const char* step, std::size_t wanted) {
            const std::size_t seen = tap.count(Kind::sync) + tap.count(Kind::sync_folder);
            tap.clear();
            if (seen != wanted) {
                qWarning("%s: %zu syncs", step, seen);
            }
            return seen == wanted;
        };
        tap.clear();
        auto reservation = must(site.reserve(5));
        QVERIFY(syncs("T1", 1));
        const Bytes encoded = encode_header(site.header_of(reservation));
        auto pages = must(site.ledger->open_pages(std::move(reservation)));
        QVERIFY(syncs("open", 0));
        must(pages->erase());
        QVERIFY(syncs("T3", 1));
        must(site.ledger->commit_sealed(std::move(pages), encoded, 1, {}));
        QVERIFY(syncs("T4", 1));
        site.reopen();
        tap.clear();
        must(site.ledger->record(header, site.peer));
        QVERIFY(syncs("R1", 1));
        must(site.ledger->accept(header, site.peer, {}, {}));
        QVERIFY(syncs("R4", 1));
        must(site.ledger->erase_owed());
        QVERIFY(syncs("R5", 1));
    }
    void aFailureAnywhereInSendingNeverReissuesAPage_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("sticky");
        QTest::newRow("EIO once") << EIO << false;
        QTest::newRow("EIO from there on") << EIO << true;
        QTest::newRow("ENOSPC once") << ENOSPC << false;
        QTest::newRow("ENOSPC from there on") << ENOSPC << true;
    }
    void aFailureAnywhereInSendingNeverReissuesAPage()
    {
        QFETCH(int, code);
        QFETCH(bool, sticky);
        FailingTap tap;
        Site site(1, &tap);
        const PadId id = site.add_pad(600);
        Issued issued;
        std::size_t fired = 0;
        for (std::size_t n = 0;; ++n) {
            tap.fail_at(n,
                {code, std::generic_category()},
                sticky ? FailingTap::Then::keep_failing : FailingTap::Then::recover);
            const auto sent = try_to_send(site, issued);
            const bool hit = tap.fired();
            fired += hit ? 1U : 0U;
            if (sticky) {
                site.close(); // closing fails too
            }
            tap.disarm();
            site.reopen();
            if (sent) {
                QVERIFY(must(site.ledger->message(*sent)).state == MessageState::sealed);
                must(site.ledger->settle_outgoing(*sent, MessageState::verified));
            }
            check_after(site, id);
            if (!hit) {
                break;
            }
            QVERIFY(n < 100);
        }
        QVERIFY(fired >= 8);
    }
    void aFailureAnywhereInReceivingSpendsAllOrNothing()
    {
        FailingTap tap;
        Site site(1, &tap);
        const PadId id = site.add_pad(600, {.direction = PadDirection::receive});
        std::uint64_t first = 0;
        for (std::size_t n = 0;; ++n, first += 5) {
            const MessageHeader header = site.incoming(id, first, 5);
            tap.fail_at(n, {EIO, std::generic_category()});
            const auto recorded = site.ledger->record(header, site.peer);
            const bool accepted =
                recorded && site.ledger->accept(header, site.peer, {}, {}).has_value();
            const bool erased = accepted && site.ledger->erase_owed().has_value();
            const bool hit = tap.fired();
            tap.disarm();
            if (erased) {
                QVERIFY(!site.page_opens(id, first));
            }
            site.reopen();
            const auto row = site.ledger->message(header.id);
            if (recorded) {
                QVERIFY(row.has_value());
            }
            if (accepted) {
                QVERIFY(row->state == MessageState::accepted);
            }
            QCOMPARE(site.page_opens(id, first),
                !(row.has_value() && row->state == MessageState::accepted));
            QVERIFY(must(site.ledger->verify()).ok);
            if (!hit) {
                break;
            }
        }
    }
    void aFailureInRecoveryIsRecoveredFrom()
    {
        FailingTap tap;
        Site site(1, &tap);
        const PadId id = site.add_pad(600);
        for (std::size_t n = 0;; ++n) {
            (void)must(site.reserve(4)); // dies at once
            site.close();
            tap.fail_at(n, {EIO, std::generic_category()});
            const auto opened = site.open();
            const bool hit = tap.fired();
            site.close();
            tap.disarm();
            site.reopen();
            check_after(site, id);
            QCOMPARE(site.pad(id).burnt, 1U + 4U * (n + 1));
            if (!hit) {
                QVERIFY(opened.has_value());
                break;
            }
        }
    }
    void afterAFailedCommitNothingGoesOn()
    {
        FailingTap tap;
        Site site(1, &tap);
        const PadId id = site.add_pad(40);
        site.reopen();
        tap.fail_at(0,
            {EIO, std::generic_category()},
            FailingTap::Then::recover,
            [](const FileOperation& operation) { return operation.kind == Kind::sync; });
        QVERIFY(site.reserve(5).error().is(Errc::outcome_unknown));
        QVERIFY(site.reserve(5).error().is(Errc::outcome_unknown));
        QVERIFY(site.ledger->pads().error().is(Errc::outcome_unknown));
        site.reopen();
        QVERIFY(site.pad(id).mark == 0 || site.pad(id).burnt == 6);
    }
    void afterAFailedErasureNothingGoesOn()
    {
        FailingTap tap;
        Site site(1, &tap);
        const PadId id = site.add_pad(40);
        auto pages = must(site.ledger->open_pages(must(site.reserve(5))));
        tap.fail_at(0, {EIO, std::generic_category()});
        QVERIFY(pages->erase().error().is(Errc::outcome_unknown));
        tap.disarm();
        QVERIFY(pages->erase().error().is(Errc::outcome_unknown));
        QVERIFY(site.reserve(5).error().is(Errc::outcome_unknown));
        pages.reset();
        site.reopen();
        QCOMPARE(site.pad(id).burnt, 6U);
        QVERIFY(!site.page_opens(id, 4));
    }
    void aKilledProcessIsBurntALivingOneIsNot()
    {
        Site site;
        const PadId id = site.add_pad(60);
        site.close();
        const pid_t dead = start_child([&] {
            SeededRandom random(101);
            Home home = must(
                Home::open(*site.store, random, site.root(), {})); // a fork wipes the parent's keys
            auto ledger = must(PadLedger::open(home, site.clock, site.states()));
            auto held = must(ledger.reserve({site.peer, 5, SendMode::exact, 1}));
            ::_exit(0); // no destructor runs
            return 0;
        });
        QCOMPARE(exit_code(dead), 0);
        Pipe reserved;
        Pipe go;
        const pid_t living = start_child([&] {
            SeededRandom random(102);
            Home home = must(Home::open(*site.store, random, site.root(), {}));
            auto ledger = must(PadLedger::open(home, site.clock, site.states()));
            auto held = must(ledger.reserve({site.peer, 5, SendMode::exact, 1}));
            const Bytes header = encode_header(site.header_of(held));
            reserved.say();
            go.hear();
            auto pages = must(ledger.open_pages(std::move(held)));
            Bytes out(5 * k_page_bytes);
            must(pages->read(0, out));
            must(pages->erase());
            must(ledger.commit_sealed(std::move(pages), header, 1, {}));
            return 0;
        });
        reserved.hear();
        site.reopen();
        QCOMPARE(site.pad(id).burnt, 6U);
        QCOMPARE(site.pad(id).reserved, 5U);
        QVERIFY(!site.page_opens(id, 0));
        QVERIFY(site.page_opens(id, 5));
        QVERIFY(!must(site.ledger->suspect()));
        go.say();
        QCOMPARE(exit_code(living), 0);
        QCOMPARE(site.pad(id).spent, 5U);
        QVERIFY(must(site.ledger->verify()).ok);
    }
    void openingBesideAWriterIsNeverTakenForDamage()
    {
        Site site;
        constexpr int k_commits = 1000;
        (void)site.add_pad(1 + k_commits);
        site.close();
        const pid_t writer = start_child([&] {
            SeededRandom random(7);
            Home home = must(Home::open(*site.store, random, site.root(), {}));
            auto ledger = must(PadLedger::open(home, site.clock, site.states()));
            for (int n = 0; n < k_commits; ++n) {
                must(ledger.burn(must(ledger.reserve({site.peer, 1, SendMode::exact, 1}))));
            }
            return 0;
        });
        int opened = 0;
        int status = 0;
        while (::waitpid(writer, &status, WNOHANG) == 0) {
            site.reopen(); // ends the test when it is refused
            ++opened;
        }
        QCOMPARE(status, 0);
        QVERIFY(opened > 0);
    }
    void racingProcessesShareNoPage()
    {
        constexpr int k_processes = 4;
        constexpr int k_each = 100;
        Site site;
        const PadId id = site.add_pad(1 + k_processes * k_each);
        site.close();
        std::vector<pid_t> children;
        for (int i = 0; i < k_processes; ++i) {
            children.push_back(start_child([&, i] {
                SeededRandom random(static_cast<std::uint64_t>(100 + i));
                Home home = must(Home::open(*site.store, random, site.root(), {}));
                auto ledger = must(PadLedger::open(home, site.clock, site.states()));
                for (int n = 0; n < k_each; ++n) {
                    must(ledger.burn(must(ledger.reserve({site.peer, 1, SendMode::exact, 1}))));
                }
                return 0;
            }));
        }
        for (const pid_t child : children) {
            QCOMPARE(exit_code(child), 0);
        }
        site.reopen();
        // The database refuses an overlap, so the count tells: no page was lost, none served twice.
        QCOMPARE(site.pad(id).free, 0U);
        QCOMPARE(
            must(site.ledger->messages({.direction = {}, .peer = {}, .open_only = false})).size(),
            std::size_t{k_processes} * k_each);
        QVERIFY(must(site.ledger->verify()).ok);
        QVERIFY(!must(site.ledger->suspect()));
    }
    void racingThreadsShareNoPage()
    {
        Site site;
        const PadId id = site.add_pad(401);
        const auto work = [&] {
            for (int n = 0; n < 100; ++n) {
                must(site.ledger->burn(must(site.reserve(2))));
            }
        };
        std::thread other(work);
        work();
        other.join();
        QCOMPARE(site.pad(id).free, 0U);
        QVERIFY(must(site.ledger->verify()).ok);
    }
    void aForkedChildFindsItsReservationVoid()
    {
        Site site;
        site.add_pad(60);
        auto held = must(site.reserve(5));
        const pid_t child = start_child([&] {
            const bool ledger_void = site.ledger->pads().error().is(Errc::wrong_state);
            return ledger_void && !site.ledger->open_pages(std::move(held)).has_value() ? 0 : 1;
        });
        QCOMPARE(exit_code(child), 0);
        auto pages = must(site.ledger->open_pages(std::move(held)));
        const pid_t second = start_child([&] {
            Bytes out(k_page_bytes);
            return !pages->read(0, out).has_value() && !pages->erase().has_value() ? 0 : 1;
        });
        QCOMPARE(exit_code(second), 0);
        Bytes out(k_page_bytes);
        must(pages->read(0, out));
    }
};

QTEST_APPLESS_MAIN(TstLedgerFaults)
#include "tst_ledger_faults.moc"
