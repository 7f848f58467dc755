"""The tables of the log, read by queries of Django's, and written by none."""

from __future__ import annotations

import pytest

from django.conf import settings
from django.test import override_settings

from ratsflow import Actor, InvalidInputError
from ratsflow.contrib.django import CaseRow, Entry

from django_host.models import Vorlage


CLERK = Actor("c", "Kurz", roles=["clerk"])


def _opened(alias):
    row = Vorlage(title="Bank", kosten="none")
    row.save(using=alias)
    row.case.open(CLERK)
    return row


def test_cases_and_entries_are_rows(alias):
    """They say what the office says."""
    row = _opened(alias)
    row.case.take("submit", CLERK)
    case, head = row.case.current, row.case.office.store.head(row.case.id)

    found = CaseRow.objects.using(alias).get(state="review", case_id=row.case.id)
    lines = Entry.objects.using(alias).filter(case_id=row.case.id)

    assert (case.id, case.version, head.hash) == (str(found), found.version, found.hash)
    assert ["open", "submit"] == [each.said["step"] for each in lines]
    assert "Bank" not in str(lines[0].said)
    assert f"{case.id}, 1" == str(lines[0])


def test_rows_of_another_municipality_are_not_there(alias):
    """One database may hold many."""
    row = _opened(alias)
    with override_settings(RATSFLOW={**settings.RATSFLOW, "tenant": "of nobody"}):
        assert not CaseRow.objects.using(alias).exists()
        assert not Entry._base_manager.using(alias).exists()
    assert CaseRow.objects.using(alias).filter(case_id=row.case.id).exists()


@pytest.mark.parametrize("model", [CaseRow, Entry])
def test_nobody_writes_them(alias, model):
    """Not by a row, not by a query, not by a fixture."""
    row = _opened(alias)
    rows = model.objects.using(alias).filter(case_id=row.case.id)
    (found,) = rows
    for write in (
        lambda: rows.update(version=9),
        rows.delete,
        found.save,
        found.delete,
        lambda: found.save_base(raw=True, using=alias),
        lambda: rows.bulk_update([found], ["version"]),
        lambda: rows.create(version=1),
        lambda: rows.bulk_create([found]),
        lambda: rows.get_or_create(version=12),
        lambda: rows.update_or_create(version=12),
    ):
        with pytest.raises(InvalidInputError, match="written by the log alone"):
            write()
    assert [] == list(row.case.office.verify())


def test_a_case_is_planned(alias):
    """The way to a state, from the row."""
    row = _opened(alias)
    found = row.case.plan("committee")
    assert found.is_possible
    assert ["submit", "approve"] == [each.choice.step for each in found.steps]
