// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "forecast_work.h"
#include "views/parts.h"

#include <QFrame>
#include <QTimer>

#include <optional>

namespace satpad::gui {

class ForecastChart;

/// What the key to send to the desk's peer is expected to come to in the next days, and on what
/// that rests. GUI thread; the passes are foreseen in jobs.
class ForecastPanel final : public QFrame
{
    Q_OBJECT
public:
    ForecastPanel(const PageNeeds& needs, QWidget* parent);

    /// End of the next usable pass over this station, seconds since 1970; empty when none is known.
    [[nodiscard]] std::optional<qint64> nextPass() const;
    /// Looks again at what is shown, and at the passes when they are others by now.
    void takeState();

Q_SIGNALS:
    /// nextPass() may be another one.
    void passesChanged();

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Way
    {
        none,   ///< no pass brings key of this peer
        direct, ///< the peer is the satellite
        relayed
    };
    struct Job
    {
        ForecastPlace place;
        qint64 hour = 0;
        bool operator==(const Job&) const = default;
    };

    [[nodiscard]] ForecastPlace place() const;
    [[nodiscard]] static Way wayOf(const PeerState& peer, const ForecastPlace& place);
    void lookForPasses();
    void readPads();
    void draw();
    [[nodiscard]] QString sentenceInstead(
        const PeerState* peer) const; ///< of a line; empty: draw it
    [[nodiscard]] PageUseRate useOf(const PeerState& peer, qint64 now) const;
    void drawLine(const PeerState& peer);
    [[nodiscard]] QString caption(
        Way way, const PageUseRate& use, const std::vector<ForecastGain>& gains) const;
    void fitTitle();

    PageNeeds m_needs;
    std::optional<Job> m_asked;
    ForecastPasses m_passes;
    QString m_trouble; ///< why no passes are known
    bool m_known = false;
    std::vector<core::PadSummary> m_pads;
    bool m_padsRead = false;
    quint64 m_padsReadAt = 0;
    QTimer m_again;
    QString m_titleText;
    QLabel* m_title;
    ForecastChart* m_chart;
    QLabel* m_caption;
};

} // namespace satpad::gui
