// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/expected.h>
#include <satpad/keyclient/satellite/time.h>

#include <string>
#include <string_view>
#include <vector>

namespace satpad::keyclient::satellite {

/// Mean elements of one satellite as a two-line set gives them. Angles in radians.
/// Source: Hoots and Roehrich, Spacetrack Report No. 3 (1980); Vallado et al., AIAA 2006-6753.
struct ElementSet
{
    std::string name;             ///< of the line before the two; may be empty
    std::string catalogue_number; ///< five characters
    Instant epoch;
    double mean_motion = 0; ///< Kozai's, revolutions a day
    double eccentricity = 0;
    double inclination = 0;
    double ascending_node = 0;
    double argument_of_perigee = 0;
    double mean_anomaly = 0;
    double drag = 0; ///< B*, per Earth radius
};

/// Errors: Errc::malformed (line length, line number, checksum, two satellites, a field that is no
/// number or out of range); the context says which line and columns.
[[nodiscard]] core::Expected<ElementSet> parse_element_set(
    std::string_view line1, std::string_view line2, std::string_view name = {});

/// All sets of a text, each with or without a name line. Lines that are empty or start with # are
/// passed over. Errors: Errc::malformed, with the line's number in the text; an empty text too.
[[nodiscard]] core::Expected<std::vector<ElementSet>> parse_element_sets(std::string_view text);

} // namespace satpad::keyclient::satellite
