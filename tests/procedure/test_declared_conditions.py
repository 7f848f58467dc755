"""Each kind of condition: when it is met, broken, unknown, and what it says then."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.errors import DefinitionError
from ratsflow.law.local import AbsentNormError, Law, MissingValueError
from ratsflow.model import Actor, Ballot, Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.declared import field, load, names_in, predicate
from ratsflow.procedure.finding import MET, unmet
from ratsflow.procedure.question import MissingFactError, Question


NOON = datetime(2026, 3, 19, 11, tzinfo=UTC)
STATES = """\
[motion]
draft = { de = "Entwurf", en = "draft" }
"""
STEPS = """\
[finish]
label = { de = "Fertigstellen", en = "Finish" }
by = "clerk"
moves = ["motion: draft"]
takes = [
  "told: flag?", "asked: flag?", "way?", "reason?", "count: number?", "by: day?", "met_on: day?",
  "topics: names?", "vote: ballot?", "names: names?",
]
"""
HEAD = """\
[rule]
is = "A-1 statute order"
on = "finish"
label = { de = "Regel", en = "Rule" }
"""


@field("paper.title", "paper")
def title(question: Question) -> str:
    """The title, which must be known."""
    if not question.motion.title:
        raise MissingFactError("motion.title")
    return question.motion.title


@field("item.day", "item")
def item_day(question: Question) -> date:
    """A day of the consultation that the step is about."""
    return question.about.days[-1]


@field("pages", "law.page")
def pages(question: Question) -> Fraction:
    """A share of a page."""
    return Fraction(question.law["page"], 2)


@predicate("{facts}", "law.least")
def stated_often(question: Question, facts: list[str]) -> Any:
    """Answer whether so many of some facts are stated."""
    stated = [name for name in facts if question.inputs.get(name) is not None]
    enough = len(stated) >= question.law["least"]
    return MET if enough else unmet(f"{len(stated)}")


NAMES = names_in([SimpleNamespace(a=title, b=item_day, c=pages, d=stated_often)])


def rule(folder: Any, condition: str) -> Any:
    """Return a rule with a condition."""
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "states.toml").write_text(STATES, "utf-8")
    (folder / "steps.toml").write_text(STEPS, "utf-8")
    (folder / "rules" / "all.toml").write_text(HEAD + condition, "utf-8")
    (made,) = load([folder], NAMES).rules
    return made


def asked(
    law: dict[str, Any] | None = None,
    *,
    absent: tuple[str, ...] = (),
    title: str = "",
    facts: dict[str, Any] | None = None,
    **inputs: Any,
) -> Question:
    """Return a question of a step without a consultation."""
    motion = Motion(title=title)
    case = Case("c", 1, "0" * 64, "p", "f" * 64, "draft", motion, facts=facts or {})
    values = Law("NRW", law or {}, absent=absent)
    actor = Actor("a", roles=("clerk",))
    return Question(case, "finish", actor, "clerk", NOON, NOON.date(), inputs, values)


@pytest.fixture
def ask(tmp_path):
    """Return what asks a condition and says in a few words what it answers."""

    def told(condition: str, *law: dict[str, Any], **inputs: Any) -> str:
        try:
            answer = rule(tmp_path, condition).check(asked(*law, **inputs))
        except MissingFactError as error:
            return f"unknown {error.name}"
        except AbsentNormError as error:
            return f"no norm {error.key}"
        except MissingValueError as error:
            return f"unknown {error.key}"
        if answer is True:
            return "met"
        lacking = [*answer.data.get("facts", ()), *answer.data.get("keys", ())]
        return " ".join([answer.result.value, ", ".join(lacking)]).strip()

    return told


TODAY, EARLIER = NOON.date(), date(2026, 3, 10)


@pytest.mark.parametrize(
    ("condition", "met", "broken"),
    [
        ("stated = { told = true }", {"told": True}, {"told": False}),
        ('stated = { way = ["a", "b"] }', {"way": "b"}, {"way": "c"}),
        ('stated = { way = { not = "a" } }', {"way": "b"}, {"way": "a"}),
        ("stated = { told = true, asked = false }", {"told": True, "asked": False}, {"told": True, "asked": True}),
        ("equals = { told = true }", {"told": True}, {}),
        ("equals = { told = { not = true } }", {}, {"told": True}),
        ("equals = { names = [] }", {"names": ()}, {"names": ("a",)}),
        ("equals = { names = { not = [] } }", {"names": ("a",)}, {}),
        ("equals = { count = { not = [] } }", {"count": 0}, {}),
        ("equals = { told = { not = [] } }", {"told": False}, {}),
        ('filled = "reason"', {"reason": "x"}, {"reason": " "}),
        ('filled = ["reason", "way"]', {"reason": "x", "way": "y"}, {"reason": "x", "way": ""}),
        ('filled = "count"', {"count": 0}, {"count": ""}),
        ('member = ["way", ["a", "b"]]', {"way": "a"}, {"way": "c"}),
        ('member = ["way?", "names"]', {"way": "a", "names": ("a",)}, {"names": ("a",)}),
        ('compare = ["by", "<=", "met_on"]', {"by": EARLIER, "met_on": EARLIER}, {"by": TODAY, "met_on": EARLIER}),
        ('compare = ["by", "!=", "met_on"]', {"by": TODAY, "met_on": EARLIER}, {"by": TODAY, "met_on": TODAY}),
        ('majority = "vote"', {"vote": Ballot(2, 1)}, {"vote": Ballot(1, 1)}),
        ('majority = "vote"', {"vote": Ballot(announced="adopted")}, {"vote": Ballot(announced="rejected")}),
        ("any = [{ stated = { told = true } }, { stated = { asked = true } }]", {"told": False, "asked": True}, {"told": False, "asked": False}),
        ("all = [{ stated = { told = true } }, { stated = { asked = true } }]", {"told": True, "asked": True}, {"told": True, "asked": False}),
        ("any = [{ all = [{ stated = { told = true } }, { equals = { count = 1 } }] }, { equals = { count = 2 } }]", {"told": False, "count": 2}, {"told": False, "count": 1}),
    ],
)  # fmt: skip
def test_what_is_so_is_met_and_what_is_otherwise_is_broken(ask, condition, met, broken):
    """A condition holds or does not, by what is stated."""
    assert "met" == ask(condition, **met)
    assert "unmet" == ask(condition, **broken)


@pytest.mark.parametrize(
    ("condition", "law", "inputs", "lacking"),
    [
        ("stated = { told = true, asked = true }", {}, {}, "told, asked"),
        ('filled = ["reason", "way"]', {}, {}, "reason, way"),
        ('member = ["way", "law.ways"]', {}, {}, "way, ways"),
        ('disjoint = ["topics", "law.ways"]', {}, {}, "topics, ways"),
        ('compare = ["by", "<=", "met_on"]', {}, {}, "by, met_on"),
        (
            'period = { day = "by", latest = "law.days", before = "met_on", counted = "law.mode" }',
            {},
            {"by": TODAY},
            "met_on, days, mode",
        ),
        (
            'share = { of = "count", reaches = "share", base = "law.size" }',
            {"share": ">= 1/5 of elected"},
            {},
            "count, size",
        ),
        ('majority = "vote"', {}, {}, "vote"),
        ('known = ["by", "met_on"]', {}, {"by": TODAY}, "met_on"),
        (
            "all = [{ stated = { told = true } }, { stated = { asked = true } }]",
            {},
            {},
            "told, asked",
        ),
        (
            "any = [{ stated = { told = true } }, { stated = { asked = true } }]",
            {},
            {},
            "told, asked",
        ),
        ('stated = { "paper.title" = "x" }', {}, {}, "motion.title"),
        ('stated = { "fact.told" = true }', {}, {}, "told"),
    ],
)
def test_what_is_missing_is_named_at_once(ask, condition, law, inputs, lacking):
    """Nobody is asked for one thing only to be asked for the next."""
    assert f"unknown {lacking}" == ask(condition, law, **inputs)


def test_a_breach_speaks_only_where_nothing_before_it_is_unknown(ask):
    """The first part that is broken speaks; what lacks before it keeps the answer open."""
    condition = "all = [{ stated = { told = true } }, { stated = { asked = true } }]"
    assert "unmet" == ask(condition, told=False)
    assert "unknown told" == ask(condition, asked=False)


def test_sets_meet_or_do_not(ask):
    """An empty left side never reads the right one."""
    law = {"ways": ["a", "b"]}
    assert "unmet" == ask('disjoint = ["topics", "law.ways"]', law, topics=("b", "c"))
    assert "met" == ask('disjoint = ["topics", "law.ways"]', law, topics=("c",))
    assert "met" == ask('disjoint = ["topics", "law.ways"]', topics=())
    assert "met" == ask('overlap = ["topics", "law.ways"]', law, topics=("b", "c"))
    assert "unmet" == ask('overlap = ["topics", "law.ways"]', law, topics=("c",))
    assert "unmet" == ask('overlap = ["topics", "law.ways"]', topics=())


@given(st.integers(0, 20), st.integers(1, 9))
def test_a_period_ends_with_its_last_day(tmp_path_factory, before, days):
    """What comes on the last day is in time, by one way of counting (E-3)."""
    made = rule(
        tmp_path_factory.mktemp("period"),
        'period = { day = "by", latest = "law.days", before = "met_on" }',
    )
    came = date.fromordinal(TODAY.toordinal() - before)
    answer = made.check(asked({"days": days}, by=came, met_on=TODAY))
    assert (before >= days) == (answer is MET)


@given(st.integers(0, 90), st.integers(1, 80))
def test_a_share_is_of_those_that_there_are(tmp_path_factory, count, size):
    """A fifth is enough; more than there are is no count."""
    made = rule(
        tmp_path_factory.mktemp("share"),
        'share = { of = "count", reaches = "share", base = "law.size" }',
    )
    law = {
        "share": {"num": 1, "den": 5, "strict": False, "base": "elected"},
        "size": size,
    }
    answer = made.check(asked(law, count=count))
    assert (5 * count >= size and count <= size) == (answer is MET)
    if answer is not MET:
        assert (count, size) == (answer.data["counted"], answer.data["base"])


def test_when_says_to_what_a_rule_applies(ask):
    """What is not stated is "not so"; what must be known or set is asked for."""
    assert "met" == ask("when = { asked = true }\nstated = { told = true }")
    assert "unknown told" == ask(
        "when = { asked = true }\nstated = { told = true }", asked=True
    )
    by_field = 'when = { "paper.title" = "x" }\nstated = { told = true }'
    assert "unknown motion.title" == ask(by_field)
    assert "met" == ask(by_field, title="y")
    assert "unknown told" == ask(by_field, title="x")
    by_law = 'when = { "law.asks" = true }\nstated = { told = true }'
    assert "unknown asks" == ask(by_law)
    assert "met" == ask(by_law, {"asks": False})
    assert "unmet" == ask(by_law, {"asks": True}, told=False)
    assert "met" == ask(by_law, absent=("asks",))


def test_unless_lifts_a_rule_by_one_of_its_maps(tmp_path, ask):
    """Every name of one map must hold; what is told then is told."""
    condition = """\
unless = [{ told = true, asked = true }, { way = "open" }]
told = "lifted"
stated = { count = 1 }
"""
    assert "unmet" == ask(condition, told=True, count=2)
    assert "met" == ask(condition, told=True, asked=True, count=2)
    assert "met" == ask(condition, way="open")
    assert "unmet" == ask(condition, way="shut", count=2)
    lifted = rule(tmp_path, condition).check(asked(way="open"))
    assert "lifted" == lifted.observed


def test_with_a_question_mark_a_name_may_be_missing(ask):
    """A field, an input and a value of law: each is then as good as empty."""
    assert "met" == ask('equals = { "paper.title?" = [] }')
    assert "unmet" == ask('filled = "reason?"')
    by_law = 'unless = { "law.asks?" = true }\nstated = { told = true }'
    assert "unmet" == ask(by_law, told=False)
    assert "met" == ask(by_law, {"asks": True}, told=False)


def test_what_must_be_known_is_no_empty_value(ask):
    """An unknown field is not "none", unless the condition says that it may be missing."""
    assert "unknown motion.title" == ask('equals = { "paper.title" = [] }')
    assert "unknown motion.title" == ask('equals = { "paper.title" = { not = "x" } }')
    assert "unknown asks" == ask('equals = { "law.asks" = { not = true } }')
    assert "unmet" == ask("equals = { told = true }")


def test_without_what_a_step_is_about_nothing_can_be_told(ask):
    """A question without its consultation is open, whatever may be missing otherwise."""
    assert "unknown consultation" == ask('equals = { "item.day?" = [] }')
    assert "unknown consultation" == ask(
        'unless = { "item.day?" = [] }\nstated = { told = true }'
    )


def test_a_fact_counts_where_the_step_says_nothing(ask):
    """`fact.x` is the input, or the case's fact; a day of the case is written as text."""
    condition = 'compare = ["fact.by", "<=", "met_on"]'
    assert "met" == ask(condition, facts={"by": "2026-03-10"}, met_on=EARLIER)
    assert "unmet" == ask(
        condition, facts={"by": "2026-03-10"}, by=TODAY, met_on=EARLIER
    )
    assert "unknown by" == ask(
        'compare = ["by", "<=", "met_on"]', facts={"by": "2026-03-10"}, met_on=TODAY
    )


def test_a_breach_tells_what_programs_and_sentences_read(tmp_path):
    """Code, words of its own, and values under names."""
    condition = """\
compare = ["by", "<=", "met_on"]
code = "rule.late"
observed = "came {left}"
required = "by {limit}"
data = { limit = "met_on", unknown = "way" }
"""
    answer = rule(tmp_path, condition).check(asked(by=TODAY, met_on=EARLIER))
    assert "rule.late" == answer.code
    assert "came 2026-03-19" == answer.observed
    assert "by 2026-03-10" == answer.required
    assert {"limit": "2026-03-10", "unknown": None} == {
        name: answer.data[name] for name in ("limit", "unknown")
    }
    parts = rule(tmp_path, 'member = ["way", ["b", "a"]]').check(asked(way="c"))
    assert (["c"], ["b", "a"]) == (parts.data["found"], parts.data["allowed"])
    half = rule(tmp_path, 'compare = ["pages", "<=", "law.most"]')
    told = half.check(asked({"page": 5, "most": 2}))
    assert ("2.5", "≤ 2") == (told.observed, told.required)


def test_a_predicate_takes_arguments_and_says_what_it_reads(tmp_path, ask):
    """A list of names stands for each of them."""
    condition = 'check = { name = "stated_often", facts = ["told", "way"] }'
    assert ("told", "way") == rule(tmp_path, condition).needs
    assert ("least",) == rule(tmp_path, condition).parameters
    assert "met" == ask(condition, {"least": 1}, way="x")
    assert "unmet" == ask(condition, {"least": 2}, way="x")


@pytest.mark.parametrize(
    ("condition", "line", "says"),
    [
        ('stated = { wey = "a" }', 5, "Meant: way"),
        ('compare = ["by", "<", "met_onn"]', 5, "Meant: met_on"),
        ('compare = ["by", "<"]', 5, "left, operator, right"),
        ("stated = { told = 1 }", 5, "told is a flag"),
        ('stated = { way = { nott = "a" } }', 5, "not = "),
        ('check = "stated_oftn"', 5, "Meant: stated_often"),
        ("label2 = 1\nknown = []", 5, "label2"),
        ("all = [{ any = [{ all = [{ known = [] }] }] }]", 5, "nested too deep"),
        ("all = [{ stated = { told = true }, known = [] }]", 5, "exactly one"),
        ("all = [{ known = [] , wen = { told = true } }]", 5, "Meant: when"),
        ('known = ["paper.titel"]', 5, "Meant: paper.title"),
        ("when = { told = true }", 2, "exactly one condition is needed, not: none"),
    ],
)
def test_a_wrong_condition_is_told_with_its_line(tmp_path, condition, line, says):
    """File, line, and what was meant."""
    with pytest.raises(DefinitionError) as caught:
        rule(tmp_path, condition)
    assert f"all.toml:{line}" in str(caught.value)
    assert says in str(caught.value)
