"""What a migration plan says of each step: all that differs, and nothing that does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from hypothesis import assume, event, given, reject
from hypothesis import strategies as st

from definitions import meant
from ratsflow import (
    Actor,
    Consultation,
    DefinitionError,
    InvalidInputError,
    Motion,
    Move,
    Organization,
    Override,
    Parameter,
    Procedure,
    RatsflowError,
    Rule,
    Step,
    nrw,
)
from ratsflow.engine import (
    ChangedStep,
    Difference,
    Mode,
    Verdict,
    assess,
    open_case,
    plan_migration,
    take,
)
from ratsflow.engine.migration import Migration, migrate
from ratsflow.law.citation import InForce
from ratsflow.model import Suspension
from ratsflow.procedure.case import Case
from ratsflow.procedure.soundness import _problems_of_branches
from ratsflow.procedure.step import State


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
ROLES = ("author", "chair", "clerk")
ACTORS = (
    *(Actor(role, roles=[role]) for role in ROLES),
    Actor("both", roles=["author", "chair"]),
    Actor("deputy", deputises=["clerk"]),
    Actor("stranger"),
)


def noted(question: Any) -> bool:
    """Answer whether there is a note."""
    return question.fact("note") != ""


def no_author(question: Any) -> bool:
    """Answer whether the role that is used is not the author's."""
    return question.role != "author"


def voted(question: Any) -> str:
    """Pick the outcome that the note names."""
    return "no" if question.fact("note") == "no" else "yes"


def voted_otherwise(question: Any) -> str:
    """Pick the other outcome."""
    return "yes" if question.fact("note") == "no" else "no"


NOTE = Parameter("note", required=False)
RULES: Mapping[str, tuple[Rule, ...]] = {
    "noted": (Rule("noted", noted),),
    "no_author": (Rule("no_author", no_author, consequence="order"),),
    "never": (Rule("never", lambda _: False, consequence="defect"),),
}
STEPS: Mapping[str, Mapping[str, Any]] = {
    "submit": {
        "by": ("clerk", "author"),
        "guards": ("noted",),
        "takes": (NOTE,),
        "signs": "clerk",
        "outcomes": {"": (Move("motion", "draft", "council"),)},
    },
    "vote": {
        "by": ("chair",),
        "takes": (NOTE,),
        "decide": voted,
        "outcomes": {
            "yes": (
                Move("consultation", ("planned", "open"), "voted"),
                Move("motion", "council", "adopted"),
            ),
            "no": (
                Move("consultation", "open", "voted"),
                Move("motion", "council", "draft"),
            ),
        },
    },
    "object": {
        "by": ("chair",),
        "outcomes": {
            "": (
                Move("suspension", "none", "lodged", new="mayor_objection"),
                Move("motion", "adopted"),
            )
        },
    },
    "clear": {
        "by": ("chair", "clerk"),
        "outcomes": {"": (Move("suspension", "lodged", "cleared"),)},
    },
    "close": {
        "by": ("clerk",),
        "outcomes": {
            "": (
                Move("motion", ("draft", "council", "adopted"), "adopted"),
                Move("consultation", ("planned", "open"), "voted", each=True),
            )
        },
    },
}
WHOLE: Mapping[str, Any] = {
    "states": ("draft", "council", State("adopted", final=True)),
    "consultation_states": ("planned", "open", "voted"),
    "suspension_states": ("lodged", "cleared"),
    "migrators": ("clerk",),
    "overriders": ("chair",),
    "recorders": ("clerk",),
}


def version(
    number: str = "1",
    *,
    steps: Mapping[str, Any] = STEPS,
    rules: Mapping[str, Any] = RULES,
    **whole: Any,
) -> Procedure:
    """Return a version of the procedure."""
    return meant(
        "town",
        steps=[Step(name, **given) for name, given in steps.items()],
        rules=[rule for versions in rules.values() for rule in versions],
        roles=ROLES,
        version=number,
        **{**WHOLE, **whole},
    )


def with_step(name: str, **given: Any) -> Procedure:
    """Return a later version in which a step is another."""
    return version("2", steps={**STEPS, name: {**STEPS[name], **given}})


def standing(
    procedure: Procedure,
    state: str = "draft",
    consultations: tuple[str, ...] = (),
    suspensions: tuple[str, ...] = (),
) -> Case:
    """Return a case that stands in some states."""
    opened = open_case(procedure, "c", Motion("t"), ACTORS[2], at=NOON).case
    return attrs.evolve(
        opened,
        state=state,
        consultations=tuple(
            Consultation(f"c{i}", Organization("Rat", "council"), state=each)
            for i, each in enumerate(consultations)
        ),
        suspensions=tuple(
            Suspension(
                f"mayor_objection-{i + 1}", "mayor_objection", "x", NOON.date(), each
            )
            for i, each in enumerate(suspensions)
        ),
    )


OLD = version()


def told(new: Procedure, **stands: Any) -> tuple[tuple[str, ...], ...]:
    """Return what the plan says of the only step that changed, as plain values."""
    (plan,) = plan_migration(OLD, new, [standing(OLD, **stands)])
    assert not plan.is_as_before
    (changed,) = plan.changed
    return tuple(attrs.astuple(each) for each in changed.differences)


def test_another_version_that_says_the_same_is_as_before():
    """Nothing but the number differs, and the plan says so; order and prose are no matter."""
    (plan,) = plan_migration(OLD, version("2"), [standing(OLD)])
    assert plan.is_as_before
    backwards = dict(reversed(STEPS.items()))
    (plan,) = plan_migration(OLD, version("2", steps=backwards), [standing(OLD)])
    assert plan.is_as_before
    (plan,) = plan_migration(OLD, with_step("submit", label="Go"), [standing(OLD)])
    assert plan.is_as_before


def test_a_step_of_the_same_name_that_leads_elsewhere_is_told():
    """Other people, a new guard and another target: no word of “as before”."""
    costs = Rule("costs", lambda q: q.motion.cost_statement is not None)
    old, new = (
        meant(
            "small",
            ["draft", "council", "adopted"],
            [
                Step("submit", "draft", "council", by="clerk"),
                Step("adopt", "council", target, by=by, guards=guards),
            ],
            rules=[costs],
            roles=["clerk", "chair"],
        )
        for target, by, guards in (
            ("adopted", "chair", ()),
            ("draft", "clerk", costs.id),
        )
    )
    (plan,) = plan_migration(old, new, [standing(old, "council")])
    assert plan == Migration(
        "c",
        changed=(
            ChangedStep(
                "adopt",
                (
                    Difference("by", "", ("chair",), ("clerk",)),
                    Difference("guards", "", (), ("costs",)),
                    Difference(
                        "moves", "", ("council → adopted",), ("council → draft",)
                    ),
                ),
            ),
        ),
    )
    (plan,) = plan_migration(old, new, [standing(old)])
    assert plan == Migration("c", later=("adopt",))


@pytest.mark.parametrize(
    ("given", "difference"),
    [
        ({"by": ("clerk",)}, ("by", "", ("clerk", "author"), ("clerk",))),
        (
            {"by": ("author", "clerk")},
            ("by", "", ("clerk", "author"), ("author", "clerk")),
        ),
        ({"guards": ("never",)}, ("guards", "", ("noted",), ("never",))),
        ({"guards": ()}, ("guards", "", ("noted",), ())),
        (
            {"takes": (Parameter("note"),)},
            ("takes", "note", ("text", "optional"), ("text", "required")),
        ),
        (
            {"takes": (NOTE, Parameter("n", "number", personal=True))},
            ("takes", "n", (), ("number", "required", "personal")),
        ),
        ({"takes": ()}, ("takes", "note", ("text", "optional"), ())),
        ({"signs": ""}, ("signs", "", ("clerk",), ())),
        (
            {"outcomes": {"": (Move("motion", "draft"),)}},
            ("moves", "", ("draft → council",), ("draft → draft",)),
        ),
        (
            {"outcomes": {"sent": (Move("motion", "draft", "council"),)}},
            ("outcomes", "", ("",), ("sent",)),
        ),
        ({"decide": lambda _: ""}, ("decide", "", (), ("<lambda>",))),
    ],
)
def test_each_kind_of_difference_in_a_step_is_told(given, difference):
    """One thing that differs is one difference."""
    assert (difference,) == told(with_step("submit", **given))


@pytest.mark.parametrize(
    ("given", "differences"),
    [
        ({"consequence": "order"}, [("consequence", ("block",), ("order",))]),
        ({"layer": "statute"}, [("layer", ("house",), ("statute",))]),
        ({"parameters": ["b", "a"]}, [("parameters", ("",), ("a b",))]),
        ({"looks_at": "amending"}, [("looks_at", ("",), ("amending",))]),
        ({"revision": 2}, [("revision", ("1",), ("2",))]),
        ({"dated_by": "voted_on"}, [("dated_by", ("",), ("voted_on",))]),
        (
            {"in_force": InForce(date(2026, 1, 1), date(2026, 12, 31))},
            [("since", ("",), ("2026-01-01",)), ("until", ("",), ("2026-12-31",))],
        ),
        ({"unmet": "No note.", "remedy": "Write one."}, []),
    ],
)
def test_a_guard_of_the_same_id_that_says_something_else_is_told(given, differences):
    """All that a fingerprint covers of a rule; its prose is no matter."""
    rules = {**RULES, "noted": (Rule("noted", noted, **given),)}
    if not differences:
        (plan,) = plan_migration(OLD, version("2", rules=rules), [standing(OLD)])
        assert plan.is_as_before
        return
    expected = tuple((what, "noted", *sides) for what, *sides in differences)
    assert expected == told(version("2", rules=rules))


def test_a_rule_with_a_new_version_is_told():
    """A version more in force on later days differs, whatever the case."""
    first = Rule("noted", noted, in_force=InForce(None, date(2026, 12, 31)))
    second = Rule("noted", noted, in_force=InForce(date(2027, 1, 1), None), revision=2)
    (changed,) = plan_migration(
        version(rules={**RULES, "noted": (first,)}),
        version("2", rules={**RULES, "noted": (first, second)}),
        [standing(version(rules={**RULES, "noted": (first,)}))],
    )[0].changed
    assert ("revision", "noted", ("1",), ("1", "2")) in [
        attrs.astuple(each) for each in changed.differences
    ]
    one, two = (
        version(number, rules={**RULES, "noted": rules})
        for number, rules in (("1", (first, second)), ("2", (second, first)))
    )
    assert plan_migration(one, two, [standing(one)])[0].is_as_before


def test_only_what_differs_from_where_the_case_stands_is_told_of_now():
    """A source more is for later; a consultation that would be moved along is for now."""
    yes = STEPS["vote"]["outcomes"]["yes"]
    wider = with_step(
        "vote",
        outcomes={
            "yes": yes,
            "no": (Move("consultation", ("planned", "open"), "voted"), yes[1]),
        },
    )
    stands = {"state": "council", "consultations": ("open",)}
    assert (("moves", "no", ("council → draft",), ("council → adopted",)),) == told(
        wider, **stands
    )

    closing = with_step(
        "close",
        outcomes={
            "": (
                *STEPS["close"]["outcomes"][""][:1],
                Move("consultation", "planned", "voted", each=True),
            )
        },
    )
    stands = standing(OLD, consultations=("planned",))
    assert plan_migration(OLD, closing, [stands]) == (Migration("c", later=("close",)),)
    assert (("moves", "", ("each consultation open → voted",), ()),) == told(
        closing, consultations=("planned", "open")
    )


def test_that_another_consultation_can_be_meant_is_told():
    """An outcome that cannot start here still says what the step can be about."""
    yes = STEPS["vote"]["outcomes"]["yes"]
    old, new = (
        version(
            number,
            steps={
                "vote": {
                    **STEPS["vote"],
                    "outcomes": {
                        "yes": (Move("consultation", "open", "voted"), yes[1]),
                        "no": (
                            Move("consultation", sources, "voted"),
                            Move("motion", "draft"),
                        ),
                    },
                }
            },
        )
        for number, sources in (("1", "open"), ("2", ("planned", "open")))
    )
    case = standing(old, "council", ("planned", "open"))
    (plan,) = plan_migration(old, new, [case])
    assert (
        Difference(
            "subject",
            "",
            ("consultation", "open"),
            ("consultation", "open", "planned"),
        ),
    ) == plan.changed[0].differences


def test_suspensions_and_what_brings_them_about_are_told():
    """Another kind of suspension, and another end of one, are differences."""
    other = with_step(
        "object",
        outcomes={
            "": (
                Move("suspension", "none", "lodged", new="legal_objection"),
                Move("motion", "adopted"),
            )
        },
    )
    assert (
        (
            "moves",
            "",
            ("suspension none → lodged (mayor_objection)",),
            ("suspension none → lodged (legal_objection)",),
        ),
    ) == told(other, state="adopted")
    stays = with_step("clear", outcomes={"": (Move("suspension", "lodged"),)})
    assert (
        (
            "moves",
            "",
            ("suspension lodged → cleared",),
            ("suspension lodged → lodged",),
        ),
    ) == told(stays, suspensions=("lodged",))


def test_a_decide_that_is_another_function_counts_as_another():
    """What it does cannot be compared; one function, or one read twice, is the same."""
    (plan,) = plan_migration(
        OLD,
        with_step("vote", decide=voted_otherwise),
        [standing(OLD, "council", ("open",))],
    )
    (changed,) = plan.changed
    assert (
        Difference("decide", "", ("voted",), ("voted_otherwise",)),
    ) == changed.differences


def read(file: str, source: str) -> Any:
    """Return the function that a file holds, as the command line reads it anew each time."""
    names: dict[str, Any] = {}
    exec(compile(source, file, "exec"), names)  # noqa: S102  # as importlib does
    return names["decide"]


PLAIN = "def decide(question):\n    return 'yes'\n"
MADE = "def make(x):\n    return lambda question: x\ndecide = make({!r})\n"


@pytest.mark.parametrize(
    ("decides", "is_same"),
    [
        ((("towns.py", PLAIN), ("towns.py", PLAIN)), True),
        ((("old.py", PLAIN), ("new.py", PLAIN)), False),
        ((("towns.py", MADE.format("yes")), ("towns.py", MADE.format("no"))), False),
    ],
)
def test_a_function_read_twice_from_one_file_is_the_same(decides, is_same):
    """From another file it may use other names, and made by a call other values."""
    once, twice = (
        version(n, steps={"vote": {**STEPS["vote"], "decide": read(*each)}})
        for n, each in zip("12", decides, strict=True)
    )
    (plan,) = plan_migration(once, twice, [standing(once)])
    assert is_same is plan.is_as_before


def test_a_source_that_only_the_new_version_has_is_told_for_later():
    """A state that is new can be reached one day, and then the step starts there."""
    (move, *more) = STEPS["close"]["outcomes"][""]
    recess = attrs.evolve(move, sources=(*move.sources, "recess"))
    new = version(
        "2",
        steps={**STEPS, "close": {"by": "clerk", "outcomes": {"": (recess, *more)}}},
        states=(*WHOLE["states"], "recess"),
    )
    assert plan_migration(OLD, new, [standing(OLD)]) == (
        Migration("c", later=("close",)),
    )


@pytest.mark.parametrize(
    ("whole", "difference"),
    [
        ({"recorders": ()}, ("recorders", "", ("clerk",), ())),
        ({"overriders": ("author",)}, ("overriders", "", ("chair",), ("author",))),
        ({"erasers": ("clerk",)}, ("erasers", "", (), ("clerk",))),
        ({"migrators": ("chair",)}, ("migrators", "", ("clerk",), ("chair",))),
        ({"readers": ("chair",)}, ("readers", "", ROLES, ("chair",))),
        (
            {"consultation_states": ("open", "planned", "voted")},
            ("planned", "", ("planned",), ("open",)),
        ),
        (
            {"states": ("draft", State("council", final=True), "adopted")},
            ("final", "motion", ("adopted",), ("council",)),
        ),
    ],
)
def test_each_kind_of_difference_in_the_procedure_is_told(whole, difference):
    """Who may override, erase, migrate and read, and where consultations begin."""
    (plan,) = plan_migration(OLD, version("2", **whole), [standing(OLD)])
    assert plan == Migration("c", general=(Difference(*difference),))


def test_private_roles_and_the_name_are_told():
    """A private role reads no longer; another name is written into every entry."""
    (plan,) = plan_migration(OLD, version("2", private=("author",)), [standing(OLD)])
    assert ["private", "readers"] == [each.what for each in plan.general]
    (plan,) = plan_migration(OLD, attrs.evolve(OLD, name="city"), [standing(OLD)])
    assert (Difference("name", "", ("town",), ("city",)),) == plan.general


def test_the_shipped_procedure_against_itself_is_as_before():
    """Every step of it, with all its outcomes, is the same as itself."""
    old, new = nrw(), attrs.evolve(nrw(), version="next")
    (plan,) = plan_migration(old, new, [standing(old)])
    assert plan.is_as_before


ARCS = {
    "motion": (
        ("draft", "council"),
        ("council", "adopted"),
        ("council", "draft"),
        (("draft", "council"), "adopted"),
        ("adopted", ""),
    ),
    "consultation": (
        ("planned", "open"),
        ("open", "voted"),
        (("planned", "open"), "voted"),
    ),
    "suspension": (("lodged", "cleared"), ("lodged", "")),
}
MOVES = st.sampled_from(
    [
        *(Move(lc, *arc) for lc, arcs in ARCS.items() for arc in arcs),
        Move("consultation", "planned", "open", each=True),
        Move("suspension", "lodged", "cleared", each=True),
        Move("suspension", "none", "lodged", new="mayor_objection"),
        Move("suspension", "none", "lodged", new="legal_objection"),
    ]
)


def _sound(moves: list[Move]) -> bool:
    """Tell whether a step may have them: one to start with, and each can be made."""
    step = Step("go", by="clerk", outcomes={"": tuple(moves)})
    return not any(_problems_of_branches(step))


BRANCHES = st.lists(MOVES, min_size=1, max_size=3).filter(_sound)
ATTRIBUTES = {
    "by": st.permutations(ROLES).flatmap(
        lambda roles: st.integers(1, 3).map(lambda n: tuple(roles[:n]))
    ),
    "guards": st.sets(st.sampled_from(sorted(RULES))).map(
        lambda ids: tuple(sorted(ids))
    ),
    "takes": st.sampled_from(
        [(), (NOTE,), (Parameter("note"),), (Parameter("note", "number", False),)]
    ),
    "signs": st.sampled_from(["", "clerk", "*"]),
    "decide": st.sampled_from([voted, voted_otherwise]),
    "outcomes": st.fixed_dictionaries({"yes": BRANCHES, "no": BRANCHES})
    | st.fixed_dictionaries({"": BRANCHES}),
}
RULE_CHANGES = st.sampled_from(
    [
        {"consequence": "order"},
        {"consequence": "defect"},
        {"check": lambda _: True, "revision": 2},
        {"layer": "statute"},
        {"in_force": InForce(date(2027, 1, 1), None)},
        {"dated_by": "voted_on", "in_force": InForce(date(2026, 1, 1), None)},
        {"label": "prose"},
    ]
)
WHOLE_CHANGES = st.sampled_from(
    [
        {"overriders": ("author",)},
        {"recorders": ("chair",)},
        {"private": ("author",)},
        {"erasers": ("clerk",)},
        {"label": "prose"},
    ]
)
RENAMINGS: tuple[Mapping[str, Mapping[str, str]], ...] = (
    {},
    {"motion": {"council": "assembly"}, "suspension": {"lodged": "raised"}},
    {"consultation": {"planned": "open"}},
    {"motion": {"draft": "sketch", "council": "assembly"}},
)


@st.composite
def versions(draw: st.DrawFn) -> tuple[Procedure, Procedure, Any]:
    """Draw an old and a new version that differ in little, and how states are renamed."""
    values = {"steps": dict(STEPS), "rules": dict(RULES), "whole": {}}
    _change(draw, values)
    old = version("1", **_parts(values))
    _change(draw, values)
    mapping = draw(st.sampled_from(RENAMINGS))
    try:
        return old, version("2", **_renamed(_parts(values), mapping)), mapping
    except DefinitionError:  # two sources that are one now
        reject()


def _change(draw: st.DrawFn, values: dict[str, Any]) -> None:
    """Change up to two things."""
    for _ in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(["step", "step", "step", "rule", "whole", "gone"]))
        name = draw(st.sampled_from(sorted(STEPS)))
        if kind == "gone":
            values["steps"].pop(name, None)
        elif kind == "whole":
            values["whole"] |= draw(WHOLE_CHANGES)
        elif kind == "rule":
            rule = draw(st.sampled_from(sorted(RULES)))
            (before,) = values["rules"][rule]
            values["rules"][rule] = (attrs.evolve(before, **draw(RULE_CHANGES)),)
        elif name in values["steps"]:
            attribute = draw(st.sampled_from(sorted(ATTRIBUTES)))
            given = {**values["steps"][name], attribute: draw(ATTRIBUTES[attribute])}
            if len(given["outcomes"]) > 1:
                given.setdefault("decide", voted)
            values["steps"][name] = given


def _parts(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"steps": values["steps"], "rules": values["rules"], **values["whole"]}


def _renamed(parts: dict[str, Any], mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a version in which the states have their new names."""

    def name(lifecycle: str, state: str) -> str:
        return mapping.get(lifecycle, {}).get(state, state)

    def move(given: Move) -> Move:
        sources = dict.fromkeys(name(given.lifecycle, each) for each in given.sources)
        target = given.target and name(given.lifecycle, given.target)
        return attrs.evolve(given, sources=tuple(sources), target=target)

    steps = {
        step: {
            **given,
            "outcomes": {o: tuple(map(move, m)) for o, m in given["outcomes"].items()},
        }
        for step, given in parts["steps"].items()
    }
    states = {"motion": "states"} | {
        each: f"{each}_states" for each in ("consultation", "suspension")
    }
    whole = {
        where: list(
            {
                state: State(state, final=state == "adopted" or None)
                for each in WHOLE[where]
                for state in (name(lifecycle, getattr(each, "name", each)),)
            }.values()
        )
        for lifecycle, where in states.items()
    }
    return {**parts, **whole, "steps": steps}


STANDS = st.tuples(
    st.sampled_from(["draft", "council", "adopted"]),
    st.lists(st.sampled_from(["planned", "open", "voted"]), max_size=2).map(tuple),
    st.lists(st.sampled_from(["lodged", "cleared"]), max_size=2).map(tuple),
)
ASKED: tuple[Mapping[str, Any], ...] = (
    {},
    {"inputs": {"note": "no"}},
    {"inputs": {"note": ""}},
    {"inputs": {"note": "x"}, "override": Override("It must be.")},
    {"inputs": {"note": "x"}, "mode": Mode.RECORD},
)


def answers(
    procedure: Procedure, case: Case, step: str, mapping: Any
) -> list[dict[str, Any]]:
    """Return what every actor is answered to every question about a step."""
    meant = ["", *(each.id for each in (*case.consultations, *case.suspensions))]
    found = []
    for on in meant:
        for actor in ACTORS:
            for asked in ASKED:
                try:
                    verdict = assess(
                        procedure, case, step, actor, at=NOON, on=on, **asked
                    )
                except RatsflowError as error:
                    found.append({"error": type(error)})
                    continue
                found.append(_plain(verdict, mapping, is_more="inputs" in asked))
    return found


def _plain(verdict: Verdict, mapping: Any, *, is_more: bool) -> dict[str, Any]:
    def name(lifecycle: str, state: str) -> str:
        return mapping.get(lifecycle, {}).get(state, state)

    plain: dict[str, Any] = {
        "allowed": verdict.allowed,
        "moves": verdict.moves
        and [
            (
                m.lifecycle,
                m.subject,
                name(m.lifecycle, m.source),
                name(m.lifecycle, m.target),
            )
            for m in verdict.moves
        ],
        "rows": {(rule.id, answer.result) for rule, answer in verdict.rows},
        "role": (verdict.question.role, verdict.question.as_deputy),
        "blocking": {finding.rule.id for finding in verdict.blocking},
    }
    if verdict.allowed and is_more:
        entry = take(verdict, salts=lambda: "0" * 64).entry
        plain["sealed"], plain["inputs"] = entry.sealed, sorted(entry.inputs)
    return plain


def _agreeing(row: dict[str, Any], *, later: bool, whole: bool) -> Any:
    """Return what must agree: of a step that is to differ later, what may be done now.

    What an entry seals hangs on the other steps too.
    """
    if later:
        return row.get("allowed", False), row.get("moves")
    return row if whole else {key: row[key] for key in row if key != "sealed"}


@pytest.mark.parametrize("mapping", RENAMINGS)
@given(STANDS)
def test_states_that_are_only_renamed_are_no_difference(mapping, stands):
    """Steps that go from the same states to the same states are what they were."""
    new = version("2", **_renamed({"steps": STEPS, "rules": RULES}, mapping))
    (plan,) = plan_migration(OLD, new, [standing(OLD, *stands)], mapping)
    merged = mapping == RENAMINGS[2]
    assert plan.is_possible
    if not merged:
        assert plan == Migration("c", plan.moves)
        assert mapping or plan.is_as_before


def test_states_that_get_one_name_are_no_longer_told_apart():
    """A vote that could be about one consultation alone can then be about another."""
    mapping = RENAMINGS[2]
    steps = {
        **STEPS,
        "vote": {
            "by": ("chair",),
            "outcomes": {
                "": (
                    Move("consultation", "open", "voted"),
                    Move("motion", "council", "adopted"),
                )
            },
        },
    }
    old = version(steps=steps)
    new = version("2", **_renamed({"steps": steps, "rules": RULES}, mapping))
    case = standing(old, "council", ("planned", "open"))
    (plan,) = plan_migration(old, new, [case], mapping)
    assert (
        ChangedStep(
            "vote",
            (Difference("moves", "", (), ("consultation planned → voted",)),),
        ),
    ) == plan.changed


def test_a_target_that_is_only_named_otherwise_is_told_without_a_mapping():
    """Nobody said that the one is the other; so the step leads elsewhere."""
    new = version(
        "2",
        **_renamed({"steps": STEPS, "rules": RULES}, {"motion": {"council": "hall"}}),
    )
    (plan,) = plan_migration(OLD, new, [standing(OLD)])
    assert ("submit", "close") == (plan.changed[0].step, plan.later[-1])
    assert plan.changed[0].differences == (
        Difference("moves", "", ("draft → council",), ("draft → hall",)),
    )


@given(versions(), STANDS)
def test_of_what_the_plan_does_not_tell_every_answer_is_the_same(pair, stands):
    """As before is as before: every step, actor, input, override and record agree."""
    old, new, mapping = pair
    before = standing(old, *stands)
    try:
        (plan,) = plan_migration(old, new, [before], mapping)
    except InvalidInputError:  # what nothing leads out of any more is an end now
        reject()
    assume(plan.is_possible)
    # What is renamed is told; all the rest must still be the same but for the names.
    event(f"as before: {plan.is_as_before}, changed: {bool(plan.changed)}")
    after = migrate(
        old,
        new,
        before,
        Actor("clerk", roles=["clerk"]),
        reason="New rules.",
        at=NOON,
        mapping=mapping,
    ).case
    differing = {*plan.appearing, *plan.disappearing}
    differing |= {each.step for each in plan.changed}
    both = {step.name for step in old.steps} & {step.name for step in new.steps}
    if plan.is_as_before:
        assert len(both) == len(old.steps) == len(new.steps)
    if plan.general:
        return
    for step in both - differing:
        held = {
            "later": step in plan.later,
            "whole": not (differing or plan.later),
        }
        first = answers(old, before, step, mapping)
        second = answers(new, after, step, {})
        assert [_agreeing(row, **held) for row in first] == [
            _agreeing(row, **held) for row in second
        ], step
