// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../../keyclient/src/etsi014/pull_wire.h"
#include "two_kmes.h"

#include <satpad/keyclient/satellite/refusal.h>

using namespace satpad;
using namespace satpad::test;

/// A drawer that keeps to the words of docs/contact.md, "Pull", and means no good: what it can make
/// its fetcher keep has an end.
class PullBoundsTest : public QObject
{
    Q_OBJECT

    using MakeBatch = std::function<etsi::Manifest(std::uint64_t number)>;

    /// Says manifests of pull `pull` until the fetcher refuses, `most` of them; how many it took.
    static std::uint64_t taken(Pulling& both,
        std::uint64_t wanted,
        const MakeBatch& batch,
        int pull = 7,
        std::uint64_t most = 1000)
    {
        std::uint64_t taken = 0;
        both.contact([&](sat::MessageStream& stream) {
            must(sat::StationContact::begin(
                *both.beijing().home, *both.beijing().ledger, both.cape().id(), stream));
            etsi::PullBegin begin;
            begin.pull.bytes.fill(static_cast<std::byte>(pull));
            begin.bytes = wanted;
            must(stream.send(etsi::encode(begin)));
            must(etsi::decode_pull_ready(must(stream.receive())));
            for (; taken < most; ++taken) {
                must(stream.send(etsi::encode(batch(taken))));
                const core::Bytes answer = must(stream.receive());
                if (answer.front() != std::byte{43}) { // fetched
                    break;
                }
            }
        });
        return taken;
    }

    /// Of the one pull at the fetcher, which is over.
    static core::PullRow row_of(Pulling& both)
    {
        return must(core::PullBook(*both.cape().ledger).pulls(false)).front();
    }

    static std::string invented(std::uint64_t number)
    {
        std::string text = std::to_string(number);
        text.insert(0, 12 - text.size(), '0');
        return "00000000-0000-4000-8000-" + text;
    }

    /// What no KME has: `keys` of `key_bytes` in each batch.
    static MakeBatch inventing(
        std::uint64_t& made, std::uint64_t keys, std::uint64_t key_bytes = 32)
    {
        return [&made, keys, key_bytes](std::uint64_t number) {
            etsi::Manifest batch{number, key_bytes, {}};
            while (batch.key_ids.size() < keys) {
                batch.key_ids.push_back(invented(made++));
            }
            return batch;
        };
    }
    static std::uint64_t lost_at(Pulling& both)
    {
        std::uint64_t lost = 0;
        for (const core::PullRow& row : must(core::PullBook(*both.cape().ledger).pulls(false))) {
            lost += row.lost_keys;
        }
        return lost;
    }

private Q_SLOTS:
    /// Whatever it says that it wants.
    void inventedIdsDoNotFillTheLedger_data()
    {
        QTest::addColumn<quint64>("wanted");
        QTest::newRow("a page") << quint64{32};
        QTest::newRow("all there is") << quint64{etsi::k_most_pull_bytes};
    }
    void inventedIdsDoNotFillTheLedger()
    {
        QFETCH(quint64, wanted);
        Pulling both;
        std::uint64_t made = 0;
        const std::uint64_t batches = taken(both, wanted, inventing(made, 1024));
        QVERIFY(fails_with(both.served, Errc::limit_exceeded));
        QCOMPARE(batches, etsi::k_most_lost_keys / 1024 + 1);
        const core::PullRow row = row_of(both);
        QCOMPARE(row.lost_keys, batches * 1024);
        QVERIFY(!row.open && fs::is_empty(both.cape().home->paths().pulls()));
        QVERIFY(both.pull(1'000).result.has_value()); // others go on
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// A key that did not come takes no room, however large it would have been.
    void inventedKeysDoNotFillTheDisk()
    {
        constexpr std::uint64_t k_batches = 40;
        Pulling both;
        std::uint64_t made = 0;
        QCOMPARE(taken(both,
                     etsi::k_most_pull_bytes,
                     inventing(made, 1, std::uint64_t{1} << 20U),
                     7,
                     k_batches),
            k_batches);
        std::uintmax_t staged = 0;
        for (const auto& each :
            fs::recursive_directory_iterator(both.cape().home->paths().pulls())) {
            staged += each.is_regular_file() ? each.file_size() : 0;
        }
        QVERIFY(staged != 0 && staged < k_batches * 256);
        QVERIFY(both.pull(1'000).result.has_value());
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// A pull that begins anew does not begin to lose anew.
    void manyPullsLoseNoMoreThanOne()
    {
        Pulling both;
        std::uint64_t made = 0;
        QCOMPARE(taken(both, 32, inventing(made, 1024), 1, 6), std::uint64_t{6});
        QCOMPARE(taken(both, 32, inventing(made, 1024), 2), std::uint64_t{3});
        QVERIFY(fails_with(both.served, Errc::limit_exceeded));
        for (int pull = 3; pull < 6; ++pull) {
            QCOMPARE(taken(both, 32, inventing(made, 1024), pull), std::uint64_t{0});
            QVERIFY(fails_with(both.served, Errc::limit_exceeded));
        }
        QCOMPARE(lost_at(both), std::uint64_t{9 * 1024});
        QVERIFY(fs::is_empty(both.cape().home->paths().pulls()));
        QVERIFY(both.pull(1'000).result.has_value()); // who loses nothing goes on
        both.kmes.lost = {both.kmes.drawn + 40};      // or little
        QVERIFY(both.pull(8'000).result.has_value());
        QVERIFY(both.is_one_key() && both.is_tidy());
        both.cape().clock.advance(86'400);
        QCOMPARE(taken(both, 32, inventing(made, 1024), 6), std::uint64_t{9});
    }

    void keyThatIsNeverCutDoesNotPileUp()
    {
        constexpr std::uint64_t k_key_bytes = 8192;
        Pulling both;
        both.kmes.key_bits = 8 * k_key_bytes;
        const std::uint64_t batches =
            taken(both, etsi::k_most_pull_bytes, [&](std::uint64_t number) {
                etsi::Manifest batch{number, k_key_bytes, {}};
                const auto keys = must(both.kmes.enc(128, 8 * k_key_bytes)); // 1 MiB
                for (std::size_t i = 0; i < keys.size(); ++i) {
                    batch.key_ids.push_back(keys.id(i));
                }
                return batch;
            });
        QVERIFY(fails_with(both.served, Errc::limit_exceeded));
        QCOMPARE(batches, std::uint64_t{4 + 16 + 1});
        QVERIFY(!row_of(both).open && fs::is_empty(both.cape().home->paths().pulls()));
    }
};

QTEST_GUILESS_MAIN(PullBoundsTest)
#include "tst_pull_bounds.moc"
