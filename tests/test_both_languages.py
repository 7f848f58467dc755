"""Whatever ratsflow raises is said in German and in English: no raise site says but one."""

from __future__ import annotations

import ast
import builtins
import pickle
import re

from collections.abc import Iterator
from pathlib import Path

from ratsflow.errors import Both, InvalidInputError, UnknownNameError


SOURCE = Path(__file__).parents[1] / "src" / "ratsflow"
BY_ITSELF = {"log/verifier.py", "contrib/django/checks.py"}
"""The verifier needs nothing but the standard library, and has words of its own. What Django's
``check`` tells is told to developers, in English as all of its checks are."""


def _name(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts that stand in an expression, but in `Both` and its like."""
    if isinstance(node, ast.Call):
        if _name(node) in {"Both", "said", "str", "german", "repr", "ascii"}:
            return
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
        return
    elif isinstance(node, ast.JoinedStr):
        yield "".join(v.value for v in node.values if isinstance(v, ast.Constant))
        return
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def _is_of_ours(call: ast.Call) -> bool:
    name = _name(call)
    is_error = name.endswith("Error") and not hasattr(builtins, name)
    return is_error or name in {"Problem", "UsageError"}


def _said_in_one() -> Iterator[str]:
    for path in sorted(SOURCE.rglob("*.py")):
        home = path.relative_to(SOURCE).as_posix()
        if home in BY_ITSELF:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _is_of_ours(node):
                for part in (*node.args, *(each.value for each in node.keywords)):
                    for text in _texts(part):
                        if re.search(r"[a-z]{2,} [a-z]{2,}", text):
                            yield f"{home}:{node.lineno}: {text}"


def test_every_error_is_raised_with_both_wordings():
    """A sentence in an error is `Both`: its German cannot be forgotten."""
    assert [] == list(_said_in_one())


def test_the_two_wordings_of_a_sentence_differ():
    """Each `Both` in the source has two texts, and the German one is no copy."""
    copies = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node) == "Both" and node.args:
                said = [ast.unparse(each) for each in node.args]
                if len(said) == len(set(said)) + 1 and " " in said[0]:
                    copies.append(f"{path}:{node.lineno}")
    assert [] == copies


def test_an_error_says_itself_in_the_language_asked_for():
    """The text of an error is English by itself, and German on request, with its cure."""
    where = Both("input day", "Angabe day")
    error = InvalidInputError(Both("it is no day.", "das ist kein Tag."), where, "2026")

    assert "input day: it is no day. 2026" == str(error) == error.text("en")
    assert "Angabe day: das ist kein Tag. 2026" == error.text("de")
    unknown = UnknownNameError(Both("case", "Vorgang"), "A", ("B",))
    assert "there is no case 'A'. Known: B." == str(unknown)
    assert "Vorgang „A“ gibt es nicht. Bekannt: B." == unknown.text("de")


def test_both_wordings_cross_processes():
    """Sent to another process, an error says the same there in either language."""
    error = InvalidInputError(Both("it is no day.", "das ist kein Tag."))
    sent = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    assert (str(error), error.text("de")) == (str(sent), sent.text("de"))


def test_an_error_of_somebody_else_needs_no_german():
    """Who raises one of ours with a plain text is told it in either language."""
    assert "odd." == InvalidInputError("odd.").text("de")
