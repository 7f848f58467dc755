"""``ratsflow check`` and ``ratsflow plan`` on the command line."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys

from pathlib import Path

import pytest

import ratsflow.states.nrw as home

from ratsflow.checking import Space
from ratsflow.cli.app import run
from ratsflow.cli.options import find_procedure, read_law
from ratsflow.model import Actor, Motion
from ratsflow.office import Office
from ratsflow.states.nrw import nrw
from ratsflow.stores.sql import SqlStore


TOWN = Path(home.__file__).with_name("town.toml")
EXAMPLES = Path(__file__).parents[2] / "examples"
ON = ("--law", str(TOWN), "--at", "2026-02-02T09:00+01:00")


def ask(*words: str) -> tuple[int, str, str]:
    """Run a command and return (exit code, out, err)."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def case(tmp_path):
    """Return the database of one paper that a committee decides on."""

    path = tmp_path / "cases.db"
    law = read_law(str(TOWN), "NRW")
    start = Space(nrw(), law).starts[-1]
    with contextlib.closing(SqlStore(str(path), create=True)) as store:
        now = Space(nrw(), law).moment(Space(nrw()).first_day)
        office = Office(nrw(), store, law=law, clock=lambda: now)
        author = Actor("a.kurz", roles=("author",))
        office.open(
            start.motion, author, case_id="c", consultations=start.route, at=now
        )
    return str(path)


def test_a_plan_names_days_and_reasons(case):
    code, out, err = ask(
        "plan", "c", "--db", case, *ON, "--until", "in_execution", "--json"
    )
    assert (0, "") == (code, err)
    told = json.loads(out)
    assert told["possible"]
    assert told["earliest"] == "2026-03-13"
    waits = {
        each["step"]: [w["rule"] for w in each["waits_for"]] for each in told["steps"]
    }
    assert waits["make_executable"] == ["appeal_period_over"]


def test_a_plan_reads_as_a_clerk_speaks(case):
    code, out, _ = ask(
        "plan", "c", "--db", case, *ON, "--by", "2026-03-04", "--lang", "de"
    )
    assert code == 0
    assert out.startswith("Stand „beschlossen“: frühestens am Mittwoch, 04.03.2026.")
    assert "spätestens" in out
    assert "anzugeben: die Drucksachen-Nummer" in out


def test_what_is_planned_fits_on_a_screen(case):
    words = ("plan", "c", "--db", case, *ON, "--until", "in_execution")
    for lang in ("de", "en"):
        _, out, _ = ask(*words, "--by", "2026-05-01", "--lang", lang)
        assert max(map(len, out.splitlines())) <= 80
        assert "  " in out


def test_what_if_words_law_and_people_are_others(case):
    words = ("plan", "c", "--db", case, *ON, "--until", "in_execution", "--json")
    supposed = ("--what-if", "law.committee_appeal.days=20", "--away", "alderman")
    told = json.loads(ask(*words, *supposed)[1])
    assert told["earliest"] == "2026-03-25"  # twelve days more than the town has
    (signed,) = [each for each in told["steps"] if each["step"] == "sign"]
    assert (signed["role"], signed["as_deputy"]) == ("alderman", True)
    lost = ("--vote", "Verkehrsausschuss=yes=3,no=12,present=15")
    _, out, _ = ask(*words[:-1], *lost, "--by", "2026-03-20", "--lang", "de")
    assert "Vom Stand „abgelehnt“ führt kein Schritt mehr dorthin." in out


def test_a_body_without_a_meeting_in_the_calendar_is_named(case, tmp_path):
    held = tmp_path / "m.toml"
    held.write_text("Rat = [2026-03-12]\n")
    _, out, _ = ask("plan", "c", "--db", case, *ON, "--meetings", str(held))
    assert "No meeting of Verkehrsausschuss is named" in out


def test_a_short_cut_is_offered_with_its_conditions(case):
    words = ("plan", "c", "--db", case, *ON, "--until", "in_execution")
    code, out, _ = ask(*words, "--lang", "de")
    assert code == 0
    assert "Früher geht es neben dem üblichen Weg, am Montag, 02.02.2026" in out
    assert "Voraussetzung: " in out
    assert "§ 60 Abs. 2 GO NRW" in out


def test_a_plan_has_one_shape_for_programs(case):
    _, out, _ = ask("plan", "c", "--db", case, *ON, "--until", "in_execution", "--json")
    told = json.loads(out)
    assert list(told) == [
        *("schema", "case", "until", "by", "today", "assumed"),
        *("possible", "earliest", "stuck", "closed"),
        *("short_cut_sought", "short_cut", "waiting_since", "slack_days"),
        *("steps", "along"),
    ]
    step = {
        *("step", "on", "role", "as_deputy", "day", "latest", "supply", "waits_for"),
        *("later_breaks", "not_later", "passed_over", "beside_main_path", "conditions"),
    }
    assert all(set(each) == step for each in told["steps"])
    assert not any(each["beside_main_path"] for each in told["steps"])
    short = told["short_cut"]
    assert short["earliest"] == "2026-02-02"
    assert all(set(each) == step for each in short["steps"])
    (first, *_) = short["steps"]
    assert first["beside_main_path"]
    assert {"rule", "text", "norm"} == set(first["conditions"][0])
    _, out, _ = ask("plan", "c", "--db", case, *ON, "--by", "2026-02-10", "--json")
    never = json.loads(out)
    assert list(never) == list(told)
    assert (never["possible"], never["earliest"]) == (False, None)


def test_a_day_before_the_meeting_is_reached_beside_the_usual_way_alone(case):
    code, out, _ = ask(
        "plan", "c", "--db", case, *ON, "--by", "2026-02-10", "--lang", "en"
    )
    assert code == 0
    assert "not to be reached in the usual way" in out
    assert "Missing for “Open the item”, or in its way:\n    – not before" in out
    assert "Beside the usual way it is earlier" in out


@pytest.fixture
def paper(tmp_path):
    """Return the words that name a paper whose text names no topics."""
    town = EXAMPLES / "municipalities" / "hafenau.toml"
    on = ("--db", str(tmp_path / "cases.db"), "--law", str(town), "--lang", "de")
    text = EXAMPLES / "vorlagen" / "lesesommer.txt"
    words = ("--as", "author:kurz", "--role", "decision", "--id", "p")
    assert ask("open", str(text), *words, *on)[0] == 0
    return ("p", *on)


def test_no_way_ends_with_1_and_names_each_thing_once_at_the_step_it_leads_to(paper):
    code, out, err = ask("plan", *paper)
    assert (1, "") == (code, err)
    first, head, *things = out.splitlines()
    assert first == "Stand „beschlossen“: kein rechtmäßiger Weg gefunden."
    assert head == "  Bei „Freigeben“ fehlt oder steht im Weg:"
    told = [each for each in things if each.startswith("    –")]
    assert told == ["    – das Thema der Vorlage (5 Regeln hängen davon ab)"]


def test_a_state_that_is_reached_needs_no_plan(paper):
    code, out, _ = ask("plan", *paper, "--until", "draft")
    assert (code, out) == (0, "Der Stand „Entwurf“ ist erreicht.\n")


def test_from_where_no_step_leads_on_a_plan_says_so(paper):
    taken = ("--as", "author:kurz", "--seen", "1")
    assert ask("take", paper[0], "withdraw", *taken, *paper[1:])[0] == 0
    code, out, _ = ask("plan", *paper)
    assert code == 1
    assert "Vom Stand „zurückgezogen“ führt kein Schritt mehr dorthin." in out


def test_what_a_text_lacks_is_named_as_people_call_it():
    code, out, _ = ask(
        "read", str(EXAMPLES / "vorlagen" / "lesesommer.txt"), "--lang", "de"
    )
    assert code == 0
    assert "– Beratung 1, Zeile 7: Angeben, ob das Gremium entscheidet" in out
    assert "19.03.2025, TOP 4" in out
    assert "18.03.2026, öffentlich" in out


def test_a_calendar_for_each_role(case, tmp_path):
    pytest.importorskip("icalendar")
    code, _, _ = ask("plan", "c", "--db", case, *ON, "--ics", str(tmp_path / "ics"))
    assert code == 0
    assert (tmp_path / "ics" / "mayor.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "soon"), "'soon' is no day"),
        (("--until", "heaven"), "there is no state 'heaven'"),
        (("--what-if", "so"), "'so' is not KEY=VALUE"),
        (("--what-if", "legal_obligatio=yes"), "Did you mean 'legal_obligation'?"),
        (("--what-if", "law.notice.day=3"), "there is no value of law 'notice.day'"),
        (("--what-if", "law.notice.days=soon"), "notice.days"),
        (("--what-if", "paper.colour=red"), "a motion has no field 'colour' to set"),
        (("--vote", "Senat=yes=1,no=0"), "there is no consultation 'Senat'"),
        (("--vote", "Rat"), "'Rat' is not KEY=VALUE"),
        (("--vote", "Rat=foo=1"), "input ballot: extra fields found (foo).\n"),
        (("--vote", "Rat=viele"), "input ballot: 'viele' is not among its values."),
        (("--away", "king"), "there is no role 'king'"),
        (("--meetings", "nowhere.toml"), "cannot be read"),
    ],
)
def test_a_mistake_is_one_sentence(case, words, said):
    code, out, err = ask("plan", "c", "--db", case, *ON, *words, "--lang", "en")
    assert (2, "") == (code, out)
    assert said in err
    assert err.count("input ballot") <= 1  # a place is said once
    assert "Traceback" not in err


def test_a_property_is_checked_and_a_hole_saved(tmp_path):
    town = tmp_path / "town.py"
    town.write_text(
        "from ratsflow import Procedure, Step\n"
        "procedure = Procedure('town', ['draft', 'review', 'done'], [\n"
        "    Step('submit', 'draft', 'review', by='clerk'),\n"
        "    Step('finish', 'review', 'done', by='clerk'),\n"
        "], roles=['clerk'])\n"
    )
    asked = tmp_path / "p.toml"
    asked.write_text(
        '[signed_first]\nnever = "finish"\nunless = "text signed by clerk"\n'
        '[begun]\nonly_after = "finish"\nafter = "submit"\n',
        "utf-8-sig",  # some editors mark it
    )
    what = f"{town}:procedure"
    hole = tmp_path / "hole.py"
    code, out, err = ask(
        "check", what, "--properties", str(asked), "--save", str(hole), "--lang", "en"
    )
    assert (1, "") == (code, err)
    assert "✗ signed_first" in out
    assert "✓ begun" in out
    assert "1 of 2 properties hold." in out
    compile(hole.read_text(), "hole.py", "exec")
    code, out, _ = ask(
        "check", what, "--properties", str(asked), "--property", "begun", "--json"
    )
    assert code == 0
    assert [each["kept"] for each in json.loads(out)] == [True]
    code, _, err = ask("check", what, "--lang", "en")
    assert code == 2
    assert "no property is named" in err


@pytest.mark.parametrize(("where", "name"), [("", "procedure"), ("tests", "made")])
def test_a_hole_that_was_saved_is_a_test_that_fails_until_it_is_closed(
    tmp_path, where, name
):
    (tmp_path / where).mkdir(exist_ok=True)
    town, hole = tmp_path / "town.py", tmp_path / where / "test_hole.py"
    law, asked = tmp_path / "law.toml", tmp_path / "p.toml"
    law.write_text('state = "NRW"\ntown = "Ort"\n')
    asked.write_text('[signed]\nnever = "finish"\nunless = "text signed by clerk"\n')
    open_ = (
        "from ratsflow import Procedure, Rule, Step\n"
        "rule = Rule('signed', lambda q: bool(q.case.signatures))\n"
        "def made():\n"
        "    return Procedure('town', ['draft', 'done'], [\n"
        "        Step('sign', 'draft', by='clerk', signs='clerk'),\n"
        "        Step('finish', 'draft', 'done', by='clerk', guards='signed'),\n"
        "    ], rules=rule, roles=['clerk'])\n"
        "procedure = made()\n"
    )
    town.write_text(open_.replace(", guards='signed'", "").replace("rules=rule, ", ""))
    code, _, err = ask(
        "check", f"{town}:{name}", "--properties", str(asked), "--law", str(law),
        "--save", str(hole),
    )  # fmt: skip
    assert (1, "") == (code, err)
    assert str(tmp_path) not in hole.read_text()
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(hole)]
    broken = subprocess.run(
        run, capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert "DID NOT RAISE" in broken.stdout
    town.write_text(open_)
    closed = subprocess.run(
        run, capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert closed.returncode == 0, closed.stdout


def test_two_versions_in_one_file_share_what_they_share_there(tmp_path):
    town = tmp_path / "town.py"
    town.write_text(
        "from ratsflow import Procedure, Rule, Step\n"
        "rule = Rule('costs', lambda q: q.motion.cost_statement is not None)\n"
        "def made(guards=()):\n"
        "    return Procedure('town', ['draft', 'done'], [\n"
        "        Step('finish', 'draft', 'done', by='clerk', guards=rule.id),\n"
        "    ], rules=[rule], roles=['clerk'])\n"
        "old = made()\n"
    )
    code, out, err = ask(
        "check", f"{town}:made", "--against", f"{town}:old", "--lang", "en"
    )
    assert (0, "") == (code, err)
    assert "equivalent" in out
    assert "undecided" not in out


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_rule_that_fails_itself_is_told_where_nothing_came_about(tmp_path, lang):
    town = tmp_path / "town.py"
    town.write_text(
        "from ratsflow import Parameter, Procedure, Rule, Step\n"
        "rule = Rule('late', lambda q: q.fact('heard_on') < q.day)\n"
        "procedure = Procedure('town', ['draft', 'heard', 'done'], [\n"
        "    Step('hear', 'draft', 'heard', by='clerk',\n"
        "         takes=Parameter('heard_on', 'day')),\n"
        "    Step('finish', 'heard', 'done', by='clerk', guards='late'),\n"
        "], rules=[rule], roles=['clerk'])\n"
    )
    asked = tmp_path / "p.toml"
    asked.write_text(
        '[p]\nnever = "finish"\n[q]\nonly_after = "finish"\nafter = "hear"\n'
    )
    code, out, _ = ask(
        "check", f"{town}:procedure", "--properties", str(asked), "--lang", lang
    )
    assert code == 1
    said = "Die Regel late bricht beim" if lang == "de" else "Rule late itself fails on"
    assert said in " ".join(out.split())
    assert "TypeError" in out


def test_what_is_wrong_with_a_file_of_a_procedure_is_told_in_german_too(tmp_path):
    town = tmp_path / "town.py"
    town.write_text(
        "from ratsflow import Procedure, Step\n"
        "procedure = Procedure('town', ['draft', 'done'],\n"
        "    [Step('finish', 'draft', 'done', by='mayor')], roles=['clerk'])\n"
    )
    code, _, err = ask("check", f"{town}:procedure", "--structure", "--lang", "de")
    assert code == 2
    assert "„mayor“" in err


@pytest.mark.parametrize("option", ["--cases", "--budget"])
@pytest.mark.parametrize("value", ["0", "viele"])
def test_a_number_that_is_none_is_told_in_german(option, value):
    code, _, err = ask("check", "nrw", option, value, "--lang", "de")
    assert code == 2
    assert f"{option}: „{value}“ ist keine ganze Zahl ab 1." in err


def test_structure_is_checked():
    code, out, _ = ask("check", "nrw", "--structure", "--cases", "5", "--lang", "en")
    assert code == 0
    assert "0 faults" in out
    assert "bound hit" in out


AMENDED = """
from ratsflow import Procedure, Rule, Step, met, unmet


def alone(question):
    return unmet() if question.look("amending") else met()


procedure = Procedure(
    "small",
    ["draft", "done"],
    [Step("finish", "draft", "done", by="clerk", guards="alone")],
    rules=[Rule("alone", alone, looks_at=["amending"])],
    roles=["clerk"],
)
"""


@pytest.mark.parametrize("amended", [True, False])
def test_a_plan_sees_the_other_cases_of_the_office(tmp_path, amended):
    path, source = tmp_path / "cases.db", tmp_path / "small.py"
    source.write_text(AMENDED)
    name = f"{source}:procedure"
    with contextlib.closing(SqlStore(str(path), create=True)) as store:
        office = Office(find_procedure(name), store)
        clerk = Actor("c", roles=("clerk",))
        office.open(Motion("Paper"), clerk, case_id="c")
        if amended:
            other = Motion("Other", paper_type="amendment", related=("c",))
            office.open(other, clerk, case_id="a")
    words = ("--procedure", name, "--until", "done", "--json")
    code, out, _ = ask("plan", "c", "--db", str(path), *words)
    assert code == int(amended)
    assert {each["rule"] for each in json.loads(out)["stuck"]} == (
        {"alone"} if amended else set()
    )


# ------------------------------------------------------------- as people type it


@pytest.mark.parametrize("until", ["adopted", "beschlossen", "Adopted", "BESCHLOSSEN"])
def test_a_goal_goes_by_its_name_and_by_what_people_call_it(case, until):
    words = ("plan", "c", "--db", case, *ON, "--until", until, "--json")
    told = json.loads(ask(*words)[1])
    assert (told["until"], told["earliest"]) == ("adopted", "2026-03-04")


@pytest.mark.parametrize("by", ["04.03.2026", "4.3.2026", "Mittwoch, 4. März 2026"])
def test_a_goal_is_dated_as_people_write_days(case, by):
    told = json.loads(ask("plan", "c", "--db", case, *ON, "--by", by, "--json")[1])
    assert (told["by"], told["possible"]) == ("2026-03-04", True)


def test_the_days_of_a_calendar_may_be_german_texts(case, tmp_path):
    held = tmp_path / "m.toml"
    held.write_text('Verkehrsausschuss = ["11.03.2026"]\n')
    words = ("plan", "c", "--db", case, *ON, "--meetings", str(held), "--json")
    assert json.loads(ask(*words)[1])["earliest"] == "2026-03-11"
    held.write_text('Verkehrsausschuss = ["31.02.2026"]\n')
    code, _, err = ask(*words)
    assert code == 2
    assert "[Verkehrsausschuss]: '31.02.2026' is no day that exists." in err


DAY_WANTED = (
    ("find", "--due-by", "x"),
    ("find", "--meeting", "x"),
    ("worklist", "--role", "author", "--until", "x"),
    ("agenda", "Rat", "x"),
    ("frame", "steps", "--since", "x"),
    ("plan", "c", "--by", "x"),
    ("rules", "--date", "x"),
    ("find", "--as-of", "x"),
)


@pytest.mark.parametrize("words", DAY_WANTED, ids=" ".join)
def test_wherever_a_day_is_asked_for_it_is_read_and_refused_alike(case, words):
    on = () if words[0] == "rules" else ("--db", case)
    code, out, err = ask(*words, *on, "--lang", "de")
    assert (code, out) == (2, "")
    assert "„x“ ist kein Tag, den es gibt." in err
    assert "In der Form 19.03.2026 oder 2026-03-19 schreiben." in err
    good = tuple("12.03.2026" if each == "x" else each for each in words)
    at = ON if words[0] == "plan" else ()
    assert ask(*good, *on, *at)[0] == 0


def test_a_step_takes_in_days_as_people_write_them(case):
    held = ("--input", "meeting=4.3.2026", "--input", "meeting.invited_on=18.02.2026")
    words = ("explain", "c", "Auf die Tagesordnung setzen", "--as", "council_office:b")
    _, out, err = ask(*words, "--db", case, *ON, *held, "--json")
    assert err == ""
    assert json.loads(out)["step"] == "place_on_agenda"
    wrong = ("--input", "meeting.invited_on=31.02.2026")
    _, _, err = ask(*words, "--db", case, *ON, *held[:2], *wrong)
    assert "meeting.invited_on: '31.02.2026' is no day that exists." in err


def test_a_count_or_an_amount_is_not_less_than_nothing(case):
    """A value of the matter of minus five cents would lie under every limit."""
    words = ("explain", "c", "vote", "--as", "chair:c", "--db", case, *ON)
    code, out, err = ask(*words, "--input", "value_cents=-5")
    assert (code, out) == (2, "")
    assert "value_cents: -5 is less than 0. State a whole number of 0 or more." in err


def test_states_steps_and_roles_go_by_what_people_call_them(case):
    db = ("--db", case)
    assert ask("find", "--state", "Entwurf", *db)[1].startswith("c ")
    assert (
        ask("worklist", "--role", "Verfasser/in", *db)[1]
        == (ask("worklist", "--role", "author", *db)[1])
    )
    by_label = ask("rules", "--step", "Zur Mitzeichnung geben", "--json")[1]
    assert by_label == ask("rules", "--step", "submit", "--json")[1]
    words = ("explain", "c", "Submit for co-signature", "--as", "author:a.kurz")
    assert ask(*words, *db, *ON)[1].startswith("“Submit for co-signature”")
    code, _, err = ask("plan", "c", *db, *ON, "--until", "beschlosen", "--lang", "de")
    assert (code, "Gemeint: „beschlossen“?" in err) == (2, True)


def test_a_state_of_an_earlier_version_can_be_found_too(case, tmp_path):
    """An office with several procedures knows what each of them calls its states."""
    other = tmp_path / "other.py"
    other.write_text(
        "from ratsflow import Procedure, State, Step\n"
        "p = Procedure('other', [State('open', label='liegt offen'), 'done'],\n"
        "    [Step('end', 'open', 'done', by='clerk')], roles=['clerk'])\n"
    )
    both = ("--procedure", "nrw", "--procedure", f"{other}:p", "--db", case)
    assert ask("find", "--state", "liegt offen", *both)[0] == 0
    assert ask("find", "--state", "liegt herum", *both)[0] == 2


# ------------------------------------------------------------------ as is usual


@pytest.fixture
def scarce(tmp_path):
    """Return the database of a paper of which only title and proposal are written."""
    path = tmp_path / "scarce.db"
    law = read_law(str(TOWN), "NRW")
    space = Space(nrw(), law)
    now = space.moment(space.first_day)
    with contextlib.closing(SqlStore(str(path), create=True)) as store:
        Office(nrw(), store, law=law, clock=lambda: now).open(
            Motion("Neue Bänke", proposal="Es werden Bänke aufgestellt."),
            Actor("a.kurz", roles=("author",)),
            case_id="c",
            consultations=space.starts[0].route,
            at=now,
        )
    return str(path)


def test_what_a_paper_does_not_say_is_assumed_as_is_usual_and_told(scarce):
    """Nothing is assumed unasked; what is assumed stands in the answer, and is not written."""
    words = ("plan", "c", "--db", scarce, *ON)
    assert ask(*words)[0] == 1

    code, out, _ = ask(*words, "--usual", "--lang", "de")
    assert code == 0
    assert out.startswith("Stand „beschlossen“: frühestens am Dienstag, 10.03.2026.")
    assert "Angenommen, wie es üblich ist:" in out
    assert "Vorlage – die Angabe der Kosten, auch „keine“: keine" in out
    assert "Freigeben – die Drucksachen-Nummer: 0815/2025-2030" in out
    assert "Vorlage – der Beschlussvorschlag" not in out  # it says one itself

    told = json.loads(ask(*words, "--usual", "--json")[1])
    stated = {(each["step"], each["name"]) for each in told["assumed"]}
    assert {("", "cost_statement"), ("", "topics"), ("release", "reference")} <= stated
    supplied = {(s["step"], name) for s in told["steps"] for name in s["supply"]}
    assert supplied == {each for each in stated if each[0]}
    assert json.loads(ask(*words, "--json")[1])["assumed"] is None
    assert ask(*words)[0] == 1  # nothing was written


def test_a_check_without_the_law_of_a_town_says_first_what_cures_it():
    """As JSON beside it; a procedure without a state's law has no town to name."""
    words = ("check", "nrw", "--property", "decided_as_signed", "--cases", "2")
    code, out, err = ask(*words, "--lang", "en")
    assert (1, "") == (code, err)
    told = " ".join(out.split())
    assert told.startswith("No town's law is named: most properties cannot come about")
    assert "--law FILE" in told.partition("NEVER ASKED")[0]
    code, out, err = ask(*words, "--lang", "de", "--json")
    assert code == 1
    assert isinstance(json.loads(out), list)
    assert err.startswith("Kein Ortsrecht ist genannt")
