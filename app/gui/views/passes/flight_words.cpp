// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/flight_words.h"

#include "look/figures.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

namespace satpad::gui {
namespace {

constexpr double k_degrees = 180 / std::numbers::pi;
/// Above it, nobody needs statistics to see why there is no key.
constexpr double k_plainlyTooMany = 0.03;

QString words(const char* text)
{
    return QCoreApplication::translate("Passes", text);
}

/// The rooms below have a few reasons of their own.
QString reasonWords(const std::string& why)
{
    static constexpr std::array k_known{
        QT_TRANSLATE_NOOP("Passes", "nothing was sifted"),
        QT_TRANSLATE_NOOP("Passes",
            "the decoy pulses show no single photons: all key may be known from pulses of several"),
        QT_TRANSLATE_NOOP(
            "Passes", "more errors than so few clicks allow, or somebody measured on the way"),
        QT_TRANSLATE_NOOP("Passes", "mending the errors told more than there was secret"),
    };
    const auto known =
        std::ranges::find_if(k_known, [&](const char* one) { return why.ends_with(one); });
    return known == k_known.end() ? QString::fromStdString(why) : words(*known);
}

} // namespace

core::UnixTime unixTime(sat::Instant when)
{
    return {std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count()};
}

QString dayAndTime(sat::Instant when)
{
    const QDateTime utc = QDateTime::fromSecsSinceEpoch(unixTime(when).seconds, Qt::UTC);
    //: day and month, as QLocale formats them
    return QLocale().toString(utc, words(QT_TRANSLATE_NOOP("Passes", "d MMM HH:mm")));
}

QString countdown(double seconds)
{
    const auto whole = static_cast<qint64>(std::max(0.0, seconds));
    const auto two = [](qint64 number) { return QString("%1").arg(number, 2, 10, QChar('0')); };
    if (whole >= 86'400) {
        return words(QT_TRANSLATE_NOOP("Passes", "%1 d %2 h"))
            .arg(whole / 86'400)
            .arg(two(whole % 86'400 / 3600));
    }
    if (whole >= 3600) {
        return words(QT_TRANSLATE_NOOP("Passes", "%1 h %2 m"))
            .arg(whole / 3600)
            .arg(two(whole % 3600 / 60));
    }
    return words(QT_TRANSLATE_NOOP("Passes", "%1 m %2 s")).arg(whole / 60).arg(two(whole % 60));
}

QString placeName(const std::string& preset)
{
    static constexpr std::array<std::pair<std::string_view, const char*>, 2> k_named{{
        {"beijing", QT_TRANSLATE_NOOP("Passes", "Beijing")},
        {"stellenbosch", QT_TRANSLATE_NOOP("Passes", "Stellenbosch")},
    }};
    const auto known =
        std::ranges::find_if(k_named, [&](const auto& each) { return preset == each.first; });
    if (known != k_named.end()) {
        return words(known->second);
    }
    QString name = QString::fromStdString(preset);
    if (!name.isEmpty()) {
        name[0] = name[0].toUpper();
    }
    return name;
}

QString skyName(const std::string& preset)
{
    if (preset == "excellent") {
        return words(QT_TRANSLATE_NOOP("Passes", "excellent"));
    }
    if (preset == "good") {
        return words(QT_TRANSLATE_NOOP("Passes", "good"));
    }
    return preset == "hazy" ? words(QT_TRANSLATE_NOOP("Passes", "hazy"))
                            : QString::fromStdString(preset);
}

QString hindranceWord(PassHindrance hindrance)
{
    switch (hindrance) {
    case PassHindrance::none:
        break;
    case PassHindrance::tooLow:
        return words(QT_TRANSLATE_NOOP("Passes", "too low"));
    case PassHindrance::daylight:
        return words(QT_TRANSLATE_NOOP("Passes", "daylight"));
    case PassHindrance::sunlit:
        return words(QT_TRANSLATE_NOOP("Passes", "satellite lit by the Sun"));
    case PassHindrance::tooLittle:
        return words(QT_TRANSLATE_NOOP("Passes", "too little light"));
    }
    return {};
}

const char* hindranceIcon(PassHindrance hindrance)
{
    switch (hindrance) {
    case PassHindrance::none:
        break;
    case PassHindrance::daylight:
        return "sun";
    case PassHindrance::sunlit:
        return "satellite";
    case PassHindrance::tooLow:
    case PassHindrance::tooLittle:
        return "info";
    }
    return "";
}

QString checkName(const std::string& what)
{
    static constexpr std::array<std::pair<const char*, const char*>, 9> k_names{{
        {"elevation", QT_TRANSLATE_NOOP("Passes", "Elevation")},
        {"dark", QT_TRANSLATE_NOOP("Passes", "Dark station")},
        {"shadow", QT_TRANSLATE_NOOP("Passes", "Earth's shadow")},
        {"launch key", QT_TRANSLATE_NOOP("Passes", "Launch key")},
        {"link", QT_TRANSLATE_NOOP("Passes", "Connection")},
        {"clocks", QT_TRANSLATE_NOOP("Passes", "Clocks")},
        {"disk", QT_TRANSLATE_NOOP("Passes", "Disk")},
        {"sky", QT_TRANSLATE_NOOP("Passes", "Sky")},
        {"elements", QT_TRANSLATE_NOOP("Passes", "Orbit elements")},
    }};
    const auto known =
        std::ranges::find_if(k_names, [&](const auto& each) { return what == each.first; });
    return known == k_names.end() ? QString::fromStdString(what) : words(known->second);
}

QString chosenSentence(const FlightPlan& plan)
{
    const QString station = placeName(plan.planned.request.station);
    const QString satellite = QString::fromStdString(plan.planned.request.satellite);
    const QString highest = QString::number(plan.pass.highest * k_degrees, 'f', 1);
    const auto seconds = plan.planned.simulated.track.size();
    if (plan.pass.isMadeUp) {
        return words(QT_TRANSLATE_NOOP("Passes",
                         "SIMULATED pass of %1 over %2, made up: highest %3°, %4 s of light."))
            .arg(satellite, station, highest)
            .arg(seconds);
    }
    return words(QT_TRANSLATE_NOOP("Passes",
                     "SIMULATED pass of %1 over %2 at %3 UTC: highest %4°, %5 s of light."))
        .arg(satellite, station, dayAndTime(plan.pass.culmination), highest)
        .arg(seconds);
}

QString noGoSentence(const service::GoCheck& check)
{
    return words(QT_TRANSLATE_NOOP("Passes", "No go. %1: %2."))
        .arg(checkName(check.what), QString::fromStdString(check.found));
}

FlightOutcome outcomeOf(const service::RunPassReport& report, bool isStopped)
{
    const sat::PassOutcome& outcome = report.result.outcome;
    return {report.result.pads.empty() ? 0 : outcome.station.key_bits,
        outcome.qber(),
        outcome.efficiency(),
        report.reason,
        isStopped};
}

QString outcomeSentence(const FlightOutcome& outcome)
{
    const QString errors = QString::number(100 * outcome.qber, 'f', 1);
    if (outcome.keyBits != 0) {
        const QString text =
            outcome.isStopped
                ? words(QT_TRANSLATE_NOOP("Passes",
                      "Stopped. What came down until then is kept: %1 secure bits in pads "
                      "at both ends. QBER %2 %, f %3."))
                : words(QT_TRANSLATE_NOOP(
                      "Passes", "%1 secure bits in pads at both ends. QBER %2 %, f %3."));
        return text.arg(grouped(outcome.keyBits),
            QString::number(100 * outcome.qber, 'f', 2),
            QString::number(outcome.efficiency, 'f', 3));
    }
    if (outcome.qber > k_plainlyTooMany) {
        return words(QT_TRANSLATE_NOOP("Passes",
                         "No key from this pass: %1 % errors. Either the sky was too bright or "
                         "someone measured the photons."))
            .arg(errors);
    }
    if (outcome.isStopped) {
        return words(QT_TRANSLATE_NOOP(
            "Passes", "Stopped before enough light had come for key. Nothing was kept."));
    }
    return words(QT_TRANSLATE_NOOP("Passes", "No key from this pass: %1."))
        .arg(reasonWords(outcome.reason));
}

} // namespace satpad::gui
