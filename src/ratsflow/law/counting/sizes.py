"""Values that the law grades by a size: of inhabitants, of councillors (*Staffel*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ratsflow.law.counting.fractions import whole
from ratsflow.law.sentences import said


def by_size(rows: Sequence[Mapping[str, Any]], size: int, name: str) -> int:
    """Return the value of the first row that a size does not exceed.

    Args:
        rows: from the smallest to the largest; a row without ``up_to`` has no upper end.
        size: what is graded by, for example inhabitants.
        name: the column to read, for example ``percent``.

    Raises:
        InvalidInputError: the size is negative, or larger than every row.
    """
    whole(size, "size")
    for row in rows:
        if row.get("up_to") is None or size <= row["up_to"]:
            return int(row[name])
    raise said.invalid("size.none", "size", size=size)
