// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"
#include "progress.h"

#include <satpad/service/bench.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace satpad::cli {
namespace {

struct BenchOptions
{
    std::string name = "seal";
    std::string bytes = "200MB";
    int pairs = 9;
    fs::path folder = ".";
};

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

Outcome run_bench(const Context& context, const BenchOptions& options)
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

} // namespace

void add_bench(CLI::App& app, Context& context)
{
    auto options = std::make_shared<BenchOptions>();
    auto* command = app.add_subcommand(
        "bench", "Measure this machine; figures stand beside a ceiling of the same run");
    command->add_option("name", options->name, "What to measure: seal")
        ->check(CLI::IsMember({"seal"}))
        ->type_name("NAME");
    command->add_option("--bytes", options->bytes, "Size of the file (default 200MB)")
        ->type_name("SIZE");
    command->add_option("--pairs", options->pairs, "How often (default 9)")
        ->check(CLI::Range(1, 99))
        ->type_name("N");
    command
        ->add_option(
            "--folder", options->folder, "Scratch space on the disk to measure (default here)")
        ->type_name("DIR");
    command->callback([options, &context] {
        context.run = [options, &context] { return run_bench(context, *options); };
    });
}

} // namespace satpad::cli
