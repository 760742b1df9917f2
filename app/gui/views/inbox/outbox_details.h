// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/inbox/outbox_model.h"
#include "views/inbox/page_parts.h"
#include "views/notice.h"

#include <array>

class QVBoxLayout;

namespace satpad::gui {

/// The chosen message of the outbox: its way in five steps, what it spends, what may be done.
class OutboxDetails final : public QFrame
{
    Q_OBJECT
public:
    OutboxDetails(const PageNeeds& needs, QWidget* parent);

    /// Null: nothing is chosen. `canTry`: no delivery is under way.
    void show(const OutboxRow* row, const DeskState& state, bool canTry);
    /// Null: the room is given to the rest.
    void showPicture(const QImage& image);
    [[nodiscard]] Notice& note() noexcept { return *m_note; }

Q_SIGNALS:
    void retryAsked();
    void cancelAsked();

private:
    struct Step
    {
        QLabel* icon = nullptr;
        QLabel* text = nullptr;
        QLabel* time = nullptr;
    };
    void makeTrail(QVBoxLayout* column);
    void makeButtons(QVBoxLayout* column);
    void showTrail(const OutboxRow& row, const DeskState& state);
    void showFacts(const OutboxRow& row);
    void readFacts(const core::MessageId& id);

    Desk& m_desk;
    const Theme& m_theme;
    core::MessageId m_shown;
    core::MessageId m_factsOf;                   ///< what the facts on the screen are of
    OutboxStage m_factsAt = OutboxStage::queued; ///< its stage when they were asked for
    PictureView* m_picture;
    QLabel* m_name;
    QLabel* m_second;
    std::array<Step, 5> m_trail;
    QLabel* m_pages = nullptr;
    QLabel* m_spends = nullptr;
    QLabel* m_forgery = nullptr;
    QLabel* m_keyFrom = nullptr;
    QLabel* m_id = nullptr;
    QLabel* m_created = nullptr;
    SimBadge* m_badge;
    Notice* m_note;
    QPushButton* m_retry = nullptr;
    QPushButton* m_cancel = nullptr;
    QLabel* m_burns = nullptr;
};

} // namespace satpad::gui
