"""The paper: who brings in which type (A-1), its number (A-2), its form (A-3 to A-10)."""

from __future__ import annotations

import re

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from ratsflow.law.paper_form import FIELDS
from ratsflow.law.patterns import matches
from ratsflow.model import ConsultationRole, Motion, PaperType
from ratsflow.model.alike import alike, is_one_of
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, met, unknown, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import (
    OF_ANOTHER_ITEM,
    OF_MEMBERS,
    RESIDENTS,
    WITHOUT_VOTE,
    is_administrative,
    is_voted_on,
    kind_of,
    paper_kind,
    stated,
)


_ALL = ("title", "proposal", "reasons", "public", "consultations", "meeting_day")
_INFORMING = tuple(name for name in _ALL if name != "proposal")
_STATED_EMPTY = frozenset(
    each.name for each in attrs.fields(Motion) if each.default is None
)
"""Fields where an empty tuple is a statement, for example "no earlier consideration"."""


def _required_fields(question: Question) -> tuple[str, ...]:
    own = question.law.values.get("paper.required_fields", {})
    kind = question.motion.paper_type.value
    if kind in own:
        return tuple(own[kind])
    if not is_administrative(question):
        return ()
    return _INFORMING if kind_of(question) in WITHOUT_VOTE else _ALL


@predicate(
    "base_paper_type law.paper.required_fields law.paper.require_complete_quadruple",
    "case.consultations consultations paper",
)
def fields_complete(question: Question) -> Answer:
    required = _required_fields(question)
    strange = [name for name in required if name not in FIELDS]
    if strange:
        return unknown(
            key="paper.required_fields",
            observed=", ".join(strange),
            code="fields_complete.no_such_field",
        )
    missing = [name for name in required if _lacks(question, name)]
    if question.law.values.get("paper.require_complete_quadruple") is not False:
        missing += _incomplete_previous(question.motion)
    if not missing:
        return MET
    named = ", ".join(missing)
    return unmet(named, named, missing=missing, facts=[_fact(each) for each in missing])


def _fact(field: str) -> str:
    """Name a field by the fact that has a word."""
    if field == "meeting_day":
        return "meeting.day"
    earlier, _, part = field.partition("].")
    if part:
        return f"{earlier.partition('[')[0]}.{part}"
    return field if field == "consultations" else f"motion.{field}"


def _lacks(question: Question, name: str) -> bool:
    planned = (*question.case.consultations, *question.inputs.get("consultations", ()))
    route = [each for each in planned if each.state != "cancelled"]
    if name == "consultations":
        return not route
    if name == "meeting_day":
        return any(each.meeting is None for each in route)
    value = getattr(question.motion, name)
    if name == "public" and value is None:
        return not route or any(each.public is None for each in route)
    return _is_blank(value, name)


def _is_blank(value: Any, name: str) -> bool:
    if isinstance(value, str):
        return not value.strip()
    if name in _STATED_EMPTY:
        return value is None
    return value is None or value in ((), {})


def _incomplete_previous(motion: Motion) -> list[str]:
    """Name what an earlier consideration lacks; having none is no lack."""
    return [
        f"previous_considerations[{index}].{name}"
        for index, each in enumerate(motion.previous_considerations or ())
        for name in ("body", "day", "agenda_number", "reference")
        if not getattr(each, name)
    ]


@field(
    "paper.reasons_pages",
    "paper.reasons paper.reasons_pages law.paper.characters_per_page",
)
def reasons_pages(question: Question) -> int | Fraction:
    """How many pages the reasons have: as stated, else by their length."""
    motion = question.motion
    if motion.reasons_pages is not None:
        return motion.reasons_pages
    return Fraction(len(motion.reasons), question.law["paper.characters_per_page"])


def _bases(motion: Motion, reference: str) -> tuple[str, ...]:
    """Return the papers that a supplement may belong to."""
    listed = [each.reference for each in motion.previous_considerations or ()]
    prefixes = [each for each in listed if each and reference.startswith(each)]
    return motion.related or tuple(prefixes)


@field("paper.listed", "paper")
def listed(question: Question) -> list[str]:
    """The numbers of what the paper lists as considered earlier; may be empty."""
    earlier = question.motion.previous_considerations or ()
    return sorted({each.reference for each in earlier} - {""})


@field("paper.bases", "paper")
def bases(question: Question) -> tuple[str, ...]:
    """The papers that a supplement may belong to."""
    found = _bases(question.motion, question.motion.reference)
    return stated(found or None, "motion.related")


def _reference(question: Question) -> str:
    given = question.get("reference") or question.motion.reference
    return str(given or "")


@predicate("reference", "law.paper.reference_pattern", "paper", "step")
def reference_well_formed(question: Question) -> Answer:
    reference = _reference(question)
    if not reference:
        if question.step == "file_motion":
            return met("–")
        raise MissingFactError("reference")
    pattern = question.law["paper.reference_pattern"]
    parts = [reference]
    if question.motion.paper_type is PaperType.SUPPLEMENT:
        parts += [b for b in question.motion.related if reference.startswith(b)]
    if any(matches(pattern, part) for part in parts):
        return MET
    return unmet(reference, pattern, number=reference)


@predicate("reference", "law.paper.supplement_suffix_pattern", "paper")
def supplement_keeps_base_number(question: Question) -> Answer:
    motion = question.motion
    if motion.paper_type is not PaperType.SUPPLEMENT:
        return MET
    reference = _reference(question)
    if not reference:
        raise MissingFactError("reference")
    bases = _bases(motion, reference)
    if not bases:
        raise MissingFactError("motion.related")
    suffix = question.law["paper.supplement_suffix_pattern"]
    for base in bases:
        if reference.startswith(base) and matches(suffix, reference[len(base) :]):
            return MET
    needed = f"{' / '.join(bases)} + {suffix}"
    return unmet(reference, needed, number=reference, bases=list(bases))


@predicate(
    "base_paper_type law.impact_checks.checks paper.impact_checks paper.paper_type"
)
def impact_checks_answered(question: Question) -> Answer:
    if not is_administrative(question):
        return MET
    missing, wrong, open_ = [], [], []
    for check in question.law["impact_checks.checks"]:
        name, values = check["id"], check.get("values", ())
        given = question.motion.impact_checks.get(name, "").strip()
        if not given:
            missing += [name] if check.get("required") is not False else []
        elif values and given not in values:
            wrong.append(f"{name}={given}")
            open_.append(name)
    if not missing and not wrong:
        return MET
    return unmet(
        ", ".join([*(f"{name}: –" for name in missing), *wrong]),
        "impact_checks",
        missing=missing,
        wrong=wrong,
        checks=[*missing, *open_],
    )


_CHOICE = re.compile(
    r"\b(oder|entweder|wahlweise|alternativ\w*|variante\w*|option\w*)\b", re.IGNORECASE
)
"""Words that may put several proposals into one vote."""


@predicate(
    "base_paper_type proposal_votable item.proposal item.role paper.paper_type",
    "paper.proposal",
)
def votable_proposal(question: Question) -> Answer:
    about = question.about
    if about.role is ConsultationRole.NOTING or not is_voted_on(question):
        return MET
    text = (about.proposal or question.motion.proposal).strip()
    if not text:
        return unmet("–", "proposal", "votable_proposal.empty")
    stated = question.inputs.get("proposal_votable")
    if stated is False:
        return unmet("proposal_votable = False", "proposal_votable = True")
    found = _CHOICE.search(text)
    if stated is True or found is None:
        return MET
    code = "votable_proposal.choice"
    return unknown("proposal_votable", observed=found.group(), code=code)


def filed_by(question: Question) -> Mapping[PaperType, tuple[str, ...]]:
    """Return the roles that file papers of a type."""
    members = ("faction", "councillor", *sorted(question.groups["of_a_district"]))
    residents = dict.fromkeys(RESIDENTS, ("petitioner",))
    return {**dict.fromkeys(OF_MEMBERS, members), **residents}


@predicate("base_paper_type", "paper.paper_type", "role", "step")
def originator_fits(question: Question) -> Answer:
    """Answer whether a paper of this type comes this way, and from this role."""
    return brought_in(question, filed_by(question))


def brought_in(
    question: Question, filed_by: Mapping[PaperType, tuple[str, ...]]
) -> Answer:
    """Answer whether whoever brings a paper in is who brings in papers of its type.

    Papers of a type that no role files are the administration's.
    """
    if question.step == "submit":
        if is_administrative(question):
            return MET
        kind, code = question.motion.paper_type.value, "originator_fits.no_pre_approval"
        return unmet(kind, "file_motion", code, kind=kind)
    filed = paper_kind(question)
    entitled = filed_by.get(filed, ())
    if question.role in entitled:
        return MET
    return unmet(
        f"{filed.value}: {question.role or '–'}",
        ", ".join(entitled) or "submit",
        "" if entitled else "originator_fits.administration",
        kind=filed.value,
        entitled=list(entitled),
    )


@predicate(
    "reference law.paper.reference_scope law.paper.term_starts day paper.day",
    "paper.reference",
)
def unique(question: Question) -> Answer:
    case = question.case
    number = number_of(question.inputs.get("reference")) or case.reference
    if not number:
        return MET
    bearing = [
        each
        for each in question.look(Look.NAMESAKES)
        if alike(each.reference) == alike(number)
    ]
    if not bearing:
        return MET
    own = question.motion.day or question.day
    scope = question.law["paper.reference_scope"]
    same = sorted(e.id for e in bearing if _counts_together(question, scope, own, e))
    told = f"{number}: {', '.join(same)}"
    return unmet(told, "reference", number=number, papers=same) if same else MET


def _counts_together(question: Question, scope: str, own: date, other: Case) -> bool:
    """Tell whether the counter did not start anew between two papers."""
    if scope == "always":
        return True
    theirs = stated(other.motion.day, "others.motion.day")
    if scope == "year":
        return theirs.year == own.year
    starts = sorted(map(date.fromisoformat, question.law["paper.term_starts"]))
    return bisect_right(starts, theirs) == bisect_right(starts, own)


@predicate("with_paper", "paper", "reference")
def paper_found(question: Question) -> Answer:
    if question.case.motion.paper_type not in OF_ANOTHER_ITEM:
        return MET
    base = number_of(question.inputs.get("with_paper")) or question.case.base
    if not base:
        return MET  # no item of its own either: rule item_of_its_own asks for its paper
    for each in question.look(Look.AMENDED):
        if alike(each.reference) == alike(base) or not each.reference:
            return MET
    return unmet(base, "reference")


@predicate("reference", "paper.reference")
def amendments_follow(question: Question) -> Answer:
    """Answer whether what amends the paper still finds it under its new number."""
    case = question.case
    given = question.inputs.get("reference") or case.facts.get("reference")
    before, after = case.reference, number_of(given)
    after = after or number_of(question.motion.reference)
    if not before or alike(before) == alike(after):
        return MET
    left = sorted(
        each.id
        for each in question.look(Look.AMENDING)
        if each.state not in question.groups["motion.final"]
        and not is_one_of(each.base, (after, case.id))
    )
    told = f"{before}: {', '.join(left)}"
    return unmet(told, before, number=before, papers=left) if left else MET
