// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_bench_image.h"
#include "progress.h"

#include <satpad/service/bench.h>
#include <satpad/service/bench_pass.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>

namespace satpad::cli {
namespace {

struct BenchOptions
{
    std::string name = "seal";
    std::string bytes = "200MB";
    int pairs = 9;
    double scale = 1;
    fs::path folder = ".";
    ImageBenchOptions image;
};

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

Outcome run_bench_seal(const Context& context, const BenchOptions& options)
{
    auto bytes = core::image::parse_size(options.bytes);
    if (!bytes) {
        return failed(std::move(bytes));
    }
    Bar bar(context, "pairs");
    const service::SealBenchRequest request{options.folder, *bytes, options.pairs};
    auto bench =
        service::bench_seal(context.world.random, context.world.clock, request, [&](int done) {
            return bar.show(
                static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(options.pairs));
        });
    bar.clear();
    if (!bench) {
        return failed(std::move(bench));
    }
    const auto column = [&](double service::SealPair::*part) {
        std::vector<double> values;
        for (const service::SealPair& pair : bench->pairs) {
            values.push_back(pair.*part);
        }
        return median(values);
    };
    using Row = std::pair<const char*, double service::SealPair::*>;
    static constexpr std::array<Row, 7> rows{{{"memcpy", &service::SealPair::memcpy_ceiling},
        {"Poly1305 (libsodium)", &service::SealPair::poly1305},
        {"page opening", &service::SealPair::page_opening},
        {"write and sync", &service::SealPair::write},
        {"seal (T2)", &service::SealPair::seal},
        {"erase (T3)", &service::SealPair::erase},
        {"whole (T1 to T4)", &service::SealPair::whole}}};
    Outcome outcome;
    json::object parts;
    outcome.text = "seal: " + service::bytes_in_words(bench->bytes) + " from disk, medians of " +
                   std::to_string(bench->pairs.size()) + " pairs\n";
    for (const auto& [name, part] : rows) {
        std::array<char, 96> line{};
        (void)std::snprintf(line.data(),
            line.size(),
            "  %-22s %8.3f s  %8.0f MB/s\n",
            name,
            column(part),
            static_cast<double>(bench->bytes) / 1e6 / std::max(column(part), 1e-9));
        outcome.text += line.data();
        parts[name] = column(part);
    }
    std::array<char, 128> line{};
    (void)std::snprintf(line.data(),
        line.size(),
        "  sealing runs at %.2f x what page opening + Poly1305 + write allow\n",
        bench->median_ratio());
    outcome.text += line.data();
    outcome.json = {{"name", "seal"},
        {"bytes", bench->bytes},
        {"pairs", bench->pairs.size()},
        {"median_s", std::move(parts)},
        {"ratio", bench->median_ratio()}};
    return outcome;
}

std::string cost_line(const char* name, double seconds, double gigabyte)
{
    std::array<char, 96> line{};
    (void)std::snprintf(line.data(),
        line.size(),
        "  %-34s %8.3f s  %7.2f x a memcpy of 1 GB\n",
        name,
        seconds,
        seconds / gigabyte);
    return line.data();
}

Outcome run_bench_pass(const Context& context, const BenchOptions& options)
{
    Bar bar(context, "passes", "passes");
    const service::PassBenchRequest request{options.folder, options.pairs, options.scale};
    auto bench =
        service::bench_pass(context.world.random, context.world.clock, request, [&](int done) {
            return bar.show(
                static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(options.pairs));
        });
    bar.clear();
    if (!bench) {
        return failed(std::move(bench));
    }
    const auto middle = [&](auto part) {
        std::vector<double> values;
        for (const service::PassCost& pass : bench->passes) {
            values.push_back(std::invoke(part, pass));
        }
        return median(values);
    };
    using Cost = service::PassCost;
    const double gigabyte = middle(&Cost::memcpy_gigabyte);
    const std::array rows{std::pair("drawing the light (SIMULATED)", middle(&Cost::photons)),
        std::pair("sifting, reconciling, checking", middle(&Cost::talk)),
        std::pair("privacy amplification, both ends", middle(&Cost::amplification)),
        std::pair("contact, pads stored at both ends", middle(&Cost::storing)),
        std::pair("whole", middle(&Cost::whole))};
    Outcome outcome;
    json::object parts;
    outcome.text = "pass: overhead, excellent sky, " +
                   std::to_string(bench->passes.front().sifted) + " bit sifted, " +
                   std::to_string(bench->passes.front().key_bits) +
                   " bit of key; processor time of both ends, medians of " +
                   std::to_string(bench->passes.size()) + "\n";
    for (const auto& [name, seconds] : rows) {
        outcome.text += cost_line(name, seconds, gigabyte);
        parts[name] = seconds;
    }
    outcome.text += "  at most " + std::to_string(bench->peak_kib / 1024) + " MiB of memory\n";
    outcome.json = {{"name", "pass"},
        {"simulated", true},
        {"passes", bench->passes.size()},
        {"sifted_bits", bench->passes.front().sifted},
        {"secure_bits", bench->passes.front().key_bits},
        {"median_s", std::move(parts)},
        {"memcpy_gigabyte_s", gigabyte},
        {"peak_kib", bench->peak_kib}};
    return outcome;
}

} // namespace

void add_bench(CLI::App& app, Context& context)
{
    auto options = std::make_shared<BenchOptions>();
    auto* command = app.add_subcommand(
        "bench", "Measure this machine; figures stand beside a ceiling of the same run");
    command->add_option("name", options->name, "What to measure: seal (default), pass or image")
        ->check(CLI::IsMember({"seal", "pass", "image"}))
        ->type_name("NAME");
    command->add_option("--bytes", options->bytes, "seal: size of the file (default 200MB)")
        ->type_name("SIZE");
    command->add_option("--pairs", options->pairs, "How often (default 9)")
        ->check(CLI::Range(1, 99))
        ->type_name("N");
    command->add_option("--scale", options->scale, "pass: times the pulse rate (default 1)")
        ->check(CLI::Range(0.1, 4.0))
        ->type_name("X");
    command
        ->add_option(
            "--folder", options->folder, "Scratch space on the disk to measure (default here)")
        ->type_name("DIR");
    command->add_option("--pictures", options->image.pictures, "image: a folder of pictures")
        ->check(CLI::ExistingDirectory)
        ->type_name("DIR");
    command->add_option("--budgets", options->image.budgets, "image: sizes to fit them to")
        ->delimiter(',')
        ->type_name("SIZE,...");
    command
        ->add_option("--table", options->image.table, "image: write the table there, in Markdown")
        ->type_name("FILE");
    command->callback([options, &context] {
        context.run = [options, &context] {
            if (options->name == "image") {
                options->image.scratch = options->folder;
                return run_bench_image(context, options->image);
            }
            return options->name == "pass" ? run_bench_pass(context, *options)
                                           : run_bench_seal(context, *options);
        };
    });
}

} // namespace satpad::cli
