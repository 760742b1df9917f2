// SPDX-License-Identifier: GPL-3.0-or-later
#include "operation.h"

#include <array>
#include <random>
#include <sstream>

namespace satpad::machine {
namespace {

constexpr std::array<const char*, k_kinds> k_names{"open",
    "close",
    "kill",
    "add_pad",
    "confirm",
    "advance",
    "close_pad",
    "reserve",
    "write",
    "erase",
    "commit_sealed",
    "burn",
    "drop",
    "seal",
    "record",
    "release",
    "finish",
    "answer",
    "cut",
    "deliver",
    "carry",
    "open_file",
    "cancel",
    "settle_cancel",
    "sweep",
    "snapshot",
    "restore",
    "clone"};

/// How often each kind comes, of about 200.
constexpr std::array<int, k_kinds> k_weights{
    2, 4, 4, 6, 3, 6, 2, 10, 14, 12, 12, 3, 4, 22, 10, 10, 8, 8, 3, 30, 6, 8, 5, 8, 3, 5, 6, 2};

} // namespace

Weather weather_of(std::uint64_t seed)
{
    switch (seed % 6) {
    case 0:
        return {false, false, false, true};
    case 1:
        return {true, false, false, true};
    case 2:
        return {false, true, false, false};
    case 3:
        return {false, false, true, true};
    case 4:
        return {true, true, true, true};
    default:
        return {true, false, true, true};
    }
}

std::vector<Operation> random_operations(
    std::uint64_t seed, std::size_t count, const Weather& weather)
{
    std::mt19937_64 engine(seed);
    const auto below = [&](std::uint64_t limit) { return engine() % limit; };
    const auto byte = [&] { return static_cast<std::uint8_t>(engine() >> 56U); };
    std::uint64_t sum = 0;
    for (const int weight : k_weights) {
        sum += static_cast<std::uint64_t>(weight);
    }
    std::vector<Operation> made;
    while (made.size() < count) {
        auto at = static_cast<int>(below(sum));
        int kind = 0;
        while (at >= k_weights[static_cast<std::size_t>(kind)]) {
            at -= k_weights[static_cast<std::size_t>(kind)];
            ++kind;
        }
        Operation one{static_cast<Kind>(kind), byte(), byte(), byte(), byte(), byte(), 0};
        if (below(12) == 0) {
            one.death = static_cast<std::uint8_t>(1 + below(24));
        }
        const bool carries = one.kind == Kind::carry || one.kind == Kind::open_file;
        const bool comes_back = one.kind == Kind::restore || one.kind == Kind::clone;
        const bool any =
            weather.restores_sender_parts || weather.restores_sender || weather.restores_receiver;
        if ((carries && !weather.files) || (comes_back && !any)) {
            continue;
        }
        made.push_back(one);
        if (comes_back) { // what an operator does next
            for (const Kind next :
                {Kind::open, Kind::seal, Kind::deliver, Kind::seal, Kind::deliver}) {
                made.push_back(
                    {next, one.home, 1, static_cast<std::uint8_t>(1 + below(200)), byte(), 1, 0});
            }
        }
    }
    return made;
}

std::string text_of(const Operation& operation)
{
    std::ostringstream text;
    text << k_names[static_cast<std::size_t>(operation.kind)];
    for (const std::uint8_t number : {operation.home,
             operation.view,
             operation.what,
             operation.amount,
             operation.peer,
             operation.death}) {
        text << ' ' << static_cast<int>(number);
    }
    return text.str();
}

std::optional<Operation> parse(std::string_view line)
{
    std::istringstream words{std::string(line)};
    std::string name;
    std::array<int, 6> numbers{};
    words >> name;
    for (int& number : numbers) {
        words >> number;
    }
    for (std::size_t kind = 0; words && kind < k_names.size(); ++kind) {
        if (name == k_names[kind]) {
            const auto number = [&](std::size_t at) {
                return static_cast<std::uint8_t>(numbers[at]);
            };
            return Operation{static_cast<Kind>(kind),
                number(0),
                number(1),
                number(2),
                number(3),
                number(4),
                number(5)};
        }
    }
    return std::nullopt;
}

} // namespace satpad::machine
