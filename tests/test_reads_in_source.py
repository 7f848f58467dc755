"""What the source of predicates and fields looks up by name is declared.

A question that notes what is read sees only the branches that tests reach. Here each
function, and each that it calls, is searched for names that it looks up; a branch that no
test reaches is searched like any other.
"""

from __future__ import annotations

import ast
import inspect
import textwrap

from collections.abc import Iterator
from inspect import ismodule
from types import FunctionType
from typing import Any

import pytest

from ratsflow import states
from ratsflow.procedure.declared import Named, modules_in, names_in
from ratsflow.procedure.question import Question
from ratsflow.procedure.reading import undeclared
from ratsflow.states.bw import bw
from ratsflow.states.nrw import nrw


NAMES = names_in(modules_in(states.__name__))
NAMED = {**NAMES.predicates, **NAMES.fields}
LOOKS = frozenset({"fact", "fact_day", "get"})
"""Methods that look up a fact or an input by name."""
LEAVES = {"step": "step", "day": "day", "at": "day", "role": "role", "actor": "actor"}
SETS = {**bw().groups, **nrw().groups}
FACTS = {taken.name for step in (*bw().steps, *nrw().steps) for taken in step.takes}


def functions(function: Any, seen: set[Any]) -> Iterator[FunctionType]:
    """Yield a function and all of the states' functions that it calls."""
    while hasattr(function, "__wrapped__"):
        yield from _calls(function, seen)
        function = function.__wrapped__
    yield from _calls(function, seen)


def _calls(function: FunctionType, seen: set[Any]) -> Iterator[FunctionType]:
    if function.__code__ in seen or not function.__module__.startswith(
        "ratsflow.states"
    ):
        return
    seen.add(function.__code__)
    yield function
    for node in _nodes(function):
        called = None
        if isinstance(node, ast.Name):
            called = function.__globals__.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = function.__globals__.get(node.value.id)
            called = getattr(module, node.attr, None) if ismodule(module) else None
        if isinstance(called, FunctionType):
            yield from functions(called, seen)


def _nodes(function: FunctionType) -> Iterator[ast.AST]:
    """Yield every part of the body of a function, without its decorators."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function.__code__)))
    body = tree.body[0]
    inner = body.body if isinstance(body, ast.FunctionDef) else tree.body
    return (each for part in inner for each in ast.walk(part))


def looked_up(function: FunctionType) -> Iterator[str]:
    """Yield what the source of a function looks up in its question, by name."""
    for node in _nodes(function):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "question":
            yield from filter(None, [LEAVES.get(node.attr)])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            key = _text(node.args[0], function) if node.args else None
            of = ast.unparse(node.func.value).rpartition(".")[2]
            if (
                key
                and node.func.attr in LOOKS
                and of in ("question", "inputs", "facts")
            ):
                yield key
            elif key and node.func.attr == "get" and of == "values":
                yield f"law.{key}"
        elif isinstance(node, ast.Subscript):
            key, of = _text(node.slice, function), ast.unparse(node.value)
            kind = of.rpartition(".")[2]
            if key and kind in ("law", "inputs", "facts"):
                yield f"law.{key}" if kind == "law" else key
            elif key and kind == "groups":
                yield from SETS[key] if FACTS.issuperset(SETS[key]) else ()
        elif isinstance(node, ast.Name) and node.id.isupper():
            held = function.__globals__.get(node.id)
            if isinstance(held, (tuple, dict)) and held and FACTS.issuperset(held):
                yield from held  # looked up one by one


def _text(node: ast.AST, function: FunctionType) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    held = function.__globals__.get(node.id) if isinstance(node, ast.Name) else None
    return held if isinstance(held, str) else None


def lacking(named: Named) -> list[str]:
    """Return what a function looks up and does not declare."""
    known = [*named.reads]
    for each in named.reads:
        known += SETS[each[1:]] if each.startswith("@") else ()
    found = {
        name
        for function in functions(named.function, set())
        for name in looked_up(function)
    }
    return undeclared(known, sorted(found))


@pytest.mark.parametrize("name", NAMED)
def test_what_is_looked_up_by_name_is_declared(name):
    """In every branch, whether a test reaches it or not."""
    assert [] == lacking(NAMED[name])


def planted(question: Question) -> bool:
    """Look further than is declared, in a branch that is never reached."""
    if not question:
        question.fact("told")
        return bool(question.law["notice.days"]) and question.step == "vote"
    return True


planted.__module__ = "ratsflow.states.planted"


def test_a_planted_one_is_found():
    """A test that cannot fail is none."""
    found = lacking(Named("planted", planted, ("law.notice.mode",)))
    assert ["law.notice.days", "step", "told"] == found
