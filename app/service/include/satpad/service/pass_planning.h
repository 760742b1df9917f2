// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/file_store.h>
#include <satpad/keyclient/satellite/presets.h>
#include <satpad/keyclient/satellite/simulated_pass.h>

/// Which passes are coming, and what one would bring. Nothing here stores or spends key, and no
/// home is needed. docs/satellite-link.md.
namespace satpad::service {

namespace fs = std::filesystem;
namespace sat = keyclient::satellite;

/// What an operator adds to the shipped presets. Later files win.
struct PresetFiles
{
    fs::path home;                  ///< its presets.toml is read when there is one; may be empty
    std::vector<fs::path> presets;  ///< TOML
    std::vector<fs::path> elements; ///< two-line element sets
    std::string source = "jinan-class-1"; ///< of element sets of satellites nobody knows yet
};
/// Errors: Errc::unreadable_file with file and line; Errc::invalid_argument for an unknown source.
[[nodiscard]] core::Expected<sat::Presets> load_presets(
    core::FileStore& files, const PresetFiles& wanted);

/// "2026-11-26", "2026-11-26T04:30", "2026-11-26T04:30:15Z": always UTC, 1957 to 2056 as in an
/// element set. Errors: Errc::invalid_argument.
[[nodiscard]] core::Expected<sat::Instant> parse_instant(std::string_view text);
/// To the nearest second.
[[nodiscard]] std::string iso8601(sat::Instant when);

/// Elements drift away from the truth: noted from 7 days on, refused from 30 on.
enum class OldElements
{
    refused,
    taken
};

struct PredictRequest
{
    std::string station;
    std::vector<std::string> satellites; ///< empty: all whose elements are not too old
    sat::Instant from;
    double days = 3;
    std::string sky = "good";
    std::string terminal = "portable";
    sat::PassRules rules;
    OldElements old_elements = OldElements::refused;
};

struct PredictedPass
{
    std::string satellite;
    sat::Pass pass;
    double usable_s = 0;
    std::uint64_t expected_bits = 0; ///< of the model, with reconciliation at f = 1.06
    std::vector<std::string> reasons;
};

struct Prediction
{
    std::vector<PredictedPass> passes; ///< by rise
    std::vector<std::string> notes;    ///< about the age of elements
    std::size_t usable = 0;
    std::uint64_t expected_bits = 0;
};

/// Told after each satellite; an error ends the work.
using PlanningProgress =
    std::function<core::Expected<void>(std::uint64_t done, std::uint64_t total)>;

/// Errors: Errc::invalid_argument (unknown name, a time too far from the elements'),
/// Errc::unreadable_file (elements that give no orbit).
[[nodiscard]] core::Expected<Prediction> predict(const sat::Presets& presets,
    const PredictRequest& request,
    const PlanningProgress& progress = {});

struct SimulateRequest
{
    std::string station = "beijing";
    std::string satellite = "jinan-class";
    /// A real pass, at this moment or within a minute of it; otherwise one of the analytic orbit of
    /// the satellite's mean height over a round Earth.
    std::optional<sat::Instant> at;
    double maximum_elevation = 88; ///< degrees
    std::string sky = "good";
    std::string terminal = "portable";
    double scintillation = 0; ///< instead of the sky's; 0: as the sky says
    sat::Attack attack;
    sat::SecurityParameters security;
    sat::PassRules rules;
    OldElements old_elements = OldElements::refused;
};

/// A pass ready to be run as often as wanted.
struct PlannedPass
{
    SimulateRequest request;
    std::optional<sat::Pass> pass; ///< with request.at
    double maximum_elevation = 0;  ///< degrees
    sat::SimulatedPass simulated;  ///< all but the seed
    double elements_age_days = 0;  ///< from their epoch; 0 for an orbit that is a plan
    std::vector<std::string> notes;
    std::string obstacles; ///< why there is nothing to run; empty when there is
};
/// Errors: as predict; Errc::invalid_argument when nothing is up at that time, naming the next pass.
[[nodiscard]] core::Expected<PlannedPass> plan_pass(
    const sat::Presets& presets, const SimulateRequest& request);

/// SIMULATED. What one run came to. Its key is wiped already.
struct PassRun
{
    std::uint64_t seed = 0;
    sat::PassOutcome outcome;
    std::vector<sat::PassSecond> seconds;
    std::string reason; ///< no key: why

    [[nodiscard]] double leaked_bits() const;
    [[nodiscard]] double bits_per_second() const;
};
/// `progress` is told after each second of the pass; an error ends the run.
[[nodiscard]] core::Expected<PassRun> simulate(const PlannedPass& planned,
    std::uint64_t seed,
    core::RandomSource& random,
    const PlanningProgress& progress = {});

} // namespace satpad::service
