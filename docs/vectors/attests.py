# ruff: noqa: INP001  # a script beside what it writes
"""Write the vectors of attests: ``python docs/vectors/attests.py [FOLDER]``.

Two attests of the log in ``export.jsonl``, of a paper that is public and of one that is not,
proved by ``checkpoint.txt``, which both witnesses have cosigned; and what is none: whoever
signed it, the log does not say so.
"""

from __future__ import annotations

import copy
import json
import runpy
import sys

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ratsflow import Office
from ratsflow.canonical import canonical
from ratsflow.exchange.attest import Attest, attest
from ratsflow.log import checkpoint as notes
from ratsflow.log import verifier


FOLDER = Path(__file__).parent
AT = datetime(2026, 4, 20, 16, tzinfo=UTC)


def files() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file."""
    trees = runpy.run_path(str(FOLDER / "trees.py"))
    log = runpy.run_path(str(FOLDER / "generate.py"))
    made, key, origin = trees["made"](), trees["KEY"], trees["ORIGIN"]
    office = Office(
        [log["OLD"], log["NEW"]], made.store, law=log["LAW"], clock=lambda: AT
    )

    def of(case_id: str, entry: int) -> Attest:
        return attest(
            office,
            case_id,
            key=key,
            origin=origin,
            at=AT,
            entry=entry,
            checkpoint=made.now,
        )

    public = of("2026/0001", 0)
    yield "attest.json", public.data
    yield "attest-closed.json", of("2026/0002", 2).data

    def signed(change: Callable[[Any], None]) -> str:
        """Return the public one changed and signed anew, as the town itself might."""
        document = copy.deepcopy(json.loads(public.data))
        change(document)
        named = notes.key_of(key, origin)
        text = verifier.attest_text(document["statement"])
        line = verifier.Signature(named.name, named.id, key.sign(text))
        document["signatures"] = [str(line)]
        return (canonical(document) + b"\n").decode()

    text = public.data.decode()
    refused = {
        "another vote, not signed": text.replace('"yes":40', '"yes":41'),
        "no signature": text.replace('"signatures":["', '"signatures":["x'),
        "white space": text.replace('{"proof":{', '{"proof": {'),
        "a line too many": text + "\n",
    }
    changes: dict[str, Callable[[Any], None]] = {
        "another step": lambda d: _step(d)["step"].update(name="sign"),
        "another kind": lambda d: _step(d).update(kind="taken"),
        "another day": lambda d: _step(d).update(
            effective_at="2026-03-19T16:00:00.000000Z"
        ),
        "another hash": lambda d: _step(d).update(sha256="0" * 64),
        "a rule that is kept": lambda d: _step(d)["rules"][0].update(result="met"),
        "a rule left out": lambda d: _step(d)["rules"].pop(),
        "a step left out": lambda d: d["statement"]["steps"].pop(),
        "a step unproved": lambda d: d["proof"]["entries"].pop(),
        "an earlier end": lambda d: d["statement"].update(
            version=d["statement"]["version"] - 1
        ),
        "another case": lambda d: d["statement"].update(case="2026/0003"),
        "another log": lambda d: d["statement"].update(origin="x.example/log"),
        "another place": lambda d: d["proof"]["entries"][0].update(number=2),
        "the end left unproved": lambda d: d["proof"].update(last=None),
        "no proof, and no witness": lambda d: d.update(proof=None),
    }
    rows = [{"text": said, "what": what} for what, said in refused.items()]
    rows += [{"text": signed(change), "what": what} for what, change in changes.items()]
    told = json.dumps({"refused": rows}, ensure_ascii=False, indent=1, sort_keys=True)
    yield "attests.json", told.encode() + b"\n"


def _step(document: Any) -> Any:
    decided = document["statement"]["decision"]["entry"]
    return next(e for e in document["statement"]["steps"] if e["entry"] == decided)


def main(folder: Path) -> None:
    """Write the files."""
    for name, content in files():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
