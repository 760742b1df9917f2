// SPDX-License-Identifier: GPL-3.0-or-later
#include "rival_codec.h"

#include "whole_file.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace satpad::service {
namespace {

std::vector<std::string> cwebp_arguments(double knob, const fs::path& from, const fs::path& to)
{
    return {"-quiet", "-m", "6", "-q", std::to_string(knob), from.string(), "-o", to.string()};
}

std::vector<std::string> cjxl_arguments(double knob, const fs::path& from, const fs::path& to)
{
    return {from.string(), to.string(), "-d", std::to_string(knob), "-e", "7", "--num_threads=0"};
}

std::vector<std::string> avifenc_arguments(double knob, const fs::path& from, const fs::path& to)
{
    const std::string level = "cq-level=" + std::to_string(std::lround(knob));
    return {"-s",
        "6",
        "-j",
        "1",
        "--min",
        "0",
        "--max",
        "63",
        "-a",
        "end-usage=q",
        "-a",
        level,
        "-y",
        "444",
        from.string(),
        to.string()};
}

bool is_on_path(const std::string& program)
{
    const char* path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (access((fs::path(folder) / program).c_str(), X_OK) == 0) {
            return true;
        }
    }
    return false;
}

/// Runs it quietly; true when it ended well.
bool run(const std::string& program, std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), program);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = -1;
    const int started =
        posix_spawnp(&child, program.c_str(), &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    while (started == 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return started == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

std::vector<RivalCodec> rivals_here()
{
    std::vector<RivalCodec> rivals{{"cwebp", ".webp", 100, 0, 0.5, cwebp_arguments},
        {"cjxl", ".jxl", 0.05, 25, 0.01, cjxl_arguments},
        {"avifenc", ".avif", 0, 63, 1, avifenc_arguments}};
    std::erase_if(rivals, [](const RivalCodec& rival) { return !is_on_path(rival.program); });
    return rivals;
}

core::Bytes largest_within(
    const RivalCodec& rival, const fs::path& png, const fs::path& scratch, std::uint64_t budget)
{
    const fs::path out = scratch / ("rival" + rival.suffix);
    core::Bytes best;
    bool failed = false;
    const auto fits = [&](double knob) {
        std::error_code none;
        fs::remove(out, none);
        failed = failed || !run(rival.program, rival.arguments(knob, png, out));
        core::Bytes made = whole_file(out);
        const bool small = !made.empty() && made.size() <= budget;
        if (small && made.size() > best.size()) {
            best = std::move(made);
        }
        return small;
    };
    if (fits(rival.coarsest)) {
        double fitting = rival.coarsest;
        double too_big = rival.finest;
        if (!fits(rival.finest)) {
            while (!failed && std::abs(fitting - too_big) > rival.smallest_step) {
                const double middle = (fitting + too_big) / 2;
                (fits(middle) ? fitting : too_big) = middle;
            }
        }
    }
    return failed ? core::Bytes{} : best; // what it cannot do at all is none so small
}

} // namespace satpad::service
