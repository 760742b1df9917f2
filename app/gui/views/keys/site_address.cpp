// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/type.h"
#include "models/desk.h"
#include "models/sentences.h"
#include "sites_page.h"
#include "views/notice.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>

/// The chosen peer's address, which may change without its card.
namespace satpad::gui {

void SitesPage::buildAddress(QBoxLayout& foot)
{
    m_address->setObjectName("siteAddress");
    m_address->setAccessibleName(tr("Address, host and port"));
    m_address->setPlaceholderText(tr("host:port, empty: it dials in"));
    m_address->setMinimumWidth(px(200));
    auto* caption = makeLabel(tr("Address"), "second", this);
    caption->setBuddy(m_address);
    foot.addWidget(caption);
    foot.addWidget(m_address, 1);
    foot.addWidget(m_saveAddress);
    connect(m_address, &QLineEdit::textChanged, this, &SitesPage::offerAddress);
    connect(m_address, &QLineEdit::returnPressed, this, &SitesPage::saveAddress);
    connect(m_saveAddress, &QPushButton::clicked, this, &SitesPage::saveAddress);
    takeAddress(nullptr);
}

/// What is being typed stays until another peer is chosen or the address is another one.
void SitesPage::takeAddress(const core::Peer* peer)
{
    m_address->setEnabled(peer != nullptr);
    if (peer == nullptr) {
        m_addressOf.reset();
        m_address->clear();
    } else if (!m_addressOf || m_addressOf->id != peer->id ||
               m_addressOf->address != peer->address) {
        m_addressOf = *peer;
        m_address->setText(QString::fromStdString(peer->address));
    }
    offerAddress();
}

void SitesPage::offerAddress()
{
    const std::string typed = m_address->text().trimmed().toStdString();
    const bool isNew = m_addressOf && typed != m_addressOf->address;
    m_saveAddress->setEnabled(isNew);
    m_saveAddress->setToolTip(
        isNew ? QString() : tr("Type another address first. Key and messages stay as they are."));
}

void SitesPage::saveAddress()
{
    if (!m_saveAddress->isEnabled()) {
        return;
    }
    m_saveAddress->setEnabled(false);
    const QString typed = m_address->text().trimmed();
    const QString name = QString::fromStdString(m_addressOf->name);
    m_needs.desk.changeSite(
        [name, typed](service::Site& site) {
            return site.set_peer_address(name.toStdString(), typed.toStdString());
        },
        [page = QPointer<SitesPage>(this), name, typed](const core::Expected<void>& ended) {
            if (!page) {
                return;
            }
            page->offerAddress();
            if (ended) {
                page->m_notice->say(Notice::Tone::plain,
                    typed.isEmpty() ? tr("%1 has no address any more: it dials in.").arg(name)
                                    : tr("%1 is dialled at %2 from now on.").arg(name, typed));
                return;
            }
            const bool isNone = ended.error().is(core::Errc::invalid_argument);
            page->m_notice->say(Notice::Tone::alarm,
                isNone ? tr("%1 is not an address. Write host and port, as in "
                            "stellenbosch.example:7740, or nothing when %2 dials in.")
                             .arg(typed, name)
                       : sentenceOf(ended.error()));
        });
}

} // namespace satpad::gui
