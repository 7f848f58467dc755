"""What nobody witnessed is assumed, with a reason; and a source need not tell all."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from ratsflow import (
    Actor,
    InvalidInputError,
    Motion,
    Office,
    Override,
    Parameter,
    Procedure,
    RefusedError,
    Rule,
    Step,
    UnknownNameError,
    unmet,
)
from ratsflow.engine import Mode, assess, fold, open_case, take
from ratsflow.engine.conformity import Conformity
from ratsflow.engine.replay import replay
from ratsflow.errors import KeyReusedError


AT = datetime(2024, 3, 1, tzinfo=UTC)
WHY = Override("It was decided later, so it must have been released.", "minutes")
REGISTRAR = Actor("buero", roles=["registrar"])
STRANGER = Actor("fremd", roles=["clerk"])


def _never(_):
    raise AssertionError("a rule was asked of what is only assumed")


def procedure(check=lambda q: bool(q.fact("cost"))):
    return Procedure(
        "small",
        ["draft", "released", "done"],
        [
            Step(
                "release",
                "draft",
                "released",
                by="mayor",
                guards=["costs"],
                signs="mayor",
            ),
            Step(
                "finish",
                "released",
                "done",
                by=["mayor", "clerk"],
                guards=["costs"],
                takes=[Parameter("cost"), Parameter("reason")],
            ),
        ],
        [Rule("costs", check, parameters=())],
        roles=["mayor", "clerk", "registrar"],
        recorders=["registrar"],
    )


def opened(**more):
    made = procedure(**more)
    return made, open_case(made, "c", Motion("A bench"), REGISTRAR, at=AT)


def answer(made, case, step, mode, actor=REGISTRAR, why=None, **inputs):
    return assess(
        made, case, step, actor, at=AT, mode=mode, override=why, inputs=inputs
    )


def test_of_what_is_assumed_no_rule_is_asked():
    """The step is entered, with by whom and why, and nobody signs."""
    made, start = opened(check=_never)
    taken = take(answer(made, start.case, "release", Mode.ASSUME, why=WHY))

    assert ("released", "assumed") == (taken.case.state, taken.entry.kind)
    assert WHY == taken.entry.override
    assert ((), ()) == (taken.case.signatures, taken.entry.findings)
    assert taken.case == fold([start.record, taken.record], Conformity([made]))


def test_what_nobody_witnessed_weighs_once_on_the_case():
    """Else a decision that is only assumed could be carried out as if it were lawful."""
    made, start = opened(check=_never)
    first = take(answer(made, start.case, "release", Mode.ASSUME, why=WHY))
    second = take(answer(made, first.case, "finish", Mode.ASSUME, why=WHY))

    assert () == start.case.findings
    assert [("witnessed", "unknown", "block", 2)] == [
        (e.rule, e.result, e.consequence, e.version) for e in second.case.findings
    ]
    said = [made.words.say("rule", "witnessed", lang) for lang in ("de", "en")]
    assert ["Nicht alles ist bezeugt", "Not all of it was witnessed"] == said


def test_who_may_not_record_says_not_what_is_never_told():
    """Else an author could silence the rules of what others record later."""
    for facts in ({"told_by": "me"}, {"untold": ["ballot"]}):
        with pytest.raises(InvalidInputError, match="may not record"):
            open_case(procedure(), "c", Motion("A"), STRANGER, at=AT, facts=facts)


def test_what_is_assumed_needs_a_reason():
    """Without one it is refused as an input that is wrong."""
    made, start = opened()
    with pytest.raises(InvalidInputError, match="needs a reason"):
        answer(made, start.case, "release", Mode.ASSUME)
    with pytest.raises(InvalidInputError, match="needs a reason"):
        answer(made, start.case, "release", Mode.ASSUME, why=Override("  "))


def test_who_may_not_record_may_not_assume():
    """Else anybody could go round every rule."""
    made, start = opened()
    verdict = answer(made, start.case, "release", Mode.ASSUME, STRANGER, WHY)

    assert not verdict.allowed
    with pytest.raises(RefusedError):
        take(verdict)


def test_what_is_assumed_starts_where_the_procedure_lets_it():
    """A step from another state is none."""
    made, start = opened()
    assert not answer(made, start.case, "finish", Mode.ASSUME, why=WHY).allowed


def test_what_happened_is_recorded_though_the_source_tells_no_input():
    """The answer is one of its own: neither met nor unmet, and no rule is broken by it."""
    made, start = opened()
    case = take(answer(made, start.case, "release", Mode.ASSUME, why=WHY)).case
    verdict = answer(made, case, "finish", Mode.RECORD)
    (inputs,) = (each for each in verdict.open if each.rule.id == "procedure.inputs")

    assert verdict.allowed
    assert (True, False, "unknown") == (
        inputs.is_untold,
        inputs.is_unmet,
        inputs.result,
    )
    assert "source does not tell" in inputs.text("en")
    assert "Quelle sagt" in inputs.text("de")
    assert "" == inputs.remedy("en")
    assert "procedure.inputs" not in {e.rule for e in take(verdict).case.findings}


def test_who_enforces_states_what_a_step_takes_in():
    """What may be left out of a record may not be left out of a step."""
    made, start = opened()
    case = take(answer(made, start.case, "release", Mode.ASSUME, why=WHY)).case
    mayor = Actor("m", roles=["mayor"])

    assert not answer(made, case, "finish", Mode.ENFORCE, mayor, cost="1").allowed


@pytest.mark.parametrize("told", [True, False])
def test_only_a_case_that_is_told_from_a_source_has_untold_answers(told):
    """Else somebody ought to state what is missing, and it weighs."""
    made = procedure()
    facts = {"told_by": "minutes", "untold": ["cost"]} if told else {}
    start = open_case(
        made, "c", Motion("A bench"), REGISTRAR, at=AT, facts=facts,
        begins="released", override=WHY,
    )  # fmt: skip
    verdict = answer(made, start.case, "finish", Mode.RECORD, reason="x")
    (costs,) = (each for each in verdict.open if each.rule.id == "costs")

    assert told is costs.is_untold
    assert told is ("costs" not in {e.rule for e in take(verdict).case.findings})


@pytest.mark.parametrize("silent", [["paper"], ["finish.paper"], ["reasons"]])
def test_a_breach_that_rests_on_what_is_never_told_is_none(silent):
    """A rule that reads what the source says it never tells cannot be judged."""
    made = Procedure(
        "small",
        ["released", "done"],
        [Step("finish", "released", "done", by="mayor", guards=["costs"])],
        [Rule("costs", lambda _: unmet(), needs=("paper",))],
        roles=["mayor", "registrar"],
        recorders=["registrar"],
    )
    facts = {"told_by": "minutes", "untold": silent}
    start = open_case(made, "c", Motion("A"), REGISTRAR, at=AT, facts=facts)
    (costs,) = (
        each
        for each in answer(made, start.case, "finish", Mode.RECORD).open
        if each.rule.id == "costs"
    )

    assert (silent != ["reasons"]) is costs.is_untold
    enforced = answer(made, start.case, "finish", Mode.ENFORCE)
    assert not any(each.is_untold for each in enforced.open)


def test_a_case_may_begin_midway():
    """Its first entry is assumed, and says in which state it was found and why."""
    made = procedure()
    taken = open_case(
        made, "c", Motion("A"), REGISTRAR, at=AT, begins="released", override=WHY
    )

    assert ("released", "assumed", WHY) == (
        taken.case.state,
        taken.entry.kind,
        taken.entry.override,
    )
    assert taken.case == fold([taken.record], Conformity([made]))


@pytest.mark.parametrize(
    ("who", "given", "error"),
    [
        (REGISTRAR, {"begins": "released"}, InvalidInputError),
        (REGISTRAR, {"begins": "nowhere", "override": WHY}, UnknownNameError),
        (
            REGISTRAR,
            {"begins": "released", "override": Override("")},
            InvalidInputError,
        ),
        (STRANGER, {"begins": "released", "override": WHY}, InvalidInputError),
    ],
)
def test_nobody_begins_midway_without_reason_or_right(who, given, error):
    """It would go round every rule that comes before."""
    with pytest.raises(error):
        open_case(procedure(), "c", Motion("A"), who, at=AT, **given)


def test_a_first_entry_that_was_taken_begins_at_the_beginning():
    """Only one that is assumed may say another state; a made-up log is told by that."""
    made = procedure()
    midway = open_case(
        made, "c", Motion("A"), REGISTRAR, at=AT, begins="released", override=WHY
    )
    claimed = attrs.evolve(midway.entry, kind="taken")
    assert Conformity([made])(None, claimed)
    assert not Conformity([made])(None, midway.entry)


def test_what_was_assumed_replays_as_assumed():
    """Asking its entry again asks no rule, and agrees."""
    office = Office(procedure(check=_never))
    case = office.open(Motion("A"), REGISTRAR, at=AT)
    office.take(case.id, "release", REGISTRAR, at=AT, mode="assume", override=WHY)
    (once,) = replay(office.records(case.id), office.procedure, lambda _: office.law)

    assert once.agrees


def test_a_command_sent_again_in_another_mode_is_another_command():
    """Assumed is not recorded."""
    office = Office(procedure())
    case = office.open(Motion("A"), REGISTRAR, at=AT)
    sent = {"at": AT, "key": "k", "override": WHY}
    office.take(case.id, "release", REGISTRAR, mode="assume", **sent)
    with pytest.raises(KeyReusedError):
        office.take(case.id, "release", REGISTRAR, mode="record", **sent)
