// SPDX-License-Identifier: GPL-3.0-or-later
#include "fit.h"
#include "plan_metadata.h"
#include "plan_parts.h"
#include "score.h"
#include "source_file.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace satpad::core::image {
namespace {

constexpr std::uint64_t k_thumbnail_bytes = 2048;

std::uint64_t budget_of(const PlanRequest& request) noexcept
{
    if (request.mode == SendMode::thumbnail) {
        return request.budget_bytes == 0 ? k_thumbnail_bytes
                                         : std::min(request.budget_bytes, k_thumbnail_bytes);
    }
    return request.budget_bytes;
}

std::uint32_t largest_error(const Pixels& a, const Pixels& b)
{
    if (a.bits != 16 || b.bits != 16 || a.samples.size() != b.samples.size() ||
        a.width != b.width) {
        return 0;
    }
    std::uint32_t largest = 0;
    for (std::size_t at = 0; at < a.samples.size(); at += 2) {
        std::uint16_t left = 0;
        std::uint16_t right = 0;
        std::memcpy(&left, a.samples.data() + at, 2);
        std::memcpy(&right, b.samples.data() + at, 2);
        largest = std::max(
            largest, static_cast<std::uint32_t>(left > right ? left - right : right - left));
    }
    return largest;
}

/// The pixels of `region` alone.
Expected<Pixels> cut_out(const Pixels& whole, const Region& region)
{
    if (region.width == 0 || region.height == 0 || region.x >= whole.width ||
        region.y >= whole.height || region.width > whole.width - region.x ||
        region.height > whole.height - region.y) {
        return Unexpected(Errc::invalid_argument,
            "the region is not within the picture of " + std::to_string(whole.width) + " × " +
                std::to_string(whole.height) + " pixels");
    }
    Pixels part;
    part.width = region.width;
    part.height = region.height;
    part.channels = whole.channels;
    part.bits = whole.bits;
    part.colour = whole.colour;
    const std::size_t pixel = std::size_t{whole.channels} * whole.bits / 8;
    const std::size_t row = region.width * pixel;
    part.samples.resize(row * region.height);
    for (std::size_t y = 0; y < region.height; ++y) {
        const std::size_t from = ((region.y + y) * whole.width + region.x) * pixel;
        std::copy_n(whole.samples.begin() + static_cast<std::ptrdiff_t>(from),
            row,
            part.samples.begin() + static_cast<std::ptrdiff_t>(y * row));
    }
    return part;
}

Expected<Plan> plan_fitted(const PlanRequest& request, const PlanProgress& progress)
{
    const Expected<Bytes> file = read_source(request.file);
    if (!file) {
        return Unexpected(file.error());
    }
    Expected<Pixels> pixels = decode(*file);
    if (pixels && request.region) {
        pixels = cut_out(*pixels, *request.region);
    }
    if (!pixels) {
        return fail(std::move(pixels));
    }
    Expected<KeptMetadata> kept = metadata_to_keep(request, *file);
    if (!kept) {
        return fail(std::move(kept));
    }
    const Expected<std::uint64_t> budget = budget_beside(*kept, budget_of(request));
    if (!budget) {
        return Unexpected(budget.error());
    }
    Plan plan;
    const Effort effort = request.mode == SendMode::thumbnail ? Effort::utmost : Effort::full;
    Expected<Fit> fit = fit_picture(*pixels, *budget, effort, progress);
    if (!fit) {
        return fail(std::move(fit));
    }
    Found& found = fit->found;
    plan.content.mode = request.mode;
    plan.content.codec = found.codec;
    // What the exact file would cost at most; a region has no file of its own.
    plan.content.original_bytes = request.region ? 0 : file->size();
    plan.content.width = pixels->width;
    plan.content.height = pixels->height;
    plan.content.name = name_to_send(request.file);
    plan.payload = std::move(found.payload);
    plan.payload_bytes = plan.payload.size();
    plan.sent_width = found.width;
    plan.sent_height = found.height;
    plan.quality = found.knob;
    plan.lossless = found.lossless;
    plan.encodes = fit->encodes;
    plan.colour = pixels->colour;
    if (plan.lossless) {
        plan.score = {100, std::numeric_limits<double>::infinity(), true};
    } else {
        plan.score = with_psnr(fit->score, *pixels, fit->shown);
        plan.largest_error = largest_error(*pixels, fit->shown);
    }
    add_metadata(std::move(*kept), plan);
    return with_pages(std::move(plan));
}

} // namespace

std::string name_to_send(const fs::path& file)
{
    std::string name = file.filename().string();
    return is_safe_name(name) ? name : "image";
}

Expected<Bytes> read_source(const fs::path& path)
{
    const SourceFile file(path);
    const Expected<std::uint64_t> length = file.length();
    if (!length) {
        return Unexpected(length.error());
    }
    return file.read_all(*length);
}

Expected<Plan> with_pages(Plan plan)
{
    const std::uint64_t content = encode_content_header(plan.content).size() + plan.payload_bytes;
    if (content > k_max_content) {
        return Unexpected(Errc::limit_exceeded, "the file is longer than a message can be");
    }
    plan.pages = MessageGeometry(content).pages();
    return plan;
}

Expected<Plan> plan(const PlanRequest& request, const PlanProgress& progress)
{
    if (auto sound = check_metadata_wishes(request); !sound) {
        return fail(std::move(sound));
    }
    Expected<Plan> made = request.strip                     ? plan_stripped(request, progress)
                          : request.mode == SendMode::exact ? plan_exact(request, progress)
                                                            : plan_fitted(request, progress);
    if (made && request.mode == SendMode::exact && !request.strip) {
        note_metadata(request, *made);
    }
    if (made && progress) {
        if (auto go = progress(1.0); !go) {
            return fail(std::move(go));
        }
    }
    return made;
}

std::string_view received_suffix(Codec codec) noexcept
{
    switch (codec) {
    case Codec::jxl:
    case Codec::jxl_with_metadata:
        return ".jxl";
    case Codec::avif:
    case Codec::avif_boxless:
    case Codec::avif_with_metadata:
        return ".avif";
    case Codec::raw:
    case Codec::jxl_from_jpeg:
    case Codec::zstd:
    case Codec::xz:
        break;
    }
    return {}; // exact files come back under their own name
}

} // namespace satpad::core::image
