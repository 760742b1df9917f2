// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Reads what a request asks for. Pure functions over a stranger's bytes.
namespace satpad::keyclient::kme {

enum class Method
{
    status,
    enc_keys,
    dec_keys
};

struct Parameter
{
    std::string name;
    std::string value;
};

struct Target
{
    std::string sae; ///< the one in the path
    Method method = Method::status;
    std::vector<Parameter> query;
};

/// /api/v1/keys/{SAE_ID}/{status,enc_keys,dec_keys}[?…]; nothing for any other path, and for escapes
/// that are none.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

} // namespace satpad::keyclient::kme
