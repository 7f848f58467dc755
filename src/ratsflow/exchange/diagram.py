"""A lifecycle as a drawing (SVG) and as a page (HTML), made without a browser.

Graphviz lays it out; it comes inside the wheels of ``pygraphviz``, the extra ``drawing``.
"""

from __future__ import annotations

import textwrap

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from xml.etree import ElementTree as ET

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.page import code, page, table
from ratsflow.log.entry import OPEN, Entry, EntryKind
from ratsflow.model.text import Lang, Wording
from ratsflow.procedure.drawing import Sheet
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, MOTION, NONE, SUSPENSION


_SVG = "http://www.w3.org/2000/svg"
_LINE = 34
"""Characters in a line of a label."""
_MOST = 4
"""Lines of a label on an arrow; the rest is counted, and told in the table of steps."""
_LIFECYCLES = {
    MOTION: Wording("Vorlage", "motion"),
    CONSULTATION: Wording("Beratungen", "consultations"),
    SUSPENSION: Wording("Aussetzungen", "suspensions"),
}
_FROM = Wording("aus {} Ständen", "from {} states")
_MORE = Wording("und {} weitere", "and {} more")
_HEADS = {
    "steps": Wording("Alle Schritte", "All steps"),
    "step": Wording("Schritt", "Step"),
    "from": Wording("Von", "From"),
    "to": Wording("Nach", "To"),
    "by": Wording("Durch", "By"),
    "rules": Wording("Regeln", "Rules"),
    "way": Wording("Der Weg bisher", "The way so far"),
    "number": Wording("Nr.", "No."),
    "day": Wording("Wirksam am", "Effective on"),
    "stays": Wording("bleibt", "stays"),
    "whole": Wording("Zeichnung in voller Größe", "The drawing in full size"),
    OPEN: Wording("Eröffnen", "Open"),
}
_NOW = Wording("Stand jetzt: {}", "Now: {}")
_TAKEN = "#8a4b00"
_INK = "#1b1b1b"
_PRESENT = "#ffe9a8"
_PASSED = "#fff6dd"


@attrs.frozen
class Leg:
    """One move of the way that a case has gone.

    Attributes:
        number: the number of its entry.
        step: name of the step.
        source: the state before; empty where it began.
        target: the state after.
        entry: its entry.
    """

    number: int
    step: str
    source: str
    target: str
    entry: Entry = attrs.field(repr=False)


def way_of(entries: Iterable[Entry], lifecycle: str = MOTION) -> tuple[Leg, ...]:
    """Return the moves that a log made in a lifecycle, in their order."""
    return tuple(
        Leg(entry.version, entry.step, move.source, move.target, entry)
        for entry in entries
        if entry.kind is not EntryKind.REFUSED
        for move in entry.moves
        if move.lifecycle == lifecycle
    )


def as_svg(
    procedure: Procedure,
    lifecycle: str = MOTION,
    *,
    lang: Lang = "en",
    way: Sequence[Leg] = (),
    present: Iterable[str] = (),
) -> str:
    """Draw a lifecycle as SVG.

    Args:
        procedure: the procedure.
        lifecycle: ``motion``, ``consultation`` or ``suspension``.
        lang: language of the labels.
        way: the moves a case made (see `way_of`): drawn bold, each with its number.
        present: the states in which it stands now.

    Returns:
        The text of one ``svg`` element, which names itself to a screen reader. A move from
        more states than `drawing.WIDE` is told in the box of its target and drawn only where
        it was taken.

    Raises:
        UnknownNameError: there is no such lifecycle.
        InvalidInputError: the extra ``drawing`` is not installed.
    """
    sheet = Sheet(procedure, lifecycle, lang, shown=_plain)
    svg = _laid_out(sheet, way, frozenset(present))
    return _named(svg, _title(sheet), _said(sheet, way, present))


def as_page(
    procedure: Procedure,
    lifecycle: str = MOTION,
    *,
    lang: Lang = "en",
    way: Sequence[Leg] = (),
    present: Iterable[str] = (),
) -> str:
    """Draw a lifecycle on a page of its own: the drawing, the way, and every step in a table.

    The table says all that the drawing says, for whoever cannot see it. Arguments and errors
    are those of `as_svg`. Names of persons are not on it.
    """
    sheet = Sheet(procedure, lifecycle, lang, shown=_shown)
    here = tuple(present)
    svg = as_svg(procedure, lifecycle, lang=lang, way=way, present=here)
    whole = _head("whole", lang)
    parts = [
        f'<p><a href="#drawing">{whole}</a></p>\n'
        f'<div class="wide drawing" id="drawing" tabindex="0">\n{svg}\n</div>\n'
    ]
    if way:
        parts.append(f"<h2>{_head('way', lang)}</h2>\n")
        parts.append(_way_table(sheet, way))
    parts.append(f"<h2>{_head('steps', lang)}</h2>\n")
    parts.append(_step_table(sheet))
    return page(_title(sheet), "".join(parts), lang)


# ------------------------------------------------------------------------------- layout


def _laid_out(sheet: Sheet, way: Sequence[Leg], present: frozenset[str]) -> ET.Element:
    try:
        from pygraphviz import AGraph  # noqa: PLC0415  # an extra, and slow to load
    except ImportError as error:
        raise InvalidInputError(
            Both(
                "a drawing needs pygraphviz, which is not installed.",
                "für eine Zeichnung fehlt pygraphviz.",
            ),
            "draw",
            Both(
                'Install it with: pip install "ratsflow[drawing]"',
                'Installieren mit: pip install "ratsflow[drawing]"',
            ),
        ) from error
    graph = AGraph(
        directed=True, strict=False, rankdir="TB", nodesep=0.35, ranksep=0.45
    )
    graph.graph_attr["bgcolor"] = "transparent"
    common = {"fontname": "sans-serif", "fontsize": 11, "color": _INK}
    graph.node_attr.update(
        shape="box", style="rounded,filled", fillcolor="#ffffff", **common
    )
    graph.edge_attr.update(**common)
    passed = {state for leg in way for state in (leg.source, leg.target)}
    for state in sheet.states:
        own = {"fillcolor": _PASSED} if state.name in passed else {}
        if state.name in present:
            own = {"fillcolor": _PRESENT, "penwidth": "3"}
        if state.final:
            own["peripheries"] = "2"
        graph.add_node(sheet.ids[state.name], label=_box(sheet, state.name), **own)
    start = sheet.ids[NONE]
    graph.add_node(start, label="", shape="circle", width=0.2, fillcolor=_INK)
    for source, target, label, taken in _lines(sheet, way):
        drawn = {"penwidth": "3", "color": _TAKEN, "fontcolor": _TAKEN} if taken else {}
        graph.add_edge(source, target, label=label, **drawn)
    return ET.fromstring(graph.draw(format="svg", prog="dot"))  # noqa: S314  # our own


def _box(sheet: Sheet, state: str) -> str:
    """Write what stands in the box of a state: its name, and what is no arrow.

    What stays in each of many states would fill the box of one; the table of steps has it.
    """
    lines = sheet.says(sheet.inside.get(state, ()))
    wide = [arc for arc in sheet.wide if arc.target == state]
    for count in sorted({len(arc.sources) for arc in wide}):
        told = _FROM.in_(sheet.lang).format(count)
        alike = [arc for arc in wide if len(arc.sources) == count]
        lines += [f"{each} ({told})" for each in sheet.says(alike)]
    name = "<BR/>".join(f"<B>{each}</B>" for each in _wrapped(sheet.titles[state]))
    small = "".join(
        f'<BR/><FONT POINT-SIZE="9">{"<BR/>".join(_wrapped(each))}</FONT>'
        for each in lines
    )
    return f"<{name}{small}>"


def _lines(sheet: Sheet, way: Sequence[Leg]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield every arrow: source, target, label, and whether it was taken."""
    numbers: dict[tuple[str, str], list[Leg]] = {}
    for leg in way:
        if leg.source and leg.source != leg.target:
            numbers.setdefault((leg.source, leg.target), []).append(leg)
    if (NONE, sheet.states[0].name) not in numbers:
        yield sheet.ids[NONE], sheet.ids[sheet.states[0].name], "", False
    for pair, arcs in sheet.across.items():
        taken = numbers.pop(pair, [])
        yield (
            *_ends(sheet, pair),
            _label(sheet.says(arcs), taken, sheet.lang),
            bool(taken),
        )
    for pair, taken in numbers.items():  # from many states, or of an earlier version
        steps = dict.fromkeys(_step_title(sheet, leg.step) for leg in taken)
        yield (*_ends(sheet, pair), _label(steps, taken, sheet.lang), True)


def _ends(sheet: Sheet, pair: tuple[str, str]) -> tuple[str, str]:
    source, target = (sheet.ids.get(each, _plain(each)) for each in pair)
    return source, target


def _label(lines: Iterable[str], taken: Sequence[Leg], lang: Lang) -> str:
    named = list(lines)
    shown = named if len(named) <= _MOST else named[: _MOST - 1]
    told = [f"<B>{', '.join(str(leg.number) for leg in taken)}</B>"] if taken else []
    told += [part for line in shown for part in _wrapped(line)]
    if len(shown) < len(named):
        told.append(_MORE.in_(lang).format(len(named) - len(shown)))
    return f"<{'<BR/>'.join(told)}>"


def _step_title(sheet: Sheet, name: str) -> str:
    if name == OPEN:
        return _head(OPEN, sheet.lang)
    known = {step.name for step in sheet.procedure.steps}
    return sheet.title(sheet.procedure.step(name)) if name in known else _plain(name)


def _plain(text: str) -> str:
    """Write a label so that Graphviz shows every character and obeys none."""
    # Twice, as Graphviz reads \\N and its like in what the entities stand for.
    return _shown(text).replace("\\", "&#92;&#92;")


def _shown(text: str) -> str:
    """Write a text so that a page shows every character and obeys none."""
    return escape(_printable(text))


def _printable(text: str) -> str:
    shown = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(shown.split())


def _wrapped(text: str) -> list[str]:
    """Break a label that is escaped already, and none of its entities."""
    return textwrap.wrap(text, _LINE, break_long_words=False, break_on_hyphens=False)


# --------------------------------------------------------------------------------- names


def _named(svg: ET.Element, title: str, told: str) -> str:
    """Say to whoever cannot see it what it is, and let it scale."""
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    for group in svg.iter(f"{{{_SVG}}}g"):
        for each in group.findall(f"{{{_SVG}}}title"):
            group.remove(each)  # ids of the layout, which a mouse would show
    for name, text in (("desc", told), ("title", title)):
        element = ET.Element(f"{{{_SVG}}}{name}")
        element.text = _printable(text)
        svg.insert(0, element)
    svg.set("role", "img")
    svg.set("aria-label", _printable(title))
    return ET.tostring(svg, encoding="unicode")


def _title(sheet: Sheet) -> str:
    lifecycle = _LIFECYCLES[sheet.lifecycle].in_(sheet.lang)
    return f"{sheet.procedure.name}: {lifecycle}"


def _said(sheet: Sheet, way: Sequence[Leg], present: Iterable[str]) -> str:
    """Say in sentences what is drawn: the states, the way, where it stands now."""
    names = {state.name: state.title(sheet.lang) for state in sheet.states}
    told = [", ".join(names.values())]
    if way:
        told.append(" → ".join(names.get(leg.target, leg.target) for leg in way))
    here = ", ".join(names.get(each, each) for each in present)
    if here:
        told.append(_NOW.in_(sheet.lang).format(here))
    return ". ".join(told) + "."


# -------------------------------------------------------------------------------- tables


def _way_table(sheet: Sheet, way: Sequence[Leg]) -> str:
    rows = [
        [
            str(leg.number),
            leg.entry.effective_at.date().isoformat(),
            _step_title(sheet, leg.step),
            _role(sheet, leg.entry.by.role),
            _state(sheet, leg.target),
        ]
        for leg in way
    ]
    heads = ("number", "day", "step", "by", "to")
    named = [_head(each, sheet.lang) for each in heads]
    return table(_head("way", sheet.lang), named, rows, kind="told")


def _step_table(sheet: Sheet) -> str:
    rows = []
    for step in sheet.procedure.steps:
        moves = [
            move
            for moves in step.branches.values()
            for move in moves
            if move.lifecycle == sheet.lifecycle
        ]
        if moves:
            sources = dict.fromkeys(each for move in moves for each in move.sources)
            targets = dict.fromkeys(move.target for move in moves)
            rows.append(
                [
                    f"{sheet.title(step)}<br>{code(step.name)}",
                    _listed(sheet, sources),
                    _listed(sheet, targets),
                    ", ".join(_role(sheet, role) for role in step.by),
                    str(len(sheet.procedure.guards(step))),
                ]
            )
    heads = ("step", "from", "to", "by", "rules")
    named = [_head(each, sheet.lang) for each in heads]
    return table(_head("steps", sheet.lang), named, rows, numbers=1, kind="told")


def _listed(sheet: Sheet, states: Iterable[str]) -> str:
    return ", ".join(_state(sheet, each) for each in states)


def _state(sheet: Sheet, name: str) -> str:
    if not name:
        return _head("stays", sheet.lang)
    return sheet.titles.get(name, "–" if name == NONE else _shown(name))


def _role(sheet: Sheet, role: str) -> str:
    return _shown(sheet.procedure.words.say("role", role, sheet.lang)) if role else "–"


def _head(name: str, lang: Lang) -> str:
    return _HEADS[name].in_(lang)
