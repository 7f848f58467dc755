"""Worked examples as data: what is given, what is asked, and what must come out.

A file ``*.example.toml`` holds ``[[example]]`` tables, each with a sentence. What most of
them share stands in ``[usual]``; see docs/examples.md. Nothing here needs pytest.
"""

from __future__ import annotations

import json
import tomllib

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

import attrs

from ratsflow.engine import NO_OTHERS, assess
from ratsflow.errors import Both, InvalidInputError, RatsflowError, UnknownNameError
from ratsflow.law.counting import Share, at_least
from ratsflow.law.elections import d_hondt, hare_niemeyer, sainte_lague
from ratsflow.law.local import AbsentNormError, Law, MissingValueError
from ratsflow.law.norms import share_of
from ratsflow.law.periods import (
    add_months,
    add_weeks,
    holidays_of,
    latest_receipt,
    rollover,
    working_days_after,
)
from ratsflow.law.states import state_law
from ratsflow.model import (
    Actor,
    Ballot,
    Consultation,
    Meeting,
    Motion,
    Organization,
    Suspension,
)
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, SUSPENSION, Kind, Step


SUFFIX = ".example.toml"
T = TypeVar("T")

_ZONE = ZoneInfo("Europe/Berlin")
_ABOUT_ALL = frozenset({"allowed", "refused", "flagged", "missing", "outcome", "state"})
"""What ``then`` says of the whole answer; every other name in it is a rule."""
_KEYS = frozenset(
    {
        "id",
        "says",
        "state",
        "day",
        "role",
        "paper",
        "body",
        "item",
        "meeting",
        "given",
        "when",
        "then",
        "rule",
        "facts",
        "law",
    }
)
_OF_A_COUNT = frozenset(
    {
        "id",
        "says",
        "state",
        "day",
        "norm",
        "of",
        "inhabitants",
        "from",
        "before",
        "then",
        "given",
        "seats",
        "lists",
        "roll_over",
    }
)
_NAMES = {"council": "Rat", "main_committee": "Hauptausschuss"}


@attrs.frozen
class Example:
    """A worked example, with all that its file says of it.

    Attributes:
        id: its name in the file.
        says: what it shows, in a sentence for people.
        place: file and line.
        table: its keys, those of ``[usual]`` under its own.
        counts: it is a number or day that follows from one norm, and asks no step.
    """

    id: str
    says: str
    place: str
    table: Mapping[str, Any] = attrs.field(hash=False)
    counts: bool = False

    @property
    def states(self) -> tuple[str, ...]:
        """The states of whose law it speaks."""
        state = self.table.get("state")
        if state:
            return (state,)
        return tuple(name for name in self.table["then"] if name.isupper())

    def then(self, state: str) -> Any:
        """Return what must come out by the law of a state."""
        then = self.table["then"]
        return then.get(state, then) if isinstance(then, Mapping) else then


def load_examples(*paths: str | Path) -> tuple[Example, ...]:
    """Read worked examples.

    Args:
        paths: files, or folders in which every ``*.example.toml`` is read.

    Raises:
        InvalidInputError: a file that is none, with the line of the mistake.
    """
    found: list[Example] = []
    for path in map(Path, paths):
        files = sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path]
        for file in files:
            found += _in_file(file)
    return tuple(found)


def _in_file(path: Path) -> Iterator[Example]:
    try:
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInputError(
            Both(f"it cannot be read: {error}.", f"sie ist nicht lesbar: {error}."),
            str(path),
        ) from error
    usual = table.get("usual", {})
    head = {key: table[key] for key in ("state", "day") if key in table}
    for kind, known in (("example", _KEYS), ("count", _OF_A_COUNT)):
        for row in table.get(kind, ()):
            place = f"{path.name}:{_line(text, row)}"
            strays = sorted(set(row) - known)
            if strays or not {"id", "says", "then"} <= set(row):
                lacks = sorted({"id", "says", "then"} - set(row))
                raise InvalidInputError(
                    Both(
                        f"unknown: {', '.join(strays) or '–'}; missing: "
                        f"{', '.join(lacks) or '–'}.",
                        f"unbekannt: {', '.join(strays) or '–'}; es fehlt: "
                        f"{', '.join(lacks) or '–'}.",
                    ),
                    place,
                    Both(
                        f"Known keys: {', '.join(sorted(known))}.",
                        f"Bekannte Schlüssel: {', '.join(sorted(known))}.",
                    ),
                )
            merged = cast("dict[str, Any]", {**head})
            merged |= _over(usual if kind == "example" else {}, row)
            yield Example(row["id"], row["says"], place, merged, kind == "count")


def _line(text: str, row: Mapping[str, Any]) -> int:
    mark = f'id = "{row.get("id", "")}"'
    found = text.find(mark)
    return text.count("\n", 0, found) + 1 if found >= 0 else 1


def _over(usual: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Put what an example says over what is usual; what is given, part by part."""
    given = dict(row.get("given", {}))
    for part in ("paper", "body", "item", "meeting"):
        shared = {**usual.get(part, {}), **row.get(part, {})}
        if shared or part in given:
            given[part] = {**shared, **given.get(part, {})}
    for part in ("facts", "law"):
        if usual.get(part):
            given[part] = {**usual[part], **given.get(part, {})}
    rest = {k: v for k, v in {**usual, **row}.items() if k not in ("paper", "body")}
    return {**rest, "given": given}


def run_example(example: Example, state: str) -> tuple[str, ...]:
    """Ask what an example asks, by the law of a state.

    Returns:
        What came out otherwise than it says, a sentence each in both languages; nothing
        where all is as it says.

    Raises:
        InvalidInputError: it names what there is not.
    """
    if example.counts:
        return tuple(_counted(example, state))
    procedure = state_law(state).procedure
    if procedure is None:
        raise InvalidInputError(
            Both("the state has no procedure.", "das Land hat kein Verfahren."),
            example.place,
        )
    return tuple(_asked(example, state, procedure()))


def run_examples(examples: Iterable[Example]) -> dict[str, tuple[str, ...]]:
    """Ask all examples; return by place and state what came out otherwise."""
    found = {}
    for example in examples:
        for state in example.states:
            wrong = run_example(example, state)
            if wrong:
                found[f"{example.place} {example.id} ({state})"] = wrong
    return found


# ------------------------------------------------------------------------------ a step


def _asked(example: Example, state: str, procedure: Procedure) -> Iterator[str]:
    scene = _Scene(example, state, procedure)
    then = example.then(state)
    verdict = assess(
        procedure,
        scene.case,
        scene.step.name,
        Actor("example", roles=(scene.role,)),
        at=datetime.combine(scene.day, time(18), _ZONE),
        inputs=scene.inputs,
        on=scene.on,
        law=scene.law,
        others=NO_OTHERS,
    )
    found = {each.rule.id: each for each in verdict.findings}
    for name, wanted in then.items():
        if name in _ABOUT_ALL:
            yield from _whole(name, wanted, verdict, scene)
        elif name not in found:
            stands = any(rule.id == name for rule in procedure.rules)
            why = ("was not asked", "wurde nicht gefragt")
            if not stands:
                why = ("is no rule", "ist keine Regel")
            elif wanted == "not asked":
                continue
            yield Both(f"{name} {why[0]}.", f"{name} {why[1]}.")
        else:
            yield from _told(found[name], wanted)


def _told(finding: Finding, wanted: str) -> Iterator[str]:
    result, *words = wanted.split()
    said = json.dumps(finding.to_plain("de"), ensure_ascii=False, default=str)
    said += finding.text("en")
    lacks = [word.strip(";") for word in words if word.strip(";") not in said]
    if finding.result.value != result or lacks:
        answer = finding.answer
        what = " ".join(
            filter(None, [answer.result.value, answer.observed, answer.required])
        )
        facts = [*answer.data.get("facts", ()), *answer.data.get("keys", ())]
        name = finding.rule.id
        yield Both(
            f"{name}: {wanted!r} is said, {what} {facts or ''} came out.",
            f"{name}: gesagt ist „{wanted}“, heraus kam {what} {facts or ''}.",
        )


def _whole(name: str, wanted: Any, verdict: Any, scene: _Scene) -> Iterator[str]:
    blocking = {each.rule.id for each in verdict.blocking}
    found: Any
    if name == "outcome":
        found = verdict.outcome
        wanted = scene.outcome(wanted)
    elif name == "allowed":
        found = not blocking
    elif name == "refused":
        found = sorted(blocking & set(wanted))
        wanted = sorted(wanted)
    elif name == "flagged":
        found = sorted({each.rule.id for each in verdict.open} & set(wanted))
        wanted = sorted(wanted)
    elif name == "missing":
        keys = {part for each in verdict.missing for part in each.parts}
        keys |= {each.key.rpartition(":")[2] for each in verdict.missing}
        found = sorted(each for each in wanted if each in keys)
        wanted = sorted(wanted)
    else:
        found = _state_after(verdict)
    if found != wanted:
        yield Both(
            f"{name}: {wanted!r} is said, {found!r} came out.",
            f"{name}: gesagt ist {wanted!r}, heraus kam {found!r}.",
        )


def _state_after(verdict: Any) -> str:
    for move in verdict.moves or ():
        if move.lifecycle == "motion" and move.target:
            return str(move.target)
    return str(verdict.question.case.state)


class _Scene:
    """What an example gives: a case, a law, a day, a step and what it takes in."""

    def __init__(self, example: Example, state: str, procedure: Procedure) -> None:
        table, given = example.table, dict(example.table["given"])
        self.example, self.procedure, self.state = example, procedure, state
        when = table["when"]
        asked = {"step": when} if isinstance(when, str) else dict(when)
        self.step = procedure.step(asked.pop("step"))
        self.role = asked.pop("by", table.get("role", "")) or self.step.by[0]
        if self.role not in self.step.by:
            self.role = self.step.by[0] if "role" not in table else self.role
        self.day = cast("date", asked.pop("day", table.get("day")))
        self.law = self._law(given.pop("law", {}), given.pop("town", None))
        facts = dict(given.pop("facts", {}))
        motion = self._motion(given.pop("paper", {}))
        item = self._item(given)
        earlier = self._decided(given.pop("decided", None))
        suspensions = self._objection(given.pop("objection", None))
        at = given.pop("at", "") or self._source()
        since = given.pop("since", None)
        takes = {each.name: each for each in self.step.takes}
        stated = {**given, **asked}
        self.inputs = {
            name: self._input(takes[name].kind, value)
            for name, value in stated.items()
            if name in takes
        }
        facts |= {name: value for name, value in stated.items() if name not in takes}
        consultations = tuple(each for each in (earlier, item) if each is not None)
        self.case = Case(
            "example",
            1,
            "",
            procedure.name,
            procedure.fingerprint,
            at,
            motion,
            consultations=consultations,
            suspensions=suspensions,
            facts={name: _plain(value) for name, value in facts.items()},
            since=since and datetime.combine(since, time(12), _ZONE),
        )
        subject = self.step.subject
        self.on = {CONSULTATION: "item", SUSPENSION: "objection"}.get(subject, "")

    def _source(self) -> str:
        """Return a state of the motion from which the step can start."""
        for moves in self.step.branches.values():
            for move in moves:
                if move.lifecycle == "motion" and move.sources:
                    preferred = ("in_consultation", "adopted")
                    fits = [each for each in preferred if each in move.sources]
                    return (fits or list(move.sources))[0]
        return "in_consultation"

    def outcome(self, wanted: str) -> str:
        """Return the outcome of the step that a plain word means."""
        if wanted in self.step.branches:
            return wanted
        fits = [each for each in self.step.branches if each.startswith(wanted)]
        unchanged = [each for each in fits if each.endswith("unchanged")]
        return (unchanged or fits or [wanted])[0]

    def _law(self, given: Mapping[str, Any], town: str | None) -> Law:
        known = state_law(self.state).table.norms
        values = dict(_flat(given, known))
        found = attrs.evolve(state_law(self.state).law, name=town or "")
        return attrs.evolve(
            found,
            values={**found.values, **{k: _share(v) for k, v in values.items()}},
            dated={k: v for k, v in found.dated.items() if k not in values},
            absent=found.absent - set(values),
        )

    def _motion(self, given: Mapping[str, Any]) -> Motion:
        values = dict(given)
        if "type" in values:
            values["paper_type"] = values.pop("type")
        vocabulary = state_law(self.state).topics
        topics = values.get("topics")
        if topics and len(vocabulary):
            values["topics"] = vocabulary.named(topics)
        districts = values.pop("districts", None)
        if districts is not None:
            values["districts"] = tuple(districts)
        return _made(Motion, {"title": "Beispiel", **values}, self.example)

    def _body(self, given: Mapping[str, Any]) -> Organization:
        kind = given.get("kind", "council")
        name = given.get("name") or _NAMES.get(kind, kind)
        rest = {k: v for k, v in given.items() if k not in ("kind", "name")}
        return _made(Organization, {"name": name, "kind": kind, **rest}, self.example)

    def _item(self, given: dict[str, Any]) -> Consultation:
        body = self._body(given.pop("body", {}))
        values = dict(given.pop("item", {}))
        meeting = {"day": self.day, **given.pop("meeting", {})}
        if "meeting" in {each.name for each in self.step.takes}:
            given["meeting"] = meeting
        role = values.pop("asked_for", None) or _role_for(self.step)
        values = {"id": "item", "body": body, "role": role, **values}
        values["meeting"] = _made(Meeting, meeting, self.example)
        state = values.get("state", "open")
        if "objection" in given and _sources(self.step, SUSPENSION):
            values.setdefault("about", "objection")
        if self.step.subject == CONSULTATION:
            starts = _sources(self.step, CONSULTATION)
            values["state"] = state if state in starts else starts[0]
        else:
            values["state"] = state
        return _made(Consultation, values, self.example)

    def _decided(self, given: Mapping[str, Any] | None) -> Consultation | None:
        if given is None:
            return None
        values = dict(given)
        day = values.pop("on")
        return Consultation(
            "decided",
            self._body(values),
            meeting=Meeting(day),
            days=(day,),
            state="voted",
            result="adopted_unchanged",
            decided=True,
        )

    def _objection(self, given: Mapping[str, Any] | None) -> tuple[Suspension, ...]:
        if given is None:
            return ()
        values = {"id": "objection", "lodged_by": "example", **given}
        starts = _sources(self.step, SUSPENSION)
        if starts and "state" not in values and "none" not in starts:
            values["state"] = "lodged" if "lodged" in starts else starts[0]
        return (_made(Suspension, values, self.example),)

    def _input(self, kind: Kind, value: Any) -> Any:
        if kind is Kind.BALLOT and isinstance(value, Mapping):
            return _made(Ballot, _votes(value), self.example)
        if kind is Kind.MEETING and isinstance(value, Mapping):
            return _made(Meeting, value, self.example)
        if kind is Kind.MOTION and isinstance(value, Mapping):
            return self._motion(value)
        if kind is Kind.NAMES:
            return tuple(value)
        return value


def _votes(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take lists as tuples; of persons it is enough to say how many."""
    votes: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in given.items()
    }
    for name in ("excluded", "wrongly_excluded"):
        if type(votes.get(name)) is int:
            votes[name] = tuple(f"person {n + 1}" for n in range(votes[name]))
    if isinstance(votes.get("votes"), Mapping):
        votes["votes"] = tuple(votes["votes"].items())
    return votes


def _role_for(step: Step) -> str:
    return {"recommend": "preliminary", "note": "noting"}.get(step.name, "decision")


def _sources(step: Step, lifecycle: str) -> list[str]:
    return [
        source
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == lifecycle and not move.each
        for source in move.sources
    ]


def _made(kind: type[T], values: Mapping[str, Any], example: Example) -> T:
    """Build a value of the model, or say which of its names there is not."""
    known = [each.alias for each in attrs.fields(cast("Any", kind)) if each.init]
    strays = [name for name in values if name not in known]
    if strays:
        what = kind.__name__
        raise InvalidInputError(
            Both(
                f"a {what} has no {', '.join(strays)}; it has {', '.join(known)}.",
                f"{what} kennt {', '.join(strays)} nicht; bekannt: {', '.join(known)}.",
            ),
            f"{example.place} {example.id}",
        )
    return kind(**values)


def _flat(
    given: Mapping[str, Any], known: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping) and path not in known:
            yield from _flat(value, known, f"{path}.")
        else:
            yield path, value


def _share(value: Any) -> Any:
    share = share_of(value) if isinstance(value, str) else None
    return share.plain() if share else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


# ----------------------------------------------------------------------------- a count


def _counted(example: Example, state: str) -> Iterator[str]:
    wanted = example.then(state)
    try:
        found: Any = _count(example, state)
    except (AbsentNormError, MissingValueError):
        found = "none"
    except UnknownNameError:
        raise
    except RatsflowError as error:
        found = error.text()
    if found != wanted:
        norm = example.table["norm"]
        yield Both(
            f"{norm}: {wanted} is said, {found} came out.",
            f"{norm}: gesagt ist {wanted}, heraus kam {found}.",
        )


def _count(example: Example, state: str) -> Any:
    table = example.table
    given = table.get("given", {}).get("law", {})
    norms = state_law(state).table.norms
    if table["norm"] not in norms:
        raise UnknownNameError(Both("norm", "Norm"), table["norm"], tuple(norms))
    law = state_law(state).law.at(table.get("day") or date.max)
    if given:
        values = {k: _share(v) for k, v in _flat(given, norms)}
        law = attrs.evolve(
            law,
            values={**law.values, **values},
            absent=law.absent - set(values),
            whole=None,
        )
    if "lists" in table:
        return _seats(table, law)
    if "roll_over" in table:
        return rollover(table["roll_over"], _holidays(law, table["roll_over"]))
    value = law[table["norm"]]
    if "inhabitants" in table:
        return _of_size(_by_size(value, table["inhabitants"]), table.get("of", 0))
    if "of" in table:
        return Share.of(value).threshold(table["of"])
    if "before" in table:
        return latest_receipt(table["before"], value, law["notice.mode"])
    if table["norm"].endswith("working_days"):
        start = table["from"]
        return working_days_after(start, value, _holidays(law, start))
    return _end(table["norm"], table["from"], value)


def _holidays(law: Law, day: date) -> frozenset[date]:
    return holidays_of(law, (day.year, day.year + 1))


def _of_size(row: Any, base: int) -> Any:
    """Return the number that a row of a table by size gives, of a base or by itself."""
    if not isinstance(row, Mapping):
        return row
    if "number" in row:
        return row["number"]
    thousandths = row.get("per_mille", row.get("percent", 0) * 10)
    number = max(at_least(base, thousandths, 1000), row.get("at_least", 0))
    return min(number, row.get("at_most", number))


def _by_size(rows: Sequence[Mapping[str, Any]], size: int) -> Any:
    for row in rows:
        if "up_to" not in row or size <= row["up_to"]:
            return row.get("seats", row)
    return None


def _end(norm: str, start: date, value: int) -> date:
    unit = norm.rpartition("_")[2].rpartition(".")[2]
    if unit == "weeks":
        return add_weeks(start, value)
    if unit in {"months", "years"}:
        return add_months(start, value * (12 if unit == "years" else 1))
    return date.fromordinal(start.toordinal() + value)


def _seats(table: Mapping[str, Any], law: Law) -> Any:
    methods = set(law[table["norm"]].values())
    counts = {each.__name__: each for each in (hare_niemeyer, d_hondt, sainte_lague)}
    (method,) = methods
    return dict(counts[method](table["lists"], table["seats"]).seats)
