"""Items that a minority or residents brought in: nobody else ends them unvoted (E-5, J-6)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import ConsultationRole, Motion, PaperType
from ratsflow.model.alike import alike, is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.decide import MAYOR_KEYS, ballot_of, simply_carried
from ratsflow.procedure.nrw.rules.paper.kinds import ADMINISTRATIVE, LIKE_ITS_BASE
from ratsflow.procedure.nrw.states import OPEN_CONSULTATION
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


RESIDENTS = frozenset(
    {PaperType.PETITION, PaperType.RESIDENT_MOTION, PaperType.CITIZENS_INITIATIVE}
)
ON_DEMAND = frozenset({PaperType.FACTION_MOTION, PaperType.AMENDMENT, *RESIDENTS})
"""Papers that members, a minority or residents have a right to see dealt with."""

_ANNOUNCED = frozenset({"on_agenda", "open", "second_call_on_agenda"})
_PREPARING = frozenset({"author", "mayor", "council_office"})
"""Who may replace or supplement a paper of the administration."""


def own_kind(question: Question) -> PaperType:
    """Return the type whose rules the paper on file follows, whatever is handed in.

    Raises:
        MissingFactError: it follows a base paper of which nobody has stated the type.
    """
    case = question.case
    kind = case.motion.paper_type
    if kind in LIKE_ITS_BASE:
        kind = PaperType(case.facts.get("base_paper_type", kind))
    if kind in LIKE_ITS_BASE:
        raise MissingFactError("base_paper_type")
    return kind


def names_of(question: Question) -> set[str]:
    """Return every name under which the actor acts; the minutes may name the originator.

    Raises:
        MissingFactError: the minutes do not say who withdrew.
    """
    actor = question.actor
    if question.role not in ("chair", "council_office"):
        return {actor.id, actor.name, actor.on_behalf_of} - {""}
    stated = question.inputs.get("withdrawn_by")
    if stated is None:
        raise MissingFactError("withdrawn_by")
    return {str(stated)}


def is_originator(question: Question, paper: Motion) -> bool:
    """Tell whether the actor brought the paper in.

    Raises:
        MissingFactError: nobody has stated who did.
    """
    if not paper.originators:
        raise MissingFactError("motion.originators")
    return any(is_one_of(name, paper.originators) for name in names_of(question))


def _changed_by_originator(question: Question) -> Answer:
    kind, paper = own_kind(question), question.case.motion
    if kind in RESIDENTS:
        own = "petitioner" in question.actor.roles
        return MET if own else _only(question, "petitioner", needed=["petitioner"])
    if kind in _OF_MEMBERS:
        if is_originator(question, paper):
            return MET
        names = list(paper.originators)
        code = "changed_by_originator.others"
        return _only(question, ", ".join(names), code, originators=names)
    held = {*question.actor.roles, *question.actor.deputises}
    if held & _PREPARING:
        return MET
    return _only(question, "author / mayor", needed=["author", "mayor"])


def _keeps_origin(question: Question) -> Answer:
    """A supplement changes a text, not whose paper it is nor what right it rests on."""
    kind, paper, text = own_kind(question), question.case.motion, question.motion
    after = text.paper_type
    if after in LIKE_ITS_BASE:
        after = PaperType(question.inputs.get("base_paper_type") or kind)
    if kind in ADMINISTRATIVE and after in ADMINISTRATIVE:
        return MET
    if after is not kind:
        kinds = {"before": kind.value, "after": after.value}
        code = "supplement_keeps_origin.kind"
        return unmet(after.value, kind.value, code, **kinds)
    if {*map(alike, text.originators)} == {*map(alike, paper.originators)}:
        return MET
    return unmet(", ".join(text.originators) or "–", ", ".join(paper.originators))


_OF_MEMBERS = frozenset(
    {
        PaperType.FACTION_MOTION,
        PaperType.AMENDMENT,
        PaperType.QUESTION,
        PaperType.PROCEDURAL_MOTION,
    }
)


def _only(
    question: Question, required: str, code: str = "", **data: list[str]
) -> Answer:
    actor = question.actor
    who = actor.on_behalf_of or actor.name or actor.id
    return unmet(who, required, code, **data)


def _voted_in_the_body(question: Question) -> Answer:
    """Answer whether the body itself put the item off or ended it, in its meeting."""
    if own_kind(question) not in ON_DEMAND:
        return MET
    meeting = question.about.meeting
    if meeting is not None and question.day < meeting.day:
        return unmet(
            question.day.isoformat(),
            f"≥ {meeting.day}",
            "minority_item_voted.early",
            not_before=meeting.day.isoformat(),
        )
    ballot = ballot_of(question, "procedural_ballot")
    if simply_carried(question, ballot):
        return MET
    return unmet(f"{ballot.yes}:{ballot.no}", "> 50 %")


def _not_ended_outside(question: Question) -> Answer:
    """An item on demand is not settled, struck off or merely noted without a vote."""
    if question.case.state == "draft" or own_kind(question) not in ON_DEMAND:
        return MET
    if question.step == "complete_noting":
        return _need_not_be_voted(question)
    if question.step == "note":
        decides = question.about.role is ConsultationRole.DECISION
        return _need_not_be_voted(question) if decides else MET
    if question.step == "settle":
        return _term_over(question)
    about = question.about
    if about.state not in _ANNOUNCED and _another_decides(question):
        return MET
    return unmet(about.id, "remove / settle_item")


def _need_not_be_voted(question: Question) -> Answer:
    """A petition is answered and may be noted; what else was demanded is voted on."""
    if own_kind(question) is PaperType.PETITION:
        return MET
    return unmet("noted", "vote")


def _term_over(question: Question) -> Answer:
    """Only the end of the term settles it without a vote (rule N-11)."""
    if question.get("term_ended_on") is None:
        return unmet(question.case.state, "settle_item / withdraw")
    ended = question.fact_day("term_ended_on")
    if question.day >= ended and question.law["end_of_term.discontinuity"] == "settle":
        return MET
    return unmet(question.day.isoformat(), f"≥ {ended}")


def _another_decides(question: Question) -> bool:
    """Tell whether the route keeps a deciding body without this consultation."""
    about, case = question.about, question.case
    if about.role is not ConsultationRole.DECISION or case.deciding is not None:
        return True
    return any(
        each.id != about.id
        and each.role is ConsultationRole.DECISION
        and each.state in OPEN_CONSULTATION
        for each in case.consultations
    )


_RIGHT = Citation(
    "§§ 24, 25, 26, § 48 Abs. 1 S. 2, § 50 Abs. 1 GO NRW",
    "K",
    "§ 48 Abs. 1 S. 2, § 50 Abs. 1 S. 1, 2 read",
)

RULES = (
    Rule(
        "changed_by_originator",
        _changed_by_originator,
        label=Wording("Änderung durch den Urheber", "Changed by its originator"),
        citation=_RIGHT,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-6",
        unmet=Wording(
            "Ergänzen oder ersetzen kann diese Vorlage nur: {needed:any_role}.",
            "This paper can be supplemented or replaced only by: {needed:any_role}.",
        ),
        by_code={
            "others": Wording(
                "Ergänzen oder ersetzen kann den Antrag nur, wer ihn gestellt hat: "
                "{originators}.",
                "The motion can be supplemented or replaced only by who moved it: "
                "{originators}.",
            ),
        },
        remedy=Wording(
            "Vom Urheber ändern lassen, oder einen Änderungsantrag stellen.",
            "Let its originator change it, or move an amendment.",
        ),
        cured_by=("faction", "petitioner", "mayor"),
    ),
    Rule(
        "supplement_keeps_origin",
        _keeps_origin,
        label=Wording("Art und Urheber bleiben", "Kind and originator stay"),
        citation=_RIGHT,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-5",
        unmet=Wording(
            "Eine Ergänzung ändert nicht, wer die Vorlage eingebracht hat; angegeben "
            "ist jemand anderes. Was dafür zu prüfen ist, wird nur bei der "
            "Einreichung geprüft.",
            "A supplement does not change who brought the paper in; somebody else is "
            "stated. What that takes is examined at the filing alone.",
        ),
        by_code={
            "kind": Wording(
                "Eine Ergänzung ändert die Art der Vorlage nicht: Eingereicht ist "
                "„{before:paper_type}“, angegeben ist „{after:paper_type}“.",
                "A supplement does not change the type of a paper: filed is "
                "“{before:paper_type}”, stated is “{after:paper_type}”.",
            ),
        },
        remedy=Wording(
            "Art und Urheber unverändert lassen, oder einen eigenen Antrag einbringen.",
            "Leave kind and originators as they are, or bring in a motion of one's own.",
        ),
        cured_by=("faction", "petitioner", "mayor"),
    ),
    Rule(
        "minority_item_voted",
        _voted_in_the_body,
        label=Wording(
            "Beschluss über den beantragten Punkt",
            "Vote on an item on demand",
        ),
        citation=_RIGHT,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-5",
        parameters=MAYOR_KEYS,
        revision=3,
        unmet=Wording(
            "Über einen beantragten Punkt verfügt nur das Gremium; es hat dem nicht "
            "mit Mehrheit zugestimmt.",
            "Only the body disposes of an item on demand; it has not agreed to this "
            "by a majority.",
        ),
        by_code={
            "early": Wording(
                "Über einen beantragten Punkt verfügt nur das Gremium durch Beschluss "
                "in seiner Sitzung, nicht vor dem {not_before}.",
                "Only the body disposes of an item on demand, by a vote in its "
                "meeting, not before {not_before}.",
            ),
        },
        remedy=Wording(
            "Im Gremium abstimmen lassen und das Ergebnis angeben.",
            "Let the body vote on it, and state the result.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "minority_item_kept",
        _not_ended_outside,
        label=Wording(
            "Beantragter Punkt bleibt bestehen", "An item on demand is not struck off"
        ),
        citation=_RIGHT,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-5",
        unmet=Wording(
            "Was Mitglieder, eine Minderheit oder Einwohner beantragt haben, endet "
            "nicht ohne Beschluss des Gremiums.",
            "What members, a minority or residents have moved does not end without a "
            "vote of the body.",
        ),
        remedy=Wording(
            "Im Gremium für erledigt erklären, oder vom Urheber zurückziehen lassen.",
            "Let the body declare it settled, or its originator withdraw it.",
        ),
        cured_by=("chair", "faction", "petitioner"),
        parameters=("end_of_term.discontinuity",),
        revision=3,
    ),
)

_BY_VOTE = ("postpone", "defer", "refer", "return_to_administration", "settle_item")

GUARDS: dict[str, tuple[str, ...]] = {
    "supplement": ("changed_by_originator", "supplement_keeps_origin"),
    "replace_by_supplement": ("changed_by_originator",),
    "settle": ("minority_item_kept",),
    "note": ("minority_item_kept",),
    "complete_noting": ("minority_item_kept",),
    "cancel_consultation": ("minority_item_kept",),
    **dict.fromkeys(_BY_VOTE, ("minority_item_voted",)),
}
