// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/contact.h>
#include <satpad/service/pass_planning.h>
#include <satpad/service/site.h>
#include <satpad/service/what_waits.h>

#include <atomic>
#include <functional>

/// A pass at a station, in virtual time, with a satellite at the other end of a network: what is
/// distilled goes into pads at both ends. SIMULATED: the light.
namespace satpad::service {

struct RunPassRequest
{
    core::Peer satellite;
    SimulateRequest pass;  ///< station, orbit, sky; `at` stays empty for the next pass
    bool analytic = false; ///< over a round Earth, at pass.maximum_elevation
    sat::Instant from;     ///< the next usable pass after this
    double speed = 0;      ///< virtual seconds a second; 0: as fast as it goes
    /// Asked in flight instead of `speed`, from the thread that runs the pass; may be empty.
    std::function<double()> speed_now;
    std::optional<std::uint64_t> seed; ///< of the physics; drawn from the system otherwise
    bool anyway = false;               ///< fly although a check says no-go, where that makes sense
};

/// One line of the go/no-go list.
struct GoCheck
{
    std::string what; ///< "launch key", "link", "clocks", "disk", "sky", "elements"
    bool go = false;
    std::string found;
};

/// Called from the thread that runs the pass.
class PassScreen
{
public:
    virtual ~PassScreen() = default;
    virtual void chosen(const PlannedPass& /*pass*/) {}
    virtual void checked(const std::vector<GoCheck>& /*list*/) {}
    virtual void second(const sat::PassSecond& /*now*/, std::size_t /*of*/) {}
    /// "reconciling".
    virtual void phase(const std::string& /*phase*/) {}
};

struct RunPassReport
{
    PlannedPass planned;
    std::uint64_t seed = 0;
    std::vector<GoCheck> checks;
    sat::PassResult result;
    std::string reason; ///< no key: why
    ContactNews news;   ///< what else was done in the contact, after the pass
};

/// `stop` in mid-pass ends the light: what is there is distilled and kept. Before it, it cuts the
/// call: Errc::cancelled.
/// Errors: Errc::not_enough_key without launch key; Errc::wrong_state for a no-go; the planning's,
/// the network's, the contact's.
[[nodiscard]] core::Expected<RunPassReport> run_pass_at(Site& site,
    const core::Clock& clock,
    const sat::Presets& presets,
    const RunPassRequest& request,
    const std::atomic<bool>& stop,
    PassScreen& screen);

} // namespace satpad::service
