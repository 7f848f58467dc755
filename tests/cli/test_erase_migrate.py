"""Erasing and migrating from the shell."""

from __future__ import annotations

import json
import sqlite3

from contextlib import closing
from pathlib import Path

import pytest

from papers import VORLAGE
from ratsflow.cli.differences import lines
from ratsflow.engine.difference import ChangedStep, Difference
from ratsflow.engine.migration import Migration


TOWN = """
from ratsflow import Parameter, Procedure, Step

{name} = Procedure(
    "town",
    {states},
    [
        Step("submit", "draft", {council!r}, by="clerk",
             takes=[Parameter("witness", required=False, personal=True)]),
        Step({last!r}, {council!r}, "adopted", by="clerk"),
    ],
    version={version!r},
    roles=["clerk", "archivist"],
    erasers=["archivist"],
    migrators=["archivist"],
)
"""
OLD = ("--procedure", "towns.py:old")
BOTH = ("--procedure", "towns.py:new", "--procedure", "towns.py:old")
ARCHIVE = ("--as", "archivist:arc")
WHY = ("--reason", "Withdrawn consent", "--authority", "Art. 17 DSGVO")


@pytest.fixture(name="town")
def _town(shell):
    """Write two versions of a procedure and open two cases under the older one."""
    old = TOWN.format(
        name="old",
        states=["draft", "council", "adopted"],
        council="council",
        last="adopt",
        version="1",
    )
    new = TOWN.format(
        name="new",
        states=["draft", "assembly", "adopted"],
        council="assembly",
        last="resolve",
        version="2",
    )
    Path("towns.py").write_text(old + new, "utf-8")
    for case_id in "ab":
        words = ("--id", case_id, "--role", "decision", "--set", "public=no")
        at = ("--as", "clerk:m", "--lang", "en", *OLD)
        assert 0 == shell("open", VORLAGE, *words, *at)[0]
    witness = ("--input", "witness=Zwiebelturm")
    assert 0 == shell("take", "b", "submit", "--as", "clerk:m", *witness, *OLD)[0]
    return ("--lang", "en")


def test_erasing_from_the_shell_leaves_nothing_in_the_file(shell, town):
    """Erased contents are counted and named, are in no file, and the log verifies."""
    assert b"Zwiebelturm" in _files()
    code, out, err = shell(
        "erase", "b", *ARCHIVE, *WHY, "--content", "witness", *OLD, *town
    )
    assert (0, "") == (code, err)
    assert "Erased: 1 content(s), witness (b, 3)\n" == out
    assert b"Zwiebelturm" not in _files()
    assert 0 == shell("verify", *OLD, *town)[0]

    code, out, _ = shell("erase", "b", *ARCHIVE, *WHY, "--json", *OLD, *town)
    told = json.loads(out)
    assert (0, 4, "erased") == (code, told["version"], told["kind"])
    assert {"motion", "consultations"} <= set(told["contents"])
    assert told["erased"] >= 2
    assert b"Lesen vor Ort" in _files()  # case a has the same text, and was not named


def _files() -> bytes:
    return b"".join(each.read_bytes() for each in Path().glob("ratsflow.db*"))


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--as", "clerk:m", *WHY), 1, "may not erase here; it takes: archivist"),
        ((*ARCHIVE, *WHY, "--content", "nothing"), 2, "no sealed content nothing"),
        (
            (*ARCHIVE, *WHY, "--entry", "9"),
            2,
            "no entry 9. The case has entries 1 to 2",
        ),
        (
            (*ARCHIVE, *WHY, "--entry", "2", "--content", "motion"),
            2,
            "no sealed content motion is there to erase. There is:",
        ),
        ((*ARCHIVE, "--reason", " ", "--authority", "x"), 2, "a reason"),
        ((*ARCHIVE, "--reason", "x"), 2, "--authority"),
    ],
)
def test_an_erasure_that_may_not_be_or_has_nothing_is_told(
    shell, town, words, code, told
):
    """Refused is exit 1, a wrong call exit 2; nothing is erased."""
    ended, out, err = shell("erase", "b", *words, *OLD, *town)
    assert (code, "") == (ended, out)
    assert told in err
    assert b"Zwiebelturm" in _files()


def test_a_refused_erasure_as_json_is_the_verdict(shell, town):
    """With --json the refusal is the verdict, exit 1."""
    code, out, _ = shell("erase", "b", "--as", "clerk:m", *WHY, "--json", *OLD, *town)
    assert (1, False) == (code, json.loads(out)["allowed"])


def test_an_erasure_is_repeated_once(shell, town):
    """The same command sent again is told which entry it wrote."""
    words = ("erase", "b", *ARCHIVE, *WHY, "--key", "k", *OLD, *town)
    assert 0 == shell(*words)[0]
    assert (0, "Already carried out (b, 3)\n", "") == shell(*words)
    code, out, _ = shell(*words, "--json")
    told = {"case": "b", "version": 3, "kind": "erased"}
    assert (0, told) == (code, json.loads(out)["repeated"])


def test_a_plan_says_what_would_become_of_each_case(shell, town):
    """Without a mapping the occupied state is in the way; with one it is renamed."""
    code, out, _ = shell("migrate", "--plan", *BOTH, *town)
    assert 1 == code
    assert "✓ a: +" not in out.splitlines()[0]
    assert "✗ b: the new version does not have: motion council" in out

    code, out, _ = shell("migrate", "--plan", "--map", "council=assembly", *BOTH, *town)
    assert 0 == code
    assert "✓ b: council → assembly, +resolve, −adopt" in out
    code, out, _ = shell("migrate", "b", "--plan", "--json", *BOTH, *town)
    (plan,) = json.loads(out)
    assert (1, False, [["motion", "", "council"]]) == (
        code,
        plan["possible"],
        plan["occupied"],
    )
    assert _versions() == {"a": 1, "b": 2}


CHANGING = """
from ratsflow import Parameter, Move, Procedure, Rule, Step
costs = Rule("costs", lambda q: True)
quiet = Rule("quiet", lambda q: True{quiet})
town = Procedure(
    "town",
    ["draft", "council", "adopted"],
    [
        Step("submit", "draft", "council", by="clerk", guards="quiet"),
        Step("adopt", "council", "adopted", by="chair"),
    ],
    rules=[costs, quiet],
    roles=["clerk", "chair", "archivist"],
    migrators=["archivist"],
    meant=["rule.unused:costs", "state.unreachable:adopted", "state.trap:draft",
           "state.trap:council"],
)
"""


@pytest.fixture(name="changed")
def _changed(shell):
    """Write two versions whose steps have the same names, with cases in two states."""
    old = CHANGING.format(quiet="")
    adopt = '"council", "adopted", by="chair"'
    new = CHANGING.format(quiet=", consequence='order'").replace(
        adopt,
        '"council", "draft", by="clerk", guards="costs", takes=Parameter("n", "number")',
    )
    new = new.replace("migrators", 'overriders=["chair"],\n    migrators')
    Path("was.py").write_text(old, "utf-8")
    Path("is.py").write_text(new, "utf-8")
    was = ("--procedure", "was.py:town", "--db", "changed.db", "--lang", "en")
    for case_id in ("V-0", "V-1"):
        words = ("--id", case_id, "--role", "decision", "--as", "clerk:m")
        assert 0 == shell("open", VORLAGE, *words, *was)[0]
    assert 0 == shell("take", "V-1", "submit", "--as", "clerk:m", *was)[0]
    return ("--procedure", "is.py:town", "--procedure", "was.py:town", *was[2:4])


def test_a_step_that_is_not_what_it_was_is_told(shell, changed):
    """One line per step in both languages; no “as before” while anything differs."""
    code, out, err = shell("migrate", "--plan", *changed, "--lang", "en")
    assert (0, "") == (code, err)
    assert out.splitlines() == [
        "✓ V-0: what differs",
        "  ~ submit: quiet: consequence block → order",
        "  ~ (procedure): may override – → chair",
        "  differs later: adopt",
        "✓ V-1: what differs",
        "  ~ adopt: by chair → clerk, + costs, + input n (number, required), → draft",
        "  ~ (procedure): may override – → chair",
        "  differs later: submit",
    ]
    code, out, _ = shell("migrate", "V-1", "--plan", *changed, "--lang", "de")
    assert out.splitlines() == [
        "✓ V-1: anders ist",
        "  ~ adopt: durch chair → clerk, + costs, + Angabe n (number, nötig), → draft",
        "  ~ (Verfahren): sich hinwegsetzen darf – → chair",
        "  später anders: submit",
    ]


def test_what_differs_as_json(shell, changed):
    """Every difference has its kind, its name, and what was before and is after."""
    code, out, _ = shell("migrate", "V-1", "--plan", "--json", *changed)
    (plan,) = json.loads(out)
    assert (0, ["submit"]) == (code, plan["later"])
    assert plan["changed"][0]["step"] == "adopt"
    assert plan["changed"][0]["differences"][0] == {
        "what": "by",
        "name": "",
        "before": ["chair"],
        "after": ["clerk"],
    }
    assert ["overriders"] == [each["what"] for each in plan["general"]]


def test_a_case_for_which_nothing_differs_goes_on_as_before(shell, changed):
    """Another number of the version alone is no difference."""
    same = (
        Path("was.py").read_text("utf-8").replace("migrators", 'version="2", migrators')
    )
    Path("is.py").write_text(same, "utf-8")
    code, out, _ = shell("migrate", "--plan", *changed, "--lang", "en")
    assert (0, ["✓ V-0: else as before", "✓ V-1: else as before"]) == (
        code,
        out.splitlines(),
    )


@pytest.mark.parametrize(
    ("difference", "lang", "told"),
    [
        (("outcomes", "", ("lost",), ("won",)), "en", "+ outcome won, − outcome lost"),
        (("final", "motion", (), ("done",)), "de", "+ Endzustand motion done"),
        (("takes", "n", ("number", "required"), ()), "en", "− input n"),
        (
            ("takes", "n", ("text", "optional"), ("text", "optional", "personal")),
            "de",
            "Angabe n (text, freiwillig) → (text, freiwillig, personenbezogen)",
        ),
        (("signs", "", ("clerk",), ()), "de", "unterzeichnet clerk → –"),
        (("decide", "", ("a",), ("b",)), "en", "outcome perhaps decided otherwise"),
        (("moves", "won", ("a → b",), ("a → c",)), "en", "won: → c"),
        (("moves", "", ("a → b",), ()), "en", "− a → b"),
        (
            ("moves", "", ("consultation a → b",), ("consultation a → c",)),
            "en",
            "consultation a → c",
        ),
        (("revision", "costs", ("1",), ("1", "2")), "en", "costs: revision 1 → 1 / 2"),
    ],
)
def test_each_kind_of_difference_is_one_readable_part(difference, lang, told):
    """What came has a plus, what went a minus, what became another an arrow."""
    changed = (ChangedStep("go", (Difference(*difference),)),)
    (line,) = lines(Migration("c", changed=changed), lang)
    assert f"  ~ go: {told}" == line


def _versions() -> dict[str, int]:
    raw = sqlite3.connect("ratsflow.db")
    found = dict(raw.execute("SELECT case_id, version FROM ratsflow_cases"))
    raw.close()
    return found


def test_all_cases_are_migrated(shell, town):
    """With a mapping all go over; the log says who and why, and verifies."""
    words = ("--reason", "New rules", "--map", "motion:council=assembly")
    code, out, err = shell("migrate", *ARCHIVE, *words, *BOTH, *town)
    assert (0, "") == (code, err)
    assert "2 case(s) brought to town" in out
    assert {"a": 2, "b": 3} == _versions()
    assert 0 == shell("verify", *BOTH, *town)[0]
    assert "assembly" in shell("show", "b", *BOTH, *town)[1]
    code, out, _ = shell("migrate", *ARCHIVE, *words, "--json", *BOTH, *town)
    assert (0, []) == (code, json.loads(out))


def test_one_case_is_migrated(shell, town):
    """A case that is named goes over alone, once."""
    words = ("migrate", "a", *ARCHIVE, "--reason", "New", "--key", "k", *BOTH, *town)
    code, out, _ = shell(*words, "--json")
    assert (0, ["migrated"]) == (code, [each["kind"] for each in json.loads(out)])
    assert {"a": 2, "b": 2} == _versions()
    assert (0, "Already carried out (a, 2)\n", "") == shell(*words)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((*ARCHIVE, "--reason", "New"), 1, "no motion state 'council'"),
        (("b", *ARCHIVE, "--reason", "New"), 1, "no motion state 'council'"),
        (("a", "--as", "clerk:m", "--reason", "New"), 1, "may not migrate here"),
        (("--reason", "New"), 2, "Say who acts with --as"),
        ((*ARCHIVE, "--reason", "New", "--key", "k"), 2, "name it"),
        (("a", *ARCHIVE), 2, "a reason"),
        (("--plan", "--map", "council"), 2, "'council' maps no state"),
        (("--plan", "--map", "council=nowhere"), 2, "nowhere"),
        (("--plan", "--map", "thing:council=adopted"), 2, "thing"),
    ],
)
def test_a_migration_that_cannot_be_is_told(shell, town, words, code, told):
    """Refused and occupied are exit 1, a wrong call exit 2; nothing is written."""
    ended, out, err = shell("migrate", *words, *BOTH, *town)
    assert (code, "") == (ended, out)
    assert told in err
    assert "Traceback" not in err
    assert {"a": 1, "b": 2} == _versions()


def test_a_case_of_an_unknown_version_is_told_and_harms_no_other(shell, town):
    """It goes over where the new version has its state, and stays where it has not."""
    code, out, _ = shell("migrate", "--plan", "--procedure", "towns.py:new", *town)
    assert 1 == code
    assert "✓ a: its version was not given: only where it stands was looked at" in out
    assert "✗ b: the new version does not have: motion council" in out
    code, _, err = shell(
        "migrate", *ARCHIVE, "--reason", "x", "--procedure", "towns.py:new", *town
    )
    assert 1 == code
    assert "the new version has no motion state 'council', where 'b' still stand" in err
    assert {"a": 2, "b": 2} == _versions()


def test_a_case_whose_log_is_broken_is_told_and_harms_no_other(shell, town):
    """The plan has a line for it; migrating says it in one, and takes the other over."""
    with closing(sqlite3.connect("ratsflow.db")) as rows, rows:
        rows.execute("UPDATE ratsflow_entries SET body = x'00' WHERE case_id = 'a'")
    rows.close()
    code, out, _ = shell("migrate", "--plan", "--map", "council=assembly", *BOTH, *town)
    assert 1 == code
    assert "✗ a: its log is broken (entry 1: it cannot be read (" in out
    assert "✓ b: council → assembly" in out
    code, out, _ = shell("migrate", "a", "--plan", "--json", *BOTH, *town)
    (plan,) = json.loads(out)
    assert (1, False) == (code, plan["possible"])
    assert plan["broken"].startswith("case 'a', entry 1: it cannot be read")

    words = ("--reason", "New", "--map", "council=assembly")
    code, _, err = shell("migrate", *ARCHIVE, *words, *BOTH, *town)
    assert 1 == code
    assert "ratsflow: case 'a', entry 1: it cannot be read" in err
    assert "1 case(s) brought to town" in err
    assert {"a": 1, "b": 3} == _versions()
