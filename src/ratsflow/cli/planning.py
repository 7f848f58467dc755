"""``ratsflow plan``: the earliest lawful way to a goal, and who must act by when."""

from __future__ import annotations

import tomllib

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, Day, option
from ratsflow.cli.printed import echo, print_document, width, wrapped
from ratsflow.cli.step_inputs import pairs
from ratsflow.engine.telling import UNREAD, UNREAD_NOTE, cured_by, ordered, thing
from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.plain import input_from_plain, moment, motion_with
from ratsflow.model import Ballot, Consultation, CostStatement, Meeting
from ratsflow.model.text import Lang, unreadable
from ratsflow.office.search import as_day
from ratsflow.procedure.inputs import Parameter
from ratsflow.procedure.words import say_day


if TYPE_CHECKING:
    from ratsflow.checking import Plan, PlanRow, Supposed
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
    type=Day(),
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
        "As if a fact were stated, a field of the paper (paper.topics=award) or a value of "
        "law (law.notice.days=20) another; nothing is written.",
        "Als wäre eine Tatsache angegeben, ein Feld der Vorlage (paper.topics=award) oder ein "
        "Rechtswert (law.notice.days=20) anders; geschrieben wird nichts.",
    ),
)
@option(
    "--vote",
    "votes",
    metavar="BODY=BALLOT",
    multiple=True,
    help=Both(
        "How a coming vote ends, for example Rat=yes=30,no=29,present=59; else it carries.",
        "Wie eine Abstimmung ausgeht, zum Beispiel Rat=yes=30,no=29,present=59; sonst wird "
        "angenommen, dass sie Erfolg hat.",
    ),
)
@option(
    "--away",
    metavar="ROLE",
    multiple=True,
    help=Both(
        "Who holds this role is away, and only who stands in acts.",
        "Wer diese Rolle hat, ist abwesend; es handelt nur die Vertretung.",
    ),
)
@option(
    "--usual",
    is_flag=True,
    help=Both(
        "As if the paper said what is usual, wherever it says nothing; the answer says what "
        "was assumed, in the paper and in each step.",
        "Als stünde in der Vorlage das Übliche, wo sie nichts sagt; die Antwort sagt, was "
        "angenommen wurde, in der Vorlage und in jedem Schritt.",
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
    by: date | None,
    meetings: str | None,
    supposed: tuple[str, ...],
    votes: tuple[str, ...],
    away: tuple[str, ...],
    usual: bool,
    ics: str | None,
    at: str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Plan the earliest lawful way of a case to a state: who must do what, and by when.

    Ends with 1 where there is none.
    """
    from ratsflow.checking import suppose  # noqa: PLC0415  # only where asked

    desk = open_office()
    ref = options.find_case(desk, ref)
    case = desk.case(ref)
    held = _meetings(meetings)
    procedure = desk.procedure_of(case)
    until = procedure.called("state", until)
    facts, fields, values = _apart(pairs(supposed, "--what-if"))
    there = suppose(
        desk,
        ref,
        at=moment(at, "--at") if at else None,
        facts=facts,
        motion=motion_with(case.motion, fields) if fields else None,
        votes=_votes(votes),
        law=values,
        meetings=held,
        away=tuple(procedure.called("role", each) for each in away),
        usual=usual,
    )
    found = there.plan(until, by=by, short_cuts=_SHORT_CUTS)
    if as_json:
        asked = {
            "case": case.id,
            "until": until,
            "by": None if by is None else by.isoformat(),
            "today": there.space.first_day.isoformat(),
        }
        assumed = _assumed(there, found, lang) if usual else None
        print_document("plan", {**asked, "assumed": assumed, **found.to_plain(lang)})
    else:
        columns = width()
        lines = list(_lines(found, until, by, lang))
        if usual:
            lines += map(_Line, _assumed_lines(there, found, lang))
        for line in lines:
            for part in wrapped(line.text, columns, line.hanging):
                echo(part)
    if ics is not None and (found.is_possible or found.short_cut):
        _save(found, ics, case.reference or case.motion.title, lang)
    if not (found.is_possible or found.short_cut):
        ctx.exit(1)


def _assumed(there: Supposed, found: Plan, lang: Lang) -> list[dict[str, str]]:
    """Return what was assumed: of the paper, and what each step states."""
    words = found.space.procedure.words
    rows = [("", name, value) for name, value in there.assumed.items()]
    rows += [
        (each.choice.step, name, each.choice.inputs[name])
        for each in found.steps
        for name in each.supplied
    ]
    return [
        {
            "step": step,
            "name": name,
            "label": words.say("fact", f"{step or 'motion'}.{name}", lang),
            "value": _told(value, found, lang),
        }
        for step, name, value in rows
    ]


def _told(value: Any, found: Plan, lang: Lang) -> str:
    """Write what was assumed as a sentence does."""
    words = found.space.procedure.words
    match value:
        case CostStatement():
            return words.say("cost_effect", value.effect.value, lang)
        case Meeting():
            return say_day(value.day, lang)
        case Ballot():
            return f"{value.yes}:{value.no}"
        case tuple() if all(isinstance(each, Consultation) for each in value):
            return ", ".join(each.body.name for each in value) or "–"
        case dict():
            return ", ".join(f"{name}: {each}" for name, each in value.items()) or "–"
    return words.write(value, lang) or "–"


def _assumed_lines(there: Supposed, found: Plan, lang: Lang) -> Iterator[str]:
    yield _say("assumed", lang)
    rows = _assumed(there, found, lang)
    for each in rows:
        step = each["step"]
        where = (
            found.space.procedure.step(step).title(lang) if step else _PAPER_IS[lang]
        )
        yield f"  {where} – {each['label']}: {each['value']}"
    if not rows:
        yield f"  {_say('assumed_nothing', lang)}"


_PAPER_IS = {"de": "Vorlage", "en": "Paper"}

_SHORT_CUTS = 300
"""How many cases are looked at for a short cut."""


_PAPER, _LAW = "paper.", "law."


def _apart(
    supposed: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, str], dict[str, Any]]:
    """Tell facts, fields of the paper and values of law apart."""
    facts, fields, values = dict[str, str](), dict[str, str](), dict[str, Any]()
    for name, value in supposed.items():
        if name.startswith(_PAPER):
            fields[name.removeprefix(_PAPER)] = value
        elif name.startswith(_LAW):
            values[name.removeprefix(_LAW)] = _of_law(value)
        else:
            facts[name] = value
    return facts, fields, values


def _of_law(text: str) -> Any:
    """Return a value as a law file would have it; what is none there is a text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _votes(given: tuple[str, ...]) -> dict[str, Ballot]:
    """Read how votes end; each is typed as the ballot of a step is."""
    ballot = Parameter("ballot", "ballot")
    return {
        name: input_from_plain(ballot, text)
        for name, text in pairs(given, "--vote").items()
    }


def _meetings(path: str | None) -> dict[str, list[Meeting]]:
    if path is None:
        return {}
    try:
        table = tomllib.loads(Path(path).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInputError(unreadable(error), path) from error
    found = {}
    for body, days in table.items():
        rows = days if isinstance(days, list) else [days]
        found[body] = [Meeting(as_day(each, f"{path} [{body}]")) for each in rows]
    return found


_SAID = {
    "head": (
        "Stand „{state}“: frühestens am {day}.",
        "State “{state}”: {day} at the earliest.",
    ),
    "assumed": ("Angenommen, wie es üblich ist:", "Assumed as is usual:"),
    "assumed_nothing": ("nichts; alles ist angegeben.", "nothing; all is stated."),
    "reached": (
        "Der Stand „{state}“ ist erreicht.",
        "The state “{state}” is reached.",
    ),
    "turn": ("Am Zug: {role}{since}.", "Waits for: {role}{since}."),
    "since": (" (seit {day})", " (since {day})"),
    "slack": (
        "Tage, die der erste Schritt noch warten kann: {days}.",
        "Days that the first step can wait: {days}.",
    ),
    "no_calendar": (
        "Für {names} ist keine Sitzung genannt; geplant ist mit der vorgesehenen oder mit "
        "der ersten, zu der geladen werden kann.",
        "No meeting of {names} is named; the planned one is taken, or the first that can "
        "be convened.",
    ),
    "along": (
        "Damit zusammen, wenn es weitergeht: {case}",
        "Together with it, if that goes on: {case}",
    ),
    "along_stuck": (
        "Damit zusammen, soweit es ohne Weiteres geht: {case}",
        "Together with it, as far as that can go: {case}",
    ),
    "deputy": ("{role} (Vertretung)", "{role} (deputy)"),
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
}


def _say(key: str, lang: Lang, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


@attrs.frozen
class _Line:
    """A line, and by how much those that it goes on in are indented more."""

    text: str
    hanging: int = 2


def _lines(found: Plan, until: str, by: date | None, lang: Lang) -> Iterator[_Line]:
    state = found.space.procedure.words.say("state", until, lang)
    if found.is_possible and not found.steps:
        yield _Line(_say("reached", lang, state=state))
        return
    if found.is_possible:
        day = say_day(found.earliest, lang, weekday=True)
        yield _Line(_say("head", lang, state=state, day=day))
        yield from _turn(found, lang)
        yield from _way_lines(found, by, lang)
        if not found.closed:
            yield _Line(_say("bound", lang))
    else:
        yield from map(_Line, _stuck(found, state, by, lang))
        if found.refused is None and found.steps:
            yield from _way_lines(found, None, lang)
    yield from _without_calendar(found, lang)
    for each in found.along:
        number = (each.case.reference if each.case.is_public else "") or each.case.id
        key = "along" if each.is_possible else "along_stuck"
        yield _Line(_say(key, lang, case=number))
        yield from _way_lines(each, None, lang)
    short = found.short_cut
    if short is not None:
        day = say_day(short.earliest, lang, weekday=True)
        yield _Line(_say("short", lang, day=day))
        yield from _way_lines(short, by, lang)
    else:
        yield _Line(_say("no_short" if found.sought else "short_bound", lang))


def _turn(found: Plan, lang: Lang) -> Iterator[_Line]:
    """Say who is to act, since when the case waits, and how long it can."""
    if not found.steps:
        return
    first = found.steps[0]
    since = ""
    if found.since is not None:
        since = _say("since", lang, day=say_day(found.since, lang))
    yield _Line(_say("turn", lang, role=_role(first, found, lang), since=since))
    if found.slack is not None:
        yield _Line(_say("slack", lang, days=found.slack))


def _without_calendar(found: Plan, lang: Lang) -> Iterator[_Line]:
    """Name the bodies of which no coming meeting is known though some are."""
    meetings = found.space.meetings
    names = [e.body.name for e in found.case.consultations]
    lacking = [e for e in dict.fromkeys(names) if e not in meetings]
    if meetings and lacking:
        yield _Line(_say("no_calendar", lang, names=", ".join(lacking)))


def _way_lines(found: Plan, by: date | None, lang: Lang) -> Iterator[_Line]:
    from ratsflow.checking import notes  # noqa: PLC0415  # loaded already

    rows = [_row(each, found, by, lang) for each in found.steps]
    wide = [max(map(len, column), default=0) for column in zip(*rows, strict=True)]
    for each, (*days, told) in zip(found.steps, rows, strict=True):
        columns = [f"{part:{w}}  " for part, w in zip(days, wide, strict=False) if w]
        yield _Line(f"  {''.join(columns)}{told}", sum(map(len, columns)))
        yield from (_Line(f"      {note}") for note in notes(each, found, lang))


def _row(
    each: PlanRow, found: Plan, by: date | None, lang: Lang
) -> tuple[str, str, str]:
    step = found.space.procedure.step(each.choice.step)
    latest = "" if by is None or each.latest is None else say_day(each.latest, lang)
    body = f" ({each.item.body.name})" if each.item else ""
    return (
        f"{_WEEKDAYS[lang][each.choice.day.weekday()]} {say_day(each.choice.day, lang)}",
        _say("latest", lang, day=latest) if latest else "",
        f"{step.title(lang)}{body} – {_role(each, found, lang)}",
    )


_WEEKDAYS = {
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def _role(each: PlanRow, found: Plan, lang: Lang) -> str:
    role = found.space.procedure.words.say("role", each.role, lang)
    return _say("deputy", lang, role=role) if each.as_deputy else role


def _stuck(found: Plan, state: str, by: date | None, lang: Lang) -> Iterator[str]:
    until = f" {_say('latest', lang, day=say_day(by, lang))}" if by else ""
    none = "unusual" if found.short_cut else "none"
    yield _say(none, lang, state=state, by=until)
    if found.refused is not None:
        yield "  " + _say("stuck", lang, step=found.refused.step.title(lang))
        yield from _things(found.refused, found.stuck, lang)
    elif found.closed:
        here = found.space.procedure.words.say("state", found.case.state, lang)
        yield "  " + _say(
            "late" if by and not found.steps else "nowhere", lang, state=here
        )
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
