// SPDX-License-Identifier: GPL-3.0-or-later
#include "link_bounds.h"
#include "preset_table.h"
#include "shipped_presets.h"

#include <satpad/keyclient/satellite/presets.h>

#include <algorithm>
#include <map>
#include <numbers>

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr double k_degree = std::numbers::pi / 180;

void read(PresetTable& from, Station& to)
{
    to.place.latitude = from.number("latitude", -90, 90) * k_degree;
    to.place.longitude = from.number("longitude", -180, 180) * k_degree;
    to.place.height_m = from.number("height_m", -500, 9'000);
    for (const auto& [azimuth, elevation] : from.pairs("horizon")) {
        if (azimuth < 0 || azimuth >= 360 || elevation < 0 || elevation >= 90 ||
            (!to.horizon.empty() && azimuth * k_degree <= to.horizon.back().azimuth)) {
            from.refuse("horizon",
                "must hold azimuths that rise from 0 to below 360 and elevations from 0 to below 90");
            return;
        }
        to.horizon.push_back({azimuth * k_degree, elevation * k_degree});
    }
}

void read(PresetTable& from, SatellitePreset& to)
{
    to.source = from.text("source");
    if (from.has("circular")) {
        PresetTable circular = from.table("circular");
        CircularOrbit orbit;
        orbit.height_km = circular.number("height_km", 150, 5'970);
        orbit.local_time_hours = circular.number("local_time_hours", 0, 24);
        orbit.argument_of_latitude = circular.number("argument_of_latitude_deg", 0, 360) * k_degree;
        orbit.epoch = circular.instant("epoch");
        circular.nothing_else();
        to.orbit = orbit;
        return;
    }
    const auto lines = from.texts("elements");
    if (lines.size() != 2) {
        from.refuse("elements", "must be the two lines of an element set");
        return;
    }
    auto elements = parse_element_set(lines[0], lines[1], to.name);
    if (!elements) {
        from.refuse("elements", "is no element set: " + elements.error().context);
        return;
    }
    to.orbit = std::move(*elements);
}

void read_bounded(PresetTable& from, LinkParameters& link, double LinkParameters::*member)
{
    for (const auto& bound : k_link_bounds) {
        if (bound.member == member) {
            link.*member = from.number(bound.name, bound.least, bound.most);
        }
    }
}

void read(PresetTable& from, SourcePreset& to)
{
    LinkParameters& link = to.link;
    read_bounded(from, link, &LinkParameters::pulse_rate_hz);
    const auto intensities = from.numbers("intensities", k_intensities);
    const auto probabilities = from.numbers("probabilities", k_intensities);
    if (intensities.size() == k_intensities && probabilities.size() == k_intensities) {
        std::copy(intensities.begin(), intensities.end(), link.intensity.begin());
        std::copy(probabilities.begin(), probabilities.end(), link.probability.begin());
        if (const auto fault = fault_of_source(link)) {
            from.refuse(fault->member, fault->why);
        }
    }
    for (const auto member : {&LinkParameters::wavelength_m,
             &LinkParameters::half_divergence_rad,
             &LinkParameters::jitter_rad,
             &LinkParameters::extra_loss_db,
             &LinkParameters::misalignment,
             &LinkParameters::gate_s}) {
        read_bounded(from, link, member);
    }
}

void read(PresetTable& from, TerminalPreset& to)
{
    LinkParameters link;
    for (const auto member : {&LinkParameters::aperture_m,
             &LinkParameters::obscuration,
             &LinkParameters::optics,
             &LinkParameters::detector}) {
        read_bounded(from, link, member);
    }
    to.aperture_m = link.aperture_m;
    to.obscuration = link.obscuration;
    to.optics = link.optics;
    to.detector = link.detector;
    to.mass_kg = from.number("mass_kg", 0, 1e7);
}

void read(PresetTable& from, SkyPreset& to)
{
    for (const auto& bound : k_sky_bounds) {
        if (bound.member != &Sky::scintillation) { // that is asked for with each pass
            to.sky.*bound.member = from.number(bound.name, bound.least, bound.most);
        }
    }
}

/// All entries of one kind; a later name replaces an earlier one.
template <typename Preset>
Expected<void> read_all(PresetFile& file, const char* kind, std::vector<Preset>& presets)
{
    auto tables = file.tables(kind);
    if (!tables) {
        return fail(std::move(tables));
    }
    for (PresetTable& table : *tables) {
        Preset preset;
        preset.name = table.text("name");
        read(table, preset);
        table.nothing_else();
        if (auto fault = table.fault(); !fault) {
            return fault;
        }
        std::erase_if(presets, [&](const Preset& old) { return old.name == preset.name; });
        presets.push_back(std::move(preset));
    }
    return {};
}

template <typename Preset>
Expected<Preset> find(
    const std::vector<Preset>& presets, const std::string& name, const std::string& kind)
{
    std::string names;
    for (const Preset& preset : presets) {
        if (preset.name == name) {
            return preset;
        }
        names += (names.empty() ? "" : ", ") + preset.name;
    }
    return Unexpected(
        Errc::invalid_argument, "no " + kind + " '" + name + "'; there are: " + names);
}

/// The source that flies on the satellite of this catalogue number.
std::string source_of(
    const std::vector<SatellitePreset>& known, const ElementSet& set, const std::string& otherwise)
{
    for (const SatellitePreset& satellite : known) {
        const auto* elements = std::get_if<ElementSet>(&satellite.orbit);
        if (elements != nullptr && elements->catalogue_number == set.catalogue_number) {
            return satellite.source;
        }
    }
    return otherwise;
}

} // namespace

Expected<Presets> Presets::shipped()
{
    Presets presets;
    for (const auto& [name, text] : shipped_presets()) {
        if (auto added = presets.add(text, std::string(name)); !added) {
            return fail(std::move(added));
        }
    }
    return presets;
}

Expected<void> Presets::add(std::string_view toml, const std::string& where)
{
    auto file = PresetFile::parse(toml, where);
    if (!file) {
        return fail(std::move(file));
    }
    Presets made = *this;
    for (const auto& read : {read_all(*file, "station", made.m_stations),
             read_all(*file, "satellite", made.m_satellites),
             read_all(*file, "source", made.m_sources),
             read_all(*file, "terminal", made.m_terminals),
             read_all(*file, "sky", made.m_skies),
             file->nothing_else()}) {
        if (!read) {
            return read;
        }
    }
    *this = std::move(made);
    return {};
}

Expected<void> Presets::add_elements(
    std::string_view text, const std::string& where, const std::string& source)
{
    if (text.size() > k_longest_preset_file) {
        return Unexpected(Errc::malformed, where + " is over 1 MiB");
    }
    auto sets = parse_element_sets(text);
    if (!sets) {
        return Unexpected(Errc::malformed, where + ", " + sets.error().context);
    }
    std::map<std::string, SatellitePreset> read; // each name once, the last set of it
    for (ElementSet& set : *sets) {
        std::string name = set.name.starts_with("0 ") ? set.name.substr(2) : set.name;
        name = name.empty() ? set.catalogue_number : name;
        const bool plain =
            std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
        if (!plain || name.size() > k_longest_name) {
            return Unexpected(Errc::malformed,
                where + ", set of " + set.catalogue_number +
                    ": a name has at most 64 characters, all of them ASCII");
        }
        read.insert_or_assign(
            name, SatellitePreset{name, source_of(m_satellites, set, source), std::move(set)});
    }
    std::erase_if(
        m_satellites, [&](const SatellitePreset& old) { return read.contains(old.name); });
    for (auto& [name, satellite] : read) {
        m_satellites.push_back(std::move(satellite));
    }
    return {};
}

Expected<Station> Presets::station(const std::string& name) const
{
    return find(m_stations, name, "station");
}

Expected<SatellitePreset> Presets::satellite(const std::string& name) const
{
    return find(m_satellites, name, "satellite");
}

Expected<Sky> Presets::sky(const std::string& name) const
{
    auto found = find(m_skies, name, "sky");
    if (!found) {
        return fail(std::move(found));
    }
    return found->sky;
}

Expected<LinkParameters> Presets::link(const std::string& source, const std::string& terminal) const
{
    auto light = find(m_sources, source, "source");
    if (!light) {
        return fail(std::move(light));
    }
    const auto ground = find(m_terminals, terminal, "terminal");
    if (!ground) {
        return Unexpected(ground.error());
    }
    LinkParameters link = light->link;
    link.aperture_m = ground->aperture_m;
    link.obscuration = ground->obscuration;
    link.optics = ground->optics;
    link.detector = ground->detector;
    return link;
}

Expected<std::unique_ptr<Orbit>> make_orbit(const SatellitePreset& satellite)
{
    if (const auto* circular = std::get_if<CircularOrbit>(&satellite.orbit)) {
        return make_circular(*circular);
    }
    return make_sgp4(std::get<ElementSet>(satellite.orbit));
}

} // namespace satpad::keyclient::satellite
