// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/elements.h>
#include <satpad/keyclient/satellite/link.h>
#include <satpad/keyclient/satellite/orbit.h>
#include <satpad/keyclient/satellite/passes.h>

#include <variant>

/// Stations, satellites, sources, terminals and skies by name: the project's own (resources/satellite)
/// and a user's, in the same form. docs/satellite-link.md, "Presets".
namespace satpad::keyclient::satellite {

struct SatellitePreset
{
    std::string name;
    std::string source; ///< name of a SourcePreset
    std::variant<ElementSet, CircularOrbit> orbit;
};

/// The sender's half of LinkParameters.
struct SourcePreset
{
    std::string name;
    LinkParameters link;
};

/// The receiver's half of LinkParameters.
struct TerminalPreset
{
    std::string name;
    double aperture_m = 0;
    double obscuration = 0;
    double optics = 0;
    double detector = 0;
    double mass_kg = 0; ///< for people; no formula uses it
};

struct SkyPreset
{
    std::string name;
    Sky sky;
};

/// What an operator's file may have at most: it is small text, and its reader is meant for that.
inline constexpr std::size_t k_longest_preset_file = 1 << 20;

/// A later entry of a name replaces an earlier one. Names are 1 to 64 bytes without control
/// characters. Threads: const calls at once are fine.
class Presets
{
public:
    /// What the project ships.
    [[nodiscard]] static core::Expected<Presets> shipped();
    /// Adds the entries of a TOML text; nothing of it on an error. `where` names it in errors.
    /// Errors: Errc::malformed, with the line.
    [[nodiscard]] core::Expected<void> add(std::string_view toml, const std::string& where);
    /// Adds two-line element sets as satellites named by the line before the two (a leading "0 " is
    /// left out), else by their catalogue number. A set takes the light source of the satellite
    /// that has its catalogue number here already, else `source`.
    /// Errors: Errc::malformed, with the line; nothing is added then.
    [[nodiscard]] core::Expected<void> add_elements(
        std::string_view sets, const std::string& where, const std::string& source);

    /// Errors: Errc::invalid_argument, with the names there are.
    [[nodiscard]] core::Expected<Station> station(const std::string& name) const;
    [[nodiscard]] core::Expected<SatellitePreset> satellite(const std::string& name) const;
    [[nodiscard]] core::Expected<Sky> sky(const std::string& name) const;
    /// Both halves put together.
    [[nodiscard]] core::Expected<LinkParameters> link(
        const std::string& source, const std::string& terminal) const;

    [[nodiscard]] const std::vector<Station>& stations() const { return m_stations; }
    [[nodiscard]] const std::vector<SatellitePreset>& satellites() const { return m_satellites; }
    [[nodiscard]] const std::vector<SkyPreset>& skies() const { return m_skies; }

private:
    std::vector<Station> m_stations;
    std::vector<SatellitePreset> m_satellites;
    std::vector<SourcePreset> m_sources;
    std::vector<TerminalPreset> m_terminals;
    std::vector<SkyPreset> m_skies;
};

/// Errors: the model's.
[[nodiscard]] core::Expected<std::unique_ptr<Orbit>> make_orbit(const SatellitePreset& satellite);

} // namespace satpad::keyclient::satellite
