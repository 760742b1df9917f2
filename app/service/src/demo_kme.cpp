// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_kmes.h"

#include <satpad/service/pull.h>
#include <satpad/service/stop_when.h>

#include <algorithm>

namespace satpad::service {
namespace {

namespace kme = keyclient::kme;
using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

constexpr std::uint64_t k_pull_bytes = 64 * 1024;
constexpr std::uint64_t k_photo_bytes = 32 * 1024;
constexpr const char* k_sender = "beijing";
constexpr const char* k_receiver = "stellenbosch";

/// Everything of this demo, in the order in which it goes.
struct Stand
{
    std::unique_ptr<DemoSites> kme_sites;
    std::unique_ptr<DemoSky> sky;
    std::unique_ptr<DemoKme> near_kme; ///< in front of kme_sites' sender
    std::unique_ptr<DemoKme> far_kme;
    std::unique_ptr<DemoSites> sites; ///< applications: they have no pads of their own
};

/// Passes over both KME sites, and what the satellite makes of them.
Expected<void> feed(Stand& stand, DemoReport& report, const std::atomic<bool>& stop)
{
    PassScreen screen;
    for (Site* site : {&stand.kme_sites->sender(), &stand.kme_sites->receiver()}) {
        auto pass = stand.sky->fly(*site, 0, stop, screen);
        if (!pass) {
            return fail(std::move(pass));
        }
        report.passes.push_back(std::move(*pass));
    }
    auto relayed = stand.sky->relay(stand.kme_sites->sender(), stand.kme_sites->receiver(), stop);
    if (!relayed) {
        return fail(std::move(relayed));
    }
    report.relayed_pages = *relayed;
    return {};
}

Expected<void> start_kmes(Stand& stand, const core::Clock& clock, kme::DemoAuthority& authority)
{
    auto far = DemoKme::start(stand.kme_sites->receiver(), clock, authority, k_receiver, k_sender);
    if (!far) {
        return fail(std::move(far));
    }
    stand.far_kme = std::move(*far);
    // The sender's KME allocates key, so it is the one that dials.
    if (auto set = stand.kme_sites->sender().set_peer_address(k_receiver, stand.far_kme->address());
        !set) {
        return set;
    }
    auto near = DemoKme::start(stand.kme_sites->sender(), clock, authority, k_sender, k_receiver);
    if (!near) {
        return fail(std::move(near));
    }
    stand.near_kme = std::move(*near);
    return {};
}

Expected<void> give_access(
    Site& site, const std::string& peer, const DemoKme& kme, kme::DemoAuthority& authority)
{
    auto certificate = authority.issue(site.config().name);
    if (!certificate) {
        return fail(std::move(certificate));
    }
    return set_peer_kme(site, peer, kme.access(*certificate));
}

Expected<void> start_applications(Stand& stand, kme::DemoAuthority& authority)
{
    if (auto given = give_access(stand.sites->sender(), k_receiver, *stand.near_kme, authority);
        !given) {
        return given;
    }
    if (auto given = give_access(stand.sites->receiver(), k_sender, *stand.far_kme, authority);
        !given) {
        return given;
    }
    transport::LinkSettings link;
    link.latency = std::chrono::milliseconds(20);
    return stand.sites->start_link(link);
}

Expected<void> draw(
    Stand& stand, const core::Clock& clock, DemoReport& report, const std::atomic<bool>& stop)
{
    const StopWhen stopping([&stop] { return stop.load(); });
    etsi::PullWatcher watcher;
    auto peer = stand.sites->sender().peer(k_receiver);
    if (!peer) {
        return fail(std::move(peer));
    }
    PullRequest request;
    request.peer = std::move(*peer);
    request.peer.address = stand.sites->receiver_as_peer().address; // through the link
    request.bytes = k_pull_bytes;
    request.wait = std::chrono::seconds(30);
    request.stop = stopping.token();
    etsi::PullResult pulled = pull_key(stand.sites->sender(), clock, request, watcher);
    if (!pulled.result) {
        return fail(std::move(pulled.result));
    }
    report.pages_burnt = pulled.pads.size(); // each keyed its CONFIRM
    report.pulled_keys = pulled.row.drawn_keys - pulled.row.lost_keys;
    for (const core::PadSummary& pad : pulled.pads) {
        report.pages_made += pad.pages;
    }
    return {};
}

Expected<DemoPhoto> send_photo(Stand& stand, const fs::path& image, const std::atomic<bool>& stop)
{
    SendScreen screen;
    SendRequest request;
    request.files = {image};
    request.peer = stand.sites->receiver_as_peer();
    request.mode = core::SendMode::fitted;
    request.budget_bytes = k_photo_bytes;
    SendReport sent = send_files(stand.sites->sender(), request, stop, screen);
    if (!sent.result) {
        return fail(std::move(sent.result));
    }
    const SentFile& file = sent.files.front();
    auto item = stand.sites->receiver().inbox().item(file.id);
    if (!item) {
        return fail(std::move(item));
    }
    DemoPhoto photo;
    photo.file = image;
    photo.mode = file.mode;
    photo.payload_bytes = file.payload_bytes;
    photo.pages = file.pages;
    photo.elapsed_s = file.elapsed_s;
    photo.verified = file.state == core::MessageState::verified;
    photo.arrived = item->path;
    return photo;
}

/// Of two sites that share pads: each ledger with itself, then one with the other.
Expected<void> compare(DemoSites& sites, DemoReport& report)
{
    for (Site* site : {&sites.sender(), &sites.receiver()}) {
        auto verified = site->ledger().verify();
        if (!verified) {
            return fail(std::move(verified));
        }
        report.pages_accounted = report.pages_accounted && verified->ok;
    }
    auto theirs = sites.sender().ledger().export_text();
    if (!theirs) {
        return fail(std::move(theirs));
    }
    auto differences = sites.receiver().ledger().compare(*theirs);
    if (!differences) {
        return fail(std::move(differences));
    }
    report.ledgers_agree = report.ledgers_agree && differences->empty();
    return {};
}

Expected<void> make_sites(Stand& stand,
    core::FileStore& files,
    core::RandomSource& random,
    const core::Clock& clock,
    const fs::path& folder)
{
    auto kme_sites = DemoSites::make(files, random, clock, folder / "kmes");
    auto sites = DemoSites::make(files, random, clock, folder / "sites");
    if (!kme_sites || !sites) {
        return kme_sites ? fail(std::move(sites)) : fail(std::move(kme_sites));
    }
    stand.kme_sites = std::move(*kme_sites);
    stand.sites = std::move(*sites);
    auto sky = DemoSky::launch(stand.kme_sites->world(),
        folder / "kmes",
        {&stand.kme_sites->sender(), &stand.kme_sites->receiver()});
    if (!sky) {
        return fail(std::move(sky));
    }
    stand.sky = std::move(*sky);
    return {};
}

Expected<void> play(Stand& stand,
    core::FileStore& files,
    const core::Clock& clock,
    const DemoRequest& request,
    const fs::path& image,
    const std::atomic<bool>& stop,
    const DemoStep& step,
    DemoReport& report)
{
    step("A SIMULATED pass over each KME site; the satellite relays, and the two KMEs share key");
    if (auto fed = feed(stand, report, stop); !fed) {
        return fed;
    }
    step("Two KMEs serve that key by ETSI GS QKD 014: HTTPS with certificates of both ends");
    auto authority = kme::DemoAuthority::make(files, request.folder);
    if (!authority) {
        return fail(std::move(authority));
    }
    if (auto started = start_kmes(stand, clock, *authority); !started) {
        return started;
    }
    if (auto started = start_applications(stand, *authority); !started) {
        return started;
    }
    step("Beijing draws 64 KiB from " + stand.near_kme->id() +
         ", Stellenbosch fetches the same keys from " + stand.far_kme->id() +
         " by their IDs; each pad is confirmed before a page of it is used");
    if (auto drawn = draw(stand, clock, report, stop); !drawn) {
        return drawn;
    }
    step("The photo, fitted to 32 KiB, with pages made of those keys");
    auto photo = send_photo(stand, image, stop);
    if (!photo) {
        return fail(std::move(photo));
    }
    report.pages_spent = photo->pages;
    report.photos.push_back(std::move(*photo));
    report.connections = stand.sites->stop_link().connections;
    stand.near_kme.reset();
    stand.far_kme.reset();
    step("The ledgers of all four sites are verified, and compared two by two");
    report.pages_accounted = true;
    report.ledgers_agree = true;
    for (DemoSites* pair : {stand.sites.get(), stand.kme_sites.get()}) {
        if (auto compared = compare(*pair, report); !compared) {
            return compared;
        }
    }
    return {};
}

} // namespace

Expected<DemoReport> run_kme_demo(core::FileStore& files,
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
    step(
        "Two KME sites with an empty ledger each, a SIMULATED satellite, and two applications that "
        "have no key at all");
    Stand stand;
    if (auto made = make_sites(stand, files, random, clock, request.folder); !made) {
        return fail(std::move(made));
    }
    DemoReport report;
    auto played = play(stand, files, clock, request, *image, stop, step, report);
    return played ? Expected<DemoReport>(std::move(report)) : fail(std::move(played));
}

} // namespace satpad::service
