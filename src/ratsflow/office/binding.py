"""What an office binds together: versions of procedures, a store, local law, a clock."""

from __future__ import annotations

import reprlib

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from ratsflow.canonical import digest, moment_of
from ratsflow.errors import Both, InvalidInputError, StoreError, UnknownNameError
from ratsflow.law.local import Law, read_set
from ratsflow.model import Actor
from ratsflow.model.actor import as_actor
from ratsflow.model.shape import of_kind
from ratsflow.office.cases import Cases
from ratsflow.office.views import Views
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.stores import Store


_PROCEDURES = Both(
    "Pass a Procedure, for example nrw(), or several.",
    "Ein Verfahren übergeben, zum Beispiel nrw(), oder mehrere.",
)


def _given(procedures: Any) -> tuple[Procedure, ...]:
    """Return the procedures that an office was made of: at least one.

    Raises:
        InvalidInputError: there is none among them, or something else.
    """
    one = isinstance(procedures, Procedure) or not isinstance(procedures, Iterable)
    given: tuple[Any, ...] = (procedures,) if one else tuple(procedures)
    if not given:
        raise InvalidInputError(
            Both("there is none.", "es gibt keines."), "procedures", _PROCEDURES
        )
    for each in given:
        of_kind(each, Procedure, "procedures", _PROCEDURES)
    return given


def _a_store(_: object, __: object, store: Store) -> None:
    if not callable(getattr(store, "append_many", None)):
        told = repr(store) if isinstance(store, str | Path) else "…"
        raise InvalidInputError(
            Both(
                f"{reprlib.repr(store)} is a {type(store).__name__}, not a store.",
                f"{reprlib.repr(store)} ist keine Ablage.",
            ),
            "store",
            Both(f"Pass SqlStore({told}).", f"SqlStore({told}) übergeben."),
        )


def _a_law(_: object, __: object, law: Law) -> None:
    told = repr(law) if isinstance(law, str | Path) else "…"
    of_kind(
        law,
        Law,
        "law",
        Both(f"Pass load_law({told}).", f"load_law({told}) übergeben."),
    )


def _of_their_state(bound: Binding, _: object, law: Law) -> None:
    """Refuse the law of another state: its numbers do not fit these paragraphs."""
    for each in bound.procedures:
        if each.law_of and law.state and each.law_of != law.state:
            raise InvalidInputError(
                Both(
                    f"it is the law of {law.state}, and procedure {each.name} follows "
                    f"that of {each.law_of}.",
                    f"das ist das Recht des Landes {law.state}, das Verfahren "
                    f"„{each.name}“ folgt dem des Landes {each.law_of}.",
                ),
                "law",
                Both(
                    f"Pass the law of a municipality in {each.law_of}.",
                    f"Das Recht einer Gemeinde in {each.law_of} übergeben.",
                ),
            )


@attrs.frozen(slots=False)
class Binding:
    """What all parts of an office share.

    Attributes:
        procedures: the procedure of new cases first, then those of running ones.
        store: where the log is kept.
        law: the values in force for the municipality.
        clock: returns the present moment.
        remember: how many folded cases are kept at hand.
    """

    procedures: Sequence[Procedure] = attrs.field(converter=_given)
    store: Store = attrs.field(validator=_a_store)
    law: Law = attrs.field(validator=[_a_law, _of_their_state])
    clock: Callable[[], datetime]
    remember: int
    cases: Cases = attrs.field(init=False)

    @cases.default
    def _cases(self) -> Cases:
        return Cases(self.store, self.remember)

    @cached_property
    def versions(self) -> Mapping[str, Procedure]:
        """The versions by fingerprint, and by those of the ones that they continue."""
        known = {each.fingerprint: each for each in self.procedures}
        for each in self.procedures:
            for earlier in each.continued:
                known.setdefault(earlier, each)
        return known

    @cached_property
    def that_look(self) -> frozenset[str]:
        """The steps whose rules look at other cases."""
        return frozenset(
            step.name
            for procedure in self.procedures
            for step in procedure.steps
            if procedure.plan(step.name).looks
        )

    def now(self) -> datetime:
        """Return the present moment.

        Raises:
            InvalidInputError: the clock tells something else.
        """
        return moment_of(self.clock(), "clock")

    def views(self) -> Views:
        """Return what shows answers to actors, for those that are given at one moment."""
        return Views(self.store, self.versions, self.procedures)

    def reads_all(self, actor: Actor) -> bool:
        """Tell whether an actor may read the cases of every procedure."""
        as_actor(actor)
        return all(each.may_read(actor) for each in self.procedures)

    def procedure_of(self, case: Case) -> Procedure:
        """Return the version that a case is pinned to; see `Office.procedure_of`."""
        procedure = self.versions.get(case.fingerprint)
        if procedure is None:
            known = ", ".join(
                f"{each.name} {fingerprint[:12]}"
                for fingerprint, each in self.versions.items()
            )
            raise StoreError(
                Both(
                    f"case {case.id!r} is pinned to version {case.fingerprint[:12]} of "
                    f"procedure {case.procedure!r}; this office knows {known}. Give the "
                    "office that version too, or migrate the case.",
                    f"Vorgang „{case.id}“ gehört zur Fassung {case.fingerprint[:12]} "
                    f"des Verfahrens „{case.procedure}“; bekannt ist hier {known}. "
                    "Auch jene Fassung angeben (--procedure) oder den Vorgang "
                    "überführen.",
                )
            )
        return procedure

    def version(self, wanted: Procedure | str) -> Procedure:
        """Return a version that is to be had, by itself or by its fingerprint.

        Raises:
            UnknownNameError: the office does not have it.
        """
        fingerprint = wanted if isinstance(wanted, str) else wanted.fingerprint
        known = self.versions.get(fingerprint)
        if known is None:
            raise UnknownNameError(
                Both(
                    "version of a procedure in this office",
                    "Fassung eines Verfahrens in dieser Geschäftsstelle",
                ),
                fingerprint[:12],
                [each[:12] for each in self.versions],
            )
        return known

    def law_under(self, name: str) -> Law | None:
        """Return the values of law of a digest, or None if they are not kept as they were."""
        body = self.store.law(name)
        return read_set(body) if body is not None and digest(body) == name else None
