// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

#include <satpad/core/card.h>

#include <QFrame>

#include <optional>

class QPlainTextEdit;
class QPushButton;

namespace satpad::gui {

class Notice;
class QrPicture;
class WordsGrid;

/// The words both operators must see alike.
[[nodiscard]] QStringList pairingWords(const core::PublicKey& mine, const core::PublicKey& theirs);

/// How a card's text looks where it is shown or pasted.
void dressCardText(QPlainTextEdit& text, const Colours& colours);

/// This site's own card: QR code, text, and the words to read aloud with one peer. GUI thread; the
/// card is read in a job.
class CardPanel final : public QFrame
{
    Q_OBJECT
public:
    CardPanel(const PageNeeds& needs, Notice& notice, QWidget* parent);

    /// Reads the card again: name or address may have changed.
    void refresh();
    /// Null: no words.
    void showWordsWith(const core::Peer* peer);
    [[nodiscard]] QPlainTextEdit& text() noexcept { return *m_text; }
    [[nodiscard]] QPushButton& lastControl() noexcept { return *m_copy; }
    /// Empty until the card has been read.
    [[nodiscard]] const std::optional<core::Card>& card() const noexcept { return m_card; }

Q_SIGNALS:
    void cardRead();

private:
    struct Read;
    [[nodiscard]] QLayout* buildCard();
    [[nodiscard]] QLayout* buildButtons();
    void buildWords(QBoxLayout& all);
    void take(const Read& read);
    void copy();
    void save();
    void refreshWords();
    void refreshIcons();

    PageNeeds m_needs;
    Notice& m_notice;
    std::optional<core::Card> m_card;
    std::optional<core::Peer> m_with;
    QrPicture* m_qr;
    QLabel* m_name;
    SimBadge* m_badge;
    QLabel* m_address;
    QPlainTextEdit* m_text;
    QPushButton* m_copy;
    QPushButton* m_save;
    QWidget* m_wordsPart;
    QLabel* m_wordsTitle;
    WordsGrid* m_words;
};

} // namespace satpad::gui
