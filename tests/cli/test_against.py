"""``ratsflow check --against``: what a clerk reads, what programs and a build are told."""

from __future__ import annotations

import contextlib
import json

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import ratsflow.states.nrw as home

from ratsflow import Actor, Motion, Office, load_law
from ratsflow.cli.app import run
from ratsflow.cli.comparing import values_told
from ratsflow.cli.options import find_procedure
from ratsflow.exchange import export_log
from ratsflow.states.nrw import nrw
from ratsflow.stores.sql import SqlStore


TOWN = Path(home.__file__).with_name("town.toml")
CLERK = Actor("c", roles=("clerk",))
SOURCE = """
from ratsflow import Parameter, Procedure, Rule, State, Step, met, unmet
from ratsflow.checking import without


def known(question):
    return met() if question.fact("costs") else unmet()


procedure = Procedure(
    "town",
    ["draft", "review", State("done", final=True)],
    [
        Step("submit", "draft", "review", by="clerk",
             takes=[Parameter("costs", "flag", required=False)]),
        Step("adopt", "review", "done", by="clerk", guards="costs_known"),
    ],
    rules=[Rule("costs_known", known)],
    roles=["clerk"],
)
draft = without(procedure, "costs_known")
"""


@pytest.fixture(name="ask")
def _ask(capsys):
    """Return a function that runs a command line and returns (exit code, out, err)."""

    def ask(*words: str) -> tuple[int, str, str]:
        code = run(words)
        told = capsys.readouterr()
        return code, told.out, told.err

    return ask


@pytest.fixture(name="town")
def _town(tmp_path):
    """Return the names of the version in force and the draft, both in one file."""
    path = tmp_path / "town.py"
    path.write_text(SOURCE)
    return f"{path}:procedure", f"{path}:draft"


@pytest.fixture(name="cases")
def _cases(town, tmp_path):
    """Return the database of the draft: one open case, and one that went through."""
    path, log = tmp_path / "cases.db", tmp_path / "log.jsonl"
    draft = find_procedure(town[1])
    with contextlib.closing(SqlStore(str(path), create=True)) as store:
        office = Office(draft, store)
        for name, steps in (("open", ["submit"]), ("done", ["submit", "adopt"])):
            office.open(Motion("Bank", public=True), CLERK, case_id=name)
            for step in steps:
                office.take(name, step, CLERK)
        log.write_bytes(b"".join(export_log(store)))
    return str(path), str(log)


def test_each_step_that_differs_has_its_story_and_its_rule(ask, town):
    whole, draft = town
    code, out, err = ask("check", draft, "--against", whole, "--lang", "en")
    assert (1, "") == (code, err)
    assert "adopt  looser" in out
    assert "The new version lets the last step pass, the old one does not:" in out
    assert "[costs_known]" in out
    assert "Nothing is tighter." in out
    code, out, _ = ask("check", whole, "--against", draft, "--lang", "de")
    assert code == 0  # only what is looser fails
    assert "adopt  strenger" in out


@pytest.mark.parametrize(
    ("fail_on", "code"), [("looser", 0), ("tighter", 1), ("any", 1)]
)
def test_what_fails_is_said(ask, town, tmp_path, fail_on, code):
    whole, draft = town
    file = tmp_path / "j.xml"
    words = ("--against", draft, "--fail-on", fail_on, "--junit", str(file))
    assert ask("check", whole, *words)[0] == code
    (suite,) = ET.parse(file).getroot()  # our own
    failures = {
        each.get("name"): each.find("failure") for each in suite.iter("testcase")
    }
    dead = {"dead end: review"} if code else set()  # who stated no costs is stuck there
    assert set(failures) == {"submit", "adopt"} | dead
    assert suite.get("failures") == str(2 * code)
    assert (failures["adopt"] is not None) is bool(code)
    if code:
        assert "[costs_known]" in failures["adopt"].text


def test_open_cases_and_logs_of_a_database(ask, town, cases):
    whole, draft = town
    words = ("check", whole, "--against", draft, "--db", cases[0])
    code, out, err = ask(*words, "--json")
    assert (0, "") == (code, err)
    told = json.loads(out)
    assert told["comparison"]["relation"] == "tighter"
    assert told["comparison"]["closed"]
    assert told["open_cases"]["looked_at"] == 1
    (touched,) = told["open_cases"]["touched"]
    assert (touched["case"], touched["won"]) == ("open", [])
    (lost,) = touched["lost"]
    assert (lost["step"], lost["because"][0]["rule"]) == ("adopt", "costs_known")
    (diverged,) = told["logs"]["diverged"]
    assert (diverged["case"], diverged["step"]) == ("done", "adopt")
    assert told["logs"]["alike"] == 1
    _, out, _ = ask(*words, "--lang", "en")
    assert "Open cases: 1 of 1 are touched." in out
    assert "open: possible today, not under the new version: adopt\n    – " in out
    assert "[costs_known]" in out.partition("Open cases")[2].partition("Recorded")[0]
    assert "Recorded logs: 1 of 2 replay alike." in out
    assert "1 diverge first at: adopt" in out


def test_logs_of_a_file_alone(ask, town, cases, tmp_path):
    whole, draft = town
    file = tmp_path / "j.xml"
    assert ask("check", draft, "--logs", cases[1])[0] == 0
    code, out, _ = ask(
        "check", whole, "--logs", cases[1], "--junit", str(file), "--lang", "en"
    )
    assert code == 1
    assert "done, entry 3 (adopt): tighter, because of costs_known" in out
    (suite,) = ET.parse(file).getroot()  # our own
    assert suite.find("testcase/failure").text == (
        "done, entry 3 (adopt): tighter, because of costs_known"
    )


def test_a_draft_of_the_law_is_held_against_the_one_in_force(ask, tmp_path):
    old = TOWN.read_text("utf-8")
    new = old.replace('lead_days" = { value = 3', 'lead_days" = { value = 30')
    assert old != new
    draft = tmp_path / "draft.toml"
    draft.write_text(new, "utf-8")
    code, out, err = ask(
        *("check", "nrw", "--law", str(draft), "--against-law", str(TOWN)),
        *("--lang", "de", "--cases", "200"),
    )
    assert (0, "") == (code, err)
    assert "place_on_agenda  strenger" in out
    assert "Dienstanweisung Vorlagen" in out
    assert "110 gleich, davon 110 im Wortlaut" in out
    assert "Alles in diesem Rahmen betrachtet" in out


def test_what_is_another_in_a_value_is_told_as_a_file_has_it():
    law = load_law(TOWN).values
    powers, share = law["competence.powers"], law["convening.share"]
    first = {**powers[0], "up_to": 60000}
    assert values_told(powers, (first, *powers[1:])) == (
        "{ topic = award, body = mayor, up_to = 50000 } → "
        "{ topic = award, body = mayor, up_to = 60000 }"
    )
    assert (
        values_told(share, {**share, "den": 3})
        == ">= 1/5 of elected → >= 1/3 of elected"
    )
    assert values_told(8, 6) == "8 → 6"
    assert values_told(None, True) == "– → true"
    assert values_told({"a": 1, "b": 2}, {"a": 1, "c": 3}) == "{ b = 2 } → { c = 3 }"
    assert values_told(("a", "b"), ("b",)) == "a → –"
    assert values_told(("a", "b"), ("b", "a")) == "a, b → b, a"
    assert values_told(("a" * 200,), ("b",)) == "… → b"


def test_a_released_version_is_named_by_its_fingerprint(ask, town):
    code, out, _ = ask("check", "nrw", "--against", nrw().fingerprint[:12])
    assert code == 0
    assert "111" in out
    code, out, _ = ask(
        *("check", town[1], "--against", find_procedure(town[0]).fingerprint),
        *("--json",),
    )
    assert code == 1
    assert json.loads(out)["comparison"]["relation"] == "looser"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fail-on", "any"), "there is nothing to compare"),
        (("--junit", "x.xml"), "there is nothing to compare"),
        (("--against", "0123456789ab"), "there is no fingerprint of a procedure"),
        (("--against", "nowhere"), "there is no procedure 'nowhere'"),
        (("--logs", "nowhere.jsonl"), "cannot be read"),
        (("--db", "nowhere.db"), "there is no database"),
        (("--against-law", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_a_mistake_is_one_sentence(ask, words, said):
    code, out, err = ask("check", "nrw", *words, "--lang", "en")
    assert (2, "") == (code, out)
    assert said in err
    assert "Traceback" not in err


def test_a_rule_that_nobody_would_miss_is_told(ask, town, tmp_path):
    asked = tmp_path / "p.toml"
    asked.write_text('[costs_first]\nnever = "adopt"\nunless = "fact costs is true"\n')
    code, out, err = ask("check", town[0], "--mutants", "--lang", "en")
    assert (0, "") == (code, err)
    assert "1 of 1 rules on a step stand alone in its way in some case." in out
    words = ("--mutants", "--properties", str(asked))
    code, out, _ = ask("check", town[0], *words, "--json")
    assert code == 0
    (told,) = json.loads(out)["placements"]
    assert (told["step"], told["rule"]) == ("adopt", "costs_known")
    assert told["noticed_by"] == ["costs_first"]
    assert "adopt" in told["witness"][-2]
    path = tmp_path / "twice.py"
    path.write_text(
        SOURCE.replace('guards="costs_known"', 'guards=["costs_known", "again"]')
        .replace(
            'rules=[Rule("costs_known", known)]',
            'rules=[Rule("costs_known", known), Rule("again", known)]',
        )
        .replace('draft = without(procedure, "costs_known")', "")
    )
    code, out, _ = ask("check", f"{path}:procedure", "--mutants", "--lang", "de")
    assert code == 1
    assert "2 sind überflüssig" in out
    assert "steht nie allein, stets mit: again" in out
