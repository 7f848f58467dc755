"""Votes and results in the words of minutes, read one by one."""

from __future__ import annotations

import time

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.law.counting import Outcome
from ratsflow.law.tally import label
from ratsflow.model.ballot import Announced
from ratsflow.papers import ToldVote, read_votes


def counts(vote: ToldVote) -> tuple[int | None, int | None, int | None]:
    """Yes, no and abstentions."""
    return vote.yes, vote.no, vote.abstain


def codes(vote: ToldVote) -> list[str]:
    """The codes of the findings."""
    return [each.code for each in vote.findings]


def one(text: str) -> ToldVote:
    """Read a text that tells one vote."""
    (vote,) = read_votes(text)
    return vote


@pytest.mark.parametrize(
    ("text", "outcome", "announced", "votes"),
    [
        ("mehrheitlich abgelehnt (9 JA, 31 Nein)", "rejected", "rejected", (9, 31, None)),
        ("einstimmig14 Ja-Stimmen, 0 Enthaltungen", None, "adopted", (14, 0, 0)),
        ("Bei 4 Gegenstimmen zugestimmt", "adopted_unchanged", "adopted", (None, 4, None)),
        ("Ja: 7, Nein: 2", None, "adopted", (7, 2, None)),
        ("Ja 2  Nein 9  Enthaltung 1", None, "rejected", (2, 9, 1)),
        ("dafür: 11, dagegen: 3, Enth.: 2", None, "adopted", (11, 3, 2)),
        ("acht Ja-Stimmen, eine Nein-Stimme, keine Enthaltung", None, "adopted", (8, 1, 0)),
        ("6 Stimmen dafür, 2 Stimmen dagegen", None, "adopted", (6, 2, None)),
        ("mit 30 Stimmen gegen 12 Stimmen", None, "adopted", (30, 12, None)),
        ("10 x Ja – einstimmig/geänderter Beschluss", "adopted_amended", "adopted", (10, 0, None)),
        ("5 Ja-Stimmen/Zuschuss 3.000 €", None, "adopted", (5, None, None)),
        ("einstimmig, siehe DS 17/2024", None, "adopted", (None, 0, None)),
        ("Bei Stimmengleichheit (20 JA, 20 Nein) abgelehnt", "rejected", "rejected", (20, 20, None)),
        ("Bei 40 Ja-Stimmen und 3 Nein-Stim- men mehrheit- lich zuge- stimmt", "adopted_unchanged", "adopted", (40, 3, None)),
        ("Einstimmige Zustimmung (41 Ja9", "adopted_unchanged", "adopted", (41, 0, None)),
        ("Nicht empfohlen", "not_recommended", "rejected", (None, None, None)),
        ("Zustimmend zur Kenntnis genommen!", "noted", None, (None, None, None)),
        ("Der Ausschuss nimmt den Bericht zur Kenntnis.", "noted", None, (None, None, None)),
        ("Die Vorlage gilt einstimmig als beraten.", "considered", None, (None, 0, None)),
        ("keine Abstimmung", "no_vote", None, (None, None, None)),
        ("ohne", "no_vote", None, (None, None, None)),
        ("erledigt, keine Abstimmung", "settled", None, (None, None, None)),
        ("Bei 3 Enthaltungen und 6 Ja-Stimmen in den Ausschuss verwiesen", "referred", None, (6, None, 3)),
        ("Beschluss: zurückgestellt\nAbstimmungsergebnis: einstimmig zugestimmt", "deferred", "adopted", (None, 0, None)),
        ("Antrag auf Vertagung mehrheitlich abgelehnt (8 Ja, 20 Nein)", "rejected", "rejected", (8, 20, None)),
        ("Einstimmig zu geändertem Vertragstext zugestimmt", "adopted_amended", "adopted", (None, 0, None)),
    ],
)  # fmt: skip
def test_a_result_is_read(
    text: str,
    outcome: str | None,
    announced: str | None,
    votes: tuple[int | None, ...],
) -> None:
    """Outcome, verbal result and counts, and nothing else is taken for a vote."""
    vote = one(text)

    assert outcome == vote.outcome
    assert announced == (vote.announced and vote.announced.value)
    assert votes == counts(vote)
    assert [] == codes(vote)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Einstimmig bei 18 Ja-Stimmen und 4 Nein-Stimmen", "unanimous_with_votes_against"),
        ("zwei Ja-Stimmen und 20 Nein-Stimmen lt. Beschlussvorschlag", "tally_against_result"),
        ("19 Ja-Stimmen, 3 Nein-Stimmen / Antrag abgelehnt", "tally_against_result"),
        ("mehrheitlich zugestimmt (10 Ja, 10 Nein)", "tally_against_result"),
        ("9 Ja-Stimmen (4 CDU, 4 SPD)", "parties_do_not_add_up"),
        ("zugestimmt und abgelehnt", "two_results"),
        ("nicht abgelehnt", "negated"),
        ("Bei 40-Stimmen, 5 Nein-Stimmen zugestimmt", "votes_of_no_kind"),
        ("27 Nein-Stimmen, Rest Ja-Stimmen", "rest_not_counted"),
        ("Zugestimmt mit 9 Ja-Stimmen (6 CDU, 3 SPD) bei 2 Enthaltungen (2 FDP)", "no_not_told"),
        ("4 Ja-Stimmen, 6 Enthaltungen", "no_not_told"),
        ("Bei 6 Enthaltungen und 4 Ja-Stimmen in den Ausschuss verwiesen", "no_not_told"),
        ("JaNeinEnthaltungA1B1C1Gesamt111111", "table_run_together"),
        ("Der Ortsrat reicht seine Mittelanmeldung ein.", "nothing_read"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_finding(text: str, code: str) -> None:
    """A tally that does not carry its verbal result, and all else that is odd."""
    vote = one(text)

    assert code in codes(vote)
    assert all(each.text.de and each.text.en for each in vote.findings)


@pytest.mark.parametrize(
    "text",
    [
        "Bei 44 Ja-Stimmen und 2 Enthaltungen mehrheitlich zugestimmt",
        "mehrheitlich abgelehnt (bei 5 Ja-Stimmen und 6 Enthaltungen)",
        "7 Ja-Stimmen / 1 Enthaltung",
        "Einstimmig mit 9 Ja-Stimmen (6 CDU, 3 SPD) bei 2 Enthaltungen (2 FDP)",
        "9 Ja-Stimmen (6 CDU, 3 SPD), 1 Nein-Stimme (1 AfD), 2 Enthaltungen (2 FDP)",
        "4 Ja-Stimmen, 0 Nein-Stimmen, 6 Enthaltungen",
    ],
)
def test_votes_against_that_change_nothing_need_no_finding(text: str) -> None:
    """The words tell the result, the votes for outweigh, or all sides are told."""
    assert [] == codes(one(text))


def test_discussed_without_a_resolution_is_no_vote() -> None:
    """Nothing was put to the vote: no paper becomes considered, or adopted, by it."""
    vote = one("Beraten ohne Beschluss!")

    assert ("no_vote", None) == (vote.outcome, vote.announced)
    assert "considered" == one("Gilt als beraten").outcome


def test_votes_that_contradict_a_proposal_decide_nothing() -> None:
    """As proposed, with nearly all against: adopted, or the proposal was to reject."""
    assert (
        one("1 Ja-Stimme und 28 Nein-Stimmen lt. Beschlussvorschlag").announced is None
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Beschlussvorlage: mehrheitlich zugestimmt (39 JA, 3 Nein) Änderungsantrag GRÜNE:"
            " mehrheitlich abgelehnt (3 JA, 37 Nein)",
            [("Beschlussvorlage", 39, 3), ("Änderungsantrag GRÜNE", 3, 37)],
        ),
        ("zu a) 5 Ja/4 Nein zu b) 9 Ja/0 Nein", [("zu a)", 5, 4), ("zu b)", 9, 0)]),
        (
            "zu 1.: einstimmig jazu 2.: 18 Ja-Stimmen zu 4 Nein-Stimmen",
            [("zu 1.", None, 0), ("zu 2.", 18, 4)],
        ),
        (
            "8 Ja-Stimmen, 1 Nein-Stimme, 1 EnthaltungEinstimmig bei 10 Ja-Stimmen",
            [("", 8, 1), ("", 10, 0)],
        ),
        ("1 Ja-Stimme und 8 Nein-Stimmen8 Ja Stimmen und 1 Nein-Stimme", [("", 1, 8), ("", 8, 1)]),
        (
            "TOP 9, Ziffer 1: zugestimmt (30 Ja, 9 Nein) TOP 9.1: keine Abstimmung",
            [("TOP 9, Ziffer 1", 30, 9), ("TOP 9.1", None, None)],
        ),
        (
            "Ziffer 1: Mehrheitliche Zustimmung Ziffer 2: Mehrheitliche Ablehnung",
            [("Ziffer 1", None, None), ("Ziffer 2", None, None)],
        ),
    ],
)  # fmt: skip
def test_separate_votes_are_told_apart(
    text: str, parts: list[tuple[str, int | None, int | None]]
) -> None:
    """By what they are on, and where they run together."""
    assert parts == [(x.part, x.yes, x.no) for x in read_votes(text)]


def test_party_by_party() -> None:
    """Votes of parties in brackets, behind a count, and by name alone."""
    vote = one("9 Ja-Stimmen (5 CDU, 4 SPD), 2 Enthaltungen der FDP-Fraktion")
    named = one(
        "Mehrheitlich gegen die CDU-Fraktion bei Enthaltung der FDP-Fraktion zugestimmt"
    )

    assert [("CDU", "yes", 5), ("SPD", "yes", 4), ("FDP", "abstain", 2)] == [
        (x.party.removesuffix("-Fraktion"), x.kind, x.votes) for x in vote.parties
    ]
    assert [("no", None), ("abstain", None)] == [
        (x.kind, x.votes) for x in named.parties
    ]
    assert Announced.ADOPTED is named.announced


def test_a_table_that_ran_together_is_told_apart_by_its_total() -> None:
    """28 votes of the parties leave one way to cut 0280."""
    text = "JaNeinEnthaltungBM1CDU8FFH6SPD6GRÜNE4FDP3Gesamt0280"

    assert (0, 28, 0) == counts(one(text))


def test_the_rest_and_conditions() -> None:
    """All others, and the proviso of a decision."""
    rest = one("2 Enthaltungen, Rest Zustimmung")
    bound = one("einstimmig beschlossen unter der Bedingung, dass der Kreis zustimmt")

    assert ("yes", Announced.ADOPTED, 2) == (rest.rest, rest.announced, rest.abstain)
    assert bound.condition.startswith("unter der Bedingung")
    assert "adopted_unchanged" == bound.outcome


def test_a_vote_becomes_a_record_as_far_as_it_is_told() -> None:
    """Partial and contradicting numbers are kept as they are."""
    partial = one("bei 3 Gegenstimmen beschlossen").ballot()
    odd = one("mehrheitlich zugestimmt (3 Ja, 9 Nein)").ballot(present=5)

    assert partial is not None
    assert (None, 3, Announced.ADOPTED) == (partial.yes, partial.no, partial.announced)
    assert odd is not None
    assert ("votes_over_present",) == odd.contradictions
    assert one("vertagt").ballot() is None


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("7 Ja, 3 Nein", Outcome.ADOPTED),
        ("5 Ja, 5 Nein", Outcome.REJECTED),
        ("einstimmig", Outcome.UNKNOWN),
    ],
)
def test_a_neutral_count_needs_no_law(text: str, outcome: Outcome) -> None:
    """More yes than no; what is not counted is not known."""
    assert outcome is one(text).counted


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 9))
def test_what_is_written_of_a_count_is_read_back(
    yes: int, no: int, abstain: int
) -> None:
    """Numbers with their kinds, in several orders."""
    for text in (
        f"{yes} Ja-Stimmen, {no} Nein-Stimmen, {abstain} Enthaltungen",
        f"({yes} JA, {no} Nein, {abstain} Enthaltungen)",
        f"Ja: {yes}, Nein: {no}, Enthaltungen: {abstain}",
        f"Ja {yes}  Nein {no}  Enthaltungen {abstain}",
        f"Nein {no}/Ja {yes}/Enth. {abstain}",
    ):
        assert (yes, no, abstain) == counts(one(text))


@given(st.integers(1, 60), st.integers(0, 60))
def test_labels_of_tallies_are_read_back(yes: int, no: int) -> None:
    """What ratsflow writes itself it reads."""
    outcome = Outcome.ADOPTED if yes > no else Outcome.REJECTED
    told = one(label(outcome, yes, no, 2).de)

    assert outcome.value == (told.announced and told.announced.value)
    assert 2 == told.abstain


@given(st.text(max_size=300))
def test_any_text_gives_votes_or_a_finding(text: str) -> None:
    """Never an error."""
    for vote in read_votes(text):
        assert vote.to_plain()["text"] == vote.text


@pytest.mark.parametrize(
    "piece",
    ["Antrag ", "zu a) ", "1 Ja ", "einstimmig ", "A", "(", "gegen die ", "Zustimmung: ", "9",
     "CDU, ", "Gegen: CDU, ", "SPD und ", "drei zu "],
)  # fmt: skip
def test_reading_takes_linear_time(piece: str) -> None:
    """Repetition, and texts beyond any length, cost no more than their length."""
    start = time.perf_counter()
    votes = read_votes(piece * 40_000)

    assert time.perf_counter() - start < 5
    assert any("longer_than_read" in codes(vote) for vote in votes)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ja-Stimmen 12 Nein-Stimmen 0 Enthaltungen 3", (12, 0, 3)),
        ("Ja-Stimmen 12, Gegenstimmen 4, Stimmenthaltungen 1", (12, 4, 1)),
        ("12 Ja-Stimmen 3 Nein-Stimmen 1 Enthaltung", (12, 3, 1)),
        ("mit 12 gegen 3 Stimmen angenommen", (12, 3, None)),
    ],
)
def test_a_number_belongs_to_its_own_kind(
    text: str, told: tuple[int | None, int | None, int | None]
) -> None:
    """The number behind a label is not that of the next label."""
    assert told == counts(one(text))


def test_some_of_several_are_no_count() -> None:
    """What the others did is not told; the words stay with those that were not read."""
    told = one("mit 15 von 20 Stimmen angenommen")

    assert (None, None, None) == counts(told)
    assert "Stimmen" in told.unread


@pytest.mark.parametrize(
    "text",
    [
        "Der Vorschlag findet nicht die erforderliche Mehrheit (12 Ja, 8 Nein)",
        "Der Empfehlung des Ausschusses wird nicht gefolgt",
        "Der Zustimmung wurde letztlich doch nicht nähergetreten",
        "Die Zustimmung verfehlt das Quorum",
    ],
)
def test_what_is_negated_anywhere_is_not_adopted(text: str) -> None:
    """Wherever the negation stands, it is a finding or a refusal."""
    told = one(text)

    assert told.announced is not Announced.ADOPTED
    assert told.findings
    assert told.outcome in (None, "rejected")


def test_who_took_no_part_negates_no_result() -> None:
    """It says something of a person."""
    told = one(
        "beschlossen mit 30 Ja 10 Nein, Herr Müller nahm an der Abstimmung nicht teil"
    )

    assert ("adopted_unchanged", Announced.ADOPTED) == (told.outcome, told.announced)
    assert [] == codes(told)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Der Antrag auf Vertagung wird abgelehnt", "Antrag auf Vertagung"),
        ("Antrag auf Schluss der Debatte: mehrheitlich angenommen", "Antrag auf Schluss der Debatte"),
        ("Vertagung mehrheitlich abgelehnt", "Vertagung"),
        ("Der GO-Antrag wird abgelehnt", "GO-Antrag"),
    ],
)  # fmt: skip
def test_a_motion_of_procedure_is_told_as_what_was_voted_on(
    text: str, part: str
) -> None:
    """Its refusal is not that of the matter."""
    assert part == one(text).part
    assert one(text).is_on_procedure


def test_parties_bear_their_own_numbers() -> None:
    """Behind the name, in brackets, and of a group whose name follows the word."""
    listed = one("Ja: 12 (CDU 8, FDP 4), Nein: 5 (SPD)")
    named = one("mehrheitlich gegen die Stimmen der SPD-Fraktion (5) angenommen")
    behind = one("bei Enthaltung der Fraktion Die Linke (3) beschlossen")

    assert [("CDU", "yes", 8), ("FDP", "yes", 4), ("SPD", "no", 5)] == [
        (x.party, x.kind, x.votes) for x in listed.parties
    ]
    assert [("SPD-Fraktion", 5)] == [(x.party, x.votes) for x in named.parties]
    assert [("Fraktion Die Linke", "abstain", 3)] == [
        (x.party, x.kind, x.votes) for x in behind.parties
    ]
    assert [] == [*codes(listed), *codes(named), *codes(behind)]
