// SPDX-License-Identifier: GPL-3.0-or-later
#include "../support/seeded_random.h"
#include "fuzz.h"

#include <satpad/core/environment.h>
#include <satpad/keyclient/satellite/distiller.h>

#include <algorithm>
#include <array>

/// A peer that says anything: the input is a script of messages, each two bytes of length and its
/// bytes, given to a satellite and to a station that has clicks of its own. Neither may ever have
/// key: nobody here knows the pages that key the tags.

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using satpad::test::must;

namespace {

constexpr std::size_t k_most_messages = 64;

SecretBytes page(std::uint8_t filled)
{
    return SecretBytes::copy_of(Bytes(k_page_bytes, std::byte{filled})).value();
}

std::vector<Bytes> script(ByteView bytes)
{
    std::vector<Bytes> messages;
    while (bytes.size() >= 2 && messages.size() < k_most_messages) {
        const std::size_t wanted =
            std::to_integer<std::size_t>(bytes[0]) | std::to_integer<std::size_t>(bytes[1]) << 8U;
        bytes = bytes.subspan(2);
        const std::size_t size = std::min(wanted, bytes.size());
        messages.emplace_back(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        bytes = bytes.subspan(size);
    }
    return messages;
}

void talk_to(DistillParty& party, const std::vector<Bytes>& messages)
{
    for (const Bytes& message : messages) {
        party.take(message);
        static_cast<void>(party.outgoing());
    }
    must(!party.report().has_key(), "a stranger's words make no key");
    must(party.take_key().empty(), "and none is given out");
}

DistillParameters small()
{
    DistillParameters parameters;
    parameters.source.pulse_rate_hz = 1e6;
    parameters.frame_bits = 1024;
    return parameters;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialise_core().has_value();
    must(ready, "the core starts");
    const std::vector<Bytes> messages = script(satpad::test::view_of(data, size));
    satpad::test::SeededRandom random(1);

    SatelliteParty satellite(
        small(),
        random,
        [](std::uint64_t, std::span<const std::uint64_t> pulses, std::span<Sent> sent) {
            std::transform(pulses.begin(), pulses.end(), sent.begin(), [](std::uint64_t pulse) {
                return Sent{static_cast<std::uint8_t>(pulse % 3),
                    pulse % 2 == 0 ? Basis::z : Basis::x,
                    pulse % 5 < 2};
            });
        },
        {1'000'000, 8},
        page(2),
        page(1));
    talk_to(satellite, messages);

    StationParty station(small(), random, page(1), page(2));
    std::vector<Measured> clicks;
    for (std::uint64_t i = 0; i < 4'000; ++i) {
        clicks.push_back({i * 7, i % 3 == 0 ? Basis::x : Basis::z, i % 4 == 0});
    }
    station.measured(0, 0, clicks);
    talk_to(station, messages);
    return 0;
}
