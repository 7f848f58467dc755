"""Checking: what can come about under a procedure, and what must hold of it."""

from __future__ import annotations

from ratsflow.checking.calendars import calendars
from ratsflow.checking.choices import Choice, Way
from ratsflow.checking.compare import (
    Compared,
    Comparison,
    Divergence,
    Relation,
    compare,
)
from ratsflow.checking.conditions import Condition
from ratsflow.checking.differing import may_differ
from ratsflow.checking.events import Event
from ratsflow.checking.gate import Diverged, Gate, replay_gate
from ratsflow.checking.judging import Checked, Hole, Report, check, check_each
from ratsflow.checking.language import Reader
from ratsflow.checking.mutants import (
    Fate,
    Mutant,
    Mutants,
    kills,
    mutants,
    notices,
    placements,
)
from ratsflow.checking.notes import notes
from ratsflow.checking.plan import Plan, PlanRow, plan
from ratsflow.checking.properties import (
    Property,
    load_properties,
    never,
    shipped_properties,
)
from ratsflow.checking.search import Moment, Search
from ratsflow.checking.slicing import cone_of, slice_of, steps_to
from ratsflow.checking.space import Space, pairs_of
from ratsflow.checking.starts import Start, papers_of
from ratsflow.checking.story import as_test, replayed, story
from ratsflow.checking.structure import Flaw, Structure, structure
from ratsflow.checking.supposing import Supposed, suppose
from ratsflow.checking.touched import Touched, touched
from ratsflow.checking.variants import without
from ratsflow.checking.ways import Ways
from ratsflow.checking.witnesses import Witness
from ratsflow.histories import replay


__all__ = [
    "Checked",
    "Choice",
    "Compared",
    "Comparison",
    "Condition",
    "Diverged",
    "Divergence",
    "Event",
    "Fate",
    "Flaw",
    "Gate",
    "Hole",
    "Moment",
    "Mutant",
    "Mutants",
    "Plan",
    "PlanRow",
    "Property",
    "Reader",
    "Relation",
    "Report",
    "Search",
    "Space",
    "Start",
    "Structure",
    "Supposed",
    "Touched",
    "Way",
    "Ways",
    "Witness",
    "as_test",
    "calendars",
    "check",
    "check_each",
    "compare",
    "cone_of",
    "kills",
    "load_properties",
    "may_differ",
    "mutants",
    "never",
    "notes",
    "notices",
    "pairs_of",
    "papers_of",
    "placements",
    "plan",
    "replay",
    "replay_gate",
    "replayed",
    "shipped_properties",
    "slice_of",
    "steps_to",
    "story",
    "structure",
    "suppose",
    "touched",
    "without",
]
