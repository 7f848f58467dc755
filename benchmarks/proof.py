"""What the tree costs, and how large proofs are.

    python -m benchmarks.proof [--json] [--entries 20000] [--rounds 7] [--save FILE]

Two files of SQLite take the same appends in turns, one entry a case in turn; one of them has a
tree that is grown behind each round. An append must cost the same beside a tree. Then, for
the whole log: giving leaves, a checkpoint, each proof, what a stranger's check takes, and
verifying with the tree beside verifying without.

Figures are CPU time, because the machine may be shared. The sizes of proofs are those of the
entries of the log; for 36 million entries (a year of Germany) as long a path as that tree has.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import statistics
import sys
import tempfile
import time

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.example import histories, procedure
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ratsflow.log import checkpoint, tree, verifier
from ratsflow.stores.protocol import Append
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.verify import verify


EACH = 10
ORIGIN = "stadt.example/ratsflow"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
AT = datetime(2026, 3, 19, tzinfo=UTC)
A_YEAR = 36_000_000
"""Entries of a year of all municipalities of Germany in one tree."""


def took(do: Callable[[], object]) -> float:
    """Return how long a call takes, in microseconds of CPU time."""
    start = time.process_time_ns()
    do()
    return (time.process_time_ns() - start) / 1000


def single(works: list[Append]) -> list[Append]:
    """Return appends of one entry each, in the order in which they continue their cases."""
    found = []
    for number in range(EACH):
        for work in works:
            record = work.records[number : number + 1]
            found.append(
                Append(work.case_id, record, number, work.standing, laws=work.laws)
            )
    return found


def appended(folder: Path, entries: int, rounds: int) -> tuple[SqlStore, list[float]]:
    """Append in turns with and without a tree; return the store with one, and the ratios."""
    works = single(list(histories(procedure(), entries // EACH, EACH)))
    plain, grown = (SqlStore(folder / f"{name}.db") for name in ("plain", "tree"))
    size = max(1, len(works) // rounds)
    ratios = []
    for start in range(0, len(works), size):
        part = works[start : start + size]

        def write(store: SqlStore, part: list[Append] = part) -> None:
            for work in part:
                store.append(
                    work.case_id,
                    work.records,
                    expected=work.expected,
                    standing=work.standing,
                    laws=work.laws,
                )

        without, beside = took(lambda: write(plain)), took(lambda: write(grown))
        ratios.append(beside / without)
        grown.sequence()
    plain.close()
    return grown, ratios


def proofs(store: SqlStore) -> dict[str, Any]:
    """Return what a checkpoint and proofs cost, and how large they are."""
    made = tree.make_checkpoint(store, ORIGIN, KEY, AT)
    policy = verifier.policy_of(checkpoint.key_of(KEY, ORIGIN), ORIGIN)
    head = next(iter(store.heads()))
    body = store.read(head.case_id)[1].body
    entry = tree.prove_inclusion(store, head.case_id, 2, body, made)
    last = tree.prove_last(store, head.case_id, made)
    text = checkpoint.inclusion_to_text(entry)
    shown = len(body) * 4 // 3
    longest = entry._replace(path=(bytes(32),) * math.ceil(math.log2(A_YEAR)))
    cost = {
        "checkpoint": lambda: tree.make_checkpoint(store, ORIGIN, KEY, AT),
        "prove an entry": lambda: tree.prove_inclusion(
            store, head.case_id, 2, body, made
        ),
        "prove the end of a case": lambda: tree.prove_last(store, head.case_id, made),
        "prove consistency": lambda: tree.prove_consistency(
            store, made.size // 2 or 1, made
        ),
        "check an entry": lambda: (
            [*verifier.against_inclusion(verifier.inclusion_in(text))],
            verifier.judged(made, policy),
        ),
    }
    return {
        "us": {
            name: statistics.median(took(do) for _ in range(5))
            for name, do in cost.items()
        },
        "bytes": {
            "checkpoint": len(made.data),
            "an entry": len(text),
            "… of it the entry itself": shown,
            "an entry of 36 million": len(checkpoint.inclusion_to_text(longest)),
            "the end of a case": len(checkpoint.last_of_case_to_text(last)),
        },
    }


def measure(entries: int, rounds: int) -> dict[str, Any]:
    """Return all figures."""
    with tempfile.TemporaryDirectory() as folder:
        store, ratios = appended(Path(folder), entries, rounds)
        with store:
            whole = store.tree_size()
            found = proofs(store)
            with_tree = [took(lambda: [*verify(store)]) for _ in range(3)]
            alone = [took(lambda: [*tree.tree_faults(store)]) for _ in range(3)]
            works = histories(procedure(), entries // EACH, EACH)
            with SqlStore(Path(folder) / "late.db") as late:
                late.append_many(works)
                leaf = took(late.sequence) / max(1, whole)
    spent, of_tree = statistics.median(with_tree), statistics.median(alone)
    return {
        "python": platform.python_version(),
        "entries": whole,
        "append beside a tree / without": [
            statistics.median(ratios),
            min(ratios),
            max(ratios),
        ],
        "us a leaf": leaf,
        "verify with the tree / without": spent / (spent - of_tree),
        **found,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--save", type=Path, help="keep the figures")
    asked = parser.parse_args()
    told = measure(asked.entries, asked.rounds)
    text = json.dumps(told, indent=2, ensure_ascii=False)
    if asked.save:
        asked.save.write_text(f"{text}\n", encoding="utf-8")
    if asked.json:
        print(text)
        return
    for name, value in told.items():
        if isinstance(value, dict):
            for part, each in value.items():
                print(f"{name:<6} {part:<32} {each:>12,.0f}")
        else:
            print(f"{name:<39} {value}")


if __name__ == "__main__":
    sys.exit(main())
