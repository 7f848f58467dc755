"""Worked examples: the shipped ones hold, and one that does not is told."""

from __future__ import annotations

import contextlib
import copy
import importlib
import json
import re

from datetime import date
from pathlib import Path

import pytest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ratsflow.states

from ratsflow.cli.app import run
from ratsflow.errors import InvalidInputError
from ratsflow.law.citation import Confidence, Layer
from ratsflow.law.states import state_law
from ratsflow.testing.examples import (
    load_examples,
    run_example,
    run_examples,
    schema_of_examples,
)


SHIPPED = load_examples(Path(ratsflow.states.__file__).parent)
MUSTERSTADT = (
    Path(__file__).parents[1] / "examples" / "municipalities" / "musterstadt.toml"
)


def has_procedure(state: str) -> bool:
    """Tell whether a state is shipped with a procedure, not only with norms."""
    module = importlib.import_module(f"ratsflow.states.{state.lower()}")
    return getattr(getattr(module, "STATE", None), "procedure", None) is not None


FILE = """\
state = "NRW"

[usual]
day = 2026-03-19
role = "chair"
paper = { type = "decision_paper", topics = [], public = true }
body = { kind = "council", members = 67 }
item = { state = "open", public = true }

[[example]]
id = "33-of-67"
says = "33 von 67 sind zu wenig."
when = "vote"
given.ballot = { present = 33, yes = 20, no = 13 }
then = { quorum_doubtful = "unmet ≥ 34", outcome = "adopted" }

[[example]]
id = "not-counted"
says = "Niemand hat gezählt."
when = { step = "vote", by = "council_office" }
given.ballot = { yes = 20, no = 13 }
then = { quorum_doubtful = "unknown ballot.present" }

[[count]]
id = "fifth-of-66"
says = "Ein Fünftel von 66 sind 14."
norm = "convening.share"
of = 66
then = 14
"""


def test_there_are_examples_for_several_chapters():
    """A folder that nobody finds would hold for ever."""
    assert 500 <= len(SHIPPED)
    assert all(each.says and each.states for each in SHIPPED)


@pytest.mark.parametrize(
    ("example", "state"),
    [
        (each, state)
        for each in SHIPPED
        for state in each.states
        if each.counts or has_procedure(state)
    ],
    ids=lambda part: getattr(part, "id", part),
)
def test_what_the_shipped_examples_say_comes_out(example, state):
    """Each is asked of the procedure of its state."""
    assert () == run_example(example, state)


def asked_by_rule(state):
    """Return what the examples of a state want, by rule."""
    found = {}
    for each in SHIPPED:
        if not each.counts and state in each.states:
            then = each.then(state)
            for rule in each.rules(state):
                found.setdefault(rule, []).append(then.get(rule, "unmet"))
    return found


def test_every_chapter_has_its_examples():
    """At least half a dozen rules of each chapter are seen broken, where it has so many."""
    wanted = asked_by_rule("NRW")
    procedure = state_law("NRW").procedure()
    for chapter in procedure.chapters:
        rules = [rule.id for rule in procedure.rules if rule.chapter == chapter]
        broken = [
            rule
            for rule in rules
            if any(each.startswith("unmet") for each in wanted.get(rule, ()))
        ]
        assert len(broken) >= min(6, len(rules)), chapter


def test_every_rule_read_in_the_statute_is_broken_once_with_its_paragraph():
    """What is marked [V] rests on a text that somebody read; an example shows it."""
    wanted = asked_by_rule("NRW")
    read = {
        rule.id
        for rule in state_law("NRW").procedure().rules
        if rule.citation.confidence is Confidence.VERIFIED
        and rule.layer is Layer.STATUTE
    }
    cited = {
        rule
        for rule, answers in wanted.items()
        if any(each.startswith("unmet") and "§" in each for each in answers)
    }
    assert len(read) >= 60
    assert set() == read - cited


def test_an_example_that_the_docs_name_is_there():
    """A worked case that a page tells is one that the suite asks."""
    named = {
        name
        for path in (Path(__file__).parents[1] / "docs").glob("*.md")
        for told in re.findall(r"\(examples?\s([^)]*)\)", path.read_text("utf-8"))
        for name in re.findall(r"`([^`]+)`", told)
    }
    assert len(named) >= 10
    assert named <= {each.id for each in SHIPPED}


def test_an_example_is_found_by_its_name():
    """No two of a state are called the same."""
    named = [(state, each.id) for each in SHIPPED for state in each.states]
    assert len(named) == len(set(named))


@pytest.fixture
def file(tmp_path):
    """A file of examples that hold."""
    path = tmp_path / "town.example.toml"
    path.write_text(FILE, "utf-8")
    return path


def test_a_council_office_asks_its_own(file, capsys):
    """All hold: exit code 0, and one line says how many."""
    assert 0 == run(["test", str(file), "--lang", "de"])
    head, *_, last = capsys.readouterr().out.splitlines()
    assert ("town.example.toml", "3 von 3 Beispielen stimmen.") == (head, last)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unmet ≥ 34", "met", "quorum_doubtful"),
        ("unmet ≥ 34", "unmet ≥ 35", "unmet ≥ 35"),
        ('outcome = "adopted"', 'outcome = "rejected"', "outcome adopted unchanged"),
        ("unknown ballot.present", "unknown ballot.yes", "ballot.present"),
        ("then = 14", "then = 13", "14"),
    ],
)
def test_what_comes_out_otherwise_is_told(file, capsys, old, new, said):
    """Exit code 1; the example is named with its line, and what came out."""
    assert old in FILE
    file.write_text(FILE.replace(old, new, 1), "utf-8")
    assert 1 == run(["test", str(file), "--lang", "en"])
    out = capsys.readouterr().out
    assert "town.example.toml\n" in out
    assert said in out
    assert out.endswith("\n1 of 3 examples does not hold.\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("present = 33", "presence = 33", "presence"),
        ("says =", "sais =", "sais"),
        ("[[example]]", "[[example]", "cannot be read"),
        ('when = "vote"', 'when = "vot"', "vot"),
        ('norm = "convening.share"', 'norm = "convening.shares"', "convening.share"),
    ],
)
def test_a_slip_of_the_pen_is_no_failed_example(file, capsys, old, new, said):
    """What cannot be asked is a wrong call: exit code 2, in one line."""
    file.write_text(FILE.replace(old, new, 1), "utf-8")
    code = run(["test", str(file), "--lang", "en"])
    told = "".join(capsys.readouterr())
    assert said in told
    assert "Traceback" not in told
    assert 2 == code


def test_nothing_to_ask_is_not_right(tmp_path):
    """An empty folder proves nothing."""
    assert 1 == run(["test", str(tmp_path)])
    assert 2 == run(["test", str(tmp_path / "gone")])


def test_a_file_that_is_none_is_named(tmp_path):
    """Its name stands in the message."""
    path = tmp_path / "broken.example.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(InvalidInputError, match=r"broken\.example\.toml"):
        load_examples(path)


# ------------------------------------------------------------------ as an office writes it

ANYTHING = st.sampled_from(
    [3, -1, True, 1.5, "x", "", "2026-03-19", date(2026, 3, 1), [], [3], ["x"]]
)
SHORT = """\
#:schema urn:ratsflow:schema:example:1
state = "NRW"
town = "musterstadt.toml"

[[example]]
says = "Ohne Kostenangabe geht keine Vorlage in die Mitzeichnung."
given = { at = "draft", paper = { cost_statement = false } }
when = { step = "submit", by = "author" }
then = { refused = ["cost_statement_present"] }

[[example]]
says = "29 zu 30 Stimmen: abgelehnt."
given = { at = "in_consultation", called = "council", on = "2026-03-19" }
when = { step = "vote", yes = 29, no = 30 }
then = { state = "rejected" }

[[example]]
says = "Im Verkehrsausschuss, den die Gemeinde kennt, ebenso."
given = { called = "Verkehrsausschuss", on = 2026-03-19, law = { notice.days = 9 } }
when = { step = "recommend", yes = 8, no = 7, present = 15 }
then = { committee_quorum_doubtful = "unknown body.members", item_on_agenda = "unknown" }
"""


@pytest.fixture
def short(tmp_path):
    """A file in the short form, beside the law of its town."""
    (tmp_path / "musterstadt.toml").write_text(MUSTERSTADT.read_text("utf-8"), "utf-8")
    path = tmp_path / "short.example.toml"
    path.write_text(SHORT, "utf-8")
    return path


def test_the_short_form_needs_no_more_than_what_matters(short, capsys):
    """No ids, no day where none matters, votes beside the step, the town's own file."""
    assert 0 == run(["test", str(short), "--lang", "en"])
    out = capsys.readouterr().out.splitlines()
    assert (3, "3 of 3 examples hold.") == (sum("✓" in each for each in out), out[-1])


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (
            "cost_statement_present",
            "cost_statment_present",
            9,
            "cost_statement_present",
        ),
        ("cost_statement = false", "cost_statment = false", 7, "cost_statement"),
        ('by = "author"', 'by = "autor"', 8, "author"),
        ('"submit"', '"submitt"', 8, "submit"),
        ('at = "draft"', 'at = "drafft"', 7, "draft"),
        ("{ cost_statement = false }", "3", 7, "a table"),
        ("paper = {", 'paper = { topics = ["Hauptsatzug"],', 7, "main_bylaw"),
        ("paper = {", "facts = { called_inn_on = 3 }, paper = {", 7, "called_in_on"),
        ("paper = {", 'decided = { kind = "council" }, paper = {', 7, "day"),
        ("paper = {", 'body = { kind = "councl" }, paper = {', 7, "council"),
        ('refused = ["cost_statement_present"]', "refused = 3", 9, "list of names"),
        ('refused = ["cost', 'refused = [3, "cost', 9, "list of names"),
        ('{ refused = ["cost_statement_present"] }', "{}", 9, "says nothing"),
        ('["cost_statement_present"]', "[]", 9, "holds whatever comes out"),
        ('refused = ["cost_statement_present"]', "flagged = []", 9, "holds whatever"),
        ('refused = ["cost_statement_present"]', "missing = []", 9, "holds whatever"),
        ('"submit"', '"Zur Mitzeichnung geben"', 8, "meant: 'submit'"),
        ('by = "author"', 'by = "Ratsbüro"', 8, "meant: 'council_office'"),
        ('at = "draft"', 'at = "Entwurf"', 7, "meant: 'draft'"),
        ('state = "rejected"', 'state = "Abgelehnt"', 15, "meant: 'rejected'"),
        ("refused = [", 'signer_not_excluded = "yes", refused = [', 9, "must begin"),
        ("refused = [", "signer_not_excluded = 3, refused = [", 9, "must begin"),
        ('given = { at = "draft"', 'givn = { at = "draft"', 7, "given"),
        ('when = { step = "submit", by', "when = { by", 8, "step"),
        ('called = "council"', "called = 3", 13, "a text"),
        ('"2026-03-19"', '"2026-13-19"', 13, "2026-13-19"),
        ('"2026-03-19"', "20260319", 13, "a day"),
        ("yes = 29", "yess = 29", 14, "yes"),
        ("yes = 29", 'yes = "viele"', 14, "int"),
        ("yes = 29", "yes = -29", 14, "-29"),
        ("yes = 29, no = 30", "yes = 29", 14, "no"),
        ("yes = 29", "substantially_changed = 3, yes = 29", 14, "flag"),
        ('state = "rejected"', 'state = "rejeccted"', 15, "rejected"),
        ('state = "rejected"', 'outcome = "lost"', 15, "lost"),
        ("notice.days", "notice.dayz", 19, "notice.days"),
        ("notice.days = 9", 'notice.days = "neun"', 19, "whole number"),
        ("[[example]]", "[[example]", 5, "cannot be read"),
        ("musterstadt.toml", "nowhere.toml", 5, "no law file"),
    ],
)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_mistake_is_told_with_file_and_line(
    short, capsys, old, new, line, said, lang
):
    """In one sentence, with the name that was meant; the exit code is 2."""
    short.write_text(SHORT.replace(old, new, 1), "utf-8")
    assert old in SHORT
    assert 2 == run(["test", str(short), "--lang", lang])
    told = capsys.readouterr().err.splitlines()[0]
    assert told.startswith(f"ratsflow: short.example.toml:{line}: ")
    assert lang == "de" or said in told


def test_a_file_of_an_editor_that_marks_its_encoding_is_read(short, capsys):
    short.write_text(SHORT, "utf-8-sig")
    assert 0 == run(["test", str(short), "--lang", "en"])
    assert "3 of 3 examples hold." in capsys.readouterr().out
    short.write_text(SHORT.replace("rejected", "adopted"), "utf-8-sig")
    assert 0 == run(["test", str(short), "--update", "--yes", "--lang", "en"])
    assert short.read_text("utf-8") == f"\ufeff{SHORT}"


def test_the_others_are_asked_where_one_cannot_be(short, capsys):
    """What is wrong with one says nothing of the next."""
    short.write_text(SHORT.replace("yes = 29", "yess = 29"), "utf-8")
    assert 2 == run(["test", str(short), "--lang", "en"])
    out = capsys.readouterr().out
    assert out.endswith("\n2 of 2 examples hold.\n")
    assert "cannot be asked short.example.toml:14: " in " ".join(out.split())


def test_an_outcome_that_a_broken_rule_forbids_is_told(short, capsys):
    """An outcome is said of a step that may be taken, but for what is not given."""
    short.write_text(SHORT.replace("no = 30", "no = 30, present = 10"), "utf-8")
    assert 1 == run(["test", str(short), "--lang", "en"])
    assert "(vote_record_consistent): unmet" in capsys.readouterr().out


def test_only_names_all_that_blocks(short, capsys):
    """The sole blocker: one rule more, known or not, and the example fails."""
    one = 'then = { only = ["recorded_on"] }'
    short.write_text(SHORT.replace('then = { state = "rejected" }', one), "utf-8")
    assert 2 == run(["test", str(short), "--lang", "en"])
    two = 'then = { only = ["quorum_not_denied"] }'
    short.write_text(SHORT.replace('then = { state = "rejected" }', two), "utf-8")
    assert 1 == run(["test", str(short), "--lang", "en"])
    out = capsys.readouterr().out
    assert "expected   refused by nothing but Quorum" in out
    assert "(quorum_not_denied)" in out


WALKED = """\
state = "NRW"
town = "musterstadt.toml"

[usual]
body = { kind = "council" }
item = { state = "open" }

[[example]]
says = "30 zu 29 in einer Sitzung, in der alles in Ordnung ist."
given = { walked_to = "in_consultation", called = "council", on = 2026-03-19 }
when = { step = "vote", yes = 30, no = 29 }
then = { allowed = true, state = "adopted" }

[[example]]
says = "Am fünften Tag steht dem Widerspruch allein die Frist entgegen."
given = { walked_to = "adopted", on = 2026-03-19 }
when = { step = "object", day = 2026-03-24, reasons = "Es schadet der Gemeinde." }
then = { only = ["objection_in_time"] }

[[example]]
says = "Der Vorlage fehlt allein die Angabe zu den Kosten."
given = { walked_to = "draft", paper = { cost_statement = false } }
when = { step = "submit", by = "author" }
then = { only = ["cost_statement_present"] }
"""


def test_a_case_is_walked_to_where_the_example_wants_it(short, capsys):
    """Then nothing is left open: the whole answer is said, and the sole blocker."""
    short.write_text(WALKED, "utf-8")
    assert 0 == run(["test", str(short), "--lang", "en"])
    out = capsys.readouterr().out.splitlines()
    assert (3, "3 of 3 examples hold.") == (sum("✓" in each for each in out), out[-1])


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("yes = 30", "yes = 29", 1, "assumed    excluded_officials=()"),
        ("2026-03-24", "2026-03-23", 1, "found      allowed: yes"),
        ('"draft"', '"drafft"', 2, "short.example.toml:22: "),
        ("paper = {", 'signed = ["mayor"], paper = {', 2, "signed cannot be given"),
    ],
)
def test_what_is_wrong_with_a_walked_example_is_told(
    short, capsys, old, new, code, said
):
    """What was assumed, and what cannot be said of a case that has it by itself."""
    assert old in WALKED
    short.write_text(WALKED.replace(old, new, 1), "utf-8")
    assert code == run(["test", str(short), "--lang", "en"])
    assert said in "".join(capsys.readouterr())


def test_the_schema_knows_rules_steps_and_states(capsys):
    """The keys of the file, and what may stand at each, with what it means."""
    assert 0 == run(["test", "--schema", "--state", "BW", "--lang", "de"])
    schema = json.loads(capsys.readouterr().out)
    example = schema["properties"]["example"]["items"]["properties"]
    steps = {each["const"] for each in example["when"]["anyOf"][0]["anyOf"]}
    assert "urn:ratsflow:schema:example:1" == schema["$id"]
    assert "vote" in steps
    assert "simple_matter" in example["then"]["properties"]
    assert {"at", "paper", "called", "yes", "meeting"} <= set(
        example["given"]["properties"]
    )


@pytest.mark.parametrize("state", ["NRW", "BW"])
def test_every_shipped_example_fits_the_schema(state):
    """An editor underlines no key that the command takes."""
    schema = schema_of_examples(state_law(state))
    example = schema["properties"]["example"]["items"]["properties"]
    when = example["when"]["anyOf"][1]
    for each in SHIPPED:
        if each.counts or state not in each.states:
            continue
        assert set(each.own) <= set(example)
        assert set(each.own.get("given", {})) <= set(example["given"]["properties"])
        assert set(each.then(state)) <= set(example["then"]["properties"])
        if not isinstance(each.own["when"], str):
            assert set(each.own["when"]) <= set(when["properties"])


def places_in(table, path=()):
    """Yield the way to everything that stands in a table."""
    for name, value in table.items() if isinstance(table, dict) else enumerate(table):
        yield (*path, name)
        if isinstance(value, (dict, list)):
            yield from places_in(value, (*path, name))


def in_toml(value):
    """Return a value as it is written in one line of a file."""
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(k)} = {in_toml(v)}" for k, v in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(in_toml, value))}]"
    return str(value) if isinstance(value, date) else json.dumps(value)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_stands_anywhere_is_an_answer_or_a_told_mistake(data, tmp_path):
    """No value at any place of a shipped example ends in another error."""
    example = data.draw(st.sampled_from(SHIPPED))
    row = copy.deepcopy(dict(example.own))
    way = data.draw(st.sampled_from(list(places_in(row))))
    here = row
    for name in way[:-1]:
        here = here[name]
    here[way[-1]] = data.draw(ANYTHING)
    kind = "count" if example.counts else "example"
    lines = [f'"{name}" = {in_toml(value)}' for name, value in row.items()]
    path = tmp_path / "any.example.toml"
    path.write_text("\n".join(['state = "NRW"', f"[[{kind}]]", *lines]), "utf-8")
    with contextlib.suppress(InvalidInputError):
        run_examples(load_examples(path))
