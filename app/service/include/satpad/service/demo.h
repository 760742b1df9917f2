// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <atomic>

/// Two sites on this computer that get their key from the passes of a SIMULATED satellite, which
/// relays it; a SIMULATED long link between them; real pads, real photos.
namespace satpad::service {

struct DemoRequest
{
    fs::path folder;   ///< homes, pictures and noise go here
    bool keep = false; ///< else the folder is removed at the end
    fs::path image;    ///< instead of the sample photo
};

struct DemoPhoto
{
    fs::path file;
    core::SendMode mode = core::SendMode::exact;
    std::uint64_t payload_bytes = 0;
    std::uint64_t pages = 0;
    double elapsed_s = 0;
    bool verified = false;
    bool same_bytes = false; ///< exact: what arrived equals what was sent
    fs::path arrived;        ///< kept demos: the received file
    fs::path noise;          ///< kept demos: the sealed bytes as a picture
};

/// One pass over one site; bits at each stage.
struct DemoPass
{
    std::string station;
    double usable_s = 0;
    std::uint64_t clicks = 0;
    std::uint64_t sifted = 0;
    double qber = 0;
    std::uint64_t secure_bits = 0;
};

struct DemoReport
{
    std::vector<DemoPass> passes;
    std::uint64_t relayed_pages = 0;   ///< shared by the two sites, known to the satellite
    std::uint64_t pulled_keys = 0;     ///< drawn from one KME and fetched from the other
    std::vector<std::string> left_out; ///< photos there was too little key for, and why
    std::vector<DemoPhoto> photos;
    std::uint64_t pages_made = 0;
    std::uint64_t pages_spent = 0;
    std::uint64_t pages_burnt = 0;
    std::uint64_t cuts = 0; ///< cuts of the simulated link, each resumed
    std::uint64_t connections = 0;
    bool ledgers_agree = false;
    bool pages_accounted = false; ///< both ledgers verify

    [[nodiscard]] bool ok() const;
};

/// Tells each step as it begins. Called from the demo's thread.
using DemoStep = std::function<void(const std::string& step)>;

/// Errors: whatever a step meets; Errc::cancelled when `stop` was raised.
[[nodiscard]] core::Expected<DemoReport> run_demo(core::FileStore& files,
    core::RandomSource& random,
    const core::Clock& clock,
    const DemoRequest& request,
    const std::atomic<bool>& stop,
    const DemoStep& step);

/// The same key, served by two KMEs: two applications draw it by ETSI GS QKD 014 over real HTTPS and
/// send the photo with it. As run_demo.
[[nodiscard]] core::Expected<DemoReport> run_kme_demo(core::FileStore& files,
    core::RandomSource& random,
    const core::Clock& clock,
    const DemoRequest& request,
    const std::atomic<bool>& stop,
    const DemoStep& step);

/// The picture of a request, or the sample photo.
[[nodiscard]] core::Expected<fs::path> demo_image(const DemoRequest& request);

/// Folder of the sample photos: installed beside the program, or in the source tree it was built
/// in.
[[nodiscard]] core::Expected<fs::path> samples_folder();

} // namespace satpad::service
