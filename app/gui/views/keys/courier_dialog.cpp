// SPDX-License-Identifier: GPL-3.0-or-later
#include "courier_dialog.h"

#include "look/figures.h"
#include "look/type.h"
#include "views/parts.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSpinBox>

namespace satpad::gui {
namespace {

constexpr int k_usualKilobytes = 400;
constexpr int k_mostKilobytes = 1'000'000;
constexpr quint64 k_bytesPerKilobyte = 1000;

} // namespace

CourierDialog::CourierDialog(
    const std::vector<PeerState>& peers, const QString& chosen, QWidget* parent)
    : QDialog(parent)
    , m_peer(new QComboBox(this))
    , m_size(new QSpinBox(this))
    , m_pages(makeLabel({}, "second", this))
{
    setObjectName("courierDialog");
    setWindowTitle(tr("Make courier file"));
    setAttribute(Qt::WA_DeleteOnClose);
    for (const PeerState& each : peers) {
        m_peer->addItem(each.name);
    }
    m_peer->setCurrentText(chosen);
    m_peer->setObjectName("courierPeer");
    m_peer->setAccessibleName(tr("Peer"));
    m_size->setObjectName("courierSize");
    m_size->setAccessibleName(tr("Key in kilobytes"));
    m_size->setRange(1, k_mostKilobytes);
    m_size->setValue(k_usualKilobytes);
    m_size->setSingleStep(100);
    m_size->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_size->setSuffix(tr(" kB"));

    auto* form = new QFormLayout;
    form->setHorizontalSpacing(k_gap);
    form->setVerticalSpacing(8);
    form->addRow(tr("Peer"), m_peer);
    form->addRow(tr("Key"), m_size);
    form->addRow(QString(), m_pages);
    auto* secret = makeLabel(tr("The file holds the key in clear. It is secret until the peer has "
                                "imported it; carry it by hand, then destroy it."),
        "second",
        this);
    secret->setWordWrap(true);
    auto* cancel = makeButton(tr("Cancel"), "courierCancel", this);
    auto* make = makeButton(tr("Choose file…"), "courierMake", this);
    make->setProperty("role", "main");
    make->setDefault(true);
    cancel->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(k_gap);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(make);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_margin, k_margin, k_margin);
    all->setSpacing(k_gap);
    all->addLayout(form);
    all->addWidget(secret);
    all->addStretch();
    all->addLayout(buttons);
    setFixedWidth(px(420));

    connect(m_size, &QSpinBox::valueChanged, this, &CourierDialog::showPages);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(make, &QPushButton::clicked, this, [this] {
        const QString peer = m_peer->currentText();
        const quint64 size = bytes();
        accept();
        Q_EMIT ordered(peer, size);
    });
    showPages();
}

quint64 CourierDialog::bytes() const
{
    return static_cast<quint64>(m_size->value()) * k_bytesPerKilobyte;
}

void CourierDialog::showPages()
{
    m_pages->setText(
        tr("%1 pages, half to send, half to receive").arg(grouped(bytes() / core::k_page_bytes)));
}

} // namespace satpad::gui
