"""Coverage of a procedure: which of its rules, steps and outcomes a test session exercised.

A rule counts as tested where it was the *sole blocker* of a step that a test asked about:
only then would the test have failed without it. What a walk or a search tried on its way
does not count; the steps that a walk took do.
"""

from __future__ import annotations

from ratsflow.testing.coverage.counting import Counted, Coverage
from ratsflow.testing.coverage.page import as_page
from ratsflow.testing.coverage.sheet import Placed, Sheet
from ratsflow.testing.coverage.summary import shares, summary


__all__ = ["Counted", "Coverage", "Placed", "Sheet", "as_page", "shares", "summary"]
