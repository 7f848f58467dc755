"""The language of properties: events of the log, and conditions on the case beside them.

An event is a step, or several joined by ``|``; ``any`` stands for every one. It may be
narrowed to where it leads (``into adopted``), to the state that it leaves (``leaving closed``)
and to the body it is about (``in committee``, ``by a competent body``):

    vote | repeat_vote into adopted in council

A condition is one of the sentences that `sentences` lists, joined by ``and``, ``or``, ``not``
and brackets. Both are judged from the log alone, and never by a rule of the procedure.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from difflib import get_close_matches
from functools import reduce
from operator import and_, or_

import attrs

from ratsflow.checking import conditions
from ratsflow.checking.company import PREFIX
from ratsflow.checking.conditions import LATER, Condition
from ratsflow.checking.events import BODIES, Event, Memory, Occasion, Standing
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.states import state_ids, state_law
from ratsflow.model import ConsultationRole, PaperType, SuspensionKind
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import MOTION, Step


ANY, FINAL = "any", "final"


@attrs.frozen
class Reader:
    """Reads events and conditions, and refuses a word that the procedure does not know.

    Attributes:
        procedure: the procedure whose words are used.
        place: where they are written, for whoever has to mend them.
    """

    procedure: Procedure
    place: str = ""

    def event(self, text: str) -> Event:
        """Read an event.

        Raises:
            InvalidInputError: it is none.
            UnknownNameError: a step, state or body that there is not.
        """
        said = " ".join(text.split())
        found = _EVENT.fullmatch(said)
        if found is None:
            raise self._wrong(
                text,
                Both(
                    "Write it as 'vote | repeat_vote into adopted in council'.",
                    "In der Form „vote | repeat_vote into adopted in council“ schreiben.",
                ),
            )
        steps = _listed(found["steps"])
        names = () if steps == [ANY] else steps
        for name in names:
            self.known(
                name,
                [each.name for each in self.procedure.steps],
                Both("step", "Schritt"),
            )
        into, leaving = _listed(found["into"]), _listed(found["leaving"])
        places = _places(self.procedure.step(name) for name in names) or _places(
            self.procedure.steps
        )
        for each in into:
            self.known(each, places, Both("state or outcome", "Stand oder Ergebnis"))
        left = frozenset[str]().union(*(self.states(each) for each in leaving))
        known = frozenset(
            step.name
            for step in self.procedure.steps
            if (not names or step.name in names)
            and (not into or not _places((step,)).isdisjoint(into))
            and (not left or _leaves(step, left))
        )
        return Event(
            said,
            frozenset(names),
            left,
            frozenset(into),
            self._bodies(found["body"]),
            bool(found["competent"]),
            known,
        )

    def condition(self, text: str) -> Condition:
        """Read a condition.

        Raises:
            InvalidInputError: it is none.
            UnknownNameError: a word that there is not.
        """
        stream = _Stream(_TOKENS.findall(text))
        found = self._either(stream, text)
        if stream.here:
            raise self._unreadable(stream.here, text)
        return found

    def _either(self, stream: _Stream, text: str) -> Condition:
        parts = [self._both(stream, text)]
        while stream.takes("or"):
            parts.append(self._both(stream, text))
        return reduce(or_, parts)

    def _both(self, stream: _Stream, text: str) -> Condition:
        parts = [self._single(stream, text)]
        while stream.takes("and"):
            parts.append(self._single(stream, text))
        return reduce(and_, parts)

    def _single(self, stream: _Stream, text: str) -> Condition:
        if stream.takes("not"):
            return ~self._single(stream, text)
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
                condition = make(self, *found.groups())
                return attrs.evolve(condition, text=sentence)
        raise self._unreadable(sentence, text)

    def known(self, word: str, known: Iterable[str], what: Both) -> None:
        """Refuse a word that there is not.

        Raises:
            UnknownNameError: with where it stands and the nearest that there is.
        """
        listed = sorted(known)
        if word not in listed:
            place = f" ({self.place})" if self.place else ""
            raise UnknownNameError(
                Both(f"{what}{place}", f"{what.de}{place}"), word, listed
            )

    def states(self, name: str) -> frozenset[str]:
        """Return the states of the motion that a word means: one, or ``final`` for several.

        Raises:
            UnknownNameError: there is no such state.
        """
        states = self.procedure.states_of(MOTION)
        if name == FINAL:
            return frozenset(each.name for each in states if each.final)
        self.known(
            name,
            [FINAL, *(each.name for each in states)],
            Both("state", "Stand"),
        )
        return frozenset((name,))

    def _bodies(self, text: str | None) -> frozenset[str]:
        kinds = _listed(text)
        for each in kinds:
            self.known(each, BODIES, Both("kind of body", "Art des Gremiums"))
        return frozenset[str]().union(*(BODIES[each] for each in kinds))

    def _each_of(self, text: str, known: Iterable[str], what: Both) -> frozenset[str]:
        words, all_ = _listed(text), list(known)
        for each in words:
            self.known(each, all_, what)
        return frozenset(words)

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

    def _suspending(self, kinds: frozenset[str]) -> frozenset[str]:
        return frozenset(
            step.name
            for step in self.procedure.steps
            for moves in step.branches.values()
            for move in moves
            if move.new and (not kinds or move.new in kinds)
        )

    def _unreadable(self, sentence: str, text: str) -> InvalidInputError:
        near = get_close_matches(sentence, sentences(), n=1, cutoff=0.4)
        listed = "; ".join(sentences())
        meant = (
            (f" Nearest: {near[0]}.", f" Am nächsten: {near[0]}.")
            if near
            else 2 * ("",)
        )
        return self._wrong(
            sentence or text,
            Both(f"Known: {listed}.{meant[0]}", f"Bekannt: {listed}.{meant[1]}"),
        )

    def _wrong(self, text: str, cure: Both) -> InvalidInputError:
        return InvalidInputError(
            Both(f"{text!r} cannot be read.", f"„{text}“ ist nicht zu verstehen."),
            self.place or Both("property", "Eigenschaft"),
            cure,
        )

    # ------------------------------------------------------------------ sentences

    def signed(self, office: str) -> Condition:
        """``text signed by ROLE``: its signature stands under the present text."""
        self.known(office, self.procedure.roles, Both("role", "Rolle"))
        steps = self._signing(office) | self._taking("motion")
        return Condition("", lambda at: conditions.is_signed(at, office), steps=steps)

    def suspended(self, kinds: str | None = None) -> Condition:
        """``suspended``, ``suspended by KIND``: an objection or standstill is in force."""
        named = self._each_of(
            kinds or "", map(str, SuspensionKind), Both("suspension", "Aussetzung")
        )
        return Condition(
            "",
            lambda at: conditions.is_suspended(at, named),
            steps=self._suspending(named),
        )

    def on_agenda(self) -> Condition:
        """``item on agenda``: the item came onto an announced agenda."""
        return Condition("", conditions.is_on_agenda)

    def on_its_day(self) -> Condition:
        """``on its meeting day``: the step is taken in the meeting of the item."""
        return Condition("", conditions.is_on_its_day, asks=LATER)

    def invited(self) -> Condition:
        """``meeting convened``: the meeting of the item was convened before its day."""
        return Condition(
            "", conditions.is_invited, facts=frozenset(("lacks:invited_on",))
        )

    def announced(self) -> Condition:
        """``meeting announced``: the public was told of it before its day."""
        return Condition(
            "", conditions.is_announced, facts=frozenset(("lacks:published_on",))
        )

    def joins_in_time(self) -> Condition:
        """``before its agenda goes out``: that of the meeting for which the step plans it."""
        return Condition("", conditions.is_before_dispatch, asks=LATER)

    def is_to_come(self) -> Condition:
        """``before its meeting is over``: the one for which the step plans the item."""
        return Condition("", conditions.is_before_the_end, asks=LATER)

    def carried(self) -> Condition:
        """``more yes than no``: in the vote that the step takes in."""
        return Condition("", conditions.is_carried)

    def stay_out(self) -> Condition:
        """``no excluded vote``: nobody who is excluded for bias voted."""
        return Condition(
            "", conditions.excluded_stay_out, steps=self._taking("excluded")
        )

    def competent(self) -> Condition:
        """``body is competent``: the law on file gives it the decision on these topics."""
        return Condition("", lambda at: at.is_competent)

    def body(self, kinds: str) -> Condition:
        """``body is KIND``: the item is one of such a body."""
        named = self._bodies(kinds)
        return Condition(
            "", lambda at: at.item is not None and at.item.body.kind in named
        )

    def role(self, names: str) -> Condition:
        """``item is for ROLE``: what the body is asked for, for example a decision."""
        asked = self._each_of(
            names,
            map(str, ConsultationRole),
            Both("role of a body", "Aufgabe eines Gremiums"),
        )
        return Condition("", lambda at: at.item is not None and at.item.role in asked)

    def public(self) -> Condition:
        """``item is public``: it is dealt with in public, or nobody said otherwise."""
        return Condition(
            "", lambda at: at.item is not None and at.item.public is not False
        )

    def paper(self, kinds: str) -> Condition:
        """``paper is TYPE``: the type of paper."""
        named = self._each_of(
            kinds, map(str, PaperType), Both("type of paper", "Vorlagenart")
        )
        return Condition(
            "",
            lambda at: at.before.motion.paper_type in named,
            facts=frozenset(f"type:{each}" for each in named),
        )

    def topic(self, name: str) -> Condition:
        """``paper on TOPIC``: one of the topics of the paper."""
        if self.procedure.law_of in state_ids():
            known = state_law(self.procedure.law_of).topics
            self.known(name, known, Both("topic", "Thema"))
        return Condition("", lambda at: name in (at.before.motion.topics or ()))

    def state(self, names: str) -> Condition:
        """``state is STATE``, ``state is final``: where the motion stands before the step."""
        named = frozenset[str]().union(*map(self.states, _listed(names)))
        return Condition("", lambda at: at.before.state in named)

    def step(self, names: str) -> Condition:
        """``step is STEP``: which step it is."""
        known = [each.name for each in self.procedure.steps]
        named = self._each_of(names, known, Both("step", "Schritt"))
        return Condition("", lambda at: at.choice.step in named)

    def another(self, look: str, names: str | None = None) -> Condition:
        """``another LOOK``, ``another LOOK in STATE``: another case, where its motion stands."""
        known = [each.value for each in Look]
        self.known(
            look, known, Both("look at other cases", "Blick auf andere Vorgänge")
        )
        named = frozenset[str]().union(*map(self.states, _listed(names)))
        return Condition(
            "",
            lambda at: conditions.is_another(at, Look(look), named),
            facts=frozenset((PREFIX + look,)),
        )

    def fact(self, name: str, value: str) -> Condition:
        """``fact NAME is VALUE``: it is stated so, by this step or an earlier one."""
        return self._of_fact(name, lambda stated: _written(stated) == value)

    def stated(self, name: str) -> Condition:
        """``fact NAME stated``: somebody stated it."""
        return self._of_fact(name, lambda stated: stated is not None)

    def _of_fact(self, name: str, tells: Callable[[object], bool]) -> Condition:
        known = {each.name for step in self.procedure.steps for each in step.takes}
        self.known(name, known, Both("fact", "Tatsache"))
        return Condition(
            "",
            lambda at: tells(at.verdict.question.get(name)),
            steps=self._taking(name),
            facts=frozenset((name,)),
        )

    def by(self, roles: str) -> Condition:
        """``by ROLE``: who takes the step acts in that role."""
        named = self._each_of(roles, self.procedure.roles, Both("role", "Rolle"))
        return Condition(
            "",
            lambda at: at.verdict.question.role in named,
            asks=frozenset(("role",)),
        )

    def after(self, text: str, undone: str | None = None) -> Condition:
        """``after EVENT``, ``after EVENT not undone by EVENT``: it was on an earlier step."""
        memory, excuses = self._remembered(text, undone)
        return Condition(
            "", lambda at: memory in at.past, (memory,), memory.seen, excuses
        )

    def _remembered(
        self, text: str, undone: str | None
    ) -> tuple[Memory, frozenset[str]]:
        """Return what is remembered, and the steps that are looked at where it excuses."""
        event = self.event(text)
        if undone is None:
            return event, event.steps
        stands = Standing(event, self.event(undone))
        return stands, event.steps | stands.undone.known

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

    def item_of(self, text: str, undone: str | None = None) -> Condition:
        """``item is that of EVENT``, ``… not undone by EVENT``: it was about the same item."""
        memory, _ = self._remembered(text, undone)
        return Condition(
            "",
            lambda at: (
                memory in at.past
                and at.item is not None
                and at.past[memory].item == at.item.id
            ),
            (memory,),
            memory.seen,
            asks=frozenset(("item",)),
        )

    def within(self, amount: str, unit: str, text: str) -> Condition:
        """``within N days of EVENT``: not more days later; N may be a norm's id."""
        event = self.event(text)
        scale = {"day": 1, "week": 7}[unit]
        if not amount.isdigit() and self.procedure.law_of in state_ids():
            norms = state_law(self.procedure.law_of).table.norms
            self.known(amount, norms, Both("norm", "Norm"))

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


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(text: str | None) -> list[str]:
    return [each.strip() for each in (text or "").split("|") if each.strip()]


def _places(steps: Iterable[Step]) -> set[str]:
    found = set()
    for step in steps:
        for outcome, moves in step.branches.items():
            found |= {outcome, *(move.target for move in moves if move.target)}
    return found - {""}


def _leaves(step: Step, states: frozenset[str]) -> bool:
    """Tell whether a step can bring the motion out of one of some states."""
    return any(
        move.lifecycle == MOTION and (set(move.sources) & states) - {move.target}
        for moves in step.branches.values()
        for move in moves
        if move.target
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
        """Take the words up to the next that joins. ``not undone by`` joins nothing."""
        found: list[str] = []
        while self.here and self.here not in ("and", "or", ")", "("):
            found.append(self.words.pop(0))
        return " ".join(found)


_TOKENS = re.compile(r"\(|\)|[^\s()]+")
_NAMES = r"[a-z0-9_]+(?: ?\| ?[a-z0-9_]+)*"
_EVENT = re.compile(
    rf"(?P<steps>{_NAMES})(?: leaving (?P<leaving>{_NAMES}))?"
    rf"(?: into (?P<into>{_NAMES}))?(?: in (?P<body>{_NAMES}))?"
    r"(?P<competent> by a competent body)?"
)
_SENTENCES: tuple[tuple[re.Pattern[str], Callable[..., Condition]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (r"text signed by (\w+)", Reader.signed),
        (rf"suspended(?: by ({_NAMES}))?", Reader.suspended),
        (r"item on agenda", Reader.on_agenda),
        (r"on its meeting day", Reader.on_its_day),
        (r"meeting convened", Reader.invited),
        (r"meeting announced", Reader.announced),
        (r"before its agenda goes out", Reader.joins_in_time),
        (r"before its meeting is over", Reader.is_to_come),
        (r"more yes than no", Reader.carried),
        (r"no excluded vote", Reader.stay_out),
        (r"body is competent", Reader.competent),
        (rf"body is ({_NAMES})", Reader.body),
        (rf"item is for ({_NAMES})", Reader.role),
        (r"item is public", Reader.public),
        (rf"paper is ({_NAMES})", Reader.paper),
        (r"paper on (\w+)", Reader.topic),
        (rf"state is ({_NAMES})", Reader.state),
        (rf"step is ({_NAMES})", Reader.step),
        (rf"another (\w+)(?: in ({_NAMES}))?", Reader.another),
        (r"fact (\w+) is (\S+)", Reader.fact),
        (r"fact (\w+) stated", Reader.stated),
        (rf"by ({_NAMES})", Reader.by),
        (r"after (.+?)(?: not undone by (.+))?", Reader.after),
        (r"text is that of (.+)", Reader.text_of),
        (r"item is that of (.+?)(?: not undone by (.+))?", Reader.item_of),
        (r"within (\d+|[a-z_]\w*(?:\.\w+)+) (day|week)s? of (.+)", Reader.within),
    )
)


def sentences() -> Sequence[str]:
    """Return the sentences that a condition can be, as they are written."""
    return [
        said
        for _, make in _SENTENCES
        for said in re.findall(r"``(.+?)``", make.__doc__ or "")
    ]
