// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/bench_image.h>

#include <fmt/format.h>

#include <algorithm>

namespace satpad::service {
namespace {

std::string_view sent_as(core::Codec codec)
{
    switch (codec) {
    case core::Codec::raw:
        return "as it is";
    case core::Codec::jxl:
    case core::Codec::jxl_with_metadata:
        return "JPEG XL";
    case core::Codec::jxl_from_jpeg:
        return "JPEG XL of the JPEG";
    case core::Codec::zstd:
        return "zstd";
    case core::Codec::xz:
        return "xz";
    case core::Codec::avif:
    case core::Codec::avif_boxless:
    case core::Codec::avif_with_metadata:
        return "AVIF";
    }
    return "?";
}

/// Scores nearer than this are called equal: nobody sees a difference.
constexpr double k_tie = 0.1;

struct Tally
{
    int wins = 0;
    int ties = 0;
    int losses = 0;
    int unable = 0; ///< the rival has nothing so small
    double ours = 0;
    double theirs = 0;
    double our_seconds = 0;
    double their_seconds = 0;

    void count(const ImageResult& mine, const ImageResult& rival)
    {
        if (rival.bytes == 0) {
            ++unable;
            return;
        }
        const double lead = mine.ssimulacra2 - rival.ssimulacra2;
        ++(lead > k_tie ? wins : lead < -k_tie ? losses : ties);
        ours += mine.ssimulacra2;
        theirs += rival.ssimulacra2;
        our_seconds += mine.seconds;
        their_seconds += rival.seconds;
    }
    [[nodiscard]] int compared() const { return std::max(1, wins + ties + losses); }
};

std::string case_line(const ImageCase& row)
{
    std::string line = fmt::format("| {} | {} | {} × {} {}{} | {} | {:.1f} | {:.1f} |",
        row.picture,
        row.budget,
        row.sent_width,
        row.sent_height,
        sent_as(row.codec),
        row.lossless ? ", pixels exact" : "",
        row.ours.bytes,
        row.ours.ssimulacra2,
        row.ours.seconds);
    for (const ImageResult& rival : row.rivals) {
        line += rival.bytes == 0
                    ? std::string(" – |")
                    : fmt::format(" {:.1f} ({:.1f}) |", rival.ssimulacra2, rival.seconds);
    }
    return line + "\n";
}

std::string fitted_table(const ImageBench& bench)
{
    std::string text = "| picture | budget | sent as | bytes | score | s |";
    std::string rule = "|---|---|---|---|---|---|";
    for (const std::string& tool : bench.tools) {
        text += " " + tool + ": score (s) |";
        rule += "---|";
    }
    text += "\n" + rule + "\n";
    for (const ImageCase& row : bench.cases) {
        text += case_line(row);
    }
    return text;
}

std::string sums(const ImageBench& bench)
{
    double fill = 0;
    int filled = 0;
    int over = 0;
    for (const ImageCase& row : bench.cases) {
        over += row.ours.bytes > row.budget ? 1 : 0;
        if (!row.lossless) {
            fill += static_cast<double>(row.ours.bytes) / static_cast<double>(row.budget);
            ++filled;
        }
    }
    std::string text =
        fmt::format("{} cases, {} over the budget; where the picture is bigger than the "
                    "budget ({} cases) {:.1f} % of it are used in the mean.\n\n",
            bench.cases.size(),
            over,
            filled,
            100 * fill / std::max(1, filled));
    for (std::size_t i = 0; i < bench.tools.size(); ++i) {
        Tally tally;
        for (const ImageCase& row : bench.cases) {
            tally.count(row.ours, row.rivals[i]);
        }
        text += fmt::format(
            "- {}: {} wins, {} ties, {} losses; {} times it has nothing so small. Where both have "
            "a picture: mean score {:.2f}, {} {:.2f}; {:.1f} s a search, {} {:.1f} s.\n",
            bench.tools[i],
            tally.wins,
            tally.ties,
            tally.losses,
            tally.unable,
            tally.ours / tally.compared(),
            bench.tools[i],
            tally.theirs / tally.compared(),
            tally.our_seconds / tally.compared(),
            bench.tools[i],
            tally.their_seconds / tally.compared());
    }
    return text;
}

std::string exact_table(const ImageBench& bench)
{
    std::string text = "| picture | file | sent | saved | as | s |\n|---|---|---|---|---|---|\n";
    double saved = 0;
    int jpegs = 0;
    for (const ExactCase& row : bench.exact) {
        const double part = 1 - static_cast<double>(row.payload_bytes) /
                                    static_cast<double>(std::max<std::uint64_t>(1, row.file_bytes));
        text += fmt::format("| {} | {} | {} | {:.1f} % | {} | {:.1f} |\n",
            row.picture,
            row.file_bytes,
            row.payload_bytes,
            100 * part,
            sent_as(row.codec),
            row.seconds);
        if (row.is_jpeg) {
            saved += part;
            ++jpegs;
        }
    }
    return text + fmt::format("\nThe {} JPEGs save {:.1f} % in the mean.\n",
                      jpegs,
                      100 * saved / std::max(1, jpegs));
}

} // namespace

std::string image_table(const ImageBench& bench)
{
    return "## Fitted to a budget\n\n" + fitted_table(bench) + "\n" + sums(bench) +
           "\n## Exact\n\n" + exact_table(bench);
}

} // namespace satpad::service
