// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>
#include <satpad/service/answers.h>
#include <satpad/service/site_host.h>

#include <atomic>
#include <chrono>
#include <optional>

namespace satpad::service {

/// How an exact file travels and what that saved.
struct Saving
{
    core::Codec codec = core::Codec::raw;
    std::uint64_t saved_bytes = 0; ///< how much shorter than the file the payload is
};

/// Nothing for the other modes: what they leave out is their purpose.
[[nodiscard]] std::optional<Saving> saving_of(const core::image::Plan& plan);

/// One file on its way, as `send` shows it.
struct SentFile
{
    core::MessageId id;
    fs::path file;
    core::SendMode mode = core::SendMode::exact;
    std::uint64_t payload_bytes = 0;
    std::uint64_t pages = 0;
    core::MessageState state = core::MessageState::reserved;
    double elapsed_s = 0;
    std::optional<Saving> saving = std::nullopt; ///< of a file planned here, in mode exact
};

/// What the sender's screen may show while work is under way. Called from worker threads.
class SendScreen
{
public:
    virtual ~SendScreen() = default;
    virtual void planning(const fs::path& /*file*/, double /*fraction*/) {}
    /// Before anything is sealed. What the plan says of metadata is for the terminal, not for logs.
    virtual void planned(const fs::path& /*file*/, const core::image::Plan& /*plan*/) {}
    virtual void sealing(const fs::path& /*file*/, std::uint64_t /*done*/, std::uint64_t /*total*/)
    {}
    virtual void sending(const fs::path& /*file*/, std::uint64_t /*done*/, std::uint64_t /*total*/)
    {}
    virtual void settled(const SentFile& /*file*/) {}
    /// What the peer had asked for costs key, too, and leaves in this contact.
    virtual void answered(const Answer& /*answer*/) {}
    virtual void trouble(const core::Error& /*why*/) {}
};

struct SendRequest
{
    std::vector<fs::path> files;
    core::Peer peer;
    core::SendMode mode = core::SendMode::exact;
    std::uint64_t budget_bytes = 0;
    std::vector<core::image::MetadataClass> keep_metadata = {}; ///< fitted, thumbnail
    bool strip = false;                                         ///< exact
    std::chrono::milliseconds wait{30'000};                     ///< for all of it to be verified
};

/// Plans one file; never touches key. Errors: exit 7's.
[[nodiscard]] core::Expected<core::image::Plan> plan_file(const fs::path& file,
    core::SendMode mode,
    std::uint64_t budget_bytes,
    const core::image::PlanProgress& progress = {});

/// Plans every file and checks that there is key for them all. Errors: Errc::cancelled when `stop`
/// is raised; the planning's; check_key's.
[[nodiscard]] core::Expected<std::vector<core::image::Plan>> plan_files(
    Site& site, const SendRequest& request, const std::atomic<bool>& stop, SendScreen& screen);

/// Errc::not_enough_key when the plans need more than `peer` has, saying what is missing and what
/// would fit.
[[nodiscard]] core::Expected<void> check_key(
    Site& site, const core::Peer& peer, std::span<const core::image::Plan> plans);

/// What the outbox needs to seal one planned file. Keeps `file` open; `plan` must outlive it. The
/// file is noted for requests only when it was last changed before `planned_from`: later changes
/// may not be what the plan shows.
[[nodiscard]] core::Expected<core::SealRequest> seal_request(const core::Peer& peer,
    const fs::path& file,
    const core::image::Plan& plan,
    std::chrono::system_clock::time_point planned_from);

/// Seals one planned file (T1 … T4).
[[nodiscard]] core::Expected<core::SealedMessage> seal_file(Site& site,
    const core::Peer& peer,
    const fs::path& file,
    const core::image::Plan& plan,
    std::chrono::system_clock::time_point planned_from,
    const core::Progress& progress = {});

struct SendReport
{
    std::vector<SentFile> files;
    /// Success when all were verified. Else the first trouble, transport::Errc::timed_out when the
    /// wait ended, Errc::cancelled when `stop` was raised; the files say what each came to.
    core::Expected<void> result;
};

/// Plans and seals every file, then delivers until all are settled, `wait` is over or `stop` is
/// raised. Nothing is reserved unless every plan fits the key. After an error while sealing, what
/// was sealed before stays in the outbox and is in the report.
[[nodiscard]] SendReport send_files(
    Site& site, const SendRequest& request, const std::atomic<bool>& stop, SendScreen& screen);

/// Delivers what already waits for `peer`, as `outbox retry` does. Requests of the peer that wait are
/// answered first, so that the answers leave in this contact.
[[nodiscard]] SendReport deliver(Site& site,
    const core::Peer& peer,
    std::vector<SentFile> files,
    std::chrono::milliseconds wait,
    const std::atomic<bool>& stop,
    SendScreen& screen);

} // namespace satpad::service
