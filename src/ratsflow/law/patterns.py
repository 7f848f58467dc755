"""Patterns that a municipality writes into its law: matched in linear time.

Python's own expressions take exponential time for some patterns, and who writes a law
file does not see it. RE2 takes time in proportion to the text, whatever the pattern, and
refuses what it cannot take so: looking ahead or back, and references to groups.
"""

from __future__ import annotations

import re

from functools import lru_cache
from typing import Any

from ratsflow.errors import InvalidInputError
from ratsflow.law.sentences import said


_LONGEST = 1000
"""Characters of a pattern; the form of a number takes a few dozen."""


_DIGITS = re.compile(r"(?:\\d|\[0-9\])(?:\{(\d+)(?:,\d*)?\}|[+*])?")
_HUGE = re.compile(r"\{\d*,?\d{5}")


def matches(pattern: str, text: str) -> bool:
    """Tell whether the whole of a text has the form that a pattern describes; see `check_pattern`."""
    return _compiled(pattern).fullmatch(text) is not None


def occurs(pattern: str, text: str) -> bool:
    """Tell whether some part of a text has the form that a pattern describes."""
    return _compiled(pattern).search(text) is not None


def example_of(pattern: str) -> str:
    """Return a text that has the form of a pattern of digits and plain characters, or nothing."""
    digits = _DIGITS.sub(lambda found: "1" * int(found[1] or 1), pattern)
    example = re.sub(r"\\(.)", r"\1", digits)
    return example if matches(pattern, example) else ""


def check_pattern(pattern: str) -> None:
    """Refuse, with `InvalidInputError`, what cannot be matched in linear time."""
    _compiled(pattern)


@lru_cache(256)
def _compiled(pattern: str) -> Any:
    import re2  # noqa: PLC0415  # only where a town has patterns

    options = re2.Options()
    options.log_errors = False
    if len(pattern) > _LONGEST:
        raise _refused(pattern[:40], f"it has more than {_LONGEST} characters")
    if _HUGE.search(pattern):  # RE2 would take it for a text in braces
        raise _refused(pattern, "a repetition number is too large")
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        told = error.args[0] if error.args else error
        said = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
        raise _refused(pattern, said) from None


def _refused(pattern: str, why: str) -> InvalidInputError:
    return said.invalid("pattern.wrong", "pattern", pattern=pattern, why=why)
