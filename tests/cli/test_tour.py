"""The tour: the main job on the shipped example, as a newcomer sees it."""

from __future__ import annotations

import json
import logging
import re
import shutil

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from ratsflow import procedures
from ratsflow.cli.app import run
from ratsflow.cli.tour_script import script_of, states_with_a_tour
from ratsflow.errors import DefinitionError
from ratsflow.law import states
from ratsflow.law.states import StateLaw
from ratsflow.states import nrw as shipped


def test_the_tour_goes_from_draft_to_closed(capsys):
    """Refusals with every reason, the cure, every step, the closed case, a whole log."""
    assert 0 == run(["tour", "--json"])
    told = json.loads(capsys.readouterr().out)

    refused = [row["refused"] for row in told if "refused" in row]
    assert ["submit", "complete_co_signature", "end_standstill"] == [
        each["step"] for each in refused
    ]
    assert ["fields_complete", "cost_statement_present"] == refused[0]["blocking"]
    assert ["cosignatures_done"] == refused[1]["blocking"]
    assert ["appeal_period_over"] == refused[2]["blocking"]
    assert {"state": "closed", "broken": []}.items() <= told[-1].items()
    steps = [row["step"] for row in told if "state" in row and "step" in row]
    assert [
        "revise", "submit", "cosign", "complete_co_signature", "sign", "release",
        "place_on_agenda", "open_item", "vote", "start_standstill", "end_standstill",
        "start_execution", "complete", "report", "close",
    ] == steps  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "de",
            ("die Angabe der Kosten, auch „keine“", "abgeschlossen", "unversehrt"),
        ),
        ("en", ("the cost statement, even none", "closed", "The log is whole")),
    ],
)
def test_a_clerk_can_follow_it(capsys, lang, words):
    """The telling is in the reader's language and cites a paragraph."""
    assert 0 == run(["tour", "--lang", lang])
    out = " ".join(capsys.readouterr().out.split())
    for each in (*words, "§ 57 Abs. 4 S. 2 GO NRW i. V. m. Geschäftsordnung)"):
        assert each in out


def test_the_database_is_kept_where_one_asks(capsys, tmp_path):
    """With --db the file stays and verifies; a second tour does not write over it."""
    where = str(tmp_path / "tour.db")
    assert 0 == run(["tour", "--db", where, "--lang", "en"])
    capsys.readouterr()

    assert 0 == run(["verify", "--db", where, "--lang", "en"])
    assert "1 case(s) verified" in capsys.readouterr().out
    assert 2 == run(["tour", "--db", where])
    assert "already" in capsys.readouterr().err


def test_the_tour_of_baden_wuerttemberg(capsys):
    """A council without a quorum resolves nothing; the second meeting with three does."""
    assert 0 == run(["tour", "--state", "bw", "--json"])
    told = json.loads(capsys.readouterr().out)

    refused = [row["refused"] for row in told if "refused" in row]
    assert [
        ("submit", ["cost_statement_present"]),
        ("complete_co_signature", ["cosignatures_done"]),
        ("vote", ["quorum_doubtful"]),
    ] == [(each["step"], each["blocking"]) for each in refused]
    assert {"state": "closed", "broken": []}.items() <= told[-1].items()
    steps = [row["step"] for row in told if "state" in row and "step" in row]
    assert [
        "revise", "submit", "cosign", "complete_co_signature", "sign", "release",
        "place_on_agenda", "open_item", "establish_inquorum", "second_call", "open_item",
        "vote", "keep_minutes", "make_executable", "start_execution", "complete",
        "report", "close",
    ] == steps  # fmt: skip


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("state", states_with_a_tour())
def test_a_tour_speaks_of_its_own_law(capsys, state, lang):
    """No paragraph of another state, and no word of a role or step that it has not."""
    assert 0 == run(["tour", "--state", state, "--lang", lang])
    out = " ".join(capsys.readouterr().out.split())
    other = {"NRW": ("GemO BW", "Gemeinderat"), "BW": ("NRW", "Einspruch")}[state]
    assert not [each for each in other if each in out]
    words = {other: found.words for other, found in procedures().items()}
    mine = words.pop(state)
    for each in script_of(state).people:
        said = mine.say("role", each, lang)
        foreign = {table.say("role", each, lang) for table in words.values()}
        foreign -= {said, *script_of(state).procedure.roles}
        assert not [label for label in foreign if label in out and label not in said]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_vote_without_a_quorum_cites_its_paragraph(capsys, lang):
    """In words, with the numbers, and in the language of the reader."""
    assert 0 == run(["tour", "--state", "BW", "--lang", lang])
    out = " ".join(capsys.readouterr().out.split())
    for each in {
        "de": (
            "nötig sind 17",
            "§ 37 Abs. 2 S. 1 GemO BW",
            "Das Protokoll ist unversehrt",
        ),
        "en": ("needed are 17", "§ 37 Abs. 2 S. 1 GemO BW", "The log is whole"),
    }[lang]:
        assert each in out


def test_a_state_without_a_tour_says_so(capsys):
    """In one sentence, with those that bring one; exit code 2."""
    assert 2 == run(["tour", "--state", "BY", "--lang", "de"])
    err = capsys.readouterr().err
    assert "das Recht von BY bringt keine Führung mit" in err
    assert "BW, NRW" in err


@pytest.fixture(name="brought")
def _brought(tmp_path, monkeypatch):
    """Return a function that installs a vendor's state with another tour."""
    folder = Path(shipped.__file__).parent
    for name in ("norms.toml", "topics.toml", "tour_law.toml", "tour.md"):
        shutil.copy(folder / name, tmp_path / name)
    text = (folder / "tour.toml").read_text("utf-8")
    rows = {"NRW": EntryPoint("NRW", "vendor:STATE", states.GROUP)}
    monkeypatch.setattr(states, "_installed", lambda: rows)
    monkeypatch.setattr(states, "own_law", lambda _: None)  # as where none is shipped
    law = StateLaw("NRW", tmp_path, shipped.nrw, shipped.STATE.shared)
    monkeypatch.setattr(EntryPoint, "load", lambda _: law)

    def bring(old, new):
        assert old in text
        (tmp_path / "tour.toml").write_text(text.replace(old, new), "utf-8")
        states.state_law.cache_clear()

    yield bring
    states.state_law.cache_clear()


def test_a_vendor_brings_a_tour(brought, capsys):
    """Its words and people are told."""
    brought("Anna Kurz", "Wanda Lang")
    assert 0 == run(["tour", "--lang", "en"])
    assert "Wanda Lang" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('step = "sign"', 'step = "sing"', "'sing' is no step. Meant: sign"),
        ('by = "treasurer"', 'by = "tresurer"', "'tresurer' is no person of the tour"),
        ("chair = [", "chairman = [", "'chairman' is no role of the procedure"),
        ("show = true", "shows = true", "'shows' is no key of a tour"),
        ('at = "2026-01-12 10:00"', 'at = "Montag"', "'Montag' is no moment"),
    ],
)
def test_a_slip_in_a_tour_is_told_with_its_file(brought, old, new, said):
    """Each mistake, with what was probably meant."""
    brought(old, new)
    with pytest.raises(DefinitionError) as error:
        script_of("NRW")
    assert said in str(error.value)
    assert re.search(r"tour\.toml(:\d+)?: ", str(error.value))


def test_a_tour_that_tells_an_untruth_ends(brought, capsys):
    """What is said to be refused and is not ends it with a sentence."""
    brought('given = { decision = "approve" }', 'given = { decision = "approve" }\nrefused = ["cosignatures_done"]')  # fmt: skip
    assert 2 == run(["tour", "--lang", "en"])
    assert "'cosign' is refused, and it is not" in capsys.readouterr().err


def test_events_are_added_to_a_file_as_lines(tmp_path):
    """An operator follows what commands do; a file that is there is not begun anew."""
    place = tmp_path / "events.jsonl"
    place.write_text("{}\n", encoding="utf-8")
    before = logging.getLogger("ratsflow").handlers[:]
    code = run(["--events", str(place), "tour"])
    first, *lines = [json.loads(line) for line in place.read_text("utf-8").splitlines()]

    assert (0, {}) == (code, first)
    assert {"written", "refused"} <= {line["event"] for line in lines}
    assert before == logging.getLogger("ratsflow").handlers


def test_a_file_of_events_that_cannot_be_written_is_told(tmp_path, capsys):
    """One sentence with the name of the file, and nothing is done."""
    place = tmp_path / "away" / "events.jsonl"
    assert 2 == run(["--events", str(place), "tour"])
    told = capsys.readouterr()

    assert (1, "") == (len(told.err.splitlines()), told.out)
    assert str(place) in told.err
