"""Rules on publicity (F): public by default, excluded by category or by resolution."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.local import Law
from ratsflow.model import Consultation, Motion
from ratsflow.model.text import Wording
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.nrw.notation import consultation, motion, step, takes_in
from ratsflow.procedure.nrw.rules.agenda.asked import handed_in, simple_majority
from ratsflow.procedure.nrw.rules.voting.amendments import called, same_item
from ratsflow.procedure.nrw.states import LEGALLY_OBJECTIONABLE
from ratsflow.procedure.nrw.topics import classified, topics
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind, Step


def is_public(item: Consultation, paper: Motion) -> bool:
    """Tell whether an item is dealt with in public.

    Raises:
        MissingFactError: neither the item nor the paper says so.
    """
    public = paper.public if item.public is None else item.public
    if public is None:
        raise MissingFactError("consultation.public")
    return public


def neutral_title(item: Consultation, paper: Motion, law: Law) -> str:
    """Return what anybody may read of an item: number and neutral wording, or the title.

    Args:
        item: the item.
        paper: the paper.
        law: the municipality's law, with the wordings by category.

    Returns:
        The title of a public item; for any other ``N 4.2`` with the neutral wording,
        and the number alone where no category fits. What is not stated is not public.

    References:
        § 30, § 48 Abs. 1, 2 GO NRW; rules E-6 and F-4.
    """
    public = paper.public if item.public is None else item.public
    if public is True:
        return paper.title
    wordings = law.values.get("publicity.nonpublic_topics") or {}
    of = (
        wordings[topic] for topic in classified(paper, law) or () if topic in wordings
    )
    return " – ".join(filter(None, (item.agenda_number, next(of, ""))))


def _categories(question: Question) -> tuple[str, ...]:
    """Return the topics of the motion that the rules of procedure exclude."""
    of = topics(question)
    if not of:
        return ()
    excluded = question.law["publicity.nonpublic_topics"]
    return tuple(topic for topic in of if topic in excluded)


def _must_be_public(question: Question) -> set[str]:
    """Return the topics of the motion that no category can exclude."""
    must: set[str] = set(topics(question))
    return must.intersection(question.law["publicity.must_be_public"])


def _publicity_correct(question: Question) -> Answer:
    if is_public(question.about, question.motion):
        return MET
    must = _must_be_public(question)
    if must:
        told = ", ".join(sorted(must))
        code = "publicity_correct.must"
        return unmet(told, "public = True", code, matters=sorted(must))
    if _categories(question):
        return MET
    return simple_majority(question, "publicity_correct.no_resolution")


def _confidential_matter_kept(question: Question) -> Answer:
    if not is_public(question.about, question.motion):
        return MET
    found = _categories(question)
    if not found:
        return MET
    return unmet(", ".join(found), "public = False", matters=list(found))


def _exclusion_possible(question: Question) -> Answer:
    must = _must_be_public(question)
    if not must:
        return MET
    return unmet(", ".join(sorted(must)), "public = True", matters=sorted(must))


def _excluded_from_here(question: Question) -> Answer:
    """The step says so itself, so that the item is private from here on."""
    return MET if handed_in(question, "public") is False else unmet("public = True")


def _exclusion_moved(question: Question) -> Answer:
    by = handed_in(question, "moved_by")
    return MET if by in ("member", "mayor") else unmet(str(by), "member / mayor")


def _exclusion_reasons_private(question: Question) -> Answer:
    if handed_in(question, "reasons_given_in_public") is False:
        return MET
    return unmet("reasons_given_in_public = True", "reasons_given_in_public = False")


def _exclusion_told(question: Question) -> Answer:
    return (
        MET
        if handed_in(question, "public_told") is True
        else unmet("public_told = False", "public_told = True")
    )


def _nonpublic_result_announced(question: Question) -> Answer:
    decided = question.case.deciding
    if decided is None or is_public(decided, question.motion):
        return MET
    if question.get("announcement_waived") is True:
        return MET
    told = question.fact_day("result_announced_on")
    if told <= question.day:
        return MET
    return unmet(str(told), f"≤ {question.day}", told=told.isoformat())


def _amends_in_public(question: Question) -> Answer:
    """An amendment to a paper that is not public would tell what is in it."""
    if not (number_of(question.inputs.get("with_paper")) or question.case.base):
        return MET
    if not is_public(question.about, question.motion):
        return MET
    private = [
        called(each)
        for each in question.look(Look.AMENDED)
        if not _is_public_here(each, question.about)
    ]
    if not private:
        return MET
    papers = sorted(private)
    return unmet(", ".join(papers), "public = False", papers=papers)


def _is_public_here(paper: Case, about: Consultation) -> bool:
    here = [each for each in paper.consultations if same_item(each, about)]
    if not here:
        return paper.is_public
    return all(is_public(each, paper.motion) for each in here)


_PUBLIC = Citation("§ 48 Abs. 2 GO NRW", "K")

RULES = (
    Rule(
        "publicity_correct",
        _publicity_correct,
        label=Wording("Öffentlichkeit der Beratung", "Publicity of the item"),
        citation=Citation("§ 48 Abs. 2, § 58 Abs. 2, § 36 Abs. 5 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="F-2",
        unmet=Wording(
            "Die Öffentlichkeit ist ausgeschlossen, ohne dass die Geschäftsordnung "
            "oder ein Beschluss das trägt. Der Beschluss zur Sache wäre rechtswidrig.",
            "The public is excluded, and neither the rules of procedure nor a vote "
            "carries that. The resolution would be unlawful.",
        ),
        by_code={
            "must": Wording(
                "Die Öffentlichkeit ist ausgeschlossen; notwendig öffentlich ist "
                "aber: {matters:topic}. Der Beschluss wäre rechtswidrig.",
                "The public is excluded; necessarily public is: {matters:topic}. The "
                "resolution would be unlawful.",
            ),
        },
        remedy=Wording(
            "Öffentlich behandeln, oder den Ausschluss für den Einzelfall beschließen.",
            "Deal with it in public, or resolve the exclusion for the single case.",
        ),
        cured_by=("chair", "council_office"),
        parameters=("publicity.nonpublic_topics", "publicity.must_be_public"),
    ),
    Rule(
        "confidential_matter_kept",
        _confidential_matter_kept,
        label=Wording("Vertrauliche Angelegenheit", "Confidential matter"),
        citation=Citation("§ 48 Abs. 2 GO NRW; Geschäftsordnung", "L", "effect [K]"),
        layer=Layer.LOCAL,
        consequence=Consequence.ORDER,
        catalogue="F-1",
        unmet=Wording(
            "Die Geschäftsordnung schließt hier die Öffentlichkeit aus: "
            "{matters:topic}. Öffentlich behandelt, wird Vertrauliches bekannt.",
            "The rules of procedure exclude the public here: {matters:topic}. Dealt "
            "with in public, confidential matters become known.",
        ),
        remedy=Wording("Nichtöffentlich behandeln.", "Deal with it in private."),
        cured_by=("chair", "council_office"),
        parameters=("publicity.nonpublic_topics",),
    ),
    Rule(
        "amendment_not_more_public",
        _amends_in_public,
        label=Wording(
            "Änderungsantrag so öffentlich wie seine Vorlage", "As public as its paper"
        ),
        citation=_PUBLIC,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="F-1",
        looks_at=Look.AMENDED.value,
        unmet=Wording(
            "Die Vorlage, die geändert werden soll, wird nichtöffentlich behandelt: "
            "{papers}. Öffentlich beraten, macht der Antrag sie bekannt.",
            "The paper to be amended is dealt with in private: {papers}. Debated in "
            "public, the motion makes it known.",
        ),
        remedy=Wording(
            "Den Antrag im nichtöffentlichen Teil behandeln.",
            "Deal with the motion in private.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "exclusion_majority",
        simple_majority,
        label=Wording("Beschluss über den Ausschluss", "Vote to exclude the public"),
        citation=_PUBLIC,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="F-2",
        unmet=Wording(
            "Der Ausschluss der Öffentlichkeit hat keine Mehrheit gefunden.",
            "The exclusion of the public found no majority.",
        ),
        remedy=Wording("Öffentlich weiterberaten.", "Go on in public."),
        cured_by=("chair",),
    ),
    Rule(
        "exclusion_possible",
        _exclusion_possible,
        label=Wording("Notwendig öffentlich", "Necessarily public"),
        citation=_PUBLIC,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="F-2",
        unmet=Wording(
            "Notwendig öffentlich zu behandeln ist: {matters:topic}.",
            "Necessarily dealt with in public is: {matters:topic}.",
        ),
        remedy=Wording("Öffentlich weiterberaten.", "Go on in public."),
        cured_by=("chair",),
        parameters=("publicity.must_be_public",),
    ),
    Rule(
        "excluded_from_here",
        _excluded_from_here,
        label=Wording("Nichtöffentlich ab hier", "In private from here on"),
        citation=_PUBLIC,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="F-2",
        unmet=Wording(
            "Wer die Öffentlichkeit ausschließt, berät nichtöffentlich weiter; "
            "angegeben ist öffentlich.",
            "Whoever excludes the public goes on in private; what is stated is public.",
        ),
        remedy=Wording(
            "Den Punkt als nichtöffentlich angeben.",
            "State that the item is not public.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "exclusion_moved",
        _exclusion_moved,
        label=Wording("Antrag auf Ausschluss", "Motion to exclude the public"),
        citation=_PUBLIC,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="F-2",
        unmet=Wording(
            "Über den Ausschluss wird auf Antrag eines Mitglieds oder auf Vorschlag "
            "der Bürgermeisterin oder des Bürgermeisters beschlossen; der Antrag kam "
            "von anderer Seite.",
            "The exclusion is voted on a member's motion or the mayor's proposal; the "
            "motion came from somebody else.",
        ),
        remedy=Wording("Einen Antrag stellen lassen.", "Let a member move it."),
        cured_by=("chair",),
    ),
    Rule(
        "exclusion_reasons_private",
        _exclusion_reasons_private,
        label=Wording("Begründung des Ausschlusses", "Reasons for the exclusion"),
        citation=_PUBLIC,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="F-2",
        unmet=Wording(
            "Der Antrag auf Ausschluss wurde öffentlich begründet oder beraten.",
            "The motion to exclude the public was reasoned or debated in public.",
        ),
        remedy=Wording(
            "Nur in nichtöffentlicher Sitzung begründen und beraten.",
            "Give reasons and debate in private only.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "exclusion_told",
        _exclusion_told,
        label=Wording("Hinweis an die Öffentlichkeit", "Public told of the exclusion"),
        citation=_PUBLIC,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="F-2",
        unmet=Wording(
            "Der Öffentlichkeit wurde nicht gesagt, dass nichtöffentlich weiterberaten "
            "wird.",
            "The public was not told that the discussion goes on in private.",
        ),
        remedy=Wording("In geeigneter Weise mitteilen.", "Tell the public suitably."),
        cured_by=("chair",),
    ),
    Rule(
        "nonpublic_result_announced",
        _nonpublic_result_announced,
        label=Wording("Nichtöffentlicher Beschluss", "Resolution taken in private"),
        citation=Citation("§ 52 Abs. 2 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="F-3",
        unmet=Wording(
            "Der wesentliche Inhalt des Beschlusses wird erst am {told} zugänglich.",
            "The essential content of the resolution becomes accessible only on "
            "{told}.",
        ),
        remedy=Wording(
            "Bekanntgeben, ohne personenbezogene Daten; oder angeben, dass im Einzelfall "
            "anderes beschlossen ist.",
            "Announce it without personal data; or state that it was resolved otherwise "
            "in the single case.",
        ),
        cured_by=("council_office", "mayor"),
    ),
)

_AMENDS = ("amendment_not_more_public",)

GUARDS = {
    "place_on_agenda": _AMENDS,
    "add_urgently": _AMENDS,
    "open_item": ("publicity_correct", "confidential_matter_kept", *_AMENDS),
    "exclude_public": (
        "exclusion_majority",
        "excluded_from_here",
        "exclusion_possible",
        "exclusion_moved",
        "exclusion_reasons_private",
        "exclusion_told",
    ),
    "close": ("nonpublic_result_announced",),
}

_FROM_DECISION = LEGALLY_OBJECTIONABLE

STEPS: tuple[Step, ...] = (
    step(
        "exclude_public",
        "Öffentlichkeit ausschließen",
        "Exclude the public",
        "",
        ("chair", "council_office"),
        (consultation("open"),),
        takes_in("procedural_ballot", Kind.BALLOT),
        takes_in("moved_by"),
        takes_in("public", Kind.FLAG),
        takes_in("reasons_given_in_public", Kind.FLAG, optional=True),
        takes_in("public_told", Kind.FLAG, optional=True),
    ),
    step(
        "announce_result",
        "Nichtöffentlichen Beschluss bekanntgeben",
        "Announce a resolution taken in private",
        "",
        ("council_office", "mayor"),
        (motion(_FROM_DECISION),),
        takes_in("result_announced_on", Kind.DAY, optional=True),
        takes_in("announcement_waived", Kind.FLAG, optional=True),
    ),
)

NOT_RULES: dict[str, str] = {
    "F-4": (
        "Confidentiality binds the members and the views of the log, not a step; "
        "'neutral_title' says what a reader without a mandate may see."
    ),
}
