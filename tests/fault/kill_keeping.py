#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps a home is killed at each of its durable calls: key made, taken, advanced and closed, messages cancelled and
carried by hand, the site moved, the passphrase set and removed. Then the way forward is killed too, one step later each
time, until it gets through.

Five calls of each are drawn here, and one on the way forward, its first until one came (kill_points.py); with
SATPAD_KILLS=full it is each of them, each with all four kinds of deaths behind it.
"""
import itertools
import os
import random
import subprocess
import sys

from kill_points import FULL, KILL_SEED, kill_at_points
from pair import DURABLE, killing, run_cases, sites, want, was_killed

PASSPHRASE = "correct horse"
MOST = 5
MOST_AGAIN = 5
MOST_FORWARD = 6  # of the one drawn call of the way forward, whichever kind it is of


def kill_each(two, what, begin, most=MOST):
    """`begin()` makes ready and returns (the command, the way forward, the check): the first two take a prefix and return an
    exit status, the way forward judges its own when it was not killed. `most`: drawn in the short form, fewer where a case is
    slow. Returns what was done, in words.
    """
    dice, behind = random.Random(f"{KILL_SEED} behind {what}"), 0

    def attempt(prefix, where):
        nonlocal behind
        for following in DURABLE if FULL else [",".join(DURABLE)]:
            command, forward, check = begin()
            status = command(prefix)
            want(was_killed(status) or status == 0, f"{where}: not killed, but exit {status}")
            points = itertools.count(1) if FULL else [dice.randint(1, MOST_FORWARD) if behind else 1, 0]
            behind += kill_the_way_forward(forward, following, points, where)
            check()
            if FULL:
                for site in (two.a, two.b):
                    is_wrapped(site) or site.verify()
            if not was_killed(status):
                return False
        return True

    said = kill_at_points(what, attempt, most, least=1)
    # Drawn points may all lie where the way forward has nothing left to write: then others are drawn.
    for again in range(0 if FULL else MOST_AGAIN):
        if behind:
            break
        said += "; " + kill_at_points(f"{what} ({again + 2}. draw)", attempt, most, least=1)
    want(behind, f"{what}: never killed on the way forward")
    return f"{said}, and {behind} times on the way forward"


def kill_the_way_forward(forward, syscall, points, where):
    """How often it was killed before it got through."""
    for killed, when in enumerate(points):
        try:
            status = forward(killing(syscall, when))
        except sites.Broken as error:
            raise sites.Broken(f"{where}, then before {syscall} {when}: {error}") from None
        if not was_killed(status):
            return killed
        want(when < 100, f"{where}: more than 100 {syscall} calls on the way forward")


def ended(result, *allowed):
    """The exit status of a command that may have been killed and must else be one of these."""
    status = result.returncode
    want(was_killed(status) or status in allowed, f"{' '.join(result.args[-6:])}: exit {status}, wanted {allowed}: {result.stderr.strip()[-300:]}")
    return status


def again(site, *words, allowed=(0,)):
    """The same command as its own way forward."""
    return lambda prefix: ended(site.run(*words, code=None, prefix=prefix), *allowed)


def pads(site):
    return [pad["id"] for peer in site.json("keys", "status")["peers"] for pad in peer["pads"]]


# Key by courier.


def made_forward(two, before, out, words):
    """Makes sure that `out` is there and that the ledger knows its pads; one delivery more than before, never two."""

    def forward(prefix):
        if out.exists():
            return 0
        part = out.with_name(out.name + ".part")
        if len(pads(two.a)) > before:  # committed: the file is complete and gets its name
            return ended(two.a.run("keys", "courier", "--peer", two.b.name, "--again", "-o", out, code=None, prefix=prefix), 0)
        if part.exists():
            refused = two.a.run(*words, code=None)
            want(refused.returncode == 2 and str(part) in refused.stderr, f"{part.name} lies there: exit {refused.returncode}: {refused.stderr}")
            part.unlink()  # its key was never taken into the ledger
        return ended(two.a.run(*words, code=None, prefix=prefix), 0)

    return forward


def courier_words(two, out):
    return ["keys", "courier", "--peer", two.b.name, "--bytes", "2kB", "--send-share", "0.5", "-o", out]


def fresh_courier(two):
    out = two.root / f"courier-{next(two._names)}"
    two.a.run(*courier_words(two, out))
    two.tap.learn(out.read_bytes())
    return out


def shared(two):
    want(pads(two.a) and sorted(pads(two.a)) == sorted(pads(two.b)), "the sites do not share the same pads")


def keys_courier(two):
    def begin():
        out, before = two.root / f"courier-{next(two._names)}", len(pads(two.a))
        words = courier_words(two, out)

        def check():
            want(len(pads(two.a)) == before + 2, f"{len(pads(two.a)) - before} pads more, wanted 2")
            two.a.close_left_over()
            two.tap.learn(out.read_bytes())
            two.b.run("keys", "import", out)
            shared(two)

        return lambda prefix: two.a.run(*words, code=None, prefix=prefix).returncode, made_forward(two, before, out, words), check

    said = kill_each(two, "keys courier", begin)
    two.settle([two.picture()])
    return said


def all_confirmed(two, before):
    """All but the pads that were there before."""
    states = {pad["state"] for peer in two.a.json("keys", "status")["peers"] for pad in peer["pads"] if pad["id"] not in before}
    want(states == {"confirmed"}, f"the pads are {states}")


def keys_import(two):
    def begin():
        before = pads(two.a)
        courier, reply = fresh_courier(two), two.root / f"reply-{next(two._names)}"
        words = ["keys", "import", courier, "-o", reply]

        def forward(prefix):
            # A reply that is there is whole: only the import is asked for again.
            return ended(two.b.run(*(words[:3] if reply.exists() else words), code=None, prefix=prefix), 0)

        def check():
            shared(two)
            want(not two.b.left_over(), "a second import left files over")
            two.a.run("keys", "import", reply)
            all_confirmed(two, before)

        return lambda prefix: two.b.run(*words, code=None, prefix=prefix).returncode, forward, check

    said = kill_each(two, "keys import", begin)
    two.settle([two.picture()])
    return said


def keys_import_of_the_reply(two):
    def begin():
        before = pads(two.a)
        courier, reply = fresh_courier(two), two.root / f"reply-{next(two._names)}"
        two.b.run("keys", "import", courier, "-o", reply)
        words = ["keys", "import", reply]

        def check():
            all_confirmed(two, before)

        return lambda prefix: two.a.run(*words, code=None, prefix=prefix).returncode, again(two.a, *words), check

    said = kill_each(two, "keys import of the reply", begin)
    two.settle([two.picture()])
    return said


# What burns key.


def sending_pads(two):
    return [pad for peer in two.a.json("keys", "status")["peers"] for pad in peer["pads"] if pad["direction"] == "send"]


def keys_advance(two):
    def begin():
        pad = max(sending_pads(two), key=lambda pad: pad["free"])
        words = ["keys", "advance", "--pad", pad["id"], "--to", pad["mark"] + 3]

        def check():
            now = next(each for each in sending_pads(two) if each["id"] == pad["id"])
            want(now["mark"] == pad["mark"] + 3 and now["burnt"] == pad["burnt"] + 3, f"{pad} → {now}")

        return lambda prefix: two.a.run(*words, code=None, prefix=prefix).returncode, again(two.a, *words), check

    said = kill_each(two, "keys advance", begin)
    two.settle([two.picture()])
    return said


def keys_close(two):
    """At the sender; the receiver closes too."""

    def begin():
        two.b.run("keys", "import", fresh_courier(two))
        pad = sending_pads(two)[-1]["id"]
        words = ["keys", "close", "--pad", pad]

        def check():
            want(not (two.a.home / "pads" / f"{pad}.pad").exists(), "the file of a closed pad stays")
            two.b.run(*words)

        return lambda prefix: two.a.run(*words, code=None, prefix=prefix).returncode, again(two.a, *words), check

    said = kill_each(two, "keys close", begin)
    two.settle([two.picture()])
    return said


# Messages.


def waiting_message(two):
    picture = two.picture(2000)
    two.send(picture, code=6, wait=0)
    two.look_into_outbox()
    return picture, two.a.unsettled()[0]["id"]


def outbox_cancel_with_the_peer_away(two):
    """Bytes go at once; the next contact settles."""

    def begin():
        picture, message = waiting_message(two)
        words = ["outbox", "cancel", message]

        def check():
            want(not list((two.a.home / "outbox").glob("*.sealed")), "sealed bytes stay")
            with two.receiving():
                two.a.run("outbox", "retry", "--wait", 60)
            want(not two.a.unsettled(), "the cancel is not settled")
            want(two.arrived(picture) == 0, "a cancelled picture arrived")

        return lambda prefix: two.a.run(*words, code=None, prefix=prefix).returncode, again(two.a, *words), check

    return kill_each(two, "outbox cancel with the peer away", begin, most=3)  # each try to reach the peer takes 3 s


def outbox_cancel_with_the_peer_there(two):
    """Killed while it settles; a retry settles what is left."""
    with two.receiving():

        def begin():
            two.middle.target, port = 1, two.middle.target  # away while it is sealed
            picture, message = waiting_message(two)
            two.middle.target = port

            def check():
                two.a.run("outbox", "retry", "--wait", 60)
                want(not two.a.unsettled(), "the message is not settled")
                # Killed before its first commit, nothing was cancelled and the retry delivered it.
                want(two.arrived(picture) <= 1, "a picture arrived twice")
                want(not list((two.a.home / "outbox").iterdir()), "files stay in the outbox")

            def command(prefix):
                return two.a.run("outbox", "cancel", message, code=None, prefix=prefix).returncode

            return command, again(two.a, "outbox", "retry", "--wait", "60"), check

        return kill_each(two, "outbox cancel with the peer there", begin)


def seal(two):
    """What was sealed but has no file is delivered over a session; else the file is opened."""

    def begin():
        picture, out = two.picture(2000), two.root / f"message-{next(two._names)}"
        words = ["seal", picture, "--to", two.b.name, "--exact", "-o", out]

        def forward(prefix):
            if out.exists():
                return 0
            if two.a.unsettled():  # sealed, perhaps marked as carried: the same bytes go over a session
                return ended(two.a.run("outbox", "retry", "--wait", "60", code=None, prefix=prefix), 0)
            if two.arrived(picture):
                return 0
            out.with_name(out.name + ".part").unlink(missing_ok=True)
            return ended(two.a.run(*words, code=None, prefix=prefix), 0)

        def check():
            two.look_into_outbox()
            if out.exists():
                two.tap.see_message_file(out.read_bytes(), out.name)
                two.b.run("open", out)
                two.a.run("outbox", "retry", "--wait", "60")
            want(two.arrived(picture) == 1, f"{picture.name} arrived {two.arrived(picture)} times")
            want(not two.a.unsettled(), "the outbox is not settled")

        return lambda prefix: two.a.run(*words, code=None, prefix=prefix).returncode, forward, check

    with two.receiving():
        return kill_each(two, "seal", begin)


def sealed_file(two):
    picture, out = two.picture(2000), two.root / f"message-{next(two._names)}"
    two.a.run("seal", picture, "--to", two.b.name, "--exact", "-o", out)
    two.tap.see_message_file(out.read_bytes(), out.name)
    return picture, out


def open_a_file(two):
    """The same command gives the same picture, once, and one answer."""

    def begin():
        picture, out = sealed_file(two)
        folder, reply = two.root / f"folder-{next(two._names)}", two.root / f"answer-{next(two._names)}"
        words = ["open", out, "-o", folder]

        def forward(prefix):
            return ended(two.b.run(*words, *([] if reply.exists() else ["--reply", reply]), code=None, prefix=prefix), 0)

        def check():
            want(two.arrived(picture) == 1, f"arrived {two.arrived(picture)} times")
            want([sites.digest(path) for path in folder.iterdir()] == [sites.digest(picture)], f"{[path.name for path in folder.iterdir()]}")
            two.a.run("open", reply)
            want(not two.a.unsettled(), "the answer did not settle it")

        return lambda prefix: two.b.run(*words, "--reply", reply, code=None, prefix=prefix).returncode, forward, check

    return kill_each(two, "open a file", begin)


def open_an_answer(two):
    def begin():
        _, out = sealed_file(two)
        reply = two.root / f"answer-{next(two._names)}"
        two.b.run("open", out, "--reply", reply)

        def forward(prefix):
            # Settled by the killed command: the answer is old news, exit 2.
            return ended(two.a.run("open", reply, code=None, prefix=prefix), 0 if two.a.unsettled() else 2)

        def check():
            want(not two.a.unsettled(), "the answer did not settle it")
            two.a.run("outbox", "retry")
            want(not list((two.a.home / "outbox").iterdir()), "files stay in the outbox")

        return lambda prefix: two.a.run("open", reply, code=None, prefix=prefix).returncode, forward, check

    return kill_each(two, "open an answer", begin)


# The home.


def moved_to(two, file):
    """The site at its next place, as another computer has it: another state folder too. Not made yet."""
    new = object.__new__(sites.Site)
    number = next(two._names)
    new.name, new.root, new.card, new.home = two.a.name, two.root, two.a.card, two.root / f"home-{number}"
    new.environment = {**two.a.environment, "XDG_STATE_HOME": str(two.root / f"state-{number}")}
    return new


def free_pages(site):
    return {pad: counts["free"] for pad, counts in site.verify().items()}


def home_transfer(two):
    """The pages are usable here, or in the file, never both; then the file is taken over and a picture sent."""
    with two.receiving():

        def begin():
            old, file, before = two.a, two.root / f"transfer-{next(two._names)}", free_pages(two.a)
            words = ["home", "transfer", "-o", file]

            def forward(prefix):
                if old.run("ledger", "verify", code=None).returncode == 0:
                    want(not file.exists(), "both the home and the file can be used")
                # Exit 8 once the file was written and the erasure is done.
                return ended(old.run(*words, code=None, prefix=prefix), 0, 8)

            def check():
                old.run("keys", "status", code=8)
                two.a = moved_to(two, file)
                two.a.run("init", "--from", file)
                file.unlink()
                want(free_pages(two.a) == before, "pages were lost or won")
                two.deliver_rest([two.picture(500)])

            return lambda prefix: old.run(*words, code=None, prefix=prefix).returncode, forward, check

        return kill_each(two, "home transfer", begin)


def init_from(two):
    """Taken over half: not set up, and the same command goes on; else whole."""
    with two.receiving():

        def begin():
            file, before = two.root / f"transfer-{next(two._names)}", free_pages(two.a)
            two.a.run("home", "transfer", "-o", file)
            new = moved_to(two, file)
            words = ["init", "--from", file]

            def forward(prefix):
                ready = new.run("keys", "status", code=None).returncode
                want(ready in (0, 9), f"half taken over: exit {ready}")
                return ended(new.run(*words, code=None, prefix=prefix), 0 if ready else 2)

            def check():
                two.a = new
                file.unlink()
                want(free_pages(new) == before, "pages were lost or won")
                want(not list(new.home.glob("*.part")), "unfinished files stay")
                two.deliver_rest([two.picture(500)])

            return lambda prefix: new.run(*words, code=None, prefix=prefix).returncode, forward, check

        return kill_each(two, "init from", begin)


def with_passphrase(site, *words, given="", prefix=()):
    """Runs with what `given` says on a descriptor."""
    read, write = os.pipe()
    os.write(write, given.encode())
    os.close(write)
    try:
        process = site.start("--passphrase-fd", read, *words, prefix=prefix, pass_fds=[read])
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)
    finally:
        os.close(read)


def is_wrapped(site):
    """What the form in storage.key says (docs/format-at-rest.md)."""
    return (site.home / "storage.key").read_bytes()[8] == 1


def needs_passphrase(site):
    """What the program says."""
    if site.run("keys", "status", code=None).returncode == 0:
        return False
    opened = with_passphrase(site, "keys", "status", given=PASSPHRASE + "\n")
    want(opened.returncode == 0, f"opens neither without nor with it: {opened.stderr}")
    return True


def passphrase_case(two, verb, before, after):
    """`before` and `after`: whether the home is wrapped."""

    def run(prefix, wrapped):
        given = (PASSPHRASE + "\n" if wrapped else "") + (PASSPHRASE + "\n" if verb == "set" else "")
        return with_passphrase(two.a, "storage", "passphrase", verb, given=given, prefix=prefix)

    def begin():
        if is_wrapped(two.a) != before:
            other = "set" if before else "remove"
            want(with_passphrase(two.a, "storage", "passphrase", other, given=PASSPHRASE + "\n").returncode == 0, f"{other} failed")

        def check():
            want(needs_passphrase(two.a) == after, "the passphrase is not what was asked for")
            want(not list(two.a.home.glob("*.part")), "a key file stays unfinished")

        return lambda prefix: run(prefix, before).returncode, lambda prefix: ended(run(prefix, is_wrapped(two.a)), 0), check

    said = kill_each(two, f"storage passphrase {verb}", begin, most=3)  # Argon2id takes half a second
    if is_wrapped(two.a):
        want(with_passphrase(two.a, "storage", "passphrase", "remove", given=PASSPHRASE + "\n").returncode == 0, "remove failed")
    two.settle([two.picture()])
    return said


def storage_passphrase_set(two):
    return passphrase_case(two, "set", False, True)


def storage_passphrase_remove(two):
    return passphrase_case(two, "remove", True, False)


if __name__ == "__main__":
    sys.exit(
        run_cases(
            [
                home_transfer,  # while the pads are few
                init_from,
                keys_courier,
                keys_import,
                keys_import_of_the_reply,
                keys_advance,
                keys_close,
                outbox_cancel_with_the_peer_away,
                outbox_cancel_with_the_peer_there,
                seal,
                open_a_file,
                open_an_answer,
                storage_passphrase_set,
                storage_passphrase_remove,
            ]
        )
    )
