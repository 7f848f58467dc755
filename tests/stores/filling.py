"""A process that writes to a log until there is no space, and then on with some.

As a program it is given a folder on a small disk: `python filling.py FOLDER`.
"""

from __future__ import annotations

import json
import resource
import signal
import sys

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ratsflow.errors import StoreError
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin, make_records, standing


Told = dict[str, Any]
"""How many entries were acknowledged, what was said when it was full, and what was found."""


def fill_up(
    path: str, narrow: Callable[[], object], free: Callable[[], object]
) -> Told:
    """Append until the store says that it cannot, then once more with space.

    Args:
        path: the file.
        narrow: leaves little space.
        free: gives space again.
    """
    # Python 3.11 would leave half of a module's bytecode behind, for all that come after.
    sys.dont_write_bytecode = True
    with SqlStore(path) as store:
        last = begin(store, "a")[-1]
        narrow()
        said = ""
        while not said:
            (record,) = make_records("a", after=last, sealed=[b"x" * 5000])
            try:
                store.append("a", (record,), expected=last.version, standing=standing())
            except StoreError as error:
                said = str(error)
            else:
                last = record
        kept = [store.read("a")[-1] == last, [*map(str, verify(store))]]
        free()
        store.append("a", (record,), expected=last.version, standing=standing())
        kept += [store.read("a")[-1] == record, [*map(str, verify(store))]]
        return {"acknowledged": last.version, "said": said, "kept": kept}


def fill_file(path: str, limit: int) -> Told:
    """Fill a file that the system does not let grow beyond a limit."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # else it ends the process
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    return fill_up(
        path,
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard)),
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard)),
    )


def fill_disk(folder: Path) -> Told:
    """Fill a small disk, half of which is a file that can be given up."""
    ballast = folder / "ballast"
    ballast.write_bytes(b"x" * 500_000)
    return fill_up(str(folder / "log.db"), lambda: None, ballast.unlink)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill_disk(Path(sys.argv[1]))))
