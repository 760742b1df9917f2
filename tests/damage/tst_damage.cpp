// SPDX-License-Identifier: GPL-3.0-or-later
#include "damage.h"
#include "test_settings.h"
#include "two_homes.h"

#include <satpad/core/environment.h>

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

/// Every durable file of two homes, damaged in every way while nobody looks. Afterwards every step
/// works with the same truth or is refused as docs/cli.md says: no crash, no hang, no page twice,
/// no wrong picture. Each case runs in a process of its own.

using namespace satpad;
using namespace satpad::damage;
namespace fs = core::fs;

namespace {

/// SATPAD_DAMAGE: how many bytes are flipped a file, 3 when it is not set; "full": each one of all
/// but the largest.
constexpr std::uint64_t k_seed = 20261125;
/// SATPAD_DAMAGE_TALK prints each damage and what came of it.
constexpr unsigned k_longest_seconds = 60;

struct Verdict
{
    std::string kind; ///< "same truth", "noticed", "refused: …"
    std::string broken;
};

Verdict verdict_of(const Told& told, const Damage& damage, const std::string& truth)
{
    Verdict verdict;
    for (const std::string& one : told.broken) {
        verdict.broken += one + "; ";
    }
    const bool ledger = damage.file.filename().string().starts_with("ledger.db");
    if (!told.refused.empty()) {
        verdict.kind = qEnvironmentVariableIsSet("SATPAD_DAMAGE_TALK") ? told.refused : "refused";
    } else if (!told.verifies) {
        verdict.kind = "verify tells";
    } else {
        verdict.kind = told.truth == truth ? "same truth" : "noticed";
        if (told.truth != truth && !told.suspect) {
            verdict.broken += "another truth, and nobody noticed: " + told.truth + "; ";
        }
    }
    if (!told.verifies && !ledger) {
        verdict.broken += "a ledger that nobody touched does not verify; ";
    }
    return verdict;
}

/// Flips that were once refused as something else than damage, in the files as k_seed makes them.
void add_found(std::vector<Damage>& damages, const Contents& contents)
{
    const std::vector<std::pair<std::string, std::size_t>> found{{"North/ledger.db", 24'570},
        {"North/ledger.db", 43'617},
        {"North/ledger.db", 46'112},
        {"South/ledger.db", 81'124}};
    for (const auto& [path, bytes] : contents) {
        for (const auto& [name, at] : found) {
            if (path.string().ends_with("/" + name) && at < bytes.size()) {
                damages.push_back({path, How::flip, at, 0, {}});
            }
        }
    }
}

/// In a child: a crash or a hang is seen from outside.
Verdict in_a_child(const std::function<Verdict()>& work)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        return {"", "no pipe"};
    }
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(k_longest_seconds);
        const Verdict verdict = work();
        const std::string line = verdict.kind + "\n" + verdict.broken;
        const bool said =
            ::write(ends[1], line.data(), line.size()) == static_cast<ssize_t>(line.size());
        ::_exit(said ? 0 : 1);
    }
    ::close(ends[1]);
    std::string line(1 << 16, '\0');
    const ssize_t size = ::read(ends[0], line.data(), line.size());
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || size <= 0) {
        return {"", "the process ended with wait status " + std::to_string(status)};
    }
    line.resize(static_cast<std::size_t>(size));
    const std::size_t cut = line.find('\n');
    return {line.substr(0, cut), line.substr(cut + 1)};
}

} // namespace

class TstDamage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(core::initialise_core().has_value()); }

    void everyFileMayBeDamaged()
    {
        const QString asked = qEnvironmentVariable("SATPAD_DAMAGE");
        const std::size_t most = asked == "full" ? 4096 : asked.isEmpty() ? 3 : asked.toUInt();
        const QTemporaryDir folder(test::temporary_template());
        TwoHomes homes(folder.path().toStdString(), k_seed);
        const Contents contents = read_all(homes.folders());
        QVERIFY(contents.size() > 16);

        std::string truth;
        const Verdict untouched = in_a_child([&] {
            const Told told = homes.tell(false);
            return Verdict{told.truth, told.refused + (told.verifies ? "" : "does not verify")};
        });
        QVERIFY2(untouched.broken.empty(), untouched.broken.c_str());
        truth = untouched.kind;
        put_back(homes.folders(), contents);

        std::map<std::string, std::map<std::string, int>> tally;
        std::vector<Damage> all = damages_of(contents, k_seed, most);
        add_found(all, contents);
        std::size_t broken = 0;
        for (const Damage& damage : all) {
            const std::string where = damage.file.string();
            const Verdict verdict = in_a_child([&] {
                apply(damage, contents);
                const Told told = homes.tell(where.find("/inbox/") != std::string::npos);
                return verdict_of(told, damage, truth);
            });
            put_back(homes.folders(), contents);
            const fs::path& file = damage.file;
            const std::string name =
                file.extension().empty() ? file.filename().string() : file.extension().string();
            const bool outside = file.parent_path().extension() == ".state";
            ++tally[outside ? "count outside" : name][verdict.kind];
            if (qEnvironmentVariableIsSet("SATPAD_DAMAGE_TALK")) {
                std::printf("%s: %s\n", describe(damage).c_str(), verdict.kind.c_str());
            }
            if (!verdict.broken.empty()) {
                ++broken;
                std::printf("BROKEN %s: %s\n", describe(damage).c_str(), verdict.broken.c_str());
            }
        }
        for (const auto& [name, kinds] : tally) {
            for (const auto& [kind, count] : kinds) {
                std::printf("%s: %s %d\n", name.c_str(), kind.c_str(), count);
            }
        }
        std::printf("seed %llu: %zu damages of %zu files, %zu broken\n",
            static_cast<unsigned long long>(k_seed),
            all.size(),
            contents.size(),
            broken);
        std::fflush(stdout);
        QCOMPARE(broken, std::size_t{0});
    }
};

/// As QTEST_APPLESS_MAIN, but the long run may take hours: Qt would end it after five minutes.
int main(int argc, char** argv)
{
    qputenv("QTEST_FUNCTION_TIMEOUT", "86400000");
    TstDamage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_damage.moc"
