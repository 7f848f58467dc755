"""One question, one answer: what a verdict says and what it never lets pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hypothesis import given
from hypothesis import strategies as st

from definitions import meant
from ratsflow import (
    Actor,
    Citation,
    Consultation,
    DefinitionError,
    Motion,
    Organization,
    Override,
    Parameter,
    Procedure,
    RefusedError,
    Rule,
    Step,
    met,
    unknown,
    unmet,
)
from ratsflow.engine import Mode, assess, open_case, refusal, take
from ratsflow.errors import InvalidInputError, NaiveTimeError, UnknownNameError
from ratsflow.law.citation import InForce
from ratsflow.law.local import Law
from ratsflow.procedure.finding import MET, Answer, Result


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("meier", "Eva Meier", roles=["clerk"])
BOSS = Actor("boss", roles=["clerk", "boss"])


def procedure(*rules: Rule, **more: object) -> Procedure:
    """Return a procedure of one step on which the rules stand."""
    values = {"recorders": ["boss"], "overriders": ["boss"], **more}
    return meant(
        "one",
        ["draft", "done", "beyond"],
        [
            Step(
                "go",
                "draft",
                "done",
                by=["clerk", "boss"],
                guards=list(dict.fromkeys(rule.id for rule in rules)),
                takes=[
                    Parameter("day", "day", required=False),
                    Parameter("n", "number", False),
                ],
            )
        ],
        rules=rules,
        roles=["clerk", "boss"],
        **values,
    )


def ask(*rules: Rule, actor: Actor = CLERK, **about: object):
    """Return the verdict on the one step."""
    made = procedure(*rules)
    case = open_case(made, "c", Motion("t"), CLERK, at=NOON).case
    return assess(made, case, "go", actor, **{"at": NOON, **about})


def rule(answer: object, name: str = "r", **more: object) -> Rule:
    """Return a rule that always gives the same answer."""
    return Rule(name, lambda _: answer, **more)


@pytest.mark.parametrize("answer", [MET, True, met("seen")])
def test_only_met_passes(answer):
    """Met and exactly True let the motion pass."""
    assert ask(rule(answer)).allowed


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (False, Result.UNMET),
        (unmet("a", "b"), Result.UNMET),
        (unknown("a"), Result.UNKNOWN),
        (None, Result.ERROR),
        (1, Result.ERROR),
        ("yes", Result.ERROR),
        ([], Result.ERROR),
        (["x"], Result.ERROR),
        (Result.MET, Result.ERROR),
        (Answer, Result.ERROR),
    ],
)
def test_nothing_else_passes(answer, result):
    """Whatever is not met is unmet, unknown or an error, truthy values included."""
    verdict = ask(rule(answer))

    assert not verdict.allowed
    assert [result] == [finding.result for finding in verdict.blocking]


@pytest.mark.parametrize("mode", ["enforce", "record", Mode.ENFORCE])
def test_a_mode_by_name_binds_as_the_mode_itself(mode):
    """A mode given as text refuses and asks for authority as the mode does."""
    assert not ask(rule(False), mode=mode).allowed
    with pytest.raises(InvalidInputError, match="is no mode"):
        ask(rule(False), mode="off")


def test_a_rule_that_raises_is_an_error_with_its_name():
    """An exception in a rule is a finding with the rule's name, never a pass."""

    def broken(_):
        raise ZeroDivisionError("division by zero")

    (finding,) = ask(Rule("sum", broken)).blocking

    assert (Result.ERROR, "sum.error") == (finding.result, finding.code)
    assert "ZeroDivisionError" in finding.text("en")


def test_missing_values_and_facts_are_unknown_and_named():
    """A local value or fact that nobody has set is unknown and named."""
    verdict = ask(
        Rule("local", lambda q: q.law["notice.days"] > 3),
        Rule("fact", lambda q: q.fact("announced_on") is not None),
    )

    assert [Result.UNKNOWN, Result.UNKNOWN] == [f.result for f in verdict.blocking]
    assert ["notice.days", "announced_on"] == [
        f.answer.required for f in verdict.blocking
    ]
    known = ask(Rule("local", lambda q: q.law["x"] > 3), law=Law(values={"x": 4}))
    assert known.allowed


@given(st.lists(st.sampled_from(["met", "unmet", "unknown", "error"]), max_size=8))
def test_every_rule_is_asked(kinds):
    """No rule is skipped because an earlier one said no."""
    answers = {"met": MET, "unmet": unmet(), "unknown": unknown("a"), "error": None}
    rules = [rule(answers[kind], f"r{i}") for i, kind in enumerate(kinds)]

    verdict = ask(*rules)

    found = {f.rule.id: f.result.value for f in verdict.findings}
    assert kinds == [found[f"r{i}"] for i in range(len(kinds))]
    assert all(kind == "met" for kind in kinds) == verdict.allowed


def test_state_and_role_are_findings_beside_the_rules():
    """The wrong state and the wrong role are told together with the unmet rules."""
    made = procedure(rule(False))
    case = open_case(made, "c", Motion(), CLERK, at=NOON).case
    done = assess(
        procedure(),
        open_case(procedure(), "c", Motion(), CLERK, at=NOON).case,
        "go",
        CLERK,
        at=NOON,
    )
    after = take(done).case

    stranger = Actor("x", roles=["guest"])
    codes = [f.code for f in assess(made, case, "go", stranger, at=NOON).blocking]
    later = assess(procedure(), after, "go", CLERK, at=NOON)

    assert ["procedure.role", "r"] == codes
    assert "procedure.state" in [f.code for f in later.blocking]
    assert "draft" in later.explain("en")


def test_a_deputy_acts_in_the_role_as_deputy():
    """A deputy may take the step and the entry says that he did so as a deputy."""
    deputy = Actor("d", deputises=["clerk"])
    taken = take(ask(actor=deputy))

    assert ("clerk", True) == (taken.entry.by.role, taken.entry.by.deputy)


def test_order_rules_warn_only():
    """A rule of order is a warning in every mode."""
    verdict = ask(rule(False, consequence="order"))

    assert verdict.allowed
    assert ["r"] == [f.code for f in verdict.warnings]


@pytest.mark.parametrize("consequence", ["block", "defect", "curable"])
def test_record_mode_writes_down_and_attaches_the_finding(consequence):
    """What enforce refuses, a recorder can write down; the finding stays on the case."""
    broken = rule(unmet("x", cures_on="2026-09-19"), consequence=consequence)
    assert not ask(broken).allowed

    taken = take(ask(broken, actor=BOSS, mode=Mode.RECORD))

    (finding,) = taken.case.findings
    assert ("recorded", "r", consequence) == (
        taken.entry.kind.value,
        finding.rule,
        finding.consequence,
    )
    assert date(2026, 9, 19) == finding.cures_on


def test_recording_needs_authority():
    """Who is no recorder cannot get round the rules by recording."""
    verdict = ask(rule(False), mode=Mode.RECORD)

    assert ["procedure.record"] == [finding.code for finding in verdict.blocking]


def test_record_mode_cannot_invent_a_move():
    """In record mode too a step starts only where it starts."""
    made = procedure()
    case = open_case(made, "c", Motion(), CLERK, at=NOON).case
    after = take(assess(made, case, "go", CLERK, at=NOON)).case

    verdict = assess(made, after, "go", BOSS, at=NOON, mode=Mode.RECORD)

    assert not verdict.allowed
    with pytest.raises(RefusedError):
        take(verdict)


def test_an_override_names_who_why_and_what():
    """An override lifts house rules, with authority, and the entry names them."""
    override = Override("flood", "§ 62 GO NRW")
    taken = take(ask(rule(False), actor=BOSS, override=override))

    assert "overridden" == taken.entry.kind.value
    assert Override("flood", "§ 62 GO NRW", ("r",)) == taken.entry.override
    assert taken.case.findings[0].overridden


def test_an_override_lifts_only_what_it_names():
    """A named override leaves the other rules standing."""
    override = Override("flood", rules=("a",))
    verdict = ask(rule(False, "a"), rule(False, "b"), actor=BOSS, override=override)

    assert ["b"] == [finding.code for finding in verdict.blocking]


def test_an_override_needs_authority_and_a_reason():
    """Not everybody may override, and nobody without a reason."""
    verdict = ask(rule(False), override=Override("because"))
    assert "procedure.override" in [finding.code for finding in verdict.blocking]
    with pytest.raises(InvalidInputError, match="needs a reason"):
        ask(rule(False), actor=BOSS, override=Override("  "))


@pytest.mark.parametrize("answer", [False, unknown("x"), None])
def test_a_statutory_block_is_not_lifted(answer):
    """Nobody in the house can lift a statute that says that no decision exists."""
    statute = rule(answer, layer="statute", consequence="block")
    verdict = ask(statute, actor=BOSS, override=Override("we want to"))

    assert ["r"] == [finding.rule.id for finding in verdict.blocking]


def test_rules_in_force_by_date():
    """The version of a rule in force on its date is asked; its edges are inclusive."""
    old = rule(False, in_force=InForce(until=date(2025, 12, 31)))
    new = rule(MET, in_force=InForce(since=date(2026, 1, 1)))

    at = datetime(2025, 12, 31, 22, 30, tzinfo=UTC)
    assert not ask(old, new, at=at).allowed
    assert ask(old, new, at=at.replace(hour=23)).allowed  # midnight passed in Berlin


def test_a_rule_dated_by_a_fact():
    """A rule may be selected by another date than the step's, and it must be stated."""
    old = rule(False, dated_by="day", in_force=InForce(until=date(2025, 12, 31)))
    new = rule(MET, dated_by="day", in_force=InForce(since=date(2026, 1, 1)))

    assert ask(old, new, inputs={"day": date(2026, 1, 1)}).allowed
    assert not ask(old, new, inputs={"day": date(2025, 12, 31)}).allowed
    assert Result.UNKNOWN is ask(old, new).blocking[0].result


@pytest.mark.parametrize(
    ("about", "error", "words"),
    [
        ({"at": datetime(2026, 1, 1)}, NaiveTimeError, "no zone"),  # noqa: DTZ001
        ({"inputs": {"nn": 1}}, InvalidInputError, "It takes: day, n"),
        ({"inputs": {"n": True}}, InvalidInputError, "is a bool"),
        ({"inputs": {"n": 1.5}}, InvalidInputError, "is a float"),
        ({"inputs": {"day": "2026-02-30"}}, InvalidInputError, "is no day"),
        ({"on": "c1"}, InvalidInputError, "'c1' was named"),
    ],
)
def test_wrong_calls_are_errors_not_refusals(about, error, words):
    """A wrong call gets one clear sentence."""
    with pytest.raises(error, match=words):
        ask(**about)


def test_an_unknown_step_is_named_with_the_known_ones():
    """A step that does not exist is an error that names those that do."""
    made = procedure()
    case = open_case(made, "c", Motion(), CLERK, at=NOON).case
    with pytest.raises(UnknownNameError, match=r"no step 'fly'\. Known: go"):
        assess(made, case, "fly", CLERK, at=NOON)


def test_a_case_of_another_version_is_not_assessed():
    """A case is pinned to its procedure's fingerprint."""
    case = open_case(procedure(), "c", Motion(), CLERK, at=NOON).case
    with pytest.raises(InvalidInputError, match="is pinned to version"):
        assess(procedure(rule(MET)), case, "go", CLERK, at=NOON)


def test_a_verdict_is_no_truth_value():
    """`if verdict:` would pass a refusal, so it raises."""
    with pytest.raises(TypeError, match=r"verdict\.allowed"):
        bool(ask(rule(False)))


def test_a_refusal_is_an_entry_that_moves_nothing():
    """A refused attempt can be written down; the case keeps its state."""
    verdict = ask(rule(unmet("a", "b")))
    written = refusal(verdict)

    assert ("refused", (), "draft", 2) == (
        written.entry.kind.value,
        written.entry.moves,
        written.case.state,
        written.case.version,
    )
    assert "r" == written.entry.findings[0]["rule"]
    with pytest.raises(InvalidInputError, match="allows"):
        refusal(ask())


def test_explanations_show_citation_confidence_and_cure():
    """A refusal is a list with paragraph and remedy; an unread norm says so, once."""
    asked = rule(
        False,
        label="Quorum",
        citation=Citation("§ 49 Abs. 1 GO NRW", "S"),
        remedy="Count again.",
    )
    for lang in ("de", "en"):
        text = ask(asked).explain(lang)
        assert "[1] Quorum (§ 49 Abs. 1 GO NRW*): Count again." in text
        assert 1 == text.count("(* ")
    read = rule(False, label="Quorum", citation=Citation("§ 49 Abs. 1 GO NRW", "V"))
    assert "*" not in ask(read).explain("de")


def test_a_rule_that_is_not_in_force_is_not_told_as_met():
    """Before its first day a rule says nothing: neither met nor unmet stands in the log."""
    later = rule(False, in_force=InForce(since=date(2099, 1, 1)))
    taken = take(ask(later, rule(MET, "other")))

    assert ("procedure.state", "procedure.role", "other") == taken.entry.met
    assert () == taken.entry.findings


@pytest.mark.parametrize(
    "answer",
    [
        unmet("x", share=0.5),
        unmet("x", people={"a"}),
        unmet(3),
        unknown("x", observed=None),
    ],
)
def test_an_answer_that_cannot_be_written_down_is_an_error_of_its_rule(answer):
    """What a rule answers must fit the log; what does not is told as the rule's error."""
    verdict = ask(rule(answer))

    assert [Result.ERROR] == [finding.result for finding in verdict.blocking]
    assert "refused" == refusal(verdict).entry.kind.value


@pytest.mark.parametrize("text", ["100 % {", "{observed.x}", "{0}", None, 5])
def test_a_text_that_cannot_be_told_is_refused_when_the_rule_is_built(text):
    """A template with a lone brace or a path in it is found at once."""
    with pytest.raises((DefinitionError, InvalidInputError), match=r"unmet|text"):
        Rule("r", lambda _: False, unmet=text)


def test_nothing_takes_effect_in_the_future():
    """One may ask about a later day, but not take the step before it, in no mode."""
    verdict = ask(at=NOON)
    early = NOON - timedelta(microseconds=1)
    assert "done" == take(verdict, recorded_at=NOON).case.state
    with pytest.raises(RefusedError, match="it is only") as caught:
        take(verdict, recorded_at=early)
    assert ["procedure.time"] == [f.code for f in caught.value.verdict.blocking]
    with pytest.raises(RefusedError):
        take(ask(actor=BOSS, mode=Mode.RECORD), recorded_at=early)
    with pytest.raises(InvalidInputError, match="would be opened"):
        open_case(procedure(), "c", Motion(), CLERK, at=NOON, recorded_at=early)


def test_what_a_step_states_cannot_be_stated_at_opening():
    """A fact that a step takes in, with its rules and roles, is not given in advance."""
    with pytest.raises(InvalidInputError, match="State it with: go"):
        open_case(
            procedure(), "c", Motion(), CLERK, at=NOON, facts={"day": "2026-01-01"}
        )


@pytest.mark.parametrize(
    "actor", [BOSS, Actor("d", roles=["clerk"], deputises=["boss"])]
)
def test_an_override_says_on_whose_authority(actor):
    """Where no paragraph is named, the role that gives the right is; a deputy's too."""
    taken = take(ask(rule(False), actor=actor, override=Override("flood")))
    assert taken.entry.override.authority in ("boss", "i. V. boss")
    assert ("i. V. " in taken.entry.override.authority) == bool(actor.deputises)


def test_a_refused_override_keeps_its_reason():
    """The attempt to override without the right is written down with its reason."""
    written = refusal(ask(rule(False), override=Override("because")))
    assert "because" == written.entry.override.reason


def test_the_rules_of_an_override_are_names_and_no_text():
    """One text is not taken apart, so that no part of a name lifts another rule."""
    with pytest.raises(InvalidInputError, match="one text where several"):
        Override("why", rules="cost_statement")
    with pytest.raises(InvalidInputError, match="needs a reason"):
        ask(rule(False), actor=BOSS, override="why")


def test_a_case_is_opened_with_no_item_about_an_objection_that_there_is_not():
    """Every later look for steps would end in an error."""
    about = Consultation("again", Organization("Rat", "council"), about="objection-1")
    with pytest.raises(InvalidInputError, match="nobody has objected yet"):
        open_case(procedure(), "c", Motion(), CLERK, at=NOON, consultations=(about,))
