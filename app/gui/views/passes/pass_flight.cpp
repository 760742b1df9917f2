// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/pass_flight.h"

#include "look/figures.h"
#include "models/sentences.h"
#include "views/passes/flight_words.h"

#include <algorithm>
#include <mutex>

namespace satpad::gui {

using core::Expected;

namespace {

constexpr int k_takeEvery = 250; ///< ms
constexpr std::size_t k_mostNotes = 500;

} // namespace

/// Between the thread that flies and the GUI thread; outlives both.
struct PassFlight::Feed
{
    std::atomic<bool> stop{false};
    std::atomic<double> speed{0};
    std::mutex mutex; ///< of what follows
    std::vector<sat::PassSecond> seconds;
    std::vector<service::GoCheck> checks;
    bool isReconciling = false;
};

/// On the thread that flies.
class PassFlight::Screen final : public service::PassScreen
{
public:
    Screen(Feed& feed, const std::atomic<bool>& closing)
        : m_feed(feed)
        , m_closing(closing)
    {}
    void checked(const std::vector<service::GoCheck>& list) override
    {
        const std::lock_guard lock(m_feed.mutex);
        m_feed.checks = list;
    }
    void second(const sat::PassSecond& now, std::size_t /*of*/) override
    {
        if (m_closing) {
            m_feed.stop = true;
        }
        const std::lock_guard lock(m_feed.mutex);
        m_feed.seconds.push_back(now);
    }
    void phase(const std::string& /*phase*/) override
    {
        const std::lock_guard lock(m_feed.mutex);
        m_feed.isReconciling = true;
    }

private:
    Feed& m_feed;
    const std::atomic<bool>& m_closing;
};

PassFlight& PassFlight::of(Desk& desk, const core::Clock& clock)
{
    auto* known = desk.findChild<PassFlight*>({}, Qt::FindDirectChildrenOnly);
    return known != nullptr ? *known : *new PassFlight(desk, clock);
}

PassFlight::PassFlight(Desk& desk, const core::Clock& clock)
    : QObject(&desk)
    , m_desk(desk)
    , m_clock(clock)
{
    setObjectName("passFlight");
    m_poll.setInterval(k_takeEvery);
    connect(&m_poll, &QTimer::timeout, this, &PassFlight::take);
    connect(&desk.jobs(), &Jobs::stopAsked, this, [this] {
        if (m_feed) {
            m_feed->stop = true; // nobody is told: who listens may be half gone
        }
    });
}

void PassFlight::note(FlightWords words)
{
    if (m_log.size() == k_mostNotes) {
        m_log.pop_front();
    }
    m_log.push_back({m_clock.now(), std::move(words)});
    Q_EMIT logged();
}

void PassFlight::show(std::shared_ptr<const FlightPlan> plan)
{
    if (isFlying()) {
        return;
    }
    m_state = {};
    m_state.plan = std::move(plan);
    m_pads.clear();
    m_checks.clear();
    m_end.reset();
    Q_EMIT changed();
}

void PassFlight::start(const FlightOrder& order)
{
    if (isFlying() || !order.plan || !order.presets) {
        return;
    }
    m_order = order;
    m_feed = std::make_shared<Feed>();
    m_feed->speed = m_speed;
    m_state = {};
    m_state.plan = order.plan;
    m_state.stage = FlightStage::checking;
    m_checks.clear();
    m_pads.clear();
    m_end.reset();
    m_isCelebrated = false;
    note([plan = order.plan] { return chosenSentence(*plan); });
    fly(order);
    m_poll.start();
    Q_EMIT changed();
}

void PassFlight::fly(const FlightOrder& order)
{
    service::RunPassRequest request;
    request.satellite = order.satellite;
    request.pass = order.plan->planned.request;
    request.pass.attack = order.attack;
    request.analytic = order.plan->pass.isMadeUp;
    request.anyway = order.anyway;
    // Elements that are too old are a no-go, which the operator may overrule.
    request.pass.old_elements =
        order.anyway ? service::OldElements::taken : service::OldElements::refused;
    request.speed_now = [feed = m_feed] { return feed->speed.load(); };
    m_desk.jobs().run(
        this,
        [feed = m_feed,
            presets = order.presets,
            request = std::move(request),
            site = &m_desk.site(),
            &clock = m_clock,
            &closing = m_desk.jobs().stop()] {
            Screen screen(*feed, closing);
            return service::run_pass_at(*site, clock, *presets, request, feed->stop, screen);
        },
        [this](Expected<service::RunPassReport> report) { settle(std::move(report)); });
}

void PassFlight::stop()
{
    if (m_feed && !m_feed->stop.exchange(true)) {
        note([] { return tr("Stop asked: the light ends, what came down counts."); });
        Q_EMIT changed();
    }
}

bool PassFlight::isStopping() const
{
    return m_feed && m_feed->stop;
}

void PassFlight::setSpeed(double speed)
{
    m_speed = speed;
    if (m_feed) {
        m_feed->speed = speed;
    }
}

void PassFlight::take()
{
    std::vector<sat::PassSecond> seconds;
    std::vector<service::GoCheck> checks;
    bool isReconciling = false;
    {
        const std::lock_guard lock(m_feed->mutex);
        seconds.swap(m_feed->seconds);
        checks.swap(m_feed->checks);
        isReconciling = m_feed->isReconciling;
    }
    takeChecks(std::move(checks));
    takeSeconds(seconds);
    if (isReconciling && m_state.stage != FlightStage::reconciling) {
        m_state.stage = FlightStage::reconciling;
        note([] { return tr("The light has ended. The key is being distilled."); });
    }
    Q_EMIT changed();
}

void PassFlight::takeChecks(std::vector<service::GoCheck> checks)
{
    if (checks.empty()) {
        return;
    }
    m_checks = std::move(checks);
    for (const service::GoCheck& check : m_checks) {
        note([check] {
            return (check.go ? tr("Go. %1: %2") : tr("No go. %1: %2"))
                .arg(checkName(check.what), QString::fromStdString(check.found));
        });
    }
    Q_EMIT checked(m_checks);
}

void PassFlight::takeSeconds(const std::vector<sat::PassSecond>& seconds)
{
    if (!seconds.empty() && m_state.stage == FlightStage::checking) {
        m_state.stage = FlightStage::flying;
        note([] { return tr("Light comes down."); });
    }
    for (const sat::PassSecond& second : seconds) {
        m_state.add(second);
    }
    if (m_state.million) {
        celebrate();
    }
}

void PassFlight::celebrate()
{
    if (m_isCelebrated) {
        return;
    }
    m_isCelebrated = true;
    const auto at = unixTime(m_state.instant(m_state.seconds[*m_state.million].at.seconds));
    note([at] {
        return tr("One million secure bits in a single pass, at %1 UTC of the pass.")
            .arg(utcTime(at));
    });
    Q_EMIT celebrated();
}

void PassFlight::settle(Expected<service::RunPassReport> report)
{
    m_poll.stop();
    take();
    FlightEnd end;
    if (report) {
        end.words = [outcome = outcomeOf(*report, isStopping())] {
            return outcomeSentence(outcome);
        };
        settleKey(*report);
    } else {
        end = failure(report.error());
        m_state.stage = FlightStage::failed;
        m_state.million.reset();
    }
    m_feed.reset();
    note(end.words);
    if (report && !report->news.result && !report->news.result.error().is(core::Errc::cancelled)) {
        note([why = report->news.result.error()] {
            return tr("After the pass: %1").arg(sentenceOf(why));
        });
    }
    m_end = std::move(end);
    Q_EMIT changed();
    Q_EMIT ended();
    m_desk.refresh();
}

void PassFlight::settleKey(const service::RunPassReport& report)
{
    const sat::PassOutcome& outcome = report.result.outcome;
    m_pads = report.result.pads;
    m_state.finalQber = outcome.qber();
    m_state.finalBits = m_pads.empty() ? 0 : outcome.station.key_bits;
    m_state.stage = m_pads.empty() ? FlightStage::noKey : FlightStage::kept;
    if (m_state.stage != FlightStage::kept || m_state.finalBits < k_million) {
        m_state.million.reset(); // it was the running bound's word
    }
    // The last frames are counted at the end only.
    if (!m_state.million && m_state.finalBits >= k_million && !m_state.seconds.empty()) {
        m_state.million = m_state.seconds.size() - 1;
        celebrate();
    }
}

FlightEnd PassFlight::failure(const core::Error& error) const
{
    const auto noGo =
        std::ranges::find_if(m_checks, [](const service::GoCheck& check) { return !check.go; });
    if (error.is(core::Errc::wrong_state) && noGo != m_checks.end()) {
        return {[check = *noGo] { return noGoSentence(check); },
            !m_order->anyway && !m_state.plan->planned.simulated.track.empty()};
    }
    if (error.is(core::Errc::not_enough_key)) {
        return {[] {
            return tr("No launch key to talk to this satellite with. Import the courier file that "
                      "its operator made for this site (Keys).");
        }};
    }
    if (error.is(core::Errc::cancelled)) {
        return {[] { return tr("Stopped before the pass began."); }};
    }
    return {[error] { return sentenceOf(error); }};
}

} // namespace satpad::gui
