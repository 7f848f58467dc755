"""Whatever leaves says what it is, is that, and comes back as it was."""

from __future__ import annotations

import json
import tomllib

from datetime import UTC, date
from pathlib import Path

import attrs
import jsonschema
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from described import hold
from ratsflow import (
    Actor,
    Attachment,
    Ballot,
    Consultation,
    CostStatement,
    InvalidInputError,
    Law,
    Meeting,
    Motion,
    Office,
    Organization,
    Override,
    PreviousConsideration,
    Procedure,
    RefusedError,
    Signature,
    Step,
    Suspension,
    UnknownNameError,
    bw,
    from_plain,
    law_for,
    nrw,
    schema,
    to_plain,
)
from ratsflow.checking import Space, check, plan, shipped_properties, structure
from ratsflow.exchange.schemas import (
    BESIDE,
    READ_BACK,
    TOLD,
    file_of,
    names,
    published,
)
from ratsflow.model import BodyKind, PaperType


def there_and_back(value):
    """Return what comes back of a value that went out as JSON, and hold it to its schema."""
    plain = to_plain(value)
    document = json.loads(json.dumps(plain, ensure_ascii=False))
    hold(document)
    assert parts(plain) == parts(document)
    assert from_plain(plain) == from_plain(document)
    return from_plain(document)


def parts(value):
    """Return a plain value with the exact type of each part."""
    if isinstance(value, dict):
        return {key: parts(part) for key, part in value.items()}
    told = [parts(part) for part in value] if isinstance(value, list) else value
    return type(value), told


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
WORDS = TEXTS.filter(bool)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
MOMENTS = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.replace(fold=0)
)
COUNTS = st.none() | st.integers(0, 2**63 - 1)
FLAGS = st.none() | st.booleans()
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
PREVIOUS = st.builds(
    PreviousConsideration, TEXTS, st.none() | DAYS, TEXTS, TEXTS, TEXTS
)
COSTS = st.builds(
    CostStatement,
    st.just("amount"),
    st.none() | st.integers(0, 2**60),
    st.sampled_from([None, "once", "yearly"]),
    st.none() | st.integers(1900, 2200),
    TEXTS,
    FLAGS,
    TEXTS,
    TEXTS,
)
MOTIONS = st.builds(
    Motion,
    title=TEXTS,
    paper_type=st.sampled_from(PaperType),
    reasons=TEXTS,
    reasons_pages=COUNTS,
    cost_statement=st.none() | COSTS,
    previous_considerations=st.none() | st.lists(PREVIOUS, max_size=2).map(tuple),
    originators=LISTS,
    day=st.none() | DAYS,
    public=FLAGS,
    attachments=st.lists(
        st.builds(Attachment, TEXTS, TEXTS, st.booleans()), max_size=2
    ).map(tuple),
    topics=st.none() | LISTS,
    impact_checks=st.dictionaries(TEXTS, TEXTS, max_size=2),
    related=LISTS,
)
MEETINGS = st.builds(
    Meeting, DAYS, st.none() | MOMENTS, st.none() | DAYS, second_call=st.booleans()
)
BALLOTS = st.builds(
    Ballot,
    yes=st.integers(0, 99),
    no=st.integers(0, 99),
    abstain=COUNTS,
    excluded=LISTS,
    majority=st.sampled_from([None, "two-thirds", "simple"]),
)
BODIES = st.builds(
    Organization, WORDS, st.sampled_from(BodyKind), st.none() | st.integers(0, 200)
)
CONSULTATIONS = st.builds(
    Consultation,
    WORDS,
    BODIES,
    meeting=st.none() | MEETINGS,
    public=FLAGS,
    ballots=st.lists(BALLOTS, max_size=2).map(tuple),
    days=st.lists(DAYS, max_size=2).map(tuple),
)
VALUES = st.one_of(
    MOTIONS,
    MEETINGS,
    BALLOTS,
    BODIES,
    CONSULTATIONS,
    COSTS,
    PREVIOUS,
    st.builds(Actor, WORDS, TEXTS, LISTS, LISTS, TEXTS),
    st.builds(Attachment, TEXTS, TEXTS, st.booleans()),
    st.builds(Override, TEXTS, TEXTS, LISTS),
    st.builds(Signature, TEXTS, TEXTS, TEXTS, MOMENTS, deputy=st.booleans()),
    st.builds(Suspension, TEXTS, st.just("court_order"), TEXTS, DAYS),
)


@given(VALUES)
def test_a_value_comes_back_as_it_was(value):
    """Each of the model, with whatever it may hold; equal, and of the same types."""
    back = there_and_back(value)

    assert value == back
    assert repr(value) == repr(back)


@given(VALUES, st.data())
def test_what_does_not_fit_is_refused_and_never_dropped(value, data):
    """A key that nobody knows, and a value of another kind, with the place."""
    document = to_plain(value)
    name = data.draw(st.sampled_from(sorted(set(document) - {"schema"})))

    with pytest.raises(InvalidInputError, match="xyz"):
        from_plain({**document, "xyz": 1})
    with pytest.raises(InvalidInputError):
        from_plain({**document, name: object()})


def carried(procedure, law):
    """Return an office with a case that was opened, refused and moved."""
    office = Office(procedure, law=law, record_refusals=True)
    author = Actor("kurz", "Ute Kurz", roles=["author"])
    council = Consultation("r", Organization("Rat", "council"), "decision")
    paper = Motion("Bank", topics=("parks",), cost_statement=None, public=True)
    case = office.open(paper, author, consultations=[council], case_id="V-1")
    with pytest.raises(RefusedError):
        office.take(case.id, "submit", author, excluded_officials=("Muster, Hans",))
    stated = attrs.evolve(paper, cost_statement=CostStatement("none"))
    for step, inputs in {
        "revise": {"motion": stated},
        "withdraw": {},
    }.items():
        office.take("V-1", step, author, **inputs)
    return office


@pytest.mark.parametrize(("procedure", "state"), [(nrw, "NRW"), (bw, "BW")])
def test_a_case_its_log_and_its_answers_leave_as_documents(procedure, state):
    """What comes back is what the log holds; answers say what they are."""
    office = carried(procedure(), law_for(state))
    case, author = office.case("V-1"), Actor("kurz", roles=["author"])

    assert case == there_and_back(case)
    for entry in office.entries("V-1"):
        assert entry == there_and_back(entry)
    verdict = office.assess("V-1", "submit", author)
    for told in (verdict, verdict.findings[0], office.now("V-1"), procedure()):
        for lang in ("de", "en"):
            hold(json.loads(json.dumps(to_plain(told, lang))))


def test_what_was_taken_leaves_with_its_verdict():
    """With the verdict it rests on, and without one where it is told again."""
    office = Office(nrw(), law=law_for("NRW"))
    author = Actor("kurz", roles=["author"])
    case = office.open(Motion("Bank"), author)
    taken = office.take(case.id, "withdraw", author)

    hold(to_plain(taken))
    assert taken.record.hash == to_plain(taken)["hash"]
    assert to_plain(attrs.evolve(taken, verdict=None))["verdict"] is None


@pytest.mark.parametrize("state", ["NRW", "BW"])
def test_the_law_comes_back_with_its_history(state):
    """By the digest that the log names it by."""
    law = law_for(state)

    assert law.digest == there_and_back(law).digest
    assert Law() == there_and_back(Law())


def test_law_whose_values_were_changed_into_what_none_are_is_refused():
    """One sentence, whatever is wrong."""
    document = to_plain(law_for("NRW"))

    for part in ({"values": 1}, {"citations": {"a": []}}, {"name": 1.5}, {"x": 1}):
        with pytest.raises(InvalidInputError):
            from_plain({**document, **part})


def test_what_the_checker_finds_leaves_as_documents(small):
    """Reports, structure and plans, in both languages."""
    space, case = small
    report = check(shipped_properties(space.procedure), space)
    for told in (report, structure(space), plan(case, space, "adopted")):
        for lang in ("de", "en"):
            hold(json.loads(json.dumps(to_plain(told, lang))))


@pytest.fixture(name="small")
def _small():
    procedure = Procedure(
        "small",
        ["draft", "adopted"],
        steps=[Step("adopt", "draft", "adopted", by="chair")],
        roles="chair",
    )
    case = Office(procedure).open(Motion("x"), Actor("c", roles=["chair"]))
    return Space(procedure, Law(), starts=(), first_day=date(2026, 3, 2)), case


def test_an_unknown_version_is_refused_with_one_sentence():
    """It is read with the release that knows it, and never guessed."""
    document = to_plain(Motion("Bank"))
    newer = {**document, "schema": "urn:ratsflow:schema:motion:2"}

    with pytest.raises(InvalidInputError) as error:
        from_plain(newer)

    assert str(error.value) == (
        "schema: it is version 2 of motion, and this release reads version 1. Read it "
        "with the release of ratsflow that knows it."
    )
    assert "Fassung 2" in error.value.text("de")


@pytest.mark.parametrize(
    "told",
    [None, 1, "", "motion", "urn:ratsflow:schema:motion:0", "urn:ratsflow:schema:x:1"],
)
def test_what_does_not_say_what_it_is_is_refused(told):
    """No name, no URN, no such document."""
    with pytest.raises(InvalidInputError, match="schema"):
        from_plain({"schema": told, "title": "Bank"})
    with pytest.raises(InvalidInputError, match="schema"):
        from_plain([])


def test_an_answer_is_told_and_never_made_again():
    """It rests on code that a document does not hold."""
    with pytest.raises(InvalidInputError, match="is an answer and no value"):
        from_plain({"schema": "urn:ratsflow:schema:verdict:1"})
    with pytest.raises(InvalidInputError, match="no plain form"):
        to_plain(object())


@pytest.mark.parametrize("name", names())
def test_every_schema_is_published_as_it_is_made(name):
    """``python -m ratsflow.exchange.publish`` writes them; a change is seen in review."""
    assert schema(name) == published(name), file_of(name)
    assert name == schema(name)["$id"].split(":")[3]


def test_a_law_file_has_a_schema_for_each_state():
    """Named by its URN, with the keys of the state; a file that is shipped keeps it."""
    told = schema("law-file", state="NRW")
    place = Path(__file__).parents[2] / "examples" / "municipalities" / "hafenau.toml"
    file = tomllib.loads(place.read_text("utf-8"))
    plain = json.loads(json.dumps(file, default=str))

    assert "urn:ratsflow:schema:law-file:1" == told["$id"]
    jsonschema.validate(plain, told)
    assert told != schema("urn:ratsflow:schema:law-file:1", state="BW")
    with pytest.raises(UnknownNameError):
        schema("law-file", state="XY")


def test_a_schema_is_found_by_class_name_and_urn():
    """And an unknown one is told with the nearest."""
    assert schema("CostStatement") == schema("urn:ratsflow:schema:cost-statement:1")
    with pytest.raises(UnknownNameError, match="verdict"):
        schema("verdikt")


def test_the_page_names_every_document():
    """With its URN and whether it is read back."""
    page = (Path(__file__).parents[2] / "docs" / "plain-form.md").read_text("utf-8")
    for name in names():
        assert f"| `{name}` |" in page, name
    assert len(names()) == len(READ_BACK) + len(TOLD) + len(BESIDE)


@settings(max_examples=30)
@given(MOTIONS)
def test_what_a_schema_refuses_is_refused_by_the_reader(motion):
    """A closed schema and the reader agree on what is missing or too much."""
    document = json.loads(json.dumps(to_plain(motion)))
    validator = jsonschema.Draft202012Validator(schema("motion"))
    for wrong in (
        {**document, "title": 1},
        {**document, "paper_type": "x"},
        {**document, "public": "yes"},
        {**document, "strange": None},
    ):
        assert not validator.is_valid(wrong)
        with pytest.raises(InvalidInputError):
            from_plain(wrong)
