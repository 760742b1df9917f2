// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/unlock_page.h"

#include "look/type.h"
#include "views/shell/sheet.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

QString reason(UnlockPage::Why why)
{
    switch (why) {
    case UnlockPage::Why::locked:
        return UnlockPage::tr("This locks the window only; the receiver and transfers go on. Enter "
                              "the passphrase of the home.");
    case UnlockPage::Why::justHidden:
        return UnlockPage::tr("This locks the window only; the receiver and transfers go on. The "
                              "home has no passphrase, so this only hides what is there: set one "
                              "in the settings to protect it.");
    case UnlockPage::Why::opening:
        break;
    }
    return UnlockPage::tr("This home is locked. Enter its passphrase.");
}

} // namespace

UnlockPage::UnlockPage(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_reason(makeText({}, "second", this))
    , m_passphrase(makePassphraseField(tr("Passphrase"), "passphrase", this))
    , m_unlock(makeMain(tr("Unlock"), "unlock", this))
    , m_trouble(makeText({}, "", this))
{
    setObjectName("unlockPage");
    m_reason->setObjectName("unlockReason");
    m_trouble->setObjectName("unlockTrouble");
    QVBoxLayout* column = makeSheet(*this);
    auto* head = new QHBoxLayout;
    auto* icon = new QLabel(this);
    const auto dress = [icon, &theme] {
        icon->setPixmap(theme.icon("lock").pixmap(px(QSize(24, 24))));
    };
    dress();
    connect(&theme, &Theme::changed, icon, dress);
    head->addWidget(icon);
    head->addWidget(makeLabel(tr("Locked"), "title", this), 1);
    column->addLayout(head);
    column->addWidget(m_reason);
    column->addWidget(m_passphrase);
    column->addWidget(m_trouble);
    column->addWidget(m_unlock);
    connect(m_passphrase, &QLineEdit::returnPressed, this, &UnlockPage::enter);
    connect(m_unlock, &QPushButton::clicked, this, &UnlockPage::enter);
    ask(Why::opening, {});
}

void UnlockPage::enter()
{
    if (m_unlock->isEnabled()) {
        m_unlock->setEnabled(false);
        QString typed = takeTyped(*m_passphrase);
        Q_EMIT entered(typed);
        typed.fill(QChar(0));
    }
}

void UnlockPage::ask(Why why, const QString& sentence)
{
    m_reason->setText(reason(why));
    constexpr int k_textWidth = 390;
    m_reason->setMinimumHeight(
        m_reason->heightForWidth(px(k_textWidth))); // the sheet asks no width
    m_passphrase->setVisible(why != Why::justHidden);
    setFocusProxy(why == Why::justHidden ? static_cast<QWidget*>(m_unlock) : m_passphrase);
    showTrouble(*m_trouble, sentence, m_theme);
    m_unlock->setEnabled(true);
}

} // namespace satpad::gui
