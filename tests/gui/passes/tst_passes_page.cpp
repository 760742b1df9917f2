// SPDX-License-Identifier: GPL-3.0-or-later
// The Passes page over a real home, with a satellite in a process of its own.
#include "pass_rig.h"
#include "views/parts.h"
#include "views/passes/counter_strip.h"

#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QSvgGenerator>
#include <QSvgRenderer>
#include <QTableView>

#include <algorithm>

using namespace satpad;
using namespace satpad::gui;
using test::Craft;
using test::PassRig;
using test::TwoHomes;

namespace {

constexpr int k_longest = 60'000; ///< ms; a pass as fast as it goes takes a few seconds

quint64 pagesWith(TwoHomes& homes, const QString& home, const QString& peer)
{
    const auto status =
        QJsonDocument::fromJson(homes.run({"--home", home, "--json", "keys", "status"}).toUtf8());
    quint64 pages = 0;
    for (const QJsonValue each : status["peers"].toArray()) {
        if (each["name"].toString() != peer) {
            continue;
        }
        for (const QJsonValue pad : each["pads"].toArray()) {
            if (pad["origin"].toString().contains("jinan-class")) {
                pages += static_cast<quint64>(pad["pages"].toInteger());
            }
        }
    }
    return pages;
}

} // namespace

class TestPassesPage final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void theBadgeStaysInItsFrameInADrawing();
    void comingPassesAreListed();
    void anotherPlaceIsRemembered();
    void aMillionIsCelebratedOnceAndItsPictureSaved();
    void anInterceptionGivesNoKeyAndSaysWhy();
    void stoppingKeepsWhatCameDown();
    void closingInMidPassKeepsToo();
    void aPageBuiltAnewGoesOnShowingThePass();
    void staleElementsAreANoGoThatCanBeOverruled();
    void anotherLightSourceIsSaid();
    void aPeerWithoutLaunchKeyIsSaid();
    void withoutASatelliteOnlyPlanningWorks();
    void aRealHomeFliesNothing();

private:
    void attack(PassRig& rig, int which);
    void pictureIsDrawnToo();
    void nothingIsReplacedUnasked(PassRig& rig);

    std::unique_ptr<TwoHomes> m_homes;
    std::unique_ptr<Craft> m_craft;
};

void TestPassesPage::initTestCase()
{
    m_homes = std::make_unique<TwoHomes>("0", true, "stellenbosch", "beijing");
    m_craft = std::make_unique<Craft>(*m_homes, QStringList{"stellenbosch"});
}

void TestPassesPage::attack(PassRig& rig, int which)
{
    rig.find<QPushButton>("passAttacks").menu()->actions().at(which)->trigger();
}

/// What QSvgGenerator writes knows no clip.
void TestPassesPage::theBadgeStaysInItsFrameInADrawing()
{
    const QSize size(240, 80);
    QBuffer lines;
    QSvgGenerator drawing;
    drawing.setOutputDevice(&lines);
    drawing.setSize(size);
    drawing.setViewBox(QRect({0, 0}, size));
    drawing.setResolution(96);
    QPainter painter(&drawing);
    const QRect frame = paintSimBadge(painter, coloursOf(Scheme::light), {60, 30});
    painter.end();
    QSvgRenderer renderer(lines.data());
    QImage drawn(size, QImage::Format_RGB32);
    drawn.fill(Qt::white);
    QPainter onto(&drawn);
    renderer.render(&onto);
    onto.fillRect(frame, Qt::white);
    onto.end();
    QImage blank(size, QImage::Format_RGB32);
    blank.fill(Qt::white);
    QCOMPARE(drawn, blank);
}

void TestPassesPage::comingPassesAreListed()
{
    PassRig rig(*m_homes, "stellenbosch");
    ComingPassesModel& coming = rig.page->tabs().coming();
    QAbstractItemModelTester tester(&coming);
    QAbstractItemModelTester goTester(&rig.page->tabs().goList());
    QVERIFY(coming.rowCount() > 5);
    const ComingPass& last = *coming.at(coming.rowCount() - 1);
    QVERIFY(last.isMadeUp && last.isUsable());
    QVERIFY(last.expectedBits > 900'000);
    int faint = 0;
    for (int row = 0; row < coming.rowCount(); ++row) {
        const QModelIndex in = coming.index(row, ComingPassesModel::In);
        const bool isUsable = in.data(ComingPassesModel::UsableRole).toBool();
        QCOMPARE(in.data(ComingPassesModel::IconRole).toString().isEmpty(), isUsable);
        QCOMPARE(
            coming.index(row, ComingPassesModel::Expected).data().toString().isEmpty(), !isUsable);
        faint += isUsable ? 0 : 1;
    }
    QVERIFY(faint > 0); // half of all passes come by day
    const ComingPass& next = *coming.at(coming.nextUsable());
    QVERIFY(rig.page->forecast().plan()->pass.isSame(next));
    QVERIFY(rig.page->tabs().goList().isAllGo());
    // The countdown goes on without another row.
    QSignalSpy resets(&coming, &QAbstractItemModel::modelReset);
    QSignalSpy changes(&coming, &QAbstractItemModel::dataChanged);
    const QModelIndex in = coming.index(coming.nextUsable(), ComingPassesModel::In);
    coming.setNow(next.rise - std::chrono::seconds(90));
    QCOMPARE(in.data().toString(), "1 m 30 s");
    coming.setNow(next.rise + std::chrono::seconds(1));
    QCOMPARE(in.data().toString(), "now");
    QCOMPARE(resets.count(), 0);
    QVERIFY(changes.count() >= 2);
}

void TestPassesPage::anotherPlaceIsRemembered()
{
    PassRig rig(*m_homes, "stellenbosch");
    auto& sky = rig.find<QComboBox>("passSky");
    const auto before =
        rig.page->tabs().coming().at(rig.page->tabs().coming().rowCount() - 1)->expectedBits;
    sky.setCurrentIndex(sky.findData("hazy"));
    Q_EMIT sky.activated(sky.currentIndex());
    QTRY_VERIFY_WITH_TIMEOUT(rig.page->forecast().plan() != nullptr, 20'000);
    QCOMPARE(m_homes->preferences().passPlace().sky, "hazy");
    ComingPassesModel& coming = rig.page->tabs().coming();
    QVERIFY(coming.at(coming.rowCount() - 1)->expectedBits < before);
}

void TestPassesPage::aMillionIsCelebratedOnceAndItsPictureSaved()
{
    PassRig rig(*m_homes, "stellenbosch");
    rig.chooseSatellite();
    rig.pickOverhead();
    QAbstractItemModelTester logTester(&rig.page->tabs().log());
    rig.find<QPushButton>("passSpeed0").click();
    const quint64 before = pagesWith(*m_homes, m_homes->path("stellenbosch"), "jinan-1");
    QSignalSpy celebrated(rig.page.get(), &PassesPage::celebrated);
    auto& run = rig.find<QPushButton>("passRun");
    QTRY_VERIFY(run.isEnabled());
    run.click();
    QVERIFY(rig.page->isFlying());
    QTRY_VERIFY_WITH_TIMEOUT(!rig.page->isFlying(), k_longest);
    const FlightState& state = rig.page->flight().state();
    QVERIFY2(state.stage == FlightStage::kept, qPrintable(rig.said()));
    // The strip's bits are the pads' pages, a rest below two pages aside.
    const StripScene strip = stripOf(state);
    quint64 pages = 0;
    for (const core::PadSummary& pad : rig.page->flight().pads()) {
        QVERIFY(pad.simulated && pad.state == core::PadState::confirmed);
        pages += pad.pages;
    }
    QCOMPARE(rig.page->flight().pads().size(), std::size_t{2});
    const quint64 pageBits = core::k_page_bytes * 8;
    QVERIFY(strip.secureBits >= pages * pageBits);
    QVERIFY(strip.secureBits < (pages + 2) * pageBits);
    QCOMPARE(pagesWith(*m_homes, m_homes->path("stellenbosch"), "jinan-1"), before + pages);
    QCOMPARE(pagesWith(*m_homes, m_craft->home(), "stellenbosch"), before + pages);
    QVERIFY(rig.said().contains("secure bits in pads at both ends"));
    QVERIFY(std::ranges::is_sorted(chartsOf(state).expectedBits));
    // The million.
    QVERIFY2(strip.secureBits >= k_million, qPrintable(rig.said()));
    QCOMPARE(celebrated.count(), 1);
    QVERIFY(rig.find<QPushButton>("passAttacks").isHidden());
    rig.asker.saves = m_homes->file("million.png");
    rig.find<QPushButton>("passPicture").click();
    QTRY_COMPARE(rig.said(), "Picture saved: million.png and million.svg");
    const QImage picture(m_homes->file("million.png"));
    QVERIFY(picture.width() > 1000 && picture.height() > 500);
    const QColor key = rig.theme.colours().key;
    QCOMPARE(picture.pixelColor(2 * 40, 2 * (16 + 30 + 12 + 4)), key); // the strip is filled
    pictureIsDrawnToo();
    nothingIsReplacedUnasked(rig);
    QVERIFY(rig.page->tabs().log().rowCount() > 5);
}

/// The picture of the million lies beside it as SVG.
void TestPassesPage::pictureIsDrawnToo()
{
    QFile drawing(m_homes->file("million.svg"));
    QVERIFY(drawing.open(QIODevice::ReadOnly));
    const QByteArray lines = drawing.readAll();
    drawing.close();
    QVERIFY(lines.contains(">SIMULATED<") && lines.contains("<path"));
    QSvgRenderer renderer(lines);
    QVERIFY(renderer.isValid());
    QImage drawn(renderer.defaultSize() * 2, QImage::Format_RGB32);
    QPainter painter(&drawn);
    renderer.render(&painter);
    painter.end();
    QCOMPARE(drawn.pixelColor(drawn.width() / 27, drawn.height() / 10),
        QImage(m_homes->file("million.png"))
            .scaled(drawn.size())
            .pixelColor(drawn.width() / 27, drawn.height() / 10));
}

void TestPassesPage::nothingIsReplacedUnasked(PassRig& rig)
{
    const auto isTheirs = [&](const char* name) {
        QFile file(m_homes->file(name));
        return file.open(QIODevice::ReadOnly) && file.readAll() == "theirs";
    };
    for (const char* name : {"again.svg", "bare.png", "bare.svg"}) {
        QFile theirs(m_homes->file(name));
        QVERIFY(theirs.open(QIODevice::WriteOnly) && theirs.write("theirs") == 6);
    }
    rig.asker.saves = m_homes->file("again.png");
    rig.asker.agrees = false;
    rig.find<QPushButton>("passPicture").click();
    QTRY_COMPARE(rig.said(), "Picture saved: again.png");
    QCOMPARE(rig.asker.asked.back(), "again.svg is there already. Replace it?");
    QVERIFY(isTheirs("again.svg"));
    // A name without an ending is that of a .png; who declines it saves nothing.
    rig.asker.saves = m_homes->file("bare");
    rig.find<QPushButton>("passPicture").click();
    QCOMPARE(rig.asker.asked.back(), "bare.png is there already. Replace it?");
    QTRY_COMPARE(rig.desk.jobs().running(), 0);
    QCOMPARE(rig.said(), "Picture saved: again.png");
    QVERIFY(isTheirs("bare.png") && isTheirs("bare.svg") && !QFile::exists(m_homes->file("bare")));
    rig.asker.agrees = true;
    rig.find<QPushButton>("passPicture").click();
    QTRY_COMPARE(rig.said(), "Picture saved: bare.png and bare.svg");
    QVERIFY(!isTheirs("bare.png") && !isTheirs("bare.svg"));
}

void TestPassesPage::anInterceptionGivesNoKeyAndSaysWhy()
{
    PassRig rig(*m_homes, "stellenbosch");
    rig.chooseSatellite();
    rig.pickOverhead();
    attack(rig, 3); // all of it
    rig.find<QPushButton>("passSpeed0").click();
    QTRY_VERIFY(rig.find<QPushButton>("passRun").isEnabled());
    rig.find<QPushButton>("passRun").click();
    QTRY_VERIFY_WITH_TIMEOUT(!rig.page->isFlying(), k_longest);
    QCOMPARE(rig.page->flight().state().stage, FlightStage::noKey);
    QVERIFY(rig.page->flight().pads().empty());
    QVERIFY2(rig.said().contains("someone measured the photons"), qPrintable(rig.said()));
}

void TestPassesPage::stoppingKeepsWhatCameDown()
{
    PassRig rig(*m_homes, "stellenbosch");
    rig.chooseSatellite();
    rig.pickOverhead();
    rig.find<QPushButton>("passSpeed60").click();
    QTRY_VERIFY(rig.find<QPushButton>("passRun").isEnabled());
    rig.find<QPushButton>("passRun").click();
    QTRY_VERIFY_WITH_TIMEOUT(stripOf(rig.page->flight().state()).secureBits > 50'000, k_longest);
    QCOMPARE(rig.page->flight().state().stage, FlightStage::flying);
    QVERIFY(!rig.find<QTableView>("comingPasses").isEnabled());
    rig.find<QPushButton>("passRun").click();
    QVERIFY(!rig.find<QPushButton>("passRun").isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(!rig.page->isFlying(), k_longest);
    const FlightState& state = rig.page->flight().state();
    QVERIFY2(state.stage == FlightStage::kept, qPrintable(rig.said()));
    QVERIFY(state.seconds.size() < state.plan->planned.simulated.track.size());
    QVERIFY(state.finalBits > 50'000);
    QVERIFY2(rig.said().startsWith("Stopped."), qPrintable(rig.said()));
}

void TestPassesPage::closingInMidPassKeepsToo()
{
    const quint64 before = pagesWith(*m_homes, m_homes->path("stellenbosch"), "jinan-1");
    {
        PassRig rig(*m_homes, "stellenbosch");
        rig.chooseSatellite();
        rig.pickOverhead();
        rig.find<QPushButton>("passSpeed60").click();
        QTRY_VERIFY(rig.find<QPushButton>("passRun").isEnabled());
        rig.find<QPushButton>("passRun").click();
        QTRY_VERIFY_WITH_TIMEOUT(
            stripOf(rig.page->flight().state()).secureBits > 50'000, k_longest);
        rig.find<QPushButton>("passSpeed1").click(); // real time: six minutes, were it not stopped
        QVERIFY(rig.page->isFlying());
    }
    QVERIFY(pagesWith(*m_homes, m_homes->path("stellenbosch"), "jinan-1") > before);
}

void TestPassesPage::aPageBuiltAnewGoesOnShowingThePass()
{
    PassRig rig(*m_homes, "stellenbosch");
    rig.chooseSatellite();
    rig.pickOverhead();
    attack(rig, 1);
    rig.find<QPushButton>("passSpeed60").click();
    QTRY_VERIFY(rig.find<QPushButton>("passRun").isEnabled());
    rig.find<QPushButton>("passRun").click();
    QTRY_VERIFY_WITH_TIMEOUT(rig.page->flight().state().seconds.size() > 60, k_longest);
    const int lines = rig.page->tabs().log().rowCount();
    const int checks = rig.page->tabs().goList().rowCount();
    const auto figures = [&] { return rig.page->findChild<CounterStrip*>()->grab().toImage(); };
    const QImage before = figures();

    rig.build(*m_homes);
    QCOMPARE(figures(), before);
    QVERIFY(rig.page->isFlying());
    QCOMPARE(rig.find<QPushButton>("passRun").text(), "Stop pass");
    QVERIFY(rig.find<QPushButton>("passRun").isEnabled());
    QVERIFY(rig.find<QPushButton>("passSpeed60").isChecked());
    QVERIFY(rig.find<QPushButton>("passAttacks").accessibleName().startsWith("Attacks: "));
    QTRY_COMPARE(rig.find<QComboBox>("passSatellite").currentText(), "jinan-1");
    QVERIFY(rig.page->tabs().log().rowCount() >= lines);
    QCOMPARE(rig.page->tabs().goList().rowCount(), checks);
    const std::size_t seconds = rig.page->flight().state().seconds.size();
    QVERIFY(seconds > 60);
    QTRY_VERIFY(rig.page->flight().state().seconds.size() > seconds);
    QTRY_VERIFY(figures() != before);
    rig.find<QPushButton>("passSpeed0").click(); // the flight obeys the new page
    QTRY_VERIFY_WITH_TIMEOUT(!rig.page->isFlying(), k_longest);
    const QString end = rig.said();
    QVERIFY(!end.isEmpty());

    // What it came to stays, too, and another one may be flown.
    const int allLines = rig.page->tabs().log().rowCount();
    const FlightStage stage = rig.page->flight().state().stage;
    rig.build(*m_homes);
    QCOMPARE(rig.said(), end);
    QCOMPARE(rig.page->tabs().log().rowCount(), allLines);
    QTRY_VERIFY_WITH_TIMEOUT(rig.find<QPushButton>("passRun").isEnabled(), k_longest);
    QCOMPARE(rig.page->flight().state().stage, stage);
    QVERIFY(rig.page->flight().state().seconds.size() > seconds);
    rig.pickOverhead();
    QTRY_COMPARE(rig.page->flight().state().stage, FlightStage::idle);
}

void TestPassesPage::staleElementsAreANoGoThatCanBeOverruled()
{
    PassRig rig(*m_homes, "stellenbosch");
    rig.chooseSatellite();
    auto& orbit = rig.find<QComboBox>("passOrbit");
    orbit.setCurrentText("lijian-1-a");
    Q_EMIT orbit.activated(orbit.currentIndex());
    rig.pickOverhead();
    // Some station has a night pass of it in these days.
    const ComingPassesModel& coming = rig.page->tabs().coming();
    auto& station = rig.find<QComboBox>("passStation");
    for (int i = 0; i < station.count() && coming.at(coming.nextUsable())->isMadeUp; ++i) {
        station.setCurrentIndex(i);
        Q_EMIT station.activated(i);
        rig.pickOverhead();
    }
    QVERIFY(!coming.at(coming.nextUsable())->isMadeUp);
    rig.find<QTableView>("comingPasses").selectRow(coming.nextUsable());
    QTRY_VERIFY(rig.page->forecast().plan() && !rig.page->forecast().plan()->pass.isMadeUp);
    QVERIFY(!rig.page->tabs().goList().isAllGo());
    QVERIFY(rig.find<QLabel>("elementsNote").text().contains("days old"));
    rig.find<QPushButton>("passSpeed0").click();
    QTRY_VERIFY(rig.find<QPushButton>("passRun").isEnabled());
    rig.find<QPushButton>("passRun").click();
    QTRY_VERIFY_WITH_TIMEOUT(!rig.page->isFlying(), k_longest);
    QCOMPARE(rig.page->flight().state().stage, FlightStage::failed);
    QVERIFY2(rig.said().startsWith("No go. Orbit elements"), qPrintable(rig.said()));
    auto& anyway = rig.find<QPushButton>("passNoticeAction");
    QVERIFY(!anyway.isHidden());
    anyway.click();
    QTRY_VERIFY_WITH_TIMEOUT(!rig.page->isFlying(), k_longest);
    QVERIFY2(rig.page->flight().state().stage != FlightStage::failed, qPrintable(rig.said()));
}

void TestPassesPage::anotherLightSourceIsSaid()
{
    PassRig rig(*m_homes, "stellenbosch");
    rig.chooseSatellite();
    auto& orbit = rig.find<QComboBox>("passOrbit");
    orbit.setCurrentText("micius");
    Q_EMIT orbit.activated(orbit.currentIndex());
    rig.pickOverhead();
    QTRY_VERIFY(rig.find<QPushButton>("passRun").isEnabled());
    rig.find<QPushButton>("passRun").click();
    QTRY_VERIFY_WITH_TIMEOUT(!rig.page->isFlying(), k_longest);
    QVERIFY2(rig.said().contains("jinan-1 flies jinan-class"), qPrintable(rig.said()));
}

void TestPassesPage::aPeerWithoutLaunchKeyIsSaid()
{
    PassRig rig(*m_homes, "beijing"); // its one peer is no satellite, and no key is shared
    rig.pickOverhead();
    QTRY_VERIFY(rig.find<QPushButton>("passRun").isEnabled());
    rig.find<QPushButton>("passRun").click();
    QTRY_VERIFY_WITH_TIMEOUT(!rig.page->isFlying(), k_longest);
    QCOMPARE(rig.page->flight().state().stage, FlightStage::failed);
    QVERIFY2(rig.said().contains("launch key"), qPrintable(rig.said()));
}

void TestPassesPage::withoutASatelliteOnlyPlanningWorks()
{
    TwoHomes alone("0", true);
    alone.run({"--home", alone.path("a"), "peer", "remove", "b"});
    PassRig rig(alone, "a");
    QVERIFY(!rig.find<QPushButton>("passRun").isEnabled());
    QVERIFY2(rig.said().contains("launch key"), qPrintable(rig.said()));
    QCOMPARE(rig.find<QPushButton>("passRun").toolTip(), rig.said());
    QVERIFY(rig.page->tabs().coming().rowCount() > 5);
    QVERIFY(!skyOf(rig.page->flight().state()).path.empty());
}

void TestPassesPage::aRealHomeFliesNothing()
{
    TwoHomes real("0");
    PassRig rig(real, "a");
    QVERIFY(!rig.find<QPushButton>("passRun").isEnabled());
    QVERIFY2(rig.said().contains("SIMULATED"), qPrintable(rig.said()));
    QVERIFY(rig.page->tabs().coming().rowCount() > 5);
}

QTEST_MAIN(TestPassesPage)
#include "tst_passes_page.moc"
