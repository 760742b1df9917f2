// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast_panel.h"

#include "forecast_chart.h"
#include "key_peers_model.h"
#include "look/figures.h"
#include "look/speaks.h"
#include "models/desk.h"
#include "models/preferences.h"
#include "models/sentences.h"

#include <QDateTime>
#include <QVBoxLayout>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_again = 10 * 60 * 1000; ///< ms; the line begins at "now"
constexpr qint64 k_hour = 3600;

qint64 nowSeconds()
{
    return QDateTime::currentSecsSinceEpoch();
}

bool comesBy(const PeerState& peer, const char* way)
{
    return std::ranges::any_of(
        peer.origins, [&](const QString& origin) { return origin.startsWith(QLatin1String(way)); });
}

QString skyWords(const QString& sky)
{
    return sky == "good"   ? ForecastPanel::tr("good")
           : sky == "hazy" ? ForecastPanel::tr("hazy")
                           : sky;
}

QString whenText(qint64 at)
{
    return QDateTime::fromSecsSinceEpoch(at, Qt::UTC).toString("yyyy-MM-dd HH:mm") + " UTC";
}

/// Chinese puts no space between sentences.
QString sentences(const QStringList& each)
{
    QString text;
    for (const QString& sentence : each) {
        text = text.isEmpty() ? sentence : ForecastPanel::tr("%1 %2").arg(text, sentence);
    }
    return text;
}

} // namespace

ForecastPanel::ForecastPanel(const PageNeeds& needs, QWidget* parent)
    : QFrame(parent)
    , m_needs(needs)
    , m_title(makeLabel({}, "second", this))
    , m_chart(new ForecastChart(needs.theme, this))
    , m_caption(makeLabel({}, "caption", this))
{
    setObjectName("forecastPanel");
    setProperty("panel", true);
    auto* inside = new QVBoxLayout(this);
    inside->setContentsMargins(12, 10, 12, 8);
    inside->setSpacing(6);
    m_title->setObjectName("forecastTitle");
    m_title->setStyleSheet("font-weight: 700");
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    inside->addWidget(m_title);
    inside->addWidget(m_chart, 1);
    m_caption->setObjectName("forecastCaption");
    m_caption->setWordWrap(true);
    inside->addWidget(m_caption);
    connect(&needs.desk, &Desk::peerChanged, this, &ForecastPanel::takeState);
    connect(&m_again, &QTimer::timeout, this, &ForecastPanel::takeState);
    m_again.start(k_again);
}

std::optional<qint64> ForecastPanel::nextPass() const
{
    const qint64 now = nowSeconds();
    for (const ForecastPass& pass : m_passes.here) {
        if (m_known && pass.at > now) {
            return pass.at;
        }
    }
    return std::nullopt;
}

ForecastPlace ForecastPanel::place() const
{
    const auto chosen = m_needs.preferences.passPlace();
    return {chosen.station,
        chosen.orbit.isEmpty() ? QStringLiteral("jinan-class") : chosen.orbit,
        chosen.sky.isEmpty() ? QStringLiteral("good") : chosen.sky,
        m_needs.desk.peerName()};
}

ForecastPanel::Way ForecastPanel::wayOf(const PeerState& peer, const ForecastPlace& place)
{
    if (comesBy(peer, "relay ")) {
        return Way::relayed;
    }
    const bool flies = peer.name.compare(place.orbit, Qt::CaseInsensitive) == 0;
    return flies || comesBy(peer, "pass ") ? Way::direct : Way::none;
}

void ForecastPanel::takeState()
{
    if (m_needs.desk.isRead() && (!m_padsRead || m_padsReadAt != m_needs.desk.state().lastEvent)) {
        readPads();
    }
    lookForPasses();
    draw();
}

void ForecastPanel::readPads()
{
    m_padsRead = true;
    m_padsReadAt = m_needs.desk.state().lastEvent;
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site()] { return site->ledger().pads(); },
        [this](core::Expected<std::vector<core::PadSummary>> pads) {
            if (pads) { // else the desk says the same
                m_pads = std::move(*pads);
                draw();
            }
        });
}

void ForecastPanel::lookForPasses()
{
    const Job wanted{place(), nowSeconds() / k_hour};
    if (m_asked == wanted || wanted.place.station.isEmpty() || wanted.place.far.isEmpty()) {
        return;
    }
    if (!m_asked || !(m_asked->place == wanted.place)) {
        m_known = false; // what is shown is of another place or peer
    }
    m_asked = wanted;
    Desk& desk = m_needs.desk;
    desk.jobs().run(
        this,
        [world = &m_needs.world,
            home = desk.site().home().paths().root,
            place = wanted.place,
            stop = &desk.jobs().stop()] {
            return comingPasses(*world, home, place, nowSeconds(), *stop);
        },
        [this, wanted](core::Expected<ForecastPasses> found) {
            if (m_asked != wanted) {
                return; // somebody else was chosen meanwhile
            }
            m_known = found.has_value();
            m_passes = found ? std::move(*found) : ForecastPasses();
            m_trouble = m_known ? QString() : sentenceOf(found.error());
            draw();
            Q_EMIT passesChanged();
        });
}

void ForecastPanel::draw()
{
    const PeerState* peer = m_needs.desk.peer();
    m_titleText =
        peer == nullptr ? tr("Forecast") : tr("Forecast for %1, pages to send").arg(peer->name);
    fitTitle();
    if (const QString instead = sentenceInstead(peer); !instead.isEmpty()) {
        m_chart->setVisible(false);
        m_chart->show({}, {}, false);
        m_caption->setText(instead);
        m_caption->setAlignment(Qt::AlignCenter);
        return;
    }
    drawLine(*peer);
}

QString ForecastPanel::sentenceInstead(const PeerState* peer) const
{
    if (peer == nullptr) {
        return tr("Once there is a peer, this shows how long its key will last.");
    }
    if (peer->send.pages + peer->receive.pages == 0) {
        return tr("No key shared with %1 yet.").arg(peer->name);
    }
    const ForecastPlace where = place();
    if (wayOf(*peer, where) == Way::none) {
        return {};
    }
    if (where.station.isEmpty()) {
        return tr("Choose your station on Passes to see what the coming passes would bring.");
    }
    if (m_known) {
        return {};
    }
    return m_trouble.isEmpty() ? tr("Looking for passes…")
                               : tr("The passes cannot be foreseen. %1").arg(m_trouble);
}

PageUseRate ForecastPanel::useOf(const PeerState& peer, qint64 now) const
{
    std::set<core::PadId> sends;
    for (const core::PadSummary& pad : m_pads) {
        if (pad.peer == peer.peer.id && pad.direction == core::PadDirection::send) {
            sends.insert(pad.id);
        }
    }
    return pagesTaken(m_needs.desk.state().events, sends, now);
}

void ForecastPanel::drawLine(const PeerState& peer)
{
    const Way way = wayOf(peer, place());
    const auto gains = way == Way::direct    ? directGains(m_passes.here)
                       : way == Way::relayed ? relayedGains(m_passes.here, m_passes.there)
                                             : std::vector<ForecastGain>();
    const qint64 now = nowSeconds();
    const PageUseRate use = useOf(peer, now);
    const quint64 free = freeToSend(peer);
    m_chart->show(forecastPoints(
                      free, use.perDay(), gains, {now, now + qint64{k_forecastDays} * 24 * k_hour}),
        gains,
        peer.simulated || m_needs.desk.state().simulatedHome || !gains.empty());
    m_chart->setVisible(true);
    const QString words = caption(way, use, gains);
    m_caption->setText(words);
    m_caption->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    const ForecastPoint& end = m_chart->points().back();
    const QString spoken =
        tr("%1: now %2, expected in %3 days %4, with the band's lower edge at %5. Low below %6. %7")
            .arg(m_titleText,
                QString::number(free),
                QString::number(k_forecastDays),
                QString::number(static_cast<quint64>(end.expected)),
                QString::number(static_cast<quint64>(end.low)),
                QString::number(k_lowPages),
                words);
    say(*m_chart, spoken);
    m_chart->setToolTip(gains.empty() ? spoken
                                      : tr("Next: %1, %2 expected, %3 pages to send")
                                            .arg(whenText(gains.front().at),
                                                bitsText(gains.front().bits),
                                                grouped(gains.front().pages)));
}

QString ForecastPanel::caption(
    Way way, const PageUseRate& use, const std::vector<ForecastGain>& gains) const
{
    const QString days = QString::number(use.days, 'g', 2);
    const QString rate = grouped(static_cast<quint64>(use.perDay() + 0.5));
    QStringList words{use.pages == 0
                          ? tr("Expected, if no key is used, as in the last %1 days.").arg(days)
                          : tr("Expected, if use goes on as in the last %1 days: %2 pages a day.")
                                .arg(days, rate)};
    if (way == Way::none) {
        words.append(tr("No pass brings this key, so it only gets less."));
        return sentences(words);
    }
    const QString peer = m_needs.desk.peerName();
    if (way == Way::relayed && !m_passes.farKnown) {
        words.append(
            tr("No pass counts: no station named %1 is known, and a relay needs both.").arg(peer));
        return sentences(words);
    }
    if (gains.empty()) {
        words.append(tr("No pass of these days is expected to bring key."));
        return sentences(words);
    }
    if (way == Way::relayed) {
        words.append(tr("The smaller pass of both stations counts."));
    }
    words.append(m_passes.lowSky.isEmpty()
                     ? tr("Band: down to no pass at all.")
                     : tr("Band: down to a %1 sky.").arg(skyWords(m_passes.lowSky)));
    return sentences(words);
}

void ForecastPanel::fitTitle()
{
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setText(QFontMetrics(bold).elidedText(m_titleText, Qt::ElideMiddle, m_title->width()));
    m_title->setToolTip(m_titleText);
    m_title->setAccessibleName(m_titleText);
}

void ForecastPanel::showEvent(QShowEvent* event)
{
    QFrame::showEvent(event);
    takeState(); // the station may have been chosen meanwhile
}

void ForecastPanel::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    fitTitle();
}

} // namespace satpad::gui
