"""Progress of what goes through a whole store: rising, to the last entry, and not too often."""

from __future__ import annotations

from smalltown import ARCHIVE, CLERK, TOWN, motion, office, procedure

from ratsflow.exchange.jsonlines import export_log, import_log
from ratsflow.log.seal import Seal
from ratsflow.stores import MemoryStore
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.sql.batches import BATCH
from ratsflow.stores.verify import verify, verify_against
from ratsflow.testing.store_records import begin, make_records, standing


NEWER = procedure(version="2")
NO_SEAL = Seal("default", "2026-03-19T12:00:00.000000Z", ())


def test_a_verification_tells_how_far_it_is(store):
    """Told are rising numbers up to the last entry, whatever the store; faults come too."""
    for index in range(4):
        begin(store, f"c{index}", 200)
    told = []

    assert [] == list(verify(store, progress=told.append))
    assert 800 == told[-1]
    assert sorted(set(told)) == told
    assert len(told) > 1


def test_a_verification_of_tables_tells_a_batch_at_a_time(url, tenant):
    """Many small cases cost no call each."""
    count, told = BATCH // 2 + 1, []
    with SqlStore(url, tenant) as store:
        for index in range(count):
            begin(store, f"c{index:03}", 2)
        list(verify(store, progress=told.append))

    assert [BATCH, 2 * count] == told


def test_what_reads_all_cases_tells_after_each(store):
    """A comparison with a seal, a plan, and the plan and the deed of a migration."""
    desk = office(store, procedures=[TOWN, NEWER])
    desk.open(motion("x"), CLERK, case_id="a")
    desk.open(motion("x"), CLERK, case_id="b")
    desk.take("b", "submit", CLERK)
    told = []
    list(verify_against(store, NO_SEAL, told.append))
    desk.plan_migration(NEWER, progress=told.append)
    assert [1, 3] * 2 == told

    told.clear()
    desk.migrate_all(ARCHIVE, to=NEWER, reason="x", progress=told.append)
    assert [1, 3] * 2 == told

    told.clear()
    assert [] == list(desk.verify(told.append))
    assert 5 == told[-1]


def test_an_export_tells_within_a_long_case():
    """A case of three thousand entries is no silence until its end."""
    store, told = MemoryStore(), []
    store.append("a", make_records("a", 3001), expected=0, standing=standing())
    begin(store, "b", 2)
    list(export_log(store, told.append))

    assert [1000, 2000, 3000, 3001, 3003] == told


def test_an_import_tells_after_every_case():
    """The entries that were written, case by case."""
    desk, told = office(), []
    desk.open(motion("x"), CLERK, case_id="a")
    desk.open(motion("x"), CLERK, case_id="b")
    import_log(MemoryStore(), list(export_log(desk.store)), told.append)

    assert [1, 2] == told
