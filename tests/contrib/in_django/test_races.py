"""Two who write at once: one step is taken, the other is told, and nothing is half."""

from __future__ import annotations

import threading

from concurrent.futures import ThreadPoolExecutor

import pytest

from django.db import connections, transaction

from ratsflow import Actor, ConflictError, RefusedError, TransactionLostError

from django_host.models import Vorlage


CLERK = Actor("c", "Kurz", roles=["clerk"])


def test_of_two_who_take_the_same_step_one_is_told(alias):
    """The log has one entry, and the loser's own row is not there."""
    row = Vorlage(title="Bank", kosten="none")
    row.save(using=alias)
    row.case.open(CLERK)
    barrier = threading.Barrier(2)

    def write(name: str) -> str:
        try:
            mine = Vorlage.objects.using(alias).get(pk=row.pk)
            barrier.wait()
            with transaction.atomic(alias):
                Vorlage(title=f"beside {row.pk} {name}").save(using=alias)
                mine.case.take("submit", CLERK, seen=1)
        except ConflictError:
            return "told"
        else:
            return "taken"
        finally:
            connections[alias].close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(write, "ab"))

    assert ["taken", "told"] == answers
    assert ["open", "submit"] == [each.step for each in row.case.entries()]
    beside = Vorlage.objects.using(alias).filter(title__startswith=f"beside {row.pk} ")
    assert 1 == beside.count()


@pytest.mark.parametrize("by_office", [0, 2, 4])
def test_many_threads_keep_column_and_log_the_same(alias, by_office):
    """Each goes back and forth; whoever is refused or slower writes nothing.

    Some go by the office and open no transaction: they wait for the row as the others do,
    and nobody for each other.
    """
    row = Vorlage(title="Bank", kosten="none")
    row.save(using=alias)
    row.case.open(CLERK)

    deadlocks: list[TransactionLostError] = []

    def write(name: int) -> int:
        done = 0
        actor = Actor(str(name), roles=["clerk", "alderman"])
        try:
            for step in ("submit", "return") * 5:
                mine = Vorlage.objects.using(alias).get(pk=row.pk)
                try:
                    if name < by_office:
                        mine.case.office.take(mine.case.id, step, actor)
                    else:
                        with transaction.atomic(alias):
                            mine.case.take(step, actor)
                    done += 1
                except TransactionLostError as lost:
                    deadlocks.append(lost)
                except (RefusedError, ConflictError):
                    pass
        finally:
            connections[alias].close()
        return done

    with ThreadPoolExecutor(4) as pool:
        done = sum(pool.map(write, range(4)))

    found = Vorlage.objects.using(alias).get(pk=row.pk)
    assert [] == deadlocks
    assert 1 + done == found.case.version
    assert found.status == found.case.current.state
    assert [] == list(found.case.office.verify())
