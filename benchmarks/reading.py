"""How real papers and results are read: right, wrong with a finding, wrong in silence.

    RATSFLOW_SHARED=… python -m benchmarks.reading [--json] [--all]

Papers of Karlsruhe and of other towns beside what stands in them (read by eye, or told by
the town's OParl interface), and results of votes beside their outcome and counts. A fact
that is wrong or missing counts as *said* if something is listed for its field; all other
wrong facts are *silent*, and none may be.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import time

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from ratsflow.errors import RatsflowError
from ratsflow.papers import Reading, ToldVote, read_file, read_votes


ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("RATSFLOW_SHARED", ROOT / ".." / "shared"))
DATA = SHARED / "data"
ROLES = {
    "Entscheidung": "decision",
    "Vorberatung": "preliminary",
    "Beratung": "preliminary",
    "Behandlung": "preliminary",
    "Anhörung": "hearing",
    "Kenntnisnahme": "noting",
}
KINDS = {
    "Beschlussvorlage": "decision_paper",
    "Informationsvorlage": "information_paper",
}


OTHERWISE = {
    ("2023-1408", "title"),
    ("2025-0219", "title"),
    ("2024-0671", "title"),
    ("2023-1297", "title"),
    ("2024-0269", "reference"),
    ("2024-0213-1", "title"),
}
"""Where the paper itself says otherwise than the town's OParl interface (a longer title,
another wording, a slip of the pen); the reader follows the paper."""


@attrs.frozen
class Fact:
    """One fact of a paper: what was read beside what stands there."""

    paper: str
    name: str
    read: Any
    stands: Any
    is_right: bool
    is_said: bool

    @property
    def grade(self) -> str:
        """Right, said or silent."""
        if self.is_right:
            return "right"
        return "said" if self.is_said else "silent"


def main() -> None:
    """Read everything and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--all", action="store_true", help="list what was said, too")
    options = parser.parse_args()
    start = time.perf_counter()
    sets = {
        "Karlsruhe": list(karlsruhe()),
        "towns": list(towns()),
        "results": list(results()),
    }
    report = {
        name: dict(Counter(x.grade for x in facts)) for name, facts in sets.items()
    }
    report["seconds"] = {"all": round(time.perf_counter() - start, 2)}  # type: ignore[dict-item]
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
        return
    for name, facts in sets.items():
        print(name, report[name])
        for grade in ("silent", "said") if options.all else ("silent",):
            for fact in facts:
                if fact.grade == grade:
                    print(f"  {grade:6} {fact.paper:26} {fact.name:14}", end=" ")
                    print(f"{str(fact.read)[:90]!r} <> {str(fact.stands)[:90]!r}")
    print(report["seconds"])


def letters(text: str | None) -> str:
    """Keep letters and digits only."""
    return "".join(sign for sign in (text or "").casefold() if sign.isalnum())


def said(reading: Reading, *fields: str) -> bool:
    """Tell whether something is listed for a field."""
    return any(entry.field.startswith(fields) for entry in reading.missing)


def karlsruhe() -> Iterator[Fact]:
    """Compare the papers of Karlsruhe with what the OParl interface says."""
    folder = DATA / "karlsruhe_vorlagen"
    for fact in json.loads((folder / "facts.json").read_text(encoding="utf-8")):
        name = fact["reference"].replace("/", "-")
        reading = read_file(folder / f"{name}.txt")
        motion = reading.motion
        yield from _facts(
            name,
            reading,
            [
                ("reference", motion.reference, fact["reference"]),
                ("title", letters(motion.title), letters(fact["name"])),
                (
                    "paper_type",
                    motion.paper_type.value,
                    KINDS.get(fact["paperType"], motion.paper_type.value),
                ),
                (
                    "consultations",
                    [
                        (x.body, str(x.day), x.role and x.role.value)
                        for x in reading.consultations
                        if x.public is not False
                    ],
                    [
                        (x["organization"][0], x["date"], ROLES.get(x["role"]))
                        for x in fact["consultation"]
                    ],
                ),
            ],
        )


def _facts(
    paper: str, reading: Reading, rows: list[tuple[str, Any, Any]]
) -> Iterator[Fact]:
    for name, read, stands in rows:
        is_right = read == stands or ((paper, name) in OTHERWISE and bool(read))
        yield Fact(paper, name, read, stands, is_right, said(reading, name))


def towns() -> Iterator[Fact]:
    """Compare the papers of several towns with what stands in them."""
    folder = DATA / "papers"
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    for name, fact in facts.items():
        try:
            reading = read_file(folder / f"{name}.txt")
        except RatsflowError as error:
            yield Fact(name, "all", str(error), fact, is_right=False, is_said=True)
            continue
        yield from _of_town(name, reading, fact)


def _of_town(name: str, reading: Reading, fact: dict[str, Any]) -> Iterator[Fact]:
    plain = reading.to_plain()
    motion = plain["motion"]
    for field in ("reference", "title", "proposal", "reasons", "signatory"):
        if field in fact["not_scored"]:
            continue
        wanted = [letters(x) for x in _several(fact[field])]
        read = letters(motion[field])
        if field in {"proposal", "reasons"}:
            is_right = any(read.startswith(x) for x in wanted) and bool(read) == any(
                wanted
            )
        else:
            is_right = read in wanted
        yield Fact(
            name, field, motion[field], fact[field], is_right, said(reading, field)
        )
    if fact["paper_type"]:
        is_right = motion["paper_type"] in fact["paper_type"]
        yield Fact(
            name,
            "paper_type",
            motion["paper_type"],
            fact["paper_type"],
            is_right,
            said(reading, "paper_type"),
        )
    yield _steps(name, reading, fact)
    yield _cost(name, reading, fact)


def _several(value: Any) -> list[str | None]:
    return value if isinstance(value, list) else [value]


def _steps(name: str, reading: Reading, fact: dict[str, Any]) -> Fact:
    read = [
        (x.body, x.day and x.day.isoformat(), x.role and x.role.value)
        for x in reading.consultations
    ]
    stands = [(x["body"], x["date"], x["role"]) for x in fact["consultations"]]
    is_right = len(read) == len(stands) and all(
        letters(a[0]) in [letters(x) for x in _several(b[0])] and a[1:] == b[1:]
        for a, b in zip(read, stands, strict=True)
    )
    return Fact(
        name, "consultations", read, stands, is_right, said(reading, "consultations")
    )


def _cost(name: str, reading: Reading, fact: dict[str, Any]) -> Fact:
    statement = reading.motion.cost_statement
    wanted = fact["cost"]
    if statement is None or wanted is None:
        is_right = statement is None and wanted is None
    else:
        cents = wanted.get("cents", [statement.amount_cents])
        is_right = (
            statement.effect.value == wanted["kind"] and statement.amount_cents in cents
        )
    read = statement and (statement.effect.value, statement.amount_cents)
    return Fact(
        name, "cost_statement", read, wanted, is_right, said(reading, "cost_statement")
    )


def results() -> Iterator[Fact]:
    """Compare results of votes with their outcome and counts; a finding says a doubt."""
    path = DATA / "papers" / "results.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        text = next(v for k, v in row.items() if k.startswith("line"))
        votes = read_votes(text.replace("\u23ce", "\n"))
        is_said = any(vote.findings for vote in votes)
        for kind, name in (("yes", "yes"), ("no", "no"), ("abstain", "abstentions")):
            stands = [x for x in row[name].split(";") if x not in {"", "?"}]
            if stands:
                read = [str(v) for x in votes if (v := getattr(x, kind)) is not None]
                is_right = all(x in read for x in stands)
                yield Fact(text[:40], kind, read, stands, is_right, is_said)
        told = [_TOLD.get(x, x) for x in row["outcome"].rstrip("?").split(";")]
        read = [_result(vote) for vote in votes]
        is_right = read == told or (len(told) == 1 and told[0] in read)
        yield Fact(text[:40], "outcome", read, told, is_right, is_said)


_TOLD = {
    "": None,
    "none": None,
    "adopted amended": "adopted",
    "adopted alternative": "adopted",
    "recommended amended": "adopted",
    "noted as considered": "considered",
    "taken off": "removed",
}


def _result(vote: ToldVote) -> str | None:
    """What a vote came to, in the words of the file beside it."""
    if vote.outcome in {"no_vote", "no_vote_forwarded"}:
        return None
    if vote.outcome and not vote.outcome.startswith(("adopted", "recommended")):
        return vote.outcome
    return vote.announced.value if vote.announced else None


if __name__ == "__main__":
    main()
