// SPDX-License-Identifier: GPL-3.0-or-later
#include "avif_boxes.h"
#include "decoder_child.h"
#include "metadata_payload.h"

#include <cstdlib>
#include <mutex>

namespace satpad::core::image {
namespace {

constexpr std::chrono::seconds k_most_time{30};
/// The child limits its own processor time by what it reads; this is for a busy machine.
constexpr std::chrono::seconds k_most_byte_time{120};

struct PathOverride
{
    std::mutex mutex;
    fs::path path;
};

PathOverride& path_override()
{
    static PathOverride chosen;
    return chosen;
}

/// Beside this program (a build folder) or in its libexec folder (installed).
fs::path path_near_program()
{
    static constexpr const char* k_name = "satpad-decode";
    std::error_code ignored;
    const fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    const fs::path beside = folder / k_name;
    if (fs::exists(beside, ignored)) {
        return beside;
    }
    return folder.parent_path() / "libexec" / "satpad" / k_name;
}

} // namespace

fs::path decoder_path()
{
    {
        const std::lock_guard lock(path_override().mutex);
        if (!path_override().path.empty()) {
            return path_override().path;
        }
    }
    // Tests only: their programs lie elsewhere than the one that ships.
    if (const char* given = secure_getenv("SATPAD_DECODER"); given != nullptr && *given != '\0') {
        return given;
    }
    return path_near_program();
}

void set_decoder_path(fs::path path)
{
    const std::lock_guard lock(path_override().mutex);
    path_override().path = std::move(path);
}

Expected<Pixels> decode(ByteView file_bytes)
{
    return run_decoder(decoder_path(), file_bytes, k_most_time);
}

Expected<Bytes> decode_bytes(
    ByteTask task, ByteView input, std::uint64_t most_bytes, const StillWanted& still_wanted)
{
    return run_decoder(decoder_path(), task, input, most_bytes, k_most_byte_time, still_wanted);
}

Expected<Pixels> decode_payload(Codec codec, ByteView payload)
{
    if (arrives_as_is(codec)) {
        return decode(payload);
    }
    Expected<Bytes> file =
        carries_metadata(codec) ? file_with_metadata(codec, payload) : wrap_avif_payload(payload);
    if (!file) {
        return fail(std::move(file));
    }
    return decode(*file);
}

} // namespace satpad::core::image
