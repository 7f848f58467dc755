"""Hold every document that leaves anywhere in the suite to its published schema."""

from __future__ import annotations

import json

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import click

from jsonschema import Draft202012Validator

from ratsflow.documents.names import SCHEMA, named_in
from ratsflow.exchange.oparl import validate
from ratsflow.exchange.schemas import published


model_of: Any = None
with suppress(ImportError):  # the extra ratsflow[fastapi] is not installed
    from ratsflow.contrib.fastapi.models import model_of


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(
        _closed(published(name)), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def _closed(part: Any) -> Any:
    """Return a schema in which every key must be described, also where readers are let off."""
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    closed = {key: _closed(each) for key, each in part.items()}
    if isinstance(part.get("properties"), dict) and "type" in part:
        closed.setdefault("additionalProperties", False)
    return closed


def hold(document: Any, name: str = "") -> None:
    """Fail unless a document is what its schema says.

    Args:
        document: the document.
        name: what it must be; what it says it is if left out.
    """
    told = name or named_in(document)
    if SCHEMA not in document:
        document = {SCHEMA: f"urn:ratsflow:schema:{told}:1", **document}
    if model_of is not None:  # of the same source: it can be no stricter
        model_of(told).model_validate(document)
    errors = sorted(_validator(told).iter_errors(document), key=lambda e: e.json_path)
    assert not errors, [f"{told}: {e.message[:200]} @ {e.json_path}" for e in errors]


def hold_output(out: str) -> None:
    """Fail unless what a command printed as JSON says what it is, and is that.

    Schemas themselves are printed as they are, CloudEvents have an envelope of their own, and
    an object of OParl says by its type what it is.
    """
    try:
        told = json.loads(out)
    except ValueError:  # a line each
        told = [json.loads(line) for line in out.splitlines()]
    for each in told if isinstance(told, list) else [told]:
        if "$schema" in each:
            continue
        if "specversion" in each:
            assert "urn:ratsflow:schema:event:1" == each["dataschema"]
            hold(each["data"], "event")
        elif str(each.get("type")).startswith("https://schema.oparl.org/"):
            assert () == validate(each)
        else:
            hold(each)


@contextmanager
def printed() -> Iterator[None]:
    """Hold all JSON that any command prints to its schema."""
    echo = click.echo  # noqa: TID251  # what everything is printed by

    def telling(message: Any = None, *args: Any, **kwargs: Any) -> None:
        if isinstance(message, str) and message.startswith(("{\n", "[\n", '{"schema"')):
            hold_output(message)
        echo(message, *args, **kwargs)

    click.echo = telling  # noqa: TID251
    try:
        yield
    finally:
        click.echo = echo  # noqa: TID251


@contextmanager
def observed(of: type, name: str) -> Iterator[None]:
    """Hold what `to_plain` of a class returns to a schema, as long as it is looked at."""
    plain: Callable[..., dict[str, Any]] = of.to_plain  # type: ignore[attr-defined]

    def to_plain(self: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        told = plain(self, *args, **kwargs)
        hold(json.loads(json.dumps(told)), name)
        return told

    of.to_plain = to_plain  # type: ignore[attr-defined]
    try:
        yield
    finally:
        of.to_plain = plain  # type: ignore[attr-defined]
