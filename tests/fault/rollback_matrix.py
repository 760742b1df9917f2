#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every part of a home, of either site or of both, comes back from a backup; then a picture is sent or sealed.

Each cell prints its verdict; the table it makes must be the one in docs/security.md, "Rollback matrix". The wire tap
judges every cell: a page leaves twice in the cells named in HOLES and in no other, whatever the table says.
`SATPAD_MATRIX=full` does all cells, else a few of each kind. An argument does the cells whose name holds it;
`--print` prints the table instead of comparing it.
"""
import os
import pathlib
import re
import subprocess
import sys

from pair import Pair, copy_home, sites, want
from processes import clone_of
from restored import Backup
from sites import Broken

LEDGER = ("ledger.db", "ledger.db-wal", "ledger.db-shm")
PARTS = {
    "ledger with its -wal": LEDGER,
    "ledger without its -wal": LEDGER,
    "pads": ("pads",),
    "outbox": ("outbox",),
    "inbox": ("inbox",),
    "whole home": None,
    "whole home, same inodes": None,
}
WHO = ("sender", "receiver", "both")
PEER = ("reachable", "away")
# docs/security.md, "Known holes": the only cells in which a page may leave twice.
HOLES = {
    *((part, "both", peer, what) for part in ("whole home", "whole home, same inodes") for peer in PEER for what in ("send", "seal")),
    *(("whole home, same inodes", "sender", peer, "seal") for peer in PEER),
}
SHORT = [
    ("ledger with its -wal", "sender", "reachable", "send"),
    ("ledger without its -wal", "sender", "away", "seal"),
    ("pads", "both", "away", "send"),
    ("whole home", "sender", "away", "send"),
    ("whole home", "receiver", "reachable", "send"),
    ("whole home", "both", "reachable", "send"),
    ("whole home, same inodes", "sender", "reachable", "send"),
    ("whole home, same inodes", "sender", "away", "seal"),
]


def history(two):
    """A picture that arrived, one that waits, backups of both sites with commits in their -wal; then the rest arrives."""
    receiver = sites.Receiving(two.b)
    two.middle.target = receiver.port
    two.send(two.picture())
    receiver.kill()
    waiting = two.a.start("send", two.picture(), "--to", two.b.name, "--exact", "--wait", "60")
    sites.wait_for(lambda: [m for m in two.a.unsettled() if m["state"] == "sealed"], "the waiting message", 60)
    waiting.kill()
    waiting.communicate()
    for site in (two.a, two.b):
        wal = site.home / "ledger.db-wal"
        want(wal.exists() and wal.stat().st_size > 8192, f"{site.name} has no -wal to lose")
    backups = Backup(two, two.a), Backup(two, two.b)
    with two.receiving():
        two.send(two.picture())
        two.a.run("outbox", "retry", "--wait", 20, code=None)
    two.middle.settle()
    return backups


def bring_back(backups, part, who):
    for backup, name in zip(backups, ("sender", "receiver")):
        if who not in (name, "both"):
            continue
        if part == "whole home":
            backup.restore_all()
        elif part == "whole home, same inodes":
            backup.restore_unnoticed()
        else:
            backup.restore(*PARTS[part])
        if part == "ledger without its -wal":
            for name in LEDGER[1:]:
                (backup.site.home / name).unlink(missing_ok=True)


def left_twice(two):
    two.middle.settle()
    return bool(two.tap.faults)


def advance(two, told):
    """As the refusal says, else past what the peer holds."""
    words = re.search(r"keys advance --pad (\w+) --to (\d+)", told)
    if words:
        return two.a.run("keys", "advance", "--pad", words[1], "--to", words[2], code=None).returncode
    pad, theirs = two.a.pad(two.b, "send"), two.b.pad(two.a, "receive")
    target = max(pad["mark"], theirs["pages"] - theirs["free"]) + 1
    return two.a.run("keys", "advance", "--pad", pad["id"], "--to", target, code=None).returncode


def send_and_see(two, peer, site=None):
    """(exit status of the last word about one more picture, whether it arrived)."""
    site, picture = site or two.a, two.picture()
    if peer == "away":
        result = two.send(picture, site=site, code=None, wait=0)
        if result.returncode == 6:  # sealed, it waits; the peer comes back
            with two.receiving():
                result = site.run("outbox", "retry", "--wait", 20, code=None)
    else:
        with two.receiving():
            result = two.send(picture, site=site, code=None, wait=10)
    two.middle.settle()
    two.told, status = result.stderr, result.returncode
    times = two.arrived(picture)
    want(times <= 1, "a picture arrived twice")
    return status, times == 1


def forward(two):
    """How many advances it takes until a picture gets through: in words."""
    for tries in range(4):
        if send_and_see(two, "reachable")[1]:
            return "delivers" if tries == 0 else "delivers after advance"
        advance(two, two.told)
    return "no way forward"


def verdict_of_send(two, peer):
    status, arrived = send_and_see(two, peer)
    hole = left_twice(two)
    if arrived:
        words = "delivers" if status == 0 else f"delivers, exit {status}"
        return "known hole: delivers on pages that left before" if hole else words
    want(not hole, "refused, but a page left twice")
    return f"refused, exit {status}; {forward(two)}"


def seal_file(two, site=None):
    site, out = site or two.a, two.root / f"file-{next(two._names)}.satpad"
    status = site.run("seal", two.picture(), "--to", two.b.name, "--exact", "-o", out, code=None).returncode
    want(out.exists() == (status == 0), "exit status and file disagree")
    if status == 0:
        two.tap.see_message_file(out.read_bytes(), out.name)
    return status, out


def open_file(two, path):
    saved = two.root / f"saved-{next(two._names)}"
    saved.mkdir()
    return two.b.run("open", path, "-o", saved, code=None).returncode


def verdict_of_seal(two, peer):
    receiving = sites.Receiving(two.b) if peer == "reachable" else None
    status, path = seal_file(two)
    if receiving:
        receiving.stop()
    if status == 0:
        opened = open_file(two, path)
        words = "opens" if opened == 0 else f"open refuses it, exit {opened}"
        return f"known hole: leaves on pages that left before; {words}" if left_twice(two) else f"leaves; {words}"
    way = forward(two)
    if left_twice(two):
        return f"refused, exit {status}; then known hole: {way} on pages that left before"
    again, _ = seal_file(two)
    return f"refused, exit {status}; {way}, then {'seals' if again == 0 else f'exit {again}'}"


def cell(two, part, who, peer, what):
    bring_back(history(two), part, who)
    return verdict_of_send(two, peer) if what == "send" else verdict_of_seal(two, peer)


# Two living copies of one home.


def said(ends):
    return ", ".join("delivers" if arrived else f"refused, exit {status}" for status, arrived in ends)


def clones_send(order):
    def run(two):
        with two.receiving():
            two.send(two.picture())
        both = {"original": two.a, "clone": clone_of(two)}
        return said([send_and_see(two, "reachable", both[name]) for name in order])

    return run


def clones_seal_then_retry(order):
    def run(two):
        with two.receiving():
            two.send(two.picture())
        both = {"original": two.a, "clone": clone_of(two)}
        pictures = {name: two.picture() for name in both}
        for name, site in both.items():
            two.send(pictures[name], site=site, code=6, wait=0)
        ends = []
        for name in order:
            with two.receiving():
                status = both[name].run("outbox", "retry", "--wait", 20, code=None).returncode
            two.middle.settle()
            ends.append((status, two.arrived(pictures[name]) == 1))
        return said(ends)

    return run


def clones_at_once(two):
    with two.receiving():
        two.send(two.picture())
        both, pictures = (two.a, clone_of(two)), (two.picture(), two.picture())
        senders = [site.start("send", picture, "--to", two.b.name, "--exact", "--wait", "10") for site, picture in zip(both, pictures)]
        ends = []
        for sender in senders:
            sender.communicate(timeout=90)
            ends.append(sender.returncode)
    two.middle.settle()
    arrived = [two.arrived(picture) for picture in pictures]
    want(sum(arrived) == 1, f"arrived {arrived}, exit {ends}")
    return f"one delivers, the other is refused, exit {ends[arrived.index(0)]}"


def clones_seal_files(order):
    def run(two):
        with two.receiving():
            two.send(two.picture())
        both = {"original": two.a, "clone": clone_of(two)}
        words = []
        for name in order:
            status, path = seal_file(two, both[name])
            words.append("leaves" if status == 0 else f"refused, exit {status}")
            if status == 0:
                want(open_file(two, path) == 0, "the file does not open")
        return ", ".join(words)

    return run


def receiver_clones(order):
    """Pictures go to one copy of the receiver, then to the other."""

    def run(two):
        with two.receiving():
            two.send(two.picture())
        original, clone = two.b, object.__new__(sites.Site)
        clone.__dict__.update(two.b.__dict__)
        clone.home = two.root / "receiver-clone"
        copy_home(two.b.home, clone.home)
        state = two.root / "receiver-clone.state"
        copy_home(pathlib.Path(two.b.environment["XDG_STATE_HOME"]), state)
        clone.environment = {**two.b.environment, "XDG_STATE_HOME": str(state)}
        ends = []
        for name in order:
            two.b, two._inbox = {"original": original, "clone": clone}[name], {}
            ends.append(send_and_see(two, "reachable"))
        two.b = original
        return said(ends)

    return run


def clone_cells():
    orders = {"original, clone": ("original", "clone"), "clone, original": ("clone", "original"), "in turn": ("original", "clone", "original", "clone")}
    cells = {}
    for words, order in orders.items():
        cells["clones of the sender", words, "reachable", "send"] = clones_send(order)
        cells["clones of the receiver", words, "reachable", "send"] = receiver_clones(order)
    for words in ("original, clone", "clone, original"):
        cells["clones of the sender", words, "away, then back", "send"] = clones_seal_then_retry(orders[words])
        cells["clones of the sender", words, "away", "seal"] = clones_seal_files(orders[words])
    cells["clones of the sender", "at once", "reachable", "send"] = clones_at_once
    return cells


# The table.


def all_cells():
    cells = {}
    for part in PARTS:
        for who in WHO:
            for peer in PEER:
                for what in ("send", "seal"):
                    cells[part, who, peer, what] = lambda two, key=(part, who, peer, what): cell(two, *key)
    return {**cells, **clone_cells()}


def run_cell(key, action):
    with sites.temporary_root() as root:
        two = Pair(root, pad_bytes=1 << 18)
        try:
            words = action(two)
            two.middle.settle()
            two.look_into_outbox()
            hole = bool(two.tap.faults)
            for fault in two.tap.faults:
                want("serves" in fault or "two ciphertexts" in fault, fault)
            want(not hole or key in HOLES, f"a page left twice where no hole is known: {'; '.join(two.tap.faults[:1])}")
            want(hole == ("known hole" in words), f"{words}, but the tap says otherwise")
            want(two.tap.observed > 0, "the tap saw nothing")
            two.a.verify(), two.b.verify()
            return words
        finally:
            two.close()


def documented():
    """{cell: verdict} of the table in docs/security.md."""
    text = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "security.md").read_text()
    table = {}
    for line in text.split("### Rollback matrix", 1)[-1].splitlines():
        words = [word.strip() for word in line.strip().strip("|").split("|")]
        if line.startswith("#"):
            break
        if line.startswith("|") and len(words) == 5 and words[0] != "restored" and not words[0].startswith("-"):
            for what, verdict in (("send", words[3]), ("seal", words[4])):
                if verdict != "-":
                    table[tuple(words[:3]) + (what,)] = verdict
    return table


def print_table(verdicts):
    print("| restored | whose | peer | send | seal |\n|---|---|---|---|---|")
    for row in dict.fromkeys(key[:3] for key in verdicts):
        print("|", " | ".join([*row, *(verdicts.get((*row, what), "-") for what in ("send", "seal"))]), "|")


def main():
    sites.needs_program()
    os.umask(0o077)
    words = [word for word in sys.argv[1:] if word != "--print"]
    cells = all_cells()
    if os.environ.get("SATPAD_MATRIX") != "full" and not words:
        short = {key: cells[key] for key in SHORT}
        chosen = {**short, **dict(list(clone_cells().items())[:1])}
    else:
        chosen = {key: action for key, action in cells.items() if all(word in " / ".join(key) for word in words)}
    told, verdicts, broken = documented(), {}, 0
    if "--print" not in sys.argv and set(told) != set(cells):
        print(f"BROKEN the table in docs/security.md has other cells: {sorted(set(told) ^ set(cells))[:4]}")
        broken += 1
    for key, action in chosen.items():
        try:
            verdicts[key] = run_cell(key, action)
            same = "--print" in sys.argv or told.get(key) == verdicts[key]
            broken += not same
            print(f"{'ok    ' if same else 'BROKEN'} {' / '.join(key)}: {verdicts[key]}" + ("" if same else f"; the table says: {told.get(key)}"), flush=True)
        except (Broken, AssertionError, LookupError, OSError, subprocess.SubprocessError) as error:
            broken += 1
            print(f"BROKEN {' / '.join(key)}: {type(error).__name__}: {error}", flush=True)
    if "--print" in sys.argv:
        print_table(verdicts)
    print(f"{len(chosen)} of {len(cells)} cells, {broken} broken")
    return min(broken, 100)


if __name__ == "__main__":
    sys.exit(main())
