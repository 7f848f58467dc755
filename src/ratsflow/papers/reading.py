"""What comes out of a Vorlage text: the motion, and all that is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model import (
    BodyKind,
    Consultation,
    ConsultationRole,
    CostStatement,
    Meeting,
    Motion,
    Organization,
    PreviousConsideration,
    Wording,
)
from ratsflow.model.closed_list import ClosedList


class Severity(ClosedList):
    """How much a missing field matters."""

    REQUIRED = "required"
    """the form asks for it and the paper lacks it"""
    LATER = "later"
    """it is given at a later step, so that a draft may lack it"""
    NOTICE = "notice"
    """read, not stated or doubtful: look at it once"""


@attrs.frozen
class Missing:
    """A field that is missing or could not be read for certain.

    Attributes:
        field: the field, for example ``reference`` or ``consultations[0].role``.
        line: line of the text (from 1), or None if there is no place for it.
        label: label of the form that it stands or would stand under.
        found: the words that were found there, or an empty string.
        cure: what to do about it.
        severity: how much it matters.
    """

    field: str
    line: int | None
    label: str
    found: str
    cure: Wording
    severity: Severity = Severity.NOTICE

    def to_plain(self) -> dict[str, Any]:
        """Give it as a plain dict."""
        return {
            "field": self.field,
            "place": {"line": self.line, "label": self.label},
            "found": self.found,
            "cure": {"de": self.cure.de, "en": self.cure.en},
            "severity": self.severity.value,
        }


@attrs.frozen
class Skipped:
    """Text that is no content: page numbers, notes of the form, other fields.

    Attributes:
        line: line of the text (from 1).
        text: the words.
        why: why they are no content.
    """

    line: int
    text: str
    why: Wording

    def to_plain(self) -> dict[str, Any]:
        """Give it as a plain dict."""
        why = {"de": self.why.de, "en": self.why.en}
        return {"line": self.line, "text": self.text, "why": why}


@attrs.frozen
class Respelled:
    """A line that was read in other letters than it is stored in.

    Attributes:
        line: line of the text (from 1).
        original: the line as it stands in the file.
        text: the line in letters that a keyboard types.
    """

    line: int
    original: str
    text: str

    def to_plain(self) -> dict[str, Any]:
        """Give it as a plain dict."""
        return {"line": self.line, "original": self.original, "text": self.text}


@attrs.frozen
class ReadConsultation:
    """A row of the table of bodies and meetings.

    Attributes:
        body: name of the body.
        day: day of the meeting, or None if none is set.
        public: whether in public; None if not stated.
        role: what the body is asked for; None if not stated.
        agenda_number: number of the item (*TOP*), as written.
    """

    body: str
    day: date | None = None
    public: bool | None = None
    role: ConsultationRole | None = None
    agenda_number: str = ""

    def to_consultation(
        self,
        id: str,  # noqa: A002  the field is called so
        role: ConsultationRole | None = None,
        kind: BodyKind = BodyKind.COMMITTEE,
    ) -> Consultation:
        """Make a consultation of it.

        Args:
            id: short name within the case.
            role: the role, where the paper does not state it.
            kind: what the body is; no form says so.

        Returns:
            The consultation.

        Raises:
            InvalidInputError: neither the paper nor the caller states the role, or
                they differ.
        """
        return Consultation(
            id=id,
            body=Organization(self.body, kind),
            role=self._role(role),
            meeting=None if self.day is None else Meeting(self.day),
            public=self.public,
            agenda_number=self.agenda_number,
        )

    def _role(self, given: ConsultationRole | None) -> ConsultationRole:
        if given is not None and self.role not in (None, given):
            raise InvalidInputError(
                Both(
                    f"the paper says {self.role} but {given} was given.",
                    f"in der Vorlage steht „{self.role}“, angegeben wurde aber "
                    f"„{given}“.",
                ),
                Both(f"consultation of {self.body!r}", f"Beratung in „{self.body}“"),
                Both(
                    "Leave the role out or correct it.",
                    "Die Rolle weglassen oder berichtigen.",
                ),
            )
        role = given if given is not None else self.role
        if role is None:
            raise InvalidInputError(
                Both(
                    "the paper does not say what the body is asked for.",
                    "in der Vorlage steht nicht, worum das Gremium gebeten wird.",
                ),
                Both(f"consultation of {self.body!r}", f"Beratung in „{self.body}“"),
                Both(
                    "Give the role, for example ConsultationRole.DECISION.",
                    "Die Rolle angeben, zum Beispiel decision.",
                ),
            )
        return role

    def to_plain(self) -> dict[str, Any]:
        """Give it as a plain dict."""
        return {
            "body": self.body,
            "date": _iso(self.day),
            "public": self.public,
            "role": None if self.role is None else self.role.value,
            "agenda_number": self.agenda_number,
        }


@attrs.frozen
class Reading:
    """The result of reading one Vorlage text.

    Attributes:
        motion: the motion.
        consultations: bodies and meetings, in the order of the paper.
        missing: what is missing or could not be read, with its place.
        form_id: the form that was recognised.
        skipped: what was read but is no content.
        joined: words that were hyphenated at a line end and put together again.
        respelled: lines with ligatures, soft hyphens, letters in parts and the like, as
            they were and as they were read.
    """

    motion: Motion
    consultations: tuple[ReadConsultation, ...]
    missing: tuple[Missing, ...]
    form_id: str
    skipped: tuple[Skipped, ...] = ()
    joined: tuple[str, ...] = ()
    respelled: tuple[Respelled, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Give all of it as plain values, ready for JSON; dates as ISO text.

        What the paper does not state is None, never an empty text.
        """
        return {
            "form": self.form_id,
            "motion": self._motion(),
            "consultations": [part.to_plain() for part in self.consultations],
            "missing": [part.to_plain() for part in self.missing],
            "skipped": [part.to_plain() for part in self.skipped],
            "joined": list(self.joined),
            "respelled": [part.to_plain() for part in self.respelled],
        }

    def _motion(self) -> dict[str, Any]:
        motion = self.motion
        has_type = all(entry.field != "paper_type" for entry in self.missing)
        return {
            "paper_type": motion.paper_type.value if has_type else None,
            "reference": motion.reference or None,
            "title": motion.title or None,
            "proposal": motion.proposal or None,
            "reasons": motion.reasons or None,
            "summary": motion.summary or None,
            "cost_statement": _cost(motion.cost_statement),
            "previous_considerations": _previous(motion.previous_considerations),
            "signatory": motion.signatory or None,
            "signatory_role": motion.signatory_role or None,
            "lead_department": motion.lead_department or None,
            "impact_checks": dict(motion.impact_checks),
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _cost(statement: CostStatement | None) -> dict[str, Any] | None:
    if statement is None:
        return None
    return {
        "effect": statement.effect.value,
        "amount_cents": statement.amount_cents,
        "recurrence": statement.recurrence and statement.recurrence.value,
        "year": statement.year,
        "product_group": statement.product_group,
        "covered": statement.covered,
        "coverage": statement.coverage,
        "quote": statement.quote,
    }


def _previous(
    items: tuple[PreviousConsideration, ...] | None,
) -> list[dict[str, Any]] | None:
    if items is None:
        return None
    return [
        {
            "body": item.body,
            "date": _iso(item.day),
            "agenda_number": item.agenda_number,
            "reference": item.reference,
            "text": item.text,
        }
        for item in items
    ]
