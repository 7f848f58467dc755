"""A marker word in every text of a motion that is not public, and all who are told of it."""

from __future__ import annotations

import json
import traceback

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from smalltown import (
    CLERK,
    GOSSIP,
    STEPS,
    STRICT,
    carry_through,
    office,
    procedure,
)

from ratsflow import (
    Actor,
    Motion,
    Move,
    Office,
    Override,
    Parameter,
    RefusedError,
    Rule,
    Step,
)
from ratsflow.engine import Mode
from ratsflow.exchange.cloudevents import announcing
from ratsflow.exchange.jsonlines import export_log
from ratsflow.exchange.plain import case_to_plain, entry_to_plain
from ratsflow.log import Record
from ratsflow.model.motion import Attachment
from ratsflow.office import Attempt
from ratsflow.office.search import Results
from ratsflow.office.waiting import Worklist
from ratsflow.stores import Store


WORD = "Zwiebelturm"
WHY = {"reason": "Withdrawn consent.", "authority": "Art. 17 DSGVO"}


def _raise(question: Any) -> Any:
    """Fail as a rule of a careless author does: with what it read in the message."""
    raise ValueError(f"{question.motion.title} {dict(question.case.facts)}")


CARELESS = Rule("careless", _raise)
RESIDENT = Actor("r-1", WORD, roles=["resident"], on_behalf_of=WORD)
PROTEST = Step(
    "protest",
    by="resident",
    takes=[Parameter("reasons", personal=True)],
    outcomes={
        "": (
            Move("suspension", "none", "lodged", new="initiative_standstill"),
            Move("motion", "adopted"),
        )
    },
)
LEAKY = procedure(
    roles=["clerk", "archivist", "resident"],
    private=["resident"],
    rules=[GOSSIP, STRICT, CARELESS],
    steps=[
        *STEPS,
        Step("stumble", ["draft", "council", "adopted"], by="clerk", guards="careless"),
        PROTEST,
    ],
    overriders=["clerk"],
    recorders=["clerk"],
)
NEWER = procedure(version="2", steps=STEPS[:1], states=["draft", "council"])
STEPS_TO_TRY = (
    *("revise", "submit", "vote", "object", "protest", "forbidden", "stumble", "fly"),
)


def planted(store: Store | None = None) -> Office:
    """Return an office with a case of which every text holds the word, and every entry."""
    desk = office(store, procedures=[LEAKY, NEWER], record_refusals=True)
    carry_through(desk, "c", WORD, public=False)
    for step in ("forbidden", "stumble"):
        try:
            desk.take(
                "c", step, CLERK, **({"note": WORD} if step == "forbidden" else {})
            )
        except RefusedError:
            continue
    desk.take("c", "forbidden", CLERK, override=Override(WORD, WORD), note=WORD)
    desk.take("c", "stumble", CLERK, mode=Mode.RECORD)
    desk.take("c", "protest", RESIDENT, reasons=WORD)
    with suppress(RefusedError):
        desk.take("c", "revise", RESIDENT)
    files = (Attachment(WORD, public=False), Attachment("Lageplan.pdf"))
    paper = Motion("Radweg", public=True, reference="7/26", attachments=files)
    desk.open(paper, CLERK, case_id="public")
    desk.take("public", "submit", CLERK, witness=WORD, remark=WORD, note="x")
    return desk


def told_to(desk: Office, who: Any, case_id: str = "c") -> Iterator[tuple[str, str]]:
    """Yield all that an office and what stands around it say to somebody, call by call."""
    for name, call in calls(desk, who, case_id).items():
        try:
            answer = call()
        except Exception as error:  # noqa: BLE001  # whatever it is, it is read too
            yield name, "".join(traceback.format_exception(error)) + repr(vars(error))
        else:
            yield name, repr(answer)


def calls(desk: Office, who: Any, case_id: str = "c") -> dict[str, Callable[[], Any]]:
    """Return every call of an office, as somebody makes it."""
    records: list[Record] = list(desk.records(case_id))
    found: dict[str, Callable[[], Any]] = {
        "view": lambda: (
            desk.view(case_id, who),
            case_to_plain(desk.view(case_id, who)),
        ),
        "entries": lambda: [
            (each, json.dumps(entry_to_plain(each)))
            for each in desk.entries(case_id, reader=who)
        ],
        "bodies": lambda: list(desk.bodies(case_id, who)),
        "next_steps": lambda: [_verdict(v) for v in desk.next_steps(case_id, who)],
        "now": lambda: _now(desk.now(case_id, who)),
        "find in the store": lambda: [*desk.store.find(), desk.store.standing(case_id)],
        "find": lambda: _found(desk, case_id, reader=who),
        "find then": lambda: _found(desk, case_id, as_of="2100-01-01", reader=who),
        "find by himself": lambda: _found(desk, case_id, involving=who.id, reader=who),
        "worklist": lambda: _work(desk.worklist(who), case_id),
        "worklist everything": lambda: _work(
            desk.worklist(who, everything=True), case_id
        ),
        "agenda": lambda: _agendas(desk, who),
        "frame": lambda: [
            row
            for name in ("cases", "findings", "states", "steps", "votes")
            for row in desk.frame(name, reader=who).rows()
            if row["case"] == case_id
        ],
        "verify": lambda: [*map(str, desk.verify())],
        "plan_migration": lambda: desk.plan_migration(NEWER),
        "migrate": lambda: desk.migrate(case_id, who, to=NEWER, reason="x"),
        "migrate_all": lambda: desk.migrate_all(who, to=NEWER, reason="x"),
        "erase": lambda: desk.erase(case_id, who, **WHY),
        "erase what is not there": lambda: desk.erase(case_id, who, names=["x"], **WHY),
        "open again": lambda: desk.open(Motion("x"), who, case_id=case_id),
        "events": lambda: _events(desk),
        "public export": lambda: b"".join(export_log(desk.store, public_only=True)),
    }
    for version in range(1, len(records) + 1):
        found[f"view {version}"] = lambda v=version: desk.view(case_id, who, version=v)
    for entry in desk.entries(case_id):
        at = {"effective": entry.effective_at, "recorded": entry.recorded_at}
        found[f"view at {entry.version}"] = lambda at=at: desk.view(case_id, who, **at)
    own = (step.name for step in desk.procedure_of(desk.case(case_id)).steps)
    for step in dict.fromkeys((*STEPS_TO_TRY, *own)):
        found |= _step_calls(desk, step, who, case_id)
    return found


def _found(desk: Office, case_id: str, **asked: Any) -> str:
    found = [each for each in desk.find(**asked) if each.id == case_id]
    told = [(each, each.case, each.to_plain()) for each in found]
    return repr(told) + Results(lambda: iter(found))._repr_html_()


def _work(all_of_it: Worklist, case_id: str) -> str:
    work = Worklist(each for each in all_of_it if each.case.id == case_id)
    told = [(each, each.to_plain("de"), _verdict(each.verdict)) for each in work]
    return repr(told) + work.text("de") + work._repr_html_()


def _agendas(desk: Office, who: Any) -> str:
    case_ids = list(desk.store.cases())
    consultations = [e for c in case_ids for e in desk.case(c).consultations]
    days = {e.meeting.day for e in consultations if e.meeting}
    told = [
        desk.agenda(body, day, reader=who)
        for body in {each.body.name for each in consultations}
        for day in days
    ]
    pages = [each.to("html") + each._repr_html_() for each in told]
    return repr([told, [each.to_plain() for each in told], pages])


def _step_calls(
    desk: Office, step: str, who: Any, case_id: str
) -> dict[str, Callable[[], Any]]:
    found: dict[str, Callable[[], Any]] = {}
    for mode in Mode:
        for override in (None, Override("I want to.")):
            given: dict[str, Any] = {
                "on": "c1" if step == "vote" else "",
                "mode": mode,
                "override": override,
            }
            name = f"{step} {mode.value} {'overridden' if override else ''}"
            request = Attempt(case_id, step, who, key=f"key {name}", **given)
            found[f"assess {name}"] = lambda g=given: _verdict(
                desk.assess(case_id, step, who, **g)
            )
            found[f"take {name}"] = lambda g=given: _taken(
                desk.take(case_id, step, who, **g)
            )
            found[f"assess_many {name}"] = lambda r=request: [
                _result(each) for each in desk.assess_many([r])
            ]
            found[f"take_many {name}"] = lambda r=request: [
                _result(each) for each in desk.take_many([r], retry=True)
            ]
    return found


def _now(now: Any) -> str:
    said = [_verdict(each.verdict) for each in now.steps]
    return repr((now, now.missing, now.cures, said)) + json.dumps(now.to_plain("de"))


def _verdict(verdict: Any) -> str:
    parts = [verdict, verdict.question, verdict.rows, verdict.findings]
    parts += [verdict.question.case, verdict.question.motion, verdict.question.inputs]
    for lang in ("de", "en"):
        parts += [verdict.explain(lang), json.dumps(verdict.to_plain(lang))]
    return "\n".join(map(repr, parts))


def _taken(taken: Any) -> str:
    verdict = _verdict(taken.verdict) if taken.verdict else ""
    return repr((taken.case, taken.entry, taken.record, verdict))


def _result(result: Any) -> str:
    if isinstance(result, RefusedError):
        return str(result) + _verdict(result.verdict)
    if isinstance(result, Exception):
        return "".join(traceback.format_exception(result)) + repr(vars(result))
    return _taken(result) if hasattr(result, "entry") else _verdict(result)


def _events(desk: Office) -> list[Any]:
    told: list[Any] = []
    desk.drain(announcing(told.append, "/town"))
    return told
