// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

/// Starting the decoder child, reading what it says, and being rid of it: for run_decoder only.
namespace satpad::core::image {

/// Asked at least every tenth of a second while a child works; an error ends it.
using StillWanted = std::function<Expected<void>()>;

/// How long a child may take, and who may call it off before.
struct Patience
{
    std::chrono::steady_clock::time_point until;
    StillWanted still_wanted; ///< may be empty
};

/// Owns a descriptor that is never 0, 1 or 2, so that giving it to a child as one of them cannot
/// overwrite another.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int fd);
    Descriptor(Descriptor&& other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }

    void close() noexcept;
    [[nodiscard]] int get() const noexcept { return m_fd; }
    [[nodiscard]] bool is_open() const noexcept { return m_fd >= 0; }

private:
    int m_fd = -1;
};

enum class ReadEnd
{
    filled,
    ended,
    too_slow
};

/// A started child: fd 0 is its input in a sealed memory file, fd 1 a pipe to us, fd 2 /dev/null
/// (codecs print there), nothing else; an empty environment, default signals. Killed and reaped at
/// the latest when this goes. One thread at a time.
class ChildProcess
{
public:
    /// Errors: the system's code when the program cannot be started.
    [[nodiscard]] static Expected<ChildProcess> start(const std::filesystem::path& program,
        const std::vector<std::string>& arguments,
        ByteView input);

    ChildProcess(ChildProcess&& other) noexcept
        : m_pid(std::exchange(other.m_pid, -1))
        , m_end(std::move(other.m_end))
        , m_output(std::move(other.m_output))
    {}
    ChildProcess& operator=(ChildProcess&&) = delete;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess() { reap(); }

    /// Fills `out` from its output. Errors: what `patience.still_wanted` returned.
    [[nodiscard]] Expected<ReadEnd> read_exactly(MutableByteView out, const Patience& patience);

    /// Waits for its end as long as `patience` lasts, then kills it.
    void finish(const Patience& patience) noexcept;

private:
    ChildProcess(pid_t pid, Descriptor output);
    void reap() noexcept;

    pid_t m_pid;
    Descriptor m_end; ///< becomes readable when the child has ended
    Descriptor m_output;
};

} // namespace satpad::core::image
