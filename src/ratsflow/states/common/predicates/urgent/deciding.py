"""Rules on taking an urgent decision: its preconditions and its signatures (K-1 to K-4).

The preconditions make the decision unlawful where they lack; the second signature makes
it one at all.
"""

from __future__ import annotations

from collections.abc import Callable

from ratsflow.model import BodyKind, Organization
from ratsflow.model.alike import alike
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check
from ratsflow.states.common.predicates.urgent.bodies import (
    competent,
    is_committee,
    is_council,
    is_district_council,
)


CO_SIGNERS = {
    "decide_urgently": ("councillor",),
    "decide_urgently_for_committee": ("chair", "committee_councillor"),
    "decide_urgently_for_district": ("district_member",),
}
"""Who may be the second signatory of which urgent decision (`co_signer_role`)."""


@predicate("co_signed_by")
def _two_signatures(question: Question) -> Answer:
    second = question.inputs.get("co_signed_by")
    if second is None:
        raise MissingFactError("co_signed_by")
    actor = question.actor
    first = {_plain(name) for name in (actor.id, actor.name, actor.on_behalf_of)}
    if not _plain(second) or _plain(second) in first:
        return unmet(second.strip() or "–", "2")
    return MET


def _plain(name: str) -> str:
    """Return a name as it sounds: without case, blanks, dots and other signs."""
    return "".join(each for each in alike(name) if each.isalnum())


@predicate("co_signer_role")
def _co_signer_entitled(question: Question) -> Answer:
    role = question.inputs.get("co_signer_role")
    if role is None:
        raise MissingFactError("co_signer_role")
    allowed = CO_SIGNERS[question.step]
    if role in allowed:
        return MET
    return unmet(role or "–", " / ".join(allowed), allowed=list(allowed))


@predicate("co_signed_by", "co_signer_biased")
def _co_signer_unbiased(question: Question) -> Answer:
    biased = question.inputs.get("co_signer_biased")
    if biased is None:
        raise MissingFactError("co_signer_biased")
    return MET if biased is False else unmet(str(question.inputs.get("co_signed_by")))


@predicate("mayor_prevented")
def _mayor_or_deputy(question: Question) -> Answer:
    if question.role == "mayor" and not question.as_deputy:
        return MET
    prevented = question.inputs.get("mayor_prevented")
    if prevented is None:
        raise MissingFactError("mayor_prevented")
    return MET if prevented is True else unmet(question.actor.name or question.actor.id)


@predicate()
def _by_main_committee(question: Question) -> Answer:
    body = question.about.body
    main = body.kind is BodyKind.MAIN_COMMITTEE
    return MET if main else unmet(body.name, BodyKind.MAIN_COMMITTEE.value)


def _matter_of(is_meant: Callable[[Organization], bool]) -> Check:
    def check(question: Question) -> Answer:
        bodies = competent(question)
        if not bodies:
            raise MissingFactError("consultations")
        others = [body.name for body in bodies if not is_meant(body)]
        return unmet(", ".join(others)) if others else MET

    return check


urgent_council_matter_check = predicate(name="urgent_council_matter")(
    _matter_of(is_council)
)
urgent_committee_matter_check = predicate(name="urgent_committee_matter")(
    _matter_of(is_committee)
)
urgent_district_matter_check = predicate(name="urgent_district_matter")(
    _matter_of(is_district_council)
)
