// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo_run.h"
#include "demo_trail.h"
#include "look/type.h"

#include <QFrame>
#include <QLabel>

namespace satpad::gui {

class KeyBar;

/// A picture, or a lock with words where there must be none.
class DemoPicture final : public QWidget
{
    Q_OBJECT
public:
    DemoPicture(const Theme& theme, const char* name, QWidget* parent);
    /// Null: `words` under `icon`.
    void show(const QImage& picture, const QString& icon, const QString& words);
    [[nodiscard]] bool isEmpty() const { return m_picture.isNull(); }
    [[nodiscard]] QSize minimumSizeHint() const override { return px(QSize(160, 96)); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QImage m_picture;
    QString m_icon;
    QString m_words;
};

/// One site: its picture, its key, what happened.
class DemoSitePanel final : public QFrame
{
    Q_OBJECT
public:
    DemoSitePanel(const DemoRun& run, const Theme& theme, service::DemoEnd end, QWidget* parent);
    void refresh();

private:
    [[nodiscard]] std::vector<DemoTrailRow> senderRows() const;
    [[nodiscard]] std::vector<DemoTrailRow> receiverRows() const;

    const DemoRun& m_run;
    service::DemoEnd m_end;
    QLabel* m_pages;
    DemoPicture* m_picture;
    KeyBar* m_bar;
    DemoTrail* m_trail;
};

} // namespace satpad::gui
