// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

/// `bench pass`: what a whole overhead pass costs one processor core, both ends together, part by
/// part. SIMULATED light; everything else is the real work.
namespace satpad::service {

struct PassBenchRequest
{
    fs::path folder; ///< scratch space; the bench makes and removes a folder of its own
    int repeats = 5;
    double scale = 1; ///< of the pulse rate: 2 brings twice the clicks
};

/// Processor seconds of one pass; all but `memcpy_gigabyte` of the same pass.
struct PassCost
{
    double photons = 0;       ///< drawing the light
    double distilling = 0;    ///< light and talk up to the key, both parties
    double amplification = 0; ///< the part of that which is Toeplitz hashing, both parties
    double whole = 0;         ///< light, talk, contact, pads stored and confirmed at both ends
    double memcpy_gigabyte = 0;
    std::uint64_t sifted = 0;
    std::uint64_t key_bits = 0;

    [[nodiscard]] double talk() const { return distilling - photons - amplification; }
    [[nodiscard]] double storing() const { return whole - distilling; }
};

struct PassBench
{
    std::vector<PassCost> passes;
    std::uint64_t peak_kib = 0; ///< most memory this process ever had
};

/// Errors: storage's; Errc::cancelled from `progress`.
[[nodiscard]] core::Expected<PassBench> bench_pass(core::RandomSource& random,
    const core::Clock& clock,
    const PassBenchRequest& request,
    const std::function<core::Expected<void>(int done)>& progress);

} // namespace satpad::service
