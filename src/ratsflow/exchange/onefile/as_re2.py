"""What ratsflow needs of RE2, with Python's own expressions, where RE2 has no build.

The page in one file imports it as ``re2``. What RE2 refuses is refused here, so that a
pattern which the page takes is taken everywhere. A pattern that takes long to match holds
up nobody but the page of whoever wrote it.
"""

from __future__ import annotations

import re
import warnings

from typing import Any


error = re.error


_MOST = 1000
"""How often RE2 repeats a part at most."""
_NOT_THERE = frozenset(
    {
        "ASSERT",
        "ASSERT_NOT",
        "ATOMIC_GROUP",
        "GROUPREF",
        "GROUPREF_EXISTS",
        "POSSESSIVE_REPEAT",
    }
)
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT"})


class Options:
    """The options of RE2; none changes what matches here."""

    log_errors = True


def compile(pattern: str, options: Options | None = None) -> re.Pattern[str]:  # noqa: A001, ARG001  # as there
    """Compile a pattern; `error` where RE2 would refuse it or mean something else."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            parsed = re._parser.parse(pattern, re.ASCII)  # type: ignore[attr-defined]  # noqa: SLF001
            compiled = re.compile(pattern, re.ASCII)
        except (Warning, OverflowError, RecursionError) as found:
            raise error(str(found)) from None
    _check(parsed)
    return compiled


def _check(part: Any) -> None:
    """Look at what Python's parser found: pairs of a code and what belongs to it."""
    if isinstance(part, tuple) and len(part) == 2 and hasattr(part[0], "name"):  # noqa: PLR2004
        name = part[0].name
        if name in _NOT_THERE:
            msg = f"invalid perl operator: {name.lower()}"
            raise error(msg)
        if name in _REPEATS and any(
            isinstance(n, int) and _MOST < n < _never() for n in part[1][:2]
        ):
            msg = "bad repetition operator"
            raise error(msg)
    if isinstance(part, (tuple, list)) or hasattr(part, "data"):
        for each in part:
            _check(each)


def _never() -> int:
    return int(re._constants.MAXREPEAT)  # type: ignore[attr-defined]  # noqa: SLF001
