// SPDX-License-Identifier: GPL-3.0-or-later
#include "send_page.h"

#include "compare_view.h"
#include "look/figures.h"
#include "look/type.h"
#include "picture_strip.h"
#include "send_draft.h"
#include "send_offer.h"
#include "send_panel.h"
#include "send_words.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_panelWidth = 336;
constexpr quint64 k_firstBudget = 30'000; ///< bytes, where there is key enough

} // namespace

SendPage::SendPage(const PageNeeds& needs, QWidget* parent)
    : QWidget(parent)
    , m_needs(needs)
    , m_draft(needs.draft != nullptr ? needs.draft : new SendDraft(needs.desk.jobs(), this))
{
    setObjectName("sendPage");
    auto* head = makeHead(); // first: the Tab key follows the order things are made in
    m_view = new CompareView(needs.theme, this);
    m_strip = new PictureStrip(*m_draft, needs.theme, this);
    m_panel = new SendPanel(needs.theme, this);
    m_panel->setFixedWidth(px(k_panelWidth));
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(k_margin, k_topMargin, k_margin, k_topMargin);
    whole->setSpacing(k_gap);
    whole->addLayout(head);
    auto* left = new QVBoxLayout;
    left->setSpacing(k_gap);
    left->addWidget(m_view, 1);
    left->addWidget(m_strip);
    auto* body = new QHBoxLayout;
    body->setSpacing(k_gap);
    body->addLayout(left, 1);
    body->addWidget(m_panel);
    whole->addLayout(body, 1);
    addShortcuts();
    connectAll();
    takeIcons();
    refresh();
}

QHBoxLayout* SendPage::makeHead()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(k_gap);
    row->addWidget(makeLabel(tr("Send"), "title", this));
    m_open = makeButton(tr("Open images…"), "openImages", this);
    m_paste = makeButton(tr("Paste"), "pasteImage", this);
    row->addWidget(m_open);
    row->addWidget(m_paste);
    row->addStretch(1);
    addScales(*row);
    auto* right = new QHBoxLayout;
    right->setSpacing(k_gap);
    auto* to = makeLabel(tr("To"), "second", this);
    m_peers = new QComboBox(this);
    m_peers->setObjectName("peerChoice");
    m_peers->setAccessibleName(tr("To"));
    m_peers->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_peers->setMinimumContentsLength(8);
    m_peers->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    to->setBuddy(m_peers);
    right->addWidget(to);
    right->addWidget(m_peers, 1);
    auto* place = new QWidget(this);
    place->setFixedWidth(px(k_panelWidth));
    right->setContentsMargins(0, 0, 0, 0);
    place->setLayout(right);
    row->addWidget(place);
    return row;
}

void SendPage::addScales(QHBoxLayout& row)
{
    auto* segments = new QHBoxLayout;
    segments->setSpacing(0);
    m_fit = makeButton(tr("Fit"), "scaleFit", this);
    m_oneToOne = makeButton(tr("1:1"), "scaleOneToOne", this);
    m_loupe = makeButton(tr("Loupe"), "loupe", this);
    auto* scales = new QButtonGroup(this);
    scales->addButton(m_fit);
    scales->addButton(m_oneToOne);
    const std::pair<QPushButton*, const char*> places[] = {
        {m_fit, "first"}, {m_oneToOne, "mid"}, {m_loupe, "last"}};
    for (const auto& [button, place] : places) {
        button->setCheckable(true);
        button->setProperty("seg", place);
        segments->addWidget(button);
    }
    m_fit->setFixedWidth(px(62));
    m_oneToOne->setFixedWidth(px(62));
    m_loupe->setFixedWidth(px(98));
    m_fit->setChecked(true);
    connect(m_fit, &QPushButton::clicked, this, [this] { setScale(true); });
    connect(m_oneToOne, &QPushButton::clicked, this, [this] { setScale(false); });
    connect(m_loupe, &QPushButton::toggled, this, [this](bool on) {
        m_view->setLoupe(on);
        showPicture();
    });
    row.addLayout(segments);
}

void SendPage::connectAll()
{
    connect(m_open, &QPushButton::clicked, this, &SendPage::openFiles);
    connect(m_paste, &QPushButton::clicked, this, [this] {
        pasteFrom(QGuiApplication::clipboard()->mimeData());
    });
    connect(m_peers, &QComboBox::activated, this, [this](int row) {
        m_needs.desk.choosePeer(m_peers->itemData(row).toString());
    });
    connect(m_strip, &PictureStrip::addAsked, this, &SendPage::openFiles);
    connect(m_strip, &PictureStrip::removeAsked, this, &SendPage::removePicture);
    connect(m_panel, &SendPanel::modeChosen, m_draft, &SendDraft::setMode);
    connect(m_panel, &SendPanel::budgetChosen, m_draft, &SendDraft::setBudget);
    connect(m_panel, &SendPanel::keepChosen, m_draft, &SendDraft::setKept);
    connect(m_panel, &SendPanel::stripChosen, m_draft, &SendDraft::setStripped);
    connect(m_panel, &SendPanel::sendAsked, this, &SendPage::send);
    connect(m_panel, &SendPanel::sealAsked, this, &SendPage::sealToFile);
    connect(m_draft, &SendDraft::changed, this, &SendPage::refresh);
    connect(m_draft, &SendDraft::currentChanged, this, &SendPage::refresh);
    connect(m_draft, &SendDraft::added, this, &SendPage::refresh);
    connect(m_draft, &SendDraft::removed, this, &SendPage::refresh);
    connect(&m_needs.desk, &Desk::peerChanged, this, &SendPage::refresh);
    connect(&m_needs.desk, &Desk::stateChanged, this, [this] {
        if (m_needs.desk.underWay() == 0) {
            m_draft->sweep(); // nothing reads a pasted picture any more
        }
        refresh();
    });
    connect(&m_needs.theme, &Theme::changed, this, &SendPage::takeIcons);
}

/// Ctrl+V is the window's: it works on every page.
void SendPage::addShortcuts()
{
    const auto add = [this](const QKeySequence& keys, auto deed) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, deed);
    };
    add(QKeySequence::Open, [this] { openFiles(); });
    add(Qt::CTRL | Qt::Key_Return, [this] { send(); });
    add(Qt::CTRL | Qt::Key_Enter, [this] { send(); });
    add(Qt::Key_L, [this] { m_loupe->toggle(); });
    add(Qt::CTRL | Qt::Key_0, [this] { setScale(true); });
    add(Qt::CTRL | Qt::SHIFT | Qt::Key_1, [this] { setScale(false); });
    add(Qt::CTRL | Qt::SHIFT | Qt::Key_Exclam, [this] { setScale(false); }); // some layouts
}

void SendPage::takeIcons()
{
    m_open->setIcon(m_needs.theme.icon("open"));
    m_paste->setIcon(m_needs.theme.icon("paste"));
    m_loupe->setIcon(m_needs.theme.icon("loupe"));
    m_view->update();
}

void SendPage::setScale(bool isFit)
{
    (isFit ? m_fit : m_oneToOne)->setChecked(true);
    m_view->setScale(isFit ? CompareView::Scale::fit : CompareView::Scale::oneToOne);
    showPicture();
}

void SendPage::refresh()
{
    const PeerState* peer = m_needs.desk.peer();
    // A first proposal should not take more than a quarter of what there is.
    const quint64 quarter =
        peer != nullptr ? core::content_that_fits(peer->sendable / 4) : k_firstBudget;
    m_draft->setFirstBudget(std::clamp(quarter, SendDraft::k_thumbnailBytes, k_firstBudget));
    showPeers();
    showPicture();
    m_strip->refresh();
    m_panel->showState(m_draft->current(), peer, SendOffer::of(*m_draft, m_needs.desk));
}

void SendPage::showPeers()
{
    const auto& peers = m_needs.desk.state().peers;
    const QSignalBlocker quiet(m_peers);
    while (m_peers->count() > static_cast<int>(peers.size())) {
        m_peers->removeItem(m_peers->count() - 1);
    }
    for (int row = 0; row < static_cast<int>(peers.size()); ++row) {
        const PeerState& peer = peers[static_cast<std::size_t>(row)];
        if (m_peers->count() <= row) {
            m_peers->addItem({});
        }
        m_peers->setItemText(row, tr("%1 · %2 pages").arg(peer.name, grouped(peer.sendable)));
        m_peers->setItemData(row, peer.name);
        if (peer.name == m_needs.desk.peerName()) {
            m_peers->setCurrentIndex(row);
        }
    }
    m_peers->setEnabled(!peers.empty());
}

void SendPage::showPicture()
{
    const DraftPicture* picture = m_draft->current();
    if (picture == nullptr) {
        const SendOffer offer = SendOffer::of(*m_draft, m_needs.desk);
        const bool isBlocked = !offer.note.isEmpty();
        m_view->showSentence(isBlocked ? "info" : "image",
            isBlocked ? offer.note : tr("Drop a picture anywhere, paste one, or open a file."));
        return;
    }
    if (picture->reading == DraftPicture::Reading::failed) {
        m_view->showSentence("warning", picture->readTrouble);
        return;
    }
    if (picture->original.isNull()) {
        m_view->showSentence("image", tr("Reading %1").arg(picture->name));
        return;
    }
    if (m_view->hasLoupe() || m_view->scale() == CompareView::Scale::oneToOne) {
        m_draft->wantDetail();
    }
    m_view->showDetail(picture->detail);
    m_view->showOriginal(picture->original, picture->size, SendWords::leftLabel(*picture));
    m_view->showFitted(picture->shown, SendWords::rightLabel(*picture), picture->isStale);
}

void SendPage::removePicture(int index)
{
    m_draft->remove(index);
    if (m_needs.desk.underWay() == 0) {
        m_draft->sweep();
    }
}

} // namespace satpad::gui
