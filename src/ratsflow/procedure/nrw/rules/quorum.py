"""Rules on quorum (H)."""

from __future__ import annotations

from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


RULES: tuple[Rule, ...] = ()

GUARDS: dict[str, tuple[str, ...]] = {}

STEPS: tuple[Step, ...] = ()
