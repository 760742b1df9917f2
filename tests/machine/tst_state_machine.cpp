// SPDX-License-Identifier: GPL-3.0-or-later
#include "machine.h"
#include "test_settings.h"

#include <satpad/core/environment.h>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <fstream>

/// Random operations on real homes against the page book. SATPAD_MACHINE_OPERATIONS says how many,
/// SATPAD_MACHINE_SEED where to begin, SATPAD_MACHINE_REPLAY names a file with a printed sequence.

using namespace satpad;
using namespace satpad::machine;

namespace {

constexpr std::uint64_t k_seed = 20261125;
constexpr std::size_t k_episode = 250;
constexpr std::uint64_t k_report = 100; ///< episodes between two lines of progress

struct Ended
{
    std::optional<std::string> fault;
    std::size_t at = 0; ///< operations run
    Machine::Counts counts;
};

Ended run_all(std::uint64_t seed, const std::vector<Operation>& operations)
{
    const QTemporaryDir folder(test::temporary_template());
    Machine machine(folder.path().toStdString(), seed, weather_of(seed));
    Ended ended;
    for (const Operation& operation : operations) {
        ++ended.at;
        ended.fault = machine.run(operation);
        if (ended.fault) {
            ended.counts = machine.counts();
            return ended;
        }
    }
    ended.fault = machine.end();
    ended.counts = machine.counts();
    return ended;
}

/// Leaves operations out, ever smaller pieces, as long as something still breaks.
std::vector<Operation> shrunk(std::uint64_t seed, std::vector<Operation> operations)
{
    for (std::size_t piece = operations.size() / 2; piece > 0; piece /= 2) {
        for (std::size_t at = 0; at + piece <= operations.size();) {
            std::vector<Operation> fewer = operations;
            const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(at);
            fewer.erase(first, first + static_cast<std::ptrdiff_t>(piece));
            if (run_all(seed, fewer).fault) {
                operations = std::move(fewer);
            } else {
                at += piece;
            }
        }
    }
    return operations;
}

void print_shrunk(std::uint64_t seed, std::vector<Operation> operations, std::size_t ran)
{
    operations.resize(std::min(ran, operations.size()));
    operations = shrunk(seed, std::move(operations));
    const Ended ended = run_all(seed, operations);
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    for (const Operation& operation : operations) {
        std::printf("%s\n", text_of(operation).c_str());
    }
    std::printf("# %s\n# put these lines into a file and name it in SATPAD_MACHINE_REPLAY\n",
        ended.fault.value_or("it does not break again").c_str());
    std::fflush(stdout);
}

} // namespace

class StateMachine : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(core::initialise_core().has_value()); }

    void operationsAreReadBackAsTheyArePrinted()
    {
        for (const Operation& operation : random_operations(k_seed, 500, weather_of(4))) {
            const auto again = parse(text_of(operation));
            QVERIFY(again.has_value());
            QCOMPARE(text_of(*again), text_of(operation));
        }
        QVERIFY(!parse("seal 1 2").has_value());
        QVERIFY(!parse("mend 1 2 3 4 5 6").has_value());
    }

    void theWireSeesASecondUseAndASecondCiphertext()
    {
        Wire wire;
        const Letter letter{{{0, 4, 2}, {1, 0, 3}}, {}};
        wire.leave(letter, 0, 0, Wire::Purpose::record_tag);
        wire.leave_chunk(letter, 0, core::Bytes(3));
        wire.leave_chunk(letter, 0, core::Bytes(3)); // the same bytes again
        QVERIFY(wire.reused().empty() && wire.faults().empty());
        wire.leave({{{1, 2, 4}}, {}}, 1, 0, Wire::Purpose::record_tag);
        QCOMPARE(wire.reused().size(), std::size_t{1});
        QCOMPARE(wire.reused().front().page, 2);
        wire.leave_chunk(letter, 0, core::Bytes(4));
        QCOMPARE(wire.faults().size(), std::size_t{1});
    }

    void theHomesFollowThePageBook()
    {
        if (qEnvironmentVariableIsSet("SATPAD_MACHINE_REPLAY")) {
            replay(qEnvironmentVariable("SATPAD_MACHINE_REPLAY").toStdString());
            return;
        }
        const std::uint64_t wanted = test::number_from("SATPAD_MACHINE_OPERATIONS", 10'000);
        const std::uint64_t start = test::number_from("SATPAD_MACHINE_SEED", k_seed);
        Machine::Counts all;
        QElapsedTimer timer;
        timer.start();
        for (std::uint64_t seed = start; all.tried < wanted; ++seed) {
            const auto operations = random_operations(seed, k_episode, weather_of(seed));
            const Ended ended = run_all(seed, operations);
            if (ended.fault) {
                std::printf("episode %llu: %s\n",
                    static_cast<unsigned long long>(seed),
                    ended.fault->c_str());
                print_shrunk(seed, operations, ended.at);
                QFAIL(ended.fault->c_str());
            }
            all.tried += ended.counts.tried;
            all.deaths += ended.counts.deaths;
            all.restores += ended.counts.restores;
            all.used += ended.counts.used;
            all.arrived += ended.counts.arrived;
            all.pages += ended.counts.pages;
            all.holes += ended.counts.holes;
            if ((seed - start) % k_report == k_report - 1) {
                std::printf("%zu operations after %lld ms\n",
                    all.tried,
                    static_cast<long long>(timer.elapsed()));
                std::fflush(stdout);
            }
        }
        std::printf("seed %llu: %zu operations, %zu deaths, %zu restores and copies, %zu records "
                    "refused, %zu pictures compared, %zu pages left, %zu of them twice through a "
                    "known hole, none otherwise; %lld ms\n",
            static_cast<unsigned long long>(start),
            all.tried,
            all.deaths,
            all.restores,
            all.used,
            all.arrived,
            all.pages,
            all.holes,
            static_cast<long long>(timer.elapsed()));
        std::fflush(stdout);
        const bool rich =
            all.arrived > all.tried / 1000 && all.used > 0 && all.deaths > all.tried / 100;
        QVERIFY(rich || wanted < 10'000);
    }

private:
    void replay(const std::string& path)
    {
        std::ifstream in(path);
        std::string line;
        std::uint64_t seed = 0;
        std::vector<Operation> operations;
        while (std::getline(in, line)) {
            if (line.starts_with("seed ")) {
                seed = std::stoull(line.substr(5));
            } else if (const auto operation = parse(line)) {
                operations.push_back(*operation);
            }
        }
        const Ended ended = run_all(seed, operations);
        QVERIFY2(!ended.fault, ended.fault.value_or("").c_str());
    }
};

/// As QTEST_APPLESS_MAIN, but the long run may take hours: Qt would end it after five minutes.
int main(int argc, char** argv)
{
    qputenv("QTEST_FUNCTION_TIMEOUT", "86400000");
    StateMachine test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_state_machine.moc"
