// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_receive.h"

#include "contact_rows.h"
#include "remark_rows.h"

#include <satpad/service/pull.h>
#include <satpad/service/relay_run.h>

#include <systemd/sd-daemon.h>
#include <thread>

namespace satpad::cli {
namespace {

struct ReceiveOptions
{
    std::string listen;
    bool once = false;
    double timeout_s = 0;
    std::string via;
};

class Screen final : public service::ReceiveScreen
{
public:
    Screen(const Context& context, const service::Site& site)
        : m_context(context)
        , m_site(site)
    {}
    void listening(const std::string& address, std::uint16_t port) override
    {
        m_context.say("satpad: " + m_site.config().name + " receives on " + address + " (port " +
                      std::to_string(port) + ")");
        (void)sd_notify(0, "READY=1\nSTATUS=receiving");
    }
    void reloaded() override { m_context.say("satpad: configuration read again"); }
    void received(const core::InboxItem& item) override
    {
        m_context.say("satpad: received a file from " + m_site.name_of(item.from) + ", " +
                      service::bytes_in_words(item.bytes) + ", message " + item.id.hex() +
                      "; every tag held");
        const std::scoped_lock guard(m_mutex);
        if (m_items.size() < k_kept) {
            m_items.push_back(item);
        }
    }
    void remarked(const core::InboxRemark& remark) override
    {
        if (const auto* request = std::get_if<core::PictureRequest>(&remark.remark)) {
            m_context.say("satpad: " + m_site.name_of(remark.from) + " asks for " +
                          request_words(*request) + " of message " + request->asked.hex() +
                          ", request " + remark.id.hex());
            return;
        }
        const auto& refusal = std::get<core::RequestRefusal>(remark.remark);
        m_context.say("satpad: " + m_site.name_of(remark.from) + " does not answer request " +
                      refusal.request.hex() + ": " +
                      std::string(service::sentence_of(refusal.reason)));
    }
    void answered(const service::Answer& answer) override
    {
        m_context.say("satpad: " + answer_words(answer));
    }
    void delivered(const core::MessageId& id, core::MessageState end) override
    {
        m_context.say("satpad: message " + id.hex() + " is " + std::string(core::name_of(end)));
    }
    void turned_away(const std::string& from, const core::Error& why) override
    {
        m_context.say(
            "satpad: note: a caller from " + from + " was refused: " + service::sentence(why));
    }
    void trouble(const core::Error& why) override
    {
        m_context.say("satpad: note: " + service::sentence(why));
    }

    [[nodiscard]] std::vector<core::InboxItem> items()
    {
        const std::scoped_lock guard(m_mutex);
        return m_items;
    }

private:
    static constexpr std::size_t k_kept =
        10'000; ///< a receiver runs for months; the inbox has them all
    const Context& m_context;
    const service::Site& m_site;
    std::mutex m_mutex;
    std::vector<core::InboxItem> m_items;
};

/// Carries the process's signals into the use case.
class SignalBridge
{
public:
    SignalBridge()
        : m_thread([this] { run(); })
    {}
    ~SignalBridge()
    {
        m_ended.store(true);
        m_thread.join();
    }
    SignalBridge(const SignalBridge&) = delete;
    SignalBridge& operator=(const SignalBridge&) = delete;

    service::ReceiveSignals signals;

private:
    void run()
    {
        while (!m_ended.load()) {
            if (stop_raised().load()) {
                signals.stop.store(true);
            }
            if (reload_raised().exchange(false)) {
                signals.reload.store(true);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    std::atomic<bool> m_ended{false};
    std::thread m_thread;
};

/// One contact with a relay: everything that waits at either end, and no listening.
Outcome run_via(const Context& context, service::Site& site, const std::string& name)
{
    auto relay = site.peer(name);
    if (!relay) {
        return failed(std::move(relay));
    }
    service::RelayRequest request;
    request.relay = *relay;
    request.progress = [](std::uint64_t) {
        return stop_raised().load() ? core::Expected<void>(core::Unexpected(
                                          core::Errc::cancelled, "stopped by the operator"))
                                    : core::Expected<void>();
    };
    const service::ContactNews news = service::relay_key(site, context.world.clock, request);
    Outcome outcome;
    add_news(outcome, site, news, relay->name);
    json::array messages;
    for (const service::sat::LeftMessage& row : news.messages) {
        if (row.item) {
            if (auto made = to_json(site, *row.item)) {
                messages.push_back(std::move(*made));
            }
        }
        // The first that was refused is the command's result; the others are done all the same.
        if (row.step == service::sat::LeftStep::refused && outcome.result) {
            core::Error why = row.why;
            why.context = "message " + row.message.hex() + " from " + site.name_of(row.peer) +
                          ", left with " + relay->name + ": " + why.context;
            outcome.result = core::Unexpected(std::move(why));
        }
    }
    outcome.json["messages"] = std::move(messages);
    if (!news.result) {
        outcome.result = news.result;
    } else if (news.messages.empty() && news.relays.empty()) {
        outcome.text = "Nothing waits at " + relay->name + " for this site.\n";
    }
    return outcome;
}

Outcome run_receive(const Context& context, const ReceiveOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    if (!options.via.empty()) {
        return run_via(context, **site, options.via);
    }
    service::ReceiveRequest request;
    request.listen = options.listen;
    request.stop_after = options.once ? 1 : 0;
    request.timeout =
        std::chrono::milliseconds(static_cast<std::int64_t>(options.timeout_s * 1000));
    return receive_until_stopped(
        context, **site, [&](service::ReceiveSignals& signals, service::ReceiveScreen& screen) {
            return service::receive_and_fetch(
                **site, context.world.clock, request, signals, screen);
        });
}

} // namespace

Outcome receive_until_stopped(
    const Context& context, const service::Site& site, const Receiving& receiving)
{
    Screen screen(context, site);
    Outcome outcome;
    {
        SignalBridge bridge;
        outcome.result = receiving(bridge.signals, screen);
    }
    (void)sd_notify(0, "STOPPING=1");
    json::array messages;
    for (const core::InboxItem& item : screen.items()) {
        auto row = to_json(site, item);
        if (row) {
            outcome.text += item.path.string() + "\n";
            messages.push_back(std::move(*row));
        }
    }
    outcome.json["messages"] = std::move(messages);
    return outcome;
}

void add_receive(CLI::App& app, Context& context)
{
    auto options = std::make_shared<ReceiveOptions>();
    auto* command = app.add_subcommand(
        "receive", "Listen for peers, receive into the inbox, deliver what waits in the outbox");
    auto* listen =
        command->add_option("--listen", options->listen, "Instead of the site's own address")
            ->type_name("HOST:PORT");
    auto* once = command->add_flag("--once", options->once, "Stop after one message");
    auto* timeout =
        command
            ->add_option("--timeout", options->timeout_s, "Stop after this many seconds (exit 6)")
            ->check(CLI::Range(0.0, 1e9))
            ->type_name("S");
    command
        ->add_option("--via",
            options->via,
            "No listening: one contact with this site, which leaves and collects what waits")
        ->excludes(listen)
        ->excludes(once)
        ->excludes(timeout)
        ->type_name("SITE");
    command->footer(
        "Runs until SIGTERM or Ctrl-C; SIGHUP reads site.toml again. Tells systemd when it is "
        "ready\n"
        "(Type=notify). One receiver a home. Example:\n  satpad receive --once --timeout 600\n  satpad receive --via jinan-1");
    command->callback([options, &context] {
        context.run = [options, &context] { return run_receive(context, *options); };
    });
}

} // namespace satpad::cli
