"""Whether a body may decide: by the law on file, read here alone and by no rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ratsflow.law.local import Law
from ratsflow.law.topic_tables import topics_of_state
from ratsflow.law.topics import joined
from ratsflow.model import Motion, Organization
from ratsflow.model.alike import alike
from ratsflow.model.organization import BodyKind


def is_competent(body: Organization, motion: Motion, law: Law) -> bool:
    """Tell whether the law on file gives the decision on a paper to a body.

    The council decides whatever nobody else was given. Another body needs a power over every
    topic of the paper, in the table of powers or by statute, and what is reserved to the
    council is nobody else's. Limits of value are not judged: the paper may lack its costs.
    """
    if body.kind is BodyKind.COUNCIL:
        return True
    if body.kind in (BodyKind.ADVISORY, BodyKind.ADMINISTRATION):
        return False
    values = law.values
    reserved = _names(values, "topics.reserved", "topics.reserved_further")
    given = {
        str(power.get("topic", ""))
        for power in values.get("competence.powers") or ()
        if alike(str(power.get("body"))) in (alike(body.name), body.kind.value)
    }
    if body.kind is BodyKind.DISTRICT_COUNCIL:
        given |= _names(values, "district.matters", "topics.of_district")
    lines = _lines(motion.topics or (), law)
    return bool(lines) and all(
        reserved.isdisjoint(line) and not given.isdisjoint(line) for line in lines
    )


def _names(values: Mapping[str, Any], *keys: str) -> set[str]:
    return {name for key in keys for name in values.get(key) or ()}


def _lines(topics: Iterable[str], law: Law) -> list[tuple[str, ...]]:
    """Return each topic with all that it is under."""
    names = topics_of_state(law.state)
    if law.own_topics:
        names = joined(names, law.own_topics)
    return [names.lineage(each) for each in names.named(topics)]
