// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/keys/forecast.h"
#include "views/keys/forecast_work.h"
#include "views/keys/ledger_filter.h"
#include "views/keys/ledger_model.h"
#include "views/keys/ledger_table.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace satpad;
using namespace satpad::gui;

namespace {

constexpr qint64 k_now = 1'795'557'464;
constexpr qint64 k_day = 86'400;
constexpr quint64 k_page = 256; ///< bits

template <typename Id> Id idOf(unsigned char first)
{
    Id id;
    id.bytes.fill(std::byte{first});
    return id;
}

core::LedgerEvent eventOf(
    quint64 sequence, const char* kind, unsigned char pad, quint64 first, quint64 count)
{
    core::LedgerEvent event;
    event.sequence = sequence;
    event.time = {k_now - k_day};
    event.kind = kind;
    event.pad = pad == 0 ? core::PadId{} : idOf<core::PadId>(pad);
    event.first = first;
    event.count = count;
    return event;
}

} // namespace

class TestKeysForecast final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void splitsAPassAsAContactDoes();
    void goesDownAndUp();
    void neverGoesBelowNothing();
    void isFlatWithoutUseAndPasses();
    void countsTheSmallerOfTwoPasses();
    void leavesOutWhatHasNoPartner();
    void measuresUse();
    void foreseesPasses();
    void refusesAnUnknownStation();
    void writesCsv();
    void writesJson();
};

void TestKeysForecast::splitsAPassAsAContactDoes()
{
    QCOMPARE(splitOf(1000 * k_page).toStation, 950U);
    QCOMPARE(splitOf(1000 * k_page).toSatellite, 50U);
    QCOMPARE(splitOf(10 * k_page).toSatellite, 3U); // of each pad at least three
    QCOMPARE(splitOf(6 * k_page - 1).toStation, 0U);
    QCOMPARE(splitOf(6 * k_page - 1).toSatellite, 0U);
}

void TestKeysForecast::goesDownAndUp()
{
    const auto gains = directGains({{k_now + k_day, 1000 * k_page, 400 * k_page}});
    const std::vector<ForecastGain> expected{{k_now + k_day, 1000 * k_page, 50, 20}};
    QVERIFY(gains == expected);
    const auto line = forecastPoints(500, 100, gains, {k_now, k_now + 2 * k_day});
    const std::vector<ForecastPoint> points{{k_now, 500, 500},
        {k_now + k_day, 400, 400},
        {k_now + k_day, 450, 420},
        {k_now + 2 * k_day, 350, 320}};
    QVERIFY(line == points);
}

void TestKeysForecast::neverGoesBelowNothing()
{
    const auto line = forecastPoints(100, 100, {}, {k_now, k_now + 4 * k_day});
    for (const ForecastPoint& point : line) {
        QVERIFY(point.expected >= 0 && point.low >= 0);
    }
    QCOMPARE(line.back().expected, 0.0);
    // The corner where it runs dry is there, so that no straight line cuts it off.
    QVERIFY(std::ranges::any_of(line, [](const ForecastPoint& point) {
        return point.at == k_now + k_day && point.expected == 0;
    }));
}

void TestKeysForecast::isFlatWithoutUseAndPasses()
{
    const std::vector<ForecastPoint> flat{{k_now, 77, 77}, {k_now + k_day, 77, 77}};
    QVERIFY(forecastPoints(77, 0, {}, {k_now, k_now + k_day}) == flat);
    // A pass that is over, and one behind the end, do not count.
    const std::vector<ForecastGain> outside{
        {k_now - 1, 5000, 10, 10}, {k_now + k_day + 1, 5000, 10, 10}};
    QVERIFY(forecastPoints(77, 0, outside, {k_now, k_now + k_day}) == flat);
}

void TestKeysForecast::countsTheSmallerOfTwoPasses()
{
    const std::vector<ForecastPass> here{{k_now + 100, 1000 * k_page, 800 * k_page}};
    const std::vector<ForecastPass> there{{k_now + 900, 400 * k_page, 200 * k_page}};
    const auto gains = relayedGains(here, there);
    QCOMPARE(gains.size(), 1U);
    QCOMPARE(gains.front().at, k_now + 900); // both have to be over
    QCOMPARE(gains.front().bits, 400 * k_page);
    QCOMPARE(gains.front().pages, (380U - 1) / 2); // one page keys the far leg's tag
    QCOMPARE(gains.front().lowPages, (190U - 1) / 2);
    QCOMPARE(relayedGains(there, here).front().pages, 380U / 2);
}

void TestKeysForecast::leavesOutWhatHasNoPartner()
{
    const ForecastPass pass{k_now + 100, 1000 * k_page, 1000 * k_page};
    QVERIFY(relayedGains({pass, pass}, {}).empty());
    QCOMPARE(relayedGains({pass, pass}, {pass}).size(), 1U);
    QVERIFY(relayedGains({pass}, {{k_now, 3 * k_page, 0}}).empty());
}

void TestKeysForecast::measuresUse()
{
    std::vector<core::LedgerEvent> events{eventOf(1, "created", 0, 0, 0),
        eventOf(2, "reserved", 1, 0, 70),
        eventOf(3, "reserved", 2, 0, 1000), // of another peer
        eventOf(4, "sealed", 0, 0, 70),
        eventOf(5, "reserved", 1, 70, 700)};
    events[4].time.seconds = k_now - 8 * k_day;
    const std::set<core::PadId> sends{idOf<core::PadId>(1)};
    QCOMPARE(pagesTaken(events, sends, k_now).pages, 70U);
    QCOMPARE(pagesTaken(events, sends, k_now).days, 7.0);
    QCOMPARE(pagesTaken(events, sends, k_now).perDay(), 10.0);
    // Only the last day is known of a long ledger: a rate over seven would be too small.
    events.erase(events.begin());
    QCOMPARE(pagesTaken(events, sends, k_now).days, 1.0);
    QCOMPARE(pagesTaken(events, sends, k_now).perDay(), 70.0);
}

void TestKeysForecast::foreseesPasses()
{
    const auto files = core::make_posix_file_store();
    core::SystemRandom random;
    core::SystemClock clock;
    const service::World world{*files, random, clock, {}};
    const std::atomic<bool> stop{false};
    const ForecastPlace place{"beijing", "jinan-class", "good", "Stellenbosch"};
    const auto found = comingPasses(world, {}, place, k_now, stop);
    QVERIFY2(found.has_value(), found ? "" : found.error().text().c_str());
    QVERIFY(found->farKnown);
    QCOMPARE(found->lowSky, "hazy");
    QVERIFY(!found->here.empty() && !found->there.empty());
    for (const ForecastPass& pass : found->here) {
        QVERIFY(pass.at > k_now && pass.at <= k_now + 5 * k_day + 3600);
        QVERIFY(pass.bits > pass.lowBits);
    }
    const auto alone =
        comingPasses(world, {}, {"beijing", "jinan-class", "hazy", "nowhere"}, k_now, stop);
    QVERIFY(alone && !alone->farKnown && alone->there.empty() && alone->lowSky.isEmpty());
    const std::atomic<bool> stopped{true};
    QVERIFY(!comingPasses(world, {}, place, k_now, stopped));
}

void TestKeysForecast::refusesAnUnknownStation()
{
    const auto files = core::make_posix_file_store();
    core::SystemRandom random;
    core::SystemClock clock;
    const std::atomic<bool> stop{false};
    const auto found = comingPasses(
        {*files, random, clock, {}}, {}, {"atlantis", "jinan-class", "good", {}}, k_now, stop);
    QVERIFY(!found && found.error().is(core::Errc::invalid_argument));
}

void TestKeysForecast::writesCsv()
{
    LedgerModel model;
    LedgerFilter filter(model);
    QAbstractItemModelTester tester(
        &filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    auto named = eventOf(2, "reserved", 0x3f, 5, 10);
    named.note = "a \"b\", c";
    model.setEvents({eventOf(1, "created", 0, 0, 0), named, eventOf(3, "burnt", 0x40, 7, 1)});
    model.setPadPeers({{idOf<core::PadId>(0x3f), {"Beijing", "courier", true}}});
    filter.setText("beijing");
    const QByteArray csv = asCsv(shownRows(model, filter, false));
    const QByteArray expected =
        "event,time,kind,what,peer,pad,first page,last page,pages,message,note,simulated\r\n"
        "2,2026-11-23T21:57:44Z,reserved,reserved for Beijing,Beijing," +
        QByteArray(32, 'x').replace("xx", "3f") + ",5,14,10,,\"a \"\"b\"\", c\",SIMULATED\r\n";
    QCOMPARE(csv, expected);
    filter.setText({});
    QCOMPARE(asCsv(shownRows(model, filter, false)).count("\r\n"), 4);
    QCOMPARE(asCsv(shownRows(model, filter, false)).count("SIMULATED"), 1);
    QCOMPARE(asCsv(shownRows(model, filter, true)).count("SIMULATED"), 3);
}

void TestKeysForecast::writesJson()
{
    LedgerModel model;
    LedgerFilter filter(model);
    model.setEvents({eventOf(1, "created", 0, 0, 0), eventOf(2, "burnt", 0x40, 7, 1)});
    QTemporaryDir folder;
    const QString path = folder.filePath("x.JSON");
    QCOMPARE(formatOf(path), LedgerFormat::json);
    QCOMPARE(formatOf("x.csv"), LedgerFormat::csv);
    QCOMPARE(formatOf("x.csv.ledger"), LedgerFormat::text);
    QVERIFY(writeRows(shownRows(model, filter, true), LedgerFormat::json, path).has_value());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray rows = QJsonDocument::fromJson(file.readAll()).array();
    QCOMPARE(rows.size(), 2);
    const QJsonObject burnt = rows.at(0).toObject(); // newest first, as shown
    QCOMPARE(burnt["event"].toInt(), 2);
    QCOMPARE(burnt["kind"].toString(), "burnt");
    QCOMPARE(burnt["simulated"].toBool(), true);
    QVERIFY(burnt["message"].isNull());
    QCOMPARE(burnt["ranges"].toArray().at(0).toObject()["first"].toInt(), 7);
    QVERIFY(!writeRows({}, LedgerFormat::json, folder.filePath("no/x.json")));
}

QTEST_MAIN(TestKeysForecast)
#include "tst_keys_forecast.moc"
