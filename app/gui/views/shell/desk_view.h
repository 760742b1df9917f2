// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/notice.h"
#include "views/parts.h"
#include "views/shell/rail.h"
#include "views/shell/status_line.h"

class QMimeData;
class QStackedWidget;

namespace satpad::gui {

class InboxPage;
class KeysPage;
class Language;
class OutboxPage;
class PassesPage;
class Preferences;
class RecoveryPage;
class SendPage;

/// Rail, pages and status line of an opened home.
class DeskView final : public QWidget
{
    Q_OBJECT
public:
    /// In the rail's order.
    enum class Page
    {
        passes,
        send,
        outbox,
        inbox,
        keys,
        sites,
        settings
    };

    DeskView(const PageNeeds& needs, Theme& theme, const QString& language, QWidget* parent);

    void go(Page page);
    /// The one that the rail shows as chosen.
    [[nodiscard]] Page page() const;
    /// Why nothing leaves; the rail's page comes back with leave() or another choice.
    void explain();
    /// Files from outside, dropped or pasted: each is opened, imported or made ready to send by what
    /// it is.
    void takeFiles(const QStringList& paths);
    [[nodiscard]] static QStringList localFiles(const QMimeData* mime);
    [[nodiscard]] PassesPage& passesPage() noexcept { return *m_passes; }
    [[nodiscard]] SendPage& sendPage() noexcept { return *m_send; }
    [[nodiscard]] InboxPage& inboxPage() noexcept { return *m_inbox; }
    [[nodiscard]] OutboxPage& outboxPage() noexcept { return *m_outbox; }
    [[nodiscard]] Notice& banner() noexcept { return *m_banner; }

Q_SIGNALS:
    void languageChosen(const QString& language);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeRail();
    void addPages(const PageNeeds& needs, Theme& theme, const QString& language);
    void addShortcuts();
    void update();
    [[nodiscard]] QString doubt() const;
    [[nodiscard]] QString standstill() const;
    void updateBanner();
    void showTrouble(const QString& sentence);
    void switchReceiver(bool on);

    Desk& m_desk;
    const Theme& m_theme;
    Preferences& m_preferences;
    RailModel* m_railModel;
    Rail* m_rail;
    QLabel* m_site;
    SimBadge* m_badge;
    QWidget* m_railHead;
    Notice* m_banner;
    QStackedWidget* m_pages;
    StatusLine* m_status;
    PassesPage* m_passes = nullptr;
    SendPage* m_send = nullptr;
    OutboxPage* m_outbox = nullptr;
    InboxPage* m_inbox = nullptr;
    KeysPage* m_keys = nullptr;
    RecoveryPage* m_recovery = nullptr;
    QString m_trouble; ///< the last one, until the operator puts it away
};

} // namespace satpad::gui
