"""What is usual: what steps take in, and what papers say, where nothing is out of the ordinary.

No rule reads it, and no fingerprint covers it. It serves whoever needs a case that nobody
would wonder at: tests, tours, examples in forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs


_NOTHING: Mapping[str, Any] = {}


@attrs.frozen(eq=False, repr=False)
class Usual:
    """What is usual in a procedure; nothing in one that does not say it.

    Attributes:
        inputs: by name of an input, or by ``step.input`` where one step has another.
        instead: by name of an input, further values that are in order in another case,
            the likeliest first.
        paper: fields of the motion, by name.
        ballot: fields of a ballot beside the votes, by name.
        meeting: by field of a meeting, how many days before it that day lies.
        bodies: by kind of body, what such a one is called.
        members: by kind of body, how many members it has where the law does not say.
        towards: by state, what a case says otherwise that is to come there: ``paper``,
            ``inputs``, ``route`` and ``via`` as for a whole case.
    """

    inputs: Mapping[str, Any] = _NOTHING
    instead: Mapping[str, Sequence[Any]] = _NOTHING
    paper: Mapping[str, Any] = _NOTHING
    ballot: Mapping[str, Any] = _NOTHING
    meeting: Mapping[str, int] = _NOTHING
    bodies: Mapping[str, str] = _NOTHING
    members: Mapping[str, int] = _NOTHING
    towards: Mapping[str, Mapping[str, Any]] = _NOTHING
