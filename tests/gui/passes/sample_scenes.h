// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/passes/pass_scenes.h"

#include <satpad/service/pass_planning.h>

#include <algorithm>
#include <cmath>
#include <numbers>

/// A pass over Stellenbosch that crosses a million, as the painted views are told of it.
namespace satpad::gui::test {

inline constexpr double k_radians = std::numbers::pi / 180;
inline constexpr int k_passSeconds = 360;

inline sat::Geodetic degrees(double latitude, double longitude)
{
    return {.latitude = latitude * k_radians, .longitude = longitude * k_radians};
}

inline sat::Instant instant(const char* text)
{
    return *service::parse_instant(text);
}

/// An S from 0 to a little above a million.
inline double bitsAt(int second)
{
    return 1.07e6 / (1 + std::exp(-(second - 185.0) / 38.0)) - 8e3;
}

inline ChartsScene chartsScene(int seconds)
{
    ChartsScene scene;
    scene.ofSeconds = k_passSeconds;
    scene.stage = FlightStage::flying;
    for (int i = 0; i < k_passSeconds; ++i) {
        scene.expectedBits.push_back(std::max(0.0, bitsAt(i) * 0.96));
    }
    for (int i = 0; i < seconds; ++i) {
        sat::PassSecond each;
        each.second = static_cast<std::uint64_t>(i);
        each.secure_bits = static_cast<std::uint64_t>(std::max(0.0, bitsAt(i)));
        each.qber = i < 8 ? 0 : 0.01 + 0.02 * std::exp(-i / 50.0) + 0.001 * std::sin(i * 0.7);
        scene.seconds.push_back(each);
        scene.bitsPerSecond.push_back(std::max(0.0, bitsAt(i) - bitsAt(i - 10)) / 10);
        if (each.secure_bits >= 1'000'000 && !scene.millionIndex) {
            scene.millionIndex = static_cast<std::size_t>(i);
            scene.millionAt = "21:35:32";
        }
    }
    return scene;
}

inline StripScene stripScene(std::uint64_t bits)
{
    StripScene scene;
    scene.stage = FlightStage::flying;
    scene.secureBits = bits;
    scene.bitsPerSecond = 7700;
    scene.qber = 0.0098;
    scene.elevation = 78.2 * k_radians;
    scene.rangeKm = 516;
    scene.lossDb = 37.3;
    scene.endsInSeconds = 165;
    if (bits >= 1'000'000) {
        scene.millionAt = instant("2026-11-24T21:35:32");
    }
    return scene;
}

inline SkyScene skyScene()
{
    SkyScene scene;
    scene.maximumElevation = 88.3 * k_radians;
    for (int i = 0; i <= k_passSeconds; ++i) {
        const double along = (i - 180) / 180.0;
        SkyPoint point;
        point.elevation = (88.3 - 75 * std::pow(std::abs(along), 0.7)) * k_radians;
        point.azimuth = (along < 0 ? 168 : 347) * k_radians;
        point.when = instant("2026-11-24T21:30:50") + std::chrono::seconds(i);
        scene.path.push_back(point);
    }
    scene.flownSeconds = 195;
    scene.isFlying = true;
    return scene;
}

inline MapScene mapScene()
{
    MapScene scene;
    scene.when = instant("2026-11-24T21:34:08");
    scene.stations = {{"beijing", degrees(40.00, 116.30), {}},
        {"stellenbosch", degrees(-33.93, 18.86), {}},
        {"jinan", degrees(36.67, 117.13), {}},
        {"hefei", degrees(31.84, 117.26), {}},
        {"nanshan", degrees(43.475, 87.177), {}},
        {"wuhan", degrees(30.53, 114.36), {}},
        {"shanghai", degrees(31.12, 121.54), {}}};
    scene.own = "stellenbosch";
    scene.peer = "beijing";
    scene.satellite = "jinan-class-1";
    scene.visibleWithin = 11.8 * k_radians;
    scene.hasContact = true;
    scene.elevation = 78.2 * k_radians;
    for (int i = -300; i <= 500; ++i) {
        const double along = i * 0.2 * k_radians;
        const double latitude = std::asin(std::sin(97.4 * k_radians) * std::sin(along));
        const double east =
            std::atan2(std::cos(97.4 * k_radians) * std::sin(along), std::cos(along));
        const double longitude = 13.5 * k_radians + east - i * 0.013 * k_radians;
        const sat::Geodetic place{
            .latitude = latitude, .longitude = std::remainder(longitude, 2 * std::numbers::pi)};
        constexpr int k_now = -165;
        (i <= k_now ? scene.trackPast : scene.trackAhead).push_back(place);
        if (i == k_now) {
            scene.place = place;
            scene.trackAhead.push_back(place);
        }
    }
    return scene;
}

} // namespace satpad::gui::test
