"""Coverage in a pytest session: its options, what workers send, its report and its bar."""

from __future__ import annotations

import json

from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from ratsflow.engine.observing import observed
from ratsflow.testing.coverage.counting import Counted, Coverage
from ratsflow.testing.coverage.page import as_page
from ratsflow.testing.coverage.summary import in_words, percent, shares, summary
from ratsflow.testing.coverage_options import FILE, KINDS, PAGE


_WORKER = "ratsflow_coverage"
_WHAT = {
    "blocking": "blocking placements tested",
    "rules": "rules tested",
    "steps": "steps reached",
    "outcomes": "outcomes reached",
}


class Session:
    """The hooks of a session that counts; registered where it is asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.coverage = Coverage()
        self.wanted = [_wanted(each) for each in config.getoption("rule_coverage_min")]
        self.pages = [_path(each) for each in config.getoption("rule_coverage_report")]
        self.claims: set[str] = set()
        self.lost = 0
        self.older: list[str] = []
        self._watching = ExitStack()

    @property
    def is_worker(self) -> bool:
        """Tell whether another process collects what is counted here."""
        return hasattr(self.config, "workeroutput")

    @property
    def counted(self) -> list[Counted]:
        """What was counted, of the procedures that are wanted."""
        names = self.config.getoption("rule_coverage_of")
        return [
            each
            for (name, _), each in sorted(self.coverage.counted.items())
            if not names or name in names
        ]

    def pytest_sessionstart(self) -> None:
        """Begin to observe."""
        self._watching.enter_context(observed(self.coverage))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item
    ) -> Generator[None, object, object]:
        """Count for the test that runs, fixtures included."""
        claims = tuple(
            str(paragraph)
            for mark in item.iter_markers("covers")
            for paragraph in mark.args
        )
        self.claims.update(claims)
        self.coverage.test, self.coverage.claims = item.nodeid, claims
        try:
            return (yield)
        finally:
            self.coverage.test, self.coverage.claims = "", ()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker counted."""
        sent = getattr(node, "workeroutput", {}).get(_WORKER)
        if sent is None:
            self.lost += 1
            return
        self.coverage.add(map(Counted.from_plain, sent["counted"]))
        self.claims.update(sent["claims"])

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """End; send, keep and write what was counted; fail below what is wanted."""
        self._watching.close()
        if self.is_worker:
            sent = {"counted": self.coverage.to_plain(), "claims": sorted(self.claims)}
            session.config.workeroutput[_WORKER] = sent  # type: ignore[attr-defined]
            return
        self._keep()
        for path in self.pages:
            page = self.config.rootpath / path
            page.parent.mkdir(parents=True, exist_ok=True)  # as of pytest's own reports
            page.write_text(as_page(self.counted), "utf-8")
        if self._short() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _keep(self) -> None:
        file = self.config.rootpath / FILE
        if self.config.getoption("rule_coverage_append") and file.is_file():
            names = {name for name, _ in self.coverage.counted}
            try:
                kept = list(
                    map(Counted.from_plain, json.loads(file.read_text("utf-8")))
                )
            except (ValueError, KeyError, TypeError) as error:
                msg = f"{file} holds no counts of rule coverage ({error}). Delete it."
                raise pytest.UsageError(msg) from error
            for each in kept:
                key = each.sheet.name, each.sheet.fingerprint
                if key[0] in names and key not in self.coverage.counted:
                    self.older.append(f"{key[0]} {key[1][:12]}")
                else:
                    self.coverage.add([each])
        file.write_text(
            json.dumps(self.coverage.to_plain(), ensure_ascii=False), "utf-8"
        )

    def _short(self) -> list[str]:
        """Return what is below what is wanted; with nothing counted that is everything."""
        told = []
        counted = self.counted
        for kind, wanted in self.wanted:
            if not counted:
                told.append(
                    f"FAIL: {_WHAT[kind]} none: no rule was asked, wanted {wanted:g} %"
                )
            for each in counted:
                share = shares(each)[kind]
                if percent(share) < wanted:
                    of = f" of {each.sheet.name}" if len(counted) > 1 else ""
                    told.append(
                        f"FAIL: {_WHAT[kind]}{of} {in_words(share)}, wanted {wanted:g} %"
                    )
        if self.lost and self.wanted:
            told.append(
                f"FAIL: {self.lost} workers went down; what they tested is not counted."
            )
        return told

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Tell what was counted."""
        counted = self.counted
        for each in counted:
            terminalreporter.write_line("")
            for line in summary(each):
                terminalreporter.write_line(line)
        if not counted:
            terminalreporter.write_line("ratsflow coverage: no rule was asked.")
        for claim in sorted(self.claims):
            if counted and not any(each.sheet.rules_of(claim) for each in counted):
                terminalreporter.write_line(
                    f"claimed, and no rule cites it: {claim}", yellow=True
                )
        for version in self.older:
            terminalreporter.write_line(
                f"left out, of another version: {version}", yellow=True
            )
        for path in self.pages:
            terminalreporter.write_line(f"written: {path}")
        for line in self._short():
            terminalreporter.write_line(line, red=True, bold=True)


def _wanted(given: str) -> tuple[str, float]:
    kind, _, number = given.partition(":")
    try:
        share = float(number)
    except ValueError:
        share = -1.0
    if kind not in KINDS or not 0 <= share <= 100:  # noqa: PLR2004
        kinds = ", ".join(KINDS)
        msg = f"--rule-coverage-min={given}: write KIND:PERCENT, with KIND one of {kinds}."
        raise pytest.UsageError(msg)
    return kind, share


def _path(given: str) -> Path:
    kind, _, path = given.partition(":")
    if kind != "html":
        msg = f"--rule-coverage-report={given}: write html, or html:PATH."
        raise pytest.UsageError(msg)
    return Path(path or PAGE)
