// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/carry_sentences.h"
#include "models/desk.h"

#include <satpad/service/carry.h>

namespace satpad::gui {
namespace {

using core::Expected;

/// What lies at `out` goes only when the new message is whole.
Expected<service::SentFile> sealBeside(
    service::Site& site, const Dispatch& one, const std::filesystem::path& out)
{
    std::error_code error;
    const bool isTaken = std::filesystem::exists(out, error);
    const std::filesystem::path made = isTaken ? std::filesystem::path(out.string() + ".new") : out;
    auto sealed = service::seal_to_file(site, one.peer, one.file, one.plan, one.plannedFrom, made);
    if (sealed && isTaken) {
        std::filesystem::rename(made, out, error);
        if (error) {
            return core::Unexpected(core::Errc::io_failed,
                out.string() + " cannot be replaced; the message lies in " + made.string());
        }
    }
    return sealed;
}

} // namespace

Expected<void> Dispatch::isAsPlanned() const
{
    if (!plan.payload.empty()) {
        return {};
    }
    std::error_code none;
    const auto changed = std::filesystem::last_write_time(file, none);
    if (std::filesystem::file_size(file, none) == plan.payload_bytes &&
        std::chrono::file_clock::to_sys(changed) < plannedFrom) {
        return {};
    }
    return core::Unexpected(core::Errc::unreadable_file,
        file.filename().string() + " has changed since it was planned; add it again");
}

void Desk::sealToFile(Dispatch file, const std::filesystem::path& out)
{
    ++m_underWay;
    auto shared = std::make_shared<const Dispatch>(std::move(file));
    m_deliveries.run(
        this,
        [shared, out, opened = &site()]() -> Expected<service::SentFile> {
            if (auto planned = shared->isAsPlanned(); !planned) {
                return core::fail(std::move(planned));
            }
            return sealBeside(*opened, *shared, out);
        },
        [this, shared, out](const Expected<service::SentFile>& ended) {
            --m_underWay;
            const QString peer = QString::fromStdString(shared->peer.name);
            if (ended) {
                noteSealed(ended->id, shared);
                Q_EMIT savedSealed(ended->id, peer, out);
            } else {
                Q_EMIT trouble(sealTrouble(ended.error(), peer));
                refresh();
            }
        });
}

} // namespace satpad::gui
