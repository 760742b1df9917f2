// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_child.h"

#include "decoder_header.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace satpad::core::image {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

Unexpected system_failure(const char* what)
{
    return Unexpected(std::error_code(errno, std::generic_category()), what);
}

/// Owns a descriptor that is never 0, 1 or 2, so that giving it to a child as one of them cannot
/// overwrite another.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
        if (m_fd >= 0 && m_fd <= STDERR_FILENO) {
            m_fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
            ::close(fd);
        }
    }
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

    void close() noexcept
    {
        if (m_fd >= 0) {
            ::close(std::exchange(m_fd, -1));
        }
    }
    [[nodiscard]] int get() const noexcept { return m_fd; }
    [[nodiscard]] bool is_open() const noexcept { return m_fd >= 0; }

private:
    int m_fd = -1;
};

/// A started child, killed and reaped at the latest when this goes.
class Child
{
public:
    explicit Child(pid_t pid)
        : m_pid(pid)
        , m_end(static_cast<int>(
              syscall(SYS_pidfd_open, pid, 0))) // glibc 2.36's own is not usable from C++
    {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    Child(Child&&) = delete;
    Child& operator=(Child&&) = delete;
    ~Child() { reap(); }

    /// Waits for its end until `deadline`, then kills it.
    void finish(SteadyTime deadline) noexcept;

private:
    void reap() noexcept
    {
        if (m_pid > 0) {
            // By descriptor: where SIGCHLD is ignored the number may belong to another by now.
            if (m_end.is_open()) {
                syscall(SYS_pidfd_send_signal, m_end.get(), SIGKILL, nullptr, 0);
            } else {
                kill(m_pid, SIGKILL);
            }
            while (waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
            }
            m_pid = -1;
        }
    }

    pid_t m_pid;
    Descriptor m_end;
};

/// Waits until `fd` can be read; false when the deadline passed.
bool wait_readable(int fd, SteadyTime deadline) noexcept
{
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            return false;
        }
        pollfd entry{fd, POLLIN, 0};
        const int ready = poll(&entry, 1, static_cast<int>(left.count()));
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
}

void Child::finish(SteadyTime deadline) noexcept
{
    if (m_end.is_open()) {
        wait_readable(m_end.get(), deadline);
    }
    reap();
}

/// A memory file instead of a pipe: no write can block or raise SIGPIPE when the child dies early.
Expected<Descriptor> memory_file(ByteView input)
{
    Descriptor file(memfd_create("satpad-picture", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!file.is_open()) {
        return system_failure("a memory file for the decoder");
    }
    for (std::size_t at = 0; at < input.size();) {
        const ssize_t done =
            pwrite(file.get(), input.data() + at, input.size() - at, static_cast<off_t>(at));
        if (done < 0 && errno != EINTR) {
            return system_failure("a memory file for the decoder");
        }
        at += done > 0 ? static_cast<std::size_t>(done) : 0;
    }
    if (fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) !=
        0) {
        return system_failure("a memory file for the decoder");
    }
    return file;
}

/// What the child gets: our two descriptors, /dev/null as stderr (codecs print there), default
/// signals.
class SpawnSettings
{
public:
    SpawnSettings(int input, int output)
    {
        posix_spawn_file_actions_init(&m_actions);
        posix_spawnattr_init(&m_attributes);
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        m_ready = posix_spawn_file_actions_adddup2(&m_actions, input, STDIN_FILENO) == 0 &&
                  posix_spawn_file_actions_adddup2(&m_actions, output, STDOUT_FILENO) == 0 &&
                  posix_spawn_file_actions_addopen(
                      &m_actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
                  posix_spawn_file_actions_addclosefrom_np(&m_actions, STDERR_FILENO + 1) == 0 &&
                  posix_spawnattr_setsigmask(&m_attributes, &none) == 0 &&
                  posix_spawnattr_setsigdefault(&m_attributes, &all) == 0 &&
                  posix_spawnattr_setflags(
                      &m_attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0;
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    SpawnSettings(SpawnSettings&&) = delete;
    SpawnSettings& operator=(SpawnSettings&&) = delete;
    ~SpawnSettings()
    {
        posix_spawn_file_actions_destroy(&m_actions);
        posix_spawnattr_destroy(&m_attributes);
    }

    [[nodiscard]] Expected<pid_t> spawn(const fs::path& program) const
    {
        std::string name = "satpad-decode";
        std::array<char*, 2> arguments{name.data(), nullptr};
        std::array<char*, 1> environment{nullptr};
        pid_t pid = -1;
        const int code = m_ready ? posix_spawn(&pid,
                                       program.c_str(),
                                       &m_actions,
                                       &m_attributes,
                                       arguments.data(),
                                       environment.data())
                                 : ENOMEM;
        if (code != 0) {
            return Unexpected(std::error_code(code, std::generic_category()),
                "the picture decoder " + program.string() + " cannot be started");
        }
        return pid;
    }

private:
    posix_spawn_file_actions_t m_actions{};
    posix_spawnattr_t m_attributes{};
    bool m_ready = false;
};

enum class ReadEnd
{
    filled,
    ended,
    too_slow
};

ReadEnd read_exactly(int fd, MutableByteView out, SteadyTime deadline) noexcept
{
    for (std::size_t at = 0; at < out.size();) {
        if (!wait_readable(fd, deadline)) {
            return ReadEnd::too_slow;
        }
        const ssize_t got = read(fd, out.data() + at, out.size() - at);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return ReadEnd::ended;
        }
        at += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    return ReadEnd::filled;
}

Unexpected child_gave_up(ReadEnd end)
{
    return Unexpected(Errc::unreadable_file,
        end == ReadEnd::too_slow ? "the decoder took too long over this picture"
                                 : "the decoder stopped in this picture: damaged or hostile");
}

Unexpected refused(const DecoderHeader& header)
{
    const std::string why = std::string("the picture is refused: ") + describe(header.reason);
    switch (header.status) {
    case DecodeStatus::unsupported:
        return Unexpected(Errc::unsupported_file, why);
    case DecodeStatus::too_large:
        return Unexpected(Errc::limit_exceeded, why);
    case DecodeStatus::failed:
        return Unexpected(
            header.reason == DecodeReason::no_jail ? Errc::internal : Errc::unreadable_file, why);
    case DecodeStatus::ok:
    case DecodeStatus::damaged:
        break;
    }
    return Unexpected(Errc::unreadable_file, why);
}

Expected<Pixels> receive(int fd, SteadyTime deadline)
{
    DecoderHeaderBytes head{};
    if (const ReadEnd end = read_exactly(fd, head, deadline); end != ReadEnd::filled) {
        return child_gave_up(end);
    }
    const std::optional<DecoderHeader> header = parse_decoder_header(head);
    if (!header) {
        return child_gave_up(ReadEnd::ended);
    }
    if (header->status != DecodeStatus::ok) {
        return refused(*header);
    }
    Pixels pixels;
    pixels.width = header->width;
    pixels.height = header->height;
    pixels.channels = header->channels;
    pixels.bits = header->bits;
    pixels.samples.resize(header->sample_bytes());
    if (const ReadEnd end = read_exactly(fd, pixels.samples, deadline); end != ReadEnd::filled) {
        return child_gave_up(end);
    }
    std::array<std::byte, 1> more{};
    if (const ReadEnd end = read_exactly(fd, more, deadline); end != ReadEnd::ended) {
        return child_gave_up(end);
    }
    return pixels;
}

} // namespace

Expected<Pixels> run_decoder(
    const fs::path& program, ByteView input, std::chrono::milliseconds most_time)
{
    if (input.empty()) {
        return Unexpected(Errc::unreadable_file, "the picture is empty");
    }
    if (input.size() > k_max_input_bytes) {
        return Unexpected(Errc::limit_exceeded, describe(DecodeReason::too_many_bytes));
    }
    const SteadyTime deadline = std::chrono::steady_clock::now() + most_time;
    Expected<Descriptor> file = memory_file(input);
    if (!file) {
        return fail(std::move(file));
    }
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        return system_failure("a pipe from the decoder");
    }
    Descriptor from_child(ends[0]);
    Descriptor to_us(ends[1]);
    const Expected<pid_t> pid = SpawnSettings(file->get(), to_us.get()).spawn(program);
    if (!pid) {
        return Unexpected(pid.error());
    }
    Child child(*pid);
    to_us.close(); // else the end of its output would never show
    Expected<Pixels> pixels = receive(from_child.get(), deadline);
    from_child.close();
    if (pixels) {
        child.finish(deadline);
    }
    return pixels;
}

} // namespace satpad::core::image
