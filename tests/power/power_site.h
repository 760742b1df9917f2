// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "disk_image.h"
#include "seeded_random.h"

#include <satpad/core/inbox.h>
#include <satpad/core/outbox.h>

/// A site on a disk of its own, and what passes between two of them.
namespace satpad::test {

class StillClock final : public Clock
{
public:
    [[nodiscard]] UnixTime now() const override { return {1'800'000'000}; }
};

/// The one that wraps a storage key here; asked for only where one does.
[[nodiscard]] Expected<SecretBytes> passphrase();

/// A site as one process sees it. Folders of disk x: x/home, x/state, x/out (files for carriers).
class PowerSite
{
public:
    PowerSite(
        const fs::path& root, char disk, std::uint64_t seed, std::unique_ptr<FileStore> store);

    /// As `satpad init`, until the ledger is there.
    [[nodiscard]] Expected<void> create(const std::string& name);
    /// As every start of a program: opens, recovers, sweeps.
    [[nodiscard]] Expected<void> open();
    [[nodiscard]] Expected<void> open_home();
    void close();
    [[nodiscard]] Expected<void> restart();
    [[nodiscard]] Expected<void> knows(const PowerSite& other, const std::string& name);

    [[nodiscard]] bool is_open() const { return ledger != nullptr; }
    [[nodiscard]] const SiteId& id() const { return home->config().id; }
    [[nodiscard]] fs::path home_path() const { return disk_path / "home"; }
    [[nodiscard]] fs::path state_path() const { return disk_path / "state"; }
    [[nodiscard]] fs::path out_path(const std::string& name) const
    {
        return disk_path / "out" / name;
    }

    char disk;
    fs::path disk_path;
    SeededRandom random;
    StillClock clock;
    std::unique_ptr<FileStore> store;
    std::unique_ptr<Home> home;
    std::unique_ptr<PadLedger> ledger;
    std::unique_ptr<Outbox> outbox;
    std::unique_ptr<Inbox> inbox;
};

/// The folders every disk has before anything happens.
[[nodiscard]] std::set<std::string> disk_folders(const std::string& disks);
void make_folders(const fs::path& root, const std::string& disks);

/// What a file of this name holds: tests know every picture by its name.
[[nodiscard]] Bytes picture(const std::string& name);
[[nodiscard]] SealRequest request_for(const SiteId& peer, const std::string& name);

/// For what must work in a test: ends the process with the error otherwise.
void must(const Expected<void>& result);
template <typename T> T must(Expected<T> result)
{
    if (!result) {
        must(Expected<void>(fail(std::move(result))));
    }
    return std::move(*result);
}

/// The same confirmed pad at both, as a courier would have brought it.
[[nodiscard]] PadId share_pad(PowerSite& sender, PowerSite& receiver, std::uint64_t pages);

/// Hears of everything that leaves a site, just before it does.
struct Witness
{
    virtual ~Witness() = default;
    virtual void record_answered(const PowerSite&, const MessageHeader&) {}
    virtual void chunk_left(const PowerSite&, const MessageHeader&, std::uint64_t, const Bytes&) {}
    virtual void answered(const PowerSite&, const MessageHeader&, const Tag&, MessageState) {}
    virtual void settled(const PowerSite&, const MessageId&, MessageState) {}
};

/// Where a delivery is cut.
enum class Until
{
    settled,
    recorded,
    first_chunk,
    answered ///< the answer is lost on its way
};
/// T5 to T7 and R1 to R6 of one message, without a wire between them.
[[nodiscard]] Expected<void> deliver(PowerSite& from,
    PowerSite& to,
    const MessageId& id,
    Witness& witness,
    Until until = Until::settled);

} // namespace satpad::test
