// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model.h"

/// Sets of pages or messages as bits, and two questions all parts of the model ask.
namespace satpad::model {

inline Mask bit(std::size_t index)
{
    return static_cast<Mask>(1U << index);
}

inline bool has(Mask mask, std::size_t index)
{
    return (mask & bit(index)) != 0;
}

inline void set(Mask& mask, Mask bits)
{
    mask = static_cast<Mask>(mask | bits);
}

inline void clear(Mask& mask, Mask bits)
{
    mask = static_cast<Mask>(mask & static_cast<Mask>(~bits));
}

/// Pages [from, to).
inline Mask span_of(std::size_t from, std::size_t to)
{
    Mask mask = 0;
    for (std::size_t page = from; page < to; ++page) {
        set(mask, bit(page));
    }
    return mask;
}

/// A row whose pages may still be recorded by the receiver: the floor stays below it.
inline bool is_open(Row row)
{
    return row == Row::reserved || row == Row::sealed || row == Row::carried ||
           row == Row::cancelling;
}

inline void commit_fault(World& world, Fault fault)
{
    set(world.faults, bit(static_cast<std::size_t>(fault)));
}

} // namespace satpad::model
