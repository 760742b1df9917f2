// SPDX-License-Identifier: GPL-3.0-or-later
// bench_score [MEGAPIXELS]: preparing an original (12 megapixels unless said) and measuring others against it, in
// seconds of processor time per megapixel on one thread and as picture bytes a second beside a memcpy of the same
// minute; then by the clock with two threads. Medians of 5.
#include "score.h"

#include "scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>

using namespace satpad::core;
using namespace satpad::core::image;

namespace {

constexpr std::size_t k_repeats = 5;

double seconds_of(clockid_t clock)
{
    timespec now{};
    (void)::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <typename Work> double median_seconds(clockid_t clock, Work work)
{
    std::array<double, k_repeats> taken{};
    for (double& one : taken) {
        const double start = seconds_of(clock);
        work();
        one = seconds_of(clock) - start;
    }
    std::sort(taken.begin(), taken.end());
    return taken[k_repeats / 2];
}

/// Soft waves with some grain, 4:3.
Pixels picture(double megapixels, unsigned grain)
{
    Pixels made;
    made.width = static_cast<std::uint32_t>(std::sqrt(megapixels * 1e6 * 4 / 3));
    made.height = made.width * 3 / 4;
    made.channels = 3;
    made.bits = 8;
    made.samples.reserve(std::size_t{3} * made.width * made.height);
    std::minstd_rand random(20261126);
    for (std::uint32_t y = 0; y < made.height; ++y) {
        for (std::uint32_t x = 0; x < made.width; ++x) {
            const unsigned wave = (x * y / 4096 + x / 8) % 200;
            for (unsigned c = 0; c < 3; ++c) {
                made.samples.push_back(static_cast<std::byte>(
                    wave / (c + 1) + static_cast<unsigned>(random()) / 64 % grain));
            }
        }
    }
    return made;
}

} // namespace

int main(int argc, char** argv)
{
    const double wanted = argc > 1 ? std::strtod(argv[1], nullptr) : 12;
    if (!(wanted >= 0.01 && wanted <= 64)) {
        std::fprintf(stderr, "bench_score [MEGAPIXELS], 0.01 to 64\n");
        return 1;
    }
    const Pixels original = picture(wanted, 8);
    const Pixels other = picture(wanted, 24);
    const Pixels half = shrink(other, other.width / 2, other.height / 2).value();
    const double megapixels = 1e-6 * original.width * original.height;
    Bytes copy(original.samples.size());
    const double memcpy_seconds = median_seconds(CLOCK_PROCESS_CPUTIME_ID, [&] {
        std::memcpy(copy.data(), original.samples.data(), copy.size());
        asm volatile("" : : "r"(copy.data()) : "memory"); // keeps the copy
    });
    std::printf("memcpy of the picture's %.0f MB: %.1f GB/s\n",
        1e-6 * static_cast<double>(copy.size()),
        1e-9 * static_cast<double>(copy.size()) / memcpy_seconds);
    const auto tell = [&](const char* what, auto work) {
        const double processor = median_seconds(CLOCK_PROCESS_CPUTIME_ID, [&] { work(1U); });
        const double clock = median_seconds(CLOCK_MONOTONIC, [&] { work(2U); });
        std::printf(
            "%s: %.4f s per megapixel, %.5f of memcpy; two threads, %.1f megapixels: %.2f s\n",
            what,
            processor / megapixels,
            memcpy_seconds / processor,
            megapixels,
            clock);
    };
    const std::array<Reference, 2> references{
        Reference(original, k_most_scored_pixels, 1), Reference(original, k_most_scored_pixels, 2)};
    tell("preparing",
        [&](unsigned threads) { (void)Reference(original, k_most_scored_pixels, threads); });
    tell("scoring", [&](unsigned threads) { (void)references[threads - 1].score(other); });
    tell("scoring one of half the size",
        [&](unsigned threads) { (void)references[threads - 1].score(half); });
    tell("decibels", [&](unsigned) { (void)psnr(original, other); });
    return 0;
}
