#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Older copies of parts of a home come back: the sender's, the receiver's, noticed or not."""
import os
import pathlib
import shutil
import sys

from pair import copy_home, digest, killing, run_cases, want, with_copies


class Backup:
    """A copy of a home taken now, brought back later."""

    def __init__(self, two, site):
        self.site, self.state = site, pathlib.Path(site.environment["XDG_STATE_HOME"])
        self.folder = two.root / f"backup of {site.name}"
        copy_home(site.home, self.folder)
        self.state_copy = two.root / f"backup of {site.name}'s state"
        copy_home(self.state, self.state_copy)

    def restore(self, *names):
        """Replaces files or folders by the older ones, as new inodes; a name that the backup lacks goes."""
        for name in names:
            now, old = self.site.home / name, self.folder / name
            if now.is_dir():
                shutil.rmtree(now)
            elif now.exists():
                now.unlink()
            if old.is_dir():
                shutil.copytree(old, now)
            elif old.exists():
                shutil.copy2(old, now)

    def restore_all(self):
        shutil.rmtree(self.site.home)
        copy_home(self.folder, self.site.home)

    def restore_unnoticed(self):
        """As a virtual machine's snapshot does: the same inodes, the older bytes, outside the home too."""
        for now, old in ((self.site.home, self.folder), (self.state, self.state_copy)):
            for path in sorted(now.rglob("*"), reverse=True):
                older = old / path.relative_to(now)
                if path.is_file() and not older.exists():
                    path.unlink()
                elif path.is_file():
                    with path.open("r+b") as file:
                        file.write(older.read_bytes())
                        file.truncate()
            for path in old.rglob("*"):
                if path.is_file() and not (now / path.relative_to(old)).exists():
                    shutil.copy2(path, now / path.relative_to(old))


LEDGER = ("ledger.db", "ledger.db-wal", "ledger.db-shm")


def older_sender(two):
    """A backup of the sender, then a picture that the backup does not know."""
    with two.receiving():
        two.send(two.picture())
        backup = Backup(two, two.a)
        two.send(two.picture())
    return backup


def try_to_send(two, allowed):
    """One more picture; its exit status must be one of `allowed`, and it arrives exactly when that is 0."""
    picture = two.picture()
    with two.receiving():
        result = two.send(picture, code=None, wait=5)
        want(result.returncode in allowed, f"exit {result.returncode}, wanted one of {allowed}: {result.stderr.strip()[-300:]}")
        want((digest(picture) in two.b.inbox_digests()) == (result.returncode == 0), "exit status and inbox disagree")
    two.middle.settle()
    return result.returncode


def go_on(two):
    """The offered way forward, `keys advance`, until a picture gets through."""
    for _ in range(3):
        pad = two.a.pad(two.b, "send")
        theirs = two.b.pad(two.a, "receive")
        target = max(pad["mark"], theirs["pages"] - theirs["free"]) + 1
        two.a.run("keys", "advance", "--pad", pad["id"], "--to", target, code=None)
        if try_to_send(two, (0, 5)) == 0:
            return
    want(False, "no way forward")


@with_copies
def ledger_with_its_wal(two):
    """The pads know better: their pages are erased."""
    backup = older_sender(two)
    backup.restore(*LEDGER)
    status = try_to_send(two, (5, 8))
    want(not two.tap.held, "a page was sealed twice although it had been erased")
    return f"exit {status}"


@with_copies
def ledger_while_the_peer_is_away(two):
    """Nobody can be asked, so the pads alone must stop it: nothing is sealed on pages that were used."""
    older_sender(two).restore(*LEDGER)
    status = two.send(two.picture(), code=None, wait=0).returncode
    two.look_into_outbox()
    want(not two.tap.held, "a page was sealed twice although it had been erased")
    want(status in (5, 8), f"exit {status}")
    return f"exit {status}"


@with_copies
def ledger_without_its_wal(two):
    """A lost -wal is a silent rollback for SQLite, not for the pads."""
    with two.receiving():
        two.send(two.picture())
        spent = two.a.verify()
        # Killed behind T7's commit: nobody moved the -wal into the database.
        two.send(two.picture(), code=None, prefix=killing("unlink", 1))
    wal = two.a.home / "ledger.db-wal"
    want(wal.exists() and wal.stat().st_size > 0, "there is no -wal to lose")
    for name in LEDGER[1:]:
        (two.a.home / name).unlink(missing_ok=True)
    status = try_to_send(two, (5, 8))
    want(not two.tap.held, "a page was sealed twice although it had been erased")
    want(two.a.verify() == spent, "the ledger had not fallen back: the case shows nothing")
    return f"exit {status}"


@with_copies
def pads(two):
    """The ledger knows better: its mark is past the pages that open again."""
    backup = older_sender(two)
    backup.restore("pads")
    status = try_to_send(two, (0, 5, 8))
    want(not two.tap.held, "a page was sealed twice")
    return f"exit {status}"


@with_copies
def outbox(two):
    """An entry comes back whose message was verified long ago: it is swept, nothing leaves again."""
    with two.receiving():
        two.send(two.picture())
    waiting = two.picture()
    two.send(waiting, code=6, wait=0)
    backup = Backup(two, two.a)
    two.settle([waiting])
    backup.restore("outbox")
    two.settle([waiting])
    want(try_to_send(two, (0,)) == 0, "the home does not send any more")
    want(not two.tap.held, "a page was sealed twice")


@with_copies
def whole_home(two):
    """The record stops it before a byte leaves; `keys advance` leads on."""
    older_sender(two).restore_all()
    status = try_to_send(two, (5,))
    go_on(two)
    return f"exit {status}, then on"


@with_copies
def whole_home_unnoticed(two):
    """No inode, birth time or count tells: the peer's record alone stops it."""
    backup = older_sender(two)
    backup.restore_unnoticed()
    before = len(two.a.json("ledger", "show", "--limit", 1000)["events"])
    status = try_to_send(two, (5,))
    kinds = [(event["kind"], event["note"]) for event in two.a.json("ledger", "show", "--after", before)["events"]]
    want([kind for kind, _ in kinds][:2] == ["reserved", "sealed"] and ("suspended", "used") in kinds, f"not the record: {kinds}")
    go_on(two)
    return f"exit {status}, then on"


@with_copies
def whole_home_seals_no_file(two):
    """A suspect home writes no message file until the peer has recorded."""
    older_sender(two).restore_all()
    out = two.root / "photo.satpad"
    two.a.run("seal", two.picture(), "--to", two.b.name, "--exact", "-o", out, code=5)
    want(not out.exists(), "a file was written")
    go_on(two)
    two.a.run("seal", two.picture(), "--to", two.b.name, "--exact", "-o", out)
    two.tap.see_message_file(out.read_bytes(), "sealed file")
    saved = two.root / "saved"
    saved.mkdir()
    two.b.run("open", out, "-o", saved)


@with_copies
def receiver_whole_home(two):
    """A restored receiver forgets what it accepted. That is harmless to secrecy: nothing is answered two ways."""
    with two.receiving():
        two.send(two.picture())
    backup = Backup(two, two.b)
    with two.receiving():
        two.send(two.picture())
    backup.restore_all()
    status = try_to_send(two, (0, 5, 6))
    return f"exit {status}"


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(
        run_cases(
            [
                ledger_with_its_wal,
                ledger_while_the_peer_is_away,
                ledger_without_its_wal,
                pads,
                outbox,
                whole_home,
                whole_home_unnoticed,
                whole_home_seals_no_file,
                receiver_whole_home,
            ]
        )
    )
