// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>
#include <satpad/core/message_format.h>

namespace satpad::core::store {

/// Empty when every id, name and address of `config` may stand in site.toml, else what is wrong.
[[nodiscard]] std::string fault_in(const SiteConfig& config);

/// A site's or peer's name: 1..64 bytes and safe as one file name.
[[nodiscard]] bool is_site_name(std::string_view name) noexcept;

} // namespace satpad::core::store
