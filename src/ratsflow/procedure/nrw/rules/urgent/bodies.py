"""Whose decision an urgent decision replaces."""

from __future__ import annotations

from ratsflow.model import Body, BodyKind
from ratsflow.procedure.question import Question


def competent(question: Question, but: str = "") -> tuple[Body, ...]:
    """Return the bodies that decide or ratify by the route, one consultation left out."""
    return tuple(
        each.body
        for each in question.case.consultations
        if each.is_authoritative and each.state != "cancelled" and each.id != but
    )


def is_council(body: Body) -> bool:
    """Tell whether it is the council (*Rat*)."""
    return body.kind is BodyKind.COUNCIL


def is_committee(body: Body) -> bool:
    """Tell whether it is a committee of the council (*Ausschuss*)."""
    return body.is_committee


def is_district_council(body: Body) -> bool:
    """Tell whether it is a district council (*Bezirksvertretung*)."""
    return body.kind is BodyKind.DISTRICT_COUNCIL
