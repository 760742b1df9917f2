// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

namespace satpad::cli {

struct ImageBenchOptions
{
    fs::path pictures; ///< folder
    fs::path scratch = ".";
    std::vector<std::string> budgets{"2KiB", "8KiB", "32KiB", "128KiB"};
    fs::path table; ///< empty: on stdout
};

[[nodiscard]] Outcome run_bench_image(const Context& context, const ImageBenchOptions& options);

} // namespace satpad::cli
