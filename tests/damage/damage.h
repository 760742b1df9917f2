// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/file_store.h>

#include <map>
#include <string>
#include <vector>

/// What can happen to a file while nobody looks.
namespace satpad::damage {

enum class How
{
    flip,    ///< one bit of the byte at `at`
    cut,     ///< to `at` bytes
    zero,    ///< the 4096 bytes from `at` on
    swap,    ///< the 48-byte records `at` and `with` behind a head of 4096
    foreign, ///< the bytes of another file
    grow,    ///< one byte behind the end
    gone
};

struct Damage
{
    core::fs::path file;
    How how{};
    std::size_t at = 0;
    std::size_t with = 0;
    core::fs::path other;
};

using Contents = std::map<core::fs::path, core::Bytes>;

[[nodiscard]] std::string describe(const Damage& damage);
/// Into the same inode, so that only the bytes can tell.
void apply(const Damage& damage, const Contents& contents);
/// All of a small file, samples of a large one; at most `most` flips and half as many cuts a file.
[[nodiscard]] std::vector<Damage> damages_of(
    const Contents& contents, std::uint64_t seed, std::size_t most);

[[nodiscard]] Contents read_all(const std::vector<core::fs::path>& folders);
/// Brings every file back, in place, and removes what is new.
void put_back(const std::vector<core::fs::path>& folders, const Contents& contents);

} // namespace satpad::damage
