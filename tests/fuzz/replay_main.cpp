// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target over a corpus without libFuzzer: each file as it is, cut at each length, and
// changed by a seeded generator. Not a search, but every build has it.
#include "fuzz.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

namespace {

using Input = std::vector<std::uint8_t>;

constexpr std::uint32_t k_seed = 20261125;
constexpr int k_changes_per_file = 2000;

std::vector<Input> read_corpus(const char* folder)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<Input> inputs;
    for (const auto& path : paths) {
        std::ifstream file(path, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return inputs;
}

void run(const Input& input)
{
    // A copy of its own size: a read past the end is then a fault the sanitizers see.
    const Input exact(input);
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

/// Changes up to four bytes; now and then puts in or takes out some.
Input changed(Input input, std::mt19937& random)
{
    const auto below = [&](std::size_t limit) {
        return static_cast<std::size_t>(random() % limit);
    };
    for (std::size_t i = 0, times = 1 + below(4); i < times && !input.empty(); ++i) {
        static constexpr std::uint8_t edges[] = {0, 1, 0x7f, 0x80, 0xff};
        std::uint8_t& byte = input[below(input.size())];
        byte = below(2) == 0 ? edges[below(std::size(edges))]
                             : static_cast<std::uint8_t>(byte ^ (1U << below(8)));
    }
    const auto place = [&] {
        return input.begin() + static_cast<std::ptrdiff_t>(below(input.size() + 1));
    };
    switch (below(8)) {
    case 0:
        input.insert(place(), 1 + below(40), static_cast<std::uint8_t>(below(256)));
        break;
    case 1:
        input.erase(place(), input.end());
        break;
    default:
        break;
    }
    return input;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
        return 2;
    }
    const std::vector<Input> corpus = read_corpus(argv[1]);
    if (corpus.empty()) {
        std::fprintf(stderr, "%s holds no file\n", argv[1]);
        return 1;
    }
    std::mt19937 random(k_seed);
    for (const Input& input : corpus) {
        for (std::size_t size = 0; size <= input.size(); ++size) {
            run(Input(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(size)));
        }
        for (int i = 0; i < k_changes_per_file; ++i) {
            run(changed(input, random));
        }
    }
    std::printf("%zu files, seed %u\n", corpus.size(), k_seed);
    return 0;
}
