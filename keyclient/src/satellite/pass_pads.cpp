// SPDX-License-Identifier: GPL-3.0-or-later
#include "pass_pads.h"

#include <satpad/core/byte_codec.h>

#include <algorithm>
#include <cmath>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Expected;

namespace {

/// What the satellite chose of its pulses comes from there; when they click, from the simulated
/// physics.
constexpr const char* k_generator = "libsodium randombytes_buf";

Bytes manifest_of(const PassPads& pads, const PassPages& pages)
{
    core::ByteComposer out;
    out.text("satpad pass 1").raw(pads.pass.view());
    out.raw(pads.satellite.view()).raw(pads.station.view());
    out.raw(pads.down.view()).u64(pages.down);
    out.raw(pads.up.view()).u64(pages.up);
    return std::move(out).bytes();
}

} // namespace

PassPages pages_of(const PassPads& pads, std::size_t key_bytes)
{
    const std::uint64_t all = key_bytes / core::k_page_bytes;
    const auto wanted =
        static_cast<std::uint64_t>(std::llround(static_cast<double>(all) * pads.to_station));
    const std::uint64_t down = std::clamp(wanted, k_least_pages, all - k_least_pages);
    return {down, all - down};
}

Expected<std::vector<core::NewPad>> write_pads(const core::Home& home,
    const core::PadLedger& ledger,
    const PassPads& pads,
    End end,
    ByteView key,
    Leftovers& leftovers)
{
    const PassPages pages = pages_of(pads, key.size());
    const Bytes manifest = manifest_of(pads, pages);
    std::vector<core::NewPad> made;
    std::size_t taken = 0;
    for (const bool down : {true, false}) {
        const std::uint64_t count = down ? pages.down : pages.up;
        const auto size = static_cast<std::size_t>(count) * core::k_page_bytes;
        core::NewPad pad;
        pad.id = down ? pads.down : pads.up;
        pad.peer = end == End::station ? pads.satellite : pads.station;
        pad.direction = down == (end == End::satellite) ? core::PadDirection::send
                                                        : core::PadDirection::receive;
        pad.pages = count;
        pad.batch = pads.pass;
        pad.origin = pads.origin;
        pad.generator = k_generator;
        pad.simulated = true;
        pad.epsilon = pads.epsilon;
        // What is here already is no leftover of ours, whatever comes of it.
        if (auto fresh = check_is_new(home, ledger, pad.id); !fresh) {
            return fail(std::move(fresh));
        }
        leftovers.add(home.paths().pad(pad.id));
        auto tag = write_pad_file(home, pad.id, manifest, key.subspan(taken, size));
        if (!tag) {
            return fail(std::move(tag));
        }
        taken += size;
        pad.confirm_tag = *tag;
        made.push_back(std::move(pad));
    }
    return made;
}

} // namespace satpad::keyclient::satellite
