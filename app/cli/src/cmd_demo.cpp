// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <satpad/service/demo.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <unistd.h>

namespace satpad::cli {
namespace {

struct DemoOptions
{
    fs::path keep;
    fs::path image;
    bool gui = false;
    bool kme = false;
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
    text += report.pulled_keys != 0
                ? "\n  drawn from one KME, fetched from the other: " +
                      std::to_string(report.pulled_keys) + " keys\n"
                : "\n  SIMULATED link: 300 ms there and back, cut " + std::to_string(report.cuts) +
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

/// Beside this program, else where the shell would find it.
fs::path desktop_program()
{
    const std::string name = "satpad-gui";
    std::error_code none;
    std::vector<fs::path> folders{fs::read_symlink("/proc/self/exe", none).parent_path()};
    const char* path = std::getenv("PATH");
    std::istringstream rest(path == nullptr ? "" : path);
    for (std::string folder; std::getline(rest, folder, ':');) {
        folders.emplace_back(folder);
    }
    for (const fs::path& folder : folders) {
        const fs::path program = folder / name;
        if (!folder.empty() && fs::is_regular_file(program, none) &&
            ::access(program.c_str(), X_OK) == 0) {
            return program;
        }
    }
    return {};
}

bool has_display()
{
    // The last one names a platform of Qt's that may need none.
    return std::ranges::any_of(
        std::array{"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}, [](const char* name) {
            const char* value = std::getenv(name);
            return value != nullptr && *value != '\0';
        });
}

/// Becomes the desktop program; returns only when it cannot.
Outcome show_demo(const DemoOptions& options)
{
    Outcome outcome;
    const fs::path program = desktop_program();
    if (program.empty()) {
        outcome.result = core::Unexpected(core::Errc::unreadable_file,
            "the desktop program satpad-gui is not installed; satpad demo without --gui needs no "
            "desktop");
        return outcome;
    }
    if (!has_display()) {
        outcome.result = core::Unexpected(core::Errc::invalid_argument,
            "there is no display here; start it in a desktop session, or leave out --gui");
        return outcome;
    }
    std::vector<std::string> words{program.string(), "--demo"};
    if (!options.image.empty()) {
        words.insert(words.end(), {"--image", options.image.string()});
    }
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    ::execv(program.c_str(), arguments.data());
    outcome.result =
        core::Unexpected(std::error_code(errno, std::system_category()), program.string());
    return outcome;
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
    auto report = (options.kme ? service::run_kme_demo : service::run_demo)(context.world.files,
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
        {"link_cuts", report->cuts},
        {"pulled_keys", report->pulled_keys}};
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
    auto* window =
        command->add_flag("--gui", options->gui, "Step by step in a window (satpad-gui)");
    auto* kme = command->add_flag("--kme",
        options->kme,
        "The key goes through two KMEs (ETSI GS QKD 014, real HTTPS) before the photo");
    command->get_option("--keep")->excludes(window);
    kme->excludes(window);
    command->footer("Example:\n  satpad demo --keep /tmp/demo --image photo.jpg");
    command->callback([options, &context] {
        context.run = [options, &context] {
            return options->gui ? show_demo(*options) : run_demo(context, *options);
        };
    });
}

} // namespace satpad::cli
