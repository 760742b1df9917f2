// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_wire_panel.h"

#include "demo_words.h"
#include "look/figures.h"
#include "views/parts.h"

#include <QGridLayout>
#include <QPushButton>
#include <QSlider>

#include <algorithm>
#include <cmath>

namespace satpad::gui {
namespace {

constexpr int k_delayStepMs = 10;
constexpr int k_mostDelay = 60; ///< 600 ms there and back, as over a far satellite
constexpr int k_mostLoss = 20;  ///< in half percent
constexpr double k_leastBits = 16'000;
constexpr int k_octave = 4; ///< steps of the slider for twice the bandwidth
constexpr int k_mostBandwidth = 32;

quint64 bandwidthOf(int position)
{
    const double bits = k_leastBits * std::exp2(static_cast<double>(position) / k_octave);
    return static_cast<quint64>(std::llround(bits / 1000)) * 1000;
}

int positionOf(quint64 bits)
{
    return static_cast<int>(
        std::lround(k_octave * std::log2(static_cast<double>(bits) / k_leastBits)));
}

} // namespace

DemoWirePanel::DemoWirePanel(DemoRun& run, const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_run(run)
    , m_theme(theme)
    , m_amount(makeLabel({}, "second", this))
    , m_bytes(new DemoBytes(theme, this))
    , m_cut(makeButton(tr("Cut the link"), "demoCut", this))
    , m_bit(makeButton(tr("Change one bit"), "demoBit", this))
    , m_hint(makeLabel({}, "caption", this))
{
    setObjectName("demoWire");
    setProperty("panel", true);
    auto* inside = new QVBoxLayout(this);
    inside->setContentsMargins(12, 10, 12, 12);
    inside->setSpacing(7);
    auto* head = new QHBoxLayout;
    auto* name = makeLabel(tr("On the wire"), "", this);
    name->setStyleSheet("font-weight: 700;");
    m_amount->setObjectName("demoAmount");
    head->addWidget(name);
    head->addStretch();
    head->addWidget(m_amount);
    inside->addLayout(head);
    inside->addWidget(m_bytes, 3);
    auto* rule = new QFrame(this);
    rule->setFixedHeight(1);
    rule->setObjectName("demoRule");
    inside->addWidget(rule);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(0);
    m_delay = addSlider(grid, tr("Delay"), "demoDelay", k_mostDelay);
    m_delay->setToolTip(tr("There and back"));
    m_bandwidth = addSlider(grid, tr("Bandwidth"), "demoBandwidth", k_mostBandwidth);
    m_loss = addSlider(grid, tr("Loss"), "demoLoss", k_mostLoss);
    m_loss->setToolTip(tr("Of packets; each holds up those behind it for 200 ms"));
    m_delayText = findChild<QLabel*>("demoDelayText");
    m_bandwidthText = findChild<QLabel*>("demoBandwidthText");
    m_lossText = findChild<QLabel*>("demoLossText");
    inside->addLayout(grid);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(12);
    buttons->addWidget(m_cut);
    buttons->addWidget(m_bit);
    buttons->addStretch();
    inside->addLayout(buttons);
    m_hint->setObjectName("demoHint");
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    inside->addWidget(m_hint, 1);
    connect(m_cut, &QPushButton::clicked, &run, &DemoRun::cutLink);
    connect(m_bit, &QPushButton::clicked, &run, &DemoRun::changeOneBit);
    connect(&theme, &Theme::changed, this, &DemoWirePanel::refreshIcons);
    m_delay->setValue(static_cast<int>(run.link().round_trip.count()) / k_delayStepMs);
    m_bandwidth->setValue(positionOf(run.link().bits_per_second));
    m_loss->setValue(static_cast<int>(std::lround(run.link().loss * 200)));
    for (QSlider* slider : {m_delay, m_bandwidth, m_loss}) {
        connect(slider, &QSlider::valueChanged, this, &DemoWirePanel::takeSliders);
    }
    refreshIcons();
    showFigures();
    refresh();
}

QSlider* DemoWirePanel::addSlider(
    QGridLayout* grid, const QString& name, const char* object, int most)
{
    const int row = grid->rowCount();
    auto* slider = new QSlider(Qt::Horizontal, this);
    slider->setObjectName(object);
    slider->setAccessibleName(name);
    slider->setRange(0, most);
    slider->setPageStep(std::max(1, most / 8));
    auto* figure = makeLabel({}, "", this);
    figure->setObjectName(QString(object) + "Text");
    figure->setStyleSheet("font-weight: 700;");
    figure->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    figure->setMinimumWidth(fontMetrics().horizontalAdvance("4 096 kbit/s") + 8);
    auto* word = makeLabel(name, "second", this);
    word->setBuddy(slider);
    grid->addWidget(word, row, 0);
    grid->addWidget(slider, row, 1);
    grid->addWidget(figure, row, 2);
    return slider;
}

void DemoWirePanel::takeSliders()
{
    service::DemoLink link;
    link.round_trip = std::chrono::milliseconds(m_delay->value() * k_delayStepMs);
    link.bits_per_second = bandwidthOf(m_bandwidth->value());
    link.loss = m_loss->value() / 200.0;
    m_run.setLink(link);
    showFigures();
}

void DemoWirePanel::showFigures()
{
    const service::DemoLink& link = m_run.link();
    m_delayText->setText(tr("%1 ms").arg(link.round_trip.count()));
    m_bandwidthText->setText(tr("%1 kbit/s").arg(grouped(link.bits_per_second / 1000)));
    m_lossText->setText(tr("%1 %").arg(link.loss * 100, 0, 'f', 1));
}

QString DemoWirePanel::hint() const
{
    const transport::LinkStatistics& link = m_run.now().link;
    const QString far = siteWord(service::DemoEnd::receiver);
    if (link.changed_bits != 0 && link.connections > link.changed_bits) {
        return tr("One bit was changed on the way. %1 refused it; the connection was made anew and "
                  "the same bytes follow. Connections so far: %2.")
            .arg(far)
            .arg(link.connections);
    }
    if (link.connections > 1) {
        return tr(
            "The link was cut. The connection was made anew and the same bytes follow, with no "
            "new key. Connections so far: %1.")
            .arg(link.connections);
    }
    return tr(
        "Cut it: the rest follows later, with no new key. Change a bit: %1 refuses it, and the "
        "same bytes follow over a new connection.")
        .arg(far);
}

void DemoWirePanel::refresh()
{
    const service::DemoNow& now = m_run.now();
    m_amount->setText(
        now.moment < service::DemoMoment::sealed
            ? QString()
            : tr("%1 of %2").arg(bytesText(now.passed_bytes), bytesText(now.sealed_bytes)));
    // The file also holds its header and tags.
    const core::Bytes& sealed = m_run.sealedBytes();
    const bool all = now.passed_bytes == now.sealed_bytes;
    m_bytes->show(sealed, sealed.empty() ? 0 : all ? sealed.size() : now.passed_bytes);
    const bool onTheWire = m_run.isOnTheWire();
    m_cut->setEnabled(onTheWire);
    m_bit->setEnabled(onTheWire);
    for (QPushButton* button : {m_cut, m_bit}) {
        button->setToolTip(onTheWire ? QString() : tr("While the photo is on its way"));
    }
    m_hint->setText(hint());
}

void DemoWirePanel::refreshIcons()
{
    m_cut->setIcon(m_theme.icon("cut", m_theme.colours().text));
    m_bit->setIcon(m_theme.icon("attack", m_theme.colours().text));
    findChild<QFrame*>("demoRule")
        ->setStyleSheet(QString("background: %1; border: 0;").arg(m_theme.colours().line.name()));
}

} // namespace satpad::gui
