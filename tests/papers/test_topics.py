"""Topics that a title tells: proposed, and never taken for stated."""

from __future__ import annotations

import gzip
import json
import os

from pathlib import Path

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import Motion, nrw
from ratsflow.papers import Proposal, read_paper, topics_proposed


TOPICS = nrw().topics()
SHARED = Path(os.environ.get("RATSFLOW_SHARED", Path(__file__).parents[3] / "shared"))
REAL = SHARED / "data" / "nordstemmen" / "nordstemmen_oparl11.json.gz"


def proposed(title):
    """Return the topics that a title tells."""
    return [each.topic for each in topics_proposed(Motion(title), TOPICS)]


@pytest.mark.parametrize(
    ("title", "topics"),
    [
        ("3. Änderung der Hauptsatzung der Stadt Musterstadt", ["main_bylaw"]),
        ("Satzung über die Gebühren der Friedhöfe", ["fee_bye_law"]),
        ("Neufassung der Marktgebührensatzung", ["fee_bye_law"]),
        ("Neufassung der Katzenschutzsatzung", ["bye_law"]),
        ("Bebauungsplan Nr. 12 – Satzungsbeschluss", ["development_plan"]),
        ("Bebauungsplan Nr. 12 – Aufstellungsbeschluss", ["planning_step"]),
        ("Aufhebung der Aufstellungsbeschlüsse zum FNP", ["planning_step"]),
        (
            "Bebauungsplan Nr. 12: frühzeitige Beteiligung, Satzungsbeschluss",
            ["development_plan", "planning_step"],
        ),
        ("Entlastung des Bürgermeisters", ["discharge"]),
        ("Straßenbenennung im Neubaugebiet", ["road_naming"]),
        ("Benennung einer Schule", []),
        ("Nachtrag zur Tagesordnung", []),
        ("Neubau der Kita „Haushaltssatzung“", []),
        ("Bericht gemäß § 6 der Geschäftsordnung des Rates", []),
        ("Besuch des Ausschusses für Umwelt und Verkehr", []),
        ("Erlass einer Katzenschutzverordnung", []),
        ("", []),
    ],
)
def test_a_title_proposes_what_it_names(title, topics):
    """Names in quotation marks, of bodies and cited paragraphs tell nothing."""
    assert topics == proposed(title)


@given(st.sampled_from(list(TOPICS)))
def test_a_topic_is_proposed_by_its_label_unless_that_says_nothing(name):
    """A word that finds a topic tells it in a title, or is listed as saying nothing."""
    topic = TOPICS[name]
    words = [word for word in topic.de if word not in topic.unsaid]
    for word in words:
        assert name in proposed(f"Beratung: {word}")


@given(st.text(max_size=60))
def test_any_title_is_read(title):
    """Each topic once, each of the vocabulary, by words that stand in the title."""
    found = topics_proposed(Motion(title or "x"), TOPICS)
    assert len({each.topic for each in found}) == len(found)
    assert all(each.topic in TOPICS for each in found)


def test_a_proposal_is_no_statement():
    """What a paper is read to has no topics, whatever its title says."""
    reading = read_paper(
        "Beschlussvorlage der Verwaltung\n\n"
        "**Beratungsgegenstand (Bezeichnung des Tagesordnungspunktes)**\n\n"
        "Änderung der Hauptsatzung\n\n**Beschlussvorschlag**\n\nDer Rat beschließt.\n"
    )
    assert reading.motion.topics is None
    assert (Proposal("main_bylaw", "Hauptsatzung"),) == topics_proposed(
        reading.motion, TOPICS
    )


@pytest.mark.skipif(not REAL.exists(), reason="the shared papers are not here")
def test_real_titles_propose_what_their_types_bear_out():
    """Where a town of its own marks a paper as a bye-law or plan, the proposal says so."""
    with gzip.open(REAL) as packed:
        titles = [each["name"] for each in json.load(packed)["papers"]]
    found = {title: proposed(title) for title in titles}
    adopted = [t for t in titles if "Satzungsbeschluss" in t and "Bebauungsplan" in t]
    steps = [t for t in titles if t.endswith("- Aufstellungsbeschluss")]
    budgets = [t for t in titles if t.startswith("Haushaltssatzung")]
    assert min(len(adopted), len(steps), len(budgets)) > 5
    assert all("development_plan" in found[title] for title in adopted)
    assert all("planning_step" in found[title] for title in steps)
    assert not any("development_plan" in found[title] for title in steps)
    assert all("annual_budget" in found[title] for title in budgets)
    assert 0.3 < sum(map(bool, found.values())) / len(titles) < 0.6
