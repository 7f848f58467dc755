"""Helpers for the tests of a project: they pass, and fail where they should."""

from __future__ import annotations

from contextlib import suppress

import pytest

from django.contrib.auth.models import User
from django.db import transaction
from django.test import override_settings

from ratsflow.contrib.django import CaseTestCase

from django_host.models import Vorlage


class TestCases(CaseTestCase):
    """The helpers themselves."""

    def test_a_refusal_is_asserted_with_its_rule(self):
        """By the id of the rule; another one fails."""
        row = self.opened(Vorlage(title="Bank"), by="clerk")
        self.assertRefused(row, "submit", by="clerk", because="cost_statement_required")
        with pytest.raises(AssertionError, match="but because of"):
            self.assertRefused(row, "submit", by="clerk", because="another")

    def test_what_is_possible_is_no_refusal(self):
        """And the other way round."""
        row = self.opened(Vorlage(title="Bank", kosten="none"), by="clerk")
        self.assertAllowed(row, "submit", by="clerk")
        with pytest.raises(AssertionError):
            self.assertAllowed(row, "submit", by="chair")
        with pytest.raises(AssertionError):
            self.assertRefused(row, "submit", by="clerk")

    def test_a_step_takes_few_statements(self):
        """On SQLite the head is read, and the entry written within a savepoint."""
        row = self.opened(Vorlage(title="Bank", kosten="none"), by="clerk")
        with self.assertRoundTrips(9) as statements:
            self.take(row, "submit", by="clerk")
        assert "review" == row.status
        assert any("ratsflow_entries" in each for each in statements)
        with pytest.raises(AssertionError), self.assertRoundTrips(0):
            self.take(row, "return", by="alderman")

    @override_settings(
        RATSFLOW={
            "procedures": ["django_host.procedures.small"],
            "tenant": "musterstadt",
            "record_refusals": True,
        }
    )
    def test_a_recorded_refusal_is_a_refusal(self):
        """The attempt is in the log, and no step."""
        row = self.opened(Vorlage(title="Bank"), by="clerk")
        self.assertRefused(row, "submit", by="clerk")
        assert "refused" == row.case.entries()[-1].kind


pytest_plugins = ["ratsflow.contrib.django.fixtures"]


@pytest.fixture(name="db")
def _db():
    """Take back what a test writes, as that of pytest-django does."""
    with suppress(ZeroDivisionError), transaction.atomic():
        yield
        raise ZeroDivisionError


def test_a_fixture_opens_rows(case_factory):
    """By the role of who brings them in."""
    row = case_factory(Vorlage(title="Bank", kosten="none"), by="clerk")
    assert "draft" == row.status
    (entry,) = row.case.entries()
    user = User.objects.get(pk=entry.by.id)
    assert ["clerk"] == [each.name for each in user.groups.all()]
