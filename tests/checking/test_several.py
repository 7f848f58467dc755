"""Properties that several processes look at come out as they do one after the other."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

import pytest

from small import procedure, space, stated, step
from test_planted import PLANTED
from test_shipped import STATES, law

from ratsflow.checking import Space, check_each, load_properties
from ratsflow.checking.several import check_at_once
from ratsflow.errors import DefinitionError
from ratsflow.procedure.finding import met, unmet
from ratsflow.procedure.rule import Rule


def told(reports):
    """Return all that is told of reports."""
    return [(each.to_plain("de"), each.is_kept, each.is_proved) for each in reports]


def test_several_processes_find_what_one_finds():
    of = procedure(
        step("submit", "draft", "review", takes=("a",)),
        step("adopt", "review", "adopted", "a_stated"),
        step("lose", "review", "lost"),
        step("resume", "lost", "adopted", "b_stated"),
        rules=[stated("a"), stated("b")],
        final=("adopted",),
    )
    table = {
        "broken": {"never": "adopt"},
        "kept": {"only_after": "adopt", "after": "submit"},
        "trap": {"always_possible": "final"},
    }
    asked = load_properties(table, of)
    one = list(check_each(asked, space(of)))
    two = list(check_at_once(asked, space(of), processes=2))
    assert told(one) == told(two)
    assert [each.is_kept for each in two] == [False, True, False]
    broken = two[0].holes[0]
    assert broken.replayed().state == "adopted"
    assert broken.as_test() == one[0].holes[0].as_test()


def test_a_hole_of_a_shipped_procedure_comes_back_as_its_story():
    state, plant, name, *_ = next(each for each in PLANTED if each[0] == "nrw")
    of = plant(STATES[state])
    tables = {"p": {"never": "sign"}, "q": {"never": "release"}}
    asked = load_properties(tables, of)
    here = Space(of, law(state))
    two = list(check_at_once(asked, here, cases=40, processes=2))
    assert told(two) == told(check_each(asked, here, cases=40))
    assert two[0].holes[0].replayed().state == "mayor_review", name


def test_what_goes_wrong_in_a_process_is_told_by_the_one_that_asked():
    hidden = Rule("r", lambda q: bool(q.get("a")) or True, needs=["b"])
    of = procedure(step("go", "draft", "done", "r", takes=("a",)), rules=[hidden])
    asked = load_properties({"p": {"never": "go"}, "q": {"never": "go"}}, of)
    with pytest.raises(DefinitionError, match="does not declare"):
        list(check_at_once(asked, space(of), processes=2))


def test_beside_other_threads_no_process_is_copied():
    of = procedure(step("go", "draft", "done"))
    asked = load_properties({"p": {"never": "go"}, "q": {"never": "go"}}, of)
    end = threading.Event()
    other = threading.Thread(target=end.wait)
    other.start()
    try:
        found = list(check_at_once(asked, space(of), processes=2))
    finally:
        end.set()
        other.join()
    assert [bool(each.holes) for each in found] == [True, True]


def test_what_a_process_was_ended_over_is_looked_at_by_the_one_that_asked():
    def check(question):
        if multiprocessing.parent_process() is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        return met() if question.get("a") else unmet()

    rule = Rule("r", check, needs=["a"])
    of = procedure(step("go", "draft", "done", "r", takes=("a",)), rules=[rule])
    table = {"p": {"never": "go"}, "q": {"only_after": "go", "after": "go"}}
    asked = load_properties(table, of)
    found = list(check_at_once(asked, space(of), processes=2))
    assert told(found) == told(check_each(asked, space(of)))
    assert [bool(each.holes) for each in found] == [True, True]
