"""Every public name, used as an embedder uses it: checked by mypy, never run."""

from __future__ import annotations

import logging

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, assert_type

import sqlalchemy as sa

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

import ratsflow

from ratsflow import (
    Actor,
    Agenda,
    AgendaItem,
    Answer,
    Attachment,
    Attempt,
    Ballot,
    BrokenLogError,
    Case,
    Citation,
    ConflictError,
    Consultation,
    Continuation,
    CostStatement,
    DefinitionError,
    Entry,
    Finding,
    Frame,
    GroupedStore,
    InvalidInputError,
    KeyReusedError,
    Law,
    LawError,
    Meeting,
    MemoryStore,
    Missing,
    Motion,
    Move,
    Now,
    Office,
    Organization,
    Override,
    Parameter,
    PreviousConsideration,
    Problem,
    Procedure,
    Question,
    RatsflowError,
    RefusedError,
    RepeatedError,
    Results,
    Rule,
    SeenError,
    Signature,
    SqlStore,
    State,
    Step,
    Store,
    StoreError,
    Suspension,
    Taken,
    TransactionLostError,
    UnknownNameError,
    UnseenError,
    Until,
    Verdict,
    Wording,
    WorkItem,
    Worklist,
    __version__,
    bring_up,
    bw,
    checking,
    draw,
    engine,
    errors,
    from_plain,
    law,
    law_for,
    load_law,
    log,
    met,
    metadata,
    model,
    nrw,
    papers,
    procedures,
    read_paper,
    schema,
    stores,
    to_plain,
    unknown,
    unmet,
    write_paper,
)
from ratsflow import Found as FoundCase
from ratsflow import Plan as WholePlan
from ratsflow import PlanRow as PlanRowOfTheTop
from ratsflow.contrib.django import (
    CaseAdmin,
    CaseField,
    CaseForm,
    CaseInline,
    CaseMiddleware,
    CaseRow,
    Cases,
    CaseTestCase,
    HistoryView,
    RowCase,
    StandingField,
    StepForm,
    StepView,
    TextNotEnteredError,
    VerdictView,
    actor_of,
    case_actions,
    problems,
    recording,
    step_refused,
    step_taken,
    urls,
)
from ratsflow.contrib.django import Entry as EntryRow
from ratsflow.contrib.django import office as django_office
from ratsflow.contrib.fastapi import AsyncDesk, OParl, install, models, problem_of
from ratsflow.contrib.fastapi import Cases as ServedCases
from ratsflow.contrib.otel import instrumented
from ratsflow.engine import (
    NO_OTHERS,
    ChangedStep,
    Conformity,
    Difference,
    Look,
    Migration,
    Mode,
    OccupiedStateError,
    apply,
    assess,
    fold,
    open_case,
    plan_migration,
    refusal,
    take,
)
from ratsflow.errors import BallotError, NaiveTimeError
from ratsflow.exchange import (
    Imported,
    announcing,
    cloud_event,
    event_lines,
    export_log,
    export_oparl,
    export_xes,
    import_log,
    import_oparl,
)
from ratsflow.histories import (
    Council,
    Histories,
    InMemory,
    InOffice,
    Loss,
    PaperFit,
    Placed,
    Replayed,
    ToldPaper,
    ToldStep,
    Walked,
    councils,
    importer,
    load_council,
    read_histories,
    replay,
    walk,
)
from ratsflow.law import (
    Confidence,
    Consequence,
    InForce,
    Layer,
    parse_law,
)
from ratsflow.log import (
    ERASE,
    GENESIS,
    MIGRATE,
    OPEN,
    SCHEMA,
    By,
    EntryKind,
    Head,
    Made,
    Record,
    Salts,
    Seal,
    canonical,
    decode,
    digest,
    encode,
    recorded_late,
    verify,
    verify_case,
)
from ratsflow.model import (
    AgendaRoute,
    Announced,
    BallotMode,
    BodyKind,
    ConsultationRole,
    CostEffect,
    Lang,
    Majority,
    MayorsVote,
    MeetingForm,
    PaperType,
    Recurrence,
    SignatureDecision,
    SuspensionKind,
)
from ratsflow.papers import (
    Costs,
    Form,
    Guess,
    Item,
    Minutes,
    PartyVote,
    Proposal,
    ReadConsultation,
    Reading,
    Respelled,
    Severity,
    Skipped,
    ToldVote,
    VoteFinding,
    find_costs,
    find_money,
    guess_form,
    load_form,
    parse_form,
    read_file,
    read_minutes,
    read_votes,
    shipped_forms,
    topics_proposed,
    unwritten,
)
from ratsflow.procedure import MET, Kind, Result
from ratsflow.stores import UNFILLED, Append, Found, Projected, Standing, Used
from ratsflow.testing import (
    Coverage,
    NoWayError,
    Scene,
    StoreContract,
    agreement,
    ask,
    assert_allowed,
    assert_flagged,
    assert_outcome,
    assert_path,
    assert_refused,
    case_at,
    load_examples,
    machine,
    make_records,
    run_examples,
    standing,
    strategies,
)


def values() -> Motion:
    """The words of closed lists will do, and so will their members."""
    council = Organization("Rat der Stadt Musterstadt", "council", members=67)
    committee = Organization("Verkehrsausschuss", BodyKind.COMMITTEE)
    meeting = Meeting(date(2026, 3, 19), form=MeetingForm.IN_PERSON)
    Consultation("r", council, "decision", meeting=meeting)
    Consultation("c", committee, ConsultationRole.HEARING)
    Ballot(yes=30, no=20, abstain=0, majority="simple", mode=BallotMode.OPEN)
    Ballot(yes=30, no=20, majority=Majority.SIMPLE, announced=Announced.ADOPTED)
    Ballot(mayor=MayorsVote.YES)
    Actor("kurz", "Anna Kurz", roles=["author"], deputises=("alderman",))
    Signature("treasurer", "meier", "", datetime.now(UTC), SignatureDecision.APPROVE)
    Suspension("1", SuspensionKind.MAYOR_OBJECTION, "muster", date(2026, 3, 20))
    list(AgendaRoute)
    return Motion(
        "A bench for the park",
        PaperType.DECISION_PAPER,
        reference="17/2026",
        cost_statement=CostStatement(CostEffect.NONE, recurrence=Recurrence.ONCE),
        attachments=(Attachment("map.pdf", public=True),),
        previous_considerations=(PreviousConsideration("Rat", date(2025, 3, 1)),),
        originators=["A", "B"],
    )


def rules() -> Procedure:
    """A procedure, its rules, and how another one goes on from it."""

    def costs(question: Question) -> Answer | bool:
        if question.motion.cost_statement is None:
            return unknown("cost_statement")
        if question.inputs.get("waived"):
            return met("waived")
        return MET if question.motion.title else unmet("none", "a title")

    def period(question: Question) -> Until | None:
        return Until(question.day, Wording("Frist", "period"))

    rule = Rule(
        "costs",
        costs,
        label=Wording("Kosten", "costs"),
        citation=Citation("§ 1", Confidence.LOCAL),
        layer=Layer.HOUSE,
        consequence=Consequence.DEFECT,
        in_force=InForce(since=date(2025, 1, 1)),
        looks_at=[Look.NAMESAKES],
        until=period,
    )
    go = Step("go", "draft", "done", by="clerk", guards="costs", takes=[Parameter("a")])
    back = Step(
        "back",
        by=["clerk"],
        outcomes={"": Move("motion", "done", "draft")},
        takes=Parameter("due", Kind.DAY, required=False),
        reopens=True,
    )
    small = Procedure(
        "small", ["draft", State("done", final=True)], [go, back], [rule], ["clerk"]
    )
    ours = small.extended(
        states=["shelved"],
        steps=[Step("shelve", "draft", "shelved", by="clerk")],
        guards={"shelve": "costs"},
        continues=[Continuation(small.fingerprint)],
        version="2",
    )
    assert_type(ours.main_path, tuple[str, ...])
    assert_type(draw(ours, lang="de"), str)
    return ours


def work(store: Store, clerk: Actor) -> Case:
    """What an office answers."""
    in_force: Law = load_law("musterstadt.toml")
    office = Office([rules(), nrw()], store, law=in_force)
    case = office.open(values(), clerk)
    verdict = office.assess(case.id, "go", clerk, mode="record", a="x")
    assert_type(verdict, Verdict)
    assert_type(verdict.title("de"), str)
    assert_type([each.is_unmet for each in verdict.findings], list[bool])
    assert_type(verdict.missing, tuple[Missing, ...])
    assert_type(office.now(case.id, clerk), Now)
    taken = office.take(case.id, "go", clerk, mode=Mode.ENFORCE, seen=case.version)
    assert_type(taken, Taken)
    assert_type(taken.state, str)
    assert_type(taken.case.signed_by("clerk"), Signature | None)
    assert_type(taken.case.possible(nrw()), tuple[Step, ...])
    assert_type(bw(), Procedure)
    assert_type(office.entries(case.id), tuple[Entry, ...])
    office.take(case.id, "back", clerk, override=Override("Because."))
    for each in office.take_many([Attempt(case.id, "go", clerk, mode="record")]):
        assert_type(each, Taken | RatsflowError)
    return taken.case


def refused(error: RatsflowError) -> str:
    """What the errors carry."""
    match error:
        case RefusedError():
            findings: tuple[Finding, ...] = error.verdict.blocking
            return findings[0].text("de")
        case SeenError() | TransactionLostError() | ConflictError():
            return f"{error.expected} {error.found}"
        case UnseenError() | KeyReusedError():
            return error.step
        case NaiveTimeError() | BallotError() | InvalidInputError():
            return error.cure
        case LawError() | DefinitionError():
            problems: tuple[Problem, ...] = error.problems
            return problems[0].code
        case UnknownNameError():
            return error.nearest
        case RepeatedError():
            return error.key
        case OccupiedStateError() | BrokenLogError() | StoreError():
            return error.text("de")
    return __version__


def kept() -> Iterator[Store]:
    """Stores, and a database of the host's own."""
    yield MemoryStore()
    yield SqlStore("council.db", "musterstadt")
    yield GroupedStore("council.db")
    with sa.create_engine("sqlite://").begin() as connection:
        bring_up(connection)
        yield SqlStore("sqlite://", create=False).on(connection)
    assert_type(metadata, sa.MetaData)


def by_hand(procedure: Procedure, clerk: Actor, salts: Salts) -> Case:
    """Who keeps the log himself needs no office."""
    at = datetime.now(UTC)
    procedure = procedures().get("NRW", procedure)
    opened = open_case(procedure, "1", values(), clerk, at=at, salts=salts)
    verdict = assess(
        procedure,
        opened.case,
        "go",
        clerk,
        at=at,
        law=law_for("NRW", {"bodies.council": 67}, "Musterstadt"),
        mode="enforce",
        others=NO_OTHERS,
        inputs={"a": "x"},
    )
    written = take(verdict, salts=salts) if verdict.allowed else refusal(verdict)
    case = fold([opened.record, written.record])
    assert_type(apply(None, opened.entry, opened.record.hash), Case)
    plans = plan_migration(None, procedure, [case])
    assert_type(plans, tuple[Migration, ...])
    changed: tuple[ChangedStep, ...] = plans[0].changed
    differences: tuple[Difference, ...] = changed[0].differences
    assert_type(differences[0].name, str)
    fold([opened.record], Conformity([procedure]))
    assert_type([each.result is Result.MET for each in verdict.findings], list[bool])
    return case


def audited(records: list[Record], store: Store, other: Store) -> None:
    """What an auditor reads."""
    entries = [decode(record) for record in records]
    assert_type(entries, list[Entry])
    assert_type(encode(entries[0]), Record)
    head: Head = verify_case("1", records, None)
    seal = Seal("default", "2026-03-19T16:00:00.000000Z", (head,))
    assert_type(seal.heads, tuple[Head, ...])
    hashes, problems = verify(export_log(store))
    assert_type(hashes, dict[str, list[str]])
    assert_type(problems, list[str])
    assert_type(import_log(other, export_log(store)), Imported)
    assert_type(digest(canonical({"a": 1})), str)
    assert_type(recorded_late(entries), tuple[int, ...])
    assert_type(entries[0].by, By)
    assert_type(entries[0].moves, tuple[Made, ...])
    assert_type(entries[0].kind, EntryKind)
    assert_type({OPEN, ERASE, MIGRATE, GENESIS}, set[str])
    number: int = SCHEMA
    assert number
    event: Mapping[str, Any] = cloud_event(records[0], "https://ris.example")
    announcing(print, str(event["source"]))(records[0])
    assert_type(event_lines(), logging.Formatter)


def written_down(motion: Motion, lang: Lang) -> str:
    """Papers, read and written."""
    assert_type(shipped_forms(), tuple[Form, ...])
    own = parse_form("", "form.toml")
    reading = read_paper("Beschlussvorlage", load_form("bielefeld"))
    assert_type(reading, Reading)
    assert_type(read_file("paper.md", own), Reading)
    assert_type(reading.missing, tuple[papers.Missing, ...])
    assert_type(reading.missing[0].severity, Severity)
    assert_type(reading.skipped, tuple[Skipped, ...])
    assert_type(reading.consultations, tuple[ReadConsultation, ...])
    assert_type(reading.respelled, tuple[Respelled, ...])
    assert_type(guess_form([""]), Guess)
    assert_type(read_minutes(""), Minutes)
    assert_type(read_minutes("").items, tuple[Item, ...])
    assert_type(read_votes(""), tuple[ToldVote, ...])
    assert_type(read_votes("")[0].parties, tuple[PartyVote, ...])
    assert_type(read_votes("")[0].findings, tuple[VoteFinding, ...])
    assert_type(find_costs(()), Costs)
    find_money("1.000 Euro")
    assert_type(topics_proposed(motion, nrw().topics()), tuple[Proposal, ...])
    assert_type(unwritten(motion, own), tuple[str, ...])
    parse_law("", "musterstadt.toml")
    return write_paper(motion, reading.consultations) + Wording("Ja", "Yes").in_(lang)


def appended(store: Store) -> None:
    """What a store is given, and answers."""
    stands: Standing = standing("draft")
    store.append_many([Append("1", make_records("1", 2), 0, stands)])
    Projected("1", 2, stands)
    assert_type(store.used("k"), Used | None)
    found: list[Found] = list(store.find(state="draft"))
    if store.find(reference=UNFILLED) or not found:
        raise StoreError


def tested() -> None:
    """A case in any state, one rule alone, and what a test says of them."""
    try:
        case = case_at("in_consultation", called="council", topics=())
    except NoWayError as error:
        assert_type(error.verdict, Verdict | None)
        return
    assert_type(case, Scene)
    verdict = case.ask("vote", yes=40, no=19)
    assert_allowed(verdict, flagged=("route_in_order",))
    assert_flagged(verdict, because="route_in_order")
    assert_refused(verdict, because="item_on_agenda", citing="§ 48", only=True)
    taken = case.take("vote", yes=40, no=19)
    assert_type(taken, Taken)
    assert_outcome(taken, "adopted_unchanged")
    assert_path(case, "submit", ..., "vote")
    assert_type(case.possible(), tuple[Step, ...])
    assert_type(ask("cost_statement_present", cost_statement=None), Finding)


class TestMyStore(StoreContract):
    """A store of one's own is held to what every store must keep."""

    def make_store(self) -> Store:
        """Return a new one."""
        return MemoryStore()


TestWalk = machine(nrw()).TestCase


def for_tests() -> None:
    """Any case, worked examples, and what a session exercised."""
    assert_type(
        run_examples(load_examples("town.example.toml")), dict[str, tuple[str, ...]]
    )
    assert_type(Coverage().test, str)
    assert strategies.cases is not None


TestAgreement = agreement(lambda: {"one": MemoryStore(), "other": MemoryStore()})


def the_same() -> None:
    """What two modules offer is one and the same."""
    assert_type(engine.Taken, type[Taken])
    assert_type(engine.Verdict, type[Verdict])
    assert_type(law.Citation, type[Citation])
    assert_type(law.Law, type[Law])
    assert_type(law.LawError, type[LawError])
    assert_type(log.Entry, type[Entry])
    assert_type(log.Override, type[Override])
    assert_type(stores.MemoryStore, type[MemoryStore])
    assert_type(errors.RatsflowError, type[RatsflowError])
    assert_type(model.Motion, type[Motion])
    assert_type(ratsflow.__stability__["engine"], str)


def the_mutants(space: checking.Space, compared: checking.Compared) -> None:
    """Which rule is noticed when it is gone, and by what."""
    found = checking.mutants(space)
    assert_type(found, checking.Mutants)
    mutant = found.found[next(checking.placements(space.procedure))]
    assert_type(mutant, checking.Mutant)
    assert_type(mutant.witness, checking.Witness | None)
    if mutant.witness is not None and mutant.fate is checking.Fate.WITNESSED:
        assert_type(checking.notices(mutant, space), bool)
    assert_type(checking.kills([], found), dict[tuple[str, str], tuple[str, ...]])
    assert_type(compared.looser, checking.Divergence | None)


def the_checker(space: checking.Space, moment: checking.Moment, case: Case) -> None:
    """What can come about, and what must hold of it."""
    of = space.procedure
    asked = checking.load_properties("town.properties.toml", of)
    assert_type(asked, tuple[checking.Property, ...])
    assert_type(checking.shipped_properties(of), tuple[checking.Property, ...])
    for each in checking.check_each((), space):
        assert_type(each, checking.Report)
    assert_type(checking.papers_of(space.law), tuple[checking.Start, ...])
    assert_type(checking.never("costs_first", "adopt", of), checking.Property)
    report = checking.check(asked, space)
    assert_type(report, checking.Report)
    assert_type(report.holes, tuple[checking.Hole, ...])
    assert_type(report.checked, tuple[checking.Checked, ...])
    for hole in report.holes:
        assert_type(hole.story("de"), tuple[str, ...])
        assert_type(hole.replayed(), Case)
        assert_type(hole.as_test(), str)
    assert_type(space.starts, tuple[checking.Start, ...])
    assert_type(moment.choices, tuple[checking.Choice, ...])
    assert_type(moment.way, checking.Way | None)
    assert_type(checking.Search(space).ways, checking.Ways)
    assert_type(checking.slice_of(asked, of), frozenset[str])
    assert_type(checking.steps_to(["vote"], of), frozenset[str])
    assert_type(checking.without(of, "item_on_agenda"), Procedure)
    found = checking.structure(space)
    assert_type(found, checking.Structure)
    assert_type(found.faults, tuple[checking.Flaw, ...])
    assert_type(checking.story(moment, space), tuple[str, ...])
    assert_type(checking.replayed(moment, space), Case)
    assert_type(checking.as_test("hole", moment, space), str)
    compared = checking.compare(space, space)
    assert_type(compared, checking.Comparison)
    assert_type(checking.Relation, type[checking.Relation])
    assert_type(checking.may_differ(space, space), frozenset[str])
    touched = checking.touched([case], space, space)
    assert_type(touched, Iterator[checking.Touched])
    gate = checking.replay_gate([], of, lambda _: None)
    assert_type(gate, checking.Gate)
    assert_type(checking.Diverged, type[checking.Diverged])
    assert_type(checking.Divergence, type[checking.Divergence])
    plan = checking.plan(case, space, "closed")
    assert_type(plan, checking.Plan)
    assert_type(checking.PlanRow, type[checking.PlanRow])
    there = checking.suppose(Office(of), "c", facts={"costs_known": True})
    assert_type(there, checking.Supposed)
    assert_type(there.plan("closed"), checking.Plan)
    assert_type(list(checking.notes(plan.steps[0], plan)), list[str])
    assert_type(checking.calendars(plan, "A bench"), dict[str, bytes])
    assert checking.pairs_of is not None


def as_documents(case: Case, report: checking.Report) -> None:
    """What leaves, and what comes back."""
    assert_type(to_plain(case), dict[str, Any])
    assert_type(to_plain(report, "de"), dict[str, Any])
    assert_type(from_plain(to_plain(case)), Any)
    assert_type(schema("Case"), dict[str, Any])


def in_django() -> None:
    """A model that is tied to its case."""
    assert_type(CaseField, type[CaseField])
    assert_type(RowCase, type[RowCase])
    assert_type(TextNotEnteredError, type[TextNotEnteredError])
    assert_type(django_office(), Office)
    assert CaseAdmin is not None
    assert CaseForm is not None
    assert CaseInline is not None
    assert CaseRow is not None
    assert EntryRow is not None
    assert CaseMiddleware is not None
    assert Cases is not None
    assert CaseTestCase is not None
    assert HistoryView is not None
    assert StandingField is not None
    assert StepForm is not None
    assert StepView is not None
    assert VerdictView is not None
    assert actor_of is not None
    assert case_actions is not None
    assert problems is not None
    assert recording is not None
    assert step_refused is not None
    assert step_taken is not None
    assert urls is not None


def many(office: Office, actor: Actor) -> None:
    """Cases together."""
    found = office.find(stuck_for="30 days", body="Rat", reader=actor)
    assert_type(found, Results)
    for each in found:
        assert_type(each, FoundCase)
        assert_type(each.case, Case)
    work = office.worklist(actor)
    assert_type(work, Worklist)
    assert_type(work[0], WorkItem)
    agenda = office.agenda("Rat", "2026-03-12")
    assert_type(agenda, Agenda)
    assert_type(agenda.items, tuple[AgendaItem, ...])
    assert_type(WholePlan, type[WholePlan])
    assert_type(PlanRowOfTheTop, type[PlanRowOfTheTop])
    assert_type(office.frame("steps", since=date(2026, 1, 1)), Frame)


async def as_service(cases: ServedCases, app: FastAPI, session: AsyncSession) -> None:
    """A router, and the office on the session of a route."""
    install(app)
    app.include_router(cases.router, prefix="/cases")
    app.mount("/oparl", OParl(MemoryStore(), "https://example.org/oparl", name="M"))
    desk = cases.on(session)
    assert_type(desk, AsyncDesk)
    assert_type(await desk.take("c", "submit", Actor("a")), Taken)
    assert models.MotionIn is not None
    told = problem_of(RatsflowError(), "en")
    assert_type(told, tuple[int, dict[str, Any], dict[str, str]])
    with instrumented():
        pass


def the_language(procedure: Procedure) -> None:
    """Conditions are read, and joined as sentences are."""
    reader = checking.Reader(procedure)
    assert_type(reader.event("vote"), checking.Event)
    signed = reader.condition("text signed by mayor")
    assert_type(signed, checking.Condition)
    assert_type(signed & ~signed | signed, checking.Condition)
    asked = checking.never("signed", "vote", procedure, unless=signed)
    assert_type(checking.cone_of([asked], procedure), frozenset[str])


def as_others_read_it(store: Store) -> None:
    """OParl and XES."""
    written = export_oparl(store, "https://example.org/oparl")
    assert_type(written.withheld, int)
    assert_type(b"".join(export_xes(store)), bytes)
    assert_type(import_oparl([("made", written.to_plain())]).losses[0].code, str)


def the_past(office: Office, procedure: Procedure, law: Law) -> None:
    """What councils really did, as cases."""
    found = read_histories("papers.json", load_council("any"))
    assert_type(found, Histories)
    assert_type(found.losses, list[Loss])
    assert_type(councils(), tuple[str, ...])
    words: Council = found.council
    recorder = InMemory(procedure, law, actor=importer(procedure))
    step = ToldStep("Rat", "Entscheidung", "beschlossen", date(2024, 3, 1))
    done = walk(ToldPaper("p", steps=(step,)), words, recorder)
    assert_type(done, Walked)
    assert_type(done.placed, tuple[Placed, ...])
    asked = InOffice(office, importer(procedure))
    report = checking.replay(found, words, asked, procedure=procedure, law=law)
    assert_type(replay(found, words, asked, procedure=procedure, law=law), Replayed)
    assert_type(report, Replayed)
    assert_type(report.gravest, tuple[PaperFit, ...])
