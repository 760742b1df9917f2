// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <satpad/service/pass_planning.h>

namespace satpad::cli {

/// What `pass predict` and `pass simulate` have in common.
struct PassOptions
{
    service::PresetFiles files;
    std::string sky = "good";
    std::string terminal = "portable";
    double minimum_elevation = 15; ///< degrees
    double sun_below = -6;         ///< degrees
    bool old_elements = false;

    void add_to(CLI::App& command);
    /// The shipped presets, those of the home if one is used, and the files given.
    [[nodiscard]] core::Expected<service::sat::Presets> presets(const Context& context) const;
    [[nodiscard]] service::sat::PassRules rules() const;
    [[nodiscard]] service::OldElements old() const;
};

/// "none", "pns", "intercept" or "intercept:FRACTION". Errors: Errc::invalid_argument.
[[nodiscard]] core::Expected<service::sat::Attack> attack_of(const std::string& text);

/// "1.05 Mbit", "512 kbit", "90 bit".
[[nodiscard]] std::string bits_in_words(std::uint64_t bits);

/// A number with so many decimals.
[[nodiscard]] std::string decimals(double value, int count);
/// Filled up with spaces to a column's width, on the left unless `left`.
enum class Align
{
    right,
    left
};
[[nodiscard]] std::string column(const std::string& text, int width, Align align = Align::right);

void add_pass_simulate(CLI::App& pass, Context& context);
void add_pass_run(CLI::App& pass, Context& context);

} // namespace satpad::cli
