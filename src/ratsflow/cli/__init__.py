"""The command line: it mirrors the library. Needs the extra ``cli``."""

from __future__ import annotations

import gc
import logging
import sys

from importlib.util import find_spec

from ratsflow.cli.language import lang_of


_NEEDED = ("click", "rich")


def main() -> None:
    """Run the command line and leave with its exit code."""
    # The shell is told in sentences; events are for a host that listens to them.
    logging.getLogger("ratsflow").addHandler(logging.NullHandler())
    # Nearly all that a command makes lives until it ends: looking for garbage in it at
    # every 700 objects, as Python does, finds none and costs a seventh of the time.
    gc.set_threshold(100_000, 20, 20)
    missing = next((name for name in _NEEDED if find_spec(name) is None), None)
    if missing is not None:
        told = {
            "de": f"Für die Befehlszeile fehlt „{missing}“. Installieren mit:",
            "en": f"the command line needs {missing!r}, which is not installed. "
            "Install it with:",
        }
        sys.stderr.write(
            f'ratsflow: {told[lang_of(None)]} pip install "ratsflow[cli]"\n'
        )
        sys.exit(2)
    from ratsflow.cli.app import run  # noqa: PLC0415  # click may not be installed

    code = run()
    gc.freeze()  # nor does it pay to clean up what ends with the process
    sys.exit(code)
