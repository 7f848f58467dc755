"""Erasure: what is erased is gone, and the log verifies as before."""

from __future__ import annotations

import contextlib
import json
import pickle
import sqlite3

from contextlib import closing
from pathlib import Path

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st
from smalltown import ARCHIVE, CLERK, TOWN, carry_through, motion, office, procedure
from sqlalchemy import Engine, select

from ratsflow import (
    BrokenLogError,
    ConflictError,
    DefinitionError,
    InvalidInputError,
    MemoryStore,
    RefusedError,
    RepeatedError,
    SqlStore,
    Step,
)
from ratsflow.engine import assess, fold, open_case, take
from ratsflow.engine.erasure import contents
from ratsflow.engine.fold import ERASED_MOTION
from ratsflow.exchange.jsonlines import export_log, import_log
from ratsflow.log import Head, decode, verifier, verify_case
from ratsflow.office import Office, standing_of
from ratsflow.stores.sql import metadata


WORD = "Zwiebelturm"
WHY = {"reason": "Withdrawn consent.", "authority": "Art. 17 DSGVO"}


def everywhere(store: MemoryStore) -> bytes:
    """Return all that a store in memory holds, as bytes."""
    state = {name: value for name, value in vars(store).items() if name != "_lock"}
    return pickle.dumps(state)


def files(folder: Path) -> bytes:
    """Return every byte of a database, its log and its journal included."""
    return b"".join(each.read_bytes() for each in sorted(folder.iterdir()))


def told_by(desk: Office, case_id: str) -> str:
    """Return all that an office says of a case to who may read it."""
    return repr((desk.case(case_id), desk.entries(case_id), desk.records(case_id)))


def test_nothing_of_an_erased_case_is_left_in_memory():
    """After erasing everything no structure of the store holds a word of it."""
    desk = office(record_refusals=True)
    carry_through(desk, "c", WORD)
    with pytest.raises(RefusedError):
        desk.take("c", "forbidden", CLERK, note=WORD)
    assert WORD.encode() in everywhere(desk.store)

    erased = desk.erase("c", ARCHIVE, **WHY)

    assert WORD.encode() not in everywhere(desk.store)
    assert WORD not in told_by(desk, "c")
    assert WORD not in repr((erased.case, erased.entry, erased.record))
    assert [] == list(desk.verify())


def test_nothing_of_an_erased_case_is_left_in_the_files_of_a_database(tmp_path):
    """After erasing and a checkpoint, not a byte of the database says a word of it."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        desk = office(store)
        carry_through(desk, "c", WORD)
        carry_through(desk, "other", "Rathaus")
        assert WORD.encode() in files(tmp_path)
        desk.erase("c", ARCHIVE, **WHY)
        assert [] == list(desk.verify())
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
        assert WORD.encode() not in files(tmp_path)
        assert b"Rathaus" in files(tmp_path)
    assert WORD.encode() not in files(tmp_path)


@pytest.mark.parametrize("later", ["sweep", "steps"])
def test_what_a_reader_keeps_is_told_and_goes_when_it_has_ended(
    tmp_path, caplog, later
):
    """The write-ahead log keeps the words for who reads; nobody is told that they are gone."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        desk = office(store)
        carry_through(desk, "other", "Rathaus")
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM ratsflow_entries").fetchall()
            carry_through(desk, "c", WORD)
            desk.erase("c", ARCHIVE, **WHY)
            assert WORD.encode() in files(tmp_path)
            assert not desk.sweep()
            assert ["left"] == [each.message for each in caplog.records]
            reader.execute("COMMIT")
        if later == "sweep":
            assert desk.sweep()
        for number in range(70 if later == "steps" else 0):
            desk.open(motion("x"), CLERK, case_id=f"new-{number}")
        assert WORD.encode() not in files(tmp_path)
        assert [] == list(desk.verify())


def test_a_host_sweeps_behind_its_own_commit(tmp_path):
    """Within the host's transaction nothing is gone yet; after it the host asks for it."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        carry_through(office(store), "c", WORD)
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        store = SqlStore.on(raw)
        office(store).erase("c", ARCHIVE, **WHY)
        assert not store.sweep()
        raw.commit()
        assert WORD.encode() in files(tmp_path)
        assert store.sweep()
        assert WORD.encode() not in files(tmp_path)


def test_nothing_of_an_erased_case_is_left_in_any_table(engine, tenant):
    """After erasing everything no row of any table of any database holds a word of it."""
    with SqlStore(engine, tenant) as store:
        desk = office(store, record_refusals=True)
        carry_through(desk, "c", WORD)
        with pytest.raises(RefusedError):
            desk.take("c", "forbidden", CLERK, note=WORD)
        assert {"ratsflow_sealed"} == tables_with(engine, tenant, WORD)
        desk.erase("c", ARCHIVE, **WHY)

        assert set() == tables_with(engine, tenant, WORD)
        assert {"ratsflow_entries"} <= tables_with(engine, tenant, "Withdrawn consent.")
        assert [] == list(desk.verify())


def tables_with(engine: Engine, tenant: str, word: str) -> set[str]:
    """Return the tables of which any column of any row of a tenant holds a word."""
    with engine.connect() as connection:
        return {
            name
            for name, table in metadata.tables.items()
            for row in connection.execute(select(table).where(table.c.tenant == tenant))
            for value in row
            if word in str(bytes(value) if isinstance(value, memoryview) else value)
        }


def test_no_hash_of_the_chain_changes(store):
    """The records that commit to what was erased stay as they are."""
    desk = office(store)
    carry_through(desk, "c", WORD)
    before = [(each.hash, each.body) for each in desk.records("c")]
    desk.erase("c", ARCHIVE, **WHY)
    after = [(each.hash, each.body) for each in desk.records("c")]
    assert before == after[:-1]


def test_the_entry_says_which_by_whom_and_why(store):
    """An erasure is an entry of its own with digests, names, reason and authority."""
    desk = office(store)
    carry_through(desk, "c", WORD, public=True)
    kept = [each for each in contents(desk.records("c")) if each.name == "witness"]
    entry = desk.erase("c", ARCHIVE, names=["witness"], **WHY).entry

    assert ("erase", "erased", "archivist") == (
        entry.step,
        entry.kind.value,
        entry.by.role,
    )
    assert "Withdrawn consent." == entry.inputs["reason"]
    assert "Art. 17 DSGVO" == entry.inputs["authority"]
    assert {"witness", "~findings"} == set(entry.inputs["names"])
    assert {each.digest for each in kept} < set(entry.inputs["digests"])


def test_what_is_erased_is_simply_not_there(store):
    """An erased fact is none, an erased text a placeholder, an erased objection empty."""
    desk = office(store)
    carry_through(desk, "c", WORD)
    desk.erase("c", ARCHIVE, **WHY)
    case = desk.case("c")

    assert ERASED_MOTION == case.motion
    assert {"n": 7} == case.facts
    assert ((), ()) == (case.consultations, case.signatures)
    assert [("mayor_objection-1", "", "")] == [
        (each.id, each.lodged_by, each.reasons) for each in case.suspensions
    ]
    assert "adopted" == case.state


def test_a_later_text_that_is_erased_does_not_bring_the_earlier_one_back(store):
    """A revision that was erased leaves a placeholder and not the text before it."""
    desk = office(store)
    desk.open(motion("first"), CLERK, case_id="c")
    desk.take("c", "revise", CLERK, motion=motion("second"))
    assert ERASED_MOTION == desk.erase("c", ARCHIVE, versions=[2], **WHY).case.motion
    assert "Title first" == desk.as_of("c", version=1).motion.title


def test_a_remark_goes_while_its_signature_stays(store):
    """A personal remark is held once: erased, the signature is there without it."""
    desk = office(store)
    carry_through(desk, "c", WORD, public=True)
    assert [WORD] == [each.remark for each in desk.case("c").signatures]
    assert [WORD] == [each.reasons for each in desk.case("c").suspensions]
    assert (WORD,) == desk.case("c").consultations[0].excluded

    case = desk.erase("c", ARCHIVE, names=["remark", "reasons", "excluded"], **WHY).case

    assert [("clerk", "")] == [(each.office, each.remark) for each in case.signatures]
    assert [""] == [each.reasons for each in case.suspensions]
    assert () == case.consultations[0].excluded
    assert WORD == case.facts["witness"]


def test_of_a_public_motion_only_personal_inputs_are_sealed(store):
    """What everybody may read stands in the open; what is personal does not."""
    desk = office(store)
    carry_through(desk, "c", WORD, public=True)
    sealed = [entry.sealed for entry in desk.entries("c")]
    assert [
        (),
        (),
        ("remark", "witness", "~findings"),
        ("excluded", "~findings"),
        ("reasons",),
    ] == sealed


def test_every_content_has_a_salt_of_its_own(store):
    """The same value sealed twice gives two digests."""
    desk = office(store)
    carry_through(desk, "a", WORD)
    carry_through(desk, "b", WORD)
    digests = [each.digest for name in "ab" for each in contents(desk.records(name))]
    assert len(digests) == len(set(digests)) > 20


@given(
    st.sets(
        st.sampled_from(
            [
                "motion",
                "witness",
                "remark",
                "reasons",
                "excluded",
                "resolution",
                "consultations",
                "signature",
                "suspension",
                "secret_fact",
                "parts",
                "note",
                "agenda_number",
            ]
        ),
        min_size=1,
    ),
    st.sampled_from([None, False, True]),
)
def test_whatever_is_erased_the_log_verifies_and_folds(names, public):
    """Any choice of contents can be erased: chain, projection, export and import hold."""
    desk = office()
    carry_through(desk, "c", WORD, public=public)
    there = {each.name for each in contents(desk.records("c"))}
    if not names <= there:
        with pytest.raises(InvalidInputError, match="is there to erase"):
            desk.erase("c", ARCHIVE, names=sorted(names), **WHY)
        return
    case = desk.erase("c", ARCHIVE, names=sorted(names), **WHY).case

    assert [] == list(desk.verify())
    assert desk.case("c") == case
    assert standing_of(case) == desk.store.standing("c")
    erased = {name for entry in desk.entries("c") for name in entry.erased}
    assert names | {"~findings"} == erased
    lines = list(export_log(desk.store))
    assert [] == verifier.verify(lines)[1]
    copy = MemoryStore()
    import_log(copy, lines)
    assert lines == list(export_log(copy))
    assert [] == list(Office(TOWN, copy).verify())


def test_the_case_goes_on_after_an_erasure(store):
    """Steps can be taken on a case of which something was erased; unknown stays unknown."""
    desk = office(store)
    desk.open(motion(WORD), CLERK, case_id="c", informant=WORD)
    desk.erase("c", ARCHIVE, names=["informant"], **WHY)
    taken = desk.take("c", "submit", CLERK)
    assert ("council", 3) == (taken.case.state, taken.entry.version)
    with pytest.raises(InvalidInputError, match="no sealed content informant"):
        desk.erase("c", ARCHIVE, names=["informant"], **WHY)


def test_only_who_may_erases(store):
    """An actor without the role is refused with a verdict; nothing is erased."""
    desk = office(store)
    carry_through(desk, "c", WORD)
    with pytest.raises(RefusedError, match="may not erase here; it takes: archivist"):
        desk.erase("c", CLERK, **WHY)
    nobody = office(store, procedures=procedure(erasers=[]))
    nobody.open(motion(WORD), CLERK, case_id="d")
    with pytest.raises(RefusedError):
        nobody.erase("d", ARCHIVE, **WHY)
    assert 5 == len(desk.records("c"))


@pytest.mark.parametrize("lacking", ["reason", "authority"])
def test_an_erasure_needs_a_reason_and_an_authority(lacking, store):
    """Without one of them nothing is erased."""
    desk = office(store)
    carry_through(desk, "c", WORD)
    with pytest.raises(InvalidInputError, match=lacking):
        desk.erase("c", ARCHIVE, **{**WHY, lacking: " "})


def test_a_lost_race_erases_nothing():
    """If somebody moved the case meanwhile, the contents stay."""

    class Late(MemoryStore):
        """Reads a case just before somebody else moves it."""

        hook = None

        def read(self, case_id, after=0):
            found = super().read(case_id, after)
            if self.hook:
                hook, self.hook = self.hook, None
                hook()
            return found

    store = Late()
    desk = office(store)
    desk.open(motion(WORD), CLERK, case_id="c")
    store.hook = lambda: office(store).take("c", "submit", CLERK)
    with pytest.raises(ConflictError):
        desk.erase("c", ARCHIVE, **WHY)
    assert "Title " + WORD == desk.case("c").motion.title


def test_without_salts_the_engine_seals_nothing(store):
    """Whoever calls the engine without salts gets entries in the open."""
    opened = open_case(TOWN, "c", motion(WORD), CLERK, at=office(store).clock())
    asked = assess(
        TOWN,
        opened.case,
        "submit",
        CLERK,
        at=office(store).clock(),
        inputs={"remark": WORD},
    )
    taken = take(asked)
    assert ((), ()) == (taken.record.sealed, taken.entry.sealed)
    assert [WORD] == [each.remark for each in taken.case.signatures]


def test_a_case_is_the_same_live_and_folded(store):
    """Sealed inputs come back from the log as they went in."""
    desk = office(store)
    taken = carry_through(desk, "c", WORD)
    folded = [fold(desk.records("c")[: n + 2]) for n in range(len(taken))]
    assert [each.case for each in taken] == folded
    assert taken[-1].entry == decode(taken[-1].record)


def test_no_procedure_has_steps_of_these_names():
    """The names of the two entries that are no steps are reserved."""
    for name in ("erase", "migrate"):
        with pytest.raises(DefinitionError, match="is reserved"):
            procedure(steps=[Step(name, "draft", by="clerk")])


def test_a_content_that_is_lost_forged_or_back_is_found(store):
    """A payload that is gone without an entry, changed or restored does not verify."""
    desk = office(store)
    carry_through(desk, "c", WORD)
    whole = list(desk.records("c"))
    head = Head("c", len(whole), whole[-1].hash)
    assert head == verify_case("c", whole, head)

    name, content = whole[0].sealed[0]
    others = whole[0].sealed[1:]
    for sealed, reason in (
        (others, "is gone, and no entry says"),
        (((name, content + b" "), *others), "was changed"),
        (((name, content), *others, ("0" * 64, b"x")), "was changed"),
    ):
        with pytest.raises(BrokenLogError, match=reason) as caught:
            verify_case("c", [attrs.evolve(whole[0], sealed=sealed), *whole[1:]], head)
        assert 1 == caught.value.version

    desk.erase("c", ARCHIVE, names=["motion"], **WHY)
    erased = list(desk.records("c"))
    with pytest.raises(BrokenLogError, match="is back"):
        verify_case("c", [whole[0], *erased[1:]], Head("c", 6, erased[-1].hash))


def test_an_erasure_is_repeated_once(store):
    """The same command sent again is told which entry it wrote, not that nothing is left."""
    desk = office(store)
    carry_through(desk, "c", WORD)
    desk.erase("c", ARCHIVE, key="k", **WHY)
    with pytest.raises(RepeatedError, match="entry 6"):
        desk.erase("c", ARCHIVE, key="k", **WHY)


def test_an_erased_log_moves_into_a_database(tmp_path):
    """Exported after an erasure and imported elsewhere, it verifies and stays erased."""
    desk = office()
    carry_through(desk, "c", WORD)
    desk.erase("c", ARCHIVE, names=["motion", "note"], **WHY)
    lines = list(export_log(desk.store))
    with SqlStore(tmp_path / "copy.db") as copy:
        import_log(copy, lines)
        assert lines == list(export_log(copy))
        assert [] == list(Office(TOWN, copy).verify())
        assert desk.case("c") == Office(TOWN, copy).case("c")


def _exported():
    desk = office()
    carry_through(desk, "c", WORD)
    return tuple(export_log(desk.store))


EXPORTED = _exported()


@given(st.data())
def test_a_changed_content_of_an_exported_file_is_found(data):
    """Any byte of any sealed content that is changed breaks import and verifier."""
    lines = list(EXPORTED)
    index = data.draw(
        st.sampled_from([i for i, x in enumerate(lines) if b'"sealed"' in x])
    )
    row = json.loads(lines[index])
    name = data.draw(st.sampled_from(sorted(row["sealed"])))
    text = row["sealed"][name]
    at = data.draw(st.integers(0, len(text) - 1))
    row["sealed"][name] = text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]
    lines[index] = json.dumps(row).encode()

    assert any("content" in each for each in verifier.verify(lines)[1])
    with pytest.raises(BrokenLogError, match="content") as caught:
        import_log(MemoryStore(), lines)
    assert WORD not in str(caught.value)


@pytest.mark.parametrize("fold_too", [False, True])
def test_what_was_erased_and_put_back_is_found_in_every_row_that_agrees(
    tmp_path: Path, *, fold_too: bool
) -> None:
    """Who restores a content from a backup, and all that counts it, contradicts the chain."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        desk = office(store)
        carry_through(desk, "a", WORD)
        raw = sqlite3.connect(path)
        rows = raw.execute("SELECT payload, digest FROM ratsflow_sealed").fetchall()
        desk.erase("a", ARCHIVE, **WHY)
        assert [] == list(desk.verify())

        put_back = "UPDATE ratsflow_sealed SET payload = ?, erased = 0 WHERE digest = ?"
        with raw:
            raw.executemany(put_back, rows)
            raw.execute("UPDATE ratsflow_entries SET erased = 0")
        raw.close()
        told = [str(each) for each in store.faults(folded if fold_too else None)]
        assert {True} == {"erased is back" in each for each in told}


def folded(records):
    """Return the projection of a log."""
    return standing_of(fold(records))
