# SPDX-License-Identifier: GPL-3.0-or-later
"""What every command owes whoever runs it, whatever the peer or the disk did (docs/cli.md)."""
import json

from pair import want


def one_line(result, allowed=range(10)):
    """The exit status is one of `allowed`; an error is one line, and with --json an object with its code too."""
    want(result.returncode in allowed, f"exit {result.returncode}, wanted one of {list(allowed)}: {result.stderr.strip()[-300:]}")
    lines = [line for line in result.stderr.splitlines() if line.startswith("satpad: ") and not line.startswith("satpad: note: ")]
    wanted = 0 if result.returncode == 0 else 1
    want(len(lines) == wanted, f"exit {result.returncode} with {len(lines)} error lines: {result.stderr.strip()[-500:]}")
    if "--json" in result.args:
        answer = json.loads(result.stdout)
        want(("error" in answer) == bool(wanted), f"exit {result.returncode}, but stdout says {result.stdout[:200]}")
