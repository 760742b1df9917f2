// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer.h"

#include <QTest>

using namespace satpad::model;

namespace {

bool is_hole(Fault fault)
{
    return fault == Fault::hole_both_restored || fault == Fault::hole_file;
}

bool breaks_a_promise(Fault fault)
{
    return fault != Fault::none && !is_hole(fault);
}

/// No backup is restored, nothing is copied.
Bounds quiet()
{
    Bounds bounds;
    bounds.sender_restores = 0;
    bounds.receiver_restores = 0;
    bounds.clone = false;
    return bounds;
}

Bounds sender_restored()
{
    Bounds bounds = quiet();
    bounds.sender_restores = 1;
    return bounds;
}

Exploration explore_and_print(
    const char* what, const Model& model, const std::function<bool(Fault)>& wanted)
{
    const Exploration result = explore(model, wanted);
    qInfo("%s: %zu states, %zu transitions", what, result.states, result.transitions);
    if (!result.trace.empty()) {
        qInfo("  %s:\n%s", name_of(result.found), text_of(result.trace).c_str());
    }
    return result;
}

std::size_t seen(const Exploration& result, Fault fault)
{
    return result.seen[static_cast<std::size_t>(fault)];
}

/// Applies `steps` and returns the last outcome.
Outcome run(const Model& model, World& world, std::initializer_list<Step> steps)
{
    Outcome last = Outcome::done;
    for (const Step& step : steps) {
        last = model.apply(world, step);
    }
    return last;
}

} // namespace

Q_DECLARE_METATYPE(satpad::model::Rules)
Q_DECLARE_METATYPE(satpad::model::Bounds)
Q_DECLARE_METATYPE(satpad::model::Fault)

class TstModel : public QObject
{
    Q_OBJECT
private slots:
    void withAllRulesNothingBreaks_data();
    void withAllRulesNothingBreaks();
    void theDocumentedHolesAreRealAndNoWider_data();
    void theDocumentedHolesAreRealAndNoWider();
    void eachRuleTakenAwayBreaksAPromise_data();
    void eachRuleTakenAwayBreaksAPromise();
    void compareAndSetAloneKeepsBurntPagesIn();
    void aSuspectHomeCarriesNothingUntilThePeerRecorded();
    void aFileThatLeftBeforeTheBackupCameBackIsTheSameHole();
    void theOracleTellsWhatEachStepAnswers();
};

void TstModel::withAllRulesNothingBreaks_data()
{
    QTest::addColumn<Bounds>("bounds");
    QTest::newRow("crashes, cancels, files, two messages") << quiet();
    Bounds three = quiet();
    three.messages = 3;
    three.message_pages = {1, 1, 1, 1};
    QTest::newRow("three messages of one page") << three;
    Bounds receiver = quiet();
    receiver.receiver_restores = 1;
    QTest::newRow("the receiver restored") << receiver;
    Bounds sender = sender_restored();
    sender.sender_restores = 2;
    sender.files = false;
    QTest::newRow("two restores of ledger, pads, outbox or home, no files") << sender;
    Bounds clone = quiet();
    clone.clone = true;
    clone.files = false;
    QTest::newRow("a live clone, no files") << clone;
}

void TstModel::withAllRulesNothingBreaks()
{
    QFETCH(Bounds, bounds);
    const Exploration result = explore_and_print(QTest::currentDataTag(),
        Model({}, bounds),
        [](Fault fault) { return fault != Fault::none; });
    QCOMPARE(result.found, Fault::none);
    QVERIFY(result.states > 1000);
}

void TstModel::theDocumentedHolesAreRealAndNoWider_data()
{
    QTest::addColumn<Bounds>("bounds");
    QTest::addColumn<Fault>("hole");
    QTest::newRow("files by hand, the sender restored") << sender_restored() << Fault::hole_file;
    Bounds clone = quiet();
    clone.clone = true;
    QTest::newRow("files by hand, a live clone") << clone << Fault::hole_file;
    Bounds both = sender_restored();
    both.receiver_restores = 1;
    both.files = false;
    QTest::newRow("both sites restored") << both << Fault::hole_both_restored;
}

void TstModel::theDocumentedHolesAreRealAndNoWider()
{
    QFETCH(Bounds, bounds);
    QFETCH(Fault, hole);
    const Model model({}, bounds);
    const Exploration way =
        explore_and_print("the way in", model, [hole](Fault fault) { return fault == hole; });
    QCOMPARE(way.found, hole);
    const Exploration all = explore_and_print(QTest::currentDataTag(), model, breaks_a_promise);
    QCOMPARE(all.found, Fault::none);
    QVERIFY(seen(all, hole) > 0);
}

void TstModel::eachRuleTakenAwayBreaksAPromise_data()
{
    QTest::addColumn<Rules>("rules");
    QTest::addColumn<Fault>("fault");
    Rules rules;
    rules.erase_first = false;
    QTest::newRow("erase first") << rules << Fault::once;
    rules = {};
    rules.word_first = false;
    QTest::newRow("word first") << rules << Fault::once;
    // With compare-and-set still there promise 1 survives; the image of a living process is lost.
    rules = {};
    rules.lock_check = false;
    QTest::newRow("lock check") << rules << Fault::living_burnt;
    rules.compare_and_set = false;
    QTest::newRow("lock check and compare-and-set") << rules << Fault::burnt_left;
    rules = {};
    rules.compare_and_set = false;
    QTest::newRow("compare-and-set") << rules << Fault::burnt_left;
    rules = {};
    rules.mark_in_commit = false;
    QTest::newRow("mark in the same commit") << rules << Fault::once;
    QTest::newRow("mark in the same commit, by conservation") << rules << Fault::conservation;
}

void TstModel::eachRuleTakenAwayBreaksAPromise()
{
    QFETCH(Rules, rules);
    QFETCH(Fault, fault);
    const Exploration result = explore_and_print(QTest::currentDataTag(),
        Model(rules, sender_restored()),
        [fault](Fault seen) { return seen == fault; });
    QCOMPARE(result.found, fault);
    QVERIFY(!result.trace.empty());
}

void TstModel::compareAndSetAloneKeepsBurntPagesIn()
{
    Rules rules;
    rules.lock_check = false;
    const Exploration result =
        explore_and_print("no lock check, two ciphertexts or burnt bytes wanted",
            Model(rules, sender_restored()),
            [](Fault fault) { return fault == Fault::once || fault == Fault::burnt_left; });
    QCOMPARE(result.found, Fault::none);
    QVERIFY(seen(result, Fault::living_burnt) > 0);
}

void TstModel::aSuspectHomeCarriesNothingUntilThePeerRecorded()
{
    Bounds bounds = sender_restored();
    bounds.restore_detected = true;
    const Model model({}, bounds);
    World world = model.start();
    QCOMPARE(run(model, world, {{Action::snapshot}, {Action::restore_home}}), Outcome::done);
    QCOMPARE(run(model,
                 world,
                 {{Action::reserve},
                     {Action::seal},
                     {Action::erase},
                     {Action::commit_sealed},
                     {Action::carry}}),
        Outcome::suspect);
    QCOMPARE(run(model, world, {{Action::record}, {Action::carry}}), Outcome::done);
}

/// A suspect home is no help here: the peer's word clears it, and the peer cannot know an unopened
/// file.
void TstModel::aFileThatLeftBeforeTheBackupCameBackIsTheSameHole()
{
    Bounds bounds = sender_restored();
    bounds.restore_detected = true;
    const Model model({}, bounds);
    World world = model.start();
    const auto seal_one = [&](std::uint8_t message) {
        run(model,
            world,
            {{Action::reserve, 0, message},
                {Action::seal, 0, message},
                {Action::erase, 0, message}});
        return model.apply(world, {Action::commit_sealed, 0, message});
    };
    QCOMPARE(run(model, world, {{Action::snapshot}}), Outcome::done);
    QCOMPARE(seal_one(0), Outcome::done);
    QCOMPARE(run(model, world, {{Action::carry}}), Outcome::done);
    QCOMPARE(run(model, world, {{Action::restore_home}}), Outcome::done);
    QCOMPARE(seal_one(1), Outcome::done);
    QCOMPARE(run(model, world, {{Action::record, 0, 1}}), Outcome::recorded);
    QCOMPARE(model.check(world), Fault::hole_file);
    // The receiver still refuses the second of the two to come.
    QCOMPARE(run(model, world, {{Action::open_file, 0, 0}}), Outcome::used);
}

void TstModel::theOracleTellsWhatEachStepAnswers()
{
    Bounds bounds = sender_restored();
    bounds.pages = 2;
    bounds.messages = 3;
    bounds.message_pages = {1, 1, 1, 1};
    const Model model({}, bounds);
    World world = model.start();
    const auto seal_one = [&](std::uint8_t message) {
        return run(model,
            world,
            {{Action::reserve, 0, message},
                {Action::seal, 0, message},
                {Action::erase, 0, message},
                {Action::commit_sealed, 0, message}});
    };
    QCOMPARE(run(model, world, {{Action::snapshot}}), Outcome::done);
    QCOMPARE(seal_one(0), Outcome::done);
    QCOMPARE(run(model, world, {{Action::release}}), Outcome::not_possible); // the word comes first
    QCOMPARE(run(model, world, {{Action::record}}), Outcome::recorded);
    QCOMPARE(run(model, world, {{Action::restore_home}}), Outcome::done);
    QCOMPARE(seal_one(1), Outcome::done);
    QCOMPARE(run(model, world, {{Action::record, 0, 1}}), Outcome::used);
    QCOMPARE(run(model, world, {{Action::reserve, 0, 2}}), Outcome::suspended);
    QCOMPARE(run(model, world, {{Action::advance}}), Outcome::done);
    QCOMPARE(seal_one(2), Outcome::done);
    QCOMPARE(run(model,
                 world,
                 {{Action::record, 0, 2},
                     {Action::release, 0, 2},
                     {Action::accept, 0, 2},
                     {Action::answer, 0, 2}}),
        Outcome::accepted);
    QCOMPARE(model.check(world), Fault::none);
}

QTEST_APPLESS_MAIN(TstModel)

#include "tst_model.moc"
