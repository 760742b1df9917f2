// SPDX-License-Identifier: GPL-3.0-or-later
#include "surroundings.h"

#include <sodium.h>

#include <cstdio>
#include <fstream>

namespace satpad::core::ledger {
namespace {

/// "satpad-events 1 <20 digits> <16 hex digits of a checksum>\n"
constexpr std::size_t k_line = 16 + 20 + 1 + 16 + 1;

std::string line_of(std::uint64_t events)
{
    std::array<char, 64> text{};
    const int length = std::snprintf(text.data(),
        text.size(),
        "satpad-events 1 %020llu ",
        static_cast<unsigned long long>(events));
    std::string line(text.data(), static_cast<std::size_t>(length));
    Id<struct ChecksumTag, 16> sum;
    crypto_generichash(reinterpret_cast<unsigned char*>(sum.bytes.data()),
        sum.bytes.size(),
        reinterpret_cast<const unsigned char*>(line.data()),
        line.size(),
        nullptr,
        0);
    constexpr std::string_view k_digits = "0123456789abcdef";
    for (std::size_t i = 0; i < 8; ++i) {
        const auto value = std::to_integer<unsigned>(sum.bytes[i]);
        line += k_digits[value >> 4U];
        line += k_digits[value & 15U];
    }
    return line + "\n";
}

} // namespace

Bytes machine_mark(const BatchId& home)
{
    std::ifstream file("/etc/machine-id");
    std::string id;
    if (!(file >> id) || id.empty()) {
        return {};
    }
    Bytes mark(16);
    crypto_generichash(reinterpret_cast<unsigned char*>(mark.data()),
        mark.size(),
        reinterpret_cast<const unsigned char*>(id.data()),
        id.size(),
        reinterpret_cast<const unsigned char*>(home.bytes.data()),
        home.bytes.size());
    return mark;
}

OutsideCount::OutsideCount(FileStore& store, fs::path folder, const BatchId& home)
    : m_store(&store)
    , m_folder(std::move(folder))
    , m_path(m_folder / home.hex())
{}

std::optional<std::uint64_t> OutsideCount::read()
{
    const auto bytes = read_file(*m_store, m_path, 4096);
    if (!bytes || bytes->size() != k_line) {
        return std::nullopt;
    }
    const std::string line(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    std::uint64_t events = 0;
    for (std::size_t i = 16; i < 36; ++i) {
        if (line[i] < '0' || line[i] > '9' ||
            events > std::numeric_limits<std::uint64_t>::max() / 10 - 1) {
            return std::nullopt;
        }
        events = events * 10 + static_cast<std::uint64_t>(line[i] - '0');
    }
    return line_of(events) == line ? std::optional(events) : std::nullopt;
}

void OutsideCount::write(std::uint64_t events)
{
    if (!m_file) {
        std::error_code ignored;
        fs::create_directories(m_folder, ignored);
        auto file = m_store->open_or_create(m_path);
        if (!file) {
            return;
        }
        m_file = std::move(*file);
    }
    const std::string line = line_of(events);
    (void)m_file->write(0, std::as_bytes(std::span(line)));
}

} // namespace satpad::core::ledger
