// SPDX-License-Identifier: GPL-3.0-or-later
#include "courier_work.h"

#include <satpad/keyclient/courier/courier.h>

namespace satpad::gui {
namespace {

namespace courier = keyclient::courier;
using core::Expected;
using core::fail;

std::filesystem::path pathOf(const QString& file)
{
    return file.toStdString();
}

courier::Progress watched(const CourierWatch& watch)
{
    return [&watch](std::uint64_t done, std::uint64_t total) -> Expected<void> {
        if (watch.stop && watch.stop()) {
            return core::Unexpected(core::Errc::cancelled, "stopped before anything was kept");
        }
        if (watch.progress) {
            watch.progress(done, total);
        }
        return {};
    };
}

CourierResult resultOf(const service::Site& site, const courier::Delivery& delivery)
{
    CourierResult result;
    result.batch = delivery.batch;
    result.peer = QString::fromStdString(site.name_of(delivery.peer));
    result.already = delivery.already;
    for (const core::PadSummary& pad : delivery.pads) {
        (pad.direction == core::PadDirection::send ? result.sendPages : result.receivePages) +=
            pad.free;
    }
    return result;
}

} // namespace

Expected<CourierResult> makeCourierFile(
    service::Site& site, const CourierOrder& order, const CourierWatch& watch)
{
    courier::MakeRequest request;
    request.peer = order.peer;
    request.bytes = order.bytes;
    request.out = pathOf(order.file);
    auto made = courier::make(site.home(), site.ledger(), request, watched(watch));
    if (!made) {
        return fail(std::move(made));
    }
    return resultOf(site, *made);
}

Expected<CourierResult> takeCourierFile(
    service::Site& site, const QString& file, const CourierWatch& watch)
{
    const std::filesystem::path path = pathOf(file);
    auto isReply = courier::is_reply(site.home(), path);
    if (!isReply) {
        return fail(std::move(isReply));
    }
    auto taken = *isReply ? courier::import_reply(site.home(), site.ledger(), path)
                          : courier::import(site.home(), site.ledger(), path, watched(watch));
    if (!taken) {
        return fail(std::move(taken));
    }
    CourierResult result = resultOf(site, *taken);
    result.isReply = *isReply;
    return result;
}

Expected<void> writeCourierReply(
    service::Site& site, const core::BatchId& batch, const QString& file)
{
    return courier::write_reply(site.home(), site.ledger(), batch, pathOf(file));
}

} // namespace satpad::gui
