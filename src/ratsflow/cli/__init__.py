"""The command line: it mirrors the library."""

from __future__ import annotations

import gc
import logging
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # The shell is told in sentences; events are for a host that listens to them.
    logging.getLogger("ratsflow").addHandler(logging.NullHandler())
    # Nearly all that a command makes lives until it ends: looking for garbage in it at
    # every 700 objects, as Python does, finds none and costs a seventh of the time.
    gc.set_threshold(100_000, 20, 20)
    from ratsflow.cli.app import run  # noqa: PLC0415  # after gc is told

    code = run()
    gc.freeze()  # nor does it pay to clean up what ends with the process
    sys.exit(code)
