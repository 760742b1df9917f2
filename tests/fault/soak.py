#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many senders to one receiver over links that are cut at random, the receiver killed again and again.

Usage: soak.py [--senders N] [--messages N] [--kills N] [--cut PERCENT] [--seed N]
The defaults are the short form of `make test`; `make test-soak` runs 50 senders, 1,000 messages, 20 kills.
Each message arrives exactly once, all ledgers verify and agree, and the receiver's memory and descriptors stay bounded.
"""
import argparse
import collections
import os
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import sites  # noqa: E402
from cutting_proxy import CuttingProxy  # noqa: E402
from sites import Broken, digest  # noqa: E402

PATIENCE = 900  # seconds until every message must have arrived


class Watch:
    """The most memory and descriptors that any life of the receiver had."""

    def __init__(self):
        self.memory_kib = self.descriptors = 0

    def look(self, pid):
        try:
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
            self.memory_kib = max(self.memory_kib, int(status.split("VmHWM:")[1].split()[0]))
            self.descriptors = max(self.descriptors, len(os.listdir(f"/proc/{pid}/fd")))
        except (OSError, IndexError):
            pass  # just killed


def make_senders(root, receiver, port, options, picker):
    """Sites with pads and pictures, and the digests that must arrive."""
    senders, wanted = [], collections.Counter()
    for number in range(options.senders):
        site = sites.Site(root, f"station-{number:02}")
        site.run("peer", "add", receiver.card, "--address", f"127.0.0.1:{port}")
        receiver.run("peer", "add", site.card)
        courier = root / f"{site.name}.courier"
        site.run("keys", "courier", "--peer", receiver.name, "--bytes", "256KiB", "--send-share", "0.9", "-o", courier)
        receiver.run("keys", "import", courier)
        courier.unlink()
        pictures = []
        for index in range(options.messages // options.senders):
            picture = root / f"{site.name}-{index}.bin"
            picture.write_bytes(picker.randbytes(picker.randrange(500, 6000)))
            wanted[digest(picture)] += 1
            pictures.append(picture)
        senders.append((site, pictures))
    return senders, wanted


def keep_sending(receiver, started, failures):
    """One thread a sender: all its pictures in one queue, and again until nothing waits."""

    def deliver(site, pictures):
        try:
            site.run("send", *pictures, "--to", receiver.name, "--exact", "--wait", "5", code=None, timeout=PATIENCE)
            while site.unsettled():
                if time.monotonic() - started > PATIENCE:
                    raise Broken(f"{site.name} still waits for {len(site.unsettled())} answers")
                site.run("outbox", "retry", "--wait", "20", code=None, timeout=PATIENCE)
        except (Broken, AssertionError) as error:
            failures.append(str(error))

    return deliver


def soak(root, options):
    picker = random.Random(options.seed)
    cutter = random.Random(options.seed)
    # Port 9 until the receiver listens: nobody dials before.
    cuts = CuttingProxy(9, lambda _: cutter.randrange(100, 20_000) if cutter.randrange(100) < options.cut else None)
    receiver = sites.Site(root, "hub")
    senders, wanted = make_senders(root, receiver, cuts.port, options, picker)
    failures, watch, started = [], Watch(), time.monotonic()
    deliver = keep_sending(receiver, started, failures)
    listening = sites.Receiving(receiver)
    cuts.target_port = listening.port
    threads = [threading.Thread(target=deliver, args=sender) for sender in senders]
    for thread in threads:
        thread.start()
    total, kills = sum(wanted.values()), 0
    inbox = receiver.home / "inbox"
    while any(thread.is_alive() for thread in threads):
        watch.look(listening.process.pid)
        arrived = len(os.listdir(inbox))
        # Kills are spread over the work: the k-th comes when its share of the pictures is there.
        if kills < options.kills and arrived * (options.kills + 1) >= total * (kills + 1):
            listening.kill()
            kills += 1
            listening = sites.Receiving(receiver)
            cuts.target_port = listening.port
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    watch.look(listening.process.pid)
    listening.stop()
    took = time.monotonic() - started
    if failures:
        raise Broken("; ".join(failures[:3]))
    judge(root, receiver, senders, wanted)
    if kills != options.kills:
        raise Broken(f"only {kills} kills found a moment")
    # A session costs one descriptor and some tens of KiB; the rest is the program itself.
    most = 64 + 4 * options.senders
    if watch.descriptors > most:
        raise Broken(f"the receiver had {watch.descriptors} descriptors, more than {most}")
    if watch.memory_kib > 200 * 1024:
        raise Broken(f"the receiver had {watch.memory_kib} KiB")
    print(
        f"{total} messages from {options.senders} senders, {cuts.made} connections, {cuts.cut} cut, receiver killed {kills} times: "
        f"each arrived once, ledgers agree; {took:.0f} s, receiver at most {watch.memory_kib // 1024} MiB and {watch.descriptors} descriptors"
    )


def judge(root, receiver, senders, wanted):
    arrived = collections.Counter(digest(path) for path in (receiver.home / "inbox").iterdir())
    if arrived != wanted:
        raise Broken(f"{len(list((wanted - arrived).elements()))} are missing, {len(list((arrived - wanted).elements()))} too many")
    receiver.verify()
    for site, _ in senders:
        site.verify()
        exported = root / f"{site.name}.ledger"
        site.run("ledger", "export", "-o", exported)
        answer = receiver.json("ledger", "compare", exported)
        if not answer["ok"]:
            raise Broken(f"{site.name}: the ledgers differ: {answer}")


def main():
    sites.needs_program()
    parser = argparse.ArgumentParser()
    parser.add_argument("--senders", type=int, default=6)
    parser.add_argument("--messages", type=int, default=60)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--cut", type=int, default=5, help="percent of the connections")
    parser.add_argument("--seed", type=int, default=20261125)
    options = parser.parse_args()
    print(f"seed {options.seed}")
    with sites.temporary_root() as root:
        try:
            soak(root, options)
        except Broken as error:
            print(f"BROKEN soak: {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
