"""Pack what an installed wheel finds the same each time, when it is built.

Reading TOML takes many times as long as reading JSON, and an installed wheel never changes.
TOML stays the source: what is packed is used only where the digest of the file still fits.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import tomllib

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def packed(folder: Path) -> bytes:
    """Return every declaration below a folder, a line for each: its path there, and JSON.

    So whoever asks for one need not read the others. The JSON holds the digest of its text,
    what it says with days as text, and where in it those days stand.
    """
    rows = {
        path.relative_to(folder).as_posix(): _row(path.read_bytes())
        for path in sorted(folder.rglob("*.toml"))
        if not path.name.endswith(".example.toml")
    }
    lines = (
        f"{path}\t{json.dumps(row, default=str, ensure_ascii=False)}\n"
        for path, row in rows.items()
    )
    return "".join(lines).encode()


def _row(text: bytes) -> dict[str, Any]:
    table = tomllib.loads(text.decode())
    return {
        "digest": hashlib.sha256(text).hexdigest(),
        "days": list(_days(table, [])),
        "table": table,
    }


def _days(value: Any, place: list[str | int]) -> Iterator[list[str | int]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in items:
        if isinstance(part, (dict, list)):
            yield from _days(part, [*place, key])
        elif isinstance(part, date):
            yield [*place, key]


def reads(source: Path) -> Iterator[tuple[Path, Any]]:
    """Yield, for each state with a procedure, what the conditions of its rules read.

    Args:
        source: the folder in which the package lies.
    """
    sys.path.insert(0, str(source))
    sys.dont_write_bytecode = True
    declared = import_module("ratsflow.procedure.declared")
    packing = import_module("ratsflow.procedure.declared.reads")
    for folder in sorted((source / "ratsflow" / "states").iterdir()):
        if not (folder / "rules").is_dir() or folder.name == "common":
            continue
        home = f"ratsflow.states.{folder.name}"
        state = import_module(home).STATE
        names = declared.names_of("ratsflow.states.common", home)
        found = declared.load([state.shared, folder], names, state.table.norms)
        yield folder, packing.packed(found.key, found.rules)


def statements(source: Path) -> bytes:
    """Return the statements by which a SQLite file is read and written, compiled.

    Args:
        source: the folder in which the package lies.
    """
    sys.path.insert(0, str(source))
    sys.dont_write_bytecode = True
    core = import_module("ratsflow.stores.sql.core")
    known = import_module("ratsflow.stores.sql.statements")
    return known.packed(source / "ratsflow" / "stores" / "sql", core.usual())


class PackHook(BuildHookInterface[Any]):
    """Put into a wheel what is the same each time: declarations, reads, statements."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files, but for a checkout that is worked in."""
        if self.target_name != "wheel" or version == "editable":
            return
        source, made = Path(self.root, "src"), Path(tempfile.mkdtemp())
        package = source / "ratsflow"
        for folder in (
            *(package / "law", package / "procedure"),
            *(package / "states").iterdir(),
        ):
            rows = packed(folder)
            if not rows:
                continue
            file = made / f"{folder.name}.tsv"
            file.write_bytes(rows)
            place = folder.relative_to(source) / "packed.tsv"
            build_data["force_include"][str(file)] = place.as_posix()
        for folder, found in reads(source):
            file = made / f"{folder.name}.reads.json"
            file.write_text(json.dumps(found), "utf-8")
            place = folder.relative_to(source) / "reads.json"
            build_data["force_include"][str(file)] = place.as_posix()
        file = made / "statements.json"
        file.write_bytes(statements(source))
        place = package.relative_to(source) / "stores" / "sql" / file.name
        build_data["force_include"][str(file)] = place.as_posix()
