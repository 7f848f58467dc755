"""What a step takes in, and the one table of the inputs that mean something by their name.

An input whose name stands in `MEANINGS` becomes a part of the case: of the consultation or
suspension that the step is about, of the signature that it puts under the text, or of the
facts by which other cases find it. Every other input becomes a fact of the case under its
own name. Whoever needs to know what a name means (the definition's check, the fold, the
codec of the log, what is sealed, a form) reads it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from ratsflow.errors import Both, DefinitionError
from ratsflow.model import (
    AgendaRoute,
    Ballot,
    Consultation,
    Meeting,
    Motion,
    Signature,
    SignatureDecision,
    Suspension,
)
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.text import EMPTY, Wording, as_text, exact
from ratsflow.procedure.sentences import said


class Kind(ClosedList):
    """What an input is; the engine checks it, the command line reads it from text."""

    TEXT = "text"
    FLAG = "flag"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    NAMES = "names"
    MOTION = "motion"
    CONSULTATIONS = "consultations"
    MEETING = "meeting"
    BALLOT = "ballot"


PYTHON_TYPES: Mapping[Kind, type] = {
    Kind.TEXT: str,
    Kind.FLAG: bool,
    Kind.NUMBER: int,
    Kind.DAY: date,
    Kind.MOMENT: datetime,
    Kind.NAMES: tuple,
    Kind.MOTION: Motion,
    Kind.CONSULTATIONS: tuple,
    Kind.MEETING: Meeting,
    Kind.BALLOT: Ballot,
}

TYPES_OF_MODEL: Mapping[Kind, Any] = {
    Kind.MOTION: Motion,
    Kind.CONSULTATIONS: tuple[Consultation, ...],
    Kind.MEETING: Meeting,
    Kind.BALLOT: Ballot,
}
"""The kinds that are values of the model; only names that stand for one may have them."""

FACTS = "facts"


@attrs.frozen(eq=False)
class Meaning:
    """What an input of one name means, wherever it stands.

    Attributes:
        kind: the one kind that it has.
        lands: where it is found afterwards: a part of the case (``motion``), of the
            consultation or suspension that the step is about or of the signature
            (``consultation.route``), or a fact (``facts.due_on``); empty if it stays in
            the entry alone.
        choices: its closed list of values, or None.
        is_fact: it is a fact of the case too, beside where it lands.
    """

    kind: Kind
    lands: str
    choices: type[ClosedList] | None = None
    is_fact: bool = False


MEANINGS: Mapping[str, Meaning] = {
    "motion": Meaning(Kind.MOTION, "motion"),
    "consultations": Meaning(Kind.CONSULTATIONS, "consultations"),
    "meeting": Meaning(Kind.MEETING, "consultation.meeting"),
    "route": Meaning(Kind.TEXT, "consultation.route", AgendaRoute),
    "agenda_number": Meaning(Kind.TEXT, "consultation.agenda_number"),
    "public": Meaning(Kind.FLAG, "consultation.public"),
    "inquorate": Meaning(Kind.FLAG, "consultation.inquorate"),
    "excluded": Meaning(Kind.NAMES, "consultation.excluded"),
    "ballot": Meaning(Kind.BALLOT, "consultation.ballots"),
    "procedural_ballot": Meaning(Kind.BALLOT, ""),
    "resolution": Meaning(Kind.TEXT, "consultation.resolution"),
    "decision": Meaning(Kind.TEXT, "signature.decision", SignatureDecision),
    "remark": Meaning(Kind.TEXT, "signature.remark"),
    "against": Meaning(Kind.TEXT, "suspension.against"),
    "reasons": Meaning(Kind.TEXT, "suspension.reasons", is_fact=True),
    "due_on": Meaning(Kind.DAY, "facts.due_on"),
    "reference": Meaning(Kind.TEXT, "facts.reference"),
    "with_paper": Meaning(Kind.TEXT, "facts.with_paper"),
    "combined_with": Meaning(Kind.NAMES, "facts.combined_with"),
    "successor": Meaning(Kind.TEXT, "facts.successor"),
}
"""By name, the inputs that mean something, wherever they stand."""

MADE: Mapping[str, Any] = {"signature": Signature, "suspension": Suspension}
"""Values that the engine adds to an entry beside its inputs; no input may be called so."""

TYPED: Mapping[str, Any] = {
    **{
        name: TYPES_OF_MODEL[meaning.kind]
        for name, meaning in MEANINGS.items()
        if meaning.kind in TYPES_OF_MODEL
    },
    **MADE,
}
"""By name, the type of each input that is a value of the model; every other is plain."""

CHOICES: Mapping[str, type[ClosedList]] = {
    name: meaning.choices for name, meaning in MEANINGS.items() if meaning.choices
}
"""Inputs with a closed list of values."""

BALLOTS = frozenset(
    name for name, each in MEANINGS.items() if each.lands == "consultation.ballots"
)
"""Inputs by which a body decides; a ballot on procedure is none."""

NOT_FACTS = frozenset(
    {
        *MADE,
        *(
            name
            for name, meaning in MEANINGS.items()
            if not (meaning.is_fact or meaning.lands.startswith(f"{FACTS}."))
        ),
    }
)
"""Inputs that are no facts of the case: they land elsewhere, or in the entry alone."""


def landing_in(part: str) -> Mapping[str, str]:
    """Return by input the field of ``consultation``, ``signature``, … in which it lands."""
    places = (
        (name, meaning.lands.partition(".")) for name, meaning in MEANINGS.items()
    )
    return {name: place[2] for name, place in places if place[0] == part and place[2]}


def _kind(value: Any) -> Kind:
    try:
        return Kind(value)
    except ValueError:
        raise DefinitionError(
            Both("input", "Angabe"),
            [said("input.no_kind", value=value, known=list(Kind))],
        ) from None


@attrs.frozen
class Parameter:
    """Something a step takes in.

    The names in `MEANINGS` change the case where it says so; every other input becomes a
    fact of the case under its name.

    Attributes:
        name: name of the argument.
        kind: what it is.
        required: the step cannot be taken without it.
        label: what people call it.
        personal: it holds personal or confidential data that may have to be erased.
        least: the least that a number may be; None for any. What the shipped steps take in
            are counts and amounts of cents: from 0 on, but for what may come back. It is no
            part of the fingerprint, as it refuses slips and decides nothing.
    """

    name: str = attrs.field(converter=exact)
    kind: Kind = attrs.field(default=Kind.TEXT, converter=_kind)
    required: bool = True
    label: Wording = attrs.field(default=EMPTY, converter=as_text)
    personal: bool = False
    least: int | None = attrs.field(default=None, kw_only=True)

    @property
    def lands(self) -> str:
        """Where it is found afterwards, as in `Meaning.lands`."""
        meaning = MEANINGS.get(self.name)
        return f"{FACTS}.{self.name}" if meaning is None else meaning.lands
