"""The rules and states of `nrw()`, as the tests ask for them."""

from __future__ import annotations

from ratsflow.procedure.rule import Rule
from ratsflow.states.nrw import nrw


RULES = nrw().rules
MOTION_STATES = nrw().states_of("motion")
CONSULTATION_STATES = nrw().states_of("consultation")
SUSPENSION_STATES = nrw().states_of("suspension")


GROUPS = nrw().groups
OPEN_CONSULTATION = tuple(sorted(GROUPS["open_consultation"]))
DECIDED = tuple(sorted(GROUPS["decided"]))


def guards_of(step: str) -> tuple[str, ...]:
    """Return the ids of the rules that stand on a step."""
    return nrw().step(step).guards


class Chapter:
    """A chapter of rules: which they are, and on which steps they stand."""

    def __init__(self, name: str) -> None:
        self.RULES: tuple[Rule, ...] = tuple(r for r in RULES if r.chapter == name)
        own = {rule.id for rule in self.RULES}
        self.GUARDS = {
            step.name: tuple(each for each in step.guards if each in own)
            for step in nrw().steps
        }
        self.NOT_RULES = nrw().not_rules


aftermath, agenda, bias, competence, consultation, further = map(
    Chapter,
    ("aftermath", "agenda", "bias", "competence", "consultation", "further"),
)
paper, preapproval, publicity, quorum, urgent, voting = map(
    Chapter, ("paper", "preapproval", "publicity", "quorum", "urgent", "voting")
)
