"""What a column of the status holds: text that came from the log, by way of the database."""

from __future__ import annotations


class Standing(str):
    """The state of a case as the log says it: only such text is written into a column."""

    __slots__ = ()
