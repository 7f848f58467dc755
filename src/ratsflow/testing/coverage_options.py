"""The options of pytest that ask for coverage of a procedure; nothing here needs the engine."""

from __future__ import annotations

import pytest


FILE = ".ratsflow-coverage.json"
"""Where the counts of a session are kept, beside pytest's settings."""
PAGE = "ratsflow-coverage.html"
KINDS = ("blocking", "rules", "steps", "outcomes")
"""What a share can be asked of."""


def add_options(parser: pytest.Parser) -> None:
    """Add the options; see docs/testing.md."""
    group = parser.getgroup("ratsflow")
    group.addoption(
        "--rule-coverage",
        action="store_true",
        help="Tell which rules, steps and outcomes of a procedure the tests exercised.",
    )
    group.addoption(
        "--rule-coverage-of",
        action="append",
        default=[],
        metavar="NAME",
        help="Report this procedure only (nrw); may be given again.",
    )
    group.addoption(
        "--rule-coverage-report",
        action="append",
        default=[],
        metavar="html[:PATH]",
        help=f"Write the report as one file of HTML ({PAGE}).",
    )
    group.addoption(
        "--rule-coverage-min",
        action="append",
        default=[],
        metavar="KIND:PERCENT",
        help=f"Fail below a share: blocking:5. KIND is one of {', '.join(KINDS)}.",
    )
    group.addoption(
        "--rule-coverage-append",
        action="store_true",
        help=f"Add to what earlier sessions counted ({FILE}).",
    )


def is_asked_for(config: pytest.Config) -> bool:
    """Tell whether any of the options asks for it."""
    names = ("", "_of", "_report", "_min", "_append")
    return any(config.getoption(f"rule_coverage{name}") for name in names)
