// SPDX-License-Identifier: GPL-3.0-or-later
#include "pass_engine.h"
#include "simulated_satellite.h"

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Expected;
using core::SecretBytes;

namespace {

Expected<std::pair<SecretBytes, SecretBytes>> page_twice(core::RandomSource& random)
{
    auto page = SecretBytes::allocate(core::k_page_bytes);
    if (!page) {
        return fail(std::move(page));
    }
    random.fill(page->span());
    auto copy = SecretBytes::copy_of(page->view());
    if (!copy) {
        return fail(std::move(copy));
    }
    return std::pair(std::move(*page), std::move(*copy));
}

/// Both ends in one process.
class Here final : public FarEnd
{
public:
    explicit Here(SimulatedSatellite& satellite)
        : m_satellite(satellite)
    {}
    Expected<std::vector<Measured>> light(std::uint64_t /*second*/) override
    {
        return m_satellite.light();
    }
    Expected<std::vector<Bytes>> take(ByteView message) override
    {
        m_satellite.party().take(message);
        return m_satellite.party().outgoing();
    }
    Expected<void> lost() override
    {
        m_satellite.party().give_up("the laser link was lost before the key was ready");
        return {};
    }

private:
    SimulatedSatellite& m_satellite;
};

} // namespace

Expected<PassOutcome> run_pass(
    const SimulatedPass& pass, core::RandomSource& random, const EachSecond& each)
{
    if (auto light = check_light(pass.parameters.source, pass.sky, pass.track); !light) {
        return fail(std::move(light));
    }
    auto stations = page_twice(random);
    auto satellites = page_twice(random);
    if (!stations || !satellites) {
        return fail(std::move(!stations ? stations : satellites));
    }
    SimulatedSatellite satellite(
        pass, random, std::move(satellites->first), std::move(stations->second));
    StationParty station(
        pass.parameters, random, std::move(stations->first), std::move(satellites->second));
    Here here(satellite);
    auto outcome = fly(pass, station, here, each);
    if (!outcome) {
        return outcome;
    }
    outcome->satellite = satellite.party().report();
    outcome->satellite.bytes_up = outcome->station.bytes_up;
    outcome->satellite.bytes_down = outcome->station.bytes_down;
    outcome->satellite_key = satellite.party().take_key();
    return outcome;
}

} // namespace satpad::keyclient::satellite
