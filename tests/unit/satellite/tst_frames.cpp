// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/satellite/frames.h>

#include <QTest>

#include <numbers>

using namespace satpad::keyclient::satellite;

namespace {

constexpr double k_degrees = 180 / std::numbers::pi;

Geodetic place(double latitude, double longitude, double height_m)
{
    return {latitude / k_degrees, longitude / k_degrees, height_m};
}

Instant utc(int year, int month, int day, int hour, int minute)
{
    return Instant(std::chrono::sys_days(std::chrono::year(year) / month / day)) +
           std::chrono::hours(hour) + std::chrono::minutes(minute);
}

bool near(double a, double b, double allowed)
{
    if (std::abs(a - b) <= allowed) {
        return true;
    }
    qInfo("%.9f, wanted %.9f", a, b);
    return false;
}

} // namespace

class TstFrames : public QObject
{
    Q_OBJECT
private slots:
    void siderealTimeIsVallados()
    {
        // Vallado, Fundamentals of Astrodynamics, example 3-5: 1992-08-20 12:14:00 UT1.
        QVERIFY(
            near(greenwich_sidereal_time(utc(1992, 8, 20, 12, 14)) * k_degrees, 152.57879, 5e-6));
    }
    void placesAreOnTheEllipsoid()
    {
        const Vector3 equator = earth_fixed(place(0, 90, 0));
        QVERIFY(near(equator.y, 6378.137, 1e-9) && near(equator.x, 0, 1e-9));
        const Vector3 pole = earth_fixed(place(90, 0, 1000));
        QVERIFY(near(pole.z, 6356.752314 + 1, 1e-6) && near(pole.x, 0, 1e-9));
    }
    void lookingUpNorthAndEast()
    {
        const Geodetic here = place(30, 40, 0);
        const LookAngles up = look(here, earth_fixed(place(30, 40, 500'000)));
        QVERIFY(near(up.elevation * k_degrees, 90, 1e-5) && near(up.range_km, 500, 1e-6));
        const LookAngles north = look(here, earth_fixed(place(31, 40, 0)));
        QVERIFY(near(std::remainder(north.azimuth, 2 * std::numbers::pi), 0, 1e-9));
        QVERIFY(north.elevation < 0);
        const LookAngles east = look(here, earth_fixed(place(30, 41, 0)));
        QVERIFY(near(east.azimuth * k_degrees, 90, 0.5));
    }
    void theSunIsWhereTheAlmanacHasIt()
    {
        // Astronomical Almanac 2006, 1 January, 0 h: right ascension 18 h 45.2 min, declination -23.03°.
        const Vector3 sun = sun_direction(utc(2006, 1, 1, 0, 0));
        QVERIFY(near(std::asin(sun.z) * k_degrees, -23.03, 0.02));
        const double hours = std::atan2(sun.y, sun.x) * 12 / std::numbers::pi + 24;
        QVERIFY(near(hours, 18.753, 0.005));
        QVERIFY(near(length(sun), 1, 1e-12));
    }
    void noonIsBrightAndMidnightDark()
    {
        const Geodetic beijing = place(40, 116.3, 50);
        // Equinox: the Sun stands 90° - latitude high at local noon (about 04:22 UTC there).
        QVERIFY(near(sun_elevation(beijing, utc(2025, 3, 20, 4, 22)) * k_degrees, 50, 0.3));
        QVERIFY(sun_elevation(beijing, utc(2025, 3, 20, 16, 15)) * k_degrees < -45);
    }
    void theShadowIsACylinder()
    {
        const Vector3 sun{1, 0, 0};
        QVERIFY(in_shadow({-7000, 0, 0}, sun));
        QVERIFY(in_shadow({-7000, 6378, 0}, sun));
        QVERIFY(!in_shadow({-7000, 6379, 0}, sun));
        QVERIFY(!in_shadow({7000, 0, 0}, sun));
    }
};

QTEST_APPLESS_MAIN(TstFrames)
#include "tst_frames.moc"
