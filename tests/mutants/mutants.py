#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows that the tests hold: each fault of mutants.toml, put into a copy of the tree alone, makes its killer fail.

    mutants.py check                   every fault still fits the tree exactly once (part of `make test`)
    mutants.py run [--build DIR] [NAME…]     builds and runs them, all by default; exit 1 when one survives
    mutants.py discover [--build DIR] [--tests TEST…] [NAME…]  tries the tests in turn for faults without a killer and writes the first one that fails

A killer is a CTest name, then "::" and one of its functions or cases: tst_ledger_rules::aRangeOverlapsNothing.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = ROOT / "tests/mutants/mutants.toml"
SCRIPTS = {"fault": ROOT / "tests/fault", "integration": ROOT / "tests/integration"}
# Tried in this order: the quick ones first.
TRIED = (
    "tst_ledger_rules", "tst_ledger_sending", "tst_ledger_receiving", "tst_ledger_pads", "tst_ledger_moved",
    "tst_ledger_compare", "tst_ledger_settings", "tst_taken_pages", "tst_told_pages", "tst_file_store", "tst_pad_file", "tst_home", "tst_seal", "tst_courier", "tst_courier_refusals",
    "tst_ledger_faults", "tst_home_transfer", "tst_power_loss", "tst_needed_syncs", "tst_failing_operations", "tst_state_machine", "tst_damage",
    "integration_sending", "integration_refusals", "integration_transferring", "integration_commands",
    "tst_hostile_peer", "tst_session", "tst_resume", "integration_system_calls", "fault_cancelling", "fault_restored", "fault_processes",
    "fault_kill_receiving", "fault_kill_sending", "fault_hostile", "fault_wire",
)  # fmt: skip
# Where the killer of a fault most likely is: (what the name or the file holds, tests tried before all others).
LIKELY = (
    ("sync", ("integration_system_calls", "tst_file_store", "tst_needed_syncs", "tst_power_loss", "tst_ledger_sending", "tst_ledger_receiving")),
    ("pragma", ("tst_ledger_settings",)),
    ("fork", ("tst_ledger_forks",)),
    ("handed_over", ("tst_home_transfer",)),
    ("verify", ("tst_ledger_compare", "tst_ledger_rules")),
    ("suspect", ("tst_ledger_moved",)),
    ("suspicion", ("tst_ledger_moved",)),
    ("open_file", ("integration_refusals",)),
    ("cancel", ("fault_cancelling",)),
    ("answer", ("tst_hostile_peer", "tst_session", "fault_hostile")),
    ("record_tag", ("tst_hostile_peer", "tst_session", "fault_hostile")),
    ("chunk", ("tst_hostile_peer", "tst_resume", "fault_wire")),
    ("spool", ("tst_resume", "fault_kill_receiving", "tst_damage")),
    ("finish", ("tst_session", "tst_resume", "tst_state_machine")),
    ("used", ("tst_hostile_peer", "fault_restored")),
    ("schema.cpp", ("tst_ledger_rules",)),
    ("/pads.cpp", ("tst_ledger_pads",)),
    ("reserve.cpp", ("tst_ledger_sending", "tst_ledger_pads", "tst_ledger_moved")),
    ("settle.cpp", ("tst_ledger_sending", "tst_ledger_pads")),
    ("moved", ("tst_ledger_moved",)),
    ("receive.cpp", ("tst_ledger_receiving",)),
    ("take_pages", ("tst_taken_pages",)),
    ("told_", ("tst_told_pages", "tst_ledger_receiving")),
    ("inbox", ("tst_seal", "tst_ledger_receiving")),
    ("pad_", ("tst_pad_file",)),
    ("lock_file", ("tst_file_store", "tst_damage")),
    ("posix", ("tst_file_store", "tst_home")),
)  # fmt: skip
PATIENCE = 400  # seconds for one killer; a fault may also show as a hang


def mutants():
    return tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]


def misfits(mutant):
    text = (ROOT / mutant["file"]).read_text(encoding="utf-8")
    return [edit["old"] for edit in mutant["edit"] if text.count(edit["old"]) != 1]


def is_there(killer, sources):
    """Whether the test has this part: a slot of a Qt Test, a function of a script."""
    test, _, part = killer.partition("::")
    source = sources.get(test if test.startswith("tst_") else test.split("_", 1)[1])
    if source is None or not part:
        return source is not None
    text = source.read_text(encoding="utf-8")
    if test.startswith("tst_"):
        slots = re.findall(r"private slots:\n(.*?)(?:\nprivate:|\n};)", text, re.DOTALL)
        return any(re.search(rf"void {part}\(", each) for each in slots)
    return f"def {part}(" in text


def check(_):
    faults = []
    names = [mutant["name"] for mutant in mutants()]
    faults += [f"{name} is there twice" for name in sorted({name for name in names if names.count(name) > 1})]
    for mutant in mutants():
        faults += [f"{mutant['name']}: not once in {mutant['file']}: {old!r}" for old in misfits(mutant)]
    sources = {path.stem: path for path in [*ROOT.glob("tests/**/tst_*.cpp"), *ROOT.glob("tests/*/*.py")]}
    faults += [f"{mutant['name']}: no {mutant['killer']}" for mutant in mutants() if mutant["killer"] and not is_there(mutant["killer"], sources)]
    unknown = sum(not mutant["killer"] for mutant in mutants())
    print("\n".join(faults + [f"{len(names)} mutants, {unknown} of them without a known killer, {len(faults)} faults in the list"]))
    return 1 if faults else 0


class DoesNotBuild(Exception):
    pass


class Copy:
    """A copy of the tree with a build of its own; one fault in it at a time."""

    def __init__(self, folder):
        self.tree, self.build, self.changed = folder / "tree", folder / "tree/build/dev", None
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        names = set(listed.decode().split("\0"))
        for path in self.tree.glob("*/**/*"):
            inside = path.relative_to(self.tree)
            if inside.parts[0] != "build" and path.is_file() and str(inside) not in names:
                path.unlink()
        for name in names:
            source, target = ROOT / name, self.tree / name
            if name and source.is_file() and (not target.exists() or target.read_bytes() != source.read_bytes()):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read_bytes())
        # The same preset at the same depth as anyone's: a compiler cache with a base folder knows all but the faults.
        subprocess.run(["cmake", "--preset", "dev"], cwd=self.tree, check=True, stdout=subprocess.DEVNULL)
        names = subprocess.run(["ninja", "-C", self.build, "-t", "targets", "all"], capture_output=True, check=True, text=True).stdout
        self.targets = set(re.findall(r"^(\w+): phony$", names, re.MULTILINE))

    def put(self, mutant):
        """Puts the fault in and takes the last one out; None takes it out only."""
        if self.changed:
            (self.tree / self.changed).write_bytes((ROOT / self.changed).read_bytes())
        self.changed = mutant and mutant["file"]
        if mutant:
            text = (ROOT / mutant["file"]).read_text(encoding="utf-8")
            for edit in mutant["edit"]:
                text = text.replace(edit["old"], edit["new"])
            (self.tree / mutant["file"]).write_text(text, encoding="utf-8")

    def make(self, *tests):
        """Builds what these tests need; a fault that does not compile is none."""
        wanted = {test if test.startswith("tst_") else "satpad" for test in tests} | {"satpad-decode"}
        done = subprocess.run(["ninja", "-C", self.build, *wanted], capture_output=True, text=True)
        if done.returncode:
            errors = [line for line in done.stdout.splitlines() if "error:" in line]
            raise DoesNotBuild("\n".join(errors[:3]) or done.stdout[-3000:])

    def failing(self, test, part="", says=""):
        """Runs a test, or one part of it: None when it passes, else the name of the first part that fails.

        With `says`, failing is not enough: the output must show why.
        """
        environment = {**os.environ, "SATPAD": str(self.build / "bin/satpad"), "SATPAD_DECODER": str(self.build / "bin/satpad-decode"),
                       "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
        if test.startswith("tst_"):
            words = [self.build / "tests" / test, *([part] if part else [])]
        else:
            label, script = test.split("_", 1)
            chosen_by = {"integration": ["-k"], "fault": []}[label]  # unittest; pair.run_cases
            words = [sys.executable, SCRIPTS[label] / f"{script}.py", *([*chosen_by, part] if part else [])]
        try:
            done = subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=PATIENCE, env=environment)
        except subprocess.TimeoutExpired:
            return part or "it hangs"
        if done.returncode == 0:
            return None
        said = done.stdout + done.stderr
        if "Function not found" in said or "no such case" in said:
            raise SystemExit(f"{test} has no {part}")
        if says and not re.search(says, said):
            return None
        first = re.search(r"^FAIL!  : \w+::(\w+)|^QFATAL : \w+::(\w+)|^BROKEN (\w+):|^(?:FAIL|ERROR): (\w+) ", said, re.MULTILINE)
        return next((name for name in first.groups() if name), "") if first else "it fails"


def chosen(options):
    known = mutants()
    unknown = set(options.names) - {mutant["name"] for mutant in known}
    if unknown:
        raise SystemExit(f"no such mutants: {', '.join(sorted(unknown))}")
    return [mutant for mutant in known if not options.names or mutant["name"] in options.names]


def fail_anyway(copy, wanted):
    """Killers that fail without any fault: they show nothing."""
    killers = sorted({mutant["killer"] for mutant in wanted if mutant["killer"]})
    copy.make(*(killer.partition("::")[0] for killer in killers))
    return [killer for killer in killers if copy.failing(*killer.partition("::")[::2]) is not None]


def run(options):
    copy = Copy(options.build)
    survivors = fail_anyway(copy, chosen(options))
    for killer in survivors:
        print(f"fails without a fault: {killer}", flush=True)
    for mutant in chosen(options):
        if not mutant["killer"]:
            print(f"no killer is known of {mutant['name']}: mutants.py discover {mutant['name']}", flush=True)
            survivors.append(mutant["name"])
            continue
        test, _, part = mutant["killer"].partition("::")
        started = time.monotonic()
        copy.put(mutant)
        try:
            copy.make(test)
        except DoesNotBuild as why:
            print(f"does not build {mutant['name']}: {why}", flush=True)
            survivors.append(mutant["name"])
            continue
        failed = copy.failing(test, part, mutant.get("says", ""))
        took = time.monotonic() - started
        print(f"{'killed  ' if failed else 'SURVIVED'} {mutant['name']:40} by {mutant['killer']} ({took:.0f} s)", flush=True)
        if not failed:
            survivors.append(mutant["name"])
    copy.put(None)
    print(f"{len(survivors)} survived or have no killer")
    return 1 if survivors else 0


def write_killer(name, killer):
    text = LIST.read_text(encoding="utf-8")
    pattern = re.compile(rf'(name = "{name}"\n(?:(?!\[\[mutant\]\]).*\n)*?killer = )"[^"]*"')
    LIST.write_text(pattern.sub(lambda found: f'{found.group(1)}"{killer}"', text), encoding="utf-8")


def likely_first(mutant, tests):
    first = [test for hint, likely in LIKELY if hint in mutant["name"] or hint in mutant["file"] for test in likely]
    return [test for test in dict.fromkeys([*first, *tests]) if test in tests]


def first_killer(copy, mutant, tests):
    for test in likely_first(mutant, tests):
        copy.make(test)
        if (part := copy.failing(test)) is not None:
            return re.sub("::it (hangs|fails)$", "", f"{test}::{part}")
    return ""


def discover(options):
    copy = Copy(options.build)
    tests = [test for test in options.tests or TRIED if not test.startswith("tst_") or test in copy.targets]
    found = 0
    wanted = [mutant for mutant in chosen(options) if options.names or not mutant["killer"]]
    for mutant in wanted:
        started = time.monotonic()
        copy.put(mutant)
        try:
            killer = first_killer(copy, mutant, tests)
        except DoesNotBuild as why:
            print(f"{mutant['name']:40} does not build: {why}", flush=True)
            continue
        write_killer(mutant["name"], killer)
        found += bool(killer)
        print(f"{mutant['name']:40} {killer or 'SURVIVES ALL'} ({time.monotonic() - started:.0f} s)", flush=True)
    copy.put(None)
    print(f"{found} of {len(wanted)} found a killer")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["check", "run", "discover"])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--tests", nargs="+", help="discover: only these are tried, in this order")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/mutants")
    options = parser.parse_args()
    return {"check": check, "run": run, "discover": discover}[options.command](options)


if __name__ == "__main__":
    sys.exit(main())
