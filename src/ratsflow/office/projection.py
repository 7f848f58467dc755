"""The projection of a case that stores keep for look-ups."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import attrs

from ratsflow.canonical import digest, utc_text
from ratsflow.engine.fold import Wrong, fold
from ratsflow.log import Record
from ratsflow.model.alike import alike
from ratsflow.procedure.case import Case
from ratsflow.stores import Standing


def standing_of(case: Case) -> Standing:
    """Return the projection of a case that stores keep for look-ups.

    The title is left out unless the motion is public; numbers are kept as `key_of`.
    """
    due = case.facts.get("due_on")
    return Standing(
        case.state,
        case.procedure,
        case.motion.title if case.is_public else "",
        utc_text(case.since) if case.since else "",
        due if isinstance(due, str) else "",
        key_of(case.reference),
        key_of(case.base),
    )


@attrs.frozen
class Rebuilt:
    """Folds a log to the projection of its case, also in another process.

    Attributes:
        wrong: says what does not fit of an entry; see `fold`.
    """

    wrong: Wrong

    def __call__(self, records: Sequence[Record]) -> Standing:
        """Return the projection that follows from a log."""
        return standing_of(fold(records, self.wrong))


@lru_cache(4096)
def key_of(number: str) -> str:
    """Return the key under which a store finds the number of a paper, or empty.

    It is a digest, for public papers too: the key stays what it is when a paper becomes
    public, and no list of cases tells the number of one that is not. It is no secret:
    numbers are few, and who can read the tables can try them.

    Args:
        number: the number (*Drucksachen-Nr.*).
    """
    plain = alike(number)
    # A number that no store holds gets a key that no case has.
    return digest(f"number:{plain}".encode(errors="surrogatepass")) if plain else ""
