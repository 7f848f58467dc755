"""A newcomer at the shell: types the first printed command of each screen, and no other.

Placeholders are filled by their kind and nothing else is known. Time passes only where the
screen names the day that is waited for.
"""

from __future__ import annotations

import re
import shlex

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import attrs
import pytest

from ratsflow.cli import options
from ratsflow.office import Office


Shell = Callable[..., tuple[int, str, str]]

_WAITS = {
    "de": re.compile(r"Frühestens am \w+, (\d\d)\.(\d\d)\.(\d{4})"),
    "en": re.compile(r"Not before \w+, (\d+) (\w{3}) (\d{4})"),
}
_MONTHS = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]
_BALLOT = "yes=9,no=4,abstain=2,present=15"


@attrs.define
class Newcomer:
    """Somebody who has the screen and nothing else.

    Attributes:
        shell: runs a command line.
        lang: language of the screens.
        cured: the file that is handed in where the text has to change.
        topic: what the paper is about; empty for nothing that is delegated.
        reference: the number that the council office gives.
        today: the present day.
        typed: the commands typed, in order.
        screens: the screens seen, in order.
        without: a fact whose line is left out of what is typed; empty for none.
    """

    shell: Shell
    lang: str
    cured: str
    topic: str = ""
    reference: str = "0042/2026"
    today: date = date(2026, 1, 12)
    typed: list[str] = attrs.field(factory=list)
    screens: list[str] = attrs.field(factory=list)
    without: str = ""

    @property
    def now(self) -> datetime:
        """The present moment: noon."""
        return datetime(
            self.today.year, self.today.month, self.today.day, 11, tzinfo=UTC
        )

    def goes(self, case: str, *where: str, most: int = 40) -> str:
        """Go on until nothing is left to do; return the last screen.

        Raises:
            AssertionError: a command was refused; its words are told.
        """
        for _ in range(most):
            code, screen, err = self.shell("show", case, "--lang", self.lang, *where)
            assert 0 == code, err
            self.screens.append(screen)
            waits = _WAITS[self.lang].search(screen)
            if waits:
                self.today = self._day(waits)
                continue
            command = first_command(screen)
            if command is None:
                return screen
            words = self.filled(command)
            self.typed.append(shlex.join(words))
            code, _, err = self.shell(*words[1:])
            assert 0 == code, f"{shlex.join(words)}\n{err}\n{screen}"
        raise AssertionError("it does not end:\n" + "\n".join(self.typed[-5:]))

    def filled(self, command: str) -> list[str]:
        """Return the words of a command with every placeholder filled."""
        words = shlex.split(command)
        held = self._meeting(words)
        done = []
        for word in words:
            name = word.partition("=")[0]
            if self.without and name == self.without:
                done.pop()  # its option
                continue
            done.append(self._filled(word, held))
        return done

    def _filled(self, word: str, held: date) -> str:
        name, equals, value = word.partition("=")
        if word.endswith(":ID"):
            return f"{word[:-2]}{word[:-3]}-1"
        if not equals:
            return word
        days = {"dispatched_on": 16, "invited_on": 14, "published_on": 14}
        part = name.rpartition(".")[2]
        if value == "DAY":
            earlier = days.get(part)
            day = self.today if earlier is None else held - timedelta(earlier)
            return f"{name}={day}"
        values = {
            "FILE.md": self.cured,
            "TEXT": self.reference if name == "reference" else "erledigt",
            "NAMES": self.topic if name == "topics" else "",
            "N": "1",
            "YES_NO": "ja",
            "TIME": f"{held}T17:00+01:00",
        }
        if value.startswith("yes=N"):
            return f"{name}={_BALLOT}"
        return f"{name}={values.get(value, value)}"

    def _meeting(self, words: list[str]) -> date:
        for word in words:
            if word.startswith("meeting="):
                return date.fromisoformat(word.partition("=")[2])
        return self.today

    def _day(self, found: re.Match[str]) -> date:
        day, month, year = found.groups()
        number = int(month) if self.lang == "de" else _MONTHS.index(month) + 1
        return date(int(year), number, int(day))


def first_command(screen: str) -> str | None:
    """Return the first command on a screen, in one line."""
    lines = screen.splitlines()
    for index, line in enumerate(lines):
        if line.lstrip().startswith("$ "):
            command = line.strip().removeprefix("$ ")
            more = iter(lines[index + 1 :])
            while command.endswith("\\"):
                command = f"{command[:-1].rstrip()} {next(more).strip()}"
            return command
    return None


def with_clock(monkeypatch: pytest.MonkeyPatch, newcomer: Newcomer) -> None:
    """Let the office of the shell read the newcomer's calendar."""
    clocked = partial(Office, clock=lambda: newcomer.now)
    monkeypatch.setattr(options, "Office", clocked)


def cure(file: Path, into: Path) -> Path:
    """Write a paper with what the shipped examples lack: its costs, an earlier number."""
    text = file.read_text("utf-8")
    if "Kosten" not in text:
        text = text.replace(
            "\n\n**Beigeordnete",
            "\n\nKosten entstehen der Stadt nicht.\n\n**Beigeordnete",
            1,
        )
    text = text.replace("TOP 4\n", "TOP 4, 0311/2025\n", 1)
    into.write_text(text, "utf-8")
    return into
