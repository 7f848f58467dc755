"""``ratsflow read``: a Vorlage text as a motion, with what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
import click

from rich.table import Table

from ratsflow.cli.bilingual import Command, File
from ratsflow.cli.console import Console
from ratsflow.cli.options import form_option, output
from ratsflow.cli.printed import print_document
from ratsflow.model import (
    CostEffect,
    CostStatement,
    Lang,
    PreviousConsideration,
    Wording,
)
from ratsflow.papers import (
    Minutes,
    Missing,
    Reading,
    load_form,
    read_file,
    read_minutes,
    topics_proposed,
)
from ratsflow.papers.files import text_of
from ratsflow.papers.lines import split_lines
from ratsflow.papers.minutes import are_minutes
from ratsflow.procedure.words import Words, say_day


_HEADINGS = {
    "title": Wording("Beratungsgegenstand", "Title"),
    "reference": Wording("Drucksachen-Nr.", "Reference"),
    "proposal": Wording("Beschlussvorschlag", "Proposal"),
    "cost_statement": Wording("Kosten", "Costs"),
    "previous_considerations": Wording("Frühere Behandlung", "Earlier considerations"),
    "topics_proposed": Wording("Themen? (Vorschlag)", "Topics? (proposed)"),
    "signatory": Wording("Unterschrift", "Signatory"),
    "consultation": Wording("Beratung", "Consultation"),
}
_PUBLIC = {
    True: Wording("öffentlich", "public"),
    False: Wording("nichtöffentlich", "non-public"),
    None: Wording("öffentlich?", "public?"),
}
_NONE = Wording("keine", "none")
_AGENDA = Wording("TOP ", "item ")
_LINE = Wording("Zeile", "line")
_HEAD = Wording("Kopf der Vorlage", "Head of the paper")
_NOTHING = Wording("Es fehlt nichts.", "Nothing is missing.")
_MISSING = Wording(
    "Was fehlt oder nicht lesbar war:", "What is missing or was not readable:"
)


@click.command(
    "read",
    cls=Command,
    examples=("read paper.txt", "read paper.txt --form form.toml"),
    de="Einen Vorlagentext lesen und sagen, was fehlt.",
)
@click.argument("file", type=File())
@form_option
@output
def read_command(file: str, form: str | None, as_json: bool, lang: Lang) -> None:
    """Read a Vorlage text and say what is missing."""
    from ratsflow.states.nrw import nrw  # noqa: PLC0415  # a large table

    text, notes = text_of(Path(file))
    if are_minutes(split_lines(text)):
        minutes = read_minutes(text)
        minutes = attrs.evolve(minutes, missing=(*notes, *minutes.missing))
        _minutes(minutes, as_json=as_json, lang=lang)
        return
    reading = read_file(file, None if form is None else load_form(form))
    procedure = nrw()
    names = procedure.topics()
    proposals = topics_proposed(reading.motion, names)
    if as_json:
        told = [attrs.asdict(each) for each in proposals]
        print_document("reading", {**reading.to_plain(), "topics_proposed": told})
    else:
        topics = [
            f"{names[each.topic].label.in_(lang)} ({each.topic})" for each in proposals
        ]
        _show(reading, topics, procedure.words, lang)


def _minutes(minutes: Minutes, *, as_json: bool, lang: Lang) -> None:
    if as_json:
        print_document("minutes", minutes.to_plain())
        return
    console = Console(highlight=False, markup=False, soft_wrap=True)
    day = say_day(minutes.day, lang) if minutes.day else "?"
    console.print(f"{minutes.body or '?'}, {day}")
    for item in minutes.items:
        console.print(f"{_AGENDA.in_(lang)}{item.number} {item.title}")
        for vote in item.votes:
            told = f" – {vote.part + ': ' if vote.part else ''}{vote.text}"
            console.print(f"  {told}")
            for each in vote.findings:
                console.print(f"      {each.text.in_(lang)}")
    for entry in minutes.missing:
        found = f" („{entry.found}“)" if entry.found else ""
        console.print(f"{entry.cure.in_(lang)}{found}")


def _show(reading: Reading, topics: Sequence[str], words: Words, lang: Lang) -> None:
    console = Console(highlight=False, markup=False)
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    motion = reading.motion
    told = {
        "title": motion.title,
        "reference": motion.reference,
        "proposal": motion.proposal,
        "cost_statement": _costs(motion.cost_statement, lang),
        "previous_considerations": _previous(motion.previous_considerations, lang),
        "signatory": ", ".join(filter(None, (motion.signatory, motion.signatory_role))),
    }
    for name, value in told.items():
        table.add_row(_HEADINGS[name].in_(lang), value or "–")
    if topics:
        table.add_row(_HEADINGS["topics_proposed"].in_(lang), ", ".join(topics))
    for each in reading.consultations:
        day = say_day(each.day, lang) if each.day else "?"
        where = f"{each.body}, {day}, {_PUBLIC[each.public].in_(lang)}"
        table.add_row(_HEADINGS["consultation"].in_(lang), where)
    console.print(table)
    console.print()
    if not reading.missing:
        console.print(_NOTHING.in_(lang))
        return
    console.print(_MISSING.in_(lang))
    for lack in reading.missing:
        console.print(f"  – {_lack(lack, words, lang)}")


def _lack(lack: Missing, words: Words, lang: Lang) -> str:
    place = [lack.label or _named(lack.field, words, lang)]
    if lack.line is not None:
        place.append(f"{_LINE.in_(lang)} {lack.line}")
    found = f" „{lack.found}“" if lack.found else ""
    return f"{', '.join(place)}:{found} {lack.cure.in_(lang)}"


def _named(field: str, words: Words, lang: Lang) -> str:
    """Return what people call a field, as ``consultations[0].role``."""
    name, _, rest = field.partition("[")
    if rest:
        return (
            f"{_HEADINGS['consultation'].in_(lang)} {int(rest.partition(']')[0]) + 1}"
        )
    if name == "head":
        return _HEAD.in_(lang)
    return words.say("fact", f"motion.{name.partition('.')[0]}", lang)


def _costs(costs: CostStatement | None, lang: Lang) -> str:
    if costs is None:
        return ""
    quote = f" („{costs.quote}“)" if costs.quote else ""
    if costs.effect is CostEffect.NONE:
        return _NONE.in_(lang) + quote
    parts = [_euros(costs.amount_cents), str(costs.year or ""), costs.product_group]
    return ", ".join(filter(None, (*parts, costs.coverage))) + quote


def _euros(cents: int | None) -> str:
    if cents is None:
        return "? €"
    whole = f"{cents // 100:,}".replace(",", ".")
    return f"{whole},{cents % 100:02} €"


def _previous(earlier: tuple[PreviousConsideration, ...] | None, lang: Lang) -> str:
    if earlier is None:
        return ""
    lines = [
        ", ".join(
            filter(
                None,
                (
                    each.body,
                    say_day(each.day, lang) if each.day else "",
                    _AGENDA.in_(lang) + each.agenda_number
                    if each.agenda_number
                    else "",
                    each.reference,
                ),
            )
        )
        or each.text
        for each in earlier
    ]
    return "\n".join(lines) or _NONE.in_(lang)
