// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/inbox/inbox_model.h"
#include "views/inbox/page_parts.h"
#include "views/notice.h"

#include <optional>

class QVBoxLayout;

namespace satpad::gui {

/// The chosen picture of the inbox: larger, what it is, and what may be done with it.
class InboxDetails final : public QFrame
{
    Q_OBJECT
public:
    InboxDetails(const PageNeeds& needs, QWidget* parent);

    /// Null: nothing is chosen. `small`: what stands there until the file is decoded.
    void show(const InboxRow* row, const QImage& small);
    /// What stands there while nothing is chosen.
    void setHint(const QString& hint) { m_hint->setText(hint); }
    /// What may be asked for.
    struct Offers
    {
        bool full = false;
        bool part = false;
        bool enabled = false;
    };
    /// `text` empty: nothing was asked for.
    void showRequest(const QString& text, const Offers& offers);
    [[nodiscard]] Notice& note() noexcept { return *m_note; }
    /// It is a picture that could be read.
    [[nodiscard]] bool hasPicture() const noexcept { return m_hasPicture; }

Q_SIGNALS:
    void openAsked();
    void saveAsked();
    void copyAsked();
    void folderAsked();
    void answerAsked();
    void fullAsked();
    void partAsked();

private:
    void makeButtons(QVBoxLayout* column);
    void load();
    void take(const InboxRow& row, const core::Expected<Picture>& picture);
    void showFacts(const InboxRow& row, const QSize& size);
    void readFacts(const core::MessageId& id);

    Desk& m_desk;
    const Theme& m_theme;
    std::optional<InboxRow> m_shown;
    bool m_isLoading = false;
    bool m_hasPicture = false;
    QWidget* m_body;
    QLabel* m_hint;
    PictureView* m_picture;
    QLabel* m_name;
    QLabel* m_second;
    Notice* m_held;
    QLabel* m_what = nullptr;
    QLabel* m_pages = nullptr;
    QLabel* m_mode = nullptr;
    QLabel* m_forgery = nullptr;
    QLabel* m_keyFrom = nullptr;
    QLabel* m_id = nullptr;
    QLabel* m_request = nullptr;
    SimBadge* m_badge;
    Notice* m_note;
    QPushButton* m_copy = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_full = nullptr;
    QPushButton* m_part = nullptr;
};

} // namespace satpad::gui
