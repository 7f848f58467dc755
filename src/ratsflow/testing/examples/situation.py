"""What an example gives, put to the engine: a case, the law, a day, a step, its inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import attrs

from ratsflow.canonical import plain
from ratsflow.engine import NO_OTHERS, Verdict, assess
from ratsflow.engine.inputs import checked
from ratsflow.errors import Both, InvalidInputError, german
from ratsflow.exchange.plain import input_from_plain, structure
from ratsflow.law.bodies import kind_of
from ratsflow.law.local import Law
from ratsflow.law.municipality import load_law
from ratsflow.law.norms import share_of
from ratsflow.law.states import state_law
from ratsflow.law.values import problem_by_body, problems_of_value
from ratsflow.model import (
    Actor,
    Ballot,
    BodyKind,
    Consultation,
    Meeting,
    Motion,
    Organization,
    Signature,
    Suspension,
)
from ratsflow.procedure.case import Case, OpenFinding
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, MOTION, SUSPENSION, Kind, Step
from ratsflow.testing.examples.format import (
    OF_A_PART,
    OF_A_SITUATION,
    OF_A_STEP,
    Example,
    day_in,
)
from ratsflow.testing.scene import case_at
from ratsflow.testing.setting import law_of
from ratsflow.testing.setting import with_values as law_with


T = TypeVar("T")

_ZONE = ZoneInfo("Europe/Berlin")
_WALKED = "walked_to"
_OF_NO_WALK = frozenset(
    {"at", "body", "item", "meeting", "decided", "objection", "signed", "open", "since"}
)
"""What a case has by itself that is walked to a state."""
_WHO, _ITEM, _OBJECTION, _DECIDED = "example", "item", "objection", "decided"
_OPEN = {"result": "unmet", "consequence": "defect", "version": 1}
_NAMES = {"council": "Rat", "main_committee": "Hauptausschuss"}
_BALLOTS = ("ballot", "procedural_ballot")
_COUNTS = tuple(str(each.alias) for each in attrs.fields(Ballot))
_OF_A_BODY = tuple(each.alias for each in attrs.fields(Organization))
_OTHER = "somebody else"
_MOST = 1000
"""Persons of a body, at most."""
_ASKED_FOR = {"recommend": "preliminary", "note": "noting"}


def verdict_of(example: Example, state: str) -> Verdict:
    """Return what the engine answers to an example, by the law of a state.

    Raises:
        ExampleError: it names what there is not, or a value does not fit.
    """
    build = state_law(state).procedure
    if build is None:
        raise example.block.mistake(
            f"{state} has no procedure; only counts can be asked there.",
            f"{state} hat kein Verfahren; dort lässt sich nur zählen.",
            "state",
        )
    reader = _Reader(example, state, build())
    return reader.walked() if _WALKED in reader.given else reader.situation()


class _Reader:
    """Reads an example by a procedure and the law of a state."""

    def __init__(self, example: Example, state: str, procedure: Procedure) -> None:
        when = example.table["when"]
        self.asked = {"step": when} if isinstance(when, str) else dict(when)
        self.given = dict(example.table["given"])
        self.example, self.state, self.procedure = example, state, procedure
        self.block = example.block
        self.block.hold(self.given, OF_A_SITUATION, only=False)
        self.block.hold(self.asked, OF_A_STEP, only=False)
        if "step" not in self.asked:
            raise self.block.mistake(
                'when lacks its step: when = { step = "vote" }.',
                'in when fehlt der Schritt: when = { step = "vote" }.',
                "when",
            )
        named, steps = self.asked.pop("step"), [each.name for each in procedure.steps]
        if named not in steps:
            meant = procedure.words.meant("step", named, steps)
            raise self.block.unknown(Both("step", "Schritt"), named, steps, meant)
        self.step = procedure.step(named)
        self.known = {
            each.name: each for step in procedure.steps for each in step.takes
        }
        self.asked_on = day_in(self.asked.pop("day", None), self.block)
        on = self.asked_on or day_in(self.given.get("on"), self.block) or example.day
        self.day = on or datetime.now(UTC).date()
        self.law = self._law()

    def situation(self) -> Verdict:
        """Read it part by part; what is left is what the step takes in, or a fact."""
        actor = self._actor()
        motion = self._motion(self.given.pop("paper", {}))
        item = self._item()
        earlier = [
            self._decided(number, each)
            for number, each in enumerate(self._tables("decided"))
        ]
        objection = self._objection(self.given.pop("objection", None))
        at = self._state(self.given.pop("at", ""))
        since = day_in(self.given.pop("since", None), self.block)
        signed = self._signed(motion)
        findings = tuple(
            self._made(OpenFinding, {**_OPEN, **each}) for each in self._tables("open")
        )
        inputs, facts = self._stated()
        everything = attrs.evolve(self.step, takes=tuple(self.known.values()))
        case = Case(
            _WHO,
            1,
            "",
            self.procedure.name,
            self.procedure.fingerprint,
            at,
            motion,
            consultations=(*earlier, item),
            suspensions=objection,
            signatures=signed,
            findings=findings,
            facts=checked(everything, facts),
            since=None if since is None else datetime.combine(since, time(12), UTC),
        )
        subject = {CONSULTATION: _ITEM, SUSPENSION: _OBJECTION}
        return assess(
            self.procedure,
            case,
            self.step.name,
            actor,
            at=datetime.combine(self.day, time(18), _ZONE),
            inputs=inputs,
            on=subject.get(self.step.subject, ""),
            law=self.law,
            others=NO_OTHERS,
        )

    def walked(self) -> Verdict:
        """Walk a case lawfully to a state, with all that the rules ask for on the way."""
        own, on = self.example.own.get("given", {}), self.given.get("on")
        for name in _OF_NO_WALK:
            if name in own:
                raise self.block.mistake(
                    f"{name} cannot be given of a case that is walked to a state.",
                    f"{name} lässt sich nicht angeben, wo der Fall dorthin geführt wird.",
                    name,
                )
            self.given.pop(name, None)
        actor = self._actor()
        paper = self.given.pop("paper", {})
        motion = self._motion(paper)
        fields = {{"type": "paper_type"}.get(name, name) for name in paper}
        state = self.given.pop(_WALKED)
        called, route = self.given.pop("called", ""), self.given.pop("route", None)
        inputs, facts = self._stated()
        scene = case_at(
            state,
            procedure=self.procedure,
            law=self.law,
            on=day_in(on, self.block),
            route=route,
            called=called,
            **{name: getattr(motion, name) for name in fields},
            **facts,
        )
        return scene.ask(self.step.name, by=actor, day=self.asked_on, **inputs)

    def _actor(self) -> Actor:
        """Return who takes the step: who is named here, who usually does, or the first."""
        usual, roles = self.example.table.get("role", ""), self.procedure.roles
        role = self.asked.pop("by", "") or self.example.own.get("role", "")
        if role and role not in roles:
            meant = self.procedure.words.meant("role", role, roles)
            raise self.block.unknown(Both("role", "Eine Rolle"), role, roles, meant)
        role = role or (usual if usual in self.step.by else self.step.by[0])
        if self.asked.pop("as_deputy", False):
            return Actor(_WHO, deputises=(role,))
        return Actor(_WHO, roles=(role,))

    def _state(self, named: str) -> str:
        """Return the state of the motion: named, or one from which the step can start."""
        if named:
            self._in_lifecycle({"state": named}, MOTION)
            return named
        starts = list(_sources(self.step, MOTION)) or [self.procedure.states[0].name]
        preferred = ("in_consultation", "adopted")
        return next((each for each in preferred if each in starts), starts[0])

    def _in_lifecycle(self, given: Mapping[str, Any], lifecycle: str) -> None:
        """Refuse a state that there is not in a lifecycle."""
        states = [each.name for each in self.procedure.states_of(lifecycle)]
        if given.get("state", states[0]) not in states:
            kind, named = Both("state", "Einen Stand"), str(given["state"])
            meant = self.procedure.words.meant("state", named, states)
            raise self.block.unknown(kind, named, states, meant)

    # ------------------------------------------------------------------ what is stated

    def _stated(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what the step takes in, and what the case knows already."""
        takes, known = {each.name: each for each in self.step.takes}, self.known
        self.given.pop("on", None)
        stated = {**self.given.pop("facts", {}), **self.given, **self.asked}
        self._gather_ballot(stated, [each for each in _BALLOTS if each in takes])
        inputs: dict[str, Any] = {}
        facts: dict[str, Any] = {}
        for name, value in stated.items():
            if name not in known:
                wanted = {
                    *known,
                    *OF_A_SITUATION,
                    *(_COUNTS if "ballot" in takes else ()),
                }
                raise self.block.unknown(Both("input", "Die Angabe"), name, wanted)
            declared = takes.get(name, known[name])
            read = self._input(declared.kind, value)
            typed = input_from_plain(declared, read)
            (inputs if self._is_input(name, takes) else facts)[name] = typed
        return inputs, facts

    def _is_input(self, name: str, takes: Mapping[str, Any]) -> bool:
        in_facts = self.example.table["given"].get("facts", {})
        return name in takes and (name not in in_facts or name in self.asked)

    def _gather_ballot(self, stated: dict[str, Any], ballots: list[str]) -> None:
        """Put counts that stand by themselves, as ``yes = 30``, into the ballot."""
        takes = {each.name for each in self.step.takes}
        loose = [name for name in stated if name in _COUNTS and name not in takes]
        if loose and ballots:
            counts = {name: stated.pop(name) for name in loose}
            stated[ballots[0]] = {**stated.get(ballots[0], {}), **counts}

    def _input(self, kind: Kind, value: Any) -> Any:
        if kind is Kind.BALLOT and isinstance(value, Mapping):
            return self._made(Ballot, _votes(value))
        if kind is Kind.MEETING and isinstance(value, Mapping):
            return self._made(Meeting, value)
        if kind is Kind.MOTION and isinstance(value, Mapping):
            return self._motion(value)
        return plain(value)

    # ------------------------------------------------------------------------- the law

    def _law(self) -> Law:
        file = self.given.pop("town", None) or self.example.table.get("town")
        law = state_law(self.state).law
        if file:
            path = self.example.folder / file
            if not path.exists():
                raise self.block.mistake(
                    f"there is no law file {path}.", f"{path} gibt es nicht.", file
                )
            law = load_law(path)
        elif _WALKED in self.given:
            law = law_of(self.state)
        return with_values(law, self.given.pop("law", {}), self.example, self.state)

    # ------------------------------------------------------------------------ the case

    def _motion(self, given: Mapping[str, Any]) -> Motion:
        self.block.hold(given, OF_A_PART, only=False)
        values = {"title": "Beispiel", **given}
        if "type" in values:
            values["paper_type"] = values.pop("type")
        if isinstance(values.get("cost_statement"), bool):
            stated = {"effect": "none"} if values["cost_statement"] else None
            values["cost_statement"] = stated
        vocabulary = state_law(self.state).topics
        if values.get("topics") and len(vocabulary):
            values["topics"] = vocabulary.checked(values["topics"], "topics")
        return self._made(Motion, values)

    def _body(self, given: Mapping[str, Any] | str) -> Organization:
        if isinstance(given, str):
            kinds = [each.value for each in BodyKind]
            kind = given if given in kinds else kind_of(given, self.law).value
            given = {"kind": kind, **({} if given in kinds else {"name": given})}
        self.block.hold(given, OF_A_PART, only=False)
        kind = given.get("kind", "council")
        name = given.get("name") or _NAMES.get(kind, kind)
        sizes = self.law.values.get("bodies.members") or {}
        size = {"members": sizes[name]} if name in sizes else {}
        return self._made(Organization, {"kind": kind, **size, **given, "name": name})

    def _item(self) -> Consultation:
        called = self.given.pop("called", None)
        body = self.given.pop("body", {})
        values = {"id": _ITEM, **self.given.pop("item", {})}
        meeting = {"day": self.day, **self.given.pop("meeting", {})}
        if any(each.name == "meeting" for each in self.step.takes):
            self.given["meeting"] = meeting
        values["role"] = values.pop("asked_for", None) or _ASKED_FOR.get(
            self.step.name, "decision"
        )
        if "objection" in self.given and any(_sources(self.step, SUSPENSION)):
            values.setdefault("about", _OBJECTION)
        self._in_lifecycle(values, CONSULTATION)
        state = values.pop("state", "open")
        starts = list(_sources(self.step, CONSULTATION))
        if self.step.subject == CONSULTATION and state not in starts:
            state = starts[0]
        item = self._made(Consultation, {"body": {"name": "Rat"}, **values})
        held = self._made(Meeting, meeting)
        whose = self._body(called or body)
        return attrs.evolve(item, body=whose, meeting=held, state=state)

    def _decided(self, number: int, values: dict[str, Any]) -> Consultation:
        """Return an earlier consultation: where the body decided unless said otherwise."""
        day = day_in(values.pop("on", None), self.block)
        if day is None:
            raise self.block.mistake(
                "an earlier resolution needs its day: decided = { on = 2026-03-19 }.",
                "ein früherer Beschluss braucht seinen Tag: decided = { on = "
                "2026-03-19 }.",
                _DECIDED,
            )
        body = {name: values.pop(name) for name in _OF_A_BODY if name in values}
        role = values.pop("asked_for", "decision")
        ballots = [_votes(each) for each in self._tables("ballot", of=values)]
        self._in_lifecycle(values, CONSULTATION)
        made = {
            "id": f"{_DECIDED}-{number + 1}" if number else _DECIDED,
            "body": {"name": "Rat"},
            "role": role,
            "meeting": {"day": day},
            "days": [day],
            "state": "voted",
            "result": "adopted_unchanged",
            "decided": True,
            "ballots": ballots,
        }
        earlier = self._made(Consultation, {**made, **values})
        return attrs.evolve(earlier, body=self._body(body))

    def _signed(self, motion: Motion) -> tuple[Signature, ...]:
        """Return the signatures under the text: an office, or an office and what it said."""
        usual = {"actor_id": _OTHER, "text_hash": motion.text_hash}
        found = []
        for values in self._tables("signed", "office"):
            day = day_in(values.pop("on", None), self.block) or self.day
            at = datetime.combine(day, time(8), UTC)
            found.append(self._made(Signature, {**usual, "at": at, **values}))
        return tuple(found)

    def _objection(self, given: Mapping[str, Any] | None) -> tuple[Suspension, ...]:
        if given is None:
            return ()
        values = {"id": _OBJECTION, "lodged_by": _WHO, **given}
        self._in_lifecycle(values, SUSPENSION)
        starts = list(_sources(self.step, SUSPENSION))
        if starts and "state" not in values and "none" not in starts:
            values["state"] = "lodged" if "lodged" in starts else starts[0]
        return (self._made(Suspension, values),)

    def _tables(
        self, name: str, lone: str = "", of: dict[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield what is given of a name as tables; a lone text is a key of its own."""
        for each in _several((self.given if of is None else of).pop(name, ())):
            table = {lone: each} if lone and isinstance(each, str) else each
            self.block.hold({name: table}, {name: (Mapping,)})
            self.block.hold(table, OF_A_PART, only=False)
            yield dict(table)

    def _made(self, kind: type[T], values: Mapping[str, Any]) -> T:
        """Build a value of the model; say which of its names there is not."""
        fields = [str(each.alias) for each in attrs.fields(kind) if each.init]  # type: ignore[arg-type]
        for name in values:
            if name not in fields:
                raise self.block.unknown(Both("input", "Die Angabe"), name, fields)
        name = kind.__name__.lower()
        try:
            made: T = structure(plain(dict(values)), kind, name)
        except InvalidInputError as error:
            raise self.block.placed(error, *reversed([*values])) from error
        return made


def with_values(
    law: Law, given: Mapping[str, Any], example: Example, state: str
) -> Law:
    """Return the law with single values of a town, which hold on every day.

    Raises:
        ExampleError: no such norm, or a value that does not fit it.
    """
    if not given:
        return law
    table = state_law(state).table
    norms = table.norms
    values = dict(_flat(given, norms))
    for name, value in values.items():
        norm = norms.get(name.partition("@")[0])
        if norm is None:
            raise example.block.unknown(Both("norm", "Eine Norm"), name, norms)
        of_one = problem_by_body(table, norm.id) if "@" in name else None
        for problem in [of_one] if of_one else problems_of_value(norm, value):
            told, word = (f"{name}: {problem}.", f"{name}: {german(problem)}.")
            raise example.block.mistake(told, word, name, name.rpartition(".")[2])
    return law_with(law, {name: _share(each) for name, each in values.items()})


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


def _several(given: Any) -> Sequence[Any]:
    return given if isinstance(given, (list, tuple)) else (given,)


def _votes(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take votes by name as pairs; of persons it is enough to say how many."""
    votes = dict(given)
    for name in ("excluded", "excluded_without_vote", "wrongly_excluded"):
        if type(votes.get(name)) is int and 0 <= votes[name] <= _MOST:
            votes[name] = [f"person {n + 1}" for n in range(votes[name])]
    if isinstance(votes.get("votes"), Mapping):
        votes["votes"] = [list(each) for each in votes["votes"].items()]
    return votes


def _sources(step: Step, lifecycle: str) -> Iterator[str]:
    for moves in step.branches.values():
        for move in moves:
            if move.lifecycle == lifecycle and not move.each:
                yield from move.sources
