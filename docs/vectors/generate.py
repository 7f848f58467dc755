# ruff: noqa: INP001  # a script beside what it writes
"""Write the published test vectors: ``python docs/vectors/generate.py [FOLDER]``.

They are the same in every run: no clock, no chance, and a signing key that everybody knows,
which is why nothing but these vectors is signed with it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import sys

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ratsflow import (
    Actor,
    Ballot,
    Citation,
    Consultation,
    CostStatement,
    Law,
    MemoryStore,
    Motion,
    Move,
    Organization,
    Override,
    Parameter,
    Procedure,
    Rule,
    Step,
    unmet,
)
from ratsflow.canonical import canonical, digest
from ratsflow.engine import Mode, Taken, assess, fold, open_case, refusal, take
from ratsflow.engine.erasure import erase
from ratsflow.engine.migration import migrate
from ratsflow.exchange.jsonlines import export_log
from ratsflow.log import erasable, merkle
from ratsflow.log.seal import proof_to_json, prove_entry, seal, to_json
from ratsflow.model.motion import Attachment
from ratsflow.office import standing_of


START = datetime(2026, 3, 19, 16, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CLERK = Actor("meier", "Eva „Ü“ Meier", roles=["clerk"])
MAYOR = Actor("mayor", "Ole Öztürk", roles=["mayor"], on_behalf_of="Dezernat 1")
PETITIONER = Actor(
    "p-7f3a",
    "Ida Ängström",
    roles=["petitioner"],
    on_behalf_of="Bürgerinitiative „Süd“",
)
COSTS = Rule(
    "costs",
    lambda q: q.motion.cost_statement is not None or unmet("none", "a statement"),
)
LATE = Rule("late", lambda _: unmet("3 days", "7 days", days=3), consequence="curable")
STEPS = (
    Step("revise", "draft", by="clerk", takes=[Parameter("motion", "motion")]),
    Step(
        "sign",
        "draft",
        "council",
        by=["clerk", "mayor"],
        guards="costs",
        signs="*",
        takes=[Parameter("remark", required=False, personal=True)],
    ),
    Step(
        "vote",
        by="clerk",
        guards="late",
        takes=[
            Parameter("ballot", "ballot"),
            Parameter("resolution", required=False),
            Parameter("excluded", "names", required=False, personal=True),
        ],
        outcomes={
            "": (
                Move("consultation", "planned", "voted"),
                Move("motion", "council", "adopted"),
            )
        },
    ),
    Step(
        "object",
        by=["mayor", "petitioner"],
        takes=[Parameter("reasons", personal=True)],
        outcomes={
            "": (
                Move("suspension", "none", "lodged", new="mayor_objection"),
                Move("motion", "adopted"),
            )
        },
    ),
    Step("clear", by="mayor", outcomes={"": Move("suspension", "lodged", "cleared")}),
)


def town(version: str) -> Procedure:
    """Return the procedure of the vectors."""
    return Procedure(
        "town",
        ["draft", "council", "adopted"],
        STEPS,
        [COSTS, LATE],
        ["clerk", "mayor", "petitioner"],
        version,
        recorders=["clerk"],
        overriders=["mayor"],
        consultation_states=["planned", "voted"],
        suspension_states=["lodged", "cleared"],
        erasers=["mayor"],
        migrators=["mayor"],
        private=["petitioner"],
    )


OLD, NEW = town("1"), town("2")
LAW = Law(
    "NRW",
    {"quorum.share": {"num": 1, "den": 2}, "notice.days": 7, "checks": ["Klima", "Ö"]},
    "Musterstadt „Süd“",
    {"notice.days": Citation("§ 1 GeschO", "L", "gelesen am 01.03.2026")},
)


class Run:
    """Cases carried through without a clock and without chance."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self._minutes = itertools.count()
        self._salts = itertools.count()

    def now(self) -> datetime:
        """Return the next moment."""
        return START + timedelta(minutes=next(self._minutes), microseconds=1)

    def salt(self) -> str:
        """Return the next salt: for vectors only."""
        return hashlib.sha256(b"salt %d" % next(self._salts)).hexdigest()

    def open(
        self, case_id: str, motion: Motion, actor: Actor = CLERK, **more: Any
    ) -> None:
        """Open a case."""
        at = self.now()
        self.keep(
            open_case(
                OLD, case_id, motion, actor, at=at, law=LAW, salts=self.salt, **more
            )
        )

    def erase(self, case_id: str, *names: str, versions: tuple[int, ...] = ()) -> None:
        """Erase contents of a case."""
        self.keep(
            erase(
                OLD,
                self.store.read(case_id),
                MAYOR,
                names=names,
                versions=versions,
                reason="Ende der Aufbewahrung.",
                authority="Art. 17 DSGVO",
                at=self.now(),
                law=LAW,
            )
        )

    def step(
        self,
        case_id: str,
        step: str,
        actor: Actor,
        *,
        late: int = 0,
        write: Callable[..., Taken] = take,
        **about: Any,
    ) -> None:
        """Take a step, or write down that it was refused."""
        case = fold(self.store.read(case_id))
        now = self.now()
        at = now - timedelta(days=late)
        verdict = assess(OLD, case, step, actor, at=at, law=LAW, **about)
        self.keep(write(verdict, recorded_at=now, salts=self.salt))

    def keep(self, taken: Taken) -> None:
        """Append an entry."""
        gone = taken.entry.inputs["digests"] if taken.entry.step == "erase" else ()
        self.store.append(
            taken.case.id,
            (taken.record,),
            expected=taken.case.version - 1,
            standing=standing_of(taken.case),
            erase=gone,
            laws=taken.laws,
        )


def log() -> MemoryStore:
    """Return cases with an entry of every kind, and contents of every kind kept and erased."""
    run = Run()
    _public(run)
    _not_public(run)
    run.open("2026/0003", Motion("Ampel", public=True))
    run.keep(
        migrate(
            OLD,
            NEW,
            fold(run.store.read("2026/0003")),
            MAYOR,
            at=run.now(),
            reason="Neue Geschäftsordnung.",
            authority="Beschluss vom 12.03.2026",
        )
    )
    _of_a_private_person(run)
    return run.store


def _public(run: Run) -> None:
    council = Consultation(
        "rat-1", Organization("Rat", "council", members=66), public=True
    )
    run.open(
        "2026/0001",
        Motion("Radweg „Süd“ 🚲", public=True),
        consultations=(council,),
        facts={"due_on": "2026-04-01", "lots": [1, 2], "nothing": None},
    )
    run.step("2026/0001", "sign", CLERK, write=refusal, inputs={"remark": "Eilt."})
    run.step("2026/0001", "revise", CLERK, inputs={"motion": _motion(True)})
    run.step("2026/0001", "sign", MAYOR, inputs={"remark": "Siehe Anlage."})
    ballot = Ballot(yes=40, no=20, abstain=1, present=61, members=66, excluded=["x"])
    run.step(
        "2026/0001",
        "vote",
        CLERK,
        on="rat-1",
        late=1,
        mode=Mode.RECORD,
        inputs={"ballot": ballot, "excluded": ["Rm. Y"], "resolution": "So sei es."},
    )
    run.step("2026/0001", "object", MAYOR, inputs={"reasons": "Rechtswidrig."})


def _not_public(run: Run) -> None:
    run.open(
        "2026/0002",
        Motion("Grundstück Ü 7", reasons="Vertraulich."),
        facts={"buyer": "Frau Z."},
    )
    run.step("2026/0002", "sign", MAYOR, override=Override("Gefahr im Verzug.", "§ 60"))
    run.erase("2026/0002", "motion", "buyer")
    run.open("2026/0004", Motion("Grundstück Ö 8", reasons="Vertraulich."))
    run.step("2026/0004", "sign", MAYOR, override=Override("Käufer wartet.", "§ 60"))


def _of_a_private_person(run: Run) -> None:
    run.open("2026/0005", _motion(True), PETITIONER)
    run.step("2026/0005", "revise", PETITIONER, write=refusal)
    run.step("2026/0005", "sign", CLERK)
    run.open(
        "2026/0006",
        _motion(True),
        PETITIONER,
        consultations=(
            Consultation("rat-1", Organization("Rat", "council"), public=True),
        ),
    )
    run.step("2026/0006", "sign", CLERK)
    given = {"ballot": Ballot(yes=40, no=20)}
    run.step("2026/0006", "vote", CLERK, on="rat-1", mode=Mode.RECORD, inputs=given)
    run.step("2026/0006", "object", PETITIONER, inputs={"reasons": "Zu schmal."})
    run.erase("2026/0006", "by", versions=(1,))


def _motion(public: bool) -> Motion:
    return Motion(
        "Radweg „Süd“ 🚲",
        reference="2026/0001",
        proposal="Der Rat beschließt\nihn.",
        reasons="Er fehlt.\t\u2028",
        cost_statement=CostStatement("none"),
        originators=("Verwaltung",),
        day=date(2026, 3, 1),
        public=public,
        attachments=(Attachment("Plan.pdf", "ab" * 32),),
        impact_checks={"klima": "ja"},
    )


VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    2**63 - 1,
    -(2**63),
    "",
    "ä",
    "\u00e4 is not a\u0308",
    'quote " backslash \\ slash /',
    "\x00\b\t\n\f\r\x1f\x7f",
    "\u2028\u2029",
    "🚲",
    [],
    {},
    [1, [2, [3]]],
    {"b": 1, "a": 2, "B": 3, "ä": 4, "~": 5, "": 6},
    {"\uffff": 1, "🚲": 2},
    "2026-03-19T16:00:00.000000Z",
    "2026-03-19",
)
REFUSED = ("1.0", "1e3", "9223372036854775808", "-9223372036854775809")


def vectors(store: MemoryStore) -> Mapping[str, Any]:
    """Return the vectors as plain values."""
    records = [record for _, log in store.scan() for record in log]
    leaves = [b"%d" % number for number in range(7)]
    contents = [
        (name, content) for record in records for name, content in record.sealed
    ]
    return {
        "about": "Test vectors of ratsflow's log. See docs/log.md.",
        "canonical": [
            {"value": value, "bytes": canonical(value).hex(), "sha256": _sha(value)}
            for value in VALUES
        ],
        "refused": list(REFUSED),
        "entries": [
            {
                "case": record.case_id,
                "version": record.version,
                "prev": json.loads(record.body)["prev"],
                "bytes": record.body.hex(),
                "sha256": record.hash,
            }
            for record in records
        ],
        "sealed": [
            {**json.loads(content), "bytes": content.hex(), "sha256": name}
            for name, content in contents
        ],
        "laws": [
            {"value": json.loads(body), "bytes": body.hex(), "sha256": name}
            for name, body in store.laws()
        ],
        "trees": [
            {
                "leaves": [leaf.hex() for leaf in leaves[:size]],
                "root": merkle.root(
                    [merkle.leaf_hash(leaf) for leaf in leaves[:size]]
                ).hex(),
            }
            for size in range(8)
        ],
        "marker": erasable.MARK,
    }


def _sha(value: Any) -> str:
    return digest(canonical(value))


def files() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file."""
    store = log()
    sealed = seal(
        store.heads(), at=START + timedelta(days=30), key=KEY, tenant="Bielefeld"
    )
    yield "export.jsonl", b"".join(export_log(store))
    yield "public.jsonl", b"".join(export_log(store, public_only=True))
    yield "seal.json", to_json(sealed) + b"\n"
    _, entries = next(store.scan())
    proof = prove_entry(sealed, entries, 2)
    yield "proof.json", proof_to_json(sealed, proof) + b"\n"
    yield "public-key.hex", KEY.public_key().public_bytes_raw().hex().encode() + b"\n"
    text = json.dumps(vectors(store), ensure_ascii=False, indent=1, sort_keys=True)
    yield "vectors.json", text.encode() + b"\n"


def main(folder: Path) -> None:
    """Write the files."""
    for name, content in files():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
