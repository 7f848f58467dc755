"""Votes told as rows and pairs of numbers: read where one reading is left, else a finding."""

from __future__ import annotations

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.model import Announced
from ratsflow.papers import ToldVote, read_votes


Told = tuple[int | None, int | None, int | None]


def counts(vote: ToldVote) -> Told:
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
    ("text", "told", "announced"),
    [
        # which side stands first is told by the outcome
        ("mit 17:12 abgelehnt", (12, 17, None), "rejected"),
        ("mit 12:17 abgelehnt", (12, 17, None), "rejected"),
        ("Der Antrag wird mit 31 : 22 Stimmen abgelehnt.", (22, 31, None), "rejected"),
        ("mit 31 gegen 22 Stimmen bei 2 Enthaltungen abgelehnt", (22, 31, 2), "rejected"),
        ("mit 31 zu 22 abgelehnt", (22, 31, None), "rejected"),
        ("mit 31:12:3 Stimmen abgelehnt", (12, 31, 3), "rejected"),
        ("mit 9:0 einstimmig abgelehnt", (0, 9, None), "rejected"),
        ("mit 12:3 nicht angenommen", (3, 12, None), "rejected"),
        ("Ablehnung mit 8:7 Stimmen", (7, 8, None), "rejected"),
        ("mit 17:12 angenommen", (17, 12, None), "adopted"),
        ("mit 14 zu 3 Stimmen angenommen", (14, 3, None), "adopted"),
        ("mit 11:2 Stimmen bei 1 Enthaltung beschlossen", (11, 2, 1), "adopted"),
        ("bei Stimmengleichheit (16:16) abgelehnt", (16, 16, None), "rejected"),
        ("gegen 3 Stimmen beschlossen", (None, 3, None), "adopted"),
        ("gegen zwei Stimmen abgelehnt", (2, None, None), "rejected"),
        # nothing but numbers, or a label before them
        ("15:0", (15, 0, None), "adopted"),
        ("15 : 0 : 2", (15, 0, 2), "adopted"),
        ("(15:0)", (15, 0, None), "adopted"),
        ("Abstimmungsergebnis: 11:14", (11, 14, None), "rejected"),
        ("Abstimmungsergebnis: 15/0/2", (15, 0, 2), "adopted"),
        ("Beschluss: 17 : 0 Stimmen", (17, 0, None), "adopted"),
        ("einstimmig 13:0", (13, 0, None), "adopted"),
        ("mehrheitlich zugestimmt (19:15:1)", (19, 15, 1), "adopted"),
        # in words, and with a word between them behind a result
        ("mit vierzehn zu fünf Stimmen", (14, 5, None), "adopted"),
        ("Mit siebzehn zu acht Stimmen bei einer Enthaltung angenommen", (17, 8, 1), "adopted"),
        ("mit einunddreißig gegen zweiundzwanzig Stimmen abgelehnt", (22, 31, None), "rejected"),
        ("mit neun zu 4 Stimmen", (9, 4, None), "adopted"),
        ("Abstimmungsergebnis: sieben zu sechs zu eins", (7, 6, 1), "adopted"),
        ("beschlossen (elf zu null)", (11, 0, None), "adopted"),
        ("abgelehnt, 4 gegen 9", (4, 9, None), "rejected"),
        ("14 zu 5", (14, 5, None), "adopted"),
        # rows of kinds
        ("Für: 11 Gegen: 6 Enth.: 2", (11, 6, 2), "adopted"),
        ("11 für, 6 gegen, 2 Enthaltungen", (11, 6, 2), "adopted"),
        ("Für den Antrag: 11 Gegen den Antrag: 6", (11, 6, None), "adopted"),
        ("J: 7 N: 9 E: 1", (7, 9, 1), "rejected"),
        ("7J/9N/1E", (7, 9, 1), "rejected"),
        ("Ja 11 / Nein 6", (11, 6, None), "adopted"),
        ("Ja: 11 Nein: 6 Enthaltung: 2", (11, 6, 2), "adopted"),
        ("Ja = 11; Nein = 6; Enth. = 2", (11, 6, 2), "adopted"),
        ("Ja (11), Nein (6), Enthaltungen (2)", (11, 6, 2), "adopted"),
        ("Ja | Nein | Enthaltung\n11 | 6 | 2", (11, 6, 2), "adopted"),
        ("Ja/Nein/Enth.: 11/6/2", (11, 6, 2), "adopted"),
        ("Nein:Ja 11:6", (6, 11, None), "rejected"),
        ("11:6:2 (Ja:Nein:Enthaltung)", (11, 6, 2), "adopted"),
        ("Zustimmung: 11 Ablehnung: 6 Enthaltung: 2", (11, 6, 2), "adopted"),
        ("pro 11 / contra 6", (11, 6, None), "adopted"),
        ("Anwesend: 19 Ja: 11 Nein: 6", (11, 6, None), "adopted"),
        ("Anwesende: 17 Ja-Stimmen: 11 Nein-Stimmen: 6", (11, 6, None), "adopted"),
        ("11 Ja- gegen 6 Nein-Stimmen", (11, 6, None), "adopted"),
        ("Ja 11, Nein 6, 2 Enthaltungen", (11, 6, 2), "adopted"),
        ("Es stimmten 11 mit Ja und 6 mit Nein", (11, 6, None), "adopted"),
        ("11 mal Ja, 6 mal Nein", (11, 6, None), "adopted"),
        ("dreißig Ja-Stimmen, Fünfunddreißig Gegenstimmen", (30, 35, None), "rejected"),
        ("sechsundzwanzig Ja-Stimmen, sieben Nein-Stimmen", (26, 7, None), "adopted"),
        ("zwoelf Ja-Stimmen, fuenf Gegenstimmen", (12, 5, None), "adopted"),
        ("einundzwanzig Ja-Stimmen, zwanzig Gegenstimmen", (21, 20, None), "adopted"),
        ("11 Ja, 6 Nein und 2 Anträge", (11, 6, None), "adopted"),
    ],
)  # fmt: skip
def test_numbers_are_read_that_can_be_read_one_way(
    text: str, told: Told, announced: str
) -> None:
    """By the outcome, the label, or the kinds beside them; nothing is odd about them."""
    vote = one(text)

    assert told == counts(vote)
    assert announced == (vote.announced and vote.announced.value)
    assert [] == codes(vote)


@pytest.mark.parametrize(
    "text",
    [
        "14:00",
        "14:10",
        "0:14",
        "abgelehnt, 18:30",
        "12:30 abgelehnt",
        "vertagt auf 18:30",
        "abgelehnt (21:23)",
        "Ja 11 Nein 6 Enthaltung",
        "Ziffer 2 Ja 11 Nein 6",
        "Wahl: 12:3 gewählt",
        "Ja 51% Nein 49%",
        "1.234 Ja, 500 Nein",
        "mit 25:15 Stimmen abgelehnt (2/3-Mehrheit erforderlich)",
        "mit 7 Stimmen abgelehnt",
        "12/3",
    ],
)
def test_numbers_that_can_be_read_two_ways_are_a_finding(text: str) -> None:
    """Which may be a time, an item, or either side: none is taken, and it is said."""
    vote = one(text)

    assert vote.yes is None
    assert codes(vote)


@pytest.mark.parametrize(
    "text",
    [
        "abgelehnt um 18:30",
        "beschlossen, 18:30 Uhr",
        "Vorlage 12/3 beschlossen",
        "Maßstab 1:500 beschlossen",
        "§ 3 - 2 beschlossen",
        "im Verhältnis 3:1 aufgeteilt, beschlossen",
        "mit 2:1 Mehrheit beschlossen",
        "mit 3-4 Änderungen beschlossen",
        "am 12.3. beschlossen",
        "von zwei zu drei Uhr verschoben, beschlossen",
        "im Verhältnis zwei zu eins aufgeteilt, beschlossen",
        "beschlossen, Ziffer 1, 2 zu 3",
        "mit drei zu zwei Mehrheit beschlossen",
    ],
)
def test_what_is_no_vote_is_none(text: str) -> None:
    """A time of day, a number of an item, a scale, a date."""
    assert (None, None, None) == counts(one(text))


@pytest.mark.parametrize(
    ("text", "told", "code"),
    [
        ("mit 12:17 Stimmen angenommen", (12, 17, None), "tally_against_result"),
        ("mehrheitlich zugestimmt (5:9)", (5, 9, None), "tally_against_result"),
        ("Ja: 11 Nein: 6 abgelehnt", (11, 6, None), "tally_against_result"),
        ("Für: 5 Gegen: 12 angenommen", (5, 12, None), "tally_against_result"),
        ("einstimmig 13:2", (13, 2, None), "unanimous_with_votes_against"),
        ("13:2 abgelehnt", (2, 13, None), "order_of_numbers"),
        ("mit 13:2 angenommen (13 Ja, 3 Nein)", (13, 3, None), "numbers_differ"),
        ("bei 3 Gegenstimmen abgelehnt", (None, 3, None), "against_what"),
    ],
)
def test_numbers_that_do_not_carry_the_words_are_a_finding(
    text: str, told: Told, code: str
) -> None:
    """They are told as they stand."""
    vote = one(text)

    assert told == counts(vote)
    assert [code] == codes(vote)
    assert all(each.text.de and each.text.en for each in vote.findings)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("8 Ja 1 Nein 3 Ja 6 Nein", [(8, 1, None), (3, 6, None)]),
        ("Ja: 8 Nein: 1 Ja: 3 Nein: 6", [(8, 1, None), (3, 6, None)]),
        ("zu a) 12:3 zu b) 15:0", [(12, 3, None), (15, 0, None)]),
        ("Änderungsantrag: mit 3:12 abgelehnt. Hauptantrag: mit 12:3 angenommen", [(3, 12, None), (12, 3, None)]),
    ],
)  # fmt: skip
def test_each_vote_keeps_its_numbers(text: str, told: list[Told]) -> None:
    """A kind or a pair that comes again is of another vote."""
    assert told == [counts(vote) for vote in read_votes(text)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CDU: dafür, SPD: dagegen", [("CDU", "yes"), ("SPD", "no")]),
        (
            "Die CDU war dafür, SPD und FDP dagegen.",
            [("CDU", "yes"), ("SPD", "no"), ("FDP", "no")],
        ),
        (
            "Für: CDU, SPD; gegen: AfD; Enthaltung: FDP",
            [("CDU", "yes"), ("SPD", "yes"), ("AfD", "no"), ("FDP", "abstain")],
        ),
        ("Grüne - Ja, FW - Nein", [("Grüne", "yes"), ("FW", "no")]),
        ("SPD enthält sich, Volt stimmt dafür", [("SPD", "abstain"), ("Volt", "yes")]),
    ],
)
def test_where_parties_stand_is_told_without_numbers(
    text: str, told: list[tuple[str, str]]
) -> None:
    """Nobody counted them, so there is no result; the words of one beside them are one."""
    vote = one(text)
    decided = one(f"Mehrheitlich beschlossen ({text})")

    assert [(*each, None) for each in told] == [
        (x.party, x.kind, x.votes) for x in vote.parties
    ]
    assert (None, None, None) == counts(vote)
    assert (None, []) == (vote.announced, codes(vote))
    assert vote.parties == decided.parties
    assert Announced.ADOPTED is decided.announced


def test_numbers_of_parties_count_only_if_all_have_one() -> None:
    """A sum over some of them would be a wrong result."""
    all_told = one("CDU: dafür (8), SPD: dagegen (9)")
    some = one("CDU: dafür (8), SPD: dagegen")

    assert ((8, 9, None), Announced.REJECTED) == (counts(all_told), all_told.announced)
    assert ((None, None, None), None) == (counts(some), some.announced)


def test_the_result_on_a_motion_of_a_party_is_not_where_it_stands() -> None:
    """What a party asked for was voted on by all."""
    assert () == one("Antrag der SPD: Ja 8, Nein 11").parties
    assert () == one("SPD: abgelehnt").parties


def test_numbers_behind_labels_of_parties_are_added_up() -> None:
    """They are one vote, not one for each party, and a sum beside them is compared."""
    summed = one("CDU: 8 Ja, 0 Nein, SPD: 4 Ja, 1 Nein")
    total = one("CDU: 8 Ja, SPD: 4 Nein, Gesamt: 8 Ja, 4 Nein")
    odd = one("Ja: 12 Nein: 4 CDU: 8 Ja, SPD: 3 Nein")

    assert (12, 1, None) == counts(summed)
    assert [("CDU", "yes", 8), ("CDU", "no", 0), ("SPD", "yes", 4), ("SPD", "no", 1)] == [
        (x.party, x.kind, x.votes) for x in summed.parties
    ]  # fmt: skip
    assert ((8, 4, None), []) == (counts(total), codes(total))
    assert ((12, 4, None), ["parties_do_not_add_up"]) == (counts(odd), codes(odd))


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_any_numbers_are_read_back_from_rows(yes: int, no: int, abstain: int) -> None:
    """Whatever the numbers, whatever the order."""
    for text in (
        f"Ja: {yes} Nein: {no} Enthaltung: {abstain}",
        f"Für: {yes} Gegen: {no} Enth.: {abstain}",
        f"{yes} für, {no} gegen, {abstain} Enthaltungen",
        f"J: {yes} N: {no} E: {abstain}",
        f"N {no} / J {yes} / E {abstain}",
        f"Ja/Nein/Enth.: {yes}/{no}/{abstain}",
        f"Abstimmungsergebnis: {yes}:{no}:{abstain}",
        f"Zustimmung {yes}, Ablehnung {no}, Enthaltung {abstain}",
    ):
        assert (yes, no, abstain) == counts(one(text)), text


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from([":", " : ", " zu "]))
def test_a_pair_never_tells_silently_what_its_words_deny(
    first: int, second: int, sign: str
) -> None:
    """Adopted has more Yes, refused has not, or there is a finding."""
    adopted = one(f"mit {first}{sign}{second} Stimmen angenommen")
    refused = one(f"mit {first}{sign}{second} Stimmen abgelehnt")

    assert {first, second} == {adopted.yes, adopted.no} == {refused.yes, refused.no}
    assert (adopted.yes or 0) > (adopted.no or 0) or codes(adopted)
    assert (refused.yes or 0) <= (refused.no or 0)


@pytest.mark.parametrize(
    ("text", "told", "announced"),
    [
        # a verb in two parts is the result
        ("Der Rat lehnt den Antrag mit 10:5 Stimmen ab", (5, 10, None), "rejected"),
        ("lehnt den Antrag ab", (None, None, None), "rejected"),
        ("stimmt dem Antrag mit 10:5 Stimmen zu", (10, 5, None), "adopted"),
        ("Die SPD lehnt den Antrag ab. Ja: 10 Nein: 5", (10, 5, None), "adopted"),
        # a number belongs to the label before it
        ("Dafür stimmten: 10 Dagegen stimmten: 5", (10, 5, None), "adopted"),
        ("dafür: 12  dagegen: /  Enth.: /", (12, 0, 0), "adopted"),
        ("Ja: ./., Nein: 12", (0, 12, None), "rejected"),
        ("Ja: / Nein: / Enth.: 12/3/1", (12, 3, 1), "adopted"),
        ("Ja: - Nein: - Enth.: - einstimmig", (None, 0, None), "adopted"),
        ("Mit 10 Stimmen gegen 5 bei 1 Enthaltung angenommen", (10, 5, 1), "adopted"),
        ("12 Mitglieder stimmen dagegen, 3 dafür", (3, 12, None), "rejected"),
        ("mit 3 Stimmen Mehrheit angenommen", (None, None, None), "adopted"),
        ("15:0 (einstimmig)", (15, 0, None), "adopted"),
    ],
)  # fmt: skip
def test_the_side_of_a_number_is_the_one_its_words_say(
    text: str, told: Told, announced: str
) -> None:
    """What stands before a number or around it says what it counts."""
    vote = one(text)

    assert (told, announced) == (counts(vote), vote.announced)


@pytest.mark.parametrize(
    "text",
    [
        "empfiehlt mit 10:5 Stimmen, den Antrag abzulehnen",
        "Der Antrag, die Vorlage abzulehnen, wird mit 10:5 angenommen",
        "10 Ja, 5 Nein. Es wird empfohlen, abzulehnen",
        "12 Bürgerinnen stimmen dagegen, 3 dafür",
        "3 dafür, zwölf Leute dagegen",
        "Wahl: Müller 10 Stimmen, Meier 5 Stimmen",
    ],
)
def test_nothing_passes_where_the_votes_may_be_against_it(text: str) -> None:
    """Yes to a refusal, votes against that nobody could count, votes of two candidates."""
    vote = one(text)

    assert vote.announced is None
    assert codes(vote)


def test_parties_told_together_share_no_number() -> None:
    """Which of them gave how many votes is not said."""
    vote = one("12 Ja (CDU, FDP), 5 Nein (SPD und Grüne), 1 Enthaltung (FW)")

    assert [
        ("CDU", "yes", None), ("FDP", "yes", None),
        ("SPD", "no", None), ("Grüne", "no", None), ("FW", "abstain", 1),
    ] == [(x.party, x.kind, x.votes) for x in vote.parties]  # fmt: skip
    assert not vote.unread


def test_persons_in_brackets_are_named_once_and_have_one_vote_each() -> None:
    """They are no parties whose votes are told together."""
    vote = one("Enthaltung: 2 (Herr Müller, Frau Meier)")

    assert [("Herr Müller", 1), ("Frau Meier", 1)] == [
        (each.party, each.votes) for each in vote.parties
    ]


def test_a_refusal_and_an_approval_in_one_sentence_are_two_results() -> None:
    """Which of them is of the paper is not guessed."""
    vote = one("Der Rat lehnt den Änderungsantrag ab und stimmt der Vorlage zu.")

    assert vote.announced is None
    assert "two_results" in codes(vote)
