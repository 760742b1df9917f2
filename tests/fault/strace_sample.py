#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample of system calls fails, or kills, under a sender and under a receiver: one clear line and an exit code of the
contract, no crash and no hang; then a plain retry delivers. SATPAD_KILLS=full takes every call, error and number below.
"""
import os
import random
import signal
import sys

from pair import SEED, run_cases, sites, want, was_killed

FULL = os.environ.get("SATPAD_KILLS") == "full"
SAMPLE = 20  # for each side
FILES = ("EIO", "ENOSPC", "EMFILE", "EACCES")
# call → the errors it is made to give; each also kills.
CALLS = {
    "openat": FILES,
    "pwrite64": ("EIO", "ENOSPC", "EINTR"),
    "pread64": ("EIO", "EINTR"),
    "ftruncate": ("EIO", "ENOSPC", "EINTR"),
    "newfstatat": ("EIO", "ENOMEM"),
    "fcntl": ("EIO", "ENOLCK", "EINTR"),
    "mmap": ("ENOMEM",),
    "mlock": ("ENOMEM", "EPERM"),
    "madvise": ("EINVAL", "ENOMEM"),
    "getrandom": ("EINTR",),  # without randomness libsodium ends the process
    "unlink": ("EIO", "EACCES"),
    "rename": ("EIO", "ENOSPC"),
    "fsync": ("EIO",),
    "fdatasync": ("EIO", "ENOSPC"),
    "socket": ("EMFILE", "ENOBUFS"),
    "connect": ("ECONNREFUSED", "ENETUNREACH"),
    "accept4": ("EMFILE", "ECONNABORTED"),
    "accept": ("EMFILE", "ECONNABORTED"),
    "sendmsg": ("ECONNRESET", "EPIPE", "EINTR"),
    "recvmsg": ("ECONNRESET", "EINTR"),
    "epoll_wait": ("EINTR",),
    "epoll_ctl": ("ENOMEM",),
    "eventfd2": ("EMFILE",),
    "timerfd_create": ("EMFILE",),
    "clone3": ("EAGAIN",),
    "getdents64": ("EIO",),
    "write": ("EIO", "EPIPE"),
}
NUMBERS = (1, 2, 3, 5, 8, 13, 21, 34, 55)


def sample(side):
    every = [(call, f"error={error}", when) for call, errors in CALLS.items() for error in errors for when in NUMBERS]
    every += [(call, "signal=KILL", when) for call in CALLS for when in NUMBERS]
    return every if FULL else random.Random(f"{SEED} {side}").sample(every, SAMPLE)


def injected(call, what, when, log):
    return ["strace", "-f", "-qq", "-o", log, "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={when}"]


def before_it_starts(log, call):
    """Whether the call failed before `main`, where the loader speaks for itself."""
    return "(INJECTED)" in "\n".join(log.read_text(errors="replace").splitlines()[:60]) and call in ("openat", "mmap", "newfstatat", "pread64")


def judge_end(what, status, said, log):
    if status in range(0, 10):
        lines = [line for line in said.splitlines() if line.strip() and not line.startswith("satpad: note: ")]
        want(status in (0, 6) or lines, f"{what}: exit {status} without a word")
        # What the C++ library throws when it gets no memory and no thread ends there; nothing else does.
        want(status != 1 or what.split()[0] in ("clone3", "mmap"), f"{what}: {said}")
        return "failed" if status else "went through"
    if was_killed(status) and "signal=KILL" in what:
        return "killed"
    loader = status == 127 or (status in (-signal.SIGABRT, -signal.SIGSEGV) and before_it_starts(log, what.split()[0]))
    want(loader, f"{what}: exit {status}: {said[-300:]}")
    return "never started"


def counted(ends):
    return ", ".join(f"{ends.count(end)} {end}" for end in sorted(set(ends)))


def under_the_sender(two):
    ends, log = [], two.root / "injected"
    with two.receiving():
        for call, how, when in sample("sender"):
            log.write_text("")
            picture, what = two.picture(), f"{call} {how} {when}"
            done = two.a.run("send", picture, "--to", two.b.name, "--exact", "--wait", "3", code=None, prefix=injected(call, how, when, log), timeout=60)
            ends.append(judge_end(what, done.returncode, done.stderr, log))
            two.look_into_outbox()
            try:
                two.deliver_rest([picture])
            except sites.Broken as error:
                raise sites.Broken(f"{what}: then: {error}") from None
    return counted(ends)


def under_the_receiver(two):
    ends, log = [], two.root / "injected"
    for call, how, when in sample("receiver"):
        log.write_text("")
        picture, what = two.picture(), f"{call} {how} {when}"
        try:
            receiver = sites.Receiving(two.b, prefix=injected(call, how, when, log))
        except sites.Broken as error:
            ends.append("did not listen")
            want("satpad:" in str(error) or "loader" in str(error) or "rror while loading" in str(error) or "signal=KILL" in what, f"{what}: {error}")
        else:
            if receiver.port is not None:
                two.middle.target = receiver.port
                sender = two.send(picture, code=None, wait=2)
                want(sender.returncode in (0, 4, 6, 8), f"{what}: the sender ended with {sender.returncode}: {sender.stderr}")
            with_end = receiver.process.poll()
            receiver.stop()
            status = receiver.process.returncode if with_end is None else with_end
            ends.append(judge_end(what, status, "\n".join(receiver.said), log))
        two.middle.settle()
        two.look_into_outbox()
        try:
            two.settle([picture])
        except sites.Broken as error:
            raise sites.Broken(f"{what}: then: {error}") from None
    return counted(ends)


if __name__ == "__main__":
    sys.exit(run_cases([under_the_sender, under_the_receiver], pad_bytes=(64 if FULL else 2) << 20))
