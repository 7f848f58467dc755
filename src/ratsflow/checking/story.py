"""A way that was found, told as a story, replayed in an office, and written as a test."""

from __future__ import annotations

import re

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

import attrs

from ratsflow.checking.choices import Choice, Way
from ratsflow.checking.company import Beside
from ratsflow.checking.search import Moment
from ratsflow.checking.space import CASE, Space
from ratsflow.checking.starts import Start
from ratsflow.engine.verdict import Mode
from ratsflow.errors import german
from ratsflow.model import Ballot, Consultation, Meeting, Motion
from ratsflow.model.text import Lang
from ratsflow.office import Office
from ratsflow.procedure.case import Case
from ratsflow.procedure.words import Words, say_day
from ratsflow.stores.memory import MemoryStore


_SAID: dict[str, tuple[str, str]] = {
    "head": (
        "{start}. Der Weg dahin, {n} Schritte:",
        "{start}. The way there, {n} steps:",
    ),
    "here": ("← hier", "← here"),
    "clean": (
        "Jede Regel war erfüllt; kein Befund, kein Hinweis.",
        "Every rule was met; no finding, no flag.",
    ),
    "flagged": ("Hingewiesen wurde auf: {flags}", "Flagged on the way: {flags}"),
    "text": ("neuer Text {digest} ({fields})", "text is now {digest} ({fields})"),
    "signs": ("unterschreibt {digest}", "signs {digest}"),
    "overridden": ("angeordnet trotz: {rules}", "overriding: {rules}"),
    "recorded": ("festgehalten, entgegen: {rules}", "recorded, against: {rules}"),
    "votes": ("{yes} Ja, {no} Nein", "{yes} yes, {no} no"),
    "opened": ("Angelegt", "Opened"),
    "another": ("anderer Vorgang ({case})", "another case ({case})"),
    "bears": ("trägt die Nummer {number}", "bears the number {number}"),
    "amends": ("zu {number}", "to {number}"),
    "meets": ("Sitzung am {day}", "meeting of {day}"),
}


def _say(key: str, lang: Lang, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


def replayed(moment: Moment, space: Space) -> Case:
    """Take the steps of a way in a real office with a store of its own.

    Returns:
        The case at the end, as the office folds it.

    Raises:
        RefusedError: the office refuses a step that the search was allowed.
    """
    now = space.moment(space.first_day)
    office = Office(space.procedure, MemoryStore(), law=space.law, clock=lambda: now)
    for act in _acts(moment):
        if isinstance(act.what, Start):
            office.open(
                act.what.motion,
                space.opens(act.what),
                case_id=act.case,
                consultations=act.what.route,
                at=space.moment(space.first_day),
            )
            continue
        choice = act.what
        # What another case went through before is entered when it is first looked at.
        now = max(now, space.moment(choice.day))
        office.take(
            act.case,
            choice.step,
            choice.actor,
            on=choice.on,
            at=space.moment(choice.day),
            seen=office.case(act.case).version,
            mode=choice.mode,
            override=choice.override,
            **choice.inputs,
        )
    return office.case(CASE)


@attrs.frozen(eq=False)
class _Act:
    """What happens on a way: a case is opened, or a step is taken in one.

    Attributes:
        case: id of the case.
        what: how it begins, or the step.
        way: the step of the case itself that it is; None of another.
    """

    case: str
    what: Start | Choice
    way: Way | None = None


def _acts(moment: Moment) -> Iterator[_Act]:
    """Yield what happens on a way, in order: in other cases before whoever looks at them."""
    yield _Act(CASE, moment.start)
    here: Beside = ()
    for each in moment.moments:
        if each.way is not None:
            yield from _elsewhere(here, each.way.choice.beside)
            yield _Act(CASE, each.way.choice, each.way)
        here = each.beside
    if moment.way is not None:
        yield from _elsewhere(moment.way.choice.beside, moment.beside)


def _elsewhere(before: Beside, beside: Beside) -> Iterator[_Act]:
    """Yield what happened in other cases since they were last looked at."""
    for each in beside:
        known = next((one for one in before if one.case.id == each.case.id), None)
        if known is None:
            yield _Act(each.case.id, each.start)
        for choice in each.since(known):
            yield _Act(each.case.id, choice)


def story(moment: Moment, space: Space, lang: Lang = "en") -> tuple[str, ...]:
    """Tell a way, a line for each step, with what each stated, signed and changed.

    Args:
        moment: the end of the way.
        space: what was looked at.
        lang: language.
    """
    words = space.procedure.words
    name = moment.start.name
    start = german(name) if lang == "de" else str(name)
    lines = [
        _say("head", lang, start=start[:1].upper() + start[1:], n=len(moment.choices))
    ]
    flags: dict[str, None] = {}
    acts = list(_acts(moment))[1:]
    columns = [_columns(each, space, lang) for each in acts]
    wide = [max(map(len, column), default=0) for column in zip(*columns, strict=True)]
    for act, parts in zip(acts, columns, strict=True):
        way = act.way
        told = "; ".join(_told(way, words, lang) if way else _aside(act, space, lang))
        here = "  " + _say("here", lang) if way and way is moment.way else ""
        row = "  ".join(f"{part:{w}}" for part, w in zip(parts, wide, strict=True))
        lines.append(f"  {row}  {told}".rstrip() + here)
        if way is not None:
            flags |= dict.fromkeys(each.text(lang) for each in way.verdict.open)
    if flags:
        lines.append(_say("flagged", lang, flags=" ".join(flags)))
    else:
        lines.append(_say("clean", lang))
    return tuple(lines)


def _columns(act: _Act, space: Space, lang: Lang) -> tuple[str, str, str]:
    """Return the day, the step and the role in which it is taken."""
    words, choice = space.procedure.words, act.what
    if isinstance(choice, Start):
        day = say_day(space.first_day, lang, weekday=True)
        return day, _say("opened", lang), words.say("role", space.opener(choice), lang)
    step = space.procedure.step(choice.step)
    held = (*choice.actor.roles, *choice.actor.deputises)
    role = act.way.verdict.question.role if act.way else ""
    role = role or next((each for each in step.by if each in held), "")
    day = say_day(choice.day, lang, weekday=True)
    return day, step.title(lang), words.say("role", role, lang)


def _aside(act: _Act, space: Space, lang: Lang) -> Iterator[str]:
    """Tell of a step of another case, and of another case what it is."""
    words = space.procedure.words
    yield _say("another", lang, case=act.case)
    if not isinstance(act.what, Start):
        yield from _stated(act.what, words, lang)
        return
    motion = act.what.motion
    yield words.say("paper_type", motion.paper_type, lang)
    for key, number in (
        ("bears", motion.reference),
        ("amends", ", ".join(motion.related)),
    ):
        if number:
            yield _say(key, lang, number=number)


def _told(way: Way, words: Words, lang: Lang) -> Iterator[str]:
    verdict, after = way.verdict, way.case
    item = verdict.question.consultation
    if item is not None:
        yield item.body.name
    old = verdict.question.case.motion
    before = old.text_hash
    yield from _stated(way.choice, words, lang)
    if after is not None and after.motion.text_hash != before:
        fields = ", ".join(_changed(old, after.motion, words, lang))
        yield _say("text", lang, digest=after.motion.text_hash[:4], fields=fields)
    elif verdict.step.signs:
        yield _say("signs", lang, digest=before[:4])
    if not way.choice.goes_by_the_rules:
        key = "recorded" if way.choice.override is None else "overridden"
        against = way.verdict.overridden or way.verdict.warnings
        yield _say(
            key, lang, rules=", ".join(each.rule.title(lang) for each in against)
        )
    for move in verdict.moves or ():
        if move.lifecycle == "motion" and move.target != move.source:
            yield f"→ {words.say('state', move.target, lang)}"


def _stated(choice: Choice, words: Words, lang: Lang) -> Iterator[str]:
    """Tell what a step takes in, texts apart."""
    for name, value in choice.inputs.items():
        if isinstance(value, Ballot):
            yield _say("votes", lang, yes=value.yes, no=value.no)
        elif isinstance(value, Meeting):
            yield _say("meets", lang, day=say_day(value.day, lang))
        elif not isinstance(value, Motion):
            label = words.say("fact", f"{choice.step}.{name}", lang)
            yield f"{label}: {words.write(_plain(value), lang) or '–'}"


def _changed(old: Motion, new: Motion, words: Words, lang: Lang) -> Iterator[str]:
    """Name the fields in which two texts differ; of the type also which it is now."""
    for each in attrs.fields(Motion):
        if getattr(old, each.name) != getattr(new, each.name):
            label = words.say("fact", f"motion.{each.name}", lang)
            if each.name == "paper_type":
                label += f": {words.say('paper_type', new.paper_type, lang)}"
            yield label


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [
            each.body.name if isinstance(each, Consultation) else each for each in value
        ]
    return value


def as_test(name: str, moment: Moment, space: Space) -> str:
    """Write a way as a test in Python that passes once its last step is refused.

    Where an earlier step is the one to refuse, the ``with`` belongs around that one.

    Args:
        name: name of what is broken, for the test's own name.
        moment: the end of the way.
        space: what was looked at.
    """
    body = [
        '"""A way that must not exist, found by searching the procedure."""',
        "",
        "from datetime import date, datetime",
        "",
        "import pytest",
        "",
        "from ratsflow import Office, RefusedError",
        *_override_used(moment),
        f"from ratsflow.model import {', '.join(sorted(_used(moment)))}",
        "from ratsflow.stores.memory import MemoryStore",
        "",
        "",
        f"def test_{re.sub(r'[^a-z0-9]+', '_', name.lower()).strip('_')}(procedure, law):",
        f"    now = {_source(space.moment(space.first_day))}",
        "    office = Office(procedure, MemoryStore(), law=law, clock=lambda: now)",
    ]
    now = space.first_day
    for act in _acts(moment):
        if isinstance(act.what, Start):
            body += _opening(act.case, act.what, space)
            continue
        now = max(now, act.what.day)
        moved, taken = _taking(act.case, act.what, now, space)
        if act.way is not None and act.way is moment.way:
            taken = f"with pytest.raises(RefusedError):\n        {taken}"
        body += [f"    {moved}", f"    {taken}"]
    return "\n".join(body) + "\n"


def _opening(case: str, start: Start, space: Space) -> list[str]:
    at = "now" if case == CASE else _source(space.moment(space.first_day))
    return [
        "    office.open(",
        f"        {_source(start.motion)},",
        f"        {_source(space.opens(start))},",
        f'        case_id="{case}",',
        f"        consultations={_source(start.route)},",
        f"        at={at},",
        "    )",
    ]


def _taking(case: str, choice: Choice, now: date, space: Space) -> Iterator[str]:
    yield f"now = {_source(space.moment(now))}"
    parts = [repr(case), repr(choice.step), _source(choice.actor)]
    if choice.on:
        parts.append(f"on={choice.on!r}")
    at = "now" if now == choice.day else _source(space.moment(choice.day))
    parts += [f"at={at}", 'seen="any"']
    if choice.override is not None:
        parts.append(f"override={_source(choice.override)}")
    if choice.mode is Mode.RECORD:
        parts.append('mode="record"')
    parts += [f"{name}={_source(value)}" for name, value in choice.inputs.items()]
    yield f"office.take({', '.join(parts)})"


def _override_used(moment: Moment) -> list[str]:
    taken = [each.what for each in _acts(moment)]
    used = any(isinstance(e, Choice) and e.override is not None for e in taken)
    return ["from ratsflow.log import Override"] if used else []


def _used(moment: Moment) -> set[str]:
    found = {"Actor", "Motion"}

    def look(value: Any) -> None:
        if attrs.has(type(value)):
            found.add(type(value).__name__)
            for each in attrs.fields(type(value)):
                look(getattr(value, each.name))
        elif isinstance(value, tuple | list):
            for each in value:
                look(each)

    for act in _acts(moment):
        if isinstance(act.what, Start):
            look((act.what.motion, act.what.route))
        else:
            look(tuple(act.what.inputs.values()))
    return found


def _source(value: Any) -> str:
    """Write a value as Python that makes it, what is usual left out."""
    if attrs.has(type(value)):
        parts = [
            f"{each.name}={_source(getattr(value, each.name))}"
            for each in attrs.fields(type(value))
            if each.init and not _is_usual(each, getattr(value, each.name))
        ]
        return f"{type(value).__name__}({', '.join(parts)})"
    if isinstance(value, Enum):
        return repr(value.value)
    if isinstance(value, datetime):
        return f'datetime.fromisoformat("{value.isoformat()}")'
    if isinstance(value, date):
        return f'date.fromisoformat("{value.isoformat()}")'
    if isinstance(value, tuple):
        inner = "".join(f"{_source(each)}, " for each in value)
        return f"({inner.rstrip() if len(value) == 1 else inner.rstrip(', ')})"
    return repr(value)


def _is_usual(field: Any, value: Any) -> bool:
    default = field.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return not value
    return default is not attrs.NOTHING and value == default
