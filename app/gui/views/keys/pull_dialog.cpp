// SPDX-License-Identifier: GPL-3.0-or-later
#include "pull_dialog.h"

#include "kme_words.h"
#include "look/figures.h"
#include "look/type.h"
#include "models/desk.h"
#include "models/sentences.h"

#include <QComboBox>
#include <QFormLayout>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_width = 460;
constexpr int k_usualKilobytes = 64;
constexpr quint64 k_bytesPerKilobyte = 1000;
constexpr int k_mostKilobytes = 1'000'000;

} // namespace

PullDialog::PullDialog(const PageNeeds& needs, const QString& chosen, QWidget* parent)
    : FittingDialog(parent)
    , m_needs(needs)
    , m_peers(needs.desk.state().peers)
    , m_peer(new QComboBox(this))
    , m_source(makeLabel({}, "", this))
    , m_size(new QSpinBox(this))
    , m_pages(makeLabel({}, "second", this))
    , m_stock(makeLabel({}, "second", this))
    , m_badge(new SimBadge(needs.theme, this))
    , m_settings(makeButton(tr("KME settings…"), "pullSettings", this))
    , m_start(makeButton(tr("Pull key"), "pullStart", this))
{
    setObjectName("pullDialog");
    setWindowTitle(tr("Pull key"));
    setAttribute(Qt::WA_DeleteOnClose);
    for (const PeerState& each : m_peers) {
        m_peer->addItem(each.name);
    }
    m_peer->setCurrentText(chosen);
    build();
    connect(m_peer, &QComboBox::currentIndexChanged, this, &PullDialog::takePeer);
    connect(m_size, &QSpinBox::valueChanged, this, &PullDialog::showPages);
    connect(m_settings, &QPushButton::clicked, this, [this] {
        const QString name = peer().name;
        accept();
        Q_EMIT settingsAsked(name);
    });
    connect(m_start, &QPushButton::clicked, this, [this] {
        const PullOrder wanted = order();
        accept();
        Q_EMIT ordered(wanted);
    });
    takePeer();
}

PullDialog::~PullDialog()
{
    if (m_enough) {
        *m_enough = true;
    }
}

void PullDialog::build()
{
    m_peer->setObjectName("pullPeer");
    m_peer->setAccessibleName(tr("Peer"));
    m_source->setObjectName("pullSource");
    m_size->setObjectName("pullSize");
    m_size->setAccessibleName(tr("Key in kilobytes"));
    m_size->setRange(1, k_mostKilobytes);
    m_size->setValue(k_usualKilobytes);
    m_size->setSingleStep(16);
    m_size->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_size->setSuffix(tr(" kB"));
    m_pages->setObjectName("pullPages");
    m_stock->setObjectName("pullStock");
    for (QLabel* each : {m_source, m_pages, m_stock}) {
        each->setWordWrap(true);
    }
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(k_gap);
    form->setVerticalSpacing(8);
    form->addRow(tr("Peer"), m_peer);
    form->addRow(tr("Key source"), m_source);
    form->addRow(tr("Key"), m_size);
    form->addRow(QString(), m_pages);
    auto* stock = new QHBoxLayout;
    stock->setSpacing(8);
    stock->addWidget(m_stock, 1);
    stock->addWidget(m_badge);
    auto* cancel = makeButton(tr("Cancel"), "pullCancel", this);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    cancel->setAutoDefault(false);
    m_settings->setAutoDefault(false);
    m_settings->setIcon(m_needs.theme.icon("settings"));
    m_start->setProperty("role", "main");
    m_start->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(k_gap);
    buttons->addWidget(m_settings);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_start);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_margin, k_margin, k_margin);
    all->setSpacing(k_gap);
    all->addLayout(form);
    all->addLayout(stock);
    all->addStretch();
    all->addLayout(buttons);
    setFixedWidth(px(k_width));
}

const PeerState& PullDialog::peer() const
{
    return m_peers.at(static_cast<std::size_t>(std::max(0, m_peer->currentIndex())));
}

PullOrder PullDialog::order() const
{
    return {peer().peer, static_cast<quint64>(m_size->value()) * k_bytesPerKilobyte, m_simulated};
}

void PullDialog::takePeer()
{
    if (m_enough) {
        *m_enough = true;
    }
    m_enough.reset();
    const core::Peer& known = peer().peer;
    const bool can = known.kme && !known.address.empty();
    m_simulated = known.kme && known.kme->simulated;
    m_badge->setVisible(m_simulated);
    m_size->setEnabled(can);
    m_start->setEnabled(can);
    m_source->setText(known.kme ? tr("KME at %1").arg(kmeHost(*known.kme))
                                : tr("No KME is set for %1.").arg(peer().name));
    if (!known.kme) {
        m_stock->setText(tr("A pull draws key from the KME of this site, and %1 fetches the same "
                            "key from its own. Give the KME in its settings first.")
                             .arg(peer().name));
    } else if (!can) {
        m_stock->setText(
            tr("No address is set for %1, and a pull calls it. Set its address on the page Sites.")
                .arg(peer().name));
    } else {
        ask();
    }
    m_start->setToolTip(can ? QString() : m_stock->text());
    showPages();
}

/// Advice only: the dialog does not wait for it.
void PullDialog::ask()
{
    m_stock->setText(tr("Asking the KME what it has…"));
    auto enough = std::make_shared<std::atomic<bool>>(false);
    m_enough = enough;
    const auto stop = [enough, all = &m_needs.desk.jobs().stop()] { return *enough || *all; };
    m_needs.desk.jobs().run(
        this,
        [access = *peer().peer.kme, stop] { return askStock(access, stop); },
        [this, enough](const core::Expected<KmeStock>& stock) {
            if (!*enough) {
                takeStock(stock);
            }
        });
}

void PullDialog::takeStock(const core::Expected<KmeStock>& stock)
{
    if (!stock) {
        m_stock->setText(sentenceOf(stock.error()));
    } else if (stock->bytes == 0) {
        m_stock->setText(
            tr("The KME names no key that is ready: a pull waits until there is some."));
    } else {
        m_stock->setText(
            tr("The KME says it has %1 ready, %2 pages. That is its word, no promise.")
                .arg(bytesText(stock->bytes), grouped(stock->bytes / core::k_page_bytes)));
    }
    m_simulated = m_simulated || (stock && stock->simulated);
    m_badge->setVisible(m_simulated);
}

void PullDialog::showPages()
{
    const quint64 pages = (order().bytes + core::k_page_bytes - 1) / core::k_page_bytes;
    m_pages->setText(m_size->isEnabled()
                         ? tr("%1 pages to send to %2").arg(grouped(pages), peer().name)
                         : QString());
}

} // namespace satpad::gui
