// SPDX-License-Identifier: GPL-3.0-or-later
// Cancellation and failing storage: a delivery is there whole, or not at all.
#include "courier_fixture.h"

#include <satpad/core/environment.h>
#include <satpad/keyclient/intake/cut_intake.h>

#include <map>

using namespace satpad::core;
using namespace satpad::test;
using satpad::keyclient::close_cut_intake;
using satpad::keyclient::cut_intakes;
using satpad::keyclient::CutIntake;
using satpad::keyclient::LeftState;

namespace {

const auto k_io_error = std::make_error_code(std::errc::io_error);

fs::path part_of(const fs::path& path)
{
    return path.string() + ".part";
}

/// Stops after `calls` reports.
courier::Progress stop_after(int calls)
{
    return [left = calls](std::uint64_t, std::uint64_t) mutable -> Expected<void> {
        return left-- == 0 ? Unexpected(Errc::cancelled) : Expected<void>{};
    };
}

} // namespace

class TstCourierFaults : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void progressEndsAtTheTotal()
    {
        TwoSites sites;
        std::uint64_t last = 0;
        const courier::Progress watch = [&](std::uint64_t done,
                                            std::uint64_t total) -> Expected<void> {
            if (done <= last || total != 5000 * k_page_bytes) {
                return Unexpected(Errc::internal);
            }
            last = done;
            return {};
        };
        must(courier::make(
            *sites.exporter.home, *sites.exporter.ledger, sites.request(5000), watch));
        QCOMPARE(last, std::uint64_t{5000 * k_page_bytes});
        last = 0;
        must(courier::import(*sites.importer.home, *sites.importer.ledger, sites.file(), watch));
        QCOMPARE(last, std::uint64_t{5000 * k_page_bytes});
    }
    void cancellingLeavesNothing()
    {
        TwoSites sites;
        const std::string exporter_before = sites.exporter.snapshot();
        int calls = 0;
        while (true) {
            const auto made = courier::make(*sites.exporter.home,
                *sites.exporter.ledger,
                sites.request(5000),
                stop_after(calls));
            if (made) {
                break;
            }
            QVERIFY(fails_with(made, Errc::cancelled));
            QVERIFY(!fs::exists(sites.file()) && !fs::exists(part_of(sites.file())));
            QCOMPARE(sites.exporter.snapshot(), exporter_before);
            ++calls;
        }
        QVERIFY(calls >= 6); // two blocks and the last page of each pad
        const std::string importer_before = sites.importer.snapshot();
        for (int i = 0; i < calls; ++i) {
            QVERIFY(fails_with(
                courier::import(
                    *sites.importer.home, *sites.importer.ledger, sites.file(), stop_after(i)),
                Errc::cancelled));
            QCOMPARE(sites.importer.snapshot(), importer_before);
        }
        must(sites.import());
    }

    void eachFailingOperationOfMakeLeavesAWholeDeliveryOrNone()
    {
        std::size_t whole = 0;
        std::size_t none = 0;
        for (std::size_t n = 0;; ++n) {
            TwoSites sites;
            sites.exporter.tap.fail_at(n, k_io_error);
            const auto made = sites.make(6);
            const bool fired = sites.exporter.tap.fired();
            sites.exporter.tap.disarm();
            sites.exporter.reopen();
            QVERIFY(sites.exporter.is_sound());
            const auto pads = must(sites.exporter.ledger->pads());
            if (!fired) {
                QVERIFY(made.has_value());
                break;
            }
            if (pads.empty()) {
                ++none;
                QVERIFY2(
                    !made && !fs::exists(sites.file()), qPrintable(QString("operation %1").arg(n)));
                continue;
            }
            // The ledger counts on these pads, so their file must be there to be carried.
            ++whole;
            if (!fs::exists(sites.file())) {
                must(courier::make_again(*sites.exporter.home,
                    *sites.exporter.ledger,
                    sites.importer.id(),
                    sites.file()));
            }
            QVERIFY2(sites.import().has_value(), qPrintable(QString("operation %1").arg(n)));
        }
        QVERIFY(none > 5);
        QVERIFY(whole > 0);
    }
    void eachFailingOperationOfImportLeavesAWholeDeliveryOrNone()
    {
        std::size_t n = 0;
        for (;; ++n) {
            TwoSites sites;
            must(sites.make(6));
            sites.importer.tap.fail_at(n, k_io_error);
            const auto taken = sites.import();
            const bool fired = sites.importer.tap.fired();
            sites.importer.tap.disarm();
            // At once, in the same process, unless the ledger closed for good.
            const bool retried = sites.import().has_value();
            sites.importer.reopen();
            QVERIFY(sites.importer.is_sound());
            const auto pads = must(sites.importer.ledger->pads());
            QVERIFY(pads.empty() || pads.size() == 2);
            QVERIFY(fired || taken.has_value());
            QVERIFY(!retried || pads.size() == 2);
            // Whatever was left, the next try ends well, and both sites hold the same pages.
            const auto again = must(sites.import());
            QCOMPARE(again.already, !pads.empty());
            for (const PadSummary& pad : again.pads) {
                const auto file = must(PadFile::open(*sites.importer.home, pad.id, pad.pages));
                QVERIFY(!must(file.opens(pad.pages - 1)));
                QVERIFY(sites.exporter.key_of(pad.id, pad.pages) ==
                        sites.importer.key_of(pad.id, pad.pages));
            }
            if (!fired) {
                break;
            }
        }
        QVERIFY(n > 10);
    }

    void anImportCutBeforeItsCommitIsDoneAgain()
    {
        TwoSites sites;
        const auto made = must(sites.make(6));
        leave_pad_file(sites, made.pads[0]);
        must(sites.import());
        QVERIFY(sites.importer.is_sound());
    }
    void padsThatAnOlderLedgerForgotAreNotTakenAgain()
    {
        TwoSites sites;
        const auto made = must(sites.make(6));
        leave_pad_file(sites, made.pads[0]);
        erase_page(sites, made.pads[0], 0);
        const std::string before = sites.importer.snapshot();
        QVERIFY(fails_with(sites.import(), Errc::home_damaged));
        QCOMPARE(sites.importer.snapshot(), before);
    }
    void whatACutIntakeLeftIsListedAndClosed()
    {
        TwoSites sites;
        const auto made = must(sites.make(6));
        Home& home = *sites.importer.home;
        PadLedger& ledger = *sites.importer.ledger;
        QVERIFY(left_over(sites).empty());
        leave_pad_file(sites, made.pads[0]);
        leave_text(home.paths().pad(made.pads[1].id).string() + ".part");
        QVERIFY(left_over(sites) == (Left{{made.pads[0].id, {LeftState::whole, made.pads[0].pages}},
                                        {made.pads[1].id, {LeftState::half, 0}}}));
        for (const PadSummary& pad : made.pads) {
            must(close_cut_intake(home, ledger, pad.id));
            QVERIFY(fails_with(close_cut_intake(home, ledger, pad.id), Errc::unknown_pad));
        }
        QVERIFY(left_over(sites).empty());
        QVERIFY(fs::is_empty(home.paths().pads()));
        must(sites.import());
        QVERIFY(left_over(sites).empty());
        QVERIFY(
            fails_with(close_cut_intake(home, ledger, made.pads[0].id), Errc::key_already_used));
        QVERIFY(sites.importer.is_sound());
    }
    void whatIsBeingTakenInIsNotLeftOver()
    {
        TwoSites sites;
        must(sites.make(5000));
        Home& home = *sites.importer.home;
        PadLedger& ledger = *sites.importer.ledger;
        std::size_t files = 0;
        std::size_t told = 0;
        must(courier::import(
            home, ledger, sites.file(), [&](std::uint64_t, std::uint64_t) -> Expected<void> {
                for (const auto& entry : fs::directory_iterator(home.paths().pads())) {
                    static_cast<void>(entry);
                    ++files;
                }
                told += must(cut_intakes(home, ledger)) ? 1U : 0U;
                return {};
            }));
        QVERIFY(files > 0);
        QCOMPARE(told, std::size_t{0});
        QVERIFY(left_over(sites).empty());
    }
    void padsOfALaterTimeAreEvidenceAndStay()
    {
        TwoSites sites;
        const auto made = must(sites.make(6));
        Home& home = *sites.importer.home;
        PadLedger& ledger = *sites.importer.ledger;
        // The first was used in the middle, of the second the ledger once knew, the third is no pad.
        leave_pad_file(sites, made.pads[0]);
        erase_page(sites, made.pads[0], 0);
        leave_pad_file(sites, made.pads[1]);
        erase_page(sites, made.pads[1], made.pads[1].pages - 1);
        const PadId other = SeededRandom(5).id<PadId>();
        leave_text(home.paths().pad(other));
        leave_text(
            home.paths().pads() / "ABCDEF0123456789ABCDEF0123456789.pad"); // not a pad's name
        QVERIFY(left_over(sites) == (Left{{made.pads[0].id, {LeftState::whole, made.pads[0].pages}},
                                        {made.pads[1].id, {LeftState::used, made.pads[1].pages}},
                                        {other, {LeftState::unreadable, 0}}}));
        const std::string before = sites.importer.snapshot();
        for (const PadId& pad : {made.pads[0].id, made.pads[1].id, other}) {
            const auto refused = close_cut_intake(home, ledger, pad);
            QVERIFY(fails_with(refused, Errc::home_damaged));
            // Such a home goes on: the word must not be that of one that is closed.
            QVERIFY(refused.error().text().find("satpad keys status") != std::string::npos);
        }
        QCOMPARE(sites.importer.snapshot(), before);
    }
    void twoImportsDoNotRunAtOnce()
    {
        TwoSites sites;
        must(sites.make(6));
        const auto lock = must(sites.importer.store->open_or_create(
            sites.importer.home->paths().root / "import.lock"));
        QVERIFY(must(lock->try_lock()));
        QVERIFY(fails_with(sites.import(), Errc::home_busy));
    }

    void aDeliveryWithoutANameIsFinished()
    {
        TwoSites sites;
        const auto naming = [&](const FileOperation& operation) {
            return operation.kind == FileOperation::Kind::rename &&
                   operation.target == sites.file();
        };
        sites.exporter.tap.fail_at(0, k_io_error, FailingTap::Then::recover, naming);
        QVERIFY(!sites.make(100).has_value());
        QVERIFY(!fs::exists(sites.file()));
        QVERIFY(fs::exists(part_of(sites.file())));
        QCOMPARE(must(sites.exporter.ledger->pads()).size(), std::size_t{2});
        const auto finished = must(again(sites));
        QCOMPARE(finished.pads.size(), std::size_t{2});
        must(sites.import());
    }
    void aUsedDeliveryIsNotFinished()
    {
        TwoSites sites;
        must(sites.make(100));
        fs::rename(sites.file(), part_of(sites.file()));
        must(sites.exporter.ledger->reserve({sites.importer.id(), 4, SendMode::exact, 10, {}}));
        QVERIFY(fails_with(again(sites), Errc::wrong_state));
        QVERIFY(!fs::exists(sites.file()));
    }
    void thereIsNoSecondFileOfADelivery()
    {
        TwoSites sites;
        must(sites.make(100));
        fs::remove(sites.file());
        QVERIFY(fails_with(again(sites), Errc::wrong_state));
    }

private:
    static Expected<courier::Delivery> again(TwoSites& sites)
    {
        return courier::make_again(
            *sites.exporter.home, *sites.exporter.ledger, sites.importer.id(), sites.file());
    }
    /// What a crash between the pad file's rename and the ledger's commit leaves.
    static void leave_pad_file(TwoSites& sites, const PadSummary& pad)
    {
        auto writer = must(PadFileWriter::create(*sites.importer.home, pad.id, pad.pages));
        Bytes key(static_cast<std::size_t>(pad.pages) * k_page_bytes);
        SeededRandom(9).fill(key);
        must(writer.append(key));
        must(writer.finish());
    }
    static void erase_page(TwoSites& sites, const PadSummary& pad, std::uint64_t page)
    {
        auto file = must(PadFile::open(*sites.importer.home, pad.id, pad.pages));
        must(file.erase(page, 1));
        must(file.sync());
    }
    static void leave_text(const fs::path& path) { std::ofstream(path) << "half"; }

    using Left = std::map<PadId, std::pair<LeftState, std::uint64_t>>;
    static Left left_over(TwoSites& sites)
    {
        Left found;
        const auto all = must(cut_intakes(*sites.importer.home, *sites.importer.ledger));
        for (const CutIntake& left : all.value()) {
            found[left.pad] = {left.state, left.pages};
        }
        return found;
    }
};

QTEST_APPLESS_MAIN(TstCourierFaults)
#include "tst_courier_faults.moc"
