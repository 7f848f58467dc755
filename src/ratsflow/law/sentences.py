"""Sentences about mistakes, in both languages, from a table beside the code that says them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Any

from ratsflow.errors import Both, InvalidInputError, Lang, german
from ratsflow.model.text import Wording


class Sentences:
    """The sentences of a package, by key.

    A file has ``[key]`` with ``de`` and ``en``, and a ``cure`` in both. ``{name}`` stands for
    a value: a list is told with commas, and what has both languages in that of the sentence.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self, key: str, /, **values: Any) -> Both:
        """Return the sentence of a key, filled in."""
        return _filled(self._row(key), values)

    def invalid(
        self,
        key: str,
        where: str = "",
        kind: type[InvalidInputError] = InvalidInputError,
        /,
        **values: Any,
    ) -> InvalidInputError:
        """Return the error of a value that cannot be used, with its cure where there is one."""
        row = self._row(key)
        cure = _filled(row["cure"], values) if "cure" in row else ""
        return kind(_filled(row, values), where, cure)

    def _row(self, key: str) -> Mapping[str, Any]:
        chapter, _, name = key.partition(".")
        found: Mapping[str, Any] = self._rows[chapter][name]
        return found

    def text(self, key: str, lang: Lang, /, **values: Any) -> str:
        """Return the sentence of a key in one language."""
        told = self(key, **values)
        return told.de if lang == "de" else str(told)

    def wording(self, key: str) -> Wording:
        """Return the sentence of a key as it stands there, for whoever fills it in."""
        row = self._row(key)
        return Wording(row["de"], row["en"])

    @cached_property
    def _rows(self) -> Mapping[str, Any]:
        # nobody who makes no mistake waits for it
        from ratsflow.law.source import read  # noqa: PLC0415  # it says sentences itself

        return read(self._file).table


def _filled(row: Mapping[str, Any], values: Mapping[str, Any]) -> Both:
    return Both(
        _English().vformat(row["en"], (), values),
        _German().vformat(row["de"], (), values),
    )


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


def phrase(sentence: str) -> Both:
    """Return a sentence without its full stop, for the middle of another."""
    return Both(str(sentence).removesuffix("."), german(sentence).removesuffix("."))


def parted(phrase: str) -> tuple[Both, str]:
    """Return a phrase, and the place inside the value that it names behind ``@``."""
    english, _, place = str(phrase).partition(" @ ")
    return Both(english, german(phrase).partition(" @ ")[0]), place


def sentence(phrase: str) -> Both:
    """Return a phrase with a full stop."""
    return Both(f"{phrase}.", f"{german(phrase)}.")


said = Sentences(Path(__file__).with_name("sentences.toml"))
"""The sentences of the law."""
