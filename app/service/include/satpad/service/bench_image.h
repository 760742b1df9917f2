// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>
#include <satpad/service/site.h>

#include <chrono>

/// `bench image`: what the fit makes of every picture of a folder, beside what the codecs' own
/// programs make of it in the same bytes. Every result is judged by the same measure, in the same
/// run, on the same machine.
namespace satpad::service {

struct ImageBenchRequest
{
    fs::path pictures;                  ///< a folder; files that are no pictures are passed over
    fs::path scratch;                   ///< the bench makes and removes a folder of its own here
    std::vector<std::uint64_t> budgets; ///< in bytes
};

/// One program's best within the budget; `bytes` is 0 when it has none so small.
struct ImageResult
{
    std::string tool; ///< "satpad", "cwebp", "cjxl" or "avifenc"
    std::uint64_t bytes = 0;
    double ssimulacra2 = 0;
    double seconds = 0; ///< of the whole search, by the clock
};

struct ImageCase
{
    std::string picture;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint64_t file_bytes = 0;
    std::uint64_t budget = 0;
    core::Codec codec{};
    bool lossless = false;
    std::uint32_t sent_width = 0;
    std::uint32_t sent_height = 0;
    int encodes = 0;
    std::uint64_t pages = 0;
    ImageResult ours;
    std::vector<ImageResult> rivals; ///< of the programs that are installed
};

/// What a picture sent exact saves.
struct ExactCase
{
    std::string picture;
    std::uint64_t file_bytes = 0;
    std::uint64_t payload_bytes = 0;
    core::Codec codec{};
    double seconds = 0;
    bool is_jpeg = false;
};

struct ImageBench
{
    std::vector<ImageCase> cases;
    std::vector<ExactCase> exact;
    std::vector<std::string> tools; ///< the rivals that were there
};

/// Rivals run at full size with their usual effort and one thread; each gets its quality knob turned
/// by bisection until no step fits better. Errors: storage's; Errc::unreadable_file when the folder
/// has no picture; Errc::cancelled from `progress`.
[[nodiscard]] core::Expected<ImageBench> bench_image(const ImageBenchRequest& request,
    const std::function<core::Expected<void>(std::uint64_t done, std::uint64_t total)>& progress);

/// The bench as a table in Markdown, with the sums under it.
[[nodiscard]] std::string image_table(const ImageBench& bench);

} // namespace satpad::service
