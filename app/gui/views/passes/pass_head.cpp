// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/pass_head.h"

#include "look/type.h"
#include "views/passes/flight_words.h"

#include <QActionGroup>
#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_headHeight = 30;

constexpr double k_tenth = 0.1;

void choose(QComboBox& combo, const std::string& name)
{
    combo.setCurrentIndex(std::max(0, combo.findData(QString::fromStdString(name))));
}

std::string chosen(const QComboBox& combo)
{
    return combo.currentData().toString().toStdString();
}

} // namespace

PassHead::PassHead(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_station(makeCombo("passStation", tr("Station")))
    , m_orbit(makeCombo("passOrbit", tr("Orbit")))
    , m_sky(makeCombo("passSky", tr("Sky")))
    , m_satellite(makeCombo("passSatellite", tr("Satellite")))
    , m_attacks(makeButton(tr("Attacks"), "passAttacks", this))
    , m_picture(makeButton(tr("Save picture…"), "passPicture", this))
    , m_run(makeButton(tr("Run pass"), "passRun", this))
    , m_speeds(new QButtonGroup(this))
    , m_attackChoice(new QActionGroup(this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(k_gap);
    row->addWidget(makeLabel(tr("Passes"), "title", this));
    for (QComboBox* combo : {m_station, m_orbit, m_satellite, m_sky}) {
        row->addWidget(combo);
    }
    row->addWidget(new SimBadge(theme, this));
    row->addStretch(1);
    row->addWidget(m_attacks);
    row->addWidget(m_picture);
    addSpeeds(*row);
    row->addWidget(m_run);
    setFixedHeight(px(k_headHeight));
    addAttacks();
    m_satellite->hide();
    m_run->setProperty("role", "main");
    m_orbit->setToolTip(tr("What flies: an orbit and a light source"));
    m_satellite->setToolTip(tr("Which peer is the satellite"));
    for (QComboBox* combo : {m_station, m_orbit, m_sky}) {
        connect(combo, &QComboBox::activated, this, &PassHead::placeChosen);
    }
    connect(m_satellite, &QComboBox::activated, this, &PassHead::satelliteChosen);
    connect(m_run, &QPushButton::clicked, this, &PassHead::runPressed);
    connect(m_picture, &QPushButton::clicked, this, &PassHead::pictureAsked);
    connect(&theme, &Theme::changed, this, &PassHead::refreshIcons);
    refreshIcons();
    layOut();
}

QComboBox* PassHead::makeCombo(const char* name, const QString& spoken)
{
    auto* combo = new QComboBox(this);
    combo->setObjectName(QLatin1String(name));
    combo->setAccessibleName(spoken);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return combo;
}

void PassHead::addAttacks()
{
    struct Choice
    {
        QString words;
        sat::Attack attack;
    };
    const Choice choices[] = {{tr("Nobody on the line"), {}},
        {tr("Photon-number splitting"), {true, 0}},
        {tr("A tenth of the photons measured"), {false, k_tenth}},
        {tr("All photons measured"), {false, 1}}};
    auto* menu = new QMenu(m_attacks);
    for (const Choice& choice : choices) {
        QAction* action = menu->addAction(choice.words);
        action->setCheckable(true);
        action->setData(
            QVariantList{choice.attack.photon_number_splitting, choice.attack.intercepted});
        m_attackChoice->addAction(action);
    }
    m_attackChoice->actions().constFirst()->setChecked(true);
    m_attacks->setMenu(menu);
    m_attacks->setToolTip(tr("What somebody does to the light of the next pass"));
    // The button says when there is one: a pass without key must not be a riddle.
    connect(m_attackChoice, &QActionGroup::triggered, this, &PassHead::refreshIcons);
}

void PassHead::addSpeeds(QHBoxLayout& row)
{
    auto* segments = new QHBoxLayout;
    segments->setSpacing(0);
    struct Speed
    {
        QString words;
        QString spoken;
        int speed;
        const char* place;
    };
    const Speed speeds[] = {{tr("1×"), tr("In real time"), 1, "first"},
        {tr("10×"), tr("Ten times as fast"), 10, "mid"},
        {tr("60×"), tr("Sixty times as fast"), 60, "mid"},
        {tr("Max"), tr("As fast as it goes"), 0, "last"}};
    for (const Speed& speed : speeds) {
        auto* button =
            makeButton(speed.words, qPrintable("passSpeed" + QString::number(speed.speed)), this);
        button->setAccessibleName(speed.spoken);
        button->setToolTip(speed.spoken);
        button->setCheckable(true);
        button->setProperty("seg", speed.place);
        button->setStyleSheet("padding: 0 2px;");
        m_speeds->addButton(button, speed.speed);
        segments->addWidget(button);
    }
    m_speeds->button(10)->setChecked(true);
    connect(
        m_speeds, &QButtonGroup::idClicked, this, [this](int speed) { Q_EMIT speedChosen(speed); });
    row.addLayout(segments);
}

void PassHead::setPresets(const sat::Presets& presets, const PassPlaceNames& wanted)
{
    m_station->clear();
    m_orbit->clear();
    m_sky->clear();
    for (const sat::Station& station : presets.stations()) {
        m_station->addItem(placeName(station.name), QString::fromStdString(station.name));
    }
    for (const sat::SatellitePreset& satellite : presets.satellites()) {
        const QString name = QString::fromStdString(satellite.name);
        m_orbit->addItem(name, name);
    }
    for (const sat::SkyPreset& sky : presets.skies()) {
        m_sky->addItem(skyName(sky.name), QString::fromStdString(sky.name));
    }
    choose(*m_station, wanted.station);
    choose(*m_orbit, wanted.orbit);
    choose(*m_sky, wanted.sky);
    refreshIcons();
}

PassPlaceNames PassHead::names() const
{
    return {chosen(*m_station), chosen(*m_orbit), chosen(*m_sky)};
}

void PassHead::setSatellites(const QStringList& names, const QString& wanted)
{
    QStringList shown;
    for (int i = 0; i < m_satellite->count(); ++i) {
        shown.append(m_satellite->itemText(i));
    }
    if (shown != names) {
        m_satellite->clear();
        m_satellite->addItems(names);
        m_satellite->setCurrentIndex(std::max(0, m_satellite->findText(wanted)));
        m_satellite->setVisible(names.size() > 1);
        layOut();
    }
}

QString PassHead::satellite() const
{
    return m_satellite->currentText();
}

sat::Attack PassHead::attack() const
{
    const QVariantList chosen = m_attackChoice->checkedAction()->data().toList();
    return {chosen[0].toBool(), chosen[1].toDouble()};
}

void PassHead::showChosen(double speed, const sat::Attack& attack)
{
    if (QAbstractButton* button = m_speeds->button(static_cast<int>(speed))) {
        button->setChecked(true);
    }
    const QVariant wanted = QVariantList{attack.photon_number_splitting, attack.intercepted};
    for (QAction* action : m_attackChoice->actions()) {
        if (action->data() == wanted) {
            action->setChecked(true);
        }
    }
    refreshIcons();
}

double PassHead::speed() const
{
    return m_speeds->checkedId();
}

void PassHead::stepSpeed(int steps)
{
    const auto buttons = m_speeds->buttons();
    const auto at = buttons.indexOf(m_speeds->checkedButton());
    buttons[std::clamp<qsizetype>(at + steps, 0, buttons.size() - 1)]->click();
}

} // namespace satpad::gui
