"""The *Beschlussvorlage der Verwaltung* in Nordrhein-Westfalen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import attrs

from ratsflow.errors import Both, DefinitionError
from ratsflow.model.text import Wording
from ratsflow.procedure.nrw.path import MAIN, led
from ratsflow.procedure.nrw.rules import CHAPTERS, RULES, guards_of
from ratsflow.procedure.nrw.states import (
    CONSULTATION_STATES,
    MOTION_STATES,
    SUSPENSION_STATES,
)
from ratsflow.procedure.nrw.steps import ROLES, STEPS
from ratsflow.procedure.nrw.topics import topic_words
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import Step
from ratsflow.procedure.words import COMMON, Words, words_of


_WORDS = Path(__file__).with_name("words.toml")

PERSONAL = frozenset({"excluded", "excluded_officials", "relation", "remark"})
"""Inputs that say something of a person: why he may not vote, what he thought. They are
kept where they can be erased; the result and who voted on it stay."""


PRIVATE = ("petitioner",)
"""Roles of private persons: who petitions (§ 24 GO NRW), moves as a resident (§ 25) or
speaks for a citizens' initiative (§ 26). All others hold an office or a mandate."""


REOPENING = frozenset(
    {
        "cancel_consultation",
        "comply_with_initiative",
        "decide_as_authority",
        "decide_finally",
        "reconsider",
        "reconsider_in_district",
        "reconsider_legality",
        "record_citizens_decision",
        "reopen",
        "repeat_vote",
        "take_over",
    }
)
"""The steps that lead on from where all was over. A decision against a paper is one, and can be
attacked (§§ 26, 37, 54, 57 GO NRW) or its vote repeated; the council may take a matter up
again, and another takes over what its originator withdrew."""


CONTINUES = (
    "be33dddea0f1bb1f02ba9b028e2ba5ede8b80b2b5e8b22aa2998068e3cca122b",  # 0.1
)
"""The released versions whose cases go on under this one; a release adds its own."""


def _with_guards(step: Step) -> Step:
    takes = [
        attrs.evolve(each, personal=each.personal or each.name in PERSONAL)
        for each in step.takes
    ]
    return attrs.evolve(
        step,
        guards=guards_of(step.name),
        takes=takes,
        reopens=step.name in REOPENING,
    )


@cache
def nrw() -> Procedure:
    """Return the procedure of a council in Nordrhein-Westfalen.

    References:
        Gemeindeordnung für das Land Nordrhein-Westfalen (GO NRW).
    """
    steps = (*STEPS, *(step for chapter in CHAPTERS for step in chapter.STEPS))
    known = {step.name for step in steps}
    strays = {step for chapter in CHAPTERS for step in chapter.GUARDS} - known
    if strays:
        raise DefinitionError(
            Both("procedure nrw", "Verfahren nrw"),
            [
                Both(
                    f"Rules stand on unknown steps: {', '.join(sorted(strays))}.",
                    "Regeln stehen vor unbekannten Schritten: "
                    f"{', '.join(sorted(strays))}.",
                )
            ],
        )
    return Procedure(
        "nrw",
        states=MOTION_STATES,
        steps=[_with_guards(step) for step in steps],
        rules=led(RULES),
        main=MAIN,
        roles=ROLES,
        version="1",
        recorders=("council_office",),
        overriders=("mayor", "general_deputy"),
        erasers=("council_office",),
        migrators=("council_office",),
        private=PRIVATE,
        consultation_states=CONSULTATION_STATES,
        suspension_states=SUSPENSION_STATES,
        continues=CONTINUES,
        label=Wording(
            "Beschlussvorlage der Verwaltung (Nordrhein-Westfalen)",
            "decision paper of the administration (Nordrhein-Westfalen)",
        ),
        words=Words(sources=(words_of(_WORDS), topic_words), beyond=COMMON),
    )
