"""How a terminal tells what another version of a procedure says differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ratsflow.engine.difference import Difference
from ratsflow.engine.migration import Migration
from ratsflow.model.text import Lang, Wording


_WORDS: Mapping[str, Wording] = {
    "by": Wording("durch", "by"),
    "takes": Wording("Angabe", "input"),
    "signs": Wording("unterzeichnet", "signs"),
    "outcomes": Wording("Ergebnis", "outcome"),
    "decide": Wording(
        "Ergebnis vielleicht anders bestimmt", "outcome perhaps decided otherwise"
    ),
    "subject": Wording("betrifft", "about"),
    "layer": Wording("Ebene", "layer"),
    "consequence": Wording("Folge", "consequence"),
    "since": Wording("in Kraft ab", "in force since"),
    "until": Wording("in Kraft bis", "in force until"),
    "dated_by": Wording("datiert nach", "dated by"),
    "parameters": Wording("Werte", "values"),
    "looks_at": Wording("sieht auf", "looks at"),
    "revision": Wording("Fassung", "revision"),
    "name": Wording("Name", "name"),
    "recorders": Wording("nachtragen darf", "may record"),
    "overriders": Wording("sich hinwegsetzen darf", "may override"),
    "erasers": Wording("löschen darf", "may erase"),
    "migrators": Wording("umstellen darf", "may migrate"),
    "private": Wording("private Rollen", "private roles"),
    "readers": Wording("Nichtöffentliches lesen darf", "may read what is not public"),
    "planned": Wording("Beratung beginnt in", "a consultation starts in"),
    "final": Wording("Endzustand", "final state"),
    "required": Wording("nötig", "required"),
    "optional": Wording("freiwillig", "optional"),
    "personal": Wording("personenbezogen", "personal"),
}
_LATER = Wording("später anders", "differs later")
_PROCEDURE = Wording("(Verfahren)", "(procedure)")


def lines(plan: Migration, lang: Lang) -> Iterator[str]:
    """Yield one line per step that changed, one on the procedure, one on what comes later.

    Args:
        plan: what a migration would do; of one that cannot be nothing is told.
        lang: language.
    """
    if not plan.is_possible:
        return
    for each in plan.changed:
        yield f"  ~ {each.step}: {_said(each.differences, lang)}"
    if plan.general:
        yield f"  ~ {_PROCEDURE.in_(lang)}: {_said(plan.general, lang)}"
    if plan.later:
        yield f"  {_LATER.in_(lang)}: {', '.join(plan.later)}"


def plain_differences(differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """Return differences as plain values, for JSON."""
    return [
        {
            "what": each.what,
            "name": each.name,
            "before": list(each.before),
            "after": list(each.after),
        }
        for each in differences
    ]


def _said(differences: Sequence[Difference], lang: Lang) -> str:
    return ", ".join(part for each in differences for part in _parts(each, lang))


def _parts(difference: Difference, lang: Lang) -> Iterator[str]:
    what = difference.what
    if what == "guards":
        yield from _come_and_gone(difference, "")
    elif what in {"outcomes", "final"}:
        about = f"{difference.name} " if difference.name else ""
        yield from _come_and_gone(difference, f"{_WORDS[what].in_(lang)} {about}")
    elif what == "moves":
        yield from _moves(difference)
    elif what == "decide":
        yield _WORDS[what].in_(lang)
    elif what == "takes":
        yield _input(difference, lang)
    else:
        # A rule is named first: “costs: consequence block → order”.
        rule = f"{difference.name}: " if difference.name else ""
        yield f"{rule}{_WORDS[what].in_(lang)} {_arrow(difference)}"


def _come_and_gone(difference: Difference, about: str) -> Iterator[str]:
    yield from (f"+ {about}{each}" for each in difference.after)
    yield from (f"− {about}{each}" for each in difference.before)


def _arrow(difference: Difference) -> str:
    before, after = " / ".join(difference.before), " / ".join(difference.after)
    return f"{before or '–'} → {after or '–'}"


def _moves(difference: Difference) -> Iterator[str]:
    outcome = f"{difference.name}: " if difference.name else ""
    arcs = [*difference.before, *difference.after]
    sources = {arc.partition(" → ")[0] for arc in arcs}
    targets = [arc.partition(" → ")[2] for arc in difference.after]
    # Where the motion stands is known: it is enough to say where it goes.
    if (len(difference.before), len(targets)) == (1, 1) and len(sources) == 1:
        (source,) = sources
        yield f"{outcome}{'' if ' ' not in source else source + ' '}→ {targets[0]}"
        return
    yield from _come_and_gone(difference, outcome)


def _input(difference: Difference, lang: Lang) -> str:
    head = f"{_WORDS['takes'].in_(lang)} {difference.name}"
    before, after = (
        ", ".join(_WORDS[each].in_(lang) if each in _WORDS else each for each in side)
        for side in (difference.before, difference.after)
    )
    if not before:
        return f"+ {head} ({after})"
    return f"{head} ({before}) → ({after})" if after else f"− {head}"
