// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/keys/fitting_dialog.h"
#include "views/parts.h"

#include <satpad/core/card.h>

#include <optional>

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace satpad::gui {

class CardReader;
class Notice;
class WordsGrid;

/// Pins a peer by its card, pasted, dropped or from a file, as text or a QR picture: shows whose it is and the words to compare, and
/// adds it once they were. Show it with open(); added() tells of success, and it closes itself.
class AddPeerDialog final : public FittingDialog
{
    Q_OBJECT
public:
    AddPeerDialog(const PageNeeds& needs, const core::PublicKey& own, QWidget* parent);

Q_SIGNALS:
    void added(const QString& name);

private:
    void build();
    void openFile();
    void paste();
    void sayNoCard();
    void takeText();
    void showCard();
    void updateAdd();
    void addPeer();
    [[nodiscard]] QString wordsFor(const core::Error& error) const;

    PageNeeds m_needs;
    core::PublicKey m_own;
    std::optional<core::Card> m_card;
    QPlainTextEdit* m_text;
    CardReader* m_reader;
    QPushButton* m_open;
    QPushButton* m_paste;
    QLabel* m_name;
    SimBadge* m_badge;
    QLabel* m_call;
    WordsGrid* m_words;
    QLabel* m_differs;
    QCheckBox* m_same;
    QLineEdit* m_address;
    Notice* m_notice;
    QPushButton* m_add;
};

} // namespace satpad::gui
