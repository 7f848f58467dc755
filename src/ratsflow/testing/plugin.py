"""The pytest plugin: fixtures, markers, and worked examples collected as tests.

It is found by entry point as soon as ``ratsflow[testing]`` is installed; ``-p no:ratsflow``
switches it off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ratsflow.errors import RatsflowError
from ratsflow.testing.coverage_options import add_options, is_asked_for


if TYPE_CHECKING:
    from ratsflow.law.local import Law
    from ratsflow.model import Actor
    from ratsflow.office import Office
    from ratsflow.testing.examples import Example
    from ratsflow.testing.scene import Scene
    from ratsflow.testing.setting import Setting
    from ratsflow.testing.town import Town


SUFFIX = ".example.toml"
EXAMPLES = "ratsflow_examples"
"""Of pytest's settings: whether worked examples are collected."""

_OF_A_MARKER = ("state", "on", "town", "values", "procedure")
_ENDS: pytest.StashKey[ExitStack] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting that switches the collection of examples."""
    told = "Collect worked examples (*.example.toml) as tests; true if left out."
    parser.addini(EXAMPLES, told, type="bool", default=True)
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    config.addinivalue_line(
        "markers",
        "law(state, on, town, values, procedure): the law under which a test takes place; "
        "the nearest of test, class and module wins, values are merged.",
    )
    config.addinivalue_line(
        "markers", "covers(paragraph, ...): the paragraphs that a test is about."
    )
    if is_asked_for(config):
        from ratsflow.testing.coverage.session import Session  # noqa: PLC0415

        config.pluginmanager.register(Session(config), "ratsflow_coverage")


# ------------------------------------------------------------- where a test takes place


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let the test take place under the law of its markers."""
    from ratsflow.testing.setting import taking_place  # noqa: PLC0415  # the whole engine

    marked = said_by(item)
    if not marked:
        return
    refused = ""
    try:
        where = _setting(item, marked)
    except RatsflowError as error:
        refused = f"{item.nodeid}: the marker law: {error}"
    if refused:  # out of the handler: else pytest tells two errors of one mistake
        pytest.fail(refused, pytrace=False)
    stack = ExitStack()
    stack.enter_context(taking_place(where))
    item.stash[_ENDS] = stack


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """End what the markers of the test set."""
    stack = item.stash.get(_ENDS, None)
    if stack is not None:
        stack.close()


def said_by(item: pytest.Item) -> dict[str, Any]:
    """Return what the markers of a test say: the nearest wins, values are merged."""
    found: dict[str, Any] = {}
    for marker in item.iter_markers("law"):
        given = {**dict(zip(_OF_A_MARKER, marker.args, strict=False)), **marker.kwargs}
        for name, value in given.items():
            if name not in _OF_A_MARKER:
                msg = (
                    f"{item.nodeid}: the marker law takes {', '.join(_OF_A_MARKER)}, "
                    f"not {name!r}."
                )
                pytest.fail(msg, pytrace=False)
            if name == "values":
                if not isinstance(value, Mapping):
                    msg = (
                        f"{item.nodeid}: the marker law takes values by their ids, "
                        f'as values={{"notice.days": 9}}, not {value!r}.'
                    )
                    pytest.fail(msg, pytrace=False)
                found["values"] = {**value, **found.get("values", {})}
            else:
                found.setdefault(name, value)
    return found


_SETTINGS: dict[str, Setting] = {}
"""The settings of tests that say the same; reading a town's law takes a while."""


def _setting(item: pytest.Item, marked: Mapping[str, Any]) -> Setting:
    from ratsflow.testing.setting import found_in, setting  # noqa: PLC0415

    folders = _folders(item)
    town = marked.get("town")
    path = None if town is None else found_in(folders, town)
    stamp = 0 if path is None else path.stat().st_mtime_ns
    key = repr((sorted(marked.items(), key=lambda each: each[0]), path, stamp))
    if key not in _SETTINGS:
        _SETTINGS[key] = setting(**marked, folders=folders)
    return _SETTINGS[key]


def _folders(item: pytest.Item) -> tuple[Path, ...]:
    """Return where the files of a test's municipalities are looked for, nearest first."""
    root = item.config.rootpath
    here = item.path.parent
    between = [each for each in here.parents if each.is_relative_to(root)]
    return (here, *between, Path.cwd())


# ---------------------------------------------------------------------------- fixtures


class Clock:
    """A clock that a test sets; until then the clock of the machine, frozen or not.

    Call it for the present moment.
    """

    def __init__(self) -> None:
        self._at: datetime | None = None

    def __call__(self) -> datetime:
        """Return the present moment."""
        return datetime.now(UTC) if self._at is None else self._at

    def to(self, when: date | datetime | str) -> Clock:
        """Set it to a moment, or to noon of a day; return itself.

        Args:
            when: an aware datetime, a date, or either as text.

        Raises:
            InvalidInputError: a text that is no day and no moment.
        """
        from ratsflow.canonical import moment_of  # noqa: PLC0415
        from ratsflow.checking.usually import noon  # noqa: PLC0415

        given = when
        if isinstance(given, str):
            given = _moment_or_day(given)
        is_moment = isinstance(given, datetime)
        self._at = moment_of(given, "clock") if is_moment else noon(given)
        return self

    @property
    def today(self) -> date:
        """The local calendar day."""
        from ratsflow.law.periods import local_day  # noqa: PLC0415

        return local_day(self())


def _moment_or_day(text: str) -> date:
    """Read a moment with its hour, else a day as people write it."""
    from ratsflow.procedure.words import read_day  # noqa: PLC0415

    if "T" in text or ":" in text:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # the same sentence as of a day
    return read_day(text, "clock")


@pytest.fixture(name="case_at", scope="session")
def _case_at() -> Callable[..., Scene]:
    """Return `ratsflow.testing.case_at`: a case in any state, under the law of the test."""
    from ratsflow.testing.scene import case_at  # noqa: PLC0415

    return case_at


@pytest.fixture(name="clock")
def _clock() -> Clock:
    """Return a clock; ``clock.to("2026-03-17")`` sets it."""
    return Clock()


@pytest.fixture(name="law")
def _law() -> Law:
    """Return the law under which the test takes place."""
    from ratsflow.testing.setting import current  # noqa: PLC0415

    return current().law


@pytest.fixture(name="town")
def _town() -> Town:
    """Return the municipality in which the test takes place: its bodies and meetings."""
    from ratsflow.testing.setting import current  # noqa: PLC0415
    from ratsflow.testing.town import Town  # noqa: PLC0415

    here = current()
    return Town(here.procedure, here.law)


@pytest.fixture(name="office")
def _office(clock: Clock) -> Office:
    """Return an office of the municipality, in memory, by the clock of the test."""
    from ratsflow.office import Office  # noqa: PLC0415
    from ratsflow.testing.setting import current  # noqa: PLC0415

    here = current()
    return Office(here.procedure, law=here.law, clock=clock)


@pytest.fixture(name="actor", scope="session")
def _actor() -> Callable[..., Actor]:
    """Return a function from roles to somebody who holds them: ``actor("chair")``.

    A role that the procedure of the test does not have is refused.
    """
    from ratsflow.testing.setting import current  # noqa: PLC0415
    from ratsflow.testing.town import somebody, with_roles_of  # noqa: PLC0415

    def acting(*roles: str, name: str = "") -> Actor:
        with_roles_of(current().procedure, roles)
        return somebody(*roles, name=name)

    return acting


# ---------------------------------------------------------------------------- examples


def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """Collect the worked examples of a file."""
    if not file_path.name.endswith(SUFFIX) or not parent.config.getini(EXAMPLES):
        return None
    collector: pytest.Collector = ExampleFile.from_parent(parent, path=file_path)
    return collector


class ExampleFile(pytest.File):
    """A file of worked examples."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each example, and for each state of whose law it speaks."""
        from ratsflow.testing.examples import load_examples  # noqa: PLC0415

        for example in load_examples(self.path):
            states = example.states
            for state in states:
                name = example.id or example.says
                if len(states) > 1:
                    name = f"{name}[{state}]"
                yield ExampleItem.of(self, name, example, state)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> Any:
        """Say a mistake in the file without a traceback."""
        del style  # a collector has one
        return _said(excinfo) or super().repr_failure(excinfo)


class ExampleFailedError(RatsflowError):
    """Something else came out than an example says."""


class ExampleItem(pytest.Item):
    """A worked example, by the law of one state."""

    example: Example
    state: str

    @classmethod
    def of(
        cls, parent: ExampleFile, name: str, example: Example, state: str
    ) -> ExampleItem:
        """Return the test of an example."""
        made: ExampleItem = cls.from_parent(parent, name=name)
        made.example, made.state = example, state
        return made

    def runtest(self) -> None:
        """Ask what the example asks.

        Raises:
            ExampleFailedError: with everything that came out otherwise.
        """
        from ratsflow.testing.examples import ask_example  # noqa: PLC0415

        answered = ask_example(self.example, self.state)
        if not answered.is_right:
            raise ExampleFailedError(answered)

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,
    ) -> Any:
        """Say where the example stands, what it shows and what came out."""
        if isinstance(excinfo.value, ExampleFailedError):
            head = f"{self.example.place}: {self.example.says}"
            from ratsflow.testing.examples.report import details  # noqa: PLC0415

            (answered,) = excinfo.value.args
            told = details(answered, "de", verbose=True)
            lines = [f"  {name:10} {text}" for name, text in told]
            return "\n".join([head, *lines])
        return _said(excinfo) or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return file, line from zero, and what the example shows."""
        line = self.example.place.rpartition(":")[2]
        return self.path, int(line) - 1 if line.isdecimal() else None, self.example.says


def _said(excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    from ratsflow.errors import InvalidInputError  # noqa: PLC0415

    error = excinfo.value
    return error.text("de") if isinstance(error, InvalidInputError) else ""
