"""The facts and inputs that a rule's check asks for, read from its source.

A rule declares the values of law that it reads, because the fingerprint covers them; the
facts stand in the code of its check. This reads them there, through the functions of the
procedure that the check calls, so that the pages about rules need no second list.
"""

from __future__ import annotations

import ast
import inspect
import textwrap

from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import Any


_METHODS = frozenset({"fact", "fact_day", "get"})
_HOME = "ratsflow.procedure.nrw"

_Known = tuple[FunctionType, frozenset[tuple[str, str]]]


def facts_of(check: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of the facts and inputs that a check may ask for, sorted.

    Args:
        check: a rule's check.

    Returns:
        Names given as text in the check itself or handed to what it calls; empty where
        there is no source to read.
    """
    found: set[str] = set()
    if isinstance(check, FunctionType):
        _visit(check, {}, found, set())
    return tuple(sorted(found))


def _visit(
    function: FunctionType,
    given: Mapping[str, str],
    found: set[str],
    seen: set[_Known],
) -> None:
    visit = (function, frozenset(given.items()))
    if visit in seen:
        return
    seen.add(visit)
    names = _names(function) | dict(given)
    for node in ast.walk(_tree(function)):
        asked = _asked(node)
        if asked is not None:
            text = _text(asked, names)
            found |= {text} if text else set()
        elif isinstance(node, ast.Name):
            _follow(node, None, names, found, seen)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            _follow(node.func, node, names, found, seen)


def _follow(
    name: ast.Name,
    call: ast.Call | None,
    names: Mapping[str, Any],
    found: set[str],
    seen: set[_Known],
) -> None:
    function = names.get(name.id)
    if isinstance(function, FunctionType) and function.__module__.startswith(_HOME):
        given = {} if call is None else dict(_given(function, call, names))
        _visit(function, given, found, seen)


def _given(
    function: FunctionType, call: ast.Call, names: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield the parameters that a call sets to a text."""
    for name, value in zip(
        inspect.signature(function).parameters, call.args, strict=False
    ):
        text = _text(value, names)
        if text:
            yield name, text
    for keyword in call.keywords:
        text = _text(keyword.value, names)
        if keyword.arg and text:
            yield keyword.arg, text


def _asked(node: ast.AST) -> ast.expr | None:
    """Return what stands in the brackets of ``question.fact(…)`` and its like."""
    if isinstance(node, ast.Subscript):
        return node.slice if _is_inputs(node.value) else None
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    owner = node.func.value
    of_question = isinstance(owner, ast.Name) and owner.id == "question"
    if node.args and node.func.attr in _METHODS and (of_question or _is_inputs(owner)):
        return node.args[0]
    return None


def _is_inputs(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "inputs"


def _text(node: ast.AST, names: Mapping[str, Any]) -> str:
    value: Any = None
    if isinstance(node, ast.Constant):
        value = node.value
    elif isinstance(node, ast.Name):
        value = names.get(node.id)
    return value if isinstance(value, str) else ""


def _names(function: FunctionType) -> dict[str, Any]:
    variables = inspect.getclosurevars(function)
    return {**variables.globals, **variables.nonlocals}


def _tree(function: FunctionType) -> ast.AST:
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):
        return ast.Module([], [])
