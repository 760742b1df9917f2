// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model.h"

#include <functional>
#include <vector>

/// Breadth-first walk over every interleaving of a Model within its bounds.
namespace satpad::model {

struct TracedStep
{
    Step step;
    Outcome outcome{};
};

struct Exploration
{
    std::size_t states = 0;
    std::size_t transitions = 0;
    Fault found = Fault::none;     ///< the wanted fault, when there was one
    std::vector<TracedStep> trace; ///< a shortest way to it
    std::array<std::size_t, static_cast<std::size_t>(Fault::none) + 1> seen{}; ///< states per fault
};

/// Stops at the first state whose fault `wanted` accepts. A state in a documented hole is not
/// walked further. Aborts beyond `max_states`: a bound that grew by mistake must show.
[[nodiscard]] Exploration explore(const Model& model,
    const std::function<bool(Fault)>& wanted,
    std::size_t max_states = 4'000'000);

/// One line a step.
[[nodiscard]] std::string text_of(const std::vector<TracedStep>& trace);

} // namespace satpad::model
