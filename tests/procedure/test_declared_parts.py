"""Fields that are parts of something, and groups that rules ask for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ratsflow.errors import DefinitionError
from ratsflow.law.local import NO_LAW
from ratsflow.law.source import Problems, read
from ratsflow.model import Actor, Consultation, Meeting, Motion, Organization
from ratsflow.procedure.case import Case
from ratsflow.procedure.declared import Named, Names, root
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.bw import bw
from ratsflow.states.nrw import nrw


NOON = datetime(2026, 3, 19, 11, tzinfo=UTC)
COUNCIL = Organization("Rat", "council")


@root("item", "item", called="consultation")
def item(question: Question) -> Consultation:
    """Return the item."""
    return question.about


ROOTS = {("root", "item"): Named("item", item, ("item",), "root", "consultation")}


def declared(tmp_path, text):
    """Return the fields that a file declares."""
    path = tmp_path / "fields.toml"
    path.write_text(text)
    problems = Problems()
    names = Names(lambda: ROOTS, files=[read(path, "town")])
    names.parts(problems)
    problems.raise_any("town")
    return names.fields


def asked(about):
    """Return a question about a consultation."""
    case = Case("c", 1, "0" * 64, "town", "f" * 64, "draft", Motion())
    return Question(
        case, "go", Actor("a"), "clerk", NOON, NOON.date(), {}, NO_LAW, about
    )


def test_a_part_is_read_as_it_stands(tmp_path):
    """What is empty is stated; what is on the way is followed."""
    fields = declared(
        tmp_path,
        '[item]\n"item.result" = "result"\n"meeting.day" = "meeting.day"\n',
    )
    about = Consultation("k", COUNCIL, meeting=Meeting(date(2026, 3, 19)))

    assert "" == fields["item.result"].function(asked(about))
    assert date(2026, 3, 19) == fields["meeting.day"].function(asked(about))
    assert ("item.result",) == fields["item.result"].reads


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("meeting.day", "consultation.meeting"),
        ("public", "consultation.public"),
        ("meeting.invited_on", "consultation.meeting.invited_on"),
    ],
)
def test_a_part_that_nobody_stated_is_missing(tmp_path, path, missing):
    """The first that is not stated on the way is named."""
    field = declared(tmp_path, f'[item]\n"x.y" = "{path}"\n')["x.y"]
    meeting = Meeting(date(2026, 3, 19)) if missing.count(".") > 1 else None

    with pytest.raises(MissingFactError) as caught:
        field.function(asked(Consultation("k", COUNCIL, meeting=meeting)))

    assert missing == caught.value.name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[item]\n"x.y" = "rezult"\n', "fields.toml:2: item: 'rezult'"),
        ('[item]\n"x.y" = "meeting.dei"\n', "'meeting.dei'"),
        ('[itm]\n"x.y" = "result"\n', "Meant: item"),
    ],
)
def test_a_part_that_there_is_not_is_told(tmp_path, text, says):
    """With its line, before anybody asks for it."""
    with pytest.raises(DefinitionError) as caught:
        declared(tmp_path, text)
    assert says in str(caught.value)


@pytest.mark.parametrize("procedure", [nrw(), bw()], ids=lambda one: one.name)
def test_groups_hold_names_of_their_procedure(procedure):
    """A name that the procedure does not have would be asked for in vain."""
    states = {
        state.name
        for lifecycle in ("motion", "consultation", "suspension")
        for state in procedure.states_of(lifecycle)
    }
    known = {*(step.name for step in procedure.steps), *states, *procedure.roles}
    known |= {each.name for step in procedure.steps for each in step.takes}
    strange = {name: {*of} - known for name, of in procedure.groups.items()}

    assert {} == {name: each for name, each in strange.items() if each}


def test_a_step_that_is_guarded_as_another_is_in_its_groups():
    """A vote that is repeated is asked what a vote is asked."""
    for name, members in nrw().groups.items():
        assert ("vote" in members) is ("repeat_vote" in members), name


def test_groups_decide_and_are_part_of_the_fingerprint():
    """A procedure that counts another step among its votes is another one."""
    small = nrw()
    groups = {**small.groups, "votes": small.groups["votes"] - {"recommend"}}

    assert small.fingerprint != small.extended(groups=groups).fingerprint
