// SPDX-License-Identifier: GPL-3.0-or-later
#include "judge.h"
#include "power_states.h"
#include "test_settings.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cerrno>

/// Each operation on a disk fails once, or fails and goes on failing, in every flow of two sites.
/// Afterwards the homes are opened as they lie there, and as a loss of power right behind the
/// failure leaves them, what was not synced lost or torn: a failed sync has both outcomes.
/// SATPAD_FAILED_OPERATIONS: how many (60 without it; 0 is all of them). SATPAD_POWER_SEED: another
/// draw. SATPAD_POWER_CHAPTER: only that one. SATPAD_FAILED_PARTS and SATPAD_FAILED_PART: of so
/// many shares only that one, counted from 0, so that several processes divide the whole.

using namespace satpad::test;

namespace {

constexpr std::size_t k_never = static_cast<std::size_t>(-1);
constexpr std::size_t k_enough = 20; ///< faults; more would say no more
using Kind = FileOperation::Kind;

struct Failure
{
    Chapter chapter{};
    FailPlan plan;
    std::string of; ///< the operation, for people
};

const char* name_of(Kind kind)
{
    constexpr const char* k_names[] = {
        "open", "create", "write", "truncate", "sync", "sync_folder", "rename", "unlink", "lock"};
    return k_names[static_cast<std::size_t>(kind)];
}

/// The errors a file system gives for it, once and for ever.
std::vector<FailPlan> plans_for(char disk, std::size_t n, Kind kind)
{
    std::vector<FailPlan> plans;
    for (const bool sticky : {false, true}) {
        plans.push_back({.disk = disk, .n = n, .error = EIO, .sticky = sticky});
        if (kind != Kind::open && kind != Kind::lock && kind != Kind::unlink) {
            plans.push_back({.disk = disk, .n = n, .error = ENOSPC, .sticky = sticky});
            plans.push_back({.disk = disk, .n = n, .error = EDQUOT, .sticky = sticky});
        }
        if (kind == Kind::write) {
            plans.push_back(
                {.disk = disk, .n = n, .error = ENOSPC, .sticky = sticky, .short_write = true});
        }
    }
    return plans;
}

std::string describe(const Failure& failure)
{
    return std::string(name_of(failure.chapter)) + ": operation " + std::to_string(failure.plan.n) +
           " of disk " + failure.plan.disk + " (" + failure.of + ") fails with " +
           std::to_string(failure.plan.error) + (failure.plan.short_write ? " after half" : "") +
           (failure.plan.sticky ? ", and all later ones" : ", once");
}

} // namespace

class TstFailingOperations : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(initialise_core().has_value());
        m_seed = number_from("SATPAD_POWER_SEED", 20261125);
        m_wanted = number_from("SATPAD_FAILED_OPERATIONS", 60);
    }

    void noPromiseBreaks()
    {
        QElapsedTimer timer;
        timer.start();
        std::vector<Failure> failures = all_failures();
        const std::size_t possible = failures.size();
        std::shuffle(failures.begin(), failures.end(), std::mt19937_64(m_seed));
        const std::uint64_t parts = number_from("SATPAD_FAILED_PARTS", 1);
        const std::uint64_t part = number_from("SATPAD_FAILED_PART", 0);
        QVERIFY2(part < parts, "SATPAD_FAILED_PART lies below SATPAD_FAILED_PARTS");
        std::size_t next = 0;
        std::erase_if(failures, [&](const Failure&) { return next++ % parts != part; });
        if (m_wanted != 0) {
            failures.resize(std::min<std::size_t>(failures.size(), m_wanted));
        }
        QVERIFY2(!failures.empty(), "nothing to fail: is there such a chapter?");
        std::size_t told = 0;
        std::size_t failed = 0;
        std::size_t faults = 0;
        for (const Failure& failure : failures) {
            if (const std::string fault = try_one(failure, told, failed); !fault.empty()) {
                qWarning("%s\n%s", fault.c_str(), describe(failure).c_str());
                ++faults;
            }
            if (faults == k_enough) {
                break;
            }
        }
        QCOMPARE(faults, std::size_t{0});
        qInfo("seed %llu: %zu of %zu failures planted, %zu operations failed, %zu told to the "
              "caller, %zu states judged, %lld ms",
            static_cast<unsigned long long>(m_seed),
            failures.size(),
            possible,
            failed,
            told,
            m_judged,
            timer.elapsed());
        QVERIFY(failed >= failures.size());
    }

private:
    /// Every operation of every chapter with every error; the story is told once for each disk to
    /// count them.
    std::vector<Failure> all_failures()
    {
        std::vector<Failure> failures;
        const QString only = qEnvironmentVariable("SATPAD_POWER_CHAPTER");
        for (const Chapter chapter : k_chapters) {
            if (!only.isEmpty() && only != name_of(chapter)) {
                continue;
            }
            for (const char disk : {'a', 'b', 'c'}) {
                const QTemporaryDir folder(temporary_template());
                Story story(folder.path().toStdString(), chapter, m_seed);
                story.set_up();
                story.log.arm({.disk = disk, .n = k_never});
                static_cast<void>(story.tell().has_value());
                story.end();
                const auto& counted = story.log.counted();
                for (std::size_t n = 0; n < counted.size(); ++n) {
                    for (const FailPlan& plan : plans_for(disk, n, counted[n].kind)) {
                        failures.push_back({chapter,
                            plan,
                            std::string(name_of(counted[n].kind)) + " of " + counted[n].path});
                    }
                }
            }
        }
        return failures;
    }

    std::string try_one(const Failure& failure, std::size_t& told, std::size_t& failed)
    {
        const QTemporaryDir folder(temporary_template());
        const fs::path root = folder.path().toStdString();
        fs::create_directory(root / "story");
        Story story(root / "story", failure.chapter, m_seed);
        story.set_up();
        story.log.arm(failure.plan);
        const auto done = story.tell();
        story.end();
        story.log.disarm();
        told += done ? 0U : 1U;
        failed += story.log.failed();
        if (!story.log.retried().empty()) {
            return "a failed sync is tried again: " + story.log.retried();
        }
        return judge(story, failure, root);
    }

    std::string judge(Story& story, const Failure& failure, const fs::path& root)
    {
        const auto& operations = story.log.operations();
        StateMaker maker(operations);
        PowerState state{.cut = operations.size(), .disks = "", .one = {}};
        for (const Fate fate : {Fate::keep, Fate::lose, Fate::torn_512}) {
            state.fate = fate;
            state.disks = fate == Fate::keep ? "" : std::string(1, failure.plan.disk);
            state.seed = m_seed + failure.plan.n;
            const Image image = maker.image_of(state);
            auto known = write_image(image, root / "state");
            Judge judge(root / "state",
                std::move(known),
                story.facts_at(state.cut),
                m_seed + 1000 + m_judged++);
            if (std::string fault = judge.verdict(story, &image); !fault.empty()) {
                return fault + "\n" + satpad::test::describe(state, operations);
            }
        }
        return {};
    }

    std::uint64_t m_seed = 0;
    std::uint64_t m_wanted = 0;
    std::size_t m_judged = 0;
};

QTEST_APPLESS_MAIN(TstFailingOperations)
#include "tst_failing_operations.moc"
