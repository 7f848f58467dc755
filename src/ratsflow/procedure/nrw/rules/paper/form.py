"""The form of the paper (A-2 to A-5, A-9, A-10)."""

from __future__ import annotations

import re

from fractions import Fraction
from typing import Any

import attrs

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.keys.paper import FIELDS
from ratsflow.law.patterns import matches
from ratsflow.model import ConsultationRole, Motion, PaperType
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, met, unknown, unmet
from ratsflow.procedure.nrw.rules.paper.kinds import (
    WITHOUT_VOTE,
    is_administrative,
    is_voted_on,
    kind_of,
)
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


FORM = Citation("Vordruck Beschlussvorlage der Verwaltung", "L", "form of a city")

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


def _fields_complete(question: Question) -> Answer:
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


def _summary_present_if_long(question: Question) -> Answer:
    motion = question.motion
    if motion.summary.strip():
        return MET
    limit = question.law["paper.max_pages_without_summary"]
    pages: int | Fraction | None = motion.reasons_pages
    if pages is None:
        per_page = question.law["paper.characters_per_page"]
        pages = Fraction(len(motion.reasons), per_page)
    if pages <= limit:
        return MET
    return unmet(f"{float(pages):.1f}", f"≤ {limit} / summary", limit=limit)


def _previous_consideration_stated(question: Question) -> Answer:
    if question.motion.previous_considerations is None:
        raise MissingFactError("motion.previous_considerations")
    return MET


def _bases(motion: Motion, reference: str) -> tuple[str, ...]:
    """Return the papers that a supplement may belong to."""
    listed = [each.reference for each in motion.previous_considerations or ()]
    prefixes = [each for each in listed if each and reference.startswith(each)]
    return motion.related or tuple(prefixes)


def _base_paper_listed(question: Question) -> Answer:
    motion = question.motion
    if motion.paper_type is not PaperType.SUPPLEMENT:
        return MET
    listed = {each.reference for each in motion.previous_considerations or ()} - {""}
    if not listed:
        return unmet("–", "previous_considerations", "base_paper_listed.none")
    bases = _bases(motion, motion.reference)
    if not bases:
        raise MissingFactError("motion.related")
    if listed.isdisjoint(bases):
        found = sorted(listed)
        needed = list(bases)
        return unmet(", ".join(found), ", ".join(needed), listed=found, bases=needed)
    return MET


def _reference(question: Question) -> str:
    given = question.get("reference") or question.motion.reference
    return str(given or "")


def _reference_well_formed(question: Question) -> Answer:
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


def _supplement_keeps_base_number(question: Question) -> Answer:
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


def _impact_checks_answered(question: Question) -> Answer:
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


def _votable_proposal(question: Question) -> Answer:
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


RULES = (
    Rule(
        "reference_well_formed",
        _reference_well_formed,
        label=Wording("Form der Drucksachennummer", "Form of the paper's number"),
        citation=Citation("Nummerierung der Drucksachen (örtlich)", "L"),
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="A-2",
        parameters=("paper.reference_pattern",),
        unmet=Wording(
            "Die Drucksachennummer {number} hat nicht die Form, die in der Stadt "
            "üblich ist.",
            "The number {number} does not have the form that the city uses.",
        ),
        remedy=Wording(
            "Eine Nummer dieser Form vergeben.", "Give a number of that form."
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "supplement_keeps_base_number",
        _supplement_keeps_base_number,
        label=Wording("Nummer des Nachtrags", "Number of a supplement"),
        citation=Citation("Nummerierung der Drucksachen (örtlich)", "L"),
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="A-2",
        parameters=("paper.supplement_suffix_pattern",),
        unmet=Wording(
            "Die Nummer {number} des Nachtrags besteht nicht aus der Nummer der "
            "Grundvorlage {bases} und dem üblichen Zusatz.",
            "The supplement's number {number} is not made of the number of its base "
            "paper {bases} and the usual suffix.",
        ),
        remedy=Wording(
            "Die Nummer der Grundvorlage mit Zusatz vergeben.",
            "Give the base paper's number with a suffix.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "fields_complete",
        _fields_complete,
        label=Wording("Pflichtangaben", "Mandatory fields"),
        citation=FORM,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="A-3",
        revision=2,
        parameters=("paper.required_fields", "paper.require_complete_quadruple"),
        unmet=Wording(
            "Die Vorlage ist unvollständig. {lacking}",
            "The paper is incomplete. {lacking}",
        ),
        remedy=Wording(
            "Die fehlenden Felder ausfüllen (Schritt „Text ändern“).",
            "Fill in the fields that lack (step “revise”).",
        ),
        cured_by=("author",),
    ),
    Rule(
        "summary_present_if_long",
        _summary_present_if_long,
        label=Wording(
            "Zusammenfassung bei langer Begründung", "Summary of long reasons"
        ),
        citation=FORM,
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="A-4",
        parameters=("paper.max_pages_without_summary", "paper.characters_per_page"),
        unmet=Wording(
            "Die Begründung geht über die Seitenzahl von {limit} hinaus, bis zu der "
            "keine Zusammenfassung nötig ist.",
            "The reasons exceed the number of pages ({limit}) up to which no summary "
            "is needed.",
        ),
        remedy=Wording(
            "Eine kurze Zusammenfassung voranstellen.", "Put a short summary in front."
        ),
        cured_by=("author",),
    ),
    Rule(
        "previous_consideration_stated",
        _previous_consideration_stated,
        label=Wording(
            "Angabe zur früheren Behandlung", "Statement on earlier consideration"
        ),
        citation=FORM,
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="A-5",
        remedy=Wording(
            "Frühere Behandlungen eintragen, oder „./.“, wenn es keine gab.",
            "List the earlier considerations, or state that there are none.",
        ),
        cured_by=("author",),
    ),
    Rule(
        "base_paper_listed",
        _base_paper_listed,
        label=Wording("Grundvorlage des Nachtrags", "Base paper of a supplement"),
        citation=FORM,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="A-5",
        unmet=Wording(
            "Der Nachtrag nennt als frühere Behandlung {listed}, aber nicht seine "
            "Grundvorlage {bases}.",
            "The supplement lists {listed} as earlier considerations, but not its "
            "base paper {bases}.",
        ),
        by_code={
            "none": Wording(
                "Der Nachtrag nennt keine frühere Behandlung und damit auch seine "
                "Grundvorlage nicht.",
                "The supplement lists no earlier consideration, and so not its base "
                "paper either.",
            ),
        },
        remedy=Wording(
            "Die Grundvorlage mit Gremium, Datum, TOP und Drucksachen-Nr. eintragen.",
            "List the base paper with body, date, item and number.",
        ),
        cured_by=("author",),
    ),
    Rule(
        "impact_checks_answered",
        _impact_checks_answered,
        label=Wording("Prüffelder der Vorlage", "Impact checks"),
        citation=Citation("Dienstanweisung Vorlagen (örtlich)", "L"),
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="A-9",
        parameters=("impact_checks.checks",),
        unmet=Wording(
            "Prüffelder der Vorlage sind nicht gültig beantwortet: {checks:value}.",
            "Impact checks of the paper have no valid answer: {checks:value}.",
        ),
        remedy=Wording(
            "Die Prüffelder beantworten; „nicht relevant“ ist eine Antwort.",
            "Answer the checks; “not relevant” is an answer.",
        ),
        cured_by=("author",),
    ),
    Rule(
        "votable_proposal",
        _votable_proposal,
        label=Wording("Bestimmter Beschlussvorschlag", "Proposal that can be voted on"),
        citation=Citation("Bestimmtheit des Beschlusses (allgemeiner Grundsatz)", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="A-10",
        unmet=Wording(
            "Der Beschlussvorschlag lässt sich nicht mit Ja oder Nein beantworten.",
            "The proposal cannot be answered with Yes or No.",
        ),
        by_code={
            "empty": Wording(
                "Die Vorlage enthält keinen Beschlussvorschlag.",
                "The paper contains no proposal.",
            ),
            "choice": Wording(
                "Der Beschlussvorschlag enthält das Wort „{observed}“. Es ist nicht "
                "geprüft, ob er sich mit Ja oder Nein beantworten lässt.",
                "The proposal contains the word “{observed}”. It is not checked "
                "whether it can be answered with Yes or No.",
            ),
        },
        remedy=Wording(
            "Über jede Alternative einzeln abstimmen, die weitestgehende zuerst; "
            "mehrere Punkte nummerieren.",
            "Vote on each alternative by itself, the most far-reaching first; number "
            "several points.",
        ),
        cured_by=("author", "chair"),
    ),
)
