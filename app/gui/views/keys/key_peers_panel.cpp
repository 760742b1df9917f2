// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_peers_panel.h"

#include "key_peers_delegate.h"
#include "models/desk.h"

#include <QListView>
#include <QVBoxLayout>

namespace satpad::gui {

KeyPeersPanel::KeyPeersPanel(const PageNeeds& needs, QWidget* parent)
    : QFrame(parent)
    , m_needs(needs)
    , m_list(new QListView(this))
    , m_empty(makeLabel({}, "second", this))
{
    setObjectName("keyPeersPanel");
    setProperty("panel", true);
    auto* inside = new QVBoxLayout(this);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->setSpacing(0);
    m_list->setObjectName("keyPeers");
    m_list->setAccessibleName(tr("Key by peer"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new KeyPeersDelegate(needs.theme, m_list));
    m_list->setStyleSheet("QListView { border: 0; outline: 0; }");
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    inside->addWidget(m_list);
    m_empty->setObjectName("keysEmpty");
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setText(
        tr("No peer yet. Add one with its card: a file, a QR picture, or pasted text."));
    inside->addWidget(m_empty);
    connect(m_list->selectionModel(),
        &QItemSelectionModel::currentChanged,
        this,
        [this](const QModelIndex& current) {
            if (current.isValid()) {
                m_needs.desk.choosePeer(current.data().toString());
            }
        });
    connect(&needs.desk, &Desk::peerChanged, this, &KeyPeersPanel::takePeer);
    connect(&needs.theme, &Theme::changed, m_list->viewport(), qOverload<>(&QWidget::update));
}

void KeyPeersPanel::takeState()
{
    m_model.setPeers(m_needs.desk.state().peers);
    const bool none = m_needs.desk.isRead() && m_model.rowCount() == 0;
    m_empty->setVisible(none);
    m_list->setVisible(!none);
    takePeer();
}

void KeyPeersPanel::takePeer()
{
    const int row = m_model.rowOf(m_needs.desk.peerName());
    if (row >= 0 && m_list->currentIndex().row() != row) {
        m_list->setCurrentIndex(m_model.index(row));
    }
}

} // namespace satpad::gui
