"""Measure what a step costs, in memory and persisted: ``python -m benchmarks [--json]``.

Runs the two benchmarks that a change should look at, one after the other; the others (whole
logs, peers, threads, look-ups) are run by their own names, ``python -m benchmarks.verify`` …
"""

from __future__ import annotations

import json
import subprocess
import sys


MODULES = ("step", "persist")


def main() -> None:
    """Run the benchmarks in processes of their own, so that none warms the other."""
    found = {}
    for name in MODULES:
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        if "--json" not in sys.argv:
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
