// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/picture_requests.h"

#include "look/figures.h"
#include "models/sentences.h"

#include <algorithm>

namespace satpad::gui {
namespace {

using core::RefusedFor;

constexpr std::chrono::seconds k_deliverFor{60};

QString why(const core::RequestRefusal& refusal)
{
    const QString most = bytesText(refusal.most_bytes);
    switch (refusal.reason) {
    case RefusedFor::unknown:
        return PictureRequests::tr("it does not know the picture any more");
    case RefusedFor::gone:
        return PictureRequests::tr("the file is not there any more");
    case RefusedFor::changed:
        return PictureRequests::tr("the file has changed since");
    case RefusedFor::outside:
        return PictureRequests::tr("the region is not within the picture");
    case RefusedFor::no_key:
        return refusal.most_bytes == 0
                   ? PictureRequests::tr("it has too little key")
                   : PictureRequests::tr("it has too little key; %1 would fit").arg(most);
    case RefusedFor::too_much:
        return refusal.most_bytes == 0 ? PictureRequests::tr("it does not give so much")
                                       : PictureRequests::tr("it gives at most %1").arg(most);
    case RefusedFor::never:
        return PictureRequests::tr("it answers no requests");
    case RefusedFor::no_fit:
        return PictureRequests::tr("the picture cannot be fitted as asked");
    }
    return {};
}

} // namespace

PictureRequests::PictureRequests(const PageNeeds& needs, QWidget* page)
    : QObject(page)
    , m_needs(needs)
    , m_page(page)
{}

void PictureRequests::setBusy(bool busy)
{
    m_busy = busy;
    Q_EMIT busyChanged();
}

void PictureRequests::ask(const core::MessageId& picture)
{
    if (m_busy) {
        return;
    }
    setBusy(true);
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), picture]() -> core::Expected<service::RequestCost> {
            auto cost = service::cost_of_request(*site, picture, std::nullopt, 0);
            if (!cost) {
                return cost;
            }
            if (auto enough = service::check_cost(*cost); !enough) {
                return core::fail(std::move(enough));
            }
            return cost;
        },
        [this](const core::Expected<service::RequestCost>& cost) { offer(cost); });
}

QString PictureRequests::question(const service::RequestCost& cost)
{
    const QString peer = QString::fromStdString(cost.peer.name);
    return tr("Asking spends %1 pages here. The answer spends at most %2 pages at %3, for %4. "
              "Ask for it?")
        .arg(grouped(cost.pages), grouped(cost.answer_pages), peer, bytesText(cost.answer_bytes));
}

void PictureRequests::offer(const core::Expected<service::RequestCost>& cost)
{
    if (!cost) {
        setBusy(false);
        Q_EMIT failed(gui::sentenceOf(cost.error()));
        return;
    }
    if (!m_needs.asker.confirm(m_page, question(*cost), tr("Ask for the full picture"))) {
        setBusy(false);
        return;
    }
    send(*cost);
}

void PictureRequests::send(const service::RequestCost& cost)
{
    setBusy(true);
    m_needs.desk.jobs().run(
        this,
        [desk = &m_needs.desk, cost] {
            service::SendScreen nobody; // the ledger tells what became of it
            return service::send_request(
                desk->site(), cost, k_deliverFor, desk->jobs().stop(), nobody)
                .result;
        },
        [this](const core::Expected<void>& ended) {
            setBusy(false);
            if (!ended && !ended.error().is(core::Errc::cancelled)) {
                Q_EMIT failed(gui::sentenceOf(ended.error()));
            }
            m_needs.desk.refresh();
        });
}

const service::OwnRequest* PictureRequests::lastFor(
    const DeskState& state, const core::MessageId& picture)
{
    const service::OwnRequest* last = nullptr;
    for (const service::OwnRequest& request : state.requests) {
        last = request.request.asked == picture ? &request : last;
    }
    return last;
}

bool PictureRequests::hasFull(const DeskState& state, const core::MessageId& picture)
{
    return std::ranges::any_of(state.requests, [&](const service::OwnRequest& own) {
        return own.request.asked == picture && own.answered_by && !own.request.region &&
               own.request.budget_bytes == 0;
    });
}

bool PictureRequests::isPending(const service::OwnRequest& request)
{
    return !request.refused && !request.answered_by &&
           request.state != core::MessageState::cancelled &&
           request.state != core::MessageState::failed;
}

QString PictureRequests::sentenceOf(
    const DeskState& state, const service::OwnRequest& request, const QString& peer)
{
    if (request.refused) {
        return tr("Refused by %1: %2").arg(peer, why(*request.refused));
    }
    if (request.answered_by) {
        for (const InboxState& here : state.inbox) {
            if (here.item.id == *request.answered_by) {
                return tr("Answered: %1").arg(QString::fromStdString(here.item.name));
            }
        }
        return tr("Answered");
    }
    switch (request.state) {
    case core::MessageState::verified:
        return tr("Asked; %1 has the request").arg(peer);
    case core::MessageState::cancelled:
        return tr("Request cancelled");
    case core::MessageState::failed:
        return tr("Request not sent");
    case core::MessageState::cancelling:
        return tr("Cancelling, %1 not reached yet").arg(peer);
    default:
        return tr("Asked, %1 not reached yet").arg(peer);
    }
}

} // namespace satpad::gui
