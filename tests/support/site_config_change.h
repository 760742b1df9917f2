// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>

namespace satpad::test {

/// site.toml becomes `config`, whatever it was.
[[nodiscard]] inline core::Expected<void> set_config(core::Home& home, core::SiteConfig config)
{
    return home.change_config([&](core::SiteConfig& changed) -> core::Expected<void> {
        changed = std::move(config);
        return {};
    });
}

} // namespace satpad::test
