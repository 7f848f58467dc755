"""What an override says and what private persons are called is sealed and can be erased."""

from __future__ import annotations

from contextlib import suppress

import pytest

from planted import LEAKY, RESIDENT, WORD, planted
from smalltown import ARCHIVE, CLERK, motion, office, procedure
from test_erase import WHY, everywhere, tables_with

from ratsflow import (
    Actor,
    DefinitionError,
    InvalidInputError,
    Motion,
    Office,
    Override,
    Parameter,
    RefusedError,
    SqlStore,
    Step,
)
from ratsflow.engine import assess, open_case, take
from ratsflow.exchange.jsonlines import export_log
from ratsflow.log import decode, verifier
from ratsflow.states.nrw import nrw


def overridden(desk: Office, *, public: bool | None) -> None:
    """Open a case and lift a rule on it, with the word as reason and authority."""
    desk.open(Motion("Radweg", public=public), CLERK, case_id="c")
    desk.take("c", "forbidden", CLERK, override=Override(WORD, WORD))


def lived(desk: Office) -> None:
    """Carry a public case through in which the word is nothing but somebody's name."""
    desk.open(motion("Radweg", public=True), RESIDENT, case_id="c")
    desk.take("c", "submit", CLERK, n=1)
    with pytest.raises(RefusedError):
        desk.take("c", "revise", RESIDENT)
    with pytest.raises(RefusedError):
        desk.take("c", "protest", RESIDENT, reasons="x")


def test_of_a_planted_case_nothing_is_left_in_any_table(engine, tenant):
    """Reason, authority and names are in one table, and erased they are in none."""
    with SqlStore(engine, tenant) as store:
        desk = planted(store)
        assert {"ratsflow_sealed"} == tables_with(engine, tenant, WORD)
        for case_id in ("c", "public"):
            desk.erase(case_id, ARCHIVE, **WHY)

        assert set() == tables_with(engine, tenant, WORD)
        assert [] == list(desk.verify())
        assert [] == verifier.verify(export_log(store))[1]


def test_of_a_planted_case_nothing_is_left_in_memory():
    """After erasing no structure of the store holds a word of it."""
    desk = planted()
    assert WORD.encode() in everywhere(desk.store)
    for case_id in ("c", "public"):
        desk.erase(case_id, ARCHIVE, **WHY)
    assert WORD.encode() not in everywhere(desk.store)


@pytest.mark.parametrize("public", [None, False])
def test_what_an_override_says_of_a_secret_motion_can_be_erased(public, store):
    """It is read as it was said; erased it is empty, and which rule it lifted stays."""
    desk = office(store, procedures=LEAKY)
    overridden(desk, public=public)
    record, entry = desk.records("c")[1], desk.entries("c")[1]
    assert WORD.encode() not in record.body
    assert Override(WORD, WORD, ["strict"]) == entry.override

    desk.erase("c", ARCHIVE, names=["override"], **WHY)

    entry = desk.entries("c")[1]
    assert Override("", "", ["strict"]) == entry.override
    assert ("~findings", "~override") == entry.erased
    assert [True] == [each.overridden for each in desk.case("c").findings]
    assert [] == list(desk.verify())


def test_an_override_that_was_refused_is_sealed_too(store):
    """Who may not override says why all the same: a recorded attempt holds it sealed."""
    desk = office(store, procedures=LEAKY, record_refusals=True)
    desk.open(Motion("Radweg"), CLERK, case_id="c")
    with pytest.raises(RefusedError):
        desk.take("c", "forbidden", ARCHIVE, override=Override(WORD))
    assert WORD.encode() not in desk.records("c")[1].body
    assert WORD == desk.entries("c")[1].override.reason


def test_what_an_override_says_of_a_public_motion_stands_in_the_open(store):
    """Why the house set a rule aside is for everybody where the motion is."""
    desk = office(store, procedures=procedure(overriders=["clerk"]))
    overridden(desk, public=True)
    assert WORD.encode() in desk.records("c")[1].body
    assert "~override" not in desk.entries("c")[1].sealed


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True)])
def test_an_override_is_sealed_unless_the_motion_is_public_before_and_after(
    before, after, store
):
    """A step that makes a motion public, or no longer public, seals what it says."""
    made = procedure(
        overriders=["clerk"],
        steps=[
            Step(
                "revise",
                "draft",
                by="clerk",
                guards="strict",
                takes=[Parameter("motion", "motion")],
            )
        ],
    )
    desk = office(store, procedures=made)
    desk.open(Motion("Radweg", public=before), CLERK, case_id="c")
    paper = Motion("Radweg", public=after)
    desk.take("c", "revise", CLERK, override=Override(WORD), motion=paper)
    assert WORD.encode() not in desk.records("c")[1].body


@pytest.mark.parametrize("names", [["motion"], ["by"], ["~by"], ["note"]])
def test_whatever_is_erased_takes_the_words_of_overrides_along(names):
    """They can repeat anything that was said before."""
    desk = planted()
    erased = desk.erase("c", ARCHIVE, names=names, **WHY).entry.inputs["names"]
    assert {"~override", "~findings"} < set(erased)
    assert [("", "")] == [
        (each.override.reason, each.override.authority)
        for each in desk.entries("c")
        if each.override
    ]


def test_the_names_of_a_private_person_are_in_no_bytes_that_are_hashed(store):
    """Opening, refusals and objections hold the id alone, and read as they were."""
    desk = planted(store)
    assert WORD.encode() not in b"".join(each.body for each in desk.records("c"))
    acted = [each for each in desk.entries("c") if each.by.id == "r-1"]
    assert [("protest", "taken"), ("revise", "refused")] == [
        (each.step, each.kind.value) for each in acted
    ]
    assert {(WORD, WORD)} == {(each.by.name, each.by.on_behalf_of) for each in acted}
    assert "r-1" == acted[0].inputs["suspension"].lodged_by
    assert WORD == desk.case("c").suspensions[-1].lodged_by


def test_a_name_goes_while_all_that_the_person_did_stays(engine, tenant):
    """Erased, nothing has it; the log verifies, and the case stands where it stood."""
    with SqlStore(engine, tenant) as store:
        desk = office(store, procedures=LEAKY, record_refusals=True)
        lived(desk)
        assert {"ratsflow_sealed"} == tables_with(engine, tenant, WORD)

        desk.erase("c", ARCHIVE, names=["by"], **WHY)

        assert set() == tables_with(engine, tenant, WORD)
        assert [] == list(desk.verify())
        entries = desk.entries("c")
        assert ["open", "revise", "protest"] == [
            each.step for each in entries if "~by" in each.erased
        ]
        assert ("r-1", "", "") == (
            entries[0].by.id,
            entries[0].by.name,
            entries[0].by.on_behalf_of,
        )
        assert ("council", "r-1") == (desk.case("c").state, desk.case("c").opened_by)


def test_an_objection_whose_lodger_was_erased_names_him_by_his_id():
    """The objection stays as what it is, without the name."""
    desk = planted()
    desk.erase("c", ARCHIVE, names=["by"], **WHY)
    objected, protested = desk.case("c").suspensions
    assert ("Eva Meier", "r-1") == (objected.lodged_by, protested.lodged_by)


def test_who_holds_an_office_stands_there_with_his_name(store):
    """Only roles that the procedure calls private are; others answer by name."""
    desk = office(store, procedures=LEAKY)
    both = Actor("k", "Kim Both", roles=["clerk", "resident"])
    desk.open(motion("Radweg", public=True), CLERK, case_id="c")
    taken = desk.take("c", "submit", both)
    assert ("clerk", "Kim Both") == (taken.entry.by.role, taken.entry.by.name)
    assert b"Kim Both" in taken.record.body
    assert "~by" not in taken.entry.sealed


def test_where_no_role_was_used_one_private_role_is_enough(store):
    """Nobody can tell in which role a case is opened: the name is sealed then."""
    desk = office(store, procedures=LEAKY)
    both = Actor("k", "Kim Both", deputises=["clerk", "resident"])
    desk.open(motion("Radweg", public=True), both, case_id="c")
    assert b"Kim Both" not in desk.records("c")[0].body
    assert ("~by",) == desk.entries("c")[0].sealed


def test_who_has_no_name_has_none_sealed(store):
    """There is nothing to erase of an actor that is no more than an id."""
    desk = office(store, procedures=LEAKY)
    nameless = Actor("r-2", roles=["resident"])
    desk.open(motion("Radweg", public=True), nameless, case_id="c")
    assert ((), ()) == (desk.entries("c")[0].sealed, desk.records("c")[0].sealed)


def test_without_salts_names_and_overrides_stand_in_the_open(store):
    """Whoever calls the engine without salts gets the names where they are asked for."""
    at = office(store).clock()
    opened = open_case(LEAKY, "c", Motion("Radweg"), RESIDENT, at=at)
    asked = assess(
        LEAKY, opened.case, "forbidden", CLERK, at=at, override=Override(WORD)
    )
    taken = take(asked)
    assert ((), WORD) == (opened.entry.sealed, decode(opened.record).by.name)
    assert ((), WORD) == (taken.entry.sealed, decode(taken.record).override.reason)


def test_a_private_role_must_be_one_of_the_procedure_and_answers_for_no_erasure():
    """A role nobody has is a mistake, as is a private one among erasers or migrators."""
    with pytest.raises(DefinitionError, match="'ghost' among the private"):
        procedure(private=["ghost"])
    for kind in ("erasers", "migrators"):
        with pytest.raises(DefinitionError, match=f"among the {kind} is private"):
            procedure(private=["archivist"], **{kind: ["archivist"]})


def test_what_is_private_is_part_of_the_version():
    """It decides what an entry seals, so the fingerprint tells; without it none does."""
    assert procedure().fingerprint == procedure(private=[]).fingerprint
    made = procedure(private=["clerk"]).fingerprint
    assert procedure().fingerprint != made


@pytest.mark.parametrize("name", ["by", "override"])
def test_no_input_takes_the_name_that_words_are_erased_by(name, store):
    """What is to be erased could not be told from the words."""
    with pytest.raises(DefinitionError, match="reserved"):
        procedure(steps=[Step("go", "draft", by="clerk", takes=[Parameter(name)])])
    with pytest.raises(InvalidInputError, match="no plain fact"):
        office(store).open(Motion("x"), CLERK, case_id="c", **{name: "x"})


def test_what_there_is_to_erase_is_told_as_it_is_asked_for():
    """The error lists the names that the command takes."""
    with pytest.raises(InvalidInputError, match=r"findings, .*, override, by"):
        planted().erase("c", ARCHIVE, names=["nothing"], **WHY)


def test_names_of_petitioners_are_sealed_in_nordrhein_westfalen(store):
    """A petition is opened and moved without a name in the open, refused or not."""
    desk = Office(nrw(), store, clock=office().clock, record_refusals=True)
    who = Actor("p-1", WORD, roles=["petitioner"])
    desk.open(Motion("Anregung", public=True), who, case_id="c")
    for step in ("file_motion", "vote"):
        with suppress(RefusedError):
            desk.take("c", step, who)
    assert WORD.encode() not in b"".join(each.body for each in desk.records("c"))
    assert [WORD] * 3 == [each.by.name for each in desk.entries("c")]


def test_only_roles_that_private_persons_hold_are_private_in_nordrhein_westfalen():
    """Every step that brings a suspension about is taken by somebody with an office."""
    made = nrw()
    assert {"petitioner"} == set(made.private)
    lodging = {
        role
        for step in made.steps
        for moves in step.branches.values()
        for move in moves
        if move.new
        for role in step.by
    }
    assert set() == lodging & set(made.private)
