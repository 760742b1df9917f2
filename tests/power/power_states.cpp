// SPDX-License-Identifier: GPL-3.0-or-later
#include "power_states.h"

#include <algorithm>

namespace satpad::test {
namespace {

constexpr const char* k_disks = "abc";

const char* name_of(Fate fate)
{
    switch (fate) {
    case Fate::keep:
        return "kept";
    case Fate::lose:
        return "lost";
    case Fate::prefix:
        return "prefix";
    case Fate::subset:
        return "subset";
    case Fate::torn_512:
        return "torn at 512";
    case Fate::torn_4096:
        return "torn at 4096";
    }
    return "";
}

void add_directed(std::vector<PowerState>& states,
    std::size_t cut,
    const std::vector<std::string>& dirty,
    bool marked)
{
    PowerState all{.cut = cut, .disks = k_disks, .one = {}};
    all.telling = marked;
    states.push_back(all);
    if (dirty.size() < 2) {
        return;
    }
    for (const std::string& one : dirty) {
        states.push_back({.cut = cut, .disks = k_disks, .one = one});
        states.push_back({.cut = cut,
            .disks = k_disks,
            .fate = Fate::keep,
            .other = Fate::lose,
            .one = one,
            .telling = marked});
    }
}

void add_random(std::vector<PowerState>& states, std::size_t cut, std::mt19937_64& random)
{
    constexpr Fate k_fates[] = {
        Fate::lose, Fate::prefix, Fate::subset, Fate::torn_512, Fate::torn_4096};
    constexpr const char* k_failing[] = {"abc", "a", "b", "c"};
    PowerState state{.cut = cut, .disks = k_failing[random() % 4], .one = {}};
    state.fate = k_fates[random() % std::size(k_fates)];
    state.mixed = random() % 2 == 0;
    state.seed = random();
    states.push_back(state);
}

} // namespace

std::vector<PowerState> states_of(const std::vector<DiskOperation>& operations,
    const std::vector<DiskMark>& marks,
    std::size_t start,
    std::size_t random_per_cut,
    std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::vector<PowerState> states;
    DiskModel disks(disk_folders(k_disks));
    for (std::size_t cut = 0; cut <= operations.size(); ++cut) {
        if (cut > 0) {
            disks.apply(operations[cut - 1]);
        }
        if (cut < start) {
            continue;
        }
        const bool marked = std::any_of(
            marks.begin(), marks.end(), [&](const DiskMark& mark) { return mark.at == cut; });
        const auto dirty = disks.dirty(k_disks);
        add_directed(states, cut, dirty, marked);
        for (std::size_t i = 0; i < random_per_cut && !dirty.empty(); ++i) {
            add_random(states, cut, random);
        }
    }
    return states;
}

StateMaker::StateMaker(const std::vector<DiskOperation>& operations)
    : m_operations(operations)
    , m_disks(disk_folders(k_disks))
{}

Image StateMaker::image_of(const PowerState& state)
{
    for (; m_applied < state.cut; ++m_applied) {
        m_disks.apply(m_operations[m_applied]);
    }
    std::mt19937_64 random(state.seed);
    const auto fate_of = [&](const std::string& dirty) {
        if (state.mixed) {
            return static_cast<Fate>(random() % 6);
        }
        return dirty == state.one ? state.other : state.fate;
    };
    return m_disks.crash(state.disks, fate_of, random);
}

std::string describe(const PowerState& state, const std::vector<DiskOperation>& operations)
{
    std::string text = "cut " + std::to_string(state.cut);
    if (state.cut > 0) {
        const DiskOperation& last = operations[state.cut - 1];
        constexpr const char* k_kinds[] = {"make_file",
            "make_folder",
            "write",
            "truncate",
            "sync",
            "sync_folder",
            "rename",
            "unlink",
            "nothing"};
        text += std::string(" behind ") + k_kinds[static_cast<std::size_t>(last.kind)] + " of " +
                last.path + " in \"" + last.step + "\"";
    }
    text += "; power fails at " + state.disks +
            "; not synced: " + (state.mixed ? "a fate for each" : name_of(state.fate));
    if (!state.one.empty()) {
        text += ", " + state.one + " " + name_of(state.other);
    }
    return text + "; seed " + std::to_string(state.seed);
}

std::uint64_t digest_of(const Image& image)
{
    std::uint64_t digest = 0;
    const auto mix = [&](std::string_view part) {
        digest = (digest ^ std::hash<std::string_view>()(part)) * 0x9E3779B97F4A7C15ULL;
        digest ^= digest >> 29U;
    };
    for (const std::string& folder : image.folders) {
        mix(folder);
    }
    for (const auto& [path, file] : image.files) {
        mix(path);
        mix({reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()});
    }
    return digest;
}

} // namespace satpad::test
