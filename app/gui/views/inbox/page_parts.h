// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

#include <QImage>
#include <QSortFilterProxyModel>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedWidget;

/// What the outbox and the inbox are both made of.
namespace satpad::gui {

class EmptyNote;

/// Rows whose name, peer or id holds the words asked for, of one group or all.
class SearchFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    /// The model's roles; spaces between the digits of an id do not count.
    struct Roles
    {
        int name;
        int peer;
        int id;
        int group;
    };
    SearchFilter(const Roles& roles, QObject* parent);
    void setWords(const QString& words);
    void setGroup(const QString& group); ///< empty: all

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    Roles m_roles;
    QString m_words;
    QString m_digits; ///< the words as digits of an id; empty: they are none
    QString m_group;
};

/// What stands above a list: title, search, a choice of groups, a button. It narrows `filter`.
class PageHead final : public QWidget
{
    Q_OBJECT
public:
    /// `name`, "inbox" say, begins the objectNames of what is in it.
    PageHead(const Theme& theme,
        const QString& name,
        const QString& title,
        SearchFilter& filter,
        QWidget* parent);

    struct Group
    {
        QString word;
        QString value; ///< of the filter; empty: all
        bool operator==(const Group&) const = default;
    };
    /// What is chosen stays chosen while it is among them.
    void setGroups(const std::vector<Group>& groups, const QString& accessibleName);
    /// At the right end. `button` belongs to the head.
    void addButton(QPushButton* button);
    /// Ctrl+F.
    void search();
    /// Narrows nothing any more.
    void showAll();

private:
    SearchFilter& m_filter;
    QLineEdit* m_search;
    QComboBox* m_choice;
    std::vector<Group> m_groups;
};

/// A list, or what stands there instead, in a frame; named after the page as the head is.
class ListFrame final : public QFrame
{
    Q_OBJECT
public:
    ListFrame(const Theme& theme, const QString& name, QAbstractItemModel& model, QWidget* parent);
    [[nodiscard]] QListView& list() noexcept { return *m_list; }
    [[nodiscard]] EmptyNote& empty() noexcept { return *m_empty; }
    void showList(bool shown);

private:
    QStackedWidget* m_stack;
    QListView* m_list;
    EmptyNote* m_empty;
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

/// The badge at the right of a fact, beside its words.
void addBadge(QGridLayout* of, QLabel* fact, SimBadge* badge);
void showBadge(QLabel* fact, SimBadge* badge, bool shown);
/// A message id as a fact: all digits, to be copied in one go.
void makeIdFact(QLabel* fact);
/// Captions at the left, values that can be selected at the right; `of` grows row by row.
[[nodiscard]] QLabel* addFact(QGridLayout* of, const QString& caption, const char* name);

[[nodiscard]] QFrame* makeHairline(QWidget* parent);
/// Another role of the style sheet, seen at once.
void setRole(QWidget* widget, const char* role);
/// An icon on a button, in the colour of the button's role now.
void putIcon(QPushButton* button, const Theme& theme, const QString& icon);
/// The same that follows the theme.
void giveIcon(QPushButton* button, const Theme& theme, const QString& icon);

/// The middle of `image`, so much as has the form of `box`: a list's pictures are all alike.
void paintMiddle(QPainter& painter, const QRect& box, const QImage& image);
/// One line, cut in the middle where it does not fit.
void paintElided(QPainter& painter, const QRect& box, const QString& text, Qt::Alignment align);

} // namespace satpad::gui
