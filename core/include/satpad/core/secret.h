// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <utility>

namespace satpad::core {

/// Key, plaintext or passphrase bytes in memory that is locked (`sodium_mlock`, checked), kept out
/// of core dumps (MADV_DONTDUMP), zeroed in a forked child (MADV_WIPEONFORK) and wiped on
/// destruction. Move-only; no comparison, no printing. Each one costs whole memory pages: use one
/// arena per worker, never one object per key page. Errors:  Errc::io_failed with the limit and
/// what raises it when memory cannot be locked.
class SecretBytes
{
public:
    SecretBytes() = default;
    [[nodiscard]] static Expected<SecretBytes> allocate(std::size_t size);
    /// Copies `from`; the caller wipes the source if it was secret.
    [[nodiscard]] static Expected<SecretBytes> copy_of(ByteView from);

    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes();

    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] bool empty() const noexcept { return m_size == 0; }
    [[nodiscard]] ByteView view() const noexcept { return {m_data, m_size}; }
    [[nodiscard]] MutableByteView span() noexcept { return {m_data, m_size}; }
    void wipe() noexcept;

private:
    void release() noexcept;

    std::byte* m_data = nullptr;
    std::size_t m_size = 0;
    std::size_t m_mapped = 0;
};

/// Zeroes memory in a way the compiler keeps.
void wipe(MutableByteView bytes) noexcept;

/// Plaintext too long to be locked, in common memory: wiped when it goes. Growing leaves copies
/// behind, so reserve first.
struct WipedBytes
{
    Bytes bytes;

    WipedBytes() = default;
    explicit WipedBytes(Bytes taken)
        : bytes(std::move(taken))
    {}
    WipedBytes(const WipedBytes&) = delete;
    WipedBytes& operator=(const WipedBytes&) = delete;
    WipedBytes(WipedBytes&&) = delete;
    WipedBytes& operator=(WipedBytes&&) = delete;
    ~WipedBytes() { wipe(bytes); }
};

} // namespace satpad::core
