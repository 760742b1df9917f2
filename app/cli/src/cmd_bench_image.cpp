// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_bench_image.h"

#include "progress.h"

#include <satpad/service/bench_image.h>
#include <satpad/service/words.h>

#include <fstream>

namespace satpad::cli {
namespace {

json::object result_json(const service::ImageResult& result)
{
    return {{"tool", result.tool},
        {"bytes", result.bytes},
        {"score", result.bytes == 0 ? json::value(nullptr) : json::value(result.ssimulacra2)},
        {"elapsed_s", result.seconds}};
}

json::object case_json(const service::ImageCase& row)
{
    json::array rivals;
    for (const service::ImageResult& rival : row.rivals) {
        rivals.push_back(result_json(rival));
    }
    json::object made = result_json(row.ours);
    made["picture"] = row.picture;
    made["width"] = row.width;
    made["height"] = row.height;
    made["file_bytes"] = row.file_bytes;
    made["budget_bytes"] = row.budget;
    made["sent_width"] = row.sent_width;
    made["sent_height"] = row.sent_height;
    made["pixels_exact"] = row.lossless;
    made["encodes"] = row.encodes;
    made["pages"] = row.pages;
    made["rivals"] = std::move(rivals);
    return made;
}

} // namespace

Outcome run_bench_image(const Context& context, const ImageBenchOptions& options)
{
    service::ImageBenchRequest request{options.pictures, options.scratch, {}};
    for (const std::string& text : options.budgets) {
        auto bytes = core::image::parse_size(text);
        if (!bytes) {
            return failed(std::move(bytes));
        }
        request.budgets.push_back(*bytes);
    }
    std::ofstream file;
    if (!options.table.empty()) { // before the long work, not after it
        file.open(options.table, std::ios::trunc);
    }
    if (options.pictures.empty() || !options.table.empty() != file.is_open()) {
        return failed(core::Error{make_error_code(core::Errc::invalid_argument),
            options.pictures.empty() ? "say which pictures: --pictures DIR"
                                     : options.table.string() + " cannot be written"});
    }
    Bar bar(context, "pictures", "files");
    auto bench = service::bench_image(
        request, [&](std::uint64_t done, std::uint64_t total) { return bar.show(done, total); });
    bar.clear();
    if (!bench) {
        return failed(std::move(bench));
    }
    Outcome outcome;
    const std::string table = service::image_table(*bench);
    if (options.table.empty()) {
        outcome.text = table;
    } else {
        file
            << "# What a picture looks like in so many bytes\n\nWritten by `satpad bench image`. Scores are "
               "SSIMULACRA 2.1 (90 no visible loss, 70 high, 50 medium, 30 low).\n\n"
            << table;
        if (!file.flush()) {
            return failed(core::Error{make_error_code(core::Errc::io_failed),
                options.table.string() + " cannot be written"});
        }
        outcome.text = "written to " + options.table.string() + "\n";
    }
    json::array cases;
    for (const service::ImageCase& row : bench->cases) {
        cases.push_back(case_json(row));
    }
    json::array exact;
    for (const service::ExactCase& row : bench->exact) {
        exact.push_back({{"picture", row.picture},
            {"file_bytes", row.file_bytes},
            {"payload_bytes", row.payload_bytes},
            {"codec", service::codec_word(row.codec)},
            {"elapsed_s", row.seconds}});
    }
    outcome.json = {{"name", "image"}, {"cases", std::move(cases)}, {"exact", std::move(exact)}};
    return outcome;
}

} // namespace satpad::cli
