"""Finding cases: by where they stand, when something falls due, body, day and person."""

from __future__ import annotations

import re

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from heapq import merge
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs

from ratsflow.canonical import day_of, moment_of, utc_text
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.markup import table
from ratsflow.model import Actor, Consultation
from ratsflow.model.alike import alike
from ratsflow.model.text import Lang
from ratsflow.office.projection import key_of, standing_of
from ratsflow.office.whereabouts import PAGE, Whereabouts
from ratsflow.procedure.case import Case
from ratsflow.procedure.step import MOTION
from ratsflow.procedure.words import read_day
from ratsflow.stores import Found as Listed
from ratsflow.stores import Standing


if TYPE_CHECKING:
    from ratsflow.engine import Verdict
    from ratsflow.office.binding import Binding
    from ratsflow.office.office import Office


Day = date | str
Moment = datetime | date | str


@attrs.frozen(slots=False, eq=False)
class Found:
    """A case that was found; its log is read only when more than where it stands is asked.

    Attributes:
        id: the case.
        version: number of its last entry.
        state: state of the paper.
        since: when that took effect.
        due: the next day on which something falls due.
        procedure: name of the procedure.
    """

    id: str
    version: int
    state: str
    since: datetime | None
    due: date | None
    procedure: str
    _public_title: str = attrs.field(repr=False)
    _office: Office = attrs.field(repr=False)
    _reader: Actor | None = attrs.field(repr=False)
    _then: Case | None = attrs.field(default=None, repr=False)

    document = "found"

    @cached_property
    def case(self) -> Case:
        """The case, as whoever looks may see it."""
        if self._then is not None:
            return self._then
        if self._reader is None:
            return self._office.case(self.id)
        return self._office.view(self.id, self._reader)

    @property
    def title(self) -> str:
        """The title of the paper; empty where whoever looks may not see it."""
        return self._public_title or self.case.motion.title

    @property
    def next_consultation(self) -> Consultation | None:
        """The first consultation of the route that has not decided yet."""
        return next((e for e in self.case.consultations if not e.decided), None)

    @property
    def body(self) -> str:
        """The body that is up next, or empty."""
        return self.next_consultation.body.name if self.next_consultation else ""

    @property
    def meeting(self) -> date | None:
        """The day of its meeting, or None."""
        upcoming = self.next_consultation
        return upcoming.meeting.day if upcoming and upcoming.meeting else None

    def next_steps(self, actor: Actor) -> tuple[Verdict, ...]:
        """Return the verdict on every step that can start; see `Office.next_steps`."""
        return self._office.next_steps(self.id, actor)

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:  # noqa: ARG002  # no prose
        """Return it as plain values, for JSON; `ratsflow.schema` describes them."""
        return {
            "case": self.id,
            "version": self.version,
            "title": self.title,
            "state": self.state,
            "since": self.since and self.since.isoformat(),
            "due": self.due and self.due.isoformat(),
            "body": self.body,
            "meeting": self.meeting and self.meeting.isoformat(),
            "procedure": self.procedure,
        }


class Results(Iterable[Found]):
    """The cases that were found: asked for page by page, as they are gone through.

    It can be gone through again, and then says what is there then. `len` goes through it.
    """

    def __init__(self, rows: Callable[[], Iterator[Found]]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Found]:
        return self._rows()

    def __len__(self) -> int:
        return sum(1 for _ in self._rows())

    def __bool__(self) -> bool:
        return next(self._rows(), None) is not None

    def __repr__(self) -> str:
        return "<Results of Office.find>"

    def _repr_html_(self) -> str:
        shown, count = [], 0
        for count, each in enumerate(self, 1):  # counted to the end
            if count <= _SHOWN:
                shown.append(
                    (each.id, each.title, each.state, _iso(each.since), _iso(each.due))
                )
        heads = ("case", "title", "state", "since", "due")
        return table(f"{count} found, {len(shown)} shown", heads, shown)


_SHOWN = 20
"""How many a notebook shows."""


def _iso(moment: date | None) -> str:
    return "" if moment is None else moment.isoformat()[:10]


@attrs.frozen
class Wanted:
    """What is looked for; what is not asked for is None or empty.

    Attributes:
        state: the state of the paper.
        due_by: something falls due on this day or before.
        stuck_since: the state took effect at this time or before, and is no end.
        meeting: the day of a meeting.
        body: key of a body.
        involving: key of a person.
        reference: the number of the paper.
        as_of: as it had taken effect by then.
    """

    state: str = ""
    due_by: date | None = None
    stuck_since: datetime | None = None
    meeting: date | None = None
    body: str = ""
    involving: str = ""
    reference: str = ""
    as_of: datetime | None = None

    @property
    def asks_whereabouts(self) -> bool:
        """No index of the store answers it alone."""
        return bool(self.meeting or self.body or self.involving)

    def fits(self, standing: Standing, ended: bool) -> bool:
        """Tell whether a case stands so."""
        since, due = standing.since, standing.due
        return (
            (not self.state or standing.state == self.state)
            and (self.due_by is None or bool(due and due <= self.due_by.isoformat()))
            and (
                self.stuck_since is None
                or (bool(since) and since <= utc_text(self.stuck_since) and not ended)
            )
            and (not self.reference or standing.reference == key_of(self.reference))
        )

    def meets(self, known: Whereabouts) -> bool:
        """Tell whether a case has to do with the body, the day and the person."""
        return (not self.involving or self.involving in known.persons) and (
            not (self.meeting or self.body)
            or (self.meeting is None and self.body in known.bodies)
            or any(
                self.meeting in each.days and self.body in ("", each.body)
                for each in known.sittings
            )
        )


def read_wanted(  # one for each thing that can be asked for
    now: datetime,
    *,
    state: str,
    due_by: Day | None,
    stuck_for: str | int | timedelta | None,
    meeting: Day | None,
    body: str,
    involving: str,
    reference: str,
    as_of: Moment | None,
) -> Wanted:
    """Read what is looked for.

    Raises:
        InvalidInputError: no day, moment or number of days.
    """
    return Wanted(
        state,
        None if due_by is None else as_day(due_by, "due_by"),
        None if stuck_for is None else now - read_days(stuck_for),
        None if meeting is None else as_day(meeting, "meeting"),
        alike(body),
        alike(involving),
        reference,
        None if as_of is None else _read_moment(as_of),
    )


def as_day(given: Day, where: str) -> date:
    """Take a day: a date, or text as `read_day` reads it.

    Raises:
        InvalidInputError: it is none.
    """
    return read_day(given, where) if isinstance(given, str) else day_of(given, where)


_DAYS = re.compile(
    r"\s*([0-9]{1,6})\s*(?:d|days?|tage?n?)?\s*", re.ASCII | re.IGNORECASE
)


def read_days(given: str | int | timedelta) -> timedelta:
    """Read how long: ``30 days``, ``30d``, ``30 Tage``, a number of days or a timedelta.

    Raises:
        InvalidInputError: it is none of these.
    """
    if isinstance(given, timedelta):
        return given
    found = _DAYS.fullmatch(str(given))
    if found is None or isinstance(given, bool):
        raise InvalidInputError(
            Both(
                f"{given!r} is no number of days.",
                f"„{given}“ ist keine Zahl von Tagen.",
            ),
            "stuck_for",
            Both("Write it as 30 days.", "In der Form 30 Tage schreiben."),
        )
    return timedelta(days=int(found[1]))


def _read_moment(given: Moment) -> datetime:
    if isinstance(given, datetime):
        return moment_of(given, "as_of")
    if isinstance(given, str) and ":" in given:
        try:
            return moment_of(datetime.fromisoformat(given.strip()), "as_of")
        except ValueError as error:
            if isinstance(error, InvalidInputError):
                raise
            raise InvalidInputError(
                Both(
                    f"{given!r} is no time that exists.",
                    f"„{given}“ ist kein Zeitpunkt, den es gibt.",
                ),
                "as_of",
                Both(
                    "Write it as 2026-03-19T17:00+01:00.",
                    "In der Form 2026-03-19T17:00+01:00 schreiben.",
                ),
            ) from None
    return datetime.combine(as_day(given, "as_of"), time.max, ZoneInfo("Europe/Berlin"))


@attrs.frozen
class Searcher:
    """Finds cases for an office.

    Attributes:
        office: the office.
        bound: what it binds together.
        ends: by procedure, the names of the states in which a paper is done.
        states: the states in which papers are not, of all procedures.
        whereabouts: returns by case what no index of the store knows.
    """

    office: Office
    bound: Binding
    ends: Mapping[str, frozenset[str]]
    states: Sequence[str]
    whereabouts: Callable[[], Mapping[str, Whereabouts]]

    @classmethod
    def of(
        cls,
        office: Office,
        bound: Binding,
        whereabouts: Callable[[], Mapping[str, Whereabouts]],
    ) -> Searcher:
        """Return what finds cases for an office."""
        ends: dict[str, frozenset[str]] = {}
        open_states: dict[str, None] = {}
        for each in bound.versions.values():
            states = each.states_of(MOTION)
            done = frozenset(state.name for state in states if state.final)
            ends[each.name] = ends.get(each.name, frozenset()) | done
            open_states |= dict.fromkeys(s.name for s in states if not s.final)
        return cls(office, bound, ends, tuple(open_states), whereabouts)

    def check(self, wanted: Wanted) -> None:
        """Refuse to look for a state that no procedure has.

        Raises:
            UnknownNameError: there is none.
        """
        if wanted.state and wanted.state not in self.known_states:
            raise UnknownNameError(
                Both("state", "Stand"), wanted.state, sorted(self.known_states)
            )

    def find(self, wanted: Wanted, reader: Actor | None) -> Iterator[Found]:
        """Yield what is found, page by page."""
        known = self.whereabouts() if wanted.asks_whereabouts else None
        for case_id, version, standing, then in self._candidates(wanted, known):
            ended = standing.state in self.ends.get(standing.procedure, frozenset())
            if not wanted.fits(standing, ended):
                continue
            if known is not None and not wanted.meets(known[case_id]):
                continue
            if self._may_find(case_id, standing, wanted, reader):
                yield self._found(case_id, version, standing, reader, then)

    @property
    def known_states(self) -> frozenset[str]:
        """Every state of every procedure."""
        return frozenset(self.states).union(*self.ends.values())

    def _candidates(
        self, wanted: Wanted, known: Mapping[str, Whereabouts] | None
    ) -> Iterator[tuple[str, int, Standing, Case | None]]:
        if wanted.as_of is not None:
            yield from self._then(wanted.as_of)
        elif known is not None:
            ids = [case_id for case_id, each in known.items() if wanted.meets(each)]
            for start in range(0, len(ids), PAGE):
                for each in self.bound.cases.read(ids[start : start + PAGE]).values():
                    if isinstance(each, Case):
                        yield each.id, each.version, standing_of(each), None
        elif wanted.reference:
            yield from _rows(self._pages(reference=key_of(wanted.reference)))
        elif wanted.stuck_since is not None:
            states = [wanted.state] if wanted.state else self.states
            since = utc_text(wanted.stuck_since)
            ways = (self._pages(state=each, stuck_since=since) for each in states)
            yield from _rows(merge(*ways, key=_since))
        elif wanted.due_by is not None:
            yield from _rows(self._pages(due_by=wanted.due_by.isoformat()))
        elif wanted.state:
            yield from _rows(self._pages(state=wanted.state))
        else:
            ways = (self._pages(state=each) for each in sorted(self.known_states))
            yield from _rows(merge(*ways, key=_since))

    def _pages(self, **asked: str) -> Iterator[Listed]:
        after: Listed | None = None
        while True:
            page = self.office.store.find(**asked, limit=_PAGE, after=after)
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1]

    def _then(
        self, moment: datetime
    ) -> Iterator[tuple[str, int, Standing, Case | None]]:
        for case_id in self.office.store.cases():
            try:
                case = self.office.as_of(case_id, effective=moment)
            except UnknownNameError:
                continue  # it was not there then
            yield case_id, case.version, standing_of(case), case

    def _may_find(
        self, case_id: str, standing: Standing, wanted: Wanted, reader: Actor | None
    ) -> bool:
        """Tell whether somebody may be told that there is such a case.

        Who has no role of a reader finds what is public, and by persons only himself.
        """
        if reader is None or self.bound.reads_all(reader):
            return True
        if wanted.involving and wanted.involving != alike(reader.id):
            return False
        case = self.office.case(case_id)
        is_his = case.opened_by == reader.id
        return is_his or (case.is_public and bool(standing.title))

    def _found(
        self,
        case_id: str,
        version: int,
        standing: Standing,
        reader: Actor | None,
        then: Case | None,
    ) -> Found:
        if then is not None and reader is not None:
            then = self.office.view(case_id, reader, version=version)
        return Found(
            case_id,
            version,
            standing.state,
            datetime.fromisoformat(standing.since) if standing.since else None,
            date.fromisoformat(standing.due) if standing.due else None,
            standing.procedure,
            standing.title,
            self.office,
            reader,
            then,
        )


_PAGE = 1000
"""Rows of an index that are asked for at a time."""


def _rows(
    listed: Iterable[Listed],
) -> Iterator[tuple[str, int, Standing, Case | None]]:
    return ((each.case_id, each.version, each.standing, None) for each in listed)


def _since(each: Listed) -> tuple[str, str]:
    return each.standing.since, each.case_id
