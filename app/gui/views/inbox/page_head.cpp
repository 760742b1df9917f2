// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/type.h"
#include "views/inbox/page_parts.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QRegularExpression>
#include <QShortcut>
#include <QStackedWidget>

namespace satpad::gui {
namespace {

QLineEdit* makeSearch(const Theme& theme, const QString& name, QWidget* parent)
{
    auto* search = new QLineEdit(parent);
    search->setObjectName(name);
    search->setPlaceholderText(PageHead::tr("Search name, peer or id"));
    search->setAccessibleName(search->placeholderText());
    search->setFixedSize(px(230), px(30));
    search->setTextMargins(px(24), 0, 0, 0);
    auto* icon = new QLabel(search);
    icon->setGeometry(QRect(px(QPoint(9, 6)), px(QSize(18, 18))));
    icon->setAttribute(Qt::WA_TransparentForMouseEvents);
    const auto put = [icon, &theme] { icon->setPixmap(theme.icon("search").pixmap(px(18))); };
    put();
    QObject::connect(&theme, &Theme::changed, icon, put);
    auto* clear = new QShortcut(Qt::Key_Escape, search);
    clear->setContext(Qt::WidgetShortcut);
    QObject::connect(clear, &QShortcut::activated, search, &QLineEdit::clear);
    return search;
}

} // namespace

SearchFilter::SearchFilter(const Roles& roles, QObject* parent)
    : QSortFilterProxyModel(parent)
    , m_roles(roles)
{}

void SearchFilter::setWords(const QString& words)
{
    static const QRegularExpression k_notHex("[^0-9a-f]");
    m_words = words.trimmed();
    m_digits = QString(m_words).remove(' ').toLower();
    if (m_digits.contains(k_notHex)) {
        m_digits.clear();
    }
    invalidateFilter();
}

void SearchFilter::setGroup(const QString& group)
{
    m_group = group;
    invalidateFilter();
}

bool SearchFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex at = sourceModel()->index(row, 0, parent);
    if (!m_group.isEmpty() && at.data(m_roles.group).toString() != m_group) {
        return false;
    }
    return m_words.isEmpty() ||
           at.data(m_roles.peer).toString().contains(m_words, Qt::CaseInsensitive) ||
           at.data(m_roles.name).toString().contains(m_words, Qt::CaseInsensitive) ||
           (!m_digits.isEmpty() && at.data(m_roles.id).toString().startsWith(m_digits));
}

PageHead::PageHead(const Theme& theme,
    const QString& name,
    const QString& title,
    SearchFilter& filter,
    QWidget* parent)
    : QWidget(parent)
    , m_filter(filter)
    , m_search(makeSearch(theme, name + "Search", this))
    , m_choice(new QComboBox(this))
{
    m_choice->setObjectName(name + "Groups");
    m_choice->setFixedSize(px(160), px(30));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(k_gap);
    line->addWidget(makeLabel(title, "title", this));
    line->addWidget(m_search);
    line->addWidget(m_choice);
    line->addStretch();
    connect(m_search, &QLineEdit::textChanged, &filter, &SearchFilter::setWords);
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_filter.setGroup(index < 0 ? QString() : m_groups[static_cast<std::size_t>(index)].value);
    });
}

void PageHead::setGroups(const std::vector<Group>& groups, const QString& accessibleName)
{
    if (groups == m_groups) {
        return;
    }
    const QString chosen = m_choice->currentText();
    const QSignalBlocker quiet(m_choice);
    m_groups = groups;
    m_choice->clear();
    m_choice->setAccessibleName(accessibleName);
    for (const Group& group : groups) {
        m_choice->addItem(group.word);
    }
    m_choice->setCurrentIndex(std::max(0, m_choice->findText(chosen)));
    if (const Group& now = groups[static_cast<std::size_t>(m_choice->currentIndex())];
        now.word != chosen) {
        m_filter.setGroup(now.value);
    }
}

void PageHead::addButton(QPushButton* button)
{
    layout()->addWidget(button);
}

void PageHead::search()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void PageHead::showAll()
{
    m_search->clear();
    m_choice->setCurrentIndex(0);
}

ListFrame::ListFrame(
    const Theme& theme, const QString& name, QAbstractItemModel& model, QWidget* parent)
    : QFrame(parent)
    , m_stack(new QStackedWidget(this))
    , m_list(new QListView(m_stack))
    , m_empty(new EmptyNote(theme, name + "Empty", m_stack))
{
    setObjectName(name + "Frame");
    setProperty("panel", true);
    m_list->setObjectName(name + "List");
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setStyleSheet("QListView { border: 0; }");
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setUniformItemSizes(true);
    m_list->setModel(&model);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);
    auto* inside = new QVBoxLayout(this);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_stack);
    connect(&theme, &Theme::changed, m_list->viewport(), qOverload<>(&QWidget::update));
}

void ListFrame::showList(bool shown)
{
    m_stack->setCurrentIndex(shown ? 0 : 1);
}

} // namespace satpad::gui
