// SPDX-License-Identifier: GPL-3.0-or-later
#include "model.h"

#include <array>

namespace satpad::model {
namespace {

constexpr std::array<const char*, k_actions> k_action_names = {"reserve",
    "raise the mark",
    "seal",
    "erase",
    "commit sealed",
    "record",
    "release chunks",
    "receiver accepts",
    "receiver erases",
    "answer",
    "carry as a file",
    "receiver opens the file",
    "cancel",
    "settle the cancel",
    "advance",
    "kill the process",
    "sender crashes",
    "receiver crashes",
    "recovery burns",
    "recovery cleans",
    "back up both sites",
    "restore the ledger",
    "restore the pads",
    "restore the outbox",
    "restore the whole home",
    "clone the sender",
    "restore the receiver"};

bool names_a_message(Action action)
{
    return action <= Action::settle_cancel
               ? action != Action::receiver_erase
               : action == Action::kill || action == Action::recover_burn;
}

} // namespace

std::string describe(const Step& step)
{
    std::string text = k_action_names[static_cast<std::size_t>(step.action)];
    if (names_a_message(step.action)) {
        text += " message " + std::to_string(step.message);
    }
    return step.home == 1 ? text + " (at the clone)" : text;
}

const char* name_of(Outcome outcome) noexcept
{
    constexpr std::array<const char*, 11> names = {"not possible",
        "done",
        "not enough key",
        "suspended",
        "suspect",
        "page erased",
        "lost race",
        "recorded",
        "used",
        "accepted",
        "abandoned"};
    return names[static_cast<std::size_t>(outcome)];
}

const char* name_of(Fault fault) noexcept
{
    constexpr std::array<const char*, 10> names = {"a burnt page left",
        "a living process's reservation was burnt",
        "one message sealed twice",
        "USED although nothing was restored",
        "one page, two ciphertexts or two purposes",
        "a page counted twice or not at all",
        "both accepted and abandoned were said",
        "hole: both sites restored",
        "hole: a file by hand and a restored or copied sender",
        "none"};
    return names[static_cast<std::size_t>(fault)];
}

} // namespace satpad::model
