// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/figures.h"
#include "look/type.h"
#include "models/link_watch.h"
#include "models/sentences.h"
#include "views/shell/status_line.h"

#include <QToolButton>

/// Whether the chosen peer answers.
namespace satpad::gui {
namespace {

constexpr int k_narrowBelow = 1100;
constexpr int k_longestName = 110;

} // namespace

/// A short line; a narrow window has room for no countdown.
QString StatusLine::linkWords() const
{
    const Link& link = m_watch.link();
    const QString name =
        m_link->fontMetrics().elidedText(link.name, Qt::ElideRight, px(k_longestName));
    switch (link.is) {
    case Link::Is::noPeer:
        break;
    case Link::Is::noAddress:
        return tr("No address");
    case Link::Is::unknown:
        return tr("Reaching %1…").arg(name);
    case Link::Is::connected:
        return tr("Connected · %1 ms").arg(grouped(static_cast<quint64>(link.ms)));
    case Link::Is::unreachable:
        if (width() < px(k_narrowBelow)) {
            return tr("%1 not reachable").arg(name);
        }
        return m_watch.looks() ? tr("%1 not reachable · trying now").arg(name)
                               : tr("%1 not reachable · next try in %2 s")
                                     .arg(name)
                                     .arg(m_watch.secondsToNext());
    }
    return {};
}

/// Without figures that change by themselves: it is spoken when it changes.
QString StatusLine::linkSentence() const
{
    const Link& link = m_watch.link();
    switch (link.is) {
    case Link::Is::noPeer:
        break;
    case Link::Is::noAddress:
        return tr("%1 has no address: it has to dial this site. Press to set one.").arg(link.name);
    case Link::Is::unknown:
        return tr("Whether %1 can be reached is not known yet.").arg(link.name);
    case Link::Is::connected:
        return tr("%1 answers at %2, in %3 ms. Press to look again.")
            .arg(link.name,
                QString::fromStdString(link.address),
                grouped(static_cast<quint64>(link.ms)));
    case Link::Is::unreachable:
        return tr("%1 is not reachable at %2. %3 Press to try now.")
            .arg(link.name, QString::fromStdString(link.address), sentenceOf(link.why));
    }
    return {};
}

void StatusLine::updateLink()
{
    const Colours& colours = m_theme.colours();
    const Link::Is is = m_watch.link().is;
    m_link->setVisible(is != Link::Is::noPeer);
    m_link->setIcon(
        Theme::icon("link", is == Link::Is::unreachable ? colours.amber : colours.text2));
    const QString sentence = linkSentence();
    m_link->setAccessibleName(sentence);
    m_link->setToolTip(sentence);
    updateLinkText();
}

void StatusLine::updateLinkText()
{
    m_link->setText(linkWords());
}

void StatusLine::takeLinkClick()
{
    if (m_watch.link().is == Link::Is::noAddress) {
        Q_EMIT addressAsked();
    } else {
        m_watch.look();
    }
}

void StatusLine::showEvent(QShowEvent* event)
{
    QStatusBar::showEvent(event);
    m_watch.setWatched(true);
}

/// Behind a lock, in the tray: nobody sees it.
void StatusLine::hideEvent(QHideEvent* event)
{
    QStatusBar::hideEvent(event);
    m_watch.setWatched(false);
}

void StatusLine::resizeEvent(QResizeEvent* event)
{
    QStatusBar::resizeEvent(event);
    updateLinkText();
}

} // namespace satpad::gui
