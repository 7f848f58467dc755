"""Every error as a problem (RFC 9457), in the language that the client asks for."""

from __future__ import annotations

import re

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from ratsflow.engine.verdict import AUTHORITY, ROLE
from ratsflow.errors import (
    ConflictError,
    InvalidInputError,
    KeyReusedError,
    Lang,
    RatsflowError,
    RefusedError,
    RepeatedError,
    SeenError,
    StoreError,
    TransactionLostError,
    UnknownNameError,
    UnseenError,
    german,
)


MEDIA_TYPE = "application/problem+json"
_TITLES: Mapping[str, tuple[str, str]] = {
    "refused": ("Der Schritt ist nicht möglich", "The step cannot be taken"),
    "moved-on": ("Der Vorgang wurde inzwischen bewegt", "The case has moved on"),
    "not-seen": ("Gesehener Stand fehlt", "The version seen is missing"),
    "try-again": ("Bitte noch einmal senden", "Please send it again"),
    "unknown-name": ("Das gibt es nicht", "There is no such thing"),
    "invalid-input": ("Die Angaben passen nicht", "The input does not fit"),
    "key-reused": ("Der Schlüssel ist vergeben", "The key is another command's"),
    "key-missing": ("Ein Schlüssel fehlt", "A key is missing"),
    "store": ("Die Ablage antwortet nicht", "The store does not answer"),
    "http": ("Das geht so nicht", "That does not work"),
}
_URN = "urn:ratsflow:problem:"


class MissingKeyError(InvalidInputError):
    """A command was sent without the key that the service demands."""


def language_of(request: Request, default: Lang = "de") -> Lang:
    """Return the language that a client likes best of those that there are."""
    best: tuple[float, Lang] = (0.0, default)
    for part in request.headers.get("accept-language", "").split(","):
        word, _, quality = part.strip().partition(";")
        lang = word.strip().lower().partition("-")[0]
        found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", quality)
        weight = float(found[1]) if found else 1.0
        if lang in ("de", "en") and weight > best[0]:
            best = weight, ("de" if lang == "de" else "en")
    return best[1]


def problem_of(
    error: RatsflowError, lang: Lang = "de", *, matched: bool = False
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Return status, document and headers of an error.

    Args:
        error: the error.
        lang: language of its sentences; types and codes are the same in both.
        matched: the client sent ``If-Match``.
    """
    status, kind, more = _told(error, lang, matched=matched)
    headers: dict[str, str] = {"content-language": lang}
    if isinstance(error, TransactionLostError):
        headers["retry-after"] = "0"
    return status, document(kind, status, _sentence(error, lang), lang, more), headers


def document(
    kind: str, status: int, detail: str, lang: Lang, more: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a problem."""
    title = _TITLES[kind][0 if lang == "de" else 1]
    return {
        "type": f"{_URN}{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        **more,
    }


def _sentence(error: RatsflowError, lang: Lang) -> str:
    if isinstance(error, RefusedError):
        return str(error.verdict.explain(lang))
    if isinstance(error, StoreError):
        # What a driver says may tell of the house, and helps nobody outside.
        return (
            "Bitte später noch einmal." if lang == "de" else "Please try again later."
        )
    return german(error) if lang == "de" else error.text("en")


def _told(
    error: RatsflowError, lang: Lang, *, matched: bool
) -> tuple[int, str, dict[str, Any]]:
    if isinstance(error, RefusedError):
        verdict = error.verdict
        blocking = [finding.rule.id for finding in verdict.blocking]
        is_role = bool(blocking) and {*blocking} <= {ROLE.id, AUTHORITY.id}
        told = {"blocking": blocking, "verdict": verdict.to_plain(lang)}
        return 403 if is_role else 409, "refused", told
    if isinstance(error, TransactionLostError):
        return 503, "try-again", {}
    if isinstance(error, ConflictError):
        told = {"expected": error.expected, "found": error.found}
        if isinstance(error, SeenError):
            told |= {"steps": list(error.steps), "changed": list(error.changed)}
        return 412 if matched else 409, "moved-on", told
    if isinstance(error, UnknownNameError):
        known = [] if str(error.kind) == "case" else list(map(str, error.known))
        return 404, "unknown-name", {"known": known, "nearest": error.nearest}
    if isinstance(error, UnseenError):
        return 428, "not-seen", {"found": error.found}
    if isinstance(error, KeyReusedError):
        return 422, "key-reused", {}
    if isinstance(error, RepeatedError):
        return 409, "key-reused", {"case": error.case_id, "version": error.version}
    if isinstance(error, MissingKeyError):
        return 400, "key-missing", {}
    if isinstance(error, InvalidInputError):
        what = german(error.what) if lang == "de" else str(error.what)
        where = [part for part in re.split(r"[.\s]+", str(error.where)) if part]
        one = {"loc": ["body", *where], "msg": what, "type": "invalid-input"}
        return 422, "invalid-input", {"errors": [one]}
    return 503, "store", {}


def response_of(request: Request, error: RatsflowError) -> JSONResponse:
    """Return the answer to a request that ended with an error."""
    matched = "if-match" in request.headers
    status, told, headers = problem_of(error, language_of(request), matched=matched)
    return answer(request, status, told, headers)


def answer(
    request: Request, status: int, told: Mapping[str, Any], headers: Mapping[str, str]
) -> JSONResponse:
    """Return a problem as a response."""
    return JSONResponse(
        {**told, "instance": request.url.path},
        status,
        headers=dict(headers),
        media_type=MEDIA_TYPE,
    )


def install(app: Starlette) -> None:
    """Answer every error of an app with a problem: ratsflow's, FastAPI's and the database's.

    Own routes may raise what the office raises; the transaction of their session is taken
    back, and the client is told why.

    Args:
        app: the app.
    """
    app.add_exception_handler(RatsflowError, _on_ratsflow)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(SQLAlchemyError, _on_database)


def is_installed(app: Any) -> bool:
    """Tell whether an app answers with problems."""
    return RatsflowError in app.exception_handlers


def _on_ratsflow(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RatsflowError)  # noqa: S101  # for which it is registered
    return response_of(request, error)


def _on_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    lang = language_of(request)
    found = [
        {"loc": list(each["loc"]), "msg": each["msg"], "type": each["type"]}
        for each in error.errors()
    ]
    first = found[0] if found else {"loc": [], "msg": ""}
    place = ".".join(map(str, first["loc"]))
    told = document(
        "invalid-input", 422, f"{place}: {first['msg']}", lang, {"errors": found}
    )
    return answer(request, 422, told, {"content-language": lang})


def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    lang = language_of(request)
    kind = "unknown-name" if error.status_code == 404 else "http"  # noqa: PLR2004
    told = document(kind, error.status_code, str(error.detail), lang, {})
    return answer(request, error.status_code, told, dict(error.headers or {}))


def _on_database(request: Request, error: Exception) -> JSONResponse:
    del error  # a driver's text is for the host's own log
    return response_of(request, StoreError(""))
