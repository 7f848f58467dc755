"""Measure what a step costs: ``python -m benchmarks [--json]``, or ``… NAME`` for one benchmark.

Without a name it runs those that a change should look at, one after the other: a step on the
real work, in memory and persisted beside floor and peers, and the toy.
"""

from __future__ import annotations

import json
import subprocess
import sys

from pathlib import Path


MODULES = ("paper", "step", "persist")
EVERY = {
    each.stem
    for each in Path(__file__).parent.glob("*.py")
    if "def main()" in each.read_text(encoding="utf-8") and each.stem != "__main__"
}


def main() -> None:
    """Run the benchmarks in processes of their own, so that none warms the other."""
    given = sys.argv[1:]
    if given and not given[0].startswith("-"):
        if given[0] not in EVERY:
            raise SystemExit(f"no benchmark {given[0]!r}; there are {sorted(EVERY)}.")
        call = [sys.executable, "-m", f"benchmarks.{given[0]}", *given[1:]]
        raise SystemExit(subprocess.run(call, check=False).returncode)
    found = {}
    for name in MODULES:
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        if "--json" not in given:
            subprocess.run(command, check=True)
            continue
        done = subprocess.run(
            [*command, "--json"], check=True, capture_output=True, text=True
        )
        found[name] = json.loads(done.stdout)
    if found:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
