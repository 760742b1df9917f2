// SPDX-License-Identifier: GPL-3.0-or-later
#include "avif_boxes.h"
#include "exact_packer.h"
#include "metadata_payload.h"

#include <satpad/core/secret.h>

#include <chrono>
#include <mutex>

namespace satpad::core::image {
namespace {

Expected<Bytes> unpack_received(const ContentHeader& content, ByteView payload)
{
    constexpr std::chrono::seconds k_patience{2}; // who waits is a session's thread
    static std::timed_mutex one_at_a_time;
    const std::unique_lock lock(one_at_a_time, k_patience);
    if (!lock) {
        return Unexpected(Errc::home_busy, "another packed file is being unpacked; try again");
    }
    Expected<Bytes> file = unpack_exact(content.codec, payload, content.original_bytes);
    // What the child found in the payload is the sender's doing; the rest is ours and may pass.
    if (!file && is_about_the_file(file.error())) {
        return Unexpected(Errc::malformed, "the packed content: " + file.error().context);
    }
    if (file && file->size() != content.original_bytes) {
        wipe(*file);
        return Unexpected(Errc::malformed, "the packed content is a file of another size");
    }
    return file;
}

} // namespace

Expected<Bytes> received_file(const ContentHeader& content, ByteView payload)
{
    if (is_packed(content.codec)) {
        return unpack_received(content, payload);
    }
    return carries_metadata(content.codec) ? file_with_metadata(content.codec, payload)
                                           : wrap_avif_payload(payload);
}

} // namespace satpad::core::image
