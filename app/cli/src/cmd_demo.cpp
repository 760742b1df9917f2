// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <satpad/service/demo.h>

#include <array>
#include <cstdio>
#include <unistd.h>

namespace satpad::cli {
namespace {

struct DemoOptions
{
    fs::path keep;
    fs::path image;
};

json::object photo_json(const service::DemoPhoto& photo)
{
    json::object made{{"file", photo.file.string()},
        {"mode", word(photo.mode)},
        {"payload_bytes", photo.payload_bytes},
        {"key_bytes", photo.pages * core::k_page_bytes},
        {"elapsed_s", photo.elapsed_s},
        {"verified", photo.verified}};
    if (!photo.noise.empty()) {
        made["arrived"] = photo.arrived.string();
        made["on_the_wire"] = photo.noise.string();
    }
    return made;
}

json::object pass_json(const service::DemoPass& pass)
{
    return {{"station", pass.station},
        {"simulated", true},
        {"usable_s", pass.usable_s},
        {"clicks", pass.clicks},
        {"sifted_bits", pass.sifted},
        {"qber", pass.qber},
        {"secure_bits", pass.secure_bits}};
}

/// The bits at each stage, from the sky to the sites.
std::string key_table(const service::DemoReport& report)
{
    std::array<char, 160> line{};
    (void)std::snprintf(line.data(),
        line.size(),
        "\n  %-18s %9s %12s %12s %8s %12s\n",
        "SIMULATED pass",
        "seconds",
        "clicks",
        "sifted bits",
        "QBER %",
        "secure bits");
    std::string text = line.data();
    for (const service::DemoPass& pass : report.passes) {
        (void)std::snprintf(line.data(),
            line.size(),
            "  %-18.18s %9.0f %12llu %12llu %8.2f %12llu\n",
            pass.station.c_str(),
            pass.usable_s,
            static_cast<unsigned long long>(pass.clicks),
            static_cast<unsigned long long>(pass.sifted),
            100 * pass.qber,
            static_cast<unsigned long long>(pass.secure_bits));
        text += line.data();
    }
    return text + "  relayed by the satellite, which knows them: " +
           std::to_string(report.relayed_pages * core::k_page_bytes * 8) + " bits\n";
}

std::string table(const service::DemoReport& report)
{
    std::array<char, 160> line{};
    (void)std::snprintf(line.data(),
        line.size(),
        "\n  %-14s %-8s %12s %8s %12s %8s  %s\n",
        "photo",
        "mode",
        "payload",
        "pages",
        "key",
        "seconds",
        "state");
    std::string text = key_table(report) + line.data();
    for (const service::DemoPhoto& photo : report.photos) {
        (void)std::snprintf(line.data(),
            line.size(),
            "  %-14.14s %-8s %12s %8llu %12s %8.2f  %s\n",
            photo.file.filename().c_str(),
            std::string(word(photo.mode)).c_str(),
            service::bytes_in_words(photo.payload_bytes).c_str(),
            static_cast<unsigned long long>(photo.pages),
            service::bytes_in_words(photo.pages * core::k_page_bytes).c_str(),
            photo.elapsed_s,
            photo.mode == core::SendMode::exact && photo.same_bytes ? "verified, bit for bit"
            : photo.verified                                        ? "verified"
                                                                    : "NOT verified");
        text += line.data();
    }
    for (const std::string& why : report.left_out) {
        text += "  left out, too little key: " + why + "\n";
    }
    text += "\n  SIMULATED link: 300 ms there and back, cut " + std::to_string(report.cuts) +
            " times, " + std::to_string(report.connections) + " connections\n";
    text += "  pages at Beijing: " + std::to_string(report.pages_made) + " made, " +
            std::to_string(report.pages_spent) + " spent, " + std::to_string(report.pages_burnt) +
            " burnt (one each pad proved that both hold the same)\n";
    text += std::string("  ledgers: ") +
            (report.pages_accounted ? "every page accounted for" : "pages do NOT add up") + ", " +
            (report.ledgers_agree ? "both sites agree, no page served twice\n"
                                  : "the two sites DIFFER\n");
    return text;
}

Outcome run_demo(const Context& context, const DemoOptions& options)
{
    const bool keep = !options.keep.empty();
    std::error_code none;
    const fs::path folder =
        (keep ? fs::absolute(options.keep, none) : fs::temp_directory_path(none)) /
        ("satpad-demo-" + std::to_string(::getpid()));
    service::DemoRequest request{folder, keep, options.image};
    int number = 0;
    auto report = service::run_demo(context.world.files,
        context.world.random,
        context.world.clock,
        request,
        stop_raised(),
        [&](const std::string& step) { context.say(std::to_string(++number) + ". " + step); });
    if (!keep) {
        fs::remove_all(folder, none);
    }
    if (!report) {
        return failed(std::move(report));
    }
    Outcome outcome;
    json::array passes;
    for (const service::DemoPass& pass : report->passes) {
        passes.push_back(pass_json(pass));
    }
    json::array photos;
    for (const service::DemoPhoto& photo : report->photos) {
        photos.push_back(photo_json(photo));
    }
    outcome.json = {{"ok", report->ok()},
        {"simulated", true},
        {"passes", std::move(passes)},
        {"relayed_bits", report->relayed_pages * core::k_page_bytes * 8},
        {"photos", std::move(photos)},
        {"ledgers_agree", report->ledgers_agree},
        {"pages_accounted", report->pages_accounted},
        {"link_cuts", report->cuts}};
    outcome.text = table(*report);
    if (keep) {
        outcome.json["folder"] = folder.string();
        outcome.text += "\n  Kept in " + folder.string() + "; what the wire saw:\n";
        for (const service::DemoPhoto& photo : report->photos) {
            outcome.text += "    " + photo.noise.filename().string() + "  beside  " +
                            photo.file.string() + "\n";
        }
    }
    if (!report->ok()) {
        outcome.result = core::Unexpected(core::Errc::internal, "the demo did not end as it must");
    }
    return outcome;
}

} // namespace

void add_demo(CLI::App& app, Context& context)
{
    auto options = std::make_shared<DemoOptions>();
    auto* command = app.add_subcommand("demo",
        "Key from a SIMULATED satellite, and two sites on this computer exchange a photo with it");
    command
        ->add_option(
            "--keep", options->keep, "Keep homes, pictures and the sealed bytes as noise in here")
        ->type_name("DIR");
    command->add_option("--image", options->image, "Your own picture instead of the sample")
        ->type_name("FILE");
    command->footer("Example:\n  satpad demo --keep /tmp/demo --image photo.jpg");
    command->callback([options, &context] {
        context.run = [options, &context] { return run_demo(context, *options); };
    });
}

} // namespace satpad::cli
