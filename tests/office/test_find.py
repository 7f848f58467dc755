"""Many cases together: what is found is what the logs say, and nobody finds what he may not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from described import hold
from ratsflow import (
    Actor,
    Ballot,
    Consultation,
    CostStatement,
    InvalidInputError,
    Law,
    Meeting,
    MemoryStore,
    Motion,
    Move,
    Office,
    Organization,
    Parameter,
    Procedure,
    Rule,
    SqlStore,
    State,
    Step,
    UnknownNameError,
    Wording,
    bw,
    law_for,
    nrw,
    to_plain,
)
from ratsflow.testing import case_at


COSTS = Rule(
    "costs",
    lambda question: question.inputs.get("costs") is True,
    consequence="defect",
)
SMALL = Procedure(
    "small",
    ["draft", "council", State("done", final=True)],
    roles=["clerk", "mayor", "guest"],
    recorders=["mayor"],
    readers=["clerk", "mayor"],
    steps=[
        Step(
            "submit",
            "draft",
            "council",
            by="clerk",
            takes=Parameter("costs", "flag", required=False),
            guards="costs",
        ),
        Step("note", "draft", by="clerk", takes=Parameter("helpers", "names")),
        Step("back", "council", "draft", by="mayor"),
        Step("ask", "draft", by="guest"),
        Step("decide", "council", "done", by="mayor"),
    ],
    rules=[COSTS],
)
CLERK, MAYOR = Actor("kurz", "Ute Kurz", roles=["clerk"]), Actor("bm", roles=["mayor"])
GUEST = Actor("gast", roles=["guest"])
BODIES = [Organization("Rat", "council"), Organization("Ausschuss für Bau")]
DAY = date(2026, 3, 12)


@st.composite
def towns(draw, store=None):
    """Draw an office with a few cases on their way."""
    moment = datetime(2026, 1, 1, 9, tzinfo=UTC)
    clock = [moment]
    office = Office(
        SMALL, store or MemoryStore(), clock=lambda: clock[0], record_refusals=True
    )
    for number in range(draw(st.integers(0, 5))):
        route = [
            Consultation(
                f"c{at}",
                draw(st.sampled_from(BODIES)),
                "decision",
                draw(
                    st.none()
                    | st.sampled_from([Meeting(DAY), Meeting(date(2026, 4, 1))])
                ),
                public=draw(st.sampled_from([True, False, None])),
            )
            for at in range(draw(st.integers(0, 2)))
        ]
        who = draw(st.sampled_from([CLERK, GUEST]))
        paper = Motion(
            f"Bank {number}",
            reference=draw(st.sampled_from(["", "12/2026"])),
            public=draw(st.sampled_from([True, False])),
        )
        case = office.open(paper, who, case_id=f"V-{number}", consultations=route)
        steps = {
            "submit": (CLERK, {"costs": True}),
            "note": (CLERK, {"helpers": ("Muster, Hans",)}),
            "back": (MAYOR, {}),
            "decide": (MAYOR, {}),
        }
        for name in draw(st.lists(st.sampled_from(sorted(steps)), max_size=4)):
            clock[0] += timedelta(days=draw(st.integers(0, 20)))
            actor, inputs = steps[name]
            if office.assess(case.id, name, actor, **inputs).allowed:
                office.take(case.id, name, actor, seen="any", **inputs)
    clock[0] += timedelta(days=10)
    return office


def ids(found):
    return sorted(each.id for each in found)


@given(towns(), st.data())
def test_what_is_found_is_what_the_logs_say(office, data):
    """Each question by itself, and two together, against every case folded."""
    cases = [office.case(case_id) for case_id in office.store.cases()]
    now = office.clock()

    def among(case):
        entries = office.entries(case.id)
        names = {n for e in entries for n in (e.by.id, e.by.name)} | {case.opened_by}
        return {
            ("state", "draft"): case.state == "draft",
            ("stuck_for", "15 days"): case.state != "done"
            and case.since <= now - timedelta(days=15),
            ("body", "rat"): any(e.body.name == "Rat" for e in case.consultations),
            ("meeting", "2026-03-12"): any(
                e.meeting and e.meeting.day == DAY for e in case.consultations
            ),
            ("involving", "ute kurz"): "Ute Kurz" in names,
            ("involving", "MUSTER, HANS"): "Muster, Hans"
            in case.facts.get("helpers", ()),
            ("reference", "12 / 2026"): case.reference == "12/2026",
        }

    asked = list(among(cases[0])) if cases else [("state", "draft")]
    one, other = data.draw(st.sampled_from(asked)), data.draw(st.sampled_from(asked))
    for questions in ([one], [one, other]):
        names = set(dict(questions))
        if len(names) < len(questions) or names == {"body", "meeting"}:
            continue  # body and day are asked of one consultation: the next test's
        wanted = [c.id for c in cases if all(among(c)[each] for each in questions)]
        found = office.find(**dict(questions))
        assert sorted(wanted) == ids(found)
        assert len(wanted) == len(found)
    assert sorted(case.id for case in cases) == ids(office.find())


@given(towns())
def test_body_and_day_must_be_of_one_consultation(office):
    """A case in one body on this day and in another body later is not in that one today."""
    found = ids(office.find(body="Rat", meeting=DAY))
    agenda = office.agenda("rat", "2026-03-12")

    assert found == sorted({each.case.id for each in agenda.items})
    for item in agenda.items:
        assert ("Rat", DAY) == (
            item.consultation.body.name,
            item.consultation.meeting.day,
        )
    public = [item.public for item in agenda.items]
    assert public == sorted(public, reverse=True)


@given(towns())
def test_a_stranger_finds_only_what_is_public_or_his(office):
    """By whatever he asks; no frame and no agenda tells him more."""
    questions = [
        {},
        {"state": "draft"},
        {"body": "Rat"},
        {"stuck_for": 1},
        {"reference": "12/2026"},
        {"as_of": "2026-12-01"},
    ]
    cases = {each: office.case(each) for each in office.store.cases()}
    for question in questions:
        for found in office.find(**question, reader=GUEST):
            case = cases[found.id]
            assert case.is_public or case.opened_by == GUEST.id
            assert found.title == office.view(found.id, GUEST).motion.title
    assert not list(office.find(involving="kurz", reader=GUEST))
    hidden = {
        each.motion.title
        for each in cases.values()
        if not each.is_public and each.opened_by != GUEST.id
    }
    told = [dict(office.frame(name, reader=GUEST)) for name in ("cases", "steps")]
    told += [office.agenda("Rat", DAY, reader=GUEST).to_plain()]
    told += [each.to_plain() for each in office.worklist(GUEST)]
    assert not [title for title in hidden if title in str(told)]
    with pytest.raises(InvalidInputError, match="personal"):
        office.frame("steps", reader=GUEST, personal=True)


@pytest.mark.parametrize(
    ("asked", "step"),
    [
        ("decision", "vote"),
        ("preliminary", "recommend"),
        ("hearing", "recommend"),
        ("noting", "note"),
    ],
)
def test_an_agenda_asks_for_what_the_body_is_asked_for(asked, step):
    office = Office(nrw(), clock=lambda: datetime(2026, 2, 2, 9, tzinfo=UTC))
    item = Consultation(
        "r", Organization("Rat", "council", members=52), asked, Meeting(DAY)
    )
    author = Actor("kurz", roles=("author",))
    office.open(Motion("A bench"), author, case_id="c", consultations=[item])
    (told,) = office.agenda("Rat", DAY).items
    assert told.verdict.step.name == step
    assert "unfit" not in {each.kind for each in told.missing}
    assert "role_decides" not in str([each.rules for each in told.missing])


@given(towns())
def test_the_work_of_all_roles_is_what_the_main_path_waits_for(office):
    """Every open case waits for somebody, on the step that `now` says is next."""
    work = [*office.worklist(role="clerk"), *office.worklist(role="mayor")]
    for case_id in office.store.cases():
        now = office.now(case_id)
        mine = [each.step for each in work if each.case.id == case_id and each.is_main]
        assert mine == ([] if now.next is None else [now.next.step.name])


@given(towns())
def test_frames_count_what_the_logs_hold(office):
    """A row for each entry, case, stay; stays follow each other without a gap."""
    steps, stays = office.frame("steps", personal=True), office.frame("states")
    cases = list(office.store.cases())

    assert steps.height == sum(len(office.entries(each)) for each in cases)
    assert office.frame("cases").height == len(cases)
    assert "by" not in office.frame("steps")
    rows = list(stays.rows())
    for first, then in pairwise(rows):
        if first["case"] == then["case"]:
            assert first["until"] == then["since"]
    for name in ("cases", "findings", "states", "steps", "votes"):
        for row in office.frame(name).rows():
            hold(row, f"{name}-row")
    for each in (*office.find(), *office.worklist(CLERK), office.agenda("Rat", DAY)):
        hold(to_plain(each))


@pytest.mark.parametrize("procedure", [nrw, bw])
def test_the_shipped_procedures_wait_for_what_now_says(procedure):
    """At the first state of the main path of a real procedure."""
    office = Office(procedure(), law=law_for(procedure().law_of))
    author = Actor("kurz", roles=["author"])
    case = office.open(Motion("Bank", topics=()), author)
    (item,) = office.worklist(author)
    now = office.now(case.id, author)

    cures = {possible.step.name for possible, _ in now.cures}
    assert item.step in {now.next.step.name, *cures}
    everything = {each.step for each in office.worklist(author, everything=True)}
    startable = {each.step.name for each in office.next_steps(case.id, author)}
    assert everything <= startable


STATES = [
    "draft",
    "co_signature",
    "alderman_review",
    "mayor_review",
    "released",
    "in_consultation",
    "executable",
    "in_execution",
]


@pytest.mark.parametrize(
    ("state", "costs"),
    [("draft", None), *((each, CostStatement("none")) for each in STATES)],
)
def test_a_worklist_is_what_now_says_to_each_role(state, costs):
    """Whatever is not asked would have had nothing for whom it was not asked."""
    scene = case_at(state, procedure=nrw(), cost_statement=costs)
    office = Office(nrw(), law=scene.law)
    case_id = scene.into(office)
    at = datetime.combine(scene.day, time(20), UTC)
    now = office.now(case_id, at=at)
    step = now.next.step
    cures = {
        (role, missing.by_step)
        for missing in now.missing
        if missing.by_step not in ("", step.name)
        for role in missing.suppliers
    }
    is_due = now.next.status != "waits_for_others" or not cures
    main = {(role, step.name) for role in step.by} if is_due else set()

    told = {
        (role, each.step)
        for role in office.procedure.roles
        for each in office.worklist(role=role, at=at)
    }
    assert told == cures | main


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_a_worklist_follows_what_others_do_to_the_same_cases(kind, tmp_path):
    """What is kept at hand of a case is taken for it only where its log is that one."""
    with SqlStore(tmp_path / "log.db") as file:
        store = file if kind == "file" else MemoryStore()
        mine, theirs = Office(SMALL, store), Office(SMALL, store)
        for name in ("V-1", "V-2", "V-3"):
            theirs.open(Motion(f"Bank {name}"), CLERK, case_id=name)
        waiting = [(each.case.id, each.step) for each in mine.worklist(CLERK)]
        assert waiting == [("V-1", "submit"), ("V-2", "submit"), ("V-3", "submit")]
        theirs.take("V-2", "submit", CLERK, costs=True)
        theirs.open(Motion("Bank V-4"), CLERK, case_id="V-4")

        waiting = [(each.case.id, each.step) for each in mine.worklist(CLERK)]
        assert waiting == [("V-1", "submit"), ("V-3", "submit"), ("V-4", "submit")]
        for each in mine.worklist(CLERK):
            assert each.case == theirs.case(each.case.id)


def test_a_long_worklist_drives_no_case_out_that_is_at_hand():
    """Of the cases that were read last some are kept, however many wait."""
    store = MemoryStore()
    office, other = Office(SMALL, store, remember=2), Office(SMALL, store, remember=0)
    for number in range(5):
        other.open(Motion("Bank"), CLERK, case_id=f"V-{number}")
    kept = office.case("V-4")

    assert 5 == len(office.worklist(CLERK))
    assert office.case("V-4") is kept


def test_what_is_remembered_is_read_again_when_somebody_adds_to_it(tmp_path):
    """By another office on the same database, and by an erasure."""
    with SqlStore(tmp_path / "log.db") as store, SqlStore(tmp_path / "log.db") as same:
        mine, theirs = Office(SMALL, store), Office(SMALL, same)
        mine.open(Motion("Bank"), CLERK, case_id="V-1")
        assert not list(theirs.find(involving="Muster, Hans"))
        mine.take("V-1", "note", CLERK, helpers=("Muster, Hans",))
        assert ["V-1"] == ids(theirs.find(involving="Muster, Hans"))


def test_more_than_a_page_is_found_once_each_in_order(tmp_path):
    """The longest there first, across states."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with SqlStore(tmp_path / "log.db") as store:
        office = Office(SMALL, store)
        for number in range(1200):
            at = start + timedelta(minutes=(number * 7) % 1200)
            office.open(Motion("Bank"), CLERK, case_id=f"V-{number}", at=at)
        for number in range(0, 1200, 2):
            at = start + timedelta(days=1, minutes=number)
            office.take(f"V-{number}", "submit", CLERK, costs=True, at=at)
        since = [each.since for each in office.find(stuck_for="1 day")]
    assert 1200 == len(since)
    assert since == sorted(since)


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ({"state": "drafts"}, "draft"),
        ({"due_by": "2026-02-30"}, "due_by"),
        ({"stuck_for": "a while"}, "stuck_for"),
        ({"stuck_for": True}, "stuck_for"),
        ({"meeting": 3}, "meeting"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"as_of": "2026-03-19T17:00"}, "as_of"),
    ],
)
def test_a_question_that_nobody_can_answer_is_refused(question, wrong):
    """With what is wrong, before anything is looked for."""
    with pytest.raises((InvalidInputError, UnknownNameError), match=wrong):
        Office(SMALL).find(**question)


def test_work_is_of_an_actor_or_of_a_role():
    """Neither, both, or a role that there is not."""
    office = Office(SMALL)
    for given_ in ({}, {"actor": CLERK, "role": "clerk"}):
        with pytest.raises(InvalidInputError, match="worklist"):
            office.worklist(**given_)
    with pytest.raises(UnknownNameError, match="mayor"):
        office.worklist(role="major")


HOSTILE = "<img src=x onerror=alert(1)>\"'&<script>alert(2)</script>\u202e"


def test_no_title_runs_in_a_notebook():
    """Whatever somebody wrote is shown as it is, in every table."""
    body = Organization(HOSTILE)
    item = Consultation("c", body, "decision", Meeting(DAY), public=True)
    office = Office(
        attrs.evolve(SMALL, label=Wording(HOSTILE, HOSTILE)), law=Law(name="x")
    )
    actor = Actor("kurz", HOSTILE, roles=["clerk"])
    case = office.open(Motion(HOSTILE, public=True), actor, consultations=[item])
    shown = [
        office.case(case.id),
        office.assess(case.id, "submit", actor),
        office.procedure,
        office.find(),
        office.worklist(actor),
        office.agenda(HOSTILE, DAY),
        office.frame("cases"),
    ]
    for each in shown:
        html = each._repr_html_()
        assert "<img" not in html
        assert "<script" not in html
        assert "\u202e" not in html
        assert "<caption" in html
        assert '<th scope="col">' in html
    assert "<script" not in office.agenda(HOSTILE, DAY).to("html")


def test_a_vote_has_its_row():
    """With what was recorded and nothing else."""
    vote = Procedure(
        "vote",
        ["council", State("done", final=True)],
        roles=["chair"],
        consultation_states=["planned", "over"],
        steps=[
            Step(
                "vote",
                by="chair",
                takes=Parameter("ballot", "ballot"),
                outcomes={
                    "": [
                        Move("motion", "council", "done"),
                        Move("consultation", "planned", "over"),
                    ]
                },
            )
        ],
    )
    office, chair = Office(vote), Actor("sitz", roles=["chair"])
    item = Consultation("r", BODIES[0], "decision", Meeting(DAY))
    case = office.open(Motion("Bank"), chair, consultations=[item])
    office.take(case.id, "vote", chair, on="r", ballot=Ballot(yes=9, no=4))
    (row,) = office.frame("votes").rows()

    assert ("Rat", 9, 4, None) == (row["body"], row["yes"], row["no"], row["abstain"])


def test_frames_are_read_by_what_reads_frames(tmp_path):
    """As a mapping by anybody; with types by Arrow's protocol, and as a file."""
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    office = Office(SMALL)
    office.open(Motion("Bank"), CLERK, case_id="V-1")
    frame = office.frame("steps")
    frame.to_parquet(tmp_path / "steps.parquet")

    assert ["V-1"] == list(pandas.DataFrame(dict(frame))["case"])
    assert ["V-1"] == polars.DataFrame(dict(frame))["case"].to_list()
    read = polars.DataFrame(frame)
    assert read.equals(polars.read_parquet(tmp_path / "steps.parquet"))
    assert polars.Datetime("us", "UTC") == read.schema["effective"]
    with pytest.raises(UnknownNameError, match="steps"):
        office.frame("step")
