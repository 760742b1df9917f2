// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/pass_words.h"

#include "views/passes/plot_parts.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace satpad::gui {
namespace {

constexpr double k_degrees = 180 / std::numbers::pi;
constexpr std::uint64_t k_million = 1'000'000;
constexpr std::uint64_t k_quarter = 250'000;
constexpr qint64 k_silence = 10'000; ///< milliseconds

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(PassWords)
};

int whole(double value)
{
    return static_cast<int>(std::lround(value));
}

QString direction(double azimuth)
{
    const std::array<QString, 8> names{Words::tr("north"),
        Words::tr("north-east"),
        Words::tr("east"),
        Words::tr("south-east"),
        Words::tr("south"),
        Words::tr("south-west"),
        Words::tr("west"),
        Words::tr("north-west")};
    const int eighth = whole(azimuth / (std::numbers::pi / 4)) % 8;
    return names.at(static_cast<std::size_t>(eighth < 0 ? eighth + 8 : eighth));
}

QString placeWords(const sat::Geodetic& place)
{
    const int latitude = whole(std::abs(place.latitude) * k_degrees);
    const int longitude = whole(std::abs(place.longitude) * k_degrees);
    const bool isEast = place.longitude >= 0;
    if (place.latitude >= 0) {
        return (isEast ? Words::tr("%1 degrees north, %2 degrees east")
                       : Words::tr("%1 degrees north, %2 degrees west"))
            .arg(latitude)
            .arg(longitude);
    }
    return (isEast ? Words::tr("%1 degrees south, %2 degrees east")
                   : Words::tr("%1 degrees south, %2 degrees west"))
        .arg(latitude)
        .arg(longitude);
}

qulonglong thousands(std::uint64_t bits)
{
    return bits / 1000;
}

QString kilobits(double bitsPerSecond)
{
    return QString::number(bitsPerSecond / 1000, 'f', 1);
}

bool hasEnded(FlightStage stage)
{
    return stage == FlightStage::kept || stage == FlightStage::noKey ||
           stage == FlightStage::failed;
}

} // namespace

QString mapSentence(const MapScene& scene)
{
    if (!scene.place || scene.satellite.isEmpty()) {
        return Words::tr("World map. No satellite is chosen.");
    }
    const QString place = placeWords(*scene.place);
    const QString own = shownStation(scene.own);
    if (scene.own.isEmpty()) {
        return Words::tr("World map. %1 over %2.").arg(scene.satellite, place);
    }
    if (scene.elevation <= 0) {
        return Words::tr("World map. %1 over %2, below the horizon of %3.")
            .arg(scene.satellite, place, own);
    }
    return Words::tr("World map. %1 over %2, %3 degrees high at %4.")
        .arg(scene.satellite, place, QString::number(whole(scene.elevation * k_degrees)), own);
}

QString skySentence(const SkyScene& scene)
{
    if (scene.path.empty()) {
        return Words::tr("Sky plot: no pass is chosen.");
    }
    const SkyPoint& rise = scene.path.front();
    const SkyPoint& set = scene.path.back();
    const QString highest = QString::number(whole(scene.maximumElevation * k_degrees));
    if (!rise.when || !set.when) {
        return Words::tr("Sky plot: rises %1, highest %2 degrees, sets %3.")
            .arg(direction(rise.azimuth), highest, direction(set.azimuth));
    }
    return Words::tr("Sky plot: rises %1 %2, highest %3 degrees, sets %4 %5.")
        .arg(direction(rise.azimuth),
            clockMinutes(*rise.when),
            highest,
            direction(set.azimuth),
            clockMinutes(*set.when));
}

QString chartsSentence(const ChartsScene& scene)
{
    if (scene.seconds.empty()) {
        return Words::tr("Charts of the pass: nothing yet.");
    }
    const sat::PassSecond& last = scene.seconds.back();
    if (scene.stage == FlightStage::kept) {
        return Words::tr("Charts of the pass: %1 thousand secure bits, %2 percent errors.")
            .arg(thousands(scene.finalBits))
            .arg(last.qber * 100, 0, 'f', 2);
    }
    const auto passed = static_cast<int>(scene.seconds.size());
    const double rate = scene.bitsPerSecond.empty() ? 0 : scene.bitsPerSecond.back();
    return Words::tr("Charts of the pass after %1 min %2 s: %3 thousand secure bits, key rate %4 "
                     "kilobit per second, %5 percent errors.")
        .arg(QString::number(passed / 60),
            QString::number(passed % 60),
            QString::number(thousands(last.secure_bits)),
            kilobits(rate),
            QString::number(last.qber * 100, 'f', 2));
}

bool isMillion(const StripScene& scene)
{
    switch (scene.stage) {
    case FlightStage::flying:
    case FlightStage::reconciling:
        return scene.millionAt.has_value();
    case FlightStage::kept:
        return scene.secureBits >= k_million;
    case FlightStage::idle:
    case FlightStage::checking:
    case FlightStage::noKey:
    case FlightStage::failed:
        break;
    }
    return false;
}

bool hasFigure(const StripScene& scene)
{
    return scene.stage != FlightStage::idle && scene.stage != FlightStage::checking &&
           scene.stage != FlightStage::failed;
}

QString stripCaption(const StripScene& scene)
{
    if (isMillion(scene)) {
        const QString words = Words::tr("One million secure bits in a single pass");
        return scene.millionAt
                   ? words +
                         QString(" %1 %2 UTC").arg(QChar(0xB7)).arg(clockSeconds(*scene.millionAt))
                   : words;
    }
    switch (scene.stage) {
    case FlightStage::flying:
        return Words::tr("Secure bits, if the pass ended now");
    case FlightStage::reconciling:
        return Words::tr("Secure bits, expected: the key is being distilled");
    default:
        return Words::tr("Secure bits, this pass");
    }
}

QString stripSentence(const StripScene& scene)
{
    if (isMillion(scene) && scene.millionAt) {
        return Words::tr("One million secure bits in a single pass, at %1 UTC. Now %2 thousand.")
            .arg(clockSeconds(*scene.millionAt))
            .arg(thousands(scene.secureBits));
    }
    switch (scene.stage) {
    case FlightStage::flying:
        return Words::tr("Secure bits, if the pass ended now: %1 thousand. Key rate %2 kilobit per "
                         "second.")
            .arg(thousands(scene.secureBits))
            .arg(kilobits(scene.bitsPerSecond));
    case FlightStage::reconciling:
        return Words::tr("Secure bits, expected: %1 thousand. The key is being distilled.")
            .arg(thousands(scene.secureBits));
    case FlightStage::kept:
        return Words::tr("Secure bits, this pass: %1 thousand.").arg(thousands(scene.secureBits));
    case FlightStage::noKey:
        return Words::tr("No key from this pass.");
    case FlightStage::failed:
        return Words::tr("The pass was broken off; no key was made.");
    case FlightStage::idle:
    case FlightStage::checking:
        break;
    }
    return Words::tr("Secure bits, this pass: nothing is flown yet.");
}

bool StripHerald::speaks(const StripScene& scene, qint64 now)
{
    const bool isFlying = scene.stage == FlightStage::flying;
    const std::uint64_t quarters = isFlying ? scene.secureBits / k_quarter : 0;
    const bool isOne = isMillion(scene);
    const bool hasMoved = scene.stage != m_stage && (isFlying || hasEnded(scene.stage));
    m_isDue = m_isDue || hasMoved || (isFlying && quarters > m_quarters) ||
              (isOne && !m_isMillion && !hasEnded(scene.stage));
    m_stage = scene.stage;
    // The figure may sink a little and pass the same mark again: told once.
    m_quarters = isFlying && !hasMoved ? std::max(quarters, m_quarters) : quarters;
    m_isMillion = isOne;
    if (!m_isDue || (m_last && now - *m_last < k_silence)) {
        return false;
    }
    m_isDue = false;
    m_last = now;
    return true;
}

} // namespace satpad::gui
