"""Find English words in what rules tell as found or needed; those stand in both languages."""

from __future__ import annotations

import ast
import re

from collections.abc import Iterator
from pathlib import Path

from ratsflow.states import nrw


ENGLISH = re.compile(
    r"\b(a|all|also|an|and|another|any|as|at|be|before|both|but|by|counts|each|"
    r"every|fewer|for|from|given|has|heard|is|least|members|missing|more|most|needed|"
    r"nobody|none|not|of|on|only|open|or|present|same|so|somebody|still|text|than|that|"
    r"the|their|this|to|too|under|was|were|with|without|no [a-z]+|received|announced)\b"
)
PROSE = {
    "DefinitionError",
    "Wording",
    "Citation",
    "Rule",
    "step",
    "takes_in",
    "InvalidInputError",
    "Parameter",
}
"""Calls whose strings are prose in both languages, or names."""


def sources() -> tuple[Path, ...]:
    """Return the files of the procedure, without that of words which led elsewhere before."""
    (folder,) = nrw.__path__
    found = sorted(Path(folder).rglob("*.py"))
    return tuple(each for each in found if each.name != "former.py")


def fragments(path: Path) -> Iterator[str]:
    """Yield each string inside a function of a file that holds an English word."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            for text in _strings(node):
                # a name such as "body.members" or "order_place" is no word of a sentence
                words = re.sub(r"[\w/]*[._/=][\w./]*", " ", text)
                if " " in text.strip() and ENGLISH.search(words):
                    yield f"{path.name}: {node.name}: {text}"


def _strings(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring
        if isinstance(child, ast.Call) and _called(child) in PROSE:
            continue
        if isinstance(child, ast.JoinedStr):
            parts = (
                part.value if isinstance(part, ast.Constant) else "0"
                for part in child.values
            )
            yield "".join(str(part) for part in parts)
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        else:
            yield from _strings(child)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
