"""Tell, after a run of the whole chapter of tests, which rules were not heard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clerks import HEARD

from procedure import RULES


FILES = {path.name for path in Path(__file__).parent.glob("test_*.py")}
_run: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note which files were run."""
    _run.add(Path(report.nodeid.partition("::")[0]).name)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what another process heard."""
    output = getattr(node, "workeroutput", {})
    HEARD.update(map(tuple, output.get("heard", ())))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Name the rules that neither refused nor asked for anything in a whole run."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["heard"] = sorted(HEARD)
        return
    narrowed = config.option.keyword or config.option.markexpr
    if narrowed or session.testsfailed or not _run.issuperset(FILES):
        return
    silent = {rule.id for rule in RULES} - {rule for rule, _, _ in HEARD}
    if silent:
        reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line(
            f"Rules that no test made speak: {', '.join(sorted(silent))}"
        )
