// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/demo.h>
#include <satpad/service/pass_run.h>
#include <satpad/service/send.h>
#include <satpad/transport/link_proxy.h>

/// The demo one step at a time, for `satpad demo` in one go and for a window that shows it.
namespace satpad::service {

enum class DemoEnd
{
    sender,
    receiver
};

/// The long link, as a visitor sets it.
struct DemoLink
{
    std::chrono::milliseconds round_trip{300};
    std::uint64_t bits_per_second = 4'000'000; ///< each way
    double loss = 0;                           ///< of packets; each holds up those behind it
};

/// Pages of one end, of the key the two sites share for pictures from the sender.
struct DemoPages
{
    std::uint64_t pages = 0;
    std::uint64_t free = 0;
    std::uint64_t reserved = 0; ///< receiver: recorded, not settled
    std::uint64_t spent = 0;
    std::uint64_t burnt = 0;
};

/// How far a photo is; each includes those before.
enum class DemoMoment
{
    none,
    planning,
    reserved,
    sealed, ///< its key pages are erased
    recorded,
    verified
};

/// What is known at this moment, for a screen that looks again and again.
struct DemoNow
{
    bool flying = false;
    sat::PassSecond second;
    std::size_t seconds = 0; ///< of this pass

    DemoMoment moment = DemoMoment::none;
    core::SendMode mode = core::SendMode::exact;
    std::uint64_t pages = 0;        ///< this photo's
    std::uint64_t sealed_bytes = 0; ///< what travels
    std::uint64_t passed_bytes = 0; ///< of those, what came out of the link at the receiver
    bool waiting = false;           ///< the connection broke, the next does not carry it yet
    fs::path sealed_file;           ///< ciphertext; gone once it is verified
    double sealed_s = 0;            ///< from the start to there
    double recorded_s = 0;
    transport::LinkStatistics link;
};

struct DemoAgreement
{
    DemoPages sender;
    bool accounted = false; ///< both ledgers verify
    bool agree = false;     ///< neither has a page served twice or differently
};

/// SIMULATED. Two sites, a satellite and the link between the sites, all in one folder, which the
/// caller removes. One step at a time, from any thread; `stop` ends a step within seconds with
/// Errc::cancelled.
class DemoStage
{
public:
    [[nodiscard]] static core::Expected<std::unique_ptr<DemoStage>> make(core::FileStore& files,
        core::RandomSource& random,
        const core::Clock& clock,
        const fs::path& folder);
    ~DemoStage();
    DemoStage(const DemoStage&) = delete;
    DemoStage& operator=(const DemoStage&) = delete;

    /// `speed`: virtual seconds a second; 0: as fast as it goes.
    [[nodiscard]] core::Expected<DemoPass> fly(
        DemoEnd end, double speed, const std::atomic<bool>& stop);
    /// Pages that the sites share from now on.
    [[nodiscard]] core::Expected<std::uint64_t> relay(const std::atomic<bool>& stop);
    /// The receiver listens behind the link.
    [[nodiscard]] core::Expected<void> start_link(const transport::LinkSettings& settings);
    /// Called with the ciphertext's file before anything leaves.
    using Sealed = std::function<core::Expected<void>(const fs::path& sealed_file)>;
    [[nodiscard]] core::Expected<DemoPhoto> send(const fs::path& file,
        core::SendMode mode,
        std::uint64_t budget,
        const std::atomic<bool>& stop,
        const Sealed& sealed = {});
    [[nodiscard]] core::Expected<DemoAgreement> compare();

    // Threads: any, also while a step works.
    [[nodiscard]] DemoNow now();
    [[nodiscard]] core::Expected<DemoPages> pages(DemoEnd end);
    void change_link(const DemoLink& link);
    void cut_link();
    /// Of what comes out next at the receiver. TLS refuses the record and ends the connection; the
    /// same sealed bytes follow over a new one.
    void change_one_bit();
    [[nodiscard]] const std::string& satellite_name() const;
    [[nodiscard]] double distance_km() const; ///< between the sites, over the ground

    /// Ends link and receiver. What went over it.
    transport::LinkStatistics stop_link();

private:
    struct Parts;
    explicit DemoStage(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// What a LinkProxy makes of it.
[[nodiscard]] transport::LinkSettings link_settings(const DemoLink& link);

} // namespace satpad::service
