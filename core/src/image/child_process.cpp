// SPDX-License-Identifier: GPL-3.0-or-later
#include "child_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace satpad::core::image {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds k_between_questions{100};

Unexpected system_failure(const char* what)
{
    return Unexpected(std::error_code(errno, std::generic_category()), what);
}

/// Waits until `fd` can be read; false when the deadline passed.
Expected<bool> wait_readable(int fd, const Patience& patience)
{
    for (;;) {
        const auto left =
            std::chrono::ceil<milliseconds>(patience.until - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            return false;
        }
        milliseconds nap = left;
        if (patience.still_wanted) {
            if (auto wanted = patience.still_wanted(); !wanted) {
                return fail(std::move(wanted));
            }
            nap = std::min(nap, k_between_questions);
        }
        pollfd entry{fd, POLLIN, 0};
        const int ready = poll(&entry, 1, static_cast<int>(nap.count()));
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
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

    [[nodiscard]] Expected<pid_t> spawn(
        const std::filesystem::path& program, std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), "satpad-decode");
        std::vector<char*> pointers;
        pointers.reserve(arguments.size() + 1);
        for (std::string& argument : arguments) {
            pointers.push_back(argument.data());
        }
        pointers.push_back(nullptr);
        std::array<char*, 1> environment{nullptr};
        pid_t pid = -1;
        const int code = m_ready ? posix_spawn(&pid,
                                       program.c_str(),
                                       &m_actions,
                                       &m_attributes,
                                       pointers.data(),
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

} // namespace

Descriptor::Descriptor(int fd)
    : m_fd(fd)
{
    if (m_fd >= 0 && m_fd <= STDERR_FILENO) {
        m_fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        ::close(fd);
    }
}

void Descriptor::close() noexcept
{
    if (m_fd >= 0) {
        ::close(std::exchange(m_fd, -1));
    }
}

ChildProcess::ChildProcess(pid_t pid, Descriptor output)
    : m_pid(pid)
    , m_end(static_cast<int>(
          syscall(SYS_pidfd_open, pid, 0))) // glibc 2.36's own is not usable from C++
    , m_output(std::move(output))
{}

Expected<ChildProcess> ChildProcess::start(
    const std::filesystem::path& program, const std::vector<std::string>& arguments, ByteView input)
{
    Expected<Descriptor> file = memory_file(input);
    if (!file) {
        return fail(std::move(file));
    }
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        return system_failure("a pipe from the decoder");
    }
    Descriptor from_child(ends[0]);
    const Descriptor to_us(ends[1]); // goes with this scope, else the end would never show
    const Expected<pid_t> pid = SpawnSettings(file->get(), to_us.get()).spawn(program, arguments);
    if (!pid) {
        return Unexpected(pid.error());
    }
    return ChildProcess(*pid, std::move(from_child));
}

Expected<ReadEnd> ChildProcess::read_exactly(MutableByteView out, const Patience& patience)
{
    for (std::size_t at = 0; at < out.size();) {
        const Expected<bool> ready = wait_readable(m_output.get(), patience);
        if (!ready) {
            return Unexpected(ready.error());
        }
        if (!*ready) {
            return ReadEnd::too_slow;
        }
        const ssize_t got = read(m_output.get(), out.data() + at, out.size() - at);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return ReadEnd::ended;
        }
        at += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    return ReadEnd::filled;
}

void ChildProcess::finish(const Patience& patience) noexcept
{
    m_output.close();
    if (m_end.is_open()) {
        (void)wait_readable(m_end.get(), Patience{patience.until, {}});
    }
    reap();
}

void ChildProcess::reap() noexcept
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

} // namespace satpad::core::image
