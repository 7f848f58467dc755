"""The smallest useful procedure: five states and one rule."""

from ratsflow import Citation, Parameter, Procedure, Rule, State, Step, Wording


costs = Rule(
    "cost_statement_required",
    lambda question: question.motion.cost_statement is not None,
    label=Wording("Kostenangabe nötig", "cost statement required"),
    citation=Citation("§ 5 Geschäftsordnung (Muster)", "L"),
    remedy=Wording(
        "Kosten angeben, auch wenn es keine sind.", "State the costs, even none."
    ),
)

small = Procedure(
    "small",
    states=["draft", "review", "committee", "council", State("executed", final=True)],
    roles=["clerk", "alderman", "chair"],
    rules=[costs],
    steps=[
        Step("submit", "draft", "review", by="clerk", guards=costs.id),
        Step("revise", "draft", by="clerk", takes=[Parameter("motion", "motion")]),
        Step("approve", "review", "committee", by="alderman", binds=True),
        Step("return", ["review", "committee"], "draft", by=["alderman", "chair"]),
        Step("recommend", "committee", "council", by="chair", binds=True),
        Step("adopt", "council", "executed", by="chair", binds=True),
    ],
)
