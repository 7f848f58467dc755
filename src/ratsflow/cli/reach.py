"""What a search looked at, in a line: whatever lies outside of it was not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ratsflow.errors import german


if TYPE_CHECKING:
    from ratsflow.checking import Space


class Found(Protocol):
    """What a search found, as far as it tells how far it reached."""

    @property
    def closed(self) -> bool:
        """All of the space was looked at."""

    @property
    def cases(self) -> int:
        """How many different cases were."""

    @property
    def asked(self) -> int:
        """How often the engine was asked."""


_SAID = {
    "closed": (
        "Alles in diesem Rahmen betrachtet: {cases} Stände von Vorgängen, {asked} Fragen.",
        "closed: {cases} cases, {asked} questions.",
    ),
    "bound": (
        "Grenze erreicht nach {cases} Vorgängen, {asked} Fragen: nicht alles wurde gesehen.",
        "bound hit after {cases} cases, {asked} questions: not everything was looked at.",
    ),
    "gave_up": (
        "Nicht jede Kombination von Angaben versucht bei: {names}.",
        "Not every combination of inputs was tried on: {names}.",
    ),
    "lacking": (
        "Werte, die das hinterlegte Recht nicht nennt: {names}.",
        "Values that the law on file does not state: {names}.",
    ),
    "failing": (
        "Die Regel {rule} bricht beim Schritt {step} selbst ab ({what}).",
        "Rule {rule} itself fails on step {step} ({what}).",
    ),
    "each": ("jede Rolle eine andere Person", "each role another person"),
    "joined": (
        "jede Rolle eine andere Person, nur diese zusammen: {roles}",
        "each role another person, but for these in one: {roles}",
    ),
    "sought": (
        "andere Vorgänge, bis zu {n} zugleich, wo eine Regel auf welche sieht und im Weg steht",
        "other cases, up to {n} at once, where a rule that looks at some stands in the way",
    ),
    "named": ("andere Vorgänge wie gespeichert", "other cases as they are stored"),
    "none": ("keine anderen Vorgänge", "no other cases"),
    "deputies": ("mit Vertretungen", "with deputies"),
    "overrides": (
        "ein Schritt auch durch Anordnung trotz Hindernis",
        "one step also by an override",
    ),
    "records": (
        "ein Schritt auch als gegen die Regeln geschehen festgehalten",
        "one step also recorded as taken against the rules",
    ),
}


def _say(key: str, lang: Any, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


def reach(found: Found, lang: Any) -> str:
    """Say whether all was looked at, and what was left out."""
    key = "closed" if found.closed else "bound"
    told = [_say(key, lang, cases=found.cases, asked=found.asked)]
    return " ".join((*told, *left_out(found, lang)))


def left_out(found: Found, lang: Any) -> list[str]:
    """Say which steps were not tried in full, which values are missing and which rules fail."""
    told = [
        _say("failing", lang, step=step, rule=rule, what=what)
        for step, rule, what in sorted(getattr(found, "failing", ()))
    ]
    for name in ("gave_up", "lacking"):
        named = sorted(getattr(found, name, ()))
        if named:
            told.append(_say(name, lang, names=", ".join(named[:8])))
    return told


def papers(space: Space, lang: Any) -> str:
    """Name the papers that were looked at."""
    return ", ".join(
        german(e.name) if lang == "de" else str(e.name) for e in space.starts
    )


def beside(space: Space, lang: Any) -> str:
    """Say which other cases there are supposed to be."""
    if space.others is None:
        return _say("sought", lang, n=space.most_others)
    return _say("named" if callable(space.others) else "none", lang)


def people(space: Space, lang: Any) -> str:
    """Say who is supposed to act, and what beside the rules is tried."""
    roles = [
        " + ".join(space.procedure.words.say("role", each, lang) for each in held)
        for held in space.joined
    ]
    who = [_say("joined" if roles else "each", lang, roles=", ".join(roles))]
    who += [
        _say(each, lang)
        for each in ("deputies", "overrides", "records")
        if getattr(space, each)
    ]
    return "; ".join(who)
