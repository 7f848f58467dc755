"""The servers of the tests: skipped in one line where there is none, unless one must run."""

from __future__ import annotations

from pathlib import Path

import pytest

from servers import NoServerError, mariadb
from serving import serving


NOWHERE = ("no-mariadb-of-any-name",)


def test_without_a_server_its_tests_are_skipped_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A machine without MariaDB skips, and says what is missing."""
    monkeypatch.setenv("RATSFLOW_SERVERS", "postgresql")
    with pytest.raises(pytest.skip.Exception, match="there is no no-mariadb") as told:
        next(serving("mariadb", mariadb(NOWHERE)))

    assert 1 == len(str(told.value).splitlines())


def test_a_server_that_must_run_and_does_not_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the server must run, its absence is a failure and no skip."""
    monkeypatch.setenv("RATSFLOW_SERVERS", "postgresql mariadb")
    with pytest.raises(pytest.fail.Exception, match="mariadb must run here"):
        next(serving("mariadb", mariadb(NOWHERE)))


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("cat >&2; echo 'no space left' >&2; exit 1", "system tables: .*no space left"),
        ("case $* in *--bootstrap*) exit 0;; *) exit 3;; esac", "did not start"),
    ],
)
def test_a_server_that_breaks_says_so_in_one_line(
    tmp_path: Path, script: str, told: str
) -> None:
    """A server that is there and does not start is told by the last thing that it said."""
    broken = installed(tmp_path, script)
    scripts = tmp_path / "share" / "mysql"
    scripts.mkdir(parents=True)
    # Its own: the machine may have no server at all, and so none of them either.
    (scripts / "mysql_system_tables.sql").write_text("CREATE TABLE x (y INT);\n")
    with pytest.raises(NoServerError, match=told) as caught, mariadb([str(broken)]):
        pytest.fail("it started")

    assert 1 == len(str(caught.value).splitlines())


def test_a_server_without_its_scripts_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that was installed in part is none that the tests can run on."""
    monkeypatch.setattr("servers.SHARED", tmp_path / "nowhere")
    broken = installed(tmp_path, "exit 0")
    told = "scripts for its system tables are not on this machine"
    with pytest.raises(NoServerError, match=told), mariadb([str(broken)]):
        pytest.fail("it started")


def installed(folder: Path, script: str) -> Path:
    """Put a server that is none where one would be installed."""
    server = folder / "bin" / "mariadbd"
    server.parent.mkdir()
    server.write_text(f"#!/bin/sh\n{script}\n")
    server.chmod(0o755)
    return server


def test_a_long_complaint_is_cut_to_a_line() -> None:
    """Whatever a server says, the reason is one line that can be read."""
    reason = str(NoServerError("it said:\n" + "word\n" * 500))

    assert (1, True) == (len(reason.splitlines()), reason.endswith("…"))
    assert len(reason) < 210
