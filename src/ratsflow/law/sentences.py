"""Sentences about mistakes, in both languages, from a table beside the code that says them."""

from __future__ import annotations

import tomllib

from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Any

from ratsflow.errors import Both, german


class Sentences:
    """The sentences of a package, by key.

    A file has ``[key]`` with ``de`` and ``en``. ``{name}`` stands for a value: a list is told
    with commas, and what has both languages in that of the sentence.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self, key: str, **values: Any) -> Both:
        """Return the sentence of a key, filled in."""
        row: Any = self._rows
        for part in key.split("."):
            row = row[part]
        return Both(
            _English().vformat(row["en"], (), values),
            _German().vformat(row["de"], (), values),
        )

    @cached_property
    def _rows(self) -> dict[str, Any]:
        # nobody who makes no mistake waits for it
        return tomllib.loads(self._file.read_text(encoding="utf-8"))


class _English(Formatter):
    def format_field(self, value: Any, format_spec: str) -> Any:
        if isinstance(value, (set, frozenset)):
            value = sorted(value)
        if isinstance(value, (list, tuple, dict)):
            return ", ".join(map(self.told, value)) or "–"
        return super().format_field(self.told(value), format_spec)

    def told(self, value: Any) -> str:
        return str(value)


class _German(_English):
    def told(self, value: Any) -> str:
        return german(value)


said = Sentences(Path(__file__).with_name("sentences.toml"))
"""The sentences of the law."""
