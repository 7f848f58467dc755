# ruff: noqa: INP001  # a script beside what it writes
"""Write the vectors of trees, checkpoints and proofs: ``python docs/vectors/trees.py [FOLDER]``.

They are made of the entries in ``export.jsonl``, the same in every run, with keys that
everybody knows. A verifier in any language takes what stands under ``holds`` and refuses
what stands under ``refused``.
"""

from __future__ import annotations

import base64
import json
import sys

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ratsflow import MemoryStore
from ratsflow.canonical import canonical
from ratsflow.exchange.jsonlines import import_log
from ratsflow.log import checkpoint as notes
from ratsflow.log import merkle, tree, verifier


FOLDER = Path(__file__).parent
ORIGIN = "bielefeld.example/ratsflow"
AT = datetime(2026, 4, 18, 16, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NEXT_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
WITNESSES = {
    "herford.example/witness": Ed25519PrivateKey.from_private_bytes(bytes([1] * 32)),
    "kreis.example/witness": Ed25519PrivateKey.from_private_bytes(bytes([2] * 32)),
}
SIZES = 17


@attrs.frozen
class Made:
    """What the files are made of: a log at two sizes, and behind a change of its key."""

    store: MemoryStore
    before: verifier.Checkpoint
    now: verifier.Checkpoint
    rotated: verifier.Checkpoint
    rotation: verifier.Inclusion


def made() -> Made:
    """Return the log of the export with leaves, as they came in two parts."""
    store = MemoryStore()
    lines = (FOLDER / "export.jsonl").read_bytes().splitlines(keepends=True)
    first = store_of(lines[: len(lines) // 2])
    for case_id, records in first.scan():
        copy(store, case_id, records)
    before = cosigned(tree.make_checkpoint(store, ORIGIN, KEY, AT), 1)
    for case_id, records in store_of(lines).scan():
        copy(store, case_id, records)
    now = cosigned(tree.make_checkpoint(store, ORIGIN, KEY, AT + timedelta(days=1)), 2)
    old, new = (notes.key_of(key, ORIGIN) for key in (KEY, NEXT_KEY))
    number = tree.change_key(store, old, new, AT + timedelta(days=2))
    later = tree.make_checkpoint(store, ORIGIN, KEY, AT + timedelta(days=2))
    later = cosigned(notes.sign_too(NEXT_KEY, later), 3)
    return Made(store, before, now, later, tree.prove_rotation(store, number, later))


def store_of(lines: list[bytes]) -> MemoryStore:
    """Return a store with what lines of an export hold, as far as cases are whole."""
    store = MemoryStore()
    ends = [at for at, line in enumerate(lines, 1) if line.startswith(b'{"head":')]
    kept = lines[: ends[-1]]
    entries = sum(b'"body":' in line for line in kept)
    counts = canonical({"cases": len(ends), "entries": entries})
    import_log(store, [*kept, counts + b"\n"])
    return store


def copy(store: MemoryStore, case_id: str, records: Any) -> None:
    """Append what a store does not have of a case yet."""
    have = len(store.read(case_id))
    if records[have:]:
        from ratsflow.testing.store_records import standing  # noqa: PLC0415

        laws = tuple(LAWS.laws())
        store.append(
            case_id, records[have:], expected=have, standing=standing(), laws=laws
        )


LAWS = store_of((FOLDER / "export.jsonl").read_bytes().splitlines(keepends=True))


def cosigned(checkpoint: verifier.Checkpoint, hours: int) -> verifier.Checkpoint:
    """Return a checkpoint with the signatures of the witnesses."""
    at = AT + timedelta(hours=hours)
    lines = [notes.cosign(key, name, checkpoint, at) for name, key in WITNESSES.items()]
    return notes.with_signatures(checkpoint, lines)


def policy() -> bytes:
    """Return a policy: the log, and one of two witnesses."""
    lines = [f"log {notes.key_of(KEY, ORIGIN)}"]
    for name, key in WITNESSES.items():
        short = name.partition(".")[0]
        lines.append(f"witness {short} {notes.key_of(key, name, verifier.COSIGNS)}")
    lines += ["group neighbours any herford kreis", "quorum neighbours"]
    return "".join(f"{line}\n" for line in lines).encode()


def in_base64(data: bytes) -> str:
    """Return bytes as Base64."""
    return base64.b64encode(data).decode()


def trees() -> Iterator[Mapping[str, Any]]:
    """Yield trees of every small size, with every path and every proof of consistency."""
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(SIZES)]
    roots = [merkle.root(leaves[:size]) for size in range(SIZES + 1)]
    for size in range(SIZES + 1):
        paths = [merkle.path(leaves[:size], index) for index in range(size)]
        between = [
            [merkle.root(leaves[a:b]) for a, b in merkle.between(old, size)]
            for old in range(1, size + 1)
        ]
        yield {
            "size": size,
            "root": in_base64(roots[size]),
            "inclusion": [[*map(in_base64, path)] for path in paths],
            "consistency": [[*map(in_base64, path)] for path in between],
        }


def maps(made_of: Made) -> Mapping[str, Any]:
    """Return the map of cases: where they end, and the path of each."""
    heads = [*made_of.store.heads_at(made_of.now.size)]
    cases = tree.case_map_at(made_of.store, made_of.now.size)
    return {
        "heads": [[each.case_id, each.version, each.hash] for each in heads],
        "root": in_base64(cases.root),
        "paths": [[*map(in_base64, cases.path(each.case_id))] for each in heads],
    }


def hostile(proofs: Mapping[str, bytes]) -> Iterator[Mapping[str, str]]:
    """Yield files that must be refused, as what they would be."""
    changes: dict[str, Callable[[str], str]] = {
        "a blank more": lambda text: text.replace("\n\n", " \n\n", 1),
        "a line more at the end": lambda text: text + "\n",
        "no last line feed": lambda text: text[:-1],
        "a carriage return": lambda text: text.replace("\n", "\r\n"),
        "a byte order mark": lambda text: "\ufeff" + text,
        "Base64 with other bits at its end": lambda text: text.replace("=\n", "B\n", 1),
        "a hash less": lambda text: text.replace(text.split("\n")[3] + "\n", "", 1),
        "a signature that is cut": lambda text: text[:-9] + "\n",
        "another size": lambda text: text.replace(f"{ORIGIN}\n", f"{ORIGIN}\n1", 1),
        "a size with a zero in front": lambda text: text.replace(
            f"{ORIGIN}\n", f"{ORIGIN}\n0", 1
        ),
        "no signature": lambda text: text[: text.rindex("\n\n") + 2],
        "a line of signature that is none": lambda text: text + "- x AAAAAAAA\n",
    }
    for name, data in proofs.items():
        for what, change in changes.items():
            text = change(data.decode())
            if text.encode() != data:
                yield {"file": name, "what": what, "text": text}


def files() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file."""
    made_of = made()
    store, now = made_of.store, made_of.now
    last = max(store.heads_at(now.size), key=lambda head: head.version)
    body = store.read(last.case_id)[1].body
    entry = tree.prove_inclusion(store, last.case_id, 2, body, now)
    proofs = {
        "entry.tlog-proof": notes.inclusion_to_text(entry),
        "case.proof": notes.last_of_case_to_text(
            tree.prove_last(store, last.case_id, now)
        ),
        "consistency.proof": notes.consistency_to_text(
            tree.prove_consistency(store, made_of.before.size, now)
        ),
    }
    yield "checkpoint.txt", now.data
    yield "checkpoint-before.txt", made_of.before.data
    yield "checkpoint-rotated.txt", made_of.rotated.data
    yield "rotation.tlog-proof", notes.inclusion_to_text(made_of.rotation)
    yield "policy.txt", policy()
    yield "heads.json", tree.heads_to_json(store, now)
    yield from proofs.items()
    said = {
        "about": "Test vectors of ratsflow's tree. See docs/log.md.",
        "keys": [str(notes.key_of(key, ORIGIN)) for key in (KEY, NEXT_KEY)],
        "leaves": "the leaf of number n is the decimal of n, as text",
        "trees": [*trees()],
        "map": maps(made_of),
        "refused": [*hostile(proofs)],
    }
    text = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
    yield "trees.json", text.encode() + b"\n"


def main(folder: Path) -> None:
    """Write the files."""
    for name, content in files():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
