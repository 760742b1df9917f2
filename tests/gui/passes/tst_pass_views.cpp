// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_scenes.h"
#include "views/parts.h"
#include "views/passes/chart_frame.h"
#include "views/passes/coastline.h"
#include "views/passes/counter_strip.h"
#include "views/passes/map_geometry.h"
#include "views/passes/pass_charts.h"
#include "views/passes/pass_words.h"
#include "views/passes/sky_plot.h"
#include "views/passes/world_map.h"

#include <QAccessible>
#include <QApplication>
#include <QFile>
#include <QTest>

#include <cmath>
#include <numbers>

using namespace satpad;
using namespace satpad::gui;
using namespace satpad::gui::test;

namespace {

QString spoken(QWidget& view)
{
    return QAccessible::queryAccessibleInterface(&view)->text(QAccessible::Name);
}

/// How many pixels of the area have exactly that colour.
int count(const QImage& image, const QColor& colour, const QRect& area)
{
    int found = 0;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x) {
            found += image.pixelColor(x, y) == colour ? 1 : 0;
        }
    }
    return found;
}

QRect box(const QPointF& middle, int half)
{
    return {middle.toPoint() - QPoint(half, half), QSize(2 * half + 1, 2 * half + 1)};
}

} // namespace

class TstPassViews final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mapIsEquirectangular();
    void sunStandsWhereItDoes();
    void nightIsAwayFromTheSun_data();
    void nightIsAwayFromTheSun();
    void trackIsSplitAtTheDateLine();
    void circleGoesOnPastTheEdgeAndAroundAPole();
    void skyHasNorthUpAndEastRight();
    void labelsKeepApartAndInside();
    void axesAreSensible();
    void coastlineIsReadOrRefused();
    void mapPaintsLandSeaAndNight();
    void mapLabelsWhatIsUnderTheMouse();
    void skyIsGreenOnlyWhereLightCame();
    void chartsPaintWhatIsThere();
    void chartsMarkTheMillion();
    void stripIsFilledAtTheMillion();
    void stripHoldsItsPlaces();
    void stripKeepsTheBadgeFree();
    void captionFollowsTheStage();
    void everyViewSpeaks();
    void stripSpeaksUpSeldom();
    void coloursFollowTheTheme();

private:
    Theme m_dark{*qApp, ThemeChoice::dark};
};

void TstPassViews::mapIsEquirectangular()
{
    const MapFrame frame(QSizeF(720, 296));
    QCOMPARE(frame.at(degrees(0, 0)).x(), 360.0);
    QCOMPARE(frame.at(degrees(0, -180)).x(), 0.0);
    QCOMPARE(frame.at(degrees(0, 90)).x(), 540.0);
    QCOMPARE(frame.at(degrees(0, 0)).y() - frame.at(degrees(30, 0)).y(), 60.0);
    QCOMPARE(frame.at(degrees(84, 0)).y(), 0.0);
    // Taller than the world: in the middle. Flat: Stellenbosch is still on it.
    QCOMPARE(MapFrame(QSizeF(360, 300)).at(degrees(0, 0)).y(), 150.0);
    QVERIFY(MapFrame(QSizeF(592, 204)).at(degrees(-40, 18.9)).y() < 204);
    MapFrame flat(QSizeF(720, 200)); // 100 degrees of latitude
    QVERIFY(flat.at(degrees(-48, 18.9)).y() > 200);
    flat.include(-48, -20);
    QCOMPARE(flat.at(degrees(-48, 18.9)).y(), 200.0);
    flat.include(60, 95); // as far as the world goes
    QCOMPARE(flat.at(degrees(90, 0)).y(), 0.0);
    const double before = flat.top();
    flat.include(10, 20);
    QCOMPARE(flat.top(), before);
}

void TstPassViews::sunStandsWhereItDoes()
{
    // Equinox of March 2026 at 14:46 UTC, solstice of June 2026; the equation of time moves the
    // Sun by up to 4.1 degrees from Greenwich at noon.
    const sat::Geodetic equinox = sunPlace(instant("2026-03-20T14:46:00"));
    QVERIFY(std::abs(equinox.latitude) < 0.02 * k_radians);
    const sat::Geodetic noon = sunPlace(instant("2026-03-20T12:00:00"));
    QVERIFY(std::abs(noon.longitude / k_radians - 1.9) < 0.3); // 7.5 minutes late
    const sat::Geodetic solstice = sunPlace(instant("2026-06-21T12:00:00"));
    QVERIFY(std::abs(solstice.latitude / k_radians - 23.44) < 0.02);
    const sat::Geodetic evening = sunPlace(instant("2026-03-20T18:00:00"));
    QVERIFY(std::abs(evening.longitude / k_radians + 88.1) < 0.4);
}

void TstPassViews::nightIsAwayFromTheSun_data()
{
    QTest::addColumn<QString>("when");
    QTest::newRow("March noon") << "2026-03-20T12:00:00";
    QTest::newRow("equinox") << "2026-03-20T14:46:00";
    QTest::newRow("June") << "2026-06-21T03:00:00";
    QTest::newRow("September") << "2026-09-23T20:00:00";
    QTest::newRow("December") << "2026-12-21T17:30:00";
}

void TstPassViews::nightIsAwayFromTheSun()
{
    QFETCH(QString, when);
    const sat::Geodetic sun = sunPlace(instant(qPrintable(when)));
    const MapFrame frame(QSizeF(720, 360));
    const QPolygonF night = nightSide(frame, sun);
    QVERIFY(!isNight(sun, sun));
    QVERIFY(
        isNight(sun, {.latitude = -sun.latitude, .longitude = sun.longitude + std::numbers::pi}));
    int wrong = 0;
    int dark = 0;
    for (int latitude = -85; latitude <= 85; latitude += 5) {
        for (int longitude = -178; longitude <= 178; longitude += 4) {
            const sat::Geodetic place = degrees(latitude, longitude);
            const bool isDark = isNight(sun, place);
            dark += isDark ? 1 : 0;
            wrong += isDark != night.containsPoint(frame.at(place), Qt::OddEvenFill) ? 1 : 0;
        }
    }
    QVERIFY2(wrong <= 20, qPrintable(QString::number(wrong))); // of 3150; on the line itself
    QVERIFY(dark > 1400 && dark < 1750);
    // At the line itself day becomes night.
    const double edge = terminatorLatitude(sun, sun.longitude + 1);
    QVERIFY(!isNight(sun,
        {.latitude = edge + (sun.latitude > 0 ? 0.01 : -0.01), .longitude = sun.longitude + 1}));
}

void TstPassViews::trackIsSplitAtTheDateLine()
{
    QVERIFY(splitAtDateLine({}).empty());
    QCOMPARE(splitAtDateLine({degrees(0, 10), degrees(5, 20)}).size(), std::size_t{1});
    const auto pieces = splitAtDateLine({degrees(0, 170), degrees(10, -170), degrees(20, -150)});
    QCOMPARE(pieces.size(), std::size_t{2});
    QCOMPARE(pieces[0].size(), std::size_t{2});
    QCOMPARE(pieces[1].size(), std::size_t{3});
    QVERIFY(std::abs(pieces[0].back().longitude - std::numbers::pi) < 1e-9);
    QVERIFY(std::abs(pieces[1].front().longitude + std::numbers::pi) < 1e-9);
    QVERIFY(std::abs(pieces[0].back().latitude - 5 * k_radians) < 1e-9);
    const auto back = splitAtDateLine({degrees(0, -170), degrees(10, 160)});
    QCOMPARE(back.size(), std::size_t{2});
    QVERIFY(std::abs(back[0].back().longitude + std::numbers::pi) < 1e-9);
    QVERIFY(std::abs(back[0].back().latitude - 10 / 3.0 * k_radians) < 1e-9);
}

void TstPassViews::circleGoesOnPastTheEdgeAndAroundAPole()
{
    const MapFrame frame(QSizeF(720, 360));
    const double angle = 12 * k_radians;
    const QRectF equator = circleAround(frame, degrees(0, 0), angle).boundingRect();
    QVERIFY(std::abs(equator.width() - 48) < 0.1);
    QVERIFY(std::abs(equator.height() - 48) < 0.1);
    const QRectF edge = circleAround(frame, degrees(0, 175), angle).boundingRect();
    QVERIFY(std::abs(edge.width() - 48) < 0.1);
    QVERIFY(edge.right() > 720);
    const QPolygonF polar = circleAround(frame, degrees(85, 20), angle);
    QVERIFY(polar.boundingRect().width() > 719);
    const auto holds = [&](double latitude) { // as drawn: a width further, too
        return polar.containsPoint(frame.atDegrees(20, latitude), Qt::OddEvenFill) ||
               polar.containsPoint(frame.atDegrees(-340, latitude), Qt::OddEvenFill) ||
               polar.containsPoint(frame.atDegrees(380, latitude), Qt::OddEvenFill);
    };
    QVERIFY(holds(89));
    QVERIFY(holds(74));
    QVERIFY(!holds(70));
}

void TstPassViews::skyHasNorthUpAndEastRight()
{
    const QPointF middle(100, 100);
    const auto at = [&](double azimuth, double elevation) {
        return skyAt(middle, 90, azimuth * k_radians, elevation * k_radians);
    };
    QCOMPARE(at(0, 0).y(), 10.0);
    QVERIFY(std::abs(at(90, 0).x() - 190) < 1e-9);
    QVERIFY(std::abs(at(180, 30).y() - 160) < 1e-9);
    QVERIFY(std::abs(at(270, 60).x() - 70) < 1e-9);
    QVERIFY(std::abs(at(123, 90).x() - 100) < 1e-9);
}

void TstPassViews::labelsKeepApartAndInside()
{
    const QRectF bounds(0, 0, 200, 60);
    LabelRoom room(bounds);
    std::vector<QRectF> taken;
    for (int i = 0; i < 12; ++i) {
        const QRectF label = room.take(QPointF(100 - i, 30), QSizeF(60, 16), 6);
        if (label.isEmpty()) {
            continue;
        }
        QVERIFY(bounds.contains(label));
        for (const QRectF& other : taken) {
            QVERIFY(!label.intersects(other));
        }
        taken.push_back(label);
    }
    QVERIFY(taken.size() >= 2 && taken.size() < 12);
}

void TstPassViews::axesAreSensible()
{
    QCOMPARE(timeStep(360, 342), 60);
    QCOMPARE(timeStep(360, 200), 120);
    QCOMPARE(timeStep(30, 300), 5);
    QCOMPARE(timeStep(100, 300), 20);
    QCOMPARE(timeStep(2400, 300), 300);
    QCOMPARE(niceStep(8, 4), 2.0);
    QCOMPARE(niceStep(1.2e6, 5), 250e3);
    QCOMPARE(niceStep(0.9, 4), 0.25);
    QCOMPARE(shortCount(250e3), "250 k");
    QCOMPARE(shortCount(1.5e6), "1.5 M");
    QCOMPARE(threeFigures(7.7), "7.70");
    QCOMPARE(threeFigures(12.34), "12.3");
    QCOMPARE(threeFigures(99.96), "100");
    for (int seconds = 10; seconds <= 7200; seconds += 10) {
        const double pixels = 240;
        QVERIFY(timeStep(seconds, pixels) * pixels / seconds >= 34);
    }
}

void TstPassViews::coastlineIsReadOrRefused()
{
    QFile file(":/map/coastline.bin");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    const auto coast = readCoastline(bytes);
    QVERIFY(coast);
    QCOMPARE(coast->size(), std::size_t{127});
    for (qsizetype length = 0; length < bytes.size(); length += 37) {
        QVERIFY(!readCoastline(bytes.left(length)));
    }
    QVERIFY(!readCoastline(bytes.left(bytes.size() - 1)));
    QVERIFY(!readCoastline(bytes + '\0'));
    QByteArray foreign = bytes;
    foreign[0] = 'X';
    QVERIFY(!readCoastline(foreign));
    QByteArray off = bytes;
    off[8] = char(0x7F); // a longitude of 325°
    off[9] = char(0x7F);
    QVERIFY(!readCoastline(off));
    QByteArray few = QByteArray("SPC1") + QByteArray::fromHex("0100"
                                                              "0200"
                                                              "0000000000000100");
    QVERIFY(!readCoastline(few));
}

void TstPassViews::mapPaintsLandSeaAndNight()
{
    WorldMap map(m_dark, nullptr);
    map.resize(704, 290);
    MapScene scene;
    scene.when = instant("2026-03-20T12:00:00"); // day over Africa, night over the Pacific
    map.display(scene);
    const QImage image = map.grab().toImage();
    const MapFrame frame(QSizeF(704, 290));
    const Colours& colours = m_dark.colours();
    const auto seen = [&](double latitude, double longitude) {
        return image.pixelColor(frame.at(degrees(latitude, longitude)).toPoint());
    };
    QCOMPARE(seen(15, 20), colours.land);   // Chad
    QCOMPARE(seen(50, 20), colours.land);   // Poland
    QCOMPARE(seen(-25, 5), colours.sea);    // South Atlantic
    QVERIFY(seen(10, -170) != colours.sea); // night
    QVERIFY(seen(10, -170).lightness() < colours.sea.lightness());
    QVERIFY(seen(-25, 135).lightness() < colours.land.lightness()); // Australia, evening
    QVERIFY(count(image, colours.amber, box(frame.at(sunPlace(scene.when)), 12)) > 4);
}

void TstPassViews::mapLabelsWhatIsUnderTheMouse()
{
    WorldMap map(m_dark, nullptr);
    map.resize(704, 290);
    map.display(mapScene());
    const QImage before = map.grab().toImage();
    const MapFrame frame(QSizeF(704, 290));
    const QPoint nanshan = frame.at(degrees(43.475, 87.177)).toPoint();
    const QRect beside(nanshan + QPoint(8, -8), QSize(42, 16));
    const auto bright = [&beside](const QImage& image) {
        int found = 0;
        for (int x = beside.left(); x <= beside.right(); ++x) {
            for (int y = beside.top(); y <= beside.bottom(); ++y) {
                found += image.pixelColor(x, y).lightness() > 140 ? 1 : 0;
            }
        }
        return found;
    };
    QVERIFY(bright(before) < 3); // no label yet
    QTest::mouseMove(&map, nanshan);
    QMouseEvent move(QEvent::MouseMove, nanshan, nanshan, Qt::NoButton, {}, {});
    QApplication::sendEvent(&map, &move);
    QVERIFY(bright(map.grab().toImage()) > 30);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&map, &leave);
    QCOMPARE(map.grab().toImage(), before);
    // The own station in key colour, the ring of visibility around it.
    const QPointF own = frame.at(degrees(-33.93, 18.86));
    QVERIFY(count(before, m_dark.colours().key, box(own, 30)) > 40);
}

void TstPassViews::skyIsGreenOnlyWhereLightCame()
{
    SkyPlot sky(m_dark, nullptr);
    sky.resize(356, 290);
    SkyScene scene = skyScene();
    const QColor key = m_dark.colours().key;
    const QRect north(160, 20, 40, 110);
    const QRect south(160, 165, 50, 110);
    scene.flownSeconds = 0;
    scene.isFlying = false;
    sky.display(scene);
    QCOMPARE(count(sky.grab().toImage(), key, sky.rect()), 0);
    sky.display(skyScene());
    const QImage flying = sky.grab().toImage();
    QVERIFY(count(flying, key, south) > 60);
    QCOMPARE(count(flying, key, north), 0);
    scene = skyScene();
    scene.flownSeconds = k_passSeconds;
    sky.display(scene);
    QVERIFY(count(sky.grab().toImage(), key, north) > 60);
    scene.minimumElevation = 80 * k_radians;
    sky.display(scene);
    QVERIFY(count(sky.grab().toImage(), key, sky.rect()) < 60);
}

void TstPassViews::chartsPaintWhatIsThere()
{
    PassCharts charts(m_dark, nullptr);
    charts.resize(704, 268);
    const Colours& colours = m_dark.colours();
    charts.display({});
    const QImage empty = charts.grab().toImage();
    QCOMPARE(count(empty, colours.key, empty.rect()), 0);
    QCOMPARE(count(empty, colours.blue, empty.rect()), 0);
    QCOMPARE(count(empty, colours.amber, empty.rect()), 0);
    charts.display(chartsScene(195));
    const QImage image = charts.grab().toImage();
    const QRect left(0, 24, 404, 244);
    const QRect upper(406, 24, 298, 109);
    const QRect lower(406, 158, 298, 109);
    QVERIFY(count(image, colours.key, left) > 100);
    QVERIFY(count(image, colours.blue, upper) > 100);
    QVERIFY(count(image, colours.amber, lower) > 100);
    QCOMPARE(count(image, colours.key, QRect(300, 60, 95, 180)), 0); // nothing ahead of now
}

void TstPassViews::chartsMarkTheMillion()
{
    PassCharts charts(m_dark, nullptr);
    charts.resize(704, 268);
    ChartsScene scene = chartsScene(300);
    QVERIFY(scene.millionIndex);
    charts.display(scene);
    const QImage marked = charts.grab().toImage();
    scene.millionIndex.reset();
    charts.display(scene);
    const QImage bare = charts.grab().toImage();
    const QRect left(0, 24, 404, 244);
    const QColor key = m_dark.colours().key;
    QVERIFY(count(marked, key, left) > count(bare, key, left) + 30);
    scene.millionIndex = 5000; // beyond what is there: no mark, no crash
    charts.display(scene);
    QCOMPARE(charts.grab().toImage(), bare);
}

void TstPassViews::stripIsFilledAtTheMillion()
{
    CounterStrip strip(m_dark, nullptr);
    strip.resize(1072, 122);
    const Colours& colours = m_dark.colours();
    const QPoint free(700, 15);
    strip.display(stripScene(626'923));
    QCOMPARE(strip.grab().toImage().pixelColor(free), colours.surface);
    strip.display(stripScene(1'001'032));
    QCOMPARE(strip.grab().toImage().pixelColor(free), colours.key);
    QCOMPARE(strip.grab().toImage().pixelColor(20, 93), colours.onKey);
    StripScene over = stripScene(1'040'000);
    over.stage = FlightStage::kept;
    strip.display(over);
    QCOMPARE(strip.grab().toImage().pixelColor(free), colours.key);
    over.secureBits = 990'000; // what was kept came to less
    strip.display(over);
    QCOMPARE(strip.grab().toImage().pixelColor(free), colours.surface);
    strip.display({});
    const QImage idle = strip.grab().toImage();
    QCOMPARE(count(idle, colours.key, idle.rect()), 0);
    QVERIFY(count(idle, colours.sim, idle.rect()) > 20);
}

void TstPassViews::stripHoldsItsPlaces()
{
    for (const int width : {1072, 936}) {
        CounterStrip strip(m_dark, nullptr);
        strip.resize(width, 122);
        const QColor text3 = m_dark.colours().text3;
        const auto labels = [&](const StripScene& scene) {
            strip.display(scene);
            const QImage image = strip.grab().toImage();
            QVector<int> columns;
            for (int x = 400; x < width; ++x) {
                columns << count(image, text3, QRect(x, 34, 1, 15));
            }
            return columns;
        };
        const auto small = labels(stripScene(0));
        StripScene large = stripScene(999'999);
        large.bitsPerSecond = 123'400;
        large.rangeKm = 1999;
        large.qber = 0.1234;
        QCOMPARE(labels(large), small);
    }
}

void TstPassViews::stripKeepsTheBadgeFree()
{
    const Colours& colours = m_dark.colours();
    const SimBadge badge(m_dark, nullptr);
    for (int width = 844; width <= 1100; width += 8) {
        CounterStrip strip(m_dark, nullptr);
        strip.resize(width, 122);
        strip.display(stripScene(626'923));
        const QImage image = strip.grab().toImage();
        const QRect beside(346, 34, badge.sizeHint().width() + 8, 40);
        QCOMPARE(count(image, colours.text3, beside), 0);
        QCOMPARE(count(image, colours.blue, beside), 0);
        QVERIFY2(count(image, colours.blue, strip.rect()) > 20, "no key rate");
    }
}

void TstPassViews::captionFollowsTheStage()
{
    StripScene scene = stripScene(626'923);
    QCOMPARE(stripCaption(scene), "Secure bits, if the pass ended now");
    scene.stage = FlightStage::reconciling;
    QVERIFY(stripCaption(scene).startsWith("Secure bits, expected"));
    scene.stage = FlightStage::kept;
    QCOMPARE(stripCaption(scene), "Secure bits, this pass");
    const QString million =
        QString("One million secure bits in a single pass %1 21:35:32 UTC").arg(QChar(0xB7));
    scene = stripScene(1'001'032);
    QCOMPARE(stripCaption(scene), million);
    scene.stage = FlightStage::kept;
    QCOMPARE(stripCaption(scene), million);
    scene.secureBits = 999'999;
    QCOMPARE(stripCaption(scene), "Secure bits, this pass");
    scene.stage = FlightStage::failed;
    QVERIFY(!hasFigure(scene));
    QVERIFY(!isMillion(scene));
}

void TstPassViews::everyViewSpeaks()
{
    WorldMap map(m_dark, nullptr);
    map.display(mapScene());
    QVERIFY2(spoken(map).startsWith("World map. jinan-class-1 over 33 degrees south, "),
        qPrintable(spoken(map)));
    QVERIFY(spoken(map).endsWith("78 degrees high at Stellenbosch."));
    SkyPlot sky(m_dark, nullptr);
    sky.display(skyScene());
    QCOMPARE(spoken(sky), "Sky plot: rises south 21:30, highest 88 degrees, sets north 21:36.");
    SkyScene analytic = skyScene();
    analytic.path.front().when.reset();
    sky.display(analytic);
    QCOMPARE(spoken(sky), "Sky plot: rises south, highest 88 degrees, sets north.");
    CounterStrip strip(m_dark, nullptr);
    strip.display(stripScene(626'923));
    QCOMPARE(spoken(strip),
        "Secure bits, if the pass ended now: 626 thousand. Key rate 7.7 kilobit per second.");
    PassCharts charts(m_dark, nullptr);
    charts.display(chartsScene(195));
    QVERIFY2(spoken(charts).startsWith("Charts of the pass after 3 min 15 s: "),
        qPrintable(spoken(charts)));
    for (QWidget* view : std::initializer_list<QWidget*>{&map, &sky, &strip, &charts}) {
        QVERIFY(!view->objectName().isEmpty());
        QVERIFY(!view->accessibleName().isEmpty());
        QCOMPARE(view->accessibleDescription(), "SIMULATED");
    }
}

void TstPassViews::stripSpeaksUpSeldom()
{
    StripHerald herald;
    QVERIFY(!herald.speaks({}, 0));
    QVERIFY(herald.speaks(stripScene(0), 1'000)); // rise
    QVERIFY(!herald.speaks(stripScene(100'000), 20'000));
    QVERIFY(herald.speaks(stripScene(251'000), 30'000));
    QVERIFY(!herald.speaks(stripScene(249'000), 45'000));
    QVERIFY(!herald.speaks(stripScene(252'000), 60'000)); // the same mark again
    QVERIFY(herald.speaks(stripScene(501'000), 70'000));
    QVERIFY(!herald.speaks(stripScene(751'000), 75'000)); // too soon: waits
    QVERIFY(!herald.speaks(stripScene(1'001'000), 79'999));
    QVERIFY(herald.speaks(stripScene(1'002'000), 80'000)); // as one
    QVERIFY(!herald.speaks(stripScene(1'003'000), 95'000));
    StripScene over = stripScene(1'003'000);
    over.stage = FlightStage::kept;
    QVERIFY(herald.speaks(over, 96'000));
    QVERIFY(!herald.speaks(over, 200'000));
}

void TstPassViews::coloursFollowTheTheme()
{
    Theme theme(*qApp, ThemeChoice::dark);
    WorldMap map(theme, nullptr);
    map.resize(704, 290);
    MapScene scene;
    scene.when = instant("2026-03-20T12:00:00");
    map.display(scene);
    const QPoint chad = MapFrame(QSizeF(704, 290)).at(degrees(15, 20)).toPoint();
    QCOMPARE(map.grab().toImage().pixelColor(chad), coloursOf(Scheme::dark).land);
    theme.choose(ThemeChoice::light);
    QCOMPARE(map.grab().toImage().pixelColor(chad), coloursOf(Scheme::light).land);
}

QTEST_MAIN(TstPassViews)
#include "tst_pass_views.moc"
