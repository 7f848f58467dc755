"""The peers on the real work: what each does for a step of a whole paper.

Each writes what our entry of the same step says (who, when, what was taken in, where the paper
stands then), durably and with a row or event of its own for the history, before the next step
begins. The first step brings the text of six kilobytes. None of them asks any of the three
hundred rules that ours asks; what refuses a step is at most its own machine of states.

SpiffWorkflow         a BPMN diagram with a task for each step; after each the workflow is
                      serialised (`serialize_json`) and written with a row of its history, one
                      transaction
eventsourcing         an aggregate's event, `Application.save`
DBOS                  a durable workflow with a step for each, which returns what it wrote
Django, log row       django-fsm-2: a transition, `save(update_fields)`, a row of a log, one
                      transaction
viewflow, log row     viewflow.fsm: the same with its machine
simple-history        django-fsm-2 and django-simple-history: a transition and `save()`
pghistory             django-fsm-2 and django-pghistory: a transition and `save()` in a
                      `pghistory.context` that says who and what; its triggers write the row

SQLite is WAL with synchronous=FULL for all, PostgreSQL as it comes (synchronous_commit on).
"""

from __future__ import annotations

import logging
import sqlite3
import sys

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import cache, partial
from itertools import count, islice, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import orjson

from ratsflow.log import Record


Run = Callable[[int], None]
"""Carries papers through."""


@attrs.frozen
class Told:
    """What an entry of a paper says, as the peers write it.

    Attributes:
        name: name of the step, with its number: a paper takes some twice.
        state: where the paper stands then, with the number: each step starts in one.
        by: who took it.
        at: when.
        inputs: what it took in, JSON, sealed contents too.
    """

    name: str
    state: str
    by: str
    at: str
    inputs: str

    @classmethod
    def of(cls, records: Sequence[Record]) -> Sequence[Told]:
        """Return what each of the entries of a paper says."""
        made: list[Told] = []
        state = ""
        for number, record in enumerate(records):
            row = orjson.loads(record.body)
            state = next((m[3] for m in row["moves"] if m[0] == "motion"), state)
            inputs = orjson.dumps(row["inputs"])
            sealed = b"".join(content for _, content in record.sealed)
            made.append(
                cls(
                    f"{row['step']}_{number:02}",
                    f"{number:02} {state}",
                    row["by"]["id"],
                    row["effective_at"],
                    (inputs + sealed).decode(),
                )
            )
        return made


def bpmn(told: Sequence[Told]) -> str:
    """Return the steps of a paper as a diagram, one task after the other."""
    names = [each.name for each in told[1:]]
    tasks = "".join(f'<bpmn:manualTask id="{n}" name="{n}" />' for n in names)
    chain = ["start", *names, "end"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{i}" sourceRef="{one}" targetRef="{other}" />'
        for i, (one, other) in enumerate(pairwise(chain))
    )
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'id="d" targetNamespace="x"><bpmn:process id="paper" isExecutable="true">'
        f'<bpmn:startEvent id="start" />{tasks}<bpmn:endEvent id="end" />{flows}'
        "</bpmn:process></bpmn:definitions>"
    )


def spiff(told: Sequence[Told], stack: ExitStack, folder: Path) -> Run:
    """Return steps of SpiffWorkflow's BPMN engine, state and history saved after each."""
    from lxml import etree  # noqa: PLC0415
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser  # noqa: PLC0415
    from SpiffWorkflow.bpmn.serializer.workflow import (  # noqa: PLC0415
        BpmnWorkflowSerializer,
    )
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow  # noqa: PLC0415
    from SpiffWorkflow.util.task import TaskState  # noqa: PLC0415

    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(bpmn(told).encode()))
    spec = parser.get_spec("paper")
    serializer, numbers = BpmnWorkflowSerializer(), count()
    raw = sqlite3.connect(folder / "spiff.db", isolation_level=None)
    stack.callback(raw.close)
    for sql in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE flows (id TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID",
        "CREATE TABLE history (id TEXT, number INTEGER, step TEXT, who TEXT, at TEXT, "
        "inputs TEXT, PRIMARY KEY (id, number))",
    ):
        raw.execute(sql)
    upsert = "INSERT INTO flows VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state"

    def save(flow: Any, flow_id: str, number: int, each: Told) -> None:
        state = serializer.serialize_json(flow)
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(upsert, (flow_id, state))
        row = (flow_id, number, each.name, each.by, each.at, each.inputs)
        raw.execute("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?)", row)
        raw.execute("COMMIT")

    def run(papers: int) -> None:
        for paper in islice(numbers, papers):
            flow = BpmnWorkflow(spec)
            flow.task_tree.data.update(text=told[0].inputs)
            flow.do_engine_steps()
            save(flow, f"S-{paper}", 0, told[0])
            for number, each in enumerate(told[1:], 1):
                (task,) = flow.get_tasks(state=TaskState.READY, manual=True)
                task.data.update(by=each.by, at=each.at, **{each.name: each.inputs})
                task.run()
                flow.do_engine_steps()
                save(flow, f"S-{paper}", number, each)

    return run


def eventsourcing(told: Sequence[Told], env: Mapping[str, str]) -> Run:
    """Return steps of an aggregate, saved one by one."""
    from eventsourcing.application import Application  # noqa: PLC0415

    aggregate = _aggregate()
    app: Any = Application(env=dict(env))
    first, *rest = told

    def run(papers: int) -> None:
        for _ in range(papers):
            paper = aggregate(first.by, first.at, first.inputs)
            app.save(paper)
            for each in rest:
                paper.take(each.name, each.state, each.by, each.at, each.inputs)
                app.save(paper)

    return run


@cache
def _aggregate() -> Any:
    from eventsourcing.domain import Aggregate, event  # noqa: PLC0415

    class Paper(Aggregate):
        """A paper."""

        @event("Opened")
        def __init__(self, by: str, at: str, inputs: str) -> None:
            self.inputs, self.state, self.last = inputs, "draft", (by, at)

        @event("Taken")
        def take(self, step: str, state: str, by: str, at: str, inputs: str) -> None:
            """Take a step; the event keeps all that is given."""
            self.state, self.last = state, (step, by, at, inputs)

    return Paper


def eventsourcing_sqlite(told: Sequence[Told], folder: Path) -> Run:
    """Return its steps in SQLite."""
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SQLITE_DBNAME": str(folder / "eventsourcing.db"),
    }
    return eventsourcing(told, env)


def eventsourcing_postgres(told: Sequence[Told], url: str) -> Run:
    """Return its steps in PostgreSQL."""
    at = parts_of(url)
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": at["dbname"],
        "POSTGRES_HOST": at["host"],
        "POSTGRES_PORT": at.get("port", "5432"),
        "POSTGRES_USER": at["user"],
        "POSTGRES_PASSWORD": at.get("password") or "none",
    }
    return eventsourcing(told, env)


def parts_of(url: str) -> dict[str, str]:
    """Return the parts of the address of a PostgreSQL server."""
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    return {name: str(value) for name, value in conninfo_to_dict(url).items() if value}


def dbos(told: Sequence[Told], url: str, stack: ExitStack) -> Run:
    """Return steps of a durable workflow in PostgreSQL."""
    from dbos import DBOS  # noqa: PLC0415

    logging.getLogger("dbos").setLevel(logging.ERROR)
    DBOS(
        config={
            "name": "papers",
            "system_database_url": url,
            "log_level": "ERROR",
            "run_admin_server": False,
        }
    )

    @DBOS.step()
    def step(number: int) -> dict[str, Any]:
        return attrs.asdict(told[number])

    @DBOS.workflow()
    def flow() -> str:
        for number in range(len(told)):
            step(number)
        return told[-1].state

    DBOS.launch()
    stack.callback(DBOS.destroy)

    def run(papers: int) -> None:
        for _ in range(papers):
            flow()

    return run


DJANGO = ("Django, log row", "viewflow, log row", "simple-history", "pghistory")
"""The peers that live in Django; each that is not installed is left out by itself."""

PACKAGES = {
    "SpiffWorkflow": "SpiffWorkflow",
    "eventsourcing": "eventsourcing",
    "DBOS": "dbos",
    "Django, log row": "django-fsm-2",
    "viewflow, log row": "django-viewflow",
    "simple-history": "django-simple-history",
    "pghistory": "django-pghistory",
}
"""By peer, the package that is installed."""


@cache
def django_settings(file: Path, url: str) -> None:
    """Make Django ready for a SQLite file and, where there is one, a PostgreSQL server."""
    import django  # noqa: PLC0415

    from django.conf import settings  # noqa: PLC0415

    own = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    own["OPTIONS"] = {  # type: ignore[assignment]
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    databases: dict[str, Any] = {"default": own}
    apps = ["simple_history"] if _is_there("simple_history") else []
    if url:
        at = parts_of(url)
        databases["postgresql"] = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": at["dbname"],
            "HOST": at["host"],
            "PORT": at.get("port", ""),
            "USER": at["user"],
            "PASSWORD": at.get("password", ""),
        }
        apps += [name for name in ("pgtrigger", "pghistory") if _is_there(name)]
    settings.configure(
        DATABASES=databases,
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            *apps,
            "benchmarks",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    # pghistory looks where models usually are for one of the same name.
    sys.modules.setdefault("benchmarks.models", sys.modules[__name__])


def _is_there(name: str) -> bool:
    from importlib.util import find_spec  # noqa: PLC0415

    return find_spec(name) is not None


def django_peer(
    kind: str, told: Sequence[Told], file: Path, url: str, *, using: str
) -> Run:
    """Return steps of one of the peers that live in Django.

    Args:
        kind: one of `DJANGO`.
        told: what is written.
        file: the SQLite file.
        url: the PostgreSQL server, or empty.
        using: ``default`` for SQLite, ``postgresql`` for the server.
    """
    django_settings(file, url)
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections, transaction  # noqa: PLC0415

    made = models_of(kind, tuple(told))
    needs = {"simple-history": ("auth",), "pghistory": ("pghistory",)}
    for app in needs.get(kind, ()):
        call_command("migrate", app, database=using, verbosity=0)
    with connections[using].schema_editor() as editor:
        for model in made.tables:
            editor.create_model(model)
    if kind == "pghistory":
        import pgtrigger  # noqa: PLC0415

        pgtrigger.install(database=using)
    step, said, log = made.step, made.said, made.log
    first, *rest = told

    def noted(number: int, paper: Any, each: Told) -> None:
        if log is not None:
            log.objects.using(using).create(
                paper=paper,
                number=number,
                step=each.name,
                who=each.by,
                at=each.at,
                state=each.state,
                inputs=each.inputs,
            )

    def run(papers: int) -> None:
        for _ in range(papers):
            paper = made.paper(text=first.inputs, inputs="", state=first.state)
            with transaction.atomic(using), said(first):
                paper.save(using=using)
                noted(0, paper, first)
            for number, each in enumerate(rest, 1):
                with transaction.atomic(using), said(each):
                    step(paper, number)
                    paper.inputs = each.inputs
                    if log is not None:
                        paper.save(using=using, update_fields=["state", "inputs"])
                    else:
                        paper.save(using=using)
                    noted(number, paper, each)

    return run


@cache
def models_of(kind: str, told: tuple[Told, ...]) -> Any:
    """Return the models of a peer, how a step is made, and how who and what is said.

    Raises:
        ImportError: the peer is not installed.
    """
    from django.db import models  # noqa: PLC0415

    name = kind.partition(",")[0].replace("-", "").title()
    body: dict[str, Any] = {
        "__module__": __name__,
        "Meta": type("Meta", (), {"app_label": "benchmarks"}),
        "text": models.TextField(),
        "inputs": models.TextField(),
    }
    said: Callable[[Told], AbstractContextManager[Any]] = lambda _: nullcontext()  # noqa: E731
    if kind == "viewflow, log row":
        body["state"] = models.CharField(max_length=64)
        step = _viewflow(told)
    else:
        from django_fsm import FSMField, transition  # noqa: PLC0415

        state = body["state"] = FSMField(max_length=64)
        for number, each in enumerate(told[1:], 1):
            made = transition(state, source=told[number - 1].state, target=each.state)
            body[f"to_{number}"] = made(_nothing())
        step = lambda paper, number: getattr(paper, f"to_{number}")()  # noqa: E731
    if kind == "simple-history":
        from simple_history.models import HistoricalRecords  # noqa: PLC0415

        body["history"] = HistoricalRecords()
    paper: Any = type(f"{name}Paper", (models.Model,), body)
    tables, log = [paper], None
    if kind == "pghistory":
        import pghistory  # noqa: PLC0415

        paper = pghistory.track()(paper)
        tables = [paper, *dict.fromkeys(paper.pgh_event_models.values())]
        said = lambda each: pghistory.context(step=each.name, by=each.by, at=each.at)  # noqa: E731
    elif kind == "simple-history":
        tables.append(paper.history.model)
    else:
        log = _log_of(paper)
        tables.append(log)
    return SimpleNamespace(paper=paper, log=log, tables=tables, step=step, said=said)


def _nothing() -> Callable[[Any], None]:
    def step(_: Any) -> None:
        """Take a step: only the state changes."""

    return step


def _log_of(paper: Any) -> Any:
    from django.db import models  # noqa: PLC0415

    body: dict[str, Any] = {
        "__module__": __name__,
        "Meta": type("Meta", (), {"app_label": "benchmarks"}),
        "paper": models.ForeignKey(paper, on_delete=models.CASCADE),
        "number": models.IntegerField(),
        "step": models.CharField(max_length=64),
        "who": models.CharField(max_length=64),
        "at": models.CharField(max_length=32),
        "state": models.CharField(max_length=64),
        "inputs": models.TextField(),
    }
    return type(f"{paper.__name__}Log", (models.Model,), body)


def _viewflow(told: Sequence[Told]) -> Callable[[Any, int], None]:
    from viewflow import fsm  # noqa: PLC0415

    stage = fsm.State([each.state for each in told])
    body: dict[str, Any] = {"stage": stage}

    def start(self: Any, paper: Any) -> None:
        self.paper = paper

    def write(self: Any, value: str) -> None:
        self.paper.state = value

    def read(self: Any) -> str:
        return str(self.paper.state)

    body |= {
        "__init__": start,
        "_set": stage.setter()(write),
        "_get": stage.getter()(read),
    }
    for number, each in enumerate(told[1:], 1):
        made = stage.transition(source=told[number - 1].state, target=each.state)
        body[f"to_{number}"] = made(_nothing())
    flow = type("Flow", (), body)
    return lambda paper, number: getattr(flow(paper), f"to_{number}")()


def on_sqlite(
    told: Sequence[Told], stack: ExitStack, folder: Path, url: str
) -> Mapping[str, Callable[[], Run]]:
    """Return by name what makes the peers that write to SQLite."""
    file = folder / "django.db"
    return {
        "SpiffWorkflow": lambda: spiff(told, stack, folder),
        "eventsourcing": lambda: eventsourcing_sqlite(told, folder),
        **{
            kind: partial(django_peer, kind, told, file, url, using="default")
            for kind in DJANGO
            if kind != "pghistory"  # it lives by PostgreSQL's triggers
        },
    }


def on_postgres(
    told: Sequence[Told], stack: ExitStack, folder: Path, url: str
) -> Mapping[str, Callable[[], Run]]:
    """Return by name what makes the peers that write to PostgreSQL."""
    file = folder / "django.db"
    return {
        "eventsourcing": lambda: eventsourcing_postgres(told, url),
        "DBOS": lambda: dbos(told, url, stack),
        **{
            kind: partial(django_peer, kind, told, file, url, using="postgresql")
            for kind in DJANGO
        },
    }
