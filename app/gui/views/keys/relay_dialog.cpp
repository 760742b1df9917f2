// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay_dialog.h"

#include "look/figures.h"
#include "look/type.h"
#include "views/parts.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace satpad::gui {
namespace {

namespace sat = keyclient::satellite;

constexpr int k_usualKilobytes = 64;
constexpr quint64 k_bytesPerKilobyte = 1000;
constexpr int k_mostKilobytes =
    static_cast<int>(sat::k_greatest_relay_pages * core::k_page_bytes / k_bytesPerKilobyte);

void dress(QSpinBox& box, const char* name, const QString& spoken)
{
    box.setObjectName(QLatin1String(name));
    box.setAccessibleName(spoken);
    box.setButtonSymbols(QAbstractSpinBox::NoButtons);
}

} // namespace

std::vector<PeerState> possibleRelays(const std::vector<PeerState>& peers)
{
    std::vector<PeerState> made;
    for (const PeerState& each : peers) {
        if (!each.peer.address.empty() && each.receive.free > 0) {
            made.push_back(each);
        }
    }
    return made;
}

RelayDialog::RelayDialog(
    const std::vector<PeerState>& peers, const QString& chosen, QWidget* parent)
    : QDialog(parent)
    , m_all(peers)
    , m_relays(possibleRelays(peers))
    , m_chosen(chosen)
    , m_relay(new QComboBox(this))
    , m_peer(new QComboBox(this))
    , m_size(new QSpinBox(this))
    , m_share(new QSpinBox(this))
    , m_pages(makeLabel({}, "second", this))
    , m_knows(makeLabel({}, "second", this))
    , m_start(makeButton(tr("Relay key"), "relayStart", this))
{
    setObjectName("relayDialog");
    setWindowTitle(tr("Relay key"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_relay->setObjectName("relayVia");
    m_relay->setAccessibleName(tr("Relay"));
    m_peer->setObjectName("relayPeer");
    m_peer->setAccessibleName(tr("Key with"));
    dress(*m_size, "relaySize", tr("Key in kilobytes"));
    m_size->setRange(1, k_mostKilobytes);
    m_size->setValue(k_usualKilobytes);
    m_size->setSingleStep(16);
    m_size->setSuffix(tr(" kB"));
    dress(*m_share, "relayShare", tr("To send, percent"));
    m_share->setRange(0, 100);
    m_share->setValue(50);
    m_share->setSingleStep(5);
    m_share->setSuffix(" %");
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(k_gap);
    form->setVerticalSpacing(8);
    form->addRow(tr("Relay"), m_relay);
    form->addRow(tr("Key with"), m_peer);
    form->addRow(tr("Key"), m_size);
    form->addRow(tr("To send"), m_share);
    form->addRow(QString(), m_pages);
    m_pages->setWordWrap(true);
    m_pages->setObjectName("relayPages");
    m_knows->setWordWrap(true);
    m_knows->setObjectName("relayKnows");
    auto* cancel = makeButton(tr("Cancel"), "relayCancel", this);
    cancel->setAutoDefault(false);
    m_start->setProperty("role", "main");
    m_start->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(k_gap);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_start);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_margin, k_margin, k_margin);
    all->setSpacing(k_gap);
    all->addLayout(form);
    all->addWidget(m_knows);
    all->addStretch();
    all->addLayout(buttons);
    setFixedWidth(px(440));

    for (const PeerState& each : m_relays) {
        m_relay->addItem(each.name);
    }
    // Who is to share key is no good relay for it.
    if (m_relays.size() > 1 && m_relays.front().name == m_chosen) {
        m_relay->setCurrentIndex(1);
    }
    connect(m_relay, &QComboBox::currentIndexChanged, this, &RelayDialog::fillPeers);
    connect(m_peer, &QComboBox::currentIndexChanged, this, &RelayDialog::showPages);
    connect(m_size, &QSpinBox::valueChanged, this, &RelayDialog::showPages);
    connect(m_share, &QSpinBox::valueChanged, this, &RelayDialog::showPages);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, [this] {
        const RelayOrder wanted = order();
        accept();
        Q_EMIT ordered(wanted);
    });
    fillPeers();
}

const PeerState& RelayDialog::relay() const
{
    return m_relays.at(static_cast<std::size_t>(std::max(0, m_relay->currentIndex())));
}

void RelayDialog::fillPeers()
{
    const QString before = m_peer->count() == 0 ? m_chosen : m_peer->currentText();
    const QSignalBlocker quiet(m_peer);
    m_peer->clear();
    for (const PeerState& each : m_all) {
        if (each.peer.id != relay().peer.id) {
            m_peer->addItem(each.name, QString::fromStdString(each.peer.id.hex()));
        }
    }
    m_peer->addItem(tr("nobody: fetch what waits there"));
    m_peer->setCurrentIndex(std::max(0, m_peer->findText(before)));
    showPages();
}

RelayOrder RelayDialog::order() const
{
    RelayOrder made;
    made.relay = relay().peer;
    if (const auto id = core::SiteId::from_hex(m_peer->currentData().toString().toStdString())) {
        made.peer = *id; // else: nobody
    }
    made.bytes = static_cast<quint64>(m_size->value()) * k_bytesPerKilobyte;
    made.sendShare = m_share->value() / 100.0;
    return made;
}

void RelayDialog::showPages()
{
    const RelayOrder wanted = order();
    const QString via = relay().name;
    m_size->setEnabled(wanted.peer.has_value());
    m_share->setEnabled(wanted.peer.has_value());
    m_start->setEnabled(true);
    if (!wanted.peer) {
        m_pages->setText(
            tr("Key that others have asked for at %1, and messages left there.").arg(via));
        m_knows->setText(tr("%1 knows the key that comes through it.").arg(via));
        return;
    }
    const quint64 pages = (wanted.bytes + core::k_page_bytes - 1) / core::k_page_bytes;
    const auto share =
        static_cast<quint64>(std::llround(static_cast<double>(pages) * wanted.sendShare));
    const quint64 sends =
        std::clamp<quint64>(share, sat::k_least_relay_pages, pages - sat::k_least_relay_pages);
    m_start->setEnabled(pages <= relay().receive.free);
    m_pages->setText(
        m_start->isEnabled()
            ? tr("%1 pages to send, %2 to receive").arg(grouped(sends), grouped(pages - sends))
            : tr("%1 can pass on %2 pages now, %3 are asked for. Ask for less, or run a pass first.")
                  .arg(via, grouped(relay().receive.free), grouped(pages)));
    m_knows->setText(tr("%1 will know this key: it passes through its relay. %2 fetches its own "
                        "half there afterwards.")
                         .arg(via, m_peer->currentText()));
}

} // namespace satpad::gui
