"""Each rule names every key of law that its check reads, and no key that it does not."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import textwrap

from functools import cache
from types import FunctionType, ModuleType

import pytest

from ratsflow.law.keys import KEYS
from ratsflow.law.presets import NRW
from ratsflow.procedure.nrw import nrw


KNOWN = {key.name for key in KEYS} | set(NRW.values)
OURS = ("ratsflow.procedure.nrw", "ratsflow.law")
RULES = nrw().rules
BY_TOPIC = {
    "majority.least_by_topic": set(NRW["majority.by_topic"].value.values()),
}
"""Norms that lead to others: such a rule reads one for each topic there is."""


def texts(tree):
    """Return the text constants in a piece of source, f-strings with their gaps as ``*``."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        if isinstance(node, ast.JoinedStr):
            parts = [
                each.value if isinstance(each, ast.Constant) else "*"
                for each in node.values
            ]
            found.add("".join(parts))
    return found


@cache
def tree_of(function):
    """Return the parsed source of a function; nothing for one that has no source."""
    try:
        source = textwrap.dedent(inspect.getsource(function))
        return ast.parse(source)
    except (OSError, TypeError, SyntaxError):
        return ast.parse("")


def called(function):
    """Yield the functions and texts of ours that a function names or closes over."""
    module = sys.modules.get(function.__module__)
    names = {
        node.id for node in ast.walk(tree_of(function)) if isinstance(node, ast.Name)
    }
    cells = dict(
        zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    )
    for name in names:
        value = (
            cells[name].cell_contents if name in cells else getattr(module, name, None)
        )
        yield value
    for node in ast.walk(tree_of(function)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = getattr(module, node.value.id, None)
            if isinstance(owner, ModuleType):
                yield getattr(owner, node.attr, None)


def read_by(check):
    """Return the keys that a check, and all of ours that it calls, can read."""
    found, seen, due = set(), set(), [inspect.unwrap(check), check]
    while due:
        function = due.pop()
        if function in seen:
            continue
        seen.add(function)
        found |= texts(tree_of(function))
        for value in called(function):
            if isinstance(value, FunctionType) and value.__module__.startswith(OURS):
                due += [value, inspect.unwrap(value)]
            elif isinstance(value, str):
                found.add(value)
            elif isinstance(value, dict):
                found |= {
                    each
                    for pair in value.items()
                    for each in pair
                    if isinstance(each, str)
                }
    return found


def keys_in(found):
    """Return the keys of law among texts."""
    by_topic = set().union(*(keys for text, keys in BY_TOPIC.items() if text in found))
    return found & KNOWN | by_topic


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_parameter_is_read(rule):
    """A key that nothing reads would be asked of a municipality in vain."""
    found = read_by(rule.check)
    found |= keys_in(found)
    patterns = {text for text in found if "*" in text}
    unread = [
        key
        for key in rule.parameters
        if key not in found and not any(fits(key, each) for each in patterns)
    ]
    assert [] == unread


def fits(key, pattern):
    """Tell whether a key can come from a text with gaps."""
    head, _, tail = pattern.partition("*")
    return key.startswith(head) and key.endswith(tail.rpartition("*")[2])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_key_that_is_read_is_a_parameter(rule):
    """What a check reads and does not name would be missing in the list of what to set."""
    assert set() == keys_in(read_by(rule.check)) - set(rule.parameters)


def test_the_audit_sees_what_a_check_reads():
    """A check that reads a key through a helper, a constant or a closure is found out."""
    module = importlib.import_module("ratsflow.procedure.nrw.rules.aftermath.appeals")
    (rule,) = [each for each in module.RULES if each.id == "appeal_period_over"]
    assert {"committee_appeal.days", "committee_appeal.award_days"} <= read_by(
        rule.check
    )
