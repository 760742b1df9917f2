// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

#include <satpad/core/environment.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/// fork and exec while pages are reserved: the child has nothing, and costs the parent nothing.
using namespace satpad::test;

namespace {

/// Runs `work` in a forked child, which gives the number of the first thing it found wrong, or 0.
template <typename Work> int in_child(Work work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(work());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

template <typename T> bool is_void(const Expected<T>& result)
{
    return !result && result.error().is(Errc::wrong_state);
}

/// Descriptors of this process that lead below `root`.
std::vector<int> descriptors_below(const fs::path& root)
{
    std::vector<int> found;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        const fs::path target = fs::read_symlink(entry.path(), gone);
        if (!gone && target.string().starts_with(root.string())) {
            found.push_back(std::stoi(entry.path().filename().string()));
        }
    }
    return found;
}

/// What a program that is executed now finds among its own descriptors.
std::string descriptors_of_an_executed_program()
{
    std::string said;
    FILE* pipe = ::popen("ls -l /proc/self/fd", "r");
    std::array<char, 4096> part{};
    while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe)) {
        said.append(part.data(), count);
    }
    ::pclose(pipe);
    return said;
}

} // namespace

class TstLedgerForks : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aChildFindsAReservationVoid()
    {
        Site site;
        const PadId id = site.add_pad(60);
        auto reservation = std::make_unique<Reservation>(must(site.reserve(7)));
        const int wrong = in_child([&] {
            if (!is_void(site.reserve(1))) {
                return 1;
            }
            if (!is_void(site.ledger->open_pages(std::move(*reservation)))) {
                return 2;
            }
            if (!is_void(site.ledger->burn(std::move(*reservation)))) {
                return 3;
            }
            reservation.reset();
            site.ledger.reset();
            site.home.reset();
            return 0;
        });
        QCOMPARE(wrong, 0);
        QCOMPARE(site.pad(id).reserved, 7U);
        QVERIFY(is_still_held(site, id, 7));
        const Bytes header = encode_header(site.header_of(*reservation));
        auto pages = must(site.ledger->open_pages(std::move(*reservation)));
        Bytes key(7 * k_page_bytes);
        must(pages->read(0, key));
        must(pages->erase());
        must(site.ledger->commit_sealed(std::move(pages), header, 1, {}));
        QCOMPARE(site.pad(id).spent, 7U);
        QVERIFY(must(site.ledger->verify()).ok);
    }

    void aLedgerOfTheChildsOwnTakesNoInheritedReservation()
    {
        Site site;
        const PadId id = site.add_pad(60);
        auto reservation = std::make_unique<Reservation>(must(site.reserve(7)));
        for (const bool burns : {true, false}) {
            const int wrong = in_child([&] {
                auto home = Home::open(*site.store, site.random, site.root(), {});
                if (!home) {
                    return 1;
                }
                auto own = PadLedger::open(*home, site.clock, site.states());
                if (!own) {
                    return 2;
                }
                return burns ? (is_void(own->burn(std::move(*reservation))) ? 0 : 3)
                             : (is_void(own->open_pages(std::move(*reservation))) ? 0 : 4);
            });
            QCOMPARE(wrong, 0);
            QVERIFY(is_still_held(site, id, 7));
        }
    }

    void aLedgerOfTheChildsOwnTakesNoInheritedPages()
    {
        Site site;
        const PadId id = site.add_pad(60);
        auto reservation = must(site.reserve(7));
        const Bytes header = encode_header(site.header_of(reservation));
        auto pages = must(site.ledger->open_pages(std::move(reservation)));
        must(pages->erase());
        for (const bool burns : {true, false}) {
            const int wrong = in_child([&] {
                auto home = Home::open(*site.store, site.random, site.root(), {});
                auto own = PadLedger::open(*home, site.clock, site.states());
                return burns
                           ? (is_void(own->burn(std::move(pages))) ? 0 : 1)
                           : (is_void(own->commit_sealed(std::move(pages), header, 1, {})) ? 0 : 2);
            });
            QCOMPARE(wrong, 0);
            QVERIFY(is_still_held(site, id, 7));
        }
        must(site.ledger->commit_sealed(std::move(pages), header, 1, {}));
        QCOMPARE(site.pad(id).spent, 7U);
    }

    void aChildFindsOpenPagesVoid()
    {
        Site site;
        const PadId id = site.add_pad(60);
        auto reservation = must(site.reserve(7));
        const Bytes header = encode_header(site.header_of(reservation));
        auto pages = must(site.ledger->open_pages(std::move(reservation)));
        Bytes key(7 * k_page_bytes);
        must(pages->read(0, key));
        const int wrong = in_child([&] {
            Bytes mine(7 * k_page_bytes);
            if (!is_void(pages->read(0, mine)) || mine != Bytes(7 * k_page_bytes)) {
                return 1;
            }
            if (!is_void(pages->erase())) {
                return 2;
            }
            if (!is_void(site.ledger->commit_sealed(std::move(pages), header, 1, {}))) {
                return 3;
            }
            pages.reset();
            site.ledger.reset();
            site.home.reset();
            return 0;
        });
        QCOMPARE(wrong, 0);
        QVERIFY(is_still_held(site, id, 7));
        must(pages->erase());
        must(site.ledger->commit_sealed(std::move(pages), header, 1, {}));
        QCOMPARE(site.pad(id).spent, 7U);
    }

    void aChildFindsNoKey()
    {
        Site site;
        const PadId id = site.add_pad(20);
        QVERIFY(site.page_opens(id, 3));
        const int wrong = in_child([&] {
            const ByteView seed = site.home->identity_seed();
            if (!std::all_of(seed.begin(), seed.end(), [](std::byte each) {
                    return each == std::byte{0};
                })) {
                return 1;
            }
            // The storage key is zero too: no page of the pad opens.
            const auto file = PadFile::open(*site.home, id, 20);
            if (file) {
                const auto opens = file->opens(3);
                return opens && *opens ? 2 : 0;
            }
            return 0;
        });
        QCOMPARE(wrong, 0);
        QVERIFY(site.page_opens(id, 3));
    }

    void aChildThatOutlivesItsParentOnlyDelaysTheBurning()
    {
        Site site;
        const PadId id = site.add_pad(60);
        site.close();
        std::array<int, 2> life{};
        QCOMPARE(::pipe(life.data()), 0);
        const int wrong = in_child([&] {
            SeededRandom random(103);
            Home home = must(Home::open(*site.store, random, site.root(), {}));
            auto ledger = must(PadLedger::open(home, site.clock, site.states()));
            auto held = must(ledger.reserve({site.peer, 5, SendMode::exact, 1}));
            if (::fork() == 0) {
                ::close(life[1]);
                char none = 0;
                ::_exit(::read(life[0], &none, 1) == 0 ? 0 : 1); // until the test lets go
            }
            ::_exit(0); // the parent dies with its reservation open
            return 1;
        });
        QCOMPARE(wrong, 0);
        site.reopen();
        QCOMPARE(site.pad(id).reserved, 5U);
        ::close(life[1]);
        // The lock goes when the last process that inherited it does.
        QTRY_VERIFY_WITH_TIMEOUT((site.reopen(), site.pad(id).reserved == 0), 20'000);
        QCOMPARE(site.pad(id).burnt, 6U); // with the page that keyed CONFIRM
        QVERIFY(!site.page_opens(id, 4));
        ::close(life[0]);
    }

    void anExecutedProgramInheritsNoDescriptor()
    {
        Site site;
        site.add_pad(60);
        auto reservation = must(site.reserve(5));
        auto pages = must(site.ledger->open_pages(std::move(reservation)));
        Bytes key(5 * k_page_bytes);
        must(pages->read(0, key));
        const auto open = descriptors_below(site.folder.path().toStdString());
        QVERIFY2(open.size() >= 4, "ledger, its logs, a pad file and a lock were to be open");
        for (const int descriptor : open) {
            QVERIFY((::fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0);
        }
        const std::string said = descriptors_of_an_executed_program();
        QVERIFY2(said.find("/proc/") != std::string::npos, said.c_str());
        QVERIFY2(said.find(site.folder.path().toStdString()) == std::string::npos, said.c_str());
    }

private:
    /// The home is opened once more, which recovers: what is reserved is not burnt.
    static bool is_still_held(const Site& site, const PadId& id, std::uint64_t pages)
    {
        SeededRandom random(104);
        Home home = must(Home::open(*site.store, random, site.root(), {}));
        const PadLedger ledger = must(PadLedger::open(home, site.clock, site.states()));
        return must(ledger.pad(id)).reserved == pages;
    }
};

QTEST_APPLESS_MAIN(TstLedgerForks)
#include "tst_ledger_forks.moc"
