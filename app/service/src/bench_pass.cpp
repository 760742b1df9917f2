// SPDX-License-Identifier: GPL-3.0-or-later
#include "message_queues.h"
#include "scratch.h"

#include <satpad/keyclient/courier/courier.h>
#include <satpad/keyclient/satellite/toeplitz.h>
#include <satpad/service/bench_pass.h>

#include <cstring>
#include <ctime>
#include <numbers>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace satpad::service {

using core::Expected;
using core::fail;
namespace sat = keyclient::satellite;
namespace courier = keyclient::courier;

namespace {

constexpr double k_degree = std::numbers::pi / 180;

/// Of all threads of this process.
double processor_seconds()
{
    timespec now{};
    (void)::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

class Stopwatch
{
public:
    [[nodiscard]] double seconds() const { return processor_seconds() - m_started; }

private:
    double m_started = processor_seconds();
};

/// Overhead and excellent: the most a pass brings.
sat::SimulatedPass best_pass(std::uint64_t seed, double scale)
{
    sat::SimulatedPass pass;
    pass.track = sat::track_of(sat::AnalyticPass(500, 88 * k_degree), 15 * k_degree);
    pass.sky = sat::k_excellent_sky;
    pass.seed = seed;
    pass.parameters.source.pulse_rate_hz *= scale;
    pass.link.lost_after_s = 120;
    return pass;
}

double time_photons(const sat::SimulatedPass& pass, core::RandomSource& random)
{
    const Stopwatch watch;
    sat::PhotonSampler sampler(pass.parameters.source, pass.sky, pass.attack, pass.seed, random);
    std::size_t clicks = 0;
    for (const sat::TrackPoint& point : pass.track) {
        clicks += sampler.second(point).size();
    }
    return clicks == 0 ? 0 : watch.seconds();
}

/// Both bases, at both ends, as long as in `report`.
Expected<double> time_amplification(const sat::DistillReport& report, core::RandomSource& random)
{
    double taken = 0;
    for (const sat::BasisReport* basis : {&report.z, &report.x}) {
        const auto in = static_cast<std::uint64_t>(basis->counts.all_clicks());
        const std::uint64_t out = basis->bounds.bits();
        if (out == 0) {
            continue;
        }
        core::Bytes input(in / 8 + 1);
        core::Bytes seed((in + out) / 8 + 1);
        random.fill(input);
        random.fill(seed);
        const Stopwatch watch;
        auto hashed = sat::toeplitz_hash(input, in, seed, out);
        if (!hashed) {
            return fail(std::move(hashed));
        }
        taken += 2 * watch.seconds();
    }
    return taken;
}

double time_memcpy_gigabyte()
{
    const core::Bytes from(1 << 20, std::byte{0x33});
    core::Bytes to(from.size());
    const Stopwatch watch;
    for (int i = 0; i < 1000; ++i) {
        std::memcpy(to.data(), from.data(), from.size());
        asm volatile("" : : "r"(to.data()) : "memory"); // keeps the copy
    }
    return watch.seconds() * 1e9 / (1000.0 * (1 << 20));
}

/// A satellite and a station with launch key between them, in a folder of their own.
struct TwoHomes
{
    std::unique_ptr<Site> satellite;
    std::unique_ptr<Site> station;

    static Expected<TwoHomes> make(const World& world, const fs::path& folder)
    {
        TwoHomes homes;
        for (const bool up : {true, false}) {
            const std::string name = up ? "satellite" : "station";
            InitRequest init{folder / name, name, "", core::HomeKind::simulated};
            if (auto made = Site::init(world, init); !made) {
                return fail(std::move(made));
            }
            auto site = Site::open(world, init.home, {});
            if (!site) {
                return fail(std::move(site));
            }
            (up ? homes.satellite : homes.station) = std::move(*site);
        }
        auto station = homes.satellite->add_peer(homes.station->card(), "", Site::Replace::no);
        auto satellite = homes.station->add_peer(homes.satellite->card(), "", Site::Replace::no);
        if (!station || !satellite) {
            return fail(std::move(!station ? station : satellite));
        }
        courier::MakeRequest launch;
        launch.peer = station->id;
        launch.bytes = 65'536;
        launch.out = folder / "launch.courier";
        if (auto key = courier::make(homes.satellite->home(), homes.satellite->ledger(), launch);
            !key) {
            return fail(std::move(key));
        }
        if (auto key = courier::import(homes.station->home(), homes.station->ledger(), launch.out);
            !key) {
            return fail(std::move(key));
        }
        return homes;
    }
};

Expected<sat::PassResult> fly(TwoHomes& homes,
    const core::Clock& clock,
    const sat::SimulatedPass& pass,
    MessageQueues& queues)
{
    sat::SatelliteSetup setup;
    setup.name = "bench";
    setup.source = pass.parameters.source;
    sat::ContactWatcher nobody;
    std::thread flying([&] {
        static_cast<void>(sat::serve_contact(homes.satellite->home(),
            homes.satellite->ledger(),
            clock,
            homes.station->config().id,
            queues.second,
            setup,
            nobody)
                              .has_value());
    });
    auto result = [&]() -> Expected<sat::PassResult> {
        auto contact = sat::StationContact::begin(homes.station->home(),
            homes.station->ledger(),
            homes.satellite->config().id,
            queues.first);
        if (!contact) {
            return fail(std::move(contact));
        }
        auto flown = contact->fly({"bench", pass}, {});
        static_cast<void>(contact->end().has_value());
        return flown;
    }();
    queues.end();
    flying.join();
    return result;
}

Expected<PassCost> cost_of(const World& world, const fs::path& folder, double scale, int number)
{
    const sat::SimulatedPass pass = best_pass(static_cast<std::uint64_t>(number) + 1, scale);
    PassCost cost;
    cost.memcpy_gigabyte = time_memcpy_gigabyte();
    cost.photons = time_photons(pass, world.random);
    const Stopwatch distilling;
    auto outcome = sat::run_pass(pass, world.random);
    cost.distilling = distilling.seconds();
    if (!outcome) {
        return fail(std::move(outcome));
    }
    cost.sifted = outcome->sifted;
    cost.key_bits = outcome->station.key_bits;
    auto amplification = time_amplification(outcome->station, world.random);
    if (!amplification) {
        return fail(std::move(amplification));
    }
    cost.amplification = *amplification;
    auto homes = TwoHomes::make(world, folder / std::to_string(number));
    if (!homes) {
        return fail(std::move(homes));
    }
    MessageQueues queues;
    const Stopwatch whole;
    auto flown = fly(*homes, world.clock, pass, queues);
    cost.whole = whole.seconds();
    if (!flown) {
        return fail(std::move(flown));
    }
    return cost;
}

} // namespace

Expected<PassBench> bench_pass(core::RandomSource& random,
    const core::Clock& clock,
    const PassBenchRequest& request,
    const std::function<Expected<void>(int done)>& progress)
{
    const Scratch scratch(request.folder / (".satpad-bench-pass-" + std::to_string(::getpid())));
    const auto files = core::make_posix_file_store();
    const World world{*files, random, clock, scratch.path() / "state"};
    PassBench bench;
    for (int i = 0; i < request.repeats; ++i) {
        auto cost = cost_of(world, scratch.path(), request.scale, i);
        if (!cost) {
            return fail(std::move(cost));
        }
        bench.passes.push_back(*cost);
        if (auto go_on = progress(i + 1); !go_on) {
            return fail(std::move(go_on));
        }
    }
    rusage usage{};
    (void)::getrusage(RUSAGE_SELF, &usage);
    bench.peak_kib = static_cast<std::uint64_t>(usage.ru_maxrss);
    return bench;
}

} // namespace satpad::service
