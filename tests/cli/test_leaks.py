"""From the shell, a word that stands in every text of a secret motion is told to nobody else."""

from __future__ import annotations

import json
import sys

from pathlib import Path

import pytest


sys.path.insert(
    0, str(Path(__file__).parents[1] / "office")
)  # the town that it plays in

from planted import WORD, planted

from papers import VORLAGE
from ratsflow.stores.sql import SqlStore


TOWN = f"{Path(__file__).parents[1] / 'office' / 'planted.py'}:LEAKY"
WHO = ("--as", "press:x")
WHY = ("--reason", "x", "--authority", "y")
COMMANDS = [
    ("show", "c", *WHO),
    ("show", "c", "--entry", "2", *WHO),
    ("show", "c", "--effective", "2030-01-01T00:00+00:00", *WHO),
    ("log", "c", *WHO),
    *(("explain", "c", s, *WHO) for s in ("submit", "object", "forbidden", "stumble")),
    *(("take", "c", s, *WHO) for s in ("submit", "object", "forbidden", "stumble")),
    ("explain", "c", "vote", "--on", "c1", *WHO),
    ("take", "c", "vote", "--on", "c1", *WHO),
    ("take", "c", "forbidden", "--record", *WHO),
    ("take", "c", "forbidden", "--override", "I want to", *WHO),
    ("take", "c", "object", "--input", "reasons=mine", *WHO),
    ("take", "c", "fly", *WHO),
    ("erase", "c", *WHO, *WHY),
    ("erase", "c", *WHO, *WHY, "--content", "nothing"),
    ("migrate", "c", *WHO, *WHY),
    ("migrate", *WHO, *WHY),
    ("migrate", "--plan"),
    ("find", *WHO),
    ("find", "--body", "Rat", *WHO),
    ("find", "--involving", WORD, *WHO),
    ("find", "--as-of", "2030-01-01", *WHO),
    ("worklist", *WHO),
    ("worklist", "--everything", *WHO),
    ("frame", "cases", *WHO),
    ("frame", "steps", "--personal", *WHO),
    ("frame", "findings", *WHO),
    ("frame", "votes", *WHO),
    ("agenda", "Rat", "2026-03-19", *WHO),
    ("drain",),
    ("export", "--public"),
    ("verify",),
    ("seal", "out.seal", "--key", "key.pem", "--new-key"),
    ("draw", "c"),
    ("show", "public", *WHO),
    ("show", "public", "--entry", "1", *WHO),
    ("log", "public", *WHO),
    *(("explain", "public", step, *WHO) for step in ("object", "forbidden", "stumble")),
    *(("take", "public", step, *WHO) for step in ("object", "forbidden", "stumble")),
    ("take", "public", "forbidden", "--record", *WHO),
    ("show", WORD[:4], *WHO),
    ("show", "nowhere", *WHO),
]


@pytest.fixture(name="town")
def _town(tmp_path):
    """Return the options of a database with the secret motion in it."""
    with SqlStore(tmp_path / "town.db") as store:
        planted(store)
    return ("--db", "town.db", "--procedure", TOWN)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_tells_an_outsider_a_word(shell, town, words):
    """Neither output nor error of any command, as text or JSON, in either language."""
    for more in (("--lang", "de"), ("--lang", "en"), ("--lang", "en", "--json")):
        code, out, err = shell(*words, *more, *town)

        assert WORD not in out + err
        assert code in (0, 1, 2)
        assert "Traceback" not in err
    for each in Path().glob("*.seal"):
        assert WORD.encode() not in each.read_bytes()


def test_the_id_of_a_paper_that_is_not_public_is_not_its_number(shell, tmp_path):
    """An id is told to everybody: who guesses the number finds no case by it."""
    text = Path(VORLAGE).read_text("utf-8")
    found = {}
    for word in ("öffentlich", "nichtöffentlich"):
        paper, db = tmp_path / f"{word}.md", ("--db", f"{word}.db")
        paper.write_text(text.replace("öffentlich", word), encoding="utf-8")
        stated = ("--set", "reference=7/26", "--role", "decision")
        code, out, err = shell("open", str(paper), "--as", "author:kurz", *stated, *db)
        assert 0 == code, err
        found[word] = out.strip()
        code, out, _ = shell("show", found[word], "--as", "press:x", *db)
        assert 0 == code

    assert "7/26" == found["öffentlich"]
    assert "7/26" not in found["nichtöffentlich"] + out


def test_who_has_the_database_is_told_it(shell, town):
    """Without an actor the shell shows all: the hunt above is no empty one."""
    for words in (("show", "c"), ("log", "c"), ("export",)):
        assert WORD in shell(*words, *town)[1]
    for words in (("explain", "c", "forbidden"), ("log", "c", "--json")):
        assert WORD in shell(*words, "--as", "clerk:m", *town)[1]


def test_the_bytes_that_are_hashed_say_nothing_of_it(shell, town):
    """The bodies of a log, as they are printed without an actor, hold digests alone."""
    code, out, _ = shell("log", "c", "--json", *town)

    assert 0 == code
    assert "~override" in out
    assert WORD not in out


def test_overrides_and_names_are_erased_by_the_names_people_give_them(shell, town):
    """``by`` and ``override`` say what is meant; nothing of either is printed after."""
    who = ("--as", "archivist:arc", *WHY, "--content", "by", "--content", "override")
    code, out, _ = shell("erase", "c", *who, "--json", *town)

    assert 0 == code
    assert ["~by", "~findings", "~override"] == json.loads(out)["contents"]
    entries = json.loads(shell("log", "c", "--json", "--as", "archivist:arc", *town)[1])
    assert {""} == {e["by"]["name"] for e in entries if e["by"]["id"] == "r-1"}
    said = [each["override"] for each in entries if each["override"]]
    assert [("", "", ["strict"])] == [
        (each["reason"], each["authority"], each["rules"]) for each in said
    ]
    assert WORD not in shell("log", "c", *town)[1]
