"""One missing thing, once, with all that waits for it, and who supplies it by which step."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    Ballot,
    Citation,
    DefinitionError,
    Motion,
    Move,
    Office,
    Parameter,
    Procedure,
    Rule,
    State,
    Step,
    Until,
    Wording,
    met,
    unknown,
    unmet,
)
from ratsflow.engine.missing import Missing, missing_of
from ratsflow.engine.telling import cite
from ratsflow.errors import RefusedError
from ratsflow.procedure.question import MissingFactError


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("meier", "Eva Meier", roles=["clerk"])
CHAIR = Actor("ott", roles=["chair"])


def carried(question):
    """Decide a vote; without a ballot it fails as careless code does."""
    ballot = question.inputs["ballot"]
    return "adopted" if ballot.yes > ballot.no else "rejected"


def more_than_nobody(question):
    """Read the ballot as rules do that know it may be absent."""
    ballot = question.inputs.get("ballot")
    if ballot is None:
        raise MissingFactError("ballot")
    return ballot.yes + ballot.no > 0


def topic_stated(question):
    """Ask for a fact that another step states."""
    question.fact("topic")
    return True


def after_the_first(question):
    """Wait for a day."""
    first = date(2026, 4, 1)
    if question.day >= first:
        return True
    return unmet(str(question.day), str(first), not_before=first.isoformat())


def town(*rules: Rule, **more: object) -> Procedure:
    """Return a small procedure with a vote, on which rules stand."""
    values = {
        "roles": ["clerk", "chair", "treasurer"],
        "rules": rules,
        "words": {"role": {"chair": ("Vorsitz", "chair")}},
        **more,
    }
    return Procedure(
        "town",
        [
            "draft",
            "council",
            State("adopted", final=True),
            State("rejected", final=True),
        ],
        steps=[
            Step("revise", "draft", by="clerk", takes=[Parameter("motion", "motion")]),
            Step(
                "classify", ["draft", "council"], by="clerk", takes=[Parameter("topic")]
            ),
            Step("cosign", "council", by=["treasurer", "chair"]),
            Step("send", "draft", "council", by="clerk"),
            Step(
                "vote",
                by="chair",
                takes=[
                    Parameter("ballot", "ballot", label=Wording("Ergebnis", "result")),
                    Parameter("note", required=False),
                ],
                guards=list(dict.fromkeys(rule.id for rule in rules)),
                outcomes={
                    "adopted": [Move("motion", "council", "adopted")],
                    "rejected": [Move("motion", "council", "rejected")],
                },
                decide=carried,
            ),
        ],
        **values,
    )


def at_the_vote(*rules: Rule, **more: object) -> tuple[Office, str]:
    """Return an office with a motion that waits for the vote."""
    desk = Office(town(*rules, **more), clock=lambda: NOON)
    case = desk.open(Motion("A bench"), CLERK, case_id="c")
    desk.take(case.id, "send", CLERK)
    return desk, case.id


def keys(verdict) -> list[str]:
    """Return the keys of what is missing."""
    return [each.key for each in verdict.missing]


# ------------------------------------------------------------------------- the state first


def test_a_step_that_decides_does_not_start_everywhere():
    """Its outcome is open, not its state: no branch starts in the draft."""
    desk = Office(town(), clock=lambda: NOON)
    case = desk.open(Motion("A bench"), CLERK)
    verdict = desk.assess(case.id, "vote", CHAIR)

    assert "elsewhere" == verdict.status
    assert not verdict.starts_here
    assert "vote" not in [v.step.name for v in desk.next_steps(case.id, desk.anybody)]
    (state,) = [f for f in verdict.findings if f.rule.id == "procedure.state"]
    assert state.result.value == "unmet"
    assert "draft" in state.text("en")
    assert "council" in state.text("en")


def test_rules_of_steps_in_another_state_are_not_asked_for_next_steps():
    """What cannot start is not worth a question."""
    asked = []

    def spy(question):
        asked.append(question.step)
        return True

    desk = Office(town(Rule("spy", spy)), clock=lambda: NOON)
    case = desk.open(Motion("A bench"), CLERK)
    desk.next_steps(case.id, desk.anybody)
    assert [] == asked
    desk.take(case.id, "send", CLERK)
    desk.next_steps(case.id, desk.anybody)
    assert ["vote"] == asked


def test_an_absent_input_that_is_looked_up_is_missing_and_no_fault():
    """``inputs["ballot"]`` in a rule or a decision says what is missing, as `get` does."""
    desk, case = at_the_vote(Rule("r", lambda q: q.inputs["ballot"].yes > 0))
    verdict = desk.assess(case, "vote", CHAIR)

    assert {"unknown", "unmet"} == {f.result.value for f in verdict.open}
    assert ["input:vote.ballot"] == keys(verdict)
    wrong = Rule("r", lambda _: {}["ballot2"])
    desk, case = at_the_vote(wrong)
    assert "rule:r" in keys(desk.assess(case, "vote", CHAIR))


# ---------------------------------------------------------------------- one cause, one thing


def test_everything_that_reads_an_absent_input_waits_for_it():
    """Inputs, outcome and three rules are one missing thing; nothing is told twice."""
    desk, case = at_the_vote(
        Rule("a", more_than_nobody),
        Rule("b", lambda q: unmet("0") if q.get("ballot") is None else met()),
        Rule("c", lambda _: unmet("by itself")),
    )
    verdict = desk.assess(case, "vote", CHAIR)
    first, second = verdict.missing

    assert "input:vote.ballot" == first.key
    assert ("procedure.inputs", "a", "b", "procedure.outcome") == first.rules
    assert ("rule:c", ("c",)) == (second.key, second.rules)
    assert (("chair",), "vote") == (first.suppliers, first.by_step)
    assert "result" == first.label.en
    assert ("input:vote.ballot",) == verdict.open[1].waits_for
    for finding in verdict.open:
        assert finding.waits_for


@given(st.integers(0, 5), st.integers(0, 5))
def test_what_was_held_answers_when_the_input_is_there(yes, no):
    """Given the input, no finding waits for it any more."""
    desk, case = at_the_vote(Rule("a", more_than_nobody))
    held = desk.assess(case, "vote", CHAIR).missing[0]
    if yes + no == 0:
        return
    verdict = desk.assess(case, "vote", CHAIR, ballot=Ballot(yes, no))
    assert {"a"} <= set(held.rules)
    assert [] == keys(verdict)


def test_asking_what_is_missing_changes_nothing():
    """The trace asks the rules once more, and the verdict says the same afterwards."""
    desk, case = at_the_vote(Rule("a", more_than_nobody))
    verdict = desk.assess(case, "vote", CHAIR)
    before = [(f.rule.id, f.answer) for f in verdict.findings]
    assert missing_of(verdict) == verdict.missing
    assert before == [(f.rule.id, f.answer) for f in verdict.findings]


def test_a_fact_names_the_step_that_states_it():
    """A missing fact is supplied by a step that starts here and moves nothing."""
    desk, case = at_the_vote(
        Rule("t", topic_stated), Rule("u", lambda _: unknown("topic"))
    )
    verdict = desk.assess(case, "vote", CHAIR, ballot=Ballot(1, 0))
    (fact,) = verdict.missing
    assert ("fact:topic", "classify", ("clerk",), ("t", "u")) == (
        fact.key,
        fact.by_step,
        fact.suppliers,
        fact.rules,
    )
    assert "waits_for_others" == verdict.status


def test_an_optional_input_of_the_step_itself_is_an_input():
    """What the step can take in, it need not fetch elsewhere."""
    desk, case = at_the_vote(Rule("n", lambda q: q.fact("note") != ""))
    verdict = desk.assess(case, "vote", CHAIR, ballot=Ballot(1, 0))
    assert ["input:vote.note"] == keys(verdict)
    assert "needs_input" == verdict.status


def test_a_value_of_law_is_a_thing_of_its_own():
    """It is supplied by nobody's step."""
    desk, case = at_the_vote(Rule("l", lambda q: q.law["x.days"] > 1))
    verdict = desk.assess(case, "vote", CHAIR, ballot=Ballot(1, 0))
    (law,) = verdict.missing
    assert ("law:x.days", "law", "") == (law.key, law.kind, law.by_step)


def test_a_breach_with_parts_is_one_thing_for_each_part():
    """Each office that has not signed is asked by itself."""
    rule = Rule(
        "signed",
        lambda _: unmet("treasurer, chair", missing=["treasurer", "chair"]),
        label="signed",
        cured_in="cosign",
    )
    desk, case = at_the_vote(rule)
    verdict = desk.assess(case, "vote", CHAIR, ballot=Ballot(1, 0))
    assert [
        ("rule:signed:treasurer", ("treasurer",), "cosign"),
        ("rule:signed:chair", ("chair",), "cosign"),
    ] == [(m.key, m.suppliers, m.by_step) for m in verdict.missing]
    assert "signed: Vorsitz" == verdict.missing[1].label.de


def test_without_any_declaration_a_cure_is_found_by_what_the_rule_reads():
    """A step that stays and takes what the rule reads cures it; declared cures go first."""
    costs = Rule("costs", lambda q: q.motion.cost_statement is not None)
    bare = Procedure(
        "bare",
        ["draft", State("done", final=True)],
        [
            Step("go", "draft", "done", by="clerk", guards="costs"),
            Step("revise", "draft", by="clerk", takes=[Parameter("motion", "motion")]),
        ],
        rules=[costs],
        roles=["clerk"],
    )
    desk = Office(bare, clock=lambda: NOON)
    case = desk.open(Motion("A bench"), CLERK)
    (lacking,) = desk.assess(case.id, "go", CLERK).missing
    assert "revise" == lacking.by_step


def test_a_day_is_waited_for_and_then_is_over():
    """On the day named in the answer the rule is met, the day before it is not."""
    desk, case = at_the_vote(Rule("d", after_the_first))
    ballot = Ballot(1, 0)
    (day,) = desk.assess(case, "vote", CHAIR, ballot=ballot).missing
    assert ("day:2026-04-01", date(2026, 4, 1)) == (day.key, day.not_before)
    first = datetime(2026, 4, 1, 12, tzinfo=UTC)
    for at, status in ((first - timedelta(1), "waits_for_day"), (first, "ready")):
        assert status == desk.assess(case, "vote", CHAIR, at=at, ballot=ballot).status


def test_who_asks_does_not_change_how_near_a_step_is():
    """Another's role is told, and is no reason why the step were not possible."""
    desk, case = at_the_vote()
    verdict = desk.assess(case, "vote", CLERK, ballot=Ballot(1, 0))
    assert "ready" == verdict.status
    assert ["role:vote"] == keys(verdict)
    assert "it takes: chair" in verdict.explain("en")


def test_a_step_that_is_not_meant_for_the_paper_is_unfit():
    """A breach of a rule that fits is no missing thing."""
    desk, case = at_the_vote(Rule("f", lambda _: False, fits=True))
    assert "unfit" == desk.assess(case, "vote", CHAIR, ballot=Ballot(1, 0)).status


def test_a_failing_rule_is_told_and_blocks():
    """An error is a thing of its own, and no trace hides it."""
    desk, case = at_the_vote(Rule("e", lambda _: 1 / 0))
    verdict = desk.assess(case, "vote", CHAIR, ballot=Ballot(1, 0))
    assert [("rule:e", "error")] == [(m.key, m.kind) for m in verdict.missing]
    assert "waits_for_others" == verdict.status


def test_a_norm_nobody_read_bears_its_mark():
    """The mark travels with the thing; read norms and local law bear none."""
    for mark, shown in (("V", ""), ("L", ""), ("S", "S"), ("K", "K"), ("?", "?")):
        rule = Rule("m", lambda _: False, citation=Citation("§ 1", mark))
        desk, case = at_the_vote(rule)
        (lacking,) = desk.assess(case, "vote", CHAIR, ballot=Ballot(1, 0)).missing
        assert ("§ 1", shown) == (lacking.norm, lacking.mark)


# ------------------------------------------------------------------------------ its telling


def test_explain_tells_each_thing_once():
    """Twenty rules that wait for the ballot are one line, with their number."""
    rules = [Rule(f"r{i}", more_than_nobody) for i in range(20)]
    desk, case = at_the_vote(*rules)
    told = desk.assess(case, "vote", CHAIR).explain("de").splitlines()
    assert "„vote“ ist möglich, sobald angegeben ist:" == told[0]
    assert ["  [1] Ergebnis (22 Regeln hängen davon ab)"] == [
        line for line in told if "[" in line
    ]


def test_a_traceback_says_the_first_things_and_counts_the_rest():
    """Six things at most, in one line each, with their keys and who supplies them."""
    rules = [Rule(f"r{i}", lambda _: False, cured_by="clerk") for i in range(9)]
    desk, case = at_the_vote(*rules)
    with pytest.raises(RefusedError) as caught:
        desk.take(case, "vote", CHAIR)
    told = str(caught.value).splitlines()
    assert 'case c at version 2: "vote" was refused; 10 things are missing:' == told[0]
    assert "  result    [input:vote.ballot]" == told[1]
    assert "  and 4 more." == told[7]
    assert "Who: chair or clerk. Details: error.verdict.missing" in told[8]


# -------------------------------------------------------------------------- its declarations


def test_a_main_path_must_lead_to_an_end():
    """A main path with a wrong name, or one that ends nowhere, is refused when built."""
    with pytest.raises(DefinitionError, match="names 'fly', which is no step"):
        town(main=["send", "fly", "vote"])
    with pytest.raises(DefinitionError, match="does not lead from the first state"):
        town(main=["revise", "send"])
    with pytest.raises(DefinitionError, match="cured in 'fly', which is no step"):
        town(Rule("r", lambda _: True, cured_in="fly"))
    assert ("send", "vote") == town(main=["send", "vote"]).main_path


def test_without_a_declaration_each_state_leads_to_the_nearest():
    """The main path follows the order in which states are declared."""
    assert ("send", "vote") == town().main_path


def test_what_leads_people_is_no_part_of_the_fingerprint():
    """Main path, cures and days ahead decide nothing."""
    plain = town(Rule("r", after_the_first))
    led = town(
        Rule(
            "r",
            after_the_first,
            fits=True,
            cured_in="cosign",
            until=lambda _: Until(date(2026, 5, 1), "done"),
        ),
        main=["send", "vote"],
    )
    assert plain.fingerprint == led.fingerprint


@pytest.mark.parametrize(
    ("norm", "cited"),
    [
        ("§ 48 Abs. 1 GO NRW", True),
        ("Art. 46 Abs. 2 GO Bayern", True),
        ("Geschäftsordnung", False),
        ("Artenschutz", False),
    ],
)
def test_a_paragraph_is_cited_and_an_article_too(norm, cited):
    """Bavaria's statutes have articles; a mere form is none."""
    missing = Missing("rule:x", "breach", Wording("x", "x"), norm=norm)
    assert (norm if cited else "") == cite(missing)
