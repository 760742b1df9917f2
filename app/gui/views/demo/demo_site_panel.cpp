// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_site_panel.h"

#include "demo_words.h"
#include "look/figures.h"
#include "look/speaks.h"
#include "look/type.h"
#include "views/parts.h"

#include <QPainter>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

using service::DemoMoment;

DemoMark markOf(DemoMoment now, DemoMoment wanted)
{
    return now >= wanted ? DemoMark::done
           : static_cast<int>(now) + 1 == static_cast<int>(wanted) && now != DemoMoment::none
               ? DemoMark::present
               : DemoMark::waiting;
}

QString seconds(double s)
{
    return s > 0 ? DemoSitePanel::tr("%1 s").arg(s, 0, 'f', 2) : QString();
}

QString pagesText(quint64 pages)
{
    return pages == 0 ? QString() : DemoSitePanel::tr("%1 pages").arg(grouped(pages));
}

} // namespace

DemoPicture::DemoPicture(const Theme& theme, const char* name, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void DemoPicture::show(const QImage& picture, const QString& icon, const QString& words)
{
    m_picture = picture;
    m_icon = icon;
    m_words = words;
    say(*this, picture.isNull() ? words : tr("Picture"));
    update();
}

void DemoPicture::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const Colours& colours = m_theme.colours();
    painter.fillRect(rect(), colours.bg);
    if (!m_picture.isNull()) {
        const QSize fitted = m_picture.size().scaled(size(), Qt::KeepAspectRatio);
        const QRect where(
            QPoint((width() - fitted.width()) / 2, (height() - fitted.height()) / 2), fitted);
        const double ratio = devicePixelRatioF();
        painter.drawImage(where,
            m_picture.scaled(fitted * ratio, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    } else {
        const int size = px(32);
        const int middle = height() / 2;
        Theme::icon(m_icon, colours.text2)
            .paint(&painter, (width() - size) / 2, middle - size - 2, size, size);
        painter.setPen(colours.text2);
        painter.drawText(QRect(8, middle + 6, width() - 16, height() - middle - 6),
            Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
            m_words);
    }
    paintOutline(painter, rect(), colours.line);
}

DemoSitePanel::DemoSitePanel(
    const DemoRun& run, const Theme& theme, service::DemoEnd end, QWidget* parent)
    : QFrame(parent)
    , m_run(run)
    , m_end(end)
    , m_pages(makeLabel({}, "second", this))
{
    const bool sender = end == service::DemoEnd::sender;
    setObjectName(sender ? "demoSender" : "demoReceiver");
    setProperty("panel", true);
    auto* inside = new QVBoxLayout(this);
    inside->setContentsMargins(12, 10, 12, 12);
    inside->setSpacing(10);
    auto* head = new QHBoxLayout;
    auto* name = makeLabel(siteWord(end), "", this);
    name->setStyleSheet("font-weight: 700;");
    m_pages->setObjectName(sender ? "demoSenderPages" : "demoReceiverPages");
    head->addWidget(name);
    head->addStretch();
    head->addWidget(m_pages);
    inside->addLayout(head);
    m_picture = new DemoPicture(theme, sender ? "demoPhoto" : "demoReceived", this);
    inside->addWidget(m_picture, 1);
    m_bar = new KeyBar(theme, this);
    m_bar->setObjectName(sender ? "demoSenderKey" : "demoReceiverKey");
    inside->addWidget(m_bar);
    m_trail = new DemoTrail(theme, sender ? "demoSenderTrail" : "demoReceiverTrail", this);
    inside->addWidget(m_trail);
    refresh();
}

void DemoSitePanel::refresh()
{
    const bool sender = m_end == service::DemoEnd::sender;
    const service::DemoPages& pages = sender ? m_run.senderPages() : m_run.receiverPages();
    m_pages->setText(pagesFree(pages));
    KeySide side;
    side.pages = pages.pages;
    side.free = pages.free;
    side.reserved = pages.reserved;
    side.spent = pages.spent;
    side.burnt = pages.burnt;
    m_bar->show(side,
        0,
        tr("Key at %1: %2 pages free of %3, %4 reserved, %5 spent, %6 burnt")
            .arg(siteWord(m_end),
                grouped(pages.free),
                grouped(pages.pages),
                grouped(pages.reserved),
                grouped(pages.spent),
                grouped(pages.burnt)));
    if (sender) {
        m_picture->show(m_run.photo(), "image", tr("Drop a photo here, or open one"));
        m_trail->show(senderRows());
    } else {
        m_picture->show(m_run.received(), "lock", tr("Not a pixel before every tag holds"));
        m_trail->show(receiverRows());
    }
}

std::vector<DemoTrailRow> DemoSitePanel::senderRows() const
{
    const service::DemoNow& now = m_run.now();
    const DemoMoment at = now.moment;
    const QString far = siteWord(service::DemoEnd::receiver);
    const QString percent = QString::number(percentHere(now));
    const bool leaving = at == DemoMoment::recorded;
    DemoTrailRow sending{"send", tr("Send"), {}, DemoMark::waiting};
    if (leaving && now.waiting) {
        sending = {"cut", tr("Cut at %1 %, goes on by itself").arg(percent), {}, DemoMark::present};
    } else if (leaving) {
        sending = {"send",
            percentHere(now) == 100 ? tr("All sent, not verified yet")
                                    : tr("Sending %1 %").arg(percent),
            {},
            DemoMark::present};
    } else if (at == DemoMoment::verified) {
        sending = {"send", tr("All sent"), bytesText(now.sealed_bytes), DemoMark::done};
    }
    return {{"keys",
                at == DemoMoment::planning ? tr("Looking at the photo")
                : at == DemoMoment::none   ? tr("Reserve key")
                                           : tr("Key reserved"),
                pagesText(now.pages),
                markOf(at, DemoMoment::reserved)},
        {"lock",
            at < DemoMoment::sealed ? tr("Seal, erase the key pages")
                                    : tr("Sealed; key pages erased"),
            seconds(now.sealed_s),
            markOf(at, DemoMoment::sealed)},
        {"ledger",
            (at < DemoMoment::recorded ? tr("%1 records the pages") : tr("%1 recorded the pages"))
                .arg(far),
            seconds(now.recorded_s),
            markOf(at, DemoMoment::recorded)},
        sending,
        {"verified",
            at == DemoMoment::verified ? tr("Verified by %1").arg(far) : tr("%1 verifies").arg(far),
            seconds(at == DemoMoment::verified ? m_run.sent().elapsed_s : 0),
            at == DemoMoment::verified ? DemoMark::done : DemoMark::waiting}};
}

std::vector<DemoTrailRow> DemoSitePanel::receiverRows() const
{
    const service::DemoNow& now = m_run.now();
    const bool recorded = now.moment >= DemoMoment::recorded;
    const bool verified = now.moment == DemoMoment::verified;
    DemoTrailRow here{"inbox", tr("Nothing here yet"), {}, DemoMark::waiting};
    if (verified) {
        here = {"inbox", tr("All here"), bytesText(now.sealed_bytes), DemoMark::done};
    } else if (recorded) {
        here = {
            "inbox", tr("%1 % here, not checked yet").arg(percentHere(now)), {}, DemoMark::present};
    }
    const bool exact = verified && m_run.sent().same_bytes;
    const DemoMark end = verified ? DemoMark::done : DemoMark::waiting;
    return {{"ledger",
                recorded ? tr("Page ranges recorded") : tr("Record the page ranges"),
                recorded ? pagesText(now.pages) : QString(),
                recorded ? DemoMark::done : DemoMark::waiting},
        here,
        {"verified",
            verified ? tr("Every tag held; opened") : tr("Check every tag, then open"),
            exact ? tr("bit for bit") : QString(),
            end},
        {"send", verified ? tr("Answer: accepted") : tr("Answer"), {}, end}};
}

} // namespace satpad::gui
