"""From the shell, a word that stands in every text of a secret motion is told to nobody else."""

from __future__ import annotations

import sys

from pathlib import Path

import pytest


sys.path.insert(
    0, str(Path(__file__).parents[1] / "office")
)  # the town that it plays in

from planted import WORD, planted

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
    ("drain",),
    ("export", "--public"),
    ("verify",),
    ("seal", "out.seal", "--key", "key.pem", "--new-key"),
    ("draw", "c"),
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


def test_who_has_the_database_is_told_it(shell, town):
    """Without an actor the shell shows all: the hunt above is no empty one."""
    for words in (("show", "c"), ("log", "c", "--json"), ("export",)):
        assert WORD in shell(*words, *town)[1]
    assert WORD in shell("explain", "c", "forbidden", "--as", "clerk:m", *town)[1]
