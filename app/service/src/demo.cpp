// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_sites.h"
#include "demo_sky.h"

#include <satpad/core/image.h>
#include <satpad/service/demo.h>

#include <algorithm>

namespace satpad::service {
namespace {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

constexpr int k_nights = 2; ///< a pass over each site every night

/// A square-ish gray picture whose pixels are the file's bytes: sealed bytes look like snow.
Expected<void> draw_bytes(core::FileStore& files, const core::Bytes& bytes, const fs::path& out)
{
    core::image::Pixels pixels;
    pixels.width = 256;
    while (std::uint64_t{pixels.width} * pixels.width < bytes.size() && pixels.width < 1024) {
        pixels.width *= 2;
    }
    pixels.height = static_cast<std::uint32_t>(
        std::min<std::size_t>(bytes.size() / pixels.width, pixels.width));
    if (pixels.height == 0) {
        return Unexpected(Errc::invalid_argument, "too few bytes to draw");
    }
    pixels.channels = 1;
    pixels.bits = 8;
    const std::size_t drawn = std::size_t{pixels.width} * pixels.height;
    pixels.samples.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(drawn));
    auto png = core::image::encode_png(pixels);
    if (!png) {
        return fail(std::move(png));
    }
    return core::replace_file(files, out, *png);
}

bool same_content(core::FileStore& files, const fs::path& a, const fs::path& b)
{
    constexpr std::size_t k_limit = std::size_t{1} << 30;
    const auto first = core::read_file(files, a, k_limit);
    const auto second = core::read_file(files, b, k_limit);
    return first && second && *first == *second;
}

/// Seals, keeps the noise for the visitor, delivers over the link, finds what arrived.
Expected<DemoPhoto> send_photo(DemoSites& sites,
    const fs::path& file,
    core::SendMode mode,
    std::uint64_t budget,
    bool keep,
    const std::atomic<bool>& stop)
{
    const auto planned_from = std::chrono::system_clock::now();
    auto plan = plan_file(file, mode, budget);
    if (!plan) {
        return fail(std::move(plan));
    }
    if (auto enough = check_key(sites.sender(), sites.receiver_as_peer(), std::span(&*plan, 1));
        !enough) {
        return fail(std::move(enough));
    }
    auto sealed = seal_file(sites.sender(), sites.receiver_as_peer(), file, *plan, planned_from);
    if (!sealed) {
        return fail(std::move(sealed));
    }
    DemoPhoto photo;
    photo.file = file;
    photo.mode = mode;
    photo.payload_bytes = plan->payload_bytes;
    photo.pages = sealed->pages;
    if (keep) {
        constexpr std::size_t k_limit = std::size_t{1} << 30;
        auto bytes = core::read_file(sites.files(),
            sites.sender().home().paths().outbox() / (sealed->id.hex() + ".sealed"),
            k_limit);
        if (!bytes) {
            return fail(std::move(bytes));
        }
        photo.noise = sites.folder() / (file.stem().string() + "-" +
                                           (mode == core::SendMode::exact ? "exact" : "fitted") +
                                           "-on-the-wire.png");
        if (auto drawn = draw_bytes(sites.files(), *bytes, photo.noise); !drawn) {
            return fail(std::move(drawn));
        }
    }
    SendScreen silent;
    std::vector<SentFile> queue{{sealed->id,
        file,
        mode,
        plan->payload_bytes,
        sealed->pages,
        core::MessageState::sealed,
        0}};
    constexpr auto k_wait = std::chrono::milliseconds(60'000);
    SendReport report =
        deliver(sites.sender(), sites.receiver_as_peer(), std::move(queue), k_wait, stop, silent);
    photo.verified = report.files.front().state == core::MessageState::verified;
    photo.elapsed_s = report.files.front().elapsed_s;
    if (!photo.verified) {
        return report.result ? Expected<DemoPhoto>(
                                   Unexpected(Errc::internal, "the demo's photo was not verified"))
                             : Expected<DemoPhoto>(fail(std::move(report.result)));
    }
    auto item = sites.receiver().inbox().item(sealed->id);
    if (!item) {
        return fail(std::move(item));
    }
    photo.same_bytes =
        mode == core::SendMode::exact && same_content(sites.files(), file, item->path);
    if (keep) {
        photo.arrived = item->path;
    }
    return photo;
}

Expected<void> compare_ledgers(DemoSites& sites, DemoReport& report)
{
    report.pages_accounted = true;
    for (Site* site : {&sites.sender(), &sites.receiver()}) {
        auto verified = site->ledger().verify();
        if (!verified) {
            return fail(std::move(verified));
        }
        report.pages_accounted = report.pages_accounted && verified->ok;
        if (site == &sites.sender()) {
            for (const core::PadSummary& pad : verified->pads) {
                if (pad.peer != sites.receiver_as_peer().id) {
                    continue; // shared with the satellite
                }
                report.pages_made += pad.pages;
                report.pages_spent += pad.spent;
                report.pages_burnt += pad.burnt;
            }
        }
    }
    auto theirs = sites.sender().ledger().export_text();
    if (!theirs) {
        return fail(std::move(theirs));
    }
    auto differences = sites.receiver().ledger().compare(*theirs);
    if (!differences) {
        return fail(std::move(differences));
    }
    report.ledgers_agree = differences->empty();
    return {};
}

std::string in_words(const DemoPass& pass)
{
    return "A pass over " + pass.station + ": " + std::to_string(pass.clicks) + " clicks, " +
           std::to_string(pass.sifted) + " sifted, " + std::to_string(pass.secure_bits) +
           " secure bits in pads at both ends";
}

/// Passes over both sites, then the satellite turns what it shares with each into what they share.
Expected<void> get_key(
    DemoSites& sites, DemoReport& report, const std::atomic<bool>& stop, const DemoStep& step)
{
    step("A SIMULATED satellite is launched; each site has its launch key");
    auto sky = DemoSky::launch(sites.world(), sites.folder(), {&sites.sender(), &sites.receiver()});
    if (!sky) {
        return fail(std::move(sky));
    }
    for (int night = 0; night < k_nights; ++night) {
        for (Site* site : {&sites.sender(), &sites.receiver()}) {
            auto pass = (*sky)->fly(*site, stop);
            if (!pass) {
                return fail(std::move(pass));
            }
            step(in_words(*pass));
            report.passes.push_back(std::move(*pass));
        }
    }
    auto relayed = (*sky)->relay(sites.sender(), sites.receiver());
    if (!relayed) {
        return fail(std::move(relayed));
    }
    report.relayed_pages = *relayed;
    step("The satellite relays: " + std::to_string(*relayed * core::k_page_bytes * 8) +
         " bits that the two sites share now. The satellite knows them, nobody else");
    return {};
}

} // namespace

bool DemoReport::ok() const
{
    return ledgers_agree && pages_accounted && !photos.empty() &&
           std::ranges::all_of(photos, [](const DemoPhoto& photo) {
               return photo.verified && (photo.mode != core::SendMode::exact || photo.same_bytes);
           });
}

Expected<DemoReport> run_demo(core::FileStore& files,
    core::RandomSource& random,
    const core::Clock& clock,
    const DemoRequest& request,
    const std::atomic<bool>& stop,
    const DemoStep& step)
{
    fs::path image = request.image;
    if (image.empty()) {
        auto samples = samples_folder();
        if (!samples) {
            return fail(std::move(samples));
        }
        image = *samples / "rocket.jpg";
    }
    step("Two sites, each with a home, an identity key and an empty ledger");
    auto sites = DemoSites::make(files, random, clock, request.folder);
    if (!sites) {
        return fail(std::move(sites));
    }
    DemoReport report;
    if (auto shared = get_key(**sites, report, stop, step); !shared) {
        return fail(std::move(shared));
    }
    step("Stellenbosch listens behind a SIMULATED link: 300 ms there and back, and it will be cut");
    if (auto linked = (*sites)->start_link(); !linked) {
        return fail(std::move(linked));
    }
    step("The photo, fitted to 32 KiB: reserved, sealed, its pages erased, recorded by the peer, "
         "sent, verified");
    constexpr std::uint64_t k_budget = 32 * 1024;
    auto fitted = send_photo(**sites, image, core::SendMode::fitted, k_budget, request.keep, stop);
    if (!fitted) {
        return fail(std::move(fitted));
    }
    report.photos.push_back(std::move(*fitted));
    step("The same photo exact, bit for bit; the link is cut on the way and goes on with the same "
         "bytes");
    auto exact = send_photo(**sites, image, core::SendMode::exact, 0, request.keep, stop);
    if (!exact && exact.error().is(Errc::not_enough_key)) {
        report.left_out.push_back("exact: " + exact.error().context);
    } else if (!exact) {
        return fail(std::move(exact));
    } else {
        report.photos.push_back(std::move(*exact));
    }
    const transport::LinkStatistics link = (*sites)->stop_link();
    report.cuts = link.cuts;
    report.connections = link.connections;
    step("Both ledgers are verified and compared, page by page");
    if (auto compared = compare_ledgers(**sites, report); !compared) {
        return fail(std::move(compared));
    }
    return report;
}

} // namespace satpad::service
