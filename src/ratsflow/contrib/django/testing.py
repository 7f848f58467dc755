"""Tests of a project: rows with cases, who acts by his role, and what must be refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS
from django.test import TestCase

from ratsflow.contrib.django.case import RowCase
from ratsflow.contrib.django.desk import office
from ratsflow.contrib.django.field import accessor_of
from ratsflow.engine import Taken, Verdict
from ratsflow.errors import RefusedError


class CaseTestCase(TestCase):
    """A test case of Django's with rows that have cases, and users by their roles."""

    def user(self, role: str) -> Any:
        """Return a user in the group of a role, made when it is first asked for."""
        return user_of(role)

    def opened(self, row: Any, *, by: Any) -> Any:
        """Save a row, open its case and return the row.

        Args:
            row: a row that was not saved yet.
            by: a role, a user or an `Actor`.
        """
        return opened(row, by=by)

    def case_of(self, row: Any) -> RowCase:
        """Return the case of a row."""
        case: RowCase = getattr(row, accessor_of(type(row)))
        return case

    def take(self, row: Any, step: str, *, by: Any, **inputs: Any) -> Taken:
        """Take a step, having seen what is there now."""
        case = self.case_of(row)
        return case.take(step, self._who(by), seen=case.version, **inputs)

    def assertAllowed(self, row: Any, step: str, *, by: Any, **inputs: Any) -> Verdict:  # noqa: N802  # unittest's way
        """Fail unless somebody may take a step."""
        verdict = self.case_of(row).assess(step, self._who(by), **inputs)
        self.assertTrue(verdict.allowed, verdict.explain())  # noqa: PT009  # it is a unittest
        return verdict

    def assertRefused(  # noqa: N802  # unittest's way
        self, row: Any, step: str, *, by: Any, because: str = "", **inputs: Any
    ) -> Verdict:
        """Fail unless a step is refused, and nothing is written by the attempt.

        Args:
            row: the row.
            step: the step.
            by: a role, a user or an `Actor`.
            because: the id of a rule that must stand in the way, or the code of its finding.
            inputs: what the step takes in.
        """
        case = self.case_of(row)
        before = case.version
        with self.assertRaises(RefusedError) as caught:  # noqa: PT027  # it is a unittest
            case.take(step, self._who(by), seen=before, **inputs)
        verdict = caught.exception.verdict
        codes = {each.code for each in verdict.blocking}
        codes |= {each.rule.id for each in verdict.blocking}
        if because and because not in codes:
            self.fail(f"{step} is refused, but because of {', '.join(sorted(codes))}.")
        kinds = [each.kind for each in case.entries()[before:]]
        self.assertFalse(  # noqa: PT009  # it is a unittest
            [each for each in kinds if each != "refused"], "The attempt wrote a step."
        )
        return verdict

    @contextmanager
    def assertRoundTrips(  # noqa: N802  # unittest's way
        self, most: int, using: str = DEFAULT_DB_ALIAS
    ) -> Iterator[list[str]]:
        """Fail if the log took more statements than that: Django's count leaves them out.

        Args:
            most: how many at most.
            using: Django's name of the database.

        Yields:
            The statements, as they are sent.
        """
        with said(using) as statements:
            yield statements
        self.assertLessEqual(len(statements), most, "\n".join(statements))  # noqa: PT009  # it is a unittest

    def _who(self, by: Any) -> Any:
        return self.user(by) if isinstance(by, str) else by


def user_of(role: str) -> Any:
    """Return a user in the group of a role, made when it is first asked for."""
    model: Any = get_user_model()
    found, is_new = model.objects.get_or_create(
        **{model.USERNAME_FIELD: f"test-{role}"}
    )
    if is_new:
        found.groups.add(Group.objects.get_or_create(name=role)[0])
    return found


def opened(row: Any, *, by: Any) -> Any:
    """Save a row, open its case and return the row; see `CaseTestCase.opened`."""
    case: RowCase = getattr(row, accessor_of(type(row)))
    case.save(user_of(by) if isinstance(by, str) else by)
    return row


@contextmanager
def said(using: str = DEFAULT_DB_ALIAS) -> Iterator[list[str]]:
    """Gather the statements that the log sends over this thread's connection.

    Args:
        using: Django's name of the database.
    """
    store: Any = office(using).store
    with store.hosted.said() as statements:
        yield statements
