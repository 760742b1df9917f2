// SPDX-License-Identifier: GPL-3.0-or-later
#include "damage.h"

#include <algorithm>
#include <fstream>
#include <random>

namespace satpad::damage {

using core::Bytes;
namespace fs = core::fs;

namespace {

constexpr std::size_t k_block = 4096;
constexpr std::size_t k_record = 48;

Bytes read(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

void write_over(const fs::path& path, const Bytes& bytes)
{
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(
        reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

bool is_pad(const fs::path& path)
{
    return path.extension() == ".pad";
}

/// `count` different numbers below `limit`, or all of them.
std::vector<std::size_t> numbers(std::mt19937_64& engine, std::size_t limit, std::size_t count)
{
    std::vector<std::size_t> all(limit);
    for (std::size_t i = 0; i < limit; ++i) {
        all[i] = i;
    }
    if (limit > count) {
        std::shuffle(all.begin(), all.end(), engine);
        all.resize(count);
    }
    return all;
}

/// The same file of the other home, or another file of the same kind.
std::vector<fs::path> relatives(const fs::path& file, const Contents& contents)
{
    std::vector<fs::path> found;
    for (const auto& [path, bytes] : contents) {
        const bool alike = path.filename() == file.filename() ||
                           (path.extension() == file.extension() && !path.extension().empty());
        if (path != file && alike && bytes != contents.at(file)) {
            found.push_back(path);
        }
    }
    return found;
}

} // namespace

std::string describe(const Damage& damage)
{
    const std::string name =
        damage.file.parent_path().filename().string() + "/" + damage.file.filename().string();
    const std::string at = std::to_string(damage.at);
    switch (damage.how) {
    case How::flip:
        return name + ": byte " + at + " flipped";
    case How::cut:
        return name + ": cut to " + at + " bytes";
    case How::zero:
        return name + ": zeros from " + at;
    case How::swap:
        return name + ": records " + at + " and " + std::to_string(damage.with) + " swapped";
    case How::foreign:
        return name + ": replaced by " + damage.other.string();
    case How::grow:
        return name + ": a byte more";
    case How::gone:
        return name + ": gone";
    }
    return name;
}

void apply(const Damage& damage, const Contents& contents)
{
    Bytes bytes = contents.at(damage.file);
    switch (damage.how) {
    case How::flip:
        bytes[damage.at] ^= static_cast<std::byte>(1U << (damage.at % 8));
        break;
    case How::cut:
        bytes.resize(damage.at);
        break;
    case How::zero:
        std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(damage.at),
            bytes.begin() +
                static_cast<std::ptrdiff_t>(std::min(bytes.size(), damage.at + k_block)),
            std::byte{0});
        break;
    case How::swap: {
        const auto first = bytes.begin() + k_block;
        const auto a = first + static_cast<std::ptrdiff_t>(k_record * damage.at);
        const auto b = first + static_cast<std::ptrdiff_t>(k_record * damage.with);
        std::swap_ranges(a, a + k_record, b);
        break;
    }
    case How::foreign:
        bytes = contents.at(damage.other);
        break;
    case How::grow:
        bytes.push_back(std::byte{1});
        break;
    case How::gone:
        fs::remove(damage.file);
        return;
    }
    write_over(damage.file, bytes);
}

std::vector<Damage> damages_of(const Contents& contents, std::uint64_t seed, std::size_t most)
{
    std::mt19937_64 engine(seed);
    std::vector<Damage> all;
    for (const auto& [file, bytes] : contents) {
        for (const std::size_t at : numbers(engine, bytes.size(), most)) {
            all.push_back({file, How::flip, at, 0, {}});
        }
        for (const std::size_t at : numbers(engine, bytes.size(), most / 2)) {
            all.push_back({file, How::cut, at, 0, {}});
        }
        for (const std::size_t block :
            numbers(engine, (bytes.size() + k_block - 1) / k_block, most)) {
            all.push_back({file, How::zero, block * k_block, 0, {}});
        }
        const std::size_t records = is_pad(file) ? (bytes.size() - k_block) / k_record : 0;
        for (const std::size_t at : numbers(engine, records, most / 4)) {
            if (at + 1 < records) {
                all.push_back({file, How::swap, at, at + 1 + engine() % (records - at - 1), {}});
            }
        }
        for (const fs::path& other : relatives(file, contents)) {
            all.push_back({file, How::foreign, 0, 0, other});
        }
        all.push_back({file, How::cut, 0, 0, {}});
        all.push_back({file, How::grow, 0, 0, {}});
        all.push_back({file, How::gone, 0, 0, {}});
    }
    return all;
}

Contents read_all(const std::vector<fs::path>& folders)
{
    Contents contents;
    for (const fs::path& folder : folders) {
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            // The -shm file is made anew, and the tag is for backup programs.
            const bool durable =
                entry.path().extension() != ".db-shm" && entry.path().extension() != ".TAG";
            if (entry.is_regular_file() && durable) {
                contents[entry.path()] = read(entry.path());
            }
        }
    }
    return contents;
}

void put_back(const std::vector<fs::path>& folders, const Contents& contents)
{
    for (const auto& [path, bytes] : read_all(folders)) {
        if (!contents.contains(path)) {
            fs::remove(path);
        }
    }
    for (const auto& [path, bytes] : contents) {
        if (!fs::exists(path)) {
            write_over(path, bytes);
            fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
        } else if (read(path) != bytes) {
            write_over(path, bytes);
        }
    }
}

} // namespace satpad::damage
