// SPDX-License-Identifier: GPL-3.0-or-later
#include "distill_keys.h"

#include <satpad/keyclient/satellite/toeplitz.h>

#include <algorithm>
#include <cmath>

namespace satpad::keyclient::satellite {

using core::ByteView;
using core::Expected;
using core::SecretBytes;

namespace {

std::uint64_t whole(double count)
{
    return static_cast<std::uint64_t>(std::llround(count));
}

BasisCounts tested(const BasisReport& report)
{
    BasisCounts all = report.counts;
    for (std::size_t k = 0; k < k_intensities; ++k) {
        all.clicks[k] += report.lost.clicks[k];
        all.errors[k] += report.lost.errors[k];
    }
    return all;
}

Expected<SecretBytes> amplify_basis(
    const BasisReport& report, std::span<const Frame> frames, ByteView seed)
{
    const std::uint64_t output = key_bits(report.bounds);
    if (output == 0) {
        return SecretBytes();
    }
    auto joined = join(frames);
    if (!joined) {
        return joined;
    }
    return toeplitz_hash(joined->view(), joined->size() * 8, seed, output);
}

} // namespace

AnnouncedBasis announced(const BasisReport& report)
{
    AnnouncedBasis basis;
    for (std::size_t k = 0; k < k_intensities; ++k) {
        basis.clicks[k] = whole(report.counts.clicks[k]);
        basis.errors[k] = whole(report.counts.errors[k]);
    }
    basis.parities = report.parities;
    basis.checks = report.checks;
    basis.frames = report.frames;
    basis.dropped = report.dropped;
    return basis;
}

std::uint64_t key_bits(const BlockBounds& bounds)
{
    return bounds.bits() / 8 * 8;
}

std::size_t seed_bytes(std::uint64_t input, std::uint64_t output)
{
    return output == 0 ? 0 : static_cast<std::size_t>((input + output - 1 + 7) / 8);
}

double expected_seed_bytes(const DistillParameters& parameters, const Sky& sky, const Track& track)
{
    const PassCounts counts = expected_counts(parameters.source, sky, track);
    return (counts.sifted() + expected_key(parameters.source, counts, 1, parameters.security)) / 8;
}

void conclude(const DistillParameters& parameters, DistillReport& report)
{
    const auto bounds_of = [&](const BasisCounts& z, const BasisCounts& x) {
        return bound_both(
            parameters.source, z, x, report.z.leaked(), report.x.leaked(), parameters.security);
    };
    // Each basis is tested by all of the other one, its dropped frames included.
    const BothBounds bounds{bounds_of(report.z.counts, tested(report.x)).z,
        bounds_of(tested(report.z), report.x.counts).x};
    report.z.bounds = bounds.z;
    report.x.bounds = bounds.x;
    report.key_bits = key_bits(bounds.z) + key_bits(bounds.x);
    report.secrecy = parameters.security.secrecy;
    // Each check lets two different frames of n words pass with probability n/2^64.
    const double words = static_cast<double>((parameters.frame_bits + 63) / 64);
    report.correctness = static_cast<double>(report.z.checks + report.x.checks) * words * 0x1p-64;
    if (report.key_bits == 0) {
        const NoKey why = bounds.z.why != NoKey::none ? bounds.z.why : bounds.x.why;
        report.why = text_of(why == NoKey::none ? NoKey::leaked_too_much : why);
    }
}

Expected<SecretBytes> amplify(const DistillReport& report,
    std::span<const Frame> z,
    std::span<const Frame> x,
    ByteView seed_z,
    ByteView seed_x)
{
    auto key_z = amplify_basis(report.z, z, seed_z);
    if (!key_z) {
        return key_z;
    }
    auto key_x = amplify_basis(report.x, x, seed_x);
    if (!key_x) {
        return key_x;
    }
    auto key = SecretBytes::allocate(key_z->size() + key_x->size());
    if (!key) {
        return key;
    }
    const auto out = key->span();
    std::copy_n(key_z->view().begin(), key_z->size(), out.begin());
    std::copy_n(key_x->view().begin(), key_x->size(), out.subspan(key_z->size()).begin());
    return key;
}

std::string text_of(NoKey why)
{
    switch (why) {
    case NoKey::none:
        return {};
    case NoKey::no_clicks:
        return "nothing was sifted";
    case NoKey::no_single:
        return "the decoy pulses show no single photons: all key may be known from pulses of several";
    case NoKey::phase_error:
        return "more errors than so few clicks allow, or somebody measured on the way";
    case NoKey::leaked_too_much:
        break;
    }
    return "mending the errors told more than there was secret";
}

} // namespace satpad::keyclient::satellite
