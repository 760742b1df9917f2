// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

#include <QImage>
#include <QSortFilterProxyModel>

class QGridLayout;
class QLineEdit;
class QPushButton;

/// What the outbox and the inbox are both made of.
namespace satpad::gui {

/// Rows whose name or peer holds the words asked for, of one peer or all.
class SearchFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    SearchFilter(int nameRole, int peerRole, QObject* parent);
    void setWords(const QString& words);
    void setPeer(const QString& peer); ///< empty: all

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    int m_nameRole;
    int m_peerRole;
    QString m_words;
    QString m_peer;
};

/// What a page says when it has nothing to list: one icon, one sentence, perhaps one button.
class EmptyNote final : public QWidget
{
    Q_OBJECT
public:
    EmptyNote(const Theme& theme, const QString& name, QWidget* parent);
    /// `button` empty: none.
    void say(const QString& icon, const QString& sentence, const QString& button = {});
    [[nodiscard]] QPushButton* button() const noexcept { return m_button; }

private:
    void colour();

    const Theme& m_theme;
    QString m_iconName;
    QLabel* m_icon;
    QLabel* m_text;
    QPushButton* m_button;
};

/// A picture scaled down into its box, never up.
class PictureView final : public QWidget
{
    Q_OBJECT
public:
    PictureView(const Theme& theme, QWidget* parent);
    /// Null: an icon stands there. `sentence` is for screen readers.
    void show(const QImage& image, const QString& sentence);
    [[nodiscard]] const QImage& image() const noexcept { return m_image; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QImage m_image;
};

/// Captions at the left, values that can be selected at the right; `of` grows row by row.
[[nodiscard]] QLabel* addFact(QGridLayout* of, const QString& caption, const char* name);

/// The search field of a page's head, with its icon.
[[nodiscard]] QLineEdit* makeSearch(const Theme& theme, const char* name, QWidget* parent);
[[nodiscard]] QFrame* makeHairline(QWidget* parent);
/// Another role of the style sheet, seen at once.
void setRole(QWidget* widget, const char* role);
/// An icon on a button, in the colour of the button's role now.
void putIcon(QPushButton* button, const Theme& theme, const QString& icon);
/// The same that follows the theme.
void giveIcon(QPushButton* button, const Theme& theme, const QString& icon);

/// One line, cut in the middle where it does not fit.
void paintElided(QPainter& painter, const QRect& box, const QString& text, Qt::Alignment align);

} // namespace satpad::gui
