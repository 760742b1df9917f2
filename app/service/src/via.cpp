// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/relay_run.h>
#include <satpad/service/via.h>
#include <satpad/transport/error.h>

#include <algorithm>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

namespace {

Expected<void> check_way(const ViaRequest& request)
{
    if (request.peer.id == request.relay.id) {
        return Unexpected(Errc::invalid_argument,
            request.relay.name + " is who it is for: send it without --via");
    }
    if (request.relay.address.empty()) {
        return Unexpected(Errc::invalid_argument,
            "no address is known for " + request.relay.name +
                "; satpad peer add CARD --address HOST:PORT --replace");
    }
    return {};
}

Expected<void> check_size(const fs::path& file, const core::image::Plan& plan)
{
    const core::MessageGeometry geometry(
        std::max<std::uint64_t>(1, core::k_max_content_header + plan.payload_bytes));
    if (core::k_max_header_bytes + core::k_tag_bytes + geometry.sealed_bytes() >
        sat::k_most_left_bytes) {
        return Unexpected(Errc::invalid_argument,
            file.string() + " is too large for a relay (" +
                std::to_string(sat::k_most_left_bytes >> 20U) +
                " MiB at most); send it without --via, or lower --budget");
    }
    return {};
}

/// Sealed, and written down that it is to be left with the relay, before anything of it leaves.
Expected<SentFile> seal_for(Site& site,
    const ViaRequest& request,
    const fs::path& file,
    const core::image::Plan& plan,
    std::chrono::system_clock::time_point planned_from,
    const core::Progress& progress)
{
    auto wanted = seal_request(request.peer, file, plan, planned_from);
    if (!wanted) {
        return fail(std::move(wanted));
    }
    auto entry = site.outbox().seal_for_carrier(*wanted, progress);
    if (!entry) {
        return fail(std::move(entry));
    }
    const core::MessageRow& row = entry->row();
    if (auto noted = sat::leave_with(site.home(), row.id, request.relay.id); !noted) {
        return fail(std::move(noted));
    }
    if (auto carried = site.ledger().mark_carried(row.id); !carried) {
        return fail(std::move(carried));
    }
    return SentFile{row.id,
        file,
        row.mode,
        row.payload_bytes,
        row.pages,
        core::MessageState::carried,
        0,
        saving_of(plan)};
}

/// Some may be with the relay although the contact was cut later.
Expected<void> all_left(Site& site, const ViaRequest& request, const ViaReport& report)
{
    auto ways = sat::ways_out(site.home());
    if (!ways) {
        return fail(std::move(ways));
    }
    const bool waits = std::any_of(ways->begin(), ways->end(), [&](const sat::WayOut& way) {
        return way.state == sat::WayOut::State::waits &&
               std::any_of(report.files.begin(), report.files.end(), [&](const SentFile& file) {
                   return file.id == way.message;
               });
    });
    if (!waits) {
        return {};
    }
    core::Error why{make_error_code(transport::Errc::limit), ""};
    if (!report.news.result) {
        why = report.news.result.error();
    }
    for (const sat::LeftMessage& row : report.news.messages) {
        if (row.step == sat::LeftStep::waiting && why.context.empty()) {
            why.context = row.why.context;
        }
    }
    why.context += (why.context.empty() ? "" : "; ") +
                   std::string("it waits in the outbox, sealed, and the next contact with ") +
                   request.relay.name + " leaves it there: satpad receive --via " +
                   request.relay.name + " (sending it again would seal it again)";
    return Unexpected(std::move(why));
}

} // namespace

ViaReport send_via(Site& site,
    const core::Clock& clock,
    const ViaRequest& request,
    const std::atomic<bool>& stop,
    SendScreen& screen)
{
    ViaReport report;
    report.result = check_way(request);
    if (!report.result) {
        return report;
    }
    const auto stopped = [&]() -> Expected<void> {
        return stop.load() ? Expected<void>(Unexpected(Errc::cancelled, "stopped by the operator"))
                           : Expected<void>{};
    };
    const auto planned_from = std::chrono::system_clock::now();
    auto plans = plan_files(site,
        {request.files,
            request.peer,
            request.mode,
            request.budget_bytes,
            request.keep_metadata,
            request.strip},
        stop,
        screen);
    if (!plans) {
        report.result = fail(std::move(plans));
        return report;
    }
    for (std::size_t i = 0; i < plans->size(); ++i) {
        report.result = check_size(request.files[i], (*plans)[i]);
        if (!report.result) {
            return report;
        }
    }
    for (std::size_t i = 0; i < plans->size(); ++i) {
        const fs::path& file = request.files[i];
        const std::uint64_t total = (*plans)[i].payload_bytes;
        auto sealed =
            seal_for(site, request, file, (*plans)[i], planned_from, [&](std::uint64_t done) {
                screen.sealing(file, done, total);
                return stopped();
            });
        if (!sealed) {
            report.result = fail(std::move(sealed));
            return report;
        }
        (*plans)[i].payload = {};
        report.files.push_back(std::move(*sealed));
    }
    RelayRequest visit;
    visit.relay = request.relay;
    visit.progress = [&](std::uint64_t) { return stopped(); };
    report.news = relay_key(site, clock, visit);
    report.result = all_left(site, request, report);
    return report;
}

} // namespace satpad::service
