// SPDX-License-Identifier: GPL-3.0-or-later
#include "courier_fixture.h"

#include <satpad/core/environment.h>

#include <cmath>
#include <sys/stat.h>

using namespace satpad::core;
using namespace satpad::test;

class TstCourier : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void bothSitesHoldTheSamePages_data()
    {
        QTest::addColumn<int>("pages");
        for (const int pages : {6, 2 * 2048, 2 * 2049, 2 * 2050, 10001}) {
            QTest::newRow(QByteArray::number(pages).constData()) << pages;
        }
    }
    void bothSitesHoldTheSamePages()
    {
        QFETCH(int, pages);
        TwoSites sites;
        const auto made = must(sites.make(static_cast<std::uint64_t>(pages)));
        const auto taken = must(sites.import());
        QVERIFY(!taken.already);
        QVERIFY(taken.batch == made.batch);
        QVERIFY(taken.peer == sites.exporter.id());
        QCOMPARE(taken.pads.size(), std::size_t{2});
        std::uint64_t total = 0;
        for (std::size_t i = 0; i < 2; ++i) {
            const PadSummary& ours = made.pads[i];
            const PadSummary& theirs = taken.pads[i];
            QVERIFY(ours.id == theirs.id && ours.pages == theirs.pages &&
                    ours.direction != theirs.direction);
            QCOMPARE(ours.origin, std::string("courier"));
            QVERIFY(!theirs.generator.empty());
            total += ours.pages;
            const Bytes key = sites.exporter.key_of(ours.id, ours.pages);
            QVERIFY(key == sites.importer.key_of(ours.id, ours.pages));
            QVERIFY(std::any_of(
                key.begin(), key.begin() + 32, [](std::byte b) { return b != std::byte{0}; }));
        }
        QCOMPARE(total, static_cast<std::uint64_t>(pages));
        QVERIFY(sites.exporter.is_sound());
        QVERIFY(sites.importer.is_sound());
    }
    void theConfirmPageIsBurntAndErasedAtBoth()
    {
        TwoSites sites;
        const auto made = must(sites.make(100));
        const auto taken = must(sites.import());
        for (const auto* delivery : {&made, &taken}) {
            Site& at = delivery == &made ? sites.exporter : sites.importer;
            for (const PadSummary& pad : delivery->pads) {
                QCOMPARE(pad.burnt, std::uint64_t{1});
                QCOMPARE(pad.free, pad.pages - 1);
                const auto file = must(PadFile::open(*at.home, pad.id, pad.pages));
                QVERIFY(!must(file.opens(pad.pages - 1)));
                QVERIFY(must(file.opens(pad.pages - 2)));
            }
        }
    }
    void theImporterIsConfirmedAtOnceTheExporterLater()
    {
        TwoSites sites;
        for (const PadSummary& pad : must(sites.make(100)).pads) {
            QCOMPARE(name_of(pad.state), name_of(PadState::unconfirmed));
        }
        for (const PadSummary& pad : must(sites.import()).pads) {
            QCOMPARE(name_of(pad.state), name_of(PadState::confirmed));
        }
    }
    void onlyItsOwnerReadsTheFile()
    {
        TwoSites sites;
        must(sites.make(100));
        struct stat status
        {};
        QCOMPARE(::stat(sites.file().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
        QVERIFY(!fs::exists(fs::path(sites.file().string() + ".part")));
    }
    void importingTwiceChangesNothing()
    {
        TwoSites sites;
        must(sites.make(100));
        must(sites.import());
        const std::string before = sites.importer.snapshot();
        const auto again = must(sites.import());
        QVERIFY(again.already);
        QCOMPARE(again.pads.size(), std::size_t{2});
        QCOMPARE(sites.importer.snapshot(), before);
    }

    void sharesBecomePages_data()
    {
        QTest::addColumn<quint64>("bytes");
        QTest::addColumn<double>("share");
        QTest::addColumn<quint64>("send");
        QTest::addColumn<quint64>("receive");
        QTest::newRow("half") << quint64{3200} << 0.5 << quint64{50} << quint64{50};
        QTest::newRow("95 to 5") << quint64{3200} << 0.95 << quint64{95} << quint64{5};
        QTest::newRow("a byte over a page") << quint64{3201} << 0.5 << quint64{51} << quint64{50};
        QTest::newRow("at least three each") << quint64{1} << 0.5 << quint64{3} << quint64{3};
        QTest::newRow("a small share") << quint64{3200} << 0.0001 << quint64{3} << quint64{97};
        QTest::newRow("a large share") << quint64{3200} << 0.9999 << quint64{97} << quint64{3};
        QTest::newRow("none") << quint64{3200} << 0.0 << quint64{0} << quint64{100};
        QTest::newRow("all") << quint64{1} << 1.0 << quint64{3} << quint64{0};
    }
    void sharesBecomePages()
    {
        QFETCH(quint64, bytes);
        QFETCH(double, share);
        TwoSites sites;
        courier::MakeRequest request = sites.request(1, share);
        request.bytes = bytes;
        const auto made =
            must(courier::make(*sites.exporter.home, *sites.exporter.ledger, request));
        std::uint64_t send = 0;
        std::uint64_t receive = 0;
        for (const PadSummary& pad : made.pads) {
            (pad.direction == PadDirection::send ? send : receive) += pad.pages;
        }
        QTEST(quint64{send}, "send");
        QTEST(quint64{receive}, "receive");
        QCOMPARE(must(sites.import()).pads.size(), made.pads.size());
    }
    void senselessRequestsAreRefused()
    {
        TwoSites sites;
        for (const double share : {-0.01, 1.01, std::nan("")}) {
            QVERIFY(fails_with(sites.make(100, share), Errc::invalid_argument));
        }
        QVERIFY(fails_with(sites.make(0), Errc::invalid_argument));
        QVERIFY(fails_with(sites.make(std::uint64_t{1} << 33), Errc::limit_exceeded));
        courier::MakeRequest request = sites.request(100);
        request.peer = SiteId{};
        QVERIFY(fails_with(courier::make(*sites.exporter.home, *sites.exporter.ledger, request),
            Errc::unknown_peer));
        QVERIFY(!fs::exists(sites.file()));
    }
    void aFileThatIsThereIsNeverOverwritten()
    {
        TwoSites sites;
        const Bytes text(10, std::byte{'x'});
        for (const char* suffix : {"", ".part"}) {
            const fs::path path = sites.file().string() + suffix;
            write_all(path, text);
            QVERIFY(fails_with(sites.make(100), Errc::already_exists));
            QVERIFY(read_all(path) == text);
            fs::remove(path);
        }
    }

    void entropyIsMixedInByXor()
    {
        TwoSites plain;
        TwoSites mixed; // the same seeds, so the same key before the mixing
        Bytes entropy(100 * 32);
        SeededRandom(7).fill(entropy);
        const fs::path file = mixed.path() / "entropy";
        write_all(file, entropy);
        must(plain.make(100, 1.0));
        courier::MakeRequest request = mixed.request(100, 1.0);
        request.entropy = file;
        const auto made =
            must(courier::make(*mixed.exporter.home, *mixed.exporter.ledger, request));
        QVERIFY(made.pads[0].generator.find("operator") != std::string::npos);
        const Bytes without = read_all(plain.file());
        const Bytes with = read_all(mixed.file());
        const std::size_t from = with.size() - 16 - entropy.size();
        const std::size_t other = without.size() - 16 - entropy.size();
        // The first page keys CONFIRM; some of its bits are cleared after the mixing.
        for (std::size_t i = 16; i < entropy.size(); ++i) {
            QVERIFY((with[from + i] ^ without[other + i]) == entropy[i]);
        }
        must(mixed.import());
    }
    void tooLittleEntropyIsRefusedBeforeAnythingIsMade()
    {
        TwoSites sites;
        const fs::path file = sites.path() / "entropy";
        write_all(file, Bytes(100 * 32 - 1, std::byte{9}));
        courier::MakeRequest request = sites.request(100);
        request.entropy = file;
        const std::string before = sites.exporter.snapshot();
        const auto make = [&] {
            return courier::make(*sites.exporter.home, *sites.exporter.ledger, request);
        };
        QVERIFY(fails_with(make(), Errc::invalid_argument));
        request.entropy = sites.path() / "no such file";
        QVERIFY(fails_with(make(), Errc::unreadable_file));
        QCOMPARE(sites.exporter.snapshot(), before);
        QVERIFY(!fs::exists(sites.file()));
    }

    void theReplyConfirmsTheExporter()
    {
        TwoSites sites;
        must(sites.make(100));
        const auto taken = must(sites.import());
        must(courier::write_reply(
            *sites.importer.home, *sites.importer.ledger, taken.batch, sites.reply()));
        QVERIFY(must(courier::is_reply(*sites.exporter.home, sites.reply())));
        QVERIFY(!must(courier::is_reply(*sites.exporter.home, sites.file())));
        const auto confirm = [&] {
            return courier::import_reply(
                *sites.exporter.home, *sites.exporter.ledger, sites.reply());
        };
        const auto confirmed = must(confirm());
        QVERIFY(!confirmed.already);
        QCOMPARE(confirmed.pads.size(), std::size_t{2});
        for (const PadSummary& pad : confirmed.pads) {
            QCOMPARE(name_of(pad.state), name_of(PadState::confirmed));
        }
        const std::string before = sites.exporter.snapshot();
        QVERIFY(must(confirm()).already);
        QCOMPARE(sites.exporter.snapshot(), before);
    }
    void aReplyIsOnlyForTheExporterOfTheBatch()
    {
        TwoSites sites;
        must(sites.make(100));
        const auto taken = must(sites.import());
        must(courier::write_reply(
            *sites.importer.home, *sites.importer.ledger, taken.batch, sites.reply()));
        QVERIFY(fails_with(
            courier::import_reply(*sites.importer.home, *sites.importer.ledger, sites.reply()),
            Errc::not_for_this_site));
        QVERIFY(fails_with(
            courier::write_reply(
                *sites.importer.home, *sites.importer.ledger, BatchId{}, sites.path() / "r"),
            Errc::unknown_pad));
        Bytes other = read_all(sites.reply());
        other[12] ^= std::byte{1}; // another batch
        write_all(sites.reply(), other);
        const std::string before = sites.exporter.snapshot();
        QVERIFY(fails_with(
            courier::import_reply(*sites.exporter.home, *sites.exporter.ledger, sites.reply()),
            Errc::unknown_pad));
        QCOMPARE(sites.exporter.snapshot(), before);
    }
    void padsOneBitApartAreRefusedBeforeTheyAreUsed()
    {
        TwoSites sites;
        must(sites.make(100, 1.0));
        // Consistent in itself, so the importer cannot see it: only CONFIRM with the exporter can.
        const auto same = [](courier::Manifest&) {};
        write_all(sites.file(),
            forged(read_all(sites.file()), same, [](Bytes& key) { key[40] ^= std::byte{1}; }));
        const auto taken = must(sites.import());
        must(courier::write_reply(
            *sites.importer.home, *sites.importer.ledger, taken.batch, sites.reply()));
        QVERIFY(fails_with(
            courier::import_reply(*sites.exporter.home, *sites.exporter.ledger, sites.reply()),
            Errc::authentication_failed));
        QCOMPARE(name_of(must(sites.exporter.ledger->pad(taken.pads[0].id)).state),
            name_of(PadState::suspended));
        QVERIFY(!sites.exporter.ledger->reserve({sites.importer.id(), 4, SendMode::exact, 10, {}})
                     .has_value());
    }

    void simulatedPadsSayThatTheyAre()
    {
        TwoSites sites(HomeKind::simulated);
        for (const PadSummary& pad : must(sites.make(100)).pads) {
            QVERIFY(pad.simulated);
        }
        for (const PadSummary& pad : must(sites.import()).pads) {
            QVERIFY(pad.simulated);
        }
    }
    void aRealHomeTakesSimulatedPadsOnlyWhenToldTo()
    {
        QTemporaryDir folder{temporary_template()};
        const fs::path under = folder.path().toStdString();
        Site exporter(under, "simulator", 1, HomeKind::simulated);
        Site importer(under, "real", 2);
        exporter.knows(importer);
        importer.knows(exporter);
        courier::MakeRequest request{importer.id(), 3200, 0.5, under / "keys", {}};
        must(courier::make(*exporter.home, *exporter.ledger, request));
        const std::string before = importer.snapshot();
        const auto import = [&] {
            return courier::import(*importer.home, *importer.ledger, request.out);
        };
        QVERIFY(fails_with(import(), Errc::wrong_state));
        QCOMPARE(importer.snapshot(), before);
        SiteConfig config = importer.home->config();
        config.allow_simulated = true;
        must(set_config(*importer.home, config));
        QVERIFY(must(import()).pads[0].simulated);
    }
};

QTEST_APPLESS_MAIN(TstCourier)
#include "tst_courier.moc"
