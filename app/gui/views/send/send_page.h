// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QHBoxLayout;
class QMimeData;

namespace satpad::gui {

class CompareView;
class PictureStrip;
class SendDraft;
class SendPanel;
struct SendOffer;

/// Chooses pictures, shows what each costs and how it will look, and hands them to the desk. Files
/// that are opened, pasted or dropped may be sealed messages: the window sorts them, and gives this
/// page what is to be sent (addFiles).
class SendPage final : public QWidget
{
    Q_OBJECT
public:
    explicit SendPage(const PageNeeds& needs, QWidget* parent = nullptr);

    void addFiles(const QStringList& paths);
    /// A picture of the clipboard or a drop; files of it are told on. Nothing happens when it holds
    /// neither.
    void pasteFrom(const QMimeData* mime);
    /// What a drop must hold to be of use.
    [[nodiscard]] static bool accepts(const QMimeData* mime);
    [[nodiscard]] SendDraft& draft() noexcept { return *m_draft; }

Q_SIGNALS:
    /// Opened or pasted here; not looked at yet.
    void filesChosen(const QStringList& paths);
    /// The desk has the pictures; the draft is empty again.
    void dispatched();

private:
    [[nodiscard]] QHBoxLayout* makeHead();
    void addScales(QHBoxLayout& row);
    void connectAll();
    void addShortcuts();
    void takeIcons();

    void refresh();
    void showPeers();
    void showPicture();
    void openFiles();
    void removePicture(int index);
    struct Question
    {
        QString words; ///< %1 per cent of the key, %2 the peer
        QString button;
    };
    [[nodiscard]] std::optional<core::Peer> agreedPeer(
        bool SendOffer::*deed, const Question& question);
    void send();
    void sealToFile();
    void setScale(bool isFit);

    PageNeeds m_needs;
    SendDraft* m_draft;
    CompareView* m_view = nullptr;
    PictureStrip* m_strip = nullptr;
    SendPanel* m_panel = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_paste = nullptr;
    QPushButton* m_fit = nullptr;
    QPushButton* m_oneToOne = nullptr;
    QPushButton* m_loupe = nullptr;
    QComboBox* m_peers = nullptr;
};

} // namespace satpad::gui
