// SPDX-License-Identifier: GPL-3.0-or-later
#include "byte_tasks.h"

#include <charconv>
#include <cstring>

namespace satpad::decoder {
namespace {

using core::image::ByteTask;

std::optional<std::uint64_t> number_in(const char* text) noexcept
{
    std::uint64_t value = 0;
    const char* end = text + std::strlen(text);
    const auto [stopped, error] = std::from_chars(text, end, value);
    const bool good =
        error == std::errc{} && stopped == end && value <= core::image::k_max_input_bytes;
    return good ? std::optional(value) : std::nullopt;
}

ByteWork work_of(ByteTask task, std::uint64_t most) noexcept
{
    switch (task) {
    case ByteTask::pack_jpeg:
        return {most, packing_memory, pack_jpeg, packing_seconds};
    case ByteTask::rebuild_jpeg:
        return {most, rebuilding_memory, rebuild_jpeg, rebuilding_seconds};
    case ByteTask::unpack_zstd:
        return {most, unpacking_memory, unpack_zstd};
    case ByteTask::unpack_xz:
        return {most, unpacking_memory, unpack_xz};
    case ByteTask::list_metadata:
        return {most, listing_memory, list_metadata, nullptr, prepare_listing, Randomness::allowed};
    }
    return {};
}

} // namespace

std::optional<ByteWork> byte_work(std::span<const char* const> arguments) noexcept
{
    if (arguments.size() != 2) {
        return std::nullopt;
    }
    const auto task = core::image::byte_task_named(arguments[0]);
    const auto most = number_in(arguments[1]);
    return task && most ? std::optional(work_of(*task, *most)) : std::nullopt;
}

} // namespace satpad::decoder
