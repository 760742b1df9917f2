// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_header.h"
#include "search.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace satpad::core::image {
namespace {

constexpr std::uint64_t k_thumbnail_bytes = 2048;

/// The user's own file, opened for reading. Not through FileStore: it is no durable state of ours.
class SourceFile
{
public:
    explicit SourceFile(const fs::path& path)
        : m_fd(open(
              path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) // never waits on a FIFO
    {}
    SourceFile(const SourceFile&) = delete;
    SourceFile& operator=(const SourceFile&) = delete;
    SourceFile(SourceFile&&) = delete;
    SourceFile& operator=(SourceFile&&) = delete;
    ~SourceFile()
    {
        if (m_fd >= 0) {
            close(m_fd);
        }
    }

    /// Its length; an error unless it is a regular file with something in it.
    [[nodiscard]] Expected<std::uint64_t> length() const
    {
        struct stat info
        {};
        if (m_fd < 0 || fstat(m_fd, &info) != 0) {
            return Unexpected(Errc::unreadable_file,
                "the file cannot be opened: " + std::generic_category().message(errno));
        }
        if (!S_ISREG(info.st_mode)) {
            return Unexpected(Errc::unreadable_file, "not a regular file");
        }
        if (info.st_size <= 0) {
            return Unexpected(Errc::unreadable_file, "the file is empty");
        }
        return static_cast<std::uint64_t>(info.st_size);
    }

    [[nodiscard]] Expected<Bytes> read_all(std::uint64_t length) const
    {
        if (length > k_max_input_bytes) {
            return Unexpected(Errc::limit_exceeded, describe(DecodeReason::too_many_bytes));
        }
        Bytes bytes(static_cast<std::size_t>(length));
        for (std::size_t at = 0; at < bytes.size();) {
            const ssize_t got = read(m_fd, bytes.data() + at, bytes.size() - at);
            if (got == 0 || (got < 0 && errno != EINTR)) {
                return Unexpected(Errc::unreadable_file, "the file cannot be read to its end");
            }
            at += got > 0 ? static_cast<std::size_t>(got) : 0;
        }
        return bytes;
    }

private:
    int m_fd;
};

/// The file's own name as the receiver may save it.
std::string name_to_send(const fs::path& file)
{
    std::string name = file.filename().string();
    return is_safe_name(name) ? name : "image";
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

Expected<Plan> plan_exact(const PlanRequest& request)
{
    const SourceFile file(request.file);
    const Expected<std::uint64_t> length = file.length();
    if (!length) {
        return Unexpected(length.error());
    }
    Plan plan;
    plan.content.mode = SendMode::exact;
    plan.content.codec = Codec::raw;
    plan.content.original_bytes = *length;
    plan.content.name = name_to_send(request.file);
    plan.payload_bytes = *length;
    plan.lossless = true;
    return with_pages(std::move(plan));
}

/// The picture's pixels, by way of the decoder child.
Expected<Pixels> read_pixels(const SourceFile& file, std::uint64_t length)
{
    const Expected<Bytes> bytes = file.read_all(length);
    if (!bytes) {
        return Unexpected(bytes.error());
    }
    return decode(*bytes);
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

std::uint64_t budget_of(const PlanRequest& request) noexcept
{
    if (request.mode == SendMode::thumbnail) {
        return request.budget_bytes == 0 ? k_thumbnail_bytes
                                         : std::min(request.budget_bytes, k_thumbnail_bytes);
    }
    return request.budget_bytes;
}

Expected<Plan> plan_fitted(const PlanRequest& request, const PlanProgress& progress)
{
    const SourceFile file(request.file);
    const Expected<std::uint64_t> length = file.length();
    if (!length) {
        return Unexpected(length.error());
    }
    Expected<Pixels> pixels = read_pixels(file, *length);
    if (pixels && request.region) {
        pixels = cut_out(*pixels, *request.region);
    }
    if (!pixels) {
        return fail(std::move(pixels));
    }
    Plan plan;
    const std::unique_ptr<Encoder> encoder = make_jxl_encoder();
    Expected<Found> found = find_fit(*encoder, *pixels, budget_of(request), progress, plan.encodes);
    if (!found) {
        return fail(std::move(found));
    }
    plan.content.mode = request.mode;
    plan.content.codec = encoder->codec();
    // What the exact file would cost at most; a region has no file of its own.
    plan.content.original_bytes = request.region ? 0 : *length;
    plan.content.width = pixels->width;
    plan.content.height = pixels->height;
    plan.content.name = name_to_send(request.file);
    plan.payload = std::move(found->payload);
    plan.payload_bytes = plan.payload.size();
    plan.sent_width = found->width;
    plan.sent_height = found->height;
    plan.quality = found->knob;
    plan.lossless = found->lossless;
    return with_pages(std::move(plan));
}

} // namespace

Expected<Plan> plan(const PlanRequest& request, const PlanProgress& progress)
{
    Expected<Plan> made =
        request.mode == SendMode::exact ? plan_exact(request) : plan_fitted(request, progress);
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
        return ".jxl";
    case Codec::avif:
    case Codec::avif_boxless:
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
