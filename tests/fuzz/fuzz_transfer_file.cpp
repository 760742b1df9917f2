// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "store/transfer_format.h"

#include <algorithm>

using namespace satpad::core;
using satpad::test::must;

namespace {

/// A file that lies in memory and is only read.
class MemoryFile final : public File
{
public:
    explicit MemoryFile(ByteView bytes)
        : m_bytes(bytes)
    {}
    [[nodiscard]] Expected<void> read_exact(
        std::uint64_t offset, MutableByteView out) const override
    {
        if (offset > m_bytes.size() || out.size() > m_bytes.size() - offset) {
            return Unexpected(Errc::malformed, "the file ends too early");
        }
        std::ranges::copy(
            m_bytes.subspan(static_cast<std::size_t>(offset), out.size()), out.begin());
        return {};
    }
    [[nodiscard]] Expected<std::size_t> read_some(
        std::uint64_t offset, MutableByteView out) const override
    {
        const std::size_t at = std::min<std::uint64_t>(offset, m_bytes.size());
        const std::size_t now = std::min(out.size(), m_bytes.size() - at);
        std::ranges::copy(m_bytes.subspan(at, now), out.begin());
        return now;
    }
    [[nodiscard]] Expected<void> write(std::uint64_t, ByteView) override { return read_only(); }
    [[nodiscard]] Expected<void> truncate(std::uint64_t) override { return read_only(); }
    [[nodiscard]] Expected<void> sync() override { return read_only(); }
    [[nodiscard]] Expected<std::uint64_t> size() const override { return m_bytes.size(); }
    [[nodiscard]] Expected<bool> try_lock() override { return fail(read_only()); }
    [[nodiscard]] Expected<bool> try_share() override { return fail(read_only()); }

private:
    static Expected<void> read_only() { return Unexpected(Errc::wrong_state, "only read"); }

    ByteView m_bytes;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto read = store::read_transfer(MemoryFile(satpad::test::view_of(data, size)));
    if (!read) {
        must(read.error().is(Errc::malformed) || read.error().is(Errc::home_newer),
            "the refusal says which");
        return 0;
    }
    std::uint64_t next = 0;
    for (const store::TransferEntry& entry : read->entries) {
        must(entry.offset >= next && entry.length <= size && entry.offset <= size - entry.length,
            "entries lie in the file, one behind the other");
        must(entry.kind != store::EntryKind::inbox || store::is_inbox_name(entry.name),
            "an inbox file has a safe name");
        next = entry.offset + entry.length;
    }
    return 0;
}
