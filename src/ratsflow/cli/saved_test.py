"""A way that was found as a file that pytest runs, with the procedure and the law it was found under."""

from __future__ import annotations

import os

from pathlib import Path
from types import FunctionType

from ratsflow.checking import Hole
from ratsflow.cli import options


def saved_test(hole: Hole, path: Path, what: str, law_file: str | None) -> str:
    """Write a test that needs nothing beside the files that were named.

    Args:
        hole: what was found.
        path: where it will lie; files are named as they lie from there.
        what: the procedure, as it was named.
        law_file: the law of the town, as it was named.
    """
    test = hole.as_test()
    head, start, body = test.partition("\n\n\ndef test_")
    imports, procedure = _procedure(path, what)
    state = hole.space.procedure.law_of or "NRW"
    law = f"law_for({state!r})"
    names = ["law_for"]
    if law_file is not None:
        law, names = f"load_law({_beside(path, law_file)})", ["load_law"]
    if procedure.startswith("procedures("):
        names.append("procedures")
    files = any("HERE" in each for each in (law, procedure))
    head = head.replace("\nimport pytest\n", f"{imports}\nimport pytest\n")
    head = head.replace(
        "from ratsflow import Office, RefusedError",
        f"from ratsflow import {', '.join(['Office', 'RefusedError', *sorted(names)])}",
    )
    if files:
        head = head.replace("\nimport pytest\n", f"{_PATHLIB}\nimport pytest\n")
        head += "\n\n\nHERE = Path(__file__).parent"
    made = [
        f"\n\n\n@pytest.fixture\ndef {name}():\n    return {value}"
        for name, value in (("procedure", procedure), ("law", law))
    ]
    return head + "".join(made) + start + body


_PATHLIB = "from pathlib import Path\n"


def _procedure(path: Path, what: str) -> tuple[str, str]:
    """Return what is to be imported, and how the procedure is come by."""
    place, _, name = what.rpartition(":")
    if not place:
        return "", f"procedures()[{what.upper()!r}]"
    found = getattr(options.module(place, what), name)
    call = "()" if isinstance(found, FunctionType) or _is_cached(found) else ""
    if place.endswith(".py"):
        run = f"run_path(str({_beside(path, place)}))"
        return "from runpy import run_path\n", f"{run}[{name!r}]{call}"
    return "from importlib import import_module\n", (
        f"import_module({place!r}).{name}{call}"
    )


def _is_cached(found: object) -> bool:
    return hasattr(found, "cache_info")


def _beside(path: Path, file: str) -> str:
    try:
        there = os.path.relpath(file, path.resolve().parent)
    except ValueError:  # another drive
        there = str(Path(file).resolve())
    return f"HERE / {Path(there).as_posix()!r}"
