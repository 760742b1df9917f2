// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

#include <QMimeData>

namespace satpad::gui {

/// A dashed place to drop a card on; cardDropped() hands on what was dropped, still alive.
class CardDrop final : public QWidget
{
    Q_OBJECT
public:
    CardDrop(const Theme& theme, QWidget* parent);

Q_SIGNALS:
    void cardDropped(const QMimeData* mime);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_sentence;
    bool m_isOver = false;
};

} // namespace satpad::gui
