// SPDX-License-Identifier: GPL-3.0-or-later
#include "link_bounds.h"

#include <algorithm>
#include <cmath>

namespace satpad::keyclient::satellite {

std::optional<SourceFault> fault_of_source(const LinkParameters& link)
{
    const auto& mu = link.intensity;
    const auto& p = link.probability;
    if (link.pulse_rate_hz != std::floor(link.pulse_rate_hz)) {
        return SourceFault{"pulse_rate_hz", "must be a whole number"};
    }
    if (!(mu[0] > mu[1] + mu[2] && mu[1] > mu[2] && mu[2] >= 0 && mu[0] <= k_most_intensity)) {
        return SourceFault{
            "intensities", "must fall, the first above the sum of the others, to 10"};
    }
    const bool each = std::all_of(p.begin(), p.end(), [](double one) { return one > 0; });
    if (!each || !(std::abs(p[0] + p[1] + p[2] - 1) <= 1e-9)) {
        return SourceFault{"probabilities", "must be above 0 and add up to 1"};
    }
    return std::nullopt;
}

} // namespace satpad::keyclient::satellite
