// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/passphrase_dialog.h"

#include "look/type.h"
#include "models/desk.h"
#include "models/sentences.h"
#include "views/notice.h"
#include "views/shell/sheet.h"

#include <QCloseEvent>
#include <QFormLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>

namespace satpad::gui {
namespace {

constexpr int k_width = 440;

QString title(PassphraseDialog::Deed deed)
{
    switch (deed) {
    case PassphraseDialog::Deed::set:
        return PassphraseDialog::tr("Set passphrase");
    case PassphraseDialog::Deed::change:
        return PassphraseDialog::tr("Change passphrase");
    case PassphraseDialog::Deed::remove:
        break;
    }
    return PassphraseDialog::tr("Remove passphrase");
}

QString sentenceFor(PassphraseDialog::Deed deed, const core::Expected<void>& result)
{
    if (!result) {
        return result.error().is(core::Errc::home_locked)
                   ? PassphraseDialog::tr(
                         "This is not the current passphrase. Nothing was changed.")
                   : sentenceOf(result.error());
    }
    return deed == PassphraseDialog::Deed::remove
               ? PassphraseDialog::tr("The home opens without a passphrase now.")
               : PassphraseDialog::tr("The home opens with the new passphrase only. Keep it well.");
}

std::shared_ptr<core::SecretBytes> secretFrom(QLineEdit& field)
{
    auto secret = takeSecret(takeTyped(field));
    return secret ? std::make_shared<core::SecretBytes>(std::move(*secret)) : nullptr;
}

} // namespace

PassphraseDialog::PassphraseDialog(const PageNeeds& needs, Deed deed, QWidget* parent)
    : QDialog(parent)
    , m_needs(needs)
    , m_deed(deed)
    , m_current(makePassphraseField(tr("Current passphrase"), "currentPassphrase", this))
    , m_next(makePassphraseField(tr("New passphrase"), "newPassphrase", this))
    , m_again(makePassphraseField(tr("New passphrase once more"), "newPassphraseAgain", this))
    , m_wrong(makeText({}, "second", this))
    , m_notice(new Notice(needs.theme, "passphraseNotice", this))
    , m_cancel(makeButton(tr("Cancel"), "passphraseCancel", this))
    , m_do(makeButton(title(deed), "passphraseDo", this))
{
    setObjectName("passphraseDialog");
    setWindowTitle(title(deed));
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(px(k_width));
    build();
    for (QLineEdit* field : {m_current, m_next, m_again}) {
        connect(field, &QLineEdit::textChanged, this, &PassphraseDialog::check);
    }
    connect(m_do, &QPushButton::clicked, this, &PassphraseDialog::change);
    check();
}

void PassphraseDialog::build()
{
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_margin, k_margin, k_margin);
    all->setSpacing(k_gap);
    all->addWidget(makeText(
        m_deed == Deed::remove
            ? tr("Without a passphrase only the folder's permissions protect the key.")
            : tr("The passphrase wraps the key of this home. Forgotten, the pads are lost."),
        "second",
        this));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(k_gap);
    form->setVerticalSpacing(k_gap);
    m_current->setVisible(m_deed != Deed::set);
    if (m_deed != Deed::set) {
        form->addRow(tr("Current passphrase"), m_current);
    }
    m_next->setVisible(m_deed != Deed::remove);
    m_again->setVisible(m_deed != Deed::remove);
    if (m_deed != Deed::remove) {
        form->addRow(tr("New passphrase"), m_next);
        form->addRow(tr("Once more"), m_again);
    }
    all->addLayout(form);
    all->addWidget(m_wrong);
    all->addWidget(m_notice);
    m_cancel->setAutoDefault(false);
    m_do->setProperty("role", m_deed == Deed::remove ? "burns" : "main");
    m_do->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(k_gap);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_do);
    all->addLayout(buttons);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
}

QString PassphraseDialog::whatIsWrong() const
{
    if (m_deed != Deed::set && m_current->text().isEmpty()) {
        return tr("Enter the current passphrase.");
    }
    if (m_deed != Deed::remove && m_next->text().isEmpty()) {
        return tr("Enter a new passphrase.");
    }
    if (m_deed != Deed::remove && m_next->text() != m_again->text()) {
        return tr("The two new passphrases differ.");
    }
    return {};
}

void PassphraseDialog::check()
{
    const QString wrong = whatIsWrong();
    m_wrong->setText(wrong);
    m_do->setEnabled(wrong.isEmpty());
}

void PassphraseDialog::change()
{
    PassphraseChange change;
    change.current = m_deed == Deed::set ? nullptr : secretFrom(*m_current);
    change.next = m_deed == Deed::remove ? nullptr : secretFrom(*m_next);
    (void)secretFrom(*m_again);
    m_do->setEnabled(false);
    if ((m_deed != Deed::set && !change.current) || (m_deed != Deed::remove && !change.next)) {
        m_notice->say(Notice::Tone::alarm,
            tr("There is not enough locked memory for a passphrase. Nothing was changed."));
        return;
    }
    m_wrong->clear();
    m_notice->say(Notice::Tone::plain, tr("Changing it takes a second."));
    m_isChanging = true;
    m_cancel->setText(tr("Close")); // there is no way back any more
    m_cancel->setAccessibleName(m_cancel->text());
    m_needs.desk.changeSite(
        [change, world = m_needs.world, kept = m_needs.passphrase](service::Site& site) {
            static KeptPassphrase none;
            return changePassphrase(site, world, change, kept != nullptr ? *kept : none);
        },
        [dialog = QPointer<PassphraseDialog>(this), desk = &m_needs.desk, deed = m_deed](
            const core::Expected<void>& result) {
            if (dialog) {
                dialog->ended(result);
            } else {
                Q_EMIT desk->trouble(sentenceFor(deed, result)); // the page behind it is gone, too
            }
        });
}

void PassphraseDialog::ended(const core::Expected<void>& result)
{
    m_isChanging = false;
    const QString sentence = sentenceFor(m_deed, result);
    if (result) {
        Q_EMIT changed(sentence);
        accept();
    } else if (isHidden()) {
        Q_EMIT m_needs.desk.trouble(sentence);
        reject();
    } else {
        m_cancel->setText(tr("Cancel"));
        m_cancel->setAccessibleName(m_cancel->text());
        check();
        m_notice->say(Notice::Tone::alarm, sentence);
    }
}

/// Gone, it could tell nobody what came of the change.
void PassphraseDialog::done(int result)
{
    if (m_isChanging) {
        hide();
    } else {
        QDialog::done(result);
    }
}

void PassphraseDialog::closeEvent(QCloseEvent* event)
{
    if (m_isChanging) {
        event->ignore();
        hide();
    } else {
        QDialog::closeEvent(event);
    }
}

} // namespace satpad::gui
