// SPDX-License-Identifier: GPL-3.0-or-later
// What an importer refuses (docs/format.md, "Courier file"): each leaves the ledger and pads/ as
// they were.
#include "courier_fixture.h"

#include <satpad/core/environment.h>

using namespace satpad::core;
using namespace satpad::test;

class TstCourierRefusals : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void eachFlippedBitIsRefused()
    {
        TwoSites sites;
        must(sites.make(6));
        const std::string before = sites.importer.snapshot();
        const Bytes whole = read_all(sites.file());
        const fs::path damaged = sites.path() / "damaged";
        for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
            Bytes flipped = whole;
            flipped[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
            write_all(damaged, flipped);
            QVERIFY2(!sites.import(sites.importer, damaged).has_value(),
                qPrintable(QString("bit %1").arg(bit)));
        }
        QCOMPARE(sites.importer.snapshot(), before);
        must(sites.import()); // and the whole one still comes in
    }
    void everyNinetySeventhByteOfALongFileIsRefused()
    {
        TwoSites sites;
        must(sites.make(2100));
        const std::string before = sites.importer.snapshot();
        const Bytes whole = read_all(sites.file());
        const fs::path damaged = sites.path() / "damaged";
        for (std::size_t i = 0; i < whole.size(); i += 97) {
            Bytes flipped = whole;
            flipped[i] ^= std::byte{0x10};
            write_all(damaged, flipped);
            QVERIFY2(!sites.import(sites.importer, damaged).has_value(),
                qPrintable(QString("byte %1").arg(i)));
        }
        QCOMPARE(sites.importer.snapshot(), before);
    }
    void eachCutIsRefused()
    {
        TwoSites sites;
        must(sites.make(6));
        const std::string before = sites.importer.snapshot();
        Bytes whole = read_all(sites.file());
        whole.push_back(std::byte{0});
        const fs::path cut = sites.path() / "cut";
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            if (size == whole.size() - 1) {
                continue; // the right one
            }
            write_all(cut, ByteView(whole).first(size));
            QVERIFY2(fails_with(sites.import(sites.importer, cut), Errc::malformed),
                qPrintable(QString("%1 bytes").arg(size)));
        }
        QCOMPARE(sites.importer.snapshot(), before);
    }
    void aFileThatIsNotThereIsUnreadable()
    {
        TwoSites sites;
        QVERIFY(fails_with(sites.import(), Errc::unreadable_file));
    }
    void aManifestThatPromisesMoreThanTheFileHoldsIsRefusedAtOnce()
    {
        TwoSites sites;
        must(sites.make(6));
        const Bytes whole = read_all(sites.file());
        auto manifest = must(
            courier::decode_manifest(ByteView(whole).first(must(courier::manifest_length(whole)))));
        manifest.pads[0].pages = courier::k_max_pad_pages;
        Bytes lying = courier::encode_manifest(manifest);
        lying.resize(whole.size());
        write_all(sites.file(), lying);
        QVERIFY(fails_with(sites.import(), Errc::malformed));
    }

    void anotherSiteDoesNotTakeIt()
    {
        TwoSites sites;
        Site third(sites.path(), "third", 3);
        third.knows(sites.exporter);
        must(sites.make(6));
        const std::string before = third.snapshot();
        QVERIFY(fails_with(sites.import(third, sites.file()), Errc::not_for_this_site));
        QCOMPARE(third.snapshot(), before);
    }
    void theExporterDoesNotTakeItsOwn()
    {
        TwoSites sites;
        must(sites.make(6));
        const std::string before = sites.exporter.snapshot();
        QVERIFY(fails_with(sites.import(sites.exporter, sites.file()), Errc::not_for_this_site));
        QCOMPARE(sites.exporter.snapshot(), before);
    }
    void aSiteOfTheSameIdWithAnotherKeyDoesNotTakeIt()
    {
        TwoSites sites;
        must(sites.make(6));
        const auto other_key = [](courier::Manifest& m) {
            m.importer_key.bytes[0] ^= std::byte{1};
        };
        write_all(sites.file(), forged(read_all(sites.file()), other_key, [](Bytes&) {}));
        QVERIFY(fails_with(sites.import(), Errc::not_for_this_site));
    }
    void anUnknownExporterIsRefused()
    {
        TwoSites sites;
        must(sites.make(6));
        SiteConfig config = sites.importer.home->config();
        config.peers.clear();
        must(set_config(*sites.importer.home, config));
        const std::string before = sites.importer.snapshot();
        QVERIFY(fails_with(sites.import(), Errc::unknown_peer));
        QCOMPARE(sites.importer.snapshot(), before);
    }
    void anExporterWithAnotherKeyThanThePinnedOneIsRefused()
    {
        TwoSites sites;
        must(sites.make(6));
        PublicKey other = sites.exporter.home->public_key();
        other.bytes[5] ^= std::byte{1};
        sites.importer.knows(sites.exporter.id(), "beijing", other);
        const std::string before = sites.importer.snapshot();
        QVERIFY(fails_with(sites.import(), Errc::authentication_failed));
        QCOMPARE(sites.importer.snapshot(), before);
    }

    void padsOfAnotherDeliveryAreRefused()
    {
        TwoSites sites;
        must(sites.make(6));
        const Bytes whole = read_all(sites.file());
        must(sites.import());
        const std::string before = sites.importer.snapshot();
        const auto refuse = [&](const Bytes& file) {
            write_all(sites.file(), file);
            QVERIFY(fails_with(sites.import(), Errc::key_already_used));
            QCOMPARE(sites.importer.snapshot(), before);
        };
        const auto same_key = [](Bytes&) {};
        // The same pads under another batch; one pad of them; another pad under the batch.
        refuse(forged(
            whole, [](courier::Manifest& m) { m.batch.bytes[0] ^= std::byte{1}; }, same_key));
        refuse(forged(
            whole,
            [](courier::Manifest& m) {
                m.batch.bytes[0] ^= std::byte{1};
                m.pads[1].id.bytes[0] ^= std::byte{1};
            },
            same_key));
        refuse(forged(
            whole, [](courier::Manifest& m) { m.pads[0].id.bytes[0] ^= std::byte{1}; }, same_key));
    }
    void aPageOfOneByteOverAndOverIsRefused()
    {
        TwoSites sites;
        must(sites.make(6));
        const std::string before = sites.importer.snapshot();
        const auto zero_page = [](Bytes& key) {
            std::fill(key.begin() + 32, key.begin() + 64, std::byte{0});
        };
        write_all(sites.file(),
            forged(
                read_all(sites.file()), [](courier::Manifest&) {}, zero_page));
        QVERIFY(!sites.import().has_value());
        QCOMPARE(sites.importer.snapshot(), before);
    }
    void aSealedMessageIsNoKey()
    {
        TwoSites sites;
        must(sites.make(6));
        Bytes file = read_all(sites.file());
        file[10] = std::byte{1};
        write_all(sites.file(), file);
        QVERIFY(fails_with(courier::is_reply(*sites.importer.home, sites.file()), Errc::malformed));
        QVERIFY(fails_with(sites.import(), Errc::malformed));
        write_all(sites.file(), Bytes(100));
        QVERIFY(fails_with(courier::is_reply(*sites.importer.home, sites.file()), Errc::malformed));
    }
};

QTEST_APPLESS_MAIN(TstCourierRefusals)
#include "tst_courier_refusals.moc"
