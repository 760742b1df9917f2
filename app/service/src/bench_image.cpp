// SPDX-License-Identifier: GPL-3.0-or-later
#include "rival_codec.h"
#include "scratch.h"
#include "whole_file.h"

#include <satpad/service/bench_image.h>

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace satpad::service {
namespace {

using core::Expected;
using core::fail;
using core::image::Pixels;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Original
{
    fs::path path;
    Pixels pixels;
    bool is_jpeg = false;
};

std::vector<fs::path> files_of(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        if (entry.is_regular_file(none)) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

class ImageBencher
{
public:
    ImageBencher(const ImageBenchRequest& request, fs::path scratch)
        : m_request(request)
        , m_scratch(std::move(scratch))
        , m_rivals(rivals_here())
    {
        for (const RivalCodec& rival : m_rivals) {
            m_bench.tools.push_back(rival.program);
        }
    }

    [[nodiscard]] Expected<void> one_picture(const Original& original);
    [[nodiscard]] ImageBench take() && { return std::move(m_bench); }

private:
    [[nodiscard]] Expected<void> exact(const Original& original);
    [[nodiscard]] Expected<ImageCase> ours(const Original& original, std::uint64_t budget) const;
    [[nodiscard]] Expected<ImageResult> theirs(
        const RivalCodec& rival, const Original& original, std::uint64_t budget) const;
    [[nodiscard]] fs::path png() const { return m_scratch / "original.png"; }

    const ImageBenchRequest& m_request;
    fs::path m_scratch;
    std::vector<RivalCodec> m_rivals;
    ImageBench m_bench;
};

Expected<void> ImageBencher::one_picture(const Original& original)
{
    const Expected<core::Bytes> coded = core::image::encode_png(original.pixels);
    if (!coded) {
        return core::Unexpected(coded.error());
    }
    std::ofstream(png(), std::ios::binary)
        .write(reinterpret_cast<const char*>(coded->data()),
            static_cast<std::streamsize>(coded->size()));
    if (auto done = exact(original); !done) {
        return done;
    }
    for (const std::uint64_t budget : m_request.budgets) {
        Expected<ImageCase> row = ours(original, budget);
        if (!row) {
            return fail(std::move(row));
        }
        for (const RivalCodec& rival : m_rivals) {
            Expected<ImageResult> result = theirs(rival, original, budget);
            if (!result) {
                return fail(std::move(result));
            }
            row->rivals.push_back(std::move(*result));
        }
        m_bench.cases.push_back(std::move(*row));
    }
    return {};
}

Expected<void> ImageBencher::exact(const Original& original)
{
    const auto started = Clock::now();
    Expected<core::image::Plan> plan = core::image::plan({original.path});
    if (!plan) {
        return fail(std::move(plan));
    }
    m_bench.exact.push_back({original.path.filename().string(),
        plan->content.original_bytes,
        plan->payload_bytes,
        plan->content.codec,
        seconds_since(started),
        original.is_jpeg});
    return {};
}

Expected<ImageCase> ImageBencher::ours(const Original& original, std::uint64_t budget) const
{
    const auto started = Clock::now();
    Expected<core::image::Plan> plan =
        core::image::plan({original.path, core::SendMode::fitted, budget});
    if (!plan) {
        return fail(std::move(plan));
    }
    ImageCase row;
    row.ours = {"satpad", plan->payload_bytes, plan->score.ssimulacra2, seconds_since(started)};
    row.picture = original.path.filename().string();
    row.width = original.pixels.width;
    row.height = original.pixels.height;
    row.file_bytes = plan->content.original_bytes;
    row.budget = budget;
    row.codec = plan->content.codec;
    row.lossless = plan->lossless;
    row.sent_width = plan->sent_width;
    row.sent_height = plan->sent_height;
    row.encodes = plan->encodes;
    row.pages = plan->pages;
    return row;
}

Expected<ImageResult> ImageBencher::theirs(
    const RivalCodec& rival, const Original& original, std::uint64_t budget) const
{
    const auto started = Clock::now();
    const core::Bytes made = largest_within(rival, png(), m_scratch, budget);
    ImageResult result{rival.program, made.size(), 0, seconds_since(started)};
    if (!made.empty()) {
        const Expected<Pixels> shown = core::image::decode(made);
        if (!shown) {
            return core::Unexpected(shown.error());
        }
        result.ssimulacra2 = core::image::compare(original.pixels, *shown).ssimulacra2;
    }
    return result;
}

} // namespace

Expected<ImageBench> bench_image(const ImageBenchRequest& request,
    const std::function<Expected<void>(std::uint64_t, std::uint64_t)>& progress)
{
    const std::vector<fs::path> files = files_of(request.pictures);
    const Scratch scratch(request.scratch / ("satpad-bench-" + std::to_string(getpid())));
    ImageBencher bencher(request, scratch.path());
    bool any = false;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (auto go = progress(i, files.size()); !go) {
            return fail(std::move(go));
        }
        const core::Bytes bytes = whole_file(files[i]);
        const bool is_jpeg =
            bytes.size() > 1 && bytes[0] == std::byte{0xFF} && bytes[1] == std::byte{0xD8};
        Expected<Pixels> pixels = core::image::decode(bytes);
        if (!pixels) {
            continue;
        }
        any = true;
        if (auto done = bencher.one_picture({files[i], std::move(*pixels), is_jpeg}); !done) {
            return fail(std::move(done));
        }
    }
    if (!any) {
        return core::Unexpected(
            core::Errc::unreadable_file, "no picture in " + request.pictures.string());
    }
    return std::move(bencher).take();
}

} // namespace satpad::service
