// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QWidget>

class QLabel;
class QListView;
class QPushButton;

namespace satpad::gui {

class SendDraft;
class SendModel;

/// The pictures of a draft in a row, each with its pages, then a tile that adds more.
class PictureStrip final : public QWidget
{
    Q_OBJECT
public:
    /// `draft` and `theme` outlive it.
    PictureStrip(SendDraft& draft, const Theme& theme, QWidget* parent = nullptr);
    /// Follows the draft's choice and figures.
    void refresh();

Q_SIGNALS:
    void addAsked();
    void removeAsked(int index);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitList();
    [[nodiscard]] QString sumText() const;
    void takeIcons();

    SendDraft& m_draft;
    const Theme& m_theme;
    SendModel* m_model;
    QListView* m_list;
    QPushButton* m_add;
    QLabel* m_sum;
};

} // namespace satpad::gui
