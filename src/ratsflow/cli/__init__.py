"""The command line: it mirrors the library. Needs the extra ``cli``."""

from __future__ import annotations

import logging
import sys

from ratsflow.cli.language import lang_of


def main() -> None:
    """Run the command line and leave with its exit code."""
    # The shell is told in sentences; events are for a host that listens to them.
    logging.getLogger("ratsflow").addHandler(logging.NullHandler())
    try:
        from ratsflow.cli.app import run  # noqa: PLC0415  # click may not be installed
    except ModuleNotFoundError as error:
        if error.name not in ("click", "rich"):
            raise
        told = {
            "de": f"Für die Befehlszeile fehlt „{error.name}“. Installieren mit:",
            "en": f"the command line needs {error.name!r}, which is not installed. "
            "Install it with:",
        }
        sys.stderr.write(
            f'ratsflow: {told[lang_of(None)]} pip install "ratsflow[cli]"\n'
        )
        sys.exit(2)
    sys.exit(run())
