"""Sentences about what is wrong with a procedure, from the table ``sentences.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ratsflow.errors import Problem
from ratsflow.law.sentences import Sentences


said = Sentences(Path(__file__).with_name("sentences.toml"))
"""The sentences of procedures."""


def problem(key: str, about: str = "", /, *, code: str = "", **values: Any) -> Problem:
    """Return a mistake of a definition, by the key of its sentence.

    Args:
        about: the name of what it is about, ``{about}`` in the sentence.
        code: its code, where it is not the key.
        values: what else the sentence names.
    """
    return Problem(said(key, about=about, **values), code or key, about)
