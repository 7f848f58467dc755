"""Fields that are more than text: earlier considerations, cost, checks."""

from __future__ import annotations

import re

import attrs

from ratsflow.model import CostEffect, CostStatement, PreviousConsideration
from ratsflow.papers import previous, wording
from ratsflow.papers.boxes import (
    read_boxes,
    read_fields,
    ticked_words,
    unread,
    without_boxes,
)
from ratsflow.papers.costs import Costs, Doubt, find_costs
from ratsflow.papers.draft import (
    Draft,
    content,
    pass_over,
    unmarked,
)
from ratsflow.papers.lines import (
    Line,
)
from ratsflow.papers.money import find_money
from ratsflow.papers.outline import (
    Part,
    Style,
)
from ratsflow.papers.passages import Passage
from ratsflow.papers.reading import Severity
from ratsflow.papers.vocabulary import squeeze


def earlier(draft: Draft) -> None:
    """Read the earlier considerations of a draft; "./." is none."""
    part = draft.outline.part("previous_considerations")
    if part is None:
        return
    lines = [line for line in part.lines if line.text.strip(" ")]
    text = " ".join(unmarked(line, draft.style) for line in lines).strip()
    is_row = any(_row_of_cells(draft, line) for line in lines)
    if not lines or (not is_row and text in draft.form.empty_marks):
        draft.values["previous_considerations"] = () if lines else None
        return
    items = [_one_previous(draft, at, line) for at, line in enumerate(lines)]
    draft.values["previous_considerations"] = tuple(items)


def _row_of_cells(draft: Draft, line: Line) -> previous.Earlier | None:
    return None if draft.style is Style.PLAIN else previous.read_cells(line.text)


def _one_previous(draft: Draft, at: int, line: Line) -> PreviousConsideration:
    earlier = _row_of_cells(draft, line)
    if earlier is None:
        earlier = previous.read_line(unmarked(line, draft.style))
    if earlier.lacking:
        name = f"previous_considerations[{at}]"
        found = f"{earlier.item.text} ({', '.join(earlier.lacking)})"
        label = (
            part.labels[0]
            if (part := draft.form.section("previous_considerations"))
            else ""
        )
        draft.miss(name, wording.EARLIER, found, line.number, label)
    return earlier.item


def cost(draft: Draft) -> None:
    """Read the cost statement from its section and from the running text."""
    part = draft.outline.part("cost_statement")
    inside = _cost_section(draft, part) if part else None
    passages = [draft.passages[x] for x in _SAYING if x in draft.passages]
    said = find_costs(passages, draft.form.headings)
    costs = _settle(said, inside, part)
    draft.values["cost_statement"] = costs.statement
    if costs.statement is None and not costs.doubts:
        line = draft.line_of("cost_statement")
        draft.miss(
            "cost_statement", wording.SAY_COST, "", line, severity=Severity.REQUIRED
        )
    for doubt in costs.doubts:
        _list_doubt(draft, doubt, has_none=costs.statement is None)


_SAYING = ("proposal", "summary", "reasons")


def _list_doubt(draft: Draft, doubt: Doubt, *, has_none: bool) -> None:
    is_needed = has_none or doubt.is_needed
    severity = Severity.REQUIRED if is_needed else Severity.NOTICE
    field = f"cost_statement.{doubt.part}" if doubt.part else "cost_statement"
    draft.miss(field, doubt.cure, doubt.text, doubt.line, severity=severity)


def _cost_section(draft: Draft, part: Part) -> Costs | None:
    form = draft.form
    if form.boxes and part.section.boxes:
        lines = content(draft, part)
        pass_over(draft, unread(form.boxes, lines), wording.NO_FIELD)
        return read_boxes(form.boxes, lines)
    filled = read_fields(form.costs, part.lines) if form.costs else None
    if filled is None:
        pass_over(draft, part.lines, wording.COST_TEXT)
    return filled or _cost_text(draft, part)


def _cost_text(draft: Draft, part: Part) -> Costs | None:
    passage = draft.flow(part.lines)
    if squeeze(passage.text).rstrip(".") == "keine":
        whole = f"{part.section.labels[0]}: {passage.text}"
        return find_costs([Passage(whole, passage.numbers)])
    if (only := _SUM_ALONE.fullmatch(passage.text.strip())) is not None:
        money = find_money(only["sum"])
        if len(money) == 1 and money[0].is_certain:
            quote = f"{part.section.labels[0]}: {passage.text.strip()}"
            statement = CostStatement(
                CostEffect.AMOUNT, amount_cents=money[0].cents, quote=quote
            )
            return Costs(statement, passage.numbers[0])
    costs = find_costs([passage], draft.form.headings)
    if costs.statement or costs.doubts or not passage.text:
        return costs
    return Costs(
        None, None, (Doubt(passage.text, part.label.number, wording.SAY_COST),)
    )


_SUM_ALONE = re.compile(
    r"(?:(?:Gesamt)?[Kk]osten|Gesamtbetrag|Betrag|Aufwand|Auszahlung(?:en)?|Ausgaben|Aufwendungen)?"
    r"[: ]{0,3}(?P<sum>[^a-z\n]{0,12}[0-9][^\n]{0,24}?(?:\u20ac|Euro|EUR)|\u20ac [0-9.,-]{1,20})\.?"
)
"""A cost section that is nothing but a sum."""


def _settle(said: Costs, inside: Costs | None, part: Part | None) -> Costs:
    """Weigh the cost section against the running text: the section is the statement.

    A box *no* beside a sentence that states an amount is a contradiction.
    """
    if inside is None or part is None:
        return said
    ours, theirs = inside.statement, said.statement
    if theirs is None or ours is None or ours.effect is theirs.effect:
        return inside
    against = Doubt(theirs.quote, said.line, wording.CONTRADICTION)
    if part.section.boxes:
        box = Doubt(ours.quote, inside.line, wording.CONTRADICTION)
        return Costs(None, None, (box, against, *inside.doubts))
    return attrs.evolve(inside, doubts=(against, *inside.doubts))


def checks(draft: Draft) -> None:
    """Read the sections whose boxes are checks of the motion."""
    checks = {}
    for part in draft.outline.parts:
        if part.section.field == "impact_checks":
            lines = content(draft, part)
            checks[part.section.key] = ", ".join(ticked_words(lines))
            rest = [x for x in lines if without_boxes(x.text).strip()]
            pass_over(draft, rest, wording.NO_FIELD)
    draft.values["impact_checks"] = checks


def overflow(draft: Draft) -> None:
    """Give text on the page after the boxes to the reasons: it has no label."""
    parts, spare = [], list[Line]()
    for part in draft.outline.parts:
        last = part.label.page if part.section.boxes else None
        mine = [x for x in part.lines if last is None or x.page == last]
        spare += part.lines[len(mine) :]
        parts.append(attrs.evolve(part, lines=tuple(mine)))
    draft.outline = attrs.evolve(draft.outline, parts=tuple(parts))
    text = draft.flow(spare)
    if not text.text:
        return
    before = draft.passages.get("reasons", Passage())
    glue = "\n\n" if before.text else ""
    draft.values["reasons"] = before.text + glue + text.text
    gap = text.numbers[:1] if glue else ()
    draft.passages["reasons"] = Passage(
        draft.values["reasons"],
        (*before.numbers, *gap, *text.numbers),
        (*before.joined, *text.joined),
    )
    draft.miss("reasons", wording.UNLABELLED_PAGE, text.text, text.numbers[0])
