// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jail.h"
#include "reply.h"

#include <optional>

/// The work of the child beside pixels: bytes in, bytes out.
namespace satpad::decoder {

/// A task as the command line names it. `run` gives its whole answer by write_bytes or refuses.
struct ByteWork
{
    std::uint64_t most = 0; ///< bytes the parent accepts
    /// What the task takes in memory beside its input, from a look at it: asked before the jail.
    std::uint64_t (*memory)(InputView input, std::uint64_t most) = nullptr;
    void (*run)(InputView input, std::uint64_t most) = nullptr;
    /// Processor time it may take; the usual when there is none.
    std::uint64_t (*cpu_seconds)(InputView input) = nullptr;
    /// What must happen before the jail, and before a byte of the input is read; may be none.
    void (*prepare)() = nullptr;
    Randomness randomness = Randomness::forbidden;
};

/// `OPTION MOST`; nothing when that names no task or MOST is no number up to k_max_input_bytes.
[[nodiscard]] std::optional<ByteWork> byte_work(std::span<const char* const> arguments) noexcept;

/// A JPEG and the payload of Codec::jxl_from_jpeg (docs/format.md, "Packed files"). The first look
/// at either refuses what is no such file.
[[nodiscard]] std::uint64_t packing_memory(InputView jpeg, std::uint64_t most);
[[nodiscard]] std::uint64_t packing_seconds(InputView jpeg);
void pack_jpeg(InputView jpeg, std::uint64_t most);
[[nodiscard]] std::uint64_t rebuilding_memory(InputView payload, std::uint64_t most);
[[nodiscard]] std::uint64_t rebuilding_seconds(InputView payload);
void rebuild_jpeg(InputView payload, std::uint64_t most);

/// Payloads of Codec::zstd and Codec::xz (docs/format.md, "Packed files").
[[nodiscard]] std::uint64_t unpacking_memory(InputView input, std::uint64_t most);
void unpack_zstd(InputView input, std::uint64_t most);
void unpack_xz(InputView input, std::uint64_t most);

/// The metadata of a picture file, as metadata_list.h says.
void prepare_listing();
[[nodiscard]] std::uint64_t listing_memory(InputView input, std::uint64_t most);
void list_metadata(InputView input, std::uint64_t most);

} // namespace satpad::decoder
