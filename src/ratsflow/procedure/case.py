"""The case: one motion's run through its procedure, the fold of its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from ratsflow.errors import Both, UnknownNameError
from ratsflow.model import (
    Consultation,
    ConsultationRole,
    Motion,
    PaperType,
    Signature,
    Suspension,
    SuspensionKind,
)
from ratsflow.model.alike import alike, seen


if TYPE_CHECKING:
    from ratsflow.procedure.procedure import Procedure
    from ratsflow.procedure.step import Step


_CONSULTATION = Both("consultation", "Beratung")
_SUSPENSION = Both("suspension", "Einwand")
_OF_ANOTHER = (PaperType.AMENDMENT, PaperType.SUPPLEMENT, PaperType.PROCEDURAL_MOTION)
"""Papers that belong to another one."""


@attrs.frozen
class OpenFinding:
    """A finding that was recorded or overridden and still weighs on the case.

    Attributes:
        rule: id of the rule.
        result: ``unmet``, ``unknown`` or ``error``.
        consequence: ``block``, ``defect`` or ``curable``.
        version: the entry that brought it.
        overridden: somebody with authority overrode it, with a reason.
        cures_on: the day on which it becomes unassailable; None if never or not known.
        step: the step that brought it.
        subject: id of the consultation or suspension that step was about, or empty.
        layer: ``statute``, ``local`` or ``house``; a breach of no known layer counts as one
            of the statute.
    """

    rule: str
    result: str
    consequence: str
    version: int
    overridden: bool = False
    cures_on: date | None = None
    step: str = ""
    subject: str = ""
    layer: str = "statute"


@attrs.frozen
class Case:
    """Where one motion stands.

    Attributes:
        id: identifier of the case.
        version: number of entries folded into it; 0 before the first.
        head: hash of the last entry, hexadecimal.
        procedure: name of the procedure it runs through.
        fingerprint: fingerprint of that procedure's version.
        state: state in the motion lifecycle.
        motion: the current text.
        consultations: the consultations in order of the route (*Beratungsfolge*).
        signatures: all signatures, those under earlier texts included.
        suspensions: all objections, appeals and standstills, ended ones included.
        findings: what was recorded or overridden and still weighs.
        facts: plain values that steps took in, by name.
        since: when the present state took effect.
        opened_by: who opened the case.
        text_version: number of the entry that brought the present text.
        text_by: id of who brought it.
    """

    id: str
    version: int
    head: str
    procedure: str
    fingerprint: str
    state: str
    motion: Motion
    consultations: tuple[Consultation, ...] = ()
    signatures: tuple[Signature, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    findings: tuple[OpenFinding, ...] = ()
    facts: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    since: datetime | None = None
    opened_by: str = ""
    text_version: int = 1
    text_by: str = ""

    def consultation(self, key: str) -> Consultation:
        """Return a consultation by id.

        Raises:
            UnknownNameError: there is none of that id.
        """
        return _of_id(_CONSULTATION, self.consultations, key)

    def suspension(self, key: str) -> Suspension:
        """Return a suspension by id.

        Raises:
            UnknownNameError: there is none of that id.
        """
        return _of_id(_SUSPENSION, self.suspensions, key)

    @property
    def active_suspensions(self) -> tuple[Suspension, ...]:
        """The objections and standstills that still block execution."""
        return tuple(each for each in self.suspensions if each.is_active)

    def suspended_by(self, kind: SuspensionKind) -> Suspension | None:
        """Return the active suspension of a kind, if there is one."""
        return next((e for e in self.active_suspensions if e.kind is kind), None)

    @property
    def deciding(self) -> Consultation | None:
        """The consultation that decided last: authoritative, decided, latest day."""
        decided = [
            each
            for each in self.consultations
            if each.role is ConsultationRole.DECISION and each.decided
        ]
        return max(reversed(decided), key=_last_day) if decided else None

    @property
    def is_public(self) -> bool:
        """Tell whether the motion is public: it says so, or every body hears it in public.

        What nobody has stated is not public.
        """
        return is_public(self.motion, self.consultations)

    @property
    def reference(self) -> str:
        """The number of the paper: the one it was given, else the one it came with."""
        return number_of(self.facts.get("reference")) or number_of(
            self.motion.reference
        )

    @property
    def base(self) -> str:
        """The number of the paper that it amends or supplements, or empty.

        It is the one it was put on an agenda with, else the only one that its text
        names, else the one whose number it bears with a suffix.
        """
        stated = number_of(self.facts.get("with_paper"))
        motion = self.motion
        if stated or motion.paper_type not in _OF_ANOTHER:
            return stated
        if len(motion.related) == 1:
            return number_of(motion.related[0])
        own = alike(self.reference)
        earlier = (each.reference for each in motion.previous_considerations or ())
        named = map(number_of, (*motion.related, *earlier))
        return max(
            (e for e in named if own.startswith(alike(e)) and own != alike(e)),
            key=len,
            default="",
        )

    def signed_by(self, office: str) -> Signature | None:
        """Return the signature that an office put under the present text, if it consents.

        Its last word counts: who objected after he had signed has not signed.

        Args:
            office: the office or role that signs, for example ``treasurer``.

        Returns:
            None where the office has not signed the present text, or objects to it.
        """
        own = [each for each in self.valid_signatures if each.office == office]
        return own[-1] if own and own[-1].consents else None

    def possible(self, procedure: Procedure) -> tuple[Step, ...]:
        """Return the steps that can start where it stands, whatever the rules say.

        `Office.next_steps` gives the verdict on each for somebody.

        Args:
            procedure: the version of the procedure that it is pinned to, or that continues
                it; `Office.procedure_of` knows it.

        Raises:
            InvalidInputError: it is pinned to another version.
        """
        from ratsflow.procedure.continuing import continued  # noqa: PLC0415  # on cases
        from ratsflow.procedure.starting import startable  # noqa: PLC0415  # likewise

        seen = continued(procedure, self)
        here = {name for name, _ in startable(procedure, seen)}
        return tuple(each for each in procedure.steps if each.name in here)

    @property
    def valid_signatures(self) -> tuple[Signature, ...]:
        """The signatures under the present text."""
        text_hash = self.motion.text_hash
        return tuple(each for each in self.signatures if each.text_hash == text_hash)

    def _repr_html_(self) -> str:
        from ratsflow.markup import table  # noqa: PLC0415  # of notebooks only

        since = f" since {self.since:%Y-%m-%d}" if self.since else ""
        caption = f"{self.id}: {self.motion.title or '(no title)'}"
        about = (
            ("state", f"{self.state}{since}"),
            ("version", f"{self.version} of {self.procedure}"),
            ("public", "yes" if self.is_public else "no"),
            ("signatures under this text", len(self.valid_signatures)),
            ("open findings", ", ".join(each.rule for each in self.findings) or "none"),
        )
        card = table(caption, ("what", "now"), about)
        route = [
            (
                each.body.name,
                each.role.value,
                each.meeting.day.isoformat() if each.meeting else "no day yet",
                each.state,
                each.result,
            )
            for each in self.consultations
        ]
        heads = ("body", "role", "meeting", "state", "result")
        return card + (table("Route", heads, route) if route else "")


T = TypeVar("T", Consultation, Suspension)


def _of_id(kind: str, rows: Sequence[T], key: str) -> T:
    for each in rows:
        if each.id == key:
            return each
    raise UnknownNameError(kind, key, [each.id for each in rows])


def is_public(motion: Motion, consultations: Sequence[Consultation]) -> bool:
    """Tell whether a paper with a route is public; see `Case.is_public`."""
    if motion.public is not None:
        return motion.public
    return bool(consultations) and all(each.public is True for each in consultations)


def number_of(stated: object) -> str:
    """Return the number of a paper as it is read: see `seen`."""
    return seen(stated) if isinstance(stated, str) else ""


def _last_day(consultation: Consultation) -> date:
    return consultation.days[-1] if consultation.days else date.min
