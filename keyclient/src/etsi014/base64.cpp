// SPDX-License-Identifier: GPL-3.0-or-later
#include "base64.h"

#include <satpad/core/secret.h>

namespace satpad::keyclient::etsi014 {
namespace {

constexpr std::string_view k_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Computed, not looked up, so that no memory access depends on key.
std::uint32_t value_of(char letter) noexcept
{
    if (letter >= 'A' && letter <= 'Z') {
        return static_cast<std::uint32_t>(letter - 'A');
    }
    if (letter >= 'a' && letter <= 'z') {
        return static_cast<std::uint32_t>(letter - 'a' + 26);
    }
    if (letter >= '0' && letter <= '9') {
        return static_cast<std::uint32_t>(letter - '0' + 52);
    }
    if (letter == '+') {
        return 62;
    }
    return letter == '/' ? 63U : 64U;
}

} // namespace

void encode_base64(core::ByteView bytes, core::MutableByteView into)
{
    std::size_t out = 0;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t there = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = group << 8U | (i < there ? std::to_integer<std::uint32_t>(bytes[at + i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            const char letter = i > there ? '=' : k_alphabet[group >> (18 - 6 * i) & 63U];
            into[out++] = static_cast<std::byte>(letter);
        }
    }
}

Base64Decoder::~Base64Decoder()
{
    core::wipe(std::as_writable_bytes(std::span(&m_bits, 1)));
}

bool Base64Decoder::put(std::uint32_t byte)
{
    if (m_size >= m_into.size()) {
        m_full = true;
        return false;
    }
    m_into[m_size++] = static_cast<std::byte>(byte & 0xFF);
    return true;
}

bool Base64Decoder::take(char letter)
{
    if (letter == '\r' || letter == '\n') {
        return true;
    }
    if (letter == '=') {
        ++m_padding;
        return m_letters >= 2 && m_letters + m_padding <= 4;
    }
    const std::uint32_t value = value_of(letter);
    if (value > 63 || m_padding > 0) {
        return false;
    }
    m_bits = (m_bits << 6U | value) & 0xFFFU;
    m_count += 6;
    m_letters = (m_letters + 1) % 4;
    if (m_count < 8) {
        return true;
    }
    m_count -= 8;
    return put(m_bits >> m_count);
}

bool Base64Decoder::finish() const
{
    const bool whole = m_letters != 1 && (m_padding == 0 || m_letters + m_padding == 4);
    const std::uint32_t left = m_bits & ((1U << m_count) - 1);
    return whole && left == 0; // two texts for the same bytes are one too many
}

} // namespace satpad::keyclient::etsi014
