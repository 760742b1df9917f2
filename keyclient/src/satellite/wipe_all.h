// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/secret.h>

#include <type_traits>
#include <vector>

namespace satpad::keyclient::satellite {

/// Bits of a pass that lay in common memory. Whoever filled the vector has reserved it: one that
/// grew left copies behind.
template <typename Element> void wipe_all(std::vector<Element>& elements) noexcept
{
    static_assert(std::is_trivially_copyable_v<Element>);
    core::wipe(std::as_writable_bytes(std::span(elements)));
}

} // namespace satpad::keyclient::satellite
