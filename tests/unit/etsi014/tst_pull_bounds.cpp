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

    /// Says manifests until the fetcher refuses; how many it took. `k_most` of them are too many.
    static std::uint64_t taken(Pulling& both, std::uint64_t wanted, const MakeBatch& batch)
    {
        constexpr std::uint64_t k_most = 1000;
        std::uint64_t taken = 0;
        both.contact([&](sat::MessageStream& stream) {
            must(sat::StationContact::begin(
                *both.beijing().home, *both.beijing().ledger, both.cape().id(), stream));
            etsi::PullBegin begin;
            begin.pull.bytes.fill(std::byte{7});
            begin.bytes = wanted;
            must(stream.send(etsi::encode(begin)));
            must(etsi::decode_pull_ready(must(stream.receive())));
            for (; taken < k_most; ++taken) {
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
        const std::uint64_t batches = taken(both, wanted, [&](std::uint64_t number) {
            etsi::Manifest batch{number, 32, {}};
            while (batch.key_ids.size() < 1024) {
                batch.key_ids.push_back(invented(made++));
            }
            return batch;
        });
        QVERIFY(fails_with(both.served, Errc::limit_exceeded));
        QCOMPARE(batches, etsi::k_most_lost_keys / 1024 + 1);
        const core::PullRow row = row_of(both);
        QCOMPARE(row.lost_keys, batches * 1024);
        QVERIFY(!row.open && fs::is_empty(both.cape().home->paths().pulls()));
        QVERIFY(both.pull(1'000).result.has_value()); // others go on
        QVERIFY(both.is_one_key() && both.is_tidy());
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
