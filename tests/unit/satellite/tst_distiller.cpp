// SPDX-License-Identifier: GPL-3.0-or-later
#include "satellite/distill_keys.h"
#include "satellite/sifting.h"
#include "two_parties.h"

#include <sodium.h>

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using satpad::test::TwoParties;

namespace {

double efficiency_of(const DistillReport& report)
{
    double least = 0;
    double told = 0;
    for (const BasisReport* basis : {&report.z, &report.x}) {
        least += expected_leak(basis->counts, 1);
        told += static_cast<double>(basis->parities);
    }
    return told / least;
}

/// Somebody on the line who has one side's tag page: what that side says is his to say.
class Liar
{
public:
    explicit Liar(std::uint8_t page)
    {
        const Bytes key(32, std::byte{page});
        crypto_onetimeauth_init(&m_state, reinterpret_cast<const unsigned char*>(key.data()));
    }
    /// The message goes on as it is now; a tag becomes true.
    void passes_on(Bytes& message)
    {
        if (kind_of(message) == MessageKind::tag) {
            crypto_onetimeauth_final(
                &m_state, reinterpret_cast<unsigned char*>(message.data() + 1));
            return;
        }
        std::array<unsigned char, 8> length{};
        for (std::size_t i = 0; i < length.size(); ++i) {
            length[i] = static_cast<unsigned char>(message.size() >> (8 * i));
        }
        crypto_onetimeauth_update(&m_state, length.data(), length.size());
        crypto_onetimeauth_update(
            &m_state, reinterpret_cast<const unsigned char*>(message.data()), message.size());
    }
    static MessageKind kind_of(const Bytes& message)
    {
        return static_cast<MessageKind>(std::to_integer<int>(message.front()));
    }

private:
    crypto_onetimeauth_state m_state{};
};

/// Neither side may take another key than the other one.
bool none_or_equal(TwoParties& two)
{
    const SecretBytes a = two.station.take_key();
    const SecretBytes b = two.satellite.take_key();
    return a.empty() || b.empty() ||
           (a.size() == b.size() && std::equal(a.view().begin(), a.view().end(), b.view().begin()));
}

bool same_counts(const BasisReport& a, const BasisReport& b)
{
    return a.frames == b.frames && a.dropped == b.dropped && a.checks == b.checks &&
           a.parities == b.parities && a.counts.clicks == b.counts.clicks &&
           a.counts.errors == b.counts.errors && a.lost.clicks == b.lost.clicks;
}

/// Clicks of one second in basis Z, every one of which the satellite keeps.
Bytes plain_clicks(std::uint64_t second, std::size_t count)
{
    ClickReport report{second, {}, std::vector<Basis>(count, Basis::z)};
    for (std::size_t i = 0; i < count; ++i) {
        report.pulses.push_back(3 * i);
    }
    return encode(report);
}

Bytes frame_message(std::uint8_t basis, std::uint8_t bits)
{
    return {std::byte{3}, std::byte{basis}, std::byte{bits}};
}

/// Of frame 0, with a hash that no string has.
Bytes wrong_check()
{
    Bytes message(18);
    message.front() = std::byte{6};
    message.back() = std::byte{1}; // under the key 0 every hash is 0
    return message;
}

} // namespace

class TstDistiller : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void bothEndWithTheSameKey_data()
    {
        QTest::addColumn<bool>("sequential");
        QTest::addColumn<double>("most");
        QTest::newRow("sequential") << true << 1.06;
        QTest::newRow("batched") << false << 1.09;
    }
    void bothEndWithTheSameKey()
    {
        QFETCH(bool, sequential);
        QFETCH(double, most);
        DistillParameters parameters;
        parameters.sequential = sequential;
        TwoParties two(parameters);
        QElapsedTimer timer;
        timer.start();
        two.pass(40, k_good_sky, 7);
        QVERIFY2(two.station.ended() && two.satellite.ended(), two.station.report().why.c_str());
        const DistillReport& report = two.station.report();
        QCOMPARE(report.key_bits, two.satellite.report().key_bits);
        qInfo(
            "key %llu bits, f %.4f, %llu rounds, dropped %llu + %llu, QBER %.4f, ε_cor %.1e, %lld "
            "ms",
            static_cast<unsigned long long>(report.key_bits),
            efficiency_of(report),
            static_cast<unsigned long long>(report.rounds),
            static_cast<unsigned long long>(report.z.dropped),
            static_cast<unsigned long long>(report.x.dropped),
            (report.z.counts.all_errors() + report.x.counts.all_errors()) /
                (report.z.counts.all_clicks() + report.x.counts.all_clicks()),
            report.correctness,
            timer.elapsed());
        QVERIFY(report.key_bits > 300'000);
        QVERIFY(efficiency_of(report) < most);
        const SecretBytes a = two.station.take_key();
        const SecretBytes b = two.satellite.take_key();
        QCOMPARE(a.size() * 8, report.key_bits);
        QVERIFY(std::equal(a.view().begin(), a.view().end(), b.view().begin(), b.view().end()));
    }
    void attacksEndWithoutKey_data()
    {
        QTest::addColumn<bool>("splitting");
        QTest::addColumn<double>("intercepted");
        QTest::newRow("photon-number splitting") << true << 0.0;
        QTest::newRow("a third intercepted") << false << 0.33;
    }
    void attacksEndWithoutKey()
    {
        QFETCH(bool, splitting);
        QFETCH(double, intercepted);
        TwoParties two;
        two.pass(40, k_good_sky, 8, {splitting, intercepted});
        QVERIFY(two.both_without_key());
        qInfo("%s", two.station.report().why.c_str());
    }
    void alteredMessagesEndWithoutKey_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("up");
        QTest::newRow("clicks") << 1 << true;
        QTest::newRow("kept") << 2 << false;
        QTest::newRow("frame") << 3 << true;
        QTest::newRow("ask") << 4 << true;
        QTest::newRow("told") << 5 << false;
        QTest::newRow("check") << 6 << true;
        QTest::newRow("checked") << 7 << false;
        QTest::newRow("counts") << 9 << true;
        QTest::newRow("seeds") << 10 << false;
        QTest::newRow("tag of the station") << 11 << true;
        QTest::newRow("tag of the satellite") << 11 << false;
    }
    void alteredMessagesEndWithoutKey()
    {
        QFETCH(int, kind);
        QFETCH(bool, up);
        bool done = false;
        TwoParties two;
        two.change = [&](Bytes& message, bool upwards) {
            if (!done && upwards == up && std::to_integer<int>(message.front()) == kind) {
                message.back() ^= std::byte{1};
                done = true;
            }
        };
        two.short_pass(9);
        QVERIFY(done);
        QVERIFY(two.station.ended() && two.satellite.ended());
        QVERIFY(!two.station.report().has_key() && two.station.take_key().empty());
        // Seeds and its own tag leave the satellite when it has its key; CONFIRM decides.
        const bool too_late = kind == 10 || (kind == 11 && !up);
        QVERIFY(two.satellite.report().has_key() == too_late);
        QVERIFY(two.satellite.take_key().empty() != too_late);
    }
    void repeatedMessagesEndWithoutKey_data() { alteredMessagesEndWithoutKey_data(); }
    void repeatedMessagesEndWithoutKey()
    {
        QFETCH(int, kind);
        QFETCH(bool, up);
        bool done = false;
        TwoParties two;
        two.copies = [&](const Bytes& message, bool upwards) {
            const bool now =
                !done && upwards == up && std::to_integer<int>(message.front()) == kind;
            done = done || now;
            return now ? 2 : 1;
        };
        two.short_pass(9);
        QVERIFY(done);
        QVERIFY(two.station.ended() && two.satellite.ended());
        // Behind a tag nothing is heard any more: all was said once.
        QVERIFY(two.station.report().has_key() == (kind == 11));
        QVERIFY(!up || two.satellite.report().has_key() == (kind == 11));
        QVERIFY(none_or_equal(two));
    }
    void aLiarWithATagPageMakesNoTwoKeys_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("up");
        QTest::addColumn<int>("times");
        QTest::addColumn<int>("at"); ///< byte that is changed; 0: all but the first and last
        QTest::newRow("a false parity") << 5 << false << 1 << 1;
        QTest::newRow("false parities") << 5 << false << 1'000'000 << 1;
        QTest::newRow("parities out of the air") << 5 << false << 1'000'000 << 0;
        QTest::newRow("frames called wrong") << 7 << false << 1'000'000 << 2;
        QTest::newRow("a false intensity") << 2 << false << 1 << -2;
        QTest::newRow("a false basis") << 1 << true << 1 << -2;
        QTest::newRow("false hashes") << 6 << true << 1'000'000 << 12;
        QTest::newRow("a false count of clicks") << 9 << true << 1 << 1;
        QTest::newRow("a false count of dropped frames") << 9 << true << 1 << -1;
    }
    void aLiarWithATagPageMakesNoTwoKeys()
    {
        QFETCH(int, kind);
        QFETCH(bool, up);
        QFETCH(int, times);
        QFETCH(int, at);
        TwoParties two;
        Liar liar(up ? 1 : 2);
        int left = times;
        std::mt19937_64 air(17);
        two.change = [&](Bytes& message, bool upwards) {
            if (upwards != up) {
                return;
            }
            if (left > 0 && std::to_integer<int>(message.front()) == kind) {
                for (std::size_t i = 1; at == 0 && i + 1 < message.size(); ++i) {
                    message[i] = static_cast<std::byte>(air() & 0xFF);
                }
                const auto place =
                    static_cast<std::size_t>(at < 0 ? static_cast<int>(message.size()) + at : at);
                message[place] ^= at == 0 ? std::byte{0} : std::byte{1};
                --left;
            }
            liar.passes_on(message);
        };
        two.short_pass(9);
        QVERIFY(left < times);
        QVERIFY(two.station.ended() && two.satellite.ended());
        qInfo("station: %s; satellite: %s",
            two.station.report().why.c_str(),
            two.satellite.report().why.c_str());
        // A false parity costs its frame; the others may make the key.
        const bool costs_all = kind == 9 || (times > 1 && !(kind == 5 && at != 0));
        QVERIFY(!costs_all || !two.station.report().has_key());
        QVERIFY(none_or_equal(two));
    }
    void stubbornFramesAreDroppedByBoth()
    {
        // Frame 0 is never called right, by nobody's fault but the line's.
        TwoParties two;
        Liar up(1);
        two.change = [&](Bytes& message, bool upwards) {
            if (upwards) {
                const bool check_of_first =
                    Liar::kind_of(message) == MessageKind::check && message[1] == std::byte{0};
                message.back() ^= check_of_first ? std::byte{1} : std::byte{0};
                up.passes_on(message);
            }
        };
        two.pass(40, k_good_sky, 7);
        QVERIFY2(two.station.report().has_key(), two.station.report().why.c_str());
        QVERIFY(two.satellite.report().has_key());
        const DistillReport& report = two.station.report();
        QCOMPARE(report.z.dropped + report.x.dropped, 1U);
        QVERIFY(
            report.z.checks + report.x.checks >= report.z.frames + report.x.frames + k_most_checks);
        QVERIFY(same_counts(report.z, two.satellite.report().z));
        QVERIFY(same_counts(report.x, two.satellite.report().x));
        // Whoever could make frames of one basis fail must not hide there from the other one's test.
        const bool lost_z = report.z.dropped != 0;
        QCOMPARE((lost_z ? report.z : report.x).lost.all_errors(), 65'536.0);
        const BothBounds without = bound_both(two.parameters.source,
            report.z.counts,
            report.x.counts,
            report.z.leaked(),
            report.x.leaked());
        QVERIFY((lost_z ? report.x : report.z).bounds.phase_error >
                (lost_z ? without.x : without.z).phase_error + 0.01);
        QVERIFY(none_or_equal(two));
    }
    void clicksBeyondTheTrackAreRefused()
    {
        TwoParties two;
        two.satellite.take(plain_clicks(satpad::test::k_seconds - 1, 10));
        QVERIFY(!two.satellite.ended());
        TwoParties other;
        other.satellite.take(plain_clicks(satpad::test::k_seconds, 10));
        QVERIFY(other.satellite.ended());
    }
    void clicksBeyondTheirSecondAreRefused()
    {
        const std::uint64_t end = TwoParties().pulses_a_second();
        std::vector<std::uint64_t> around; // the last one is small again
        for (std::uint64_t i = 1; i <= 1U << 14U; ++i) {
            around.push_back((i << 50U) + 5);
        }
        QCOMPARE(around.back(), std::uint64_t{5});
        for (const std::vector<std::uint64_t>& pulses :
            {std::vector<std::uint64_t>{4, end - 1}, {4, end}, around}) {
            TwoParties two;
            two.satellite.take(
                encode(ClickReport{0, pulses, std::vector<Basis>(pulses.size(), Basis::z)}));
            QCOMPARE(two.satellite.ended(), pulses.back() != end - 1);
        }
    }
    void nothingFollowsAShortFrame()
    {
        TwoParties two;
        two.satellite.take(plain_clicks(0, 99));
        two.satellite.take(frame_message(0, 96));
        QVERIFY(!two.satellite.ended());
        two.satellite.take(plain_clicks(1, 99));
        QVERIFY(two.satellite.ended());
    }
    void aFrameIsCheckedOnlySoOften()
    {
        TwoParties two;
        two.satellite.take(plain_clicks(0, 96));
        two.satellite.take(frame_message(0, 96));
        for (std::size_t i = 0; i < k_most_checks; ++i) {
            two.satellite.take(wrong_check());
            QVERIFY(!two.satellite.ended());
        }
        two.satellite.take(wrong_check());
        QVERIFY(two.satellite.ended());
    }
    void anotherLaunchKeyEndsWithoutKey()
    {
        TwoParties sound;
        sound.short_pass(10);
        QVERIFY(sound.station.report().has_key());
        TwoParties two({}, 3);
        two.short_pass(10);
        QVERIFY(two.station.ended() && !two.station.report().has_key());
    }
};

QTEST_APPLESS_MAIN(TstDistiller)
#include "tst_distiller.moc"
