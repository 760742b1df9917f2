// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"
#include "test_settings.h"

#include <satpad/core/environment.h>
#include <satpad/core/outbox.h>

#include <QElapsedTimer>

#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

/// Eight processes of four threads seal on one home, each thread with a ledger of its own; half of
/// the processes are killed meanwhile. Beside them programs that hold the home open and read, as a
/// window does, and short commands. SATPAD_RACES: messages a thread (6 without it).
using namespace satpad::test;

namespace {

constexpr int k_processes = 8;
constexpr int k_threads = 4;
constexpr std::uint64_t k_pages = 4; ///< of a message: two, one for the tag, one of content

struct Opened
{
    Opened(const Site& site, std::uint64_t seed)
        : random(seed)
        , home(must(Home::open(*site.store, random, site.root(), {})))
        , ledger(must(PadLedger::open(home, site.clock, site.states())))
        , outbox(home, ledger)
    {}
    SeededRandom random;
    Home home;
    PadLedger ledger;
    Outbox outbox;
};

SealRequest small_request(const SiteId& peer)
{
    SealRequest request;
    request.peer = peer;
    request.content.name = "n";
    request.content.original_bytes = 8;
    request.payload_bytes = 8;
    request.payload = [](MutableByteView out) -> Expected<void> {
        std::fill(out.begin(), out.end(), std::byte{0x5a});
        return {};
    };
    return request;
}

/// Runs `work` in a child process that dies with exit status 0 when it returns.
template <typename Work> pid_t start(Work work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        ::_exit(0);
    }
    return child;
}

/// As an operator would: a home that stays busy for too long is tried again. How long that is says
/// something about the machine, and nothing about whose pages they are.
void seal_once(Opened& mine, const SealRequest& request)
{
    constexpr int k_tries = 50;
    for (int i = 1; i < k_tries; ++i) {
        const auto sealed = mine.outbox.seal(request);
        if (sealed || !sealed.error().is(Errc::home_busy)) {
            must(sealed);
            return;
        }
    }
    must(mine.outbox.seal(request));
}

void seal_in_threads(const Site& site, int process, std::uint64_t each)
{
    std::vector<std::thread> threads;
    for (int thread = 0; thread < k_threads; ++thread) {
        threads.emplace_back([&site, process, thread, each] {
            Opened mine(site, static_cast<std::uint64_t>(1000 + process * k_threads + thread));
            for (std::uint64_t i = 0; i < each; ++i) {
                seal_once(mine, small_request(site.peer));
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

std::vector<fs::path> sealed_files(const Site& site)
{
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(site.root() / "outbox")) {
        if (entry.path().extension() == ".sealed") {
            found.push_back(entry.path());
        }
    }
    return found;
}

Bytes read_all(const Site& site, const fs::path& path)
{
    const auto file = must(site.store->open(path, Access::read_only));
    Bytes bytes(must(file->size()));
    must(file->read_exact(0, bytes));
    return bytes;
}

/// How a child ended; -1: by a signal other than the kill.
int end_of(pid_t child)
{
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
        return WTERMSIG(status) == SIGKILL ? 0 : -1;
    }
    return WEXITSTATUS(status);
}

} // namespace

class TstRacingThreads : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void noPageIsInTwoMessages()
    {
        QElapsedTimer timer;
        timer.start();
        const std::uint64_t each = number_from("SATPAD_RACES", 6);
        const std::uint64_t most = each * k_processes * k_threads;
        Site site;
        const PadId id = site.add_pad(1 + most * k_pages);
        site.close();
        std::array<int, 2> life{};
        QCOMPARE(::pipe(life.data()), 0);
        std::vector<pid_t> readers = start_readers(site, life);
        ::close(life[0]);
        std::vector<pid_t> sealers;
        for (int process = 0; process < k_processes; ++process) {
            sealers.push_back(start([&] { seal_in_threads(site, process, each); }));
        }
        kill_every_second(site, sealers, most);
        for (const pid_t sealer : sealers) {
            QCOMPARE(end_of(sealer), 0);
        }
        ::close(life[1]);
        for (const pid_t reader : readers) {
            QCOMPARE(end_of(reader), 0);
        }
        judge(site, id);
        qInfo("%d processes of %d threads, %zu killed: %zu messages of %llu sealed, %llu pages "
              "burnt, none used twice; %lld ms",
            k_processes,
            k_threads,
            sealers.size() / 2,
            sealed_files(site).size(),
            static_cast<unsigned long long>(most),
            static_cast<unsigned long long>(site.pad(id).burnt),
            timer.elapsed());
    }

private:
    /// Until the writing end of `life` closes: two that stay open and read, two that open anew.
    static std::vector<pid_t> start_readers(const Site& site, std::array<int, 2> life)
    {
        std::vector<pid_t> readers;
        for (int i = 0; i < 4; ++i) {
            readers.push_back(start([&site, life, i] {
                ::close(life[1]);
                std::thread end([life] {
                    char none = 0;
                    while (::read(life[0], &none, 1) > 0) {
                    }
                    ::_exit(0);
                });
                auto open = std::make_unique<Opened>(site, static_cast<std::uint64_t>(50 + i));
                for (;;) {
                    if (i % 2 == 0) {
                        open.reset();
                        open = std::make_unique<Opened>(site, static_cast<std::uint64_t>(50 + i));
                    }
                    for (const PadSummary& pad : must(open->ledger.pads())) {
                        if (!conserved(pad)) {
                            ::_exit(2);
                        }
                    }
                    static_cast<void>(must(open->ledger.messages({})));
                }
            }));
        }
        return readers;
    }

    /// Each victim when its share of the messages is there: spread over the whole work.
    static void kill_every_second(
        const Site& site, const std::vector<pid_t>& sealers, std::uint64_t most)
    {
        for (std::size_t victim = 0; victim < sealers.size(); victim += 2) {
            const std::uint64_t share = most * victim / (2 * sealers.size()) + 1;
            siginfo_t none{};
            while (sealed_files(site).size() < share) {
                none.si_pid = 0;
                ::waitid(
                    P_PID, static_cast<id_t>(sealers[victim]), &none, WEXITED | WNOHANG | WNOWAIT);
                if (none.si_pid != 0) {
                    break; // it has sealed all its own
                }
            }
            ::kill(sealers[victim], SIGKILL);
        }
    }

    static void judge(Site& site, const PadId& id)
    {
        site.reopen();
        const VerifyReport report = must(site.ledger->verify());
        QVERIFY2(report.ok, report.faults.empty() ? "" : report.faults.front().c_str());
        const PadSummary pad = site.pad(id);
        QVERIFY(conserved(pad));
        QCOMPARE(pad.reserved, 0U);
        QVERIFY(pad.state == PadState::confirmed && !must(site.ledger->suspect()));
        for (std::uint64_t page = 0; page < pad.mark; ++page) {
            QVERIFY2(!site.page_opens(id, page), qPrintable(QString("page %1 opens").arg(page)));
        }
        std::map<std::uint64_t, MessageId> used;
        for (const fs::path& path : sealed_files(site)) {
            const Bytes bytes = read_all(site, path);
            const auto size = must(header_length(bytes));
            const MessageHeader header = must(decode_header(ByteView(bytes).first(size)));
            for (const PageRange& range : header.ranges) {
                for (std::uint64_t page = range.first; page < range.end(); ++page) {
                    QVERIFY(page < pad.mark);
                    QVERIFY2(used.emplace(page, header.id).second, "a page is in two messages");
                }
            }
        }
        // Recovery has swept what the killed had begun.
        QCOMPARE(used.size(), static_cast<std::size_t>(pad.spent));
    }
};

QTEST_APPLESS_MAIN(TstRacingThreads)
#include "tst_racing_threads.moc"
