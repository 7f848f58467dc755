"""All that the tables say of one case, and the first contradiction in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from typing import Any

import attrs

from ratsflow.canonical import digest
from ratsflow.errors import Both, BrokenLogError, StoreError
from ratsflow.log import Head, Record
from ratsflow.log.erasable import named
from ratsflow.stores.protocol import Standing
from ratsflow.stores.sql.outbox import first_waiting
from ratsflow.stores.sql.statements import Row
from ratsflow.stores.sql.writing import sum_of
from ratsflow.stores.verify import StandingOf, case_faults


FOREIGN = (TypeError, AttributeError, ValueError, LookupError, ArithmeticError)
"""What reading a row raises in which somebody put a value of a type we never write."""


def foreign(case_id: str, error: Exception) -> BrokenLogError:
    """Say that a column holds what was never written there."""
    return BrokenLogError(
        case_id,
        0,
        Both(
            f"a column holds a value of a type that is never written ({error}).",
            "eine Spalte enthält einen Wert von einer Art, die nie geschrieben wird.",
        ),
    )


@attrs.define
class Evidence:
    """What the tables say of one case.

    Attributes:
        case_id: the case.
        tenant: whose tables they are.
        entries: version, hash, body, command, sealed, erased; in order.
        case: version, hash, waiting and the columns of the standing, or None.
        sealed: version, digest, payload, erased.
        announced: from the outbox, or None.
        commands: the entry that each idempotency key of the case points to.
    """

    case_id: str
    tenant: str = ""
    entries: list[Row] = attrs.Factory(list)
    case: Row | None = None
    sealed: list[Row] = attrs.Factory(list)
    announced: Any = None
    commands: dict[str, Row] = attrs.Factory(dict)

    def contradictions(
        self, standing_of: StandingOf | None, laws: Container[str]
    ) -> Sequence[BrokenLogError]:
        """Return whatever does not hold."""
        found: list[BrokenLogError] = []
        for look in (self._wrong_log(standing_of, laws), self.beside()):
            try:
                found.extend(look)
            except FOREIGN as error:
                found.append(foreign(self.case_id, error))
            except (
                StoreError
            ) as error:  # of the values of law, which are read elsewhere
                found.append(BrokenLogError(self.case_id, 0, str(error)))
        return found

    def _wrong_log(
        self, standing_of: StandingOf | None, laws: Container[str]
    ) -> Iterator[BrokenLogError]:
        case = self.case
        head = Head(self.case_id, case[0], case[1]) if case else None
        standing = Standing(*case[3:]) if case and standing_of else None
        return case_faults(
            self.case_id,
            self.records(),
            head,
            standing,
            standing_of,
            laws,
            self.tenant,
        )

    def records(self) -> Sequence[Record]:
        """Return the records of the case with the contents that are still there."""
        kept: dict[Any, list[tuple[str, bytes]]] = {}
        for version, name, payload, _ in self.sealed:
            if payload is not None:
                kept.setdefault(version, []).append((name, payload))
        return tuple(
            Record(
                case_id=self.case_id,
                version=row[0],
                hash=row[1],
                body=row[2],
                sealed=tuple(kept.get(row[0], ())),
            )
            for row in self.entries
        )

    def beside(self) -> Iterator[BrokenLogError]:
        """Yield what does not hold beside the chain: contents, keys and the outbox."""
        for version, reason in (
            *self._wrong_contents(),
            *self._wrong_counts(),
            *self._wrong_commands(),
            *self._wrong_outbox(),
        ):
            yield BrokenLogError(self.case_id, version, reason)

    def _wrong_contents(self) -> Iterator[tuple[int, str]]:
        bodies = {row[0]: row[2] for row in self.entries}
        committed: dict[Any, frozenset[str]] = {}
        for version, name, payload, erased in self.sealed:
            if version in bodies and version not in committed:
                committed[version] = named(bodies[version])
            if version not in bodies:
                yield (
                    version,
                    Both(
                        "a sealed content belongs to an entry that is not there.",
                        "ein versiegelter Inhalt gehört zu einem Eintrag, den es "
                        "nicht gibt.",
                    ),
                )
            elif name not in committed[version]:
                yield (
                    version,
                    Both(
                        "a sealed content is not one that the entry commits to.",
                        "ein versiegelter Inhalt ist keiner, auf den der Eintrag "
                        "sich festlegt.",
                    ),
                )
            elif payload is None and not (erased in bodies and erased > version):
                yield (
                    version,
                    Both(
                        "a sealed content is gone, but no entry erased it.",
                        "ein versiegelter Inhalt fehlt, aber kein Eintrag hat ihn "
                        "gelöscht.",
                    ),
                )
            elif payload is not None and (erased != 0 or digest(payload) != name):
                yield (
                    version,
                    Both(
                        "a sealed content was changed.",
                        "ein versiegelter Inhalt wurde verändert.",
                    ),
                )

    def _wrong_counts(self) -> Iterator[tuple[int, str]]:
        brought: dict[Any, list[tuple[str, Any]]] = {}
        for row in self.sealed:
            brought.setdefault(row[0], []).append((row[1], None))
        erased = Counter(row[3] for row in self.sealed if row[2] is None)
        for row in self.entries:
            version = row[0]
            if row[4] != (sum_of(brought[version]) if version in brought else ""):
                yield (
                    version,
                    Both(
                        "the sealed contents kept are not those it brought in.",
                        "die aufbewahrten versiegelten Inhalte sind nicht die, die "
                        "er mitgebracht hat.",
                    ),
                )
            if row[5] != erased[version]:
                yield (
                    version,
                    Both(
                        f"it erased {row[5]} sealed contents, but {erased[version]} say so.",
                        f"er hat {row[5]} versiegelte Inhalte gelöscht, aber "
                        f"{erased[version]} sagen das.",
                    ),
                )

    def _wrong_commands(self) -> Iterator[tuple[int, str]]:
        for row in self.entries:
            if row[3] != "" and self.commands.get(row[3]) != (self.case_id, row[0]):
                yield (
                    row[0],
                    Both(
                        f"the key {row[3]!r} it was written with is not kept.",
                        f"der Schlüssel „{row[3]}“, mit dem er geschrieben wurde, ist "
                        "nicht aufbewahrt.",
                    ),
                )

    def _wrong_outbox(self) -> Iterator[tuple[int, str]]:
        version, waiting = (self.case[0], self.case[2]) if self.case else (0, 0)
        announced = self.announced
        if announced is not None and not (
            isinstance(announced, int) and 0 < announced <= version
        ):
            yield (
                version,
                Both(
                    f"the outbox says that {announced!r} entries were announced.",
                    f"der Postausgang sagt, dass {announced!r} Einträge bekannt "
                    "gegeben wurden.",
                ),
            )
        elif waiting != first_waiting(version, announced or 0):
            reason = Both(
                f"the first entry that waits to be announced is {waiting}, but the outbox "
                f"says that {announced or 0} of {version} were.",
                f"der erste Eintrag, der noch bekannt zu geben ist, ist {waiting}, "
                f"aber der Postausgang sagt {announced or 0} von {version}.",
            )
            yield version, reason
