// SPDX-License-Identifier: GPL-3.0-or-later
#include "judge.h"
#include "power_states.h"
#include "test_settings.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

/// Power fails in every flow of two sites; what is left is opened again and judged.
/// SATPAD_POWER_STATES: how many distinct states at least (500 without it; 10000 and more for
/// `make test-fault`). SATPAD_POWER_SEED: another draw. SATPAD_POWER_CHAPTER: only that one.

using namespace satpad::test;

namespace {

/// In the order they are tried: the telling ones first.
std::vector<PowerState> drawn(std::vector<PowerState> all, std::uint64_t seed)
{
    std::shuffle(all.begin(), all.end(), std::mt19937_64(seed));
    std::stable_partition(
        all.begin(), all.end(), [](const PowerState& state) { return state.telling; });
    return all;
}

/// The same disks are another state once more has been promised.
std::uint64_t marks_before(std::size_t cut, const std::vector<DiskMark>& marks)
{
    return static_cast<std::uint64_t>(std::count_if(
        marks.begin(), marks.end(), [&](const DiskMark& mark) { return mark.at <= cut; }));
}

} // namespace

class TstPowerLoss : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(initialise_core().has_value());
        m_seed = number_from("SATPAD_POWER_SEED", 20261125);
        m_states = number_from("SATPAD_POWER_STATES", 500);
        qInfo("seed %llu, %llu states wanted",
            static_cast<unsigned long long>(m_seed),
            static_cast<unsigned long long>(m_states));
    }

    void noPromiseBreaks_data()
    {
        QTest::addColumn<int>("chapter");
        const QString only = qEnvironmentVariable("SATPAD_POWER_CHAPTER");
        for (const Chapter chapter : k_chapters) {
            if (only.isEmpty() || only == name_of(chapter)) {
                QTest::newRow(name_of(chapter)) << static_cast<int>(chapter);
            }
        }
    }
    void noPromiseBreaks()
    {
        QFETCH(int, chapter);
        QElapsedTimer timer;
        timer.start();
        const QTemporaryDir folder(temporary_template());
        const fs::path root = folder.path().toStdString();
        fs::create_directory(root / "story");
        Story story(root / "story", static_cast<Chapter>(chapter), m_seed);
        story.set_up();
        const auto told = story.tell();
        QVERIFY2(told.has_value(), told ? "" : told.error().text().c_str());
        story.end();
        const auto& operations = story.log.operations();
        QCOMPARE(story.log.retried(), std::string());

        // Opening a wrapped key takes half a second by design.
        const bool slow = static_cast<Chapter>(chapter) == Chapter::passphrase;
        const std::size_t share = slow ? 5 : m_states / (std::size(k_chapters) - 1) + 1;
        const std::size_t random_per_cut = 2 + 2 * share / (operations.size() - story.start);
        const auto all = drawn(
            states_of(operations, story.log.marks(), story.start, random_per_cut, m_seed), m_seed);
        std::set<std::uint64_t> distinct;
        for (std::size_t next = 0; next < all.size() && distinct.size() < share;) {
            const std::size_t end = std::min(all.size(), next + share - distinct.size());
            std::vector<PowerState> batch(all.begin() + static_cast<std::ptrdiff_t>(next),
                all.begin() + static_cast<std::ptrdiff_t>(end));
            next = end;
            const std::string fault = try_all(story, std::move(batch), root / "state", distinct);
            QVERIFY2(fault.empty(), fault.c_str());
        }
        m_all += distinct.size();
        qInfo("%zu operations, %zu possible states, %zu distinct ones opened, %lld ms",
            operations.size() - story.start,
            all.size(),
            distinct.size(),
            timer.elapsed());
    }

    void cleanupTestCase() { qInfo("%zu distinct states opened after a loss of power", m_all); }

private:
    /// Opens and judges those that are not in `distinct` yet.
    std::string try_all(Story& story,
        std::vector<PowerState> states,
        const fs::path& place,
        std::set<std::uint64_t>& distinct)
    {
        std::sort(states.begin(), states.end(), [](const PowerState& a, const PowerState& b) {
            return a.cut < b.cut;
        });
        StateMaker maker(story.log.operations());
        for (const PowerState& state : states) {
            const Image image = maker.image_of(state);
            const auto which = digest_of(image) + marks_before(state.cut, story.log.marks());
            if (!distinct.insert(which).second) {
                continue;
            }
            auto known = write_image(image, place);
            Judge judge(place,
                std::move(known),
                story.facts_at(state.cut),
                m_seed + 1000 + distinct.size());
            if (std::string fault = judge.verdict(story, &image); !fault.empty()) {
                return fault + "\n" + describe(state, story.log.operations());
            }
        }
        return {};
    }

    std::uint64_t m_seed = 0;
    std::uint64_t m_states = 0;
    std::size_t m_all = 0;
};

QTEST_APPLESS_MAIN(TstPowerLoss)
#include "tst_power_loss.moc"
