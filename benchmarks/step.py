"""What a step in memory costs, beside a bare trigger of ``transitions`` in the same run.

``python -m benchmarks.step`` prints a table, ``--json`` the figures. Only the ratios hold
from machine to machine.

(a) One step: assess, verdict, take, entry, canonical bytes, SHA-256 and the folded case,
    with three rules; against `Machine.events[name].trigger(model)` of stock classes with
    the same three conditions. Every step has its own moment; nothing can be cached.
(c) Memory of a live case without its content.
(d) Time to import.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import tracemalloc

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from time import perf_counter
from typing import Any

from transitions import Machine

from ratsflow.engine import assess, open_case, take
from ratsflow.model import Actor, Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


GOALS = {"step": 1.5, "bytes_per_case": 1024}
"""Ratio of a step to the bare trigger, and bytes of a live case."""

_MOTION = Motion(
    "Radweg Jöllenbecker Straße", proposal="Der Rat beschließt.", reasons="Er fehlt."
)
_ANNA = Actor("anna", "Anna Beispiel", ("author",))
_START = datetime(2026, 3, 19, 16, tzinfo=UTC)
_ARCS = (("submit", "draft", "review"), ("send_back", "review", "draft"))


def has_title(question: Question) -> bool:
    """Tell whether the motion has a title."""
    return question.motion.title != ""


def has_proposal(question: Question) -> bool:
    """Tell whether the motion has a proposal."""
    return question.motion.proposal != ""


def has_reasons(question: Question) -> bool:
    """Tell whether the motion has reasons."""
    return question.motion.reasons != ""


def procedure() -> Procedure:
    """Return a procedure of two steps there and back, with three rules on each."""
    checks = (has_title, has_proposal, has_reasons)
    rules = [Rule(check.__name__, check) for check in checks]
    guards = tuple(rule.id for rule in rules)
    return Procedure(
        "benchmark",
        ["draft", "review"],
        [
            Step(name, source, target, by="author", guards=guards)
            for name, source, target in _ARCS
        ],
        rules=rules,
        roles=["author"],
    )


class Paper:
    """What stock ``transitions`` moves: a plain object with the same content."""

    def __init__(self) -> None:
        self.state = "draft"
        self.motion = _MOTION

    def has_title(self) -> bool:
        """Tell whether the motion has a title."""
        return self.motion.title != ""

    def has_proposal(self) -> bool:
        """Tell whether the motion has a proposal."""
        return self.motion.proposal != ""

    def has_reasons(self) -> bool:
        """Tell whether the motion has reasons."""
        return self.motion.reasons != ""


def ours(steps: int, moments: Iterator[int], made: Procedure) -> float:
    """Carry one case through steps; return seconds a step."""
    case = open_case(made, "2026/0001", _MOTION, _ANNA, at=_START).case
    times = [_START + timedelta(seconds=next(moments)) for _ in range(steps)]
    begin = perf_counter()
    for first, second in zip(times[::2], times[1::2], strict=True):
        case = take(assess(made, case, "submit", _ANNA, at=first)).case
        case = take(assess(made, case, "send_back", _ANNA, at=second)).case
    return (perf_counter() - begin) / steps


def stock(steps: int, machine: Machine) -> float:
    """Trigger bare events on one plain object; return seconds a trigger."""
    paper = Paper()
    submit, send_back = (machine.events[name].trigger for name, _, _ in _ARCS)
    begin = perf_counter()
    for _ in range(steps // 2):
        submit(paper)
        send_back(paper)
    return (perf_counter() - begin) / steps


def stock_machine(conditions: list[Any], *, send_event: bool) -> Machine:
    """Return a shared machine of the stock classes, with no model registered."""
    return Machine(
        model=None,
        states=["draft", "review"],
        initial="draft",
        auto_transitions=False,
        send_event=send_event,
        transitions=[
            {
                "trigger": name,
                "source": source,
                "dest": target,
                "conditions": conditions,
            }
            for name, source, target in _ARCS
        ],
    )


def measure_step(rounds: int, steps: int) -> dict[str, Any]:
    """Alternate the contenders and return medians in µs and ratios to the bare trigger."""
    made, moments = procedure(), count()
    by_name = stock_machine(
        ["has_title", "has_proposal", "has_reasons"], send_event=False
    )
    checks: list[Any] = [
        lambda event: event.model.has_title(),
        lambda event: event.model.has_proposal(),
        lambda event: event.model.has_reasons(),
    ]
    by_event = stock_machine(checks, send_event=True)
    contenders: dict[str, Callable[[], float]] = {
        "ratsflow": lambda: ours(steps, moments, made),
        "transitions": lambda: stock(steps, by_name),
        "transitions, send_event": lambda: stock(steps, by_event),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            times[name].append(run() * 1e6)
    medians = {name: statistics.median(values) for name, values in times.items()}
    pairs = zip(times["ratsflow"], times["transitions"], strict=True)
    return {
        "microseconds": {name: round(value, 2) for name, value in medians.items()},
        "ratio": round(statistics.median(mine / bare for mine, bare in pairs), 2),
        "goal": GOALS["step"],
    }


def measure_memory(cases: int) -> dict[str, Any]:
    """Return the bytes that a case holds which shares its motion with all others."""
    made = procedure()

    def one(number: int) -> Case:
        at = _START + timedelta(seconds=number)
        opened = open_case(made, f"2026/{number:06}", _MOTION, _ANNA, at=at).case
        return take(assess(made, opened, "submit", _ANNA, at=at)).case

    kept = [one(0)]
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept += [one(number) for number in range(1, cases + 1)]
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return {
        "cases": cases,
        "bytes_per_case": round(grown / cases),
        "goal": GOALS["bytes_per_case"],
    }


_IMPORTS = {
    "transitions": "import transitions",
    "ratsflow": "import ratsflow",
    "ratsflow, every public name": (
        "import ratsflow\nfor name in ratsflow.__all__: getattr(ratsflow, name)"
    ),
    "ratsflow, a procedure of one's own": (
        "from ratsflow import Motion, Office, Procedure, Rule, Step"
    ),
    "ratsflow.cli": "import ratsflow.cli",
}
_TIMED = """
import time
begin = time.perf_counter()
{code}
print(time.perf_counter() - begin)
"""


def measure_imports(rounds: int) -> dict[str, Any]:
    """Return the medians in ms and the ratios to importing ``transitions`` alone."""
    times: dict[str, list[float]] = {name: [] for name in _IMPORTS}
    for _ in range(rounds):
        for name, code in _IMPORTS.items():
            times[name].append(_imported(code) * 1e3)
    medians = {name: statistics.median(values) for name, values in times.items()}
    return {
        "milliseconds": {name: round(value, 1) for name, value in medians.items()},
        "ratio": {
            name: round(value / medians["transitions"], 2)
            for name, value in medians.items()
        },
    }


def _imported(code: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _TIMED.format(code=code)],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    if done.returncode:
        raise SystemExit(f"{code!r} failed: {done.stderr.splitlines()[-1]}")
    return float(done.stdout)


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a table."""
    step, memory, imports = figures["step"], figures["memory"], figures["imports"]
    held = memory["bytes_per_case"]
    lines = [figures["python"], "", f"{'(a) one step in memory':40}{'µs':>10}"]
    lines += [
        f"    {name:36}{value:10.2f}" for name, value in step["microseconds"].items()
    ]
    lines += [
        f"    {'ratio':36}{step['ratio']:10.2f}   goal: at most {step['goal']}",
        "",
        f"{'(c) bytes of a live case':40}{held:10}   goal: at most {memory['goal']}",
        "",
        f"{'(d) import':40}{'ms':>10}{'ratio':>8}",
    ]
    lines += [
        f"    {name:36}{value:10.1f}{imports['ratio'][name]:8.2f}"
        for name, value in imports["milliseconds"].items()
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--steps", type=int, default=4_000, help="steps a round, even")
    parser.add_argument("--cases", type=int, default=20_000)
    asked = parser.parse_args()
    figures = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "step": measure_step(asked.rounds, asked.steps),
        "memory": measure_memory(asked.cases),
        "imports": measure_imports(min(asked.rounds, 7)),
    }
    print(json.dumps(figures, indent=2) if asked.json else table(figures))


if __name__ == "__main__":
    main()
