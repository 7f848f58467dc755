"""Worked examples as data: what is given, what is asked, and what must come out.

A file ``*.example.toml`` holds ``[[example]]`` tables, each with a sentence, and
``[[count]]`` tables for numbers and days; see docs/examples.md. Nothing here needs pytest.
"""

from __future__ import annotations

from ratsflow.testing.examples.format import (
    SUFFIX,
    Example,
    files_of_examples,
    load_examples,
)
from ratsflow.testing.examples.report import (
    Mistaken,
    NotRun,
    as_junit,
    as_page,
    in_lines,
    summed_up,
)
from ratsflow.testing.examples.running import (
    Answered,
    Otherwise,
    ask_example,
    in_words,
    run_example,
    run_examples,
)
from ratsflow.testing.examples.schema import schema_of_examples
from ratsflow.testing.examples.shown import (
    broken_in,
    examples_of,
    shown,
    shown_apart,
)


__all__ = [
    "SUFFIX",
    "Answered",
    "Example",
    "Mistaken",
    "NotRun",
    "Otherwise",
    "as_junit",
    "as_page",
    "ask_example",
    "broken_in",
    "examples_of",
    "files_of_examples",
    "in_lines",
    "in_words",
    "load_examples",
    "run_example",
    "run_examples",
    "schema_of_examples",
    "shown",
    "shown_apart",
    "summed_up",
]
