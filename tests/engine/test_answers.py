"""Whatever a rule answers or raises is a finding that can be told and written down."""

from __future__ import annotations

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    Motion,
    Office,
    Procedure,
    RefusedError,
    Rule,
    State,
    Step,
    Wording,
    unknown,
    unmet,
)
from ratsflow.errors import DefinitionError, InvalidInputError
from ratsflow.law.periods import UnknownHolidaysError, state_holidays
from ratsflow.model import BallotMode, Organization, PaperType
from ratsflow.procedure.finding import Answer, Result


CLERK = Actor("c", roles=["clerk"])
RING: list = []
RING.append(RING)


class _SpeechlessError(Exception):
    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


def _raise(error):
    raise error


def town(check, **about):
    rule = Rule("odd", check, **about)
    step = Step("go", "draft", "done", by="clerk", guards="odd")
    return Procedure(
        "town", ["draft", State("done", final=True)], [step], [rule], ["clerk"]
    )


def office(check, **about):
    made = Office(town(check, **about), record_refusals=True)
    made.open(Motion("A bench"), CLERK, case_id="A")
    return made


@pytest.mark.parametrize(
    ("check", "result"),
    [
        (lambda _: unmet("x", found=RING), "error"),
        (lambda _: unmet("x", found=_nested(500)), "error"),
        (lambda _: unmet("x", found=2**63), "error"),
        (lambda _: unmet("x", found=0.5), "error"),
        (lambda _: unmet("x", found={1: "a"}), "error"),
        (lambda _: unmet(5), "error"),
        (lambda _: Answer("unmet", data=5), "error"),
        (lambda _: _SpeechlessError(), "error"),
        (lambda _: _raise(_SpeechlessError()), "error"),
        (lambda _: _raise(ValueError("Stra\udcdfe")), "error"),
        (lambda _: Answer("perhaps"), "error"),
        (lambda _: unmet("Stra\udcdfe"), "unmet"),
        (lambda _: unmet("x", "Stra\udcdfe", found=["\ud83d"]), "unmet"),
        (lambda _: unknown("x", **{"Stra\udcdfe": "\udcdf"}), "unknown"),
        (lambda _: unmet(BallotMode.OPEN, found=PaperType.PETITION), "unmet"),
        (lambda _: state_holidays("NRW", [1985]), "unknown"),
    ],
)
@pytest.mark.parametrize("asked", ["rule", "outcome"])
def test_whatever_is_answered_is_refused_told_and_recorded(check, result, asked):
    """Also what no text can hold; of a rule, and of what picks an outcome."""
    made = office(check) if asked == "rule" else _deciding(check)

    with pytest.raises(RefusedError) as refused:
        made.take("A", "go", CLERK)

    (finding,) = refused.value.verdict.open
    assert result == finding.result
    for lang in ("de", "en"):
        assert refused.value.verdict.explain(lang).encode()
    written = made.entries("A")[-1]
    assert "refused" == written.kind
    (row,) = written.findings
    assert (finding.code, finding.answer.observed) == (row["code"], row["observed"])


def _nested(depth):
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


def _deciding(check):
    branches = {"a": (), "b": ()}
    step = Step(
        "go",
        by="clerk",
        outcomes={name: Step("x", "draft", "done").branches[""] for name in branches},
        decide=check,
    )
    made = Office(
        Procedure(
            "town", ["draft", State("done", final=True)], [step], roles=["clerk"]
        ),
        record_refusals=True,
    )
    made.open(Motion("A bench"), CLERK, case_id="A")
    return made


@given(st.text(alphabet=st.characters(), max_size=20))
def test_what_can_be_written_is_told_as_it_was_quoted(quoted):
    """Only half characters are another one in the finding; all else stays."""
    (finding,) = office(lambda _: unmet(quoted)).assess("A", "go", CLERK).open
    assert Result.UNMET is finding.result
    assert (
        quoted.encode("utf-8", "replace").decode()
        == finding.answer.observed.replace("\ufffd", "?")
        or "\ufffd" in quoted
    )


def test_holidays_that_nobody_knows_are_named():
    """A year without data is an unknown of the rule that asked, with the year as data."""
    verdict = office(lambda _: state_holidays("NRW", [2101])).assess("A", "go", CLERK)
    (finding,) = verdict.open
    told = {"facts": ["holidays"], "year": 2101}
    assert ("odd.no_holidays", told) == (finding.code, finding.answer.data)
    assert "Feiertage" in finding.text("de")


@pytest.mark.parametrize("year", [1, 1985, 1990, 2101, 9999])
def test_a_year_without_data_has_unknown_holidays(year):
    """It does not look like one without any."""
    with pytest.raises(UnknownHolidaysError, match=f"holidays of {year} are not known"):
        state_holidays("NRW", [2026, year])


@pytest.mark.parametrize(
    "wording",
    [
        "{due:%d.%m.%Y}",
        "{n:,}",
        "{n!r}",
        "{n!x}",
        "{n:{width}}",
        "{n.real}",
        "{",
    ],
)
@pytest.mark.parametrize("name", ["unmet", "unknown", "kept"])
def test_a_sentence_that_cannot_be_filled_in_is_found_when_the_rule_is_built(
    wording, name
):
    """In either language; the answer brings words, a sentence no forms."""
    for text in (Wording(f"Am {wording}.", "On."), Wording("Am.", f"On {wording}.")):
        with pytest.raises(DefinitionError, match=f"Its {name}"):
            Rule("period", lambda _: True, **{name: text})


def test_a_sentence_with_names_and_doubled_braces_is_told():
    """What is no form stays allowed."""
    sentence = Wording("{{a}} {due}", "{{a}} {due:d}: {observed}")
    verdict = office(lambda _: unmet("x", due="{n:d}"), unmet=sentence).assess(
        "A", "go", CLERK
    )
    assert "{a} {n:d}: x" in verdict.explain("en")


@pytest.mark.parametrize(
    ("give", "choices"),
    [
        (lambda: Motion("x", paper_type="beschlussvorlage"), "decision_paper"),
        (lambda: Organization("Rat", "rat"), "council"),
        (lambda: Rule("a", lambda _: True, layer="law"), "statute, local, house"),
        (lambda: Rule("a", lambda _: True, consequence="stop"), "block, defect"),
        (lambda: Answer("perhaps"), "met, unmet, unknown, error"),
        (lambda: PaperType(None), "decision_paper"),
        (lambda: PaperType([]), "decision_paper"),
    ],
)
def test_a_wrong_word_of_a_closed_list_names_the_right_ones(give, choices):
    """By an error of the project's own."""
    with pytest.raises(InvalidInputError, match=f"Choose one of: .*{choices}"):
        give()


def test_what_a_rule_handed_over_it_cannot_change_any_more():
    """A rule may keep its values; what is told and written is what it answered."""
    kept = {"amount": 1, "parts": [1]}

    def first(_):
        return Answer("unmet", observed="x", data=kept)

    def second(_):
        kept["amount"] = 0.5
        kept["parts"].append(float("nan"))
        return True

    rules = [Rule("first", first, consequence="order"), Rule("second", second)]
    step = Step("go", "draft", "done", by="clerk", guards=("first", "second"))
    states = ["draft", State("done", final=True)]
    made = Office(Procedure("town", states, [step], rules, ["clerk"]))
    made.open(Motion("A bench"), CLERK, case_id="A")
    (row,) = made.take("A", "go", CLERK).entry.findings
    assert {"amount": 1, "parts": [1]} == row["data"]
    assert row["data"] == made.entries("A")[-1].findings[0]["data"]
