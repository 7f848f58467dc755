"""The language of properties: events of the log, and conditions on the case beside them.

An event is a step, or several joined by ``|``; ``any`` stands for every one. It may be
narrowed to where it leads (``into adopted``) and to the body it is about (``in committee``):

    vote | repeat_vote into adopted in council

A condition is one of the sentences of `SENTENCES`, joined by ``and``, ``or``, ``not`` and
brackets. Both are judged from the log alone, and never by a rule of the procedure.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from ratsflow.checking.ways import Choice
from ratsflow.engine import Verdict
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.local import Law
from ratsflow.law.states import state_ids, state_law
from ratsflow.model import Consultation, ConsultationRole, PaperType, SuspensionKind
from ratsflow.model.organization import BodyKind
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import MOTION


ANY = "any"


@attrs.frozen(eq=False)
class Occasion:
    """A step that was taken, with what stood before and after it.

    Attributes:
        before: the case before it.
        choice: the step.
        verdict: what the engine answered.
        after: the case after it.
        past: what is remembered of the way, by event.
    """

    before: Case
    choice: Choice
    verdict: Verdict
    after: Case
    past: Mapping[Event, Past]

    @property
    def day(self) -> date:
        """The day of the step."""
        return self.choice.day

    @property
    def item(self) -> Consultation | None:
        """The consultation that the step is about."""
        return self.verdict.question.consultation

    @property
    def law(self) -> Law:
        """The law of that day."""
        return self.verdict.question.law


@attrs.frozen
class Past:
    """What is remembered of an event that has been: of the last time, what somebody asks.

    Attributes:
        day: the day.
        text: digest of the text then.
        item: id of the consultation it was about.
    """

    day: date | None = None
    text: str = ""
    item: str = ""


@attrs.frozen
class Event:
    """A step of the log.

    Attributes:
        steps: names of the steps; empty for any.
        into: where it leads: states of the motion, the consultation or the suspension,
            or outcomes of the step; empty for anywhere.
        body: the kind of body whose item it is about; empty for any.
        known: the steps that can be it.
    """

    steps: frozenset[str]
    into: frozenset[str] = frozenset()
    body: str = ""
    known: frozenset[str] = attrs.field(default=frozenset(), eq=False)

    def is_at(self, occasion: Occasion) -> bool:
        """Tell whether a step is this event."""
        verdict = occasion.verdict
        if self.steps and verdict.step.name not in self.steps:
            return False
        if self.into:
            reached = {each.target for each in verdict.moves or ()} | {verdict.outcome}
            if self.into.isdisjoint(reached):
                return False
        if not self.body:
            return True
        item = occasion.item
        return item is not None and item.body.kind.value == self.body


Holds = Callable[[Occasion], bool]


@attrs.frozen(eq=False)
class Condition:
    """A condition on the case at a step.

    Attributes:
        text: as it was written.
        holds: tells whether it holds.
        events: earlier events that must be remembered to tell.
        steps: the steps that bring about what it speaks of.
        excuses: of these steps, those that are looked at where the condition is an
            excuse: once an event has been, nothing is looked for that it excuses.
        asks: what it asks of an event that has been (``day``, ``text``, ``item``).
        facts: names of the facts that it asks for.
    """

    text: str
    holds: Holds
    events: tuple[Event, ...] = ()
    steps: frozenset[str] = frozenset()
    excuses: frozenset[str] = attrs.field(
        default=attrs.Factory(lambda self: self.steps, takes_self=True)
    )
    asks: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()


def _signed(occasion: Occasion, office: str) -> bool:
    return occasion.before.signed_by(office) is not None


def _suspended(occasion: Occasion, kind: str = "") -> bool:
    active = occasion.before.active_suspensions
    return any(not kind or each.kind.value == kind for each in active)


def _on_agenda(occasion: Occasion) -> bool:
    item = occasion.item
    return item is not None and item.route is not None and item.route != "unannounced"


def _on_its_day(occasion: Occasion) -> bool:
    item = occasion.item
    return (
        item is not None
        and item.meeting is not None
        and item.meeting.day <= occasion.day <= item.meeting.day + timedelta(1)
    )


def _fact(occasion: Occasion, name: str, value: str) -> bool:
    stated = occasion.verdict.question.get(name)
    written = {True: "true", False: "false"}.get(stated, stated)
    return str(written) == value


def _stated(occasion: Occasion, name: str) -> bool:
    return occasion.verdict.question.get(name) is not None


def _is_final(procedure: Procedure, case: Case) -> bool:
    return bool(procedure.state(case.state).final)


@attrs.frozen
class Reader:
    """Reads events and conditions, and refuses a word that the procedure does not know."""

    procedure: Procedure
    place: str = ""

    def event(self, text: str) -> Event:
        """Read an event.

        Raises:
            InvalidInputError: it is none.
            UnknownNameError: a step, state or body that there is not.
        """
        found = _EVENT.fullmatch(" ".join(text.split()))
        if found is None:
            raise self._wrong(
                text,
                Both(
                    "Write it as 'vote | repeat_vote into adopted in council'.",
                    "In der Form „vote | repeat_vote into adopted in council“ schreiben.",
                ),
            )
        steps = [each.strip() for each in found["steps"].split("|")]
        names = () if steps == [ANY] else steps
        for name in names:
            self.procedure.step(name)
        into = [
            each.strip() for each in (found["into"] or "").split("|") if each.strip()
        ]
        known = self._places(names)
        for each in into:
            self._known(each, known, Both("state or outcome", "Stand oder Ergebnis"))
        kind = found["body"] or ""
        if kind:
            kinds = [each.value for each in BodyKind]
            self._known(kind, kinds, Both("kind of body", "Art des Gremiums"))
        return Event(frozenset(names), frozenset(into), kind, self._can_be(names, into))

    def _can_be(self, names: Sequence[str], into: Sequence[str]) -> frozenset[str]:
        """Return which steps can be an event; those it names, or all that lead there."""
        return frozenset(
            step.name
            for step in self.procedure.steps
            if (not names or step.name in names)
            and (not into or not self._places((step.name,)).isdisjoint(into))
        )

    def _taking(self, name: str) -> frozenset[str]:
        """Return the steps that take an input of that name."""
        return frozenset(
            step.name
            for step in self.procedure.steps
            if any(each.name == name for each in step.takes)
        )

    def _signing(self, office: str) -> frozenset[str]:
        return frozenset(
            step.name
            for step in self.procedure.steps
            if step.signs == office or (step.signs == "*" and office in step.by)
        )

    def _suspending(self, kind: str) -> frozenset[str]:
        return frozenset(
            step.name
            for step in self.procedure.steps
            for moves in step.branches.values()
            for move in moves
            if move.new and kind in ("", move.new)
        )

    def _places(self, steps: Sequence[str]) -> set[str]:
        asked = [self.procedure.step(name) for name in steps] or self.procedure.steps
        found = {outcome for step in asked for outcome in step.branches if outcome}
        for step in asked:
            for moves in step.branches.values():
                found |= {move.target for move in moves if move.target}
        return found

    def condition(self, text: str) -> Condition:
        """Read a condition.

        Raises:
            InvalidInputError: it is none.
            UnknownNameError: a word that there is not.
        """
        words = _TOKENS.findall(text)
        stream = _Stream([each for each in words if each.strip()])
        found = self._either(stream, text)
        if stream.here:
            raise self._wrong(text, _known_sentences())
        return attrs.evolve(found, text=" ".join(text.split()))

    def _either(self, stream: _Stream, text: str) -> Condition:
        parts = [self._both(stream, text)]
        while stream.takes("or"):
            parts.append(self._both(stream, text))
        return parts[0] if len(parts) == 1 else _joined(any, parts)

    def _both(self, stream: _Stream, text: str) -> Condition:
        parts = [self._single(stream, text)]
        while stream.takes("and"):
            parts.append(self._single(stream, text))
        return parts[0] if len(parts) == 1 else _joined(all, parts)

    def _single(self, stream: _Stream, text: str) -> Condition:
        if stream.takes("not"):
            inner = self._single(stream, text)
            return attrs.evolve(
                inner, holds=lambda at: not inner.holds(at), excuses=inner.steps
            )
        if stream.takes("("):
            inner = self._either(stream, text)
            if not stream.takes(")"):
                raise self._wrong(
                    text, Both("Close the bracket.", "Die Klammer schließen.")
                )
            return inner
        return self._sentence(stream.sentence(), text)

    def _sentence(self, sentence: str, text: str) -> Condition:
        for pattern, make in _SENTENCES:
            found = pattern.fullmatch(sentence)
            if found is not None:
                return make(self, *found.groups())
        raise self._wrong(sentence or text, _known_sentences())

    def _is_taken(self, name: str) -> None:
        known = {each.name for step in self.procedure.steps for each in step.takes}
        self._known(name, known, Both("fact", "Tatsache"))

    def _known(self, word: str, known: Any, what: Both) -> None:
        if word not in known:
            raise UnknownNameError(what, word, sorted(known))

    def _wrong(self, text: str, cure: Both) -> InvalidInputError:
        return InvalidInputError(
            Both(f"{text!r} cannot be read.", f"„{text}“ ist nicht zu verstehen."),
            self.place or Both("property", "Eigenschaft"),
            cure,
        )

    # ------------------------------------------------------------------ sentences

    def signed(self, office: str) -> Condition:
        """``text signed by ROLE``: its signature stands under the present text."""
        offices = {*self.procedure.roles}
        self._known(office, offices, Both("role", "Rolle"))
        steps = self._signing(office) | self._taking("motion")
        return Condition("", lambda at: _signed(at, office), steps=steps)

    def suspended(self, kind: str | None = None) -> Condition:
        """``suspended``, ``suspended by KIND``: an objection or standstill is in force."""
        if kind:
            kinds = [each.value for each in SuspensionKind]
            self._known(kind, kinds, Both("suspension", "Aussetzung"))
        named = kind or ""
        return Condition(
            "", lambda at: _suspended(at, named), steps=self._suspending(named)
        )

    def on_agenda(self) -> Condition:
        """``item on agenda``: the item stands on an announced agenda."""
        return Condition("", _on_agenda)

    def on_its_day(self) -> Condition:
        """``on its meeting day``: the item's meeting is held on the day of the step."""
        return Condition("", _on_its_day)

    def body(self, kind: str) -> Condition:
        """``body is KIND``: the item is one of such a body."""
        kinds = [each.value for each in BodyKind]
        self._known(kind, kinds, Both("kind of body", "Art des Gremiums"))
        return Condition(
            "", lambda at: at.item is not None and at.item.body.kind == kind
        )

    def role(self, name: str) -> Condition:
        """``item is for ROLE``: what the body is asked for, for example a decision."""
        known = [each.value for each in ConsultationRole]
        self._known(name, known, Both("role of a body", "Aufgabe eines Gremiums"))
        return Condition("", lambda at: at.item is not None and at.item.role == name)

    def paper(self, kind: str) -> Condition:
        """``paper is TYPE``: the type of paper."""
        kinds = [each.value for each in PaperType]
        self._known(kind, kinds, Both("type of paper", "Vorlagenart"))
        return Condition(
            "",
            lambda at: at.before.motion.paper_type == kind,
            facts=frozenset((f"type:{kind}",)),
        )

    def topic(self, name: str) -> Condition:
        """``paper on TOPIC``: one of the topics of the paper."""
        return Condition("", lambda at: name in (at.before.motion.topics or ()))

    def state(self, name: str) -> Condition:
        """``state is STATE``, ``state is final``: where the motion stands before the step."""
        procedure = self.procedure
        if name == "final":
            return Condition("", lambda at: _is_final(procedure, at.before))
        self._known(
            name,
            {each.name for each in procedure.states_of(MOTION)},
            Both("state", "Stand"),
        )
        return Condition("", lambda at: at.before.state == name)

    def fact(self, name: str, value: str) -> Condition:
        """``fact NAME is VALUE``: it is stated so, by this step or an earlier one."""
        self._is_taken(name)
        return Condition(
            "",
            lambda at: _fact(at, name, value),
            steps=self._taking(name),
            facts=frozenset((name,)),
        )

    def stated(self, name: str) -> Condition:
        """``fact NAME stated``."""
        self._is_taken(name)
        return Condition(
            "",
            lambda at: _stated(at, name),
            steps=self._taking(name),
            facts=frozenset((name,)),
        )

    def by(self, role: str) -> Condition:
        """``by ROLE``: who takes the step acts in that role."""
        self._known(role, {*self.procedure.roles}, Both("role", "Rolle"))
        return Condition(
            "", lambda at: at.verdict.question.role == role, asks=frozenset(("role",))
        )

    def after(self, text: str) -> Condition:
        """``after EVENT``: it was on an earlier step."""
        event = self.event(text)
        return Condition(
            "", lambda at: event in at.past, (event,), event.known, event.steps
        )

    def text_of(self, text: str) -> Condition:
        """``text is that of EVENT``: nobody changed the text since."""
        event = self.event(text)
        return Condition(
            "",
            lambda at: (
                event in at.past and at.past[event].text == at.before.motion.text_hash
            ),
            (event,),
            event.known | self._taking("motion"),
            asks=frozenset(("text",)),
        )

    def item_of(self, text: str) -> Condition:
        """``item is that of EVENT``: the step is about the item of that event."""
        event = self.event(text)
        return Condition(
            "",
            lambda at: (
                event in at.past
                and at.item is not None
                and at.past[event].item == at.item.id
            ),
            (event,),
            event.known,
            asks=frozenset(("item",)),
        )

    def within(self, amount: str, unit: str, text: str) -> Condition:
        """``within N days of EVENT``: not more days later; N may be a norm's id."""
        event = self.event(text)
        scale = {"days": 1, "weeks": 7}[unit]
        if not amount.isdigit() and self.procedure.law_of in state_ids():
            norms = state_law(self.procedure.law_of).table.norms
            self._known(amount, norms, Both("norm", "Norm"))

        def holds(at: Occasion) -> bool:
            past = at.past.get(event)
            if past is None or past.day is None:
                return False
            number = int(amount) if amount.isdigit() else at.law.values.get(amount)
            # What the town has not set, or by body alone, excuses nothing.
            return isinstance(number, int) and at.day <= past.day + timedelta(
                scale * number
            )

        return Condition("", holds, (event,), event.known, asks=frozenset(("day",)))


def _joined(
    how: Callable[[Iterator[bool]], bool], parts: Sequence[Condition]
) -> Condition:
    return Condition(
        "",
        lambda at: how(each.holds(at) for each in parts),
        tuple(event for each in parts for event in each.events),
        frozenset().union(*(each.steps for each in parts)),
        frozenset().union(*(each.excuses for each in parts)),
        frozenset().union(*(each.asks for each in parts)),
        frozenset().union(*(each.facts for each in parts)),
    )


@attrs.define
class _Stream:
    words: list[str]

    @property
    def here(self) -> str:
        return self.words[0] if self.words else ""

    def takes(self, word: str) -> bool:
        if self.here != word:
            return False
        del self.words[0]
        return True

    def sentence(self) -> str:
        found = []
        while self.here and self.here not in ("and", "or", ")", "("):
            found.append(self.words.pop(0))
        return " ".join(found)


_TOKENS = re.compile(r"\(|\)|[^\s()]+")
_NAMES = r"[a-z0-9_]+(?:\s*\|\s*[a-z0-9_]+)*"
_EVENT = re.compile(
    rf"(?P<steps>{_NAMES})(?: into (?P<into>{_NAMES}))?(?: in (?P<body>[a-z_]+))?"
)
_SENTENCES: tuple[tuple[re.Pattern[str], Callable[..., Condition]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (r"text signed by (\w+)", Reader.signed),
        (r"suspended(?: by (\w+))?", Reader.suspended),
        (r"item on agenda", Reader.on_agenda),
        (r"on its meeting day", Reader.on_its_day),
        (r"body is (\w+)", Reader.body),
        (r"item is for (\w+)", Reader.role),
        (r"paper is (\w+)", Reader.paper),
        (r"paper on (\w+)", Reader.topic),
        (r"state is (\w+)", Reader.state),
        (r"fact (\w+) is (\S+)", Reader.fact),
        (r"fact (\w+) stated", Reader.stated),
        (r"by (\w+)", Reader.by),
        (r"after (.+)", Reader.after),
        (r"text is that of (.+)", Reader.text_of),
        (r"item is that of (.+)", Reader.item_of),
        (r"within ([\w.]+) (days|weeks) of (.+)", Reader.within),
    )
)


def _known_sentences() -> Both:
    said = []
    for _, make in _SENTENCES:
        said += re.findall(r"``(.+?)``", make.__doc__ or "")
    listed = "; ".join(said)
    return Both(f"Known: {listed}.", f"Bekannt: {listed}.")
