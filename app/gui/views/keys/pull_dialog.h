// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk_state.h"
#include "pull_work.h"
#include "views/keys/fitting_dialog.h"
#include "views/parts.h"

#include <atomic>
#include <memory>

class QComboBox;
class QSpinBox;

namespace satpad::gui {

/// Asks with whom and how much key is to be drawn, and says what the KME says it has. Show it with
/// open(); ordered() tells the answer.
class PullDialog final : public FittingDialog
{
    Q_OBJECT
public:
    /// There is at least one peer; `chosen` is proposed.
    PullDialog(const PageNeeds& needs, const QString& chosen, QWidget* parent = nullptr);
    ~PullDialog() override;

Q_SIGNALS:
    void ordered(const satpad::gui::PullOrder& order);
    /// The settings of this peer's KME were asked for; this dialog has closed.
    void settingsAsked(const QString& peer);

private:
    void build();
    void takePeer();
    void ask();
    void takeStock(const core::Expected<KmeStock>& stock);
    void showPages();
    [[nodiscard]] const PeerState& peer() const;
    [[nodiscard]] PullOrder order() const;

    PageNeeds m_needs;
    std::vector<PeerState> m_peers;
    std::shared_ptr<std::atomic<bool>> m_enough; ///< of asking the KME
    bool m_simulated = false;                    ///< what it has is
    QComboBox* m_peer;
    QLabel* m_source;
    QSpinBox* m_size;
    QLabel* m_pages;
    QLabel* m_stock;
    SimBadge* m_badge;
    QPushButton* m_settings;
    QPushButton* m_start;
};

} // namespace satpad::gui
