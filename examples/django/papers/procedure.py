"""How a small town decides: draft, signature, council, done. Each rule with its paragraph."""

from __future__ import annotations

from ratsflow import (
    Answer,
    Citation,
    Move,
    Parameter,
    Procedure,
    Question,
    Rule,
    State,
    Step,
    Wording,
    met,
    unmet,
)


def costs_stated(question: Question) -> bool:
    """Tell whether the paper says what it costs, were it nothing."""
    return question.motion.cost_statement is not None


def reasons_given(question: Question) -> bool:
    """Tell whether the paper gives reasons."""
    return bool(question.motion.reasons.strip())


def by_another(question: Question) -> Answer:
    """Answer whether somebody else signs than who brought the paper in."""
    same = question.actor.id == question.case.opened_by
    return unmet(question.actor.name) if same else met()


def decided(question: Question) -> str:
    """Return what the council decided: more Yes than No adopts."""
    ballot = question.inputs["ballot"]
    return "adopted" if ballot.yes > ballot.no else "rejected"


RULES = [
    Rule(
        "costs_stated",
        costs_stated,
        label=Wording("Kosten angegeben", "costs stated"),
        citation=Citation("§ 5 Geschäftsordnung (Muster)", "L"),
        unmet=Wording(
            "Die Vorlage sagt nicht, was sie kostet.",
            "The paper does not say what it costs.",
        ),
        remedy=Wording(
            "Kosten angeben, auch wenn es keine sind.", "State the costs, even none."
        ),
    ),
    Rule(
        "reasons_given",
        reasons_given,
        label=Wording("Begründung", "reasons"),
        citation=Citation("§ 6 Geschäftsordnung (Muster)", "L"),
        unmet=Wording("Die Begründung fehlt.", "The reasons are missing."),
        remedy=Wording("Die Vorlage begründen.", "Give reasons."),
    ),
    Rule(
        "by_another",
        by_another,
        label=Wording("Vier Augen", "four eyes"),
        citation=Citation("§ 8 Dienstanweisung (Muster)", "L"),
        unmet=Wording(
            "{observed} hat die Vorlage selbst eingebracht.",
            "{observed} brought the paper in.",
        ),
        remedy=Wording(
            "Von jemand anderem unterschreiben lassen.", "Let somebody else sign."
        ),
    ),
]

town = Procedure(
    "town",
    states=[
        State("draft", Wording("Entwurf", "draft")),
        State("signature", Wording("Zur Unterschrift", "to be signed")),
        State("council", Wording("Im Rat", "before the council")),
        State("adopted", Wording("Beschlossen", "adopted")),
        State("rejected", Wording("Abgelehnt", "rejected"), final=True),
        State("done", Wording("Ausgeführt", "carried out"), final=True),
    ],
    roles=["clerk", "mayor", "chair"],
    rules=RULES,
    steps=[
        Step(
            "revise",
            "draft",
            by="clerk",
            takes=[Parameter("motion", "motion")],
            label=Wording("Text ändern", "Change the text"),
        ),
        Step(
            "submit",
            "draft",
            "signature",
            by="clerk",
            guards=["costs_stated", "reasons_given"],
            label=Wording("Zur Unterschrift geben", "Hand in for signature"),
        ),
        Step(
            "sign",
            "signature",
            "council",
            by="mayor",
            guards="by_another",
            signs="mayor",
            takes=[Parameter("remark", required=False, label="Anmerkung")],
            label=Wording("Unterschreiben", "Sign"),
        ),
        Step(
            "return",
            "signature",
            "draft",
            by="mayor",
            takes=[Parameter("reasons", label=Wording("Warum?", "Why?"))],
            label=Wording("Zurückgeben", "Return"),
        ),
        Step(
            "vote",
            by="chair",
            takes=[Parameter("ballot", "ballot", label="Abstimmung")],
            decide=decided,
            outcomes={
                "adopted": [Move("motion", "council", "adopted")],
                "rejected": [Move("motion", "council", "rejected")],
            },
            label=Wording("Abstimmen", "Vote"),
        ),
        Step(
            "carry_out",
            "adopted",
            "done",
            by="clerk",
            label=Wording("Als ausgeführt melden", "Report as carried out"),
        ),
    ],
    words={
        "role": {
            "clerk": Wording("Sachbearbeitung", "clerk"),
            "mayor": Wording("Bürgermeisterin", "mayor"),
            "chair": Wording("Ratsvorsitz", "chair"),
        },
        "outcome": {
            "adopted": Wording("angenommen", "adopted"),
            "rejected": Wording("abgelehnt", "rejected"),
        },
    },
)
