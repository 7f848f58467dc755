"""Django REST framework: a viewset's steps and log, and errors as problem details."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import exception_handler

from ratsflow.contrib.django.case import RowCase
from ratsflow.contrib.django.field import accessor_of
from ratsflow.contrib.django.language import language
from ratsflow.contrib.django.middleware import problem
from ratsflow.engine import Taken
from ratsflow.errors import (
    ConflictError,
    InvalidInputError,
    RatsflowError,
    RefusedError,
    RepeatedError,
    StoreError,
    UnknownNameError,
    UnseenError,
)
from ratsflow.exchange.plain import entry_to_plain, inputs_from_plain


V = TypeVar("V", bound=type[Any])

PROBLEM = "application/problem+json"


class StandingField(serializers.Field):  # type: ignore[type-arg]
    """The case of a row in a serializer, for reading: its id, version, state and label.

    Name it as the model's accessor: ``case = StandingField()``.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"read_only": True, **options})

    def to_representation(self, value: RowCase) -> dict[str, Any]:
        """Return where the case stands."""
        return standing(value)


def standing(case: RowCase) -> dict[str, Any]:
    """Return where a case stands, as plain values."""
    if not case.is_open:
        return {"id": case.id, "version": 0, "state": "", "label": ""}
    current = case.current
    state = case.procedure.state(current.state)
    return {
        "id": case.id,
        "version": current.version,
        "state": state.name,
        "label": state.title(language()),
    }


def case_actions(viewset: V) -> V:
    """Give a viewset ``steps/``, ``steps/{step}/`` and ``log/`` below each row.

    ``GET steps/`` lists the verdicts on what can start, ``GET steps/{step}/`` is one of
    them. ``POST steps/{step}/`` takes it: the body holds what the step takes in, and beside
    it ``seen`` and ``on``; ``If-Match`` says what was seen too, and an ``Idempotency-Key``
    makes it harmless to send the request again.
    """

    def steps(self: Any, request: Any, **_: Any) -> Response:
        case = _case(self)
        lang = language()
        found = [each.to_plain(lang) for each in case.next_steps(request.user)]
        return Response(found, headers=_etag(case))

    def step(self: Any, request: Any, step: str, **_: Any) -> Response:
        case = _case(self)
        if request.method == "GET":
            on = request.query_params.get("on", "")
            verdict = case.assess(step, request.user, on=on)
            return Response(verdict.to_plain(language()), headers=_etag(case))
        return _taken(case, step, request)

    def log(self: Any, request: Any, **_: Any) -> Response:
        entries = _case(self).entries(request.user)
        return Response([entry_to_plain(each) for each in entries])

    one: dict[str, Any] = {
        "detail": True,
        "url_path": "steps/(?P<step>[^/.]+)",
        "url_name": "step",
    }
    made = {
        "steps": action(detail=True, url_path="steps", url_name="steps")(steps),
        "step": action(methods=["get", "post"], **one)(step),
        "log": action(detail=True, url_path="log", url_name="log")(log),
    }
    for name, method in made.items():
        setattr(viewset, name, method)
    return viewset


def _case(viewset: Any) -> RowCase:
    row = viewset.get_object()
    case: RowCase = getattr(row, accessor_of(type(row)))
    return case


def _etag(case: RowCase) -> dict[str, str]:
    return {"ETag": f'"{case.version}"'}


def _taken(case: RowCase, step: str, request: Any) -> Response:
    given = dict(request.data) if isinstance(request.data, Mapping) else {}
    if hasattr(request.data, "dict"):
        given = request.data.dict()
    match = request.headers.get("If-Match", "").removeprefix("W/").strip('"')
    seen = given.pop("seen", None) or match or None
    on, key = str(given.pop("on", "")), request.headers.get("Idempotency-Key", "")
    inputs = inputs_from_plain(case.procedure.step(step), given)
    try:
        taken = case.take(step, request.user, on=on, seen=seen, key=key, **inputs)
    except RepeatedError as error:
        taken = case.office.carried_out(error)
    return Response(_said(taken), headers=_etag(case))


def _said(taken: Taken) -> dict[str, Any]:
    entry = taken.entry
    return {
        "case": entry.case_id,
        "version": entry.version,
        "step": entry.step,
        "kind": entry.kind.value,
        "outcome": entry.outcome,
        "state": taken.case.state,
    }


def problems(error: Exception, context: Any) -> Response | None:
    """Answer errors of ratsflow's with problem details (RFC 9457), all others as DRF does.

    ``REST_FRAMEWORK = {"EXCEPTION_HANDLER": "ratsflow.contrib.django.rest.problems"}``
    """
    if not isinstance(error, RatsflowError) or isinstance(error, StoreError):
        return exception_handler(error, context)
    code = _status(error)
    from rest_framework.views import set_rollback  # noqa: PLC0415  # as DRF's own handler

    set_rollback()
    found = {**problem(error), "status": code}
    return Response(found, status=code, content_type=PROBLEM)


def _status(error: RatsflowError) -> int:
    if isinstance(error, UnknownNameError):
        return status.HTTP_404_NOT_FOUND
    if isinstance(error, RefusedError | ConflictError | UnseenError | RepeatedError):
        return status.HTTP_409_CONFLICT
    if isinstance(error, InvalidInputError):
        return status.HTTP_422_UNPROCESSABLE_ENTITY
    return status.HTTP_400_BAD_REQUEST
