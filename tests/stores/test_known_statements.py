"""A wheel knows the statements of SQLite: with them a file is used without SQLAlchemy."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import textwrap

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from ratsflow.stores import sql
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.sql.core import usual, written
from ratsflow.stores.sql.current import SCHEMA, is_current
from ratsflow.stores.sql.drivers import Sqlite
from ratsflow.stores.sql.opening import file_in
from ratsflow.stores.sql.statements import FILE, SOURCES, known, packed
from ratsflow.testing.store_records import begin


HOME = Path(sql.__file__).parent


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """Return the sources of the statements as a wheel holds them."""
    for name in SOURCES:
        shutil.copy(HOME / name, tmp_path)
    (tmp_path / FILE).write_bytes(packed(tmp_path, usual()))
    return tmp_path


def test_what_is_known_is_what_would_be_compiled(folder: Path) -> None:
    """Each statement, and the order in which it takes its values."""
    found = known(folder)

    assert {key for key, _ in usual()} == found.keys()
    for key, statement in found.items():
        made = written("sqlite", *key)
        values = tuple(range(made.count))
        assert (made, made.pick(values)) == (statement, statement.pick(values))


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_is_known_of_other_sources(folder: Path, name: str) -> None:
    """Whoever changes how a statement is written gets what he has written."""
    source = folder / name
    source.write_text(f"{source.read_text()}\n")

    assert {} == known(folder)


@pytest.mark.parametrize(
    ("old", "new"), [(b"INSERT INTO", b"INSERT OR IGNORE INTO"), (b"[0,1,", b"[1,0,")]
)
def test_nothing_is_known_of_statements_that_were_changed(
    folder: Path, old: bytes, new: bytes
) -> None:
    """Another text, or values in another order, would write another log."""
    text = (folder / FILE).read_bytes()
    assert old in text
    (folder / FILE).write_bytes(text.replace(old, new, 1))

    assert {} == known(folder)


def test_nothing_is_known_where_nothing_was_packed(folder: Path) -> None:
    """As in a source tree."""
    (folder / FILE).unlink()

    assert {} == known(folder)


@pytest.mark.parametrize("kept", [b"", b"{}", b'{"key": 1', b"[]"])
def test_nothing_is_known_of_a_file_that_was_bent(folder: Path, kept: bytes) -> None:
    """It is compiled then, as ever."""
    (folder / FILE).write_bytes(kept)

    assert {} == known(folder)


STEPS = """
    import sys

    sys.modules["sqlalchemy"] = None  # as if it were not there

    from pathlib import Path
    from ratsflow.stores.sql import SqlStore, GroupedStore
    from ratsflow.stores.sql.statements import Statements, known
    from ratsflow.testing.store_records import begin, make_records, standing

    import ratsflow.stores.sql.store as used

    made = Statements("sqlite", known(Path(sys.argv[2])))
    used.statements = lambda name: made

    path, secret = sys.argv[1], b"secret"
    at = standing(due="2026-04-01")
    for kind in (SqlStore, GroupedStore):
        with kind(f"sqlite:///{path}", create=kind is SqlStore) as store:
            name = kind.__name__
            log = begin(store, name)
            more = make_records(name, after=log[-1], sealed=[secret])
            store.append(name, more, expected=1, standing=at, key=name)
            last = make_records(name, after=more[-1])
            digest = more[0].sealed[0][0]
            store.append(name, last, expected=2, standing=at, erase=[digest])
            with store.unit_of_work():
                begin(store, f"{name} more")
            assert [1, 2, 3] == [each.version for each in store.read(name)]
            assert {name} == store.read_many([name, "none"]).keys()
            assert 2 == store.used(name).version
            assert at == store.standing(name)
            assert 3 == store.head(name).version
            assert name in store.cases()
            assert name in dict(store.scan())
            assert name in [each.case_id for each in store.heads()]
            assert store.pending()
            store.acknowledge(name, 3)
            asked = (
                {"state": "draft"},
                {"due_by": "2026-12-31"},
                {"state": "draft", "stuck_since": "2027"},
                {"state": "draft", "due_by": "2027", "stuck_since": "2027"},
                {"reference": "?"},
                {"base": "?"},
                {},
            )
            for each in asked:
                found = store.find(limit=1, **each)
                assert bool(found) is not bool({"reference", "base"} & each.keys())
                assert found == () or store.find(after=found[0], **each) is not None
            assert [] == list(store.laws())
            assert store.law("0" * 64) is None
    assert not [name for name in sys.modules if name.startswith("sqlalchemy.")]
"""


def test_a_file_is_used_without_sqlalchemy(folder: Path, tmp_path: Path) -> None:
    """Read, found and written, where its tables are current."""
    path = tmp_path / "a log.db"
    SqlStore(path).close()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(STEPS), str(path), str(folder)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert (0, "") == (done.returncode, done.stderr)


def test_the_wheel_brings_them(folder: Path) -> None:
    """The hook that builds it writes down the very same."""
    pytest.importorskip("hatchling", reason="hatchling builds wheels")
    source = HOME.parents[2]
    spec = spec_from_file_location("hook", source.parent / "hatch_build.py")
    assert spec
    assert spec.loader
    hook = module_from_spec(spec)
    spec.loader.exec_module(hook)

    assert (folder / FILE).read_bytes() == hook.statements(source)


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("log.db", "log.db"),
        (Path("a/log.db"), "a/log.db"),
        ("sqlite:///log.db", "log.db"),
        ("sqlite:////srv/größe.db", "/srv/größe.db"),
        ("sqlite://", None),
        ("sqlite:///", None),
        ("", None),
        (":memory:", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///log.db?mode=ro&uri=true", None),
        ("sqlite:///log.db?mode=ro", None),
        ("sqlite:///a%20log.db", None),
        ("sqlite:///file:log.db", None),
        ("sqlite+pysqlite:///log.db", None),
        ("sqlite:log.db", None),
        ("postgresql://host/name", None),
        (7, None),
    ],
)
def test_a_plain_file_is_told_apart(target: object, name: str | None) -> None:
    """All else is read by SQLAlchemy, which knows how URLs are written."""
    assert name == file_in(target)


@pytest.mark.parametrize("value", [str(SCHEMA - 1), str(SCHEMA + 1), "none", None])
def test_tables_of_another_version_are_not_current(
    tmp_path: Path, value: str | None
) -> None:
    """They are brought forward, or refused in words, as ever."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        begin(store, "a")
    raw = sqlite3.connect(path, isolation_level=None)
    assert is_current(raw, Sqlite())
    if value is None:
        raw.execute("DROP TABLE ratsflow_meta")
    else:
        raw.execute("UPDATE ratsflow_meta SET value = ?", (value,))

    assert not is_current(raw, Sqlite())
    raw.close()
