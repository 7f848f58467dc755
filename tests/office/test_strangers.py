"""What a stranger sees: part by part what was open when it was written, and no more."""

from __future__ import annotations

import json

from functools import cache

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st
from planted import WORD, calls, told_to
from smalltown import CLERK, NOON, OUTSIDER, council, motion, office, procedure

from ratsflow import (
    Actor,
    KeyReusedError,
    MemoryStore,
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
from ratsflow.engine import Mode, fold, open_case
from ratsflow.exchange.jsonlines import export_log
from ratsflow.log import decode, verifier
from ratsflow.model.motion import Attachment
from ratsflow.office import Attempt, standing_of


WHY = {"reason": "The town has new rules."}
BY_LAW = {"migrators": ["clerk"], "overriders": ["clerk"], "recorders": ["clerk"]}


def _paper(**more):
    """Return a public paper with a plan for everybody and an opinion for the house."""
    files = (Attachment("Plan.pdf"), Attachment(f"{WORD}.pdf", public=False))
    return Motion("Spielplatz", public=True, attachments=files, **more)


def _everything(desk, who, case_id="c"):
    """Return what every call tells somebody of a case, with the bytes for the public."""
    said = [f"{name}: {told}" for name, told in told_to(desk, who, case_id)]
    return "\n".join(said)


def test_an_attachment_that_is_not_public_is_told_to_readers_alone(store):
    """Of a public paper: the plan is shown everywhere, the opinion and its digest nowhere."""
    quoting = Rule("quoting", lambda q: unmet(repr(q.motion)), unmet="{observed}")
    steps = [
        Step("sign", "draft", by="clerk", signs="clerk"),
        Step("quote", "draft", by="clerk", guards="quoting"),
    ]
    made = procedure(rules=[quoting], steps=steps, **BY_LAW)
    desk = office(store, procedures=made, record_refusals=True)
    desk.open(_paper(), CLERK, case_id="c")
    desk.take("c", "sign", CLERK, key="k")
    desk.take("c", "quote", CLERK, override=Override("It must be."))
    with pytest.raises(KeyReusedError) as told:
        desk.take("c", "sign", OUTSIDER, key="k")
    assert ("", ()) == (told.value.step, told.value.other)
    assert ("", 0) == (told.value.case_id, told.value.version)
    used = RepeatedError("k", "c", 2)
    seen = desk.view("c", OUTSIDER)
    said = _everything(desk, OUTSIDER) + repr(desk.carried_out(used, reader=OUTSIDER))

    assert [Attachment("Plan.pdf")] == list(seen.motion.attachments)
    assert "Plan.pdf" in said
    assert WORD not in said
    assert desk.case("c").motion.text_hash not in said
    assert seen.valid_signatures == seen.signatures != ()
    assert WORD in _everything(desk, CLERK)


def test_what_is_attached_for_the_house_alone_is_sealed_and_can_be_erased(store):
    """The paper stands in the public export, its opinion in no byte of it, then nowhere."""
    steps = [Step("sign", "draft", by="clerk", signs="clerk")]
    desk = office(store, procedures=procedure(steps=steps))
    desk.open(_paper(), CLERK, case_id="c")
    signed = desk.take("c", "sign", CLERK)
    lines = list(export_log(desk.store, public_only=True))

    assert {"c"} == set(verifier.verify(lines)[0])
    assert [] == verifier.verify(lines)[1]
    assert signed.case == desk.case("c") == fold(desk.records("c"))
    assert WORD in repr(desk.case("c").motion.attachments)
    for secret in (WORD, signed.case.motion.text_hash):
        assert secret.encode() not in b"".join(lines)

    archive = Actor("arc", roles=["archivist"])
    desk.erase(
        "c", archive, names=["closed_attachments"], reason="x", authority="Art. 17"
    )
    assert (Attachment("Plan.pdf"),) == desk.case("c").motion.attachments
    assert () == desk.case("c").valid_signatures
    assert [] == list(desk.verify())
    assert WORD.encode() not in b"".join(export_log(desk.store))


@given(st.lists(st.booleans(), max_size=5))
def test_attachments_are_read_back_where_they_stood(public):
    """Whichever of them are not public: the text that is read back is the one signed."""
    files = tuple(Attachment(f"{at}.pdf", public=p) for at, p in enumerate(public))
    desk = office()
    desk.open(Motion("x", public=True, attachments=files), CLERK, case_id="c")
    assert files == decode(desk.records("c")[0]).inputs["motion"].attachments
    shown = desk.view("c", OUTSIDER).motion.attachments
    assert tuple(each for each in files if each.public) == shown


def test_a_case_that_was_written_without_seals_is_in_no_public_export():
    """Where the name stands in the bytes, the bytes are not handed out."""
    store, made = MemoryStore(), procedure()
    opened = open_case(made, "c", _paper(), CLERK, at=NOON)
    store.append("c", [opened.record], expected=0, standing=standing_of(opened.case))
    desk = office(store, procedures=made)

    assert WORD in repr(opened.record.body)
    assert WORD not in _everything(desk, OUTSIDER)
    assert "Spielplatz" == desk.view("c", OUTSIDER).motion.title


def test_an_earlier_attachment_stays_closed(store):
    """What was attached to an earlier text is not read by asking for then."""
    desk = office(store)
    desk.open(_paper(), CLERK, case_id="c")
    desk.take("c", "revise", CLERK, motion=Motion("Spielplatz", public=True))
    assert WORD not in _everything(desk, OUTSIDER)
    assert WORD in repr(desk.entries("c", reader=CLERK))


LATER = {
    "taken no more": [],
    "no longer personal": [Parameter("witness"), Parameter("remark", required=False)],
    "of another step": [Parameter("other", personal=True)],
}


@pytest.mark.parametrize("takes", LATER.values(), ids=LATER)
@pytest.mark.parametrize("public", [True, None])
@pytest.mark.parametrize("keeps", [True, False])
def test_what_was_sealed_stays_sealed_after_a_migration(store, takes, public, keeps):
    """No later version opens it, whether the office still has the earlier one or not."""
    quoting = Rule("quoting", lambda q: unmet(repr(q.inputs), repr(q.case.facts)))
    personal = [Parameter("witness", personal=True), Parameter("remark", personal=True)]

    def version(number, inputs):
        hear = Step("hear", "draft", by="clerk", takes=inputs, signs="clerk")
        quote = Step("quote", "draft", by="clerk", guards="quoting")
        steps, rules = [hear, quote], [quoting]
        return procedure(version=number, steps=steps, rules=rules, **BY_LAW)

    old, new = version("1", personal), version("2", takes)
    desk = office(store, procedures=old)
    heard = council("Marktplatz", public=True)
    paper = Motion("Bank", public=public)
    desk.open(paper, CLERK, case_id="c", consultations=[heard])
    desk.take("c", "hear", CLERK, witness=WORD, remark=WORD)
    desk.take("c", "quote", CLERK, override=Override("It must be."))
    assert WORD not in _everything(desk, OUTSIDER)
    desk = office(desk.store, procedures=[new, old])
    desk.migrate("c", CLERK, to=new, **WHY)
    desk = office(desk.store, procedures=[new, old] if keeps else new)
    said = _everything(desk, OUTSIDER)

    assert ("Bank" in said, WORD in said) == (True, False)
    assert WORD in _everything(desk, CLERK)


def test_a_private_person_stays_one_after_a_migration(store):
    """A role that is private no longer gives no name away that was sealed."""
    resident = Actor("r-1", WORD, roles=["resident"], on_behalf_of=WORD)
    object_ = Move("suspension", "none", "lodged", new="initiative_standstill")
    protest = Step(
        "protest", by="resident", outcomes={"": (object_, Move("motion", "draft"))}
    )
    roles = ["clerk", "archivist", "resident"]
    old = procedure(steps=[protest], roles=roles, private=["resident"], **BY_LAW)
    new = procedure(steps=[protest], roles=roles, version="2", **BY_LAW)
    desk = office(store, procedures=[old, new])
    desk.open(Motion("Bank", public=True), resident, case_id="c")
    desk.take("c", "protest", resident)
    desk.migrate("c", CLERK, to=new, **WHY)

    assert WORD not in _everything(desk, OUTSIDER)
    assert WORD in _everything(desk, CLERK)


def test_what_was_said_before_a_paper_became_public_stays_closed(store):
    """The text that says so is public; what was stated before it was not."""
    desk = office(store)
    desk.open(motion(WORD, public=False), CLERK, case_id="c", secret_fact=WORD)
    desk.take("c", "revise", CLERK, motion=Motion("Radweg", public=True))
    desk.take("c", "submit", CLERK, note="Marktplatz")
    said = _everything(desk, OUTSIDER)

    assert ("Radweg", {"note": "Marktplatz"}) == (
        desk.view("c", OUTSIDER).motion.title,
        dict(desk.view("c", OUTSIDER).facts),
    )
    assert WORD not in said


def test_what_was_said_behind_closed_doors_stays_there_when_they_open(store):
    """A consultation that is public now was not when the resolution was taken."""
    moves = (Move("consultation", "planned"), Move("motion", "draft"))
    takes = [
        Parameter("public", "flag", required=False),
        Parameter("resolution", required=False),
    ]
    steps = [Step("hear", by="clerk", takes=takes, outcomes={"": moves})]
    desk = office(store, procedures=procedure(steps=steps))
    closed = attrs.evolve(council("x"), public=False)
    desk.open(Motion("Bank", public=True), CLERK, case_id="c", consultations=[closed])
    desk.take("c", "hear", CLERK, resolution=WORD)
    desk.take("c", "hear", CLERK, public=True)

    assert desk.case("c").consultations[0].public
    assert WORD not in _everything(desk, OUTSIDER)


@cache
def _numbers():
    """Return a town in which a number is given once, and a rule tells who has it."""

    def once(question):
        others = question.look("namesakes")
        return True if not others else unmet(*(o.motion.title for o in others[:1]))

    unique = Rule("unique", once, looks_at="namesakes", unmet="{observed}")
    give = Step(
        "give",
        "draft",
        "adopted",
        by="clerk",
        guards="unique",
        takes=[Parameter("reference")],
    )
    return procedure(rules=[unique], steps=[give], **BY_LAW)


def _two_papers(store=None, **more):
    desk = office(store, procedures=_numbers(), record_refusals=True)
    desk.open(Motion(WORD, public=False, reference="1/26"), CLERK, case_id="secret")
    desk.open(Motion("Radweg", public=True), Actor("p-1"), case_id="c", **more)
    return desk


@pytest.mark.parametrize("who", [OUTSIDER, Actor("p-1")], ids=["press", "submitter"])
def test_nobody_learns_by_a_question_which_numbers_are_taken(store, who):
    """Whatever is asked about a number, a taken one and a free one get one answer."""

    def answers(number):
        desk = _two_papers(store if number == "1/26" else None)
        given = {"reference": number}
        told = [repr(desk.assess("c", "give", who, **given).findings)]
        told.append(json.dumps(desk.assess("c", "give", who, **given).to_plain("de")))
        told += [repr(each) for each in desk.assess_many(_requests(who, number))]
        told.append(repr([v.findings for v in desk.next_steps("c", who)]))
        for mode in Mode:
            with pytest.raises(RefusedError) as refused:
                desk.take("c", "give", who, mode=mode, **given)
            told += [str(refused.value), repr(refused.value.verdict.findings)]
        told += [str(each) for each in desk.take_many(_requests(who, number))]
        told += [
            repr(attrs.evolve(each, prev="", tenant=""))
            for each in desk.entries("c", reader=who)
        ]
        told.append(repr(attrs.evolve(desk.view("c", who), head="")))
        return [each.replace(number, "N") for each in told]

    assert answers("1/26") == answers("9/26")


def _requests(who, number):
    return [Attempt("c", "give", who, inputs={"reference": number})]


def test_who_reads_every_paper_is_told_what_the_rule_saw(store):
    """The clerk learns which paper bears the number, and may record it all the same."""
    desk = _two_papers(store)
    assert WORD in desk.assess("c", "give", CLERK, reference="1/26").explain()
    desk.take("c", "give", CLERK, reference="1/26", override=Override("Renumbered."))

    assert WORD in repr(desk.entries("c", reader=CLERK)[-1].findings)
    said = _everything(desk, OUTSIDER)
    assert (
        WORD not in said + b"".join(export_log(desk.store, public_only=True)).decode()
    )
    assert "unique" not in repr(desk.entries("c", reader=OUTSIDER))
    assert () == desk.view("c", OUTSIDER).findings


def test_who_may_take_the_step_is_refused_but_not_told_by_what(store):
    """Who acts and does not read is refused rightly, without a word of the other paper."""
    made = attrs.evolve(_numbers(), readers=["archivist"])
    desk = office(store, procedures=made)
    desk.open(Motion(WORD, public=False, reference="1/26"), CLERK, case_id="secret")
    desk.open(Motion("Radweg", public=True), CLERK, case_id="c")
    with pytest.raises(RefusedError) as refused:
        desk.take("c", "give", CLERK, reference="1/26")

    verdict = refused.value.verdict
    assert ["unique"] == [each.rule.id for each in verdict.blocking]
    assert WORD not in str(refused.value) + repr(verdict.findings)
    assert desk.take("c", "give", CLERK, reference="2/26").case.state == "adopted"


def test_a_reader_of_one_procedure_is_not_told_of_the_cases_of_another(store):
    """Of a verdict that he may read, not what a rule saw where he may not."""
    ours = _numbers()
    theirs = attrs.evolve(
        ours, version="2", roles=["judge", *ours.roles], readers=["judge"]
    )
    desk = office(store, procedures=[theirs, ours])
    judge = Actor("j", roles=["judge"])
    desk.open(Motion(WORD, public=False, reference="1/26"), judge, case_id="secret")
    desk = office(desk.store, procedures=[ours, theirs])
    desk.open(Motion("Radweg", public=True), CLERK, case_id="c")

    verdict = desk.assess("c", "give", CLERK, reference="1/26")
    assert ["unique"] == [each.rule.id for each in verdict.blocking]
    assert WORD not in verdict.explain() + repr(verdict.findings)
    archive = Actor("arc", roles=["archivist"])
    for number in ("1/26", "9/26"):
        asked = desk.assess("c", "give", archive, reference=number)
        assert "unknown" == asked.findings[-1].result


@pytest.mark.parametrize("public", [False, True])
def test_no_guess_is_confirmed(store, public):
    """A rule that compares a value with a secret one answers an outsider nothing."""
    same = Rule("same", lambda q: q.inputs.get("guess") == q.case.facts.get("price"))
    steps = [
        Step("agree", "draft", by="clerk", takes=[Parameter("price", personal=True)]),
        Step("try", "draft", by="clerk", guards="same", takes=[Parameter("guess")]),
    ]
    made = procedure(rules=[same], steps=steps, **BY_LAW)
    desk = office(store, procedures=made, record_refusals=True)
    desk.open(Motion("Bank", public=public), CLERK, case_id="c")
    desk.take("c", "agree", CLERK, price="100")

    def told(guess):
        verdict = desk.assess("c", "try", OUTSIDER, guess=guess)
        with pytest.raises(RefusedError) as refused:
            desk.take("c", "try", OUTSIDER, guess=guess)
        last = desk.entries("c", reader=OUTSIDER)[-1]
        said = [verdict.to_plain("en"), str(refused.value), last.met, last.findings]
        at = verdict.question.case.version
        return repr(said).replace(f"'version': {at}", "").replace(f"version {at}", "")

    assert told("100") == told("99")


def test_who_brought_a_paper_in_reads_it(store):
    """Opened by him, for him, or written by him: the paper, and nothing on persons."""
    desk = office(store)
    files = (Attachment("Brief.pdf", public=False),)
    paper = Motion("Petition", reasons="Lärm", public=False, attachments=files)
    clerk = attrs.evolve(CLERK, on_behalf_of="p-2")
    desk.open(paper, Actor("p-1"), case_id="1", wish="Ruhe")
    desk.open(paper, clerk, case_id="2", remark_of_the_clerk=WORD)
    desk.open(attrs.evolve(paper, author="p-3"), CLERK, case_id="3")
    for number in ("1", "2", "3"):
        desk.take(number, "submit", CLERK, note=WORD, witness=WORD, remark=WORD)
        his = desk.view(number, Actor(f"p-{number}"))
        entries = desk.entries(number, reader=Actor(f"p-{number}"))

        assert ("Petition", "Lärm", files) == (
            his.motion.title,
            his.motion.reasons,
            his.motion.attachments,
        )
        assert "Lärm" in repr(entries[0].inputs)
        assert WORD not in repr((his, entries))
        for other in {"p-1", "p-2", "p-3", "x"} - {f"p-{number}"}:
            assert "Lärm" not in _everything(desk, Actor(other), number)
    assert {"wish": "Ruhe"} == desk.view("1", Actor("p-1")).facts


def test_who_brought_a_paper_in_does_not_read_what_others_make_of_it(store):
    """What the house attached to it, stated about persons, or said behind closed doors."""
    desk = office(store)
    closed = attrs.evolve(council("x"), public=False)
    petitioner = Actor("p-1")
    paper = Motion("Petition", public=True)
    desk.open(paper, petitioner, case_id="c", consultations=[closed])
    desk.take("c", "revise", CLERK, motion=attrs.evolve(_paper(), title="Petition"))
    desk.take("c", "submit", CLERK, witness=WORD, remark=WORD)
    desk.take("c", "vote", CLERK, on="c1", resolution=WORD, excluded=[WORD])
    desk.take("c", "object", CLERK, reasons=WORD)

    assert WORD not in _everything(desk, petitioner)
    assert "Petition" == desk.view("c", petitioner).motion.title


def test_the_calls_that_are_walked_are_all_that_an_office_has():
    """A new public call of the office has to be walked too."""
    desk = office()
    desk.open(Motion("x"), CLERK, case_id="c")
    walked = {name.split()[0] for name in calls(desk, CLERK)}
    public = {name for name in dir(desk) if not name.startswith("_")}
    for_the_host = {"anybody", "as_of", "case", "records", "procedure_of", "procedure"}
    for_the_host |= {"store", "law", "fill", "sweep", "conformity", "carried_out"}
    for_the_host |= {"law_of", "replay", "record_refusal", "on", "clock", "procedures"}

    assert public - for_the_host - {"drain"} <= walked | {"open"}
