// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the random machine can do. An operation names homes, views, messages and pads by small
/// numbers that are taken modulo what is there, so that any sequence is a sequence, also after some
/// of it was left out.
namespace satpad::machine {

enum class Kind : std::uint8_t
{
    open,
    close,
    kill,
    add_pad,
    confirm,
    advance,
    close_pad,
    reserve,
    write,
    erase,
    commit_sealed,
    burn,
    drop,
    seal,
    record,
    release,
    finish,
    answer,
    cut,
    deliver,
    carry,
    open_file,
    cancel,
    settle_cancel,
    sweep,
    snapshot,
    restore,
    clone,
};
inline constexpr int k_kinds = static_cast<int>(Kind::clone) + 1;

struct Operation
{
    Kind kind{};
    std::uint8_t home = 0;
    std::uint8_t view = 0;
    std::uint8_t what = 0;   ///< message, hand, session, file or pad
    std::uint8_t amount = 0; ///< pages, bytes, part, direction
    std::uint8_t peer = 0;   ///< the other home and view
    std::uint8_t death = 0;  ///< 0: none; else a process dies at this durable operation of its
};

/// Which disasters an episode may hold, so that the known holes of docs/security.md can only open
/// where they are known.
struct Weather
{
    bool restores_sender_parts = false; ///< ledger, pads or outbox, never ledger and pads both
    bool restores_sender = false;       ///< whole homes and clones
    bool restores_receiver = false;
    bool files = false;
};

[[nodiscard]] Weather weather_of(std::uint64_t seed);
[[nodiscard]] std::vector<Operation> random_operations(
    std::uint64_t seed, std::size_t count, const Weather& weather);

/// "seal 0 1 17 40 3 0", one a line; `parse` takes it back.
[[nodiscard]] std::string text_of(const Operation& operation);
[[nodiscard]] std::optional<Operation> parse(std::string_view line);

} // namespace satpad::machine
