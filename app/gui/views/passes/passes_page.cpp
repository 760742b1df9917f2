// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/passes_page.h"

#include "look/type.h"
#include "models/preferences.h"
#include "views/passes/counter_strip.h"
#include "views/passes/flight_words.h"
#include "views/passes/pass_charts.h"
#include "views/passes/pass_head.h"
#include "views/passes/pass_tabs.h"
#include "views/passes/sky_plot.h"
#include "views/passes/world_map.h"

#include <QGridLayout>
#include <QResizeEvent>
#include <QShortcut>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_narrowBelow = 1000;
constexpr int k_leastWidth = 968;
constexpr int k_leastHeight = 600;
constexpr int k_sideWidth = 356;
constexpr int k_narrowSideWidth = 352; ///< with less, a date of the list is cut
constexpr int k_mapHeight = 290;
constexpr int k_chartsHeight = 268;
constexpr int k_leastCharts = 232;
constexpr int k_mapEach = 3; ///< seconds, while nothing flies

bool mayBeSatellite(const PeerState& peer)
{
    return !peer.peer.address.empty();
}

/// Key of a pass has come from it before, or launch key is there.
int likeness(const PeerState& peer)
{
    const bool flew = std::ranges::any_of(
        peer.origins, [](const QString& origin) { return origin.startsWith("pass"); });
    const bool hasKey = peer.send.free > 0 && peer.receive.free > 0;
    return (flew ? 2 : 0) + (hasKey && peer.simulated ? 1 : 0);
}

PassPlaceNames firstPlace(const Preferences::PassPlace& kept, const QString& site)
{
    const auto or_ = [](const QString& name, const char* otherwise) {
        return name.isEmpty() ? std::string(otherwise) : name.toStdString();
    };
    return {kept.station.isEmpty() ? site.toLower().toStdString() : kept.station.toStdString(),
        or_(kept.orbit, "jinan-class"),
        or_(kept.sky, "good")};
}

} // namespace

PassesPage::PassesPage(const PageNeeds& needs, QWidget* parent)
    : QWidget(parent)
    , m_needs(needs)
    , m_forecast(new PassForecast(needs.desk, needs.world.clock, needs.world.files, this))
    , m_flight(PassFlight::of(needs.desk, needs.world.clock))
    , m_head(new PassHead(needs.theme, this))
    , m_notice(new Notice(needs.theme, "passNotice", this))
    , m_strip(new CounterStrip(needs.theme, this))
    , m_map(new WorldMap(needs.theme, this))
    , m_sky(new SkyPlot(needs.theme, this))
    , m_charts(new PassCharts(needs.theme, this))
    , m_tabs(new PassTabs(needs.theme, this))
{
    setObjectName("passesPage");
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_topMargin, k_margin, k_topMargin - 4);
    all->setSpacing(k_gap);
    all->setSizeConstraint(QLayout::SetNoConstraint);
    all->addWidget(m_head);
    all->addWidget(m_notice);
    all->addWidget(m_strip);
    auto* grid = new QGridLayout;
    grid->setSpacing(k_gap);
    grid->addWidget(m_map, 0, 0);
    grid->addWidget(m_sky, 0, 1);
    grid->addWidget(m_charts, 1, 0);
    grid->addWidget(m_tabs, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setRowStretch(0, k_mapHeight);
    grid->setRowStretch(1, k_chartsHeight);
    grid->setRowMinimumHeight(1, px(k_leastCharts));
    all->addLayout(grid, 1);
    connectAll();
    addShortcuts();
    m_second.start(1000);
    takeFlight();
    takeState();
    display();
    displayMap();
}

void PassesPage::connectAll()
{
    connect(m_forecast, &PassForecast::presetsRead, this, &PassesPage::takePresets);
    connect(m_forecast, &PassForecast::forecastChanged, this, &PassesPage::takeForecast);
    connect(m_forecast, &PassForecast::planChanged, this, &PassesPage::takePlan);
    connect(m_forecast, &PassForecast::trouble, this, [this](const QString& sentence) {
        say(Notice::Tone::alarm, sentence);
    });
    connect(&m_flight, &PassFlight::changed, this, &PassesPage::display);
    connect(&m_flight, &PassFlight::logged, this, &PassesPage::log);
    connect(&m_flight, &PassFlight::ended, this, &PassesPage::takeEnd);
    connect(&m_flight, &PassFlight::celebrated, this, &PassesPage::celebrated);
    connect(&m_flight, &PassFlight::checked, this, [this](const auto& list) {
        m_tabs->goList().addChecks(list);
    });
    connect(m_head, &PassHead::placeChosen, this, &PassesPage::takePlace);
    connect(m_head, &PassHead::satelliteChosen, this, &PassesPage::updateControls);
    connect(m_head, &PassHead::speedChosen, &m_flight, &PassFlight::setSpeed);
    connect(m_head, &PassHead::runPressed, this, &PassesPage::runOrStop);
    connect(m_head, &PassHead::pictureAsked, this, &PassesPage::savePicture);
    connect(m_tabs, &PassTabs::picked, this, [this](const ComingPass& pass) {
        m_picked = pass;
        m_keepsFlight = false;
        m_isSaid = false;
        m_forecast->pick(pass);
    });
    connect(m_notice, &Notice::actionChosen, this, [this] { run(true); });
    connect(m_notice, &Notice::closed, this, [this] {
        m_flight.forgetEnd();
        m_isSaid = false;
        showObstacle();
    });
    connect(&m_needs.desk, &Desk::stateChanged, this, &PassesPage::takeState);
    connect(&m_needs.desk, &Desk::peerChanged, this, &PassesPage::displayMap);
    connect(&m_second, &QTimer::timeout, this, &PassesPage::tick);
}

void PassesPage::addShortcuts()
{
    const auto add = [this](const QKeySequence& keys, auto does) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, does);
    };
    add(QKeySequence("Ctrl+R"), [this] { runOrStop(); });
    for (const char* key : {"+", "="}) {
        add(QKeySequence(QLatin1String(key)), [this] { m_head->stepSpeed(1); });
    }
    add(QKeySequence("-"), [this] { m_head->stepSpeed(-1); });
}

void PassesPage::takePresets()
{
    const sat::Presets& presets = *m_forecast->presets();
    m_head->setPresets(
        presets, firstPlace(m_needs.preferences.passPlace(), m_needs.desk.state().siteName));
    m_forecast->choose(m_head->names());
}

void PassesPage::takeState()
{
    QStringList names;
    const PeerState* best = nullptr;
    for (const PeerState& peer : m_needs.desk.state().peers) {
        if (mayBeSatellite(peer)) {
            names.append(peer.name);
            best = best == nullptr || likeness(peer) > likeness(*best) ? &peer : best;
        }
    }
    const auto& order = m_flight.order();
    const QString chosen = m_head->satellite().isEmpty() && order
                               ? QString::fromStdString(order->satellite.name)
                               : m_head->satellite();
    m_head->setSatellites(names, names.contains(chosen) || best == nullptr ? chosen : best->name);
    updateControls();
}

void PassesPage::takePlace()
{
    const PassPlaceNames names = m_head->names();
    m_needs.preferences.setPassPlace({QString::fromStdString(names.station),
        QString::fromStdString(names.orbit),
        QString::fromStdString(names.sky)});
    m_isSaid = false;
    m_keepsFlight = false;
    m_picked.reset();
    m_forecast->choose(names);
}

void PassesPage::takeForecast()
{
    const Forecast* forecast = m_forecast->forecast();
    ComingPassesModel& coming = m_tabs->coming();
    coming.setNow(m_forecast->now());
    coming.setPasses(forecast == nullptr ? std::vector<ComingPass>() : forecast->passes);
    if (forecast == nullptr) {
        m_tabs->setNote({});
        return;
    }
    const double age = forecast->elementsAgeDays;
    m_tabs->setNote(age > k_oldElementsDays
                        ? tr("Orbit elements are %1 days old. Pass times may be wrong.")
                              .arg(static_cast<qint64>(age))
                        : QString());
    const int kept = m_picked ? coming.rowOf(*m_picked) : -1;
    const int row = kept >= 0 ? kept : coming.nextUsable();
    m_tabs->select(row);
    if (!m_forecast->plan() || (kept < 0 && !isFlying())) {
        m_picked = *coming.at(row); // the made-up one is always there
        m_forecast->pick(*m_picked);
    }
    displayMap();
}

void PassesPage::takePlan()
{
    const auto& plan = m_forecast->plan();
    if (plan && !isFlying() && !m_keepsFlight) {
        m_flight.show(plan);
        m_tabs->goList().setPlan(*plan);
    }
    updateControls();
}

void PassesPage::pickOverhead()
{
    m_picked.emplace().isMadeUp = true;
    m_keepsFlight = false;
    const ComingPassesModel& coming = m_tabs->coming();
    const int row = coming.rowOf(*m_picked);
    if (row < 0) {
        return; // it is picked once it is predicted
    }
    m_picked = *coming.at(row);
    m_tabs->select(row);
    m_forecast->pick(*m_picked);
}

MapNames PassesPage::mapNames() const
{
    MapNames names;
    const PassPlaceNames chosen = m_forecast->names();
    names.own = placeName(chosen.station);
    names.satellite =
        m_head->satellite().isEmpty() ? QString::fromStdString(chosen.orbit) : m_head->satellite();
    if (m_forecast->presets()) {
        for (sat::Station station : m_forecast->presets()->stations()) {
            const QString preset = QString::fromStdString(station.name);
            const QString shown = placeName(station.name);
            station.name = shown.toStdString();
            names.stations.push_back(station);
            if (preset.compare(m_needs.desk.peerName(), Qt::CaseInsensitive) == 0) {
                names.peer = shown;
            }
        }
    }
    return names;
}

void PassesPage::display()
{
    const FlightState& state = m_flight.state();
    m_strip->display(stripOf(state));
    m_sky->display(skyOf(state));
    m_charts->display(chartsOf(state));
    if (isFlying()) {
        displayMap();
    }
    updateControls();
}

void PassesPage::displayMap()
{
    const Forecast* forecast = m_forecast->forecast();
    m_map->display(isFlying() ? mapOf(m_flight.state(), mapNames())
                              : mapNow(forecast == nullptr ? nullptr : forecast->orbit.get(),
                                    m_forecast->now(),
                                    mapNames()));
}

void PassesPage::tick()
{
    const sat::Instant now = m_forecast->now();
    m_tabs->coming().setNow(now);
    if (!isFlying()) {
        m_forecast->renew();
        if (sat::Instant::duration(now.time_since_epoch()) / std::chrono::seconds(1) % k_mapEach ==
            0) {
            displayMap();
        }
    }
}

QSize PassesPage::minimumSizeHint() const
{
    return px(QSize(k_leastWidth, k_leastHeight));
}

void PassesPage::resizeEvent(QResizeEvent* event)
{
    const bool narrow = event->size().width() < px(k_narrowBelow);
    m_head->setNarrow(narrow);
    m_sky->setFixedWidth(px(narrow ? k_narrowSideWidth : k_sideWidth));
    m_tabs->setFixedWidth(px(narrow ? k_narrowSideWidth : k_sideWidth));
    QWidget::resizeEvent(event);
}

} // namespace satpad::gui
