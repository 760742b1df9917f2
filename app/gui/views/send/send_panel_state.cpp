// SPDX-License-Identifier: GPL-3.0-or-later
#include "budget_slider.h"
#include "look/figures.h"
#include "send_draft.h"
#include "send_panel.h"
#include "send_words.h"
#include "travel_box.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>

#include <algorithm>
#include <cmath>

namespace satpad::gui {
namespace {

bool isExact(const DraftPicture* picture)
{
    return picture != nullptr && picture->mode == core::SendMode::exact;
}

/// What an exact file gives away, the most feared first.
QString tellsOf(const DraftPicture& picture)
{
    using Kind = core::image::MetadataClass;
    if (picture.strip) {
        return SendPanel::tr("Nothing the file says beside its pixels goes along.");
    }
    if (picture.carries(Kind::position)) {
        return SendPanel::tr("This file says where it was taken. Exact sends that too.");
    }
    const bool tells = std::ranges::any_of(
        std::array{Kind::time, Kind::serial_number, Kind::owner, Kind::thumbnail},
        [&](Kind kind) { return picture.carries(kind); });
    if (tells) {
        return SendPanel::tr("This file says when, by whom or with what it was taken. Exact sends "
                             "that too.");
    }
    if (picture.plan && picture.plan->metadata.unreadable) {
        return SendPanel::tr("What this file says beside its pixels is not known. Exact sends it.");
    }
    return {};
}

} // namespace

void SendPanel::showState(
    const DraftPicture* picture, const PeerState* peer, const SendOffer& offer)
{
    showMode(picture, peer);
    showBudget(picture, peer);
    showCost(picture, peer);
    showQuality(picture);
    m_travels->showPicture(picture);
    showOffer(offer);
}

void SendPanel::showMode(const DraftPicture* picture, const PeerState* peer)
{
    const core::SendMode mode = picture != nullptr ? picture->mode : core::SendMode::fitted;
    const auto place = [](core::SendMode of) -> std::size_t {
        return of == core::SendMode::exact ? 0 : of == core::SendMode::fitted ? 1 : 2;
    };
    for (QPushButton* button : m_modes) {
        button->setEnabled(picture != nullptr);
    }
    m_modes[place(mode)]->setChecked(true);
    QString what = SendWords::whatArrives(mode);
    if (peer != nullptr) {
        // In English the sentence goes on in lower case after the colon; other scripts have none.
        what.front() = what.front().toLower();
        what = tr("%1 gets: %2").arg(peer->name, what);
    }
    m_gets->setText(what);
    m_wishes->setCurrentIndex(isExact(picture) ? 1 : 0);
    if (isExact(picture)) {
        m_tells->setText(tellsOf(*picture));
        m_tells->setVisible(!m_tells->text().isEmpty());
        m_strip->setVisible(picture->isStrippable || picture->strip);
        m_strip->setChecked(picture->strip);
    }
}

void SendPanel::showBudget(const DraftPicture* picture, const PeerState* peer)
{
    const bool isFitted = picture != nullptr && picture->mode == core::SendMode::fitted;
    const quint64 budget = isFitted ? picture->budget : SendDraft::k_thumbnailBytes;
    m_spin->setEnabled(isFitted);
    m_slider->setEnabled(isFitted);
    const quint64 free = peer != nullptr ? core::content_that_fits(peer->sendable) : 0;
    m_slider->setLimits(picture != nullptr ? picture->fileBytes : 0, free);
    if (m_slider->budget() != budget) {
        m_slider->setBudget(budget);
    }
    const double kilobytes = std::round(static_cast<double>(budget) / 100) / 10;
    if (m_spin->value() != kilobytes) {
        const QSignalBlocker quiet(m_spin);
        m_spin->setValue(kilobytes);
    }
}

void SendPanel::showCost(const DraftPicture* picture, const PeerState* peer)
{
    const bool isPlanned = picture != nullptr && picture->plan;
    const quint64 pages = isPlanned ? picture->plan->pages : 0;
    const quint64 free = peer != nullptr ? peer->sendable : 0;
    m_pages->setText(isPlanned ? grouped(pages) : QString("–"));
    if (m_pagesWord->isVisibleTo(this) != isPlanned) {
        m_pagesWord->setVisible(isPlanned);
        takeColours();
    }
    const bool isPlanning = picture != nullptr && picture->isPlanning;
    if (isPlanned) {
        m_bytes->setText(bytesText(picture->plan->payload_bytes));
    } else {
        m_bytes->setText(isPlanning ? tr("Planning · %1 %").arg(std::lround(picture->planned * 100))
                                    : QString());
    }
    m_progress->setValue(isPlanning ? static_cast<int>(picture->planned * 1000) : 0);
    m_barPlace->setCurrentIndex(isPlanning && picture->planned > 0 ? 1 : 0);
    const bool hasShare = isPlanned && peer != nullptr;
    m_share->setText(hasShare ? SendWords::share(pages, free, peer->name) : QString());
    m_worth->setText(isPlanned ? SendWords::worth(pages) : QString());
    KeySide side;
    side.pages = free;
    side.free = free;
    m_bar->show(side,
        std::min(pages, free),
        hasShare ? tr("Key it spends: %1 pages. %2.").arg(grouped(pages), m_share->text())
                 : QString());
}

void SendPanel::showQuality(const DraftPicture* picture)
{
    const bool isKnown = picture != nullptr && (picture->plan || !picture->isStale);
    if (!isKnown) {
        m_score->setText("–");
        m_codec->setText(QString());
        return;
    }
    if (isExact(picture)) {
        m_score->setText(picture->strip ? tr("pixels exact") : tr("bit for bit"));
        m_codec->setText(
            picture->plan ? SendWords::codec(picture->plan->content.codec) : QString());
        return;
    }
    const core::image::Score& score = picture->score;
    QString words = SendWords::quality(score);
    if (!score.exact) {
        const QString figure = score.ssimulacra2 < 0
                                   ? tr("below 0") // where it is an order only
                                   : QString::number(std::lround(score.ssimulacra2));
        words = tr("<b>%1</b>, %2").arg(figure, words);
    }
    if (const QString psnr = SendWords::psnr(score); !psnr.isEmpty()) {
        words += QString(" &nbsp; PSNR <b>%1</b>").arg(psnr);
    }
    m_score->setText(picture->plan ? words : tr("expected %1").arg(words));
    m_score->setToolTip(tr("SSIMULACRA 2: 100 is the same picture, 90 shows no loss."));
    m_codec->setText(picture->plan ? SendWords::codec(picture->codec) + " · " +
                                         SendWords::sizeText(
                                             picture->plan->sent_width, picture->plan->sent_height)
                                   : SendWords::codec(picture->codec));
}

void SendPanel::showOffer(const SendOffer& offer)
{
    m_send->setText(offer.button);
    m_send->setAccessibleName(QString(offer.button).remove(QChar(0x2026)).replace('\n', ' '));
    m_send->setAccessibleDescription(offer.note);
    m_send->setToolTip(offer.tip);
    m_note->setText(offer.note);
    m_seal->setToolTip(tr("Save as sealed file…") + '\n' + offer.sealTip);
    m_seal->setAccessibleDescription(offer.sealTip);
    if (m_send->isEnabled() != offer.isReady || m_seal->isEnabled() != offer.canSeal) {
        m_send->setEnabled(offer.isReady);
        m_seal->setEnabled(offer.canSeal);
        takeColours();
    }
}

} // namespace satpad::gui
