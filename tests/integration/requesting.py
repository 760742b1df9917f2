# SPDX-License-Identifier: GPL-3.0-or-later
"""A thumbnail came; its receiver asks for more. What it costs, what comes, what is refused, and that nothing is answered twice."""
import contextlib
import random
import shutil
import struct
import unittest
import zlib

from pair import SAMPLES, pair
from sites import PROGRAM, Receiving, digest, wait_for

KILL_AT = PROGRAM.parents[1] / "tests" / "kill_at"


class Asking:
    """Beijing has photos, Stellenbosch has thumbnails of them. Stellenbosch listens all the time."""

    def __init__(self, sites):
        self.sites, self.a, self.b, self.root = sites, sites.a, sites.b, sites.root

    def photo(self, name="photo.png"):
        path = self.root / name
        shutil.copy(SAMPLES / "coffee.png", path)
        return path

    def small_photo(self):
        """Fitted in a moment: what is killed here is killed some forty times."""
        path = self.sites.root / "small.png"
        width, height = 96, 64
        dice = random.Random(20261127)
        rows = b"".join(b"\0" + bytes((x * 2 + y + dice.randrange(16)) & 255 for x in range(width) for _ in range(3)) for y in range(height))
        chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks))
        return path

    def thumbnail(self, photo):
        """Its id, as the receiver's inbox lists it."""
        sent = self.sites.send(photo, "--thumbnail")["messages"][0]
        assert sent["state"] == "verified"
        return sent["id"]

    @contextlib.contextmanager
    def answering(self, *words, prefix=()):
        """Beijing listens, too, and Stellenbosch knows where."""
        listener = Receiving(self.a, *words, prefix=prefix)
        try:
            if listener.port:
                self.b.run("peer", "add", self.a.card, "--address", f"127.0.0.1:{listener.port}", "--replace")
            yield listener
        finally:
            listener.stop()

    def request(self, picture, *words, **named):
        return self.b.json("request", picture, *words, **named)["request"]

    def row(self, picture):
        """The picture as the receiver's inbox lists it."""
        return next(row for row in self.b.json("inbox", "list")["messages"] if row["id"] == picture)

    def outcome(self, picture):
        """What became of the last request for it, once that is known."""
        def known():
            last = self.row(picture)["requests"][-1]
            return last if last["state"] not in ("waiting", "asked") else None

        return wait_for(known, "an answer to the request", 60)

    def answers(self):
        """What Stellenbosch got because it asked."""
        return [row for row in self.b.json("inbox", "list")["messages"] if row["answers"]]

    def settle(self):
        wait_for(lambda: not self.a.unsettled() and not self.b.unsettled(), "both outboxes to be empty", 60)

    def judge(self):
        """Both ledgers hold and fit each other."""
        self.settle()
        for mine, theirs in ((self.a, self.b), (self.b, self.a)):
            mine.verify()
            export = self.root / f"{mine.name}.export"
            export.unlink(missing_ok=True)
            mine.run("ledger", "export", "-o", export)
            report = theirs.json("ledger", "compare", export)
            assert report["ok"] and not report["differences"], report


@contextlib.contextmanager
def asking(key_bytes="4MB", share=0.9):
    with pair(key_bytes, share) as sites, sites.receiving():
        yield Asking(sites)


class Requesting(unittest.TestCase):
    def test_the_file_itself_comes_when_it_is_asked_for(self):
        with asking() as two:
            photo = two.photo()
            picture = two.thumbnail(photo)
            row = two.row(picture)
            self.assertEqual((row["mode"], row["original_bytes"]), ("thumbnail", photo.stat().st_size))
            self.assertEqual(row["requests"], [])

            before = (two.b.home / "ledger.db").read_bytes()
            told = two.request(picture, "--dry-run")
            self.assertEqual((told["state"], told["id"], told["what"]), ("planned", None, "exact"))
            self.assertEqual(told["answer_bytes"], photo.stat().st_size)
            self.assertEqual(told["answer_free_pages"], two.b.pad(two.a, "receive")["free"])
            self.assertEqual((two.b.home / "ledger.db").read_bytes(), before)

            mine, theirs = two.b.pad(two.a, "send")["free"], two.a.pad(two.b, "send")["free"]
            with two.answering():
                asked = two.request(picture)
                self.assertEqual(asked["state"], "verified")
                outcome = two.outcome(picture)
                two.judge()
            self.assertEqual((outcome["state"], outcome["id"]), ("answered", asked["id"]))
            answer = two.row(outcome["answered_by"])
            self.assertEqual((answer["answers"], answer["mode"]), (asked["id"], "exact"))
            self.assertEqual((answer["sha256"], answer["name"]), (digest(photo), photo.name))
            self.assertEqual(mine - two.b.pad(two.a, "send")["free"], told["pages"])
            self.assertLessEqual(theirs - two.a.pad(two.b, "send")["free"], told["answer_pages"])
            self.assertEqual(answer["pages"], theirs - two.a.pad(two.b, "send")["free"])
            # At the other end it is no picture, and answered.
            listed = two.a.json("inbox", "list")
            self.assertEqual(listed["messages"], [])
            self.assertEqual([(r["id"], r["state"], r["answered_by"]) for r in listed["requests"]],
                             [(asked["id"], "answered", answer["id"])])

    def test_a_region_comes_within_its_budget(self):
        with asking() as two, two.answering():
            picture = two.thumbnail(two.photo())
            asked = two.request(picture, "--region", "100,50,220,150", "--budget", "6kB")
            self.assertEqual((asked["region"], asked["budget_bytes"]), ([100, 50, 220, 150], 6000))
            answer = two.row(two.outcome(picture)["answered_by"])
            self.assertLessEqual(answer["pages"], asked["answer_pages"])  # the file has boxes that did not travel
            self.assertLess(asked["answer_pages"], 200)
            self.assertEqual((answer["mode"], answer["width"], answer["height"]), ("fitted", 220, 150))
            # Without a budget it gets its share of the file.
            share = two.request(picture, "--region", "0,0,300,200", "--dry-run")["budget_bytes"]
            self.assertAlmostEqual(share / two.row(picture)["original_bytes"], 300 * 200 / (600 * 400), delta=0.001)
            two.b.run("request", answer["id"], code=2)  # it has no file of its own
            two.judge()

    def test_a_fitted_answer_may_be_asked_about_again(self):
        with asking() as two, two.answering():
            photo = two.photo()
            picture = two.thumbnail(photo)
            asked = two.request(picture, "--budget", "10kB")
            fitted = two.row(two.outcome(picture)["answered_by"])
            self.assertLessEqual(fitted["pages"], asked["answer_pages"])
            self.assertEqual(fitted["mode"], "fitted")
            two.request(fitted["id"])
            self.assertEqual(two.row(two.outcome(fitted["id"])["answered_by"])["sha256"], digest(photo))
            self.assertEqual([len(two.row(i)["requests"]) for i in (picture, fitted["id"])], [1, 1])
            two.judge()

    def test_the_next_contact_brings_it_without_a_listener(self):
        """Beijing only sends now and then; its contacts take what was asked and bring what was answered."""
        with asking() as two:
            photo = two.photo()
            picture = two.thumbnail(photo)
            two.b.run("request", picture, "--wait", "0", code=6)
            self.assertEqual(two.row(picture)["requests"][0]["state"], "waiting")
            note = two.root / "note.txt"
            note.write_text("hello\n")
            two.sites.send(note)
            wait_for(lambda: two.row(picture)["requests"][0]["state"] == "asked", "the request to be taken")
            self.assertEqual(two.a.json("inbox", "list")["requests"][0]["state"], "asked")
            two.sites.send(note)
            self.assertEqual(two.outcome(picture)["state"], "answered")
            self.assertIn(digest(photo), two.b.inbox_digests())
            two.judge()


class Refusing(unittest.TestCase):
    def test_what_cannot_be_asked_costs_nothing(self):
        with asking() as two:
            photo = two.photo()
            picture = two.thumbnail(photo)
            exact = two.sites.send(photo)["messages"][0]["id"]
            free = two.b.pad(two.a, "send")["free"]
            for code, words in (
                (9, ("00" * 15 + "01",)),
                (9, ("nonsense",)),
                (2, (exact,)),
                (2, (picture, "--region", "0,0,0,10")),
                (2, (picture, "--region", "0,0,10,0")),
                (2, (picture, "--region", "600,0,1,1")),
                (2, (picture, "--region", "0,0,601,10")),
                (2, (picture, "--region", "1,2,3")),
                (2, (picture, "--region", "1,2,3,4,5")),
                (2, (picture, "--region", "-1,2,3,4")),
                (2, (picture, "--budget", "100")),
                (2, (picture, "--budget", "0")),
                (2, (picture, "--budget", "much")),
                (2, ()),
            ):
                told = two.b.run("request", *words, code=code)
                self.assertEqual(len(told.stderr.strip().splitlines()), 1, told.stderr)
            self.assertEqual(two.b.pad(two.a, "send")["free"], free)
            self.assertEqual(two.row(picture)["requests"], [])
            two.judge()

    def test_a_file_that_changed_or_is_gone_is_refused(self):
        with asking() as two, two.answering():
            photo = two.photo()
            picture = two.thumbnail(photo)
            old = photo.read_bytes()
            photo.write_bytes(old + b"x")
            for reason in ("changed", "gone"):
                two.request(picture)
                outcome = two.outcome(picture)
                self.assertEqual((outcome["state"], outcome["reason"]), ("refused", reason))
                photo.unlink(missing_ok=True)
            photo_again = two.photo()  # same bytes, another time: not the file that was sent
            two.request(picture)
            self.assertEqual(two.outcome(picture)["reason"], "changed")
            self.assertEqual(digest(photo_again), digest(SAMPLES / "coffee.png"))
            self.assertEqual(two.answers(), [])
            self.assertIn("refused", two.b.run("inbox", "list").stdout)
            two.judge()

    def test_a_site_that_does_not_answer_says_so(self):
        with asking() as two:
            photo = two.photo()
            picture = two.thumbnail(photo)
            config = two.a.home / "site.toml"
            plain = config.read_text()
            config.write_text(plain.replace("\n[[peer]]", "\n[requests]\nanswer = false\n\n[[peer]]", 1))
            with two.answering() as listener:
                two.request(picture)
                self.assertEqual(two.outcome(picture)["reason"], "never")
                # It may change its mind while it runs.
                config.write_text(plain.replace("\n[[peer]]", "\n[requests]\nmost_bytes = 5000\n\n[[peer]]", 1))
                wait_for(lambda: any("read again" in line for line in listener.said), "site.toml to be read again")
                two.request(picture)
                outcome = two.outcome(picture)
                self.assertEqual((outcome["reason"], outcome["most_bytes"]), ("too_much", 5000))
                two.request(picture, "--budget", outcome["most_bytes"])
                self.assertEqual(two.outcome(picture)["state"], "answered")
                two.judge()

    def test_too_little_key_is_known_before(self):
        with asking("60kB", 0.9) as two, two.answering():
            picture = two.thumbnail(two.photo())
            told = two.b.run("request", picture, code=3)
            self.assertIn("--budget", told.stderr)
            self.assertEqual(two.row(picture)["requests"], [])
            # There is key for this, but not to give so much of it to one request.
            two.request(picture, "--budget", "20kB")
            outcome = two.outcome(picture)
            self.assertEqual((outcome["state"], outcome["reason"]), ("refused", "too_much"))
            two.request(picture, "--budget", outcome["most_bytes"])
            self.assertEqual(two.outcome(picture)["state"], "answered")
            two.judge()


class Killed(unittest.TestCase):
    """Beijing dies at each durable call between taking a request and settling its answer."""

    def killed_at(self, syscall, most, least):
        with asking() as two:
            picture = two.thumbnail(two.small_photo())
            deaths = 0
            for when in range(1, most + 1):
                two.b.run("request", picture, "--budget", "3kB", "--wait", "0", code=6)
                with two.answering(prefix=[KILL_AT, syscall, when, "/dev/null"]) as listener:
                    two.b.run("outbox", "retry", "--wait", "5", code=None)
                    died = self.has_died(two, listener, picture)
                with two.answering():
                    two.b.run("outbox", "retry", code=None)
                    self.assertEqual(two.outcome(picture)["state"], "answered")
                    two.judge()
                deaths += died
                answers = two.answers()
                self.assertEqual(len(answers), when, f"{syscall} {when}")
                self.assertEqual(len({row["answers"] for row in answers}), when)
                if not died:
                    break
            self.assertGreaterEqual(deaths, least)
            requests = two.a.json("inbox", "list")["requests"]
            self.assertEqual([row["state"] for row in requests], ["answered"] * len(requests))

    def has_died(self, two, listener, picture):
        """Waits for one or the other: the death, or the answer."""
        def over():
            if listener.process.poll() is not None:
                return "died"
            done = two.row(picture)["requests"][-1]["state"] == "answered" and not two.a.unsettled()
            return "answered" if done else None

        return wait_for(over, "a death or an answer", 60) == "died"

    def test_at_each_fdatasync(self):
        self.killed_at("fdatasync", 20, 5)

    def test_at_each_rename(self):
        self.killed_at("rename", 6, 1)

    def test_at_each_unlink(self):
        self.killed_at("unlink", 12, 2)


if __name__ == "__main__":
    unittest.main()
