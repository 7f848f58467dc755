"""Leaks: a word that stands in every text of a secret motion is told to nobody else."""

from __future__ import annotations

import logging

import attrs
import pytest

from planted import LEAKY, PROTEST, RESIDENT, WORD, planted, told_to
from smalltown import CLERK, OUTSIDER, council, motion, office, procedure

from ratsflow import (
    Actor,
    KeyReusedError,
    Motion,
    Move,
    Override,
    Parameter,
    RefusedError,
    RepeatedError,
    Rule,
    Step,
    unmet,
)


OTHERS = {
    "nobody": Actor("x"),
    "role of another town": Actor("x", roles=["treasurer"]),
    "deputy of another town": Actor("x", deputises=["treasurer"]),
}


def test_no_call_tells_an_outsider_a_word(store, caplog):
    """Views, verdicts, refusals, errors with their causes, events, exports: not one."""
    caplog.set_level(logging.DEBUG)
    desk = planted(store)
    leaks = [
        (case_id, name)
        for case_id in ("c", "public")
        for name, told in told_to(desk, OUTSIDER, case_id)
        if WORD in told
    ]

    assert [] == leaks
    assert WORD not in repr([vars(each) for each in caplog.records])


@pytest.mark.parametrize("who", OTHERS.values(), ids=OTHERS)
def test_no_call_tells_others_a_word(who):
    """Whoever has none of the readers' roles is as much of an outsider."""
    assert [] == [name for name, told in told_to(planted(), who) if WORD in told]


def test_the_word_is_really_there():
    """Who may read is told it by every call that shows content: the hunt is no empty one."""
    told = {name for name, said in told_to(planted(), CLERK) if WORD in said}

    assert {
        "view",
        "entries",
        "next_steps",
        "view 1",
        "assess forbidden enforce ",
    } <= told
    assert {"take forbidden enforce ", "assess_many stumble enforce "} <= told
    assert {"find", "find then", "frame"} <= told
    for name in (
        "find in the store",
        "events",
        "public export",
        "verify",
        "plan_migration",
    ):
        assert name not in told  # these have no reader: they tell nobody


def test_what_a_repeated_command_did_is_shown_to_who_may_read(store):
    """Told that a command was carried out, an outsider is not shown what it did."""
    desk = office(store, procedures=LEAKY)
    desk.open(motion(WORD, public=False), CLERK, case_id="c")
    override = Override(WORD, WORD)
    desk.take("c", "forbidden", CLERK, key="k", override=override, note=WORD)
    with pytest.raises(KeyReusedError) as told:
        desk.take("c", "forbidden", OUTSIDER, key="k")
    used = RepeatedError("k", "c", 2)

    assert WORD not in f"{told.value} {vars(told.value)}"
    assert WORD in repr(desk.carried_out(used))
    assert WORD in repr(desk.carried_out(used, reader=CLERK))
    assert WORD not in repr(desk.carried_out(used, reader=OUTSIDER))


def test_what_was_said_in_camera_is_in_nothing_that_follows(store):
    """Of a public motion: facts, quotes and attacks that repeat a closed meeting stay there."""
    desk = office(store, procedures=_without_anything_personal())
    closed = attrs.evolve(council(WORD), public=False)
    desk.open(Motion("Radweg", public=True), CLERK, case_id="c", consultations=[closed])
    desk.take("c", "submit", CLERK, note="Marktplatz")
    desk.take("c", "vote", CLERK, on="c1", resolution=WORD, price=WORD)
    desk.take("c", "object", CLERK, reasons=WORD, against="c1")
    desk.take("c", "quote", CLERK)
    leaks = [name for name, told in told_to(desk, OUTSIDER) if WORD in told]

    assert [] == leaks
    assert WORD in repr(desk.entries("c")[-1].findings)
    seen = desk.view("c", OUTSIDER)
    assert ("Radweg", {"note": "Marktplatz"}) == (seen.motion.title, dict(seen.facts))
    assert ["", ""] == [seen.suspensions[0].reasons, seen.suspensions[0].lodged_by]
    assert "Marktplatz" in repr(desk.entries("c", reader=OUTSIDER)[1].inputs)


def test_the_bytes_of_what_was_said_in_camera_are_not_handed_out(store):
    """Told that a command was carried out, an outsider has no bytes of a closed meeting."""
    desk = office(store, procedures=_without_anything_personal())
    closed = attrs.evolve(council(WORD), public=False)
    desk.open(Motion("Radweg", public=True), CLERK, case_id="c", consultations=[closed])
    desk.take("c", "submit", CLERK, note="Marktplatz")
    desk.take("c", "vote", CLERK, key="k", on="c1", resolution=WORD, price=WORD)
    with pytest.raises(KeyReusedError):
        desk.take("c", "vote", OUTSIDER, key="k")
    used = RepeatedError("k", "c", 3)

    assert WORD in repr(desk.carried_out(used, reader=CLERK))
    assert WORD not in repr(desk.carried_out(used, reader=OUTSIDER))


def test_an_override_on_a_public_motion_says_nothing_of_a_closed_meeting(store):
    """Its reason may repeat what was said there: it is shown like what findings quote."""
    strict = Rule("strict", lambda _: unmet())
    steps = [Step("go", "draft", by="clerk", guards="strict")]
    made = procedure(rules=[strict], steps=steps, overriders=["clerk"])
    desk = office(store, procedures=made)
    for case_id, public in (("closed", False), ("open", True)):
        heard = attrs.evolve(council("x"), public=public)
        paper = Motion("Radweg", public=True)
        desk.open(paper, CLERK, case_id=case_id, consultations=[heard])
        desk.take(case_id, "go", CLERK, override=Override(WORD, WORD))

    assert WORD not in repr(desk.entries("closed", reader=OUTSIDER))
    shown = desk.entries("open", reader=OUTSIDER)[-1].override
    assert Override(WORD, WORD, ["strict"]) == shown


def test_an_outsider_is_not_told_who_a_private_person_is(store):
    """Of a public motion: neither entry nor case, verdict or export names one."""
    desk = office(store, procedures=LEAKY, record_refusals=True)
    paper, heard = motion("Radweg", public=True), council("x", public=True)
    desk.open(paper, RESIDENT, case_id="c", consultations=[heard])
    desk.take("c", "submit", CLERK)
    desk.take("c", "vote", CLERK, on="c1")
    desk.take("c", "object", CLERK, reasons="x")
    desk.take("c", "protest", RESIDENT, reasons="x")
    with pytest.raises(RefusedError):
        desk.take("c", "revise", RESIDENT)
    leaks = [name for name, told in told_to(desk, OUTSIDER) if WORD in told]

    assert [] == leaks
    seen = desk.view("c", OUTSIDER)
    assert ["Eva Meier", ""] == [each.lodged_by for each in seen.suspensions]
    assert ["Eva Meier", WORD] == [e.lodged_by for e in desk.case("c").suspensions]
    assert "r-1" == desk.entries("c", reader=OUTSIDER)[0].by.id
    assert WORD == desk.entries("c", reader=CLERK)[0].by.name


def test_what_quotes_a_private_person_is_sealed_and_withheld(store):
    """A rule may quote a name where no input is personal: it is told to readers alone."""
    named = Rule(
        "named",
        lambda q: unmet(str([each.lodged_by for each in q.case.suspensions])),
        consequence="order",
        unmet="{observed}",
    )
    protest = attrs.evolve(PROTEST, takes=[])
    made = procedure(
        rules=[named],
        steps=[
            Step("adopt", "draft", "adopted", by="clerk"),
            protest,
            Step("count", "adopted", by="clerk", guards="named"),
        ],
        roles=["clerk", "archivist", "resident"],
        private=["resident"],
    )
    desk = office(store, procedures=made)
    desk.open(Motion("Radweg", public=True), CLERK, case_id="c")
    desk.take("c", "adopt", CLERK)
    desk.take("c", "protest", RESIDENT)
    desk.take("c", "count", CLERK)

    assert WORD in desk.assess("c", "count", CLERK).explain()
    assert WORD not in repr(desk.assess("c", "count", OUTSIDER).explain())
    assert WORD not in repr(desk.assess("c", "count", OUTSIDER).question.case)
    assert WORD not in repr(desk.entries("c", reader=OUTSIDER))
    assert WORD.encode() not in b"".join(each.body for each in desk.records("c"))


def test_an_override_stays_withheld_when_the_motion_becomes_public(store):
    """What was said while it was secret was not said to everybody."""
    desk = office(store, procedures=LEAKY)
    desk.open(Motion("Radweg"), CLERK, case_id="c")
    desk.take("c", "forbidden", CLERK, override=Override(WORD, WORD))
    desk.take("c", "revise", CLERK, motion=Motion("Radweg", public=True))

    shown = desk.entries("c", reader=OUTSIDER)[1]
    assert (Override("", "", ["strict"]), "Eva Meier") == (
        shown.override,
        shown.by.name,
    )
    assert (
        Override(WORD, WORD, ["strict"]) == desk.entries("c", reader=CLERK)[1].override
    )


def _without_anything_personal():
    """Return a town in which no input is personal and a rule quotes what was decided."""
    quote = Rule(
        "quote",
        lambda q: unmet(
            q.case.consultations[0].resolution, str(dict(q.case.facts)), case=WORD
        ),
        consequence="order",
        unmet="{observed} {required} {case}",
    )
    voted = (
        Move("consultation", "planned", "voted"),
        Move("motion", "council", "adopted"),
    )
    lodged = (
        Move("suspension", "none", "lodged", new="mayor_objection"),
        Move("motion", "adopted"),
    )
    texts = [Parameter("resolution"), Parameter("price")]
    attack = [Parameter("reasons"), Parameter("against")]
    return procedure(
        rules=[quote],
        steps=[
            Step("submit", "draft", "council", by="clerk", takes=[Parameter("note")]),
            Step("vote", by="clerk", takes=texts, outcomes={"": voted}),
            Step("object", by="clerk", takes=attack, outcomes={"": lodged}),
            Step("quote", "adopted", by="clerk", guards="quote"),
        ],
    )
