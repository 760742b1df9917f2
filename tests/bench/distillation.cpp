// SPDX-License-Identifier: GPL-3.0-or-later
// bench_distillation [FRAMES]: reconciliation of frames of 64 kbit with both parties on this core, in
// bits of one party's string a second, and privacy amplification of 4 Mbit to 1 Mbit, in bits of
// input a second; each beside a memcpy of the same minute. Medians of 9.
#include "satellite/distill_keys.h"
#include "two_strings.h"

#include <satpad/core/environment.h>
#include <satpad/keyclient/satellite/toeplitz.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using namespace satpad::test;

namespace {

constexpr std::size_t k_frame_bits = 65'536;
constexpr std::size_t k_repeats = 9;

double processor_seconds()
{
    timespec now{};
    (void)::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <typename Work> double median_seconds(Work work)
{
    std::array<double, k_repeats> taken{};
    for (double& one : taken) {
        const double start = processor_seconds();
        work();
        one = processor_seconds() - start;
    }
    std::sort(taken.begin(), taken.end());
    return taken[k_repeats / 2];
}

Bytes random_bytes(std::mt19937_64& random, std::size_t size)
{
    Bytes bytes(size);
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<std::byte>(random()); });
    return bytes;
}

void reconcile(const char* name,
    Way way,
    Schedule (*schedule)(double, std::size_t),
    std::size_t frames,
    double memcpy_rate)
{
    const Shuffles shuffles(k_frame_bits, k_most_passes, 1);
    for (const double qber : {0.005, 0.01, 0.02, 0.03}) {
        std::mt19937_64 random(20261126);
        std::vector<Strings> all;
        for (std::size_t i = 0; i < frames; ++i) {
            all.push_back(strings(random, k_frame_bits, qber));
        }
        std::size_t unequal = 0;
        const double seconds = median_seconds([&] {
            unequal = 0;
            for (const Strings& one : all) {
                Reference reference(ShuffledBits::make(shuffles, one.right).value());
                Corrector corrector(
                    ShuffledBits::make(shuffles, one.wrong).value(), schedule(qber, k_frame_bits));
                unequal += way(reference, corrector).equal ? 0U : 1U;
            }
        });
        const double rate = static_cast<double>(frames * k_frame_bits) / seconds;
        std::printf("reconciliation, %s, QBER %.1f %%: %.1f Mbit/s, %.5f of memcpy, %zu of %zu "
                    "frames left for more passes\n",
            name,
            qber * 100,
            rate / 1e6,
            rate / memcpy_rate,
            unequal,
            frames);
    }
}

void amplify(double memcpy_rate)
{
    constexpr std::uint64_t k_in = 4'000'000;
    constexpr std::uint64_t k_out = 1'000'000;
    std::mt19937_64 random(1);
    const Bytes input = random_bytes(random, k_in / 8);
    const Bytes seed = random_bytes(random, (k_in + k_out) / 8);
    const double seconds = median_seconds([&] {
        if (!toeplitz_hash(input, k_in, seed, k_out)) {
            std::fprintf(stderr, "no hash\n");
            std::exit(1);
        }
    });
    const double rate = static_cast<double>(k_in) / seconds;
    std::printf("privacy amplification, 4 Mbit to 1 Mbit: %.1f Mbit/s of input, %.5f of memcpy\n",
        rate / 1e6,
        rate / memcpy_rate);
}

} // namespace

int main(int argc, char** argv)
{
    if (!initialise_core()) {
        return 1;
    }
    const std::size_t frames = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 40;
    Bytes from(1 << 20, std::byte{0x33});
    Bytes to(from.size());
    const double gigabyte = median_seconds([&] {
        for (int i = 0; i < 1000; ++i) {
            std::memcpy(to.data(), from.data(), from.size());
            asm volatile("" : : "r"(to.data()) : "memory"); // keeps the copy
        }
    });
    const double memcpy_rate = 1000.0 * 8 * static_cast<double>(from.size()) / gigabyte;
    std::printf("memcpy: %.1f Gbit/s\n", memcpy_rate / 1e9);
    reconcile("sequential", one_by_one, sequential_schedule, frames, memcpy_rate);
    reconcile("batched", batched, batched_schedule, frames, memcpy_rate);
    amplify(memcpy_rate);
    return 0;
}
