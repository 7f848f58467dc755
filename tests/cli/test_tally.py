"""``ratsflow tally``: numbers in, outcome and findings out."""

from __future__ import annotations

import contextlib
import io
import json

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.cli.app import run
from ratsflow.law.states import state_ids


def ask(*words: str) -> tuple[int, str, str]:
    """Run the command and return (exit code, out, err)."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(("tally", *words))
    return code, out.getvalue(), err.getvalue()


def told(line: str) -> dict:
    """Return the JSON of a call that must succeed."""
    code, out, err = ask("--json", *line.split())
    assert (0, "") == (code, err)
    return json.loads(out)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("--state NRW --yes 11 --no 10 --abstain 3", "adopted"),
        ("--state NRW --yes 10 --no 10", "rejected"),
        (
            "--state NRW --yes 0 --no 0 --abstain 34 --members 67 --present 34",
            "rejected",
        ),
        ("--state NRW --yes 44 --majority two-thirds --members 67", "rejected"),
        ("--state NRW --yes 45 --majority two-thirds --members 67", "adopted"),
        ("--state NRW --yes 34 --majority absolute --members 67", "adopted"),
        ("--state NRW --yes 50 --majority three-quarters --members 67", "rejected"),
        (
            "--state NRW --majority two-thirds --members 67 --announced adopted",
            "unknown",
        ),
        ("--state NRW --announced adopted", "adopted"),
        ("--state NRW", "unknown"),
        (
            "--state NRW --yes 20 --members 67 --present 30 --challenge establishment",
            "invalid",
        ),
        ("--state BY --yes 8 --no 3 --members 31 --present 12", "invalid"),
        (
            "--state NRW --yes 44 --majority two-thirds --elected 66 --base elected",
            "adopted",
        ),
    ],
)
def test_the_outcome_of_a_ballot(line, expected):
    """Whatever was decided, it was computed: exit 0."""
    assert expected == told(line)["outcome"]


def test_json_names_needed_quorum_and_findings_with_paragraph_and_mark():
    """Each finding carries its paragraph and how sure we are of it."""
    found = told(
        "--state NRW --yes 45 --no 10 --majority two-thirds --members 67 --present 54"
        " --biased 1 --biased-yes 1"
    )
    assert 45 == found["needed"]
    assert (34, 54, "quorum_met") == (
        found["quorum"]["needed"],
        found["quorum"]["counted"],
        found["quorum"]["code"],
    )
    (finding,) = found["findings"]
    assert ("bias_decisive", "§ 31 Abs. 6 GO NRW", "V", "defect") == (
        finding["code"],
        finding["citation"],
        finding["confidence"],
        finding["consequence"],
    )


def test_the_biased_who_voted_were_in_the_room():
    """Directions alone suffice; nobody has to count the biased twice."""
    found = told("--state NRW --yes 34 --no 33 --members 67 --biased-no 1")
    assert ["bias_harmless"] == [each["code"] for each in found["findings"]]


def test_a_secret_vote_and_an_abstention_are_worth_noting_in_bayern():
    """What is forbidden there is a finding, not an error."""
    found = told("--state by --yes 9 --no 7 --abstain 1 --members 17 --mode secret")
    assert {"abstention_forbidden", "secret_vote_forbidden"} <= {
        each["code"] for each in found["findings"]
    }


@pytest.mark.parametrize(
    "line",
    [
        "--state NRW --yes -1",
        "--state NRW --yes 3 --no 4 --present 2",
        "--state NRW --yes 1 --members 0",
        "--state NRW --biased-yes 1 --yes 0",
        "--state NRW --yes 5 --no 3 --members 67 --majority simple --base members",
        "--state NRW --yes 2 --no 0 --members 67 --elected 3 --majority absolute",
        "--state XX --yes 1",
        "--state NRW --yes viele",
        "--yes 1",
    ],
)
def test_wrong_input_is_exit_two_with_a_sentence(line):
    """Numbers that contradict each other are told on the error stream."""
    code, out, err = ask(*line.split())
    assert (2, "") == (code, out)
    assert "Traceback" not in err
    assert err.strip()


def test_the_plain_answer_is_in_the_language_asked_for():
    """Label and findings come in German or English."""
    words = ("--state", "NRW", "--yes", "10", "--no", "10", "--lang")
    _, german, _ = ask(*words, "de")
    _, english, _ = ask(*words, "en")
    assert "Stimmengleichheit: Der Antrag ist abgelehnt. § 50" in german
    assert "A tie: the motion is rejected. § 50" in english


@pytest.mark.parametrize(
    ("line", "outcome", "codes"),
    [
        ("--yes 12 --no 8 --abstain 3", "adopted", ["neutral"]),
        ("--yes 8 --no 12", "rejected", ["neutral"]),
        ("--yes 10 --no 10", "rejected", ["neutral", "neutral_tie"]),
        ("--yes 8 --no 12 --announced adopted", "rejected", ["neutral", "neutral_differs"]),
        ("--announced adopted", "adopted", ["neutral", "neutral_announced"]),
        ("--yes 12", "unknown", ["neutral", "neutral_unknown"]),
    ],
)  # fmt: skip
def test_without_a_states_law_the_count_is_neutral(line, outcome, codes):
    """More yes than no, and no word of quorum or paragraph: none was asked."""
    found = told(f"--state TH {line}")

    assert outcome == found["outcome"]
    assert codes == [each["code"] for each in found["findings"]]
    assert (True, None, None) == (found["neutral"], found["quorum"], found["needed"])
    assert {None} == {each["citation"] for each in found["findings"]}
    assert not told("--state NRW --yes 12 --no 8")["neutral"]


def test_a_neutral_count_says_so_in_both_languages():
    """Nobody takes it for what the law of the state says."""
    words = ("--state", "TH", "--yes", "12", "--no", "8", "--lang")
    _, german, _ = ask(*words, "de")
    _, english, _ = ask(*words, "en")

    assert "adopted (neutral, einfache Mehrheit): mit Mehrheit beschlossen" in german
    assert "Kein Recht hinterlegt für Thüringen" in german
    assert "adopted (neutral, simple majority): adopted by majority" in english
    assert "No law of Thuringia is known here" in english


@pytest.mark.parametrize(
    "line",
    [
        "--majority absolute --members 30",
        "--biased 2",
        "--base members",
        "--second-call",
        "--not-duly-invited",
        "--mode secret",
        "--yes 12 --present 5",
        "--yes -1",
    ],
)
def test_what_only_law_can_answer_is_refused_where_there_is_none(line):
    """It is not left out in silence."""
    code, out, err = ask("--state", "SN", *line.split())

    assert (2, "", 1) == (code, out, err.count("\n"))


NUMBERS = ("yes", "no", "abstain", "invalid", "members", "elected", "present")
BIASED = ("biased", "biased-yes", "biased-no", "biased-unknown", "biased-members")


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(list(state_ids())),
    st.sampled_from(["simple", "absolute", "two-thirds", "three-quarters"]),
    st.dictionaries(
        st.sampled_from(NUMBERS + BIASED),
        st.integers(-1, 12) | st.integers(),
        max_size=12,
    ),
)
def test_no_integers_end_in_a_traceback(state, majority, numbers):
    """It answers or says in one line what is wrong, on any numbers."""
    words = [f"--{name}={number}" for name, number in numbers.items()]
    code, out, err = ask("--json", "--state", state, "--majority", majority, *words)
    if code == 0:
        assert json.loads(out)["outcome"] in {
            "adopted",
            "rejected",
            "invalid",
            "unknown",
        }
    else:
        assert (2, "", 1) == (code, out, err.count("\n"))
