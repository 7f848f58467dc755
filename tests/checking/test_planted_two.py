"""Rules that stand behind each other: one gone is not enough, both gone are found.

Where a planted hole is none because another rule stands in the way, that rule is named; with
both gone a property finds it. Then holes of days: rules that begin late, periods cut short.
"""

from __future__ import annotations

from datetime import date
from functools import reduce

import attrs
import pytest

from test_planted import ADOPTED, changed, lacking, starting
from test_shipped import STATES, law

from ratsflow.checking import (
    Search,
    Space,
    check_each,
    load_properties,
    replayed,
    shipped_properties,
    slice_of,
    steps_to,
)
from ratsflow.checking.search import in_turn
from ratsflow.law.citation import InForce


CASES = 700


def each_of(*plants):
    """Plant several holes."""
    return lambda procedure: reduce(lambda of, plant: plant(of), plants, procedure)


def dated(rule, since=None, until=None):
    """Plant a hole by letting a rule begin late or end early."""

    def plant(procedure):
        rules = tuple(
            attrs.evolve(each, in_force=InForce(since, until))
            if each.id == rule
            else each
            for each in procedure.rules
        )
        return attrs.evolve(procedure, rules=rules)

    return plant


def with_value(town, **given):
    """Return the law of a town in which values are others, on every day."""
    values = {key.replace("__", "."): each for key, each in given.items()}
    rows = {
        key: tuple(attrs.evolve(row, value=each) for row in town.dated[key])
        for key, each in values.items()
        if key in town.dated
    }
    return attrs.evolve(
        town, values={**town.values, **values}, dated={**town.dated, **rows}
    )


def asked_of(procedure, named):
    if isinstance(named, str):
        named = next(e for e in shipped_properties(procedure) if e.id == named)
        return named
    (named,) = load_properties({"planted": named}, procedure)
    return named


def look(state, plant, named, town=None, cases=CASES):
    """Return what comes of a property under a planted procedure: its report."""
    procedure = plant(STATES[state])
    space = Space(procedure, town or law(state))
    asked = asked_of(procedure, named)
    (report,) = check_each([asked], space, cases=cases, first=True)
    return report


def unsigned(case, _):
    return case.signed_by("alderman") is None and case.state == "released"


def decided_by_an_adviser(case, way):
    last = way.choices[-1]
    roles = {each.id: each.role for each in case.consultations}
    return last.step == "vote" and roles[last.on] == "preliminary"


def ratified_by_a_decider(case, way):
    role = {each.id: each.role for each in case.consultations}
    return way.choices[-1].step == "ratify" and "decision" in role.values()


def begun_undecided(case, way):
    steps = {each.step for each in way.choices}
    return case.state == "in_execution" and steps.isdisjoint({"vote", "elect"})


def released_by_another(case, way):
    return case.state == "released" and way.choices[-1].actor.roles == (
        "council_office",
    )


def signed_by_the_author(case, way):
    (signature,) = [each for each in case.signatures if each.office == "alderman"]
    last = way.choices[-1].actor
    return signature.actor_id == last.id and last.roles == ("author",)


def supplemented_by_another(_, way):
    last = way.choices[-1]
    return last.step == "supplement" and "mayor" not in last.actor.roles


def lacks_the_mayor(case, _):
    return case.state in ADOPTED and case.signed_by("mayor") is None


def bye_law_of_a_committee(case, _):
    (item,) = case.consultations
    return case.state in ADOPTED and item.body.kind != "council"


def called_outside(case, way):
    last = way.choices[-1]
    (item,) = [e for e in case.consultations if e.id == last.on]
    return item.meeting is None or last.day != item.meeting.day


NO_SIGNATURE = lambda of: changed(of, "sign", signs="")  # noqa: E731
ANOTHER_RELEASES = lambda of: changed(of, "release", by=("mayor", "council_office"))  # noqa: E731
AUTHOR_SIGNS = lambda of: changed(of, "sign", by=("alderman", "author"))  # noqa: E731
RELEASED_AS_ALDERMAN = lambda of: changed(of, "release", signs="alderman")  # noqa: E731
SIGNED_AS_MAYOR = lambda of: changed(of, "sign", signs="mayor")  # noqa: E731
EARLY_RELEASE = starting("release", "mayor_review", "alderman_review")
EARLY_START = starting("start_execution", "executable", "released")

FOUND = [
    # one rule gone
    *(
        (
            state,
            lacking("role_decides"),
            "decided_by_who_is_asked",
            decided_by_an_adviser,
        )
        for state in STATES
    ),
    ("nrw", lacking("role_ratifies"), "ratified_by_the_council", ratified_by_a_decider),
    (
        "nrw",
        lacking("mayor_released"),
        "supplemented_by_the_mayor",
        supplemented_by_another,
    ),
    *(
        (state, AUTHOR_SIGNS, "signed_by_its_office", signed_by_the_author)
        for state in STATES
    ),
    *(
        (
            state,
            lacking("somebody_voted", "item_in_its_meeting"),
            "dealt_with_in_its_meeting",
            called_outside,
        )
        for state in STATES
    ),
    # two rules gone, of which each stands in for the other
    *(
        (
            state,
            lacking("non_delegable", "body_competent"),
            "bye_law_by_the_council",
            bye_law_of_a_committee,
        )
        for state in STATES
    ),
    *(
        (
            state,
            each_of(plant, lacking("alderman_signed")),
            "released_as_signed",
            unsigned,
        )
        for state in STATES
        for plant in (NO_SIGNATURE, EARLY_RELEASE)
    ),
    (
        "nrw",
        each_of(EARLY_START, lacking("no_decision_due", "appeal_period_over")),
        "executed_after_decision",
        begun_undecided,
    ),
    (
        "bw",
        each_of(EARLY_START, lacking("no_decision_due")),
        "executed_after_decision",
        begun_undecided,
    ),
    *(
        (
            state,
            each_of(ANOTHER_RELEASES, lacking("mayor_released")),
            "released_by_its_office",
            released_by_another,
        )
        for state in STATES
    ),
    *(
        (
            state,
            each_of(
                RELEASED_AS_ALDERMAN,
                lacking("mayor_released", "submission_deadline_met"),
            ),
            "decided_as_signed",
            lacks_the_mayor,
        )
        for state in STATES
    ),
]


@pytest.mark.parametrize(("state", "plant", "name", "happened"), FOUND)
def test_it_is_found_and_really_done(state, plant, name, happened):
    report = look(state, plant, name)
    hole = report.checked[0].hole
    assert hole is not None
    assert happened(replayed(hole, report.space), hole)


STANDS_IN_THE_WAY = [
    (
        "nrw",
        lacking("non_delegable"),
        "bye_law_by_the_council",
        "vote",
        "body_competent",
    ),
    (
        "bw",
        lacking("non_delegable"),
        "bye_law_by_the_council",
        "vote",
        "body_competent",
    ),
    (
        "nrw",
        lacking("body_competent"),
        "bye_law_by_the_council",
        "vote",
        "non_delegable",
    ),
    *(
        (state, plant, "released_as_signed", "release", "alderman_signed")
        for state in STATES
        for plant in (NO_SIGNATURE, EARLY_RELEASE, SIGNED_AS_MAYOR)
    ),
    *(
        (state, ANOTHER_RELEASES, "released_by_its_office", "release", "mayor_released")
        for state in STATES
    ),
    *(
        (state, EARLY_START, "executed_after_decision", "start_execution", rule)
        for state, rule in (("nrw", "appeal_period_over"), ("bw", "no_decision_due"))
    ),
]


def forbidden(step):
    """Tell which attempts would do what the property forbids."""
    return {
        "vote": lambda way: way.verdict.question.consultation.body.kind != "council",
        "release": lambda way: (
            way.choice.actor.roles != ("mayor",)
            or not {"alderman", "mayor_override"}
            & {each.office for each in way.verdict.question.case.signatures}
        ),
        "start_execution": lambda way: way.verdict.question.case.state == "released",
    }[step]


@pytest.mark.parametrize(("state", "plant", "name", "step", "rule"), STANDS_IN_THE_WAY)
def test_another_rule_stands_in_the_way_of_each_such_attempt(
    state, plant, name, step, rule
):
    procedure = plant(STATES[state])
    asked = asked_of(procedure, name)
    known = {each.id: each for each in Space(procedure, law(state)).starts}
    space = Space(procedure, law(state), steps=slice_of([asked], procedure))
    from ratsflow.checking import papers_of  # noqa: PLC0415

    known |= {each.id: each for each in papers_of(law(state))}
    starts = tuple(known[each] for each in asked.papers) or space.starts
    space = attrs.evolve(space, starts=starts, watched=asked.watched)
    blocked = []

    def refused(_, way):
        if way.choice.step == step and forbidden(step)(way):
            blocked.append({each.rule.id for each in way.verdict.blocking})

    for _ in Search(space, 120, refused=refused):
        pass
    assert blocked
    assert all(rule in each for each in blocked)


@pytest.mark.parametrize(
    ("state", "rules", "stands"),
    [
        ("nrw", ("somebody_voted",), False),
        ("nrw", (), True),
        ("bw", ("somebody_voted", "quorum_doubtful"), False),
        ("bw", ("somebody_voted",), True),
    ],
)
def test_a_vote_in_which_nobody_votes_is_tried(state, rules, stands):
    """In Baden-Württemberg the quorum stands in the way, too."""
    of = lacking(*rules)(STATES[state])
    space = Space(of, law(state), steps=steps_to(["vote"], of))
    starts, watched = space.starts[:1], frozenset(("ballot",))
    space = attrs.evolve(space, starts=starts, watched=watched)
    empty = []

    def watch(_, way):
        ballot = way.choice.inputs.get("ballot")
        if ballot is not None and not ballot.present:
            empty.append(way)
        return ()

    for _ in Search(space, 60, watch, order=in_turn()):
        pass
    assert (not empty) is stands


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("is_planted", [True, False])
def test_an_alderman_of_another_department_signs_where_no_rule_asks(state, is_planted):
    of = STATES[state]
    if is_planted:
        of = lacking("lead_department_signs")(of)
    (start, *_) = Space(of, law(state)).starts
    led = attrs.evolve(start.motion, lead_department="Dezernat 3")
    space = Space(
        of,
        law(state),
        starts=(attrs.evolve(start, motion=led),),
        steps=steps_to(["sign"], of),
        watched=frozenset(("person",)),
    )
    signed = set()

    def watch(_, way):
        if way.choice.step == "sign":
            signed.add(way.choice.actor.on_behalf_of)
        return ()

    for _ in Search(space, 60, watch, order=in_turn()):
        pass
    others = {"nicht Dezernat 3"} if is_planted else set()
    assert signed == {"Dezernat 3"} | others


# ---------------------------------------------------------------------------- days


APPEAL = "no_execution_in_the_appeal_period"
WAITING = "no_execution_in_the_waiting_days"


@pytest.mark.parametrize(
    ("state", "plant", "name", "day"),
    [
        ("nrw", dated("appeal_period_over", date(2026, 3, 5)), APPEAL, (3, 4)),
        ("nrw", dated("appeal_period_over", None, date(2026, 3, 11)), APPEAL, (3, 12)),
        ("bw", dated("committee_waiting_over", date(2026, 3, 5)), WAITING, (3, 4)),
        (
            "bw",
            dated("committee_waiting_over", None, date(2026, 3, 6)),
            WAITING,
            (3, 7),
        ),
    ],
)
def test_a_dated_rule_that_begins_late_or_ends_early_is_found(state, plant, name, day):
    """The committee decides on 4 March; its rule is in force a day too late or too short."""
    report = look(state, plant, name)
    hole = report.checked[0].hole
    assert hole.choices[-1].day == date(2026, *day)
    assert replayed(hole, report.space).state == "executable"


@pytest.mark.parametrize(
    ("state", "value", "named", "day"),
    [
        (
            "nrw",
            {"committee_appeal__days": 7},
            {
                "never": "make_executable",
                "while": "within 8 days of vote into adopted in committee",
                "papers": ["committee"],
            },
            date(2026, 3, 12),
        ),
        (
            "bw",
            {"committee_waiting__working_days": 2},
            WAITING,
            date(2026, 3, 6),
        ),
    ],
)
def test_a_period_that_a_value_of_law_cuts_short_is_found(state, value, named, day):
    town = with_value(law(state), **value)
    hole = look(state, lacking(), named, town).checked[0].hole
    assert hole.choices[-1].day == day
    assert look(state, lacking(), named).checked[0].hole is None


@pytest.mark.parametrize(
    ("state", "days", "values"),
    [
        ("nrw", 3, {"mayor_objection__days": 2}),
        ("bw", 7, {"mayor_objection__days": 6, "legal_objection__days": 6}),
    ],
)
def test_a_remedy_that_ends_a_day_early_is_missed_on_its_last_day(state, days, values):
    """Three days in Nordrhein-Westfalen, a week in Baden-Württemberg: one day less.

    There, an objection for unlawfulness has a period of its own, and is still open where
    that for harm alone was cut.
    """
    open_for = {
        "always_open": "object",
        "while": f"within {days} days of vote into adopted in council",
        "unless": ["after object", "after complete", "after supersede | close"],
        "papers": ["council"],
    }
    town = with_value(law(state), **values)
    assert look(state, lacking(), open_for, town).checked[0].hole is not None
    assert look(state, lacking(), open_for).checked[0].is_kept
