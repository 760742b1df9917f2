// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include <satpad/keyclient/satellite/presets.h>

#include <algorithm>
#include <cmath>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using satpad::test::must;

namespace {

bool plain(const std::string& name)
{
    return !name.empty() && name.size() <= 64 && std::none_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

/// Whatever was taken can be worked with.
void use(const Presets& presets)
{
    for (const Station& station : presets.stations()) {
        must(plain(station.name), "a station's name can be shown");
        must(presets.station(station.name).has_value(), "a station is found by its name");
        for (const double azimuth : {0.0, 1.0, 3.0, 6.28}) {
            const double line = horizon_elevation(station, azimuth);
            must(line >= 0 && line < 1.5708, "a horizon is an elevation everywhere");
        }
        const Vector3 place = earth_fixed(station.place);
        must(std::isfinite(place.x + place.y + place.z), "a station is somewhere");
    }
    for (const SatellitePreset& satellite : presets.satellites()) {
        must(plain(satellite.name), "a satellite's name can be shown");
        if (const auto orbit = make_orbit(satellite)) {
            (void)(*orbit)->at((*orbit)->epoch());
        }
        const auto link = presets.link(satellite.source, "portable");
        if (link) {
            const double share = efficiency(*link, k_good_sky, 700, 0.8);
            must(share >= 0 && share <= 1, "no more light arrives than was sent");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const Presets k_shipped = Presets::shipped().value();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    Presets presets = k_shipped;
    const auto added = presets.add(text, "mine.toml");
    if (!added) {
        must(added.error().is(Errc::malformed), "what is refused is malformed");
        must(added.error().context.starts_with("mine.toml, line "), "the refusal says where");
        must(presets.stations().size() == k_shipped.stations().size(), "nothing of it is taken");
        return 0;
    }
    use(presets);
    return 0;
}
