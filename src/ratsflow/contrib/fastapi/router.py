"""The router: cases, verdicts, steps, agenda and log of an office, over HTTP."""

from __future__ import annotations

import asyncio

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from inspect import signature
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, overload
from urllib.parse import quote, urlencode

import attrs

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from ratsflow.canonical import utc_text
from ratsflow.contrib.fastapi.desk import AsyncDesk, Desks
from ratsflow.contrib.fastapi.models import inputs_of, model_of, value_of
from ratsflow.contrib.fastapi.problems import (
    MissingKeyError,
    is_installed,
    language_of,
    response_of,
)
from ratsflow.engine import Taken
from ratsflow.engine.permission import may_act
from ratsflow.engine.redaction import WITHHELD
from ratsflow.engine.verdict import Mode, as_mode
from ratsflow.errors import (
    Both,
    ConflictError,
    InvalidInputError,
    Lang,
    RatsflowError,
    RefusedError,
    RepeatedError,
    UnknownNameError,
    UnseenError,
)
from ratsflow.exchange import announcing, export_log
from ratsflow.exchange.cloudevents import Event
from ratsflow.exchange.documents import to_plain
from ratsflow.exchange.plain import inputs_from_plain, moment
from ratsflow.exchange.schemas import schema
from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import EntryKind, Override, decode
from ratsflow.model import Actor, Consultation, Motion
from ratsflow.office import Office
from ratsflow.office.clock import now as wall_clock
from ratsflow.office.search import Found
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import Step
from ratsflow.stores import MemoryStore, Store, Used


_PAGE = 50
_MOST = 200
_REPLAYED = {"idempotency-replayed": "true"}
_CONTROLS = frozenset({"on", "at", "mode", "override"})
_PROBLEMS: Mapping[int | str, dict[str, Any]] = {
    403: {"description": "Only the role is missing (problem)"},
    404: {"description": "There is no such thing, or not for this actor (problem)"},
    409: {"description": "The procedure refuses, or the case moved on (problem)"},
    412: {"description": "The case is not the one that If-Match names (problem)"},
    422: {"description": "The input does not fit, or the key is another's (problem)"},
    428: {"description": "It must be said which version was seen (problem)"},
    503: {"description": "The store does not answer, or: send it again (problem)"},
}


@attrs.frozen
class Reply:
    """What a request is answered with.

    Attributes:
        document: the document; None for none.
        status: the status.
        headers: further headers.
    """

    document: Any
    status: int = 200
    headers: Mapping[str, str] = attrs.field(factory=dict)


class OpenCase(BaseModel):
    """The body that opens a case."""

    model_config = ConfigDict(extra="forbid", strict=True)

    motion: model_of("motion", handed_in=True)  # type: ignore[valid-type]
    consultations: list[model_of("consultation", handed_in=True)] = []  # type: ignore[valid-type]
    facts: dict[str, Any] = Field({}, description="plain facts known from the start")
    begins: str = Field(
        "",
        description="the state in which it is found, midway; `override` says why it must "
        "have come so far",
    )
    override: model_of("override", handed_in=True) | None = None  # type: ignore[valid-type]


class Cases:
    """A router over the cases of an office, in the session of the host.

    Args:
        procedures: the procedure of new cases first, then those of running ones.
        session: the dependency that yields a `Session` or an `AsyncSession`, commits at
            its end and rolls back where an exception leaves the request.
        actor: the dependency that returns who asks, as an `Actor`: the login stays the
            host's.
        law: the values of the municipality, or the file that states them.
        tenant: the municipality, where one database holds several.
        clock: returns the present moment.
        require_if_match: every step must say by ``If-Match`` which version was seen.
        require_key: every command must bring an ``Idempotency-Key``.
        record_refusals: refused attempts are entries too.
        operations: ``steps`` describes one operation for each step, ``generic`` one for
            all; what is served is the same.
        default_language: of sentences, where the client likes none.

    Attributes:
        router: the router, for ``app.include_router(cases.router, prefix="/cases")``.
        Session: the session of a request, for annotations of own routes.
        Office: the office on that one; on a session that a route came by otherwise, `on`.
        Actor: who asks.
        desk: the dependency of `Office`, for annotations that type checkers read.
    """

    def __init__(
        self,
        procedures: Procedure | Sequence[Procedure],
        session: Callable[..., Any],
        actor: Callable[..., Any],
        *,
        law: Law | str | Path = NO_LAW,
        tenant: str = "default",
        clock: Callable[[], datetime] = wall_clock,
        require_if_match: bool = False,
        require_key: bool = False,
        record_refusals: bool = False,
        operations: str = "steps",
        default_language: Lang = "de",
    ) -> None:
        self._base = Office(
            procedures,
            MemoryStore(),
            law=law,
            clock=clock,
            record_refusals=record_refusals,
        )
        self._desks = Desks(self._base, tenant)
        self._require_if_match = require_if_match
        self._require_key = require_key
        self._lang: Lang = default_language
        # Of the function and not of the request: the answer goes out after the commit.
        self._session = Depends(session, scope="function")
        self._actor = Depends(actor)
        self.Session: Any = Annotated[Any, self._session]
        self.Actor: Any = Annotated[Actor, self._actor]
        self.desk = self._desk_of()
        self.Office: Any = Annotated[Any, Depends(self.desk, scope="function")]
        self.router = APIRouter(dependencies=[Depends(_check_installed)])
        self._of_all()
        self._of_steps(each_by_itself=operations == "steps")
        self._of_one()

    @property
    def procedure(self) -> Procedure:
        """The procedure of new cases."""
        return self._base.procedure

    @overload
    def on(self, session: AsyncSession) -> AsyncDesk: ...

    @overload
    def on(self, session: Session) -> Office: ...

    def on(self, session: Session | AsyncSession) -> Office | AsyncDesk:
        """Return the office in the transaction of a session, for own routes.

        A step and the rows of the host are committed together or not at all, whichever way
        the route came by its session.

        Args:
            session: the session of the route.
        """
        if isinstance(session, AsyncSession):
            return AsyncDesk(self._desks, session)
        return self._desks.on(session)

    def _desk_of(self) -> Callable[..., Any]:
        async def desk(session: Any = self._session) -> Any:
            return self.on(session)

        return desk

    @asynccontextmanager
    async def outbox(
        self,
        send: Callable[[Event], Any],
        *,
        store: Store,
        source: str,
        every: float = 5,
    ) -> AsyncIterator[None]:
        """Tell somebody of what was committed, as CloudEvents, as long as the app runs.

        Each event is sent once at least; one that fails comes again. Use it in the lifespan
        of the app.

        Args:
            send: sends one event; awaited where it is a coroutine function.
            store: a store of its own, on a connection of its own: nobody is told of what
                may still be rolled back.
            source: see `cloud_event`.
            every: seconds between two looks.
        """
        loop = asyncio.get_running_loop()

        def sent(event: Event) -> None:
            answer = send(event)
            if asyncio.iscoroutine(answer):
                asyncio.run_coroutine_threadsafe(answer, loop).result()

        office, listener = self._base.on(store), announcing(sent, source)
        ended = asyncio.Event()

        async def look() -> None:
            while not ended.is_set():
                with suppress(RatsflowError):  # logged; it is tried again
                    await asyncio.to_thread(office.drain, listener)
                with suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), every)

        task = asyncio.create_task(look())
        try:
            yield
        finally:
            ended.set()
            await task
            await asyncio.to_thread(office.drain, listener)

    # ------------------------------------------------------------------------ the routes

    def _of_all(self) -> None:
        self._route("GET", "", self._find(), "find_cases", "Find cases")
        self._route(
            "POST", "", self._open(), "open_case", "Open a case", "case", status=201
        )
        self._route("GET", "/worklist", self._worklist(), "worklist", "What waits")
        self._route(
            "GET", "/agenda", self._agenda(), "agenda", "An agenda", document="agenda"
        )
        self._route(
            "GET", "/procedure", self._procedure(), "procedure", "Steps and rules"
        )
        self._route("GET", "/schema/{name}", self._schema(), "schema", "A JSON Schema")

    def _of_one(self) -> None:
        self._route("GET", "/{case_id:path}/log", self._log(), "get_log", "Its log")
        self._route(
            "GET",
            "/{case_id:path}/proof",
            self._proof(),
            "get_proof",
            "The bytes of its log, for whoever verifies",
        )
        self._route(
            "GET",
            "/{case_id:path}/steps",
            self._steps(),
            "get_steps",
            "The verdict on every step that can start",
        )
        self._route(
            "GET",
            "/{case_id:path}/steps/{step}",
            self._verdict(),
            "get_verdict",
            "Whether a step may be taken, and why not",
            document="verdict",
        )
        # An id may hold a slash, as numbers of papers do: so what is left comes last.
        self._route(
            "GET",
            "/{case_id:path}",
            self._show(),
            "get_case",
            "A case",
            document="case",
        )

    def _of_steps(self, *, each_by_itself: bool) -> None:
        for step in self.procedure.steps if each_by_itself else ():
            rules = [
                versions[0].citation.norm for versions in self.procedure.guards(step)
            ]
            norms = ", ".join(dict.fromkeys(each for each in rules if each))
            about = f"By: {', '.join(step.by)}." + (
                f" Rules: {norms}." if norms else ""
            )
            self._route(
                "POST",
                f"/{{case_id:path}}/steps/{step.name}",
                self._take(step),
                f"{step.name}_case",
                step.title("en"),
                document="taken",
                description=about,
            )
        self._route(
            "POST",
            "/{case_id:path}/steps/{step}",
            self._take(None),
            "take_step",
            "Take a step",
            document="taken",
            include_in_schema=not each_by_itself,
        )

    def _route(  # one line for each route
        self,
        method: str,
        path: str,
        endpoint: Callable[..., Any],
        operation: str,
        summary: str,
        document: str = "",
        *,
        status: int = 200,
        **more: Any,
    ) -> None:
        responses: dict[int | str, dict[str, Any]] = dict(_PROBLEMS)
        if document:
            responses[status] = {"model": model_of(document)}
        self.router.add_api_route(
            path,
            endpoint,
            methods=[method],
            operation_id=operation,
            summary=summary,
            status_code=status,
            responses=responses,
            response_model=None,
            **more,
        )

    async def _answer(
        self, request: Request, session: Any, work: Callable[[Office, Lang], Reply]
    ) -> Response:
        lang = language_of(request, self._lang)
        reply = await self._desks.run(session, lambda office: work(office, lang))
        headers = {"content-language": lang, **reply.headers}
        if reply.document is None:
            return Response(status_code=reply.status, headers=headers)
        if isinstance(reply.document, Response):
            return reply.document
        return JSONResponse(reply.document, reply.status, headers=headers)

    def _find(self) -> Callable[..., Any]:
        async def find(  # the parameters of the query
            request: Request,
            session: Any = self._session,
            who: Any = self._actor,
            state: str = "",
            due_by: str | None = None,
            stuck_for: str | None = None,
            body: str = "",
            meeting: str | None = None,
            involving: str = "",
            reference: str = "",
            after: str = "",
            limit: int = Query(_PAGE, ge=1, le=_MOST),
        ) -> Response:
            asked = {
                "state": state,
                "due_by": due_by,
                "stuck_for": stuck_for,
                "body": body,
                "meeting": meeting,
                "involving": involving,
                "reference": reference,
            }

            def work(office: Office, lang: Lang) -> Reply:
                found: Iterator[Found] = iter(
                    office.find(**asked, reader=who)  # type: ignore[arg-type]
                )
                place = _place_in(asked)
                if after:  # the case itself may have gone elsewhere meanwhile
                    found = (each for each in found if place(each) > after)
                page = [*islice(found, limit + 1)]
                headers = {}
                if len(page) > limit:
                    left = {k: v for k, v in asked.items() if v}
                    last = place(page[limit - 1])
                    again = urlencode({**left, "after": last, "limit": limit})
                    headers["link"] = f'<{request.url.path}?{again}>; rel="next"'
                return Reply([to_plain(e, lang) for e in page[:limit]], headers=headers)

            return await self._answer(request, session, work)

        return find

    def _worklist(self) -> Callable[..., Any]:
        async def worklist(
            request: Request,
            session: Any = self._session,
            who: Any = self._actor,
            until: str | None = None,
            everything: bool = False,
        ) -> Response:
            def work(office: Office, lang: Lang) -> Reply:
                found = office.worklist(who, until=until, everything=everything)
                return Reply([to_plain(each, lang) for each in found])

            return await self._answer(request, session, work)

        return worklist

    def _agenda(self) -> Callable[..., Any]:
        async def agenda(
            request: Request,
            body: str,
            day: str,
            session: Any = self._session,
            who: Any = self._actor,
        ) -> Response:
            def work(office: Office, lang: Lang) -> Reply:
                return Reply(to_plain(office.agenda(body, day, reader=who), lang))

            return await self._answer(request, session, work)

        return agenda

    def _procedure(self) -> Callable[..., Any]:
        async def procedure() -> JSONResponse:
            return JSONResponse(to_plain(self.procedure))

        return procedure

    def _schema(self) -> Callable[..., Any]:
        async def schema_of(name: str) -> JSONResponse:
            return JSONResponse(schema(name), media_type="application/schema+json")

        return schema_of

    def _open(self) -> Callable[..., Any]:
        async def open_case(
            request: Request,
            given: OpenCase,
            session: Any = self._session,
            who: Any = self._actor,
        ) -> Response:
            key = self._key(request)
            _check_facts(given.facts)
            paper: Motion = value_of(given.motion, Motion, "motion")
            route = [
                value_of(each, Consultation, f"consultations.{at}")
                for at, each in enumerate(given.consultations)
            ]
            told = _stated(given)

            def work(office: Office, lang: Lang) -> Reply:
                del lang
                headers: dict[str, str] = {}
                try:
                    opened = office.open(
                        paper,
                        who,
                        consultations=route,
                        key=key,
                        begins=given.begins,
                        override=_override(told),
                        **given.facts,
                    )
                except RepeatedError as error:
                    opened = office.carried_out(error, reader=who).case
                    headers |= _REPLAYED
                place = f"{request.url.path.rstrip('/')}/{quote(opened.id, safe='')}"
                shown = office.view(opened.id, who, version=opened.version)
                headers |= {"location": place, "etag": tag_of(opened)}
                return Reply(to_plain(shown), 201, headers)

            return await self._answer(request, session, work)

        return open_case

    def _show(self) -> Callable[..., Any]:
        async def show(
            request: Request,
            case_id: str,
            session: Any = self._session,
            who: Any = self._actor,
        ) -> Response:
            def work(office: Office, lang: Lang) -> Reply:
                del lang
                case = seen_by(office, case_id, who)
                tag = tag_of(case)
                if tag in _tags(request.headers.get("if-none-match", "")):
                    return Reply(None, 304, {"etag": tag})
                return Reply(to_plain(office.view(case_id, who)), headers={"etag": tag})

            return await self._answer(request, session, work)

        return show

    def _log(self) -> Callable[..., Any]:
        async def log(
            request: Request,
            case_id: str,
            session: Any = self._session,
            who: Any = self._actor,
        ) -> Response:
            def work(office: Office, lang: Lang) -> Reply:
                del lang
                seen_by(office, case_id, who)
                return Reply([to_plain(e) for e in office.entries(case_id, reader=who)])

            return await self._answer(request, session, work)

        return log

    def _proof(self) -> Callable[..., Any]:
        async def proof(
            request: Request,
            case_id: str,
            session: Any = self._session,
            who: Any = self._actor,
        ) -> Response:
            def work(office: Office, lang: Lang) -> Reply:
                del lang
                case = office.case(case_id)
                if not office.procedure_of(case).may_read(who):
                    raise UnknownNameError(_CASE, case_id)
                lines = b"".join(export_log(office.store, case_id=case_id))
                return Reply(Response(lines, media_type="application/x-ndjson"))

            return await self._answer(request, session, work)

        return proof

    def _steps(self) -> Callable[..., Any]:
        async def steps(
            request: Request,
            case_id: str,
            session: Any = self._session,
            who: Any = self._actor,
        ) -> Response:
            def work(office: Office, lang: Lang) -> Reply:
                case = seen_by(office, case_id, who)
                told = [to_plain(v, lang) for v in office.next_steps(case_id, who)]
                return Reply(told, headers={"etag": tag_of(case)})

            return await self._answer(request, session, work)

        return steps

    def _verdict(self) -> Callable[..., Any]:
        async def verdict(
            request: Request,
            case_id: str,
            step: str,
            session: Any = self._session,
            who: Any = self._actor,
            on: str = "",
        ) -> Response:
            def work(office: Office, lang: Lang) -> Reply:
                case = seen_by(office, case_id, who, step)
                told = office.assess(case_id, step, who, on=on)
                return Reply(to_plain(told, lang), headers={"etag": tag_of(case)})

            return await self._answer(request, session, work)

        return verdict

    def _take(self, step: Step | None) -> Callable[..., Any]:
        async def take(
            request: Request,
            case_id: str,
            given: Any,
            session: Any = self._session,
            who: Any = self._actor,
            dry_run: bool = False,
            **path: str,
        ) -> Response:
            row = given if isinstance(given, dict) else _stated(given)
            name = path.get("step") or (step.name if step else "")
            asked = _Asked(self, request, case_id, name, who, row)
            return await self._answer(
                request, session, asked.assess if dry_run else asked.take
            )

        # The body of each step is a model of its own, known only now.
        async def one(
            request: Request,
            case_id: str,
            given: Any,
            session: Any = self._session,
            who: Any = self._actor,
            dry_run: bool = False,
        ) -> Response:
            return await take(request, case_id, given, session, who, dry_run)

        async def any_of_them(
            request: Request,
            case_id: str,
            step: str,
            given: Any,
            session: Any = self._session,
            who: Any = self._actor,
            dry_run: bool = False,
        ) -> Response:
            return await take(request, case_id, given, session, who, dry_run, step=step)

        made: Callable[..., Any] = any_of_them if step is None else one
        body: Any = dict[str, Any] if step is None else inputs_of(step)
        made.__annotations__["given"] = body
        return made

    def _key(self, request: Request) -> str:
        """Return the idempotency key of a command, or nothing.

        Raises:
            MissingKeyError: it brings none, and the service demands one.
        """
        key = request.headers.get("idempotency-key", "").strip().strip('"')
        if not key and self._require_key:
            raise MissingKeyError(
                Both("the command brings no key.", "dem Auftrag fehlt ein Schlüssel."),
                "Idempotency-Key",
                Both(
                    "Send a key that no other command has, and the same when it is sent "
                    "again.",
                    "Einen eigenen Schlüssel mitsenden, beim erneuten Senden denselben.",
                ),
            )
        return key


@attrs.frozen
class _Asked:
    """A step that a client wants to take.

    Attributes:
        cases: the router.
        request: the request.
        case_id: the case.
        step: the step.
        who: who asks.
        given: the body.
    """

    cases: Cases
    request: Request
    case_id: str
    step: str
    who: Actor
    given: Mapping[str, Any]

    def assess(self, office: Office, lang: Lang) -> Reply:
        """Answer whether it may be taken with these inputs."""
        how = self._how()
        case = self._case(office, how)
        self._procedure(office).step(self.step)
        verdict = office.assess(
            self.case_id, self.step, self.who, **how, **self._inputs(office)
        )
        return Reply(to_plain(verdict, lang), headers={"etag": tag_of(case)})

    def take(self, office: Office, lang: Lang) -> Reply:
        """Take it, or say what it came to the first time."""
        key = self.cases._key(self.request)  # noqa: SLF001  # our own
        used = office.store.used(key) if key else None
        seen: str | None = None
        how = self._how()
        if used is None or not self._is_repeated(office, used):
            # A key of another command is no key to a case that he may not see.
            case = self._case(office, how)
            seen = self._seen(case) if used is None else None
        try:
            taken = office.take(
                self.case_id,
                self.step,
                self.who,
                key=key,
                seen=seen,
                **how,
                **self._inputs(office),
            )
        except RepeatedError as error:
            return self._again(office, error, lang)
        except RefusedError as error:
            if error.attempt is None or not error.attempt.hash:
                raise
            # It was recorded: an exception would take it back with the transaction.
            return Reply(response_of(self.request, error))
        return Reply(to_plain(taken, lang), headers={"etag": tag_of(taken.case)})

    def _case(self, office: Office, how: Mapping[str, Any]) -> Case:
        mode = how.get("mode", Mode.ENFORCE)
        return seen_by(office, self.case_id, self.who, self.step, mode)

    def _is_repeated(self, office: Office, used: Used) -> bool:
        """Tell whether a key was used by the same person for the same case."""
        if used.case_id != self.case_id:
            return False
        done = decode(office.records(used.case_id)[used.version - 1])
        return done.by.id == self.who.id

    def _again(self, office: Office, error: RepeatedError, lang: Lang) -> Reply:
        """Answer as the first time: the key is used up, for good."""
        done: Taken = office.carried_out(error, reader=self.who)
        headers = {"etag": tag_of(done.case), **_REPLAYED}
        if done.entry.kind is not EntryKind.REFUSED:
            return Reply(to_plain(done, lang), headers=headers)
        told = {
            "type": "urn:ratsflow:problem:refused",
            "title": {"de": "Bereits abgelehnt", "en": "Refused already"}[lang],
            "status": 409,
            "detail": error.text(lang),
            "instance": self.request.url.path,
            "blocking": [each["rule"] for each in done.entry.findings],
        }
        media = {"content-type": "application/problem+json"}
        return Reply(told, 409, {**headers, **media})

    def _procedure(self, office: Office) -> Procedure:
        return office.procedure_of(office.case(self.case_id))

    def _inputs(self, office: Office) -> dict[str, Any]:
        stated = {k: v for k, v in self.given.items() if k not in _CONTROLS}
        return inputs_from_plain(self._procedure(office).step(self.step), stated)

    def _how(self) -> dict[str, Any]:
        told: dict[str, Any] = {"on": self.given.get("on") or ""}
        if self.given.get("at"):
            told["at"] = moment(str(self.given["at"]), "at")
        if self.given.get("mode"):
            told["mode"] = as_mode(self.given["mode"])
        if (override := _override(self.given)) is not None:
            told["override"] = override
        return told

    def _seen(self, case: Case) -> str | None:
        """Return the hash of the entry that the client saw, if he says so.

        Raises:
            ConflictError: it is no tag of the case as it stands.
            UnseenError: he must say so.
        """
        header = self.request.headers.get("if-match", "").strip()
        if not header:
            if self.cases._require_if_match:  # noqa: SLF001  # our own
                raise UnseenError(case.id, self.step, case.version)
            return None
        if header == "*":
            return "any"
        tags = _tags(header)
        if tag_of(case) in tags:
            return case.head
        first = next(iter(tags), "").strip('"').partition("-")[0]
        expected = int(first) if first.isascii() and first.isdigit() else 0
        raise ConflictError(case.id, expected, case.version)


def _override(given: Mapping[str, Any]) -> Override | None:
    """Return why a rule is overridden, or what nobody witnessed is assumed."""
    stated = given.get("override")
    if not isinstance(stated, Mapping):
        return None
    return Override(**_held({k: v for k, v in stated.items() if k != "schema"}))


def _held(override: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(override) - {"reason", "authority", "rules"})
    if unknown or "reason" not in override:
        raise InvalidInputError(
            Both(
                "it takes a reason, an authority and rules.",
                "anzugeben sind Grund, Befugnis und Regeln.",
            ),
            "override",
        )
    return dict(override)


_OF_OPENING = frozenset(signature(Office.open).parameters)


def _check_facts(facts: Mapping[str, Any]) -> None:
    """Refuse facts that are called like what opens a case: they would take its place.

    Raises:
        InvalidInputError: with the first.
    """
    for name in sorted(_OF_OPENING.intersection(facts)):
        raise InvalidInputError(
            Both(
                f"no fact can be called {name!r}.",
                f"eine Angabe kann nicht „{name}“ heißen.",
            ),
            f"facts.{name}",
            Both("Leave it out.", "Sie weglassen."),
        )


def _stated(given: BaseModel) -> dict[str, Any]:
    return given.model_dump(by_alias=True, exclude_unset=True)


_CASE = Both("case", "Vorgang")


def seen_by(
    office: Office,
    case_id: str,
    who: Actor,
    step: str = "",
    mode: Mode = Mode.ENFORCE,
) -> Case:
    """Return a case that somebody may be told of.

    Whoever may neither read it nor take the step is told what one is told of a case that
    there is not: a refusal would say that there is one.

    Raises:
        UnknownNameError: there is none, or not for him.
    """
    case = office.case(case_id)
    procedure = office.procedure_of(case)
    if procedure.may_read(who) or case.is_public:
        return case
    if office.view(case_id, who).motion != WITHHELD:
        return case
    names = {each.name for each in procedure.steps}
    if step in names and may_act(procedure, procedure.step(step), who, mode):
        return case
    raise UnknownNameError(_CASE, case_id)


def _place_in(asked: Mapping[str, Any]) -> Callable[[Found], str]:
    """Return what tells where in the order of `Office.find` a case stands, as text."""
    by_id = any(asked[each] for each in ("body", "meeting", "involving", "reference"))

    def place(found: Found) -> str:
        if by_id:
            return found.id
        if asked["due_by"] and not asked["stuck_for"]:
            return f"{found.due or ''}~{found.id}"
        return f"{utc_text(found.since) if found.since else ''}~{found.id}"

    return place


def tag_of(case: Case) -> str:
    """Return the tag of a case as it stands: its version, and the head of its log.

    A number alone is fooled where a case was restored from a backup.
    """
    return f'"{case.version}-{case.head}"'


def _tags(header: str) -> frozenset[str]:
    tags = (each.strip().removeprefix("W/") for each in header.split(","))
    return frozenset(each for each in tags if each)


async def _check_installed(request: Request) -> None:
    """Refuse to serve where errors would not be told as problems.

    Raises:
        RuntimeError: `install` was not called.
    """
    if not is_installed(request.app):
        msg = "errors have no answer yet: call ratsflow.contrib.fastapi.install(app)."
        raise RuntimeError(msg)
