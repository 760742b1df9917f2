// SPDX-License-Identifier: GPL-3.0-or-later
// What lies in `left/`, for people and their programs.
#include "left_files.h"

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

/// Who left a message hears of it; dropped once more it is forgotten, like anything else.
Expected<void> drop(const LeftFolder& folder, const LeftId& id)
{
    auto note = folder.read(id);
    if (!note || !note->back.empty() || id.kind == LeftKind::answer) {
        return folder.forget(id);
    }
    note->back = "dropped by the relay's operator";
    if (auto written = folder.write(*note); !written) {
        return written;
    }
    return folder.bytes(id).remove();
}

} // namespace

Expected<void> leave_with(
    const core::Home& home, const core::MessageId& message, const core::SiteId& relay)
{
    WayOut way;
    way.message = message;
    way.relay = relay;
    return LeftFolder(home).write(way);
}

Expected<std::vector<WayOut>> ways_out(const core::Home& home)
{
    const LeftFolder folder(home);
    auto messages = folder.messages_going_out();
    if (!messages) {
        return fail(std::move(messages));
    }
    std::vector<WayOut> ways;
    for (const core::MessageId& message : *messages) {
        if (auto way = folder.way_out(message)) {
            ways.push_back(std::move(*way));
        }
    }
    return ways;
}

Expected<void> forget_way_out(const core::Home& home, const core::MessageId& message)
{
    return LeftFolder(home).forget(message);
}

Expected<std::vector<KeptForOthers>> kept_for_others(const core::Home& home)
{
    const LeftFolder folder(home);
    auto kept = folder.kept();
    if (!kept) {
        return fail(std::move(kept));
    }
    std::vector<KeptForOthers> rows;
    for (const LeftId& id : *kept) {
        KeptForOthers row;
        row.id = id;
        if (const auto note = folder.read(id)) {
            row.bytes = note->told.bytes;
            row.whole = note->whole;
            row.left = note->left;
            row.back = note->back;
        } else {
            row.damaged = true;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

Expected<std::size_t> drop_kept(const core::Home& home, const core::MessageId& message)
{
    const LeftFolder folder(home);
    auto turn = folder.desk_turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    auto kept = folder.kept();
    if (!kept) {
        return fail(std::move(kept));
    }
    std::size_t dropped = 0;
    for (const LeftId& id : *kept) {
        if (id.message == message) {
            if (auto gone = drop(folder, id); !gone) {
                return fail(std::move(gone));
            }
            ++dropped;
        }
    }
    return dropped != 0 ? Expected<std::size_t>(dropped)
                        : Unexpected(Errc::unknown_message,
                              "no message " + message.hex() +
                                  " is kept here; list them with satpad relay list");
}

} // namespace satpad::keyclient::satellite
