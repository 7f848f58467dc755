"""Where a case stands and what now, on one screen: at most 30 lines of 80 columns."""

from __future__ import annotations

import textwrap
import unicodedata

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import attrs

from ratsflow.cli.command_lines import Typed, legend
from ratsflow.engine import Taken, Verdict, telling
from ratsflow.engine.command import command_of
from ratsflow.engine.missing import Missing
from ratsflow.engine.now import Ahead, Now, Possible
from ratsflow.engine.telling import (
    UNREAD,
    UNREAD_NOTE,
    by,
    cite,
    roles,
    thing,
    warning,
)
from ratsflow.law.citation import Confidence
from ratsflow.law.periods import local_day
from ratsflow.model import Consultation
from ratsflow.model.text import Lang
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.words import Words, listed, say_day


_SOFT = 2
"""How many warnings are told of a step that is explained."""

LINES, COLUMNS = 30, 80
"""The size of a screen."""

_SAID = {
    "state": ("Stand: {0}, seit {1}. Heute: {2}", "State: {0}, since {1}. Today: {2}"),
    "stood": ("Stand: {0}, seit {1}", "State: {0}, since {1}"),
    "turn": ("Am Zug: {0}", "Whose turn: {0}"),
    "you": ("Sie", "you"),
    "nobody": ("niemand bis {0}", "nobody until {0}"),
    "body": ("Beratung: {0}", "Body: {0}"),
    "bodies": ("und {0} weitere Beratungen", "and {0} more bodies"),
    "undated": ("ohne Termin", "no date"),
    "signed": ("Unterschrieben: {0}", "Signed: {0}"),
    "suspended": ("Einwand: {0}", "Objection: {0}"),
    "open": ("Festgehaltene Mängel: {0}", "Recorded defects: {0}"),
    "late": ("Nachgetragene Einträge: {0}", "Entries recorded late: {0}"),
    "next": ("NÄCHSTER SCHRITT: {0}", "NEXT STEP: {0}"),
    "or": ("ODER: {0}", "OR: {0}"),
    "by": ("durch {0}", "by {0}"),
    "ready": ("Jetzt möglich.", "Possible now."),
    "needs": ("Möglich, sobald angegeben ist:", "Possible as soon as this is stated:"),
    "earliest": ("Frühestens am {0}.", "Not before {0}."),
    "lacks": ("Noch nicht möglich. Es fehlt:", "Not possible yet. Missing:"),
    "more": ("und {0} weitere", "and {0} more"),
    "then": ("Danach:", "Then:"),
    "ahead": (
        "Gleich mit angeben, sonst stockt es später:",
        "State this too, or it will be stuck later:",
    ),
    "for": ("{0} (für „{1}“)", "{0} (for “{1}”)"),
    "check": ("Bitte prüfen: {0}", "Please check: {0}"),
    "deadlines": ("FRISTEN", "DEADLINES"),
    "until": ("bis {0}: {1} ({2})", "until {0}: {1} ({2})"),
    "instead": ("STATTDESSEN MÖGLICH", "POSSIBLE INSTEAD"),
    "record": ("AUSSERDEM EINTRAGEN: {0}", "CAN ALSO BE RECORDED: {0}"),
    "recorded": ("AUSSERDEM EINTRAGEN", "CAN ALSO BE RECORDED"),
    "held": ("GESPERRT", "HELD UP"),
    "unfit": ("NICHT FÜR DIESE VORLAGE", "NOT FOR THIS PAPER"),
    "elsewhere": ("IN EINEM ANDEREN STAND", "IN ANOTHER STATE"),
    "count": (
        "Nicht in diesem Stand oder nicht für diese Vorlage: {0} Schritte. Alles: --all",
        "Not in this state, or not for this paper: {0} steps. All: --all",
    ),
    "count_one": (
        "Nicht in diesem Stand oder nicht für diese Vorlage: 1 Schritt. Alles: --all",
        "Not in this state, or not for this paper: 1 step. All: --all",
    ),
    "over": (
        "Das Verfahren ist abgeschlossen. Es ist nichts mehr zu tun.",
        "The procedure is closed. Nothing is left to do.",
    ),
    "aside": (
        "Der gewöhnliche Weg führt von hier nicht weiter.",
        "The usual path does not lead on from here.",
    ),
    "leads": ("Nächster Schritt: {0}.", "Next step: {0}."),
    "kept": (
        "Geprüft und eingehalten: {0} Regeln. Alles: --all",
        "Asked and kept: {0} rules. All: --all",
    ),
    "state_it": ("; anzugeben: {0}", "; to be stated: {0}"),
}

_READ = frozenset({Confidence.VERIFIED, Confidence.LOCAL})


@attrs.frozen
class _Room:
    """How much of each block fits on the screen."""

    record: int = 3
    instead: int = 8
    deadlines: int = 3
    checks: int = 2
    route: int = 4
    missing: int = 8
    ahead: int = 4
    other: bool = True


_ROOMS = (
    _Room(),
    _Room(record=2),
    _Room(record=1, instead=6),
    _Room(record=0, instead=6, deadlines=2),
    _Room(record=0, instead=4, deadlines=2, checks=1),
    _Room(record=0, instead=2, deadlines=1, checks=1, other=False),
    _Room(record=0, instead=0, deadlines=1, checks=1, route=2, other=False),
    _Room(0, 0, 1, 1, 2, 6, 3, other=False),
    _Room(0, 0, 0, 0, 2, 5, 2, other=False),
    _Room(0, 0, 0, 0, 1, 4, 1, other=False),
)
"""From roomy to tight, in the order in which blocks give way; the next step never does."""


def said(key: str, lang: Lang, *values: object) -> str:
    """Return words of the screen with values in their places."""
    return _SAID[key][0 if lang == "de" else 1].format(*values)


def screen(now: Now, lang: Lang, typed: Typed, late: Sequence[int] = ()) -> list[str]:
    """Return the lines of the one screen.

    Args:
        now: where the case stands and what may happen.
        lang: language.
        typed: how commands are written, with the options that the user gave.
        late: versions of the entries that were recorded late.
    """
    lines: list[str] = []
    for room in _ROOMS:
        lines = [
            *head(now.procedure, now.case, lang, late, now=now, route=room.route),
            *_ways(now, lang, typed, room),
            *_blocks(now, lang, room),
        ]
        lines += _foot(now, lang, lines)
        if len(lines) <= LINES:
            break
    return lines


def whole(now: Now, lang: Lang, typed: Typed, late: Sequence[int] = ()) -> list[str]:
    """Return everything, for ``--all``: also what is held up, unfit, in another state."""
    room = _Room(missing=99, ahead=99, checks=99, deadlines=99)
    count = len(now.case.consultations)
    lines = [
        *head(now.procedure, now.case, lang, late, now=now, route=count),
        *_ways(now, lang, typed, room),
        *_deadlines(now, lang, room),
        *_unfolded(now, lang),
    ]
    return lines + _notes(lines, lang)


def taken_lines(taken: Taken, lang: Lang) -> list[str]:
    """Return what is told of a step that was taken: where it led, and what to look at."""
    verdict = taken.verdict
    if verdict is None:
        return []
    words = verdict.procedure.words
    step = words.say("step", verdict.step.name, lang)
    state = words.say("state", taken.case.state, lang)
    lines = [f"{step}: {state} ({taken.case.id}, {taken.entry.version})"]
    for finding in verdict.open:
        lines += _wrapped(f"(!) {warning(finding, lang)}", "  ", "      ")
    return lines + _notes(lines, lang)


def explained(
    verdict: Verdict, now: Now, lang: Lang, typed: Typed, all_of_it: bool = False
) -> list[str]:
    """Return whether a step may be taken, and each thing that is missing once.

    Args:
        verdict: the verdict on the step.
        now: where the case stands for whoever asks.
        lang: language.
        typed: how commands are written.
        all_of_it: tell every rule.
    """
    words = verdict.procedure.words
    lines = _wrapped(telling.head(verdict, lang))
    things = telling.ordered(verdict)
    most = len(things) if all_of_it else _Room().missing
    for number, each in enumerate(things[:most], start=1):
        lines += _wrapped(f"[{number}] {thing(each, verdict, lang)}", "  ", "      ")
    if len(things) > most:
        lines.append("  " + said("more", lang, len(things) - most))
    lines += _cured(verdict, now, things, lang, typed)
    if things and {each.kind for each in things} == {"input"}:
        question = verdict.question
        command = command_of(verdict, things, question.role, question.actor.id)
        lines += typed.lines((*command, *typed.own))
    if verdict.status == "elsewhere" and now.next is not None:
        step = words.say("step", now.next.step.name, lang)
        who = roles(words, now.next.step.by, lang)
        lines += _wrapped(said("leads", lang, by(step, who, lang)), "  ")
    soft = telling.warnings(verdict)
    for finding in soft if all_of_it else soft[:_SOFT]:
        lines += _wrapped(f"(!) {warning(finding, lang)}", "  ", "      ")
    if all_of_it:
        lines += _every_finding(verdict, lang)
    elif things:
        kept = sum(each.is_met for each in verdict.findings)
        lines += _wrapped(said("kept", lang, kept))
    return lines + _notes(lines, lang)


def _cured(
    verdict: Verdict,
    now: Now,
    things: Sequence[Missing],
    lang: Lang,
    typed: Typed,
) -> Iterator[str]:
    """Yield the steps that supply what is missing, each once, and how they are typed."""
    here = {(each.step.name, each.on): each for each in now.steps}
    told: dict[tuple[str, str, tuple[str, ...]], list[Missing]] = {}
    for each in things:
        told.setdefault((each.by_step, each.on, each.suppliers), []).append(each)
    for (name, on, suppliers), lacking in told.items():
        cure = telling.cured_by(lacking[0], verdict, lang)
        if not cure:
            continue
        possible = here.get((name, on))
        yield from _wrapped(f"→ {cure}{'.' if possible is None else ':'}", "  ")
        if possible is not None:
            role = next((r for r in suppliers if r in possible.step.by), "")
            yield from typed.lines(now.command(possible, role, lacking))


def _every_finding(verdict: Verdict, lang: Lang) -> Iterator[str]:
    for finding in verdict.findings:
        mark = "+" if finding.is_met else "-"
        yield from _wrapped(f"{mark} {finding.text(lang)}", "  ", "    ")


# ----------------------------------------------------------------------- where it stands


def head(
    procedure: Procedure,
    case: Case,
    lang: Lang,
    late: Sequence[int] = (),
    *,
    now: Now | None = None,
    route: int = 99,
) -> list[str]:
    """Return where a case stands.

    Args:
        procedure: its procedure.
        case: the case.
        lang: language.
        late: versions of the entries that were recorded late.
        now: what may happen; None for a case as it stood.
        route: how many consultations are told.
    """
    words = procedure.words
    name = case.reference or case.id
    title = _title(f"{plainly(name)}  {plainly(case.motion.title)}")
    state = words.say("state", case.state, lang)
    since = "–" if case.since is None else say_day(local_day(case.since), lang)
    if now is None:
        lines = [*title, *_wrapped(said("stood", lang, state, since))]
    else:
        today = say_day(now.day, lang, weekday=True)
        lines = [*title, *_wrapped(said("state", lang, state, since, today))]
        lines += _turn(now, lang)
    lines += _route(procedure, case, lang, route)
    lines += _signed(case, words, lang)
    lines += _suspended(case, words, lang)
    if case.findings:
        names = dict.fromkeys(words.say("rule", f.rule, lang) for f in case.findings)
        lines += _wrapped(said("open", lang, "; ".join(names)))[:3]
    if late:
        lines += _wrapped(said("late", lang, ", ".join(map(str, late))))[:2]
    return lines


def plainly(text: str) -> str:
    """Return a text as it can stand in one line: without breaks and control characters."""
    kept = (char if unicodedata.category(char)[0] != "C" else " " for char in text)
    return " ".join("".join(kept).split())


def _title(text: str) -> list[str]:
    first, *others = textwrap.wrap(text, COLUMNS, subsequent_indent="  ") or [""]
    if len(others) > 1:
        return [first, f"{others[0][: COLUMNS - 2]} …"]
    return [first, *others]


def _turn(now: Now, lang: Lang) -> list[str]:
    if now.next is None:
        return []
    until = now.waits_until
    if until is not None:
        nobody = said("nobody", lang, say_day(until, lang, weekday=True))
        return _wrapped(said("turn", lang, nobody))
    turn = now.turn
    actor = now.actor
    if actor is not None and {*actor.roles, *actor.deputises}.intersection(turn):
        return [said("turn", lang, said("you", lang))]
    return _wrapped(said("turn", lang, roles(now.procedure.words, turn, lang)))


def _route(procedure: Procedure, case: Case, lang: Lang, most: int) -> list[str]:
    over = {each.name for each in procedure.consultation_states if each.final}
    route = list(case.consultations)
    shown = route
    if len(route) > most:
        pending = [each for each in route if each.state not in over]
        shown = (pending or route)[:most]
    lines = [line for each in shown for line in _body(procedure.words, each, lang)]
    if len(route) > len(shown):
        lines.append("  " + said("bodies", lang, len(route) - len(shown)))
    return lines


def _body(words: Words, each: Consultation, lang: Lang) -> list[str]:
    day = each.meeting and say_day(each.meeting.day, lang)
    parts = (
        plainly(each.body.name),
        words.say("consultation_role", each.role.value, lang),
        day or said("undated", lang),
        words.say("consultation_state", each.state, lang),
    )
    return _wrapped(said("body", lang, ", ".join(parts)))[:2]


def _signed(case: Case, words: Words, lang: Lang) -> list[str]:
    parts = []
    for each in case.valid_signatures:
        note = f" ({words.say('decision', each.decision.value, lang)})"
        deputy = "i. V. " if each.deputy else ""
        parts.append(
            f"{deputy}{words.say('role', each.office, lang)} {_day(each.at, lang)}"
            f"{'' if each.decision.value == 'approve' else note}"
        )
    return _wrapped(said("signed", lang, ", ".join(parts)))[:3] if parts else []


def _suspended(case: Case, words: Words, lang: Lang) -> list[str]:
    lines = []
    for each in case.suspensions:
        parts = (
            words.say("suspension_kind", each.kind.value, lang),
            say_day(each.lodged_on, lang),
            words.say("suspension_state", each.state, lang),
        )
        lines += _wrapped(said("suspended", lang, ", ".join(parts)))
    return lines[-3:]


def _day(moment: datetime, lang: Lang) -> str:
    return say_day(local_day(moment), lang)


# ------------------------------------------------------------------------- what is next


def _ways(now: Now, lang: Lang, typed: Typed, room: _Room) -> list[str]:
    if now.is_final:
        return ["", said("over", lang)]
    if now.next is None:
        return ["", said("aside", lang)]
    lines = ["", *_heading("next", now, now.next, lang)]
    lines += _lacking(now, lang, typed, room)
    if now.ahead:
        lines.append("  " + said("ahead", lang))
        lines += _some(
            [_later(now, each, lang) for each in now.ahead], room.ahead, lang
        )
    told = {each.rule.id: each for each in now.next.verdict.warnings}
    # A rule that lacks several things is told once: its sentence names them all.
    asked = dict.fromkeys(each.rules[0] for each in now.checks)
    checks = [told[rule] for rule in asked if rule in told]
    for finding in checks[: room.checks]:
        lines += _wrapped(said("check", lang, warning(finding, lang)), "  ")
    if now.other is not None and room.other:
        lines += ["", *_heading("or", now, now.other, lang)]
        if now.other.status == "ready":
            lines.append("  " + said("ready", lang))
        lines += typed.lines(now.command(now.other))
    return lines


def _heading(key: str, now: Now, possible: Possible, lang: Lang) -> list[str]:
    words = now.procedure.words
    left = said(key, lang, words.say("step", possible.step.name, lang))
    right = said("by", lang, roles(words, possible.step.by, lang))
    gap = COLUMNS - len(left) - len(right)
    if gap > 1:
        return [f"{left}{' ' * gap}{right}"]
    return [*_wrapped(left), *_wrapped(right, "  ")]


def _lacking(now: Now, lang: Lang, typed: Typed, room: _Room) -> list[str]:
    chosen = now.next
    assert chosen is not None  # noqa: S101  # the caller looked
    command = typed.lines(now.command(chosen))
    status = chosen.status
    if status == "ready":
        return ["  " + said("ready", lang), *command]
    things = chosen.missing
    lines: list[str] = []
    if status == "waits_for_day":
        days = [each for each in things if each.kind == "day" and each.not_before]
        for each in days:
            told = f"{say_day(each.not_before, lang, weekday=True)}"  # type: ignore[arg-type]
            why = ", ".join(filter(None, (each.label.in_(lang), cite(each))))
            lines += _wrapped(said("earliest", lang, f"{told} ({why})"), "  ")
        things = tuple(each for each in things if each not in days)
        if things:
            lines.append("  " + said("needs", lang))
    else:
        lines.append("  " + said("needs" if status == "needs_input" else "lacks", lang))
    numbered = [
        f"[{number}] {_thing(each, now, lang)}"
        for number, each in enumerate(things, start=1)
    ]
    lines += _some(numbered, room.missing, lang)
    cures = now.cures
    for cure, lacking in cures[:3]:
        who = lacking[0].suppliers
        step = now.procedure.words.say("step", cure.step.name, lang)
        lines += _wrapped(
            f"→ {by(step, roles(now.procedure.words, who, lang), lang)}:", "  "
        )
        may = [role for role in who if role in cure.step.by]
        lines += typed.lines(now.command(cure, may[0] if may else ""))
    if cures:
        lines.append("  " + said("then", lang))
    return [*lines, *command]


def _thing(missing: Missing, now: Now, lang: Lang) -> str:
    assert now.next is not None  # noqa: S101  # the caller looked
    told = thing(missing, now.next.verdict, lang)
    if missing.kind == "input" or missing.by_step or not missing.suppliers:
        return told
    who = roles(now.procedure.words, missing.suppliers, lang)
    return f"{told} ({who})" if not told.endswith(".") else f"{told[:-1]} ({who})."


def _later(now: Now, each: Ahead, lang: Lang) -> str:
    words = now.procedure.words
    label = words.say("fact", each.fact, lang)
    choices = ", ".join(telling.choices_of(each.fact.rpartition(".")[2], words, lang))
    told = f"{label} ({choices})" if choices else label
    return "+ " + said("for", lang, told, words.say("step", each.step.name, lang))


def _some(items: Sequence[str], most: int, lang: Lang) -> list[str]:
    """Return the first of some items, and how many others there are."""
    lines = [line for each in items[:most] for line in _wrapped(each, "  ", "      ")]
    if len(items) > most:
        lines.append("  " + said("more", lang, len(items) - most))
    return lines


# ----------------------------------------------------------------------- what else there is


def _blocks(now: Now, lang: Lang, room: _Room) -> Iterator[str]:
    yield from _deadlines(now, lang, room)
    instead = _instead(now, lang)
    if instead and room.instead:
        yield ""
        yield said("instead", lang)
        yield from _capped(instead, room.instead, "  …")
    record = [
        _name(now, each, lang) for each in now.of("record", "ready", "needs_input")
    ]
    if record and room.record:
        if not (instead and room.instead):
            yield ""
        yield from _listing(record, room.record, lang)


def _deadlines(now: Now, lang: Lang, room: _Room) -> Iterator[str]:
    due = now.deadlines[: room.deadlines]
    if not due:
        return
    yield ""
    yield said("deadlines", lang)
    for each in due:
        citation = each.rule.citation
        sign = "" if citation.confidence in _READ else UNREAD
        day = say_day(each.until.day, lang, weekday=True)
        who = roles(now.procedure.words, each.by, lang)
        why = f"{who}, {citation.norm}{sign}"
        told = said("until", lang, day, each.until.what.in_(lang), why)
        yield from _wrapped(told, "  ")


def _others(now: Now) -> list[Possible]:
    """Return the steps that move something and are neither next nor a cure."""
    return [
        each
        for each in now.steps
        if each.group in ("instead", "main")
        and each is not now.next
        and each is not now.other
    ]


def _instead(now: Now, lang: Lang) -> list[str]:
    grouped: dict[str, dict[str, None]] = {}
    for each in _others(now):
        if each.status in ("ready", "needs_input"):
            role = _first_role(now, each)
            grouped.setdefault(role, {})[_name(now, each, lang)] = None
    words = now.procedure.words
    lines = []
    for role, names in grouped.items():
        lines += _wrapped(f"{words.say('role', role, lang)}: {', '.join(names)}", "  ")
    return lines


def _first_role(now: Now, possible: Possible) -> str:
    if now.actor is not None and possible.may and possible.verdict.question.role:
        return possible.verdict.question.role
    return possible.step.by[0]


def _name(now: Now, possible: Possible, lang: Lang) -> str:
    return now.procedure.words.say("step", possible.step.name, lang)


def _listing(names: Iterable[str], most: int, lang: Lang) -> list[str]:
    """Return names in so many lines at most, and how many others there are."""
    unique = list(dict.fromkeys(names))
    for count in range(len(unique), 0, -1):
        told = ", ".join(unique[:count])
        if count < len(unique):
            told += f" {said('more', lang, len(unique) - count)}"
        lines = _wrapped(said("record", lang, told))
        if len(lines) <= most:
            return lines
    return []


def _capped(lines: list[str], most: int, sign: str) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], sign]


def _foot(now: Now, lang: Lang, above: list[str]) -> list[str]:
    count = now.elsewhere
    key = "count" if count > 1 else "count_one"
    lines = _wrapped(said(key, lang, count)) if count else []
    return [*lines, *_notes(above, lang)]


def _notes(above: list[str], lang: Lang) -> list[str]:
    lines = []
    if any(f"{UNREAD})" in line or f"{UNREAD}," in line for line in above):
        lines.append(UNREAD_NOTE[lang])
    return [*lines, *_wrapped(legend(above, lang))] if legend(above, lang) else lines


def _unfolded(now: Now, lang: Lang) -> Iterator[str]:
    others = _others(now)
    near = [each for each in others if each.status in ("ready", "needs_input")]
    record = list(now.of("record", "ready", "needs_input"))
    held = [
        each
        for each in (*others, *now.of("record", "waits_for_others", "waits_for_day"))
        if each.status in ("waits_for_others", "waits_for_day")
    ]
    unfit = [each for each in now.steps if each.status == "unfit"]
    for key, steps in (
        ("instead", near),
        ("recorded", record),
        ("held", held),
        ("unfit", unfit),
    ):
        if steps:
            yield ""
            yield f"{said(key, lang)} ({len(steps)})"
            for each in steps:
                yield from _wrapped(_entry(now, each, lang), "  ", "      ")
    here = {each.step.name for each in now.steps}
    rest = [s for s in now.procedure.steps if s.name not in here]
    if rest:
        yield ""
        yield f"{said('elsewhere', lang)} ({len(rest)})"
        words = now.procedure.words
        yield from _wrapped(
            ", ".join(words.say("step", each.name, lang) for each in rest), "  ", "  "
        )


def _entry(now: Now, possible: Possible, lang: Lang) -> str:
    words, step = now.procedure.words, possible.step
    told = f"{_name(now, possible, lang)} – {roles(words, step.by, lang)}"
    if possible.on:
        consultation = possible.verdict.question.consultation
        if consultation is not None:
            told += f" ({plainly(consultation.body.name)})"
    if possible.status in ("ready", "needs_input"):
        needed = [each.label.in_(lang) for each in possible.missing]
        return told + (said("state_it", lang, ", ".join(needed)) if needed else "")
    things = [thing(each, possible.verdict, lang) for each in possible.missing[:3]]
    return f"{told}; {listed(things, lang)}" if things else told


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Return a text in lines of the screen's width."""
    return textwrap.wrap(
        text,
        COLUMNS,
        initial_indent=first,
        subsequent_indent=rest or f"{first}  ",
        break_on_hyphens=False,
    )
