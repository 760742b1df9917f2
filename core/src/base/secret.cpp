// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/secret.h>

#include <sodium.h>

#include <algorithm>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace satpad::core {
namespace {

std::size_t whole_memory_pages(std::size_t size)
{
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    return (size + page - 1) / page * page;
}

} // namespace

Expected<SecretBytes> SecretBytes::allocate(std::size_t size)
{
    SecretBytes made;
    if (size == 0) {
        return made;
    }
    const std::size_t mapped = whole_memory_pages(size);
    void* memory =
        mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return Unexpected(
            Errc::io_failed, "no memory for " + std::to_string(size) + " secret bytes");
    }
    // sodium_mlock also sets MADV_DONTDUMP; a child of fork must find zeros, never a second copy of
    // key.
    if (sodium_mlock(memory, mapped) != 0 || madvise(memory, mapped, MADV_WIPEONFORK) != 0) {
        munmap(memory, mapped);
        return Unexpected(Errc::io_failed,
            std::to_string(mapped) +
                " bytes of memory cannot be locked; raise the limit (ulimit -l, LimitMEMLOCK=)");
    }
    made.m_data = static_cast<std::byte*>(memory);
    made.m_size = size;
    made.m_mapped = mapped;
    return made;
}

Expected<SecretBytes> SecretBytes::copy_of(ByteView from)
{
    auto made = allocate(from.size());
    if (made) {
        std::copy(from.begin(), from.end(), made->m_data);
    }
    return made;
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
    , m_mapped(std::exchange(other.m_mapped, 0))
{}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept
{
    if (this != &other) {
        release();
        m_data = std::exchange(other.m_data, nullptr);
        m_size = std::exchange(other.m_size, 0);
        m_mapped = std::exchange(other.m_mapped, 0);
    }
    return *this;
}

SecretBytes::~SecretBytes()
{
    release();
}

void SecretBytes::wipe() noexcept
{
    if (m_data != nullptr) {
        sodium_memzero(m_data, m_mapped);
    }
}

void SecretBytes::release() noexcept
{
    if (m_data != nullptr) {
        sodium_munlock(m_data, m_mapped); // wipes first
        munmap(m_data, m_mapped);
        m_data = nullptr;
    }
}

void wipe(MutableByteView bytes) noexcept
{
    sodium_memzero(bytes.data(), bytes.size());
}

} // namespace satpad::core
