"""The papers that a search begins with, and their routes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import attrs

from ratsflow.errors import Both
from ratsflow.law.local import Law
from ratsflow.model import (
    BodyKind,
    Consultation,
    CostEffect,
    CostStatement,
    Meeting,
    Motion,
    Organization,
    PaperType,
)


PAPER = Motion(
    "Musterpapier",
    proposal="Es wird beschlossen, was hier steht.",
    reasons="Weil es nötig ist.",
    cost_statement=CostStatement(CostEffect.NONE),
    previous_considerations=(),
    author="author-1",
    originators=("Verwaltung",),
    public=True,
    topics=(),
    districts=(),
)
"""A paper that says all that is asked of one without costs."""

COUNCIL = Organization("Rat", BodyKind.COUNCIL, 67)
COMMITTEE = Organization("Ausschuss", BodyKind.COMMITTEE, 15, experts=0)
DISTRICT = Organization(
    "Bezirksvertretung Mitte", BodyKind.DISTRICT_COUNCIL, 15, experts=0
)


@attrs.frozen
class Start:
    """A case at its beginning.

    Attributes:
        name: what people call it, for example ``a paper for the council``.
        motion: the paper.
        route: its consultations.
        opener: the role of whoever opens it.
        id: by which properties name it, for example ``council``.
    """

    name: Both | str
    motion: Motion = PAPER
    route: tuple[Consultation, ...] = ()
    opener: str = ""
    id: str = ""


def item(
    id_: str, body: Organization, day: date, role: str = "decision"
) -> Consultation:
    """Return a public consultation in a meeting that is convened in good time."""
    return Consultation(id_, body, role, meeting=_convened(day), public=True)


def _convened(day: date) -> Meeting:
    sent = day - timedelta(14)
    return Meeting(day, invited_on=sent, published_on=sent, dispatched_on=sent)


_COUNCIL_ON, _COMMITTEE_ON = date(2026, 3, 10), date(2026, 3, 4)
_INITIATIVE_ON = date(2026, 3, 12)


def starts_of(law: Law) -> tuple[Start, ...]:
    """Return the papers that are looked at where nobody names others.

    One for the council, one for a committee and then the council, and one for a committee
    that decides, if the municipality gave one the power.

    Args:
        law: the values in force; its council and committees are taken.
    """
    values = law.values
    elected = values.get("council.elected_members")
    council = COUNCIL if elected is None else attrs.evolve(COUNCIL, members=elected + 1)
    found = [
        Start(
            Both("a paper for the council", "eine Vorlage für den Rat"),
            route=(item("council", council, _COUNCIL_ON),),
            id="council",
        ),
        Start(
            Both(
                "a paper for a committee and the council",
                "eine Vorlage für einen Ausschuss und den Rat",
            ),
            route=(
                item("committee", COMMITTEE, _COMMITTEE_ON, "preliminary"),
                item("council", council, _COUNCIL_ON),
            ),
            id="route",
        ),
    ]
    members = values.get("bodies.members") or {}
    for power in values.get("competence.powers") or ():
        name, topic = power.get("body", ""), power.get("topic", "")
        is_committee = name and name not in {each.value for each in BodyKind}
        if is_committee and name != "mayor" and topic and "above" not in power:
            body = Organization(
                name,
                BodyKind.COMMITTEE,
                members.get(name, COMMITTEE.members),
                experts=0,
            )
            paper = attrs.evolve(PAPER, topics=(topic,))
            told = Both(
                f"a paper on {topic} for {name}", f"eine Vorlage ({topic}) für {name}"
            )
            route = (item("committee", body, _COMMITTEE_ON),)
            found.append(Start(told, paper, route, id="committee"))
            break
    return tuple(found)


def papers_of(law: Law) -> tuple[Start, ...]:
    """Return the papers that properties can name: those of `starts_of`, and further ones.

    Args:
        law: the values in force; its council and committees are taken.
    """
    usual = starts_of(law)
    council = usual[0].route[0]
    urgent = attrs.evolve(PAPER, paper_type=PaperType.URGENT_PAPER)
    faction = attrs.evolve(
        PAPER,
        paper_type=PaperType.FACTION_MOTION,
        originators=("Fraktion",),
        author="faction-1",
    )
    reserved = attrs.evolve(PAPER, topics=("bye_law",))
    initiative = item("initiative", council.body, _INITIATIVE_ON, "initiative")
    committee = item("committee", COMMITTEE, _COMMITTEE_ON)
    return (
        *usual,
        Start(
            Both("an urgent paper for the council", "eine Dringlichkeitsvorlage"),
            urgent,
            (council,),
            id="urgent",
        ),
        Start(
            Both(
                "an urgent decision for the council to ratify",
                "eine Eilentscheidung, die der Rat genehmigen soll",
            ),
            PAPER,
            (attrs.evolve(council, role="ratification"),),
            id="urgent_decision",
        ),
        Start(
            Both(
                "a paper on which the council only gives its advice",
                "eine Vorlage, zu der der Rat nur vorberät",
            ),
            PAPER,
            (attrs.evolve(council, role="preliminary"),),
            id="advice",
        ),
        Start(
            Both("a motion of a faction", "ein Antrag einer Fraktion"),
            faction,
            (council,),
            "faction",
            id="faction",
        ),
        Start(
            Both(
                "a paper for the council, and an initiative against it",
                "eine Vorlage für den Rat, und ein Bürgerbegehren dagegen",
            ),
            PAPER,
            (council, initiative),
            id="initiative",
        ),
        Start(
            Both(
                "a paper for the council, and an initiative that a committee is to decide on",
                "eine Vorlage für den Rat, und ein Bürgerbegehren, über das ein Ausschuss "
                "entscheiden soll",
            ),
            PAPER,
            (council, attrs.evolve(initiative, body=COMMITTEE)),
            id="initiative_for_a_committee",
        ),
        Start(
            Both("a bye-law for the council", "eine Satzung für den Rat"),
            reserved,
            (council,),
            id="bye_law",
        ),
        Start(
            Both(
                "a bye-law that a committee is to decide",
                "eine Satzung, die ein Ausschuss beschließen soll",
            ),
            reserved,
            (committee,),
            id="bye_law_for_a_committee",
        ),
        *_of_district(law),
    )


def _of_district(law: Law) -> Iterator[Start]:
    """Yield a paper that a district council decides, where the law gives it some matter."""
    powers = law.values.get("competence.powers") or ()
    own = list(law.values.get("district.matters") or ())
    own += [e.get("topic") for e in powers if e.get("body") == DISTRICT.kind.value]
    known = set(own)
    for topic in (each for each in ("playground", *own) if each in known):
        paper = attrs.evolve(PAPER, topics=(topic,), districts=(DISTRICT.name,))
        yield Start(
            Both(
                "a paper that a district council decides",
                "eine Vorlage, über die eine Bezirksvertretung entscheidet",
            ),
            paper,
            (item("district", DISTRICT, _COMMITTEE_ON),),
            id="district",
        )
        return
