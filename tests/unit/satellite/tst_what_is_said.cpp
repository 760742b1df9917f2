// SPDX-License-Identifier: GPL-3.0-or-later
#include "two_parties.h"

#include <QTest>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using satpad::test::TwoParties;

namespace {

enum Kind : std::uint8_t
{
    told = 5,
    check = 6,
    tag = 11
};

/// Every byte each party received in one pass, and what came of it.
struct Heard
{
    std::vector<Bytes> by_satellite;
    std::vector<Bytes> by_station;
    DistillReport report;
    Bytes key;
};

using Alter = std::function<void(std::vector<Detection>&)>;

Heard dump(const Alter& alter)
{
    TwoParties two;
    Heard heard;
    two.alter = alter;
    two.change = [&](Bytes& message, bool up) {
        (up ? heard.by_satellite : heard.by_station).push_back(message);
    };
    two.pass(35, k_excellent_sky, 21);
    heard.report = two.station.report();
    const SecretBytes key = two.station.take_key();
    heard.key.assign(key.view().begin(), key.view().end());
    return heard;
}

bool sifted(const Detection& one)
{
    return one.sent_basis == one.measured_basis;
}

/// Without the messages that carry bits of the frames, counted as told: parities and hashes, and
/// what depends on everything that was said.
std::vector<Bytes> uncounted(std::vector<Bytes> messages)
{
    std::erase_if(messages, [](const Bytes& message) {
        const auto kind = std::to_integer<std::uint8_t>(message.front());
        return kind == told || kind == check || kind == tag;
    });
    return messages;
}

} // namespace

class TstWhatIsSaid : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void clicksInOtherBasesStayEachSidesOwn()
    {
        const Heard before = dump([](std::vector<Detection>&) {});
        QVERIFY(before.report.has_key());
        const Heard after = dump([](std::vector<Detection>& seen) {
            for (Detection& one : seen) {
                if (!sifted(one)) {
                    one.sent_bit = !one.sent_bit;
                    one.measured_bit = !one.measured_bit;
                }
            }
        });
        QVERIFY(before.by_station == after.by_station);
        QVERIFY(before.by_satellite == after.by_satellite);
        QVERIFY(before.key == after.key);
    }
    void onlyCountedMessagesKnowAnythingOfTheBits()
    {
        const Heard before = dump([](std::vector<Detection>&) {});
        // Another string with the same errors: what is not counted must not tell them apart.
        const Heard after = dump([](std::vector<Detection>& seen) {
            for (Detection& one : seen) {
                if (sifted(one) && one.pulse % 3 == 0) {
                    one.sent_bit = !one.sent_bit;
                    one.measured_bit = !one.measured_bit;
                }
            }
        });
        QVERIFY(before.key != after.key);
        QVERIFY(before.by_station != after.by_station);
        QVERIFY(uncounted(before.by_satellite) == uncounted(after.by_satellite));
        QVERIFY(uncounted(before.by_station) == uncounted(after.by_station));
        // And the counted ones are as many bits as the report says.
        std::uint64_t checks = 0;
        for (const Bytes& message : before.by_satellite) {
            checks += std::to_integer<std::uint8_t>(message.front()) == check ? 1U : 0U;
        }
        QCOMPARE(before.report.z.checks + before.report.x.checks, checks);
        QCOMPARE(before.report.z.parities, after.report.z.parities);
    }
    void theHiddenTruthMovesNothing()
    {
        const Heard before = dump([](std::vector<Detection>&) {});
        const Heard after = dump([](std::vector<Detection>& seen) {
            for (Detection& one : seen) {
                one.photons = static_cast<std::uint8_t>(one.pulse * 7);
            }
        });
        QVERIFY(before.by_station == after.by_station);
        QVERIFY(before.by_satellite == after.by_satellite);
        QCOMPARE(before.report.z.bounds.length, after.report.z.bounds.length);
        QCOMPARE(before.report.x.bounds.length, after.report.x.bounds.length);
    }
};

QTEST_APPLESS_MAIN(TstWhatIsSaid)
#include "tst_what_is_said.moc"
