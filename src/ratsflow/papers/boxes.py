"""Boxes to tick (☒ Ja ☐ Nein) and cost sections that are filled in field by field."""

from __future__ import annotations

import re

from collections.abc import Callable, Sequence

import attrs

from ratsflow.model import CostEffect, CostStatement, Recurrence, Wording
from ratsflow.papers.costs import (
    Costs,
    Doubt,
    recurrence_of,
    year_of,
)
from ratsflow.papers.form import BoxLabels, CostLabels
from ratsflow.papers.lines import Line
from ratsflow.papers.markdown import escape, render
from ratsflow.papers.money import find_money
from ratsflow.papers.vocabulary import squeeze


_TICKED = frozenset("\u2611\u2612")
_WORD_BOX = re.compile("([\\w/-]{1,40})[ \t]{0,40}([\u2610\u2611\u2612])")
_BOX_WORDS = re.compile(
    "([\u2610\u2611\u2612])[ \t]{0,8}([^\u2610\u2611\u2612]{1,120})"
)

_BARE_SUM = re.compile("[0-9]{1,3}(?:[.][0-9]{3}){1,3}(?:,[0-9]{2})?")
"""A sum in the field of a form that leaves the sign for euros out."""

_BOTH = Wording(
    "Genau eines der Kästchen Ja und Nein ankreuzen.",
    "Tick exactly one of the boxes yes and no.",
)
_NO_BUT = Wording(
    "Nein ist angekreuzt, aber Beträge sind eingetragen. Eines davon berichtigen.",
    "No is ticked but amounts are filled in. Correct one of them.",
)
_NO_SUM = Wording(
    "Ja ist angekreuzt; den Gesamtbetrag als eine Summe eintragen.",
    "Yes is ticked; fill in the total as one sum.",
)
_NOTE = Wording(
    "Steht im Formular, hat aber kein Feld in der Kostenangabe; von Hand prüfen.",
    "Stands in the form but has no field in the cost statement; check it by hand.",
)


def ticked_words(lines: Sequence[Line]) -> list[str]:
    """List the words in front of ticked boxes (Ja ☒), in order."""
    found = [m for line in lines for m in _WORD_BOX.finditer(line.text)]
    return [match[1] for match in found if match[2] in _TICKED]


def without_boxes(text: str) -> str:
    """Take the words with boxes out of a line; what stays was not read as a tick."""
    return _WORD_BOX.sub("", text)


def _ticked_lines(lines: Sequence[Line]) -> list[str]:
    found = [m for line in lines for m in _BOX_WORDS.finditer(line.text)]
    return [match[2].strip() for match in found if match[1] in _TICKED]


@attrs.frozen
class _Filled:
    label: str
    text: str
    line: int


def _filled(labels: BoxLabels, lines: Sequence[Line]) -> list[_Filled]:
    """Read the values behind (or below) the labels of sums."""
    starts = (*labels.total, *labels.yearly, *labels.income)
    found: list[_Filled] = []
    is_open = False
    for line in lines:
        text = line.text.strip()
        label = next((x for x in starts if text.startswith(x + ":")), None)
        if label:
            found.append(_Filled(label, text[len(label) + 1 :].strip(), line.number))
            is_open = True
        elif set(text) & set("\u2610\u2611\u2612") or text.startswith(labels.ends):
            is_open = False
        elif is_open and text:
            last = found.pop()
            found.append(attrs.evolve(last, text=f"{last.text} {text}".strip()))
    return [entry for entry in found if entry.text.strip(" -\u2013")]


def read_boxes(labels: BoxLabels, lines: Sequence[Line]) -> Costs:
    """Read a cost section with boxes.

    Args:
        labels: the labels of the form.
        lines: the lines of the section.

    Returns:
        None ticked *no* and nothing filled in; an amount for *yes*. Both or no box, or
        *no* beside sums, give no statement.
    """
    answers = [w for w in ticked_words(lines) if w in (labels.yes, labels.no)]
    filled = _filled(labels, lines)
    costs = [x for x in filled if x.label not in labels.income]
    where = next((x.number for x in lines if not x.is_blank), None)
    if len(answers) != 1:
        said = " ".join(x.text.strip() for x in lines if _WORD_BOX.search(x.text))
        return Costs(None, None, (Doubt(said, where, _BOTH),))
    if answers == [labels.yes]:
        return _yes(labels, lines, filled, where)
    if costs:
        return Costs(None, None, tuple(Doubt(x.text, x.line, _NO_BUT) for x in costs))
    notes = tuple(_doubt(x, _NOTE, "income") for x in filled)
    quote = _quote(lines, labels)
    return Costs(CostStatement(CostEffect.NONE, quote=quote), where, notes)


def unread(labels: BoxLabels, lines: Sequence[Line]) -> list[Line]:
    """List the lines of a cost section that went into no field of the statement."""
    filled = _filled(labels, lines)
    read = squeeze(" ".join(f"{x.label}: {x.text}" for x in filled))
    words = (*labels.covered, *labels.not_covered, *labels.coverage)
    known = {squeeze(word) for word in (*words, *labels.ends)}
    known |= {squeeze(w) for w in (*labels.total, *labels.yearly, *labels.income)}
    return [line for line in lines if not _is_read(line.text, known, read)]


def _is_read(text: str, known: set[str], read: str) -> bool:
    has_tick = any(sign in _TICKED for sign in text)
    is_untouched = "\u2610" in text and not has_tick
    words = squeeze(without_boxes(text).strip(" \t\u2610\u2611\u2612"))
    return is_untouched or words.strip("-\u2013") in {"", *known} or words in read


def _doubt(entry: _Filled, cure: Wording, part: str) -> Doubt:
    return Doubt(f"{entry.label}: {entry.text}", entry.line, cure, part)


def _quote(lines: Sequence[Line], labels: BoxLabels) -> str:
    said = next((x.text for x in lines if labels.no in x.text), "")
    return "Finanzielle Auswirkungen " + " ".join(said.split())


def _yes(
    labels: BoxLabels, lines: Sequence[Line], filled: list[_Filled], where: int | None
) -> Costs:
    total = [x for x in filled if x.label in labels.total]
    yearly = [x for x in filled if x.label in labels.yearly]
    main = (total or yearly)[:1]
    notes = [_doubt(x, _NOTE, "other_sums") for x in filled if x not in main]
    statement = _budget(labels, lines)
    if not main:
        nothing = Doubt("", where, _NO_SUM, "amount_cents", is_needed=True)
        return Costs(statement, where, (nothing, *notes))
    statement, doubts = _sum(attrs.evolve(statement), main[0], is_yearly=not total)
    return Costs(statement, main[0].line, (*doubts, *notes))


def _sum(
    statement: CostStatement, entry: _Filled, *, is_yearly: bool
) -> tuple[CostStatement, list[Doubt]]:
    text = f"{entry.text} Euro" if _BARE_SUM.fullmatch(entry.text) else entry.text
    money = find_money(text)
    statement = attrs.evolve(statement, quote=f"{entry.label}: {entry.text}")
    if len(money) != 1 or not money[0].is_certain:
        doubt = _doubt(entry, _NO_SUM, "amount_cents")
        return statement, [attrs.evolve(doubt, is_needed=True)]
    rest = (text[: money[0].start] + text[money[0].end :]).strip()
    year = re.fullmatch("(20[0-9]{2}):?", rest)
    said = Recurrence.YEARLY if is_yearly else recurrence_of(entry.text)
    statement = attrs.evolve(
        statement,
        amount_cents=money[0].cents,
        recurrence=said,
        year=int(year[1]) if year else year_of(entry.text),
    )
    return statement, [] if not rest or year else [_doubt(entry, _NOTE, "amount_cents")]


def _budget(labels: BoxLabels, lines: Sequence[Line]) -> CostStatement:
    ticked = _ticked_lines(lines)
    yes = any(words.startswith(labels.covered) for words in ticked)
    no = any(words.startswith(labels.not_covered) for words in ticked)
    return CostStatement(
        CostEffect.AMOUNT,
        covered=yes if yes != no else None,
        coverage=", ".join(w for w in ticked if w.startswith(labels.coverage)),
        quote="Finanzielle Auswirkungen: " + labels.yes,
    )


# --- field by field -------------------------------------------------------------------

_NONE, _SOME, _UNSAID = "keine", "ja", "nicht angegeben"
_RECURRENCES = {"einmalig": Recurrence.ONCE, "jährlich": Recurrence.YEARLY}
_YES_NO = {"ja": True, "nein": False}
_EFFECTS = {_NONE: CostEffect.NONE, _SOME: CostEffect.AMOUNT, _UNSAID: None}


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else None


def _sum_of(text: str) -> int | None:
    money = find_money(text)
    return money[0].cents if len(money) == 1 and money[0].text == text else None


_READERS: dict[str, Callable[[str], object]] = {
    "effect": _EFFECTS.get,
    "amount": _sum_of,
    "recurrence": _RECURRENCES.get,
    "year": _whole,
    "covered": _YES_NO.get,
    "product_group": str,
    "coverage": str,
    "quote": str,
}
_FIELDS = {"amount": "amount_cents"}


def read_fields(labels: CostLabels, lines: Sequence[Line]) -> Costs | None:
    """Read a cost section of the form ``Betrag: 1.200,00 Euro``, one field a line.

    Args:
        labels: the labels of the form.
        lines: the lines of the section.

    Returns:
        What it says, or None if the section is running text.
    """
    rows = [_row(labels, line) for line in lines if not line.is_blank]
    known = [row for row in rows if row]
    if len(known) != len(rows) or not any(name == "effect" for name, _, _ in known):
        return None
    values = {name: _READERS[name](text) for name, text, _ in known}
    doubts = tuple(
        Doubt(text, line, _NOTE, _FIELDS.get(name, name))
        for name, text, line in known
        if values[name] is None and text != _UNSAID
    )
    effect = values.pop("effect")
    if not isinstance(effect, CostEffect) or _contradicts(effect, values):
        return Costs(None, None, doubts or _against(effect, known))
    said = {_FIELDS.get(k, k): v for k, v in values.items() if v is not None}
    return Costs(CostStatement(effect, **said), known[0][2], doubts)  # type: ignore[arg-type]


def _contradicts(effect: CostEffect, values: dict[str, object]) -> bool:
    return effect is CostEffect.NONE and bool(values.get("amount"))


def _against(effect: object, known: list[tuple[str, str, int]]) -> tuple[Doubt, ...]:
    if effect is None:
        return ()
    said = "; ".join(text for _, text, _ in known)
    return (Doubt(said, known[0][2], _NO_BUT),)


def _row(labels: CostLabels, line: Line) -> tuple[str, str, int] | None:
    head, colon, rest = line.text.strip(" ").partition(":")
    names = {squeeze(text): name for name, text in attrs.asdict(labels).items()}
    name = names.get(squeeze(head)) if colon else None
    return (name, render(rest.strip(" ")), line.number) if name else None


def write_fields(
    labels: CostLabels, statement: CostStatement | None, money: Callable[[int], str]
) -> list[str]:
    """Write a cost statement field by field, so that it reads back the same."""
    if statement is None:
        return [f"{labels.effect}: {_UNSAID}"]
    once = {value: word for word, value in _RECURRENCES.items()}
    flags = {True: "ja", False: "nein"}
    is_none = statement.effect is CostEffect.NONE
    rows = {
        labels.effect: _NONE if is_none else _SOME,
        labels.amount: _optional(money, statement.amount_cents),
        labels.recurrence: once.get(statement.recurrence),  # type: ignore[arg-type]
        labels.year: _optional(str, statement.year),
        labels.product_group: escape(statement.product_group),
        labels.covered: flags.get(statement.covered),  # type: ignore[arg-type]
        labels.coverage: escape(statement.coverage),
        labels.quote: escape(statement.quote),
    }
    return [f"{label}: {text}" for label, text in rows.items() if text]


def _optional(write: Callable[[int], str], value: int | None) -> str | None:
    return None if value is None else write(value)
