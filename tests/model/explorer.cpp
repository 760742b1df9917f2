// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <unordered_set>

namespace satpad::model {
namespace {

// States are hashed and compared as bytes.
static_assert(
    std::has_unique_object_representations_v<World> && std::is_trivially_copyable_v<World>);

struct Node
{
    World world;
    std::uint32_t parent = 0;
    Step step;
    Outcome outcome{};
};

/// The visited states: indices into the walk's nodes, compared by the state they stand for.
class Visited
{
public:
    explicit Visited(const std::vector<Node>& nodes)
        : m_set(1024, Hash{&nodes}, Same{&nodes})
    {}
    bool add(std::uint32_t index) { return m_set.insert(index).second; }

private:
    struct Hash
    {
        const std::vector<Node>* nodes;
        std::size_t operator()(std::uint32_t index) const
        {
            std::array<char, sizeof(World)> bytes{};
            std::memcpy(bytes.data(), &(*nodes)[index].world, sizeof(World));
            return std::hash<std::string_view>{}(std::string_view(bytes.data(), bytes.size()));
        }
    };
    struct Same
    {
        const std::vector<Node>* nodes;
        bool operator()(std::uint32_t a, std::uint32_t b) const
        {
            return std::memcmp(&(*nodes)[a].world, &(*nodes)[b].world, sizeof(World)) == 0;
        }
    };
    std::unordered_set<std::uint32_t, Hash, Same> m_set;
};

std::vector<Step> all_steps(const Bounds& bounds)
{
    std::vector<Step> steps;
    for (std::size_t action = 0; action < k_actions; ++action) {
        for (std::uint8_t home = 0; home < (bounds.clone ? 2 : 1); ++home) {
            for (std::uint8_t message = 0; message < bounds.messages; ++message) {
                steps.push_back({static_cast<Action>(action), home, message});
            }
        }
    }
    return steps;
}

std::vector<TracedStep> trace_to(const std::vector<Node>& nodes, std::size_t index)
{
    std::vector<TracedStep> trace;
    for (; index != 0; index = nodes[index].parent) {
        trace.push_back({nodes[index].step, nodes[index].outcome});
    }
    std::reverse(trace.begin(), trace.end());
    return trace;
}

} // namespace

Exploration explore(
    const Model& model, const std::function<bool(Fault)>& wanted, std::size_t max_states)
{
    const std::vector<Step> steps = all_steps(model.bounds());
    std::vector<Node> nodes{{model.start(), 0, {}, Outcome::done}};
    Visited visited(nodes);
    visited.add(0);
    Exploration result;
    for (std::size_t at = 0; at < nodes.size(); ++at) {
        const Fault fault = model.check(nodes[at].world);
        ++result.seen[static_cast<std::size_t>(fault)];
        if (wanted(fault)) {
            result.found = fault;
            result.trace = trace_to(nodes, at);
            break;
        }
        if (fault == Fault::hole_both_restored || fault == Fault::hole_file) {
            continue; // the hole stays open from here on
        }
        for (const Step& step : steps) {
            Node next{nodes[at].world, static_cast<std::uint32_t>(at), step, Outcome::done};
            next.outcome = model.apply(next.world, step);
            if (next.outcome == Outcome::not_possible) {
                continue;
            }
            ++result.transitions;
            nodes.push_back(next); // its index is its key in the set
            if (!visited.add(static_cast<std::uint32_t>(nodes.size() - 1))) {
                nodes.pop_back();
            }
        }
        if (nodes.size() > max_states) {
            std::abort();
        }
    }
    result.states = nodes.size();
    return result;
}

std::string text_of(const std::vector<TracedStep>& trace)
{
    std::string text;
    for (const TracedStep& traced : trace) {
        text += "  " + describe(traced.step);
        if (traced.outcome != Outcome::done) {
            text += std::string(" → ") + name_of(traced.outcome);
        }
        text += "\n";
    }
    return text;
}

} // namespace satpad::model
