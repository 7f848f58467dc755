"""An older database: every command names the cure, and the cure works."""

from __future__ import annotations

import json
import sqlite3

from copy import copy
from importlib.resources import files
from pathlib import Path

import pytest

from ratsflow.office.projection import key_of
from ratsflow.stores.sql import SCHEMA, OlderTablesError, SqlStore


EXAMPLES = Path(__file__).parents[2] / "examples"
SMALL = f"{EXAMPLES / 'small.py'}:small"
VORLAGE = str(files("ratsflow.states.nrw") / "tour.md")
DB = ("--db", "council.db", "--procedure", SMALL, "--lang", "en")


@pytest.fixture(name="older")
def _older(shell, tmp_path):
    """Leave a database of the first version behind, with one case."""
    opening = ("--as", "clerk:meier", "--id", "c", "--role", "decision")
    assert 0 == shell("open", VORLAGE, *opening, *DB)[0]
    raw = sqlite3.connect(tmp_path / "council.db")
    with raw:
        for name in ("reference", "base"):
            raw.execute(f"DROP INDEX ratsflow_cases_{name}")
            raw.execute(f"ALTER TABLE ratsflow_cases DROP COLUMN {name}")
        raw.execute("UPDATE ratsflow_meta SET value = '1'")
    raw.close()


@pytest.mark.usefixtures("older")
def test_a_command_on_older_tables_names_the_cure(shell):
    """One line, exit 2, and nothing is changed unasked."""
    for _ in range(2):
        code, out, err = shell("show", "c", *DB)
        assert (2, "") == (code, out)
        assert "version 1" in err
        assert "ratsflow upgrade" in err


@pytest.mark.usefixtures("older")
def test_upgrading_fills_the_keys_and_is_done_once(shell, tmp_path):
    """The case is found by its number afterwards; a second time there is nothing to do."""
    told = json.loads(shell("upgrade", "--json", *DB)[1])
    assert (1, 1) == (told["from"], told["filled"])
    done = "The tables are up to date: 0 case(s) filled in.\n"
    assert (0, done, "") == shell("upgrade", *DB)
    assert 0 == shell("verify", *DB)[0]
    with SqlStore(tmp_path / "council.db", create=False) as store:
        standing = store.standing("c")
    assert "?" not in (standing.reference, standing.base)
    assert key_of("") == standing.base


def test_upgrading_creates_no_database(shell, tmp_path):
    """A slip in the name is an error, and leaves no file behind."""
    code, _, err = shell("upgrade", *DB)
    assert 2 == code
    assert "no database" in err
    assert not (tmp_path / "council.db").exists()


@pytest.mark.parametrize("words", [("show", "c"), ("verify",), ("upgrade",)])
def test_a_table_that_is_missing_is_told_to_be_restored(shell, tmp_path, words):
    """Tables of the newest version of which one is gone: nothing but a backup helps."""
    opening = ("--as", "clerk:meier", "--id", "c", "--role", "decision")
    assert 0 == shell("open", VORLAGE, *opening, *DB)[0]
    raw = sqlite3.connect(tmp_path / "council.db")
    raw.execute("DROP TABLE ratsflow_entries")
    raw.close()
    code, out, err = shell(*words, *DB)
    assert (2, "", 1) == (code, out, len(err.splitlines()))
    assert "a table of ratsflow is missing. Restore a backup" in err
    assert "create=True" not in err


@pytest.mark.parametrize("where", ["empty.db", "sqlite:///empty.db", "sqlite:///no.db"])
def test_a_database_without_tables_names_the_command(shell, where):
    """Who is at a shell is told the command that begins a log."""
    Path("empty.db").touch()
    code, _, err = shell("show", "c", "--db", where, *DB[2:])
    assert (2, True) == (code, "with `ratsflow open`" in err)


def test_a_server_out_of_reach_speaks_of_no_append(shell):
    """Where nothing was to be written, nobody is told to look whether it was."""
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    code, out, err = shell("show", "c", "--db", nowhere, *DB[2:])
    assert (2, "", 1) == (code, out, len(err.splitlines()))
    assert "the connection failed. Check that the database can be reached" in err
    assert "append" not in err


def test_the_error_tells_its_versions_and_survives_a_copy():
    """It carries its data as attributes, as it must to cross a process."""
    error = copy(OlderTablesError("sqlite:///x", 1, SCHEMA))
    assert (1, SCHEMA) == (error.found, error.newest)
    assert "version 1" in str(error)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_database_refuses_changes_from_then_on(shell, tmp_path, lang):
    """And no longer when that is said; a verification tells, and may demand it."""
    told = (*DB[:-1], lang)

    def state():
        return json.loads(shell("verify", "--json", *DB)[1])["append_only"]

    def demanded():
        return shell("verify", "--append-only", *told)[0]

    code, out, _ = shell("upgrade", "--append-only", *told)  # makes the tables too
    assert (0, 2) == (code, len(out.splitlines()))
    assert ("all", 0) == (state(), demanded())
    raw = sqlite3.connect(tmp_path / "council.db")
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        raw.execute("INSERT INTO ratsflow_laws VALUES ('default', 'x', '')").execute(
            "DELETE FROM ratsflow_laws"
        )
    raw.close()
    assert "--append-only" not in shell("verify", *told)[1]
    assert 0 == shell("upgrade", "--no-append-only", *told)[0]
    assert ("none", 1) == (state(), demanded())
    assert "ratsflow upgrade --append-only" in shell("verify", *told)[1]


def test_a_file_cannot_be_append_only(shell):
    """It is asked of a database alone."""
    code, out, err = shell("verify", "log.jsonl", "--append-only", "--lang", "en")
    assert (2, "") == (code, out)
    assert "no FILE" in err


@pytest.mark.usefixtures("older")
def test_the_triggers_of_an_older_release_are_put_there_anew(shell, tmp_path):
    """Those of tables and rules that came later are not missing behind an upgrade."""
    raw = sqlite3.connect(tmp_path / "council.db")
    raw.execute(
        "CREATE TRIGGER ratsflow_guard_entries_update BEFORE UPDATE ON ratsflow_entries "
        "BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    raw.close()
    told = json.loads(shell("upgrade", "--json", *DB)[1])
    assert "all" == told["append_only"]
    assert 0 == shell("verify", "--append-only", *DB)[0]
