#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses the coroutine patterns that GCC 12 miscompiles without a warning.

House rule: one co_await per statement, its operand built of names and plain constructor calls, its result
put into a name; never in the condition of if, while or switch, never beside a brace, a bracket or `?`.
Usage: coroutines.py SOURCE_ROOT
"""
import re
import sys
from pathlib import Path

ROOMS = ("core", "keyclient", "transport", "app", "tests")
CONDITION = re.compile(r"\b(if|while|switch)\s*(constexpr\s*)?\(.*\bco_await\b")
BINDING = re.compile(r"^\s*(const\s+)?auto\s*&{0,2}\s*\[[^\]]*\]\s*=")
STRING = re.compile(r'"(\\.|[^"\\])*"' + r"|'(\\.|[^'\\])+'")


def without_comments(text):
    """Blanks comments and strings, keeps line breaks."""
    text = re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S)
    lines = [re.sub(r"//.*", "", STRING.sub('""', line)) for line in text.split("\n")]
    return lines


def statements(lines):
    """(line number, text) of each statement with a co_await, continuation lines joined."""
    for index, line in enumerate(lines):
        if not re.search(r"\bco_await\b", line):
            continue
        first = index
        while first > 0 and lines[first - 1].strip() and not re.search(r"[;{}:]\s*$|^\s*#", lines[first - 1]):
            first -= 1
        last = index
        while last + 1 < len(lines) and not re.search(r"[;}]\s*$", lines[last]):
            last += 1
        yield index + 1, " ".join(part.strip() for part in lines[first:last + 1])


def faults(text):
    found = []
    for number, statement in statements(without_comments(text)):
        rest = BINDING.sub("", statement)
        if CONDITION.search(statement):
            found.append((number, "co_await in a condition"))
        elif re.search(r"[{\[?]", rest):
            found.append((number, "co_await beside a brace, a bracket or ?"))
        elif len(re.findall(r"\bco_await\b", statement)) > 1:
            found.append((number, "two co_await in one statement"))
        elif re.search(r"\bco_return\b.*\bco_await\b", statement):
            found.append((number, "co_await's result without a name"))
    return found


PLANTED = (
    "if (co_await f()) {",
    "if (!(co_await f())) {",
    "while (co_await stream.next()) {",
    "switch (co_await f()) {",
    "if ((co_await f()).has_value()) {",
    "co_await send(Msg{1, name});",
    "co_await send({.id = 1});",
    "co_await f([s] { return s; });",
    "auto r = co_await f(b ? first : second);",
    "Result r = b ? co_await f() : other;",
    "Msg m{1, co_await f()};",
    "T a[] = {co_await f()};",
    "co_return co_await f();",
    "auto r = co_await f(\n    one,\n    Msg{2});",
    "const auto sum = (co_await f()) + (co_await g());",
)
SOUND = (
    "auto r = co_await f(name);",
    "const auto [error, count] = co_await socket.async_read_some(buffer, k_as_value);",
    "co_await timer.async_wait(k_as_value);",
    "auto r = co_await f(std::string(\"a{b\"));  // why? because [x]",
    "auto r = co_await handshake(std::move(socket), role, attempt,\n    limit);",
)


def self_check():
    for line in PLANTED:
        if not faults("void g()\n{\n    " + line + "\n"):
            sys.exit("self-check: not caught: " + line)
    for line in SOUND:
        if faults("void g()\n{\n    " + line + "\n"):
            sys.exit("self-check: wrongly refused: " + line)


def main():
    self_check()
    root = Path(sys.argv[1])
    checked = bad = 0
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix not in (".cpp", ".h"):
                continue
            checked += 1
            for number, why in faults(path.read_text(encoding="utf-8")):
                bad += 1
                print(f"{path.relative_to(root)}:{number}: {why}")
    if checked == 0:
        sys.exit("no source found under " + str(root))
    print(f"{checked} files, {bad} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
