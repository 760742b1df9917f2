// SPDX-License-Identifier: GPL-3.0-or-later
#include "judge.h"
#include "power_states.h"
#include "test_settings.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <regex>

/// The power-loss test has teeth: one sync is taken out of the log, as if its call were not there,
/// and some state breaks a promise. syncs.txt lists all there are; one that nothing depends on is
/// listed below, with the reason it stays. SATPAD_SYNCS: how many kinds are tried (45 without it; 0
/// is all of them). SATPAD_POWER_SEED: another draw. SATPAD_POWER_CHAPTER: only that one.

using namespace satpad::test;

namespace {

using Kind = DiskOperation::Kind;

/// Syncs of one kind: what is synced, in which step. Ids are left out of names.
using Syncs = std::map<std::string, std::vector<std::size_t>>;

std::string kind_of(const DiskOperation& operation)
{
    // Nor does it matter at which site it happens.
    static const std::regex k_id("[0-9a-f]{32}");
    static const std::regex k_site(" (at )?[abc]$");
    return std::string(operation.kind == Kind::sync ? "sync of " : "sync of the folder ") +
           std::regex_replace("?" + operation.path.substr(1), k_id, "*") + " in \"" +
           std::regex_replace(operation.step, k_site, "") + "\"";
}

Syncs syncs_of(const std::vector<DiskOperation>& operations, std::size_t start)
{
    Syncs syncs;
    for (std::size_t i = start; i < operations.size(); ++i) {
        if (operations[i].is_sync() && operations[i].step != k_by_sqlite) {
            syncs[kind_of(operations[i])].push_back(i);
        }
    }
    return syncs;
}

bool same_object(const DiskOperation& a, const DiskOperation& b)
{
    return a.kind == b.kind && (a.kind == Kind::sync ? a.file == b.file : a.path == b.path);
}

/// States in which what the missing sync would have covered is not durable: until the next one.
std::vector<PowerState> states_without(const std::vector<DiskOperation>& operations,
    const std::vector<DiskMark>& marks,
    const DiskOperation& sync,
    std::size_t removed,
    std::uint64_t seed)
{
    const std::string dirty =
        sync.kind == Kind::sync ? "file " + std::to_string(sync.file) : "folder " + sync.path;
    std::size_t end = removed + 1;
    while (end < operations.size() && !same_object(operations[end], sync)) {
        ++end;
    }
    std::set<std::size_t> cuts{removed + 1, end};
    for (const DiskMark& mark : marks) {
        if (mark.at > removed && mark.at <= end) {
            cuts.insert(mark.at);
        }
    }
    for (std::size_t i = removed; i < end; ++i) {
        if (operations[i].is_sync()) { // something else has become durable meanwhile
            cuts.insert(i + 1);
        }
    }
    std::vector<PowerState> states;
    for (const std::size_t cut : cuts) {
        const std::string disk(1, sync.disk());
        states.push_back(
            {.cut = cut, .disks = disk, .fate = Fate::keep, .other = Fate::lose, .one = dirty});
        for (const Fate fate : {Fate::lose, Fate::subset, Fate::torn_512}) {
            states.push_back(
                {.cut = cut, .disks = disk, .fate = fate, .one = {}, .seed = seed + cut});
        }
    }
    return states;
}

/// Kinds whose loss breaks no promise, and why their calls stay.
struct Unneeded
{
    const char* pattern;
    const char* reason;
};
constexpr Unneeded k_unneeded[] = {
    {R"x(sync of \?.home/ledger\.db-wal in "(init|restart|recover|end)")x",
        "SQLite makes it with every commit; these commits only note what a start does again"},
    {R"x(sync of \?.home/ledger\.db\.part-(journal|wal) in "(init|init --from)")x",
        "SQLite makes it; a ledger without its name is made again from the start"},
    {R"x(sync of \?.home/home\.part\.part in "init --from")x",
        "an empty file has no bytes to lose; replace_file serves it like any other"},
    {R"x(sync of the folder \? in "init --from")x",
        "the folder is made twice on this way, and each time its parent is synced"},
    {R"x(sync of \?.home/spool/\*\.spool in "deliver (request|again|refusal)")x",
        "a remark is one small chunk, but R2 comes before anyone can know that"},
};

const Unneeded* find_unneeded(const std::string& kind)
{
    for (const Unneeded& known : k_unneeded) {
        if (std::regex_match(kind, std::regex(known.pattern))) {
            return &known;
        }
    }
    return nullptr;
}

} // namespace

class TstNeededSyncs : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(initialise_core().has_value());
        m_seed = number_from("SATPAD_POWER_SEED", 20261125);
        m_wanted = number_from("SATPAD_SYNCS", 45);
    }

    /// One sync more or less anywhere in core/ or keyclient/ and syncs.txt is another.
    void theSyncsAreThoseOfTheList()
    {
        QStringList found;
        for (const Chapter chapter : k_chapters) {
            const QTemporaryDir folder(temporary_template());
            Story story(folder.path().toStdString(), chapter, 20261125);
            story.set_up();
            QVERIFY(story.tell().has_value());
            story.end();
            for (const auto& [kind, places] : syncs_of(story.log.operations(), story.start)) {
                found << QString("%1: %2 x %3")
                             .arg(name_of(chapter))
                             .arg(places.size())
                             .arg(QString::fromStdString(kind));
            }
        }
        QFile list(QFINDTESTDATA("syncs.txt"));
        QVERIFY(list.open(QIODevice::ReadOnly));
        QStringList wanted = QString::fromUtf8(list.readAll()).split('\n', Qt::SkipEmptyParts);
        wanted.erase(std::remove_if(wanted.begin(),
                         wanted.end(),
                         [](const QString& line) { return line.startsWith('#'); }),
            wanted.end());
        for (const QString& line : found) {
            if (!wanted.contains(line)) {
                qInfo("not in the list: %s", qPrintable(line));
            }
        }
        for (const QString& line : std::as_const(wanted)) {
            if (!found.contains(line)) {
                qInfo("only in the list: %s", qPrintable(line));
            }
        }
        QCOMPARE(found, wanted);
    }

    void aMissingSyncIsSeen_data()
    {
        QTest::addColumn<int>("chapter");
        const QString only = qEnvironmentVariable("SATPAD_POWER_CHAPTER");
        for (const Chapter chapter : k_chapters) {
            if (only.isEmpty() || only == name_of(chapter)) {
                QTest::newRow(name_of(chapter)) << static_cast<int>(chapter);
            }
        }
    }
    void aMissingSyncIsSeen()
    {
        QFETCH(int, chapter);
        QElapsedTimer timer;
        timer.start();
        const QTemporaryDir folder(temporary_template());
        m_root = folder.path().toStdString();
        fs::create_directory(m_root / "story");
        Story story(m_root / "story", static_cast<Chapter>(chapter), m_seed);
        story.set_up();
        QVERIFY(story.tell().has_value());
        story.end();
        const Syncs syncs = syncs_of(story.log.operations(), story.start);
        std::vector<std::pair<std::string, std::vector<std::size_t>>> tried(
            syncs.begin(), syncs.end());
        if (m_wanted != 0) {
            std::erase_if(
                tried, [](const auto& one) { return find_unneeded(one.first) != nullptr; });
            std::shuffle(tried.begin(), tried.end(), std::mt19937_64(m_seed));
            tried.resize(std::min<std::size_t>(tried.size(), 1 + m_wanted / std::size(k_chapters)));
        }
        QStringList unseen;
        for (const auto& [kind, places] : tried) {
            const std::string fault = find_fault(story, places);
            const Unneeded* known = find_unneeded(kind);
            if (fault.empty() && known == nullptr) {
                unseen << QString::fromStdString(kind);
            }
            const char* reason = known != nullptr ? known->reason : "NOT SEEN";
            qInfo("%s: %s", kind.c_str(), fault.empty() ? reason : fault.c_str());
        }
        qInfo("%zu of %zu kinds of syncs taken away, %lld ms",
            tried.size(),
            syncs.size(),
            timer.elapsed());
        QVERIFY2(unseen.isEmpty(), qPrintable(unseen.join("\n")));
    }

private:
    /// The first promise that breaks when one sync of this kind is missing, or else all of them.
    std::string find_fault(Story& story, const std::vector<std::size_t>& places)
    {
        std::vector<std::vector<std::size_t>> tries;
        for (const std::size_t place : places) {
            tries.push_back({place});
        }
        if (places.size() > 1) {
            tries.push_back(places);
        }
        for (const auto& removed : tries) {
            if (std::string fault = find_fault_without(story, removed); !fault.empty()) {
                return fault;
            }
        }
        return {};
    }

    std::string find_fault_without(Story& story, const std::vector<std::size_t>& removed)
    {
        std::vector<DiskOperation> operations = story.log.operations();
        const DiskOperation last = operations[removed.back()];
        for (const std::size_t place : removed) {
            operations[place].kind = Kind::nothing;
        }
        const auto states =
            states_without(operations, story.log.marks(), last, removed.back(), m_seed);
        StateMaker maker(operations);
        for (const PowerState& state : states) {
            const Image image = maker.image_of(state);
            auto known = write_image(image, m_root / "state");
            Judge judge(m_root / "state",
                std::move(known),
                story.facts_at(state.cut),
                m_seed + 1000 + m_judged++);
            if (std::string fault = judge.verdict(story, &image); !fault.empty()) {
                return fault;
            }
        }
        return {};
    }

    fs::path m_root;
    std::uint64_t m_seed = 0;
    std::uint64_t m_wanted = 0;
    std::uint64_t m_judged = 0;
};

QTEST_APPLESS_MAIN(TstNeededSyncs)
#include "tst_needed_syncs.moc"
