// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/send.h>
#include <satpad/service/words.h>
#include <satpad/transport/error.h>

#include <algorithm>
#include <fstream>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

Expected<core::image::Plan> plan_file(const fs::path& file,
    core::SendMode mode,
    std::uint64_t budget_bytes,
    const core::image::PlanProgress& progress)
{
    return core::image::plan({file, mode, budget_bytes}, progress);
}

std::optional<Saving> saving_of(const core::image::Plan& plan)
{
    return plan.content.mode == core::SendMode::exact
               ? std::optional(Saving{plan.content.codec, plan.saved_bytes})
               : std::nullopt;
}

Expected<void> check_key(
    Site& site, const core::Peer& peer, std::span<const core::image::Plan> plans)
{
    auto left = key_left(site, peer.id);
    if (!left) {
        return fail(std::move(left));
    }
    std::uint64_t needed = 0;
    for (const core::image::Plan& plan : plans) {
        needed += plan.pages;
    }
    // What a suspension holds back is not missing: the ledger refuses it, naming the way on.
    if (needed <= left->send_pages + left->suspended_pages) {
        return {};
    }
    std::string text = std::to_string(needed) + " pages needed, " +
                       std::to_string(left->send_pages) + " free to send to " + peer.name + ", " +
                       std::to_string(needed - left->send_pages) + " missing";
    const std::uint64_t fits = core::content_that_fits(left->send_pages);
    if (fits > core::k_max_content_header) {
        text += "; a picture fitted to " + bytes_in_words(fits - core::k_max_content_header) +
                " would fit (--budget)";
    }
    return Unexpected(Errc::not_enough_key, text);
}

namespace {

/// Streams an exact file; the plan said how long it is, a shorter one ends the message.
core::ContentReader file_reader(std::shared_ptr<std::ifstream> in, const fs::path& file)
{
    return [in = std::move(in), file](core::MutableByteView out) -> Expected<void> {
        in->read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
        if (static_cast<std::size_t>(in->gcount()) != out.size()) {
            return Unexpected(
                Errc::unreadable_file, file.string() + " became shorter while it was read");
        }
        return {};
    };
}

core::ContentReader memory_reader(core::ByteView payload)
{
    return [payload, at = std::size_t{0}](core::MutableByteView out) mutable -> Expected<void> {
        std::ranges::copy(payload.subspan(at, out.size()), out.begin());
        at += out.size();
        return {};
    };
}

} // namespace

Expected<core::SealRequest> seal_request(const core::Peer& peer,
    const fs::path& file,
    const core::image::Plan& plan,
    std::chrono::system_clock::time_point planned_from)
{
    core::SealRequest request;
    request.peer = peer.id;
    request.content = plan.content;
    request.payload_bytes = plan.payload_bytes;
    if (plan.payload.empty()) {
        auto in = std::make_shared<std::ifstream>(file, std::ios::binary);
        if (!*in) {
            return Unexpected(Errc::unreadable_file, file.string() + " cannot be opened");
        }
        request.payload = file_reader(std::move(in), file);
    } else {
        request.payload = memory_reader(plan.payload);
    }
    if (plan.content.mode != core::SendMode::exact) {
        std::error_code none;
        request.source = source_of(fs::canonical(file, none));
        const auto began = std::chrono::nanoseconds(planned_from.time_since_epoch()).count();
        if (request.source && (request.source->bytes != plan.content.original_bytes ||
                                  request.source->modified_ns >= began)) {
            request.source.reset(); // another file may have been planned: it is not to be asked for
        }
    }
    return request;
}

Expected<core::SealedMessage> seal_file(Site& site,
    const core::Peer& peer,
    const fs::path& file,
    const core::image::Plan& plan,
    std::chrono::system_clock::time_point planned_from,
    const core::Progress& progress)
{
    auto request = seal_request(peer, file, plan, planned_from);
    if (!request) {
        return fail(std::move(request));
    }
    return site.outbox().seal(*request, progress);
}

namespace {

Expected<void> unless(const std::atomic<bool>& stop)
{
    return stop.load() ? Expected<void>(Unexpected(Errc::cancelled, "stopped by the operator"))
                       : Expected<void>{};
}

} // namespace

Expected<std::vector<core::image::Plan>> plan_files(
    Site& site, const SendRequest& request, const std::atomic<bool>& stop, SendScreen& screen)
{
    std::vector<core::image::Plan> plans;
    for (const fs::path& file : request.files) {
        auto plan = core::image::plan(
            {file, request.mode, request.budget_bytes, request.keep_metadata, request.strip},
            [&](double fraction) {
                screen.planning(file, fraction);
                return unless(stop);
            });
        if (!plan) {
            return fail(std::move(plan));
        }
        screen.planned(file, *plan);
        plans.push_back(std::move(*plan));
    }
    if (auto enough = check_key(site, request.peer, plans); !enough) {
        return fail(std::move(enough));
    }
    return plans;
}

SendReport send_files(
    Site& site, const SendRequest& request, const std::atomic<bool>& stop, SendScreen& screen)
{
    SendReport report;
    const auto started = std::chrono::steady_clock::now();
    const auto planned_from = std::chrono::system_clock::now();
    auto planned = plan_files(site, request, stop, screen);
    if (!planned) {
        report.result = fail(std::move(planned));
        return report;
    }
    std::vector<core::image::Plan>& plans = *planned;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const fs::path& file = request.files[i];
        const std::uint64_t total = plans[i].payload_bytes;
        auto sealed =
            seal_file(site, request.peer, file, plans[i], planned_from, [&](std::uint64_t done) {
                screen.sealing(file, done, total);
                return unless(stop);
            });
        if (!sealed) {
            report.result = fail(std::move(sealed));
            return report;
        }
        plans[i].payload = {};
        report.files.push_back({sealed->id,
            file,
            request.mode,
            total,
            sealed->pages,
            core::MessageState::sealed,
            0,
            saving_of(plans[i])});
    }
    const auto used = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - started);
    SendReport delivered =
        deliver(site, request.peer, std::move(report.files), request.wait, stop, screen);
    const bool given_up = std::ranges::any_of(delivered.files,
        [](const SentFile& file) { return file.state == core::MessageState::cancelled; });
    if (delivered.result && given_up) {
        delivered.result =
            Unexpected(Errc::cancelled, "cancelled before the peer had it; its pages are burnt");
    }
    for (SentFile& file : delivered.files) {
        file.elapsed_s += static_cast<double>(used.count()) / 1000.0;
    }
    return delivered;
}

} // namespace satpad::service
