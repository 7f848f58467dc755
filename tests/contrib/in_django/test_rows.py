"""A row and its case: a step and the host's rows commit or vanish together."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from functools import partial

import pytest

from django.conf import settings
from django.core import serializers
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction
from django.test import override_settings

from ratsflow import (
    Actor,
    Attempt,
    ConflictError,
    InvalidInputError,
    Motion,
    RefusedError,
)
from ratsflow.contrib.django.checks import of_field
from ratsflow.contrib.django.field import field_of

from django_host.models import Antrag, Vorlage


CLERK = Actor("c", "Kurz", roles=["clerk"])
ALDERMAN = Actor("a", "Alt", roles=["alderman"])


def _opened(alias, **given):
    row = Vorlage(**{"title": "Bank", "kosten": "none", **given})
    row.save(using=alias)
    row.case.open(CLERK)
    return row


@contextmanager
def _failing(alias):
    """Make a transaction whose end is an error of the host's."""
    with suppress(ZeroDivisionError), transaction.atomic(alias):
        yield
        raise ZeroDivisionError


def _read(row):
    return type(row).objects.using(row._state.db).get(pk=row.pk)


def test_a_step_writes_the_status_and_the_log(alias):
    """The column says what the log says, also when it is read anew."""
    row = _opened(alias)
    assert "draft" == row.status == _read(row).status

    row.case.take("submit", CLERK)

    assert "review" == row.status == _read(row).status == row.case.current.state
    assert ["open", "submit"] == [each.step for each in row.case.entries()]


@pytest.mark.parametrize("like", ["0{}", " {}", "+{}", "0_{}"])
def test_a_case_whose_id_is_only_like_that_of_a_row_is_not_its_case(alias, like):
    """A number can be written in many ways; the id of a row's case in one."""
    row = _opened(alias)
    row.case.take("submit", CLERK)
    other = f"django_host.vorlage:{like.format(row.pk)}"
    row.case.office.open(Motion("Another"), CLERK, case_id=other)
    assert "review" == _read(row).status == row.case.current.state


def test_an_exception_behind_a_step_takes_both_back(alias):
    """Neither the step nor the host's row is there."""
    row = _opened(alias)

    with _failing(alias):
        type(row).objects.using(alias).filter(pk=row.pk).update(title="Bench")
        row.case.take("submit", CLERK)

    found = _read(row)
    assert ("Bank", "draft") == (found.title, found.status)
    assert 1 == found.case.version


def test_a_savepoint_takes_both_back_and_the_rest_stays(alias):
    """A rollback to a savepoint takes the step and the column, and no more."""
    row = _opened(alias)

    with transaction.atomic(alias):
        other = _opened(alias, title="Brunnen")
        with _failing(alias):
            row.case.take("submit", CLERK)
        other.case.take("submit", CLERK)

    assert "draft" == _read(row).status == row.case.current.state
    assert "review" == _read(other).status == other.case.current.state


def test_a_refusal_writes_nothing_and_the_transaction_goes_on(alias):
    """What the host writes behind a refusal is committed."""
    row = _opened(alias, kosten="")

    with transaction.atomic(alias):
        with pytest.raises(RefusedError, match="cost"):
            row.case.take("submit", CLERK)
        row.title = "Bench"
        row.save()

    assert "Bench" == _read(row).title
    assert 1 == row.case.version


def test_the_status_cannot_be_forged(alias):
    """Neither by save, nor by update, nor by setting it, nor by a new row."""
    row = _opened(alias)
    model = type(row)

    with pytest.raises(InvalidInputError, match="follows the log"):
        row.status = "executed"
    row.__dict__["status"] = "executed"
    row.save()
    assert "draft" == _read(row).status
    with pytest.raises(InvalidInputError, match="follows the log"):
        model.objects.using(alias).filter(pk=row.pk).update(status="executed")
    with pytest.raises(InvalidInputError, match="cannot begin as"):
        model.objects.using(alias).create(title="x", status="executed")
    found = _read(row)
    found.__dict__["status"] = "executed"
    with pytest.raises(InvalidInputError, match="follows the log"):
        model.objects.using(alias).bulk_update([found], ["status"])


def test_who_saw_an_older_version_is_refused(alias):
    """The page was made of a version that is no longer the last one."""
    row = _opened(alias)
    row.case.take("submit", CLERK)
    seen = str(row.case.version)
    row.case.take("return", ALDERMAN)
    row.case.take("submit", CLERK)

    with pytest.raises(ConflictError, match="what was seen is version 2"):
        row.case.take("approve", ALDERMAN, seen=seen)
    assert "review" == _read(row).status


def test_a_text_that_is_not_entered_is_not_decided_on(alias):
    """The row says 300,000, the log 300: no step until the text is entered."""
    row = _opened(alias, title="Bank für 300 EUR")
    row.title = "Bank für 300.000 EUR"
    row.save()
    assert row.case.is_changed

    with pytest.raises(InvalidInputError, match="another text than the log"):
        row.case.take("submit", CLERK)
    row.case.save(CLERK)
    row.case.take("submit", CLERK)

    assert "Bank für 300.000 EUR" == row.case.current.motion.title
    steps = [each.step for each in row.case.entries()]
    assert ["open", "revise", "submit"] == steps


def test_a_text_that_may_not_change_is_not_saved_either(alias):
    """The row and the log are revised together or not at all."""
    row = _opened(alias)
    row.case.take("submit", CLERK)
    row.title = "Bench"

    with pytest.raises(InvalidInputError, match="can no longer be changed"):
        row.case.save(CLERK)

    assert "Bank" == _read(row).title


def test_a_status_is_asked_for_by_what_a_row_says(alias):
    """What a row holds can be handed to a filter again."""
    row = _opened(alias)
    assert _read(row) in Vorlage.objects.using(alias).filter(status=_read(row).status)
    assert "draft" in Vorlage.objects.using(alias).values_list("status", flat=True)


def test_a_fixture_brings_the_status_back(alias):
    """What was dumped is loaded as it was: the log wrote it once."""
    row = _opened(alias)
    text = serializers.serialize("json", [_read(row)])
    Vorlage.objects.using(alias).filter(pk=row.pk).delete()
    (found,) = serializers.deserialize("json", text, using=alias)
    found.save(using=alias)
    assert "draft" == _read(row).status


def test_a_copy_of_a_row_begins_without_a_case(alias):
    """By the usual way to copy a row, and among many that are made at once."""
    row = _read(_opened(alias))
    row.pk, row._state.adding = None, True
    row.save(using=alias)
    assert "" == row.status == _read(row).status
    Vorlage.objects.using(alias).bulk_create([Vorlage(title="one of many")])


def test_a_text_that_was_erased_is_not_missed(alias):
    """The row may still say it, or not; steps do not wait for that."""
    row = _opened(alias)
    given = {**settings.RATSFLOW, "procedures": ["django_host.procedures.erasing"]}
    with override_settings(RATSFLOW=given):
        other = _opened(alias)
        other.case.office.erase(
            other.case.id,
            Actor("e", roles=["chief"]),
            names=["motion"],
            reason="Antrag",
            authority="Art. 17 DSGVO",
        )
        assert not other.case.is_changed
        with pytest.raises(RefusedError):
            other.case.take("submit", CLERK)
        other.delete()
    assert not row.case.is_changed


def test_a_row_that_was_never_saved_has_no_case():
    """It says what to do."""
    with pytest.raises(InvalidInputError, match="not saved yet"):
        Vorlage(title="x").case.take("submit", CLERK)


def test_a_child_and_its_parent_are_one_case(alias):
    """Whichever of the two models a row is read by."""
    child = Antrag(title="Bank", kosten="none", fraktion="A")
    child.save(using=alias)
    child.case.open(CLERK)
    parent = Vorlage.objects.using(alias).get(pk=child.pk)
    assert parent.case.id == child.case.id
    parent.case.take("submit", CLERK)
    child.refresh_from_db()
    assert "review" == child.status


def test_writes_outside_of_a_transaction_are_one_each(alias):
    """The office may be called by itself, as anything of Django's."""
    row = _opened(alias)
    desk = row.case.office
    desk.take(row.case.id, "submit", CLERK)
    assert "review" == _read(row).status
    assert not desk.store.in_transaction
    assert "review" == row.case.current.state
    with transaction.atomic(alias):
        assert desk.store.in_transaction


_BARS = {
    "sqlite": [
        "CREATE TRIGGER bar BEFORE UPDATE OF status ON django_host_vorlage "
        "BEGIN SELECT RAISE(ABORT, 'barred'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION bar() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'barred'; END $$",
        "CREATE TRIGGER bar BEFORE UPDATE OF status ON django_host_vorlage "
        "FOR EACH ROW EXECUTE FUNCTION bar()",
    ],
    "mysql": [
        "CREATE TRIGGER bar BEFORE UPDATE ON django_host_vorlage "
        "FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'barred'",
    ],
}
_UNBARS = {
    "sqlite": ["DROP TRIGGER bar"],
    "postgresql": ["DROP FUNCTION bar CASCADE"],
    "mysql": ["DROP TRIGGER bar"],
}


@contextmanager
def _barred(alias):
    """Let the database refuse whatever is written into the column."""
    wrapper = connections[alias]
    with wrapper.cursor() as cursor:
        for sql in _BARS[wrapper.vendor]:
            cursor.execute(sql)
        try:
            yield
        finally:
            for sql in _UNBARS[wrapper.vendor]:
                cursor.execute(sql)


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_an_entry_stands_only_with_the_column(alias, many):
    """Outside of any transaction too: what cannot be written there is not in the log."""
    row = _opened(alias)
    desk, attempt = row.case.office, Attempt(row.case.id, "submit", CLERK)
    take = (
        partial(desk.take_many, [attempt])
        if many
        else partial(desk.take, row.case.id, "submit", CLERK)
    )
    with _barred(alias), pytest.raises(DatabaseError, match="barred"):
        take()
    assert 1 == row.case.version
    assert "draft" == _read(row).status == row.case.current.state

    desk.take(row.case.id, "submit", CLERK)
    assert "review" == _read(row).status
    assert [] == list(desk.verify())


def test_many_steps_at_once_take_their_rows_along(alias):
    """Those that are refused leave theirs."""
    good, bad = _opened(alias), _opened(alias, kosten="")
    attempts = [Attempt(each.case.id, "submit", CLERK) for each in (good, bad)]
    done = good.case.office.take_many(attempts)
    assert ["Taken", "RefusedError"] == [type(each).__name__ for each in done]
    assert ("review", "draft") == (_read(good).status, _read(bad).status)


def test_a_row_that_is_gone_takes_no_step(alias):
    """And nothing is written of it."""
    row = _opened(alias)
    Vorlage.objects.using(alias).filter(pk=row.pk).delete()
    with pytest.raises(InvalidInputError, match="no longer there"):
        row.case.take("submit", CLERK)
    assert 1 == row.case.version


def test_an_id_that_is_only_like_those_of_a_model_is_no_row(alias):
    """Its case is one by itself."""
    desk = _opened(alias).case.office
    case_id = f"django_host.vorlage:x{alias}"
    desk.open(Motion("a case without a row"), CLERK, case_id=case_id)
    assert "draft" == desk.case(case_id).state


def test_a_model_names_the_procedure_of_its_cases(alias, monkeypatch):
    """New ones begin under it; those that run keep theirs; a name that is none is told."""
    field = field_of(Vorlage)
    running = _opened(alias)
    both = ["django_host.procedures.small", "django_host.procedures.other"]
    with override_settings(RATSFLOW={**settings.RATSFLOW, "procedures": both}):
        monkeypatch.setattr(field, "procedure", "other")
        assert [] == of_field(field)
        row = _opened(alias)
        assert ("a", "other") == (row.status, row.case.procedure.name)
        row.case.take("go", CLERK)
        assert "b" == _read(row).status
        assert "small" == running.case.procedure.name
        running.case.take("submit", CLERK)
        assert "review" == _read(running).status

        monkeypatch.setattr(field, "procedure", "othre")
        (found,) = of_field(field)
        assert "ratsflow.E006" == found.id
        with pytest.raises(ImproperlyConfigured, match="There are: small, other"):
            _opened(alias)
    monkeypatch.undo()
    for each in (row, running):
        each.delete()
