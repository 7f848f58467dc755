"""The one screen: its size, its words, and that nothing is told twice or lost."""

from __future__ import annotations

import re

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st
from newcomer import first_command

from papers import VORLAGE
from ratsflow import (
    Actor,
    Consultation,
    CostStatement,
    Meeting,
    Motion,
    Office,
    Organization,
    nrw,
)
from ratsflow.cli.command_lines import Typed
from ratsflow.cli.console import Console
from ratsflow.cli.screen import COLUMNS, LINES, explained, screen, whole
from ratsflow.cli.tour import Tour
from ratsflow.cli.tour_script import script_of, states_with_a_tour
from ratsflow.stores import MemoryStore


PROCEDURE = nrw()
NAMES = {
    *PROCEDURE.roles,
    *(each.name for each in PROCEDURE.states),
    *(each.name for each in PROCEDURE.consultation_states),
    *(each.name for each in PROCEDURE.suspension_states),
    *(each.name for each in PROCEDURE.steps),
    *(each.name for step in PROCEDURE.steps for each in step.takes),
    *(rule.id for rule in PROCEDURE.rules),
}
"""Every name of the procedure that is no word: one with an underscore."""
IDENTIFIER = re.compile(r"\b[a-z]+_[a-z_]+\b")
LEAKS = re.compile(r"\b(?:True|False|None)\b|\d{4}-\d\d-\d\d|[≤≥]")


def words_of(lines: list[str]) -> str:
    """Return what is said on a screen: all but the commands and what continues them."""
    kept, within = [], False
    for line in lines:
        if line.startswith("    $ ") or within:
            within = line.endswith("\\")
            continue
        kept.append(line)
    return "\n".join(kept)


@attrs.define
class Stops(Tour):
    """The tour, with the office's answer kept at every step."""

    nows: list = attrs.field(factory=list)

    def _take(self, act, actor, inputs):
        self.nows.append(self.office.now(self.script.case))
        super()._take(act, actor, inputs)


@cache
def stops(state):
    """Return what now, in every state of the tour of a state."""
    tour = Stops(script_of(state), MemoryStore(), "de", Console(quiet=True))
    tour.run()
    return [*tour.nows, tour.office.now(tour.script.case)]


@pytest.fixture(name="nows")
def _nows():
    """Return what now, in every state of the tour of NRW."""
    return stops("NRW")


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("state", states_with_a_tour())
def test_every_state_of_the_tour_fits_on_a_screen(state, lang):
    """At most 30 lines of 80 columns, and no name of the procedure among the words."""
    assert len(stops(state)) >= 19
    for now in stops(state):
        lines = screen(now, lang, Typed())
        told = words_of(lines)
        assert len(lines) <= LINES, "\n".join(lines)
        assert max(map(len, lines)) <= COLUMNS, "\n".join(lines)
        assert not [n for n in IDENTIFIER.findall(told) if n in NAMES], told


def test_the_next_step_is_the_one_the_tour_takes(nows):
    """The main path, or the cure of what it lacks, is the way that the tour goes."""
    taken = [
        "submit", "revise", "submit", "complete_co_signature", "cosign",
        "complete_co_signature", "sign", "release", "place_on_agenda", "open_item",
        "vote", "start_standstill", "end_standstill", "end_standstill",
        "start_execution", "complete", "report", "close",
    ]  # fmt: skip
    for now, step in zip(nows, taken, strict=False):
        assert now.next is not None
        cures = {cure.step.name for cure, _ in now.cures}
        assert step in {now.next.step.name, *cures}
    assert nows[-1].next is None


def test_each_thing_is_told_once_and_no_finding_is_lost(nows):
    """Keys are unique, and every open finding waits for one of them."""
    for now in nows:
        for possible in now.steps:
            verdict = possible.verdict
            keys = [each.key for each in verdict.missing]
            assert len(keys) == len(set(keys))
            for finding in verdict.open:
                assert set(finding.waits_for) <= set(keys)
                assert finding.waits_for


def test_what_is_asked_for_ahead_is_no_warning_too():
    """A topic that later steps will need stands with a plus, and nowhere else."""
    office = Office(PROCEDURE, clock=lambda: datetime(2026, 1, 12, 9, tzinfo=UTC))
    paper = Motion("Eine Bank", cost_statement=CostStatement("none"))
    office.open(paper, Actor("a", roles=["author"]), case_id="c")
    now = office.now("c")
    assert "motion.topics" in {each.fact for each in now.ahead}
    assert not [each for each in now.checks if "motion.topics" in each.key]
    assert 1 == "\n".join(screen(now, "de", Typed())).count("das Thema der Vorlage")


def test_deadlines_and_days_waited_for_are_days(nows):
    """On the day named the rule is met, the day before it is not; what is due is ahead."""
    for now in nows:
        for due in now.deadlines:
            assert due.until.day >= now.day
    (waiting,) = {n.waits_until for n in nows} - {None}
    assert date(2026, 3, 13) == waiting


@pytest.mark.parametrize("lang", ["de", "en"])
def test_everything_is_there_on_request(nows, lang):
    """--all names every step of the procedure, in lines that fit too."""
    for now in nows[:1]:
        lines = whole(now, lang, Typed())
        told = " ".join(" ".join(lines).split())
        for step in PROCEDURE.steps:
            assert PROCEDURE.words.say("step", step.name, lang) in told
        assert max(map(len, lines)) <= COLUMNS


@given(
    st.text(min_size=1, max_size=200).filter(str.strip),
    st.integers(0, 14),
    st.sampled_from(["de", "en"]),
)
def test_any_title_and_route_fit(title, bodies, lang):
    """A title of 200 characters of any kind and fourteen bodies still fit."""
    try:
        paper = Motion(
            title, cost_statement=CostStatement("none"), topics=(), districts=()
        )
    except ValueError:
        return
    office = Office(PROCEDURE, clock=lambda: datetime(2026, 1, 12, 9, tzinfo=UTC))
    route = [
        Consultation(
            f"c{number}",
            Organization(
                f"Ausschuss Nr. {number} für Angelegenheiten von erheblicher Länge"
            ),
            "preliminary",
            Meeting(date(2026, 3, 1 + number)),
        )
        for number in range(bodies)
    ]
    try:
        office.open(
            paper, Actor("a", roles=["author"]), case_id="c", consultations=route
        )
    except ValueError:
        return
    lines = screen(office.now("c"), lang, Typed())
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= COLUMNS
    assert all(line.isprintable() or not line for line in lines)
    assert first_command("\n".join(lines))


def test_an_explanation_tells_one_cause_in_one_line(nows):
    """The vote without a ballot: one thing, the command, and how many rules wait."""
    (now,) = [n for n in nows if n.next is not None and n.next.step.name == "vote"]
    told = explained(now.next.verdict, now, "de", Typed())
    said = " ".join(" ".join(told).split())
    assert "ist möglich, sobald angegeben ist: [1] das Abstimmungsergebnis (" in said
    assert 1 == said.count("[")
    assert "ratsflow take 0042-2026 vote" in (first_command("\n".join(told)) or "")
    assert len(told) <= 12
    assert not IDENTIFIER.search(words_of(told).replace("--all", ""))


def test_who_asks_is_addressed():
    """For an actor it says that it is his turn, and his id stands in the command."""
    author = Actor("kurz", roles=["author"])
    office = Office(PROCEDURE, clock=lambda: datetime(2026, 1, 12, 9, tzinfo=UTC))
    office.open(Motion("Eine Bank"), author, case_id="c")
    lines = screen(office.now("c", author), "de", Typed())
    assert "Am Zug: Sie" in lines
    assert "--as author:kurz" in (first_command("\n".join(lines)) or "")


def test_a_stranger_is_told_no_more_than_the_states_say():
    """Of a paper that is not public nobody without a role learns what it lacks."""
    office = Office(PROCEDURE, clock=lambda: datetime(2026, 1, 12, 9, tzinfo=UTC))
    author = Actor("kurz", roles=["author"])
    office.open(Motion("Geheimer Grundstückskauf", public=False), author, case_id="c")
    stranger = Actor("presse")
    now = office.now("c", stranger)
    told = "\n".join((*screen(now, "de", Typed()), str(now.to_plain("de"))))
    assert "Grundstückskauf" not in told
    assert "cost_statement" not in told
    assert () == now.ahead
    assert {"role", "input"} >= {
        each.kind for possible in now.steps for each in possible.verdict.missing
    }


CHECKS = """state = "NRW"
town = "Stadt"
[norm]
"impact_checks.checks" = [
  { id = "climate", required = true }, { id = "gender", required = true }, { id = "Hitze", required = true },
]
"""


def test_what_a_rule_lacks_in_several_places_is_told_once_and_in_words(shell):
    """Three check boxes of a town are empty: one line, by the names that people use."""
    Path("town.toml").write_text(CHECKS, "utf-8")
    where = ("--db", "c.db", "--law", "town.toml")
    words = ("--as", "author:a", "--id", "V", "--role", "decision")
    assert 0 == shell("open", VORLAGE, *words, *where)[0]
    for call in (("show", "V"), ("explain", "V", "submit", "--as", "author:a")):
        told = " ".join(shell(*call, *where, "--lang", "de")[1].split())
        assert 1 == told.count("Klima, Gleichstellung und Hitze."), told
        assert not {"climate", "gender"} & set(re.findall(r"\w+", told))
    told = " ".join(shell("show", "V", *where, "--lang", "en")[1].split())
    assert 1 == told.count("climate, gender equality and Hitze.")


def test_who_does_not_say_what_he_saw_is_told_what_to_say(shell):
    """By the title of the step, and what was done since by theirs; no key of a program."""
    Path("town.toml").write_text(CHECKS, "utf-8")
    where = ("--db", "c.db", "--law", "town.toml", "--lang", "de")
    words = ("--as", "author:a", "--id", "V", "--role", "decision")
    assert 0 == shell("open", VORLAGE, *words, *where)[0]
    taking = ("take", "V", "submit", "--as", "author:a")
    _, _, unsaid = shell(*taking, *where)
    assert unsaid == (
        "ratsflow: gesehener Stand: für „Zur Mitzeichnung geben“ ist zu sagen, welcher "
        "Stand des Textes gelesen wurde; Vorgang „V“ steht beim Eintrag 1. Ihn ansehen und "
        "--seen 1 dazuschreiben; --seen any, wenn jeder Stand recht ist.\n"
    )
    text = Path(VORLAGE).read_text("utf-8")
    Path("new.md").write_text(
        text.replace("Beschlussvorschlag:", "Beschlussvorschlag:\n\nNeu."), "utf-8"
    )
    revising = ("take", "V", "revise", "--as", "author:a", "--input", "motion=new.md")
    code, _, err = shell(*revising, *where)
    assert 0 == code, err
    _, _, stale = shell(*taking, "--seen", "1", *where)
    assert (
        "„Zur Mitzeichnung geben“ wurde nicht getan. Seitdem: Text ändern. Der" in stale
    )
    assert "ein anderer: der Beschlussvorschlag." in stale
