"""The motion (*Vorlage*, *Antrag*): what is to be decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import attrs

from ratsflow.canonical import canonical, digest
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.costs import CostStatement
from ratsflow.model.shape import hold
from ratsflow.model.text import names


class PaperType(ClosedList):
    """The type of paper (*Vorlagenart*, rule A-1)."""

    DECISION_PAPER = "decision_paper"
    """*Beschlussvorlage der Verwaltung*"""
    INFORMATION_PAPER = "information_paper"
    """*Informationsvorlage*, *Mitteilung*"""
    SUPPLEMENT = "supplement"
    """*Nachtragsvorlage*, *Ergänzungsvorlage*"""
    URGENT_PAPER = "urgent_paper"
    """*Dringlichkeitsvorlage*"""
    FACTION_MOTION = "faction_motion"
    """*Antrag* of a Fraktion, group or member"""
    AMENDMENT = "amendment"
    """*Änderungsantrag*"""
    QUESTION = "question"
    """*Anfrage*"""
    ANSWER = "answer"
    """*Beantwortung einer Anfrage*"""
    PETITION = "petition"
    """*Anregung und Beschwerde*, § 24 GO NRW"""
    RESIDENT_MOTION = "resident_motion"
    """*Einwohnerantrag*, § 25 GO NRW"""
    CITIZENS_INITIATIVE = "citizens_initiative"
    """*Bürgerbegehren*, § 26 GO NRW"""
    TABLED_PAPER = "tabled_paper"
    """*Tischvorlage*"""
    PROCEDURAL_MOTION = "procedural_motion"
    """*Antrag zur Geschäftsordnung*"""


@attrs.frozen
class PreviousConsideration:
    """An earlier consideration of the same matter (*frühere Behandlung*, rule A-5).

    Attributes:
        body: name of the body.
        day: day of the meeting.
        agenda_number: number of the item (*TOP*).
        reference: number of the paper (*Drucksachen-Nr.*).
        text: the line as it stands in the paper, when it was read from one.
    """

    body: str = ""
    day: date | None = None
    agenda_number: str = ""
    reference: str = ""
    text: str = ""

    def __attrs_post_init__(self) -> None:
        hold(self)


@attrs.frozen
class Attachment:
    """A file attached to the motion (*Anlage*).

    Attributes:
        name: file name or title.
        digest: SHA-256 of the file, hexadecimal; empty if not known.
        public: whether the public may see it.
    """

    name: str
    digest: str = ""
    public: bool = True

    def __attrs_post_init__(self) -> None:
        hold(self)


@attrs.frozen(slots=False)
class Motion:
    """The content of a paper. It never changes: a new text is a new `Motion`.

    What is None was not stated. An empty tuple of previous considerations means that
    the paper says there are none ("./."); a missing cost statement is None and is not
    the same as a stated *none*.

    Attributes:
        title: subject (*Beratungsgegenstand*).
        paper_type: kind of paper.
        reference: number of the paper (*Drucksachen-Nr.*), kept as text.
        proposal: proposed resolution (*Beschlussvorschlag*).
        reasons: reasons (*Begründung*).
        summary: summary in front of long reasons.
        reasons_pages: pages of the reasons, counted as pages begun; None lets the
            procedure estimate from the number of characters.
        cost_statement: what is said about money.
        previous_considerations: earlier considerations.
        signatory: name under the paper.
        signatory_role: office under the paper, as written (*Beigeordneter*).
        author: id of the person who wrote it.
        originators: who brings it in: the administration, a Fraktion, members.
        lead_department: leading department (*federführend*).
        participating_departments: departments to be involved.
        day: date of the paper.
        public: whether the paper is public; None if not stated.
        attachments: attached files.
        topics: subject keys used for competence, for example ``bye_law``; None if nobody
            has classified the paper yet.
        districts: city districts affected; None if nobody has said.
        legal_basis: paragraphs the paper itself rests on.
        urgency_reason: why it brooks no delay.
        impact_checks: local check boxes, name to value (rule A-9).
        related: references of related papers.
    """

    title: str = ""
    paper_type: PaperType = attrs.field(
        default=PaperType.DECISION_PAPER,
        converter=PaperType,
    )
    reference: str = ""
    proposal: str = ""
    reasons: str = ""
    summary: str = ""
    reasons_pages: int | None = None
    cost_statement: CostStatement | None = None
    previous_considerations: tuple[PreviousConsideration, ...] | None = None
    signatory: str = ""
    signatory_role: str = ""
    author: str = ""
    originators: tuple[str, ...] = attrs.field(default=(), converter=names)
    lead_department: str = ""
    participating_departments: tuple[str, ...] = attrs.field(
        default=(), converter=names
    )
    day: date | None = None
    public: bool | None = None
    attachments: tuple[Attachment, ...] = ()
    topics: tuple[str, ...] | None = None
    districts: tuple[str, ...] | None = None
    legal_basis: str = ""
    urgency_reason: str = ""
    impact_checks: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    related: tuple[str, ...] = attrs.field(default=(), converter=names)

    def __attrs_post_init__(self) -> None:
        hold(self)

    @cached_property
    def text_hash(self) -> str:
        """Digest of all that a signature covers: everything but four fields.

        The reference and the date are given after the signatures, and the names under
        the paper are the signatures themselves.
        """
        return digest(
            canonical(attrs.asdict(self, filter=_is_signed, value_serializer=_plain))
        )


def open_motion(motion: Motion) -> Motion:
    """Return a motion without the attachments that are not public; itself if it has none."""
    if not has_closed_parts(motion):
        return motion
    shown = tuple(each for each in motion.attachments if each.public)
    return attrs.evolve(motion, attachments=shown)


def has_closed_parts(motion: object) -> bool:
    """Tell whether something is a text with parts that are not public themselves."""
    return isinstance(motion, Motion) and not all(
        each.public for each in motion.attachments
    )


def _is_signed(attribute: attrs.Attribute[Any], _: object) -> bool:
    return attribute.name not in _UNSIGNED


_UNSIGNED = frozenset({"reference", "day", "signatory", "signatory_role"})


def _plain(_: object, __: object, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
