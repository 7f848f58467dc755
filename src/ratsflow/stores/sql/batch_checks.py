"""What can be told of a batch of cases by many rows at one go.

A yes is sure. A no means only that a case must be looked at closely.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import accumulate, chain, compress, repeat
from operator import itemgetter, ne, not_
from typing import Any

from ratsflow.log import GENESIS
from ratsflow.log.chain import CASE, ERASED, PREV, case_mark
from ratsflow.log.erasable import DIGEST_LENGTH, MARK_BYTES
from ratsflow.stores.sql.statements import Row
from ratsflow.stores.sql.writing import sum_of


_BEGINS = PREV + GENESIS.encode()
_TILDE = MARK_BYTES[:1]
_COMMITS = b'{"%b":"' % MARK_BYTES
_PLAIN = ("", "", 0)
"""What stands beside an entry with no key, no sealed content and no erasure."""

_ODD = (TypeError, AttributeError, IndexError, OverflowError, ValueError)
"""What a column of another type than ours raises."""

_hexdigest = type(sha256()).hexdigest


def hold(heads: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Tell whether rows are the whole and unbroken chains of cases, one after another.

    That a body names the hash before it is enough here, and needs no parsing: whoever
    changes one row changes its hash, and then the next entry or the head does not
    follow. The first entry of a case is checked for its case as well. Rows are sorted
    by case, so all of a chain belong to the case if the first and the last do. An entry
    that commits to sealed contents, but says of none, does not hold.

    Args:
        heads: case, version and hash, sorted by case.
        rows: hash, body, case, version, key, sum of the sealed contents and count of
            the erased ones (without these three nothing stands beside any); sorted by
            case and version.
    """
    try:
        counts = [head[1] for head in heads]
        if sum(counts) != len(rows) or min(counts) < 1:
            return False
        claimed, bodies, ids, versions, *beside = zip(*rows, strict=True)
        ends = list(accumulate(counts))
        firsts = [0, *ends[:-1]]
        names = [head[0] for head in heads]
        return (
            list(versions) == _versions(counts)
            and list(map(_hexdigest, map(sha256, bodies))) == list(claimed)
            and [claimed[end - 1] for end in ends] == [head[2] for head in heads]
            and [ids[end - 1] for end in ends] == names
            and [ids[at] for at in firsts] == names
            and _follow_on(claimed, bodies, ends)
            and _name(names, [bodies[at] for at in firsts])
            and not _seals(bodies, beside[1] if beside else ())
        )
    except _ODD:
        return False


def _versions(counts: Sequence[int]) -> list[int]:
    return list(chain.from_iterable([range(1, count + 1) for count in counts]))


def _follow_on(
    claimed: Sequence[str], bodies: Sequence[bytes], ends: Sequence[int]
) -> bool:
    """Tell whether each body names the hash of the entry before it in its case.

    It is read where the predecessor is named (see `prev_in`), because a hash can be
    written into any text.
    """
    before = [_BEGINS, *map(PREV.__add__, map(str.encode, claimed))]
    for end in ends:
        before[end] = _BEGINS
    named = map(bytes.rfind, bodies, repeat(PREV))  # it stands near the end
    return all(map(bytes.startswith, bodies, before, named))


def _name(names: Sequence[str], bodies: Sequence[bytes]) -> bool:
    """Tell whether bodies name the case that they belong to, where an entry does that."""
    found = map(bytes.find, bodies, repeat(CASE))
    return all(map(bytes.startswith, bodies, map(case_mark, names), found))


def _seals(bodies: Sequence[bytes], totals: Sequence[object]) -> bool:
    """Tell whether an entry seals contents of which nothing stands beside it."""
    if totals:
        bodies = [*compress(bodies, map(not_, totals))]
    return any(MARK_BYTES in body for body in [b for b in bodies if _TILDE in b])


def all_agree(heads: Sequence[Row]) -> bool:
    """Tell at one go whether heads are those of cases of which nothing was announced."""
    ids, versions, _, waiting, announced, *_ = zip(*heads, strict=True)
    return (
        {*map(type, ids)} == {str}
        and {*map(type, versions)} == {int}
        and {*announced} == {None}
        and {*waiting} == {1}
    )


def marked(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the entries beside which something stands."""
    return list(compress(rows, map(ne, map(_beside, rows), repeat(_PLAIN))))


_beside = itemgetter(4, 5, 6)


def unsure(
    rows: Sequence[Row], marked: Sequence[Row], contents: Sequence[Row], erases: bool
) -> Iterable[str]:
    """Yield the cases of sound chains whose contents do not clearly hold.

    Where something was erased it is never clear.

    Args:
        rows: as for `hold`.
        marked: those of them beside which something stands.
        contents: case, version, digest, payload and erased of the sealed contents, sorted
            by the first three.
        erases: whether one of the rows may say that contents were erased.
    """
    if not _all_clear(marked, contents):
        brought: dict[tuple[str, int], list[Row]] = {}
        for row in contents:
            brought.setdefault(row[:2], []).append(row)
        for row in marked:
            own = brought.pop((row[2], row[3]), None)
            if not (_clear(row, own) if own else _bare(row)):
                yield row[2]
        yield from (case_id for case_id, _ in brought)
    if contents and erases:  # one that was erased may have been put back
        yield from (row[2] for row in rows if ERASED in row[1])


def _all_clear(marked: Sequence[Row], contents: Sequence[Row]) -> bool:
    """Tell at one go what `_clear` and `_bare` tell of each entry."""
    sealing = [row for row in marked if row[5] != ""]
    if not all(_bare(row) for row in marked if row[5] == ""):
        return False
    if not (sealing and contents):
        return not (sealing or contents)
    try:
        owners, owned, names, payloads, gone = zip(*contents, strict=True)
        _, bodies, ids, versions, commands, totals, erased = zip(*sealing, strict=True)
        commits = list(map(_commits_in, bodies))
        own = list(map(len, commits))
        said = [b" ".join(each) for each in commits]
        return (
            gone.count(0) == len(gone)
            and erased.count(0) == len(erased)
            and {*map(type, commands)} == {str}
            and list(owners) == _each(ids, own)
            and list(owned) == _each(versions, own)
            and list(map(_hexdigest, map(sha256, payloads))) == list(names)
            and b" ".join(said).decode() == " ".join(names)
            and list(map(_hexdigest, map(sha256, said))) == list(totals)
        )
    except _ODD:
        return False


def _each(values: Sequence[Any], counts: Sequence[int]) -> list[Any]:
    """Return each value as often as is counted."""
    return list(chain.from_iterable(map(repeat, values, counts)))


def _bare(row: Row) -> bool:
    """Tell whether an entry erased nothing and commits to nothing: it has but a key."""
    _, body, _, _, command, total, erased = row
    return type(command) is str and (total, erased) == ("", 0) and _TILDE not in body


def _clear(row: Row, contents: Sequence[Row]) -> bool:
    """Tell whether an entry erased nothing and all that it commits to is there."""
    _, body, _, _, command, total, erased = row
    try:
        return (
            type(command) is str
            and erased == 0
            and total == sum_of([(each[2], None) for each in contents])
            and _commits_in(body) == sorted(each[2].encode() for each in contents)
            and all(
                gone == 0 and _hexdigest(sha256(payload)) == name
                for _, _, name, payload, gone in contents
            )
        )
    except _ODD:
        return False


def _commits_in(body: bytes) -> list[bytes]:
    """Return what a body commits to, sorted; of other forms than ours nothing is the same.

    The mark has the one character that is rare in a text, and is looked for by it.
    """
    found = []
    at = body.find(_TILDE)
    while at >= 0:
        if body.startswith(_COMMITS, at - _TILDE_AT):
            found.append(body[at + _COMMIT_AT : at + _COMMIT_ENDS].removesuffix(b'"}'))
        at = body.find(_TILDE, at + 1)
    found.sort()
    return found


_TILDE_AT = _COMMITS.index(_TILDE)
_COMMIT_AT = len(_COMMITS) - _TILDE_AT
_COMMIT_ENDS = _COMMIT_AT + DIGEST_LENGTH + len('"}')


def used_twice(marked: Sequence[Row]) -> Iterable[str]:
    """Yield the cases of entries that say they were written with one and the same key."""
    first: dict[str, str] = {}
    for row in marked:
        if row[4] and row[4] in first:
            yield from (first[row[4]], row[2])
        first.setdefault(row[4], row[2])


def used_keys(marked: Sequence[Row]) -> dict[str, Row]:
    """Return the entry that each idempotency key was used for, as case and version."""
    return {row[4]: row[2:4] for row in marked if row[4] and type(row[4]) is str}
