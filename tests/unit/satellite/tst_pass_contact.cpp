// SPDX-License-Identifier: GPL-3.0-or-later
#include "../courier/courier_fixture.h"
#include "contact_common.h"
#include "message_line.h"

#include <numbers>
#include <thread>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using namespace satpad::test;

namespace {

constexpr double k_radians = std::numbers::pi / 180;

/// A short pass: enough light for a key, in a second of a test's time.
PassPlan plan_of(std::uint64_t seed, const Attack& attack = {})
{
    PassPlan plan;
    plan.label = "beijing jinan-class 2026-11-26T14:00:00Z";
    plan.pass.track = track_of(AnalyticPass(500, 88 * k_radians), 83 * k_radians);
    plan.pass.sky = k_excellent_sky;
    plan.pass.seed = seed;
    plan.pass.attack = attack;
    plan.pass.link.lost_after_s = 60;
    return plan;
}

struct Seen final : ContactWatcher
{
    void pass_ended(const std::string& /*label*/,
        const DistillReport& report,
        const std::vector<PadSummary>& pads) override
    {
        last = report;
        last_pads = pads;
    }
    DistillReport last;
    std::vector<PadSummary> last_pads;
};

/// A station and a satellite with launch key between them.
struct TwoEnds
{
    explicit TwoEnds(bool launch_key = true, HomeKind kind = HomeKind::simulated)
        : satellite(under(), "jinan", 1, HomeKind::simulated)
        , station(under(), "beijing", 2, kind)
    {
        satellite.knows(station);
        station.knows(satellite);
        if (launch_key) {
            courier::MakeRequest make;
            make.peer = station.id();
            make.bytes = 4096;
            make.out = under() / "launch.courier";
            must(courier::make(*satellite.home, *satellite.ledger, make));
            must(courier::import(*station.home, *station.ledger, make.out));
        }
    }
    [[nodiscard]] fs::path under() const { return folder.path().toStdString(); }

    /// One contact: `visit` is the station's side of it. What came of the satellite's side.
    template <typename Visit> Expected<void> contact(Visit visit)
    {
        MessageLine line;
        line.on_message = on_message;
        Expected<void> served;
        SatelliteSetup setup;
        setup.name = "jinan-class";
        std::thread flying([&] {
            served = serve_contact(*satellite.home,
                *satellite.ledger,
                satellite.clock,
                station.id(),
                line.satellite,
                setup,
                seen);
        });
        visit(line.station);
        line.cut();
        flying.join();
        return served;
    }
    Expected<PassResult> pass(const PassPlan& plan)
    {
        std::optional<Expected<PassResult>> result;
        static_cast<void>(contact([&](MessageStream& stream) {
            auto begun =
                StationContact::begin(*station.home, *station.ledger, satellite.id(), stream);
            if (!begun) {
                result = Unexpected(begun.error());
                return;
            }
            confirmed = begun->confirmed();
            result = begun->fly(plan, {});
        }).has_value());
        return std::move(*result);
    }
    [[nodiscard]] std::uint64_t spent(Site& site) const
    {
        std::uint64_t sum = 0;
        for (const PadSummary& pad : must(site.ledger->pads())) {
            sum += pad.spent;
        }
        return sum;
    }

    QTemporaryDir folder;
    Site satellite;
    Site station;
    Seen seen;
    std::size_t confirmed = 0;
    std::function<bool(Bytes&, bool)> on_message = [](Bytes&, bool) { return true; };
};

bool is_kind(const Bytes& message, ContactKind kind)
{
    return !message.empty() && message.front() == static_cast<std::byte>(kind);
}

} // namespace

class TstPassContact : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aPassEndsWithTheSamePadsAtBothEnds()
    {
        TwoEnds ends;
        const PassResult result = must(ends.pass(plan_of(7)));
        QVERIFY2(result.outcome.station.has_key(), result.outcome.station.why.c_str());
        QCOMPARE(result.pads.size(), 2U);
        QCOMPARE(ends.seen.last_pads.size(), 2U);
        const std::uint64_t pages = result.outcome.station.key_bits / 256;
        QCOMPARE(result.pads[0].pages + result.pads[1].pages, pages);
        QCOMPARE(result.pads[0].direction, PadDirection::receive);
        QVERIFY(std::abs(static_cast<double>(result.pads[0].pages) -
                         0.95 * static_cast<double>(pages)) <= 1);
        for (std::size_t i = 0; i < 2; ++i) {
            const PadSummary& here = result.pads[i];
            const PadSummary there = must(ends.satellite.ledger->pad(here.id));
            QCOMPARE(here.state, PadState::confirmed);
            QCOMPARE(there.state, PadState::confirmed);
            QCOMPARE(there.pages, here.pages);
            QVERIFY(there.direction != here.direction);
            QVERIFY(here.simulated && there.simulated);
            QVERIFY(here.epsilon > 0 && here.epsilon < 1e-9);
            QCOMPARE(here.epsilon, there.epsilon);
            QCOMPARE(here.origin, there.origin);
            QVERIFY(ends.station.key_of(here.id, here.pages) ==
                    ends.satellite.key_of(here.id, here.pages));
        }
        // One page of launch key for each side's tag, the same at both ends.
        QCOMPARE(ends.spent(ends.station), 2U);
        QCOMPARE(ends.spent(ends.satellite), 2U);
        QVERIFY(ends.station.is_sound() && ends.satellite.is_sound());
        const auto differences =
            must(ends.station.ledger->compare(must(ends.satellite.ledger->export_text())));
        QVERIFY(differences.empty());
    }
    void theLaunchKeyIsConfirmedByTheFirstContact()
    {
        TwoEnds ends;
        const auto of_launch = [&] {
            for (const PadSummary& pad : must(ends.satellite.ledger->pads())) {
                if (pad.state != PadState::confirmed) {
                    return false;
                }
            }
            return true;
        };
        QVERIFY(!of_launch());
        must(ends.pass(plan_of(7, Attack{true, 0})));
        QVERIFY(of_launch());
    }
    void noLaunchKeyNoPass()
    {
        TwoEnds ends(false);
        QVERIFY(fails_with(ends.pass(plan_of(7)), Errc::not_enough_key));
        QVERIFY(must(ends.satellite.ledger->pads()).empty());
    }
    void aRealHomeMustSayThatItTakesSimulatedKey()
    {
        TwoEnds ends(false, HomeKind::real);
        QVERIFY(fails_with(ends.pass(plan_of(7)), Errc::invalid_argument));
    }
    void anAttackedPassGivesNoPads()
    {
        TwoEnds ends;
        const PassResult result = must(ends.pass(plan_of(8, Attack{false, 1})));
        QVERIFY(!result.outcome.station.has_key());
        QVERIFY(!result.outcome.station.why.empty());
        QVERIFY(result.pads.empty());
        QCOMPARE(must(ends.station.ledger->pads()).size(), 2U); // the launch key's
        QCOMPARE(must(ends.satellite.ledger->pads()).size(), 2U);
        QCOMPARE(ends.spent(ends.station), 2U);
        QVERIFY(ends.station.is_sound() && ends.satellite.is_sound());
    }
    void padsOfACutContactAreLeftUnconfirmedAndCanBeClosed()
    {
        TwoEnds ends;
        ends.on_message = [](Bytes& message, bool up) {
            return !(up && is_kind(message, ContactKind::stored));
        };
        QVERIFY(!ends.pass(plan_of(9)));
        QCOMPARE(must(ends.satellite.ledger->pads()).size(), 2U);
        std::vector<PadId> left;
        for (const PadSummary& pad : must(ends.station.ledger->pads())) {
            if (pad.origin.starts_with("pass")) {
                QCOMPARE(pad.state, PadState::unconfirmed);
                left.push_back(pad.id);
            }
        }
        QCOMPARE(left.size(), 2U);
        ends.on_message = [](Bytes&, bool) { return true; };
        must(ends.pass(plan_of(10)));
        for (const PadId& id : left) {
            QCOMPARE(must(ends.station.ledger->pad(id)).state, PadState::unconfirmed);
            must(ends.station.ledger->close(id));
        }
        QVERIFY(ends.station.is_sound() && ends.satellite.is_sound());
    }
    void theNextContactConfirmsWhatTheLastOneCouldNot()
    {
        TwoEnds ends;
        ends.on_message = [](Bytes& message, bool up) {
            return up || !is_kind(message, ContactKind::stored);
        };
        QVERIFY(!ends.pass(plan_of(9)));
        QCOMPARE(must(ends.satellite.ledger->pads()).size(), 4U);
        ends.on_message = [](Bytes&, bool) { return true; };
        must(ends.pass(plan_of(10)));
        QCOMPARE(ends.confirmed, 2U);
        for (const PadSummary& pad : must(ends.station.ledger->pads())) {
            QCOMPARE(pad.state, PadState::confirmed);
        }
    }
    /// The satellite says which pads come of a pass; a lying one names one that is here.
    void aPadThatIsHereIsNoPadOfAPass_data()
    {
        QTest::addColumn<int>("from_end");
        QTest::addColumn<bool>("known");
        QTest::newRow("down") << 40 << true;
        QTest::newRow("up") << 24 << true;
        QTest::newRow("a file only") << 24 << false;
    }
    void aPadThatIsHereIsNoPadOfAPass()
    {
        QFETCH(int, from_end);
        QFETCH(bool, known);
        TwoEnds ends;
        PadId here{{std::byte{7}}};
        if (known) {
            here = must(ends.station.ledger->pads()).front().id;
        } else {
            std::ofstream(ends.station.home->paths().pad(here)) << "left";
        }
        bool light = false;
        ends.on_message = [&](Bytes& message, bool up) {
            if (!up && is_kind(message, ContactKind::pass_ready)) {
                std::copy(here.bytes.begin(), here.bytes.end(), message.end() - from_end);
            }
            light = light || is_kind(message, ContactKind::light_ask);
            return true;
        };
        QVERIFY(fails_with(ends.pass(plan_of(7)), Errc::key_already_used));
        QVERIFY(!light);
        QVERIFY(fs::exists(ends.station.home->paths().pad(here)));
        ends.station.reopen();
        QVERIFY(ends.station.is_sound());
        QCOMPARE(must(ends.station.ledger->pads()).size(), 2U);
    }
    void padsThatDifferAreSuspendedAtBothEnds()
    {
        TwoEnds ends;
        PadId pad;
        ends.on_message = [&](Bytes& message, bool up) {
            if (up && is_kind(message, ContactKind::hello)) {
                const auto proofs = must(decode_hello(message)).proofs;
                if (!proofs.empty()) {
                    pad = proofs.back().pad;
                    message.back() ^= std::byte{1};
                }
            }
            if (!up && is_kind(message, ContactKind::welcome)) {
                const auto at =
                    std::search(message.begin(), message.end(), pad.bytes.begin(), pad.bytes.end());
                *(at + 16) ^= std::byte{1};
            }
            return true;
        };
        QVERIFY(fails_with(ends.pass(plan_of(7)), Errc::authentication_failed));
        QCOMPARE(must(ends.station.ledger->pad(pad)).state, PadState::suspended);
        QCOMPARE(must(ends.satellite.ledger->pad(pad)).state, PadState::suspended);
    }
    /// The satellite says *pass ready* behind its record of the station's page.
    void aPassLiftsTheDoubtOfARestoredStation()
    {
        TwoEnds ends;
        ends.station.ledger.reset();
        const fs::path root = ends.station.home->paths().root;
        fs::copy(root, ends.under() / "backup", fs::copy_options::recursive);
        fs::remove_all(root);
        fs::copy(ends.under() / "backup", root, fs::copy_options::recursive);
        ends.station.reopen();
        QVERIFY(must(ends.station.ledger->suspect()));
        must(ends.pass(plan_of(7, Attack{true, 0})));
        QVERIFY(!must(ends.station.ledger->suspect()));
    }
    void theNewestUnsettledPadsComeFirst()
    {
        TwoEnds ends;
        for (int i = 0; i < 40; ++i) {
            courier::MakeRequest make;
            make.peer = ends.station.id();
            make.bytes = 8 * k_page_bytes;
            make.out = ends.under() / ("more" + std::to_string(i));
            must(courier::make(*ends.satellite.home, *ends.satellite.ledger, make));
        }
        const auto pads = must(ends.satellite.ledger->unchecked_pads(ends.station.id()));
        const auto proofs = must(unsure_proofs(*ends.satellite.ledger, ends.station.id()));
        QCOMPARE(proofs.size(), k_most_proofs);
        QVERIFY(proofs.front().pad == pads.back());
    }
    void aChangedWordEndsWithoutPads()
    {
        // One byte of one distillation message, whichever it is.
        for (const std::size_t at : {3U, 40U, 400U}) {
            TwoEnds ends;
            std::size_t said = 0;
            ends.on_message = [&](Bytes& message, bool up) {
                if (up && is_kind(message, ContactKind::said) && said++ == at) {
                    message.back() ^= std::byte{1};
                }
                return true;
            };
            const auto result = ends.pass(plan_of(11));
            QVERIFY(said > at);
            QVERIFY(!result || result->pads.empty());
            QVERIFY(ends.seen.last_pads.empty());
            QVERIFY(ends.station.is_sound() && ends.satellite.is_sound());
        }
    }
    void aPassWhoseSeedsFillNoMessageSpendsNoKey()
    {
        TwoEnds ends;
        PassPlan plan = plan_of(7);
        plan.pass.track = track_of(AnalyticPass(500, 88 * k_radians), 15 * k_radians);
        plan.pass.parameters.source.aperture_m = 1;
        const auto refused = ends.pass(plan);
        QVERIFY(fails_with(refused, Errc::invalid_argument));
        QVERIFY2(refused.error().context.find("seeds") != std::string::npos,
            refused.error().context.c_str());
        QCOMPARE(ends.spent(ends.station), 0U);
    }
    void flightsThatNobodyCanFlyAreMalformed_data()
    {
        QTest::addColumn<int>("frame_bits");
        QTest::addColumn<double>("aperture");
        QTest::addColumn<double>("gate");
        QTest::addColumn<double>("background");
        QTest::addColumn<bool>("good");
        QTest::newRow("a usual one") << 65'536 << 0.28 << 1e-9 << 400.0 << true;
        QTest::newRow("small frames") << 1'032 << 0.28 << 1e-9 << 400.0 << true;
        QTest::newRow("half a byte left of each frame") << 65'532 << 0.28 << 1e-9 << 400.0 << false;
        QTest::newRow("a bit too many") << 1'033 << 0.28 << 1e-9 << 400.0 << false;
        QTest::newRow("noise in every gate, thrice") << 65'536 << 0.28 << 1e-6 << 3e6 << false;
        QTest::newRow("noise without end") << 65'536 << 0.28 << 1e-9 << 1e8 << false;
        QTest::newRow("light without end") << 65'536 << 20.0 << 1e-9 << 400.0 << false;
    }
    void flightsThatNobodyCanFlyAreMalformed()
    {
        QFETCH(int, frame_bits);
        QFETCH(double, aperture);
        QFETCH(double, gate);
        QFETCH(double, background);
        QFETCH(bool, good);
        PassBegin begins;
        begins.flight = plan_of(7).pass;
        begins.flight.track = track_of(AnalyticPass(500, 80 * k_radians), 50 * k_radians);
        begins.flight.parameters.frame_bits = static_cast<std::size_t>(frame_bits);
        begins.flight.parameters.source.aperture_m = aperture;
        begins.flight.parameters.source.gate_s = gate;
        begins.flight.sky.background_cps = background;
        const auto decoded = decode_pass_begin(encode(begins));
        QCOMPARE(decoded.has_value(), good);
        QVERIFY(good || decoded.error().is(Errc::malformed));
    }
    void messagesOutOfTurnAreRefused_data()
    {
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<bool>("greet");
        const auto row = [](const char* name, const Bytes& bytes, bool greet) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()),
                                       static_cast<qsizetype>(bytes.size()))
                                << greet;
        };
        row("light before hello", encode_light_ask(0), false);
        row("light before a pass", encode_light_ask(0), true);
        row("words before a pass", encode_said(Bytes(3)), true);
        row("pads of no pass", encode_stored({}), true);
        row("hello twice", encode(Hello{}), true);
        row("a satellite's message", encode_light({}), true);
        row("no such message", Bytes(1, std::byte{99}), true);
        row("a pass cut short", encode(PassBegin{}), true);
    }
    void messagesOutOfTurnAreRefused()
    {
        QFETCH(QByteArray, first);
        QFETCH(bool, greet);
        TwoEnds ends;
        const std::string before = ends.satellite.snapshot();
        bool refused = false;
        const auto served = ends.contact([&](MessageStream& stream) {
            if (greet) {
                must(stream.send(encode(Hello{})));
                static_cast<void>(must(stream.receive()));
            }
            must(stream.send(std::as_bytes(std::span(first.constData(), first.size()))));
            refused = is_kind(must(stream.receive()), ContactKind::refused);
        });
        QVERIFY(refused);
        QVERIFY(!served);
        QCOMPARE(ends.satellite.snapshot(), before);
    }
};

QTEST_APPLESS_MAIN(TstPassContact)
#include "tst_pass_contact.moc"
