"""The reform of 10 July 2025 (GV. NRW. S. 618): before it and since."""

from __future__ import annotations

from datetime import date

from ratsflow.law.citation import InForce


SINCE_REFORM = InForce(since=date(2025, 7, 17))
