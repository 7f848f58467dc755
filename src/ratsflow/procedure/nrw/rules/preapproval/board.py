"""The equal opportunities officer and the mayor's board (B-4, B-5)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import BodyKind, SignatureDecision
from ratsflow.model.alike import is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import consultation, motion, step, takes_in
from ratsflow.procedure.nrw.rules.paper.kinds import is_administrative
from ratsflow.procedure.nrw.rules.preapproval.cosigners import DECLARATION
from ratsflow.procedure.nrw.rules.preapproval.signatures import (
    OVERRIDE,
    PARTICIPATING,
    RELEASING,
    participants,
)
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind, Step


OFFICER = "equal_opportunities_officer"
_OF_THE_BOARD = ("alderman", PARTICIPATING, "treasurer")
"""Offices whose holders sit in the board beside the mayor (*Verwaltungsvorstand*)."""


def objects_for_equality(question: Question) -> bool:
    """Tell whether the officer's last word, under whatever text, is an objection."""
    last = {each.office: each.decision for each in question.case.signatures}
    object_ = SignatureDecision.OBJECT
    return object_ in (last.get(DECLARATION), last.get(OFFICER))


def _equality_objection_admissible(question: Question) -> Answer:
    if question.inputs.get("decision") != SignatureDecision.OBJECT:
        return MET
    if is_administrative(question):
        return MET
    kind = question.motion.paper_type.value
    return unmet(kind, "Beschlussvorlage", kind=kind)


def _equal_opp_notice_read(question: Question) -> Answer:
    if not is_administrative(question) or not objects_for_equality(question):
        return MET
    if question.about.body.kind is not BodyKind.COUNCIL:
        return MET
    read = question.inputs.get("notice_read")
    if read is None:
        raise MissingFactError("notice_read")
    return MET if read is True else unmet("notice_read = False", "notice_read = True")


def _mayor_decides_disagreement(question: Question) -> Answer:
    if question.role in RELEASING:
        return MET
    needed = list(RELEASING)
    return unmet(question.role or "–", " / ".join(needed), deciding=needed)


def _disagreement_voiced(question: Question) -> Answer:
    """The mayor decides where somebody of the board refuses; else the alderman signs."""
    text = question.motion.text_hash
    last = {
        (each.office, each.actor_id): each.decision
        for each in question.case.signatures
        if each.text_hash == text and each.office in _OF_THE_BOARD
    }
    if SignatureDecision.OBJECT in last.values():
        return MET
    return unmet("–", "refuse_to_sign")


def _refusal_objects(question: Question) -> Answer:
    decision = question.inputs.get("decision")
    if decision is None:
        raise MissingFactError("decision")
    if decision == SignatureDecision.OBJECT:
        return MET
    return unmet(str(decision), SignatureDecision.OBJECT.value)


def _dissent_in_main_committee(question: Question) -> Answer:
    body = question.about.body
    if body.kind is BodyKind.MAIN_COMMITTEE:
        return MET
    return unmet(body.name, "Hauptausschuss")


def _dissent_on_own_matter(question: Question) -> Answer:
    """Ask whether the matter is of the department that the alderman heads."""
    who, lead = question.actor.id, question.get("lead_alderman")
    if is_one_of(who, (lead or "",)) or is_one_of(who, participants(question)):
        return MET
    if lead is None:
        raise MissingFactError("lead_alderman")
    return unmet(who, ", ".join((lead, *participants(question))))


def _mayor_informed_of_dissent(question: Question) -> Answer:
    if question.fact("mayor_informed") is True:
        return MET
    return unmet("–", "mayor")


_EQUALITY = Citation("§ 5 Abs. 5 GO NRW", "V", "greven.net, haan.de")
_BOARD = Citation("§ 70 GO NRW", "V", "anwalt24")

RULES = (
    Rule(
        "equality_objection_admissible",
        _equality_objection_admissible,
        label=Wording(
            "Widerspruch gegen eine Beschlussvorlage", "Objection to a decision paper"
        ),
        citation=_EQUALITY,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="B-4",
        unmet=Wording(
            "Der Widerspruch der Gleichstellungsbeauftragten ist nur gegen "
            "Beschlussvorlagen der Verwaltung möglich; diese Vorlage hat die Art "
            "„{kind:paper_type}“.",
            "The equal opportunities officer can object to papers of the "
            "administration only; this paper is of the type “{kind:paper_type}”.",
        ),
        remedy=Wording(
            "In Rat oder Ausschuss das Wort verlangen.",
            "Ask for the floor in council or committee.",
        ),
        cured_by=(OFFICER,),
    ),
    Rule(
        "equal_opp_notice_read",
        _equal_opp_notice_read,
        label=Wording(
            "Unterrichtung über den Widerspruch der Gleichstellungsbeauftragten",
            "Notice of the equal opportunities officer's objection",
        ),
        citation=_EQUALITY,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="B-4",
        unmet=Wording(
            "Der Rat wurde zu Beginn der Beratung nicht über den Widerspruch der "
            "Gleichstellungsbeauftragten und seine Gründe unterrichtet.",
            "The council was not told of the equal opportunities officer's objection "
            "and its reasons at the beginning of the deliberation.",
        ),
        unknown=Wording(
            "Die Gleichstellungsbeauftragte hat widersprochen. {lacking}",
            "The equal opportunities officer has objected. {lacking}",
        ),
        remedy=Wording(
            "Den Widerspruch mit seinen wesentlichen Gründen zu Beginn vortragen.",
            "Read out the objection with its main reasons at the beginning.",
        ),
        cured_by=("mayor", "chair"),
    ),
    Rule(
        "mayor_decides_disagreement",
        _mayor_decides_disagreement,
        label=Wording(
            "Entscheidung bei Meinungsverschiedenheit", "Decision on a disagreement"
        ),
        citation=_BOARD,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="B-5",
        unmet=Wording(
            "Bei Meinungsverschiedenheiten im Verwaltungsvorstand entscheiden nur: "
            "{deciding:role}.",
            "A disagreement in the mayor's board is decided only by: {deciding:role}.",
        ),
        remedy=Wording(
            "Die Bürgermeisterin oder den Bürgermeister entscheiden lassen.",
            "Let the mayor decide.",
        ),
        cured_by=RELEASING,
    ),
    Rule(
        "disagreement_voiced",
        _disagreement_voiced,
        label=Wording("Erklärte Meinungsverschiedenheit", "Disagreement voiced"),
        citation=_BOARD,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="B-5",
        unmet=Wording(
            "Im Verwaltungsvorstand hat niemand widersprochen; die oder der Beigeordnete "
            "unterschreibt selbst.",
            "Nobody in the board has disagreed; the alderman signs.",
        ),
        remedy=Wording(
            "Unterschreiben lassen, oder die Unterschrift mit Gründen verweigern lassen.",
            "Let the alderman sign, or refuse to sign and say why.",
        ),
        cured_by=("alderman", "treasurer"),
    ),
    Rule(
        "refusal_objects",
        _refusal_objects,
        label=Wording("Verweigerung als Widerspruch", "A refusal objects"),
        citation=_BOARD,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="B-5",
        unmet=Wording(
            "Wer die Unterschrift verweigert, widerspricht; wer zustimmt, unterschreibt.",
            "Who refuses to sign objects; who consents signs.",
        ),
        remedy=Wording(
            "„Nicht zugestimmt“ angeben, oder unterschreiben.",
            "State that the signature is refused, or sign.",
        ),
        cured_by=("alderman",),
    ),
    Rule(
        "dissent_in_main_committee",
        _dissent_in_main_committee,
        label=Wording("Ort der abweichenden Auffassung", "Place of a dissenting view"),
        citation=_BOARD,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="B-5",
        unmet=Wording(
            "Beigeordnete tragen eine abweichende Auffassung im Hauptausschuss vor; "
            "hier berät: {observed}.",
            "Aldermen present a dissenting view in the main committee; here the body "
            "is: {observed}.",
        ),
        remedy=Wording(
            "Im Hauptausschuss vortragen.", "Present it in the main committee."
        ),
        cured_by=("alderman",),
    ),
    Rule(
        "dissent_on_own_matter",
        _dissent_on_own_matter,
        label=Wording("Eigener Geschäftsbereich", "Matter of one's own department"),
        citation=_BOARD,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="B-5",
        unmet=Wording(
            "Die Sache gehört nicht zum eigenen Geschäftsbereich; nur darin tragen "
            "Beigeordnete eine abweichende Auffassung vor.",
            "The matter is not one of the alderman's own department; only on those a "
            "dissenting view is presented.",
        ),
        remedy=Wording(
            "Die zuständige Beigeordnete oder den zuständigen Beigeordneten vortragen "
            "lassen.",
            "Let the alderman speak whose department it is.",
        ),
        cured_by=("alderman",),
    ),
    Rule(
        "mayor_informed_of_dissent",
        _mayor_informed_of_dissent,
        label=Wording(
            "Vorherige Unterrichtung über die abweichende Auffassung",
            "Notice of a dissenting view",
        ),
        citation=_BOARD,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="B-5",
        unmet=Wording(
            "Die Bürgermeisterin oder der Bürgermeister wurde über die abweichende "
            "Auffassung nicht vorher unterrichtet.",
            "The mayor was not told of the dissenting view before.",
        ),
        remedy=Wording(
            "Die Bürgermeisterin oder den Bürgermeister vorher unterrichten.",
            "Inform the mayor before.",
        ),
        cured_by=("alderman",),
    ),
)

STEPS: tuple[Step, ...] = (
    step(
        "declare_for_equal_opportunities",
        "Erklärung der Gleichstellungsbeauftragten",
        "Declaration of the equal opportunities officer",
        "",
        OFFICER,
        (
            motion(
                (
                    "co_signature",
                    "alderman_review",
                    "mayor_review",
                    "released",
                    "in_consultation",
                )
            ),
        ),
        takes_in("decision"),
        takes_in("remark"),
        signs=DECLARATION,
    ),
    step(
        "refuse_to_sign",
        "Unterschrift verweigern",
        "Refuse to sign",
        "M4",
        "alderman",
        (motion("alderman_review"),),
        takes_in("decision"),
        takes_in("remark"),
        signs="alderman",
    ),
    step(
        "decide_board_disagreement",
        "Meinungsverschiedenheit entscheiden",
        "Decide a disagreement in the board",
        "M4",
        RELEASING,
        (motion("alderman_review", "mayor_review"),),
        takes_in("reasons"),
        takes_in("dissenters", Kind.NAMES, optional=True),
        signs=OVERRIDE,
    ),
    step(
        "present_dissent",
        "Abweichende Auffassung vortragen",
        "Present a dissenting view",
        "",
        "alderman",
        (consultation(("on_agenda", "open")),),
        takes_in("dissent"),
        takes_in("mayor_informed", Kind.FLAG, optional=True),
    ),
)
