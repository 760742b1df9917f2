// SPDX-License-Identifier: GPL-3.0-or-later
// docs/format.md, "Safe names": what a peer may make this site call a file.
#include "code_point.h"

#include <satpad/core/message_format.h>

namespace satpad::core {

bool is_safe_name(std::string_view name) noexcept
{
    if (name.empty() || name.size() > 255 || name.front() == '.') { // "." and ".." too
        return false;
    }
    while (!name.empty()) {
        const CodePoint next = first_code_point(name);
        if (next.length == 0 || next.value == '/' || is_hidden(next.value)) {
            return false;
        }
        name.remove_prefix(next.length);
    }
    return true;
}

} // namespace satpad::core
