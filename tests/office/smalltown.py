"""A small town: a procedure with everything that erasure and redaction are about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from definitions import meant
from ratsflow import (
    Actor,
    Consultation,
    CostStatement,
    Meeting,
    Motion,
    Move,
    Office,
    Organization,
    Parameter,
    Procedure,
    Rule,
    Step,
    unmet,
)
from ratsflow.engine import Taken
from ratsflow.model.motion import Attachment, PreviousConsideration
from ratsflow.stores import Store


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("meier", "Eva Meier", roles=["clerk"])
ARCHIVE = Actor("arc", "Archiv", roles=["archivist"])
OUTSIDER = Actor("zeitung", "Neue Presse")


def _gossip(question: Any) -> Any:
    """Quote all there is, and let the step pass with a warning."""
    case = question.case
    return unmet(
        f"{question.motion.title} {question.motion.reasons}",
        f"{dict(case.facts)} {[s.remark for s in case.signatures]}",
        what=question.motion.proposal,
    )


GOSSIP = Rule(
    "gossip", _gossip, consequence="order", unmet="{observed} {required} {what} {label}"
)
STRICT = Rule("strict", lambda q: unmet(q.motion.title, q.motion.reasons))


def procedure(*, version: str = "1", **more: Any) -> Procedure:
    """Return the procedure of the town, or a variant of it."""
    values: dict[str, Any] = {
        "roles": ["clerk", "archivist"],
        "erasers": ["archivist"],
        "migrators": ["archivist"],
        "consultation_states": ["planned", "voted"],
        "suspension_states": ["lodged", "cleared"],
        "rules": [GOSSIP, STRICT],
        "states": ["draft", "council", "adopted"],
        "steps": STEPS,
        **more,
    }
    return meant("town", version=version, **values)


STEPS = (
    Step("revise", "draft", by="clerk", takes=[Parameter("motion", "motion")]),
    Step(
        "submit",
        "draft",
        "council",
        by="clerk",
        guards="gossip",
        signs="clerk",
        takes=[
            Parameter("remark", required=False, personal=True),
            Parameter("witness", required=False, personal=True),
            Parameter("n", "number", False),
            Parameter("note", required=False),
        ],
    ),
    Step(
        "vote",
        by="clerk",
        guards="gossip",
        takes=[
            Parameter("resolution", required=False),
            Parameter("excluded", "names", False, personal=True),
            Parameter("agenda_number", required=False),
        ],
        outcomes={
            "": (
                Move("consultation", "planned", "voted"),
                Move("motion", "council", "adopted"),
            )
        },
    ),
    Step(
        "object",
        by="clerk",
        takes=[Parameter("reasons", personal=True)],
        outcomes={
            "": (
                Move("suspension", "none", "lodged", new="mayor_objection"),
                Move("motion", "adopted"),
            )
        },
    ),
    Step("clear", by="clerk", outcomes={"": Move("suspension", "lodged", "cleared")}),
    Step(
        "forbidden",
        ["draft", "council", "adopted"],
        by="clerk",
        guards="strict",
        takes=[Parameter("note", required=False)],
    ),
)
TOWN = procedure()


def office(store: Store | None = None, **more: Any) -> Office:
    """Return an office of the town with a clock of its own."""
    procedures = more.pop("procedures", TOWN)
    ticks = _minutes()
    return Office(procedures, store, clock=lambda: next(ticks), **more)


def _minutes() -> Iterator[datetime]:
    moment = NOON
    while True:
        moment += timedelta(minutes=1)
        yield moment


def motion(word: str, *, public: bool | None = None) -> Motion:
    """Return a motion with a word in every text field."""
    return Motion(
        title=f"Title {word}",
        reference=word,
        proposal=f"That {word} be done.",
        reasons=word,
        summary=word,
        cost_statement=CostStatement("none"),
        previous_considerations=(PreviousConsideration(word, None, word, word, word),),
        signatory=word,
        signatory_role=word,
        author=word,
        originators=(word,),
        lead_department=word,
        participating_departments=(word,),
        public=public,
        attachments=(Attachment(f"{word}.pdf", word),),
        topics=(word,),
        districts=(word,),
        legal_basis=word,
        urgency_reason=word,
        impact_checks={"climate": word},
        related=(word,),
    )


def council(word: str, *, public: bool | None = None) -> Consultation:
    """Return a consultation with a word in its text fields."""
    return Consultation(
        "c1",
        Organization("Rat", "council"),
        meeting=Meeting(date(2026, 3, 20), urgency_reason=word),
        public=public,
        proposal=word,
        agenda_number=word,
    )


def carry_through(
    desk: Office, case_id: str, word: str, *, public: bool | None = None
) -> list[Taken]:
    """Open a case and take every step, with a word wherever words can be said."""
    desk.open(
        motion(word, public=public),
        CLERK,
        case_id=case_id,
        consultations=[council(word, public=public)],
        secret_fact=word,
        parts=[word, {"inner": word}],
    )
    return [
        desk.take(
            case_id, "revise", CLERK, motion=motion(f"{word} again", public=public)
        ),
        desk.take(case_id, "submit", CLERK, remark=word, witness=word, n=7, note=word),
        desk.take(
            case_id,
            "vote",
            CLERK,
            on="c1",
            resolution=word,
            excluded=[word],
            agenda_number=word,
        ),
        desk.take(case_id, "object", CLERK, reasons=word),
    ]
