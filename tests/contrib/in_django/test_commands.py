"""Commands, checks, queries, the guard of the column, and helpers of tests."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from io import StringIO
from pkgutil import iter_modules

import pytest

from django.contrib.auth.models import Group, User
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections, transaction
from django.test import override_settings

from ratsflow import Actor
from ratsflow.contrib.django import migrations
from ratsflow.contrib.django.checks import check_database, check_settings
from ratsflow.contrib.django.drift import status_drift
from ratsflow.contrib.django.guard import guard_of
from ratsflow.contrib.django.hosted import HostedStore
from ratsflow.errors import StoreError
from ratsflow.stores.sql import SCHEMA

from django_host.models import Vorlage


CLERK = Actor("c", "Kurz", roles=["clerk"])
USUAL = {"procedures": ["django_host.procedures.small"], "tenant": "musterstadt"}


def _opened(alias, **given):
    row = Vorlage(**{"title": "Bank", "kosten": "none", **given})
    row.save(using=alias)
    row.case.open(CLERK)
    return row


def _forge(alias, row, state):
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "UPDATE django_host_vorlage SET status = %s WHERE id = %s", [state, row.pk]
        )


def _called(name, *args, **options):
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def test_verify_finds_what_raw_sql_wrote_and_repair_mends_it(alias):
    """The row is named; afterwards all is well."""
    Vorlage.objects.using(alias).all().delete()  # of other tests, which leave drift
    row = _opened(alias)
    _forge(alias, row, "executed")

    with pytest.raises(CommandError, match="1 thing does not hold"):
        _called("ratsflow_verify", database=alias)
    assert [row.pk] == [each.row.pk for each in status_drift(alias)]
    told = [each.msg for each in check_database([alias]) if each.id == "ratsflow.W001"]
    assert any(f"Vorlage {row.pk}" in each for each in told)
    with pytest.raises(CommandError, match=r"1 row does not follow the log.*--repair"):
        _called("ratsflow_status", database=alias)
    assert "1 repaired" in _called("ratsflow_status", "--repair", database=alias)

    assert "every row follows the log" in _called("ratsflow_verify", database=alias)


def test_verify_finds_a_text_that_was_not_entered(alias):
    """The row says another text than the log."""
    Vorlage.objects.using(alias).all().delete()
    row = _opened(alias)
    Vorlage.objects.using(alias).filter(pk=row.pk).update(title="Brunnen")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("ratsflow_verify", database=alias, stdout=out)
    assert f"Vorlage {row.pk}: its text" in out.getvalue()
    row.refresh_from_db()
    row.case.save(CLERK)


def test_adopt_opens_cases_of_rows_that_have_none(default_db):
    """Those that have one stay as they are."""
    User.objects.get_or_create(username="adopter")
    row = Vorlage.objects.create(title="Alt")
    Vorlage.objects.exclude(pk=row.pk).filter(status="").delete()
    told = _called("ratsflow_adopt", "django_host.Vorlage", by="adopter")
    assert "1 case opened." in told
    again = _called("ratsflow_adopt", "django_host.Vorlage", by="adopter")
    assert "0 cases opened." in again
    row.refresh_from_db()
    assert "draft" == row.status
    with pytest.raises(CommandError, match="no user"):
        _called("ratsflow_adopt", "django_host.Vorlage", by="nobody")
    with pytest.raises(CommandError, match="has no CaseField"):
        _called("ratsflow_adopt", "auth.User", by="adopter")


told_of: list[str] = []


def listener(record):
    """Note what is announced."""
    told_of.append(f"{record.case_id} {record.version}")


def test_a_listener_is_told_behind_the_commit_and_not_before(alias):
    """Nobody hears of what is rolled back."""
    row = _opened(alias)
    with override_settings(RATSFLOW={**USUAL, "announce": listener}):
        _called("ratsflow_drain", database=alias)
        told_of.clear()
        with transaction.atomic(alias):
            row.case.take("submit", CLERK)
            assert [] == told_of
        assert [f"{row.case.id} 2"] == told_of
        with suppress(ZeroDivisionError), transaction.atomic(alias):
            row.case.take("return", Actor("a", roles=["alderman"]))
            raise ZeroDivisionError
        assert [f"{row.case.id} 2"] == told_of
        assert "0 entries" in _called("ratsflow_drain", database=alias)


def test_the_worklist_has_whose_turn_it_is(default_db):
    """The alderman's, once it is submitted."""
    user, _ = User.objects.get_or_create(username="alt")
    user.groups.add(Group.objects.get_or_create(name="alderman")[0])
    row = _opened("default", title="Wartet")
    assert f"{row.case.id} " not in _called("ratsflow_worklist", "alt")
    row.case.take("submit", CLERK)
    assert f"{row.case.id}  Wartet  approve" in _called("ratsflow_worklist", "alt")


def test_rows_are_found_by_their_cases(alias):
    """By state, by what waits, by how long they stand where they are."""
    row = _opened(alias)
    cases = Vorlage.cases.using(alias)
    assert row in cases.in_state("draft")
    assert row not in cases.in_state("review")
    assert row not in cases.stuck_since(date(2026, 1, 1))
    late = (datetime.now(UTC) + timedelta(days=2)).date()
    assert row in cases.stuck_since(late)
    assert row not in cases.due_by(late)
    assert row in cases.waiting_for(CLERK)


@pytest.fixture(name="elsewhere")
def _elsewhere():
    """Let the log be that of another municipality, and leave no row of it."""
    given = {**USUAL, "tenant": "elsewhere"}
    with override_settings(RATSFLOW=given):
        row = _opened("default")
    yield row, given
    row.delete()


def test_a_migration_is_planned_and_done(elsewhere):
    """Columns get the new names of states with it."""
    user, _ = User.objects.get_or_create(username="mig")
    user.groups.add(Group.objects.get_or_create(name="chief")[0])
    row, given = elsewhere
    named = ["django_host.procedures.newer", "django_host.procedures.small"]
    with override_settings(RATSFLOW={**given, "procedures": named}):
        row.case.take("submit", CLERK)
        plan = _called("ratsflow_migrate", "--plan", "--map", "review=examination")
        assert f"{row.case.id}: renamed: review=examination" in plan
        with pytest.raises(CommandError, match="--by NAME --reason"):
            _called("ratsflow_migrate")
        reason = {"by": "mig", "reason": "Neue Hauptsatzung"}
        told = _called("ratsflow_migrate", "--map", "review=examination", **reason)
        assert "1 case migrated." in told
        assert "1 case to migrate." in plan
        row.refresh_from_db()
        assert "examination" == row.status == row.case.current.state


def test_settings_are_checked_in_a_sentence():
    """Each mistake names what to write instead."""
    assert [] == _ids(check_settings())
    cases = {
        "ratsflow.E005": [
            {},
            {"procedures": []},
            {"procedures": ["nowhere.small"]},
            {"procedures": ["XY"]},
            {**USUAL, "laws": "x"},
            {**USUAL, "law": "nowhere.toml"},
            {**USUAL, "actor": 5},
        ],
        "ratsflow.W003": [{**USUAL, "groups": {"Amt": "nobody"}}],
    }
    for wanted, settings in cases.items():
        for each in settings:
            with override_settings(RATSFLOW=each):
                assert [wanted] == _ids(check_settings()), each
    with override_settings(RATSFLOW={**USUAL, "record_refusals": True}, MIDDLEWARE=[]):
        assert ["ratsflow.E004"] == _ids(check_settings())
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": "x", "OPTIONS": {}}
    with (
        pytest.warns(UserWarning, match="DATABASES"),
        override_settings(DATABASES={"default": database}),
    ):
        assert ["ratsflow.W002"] == _ids(check_settings())


def test_a_model_without_its_text_is_told():
    """E001 names the method."""
    field = Vorlage._meta.get_field("status")
    assert [] == field.check()
    before, field.motion = field.motion, "nothing"
    try:
        assert "ratsflow.E001" in _ids(field.check())
    finally:
        field.motion = before


def test_cases_of_a_version_that_is_gone_are_told(elsewhere):
    """E002 names them."""
    given = {**elsewhere[1], "procedures": ["django_host.procedures.other"]}
    with override_settings(RATSFLOW=given):
        assert "ratsflow.E002" in _ids(check_database(["default"]))


def test_django_runs_the_checks(default_db):
    """They are registered, those of databases under their tag."""
    assert not [e for e in run_checks() if e.id and e.id.startswith("ratsflow.E")]


def _ids(found):
    return [each.id for each in found]


def test_the_guard_lets_only_the_log_write_the_column(alias):
    """Raw SQL is refused by the database itself; a step passes."""
    row = _opened(alias)
    field = Vorlage._meta.get_field("status")
    with override_settings(RATSFLOW={**USUAL, "guard_column": True}):
        call_command("migrate", database=alias, verbosity=0)
    try:
        with pytest.raises(DatabaseError, match="follows the log"):
            _forge(alias, row, "executed")
        row.case.take("submit", CLERK)
        row.refresh_from_db()
        assert "review" == row.status
        row.title = "x"
        row.save()
        Vorlage(title="beside").save(using=alias)
    finally:
        with connections[alias].cursor() as cursor:
            for sql in guard_of(Vorlage, field, alias):
                if sql.startswith("DROP"):
                    cursor.execute(sql)


def test_the_database_refuses_to_change_the_log_where_a_project_wants_it(alias):
    """With every migration; a step passes."""
    row = _opened(alias)
    with override_settings(RATSFLOW={**USUAL, "append_only": True}):
        call_command("migrate", database=alias, verbosity=0)
    store = HostedStore(alias)
    assert "all" == store.append_only()
    try:
        with (
            pytest.raises(DatabaseError, match="append only"),
            transaction.atomic(alias),
            connections[alias].cursor() as cursor,
        ):
            cursor.execute("DELETE FROM ratsflow_entries")
        row.case.take("submit", CLERK)
    finally:
        store.lift_append_only()


def test_no_trigger_commits_what_a_host_has_open(alias):
    """MariaDB would, so it is refused there; elsewhere triggers are part of the transaction."""
    store = HostedStore(alias)
    row = Vorlage(title="undone")
    with suppress(KeyError), transaction.atomic(alias):
        row.save(using=alias)
        if connections[alias].vendor == "mysql":
            with pytest.raises(StoreError, match="MariaDB commits"):
                store.make_append_only()
        else:
            store.make_append_only()
        raise KeyError
    assert not Vorlage.objects.using(alias).filter(title="undone").exists()
    assert "none" == store.append_only()


def test_there_is_a_migration_for_each_version_of_the_tables():
    """Whoever changes the tables adds the migration that brings hosts forward."""
    names = sorted(each.name for each in iter_modules(migrations.__path__))
    made = [import_module(f"{migrations.__name__}.{name}") for name in names]
    assert SCHEMA == [each.SCHEMA for each in made if hasattr(each, "SCHEMA")][-1]


def test_no_migration_is_missing(default_db):
    """Neither in the app nor in its host."""
    call_command("makemigrations", "ratsflow", check=True, dry_run=True, verbosity=0)
