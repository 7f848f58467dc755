"""``ratsflow plan``: the earliest lawful way to a goal, and who must act by when."""

from __future__ import annotations

import tomllib

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, option
from ratsflow.cli.printed import echo, print_document
from ratsflow.engine.telling import UNREAD, UNREAD_NOTE, cured_by, ordered, thing
from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.plain import moment
from ratsflow.law.periods import local_day
from ratsflow.model import Meeting
from ratsflow.model.text import Lang
from ratsflow.office.clock import now as wall_clock
from ratsflow.procedure.words import Words, say_day


if TYPE_CHECKING:
    from ratsflow.checking import Plan, PlanRow
    from ratsflow.engine import Verdict
    from ratsflow.procedure.finding import Finding


@click.command(
    "plan",
    cls=Command,
    examples=("plan 0322 --until adopted --law town.toml",),
    de="Den frühesten rechtmäßigen Weg eines Vorgangs zu einem Stand planen: wer wann was tun "
    "muss, bis wann spätestens und warum nicht früher. Ende mit 1, wenn es keinen gibt.",
)
@options.ref
@option(
    "--until",
    metavar="STATE",
    default="adopted",
    show_default=True,
    help=Both("The state to be reached.", "Der Stand, der erreicht werden soll."),
)
@option(
    "--by",
    "goal",
    metavar="DATE",
    help=Both(
        "The day by which it is to be reached; then the latest day of each step is told.",
        "Der Tag, bis zu dem er erreicht sein soll; dann wird der letzte Tag jedes Schritts "
        "genannt.",
    ),
)
@option(
    "--meetings",
    metavar="FILE",
    help=Both(
        "The coming meetings (TOML): by body a list of days. Without it bodies meet when "
        "convened.",
        "Die kommenden Sitzungen (TOML): je Gremium eine Liste von Tagen. Ohne sie tagt ein "
        "Gremium, wenn es geladen wird.",
    ),
)
@option(
    "--what-if",
    "supposed",
    metavar="NAME=VALUE",
    multiple=True,
    help=Both(
        "As if a fact were stated; nothing is written.",
        "Als wäre eine Tatsache angegeben; geschrieben wird nichts.",
    ),
)
@option(
    "--ics",
    metavar="DIR",
    help=Both(
        "Write a calendar for each role into a folder.",
        "Je Rolle einen Kalender in einen Ordner schreiben.",
    ),
)
@options.at
@options.database
@options.output
@click.pass_context
def plan_command(
    ctx: click.Context,
    *,
    ref: str,
    until: str,
    goal: str | None,
    meetings: str | None,
    supposed: tuple[str, ...],
    ics: str | None,
    at: str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Plan the earliest lawful way of a case to a state: who must do what, and by when.

    Ends with 1 where there is none.
    """
    from ratsflow.checking import plan, space_of, suppose  # noqa: PLC0415  # where asked

    desk = open_office()
    case = desk.case(options.find_case(desk, ref))
    now = moment(at, "--at") if at else wall_clock()
    by = _day(goal, "--by") if goal else None
    space = space_of(desk, case, local_day(now))
    if supposed:
        case = suppose(case, facts=dict(map(_fact, supposed)))
    found = plan(
        case,
        space,
        until,
        by=by,
        meetings=_meetings(meetings),
        short_cuts=_SHORT_CUTS,
    )
    words = space.procedure.words
    if as_json:
        asked = {
            "case": case.id,
            "until": until,
            "by": None if by is None else by.isoformat(),
            "today": space.first_day.isoformat(),
        }
        print_document("plan", {**asked, **found.to_plain(lang)})
    else:
        for line in _lines(found, until, by, words, lang):
            echo(line)
    if not (found.is_possible or found.short_cut):
        ctx.exit(1)
    if ics is not None:
        _save(found, ics, case.reference or case.motion.title, lang)


_SHORT_CUTS = 300
"""How many cases are looked at for a short cut."""


def _fact(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InvalidInputError(
            Both(f"{text!r} names no value.", f"„{text}“ nennt keinen Wert."),
            "--what-if",
            Both("Write it as NAME=VALUE.", "In der Form NAME=WERT schreiben."),
        )
    words: dict[str, Any] = {"true": True, "false": False, "ja": True, "nein": False}
    if value.lower() in words:
        return name, words[value.lower()]
    return name, int(value) if value.lstrip("-").isdigit() else value


def _day(text: Any, where: str) -> date:
    try:
        return text if isinstance(text, date) else date.fromisoformat(text)
    except (TypeError, ValueError):
        raise InvalidInputError(
            Both(f"{text!r} is no day.", f"„{text}“ ist kein Tag."),
            where,
            Both("Write it as 2026-03-19.", "In der Form 2026-03-19 schreiben."),
        ) from None


def _meetings(path: str | None) -> dict[str, list[Meeting]]:
    if path is None:
        return {}
    try:
        table = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInputError(
            Both(f"it cannot be read: {error}.", f"sie ist nicht lesbar: {error}."),
            path,
        ) from error
    found = {}
    for body, days in table.items():
        rows = days if isinstance(days, list) else [days]
        found[body] = [Meeting(_day(each, f"{path} [{body}]")) for each in rows]
    return found


_SAID = {
    "head": (
        "Stand „{state}“: frühestens am {day}.",
        "State “{state}”: {day} at the earliest.",
    ),
    "bound": (
        "Nicht alle Wege wurden gesehen; es kann einen früheren geben.",
        "Not every way was looked at; there may be an earlier one.",
    ),
    "none": (
        "Stand „{state}“{by}: kein rechtmäßiger Weg gefunden.",
        "State “{state}”{by}: no lawful way was found.",
    ),
    "unusual": (
        "Stand „{state}“{by}: auf dem üblichen Weg nicht zu erreichen.",
        "State “{state}”{by}: not to be reached in the usual way.",
    ),
    "stuck": (
        "Bei „{step}“ fehlt oder steht im Weg:",
        "Missing for “{step}”, or in its way:",
    ),
    "nowhere": (
        "Vom Stand „{state}“ führt kein Schritt mehr dorthin.",
        "No step leads there any more from the state “{state}”.",
    ),
    "late": (
        "Kein Schritt ist abgelehnt worden; bis zu diesem Tag reicht die Zeit nicht.",
        "No step was refused; there is not enough time until that day.",
    ),
    "latest": ("spätestens {day}", "by {day}"),
    "state": ("anzugeben: {names}", "to be stated: {names}"),
    "short": (
        "Früher geht es neben dem üblichen Weg, am {day}, wenn die Voraussetzungen vorliegen:",
        "Beside the usual way it is earlier, on {day}, where the conditions are there:",
    ),
    "no_short": (
        "Ein früherer Weg neben dem üblichen wurde gesucht; es gibt keinen.",
        "An earlier way beside the usual one was sought; there is none.",
    ),
    "short_bound": (
        "Ein früherer Weg neben dem üblichen wurde nicht gefunden; nicht alle wurden gesehen.",
        "No earlier way beside the usual one was found; not every one was looked at.",
    ),
    "condition": ("Voraussetzung: {what}", "condition: {what}"),
    "wait": ("vorher nicht: {why}", "not before: {why}"),
}


def _say(key: str, lang: Lang, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


def _lines(
    found: Plan, until: str, by: date | None, words: Words, lang: Lang
) -> Iterator[str]:
    state = words.say("state", until, lang)
    if found.is_possible:
        day = say_day(found.earliest, lang, weekday=True)
        yield _say("head", lang, state=state, day=day)
        yield from _way_lines(found, by, words, lang)
        if not found.closed:
            yield _say("bound", lang)
    else:
        yield from _stuck(found, state, by, lang)
    short = found.short_cut
    if short is not None:
        day = say_day(short.earliest, lang, weekday=True)
        yield _say("short", lang, day=day)
        yield from _way_lines(short, by, words, lang)
    else:
        yield _say("no_short" if found.sought else "short_bound", lang)


def _way_lines(found: Plan, by: date | None, words: Words, lang: Lang) -> Iterator[str]:
    rows = [_row(each, found, by, lang) for each in found.steps]
    wide = [max(map(len, column), default=0) for column in zip(*rows, strict=True)]
    for each, row in zip(found.steps, rows, strict=True):
        yield (
            "  "
            + "  ".join(
                f"{part:{w}}" for part, w in zip(row, wide, strict=True)
            ).rstrip()
        )
        name = each.choice.step
        if each.supplied:
            named = [
                words.say("fact", f"{name}.{part}", lang) + _value(each, part, lang)
                for part in each.supplied
            ]
            yield "      " + _say("state", lang, names=", ".join(named))
        for finding in each.waits:
            why = f"{finding.text(lang)} ({finding.citation.norm})"
            yield "      " + _say("wait", lang, why=why)
        for title, norms in _conditions(each, lang).items():
            what = f"{title} ({'; '.join(norms)})"
            yield "      " + _say("condition", lang, what=what)


def _value(each: PlanRow, name: str, lang: Lang) -> str:
    value = each.choice.inputs[name]
    return f" ({say_day(value.day, lang)})" if isinstance(value, Meeting) else ""


def _conditions(each: PlanRow, lang: Lang) -> dict[str, list[str]]:
    """Return what must be so for a step beside the main path, with its paragraphs."""
    found: dict[str, list[str]] = {}
    for finding in each.conditions:
        norms = found.setdefault(finding.rule.title(lang), [])
        if finding.citation.norm not in norms:
            norms.append(finding.citation.norm)
    return found


def _stuck(found: Plan, state: str, by: date | None, lang: Lang) -> Iterator[str]:
    until = f" {_say('latest', lang, day=say_day(by, lang))}" if by else ""
    none = "unusual" if found.short_cut else "none"
    yield _say(none, lang, state=state, by=until)
    if found.refused is not None:
        yield "  " + _say("stuck", lang, step=found.refused.step.title(lang))
        yield from _things(found.refused, found.stuck, lang)
    elif found.closed:
        here = found.space.procedure.words.say("state", found.case.state, lang)
        yield "  " + _say("late" if by else "nowhere", lang, state=here)
    if not found.closed:
        yield _say("bound", lang)


def _things(verdict: Verdict, stuck: Sequence[Finding], lang: Lang) -> Iterator[str]:
    """Say each thing that is missing once, whatever number of rules wait for it."""
    rules = {each.rule.id for each in stuck}
    things = [each for each in ordered(verdict) if rules.intersection(each.rules)]
    others = [each for each in things if each.kind != "input"]
    told = [(each, thing(each, verdict, lang)) for each in others or things]
    for each, text in told:
        yield f"    – {text}"
        cure = cured_by(each, verdict, lang)
        if cure:
            yield f"      → {cure}"
    if any(UNREAD in text for _, text in told):
        yield f"    {UNREAD_NOTE[lang]}"


def _row(each: PlanRow, found: Plan, by: date | None, lang: Lang) -> tuple[str, ...]:
    procedure = found.space.procedure
    step = procedure.step(each.choice.step)
    held = [*each.choice.actor.roles]
    role = next((role for role in step.by if role in held), step.by[0])
    latest = "" if by is None or each.latest is None else say_day(each.latest, lang)
    return (
        say_day(each.choice.day, lang, weekday=True),
        _say("latest", lang, day=latest) if latest else "",
        step.title(lang) + (f" ({each.item.body.name})" if each.item else ""),
        procedure.words.say("role", role, lang),
    )


def _save(found: Plan, folder: str, title: str, lang: Lang) -> None:
    from ratsflow.checking import calendars  # noqa: PLC0415  # icalendar, an extra

    try:
        made = calendars(found, title, lang)
    except ModuleNotFoundError as error:
        raise InvalidInputError(
            Both("icalendar is not installed.", "icalendar ist nicht installiert."),
            "--ics",
            Both(
                "Install it: pip install 'ratsflow[calendar]'.",
                "Installieren: pip install 'ratsflow[calendar]'.",
            ),
        ) from error
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for role, text in made.items():
        (place / f"{role}.ics").write_bytes(text)
