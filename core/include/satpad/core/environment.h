// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

namespace satpad::core {

/// Randomness, passed in so that tests can seed it. Threads: implementations are thread-safe.
class RandomSource
{
public:
    virtual ~RandomSource() = default;
    virtual void fill(MutableByteView out) = 0;

    template <typename AnyId> [[nodiscard]] AnyId id()
    {
        AnyId made;
        fill(made.bytes);
        return made;
    }
};

/// Wall clock for labels. Threads: implementations are thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual UnixTime now() const = 0;
};

/// The operating system's generator (libsodium `randombytes_buf`).
class SystemRandom final : public RandomSource
{
public:
    void fill(MutableByteView out) override;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] UnixTime now() const override;
};

/// First call in every `main` and test: initialises libsodium, turns core dumps off for this
/// process (PR_SET_DUMPABLE, RLIMIT_CORE). Fails when libsodium cannot start.
[[nodiscard]] Expected<void> initialise_core();

} // namespace satpad::core
