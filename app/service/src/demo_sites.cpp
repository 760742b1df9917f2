// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_sites.h"

#include <satpad/service/demo.h>
#include <satpad/service/pull.h>

#include <array>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

Expected<fs::path> samples_folder()
{
    std::error_code none;
    const fs::path program = fs::read_symlink("/proc/self/exe", none).parent_path();
    // Installed as PREFIX/bin and PREFIX/share/satpad/samples; built as TREE/build/PRESET/bin.
    const std::array candidates{
        program / "../share/satpad/samples", program / "../../../resources/samples"};
    for (const fs::path& each : candidates) {
        if (fs::is_directory(each, none)) {
            return fs::canonical(each, none);
        }
    }
    return Unexpected(Errc::unreadable_file,
        "the sample photos are not installed; name a picture with satpad demo --image FILE");
}

DemoSites::DemoSites(const World& world, fs::path folder)
    : m_world(world)
    , m_folder(std::move(folder))
{}

DemoSites::~DemoSites()
{
    m_link.reset();
    stop_receiver();
}

Expected<std::unique_ptr<Site>> DemoSites::make_site(const std::string& name)
{
    const fs::path home = m_folder / name;
    if (auto made = Site::init(m_world, {home, name, "127.0.0.1:0", core::HomeKind::simulated});
        !made) {
        return fail(std::move(made));
    }
    return Site::open(m_world, home, {});
}

Expected<std::unique_ptr<DemoSites>> DemoSites::make(core::FileStore& files,
    core::RandomSource& random,
    const core::Clock& clock,
    const fs::path& folder)
{
    std::error_code none;
    fs::create_directories(folder, none);
    auto sites =
        std::unique_ptr<DemoSites>(new DemoSites({files, random, clock, folder / "state"}, folder));
    auto sender = sites->make_site("beijing");
    if (!sender) {
        return fail(std::move(sender));
    }
    auto receiver = sites->make_site("stellenbosch");
    if (!receiver) {
        return fail(std::move(receiver));
    }
    sites->m_sender = std::move(*sender);
    sites->m_receiver = std::move(*receiver);
    core::Card sender_card = sites->m_sender->card();
    sender_card.address.clear(); // only the receiver can be dialled here
    if (auto added = sites->m_receiver->add_peer(sender_card, "", Site::Replace::no); !added) {
        return fail(std::move(added));
    }
    auto added = sites->m_sender->add_peer(sites->m_receiver->card(), "", Site::Replace::no);
    if (!added) {
        return fail(std::move(added));
    }
    sites->m_peer = std::move(*added);
    return sites;
}

Expected<void> DemoSites::start_link(const transport::LinkSettings& settings)
{
    stop_receiver(); // of a try that failed
    m_signals.stop.store(false);
    m_screen = std::make_unique<PortScreen>();
    m_receiving = std::thread([this] {
        ReceiveRequest request;
        request.listen = "127.0.0.1:0";
        (void)receive_and_fetch(*m_receiver, m_world.clock, request, m_signals, *m_screen);
        m_screen->ended();
    });
    const std::uint16_t port = m_screen->wait();
    if (port == 0) {
        return Unexpected(Errc::internal, "the demo's receiver did not start");
    }
    auto link = transport::LinkProxy::make(settings, "127.0.0.1:" + std::to_string(port));
    if (!link) {
        return fail(std::move(link));
    }
    const std::scoped_lock guard(m_link_mutex);
    m_link = std::move(*link);
    m_peer.address = "127.0.0.1:" + std::to_string(m_link->port());
    return {};
}

transport::LinkStatistics DemoSites::stop_link()
{
    const transport::LinkStatistics statistics = link_statistics();
    std::unique_ptr<transport::LinkProxy> link;
    {
        const std::scoped_lock guard(m_link_mutex);
        link = std::move(m_link);
    }
    link.reset();
    stop_receiver();
    return statistics;
}

transport::LinkStatistics DemoSites::link_statistics()
{
    transport::LinkStatistics statistics;
    with_link([&](transport::LinkProxy& link) { statistics = link.statistics(); });
    return statistics;
}

void DemoSites::with_link(const std::function<void(transport::LinkProxy&)>& use)
{
    const std::scoped_lock guard(m_link_mutex);
    if (m_link) {
        use(*m_link);
    }
}

Expected<DemoPhoto> DemoSites::deliver_photo(const SentFile& photo,
    std::chrono::milliseconds wait,
    const std::atomic<bool>& stop,
    SendScreen& screen)
{
    SendReport report = deliver(*m_sender, m_peer, {photo}, wait, stop, screen);
    const SentFile& sent = report.files.front();
    if (sent.state != core::MessageState::verified) {
        return report.result ? Expected<DemoPhoto>(
                                   Unexpected(Errc::internal, "the demo's photo was not verified"))
                             : Expected<DemoPhoto>(fail(std::move(report.result)));
    }
    auto item = m_receiver->inbox().item(photo.id);
    if (!item) {
        return fail(std::move(item));
    }
    DemoPhoto done;
    done.file = photo.file;
    done.mode = photo.mode;
    done.payload_bytes = photo.payload_bytes;
    done.pages = photo.pages;
    done.elapsed_s = sent.elapsed_s;
    done.verified = true;
    done.arrived = item->path;
    return done;
}

void DemoSites::stop_receiver()
{
    m_signals.stop.store(true);
    if (m_receiving.joinable()) {
        m_receiving.join();
    }
}

} // namespace satpad::service
