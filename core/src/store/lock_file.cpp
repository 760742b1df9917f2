// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/lock_file.h>

#include <array>

namespace satpad::core {

Expected<std::unique_ptr<File>> take_lock_file(
    FileStore& store, RandomSource& random, const fs::path& path)
{
    constexpr int k_most_tries = 16;
    for (int tries = 0; tries < k_most_tries; ++tries) {
        auto file = store.open_or_create(path);
        if (!file) {
            return fail(std::move(file));
        }
        auto locked = (*file)->try_lock();
        if (!locked) {
            return fail(std::move(locked));
        }
        if (!*locked) {
            return std::unique_ptr<File>();
        }
        std::array<std::byte, 16> word{};
        random.fill(word);
        if (auto written = (*file)->write(0, word); !written) {
            return fail(std::move(written));
        }
        // Only its start is ours to judge: a file that grew by damage would else look busy for ever.
        const auto named = store.open(path, Access::read_only);
        std::array<std::byte, 16> seen{};
        if (named && (*named)->read_exact(0, seen) && seen == word) {
            return std::move(*file);
        }
    }
    return std::unique_ptr<File>();
}

} // namespace satpad::core
