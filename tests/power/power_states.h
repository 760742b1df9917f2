// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "story.h"

/// The states a loss of power may leave behind in a story: where it is cut, whose power fails, and
/// what becomes of the operations that are not durable.
namespace satpad::test {

struct PowerState
{
    std::size_t cut = 0;     ///< operations that had happened
    std::string disks;       ///< whose power failed
    Fate fate = Fate::lose;  ///< of everything dirty, but for the one below
    Fate other = Fate::keep; ///< of `one`
    std::string one;         ///< "" for none; else as DiskModel::dirty names it
    bool mixed = false;      ///< a fate drawn for each dirty file and folder
    bool telling = false;    ///< the cut lies right behind a mark, and all is lost
    std::uint64_t seed = 0;
};

/// Every directed state of operations [start, end], and `random_per_cut` drawn ones a cut.
[[nodiscard]] std::vector<PowerState> states_of(const std::vector<DiskOperation>& operations,
    const std::vector<DiskMark>& marks,
    std::size_t start,
    std::size_t random_per_cut,
    std::uint64_t seed);

/// Makes images of states whose cuts do not fall.
class StateMaker
{
public:
    /// `operations` must outlive the maker.
    explicit StateMaker(const std::vector<DiskOperation>& operations);
    [[nodiscard]] Image image_of(const PowerState& state);

private:
    const std::vector<DiskOperation>& m_operations;
    DiskModel m_disks;
    std::size_t m_applied = 0;
};

[[nodiscard]] std::string describe(
    const PowerState& state, const std::vector<DiskOperation>& operations);
/// Tells distinct states apart.
[[nodiscard]] std::uint64_t digest_of(const Image& image);

} // namespace satpad::test
