"""Another release of ratsflow, in a process of its own, beside the version that is checked.

Two releases cannot be imported side by side, and the rules of one asked by the engine of the
other would be neither. So each is asked by itself: the present one is searched, and every way
that it lets come about is gone step by step in an office of the other release, with the
attempts that were refused asked at its end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import attrs

from ratsflow.checking import worker
from ratsflow.checking.choices import Choice, Way
from ratsflow.checking.compare import (
    Compared,
    Comparison,
    Divergence,
    Relation,
)
from ratsflow.checking.differing import reading_any
from ratsflow.checking.search import Moment, Search, in_turn
from ratsflow.checking.slicing import steps_to
from ratsflow.checking.space import Space
from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.citation import Citation, Confidence
from ratsflow.log.codec import converter
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import Finding, unmet
from ratsflow.procedure.rule import Rule


_EACH = 3
"""Attempts at a step that the same rules refused, that are asked of the other release."""


@attrs.frozen(eq=False)
class Abroad(Divergence):
    """An attempt that another release answers differently.

    Attributes:
        allows: the other release lets it pass.
        outcome: where it leads there; empty where it leads nowhere.
        findings: what stands in its way there.
    """

    allows: bool = False
    outcome: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def relation(self) -> Relation:
        """What this attempt alone shows."""
        assert self.new is not None  # noqa: S101  # it was tried there
        if self.allows == self.new.allowed:
            return Relation.INCOMPARABLE
        return Relation.TIGHTER if self.allows else Relation.LOOSER

    @property
    def tried(self) -> Moment:
        """The way with the step at its end, as the present version answers it."""
        assert self.new is not None  # noqa: S101  # it was tried there
        here, last = self.moment, Way(self.choice, self.new)
        return Moment(here.case, self.choice.day, here.start, here, last)

    @property
    def leads(self) -> tuple[str, str]:
        """The outcome or state that each version leads to."""
        return self.outcome, super().leads[1]

    @property
    def because(self) -> tuple[Finding, ...]:
        """The findings that made the difference."""
        assert self.new is not None  # noqa: S101  # it was tried there
        return self.findings if self.new.allowed else self.new.blocking


@attrs.frozen(eq=False)
class Said:
    """What a version says, as digests.

    Attributes:
        fingerprint: of its procedure.
        steps, rules, law: of each, by name.
        code: of the Python that answers.
    """

    fingerprint: str
    steps: Mapping[str, str]
    rules: Mapping[str, str]
    law: Mapping[str, str]
    code: str


@attrs.frozen(eq=False)
class Released:
    """Another release that answers.

    Attributes:
        version: of its package.
        said: what it says.
    """

    version: str
    said: Said
    _process: _Process = attrs.field(repr=False)

    def went(
        self, space: Space, moment: Moment, tried: Sequence[Choice]
    ) -> Mapping[str, Any]:
        """Return how far it lets a way go, and which attempts at its end it lets pass."""
        start = moment.start
        opener = space.actors(start.opener or space.procedure.steps[0].by[0])[0]
        opened = {
            "motion": _plain(start.motion),
            "route": _plain(start.route),
            "actor": [opener.id, list(opener.roles)],
            "at": space.moment(space.first_day).isoformat(),
        }
        way = [_step(space, each) for each in moment.choices]
        asked = [_step(space, each) for each in tried]
        return self._process.ask({"opened": opened, "way": way, "tried": asked})


def _plain(value: Any) -> Any:
    """Return a value of the model without what is as it is by default.

    The other release may not know a field that nobody has used.
    """
    return converter().copy(omit_if_default=True).unstructure(value)


def _step(space: Space, choice: Choice) -> dict[str, Any]:
    who = choice.actor
    return {
        "step": choice.step,
        "on": choice.on,
        "actor": [who.id, list(who.roles), list(who.deputises)],
        "at": space.moment(choice.day).isoformat(),
        "inputs": {name: _plain(value) for name, value in choice.inputs.items()},
    }


@attrs.frozen(eq=False)
class _Process:
    """The other release as a process: a line for each question, and one for each answer."""

    where: str
    running: subprocess.Popen[str]

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        to, out = self.running.stdin, self.running.stdout
        assert to is not None  # noqa: S101  # both are pipes
        assert out is not None  # noqa: S101  # likewise
        try:
            to.write(f"{json.dumps(question)}\n")
            to.flush()
            line = out.readline()
        except OSError:
            line = ""
        told: dict[str, Any] = (
            json.loads(line) if line else {"failed": "it ended without a word"}
        )
        if "failed" in told:
            raise InvalidInputError(
                Both(
                    f"the other release cannot answer ({told['failed']}).",
                    f"die andere Fassung kann nicht antworten ({told['failed']}).",
                ),
                self.where,
                Both(
                    "Name a wheel or an environment that has what it needs, and its own "
                    "law file with --against-law.",
                    "Ein Wheel oder eine Umgebung nennen, die alles Nötige hat, und mit "
                    "--against-law ihre eigene Rechtsdatei.",
                ),
            )
        return told


_PYTHONS = ("bin/python", "Scripts/python.exe")
"""Where a virtual environment has its interpreter."""
_PACKAGE = "ratsflow/__init__.py"
_INSIDE = (*_PYTHONS, _PACKAGE)


def is_release(name: str) -> bool:
    """Tell whether a name is that of a wheel, or of a folder with a release in it."""
    place = Path(name)
    return place.suffix == ".whl" or any((place / each).exists() for each in _INSIDE)


@contextmanager
def released(place: str, state: str, law: str = "") -> Iterator[Released]:
    """Start another release; its code is run, so name none that you do not trust.

    Args:
        place: a wheel, a virtual environment, or a folder that holds the package
            ``ratsflow``. For a wheel and a folder the other packages are those of the
            present environment.
        state: of which state the procedure is to be, in short.
        law: a municipality's law file, which that release reads itself; empty for the law of
            the state alone.

    Raises:
        InvalidInputError: it is none, or cannot answer.
    """
    with tempfile.TemporaryDirectory(prefix="ratsflow-") as folder:
        python, root = _found(Path(place), Path(folder))
        script = str(Path(worker.__file__))
        running = subprocess.Popen(  # noqa: S603  # the interpreter, and our own script
            [python, "-I", script, root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        try:
            process = _Process(place, running)
            path = str(Path(law).resolve()) if law else ""
            told = process.ask({"state": state, "law": path})
            number = told.pop("version")
            yield Released(number, Said(**told), process)
        finally:
            for pipe in (running.stdin, running.stdout):
                _close(pipe)
            running.terminate()
            running.wait()


def _close(pipe: IO[str] | None) -> None:
    assert pipe is not None  # noqa: S101  # both are pipes
    try:
        pipe.close()
    except BrokenPipeError:  # it ended before it read all: it was told already
        return


def _found(place: Path, folder: Path) -> tuple[str, str]:
    """Return the interpreter, and what is to stand first among what it can import."""
    if place.is_dir():
        for python in map(place.joinpath, _PYTHONS):
            if python.is_file():
                return str(python), ""
        if (place / _PACKAGE).is_file():
            return sys.executable, str(place.resolve())
    try:
        with zipfile.ZipFile(place) as wheel:
            wheel.extractall(folder)  # it keeps within the folder by itself
    except (OSError, zipfile.BadZipFile) as error:
        raise InvalidInputError(
            Both("it holds no release.", "darin ist keine Fassung."),
            str(place),
            Both(
                "Name a wheel, a virtual environment, or a folder with ratsflow in it.",
                "Ein Wheel, eine virtuelle Umgebung oder einen Ordner mit ratsflow nennen.",
            ),
        ) from error
    return sys.executable, str(folder.resolve())


def compare_released(old: Released, space: Space, cases: int) -> Comparison:
    """Compare another release with the version that is checked.

    Each way that the version checked lets come about is gone in the other one, and what it
    refuses is asked there. Of a step that hangs on something that is another and of which no
    attempt shows what that does, it is said that this is undecided.

    Args:
        old: the other release.
        space: the version that is checked; where it names no steps, the main path is looked
            at, and the steps that say something else.
        cases: how many different cases are looked at, at most.
    """
    package = Path(worker.__file__).parents[1]
    here = Said(**worker.said_by(space.procedure, space.law, package))
    names = dict.fromkeys((*here.steps, *old.said.steps))
    steps = {name: Compared(name) for name in names}
    for name, each in steps.items():
        each.changed = tuple(_changed(name, old.said, here, space))
    alike = frozenset(name for name, each in steps.items() if not each.changed)
    same = old.said.code == here.code
    if same and len(alike) == len(steps):
        cases = 0  # they are one, word by word: nothing is left to be tried
    if not space.steps:
        own = set(here.steps) - alike
        space = attrs.evolve(space, steps=steps_to(own, space.procedure) | own)
    tried: dict[int, dict[Any, list[Way]]] = {}

    def refused(moment: Moment, way: Way) -> None:
        rules = frozenset(each.rule.id for each in way.verdict.blocking)
        kept = tried.setdefault(id(moment), {})
        alike = kept.setdefault((way.choice.step, way.choice.on, rules), [])
        if len(alike) < _EACH:
            alike.append(way)

    everything = frozenset(("*",))
    search = Search(space, cases, refused=refused, keeps=everything, order=in_turn())
    moments = list(search)
    walk = _Walk(old, space, steps)
    for moment in moments:
        ways = [way for rows in tried.get(id(moment), {}).values() for way in rows]
        walk.gone(moment, ways)
    return Comparison(
        steps,
        space,
        space,
        search.closed or not cases,
        search.visited,
        walk.asked,
        alike if same else frozenset(),
        lacking=frozenset(search.ways.cures.lacking),
        release=old.version,
        fingerprint=old.said.fingerprint,
    )


@attrs.define
class _Walk:
    """Goes the ways of one version in the other, and notes where they part."""

    old: Released
    space: Space
    steps: dict[str, Compared]
    asked: int = 0
    _parted: set[int] = attrs.field(factory=set)
    _agreed: set[int] = attrs.field(factory=set)

    def gone(self, moment: Moment, tried: Sequence[Way]) -> None:
        """Go the way to a moment, and ask what was refused there."""
        moments = moment.moments
        if any(id(each) in self._parted for each in moments):
            return  # both let come about only what lies before
        told = self.old.went(self.space, moment, [each.choice for each in tried])
        leads = told["leads"]
        self.asked += len(moments) + len(tried)
        for here, after, (outcome, state) in zip(
            moments, moments[1:], leads, strict=False
        ):
            if id(after) in self._agreed:
                continue
            way = after.way
            assert way is not None  # noqa: S101  # only the first has none
            if (outcome, state) != (way.verdict.outcome, after.case.state):
                self._part(here, after, allows=True, outcome=outcome or state)
                return
            self._agreed.add(id(after))
            self.steps[way.choice.step].passed += 1
        if told["refused"] is not None:
            here, after = moments[len(leads) : len(leads) + 2]
            findings = tuple(_finding(*each) for each in told["refused"])
            self._part(here, after, findings=findings)
            return
        for way, allows in zip(tried, told["tried"], strict=True):
            if allows:
                step = self.steps[way.choice.step]
                step.note(Abroad(moment, way.choice, None, way.verdict, allows=True))

    def _part(self, here: Moment, after: Moment, **there: Any) -> None:
        way = after.way
        assert way is not None  # noqa: S101  # only the first has none
        self._parted.add(id(after))
        found = Abroad(here, way.choice, None, way.verdict, **there)
        self.steps[way.choice.step].note(found)


def _finding(rule: str, de: str, en: str, norm: str) -> Finding:
    """Return a finding of the other release, as it says it itself."""
    de, en = (each.replace("{", "{{").replace("}", "}}") for each in (de, en))
    told = Rule(
        rule,
        lambda _: False,
        citation=Citation(norm, Confidence.LOCAL),
        unmet=Wording(de, en),
    )
    return Finding(told, unmet())


def _changed(step: str, old: Said, here: Said, space: Space) -> Iterator[str]:
    """Yield what a step hangs on that is another: norms first, then rules, then itself."""
    law = {e for e in {*old.law, *here.law} if old.law.get(e) != here.law.get(e)}
    own = next((e for e in space.procedure.steps if e.name == step), None)
    guards = () if own is None else own.guards
    rules = [each for each in space.procedure.rules if each.id in guards]
    reads = [each.reads if each.needs else () for each in rules]
    yield from sorted(e for e in law if any(reading_any(r, {e}) for r in reads))
    yield from (e for e in guards if old.rules.get(e) != here.rules.get(e))
    if old.steps.get(step) != here.steps.get(step):
        yield "procedure"
