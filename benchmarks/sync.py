"""A disk that costs the same in every run, and a clock that others do not disturb.

How long a commit takes decides every ratio of persisted steps: on a disk that others keep busy
it takes milliseconds, and all contenders are equal. With ``--sync 200`` a benchmark runs again
with the databases in memory, and `fsync` and `fdatasync` of all its processes, servers
included, wait 200 µs instead of asking a disk. That is about what a commit costs on an SSD that
nobody else uses; nothing is durable, which a benchmark need not be.

Time is told then as what it takes where nothing else runs: the processor's time of this process
and of the server's, and 200 µs for each sync that any of them made. Waiting for a processor that
others use is not in it; nor are the few microseconds until a server wakes up, of which the
contender with the fewest round trips has the least.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time

from collections.abc import Callable
from pathlib import Path
from typing import Any


SOURCE = """
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static uint64_t *made(void)
{
    static uint64_t *counter;
    const char *path = getenv("RATSFLOW_SYNCS");
    if (!counter && path) {
        int file = open(path, O_RDWR);
        void *there = mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        counter = there == MAP_FAILED ? NULL : there;
    }
    return counter;
}

static int waited(void)
{
    const char *given = getenv("RATSFLOW_SYNC");
    struct timespec span = {0, (given ? atol(given) : 0) * 1000L};
    uint64_t *counter = made();
    if (counter) __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
    nanosleep(&span, NULL);
    return 0;
}

int fsync(int file) { (void)file; return waited(); }
int fdatasync(int file) { (void)file; return waited(); }
"""
VARIABLE, COUNTER = "RATSFLOW_SYNC", "RATSFLOW_SYNCS"
MEMORY = Path("/dev/shm")  # noqa: S108  # where the databases of such a run lie

Clock = Callable[[], float]
"""Returns seconds; only differences say something."""


def again_with(microseconds: int) -> None:
    """Run the program again with such a disk; return in the program that has it.

    Raises:
        SystemExit: there is no C compiler, or no memory disk.
    """
    if os.environ.get(VARIABLE) == str(microseconds):
        return
    compiler = shutil.which("cc")
    if compiler is None or not MEMORY.is_dir():
        raise SystemExit(f"--sync needs a C compiler (cc) and {MEMORY}.")
    with tempfile.TemporaryDirectory(prefix="ratsflow-sync-", dir=MEMORY) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server runs as a user of its own
        source, library, counter = (folder / n for n in ("sync.c", "sync.so", "count"))
        source.write_text(SOURCE, encoding="utf-8")
        counter.write_bytes(bytes(8))
        counter.chmod(0o666)
        call = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(source)]
        subprocess.run(call, check=True)
        environment = os.environ | {
            VARIABLE: str(microseconds),
            COUNTER: str(counter),
            "LD_PRELOAD": str(library),
            "TMPDIR": str(MEMORY),
        }
        main = sys.modules["__main__"].__spec__
        module = main.name if main else "benchmarks.paper"
        done = subprocess.run(
            [sys.executable, "-m", module, *sys.argv[1:]], check=False, env=environment
        )
    raise SystemExit(done.returncode)


def clock(connection: Any = None) -> Clock:
    """Return the clock of what writes to a disk: see above, or that on the wall.

    Args:
        connection: a connection to the server whose processor's time counts too; its
            processes are those of this machine.
    """
    if VARIABLE not in os.environ:
        return time.perf_counter
    each = int(os.environ[VARIABLE]) / 1e6
    with Path(os.environ[COUNTER]).open("rb") as file:
        syncs = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
    server = parent(connection.info.backend_pid) if connection else 0
    latest = most = 0.0

    def read() -> float:
        nonlocal latest, most
        own = time.process_time()
        found = own + struct.unpack("Q", syncs[:8])[0] * each
        if server:  # of a process that has just ended nothing is known for a moment
            most = max(most, of_all(server))
            found += most
        # What looking took is nobody's.
        latest += time.process_time() - own
        return found - latest

    return read


def parent(process: int) -> int:
    stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    return int(stat.rpartition(")")[2].split()[1])


def of_all(server: int) -> float:
    """Return the seconds that all processes of a server were on a processor, ended ones too."""
    listed = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="utf-8")
    stat = Path(f"/proc/{server}/stat").read_text(encoding="utf-8")
    ended = sum(map(int, stat.rpartition(")")[2].split()[13:15]))  # of its children
    alive = sum(_spent(int(process)) for process in listed.split())
    return alive + ended / os.sysconf("SC_CLK_TCK")


def _spent(process: int) -> float:
    found = ctypes.c_int()
    if ctypes.CDLL(None).clock_getcpuclockid(process, ctypes.byref(found)):
        return 0.0  # it has ended
    return time.clock_gettime(found.value)


def measured() -> float:
    """Return the microseconds that a sync of a small file takes here, the median."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(51):
            file.write(b"x" * 4096)
            file.flush()
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - start) * 1e6)
    return sorted(times)[len(times) // 2]
