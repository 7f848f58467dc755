"""ratsflow beside its peers: steps that are persisted one by one, in one run.

    python -m benchmarks.peers [--json] [--rounds 5] [--steps 200]

Install the peers into a virtualenv of your own; each that is missing is named and left
out: ``pip install SpiffWorkflow "eventsourcing[postgres]" dbos``.

The work: a motion goes back and forth between its author and the review, ten entries a
case; each step is decided, made and on the disk before the next begins.

ratsflow          the case is at hand: assess with three rules, take, append
ratsflow, office  `Office.take`: the case is read and folded anew for every step
SpiffWorkflow     the same steps and rules as a BPMN diagram; after each step the
                  workflow is serialised (`serialize_json`) and its row written
SpiffWorkflow, core  tasks of its core engine one after the other, with no rules; the
                  workflow is written without its specification and keeps no log: less
                  work than ours, told for completeness
eventsourcing     an aggregate's event of the same fields, `Application.save`
DBOS              a durable workflow of ten steps that return the same fields

SQLite is WAL with synchronous=FULL for both. Rounds alternate; ratios are to the peer,
medians of rounds.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import sqlite3
import statistics
import sys
import tempfile
import time

from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.example import ANNA, MOTION, START, STEPS
from benchmarks.persist import Runner, at_hand, whole

from ratsflow.stores.sql import SqlStore


sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from servers import NoServerError, postgres


EACH = 10
GOALS = {"SpiffWorkflow": 3.0, "eventsourcing": 2.0, "dbos": 5.0}

Run = Callable[[int], None]

_RULES = "title != '' and proposal != '' and reasons != ''"
BPMN = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="x">
  <bpmn:process id="motion" isExecutable="true">
    <bpmn:startEvent id="start" />
    <bpmn:manualTask id="submit" name="submit" />
    <bpmn:exclusiveGateway id="g1" default="back1" />
    <bpmn:manualTask id="send_back" name="send_back" />
    <bpmn:exclusiveGateway id="g2" default="end2" />
    <bpmn:endEvent id="end" />
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="submit" />
    <bpmn:sequenceFlow id="f2" sourceRef="submit" targetRef="g1" />
    <bpmn:sequenceFlow id="back1" sourceRef="g1" targetRef="end" />
    <bpmn:sequenceFlow id="f3" sourceRef="g1" targetRef="send_back">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{_RULES}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="send_back" targetRef="g2" />
    <bpmn:sequenceFlow id="f5" sourceRef="g2" targetRef="submit">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{_RULES}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="end2" sourceRef="g2" targetRef="end" />
  </bpmn:process>
</bpmn:definitions>
"""
"""The same procedure as a diagram: there and back, with the three rules on each flow."""


def by_case(one: Callable[[], object]) -> Run:
    """Return steps, made by carrying out whole cases."""

    def run(steps: int) -> None:
        for _ in range(steps // EACH):
            one()

    return run


def steps_of(runner: Runner) -> Run:
    """Return steps of a runner that takes a list only for its length."""
    return lambda steps: runner([None] * steps)  # type: ignore[list-item]


def saver(stack: ExitStack, name: str) -> Callable[[str, str], object]:
    """Return what saves a state under an id in SQLite, one commit each."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    raw = sqlite3.connect(folder / f"{name}.db", isolation_level=None)
    stack.callback(raw.close)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("CREATE TABLE flows (id TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID")
    sql = "INSERT INTO flows VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state"
    return lambda flow_id, state: raw.execute(sql, (flow_id, state))


def spiff(stack: ExitStack) -> Run:
    """Return steps of SpiffWorkflow's BPMN engine, its state saved after each."""
    from lxml import etree  # noqa: PLC0415
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser  # noqa: PLC0415
    from SpiffWorkflow.bpmn.serializer.workflow import (  # noqa: PLC0415
        BpmnWorkflowSerializer,
    )
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow  # noqa: PLC0415
    from SpiffWorkflow.util.task import TaskState  # noqa: PLC0415

    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(BPMN.encode()))
    spec = parser.get_spec("motion")
    serializer, numbers = BpmnWorkflowSerializer(), count()
    save = saver(stack, "spiff")
    texts = {
        "title": MOTION.title,
        "proposal": MOTION.proposal,
        "reasons": MOTION.reasons,
    }

    def one() -> None:
        flow = BpmnWorkflow(spec)
        flow.task_tree.data.update(texts)
        flow.do_engine_steps()
        flow_id = f"C-{next(numbers)}"
        for _ in range(EACH):
            (task,) = flow.get_tasks(state=TaskState.READY, manual=True)
            task.data.update(by=ANNA.id, at=START.isoformat())
            task.run()
            flow.do_engine_steps()
            save(flow_id, serializer.serialize_json(flow))

    return by_case(one)


def spiff_core(stack: ExitStack) -> Run:
    """Return tasks of SpiffWorkflow's core, without rules, specification and history."""
    from SpiffWorkflow.operators import Assign  # noqa: PLC0415
    from SpiffWorkflow.serializer.dict import DictionarySerializer  # noqa: PLC0415
    from SpiffWorkflow.specs.Simple import Simple  # noqa: PLC0415
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec  # noqa: PLC0415
    from SpiffWorkflow.util.task import TaskState  # noqa: PLC0415
    from SpiffWorkflow.workflow import Workflow  # noqa: PLC0415

    spec = WorkflowSpec("motion", addstart=True)
    last: Any = spec.start
    for entry in range(EACH):
        noted = [Assign("by", "anna"), Assign("at", START.isoformat())]
        step = Simple(spec, f"{STEPS[entry % 2]} {entry}", pre_assign=noted)
        last.connect(step)
        last = step
    serializer, numbers = DictionarySerializer(), count()
    save = saver(stack, "core")

    def one() -> None:
        flow = Workflow(spec)
        flow.task_tree.data.update(title=MOTION.title, proposal=MOTION.proposal)
        (start,) = flow.get_tasks(state=TaskState.READY)
        start.run()
        flow_id = f"C-{next(numbers)}"
        for _ in range(EACH):
            (task,) = flow.get_tasks(state=TaskState.READY)
            task.run()
            state = serializer.serialize_workflow(flow, include_spec=False)
            save(flow_id, json.dumps(state, default=str))

    return by_case(one)


def eventsourcing(url: str) -> Run:
    """Return steps of an aggregate, saved one by one in PostgreSQL."""
    from eventsourcing.application import Application  # noqa: PLC0415
    from eventsourcing.domain import Aggregate, event  # noqa: PLC0415
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    class Case(Aggregate):
        """A motion."""

        @event("Opened")
        def __init__(self, title: str, proposal: str, reasons: str) -> None:
            self.title, self.proposal, self.reasons = title, proposal, reasons
            self.state = "draft"

        @event("Taken")
        def take(self, step: str, by: str, name: str, at: str, met: list[str]) -> None:
            """Take a step; the event keeps all that is given."""
            self.state = "review" if step == "submit" else "draft"
            self.last = (by, name, at, met)

    at = conninfo_to_dict(url)
    app: Any = Application(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": str(at["dbname"]),
            "POSTGRES_HOST": str(at["host"]),
            "POSTGRES_PORT": str(at.get("port", "5432")),
            "POSTGRES_USER": str(at["user"]),
            "POSTGRES_PASSWORD": str(at.get("password") or "none"),
        }
    )
    met = ["procedure.state", "procedure.role", "has_title", "has_proposal"]

    def one() -> None:
        case: Any = Case(MOTION.title, MOTION.proposal, MOTION.reasons)
        app.save(case)
        for entry in range(1, EACH):
            step = STEPS[1 - entry % 2]
            case.take(step, ANNA.id, ANNA.name, START.isoformat(), met)
            app.save(case)

    return by_case(one)


def dbos(url: str, stack: ExitStack) -> Run:
    """Return steps of a durable workflow in PostgreSQL."""
    from dbos import DBOS  # noqa: PLC0415

    logging.getLogger("dbos").setLevel(logging.ERROR)
    DBOS(
        config={
            "name": "motions",
            "system_database_url": url,
            "log_level": "ERROR",
            "run_admin_server": False,
        }
    )

    @DBOS.step()
    def step(name: str, entry: int) -> dict[str, Any]:
        return {
            "step": name,
            "by": ANNA.id,
            "name": ANNA.name,
            "at": START.isoformat(),
            "version": entry,
            "met": ["procedure.state", "procedure.role", "has_title", "has_proposal"],
        }

    @DBOS.workflow()
    def flow(title: str) -> str:
        for entry in range(EACH):
            step(STEPS[entry % 2], entry)
        return title

    DBOS.launch()
    stack.callback(DBOS.destroy)
    return by_case(lambda: flow(MOTION.title))


def sqlite_runs(stack: ExitStack, missing: dict[str, str]) -> dict[str, Run]:
    """Return what takes turns on SQLite."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    runs = {
        "ratsflow": steps_of(at_hand(stack.enter_context(SqlStore(folder / "a.db")))),
        "ratsflow, office": steps_of(
            whole(stack.enter_context(SqlStore(folder / "b.db")))
        ),
    }
    add(runs, missing, "SpiffWorkflow", lambda: spiff(stack))
    add(runs, missing, "SpiffWorkflow, core", lambda: spiff_core(stack))
    return runs


def postgres_runs(stack: ExitStack, missing: dict[str, str]) -> dict[str, Run]:
    """Return what takes turns on PostgreSQL."""
    url = stack.enter_context(postgres())
    runs = {
        "ratsflow": steps_of(at_hand(stack.enter_context(SqlStore(url, "a")))),
        "ratsflow, office": steps_of(whole(stack.enter_context(SqlStore(url, "b")))),
    }
    add(runs, missing, "eventsourcing", lambda: eventsourcing(url))
    add(runs, missing, "dbos", lambda: dbos(url, stack))
    return runs


def add(
    runs: dict[str, Run], missing: dict[str, str], name: str, make: Callable[[], Run]
) -> None:
    """Add a peer, or note that it is not installed."""
    try:
        runs[name] = make()
    except ImportError as error:
        missing[name] = f"not installed ({error})"


def measure(runs: dict[str, Run], steps: int, rounds: int) -> dict[str, Any]:
    """Let the contenders take turns; return steps a second, and ratios to the peers."""
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run(EACH * 5)
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run(steps)
            rates[name].append(steps / (time.perf_counter() - start))
    return {
        "rates": {name: round(statistics.median(r)) for name, r in rates.items()},
        "ratios": {
            f"{own} / {peer}": round(
                statistics.median(
                    a / b for a, b in zip(rates[own], rates[peer], strict=True)
                ),
                2,
            )
            for peer in runs
            if not peer.startswith("ratsflow")
            for own in ("ratsflow", "ratsflow, office")
        },
    }


def table(told: dict[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [told["python"]]
    for database in ("sqlite", "postgresql"):
        found = told[database]
        lines += ["", f"{database}: steps a second"]
        if "skipped" in found:
            lines.append(f"  skipped: {found['skipped']}")
            continue
        lines += [
            f"  {name + ' ' + told['versions'].get(name, ''):<38}{rate:8,}"
            for name, rate in found["rates"].items()
        ]
        for name, ratio in found["ratios"].items():
            peer = name.split(" / ")[1]
            goal = f"   goal: at least {GOALS[peer]}" if peer in GOALS else ""
            lines.append(f"  {name:<38}{ratio:8.2f}{goal}")
    lines += [f"\n{name}: {why}" for name, why in told["missing"].items()]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=200, help="a round, tens")
    asked = parser.parse_args()
    missing: dict[str, str] = {}
    told: dict[str, Any] = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "goals": GOALS,
        "missing": missing,
    }
    for database, make in (("sqlite", sqlite_runs), ("postgresql", postgres_runs)):
        try:
            with ExitStack() as stack:
                runs = make(stack, missing)
                told[database] = measure(runs, asked.steps, asked.rounds)
        except NoServerError as error:
            told[database] = {"skipped": str(error)}
    told["versions"] = {name: version(name) for name in GOALS if name not in missing}
    print(json.dumps(told, indent=2) if asked.json else table(told))


if __name__ == "__main__":
    main()
