// SPDX-License-Identifier: GPL-3.0-or-later
#include "element_sets.h"

#include <satpad/core/error.h>
#include <satpad/keyclient/satellite/elements.h>

#include <QTest>

#include <numbers>

using namespace satpad::keyclient::satellite;
using namespace satpad::test;
using satpad::core::Errc;

namespace {

constexpr double k_degrees = 180 / std::numbers::pi;

/// The line with one column changed and its checksum made to fit.
std::string with(std::string line, std::size_t column, std::string_view text)
{
    line.replace(column - 1, text.size(), text);
    int sum = 0;
    for (const char c : line.substr(0, 68)) {
        sum += c >= '0' && c <= '9' ? c - '0' : (c == '-' ? 1 : 0);
    }
    line[68] = static_cast<char>('0' + sum % 10);
    return line;
}

} // namespace

class TstElements : public QObject
{
    Q_OBJECT
private slots:
    void everyFieldIsRead()
    {
        const auto set = parse_element_set(k_lijian_1, k_lijian_2, "LIJIAN-1 OBJECT A");
        QVERIFY2(set.has_value(), set ? "" : set.error().context.c_str());
        QCOMPARE(set->name, std::string("LIJIAN-1 OBJECT A"));
        QCOMPARE(set->catalogue_number, std::string("53299"));
        QCOMPARE(set->inclination * k_degrees, 97.3648);
        QCOMPARE(set->ascending_node * k_degrees, 292.2302);
        QCOMPARE(set->eccentricity, 0.0012899);
        QCOMPARE(set->argument_of_perigee * k_degrees, 47.2670);
        QCOMPARE(set->mean_anomaly * k_degrees, 312.9654);
        QCOMPARE(set->mean_motion, 15.29451076);
        QCOMPARE(set->drag, 0.47310e-3);
        // Day 218.18316834 of 2023 is 6 August, 04:23:45.744576.
        const auto midnight =
            Instant(std::chrono::sys_days(std::chrono::year(2023) / 8 / 6)).time_since_epoch();
        QCOMPARE((set->epoch.time_since_epoch() - midnight).count(), 15'825'744'576LL);
    }
    void yearsEndIn2056()
    {
        const auto of = [](const char* year) {
            return parse_element_set(with(k_lijian_1, 19, year), k_lijian_2).value().epoch;
        };
        QVERIFY(of("57") < of("99"));
        QVERIFY(of("99") < of("00"));
        QVERIFY(of("00") < of("56"));
    }
    void aTextHoldsManySets()
    {
        const std::string text = std::string("# a comment\r\nMICIUS\r\n") + k_micius_1 + "\r\n" +
                                 k_micius_2 + "\r\n\r\n" + k_lijian_1 + "\n" + k_lijian_2;
        const auto sets = parse_element_sets(text);
        QVERIFY(sets.has_value());
        QCOMPARE(sets->size(), 2U);
        QCOMPARE(sets->at(0).name, std::string("MICIUS"));
        QCOMPARE(sets->at(1).name, std::string());
        QCOMPARE(sets->at(1).catalogue_number, std::string("53299"));
    }
    void aBadSetIsRefused_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<QString>("said");
        const auto row =
            [](const char* name, const auto& first, const auto& second, const char* said) {
                QTest::newRow(name)
                    << QString::fromStdString(first) << QString::fromStdString(second) << said;
            };
        const std::string one = k_lijian_1;
        const std::string two = k_lijian_2;
        std::string flipped = two;
        flipped[20] = '7';
        row("a digit changed", one, flipped, "checksum");
        row("cut short", one, two.substr(0, 60), "60 characters");
        row("too long", one + "0", two, "70 characters");
        row("lines swapped", two, one, "begin with its number");
        row("two satellites", one, std::string(k_micius_2), "different satellites");
        row("no epoch", with(one, 19, "2x"), two, "columns 19-32");
        row("day 0", with(one, 21, "000"), two, "columns 19-32");
        row("day 367", with(one, 21, "367"), two, "columns 19-32");
        row("no drag", with(one, 54, " 47x10-3"), two, "columns 54-61");
        row("inclination 181", one, with(two, 9, "181.0000"), "columns 9-16");
        row("node negative", one, with(two, 18, "-92.2302"), "columns 18-25");
        row("eccentricity with a point", one, with(two, 27, "0.01289"), "columns 27-33");
        row("mean anomaly missing", one, with(two, 44, "        "), "columns 44-51");
        row("mean motion 20", one, with(two, 53, "20.00000000"), "columns 53-63");
        row("not a number", one, with(two, 35, "     nan"), "columns 35-42");
    }
    void aBadSetIsRefused()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(QString, said);
        const auto set = parse_element_set(first.toStdString(), second.toStdString());
        QVERIFY(!set);
        QVERIFY(set.error().is(Errc::malformed));
        QVERIFY2(QString::fromStdString(set.error().context).contains(said),
            set.error().context.c_str());
    }
    void aTextWithoutAWholeSetIsRefused()
    {
        for (const std::string& text : {std::string(),
                 std::string("# nothing\n"),
                 std::string(k_micius_1),
                 std::string("MICIUS\n") + k_micius_1 + "\n",
                 std::string(k_micius_1) + "\n" + k_micius_2 + "\nLIJIAN\n"}) {
            const auto sets = parse_element_sets(text);
            QVERIFY2(!sets && sets.error().is(Errc::malformed), text.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TstElements)
#include "tst_elements.moc"
