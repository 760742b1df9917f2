// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <atomic>

/// Measurements, never judgements: every figure stands beside a ceiling timed in the same run.
namespace satpad::service {

struct SealBenchRequest
{
    fs::path folder; ///< scratch space; the bench makes and removes a folder of its own
    std::uint64_t bytes = 200'000'000;
    int pairs = 9;
};

/// Seconds of one pair, all for the same number of bytes on the same disk.
struct SealPair
{
    double page_opening = 0; ///< opening all pages from the pad file
    double poly1305 = 0;     ///< one-time tags over all chunks
    double write = 0;        ///< writing and syncing as many bytes
    double seal = 0;  ///< T2: from creating the outbox file to its folder's sync, reading included
    double erase = 0; ///< T3: overwriting and syncing all pages
    double whole = 0; ///< T1 to T4
    double memcpy_ceiling = 0;

    /// Speed of sealing as a part of what its parts, timed apart, would allow.
    [[nodiscard]] double ratio() const { return (page_opening + poly1305 + write) / seal; }
};

struct SealBench
{
    std::uint64_t bytes = 0;
    std::vector<SealPair> pairs;
    [[nodiscard]] double median_ratio() const;
};

/// `bench seal`: seals a file of `bytes` random bytes from disk, `pairs` times, each with a pad of
/// its own.
[[nodiscard]] core::Expected<SealBench> bench_seal(core::RandomSource& random,
    const core::Clock& clock,
    const SealBenchRequest& request,
    const std::function<core::Expected<void>(int done)>& progress);

} // namespace satpad::service
