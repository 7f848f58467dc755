"""What waits for whom: the work of a person or role, and what a meeting has before it."""

from __future__ import annotations

import json

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs

from ratsflow.engine import Verdict
from ratsflow.engine.missing import Missing, stays
from ratsflow.engine.outlook import awaited, in_turn
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.periods import local_day
from ratsflow.markup import table
from ratsflow.model import Actor, Consultation
from ratsflow.model.alike import alike
from ratsflow.model.text import Lang
from ratsflow.office.attempt import Attempt
from ratsflow.office.lookups import Lookup
from ratsflow.office.oparl import NOWHERE, write_agenda
from ratsflow.office.search import as_day
from ratsflow.office.whereabouts import PAGE, Whereabouts
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuing import continued
from ratsflow.procedure.finding import Result
from ratsflow.procedure.inputs import BALLOTS
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import CONSULTATION
from ratsflow.procedure.words import say_day


if TYPE_CHECKING:
    from ratsflow.office.assessor import Assessor
    from ratsflow.office.binding import Binding


@attrs.frozen(eq=False)
class WorkItem:
    """A step that waits for somebody.

    Attributes:
        case: the case, as he may see it.
        step: the step that he can take.
        on: id of the consultation or suspension it is about, or empty.
        since: when the paper came to the state in which it waits.
        until: the latest day, where a rule says one.
        missing: what he can supply, or nobody else has to; empty where it only has to be
            done.
        is_main: it is the step that the main path waits for, and not one that supplies
            what that one lacks.
        verdict: the verdict on the step, as he may see it.
    """

    case: Case
    step: str
    on: str
    since: datetime | None
    until: date | None
    missing: tuple[Missing, ...]
    is_main: bool
    verdict: Verdict = attrs.field(repr=False)

    document = "work-item"

    @property
    def consultation(self) -> Consultation | None:
        """The consultation that it is about, else the first that has not decided."""
        route = self.case.consultations
        own = [each for each in route if each.id == self.on]
        return next(iter((*own, *(e for e in route if not e.decided))), None)

    def label(self, lang: Lang = "en") -> str:
        """Return what people call the step."""
        return self.verdict.procedure.words.say("step", self.step, lang)

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON; `ratsflow.schema` describes them."""
        about = self.consultation
        held = about.meeting if about else None
        return {
            "case": self.case.id,
            "title": self.case.motion.title,
            "state": self.case.state,
            "step": self.step,
            "label": self.label(lang),
            "on": self.on or None,
            "status": self.verdict.status,
            "main": self.is_main,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "body": about.body.name if about else None,
            "meeting": held and held.day.isoformat(),
            "missing": [each.to_plain(self.verdict, lang) for each in self.missing],
        }


class Worklist(tuple[WorkItem, ...]):
    """Work, the earliest last day first, then what waits longest; it prints as a table."""

    __slots__ = ()

    def text(self, lang: Lang = "en") -> str:
        """Return it as lines."""
        return "\n".join("  ".join(row).rstrip() for row in _rows(self, lang))

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        heads = ("case", "title", "step", "since", "until", "for")
        return table(f"{len(self)} waiting", heads, _rows(self, "en"))


def _rows(items: Sequence[WorkItem], lang: Lang) -> Iterator[tuple[str, ...]]:
    for each in items:
        about = each.consultation
        held = about.meeting if about else None
        day = say_day(held.day, lang) if held else ""
        yield (
            each.case.id,
            each.case.motion.title,
            each.label(lang),
            say_day(local_day(each.since), lang) if each.since else "",
            say_day(each.until, lang) if each.until else "",
            f"{about.body.name} {day}".strip() if about else "",
        )


@attrs.frozen(eq=False)
class AgendaItem:
    """A case on the agenda of a meeting.

    Attributes:
        number: the number of the item (*TOP*), or empty while it has none.
        case: the case.
        consultation: its consultation in this body.
        public: dealt with in public; what nobody has stated is not.
        missing: what speaks against a decision on that day, beside the decision itself.
        verdict: the verdict on the decision, if there is one to be taken.
    """

    number: str
    case: Case
    consultation: Consultation
    public: bool
    missing: tuple[Missing, ...]
    verdict: Verdict | None = attrs.field(repr=False)


@attrs.frozen(eq=False, slots=False)
class Agenda:
    """What is before a body on a day, public items before those that are not.

    Attributes:
        body: the name of the body.
        day: the day.
        items: the items.
    """

    body: str
    day: date
    items: tuple[AgendaItem, ...]

    document = "agenda"

    @property
    def fit(self) -> bool:
        """Nothing is missing for any decision but the decision itself."""
        return not any(each.missing for each in self.items)

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON; `ratsflow.schema` describes them."""
        return {
            "body": self.body,
            "day": self.day.isoformat(),
            "fit": self.fit,
            "items": [
                {
                    "number": each.number or None,
                    "case": each.case.id,
                    "title": each.case.motion.title,
                    "on": each.consultation.id,
                    "role": each.consultation.role.value,
                    "public": each.public,
                    "state": each.consultation.state,
                    "missing": [
                        missing.to_plain(each.verdict, lang)
                        for missing in each.missing
                        if each.verdict is not None
                    ],
                }
                for each in self.items
            ],
        }

    def to(self, form: str, lang: Lang = "de", *, base: str = NOWHERE) -> str:
        """Return it as a file: ``html``, ``oparl`` or ``ics`` (extra ``calendar``).

        Only public items are told in it: such files travel.

        Args:
            form: the form.
            lang: the language of what stands beside the titles.
            base: with ``oparl``, the address below which the objects stand.

        Raises:
            InvalidInputError: there is no such form, what writes it is not installed, or
                the address is none.
        """
        if form == "oparl":
            told = write_agenda(self, base)
            return json.dumps(told, ensure_ascii=False, indent=1)
        if form == "html":
            return self._html(lang)
        if form == "ics":
            return self._calendar(lang)
        raise InvalidInputError(
            Both(f"{form!r} is no form of an agenda.", f"„{form}“ gibt es nicht."),
            "form",
            Both("Use html, ics or oparl.", "html, ics oder oparl nehmen."),
        )

    def published(self) -> Iterator[AgendaItem]:
        """Yield the items that may be told to everybody: item and paper are public."""
        return (each for each in self.items if each.public and each.case.is_public)

    def _open(self) -> Iterator[tuple[str, str]]:
        for each in self.published():
            yield each.number, each.case.motion.title

    def _html(self, lang: Lang) -> str:
        heads = {"de": ("TOP", "Beratungsgegenstand"), "en": ("no.", "item")}[lang]
        return table(
            f"{self.body}, {say_day(self.day, lang)}", heads, self._open(), lang=lang
        )

    def _calendar(self, lang: Lang) -> str:
        try:
            from icalendar import Calendar, Event  # noqa: PLC0415  # an extra
        except ImportError as error:
            raise InvalidInputError(
                Both("icalendar is not installed.", "icalendar ist nicht installiert."),
                "form",
                Both(
                    "Run: pip install 'ratsflow[calendar]'.",
                    "Ausführen: pip install 'ratsflow[calendar]'.",
                ),
            ) from error
        calendar, event = Calendar(), Event()
        calendar.add("prodid", "-//ratsflow//agenda//EN")
        calendar.add("version", "2.0")
        event.add("uid", f"{alike(self.body)}-{self.day.isoformat()}@ratsflow")
        event.add("dtstamp", datetime.combine(self.day, datetime.min.time()))
        event.add("dtstart", self.day)
        event.add("summary", self.body)
        told = [f"{number}  {title}".strip() for number, title in self._open()]
        event.add("description", "\n".join(told))
        calendar.add_component(event)
        del lang
        return str(calendar.to_ical().decode("utf-8"))

    def _repr_html_(self) -> str:
        rows = [
            (
                each.number,
                each.case.motion.title,
                "public" if each.public else "not public",
                "; ".join(m.label.en for m in each.missing) or "nothing",
            )
            for each in self.items
        ]
        caption = f"{self.body}, {self.day.isoformat()}"
        return table(caption, ("no.", "item", "how", "missing"), rows)


@attrs.frozen
class Waiting:
    """Says what waits, for an office.

    Attributes:
        bound: what the office binds together.
        assessor: asks the engine.
        whereabouts: returns by case what no index of the store knows.
        view: returns a case as somebody may see it.
    """

    bound: Binding
    assessor: Assessor
    whereabouts: Callable[[], Any]
    view: Callable[[str, Actor], Case]

    def worklist(
        self,
        actor: Actor | None,
        role: str,
        *,
        everything: bool,
        until: date | str | None,
        at: datetime,
    ) -> Worklist:
        """Return what waits; see `Office.worklist`."""
        who = self._who(actor, role)
        last = None if until is None else as_day(until, "until")
        anybody = self.assessor.anybody
        items = [
            item
            for case in self._open_cases()
            for item in self._of(case, who, anybody, at, everything=everything)
            if last is None or (item.until is not None and item.until <= last)
        ]
        return Worklist(sorted(items, key=_urgency))

    def _who(self, actor: Actor | None, role: str) -> Actor:
        if (actor is None) == (not role):
            raise InvalidInputError(
                Both(
                    "a worklist is of an actor or of a role.",
                    "eine Arbeitsliste gehört einer Person oder einer Rolle.",
                ),
                "actor",
                Both(
                    "Pass Actor(…) or role='alderman'.",
                    "Eine Person oder eine Rolle angeben.",
                ),
            )
        if actor is not None:
            return actor
        known = {
            each for procedure in self.bound.procedures for each in procedure.roles
        }
        if role not in known:
            raise UnknownNameError(Both("role", "Rolle"), role, sorted(known))
        return Actor(role, roles=[role])

    def _open_cases(self) -> Iterator[Case]:
        """Yield the cases that have not come to an end, as they stand."""
        states = dict.fromkeys(
            state.name
            for procedure in self.bound.versions.values()
            for state in procedure.states_of("motion")
            if not state.final
        )
        for state in states:
            after = None
            while True:
                page = self.bound.store.find(state=state, limit=PAGE, after=after)
                cases = self.bound.cases.listed(page)
                yield from (each for each in cases.values() if isinstance(each, Case))
                if len(page) < PAGE:
                    break
                after = page[-1]

    def _of(
        self,
        case: Case,
        who: Actor,
        anybody: Actor,
        at: datetime,
        *,
        everything: bool,
    ) -> Iterator[WorkItem]:
        procedure = self.bound.versions.get(case.fingerprint)
        if procedure is None:
            return
        held = {*who.roles, *who.deputises}
        seen = continued(procedure, case)
        starting = list(startable(procedure, seen))
        his = [
            (step, on)
            for step, on in starting
            if not held.isdisjoint(procedure.step(step).by)
        ]
        if not his:
            return  # whatever is missing, he can supply nothing of it here
        lookup = Lookup(self.bound.store)
        if everything:
            for step, on in his:
                asked = Attempt(case.id, step, who, on, at)
                verdict = self.assessor.verdict(case, asked, lookup)
                if verdict.starts_here and not verdict.is_unfit:
                    main = step in procedure.main_path
                    yield self._item(seen, verdict, who, None, is_main=main)
            return
        turns = in_turn(procedure, seen, local_day(at), starting)
        if not any(_serves(procedure, step, turns) for step, _ in his):
            return

        def ask(step: str, on: str, supposed: Case | None = None) -> Verdict:
            del supposed
            may = held.intersection(procedure.step(step).by)
            asked = Attempt(case.id, step, who if may else anybody, on, at)
            return self.assessor.verdict(case, asked, lookup)

        next_one = awaited(procedure, turns, ask)
        if next_one is not None:
            yield from self._of_next(seen, who, at, *next_one)

    def _of_next(
        self,
        case: Case,
        who: Actor,
        at: datetime,
        verdict: Verdict,
        until: date | None,
    ) -> Iterator[WorkItem]:
        """Yield what somebody has to do with the step that the main path waits for."""
        held = {*who.roles, *who.deputises}
        lacking = [each for each in verdict.missing if each.is_blocking]
        cured = [e for e in lacking if e.by_step not in ("", verdict.step.name)]
        # What lacks and no step supplies is for who takes the step, and not lost.
        is_due = verdict.status != "waits_for_others" or not cured
        if is_due and held.intersection(verdict.step.by):
            yield self._item(case, verdict, who, until, is_main=True)
        mine = [e for e in cured if held.intersection(e.suppliers)]
        for step, on in dict.fromkeys((each.by_step, each.on) for each in mine):
            asked = Attempt(case.id, step, who, on, at)
            cure = self.assessor.verdict(case, asked)
            if cure.starts_here:
                yield self._item(case, cure, who, until, is_main=False)

    def _item(
        self,
        case: Case,
        verdict: Verdict,
        who: Actor,
        until: date | None,
        *,
        is_main: bool,
    ) -> WorkItem:
        reads = verdict.procedure.may_read(who)
        asked = verdict.question
        if asked.actor != who:
            asked = attrs.evolve(asked, actor=who)
            verdict = attrs.evolve(verdict, question=asked)
        told = self.bound.views().verdict(verdict)
        subject = asked.consultation or asked.suspension
        held = {*who.roles, *who.deputises}
        return WorkItem(
            case if reads else self.view(case.id, who),
            verdict.step.name,
            subject.id if subject else "",
            case.since,
            until,
            tuple(
                each
                for each in told.missing
                if each.is_blocking
                and each.kind not in ("role", "day")
                and (not each.suppliers or held.intersection(each.suppliers))
            ),
            is_main,
            told,
        )

    def agenda(
        self, body: str, day: date | str, reader: Actor | None, at: datetime
    ) -> Agenda:
        """Return what is before a body; see `Office.agenda`."""
        when, key = as_day(day, "day"), alike(body)
        known = self.whereabouts()
        ids = [
            case_id
            for case_id, each in known.items()
            if any(s.body == key and when in s.days for s in each.sittings)
        ]
        name, items = body, []
        for case_id, case in self.bound.cases.read(ids).items():
            if not isinstance(case, Case):
                continue
            ons = _ons(known[case_id], key, when)
            for each in case.consultations:
                if each.id in ons:
                    item = self._agenda_item(case, each, when, reader, at)
                    if item is not None:
                        # How the body is written is told with an item only: it would say
                        # that there is one.
                        name = each.body.name
                        items.append(item)
        return Agenda(name, when, tuple(sorted(items, key=_place)))

    def _agenda_item(
        self,
        case: Case,
        about: Consultation,
        day: date,
        reader: Actor | None,
        at: datetime,
    ) -> AgendaItem | None:
        procedure = self.bound.versions.get(case.fingerprint)
        reads = reader is None or (procedure is not None and procedure.may_read(reader))
        public = case.is_public if about.public is None else about.public
        if not reads and not (public and case.is_public):
            return None
        shown = case
        if not reads and reader is not None:
            # What was said of the item behind closed doors is not in what he sees of it.
            shown = self.view(case.id, reader)
            about = shown.consultation(about.id)
        verdict = None
        if procedure is not None and reads and not about.decided:
            verdict = self._decision(procedure, case, about, day, at)
        return AgendaItem(
            about.agenda_number,
            shown,
            about,
            public,
            () if verdict is None else _speaking_against(verdict),
            verdict,
        )

    def _decision(
        self,
        procedure: Procedure,
        case: Case,
        about: Consultation,
        day: date,
        at: datetime,
    ) -> Verdict | None:
        """Return the verdict on the step by which a body decides, on the day of the meeting.

        Of several the first that is meant for what the body is asked here; a step without
        a vote, by which the main path ends an item, only where no vote is.
        """
        about_items = [
            each
            for each in procedure.steps
            if procedure.plan(each.name).subject == CONSULTATION
        ]
        votes = [
            each.name
            for each in about_items
            if not stays(each) and any(given.name in BALLOTS for given in each.takes)
        ]
        ends = {
            state.name for state in procedure.states_of(CONSULTATION) if state.final
        }
        others = [
            each.name
            for each in about_items
            if each.name in procedure.main_path
            and each.name not in votes
            and any(
                move.lifecycle == CONSULTATION and move.target in ends
                for moves in each.branches.values()
                for move in moves
            )
        ]
        steps = [*votes, *others]
        held = about.meeting.start if about.meeting and about.meeting.start else None
        when = held or max(at, _noon(day))
        verdicts: list[Verdict] = []
        for step in steps:
            asked = Attempt(case.id, step, self.assessor.anybody, about.id, when)
            verdict = self.assessor.verdict(case, asked)
            if not verdict.is_unfit and not _is_asked_otherwise(verdict):
                return verdict
            verdicts.append(verdict)
        fit = (each for each in verdicts if not each.is_unfit)
        return next(fit, verdicts[0] if verdicts else None)


def _serves(procedure: Procedure, step: str, turns: Sequence[tuple[str, str]]) -> bool:
    """Tell whether a step can be the next of some, or supply what that one lacks.

    Facts are stated by steps that move nothing; what is broken is cured where its rule says.
    """
    return stays(procedure.step(step)) or any(
        step == name or step in procedure.curing(name) for name, _ in turns
    )


def _is_asked_otherwise(verdict: Verdict) -> bool:
    """Tell whether a rule that reads nothing but what the body is asked for is broken."""
    return any(
        rule.reads == _ASKED and answer.result is Result.UNMET
        for rule, answer in verdict.rows
    )


_ASKED = frozenset({"item.role"})


_DECISION = frozenset({"input", "role", "state", "day", "unread"})
"""What is missing as long as the body has not met: no fault of the agenda."""


def _speaking_against(verdict: Verdict) -> tuple[Missing, ...]:
    return tuple(
        each
        for each in verdict.missing
        if each.is_blocking and each.kind not in _DECISION
    )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Berlin"))


def _ons(known: Whereabouts, body: str, day: date) -> frozenset[str]:
    return frozenset(e.on for e in known.sittings if e.body == body and day in e.days)


def _urgency(item: WorkItem) -> tuple[str, str, str]:
    until = item.until.isoformat() if item.until else "9999"
    return until, item.since.isoformat() if item.since else "9999", item.case.id


def _place(item: AgendaItem) -> tuple[bool, tuple[int, ...], str]:
    parts = item.number.replace(" ", ".").split(".")
    number = tuple(int(p) for p in parts if p.isascii() and p.isdigit())
    return not item.public, number or (10**6,), item.case.id
