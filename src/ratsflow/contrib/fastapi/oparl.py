"""A store as OParl 1.1 for everybody: an app to mount, or to run by itself.

What it tells is what `ratsflow.exchange.export_oparl` writes: of a case that is not open as a
whole, or has been on no agenda yet, there is nothing here, in no list and in no count, and
its address answers as one that never was. What could be read once and cannot any more is told
as deleted.
"""

from __future__ import annotations

import logging

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlencode

import attrs

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ratsflow.contrib.fastapi.problems import install
from ratsflow.errors import Both, BrokenLogError, InvalidInputError, StoreError
from ratsflow.exchange.oparl.writing import ToldCase, told_case, written
from ratsflow.office.oparl import SCHEMA, Places
from ratsflow.stores import Store


_log = logging.getLogger("ratsflow.oparl")

_PAGE = 100
_HEADERS = {"access-control-allow-origin": "*"}
_BOUNDS = ("created_since", "created_until", "modified_since", "modified_until")
_LISTS = {
    "paper": "Paper",
    "meeting": "Meeting",
    "organization": "Organization",
    "consultation": "Consultation",
    "agendaItem": "AgendaItem",
    "person": "Person",
    "file": "File",
    "membership": "Membership",
    "locationList": "Location",
    "legislativeTermList": "LegislativeTerm",
}
"""By the property of the municipality's object, of which objects its list is."""

_INSIDE = ("consultation", "agendaItem")


@attrs.frozen
class _Said:
    """All that is told at a time.

    Attributes:
        by_parts: objects by the parts of their address, those that are gone too.
        by_path: likewise by the path of which a proxy has decoded the slashes.
        lists: objects by type, in the order in which they came.
    """

    by_parts: Mapping[tuple[str, ...], dict[str, Any]]
    by_path: Mapping[str, dict[str, Any]]
    lists: Mapping[str, Sequence[dict[str, Any]]]


class OParl:
    """An ASGI app that serves a store as OParl 1.1, for reading only.

    The system is served at ``BASE/system``. Lists come in pages and take ``page``,
    ``limit``, ``created_since``, ``created_until``, ``modified_since``,
    ``modified_until`` and ``omit_internal``; what was deleted is told where somebody asks
    with ``modified_since``.

    Args:
        store: the store, on a connection of its own: what may still be rolled back is not
            told.
        base: the address at which the app is served, for example
            ``https://example.org/oparl``.
        name: the name of the municipality.
        license: address of the license of what is told, or empty.
        website: address of the municipality's site, or empty.
        contact_name: whom to ask, or empty.
        contact_email: where, or empty.
        ags: official municipality key (*Amtlicher Gemeindeschlüssel*), or empty.
        drafts: tell what has been on no agenda yet, too: for papers that are everybody's
            from the beginning.

    Raises:
        InvalidInputError: the address is none, or the name is empty.
    """

    def __init__(
        self,
        store: Store,
        base: str,
        *,
        name: str,
        license: str = "",  # noqa: A002  # as OParl calls it
        website: str = "",
        contact_name: str = "",
        contact_email: str = "",
        ags: str = "",
        drafts: bool = False,
    ) -> None:
        if not name.strip():
            raise InvalidInputError(
                Both("it is empty.", "sie ist leer."),
                "name",
                Both("Name the municipality.", "Die Gemeinde nennen."),
            )
        self._store = store
        self._drafts = drafts
        self._places = Places(base)
        about = {
            "name": name,
            "license": license,
            "website": website,
            "contactName": contact_name,
            "contactEmail": contact_email,
        }
        self._about = {key: value for key, value in about.items() if value}
        self._ags = {"ags": ags} if ags else {}
        self._lock = Lock()
        self._told: dict[str, tuple[str, ToldCase]] = {}
        self._said: _Said | None = None
        self._app = Starlette(routes=[Route("/{path:path}", self._answer)])
        install(self._app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self._app(scope, receive, send)

    # ------------------------------------------------------------------------ answering

    def _answer(self, request: Request) -> JSONResponse:
        path = _parts(request)
        try:
            said = self._now()
        except BrokenLogError as error:
            # Which log it is may be the very thing that nobody may know of.
            _log.exception("A log cannot be read; nothing is told as OParl.")
            raise StoreError(str(error)) from error
        found: Any = None
        if path in ((), ("",), ("system",)):
            found = self._system()
        elif path == ("bodies",):
            found = self._page(request, [self._body()], "bodies")
        elif path == ("body", "1"):
            found = self._body()
        elif path[:2] == ("body", "1") and len(path) == 3 and path[2] in _LISTS:  # noqa: PLR2004
            told = said.lists.get(_LISTS[path[2]], ())
            found = self._page(request, told, "/".join(path))
        else:
            found = said.by_parts.get(path) or said.by_path.get("/".join(path))
        if found is None:
            raise HTTPException(404)
        return JSONResponse(found, headers=_HEADERS)

    def _system(self) -> dict[str, Any]:
        base = self._places.base
        return {
            "id": f"{base}/system",
            "type": f"{SCHEMA}/System",
            "oparlVersion": f"{SCHEMA}/",
            "body": f"{base}/bodies",
            **self._about,
        }

    def _body(self) -> dict[str, Any]:
        lists = {name: f"{self._places.body}/{name}" for name in _LISTS}
        return {
            "id": self._places.body,
            "type": f"{SCHEMA}/Body",
            "system": f"{self._places.base}/system",
            **self._about,
            **self._ags,
            **lists,
            "legislativeTerm": [],
        }

    def _page(
        self, request: Request, told: Sequence[dict[str, Any]], path: str
    ) -> dict[str, Any]:
        asked = dict(request.query_params)
        bounds = {key: _moment(asked[key], key) for key in _BOUNDS if asked.get(key)}
        bare = _flag(asked.get("omit_internal", ""))
        size = _number(asked.get("limit", ""), "limit", _PAGE)
        size = min(size, _PAGE)
        page = _number(asked.get("page", ""), "page", 1)
        fitting = [
            each
            for each in told
            if (not each.get("deleted") or "modified_since" in bounds)
            and all(_fits(each, key, bound) for key, bound in bounds.items())
        ]
        last = max(1, -(-len(fitting) // size))
        kept = {key: asked[key] for key in (*_BOUNDS, "omit_internal") if key in asked}
        if "limit" in asked:
            kept["limit"] = str(size)
        address = f"{self._places.base}/{path}"

        def link(number: int) -> str:
            return f"{address}?{urlencode(kept | {'page': str(number)})}"

        links = {"first": link(1), "self": link(page), "last": link(last)}
        if 1 < page <= last:
            links["prev"] = link(page - 1)
        if page < last:
            links["next"] = link(page + 1)
        shown = fitting[(page - 1) * size : page * size]
        return {
            "data": [_without_inner(each) for each in shown] if bare else shown,
            "pagination": {
                "totalElements": len(fitting),
                "elementsPerPage": size,
                "currentPage": page,
                "totalPages": last,
            },
            "links": links,
        }

    # ------------------------------------------------------------------------ looking

    def _now(self) -> _Said:
        """Return what is told now; of the store only what has changed is read anew."""
        with self._lock:
            heads = {head.case_id: head.hash for head in self._store.heads()}
            moved = [
                case_id
                for case_id, head in heads.items()
                if case_id not in self._told or self._told[case_id][0] != head
            ]
            gone = self._told.keys() - heads.keys()
            if self._said is None or moved or gone:
                self._said = None  # an error on the way leaves nothing old to be told
                for case_id in gone:
                    del self._told[case_id]
                for case_id, records in self._store.read_many(moved).items():
                    told = told_case(records, drafts=self._drafts)
                    self._told[case_id] = records[-1].hash, told
                self._said = self._put()
            return self._said

    def _put(self) -> _Said:
        found = written(
            self._places, [self._told[key][1] for key in sorted(self._told)]
        )
        every = [
            each
            for outer in (*found.papers, *found.meetings, *found.organizations)
            for each in (outer, *_inner(outer))
        ]
        every += found.deleted
        lists: dict[str, list[dict[str, Any]]] = {}
        for each in sorted(every, key=lambda e: (e["created"], e["id"])):
            lists.setdefault(each["type"].rpartition("/")[2], []).append(each)
        start = len(self._places.base) + 1
        by_parts = {
            tuple(map(unquote, each["id"][start:].split("/"))): each for each in every
        }
        paths = Counter("/".join(parts) for parts in by_parts)
        by_path = {
            path: each
            for parts, each in by_parts.items()
            if paths[path := "/".join(parts)] == 1
        }
        return _Said(by_parts, by_path, lists)


def _parts(request: Request) -> tuple[str, ...]:
    """Return the parts of the path below the app; a part may hold a slash (``%2F``)."""
    path: str = request.path_params["path"]
    raw = request.scope.get("raw_path")
    if raw is None:
        return tuple(path.split("/"))
    whole = tuple(map(unquote, raw.decode("ascii", "replace").split("/")))
    # What stands before the app, whoever took it away, is no part of what is asked for.
    for start in range(len(whole)):
        if "/".join(whole[start:]) == path:
            return whole[start:]
    return tuple(path.split("/"))


def _inner(outer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in _INSIDE:
        yield from outer.get(name, ())


def _without_inner(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in told.items()
        if key not in _INSIDE or not isinstance(value, list)
    }


def _fits(told: Mapping[str, Any], key: str, bound: datetime) -> bool:
    name, _, side = key.partition("_")
    if name not in told:  # the municipality's own object
        return True
    moment = datetime.fromisoformat(told[name])
    if side == "until":
        return moment <= bound
    return moment >= bound.replace(microsecond=0)  # told are whole seconds


def _moment(text: str, where: str) -> datetime:
    # A plus that nobody encoded arrives as a space.
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InvalidInputError(
            Both(
                f"{text!r} is no date-time with a zone.",
                f"„{text}“ ist kein Zeitpunkt mit Zeitzone.",
            ),
            where,
            Both(
                "Write for example 2026-03-01T00:00:00+01:00.",
                "Zum Beispiel 2026-03-01T00:00:00+01:00 angeben.",
            ),
        )
    return found


def _number(text: str, where: str, default: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 9):  # noqa: PLR2004
        raise InvalidInputError(
            Both(
                f"{text!r} is no number of 1 or more.", f"„{text}“ ist keine Zahl ab 1."
            ),
            where,
        )
    return int(text)


def _flag(text: str) -> bool:
    if text.lower() not in {"", "true", "false", "1", "0"}:
        raise InvalidInputError(
            Both(
                f"{text!r} is neither true nor false.",
                f"„{text}“ ist weder true noch false.",
            ),
            "omit_internal",
        )
    return text.lower() in {"true", "1"}
