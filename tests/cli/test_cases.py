"""The command line mirrors the library: what it prints and how it ends."""

from __future__ import annotations

import json
import os
import shlex
import sqlite3
import subprocess
import sys

from contextlib import closing
from pathlib import Path

import pytest

from newcomer import first_command

from papers import SMALL, VORLAGE
from ratsflow.cli.command_lines import Typed


def test_a_refused_step_ends_with_one_and_says_why(shell, db):
    """A refusal is exit 1 and one clear list on the error stream."""
    code, out, err = shell("take", "c", "submit", "--as", "clerk:meier", *db)

    assert (1, "") == (code, out)
    assert "[1] cost statement required (§ 5 Geschäftsordnung (Muster))" in err
    assert "→ revise, by clerk" in err


def test_a_refusal_as_json_carries_every_finding(shell, db):
    """With --json the refusal is the verdict."""
    code, out, _ = shell("take", "c", "submit", "--as", "clerk:meier", "--json", *db)
    verdict = json.loads(out)

    assert (1, False) == (code, verdict["allowed"])
    assert ["cost_statement_required"] == verdict["blocking"]
    assert {"procedure.state", "procedure.role", "cost_statement_required"} == {
        each["rule"] for each in verdict["findings"]
    }


def test_the_whole_way_from_the_shell(shell, db, tmp_path):
    """Revise, submit, approve, recommend, adopt; then the log, verified."""
    text = Path(VORLAGE).read_text("utf-8")
    cured = tmp_path / "cured.md"
    cured.write_text(
        text.replace(
            "**Beigeordnete**", "Es entstehen keine Kosten.\n\n**Beigeordnete**"
        ),
        encoding="utf-8",
    )
    walk = [
        ("revise", "clerk:meier", "--input", f"motion={cured}"),
        ("submit", "clerk:meier"),
        ("approve", "alderman:schulz", "--seen", "3", "--at", "2026-03-01T10:00+01:00"),
        ("recommend", "chair:ott", "--seen", "4"),
        ("adopt", "chair:ott", "--seen", "any"),
    ]
    for step, who, *more in walk:
        code, _, err = shell("take", "c", step, "--as", who, *more, *db)
        assert 0 == code, err

    code, out, _ = shell("log", "c", "--json", *db)
    steps = [entry["step"] for entry in json.loads(out)]
    assert ["open", *(step for step, *_ in walk)] == steps
    code, out, err = shell("verify", *db)
    assert (0, "") == (code, err)
    assert out.startswith("The log is whole: 1 case(s) verified.\n")
    code, out, _ = shell("show", "c", "--json", *db)
    assert "executed" == json.loads(out)["state"]


def test_refused_attempts_from_the_shell_are_in_the_log(shell, db):
    """The command line writes refused attempts down."""
    shell("take", "c", "submit", "--as", "clerk:meier", *db)
    _, out, _ = shell("log", "c", "--json", *db)
    assert ["taken", "refused"] == [entry["kind"] for entry in json.loads(out)]


def test_explain_lists_met_rules_too(shell, db):
    """Explain --all answers with every rule; exit 1 where the step is refused."""
    words = ("explain", "c", "submit", "--as", "clerk:meier")
    code, out, _ = shell(*words, *db)
    assert 1 == code
    assert "Asked and kept: 2 rules. All: --all" in out
    assert "$ ratsflow take c revise --as clerk:meier --input motion=FILE.md" in out
    code, out, _ = shell(*words, "--all", *db)
    assert 1 == code
    assert "+ State of the procedure: met" in out
    assert "[1] cost statement required" in out


def test_show_says_what_now_on_one_screen(shell, db):
    """Show names the next step, what is missing, who supplies it, and what to type."""
    code, out, _ = shell("show", "c", *db)
    assert 0 == code
    assert "State: draft" in out
    assert "NEXT STEP: submit" in out
    assert "[1] cost statement required (§ 5 Geschäftsordnung (Muster))" in out
    assert "→ revise, by clerk:" in out
    assert len(out.splitlines()) <= 30


def test_printed_commands_repeat_the_options_and_can_be_typed(shell, db):
    """What is printed names the database and the procedure, quoted where it needs it."""
    _, out, _ = shell("show", "c", *db)
    command = first_command(out)
    assert command is not None
    assert f"--db council.db --procedure {SMALL}" in command
    spaced = Typed(("--db", "my db"), ()).lines(("take", "a'b", "go"))
    told = " ".join(line.strip().rstrip("\\").strip() for line in spaced)
    words = ["$", "ratsflow", "take", "a'b", "go", "--db", "my db"]
    assert words == shlex.split(told)


def test_the_screen_as_json(shell, db):
    """With --json the same is there for programs; every verdict with --all."""
    _, out, _ = shell("show", "c", "--json", *db)
    told = json.loads(out)
    now = told["now"]
    assert ["submit"] == now["next"]
    assert ["rule:cost_statement_required"] == [each["key"] for each in now["missing"]]
    (lacking,) = now["missing"]
    assert ("revise", "breach") == (lacking["by_step"], lacking["kind"])
    steps = {each["step"]: each for each in now["steps"]}
    assert {"submit": "waits_for_others", "revise": "needs_input"} == {
        name: each["status"] for name, each in steps.items()
    }
    assert None is steps["submit"]["may"]
    assert "next" not in told
    _, out, _ = shell("show", "c", "--json", "--all", "--as", "chair:x", *db)
    told = json.loads(out)
    assert {"submit", "revise"} == {each["step"] for each in told["next"]}
    assert False is told["now"]["steps"][0]["may"]


def test_verify_names_case_and_entry_of_a_broken_log(shell, db):
    """A changed row is exit 1 with case and entry."""
    with closing(sqlite3.connect("council.db")) as connection, connection:
        (table,) = connection.execute(
            "select name from sqlite_master where type='table' and name like '%entries%'"
        ).fetchone()
        connection.execute(f"update {table} set body = replace(body, 'meier', 'maier')")
    code, out, err = shell("verify", *db)
    assert (1, "") == (code, out)
    assert "case 'c', entry 1" in err
    code, out, _ = shell("verify", "--json", *db)
    broken = [(row["case"], row["entry"]) for row in json.loads(out)["broken"]]
    assert 1 == code
    assert ("c", 1) in broken
    assert {"c"} == {case for case, _ in broken}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("take", "c", "fly", "--as", "clerk:m"), "no step 'fly'. Known: submit"),
        (("take", "x", "submit", "--as", "clerk:m"), "no case 'x'"),
        (("take", "c", "submit", "--as", "clerk"), "'clerk' names no actor"),
        (
            ("take", "c", "submit", "--as", "clerk:m", "--at", "2026-03-01T10:00"),
            "no zone",
        ),
        (
            ("take", "c", "submit", "--as", "clerk:m", "--at", "2026-02-30"),
            "no time that",
        ),
        (("take", "c", "submit", "--as", "clerk:m", "--input", "n=1"), "no input 'n'"),
        (
            ("take", "c", "revise", "--as", "clerk:m", "--input", "motion=no.md"),
            "no.md",
        ),
        (
            ("take", "c", "submit", "--as", "clerk:m", "--override", " "),
            "--override: an override needs a reason. Say in a sentence why",
        ),
        (
            ("take", "c", "submit", "--as", "clerk:m", "--assume", ""),
            "--assume: what is assumed needs a reason. Say in a sentence why",
        ),
        (("show", "c", "--lang", "fr"), "fr"),
        (("draw", "nowhere.py:x"), "no file 'nowhere.py'"),
    ],
)
def test_a_wrong_call_ends_with_two_and_one_sentence(shell, db, words, told):
    """A wrong call is exit 2 with one clear sentence and writes nothing."""
    extra = db if "--lang" not in words else db[:-2]
    code, out, err = shell(*words, *extra)
    assert (2, "") == (code, out)
    assert told in err
    assert "Traceback" not in err
    _, log, _ = shell("log", "c", "--json", *db)
    assert 1 == len(json.loads(log))


def test_a_database_that_is_none_is_refused(shell, tmp_path):
    """A file that is no database of ours, and one that is not there, are exit 2."""
    (tmp_path / "letter.txt").write_text(
        "Sehr geehrte Damen und Herren, " * 50, "utf-8"
    )
    for name in ("letter.txt", "nowhere.db"):
        code, out, err = shell("verify", "--db", name)
        assert (2, "") == (code, out)
        assert name in err
        assert "Traceback" not in err
    assert not (tmp_path / "nowhere.db").exists()


def test_an_actor_without_the_role_is_refused(shell, db):
    """Who lacks the role is refused with the roles it takes."""
    code, _, err = shell("take", "c", "submit", "--as", "chair:ott", *db)
    assert 1 == code
    assert "ott (chair) may not take “submit”; it takes: clerk" in err


def test_draw_prints_a_state_diagram(shell):
    """Draw prints Mermaid for a shipped procedure and for one of the user's own."""
    for words in (
        ("draw",),
        ("draw", SMALL),
        ("draw", "nrw", "--lifecycle", "consultation"),
    ):
        code, out, err = shell(*words)
        assert (0, "") == (code, err)
        assert out.startswith("stateDiagram-v2")


@pytest.mark.parametrize(
    "words",
    [
        ("take", "c", "submit", "--as", "clerk:m", "--at", "9999-12-31T23:30:00+00:00"),
        ("take", "c", "submit", "--as", "clerk:m", "--at", "0001-01-01T00:00:00+14:00"),
        (
            "take",
            "c",
            "revise",
            "--as",
            "clerk:m",
            "--input",
            "motion=[" + "[" * 100_000,
        ),
        ("take", "c", "revise", "--as", "clerk:m", "--input", "deep.json"),
        (
            "open",
            VORLAGE,
            "--as",
            "clerk:m",
            "--role",
            "decision",
            "--fact",
            "motion=1",
        ),
        ("open", VORLAGE, "--as", "clerk:m", "--role", "decision", "--fact", "self=1"),
        ("read", "/dev/zero"),
        ("read", "."),
        ("draw", "bad.py:x"),
        ("draw", "raises.py:x"),
        ("draw", "needs.py:function"),
        ("draw", ".:x"),
        ("draw", "json:dumps"),
        ("draw", "sys:exit"),
        ("verify", "--db", ""),
        ("verify", "--db", "sqlite://x@:y/:z"),
        ("open", VORLAGE, "--as", "clerk:m", "--role", "decision", "--db", "sqlite://"),
        ("verify", "--law", VORLAGE),
    ],
)
def test_hostile_calls_end_with_two_and_one_line(shell, db, tmp_path, words):
    """Whatever is typed, it ends with 2 and one line, never with a traceback or a pass."""
    (tmp_path / "deep.json").write_text("[" * 100_000, encoding="utf-8")
    (tmp_path / "bad.py").write_text("def x(", encoding="utf-8")
    (tmp_path / "raises.py").write_text("raise SystemError('no')", encoding="utf-8")
    (tmp_path / "needs.py").write_text("def function(a): return a", encoding="utf-8")
    extra = () if "--db" in words or words[0] in ("read", "draw") else db
    code, out, err = shell(*words, *extra)

    assert (2, "") == (code, out)
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) <= 3


def test_odd_names_do_not_break_the_telling(shell, db):
    """Brackets in an actor's name are told as they are."""
    at = ("--at", "2026-03-01T10:00+01:00")
    code, _, _ = shell("take", "c", "submit", "--as", "clerk:[/b]x[red]", *at, *db)
    assert 1 == code
    for command in ("show", "log"):
        code, out, err = shell(command, "c", *db)
        assert (0, "") == (code, err)
    assert "[/b]x[red]" in out


def test_verify_looks_at_every_municipality(shell, db):
    """Cases of another tenant are verified too, and a stray row of a foreign one shows."""
    code, _, err = shell(
        "open",
        VORLAGE,
        "--as",
        "clerk:m",
        "--id",
        "d",
        "--role",
        "decision",
        "--tenant",
        "münster",
        *db,
    )
    assert 0 == code, err
    assert "2 case(s)" in shell("verify", *db)[1]
    with closing(sqlite3.connect("council.db")) as connection, connection:
        connection.execute(
            "update ratsflow_entries set body = replace(body, 'clerk', 'klerk') "
            "where tenant = 'münster'"
        )
        connection.execute(
            "update ratsflow_cases set tenant = 'zzz' where case_id = 'c'"
        )
    code, out, err = shell("verify", *db)
    assert (1, "") == (code, out)
    assert "münster: case 'd'" in err
    assert "zzz: case 'c'" in err


def test_a_command_sent_twice_acts_once(shell, db):
    """With an idempotency key a second open or take is told which entry the first wrote."""
    words = ("open", VORLAGE, "--as", "clerk:m", "--role", "decision", "--key", "k")
    again = (*words, "--id", "once", *db)
    assert 0 == shell(*again)[0]
    assert (0, "Already carried out (once, 1)\n", "") == shell(*again)
    code, out, err = shell(*again, "--json")
    assert (0, "") == (code, err)
    told = {"case": "once", "version": 1, "kind": "taken"}
    assert told == json.loads(out)["repeated"]
    assert "Bereits ausgeführt (once, 1)\n" == shell(*again, "--lang", "de")[1]

    cured = (
        Path(VORLAGE)
        .read_text("utf-8")
        .replace(
            "\n\n**Beigeordnete**",
            "\n\nKosten entstehen der Stadt nicht.\n\n**Beigeordnete**",
        )
    )
    Path("cured.md").write_text(cured, "utf-8")
    revised = ("--input", "motion=cured.md")
    for version, step in enumerate((("revise", *revised), ("submit",)), start=2):
        words = ("take", "c", *step, "--as", "clerk:m", "--key", step[0], *db)
        assert 0 == shell(*words)[0]
        told = (0, f"Already carried out (c, {version})\n", "")
        assert told == shell(*words)


def test_a_refusal_sent_twice_is_no_success(shell, db):
    """A script that sends again what was refused must not take it for done."""
    words = ("take", "c", "submit", "--as", "clerk:m", "--key", "k", *db)
    assert 1 == shell(*words)[0]
    code, out, err = shell(*words)
    assert (1, "") == (code, err)
    assert out.startswith("Already refused")
    code, out, _ = shell(*words, "--json")
    assert (1, "refused") == (code, json.loads(out)["repeated"]["kind"])


def test_a_key_of_another_command_is_a_wrong_call(shell, db):
    """What was not done is not told as done: another case, step or actor has another key."""
    words = ("open", VORLAGE, "--role", "decision", "--key", "k", *db)
    assert 0 == shell(*words, "--as", "clerk:m", "--id", "once")[0]
    for other in (
        (*words, "--as", "clerk:m", "--id", "twice"),
        (*words, "--as", "clerk:x", "--id", "once"),
        ("take", "once", "submit", "--as", "clerk:m", "--key", "k", *db),
    ):
        code, out, err = shell(*other)
        assert (2, "") == (code, out)
        assert "key: the key 'k' is that of another command, open (once, 1)" in err
    assert "no case 'twice'" in shell("show", "twice", *db)[2]


STRANGE = "V\udcff"
"""What a shell hands over for bytes that are no UTF-8."""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", STRANGE), "'V\\udcff'"),
        (("draw", STRANGE), "'V\\udcff'"),
        (("show", "c", "--db", STRANGE), "no database 'V\\udcff'"),
        (("show", "c", "--db", f"postgresql://{STRANGE}"), "is no text in UTF-8"),
        (
            ("take", "c", "submit", "--as", f"clerk:{STRANGE}"),
            "holds half a character",
        ),
        (("take", "c", STRANGE, "--as", "clerk:m"), "no step 'V\\udcff'"),
        (("verify", STRANGE), "V?: there is no such file"),
        ((STRANGE,), "No such command 'V\\udcff'"),
    ],
)
def test_what_is_no_utf8_is_told_in_one_line(shell, db, words, told):
    """Bytes that were pasted from elsewhere are a wrong call: no traceback, no bug."""
    more = db[2:] if "--db" in words else db
    code, out, err = shell(*words, *(more if len(words) > 1 else ()))
    assert (2, "", 1) == (code, out, len(err.splitlines()))
    assert told in err
    assert "should not have happened" not in err


def test_a_file_whose_name_is_no_utf8_is_written_and_named(tmp_path, shell, db):
    """A name may hold any bytes; an output in UTF-8 shows a question mark for them."""
    del shell
    command = [sys.executable, "-m", "ratsflow", "export", STRANGE, *db]
    strict = {
        **os.environ,
        "PYTHONIOENCODING": "utf-8:strict",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, check=False, env=strict
    )
    assert (0, b"Written to V?: cases 1, entries 1.\n", b"") == (
        done.returncode,
        done.stdout,
        done.stderr,
    )
    assert (tmp_path / STRANGE).exists()


MIDWAY = (
    "open", VORLAGE, "--as", "council_office:kurz", "--id", "m", "--role", "decision",
    "--begins", "released", "--assume", "Vorher ist nichts belegt", "--authority", "Band 3",
    "--at", "2024-03-01T00:00+01:00",
)  # fmt: skip


def test_what_nobody_witnessed_is_assumed_from_the_shell(shell):
    """A case midway and a step: by whom, why, on what it rests, on its day in Germany."""
    code, _, err = shell(*MIDWAY)
    assert 0 == code, err
    words = ("--as", "council_office:kurz", "--assume", "Der Rat\nhat beraten")
    code, _, err = shell(
        "take", "m", "place_on_agenda", *words, "--at", "2024-04-01T00:00+02:00", "--seen", "1"
    )  # fmt: skip
    assert 0 == code, err

    _, out, _ = shell("log", "m", "--lang", "de")
    _, plain, _ = shell("log", "m", "--json")
    _, here, _ = shell("show", "m", "--lang", "de")

    assert "Festgehaltene Mängel: Nicht alles ist bezeugt" in here
    assert "1: angenommen: Vorher ist nichts belegt (Band 3)" in out
    assert "2: angenommen: Der Rat hat beraten" in out
    assert "01.03.2024" in out
    assert "01.04.2024" in out
    assert ["assumed", "assumed"] == [each["kind"] for each in json.loads(plain)]
    assert 0 == shell("verify")[0]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--as", "author:x", "--assume", "y"), 1),
        (("--as", "council_office:x", "--assume", " "), 2),
        (("--as", "council_office:x", "--assume", "y", "--record"), 2),
        (("--as", "council_office:x", "--assume", "y", "--override", "z"), 2),
        (("--as", "council_office:x", "--assume", "y", "--rule", "r"), 2),
    ],
)
def test_an_assumption_needs_the_right_and_a_reason_alone(shell, words, code):
    """Who may not record is refused; what says nothing beside it is an error."""
    shell(*MIDWAY)

    ended, out, err = shell("take", "m", "place_on_agenda", *words, "--seen", "1")

    assert (code, "") == (ended, out)
    assert "Override(" not in err


@pytest.mark.parametrize(
    "words",
    [
        ("--begins", "released"),
        ("--assume", "y"),
        ("--authority", "Band 3"),
        ("--begins", "nowhere", "--assume", "y"),
    ],
)
def test_a_case_begins_midway_by_a_state_and_a_reason(shell, words):
    """Neither alone, and in no state that there is not."""
    code, out, err = shell(
        "open", VORLAGE, "--as", "council_office:kurz", "--role", "decision", *words
    )

    assert (2, "", 1) == (code, out, err.count("\n"))


@pytest.mark.parametrize("name", ["he", "HE", "ni"])
@pytest.mark.parametrize("words", [("show", "c"), ("check",)])
def test_a_state_without_a_procedure_is_told_from_a_name_that_nobody_has(
    shell, words, name
):
    """Only its norms are here: what has a procedure is named, and it is not."""
    given = ("--procedure", name) if "show" in words else (name,)
    code, out, err = shell(*words, *given)
    assert (2, "", 1) == (code, out, err.count("\n"))
    assert f"of {name.upper()} only the norms are here, no procedure" in err
    assert "has: bw, by, nrw; or" in err
    _, _, unknown = shell(*words, *given[:-1], "nobody")
    assert "no procedure 'nobody'. Known: bw, by, nrw, FILE.py:NAME" in unknown


@pytest.mark.parametrize("state", [("--begins", "review"), ()])
def test_a_case_that_begins_midway_is_given_a_reason_that_says_something(
    shell, tmp_path, state
):
    """Blank is none: the option is named, and no database begins."""
    (tmp_path / "bench.md").write_text("Eine Bank", "utf-8")
    given = ("bench.md", "--as", "clerk:m", "--db", "new.db", *state, "--assume", " ")
    code, _, err = shell("open", *given)
    assert 2 == code
    assert "--assume" in err
    assert "Override(" not in err
    assert not (tmp_path / "new.db").exists()
