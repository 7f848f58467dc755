"""Seals: a signed statement of where all logs end, to be kept elsewhere.

A chain shows that nothing in a log was changed; it cannot show that its end was cut off or
that a whole case is gone. A seal can, because it was taken away before. It holds one head
for every case, the root of the hash tree over them, and a signature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO

import attrs
import orjson

from ratsflow.canonical import canonical, digest, utc_text
from ratsflow.errors import Both, BrokenLogError, InvalidInputError
from ratsflow.log import merkle, verifier
from ratsflow.log.chain import Head
from ratsflow.log.entry import Record


if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )


FORMAT = verifier.SEAL
PROOF = verifier.PROOF


@attrs.frozen
class Statement:
    """What a seal says of all heads, without them.

    Attributes:
        tenant: the municipality whose logs they are.
        sealed_at: when, UTC text to the microsecond.
        cases: number of heads.
        entries: number of entries up to them.
        root: root of the hash tree over them, hexadecimal.
        previous: digest of the statement of the seal before, hexadecimal, or empty.
        signature: Ed25519 signature over `signed`, hexadecimal, or empty.
    """

    tenant: str
    sealed_at: str
    cases: int
    entries: int
    root: str
    previous: str = ""
    signature: str = ""

    @property
    def signed(self) -> bytes:
        """The canonical bytes that are signed."""
        row = attrs.asdict(self)
        del row["signature"]
        return canonical({"format": FORMAT, **row})


@attrs.frozen
class Seal:
    """A statement of all heads at one moment.

    Attributes:
        tenant: the municipality whose logs they are.
        sealed_at: when, UTC text to the microsecond.
        heads: one head a case, sorted by case id.
        previous: digest of the statement of the seal before, hexadecimal, or empty.
        signature: Ed25519 signature over `statement`, hexadecimal, or empty.
    """

    tenant: str
    sealed_at: str
    heads: tuple[Head, ...]
    previous: str = ""
    signature: str = ""

    @property
    def root(self) -> str:
        """Root of the hash tree over the heads, hexadecimal."""
        return merkle.root(map(head_leaf, self.heads)).hex()

    @property
    def statement(self) -> bytes:
        """The canonical bytes that are signed."""
        return self._statement.signed

    @property
    def _statement(self) -> Statement:
        entries = sum(head.version for head in self.heads)
        return Statement(
            self.tenant,
            self.sealed_at,
            len(self.heads),
            entries,
            self.root,
            self.previous,
            self.signature,
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the statement, hexadecimal: what the next seal names."""
        return digest(self.statement)


def head_leaf(head: Head) -> bytes:
    """Return the leaf of a head in the hash tree (32 bytes)."""
    return merkle.leaf_hash(canonical([head.case_id, head.version, head.hash]))


def seal(
    heads: Iterable[Head],
    *,
    at: datetime,
    key: Ed25519PrivateKey,
    tenant: str = "default",
    previous: Seal | None = None,
) -> Seal:
    """Seal where all logs end.

    Args:
        heads: one head a case.
        at: when, aware.
        key: the private key that signs; keep it away from the database.
        tenant: the municipality.
        previous: the seal before, which the new one names.

    Raises:
        InvalidInputError: two heads of one case.
    """
    ordered = tuple(sorted(heads, key=lambda head: head.case_id))
    for _ in _in_order(ordered):
        pass
    unsigned = Seal(tenant, utc_text(at), ordered, previous.digest if previous else "")
    return attrs.evolve(unsigned, signature=key.sign(unsigned.statement).hex())


def write_seal(
    heads: Iterable[Head],
    out: BinaryIO,
    *,
    at: datetime,
    key: Ed25519PrivateKey,
    tenant: str = "default",
    previous: Seal | None = None,
) -> Statement:
    """Seal where all logs end, and write it as `to_json` does, however many there are.

    The heads are gone through once and wait in a temporary file: the number of cases and
    their root stand before them. Nothing is written to `out` before all are read.

    Args:
        heads: one head a case, sorted by case id, as `Store.heads` yields them.
        out: takes the bytes.
        at: when, aware.
        key: the private key that signs; keep it away from the database.
        tenant: the municipality.
        previous: the seal before, which the new one names.

    Returns:
        What it says.

    Raises:
        InvalidInputError: two heads of one case, or they are not sorted.
    """
    sealed_at, before = utc_text(at), previous.digest if previous else ""
    cases = entries = 0
    with SpooledTemporaryFile(max_size=_SPOOLED) as waiting:

        def leaves() -> Iterator[bytes]:
            nonlocal cases, entries
            for head in _in_order(heads):
                row = canonical([head.case_id, head.version, head.hash])
                waiting.write(b"," + row if cases else row)
                cases += 1
                entries += head.version
                yield merkle.leaf_hash(row)

        root = merkle.root(leaves()).hex()
        unsigned = Statement(tenant, sealed_at, cases, entries, root, before)
        said = attrs.evolve(unsigned, signature=key.sign(unsigned.signed).hex())
        waiting.seek(0)
        ahead, behind = _around_heads(said)
        out.write(ahead)
        copyfileobj(waiting, out)
        out.write(behind)
    return said


_SPOOLED = 2**20
"""Bytes of heads that wait in memory."""


def _in_order(heads: Iterable[Head]) -> Iterator[Head]:
    """Yield heads, and refuse those that are not one for each case, sorted."""
    before: Head | None = None
    for head in heads:
        if before is not None and head.case_id <= before.case_id:
            if head.case_id == before.case_id:
                told = Both(
                    f"case {head.case_id!r} has two heads.",
                    f"Vorgang „{head.case_id}“ steht doppelt darin.",
                )
            else:
                told = Both(
                    f"the head of case {head.case_id!r} comes behind that of "
                    f"{before.case_id!r}: they are not sorted by id.",
                    f"Vorgang „{head.case_id}“ steht hinter „{before.case_id}“: die "
                    "Vorgänge sind nicht nach Kennung geordnet.",
                )
            raise InvalidInputError(told, "seal")
        yield head
        before = head


def _around_heads(said: Statement) -> tuple[bytes, bytes]:
    """Return the bytes of a seal before the first of its heads, and behind the last."""
    row = {"format": FORMAT, "heads": [], **attrs.asdict(said)}
    ahead, mark, behind = canonical(row).partition(b'"heads":[')
    return ahead + mark, behind


def check_signature(of: Seal, key: Ed25519PublicKey) -> None:
    """Check that a seal was signed with a key.

    Raises:
        BrokenLogError: the signature is not one of this key over this statement.
    """
    if not is_signed_by(of, key.public_bytes_raw()):
        raise BrokenLogError(
            "",
            0,
            Both(
                f"the seal of {of.sealed_at} does not carry a signature of this key.",
                f"das Siegel vom {of.sealed_at} trägt keine Unterschrift dieses "
                "Schlüssels.",
            ),
        )


def is_signed_by(of: Seal, key: bytes) -> bool:
    """Tell whether a seal carries a signature of a key, with the standard library alone.

    Args:
        of: the seal.
        key: the public key, 32 bytes; one of small order has signed nothing.
    """
    statement = orjson.loads(of.statement)
    return verifier.is_statement(statement, of.signature, key)


def against_seal(
    of: Seal, hash_at: Callable[[str, int], str | None]
) -> Iterator[BrokenLogError]:
    """Yield every case whose log does not continue what a seal says.

    Args:
        of: the seal, its signature checked before.
        hash_at: returns the hash of an entry by case and version, None if there is none.
    """
    for head in of.heads:
        found = hash_at(head.case_id, head.version)
        if found == head.hash:
            continue
        if found is not None:
            reason = Both(
                f"it is not the entry that was sealed at {of.sealed_at}: a fork.",
                f"er ist nicht der Eintrag, der am {of.sealed_at} versiegelt wurde: "
                "eine Abzweigung.",
            )
            yield BrokenLogError(head.case_id, head.version, reason)
        elif hash_at(head.case_id, 1) is None:
            reason = Both(
                f"the case was sealed at {of.sealed_at} and is gone.",
                f"der Vorgang wurde am {of.sealed_at} versiegelt und fehlt.",
            )
            yield BrokenLogError(head.case_id, 1, reason)
        else:
            reason = Both(
                f"the log was cut off: it was sealed with this entry at {of.sealed_at}.",
                f"das Protokoll wurde abgeschnitten: Es wurde am {of.sealed_at} mit "
                "diesem Eintrag versiegelt.",
            )
            yield BrokenLogError(head.case_id, head.version, reason)


def between_seals(
    old: Seal, new: Seal, hash_at: Callable[[str, int], str | None]
) -> Iterator[BrokenLogError]:
    """Yield what contradicts "the new seal continues the old one".

    Every case of the old seal is in the new one, at the same entry or a later one, and the
    log between them holds the entry that was sealed.

    Args:
        old: the earlier seal.
        new: the later seal.
        hash_at: returns the hash of an entry by case and version, None if there is none.
    """
    later = {head.case_id: head for head in new.heads}
    if new.previous and new.previous != old.digest:
        yield BrokenLogError(
            "",
            0,
            Both(
                "the later seal names another seal before it.",
                "das spätere Siegel nennt ein anderes als Vorgänger.",
            ),
        )
    for head in old.heads:
        now = later.get(head.case_id)
        if now is None:
            reason = Both(
                "the case is in the earlier seal and not in the later one.",
                "der Vorgang steht im früheren Siegel und nicht im späteren.",
            )
            yield BrokenLogError(head.case_id, 1, reason)
        elif now.version < head.version:
            reason = Both(
                "the later seal ends before the earlier one: the log was cut off.",
                "das spätere Siegel endet vor dem früheren: Das Protokoll wurde "
                "abgeschnitten.",
            )
            yield BrokenLogError(head.case_id, now.version + 1, reason)
        elif (
            now.hash
            if now.version == head.version
            else hash_at(head.case_id, head.version)
        ) != head.hash:
            reason = Both(
                "the two seals hold different entries here: a fork.",
                "die beiden Siegel halten hier verschiedene Einträge: eine Abzweigung.",
            )
            yield BrokenLogError(head.case_id, head.version, reason)


@attrs.frozen
class Inclusion:
    """A proof that a case's head stands in a seal, without showing the other cases.

    Attributes:
        head: the head.
        index: its place among the heads, from 0.
        size: number of heads.
        path: the hashes beside the way to the root, hexadecimal, the lowest first.
    """

    head: Head
    index: int
    size: int
    path: tuple[str, ...]


def prove(of: Seal, case_id: str) -> Inclusion:
    """Prove that a case stands in a seal.

    Raises:
        InvalidInputError: it does not.
    """
    ids = [head.case_id for head in of.heads]
    if case_id not in ids:
        raise InvalidInputError(
            Both(
                f"the seal has no case {case_id!r}.",
                f"im Siegel steht kein Vorgang „{case_id}“.",
            ),
            "seal",
        )
    index = ids.index(case_id)
    leaves = [head_leaf(head) for head in of.heads]
    beside = merkle.path(leaves, index)
    return Inclusion(
        of.heads[index], index, len(ids), tuple(each.hex() for each in beside)
    )


def is_included(proof: Inclusion, root: str) -> bool:
    """Tell whether a proof leads to the root of a seal."""
    beside = [bytes.fromhex(each) for each in proof.path]
    found = merkle.climb(head_leaf(proof.head), proof.index, proof.size, beside)
    return found is not None and found.hex() == root


@attrs.frozen
class EntryInclusion:
    """A proof that one entry stands in a sealed log, without showing what came before it.

    The hash chain leads from the entry to the head, so the entries between are part of the
    proof; what they seal is in it as digests only.

    Attributes:
        bodies: the canonical bytes of the entry and of those after it, up to the head.
        head: the proof that the head stands in the seal.
    """

    bodies: tuple[bytes, ...]
    head: Inclusion


def prove_entry(of: Seal, records: Sequence[Record], version: int) -> EntryInclusion:
    """Prove that an entry was there when a seal was made.

    Args:
        of: the seal.
        records: the log of the case.
        version: number of the entry.

    Raises:
        InvalidInputError: the seal has no such case, or ends before the entry.
        BrokenLogError: the log is not the one that was sealed.
    """
    case_id = records[0].case_id if records else ""
    head = prove(of, case_id)
    if not 1 <= version <= head.head.version <= len(records):
        raise InvalidInputError(
            Both(
                f"case {case_id!r} was sealed with {head.head.version} entries, and entry "
                f"{version} of {len(records)} was asked for.",
                f"Vorgang „{case_id}“ wurde mit {head.head.version} Einträgen "
                f"versiegelt, gefragt war Eintrag {version} von {len(records)}.",
            ),
            "seal",
        )
    kept = records[version - 1 : head.head.version]
    proof = EntryInclusion(tuple(record.body for record in kept), head)
    if not _leads_to_head(proof):
        raise BrokenLogError(
            case_id,
            version,
            Both(
                "it does not lead to the head that was sealed.",
                "er führt nicht zu dem Ende, das versiegelt wurde.",
            ),
        )
    return proof


def is_entry_included(proof: EntryInclusion, root: str) -> bool:
    """Tell whether a proof leads from its first entry to the root of a seal."""
    return _leads_to_head(proof) and is_included(proof.head, root)


def _leads_to_head(proof: EntryInclusion) -> bool:
    head, before = proof.head.head, None
    first = head.version - len(proof.bodies) + 1
    for version, body in enumerate(proof.bodies, start=first):
        try:
            said = orjson.loads(body)
            found = said["case"], said["version"]
            prev = said["prev"]
        except (ValueError, KeyError, TypeError):
            return False
        if found != (head.case_id, version) or before not in (None, prev):
            return False
        before = digest(body)
    return before == head.hash


def proof_to_json(of: Seal, proof: EntryInclusion) -> bytes:
    """Write the proof of an entry as one JSON object, with the signed statement beside.

    It names no other case. Whoever has the public key checks it with `verifier.py` alone.
    """
    head = proof.head.head
    return canonical(
        {
            "format": PROOF,
            "bodies": [body.decode() for body in proof.bodies],
            "head": [head.case_id, head.version, head.hash],
            "index": proof.head.index,
            "path": proof.head.path,
            "statement": orjson.loads(of.statement),
            "signature": of.signature,
        }
    )


def to_json(of: Seal) -> bytes:
    """Write a seal as one JSON object."""
    ahead, behind = _around_heads(of._statement)  # noqa: SLF001  # its own
    rows = (canonical([each.case_id, each.version, each.hash]) for each in of.heads)
    return b"%b%b%b" % (ahead, b",".join(rows), behind)


def from_json(data: bytes) -> Seal:
    """Read a seal back.

    Raises:
        InvalidInputError: it is no seal, or its root is not that of its heads.
    """
    try:
        row = verifier.parsed(data)
        heads = verifier.heads_in(row)
        statement = {name: row[name] for name in verifier.STATEMENT}
        if not verifier.states(statement) or not isinstance(row["signature"], str):
            raise verifier.Odd("it is no " + FORMAT)
    except verifier.Odd as error:
        raise InvalidInputError(
            Both(f"it is no seal ({error}).", "das ist kein Siegel."), "seal"
        ) from error
    read = Seal(
        row["tenant"],
        row["sealed_at"],
        tuple(Head(*head) for head in heads),
        row["previous"],
        row["signature"],
    )
    if canonical(statement) != read.statement:
        raise InvalidInputError(
            Both(
                "its heads are not those that were signed.",
                "seine Einträge sind nicht die, die unterschrieben wurden.",
            ),
            "seal",
        )
    return read


def seals_in_order(seals: Sequence[Seal]) -> Iterator[BrokenLogError]:
    """Yield every seal that does not name the one before it, the first aside."""
    for before, after in pairwise(seals):
        if after.previous != before.digest:
            yield BrokenLogError(
                "",
                0,
                Both(
                    f"the seal of {after.sealed_at} does not follow {before.sealed_at}.",
                    f"das Siegel vom {after.sealed_at} folgt nicht auf das vom "
                    f"{before.sealed_at}.",
                ),
            )
