// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/image.h>
#include <satpad/service/demo_stage.h>

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

std::string in_words(const DemoPass& pass)
{
    return "A pass over " + pass.station + ": " + std::to_string(pass.clicks) + " clicks, " +
           std::to_string(pass.sifted) + " sifted, " + std::to_string(pass.secure_bits) +
           " secure bits in pads at both ends";
}

/// The link of the command line; both cuts fall into the exact photo.
transport::LinkSettings told_link()
{
    transport::LinkSettings settings;
    settings.latency = std::chrono::milliseconds(150);
    settings.bytes_per_second = 500'000;
    settings.cuts = {75'000, 130'000};
    return settings;
}

struct Sending
{
    core::FileStore& files;
    const DemoRequest& request;
    fs::path image;
    const std::atomic<bool>& stop;
};

/// Keeps the noise for the visitor, and what arrived.
Expected<DemoPhoto> send_photo(
    DemoStage& stage, const Sending& sending, core::SendMode mode, std::uint64_t budget)
{
    fs::path noise;
    const auto keep_noise = [&](const fs::path& sealed) -> Expected<void> {
        if (!sending.request.keep) {
            return {};
        }
        constexpr std::size_t k_limit = std::size_t{1} << 30;
        auto bytes = core::read_file(sending.files, sealed, k_limit);
        if (!bytes) {
            return fail(std::move(bytes));
        }
        noise = sending.request.folder /
                (sending.image.stem().string() + "-" +
                    (mode == core::SendMode::exact ? "exact" : "fitted") + "-on-the-wire.png");
        return draw_bytes(sending.files, *bytes, noise);
    };
    auto photo = stage.send(sending.image, mode, budget, sending.stop, keep_noise);
    if (photo) {
        photo->noise = noise;
    }
    return photo;
}

/// Passes over both sites, then the satellite turns what it shares with each into what they share.
Expected<void> get_key(
    DemoStage& stage, DemoReport& report, const std::atomic<bool>& stop, const DemoStep& step)
{
    for (int night = 0; night < k_nights; ++night) {
        for (const DemoEnd end : {DemoEnd::sender, DemoEnd::receiver}) {
            auto pass = stage.fly(end, 0, stop);
            if (!pass) {
                return fail(std::move(pass));
            }
            step(in_words(*pass));
            report.passes.push_back(std::move(*pass));
        }
    }
    auto relayed = stage.relay(stop);
    if (!relayed) {
        return fail(std::move(relayed));
    }
    report.relayed_pages = *relayed;
    step("The satellite relays: " + std::to_string(*relayed * core::k_page_bytes * 8) +
         " bits that the two sites share now. The satellite knows them, nobody else");
    return {};
}

} // namespace

Expected<fs::path> demo_image(const DemoRequest& request)
{
    if (!request.image.empty()) {
        return request.image;
    }
    auto samples = samples_folder();
    return samples ? Expected<fs::path>(*samples / "rocket.jpg") : samples;
}

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
    auto image = demo_image(request);
    if (!image) {
        return fail(std::move(image));
    }
    step("Two sites, each with a home, an identity key and an empty ledger, and a SIMULATED "
         "satellite; each site has its launch key");
    auto made = DemoStage::make(files, random, clock, request.folder);
    if (!made) {
        return fail(std::move(made));
    }
    DemoStage& stage = **made;
    DemoReport report;
    if (auto shared = get_key(stage, report, stop, step); !shared) {
        return fail(std::move(shared));
    }
    step("Stellenbosch listens behind a SIMULATED link: 300 ms there and back, and it will be cut");
    if (auto linked = stage.start_link(told_link()); !linked) {
        return fail(std::move(linked));
    }
    step("The photo, fitted to 32 KiB: reserved, sealed, its pages erased, recorded by the peer, "
         "sent, verified");
    constexpr std::uint64_t k_budget = 32 * 1024;
    const Sending sending{files, request, *image, stop};
    auto fitted = send_photo(stage, sending, core::SendMode::fitted, k_budget);
    if (!fitted) {
        return fail(std::move(fitted));
    }
    report.photos.push_back(std::move(*fitted));
    step("The same photo exact, bit for bit; the link is cut on the way and goes on with the same "
         "bytes");
    auto exact = send_photo(stage, sending, core::SendMode::exact, 0);
    if (!exact && exact.error().is(Errc::not_enough_key)) {
        report.left_out.push_back("exact: " + exact.error().context);
    } else if (!exact) {
        return fail(std::move(exact));
    } else {
        report.photos.push_back(std::move(*exact));
    }
    const transport::LinkStatistics link = stage.stop_link();
    report.cuts = link.cuts;
    report.connections = link.connections;
    step("Both ledgers are verified and compared, page by page");
    auto compared = stage.compare();
    if (!compared) {
        return fail(std::move(compared));
    }
    report.pages_made = compared->sender.pages;
    report.pages_spent = compared->sender.spent;
    report.pages_burnt = compared->sender.burnt;
    report.pages_accounted = compared->accounted;
    report.ledgers_agree = compared->agree;
    return report;
}

} // namespace satpad::service
