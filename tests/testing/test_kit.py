"""A case in any state in one line, one rule alone, and assertions whose messages help."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ratsflow import (
    Actor,
    Override,
    Parameter,
    Procedure,
    RefusedError,
    Rule,
    State,
    Step,
    UnknownNameError,
    load_law,
    nrw,
)
from ratsflow.errors import BallotError
from ratsflow.testing import (
    NoWayError,
    ask,
    assert_allowed,
    assert_flagged,
    assert_outcome,
    assert_path,
    assert_refused,
    case_at,
)


FILE = Path(__file__).parents[2] / "examples" / "municipalities" / "musterstadt.toml"
LAW = load_law(FILE)
MAIN = (
    "submit", "complete_co_signature", "sign", "release", "place_on_agenda", "open_item",
    "vote",
)  # fmt: skip


def at(state, **said):
    """Return a case in Musterstadt."""
    return case_at(state, law=LAW, **said)


def failure(check, *args, **more):
    """Return what an assertion says that fails."""
    with pytest.raises(AssertionError) as caught:
        check(*args, **more)
    return str(caught.value)


# ------------------------------------------------------------------------- the walk


def test_a_case_walks_the_main_path_of_its_procedure():
    """Nothing but the steps that lead there, and nobody overrides or records anything."""
    case = at("adopted")

    assert "adopted" == case.state
    assert_path(case, *MAIN)
    assert {"taken"} == {each.kind.value for each in case.log}
    assert () == case.case.findings


def test_what_was_assumed_is_told_and_stands_in_the_step_that_takes_it():
    """Whom the paper excludes is stated when it is submitted, not where it is asked."""
    case = at("mayor_review")

    assert () == case.assumed["excluded_officials"]
    submitted = next(each for each in case.log if each.step == "submit")
    assert () == submitted.inputs["excluded_officials"]
    assert (
        "took 3 steps from 2026-01-05 and assumed: excluded_officials=()" in case.told()
    )


def test_what_the_test_says_is_not_assumed():
    """And goes before all that is usual."""
    case = at("mayor_review", excluded_officials=("x",), title="Spielplatz")

    assert "excluded_officials" not in case.assumed
    assert ("x",) == case.case.facts["excluded_officials"]
    assert "Spielplatz" == case.case.motion.title


def test_what_is_to_stay_unsaid_stays_unsaid():
    """None is no value: then the refusal is what the test is about."""
    case = at("draft", cost_statement=None)

    assert case.case.motion.cost_statement is None
    with pytest.raises(NoWayError, match="“Submit for co-signature” on 2026-01-05 is"):
        at("closed", cost_statement=None)


def test_what_one_step_takes_in_is_said_by_its_name():
    """A vote that is lost leads to where lost votes lead."""
    case = at("rejected", vote={"yes": 20, "no": 39})

    assert "rejected" == case.state
    assert 39 == case.case.consultations[0].ballots[0].no


def test_no_way_names_the_refusal_that_is_nearest():
    """One sentence: what was wanted, with what, which step is refused, why."""
    with pytest.raises(NoWayError) as caught:
        at("released", excluded_officials=None)

    assert str(caught.value) == (
        "no legal way to 'released' with excluded_officials=None: “Sign (alderman)” on "
        "2026-01-05 is refused: Unbiased signatory: cannot be judged. Missing: the "
        "excluded officials, even none."
    )
    assert caught.value.text("de").startswith(
        "kein rechtmäßiger Weg zu „released“ mit excluded_officials=None: „Unterschreiben "
        "(Beigeordnete)“ am 05.01.2026 wird abgelehnt: "
    )
    assert caught.value.verdict is not None
    assert "sign" == caught.value.verdict.step.name


def test_what_nobody_wants_on_the_way_is_avoided_and_what_somebody_wants_is_taken():
    """Steps by name."""
    case = at("released", via=("return_to_author", "submit"))
    assert_path(case, "submit", ..., "return_to_author", "submit", ..., "release")
    with pytest.raises(NoWayError, match="with avoid=sign"):
        at("closed", avoid="sign")


def test_the_day_is_that_of_the_last_step():
    """Everything before it is moved; a meeting is on the day on which it is called."""
    case = at("in_consultation", called="council", on="2026-05-21")

    assert date(2026, 5, 21) == case.day
    assert date(2026, 5, 21) == case.case.consultations[0].meeting.day
    assert date(2024, 6, 1) == at("draft", on="2024-06-01").day


def test_a_route_says_the_bodies_and_their_days():
    """The last one decides, the others advise."""
    days = {"committee": "2026-03-17", "council": "2026-03-19"}
    first, second = at("released", route=days).case.consultations

    assert ("preliminary", date(2026, 3, 17)) == (first.role, first.meeting.day)
    assert ("decision", date(2026, 3, 19)) == (second.role, second.meeting.day)
    assert 59 == second.body.members


@pytest.mark.parametrize("state", ["released", "in_consultation", "adopted", "closed"])
def test_no_detour_leads_past_what_the_main_path_refuses(state):
    """Nor does one that is named: an urgent decision that is reopened needs its costs, too."""
    with pytest.raises(NoWayError, match="“Submit for co-signature”"):
        at(state, cost_statement=None)
    if state == "adopted":
        with pytest.raises(NoWayError, match="“Place on the agenda”"):
            at(state, cost_statement=None, via=("decide_urgently", "reopen"))


def test_bodies_deal_with_it_in_the_order_of_the_route():
    """What goes on agendas first, then meeting by meeting; nothing is left to flag."""
    case = at("adopted", route=["district_council", "committee", "council"])

    assert ["recommend", "recommend", "vote"] == [
        each.step for each in case.log if each.step in ("recommend", "vote")
    ]
    assert all(not each.verdict.open for each in case.taken[1:])


def test_a_body_that_is_named_deals_with_it():
    """Where no item is open any more, it is the one that has; a committee by its power."""
    case = case_at("adopted", topics=("traffic_calming",), called="committee")

    assert "Verkehrsausschuss" == case.case.deciding.body.name
    assert_refused(case.ask("make_executable"), because="appeal_period_over", only=True)
    advised = at("in_consultation", called="committee")
    assert_allowed(advised.ask("recommend", yes=9, no=6))


@pytest.mark.parametrize(
    "kind",
    ["faction_motion", "petition", "resident_motion", "urgent_paper", "tabled_paper"],
)
def test_papers_of_every_kind_find_their_way(kind):
    """Filed or released, examined before where that is asked for."""
    case = case_at("closed", paper_type=kind)

    filed = kind in ("faction_motion", "petition", "resident_motion")
    steps = [each.step for each in case.log]
    assert filed == ("file_motion" in steps) == ("release" not in steps)


@pytest.mark.parametrize(
    "via", ["appeal", "elect", "postpone", "refer", "establish_inquorum", "reopen"]
)
def test_steps_beside_the_main_path_are_taken_where_somebody_wants_them(via):
    """With what they take otherwise: a committee for the appeal, an election."""
    case = case_at("adopted", via=via)

    assert "adopted" == case.state
    assert_path(case, ..., via, ...)


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ({"state": "closd"}, "closed"),
        ({"state": "draft", "cost_statment": None}, "cost_statement"),
        ({"state": "draft", "via": "submitt"}, "submit"),
        ({"state": "draft", "vote": {"yess": 1}, "called": "council"}, None),
    ],
)
def test_names_that_do_not_exist_are_refused_with_the_nearest(said, near):
    """A slip is never taken for something that nobody asks."""
    if near is None:
        with pytest.raises(UnknownNameError, match="yes"):
            at("adopted", vote={"yess": 1})
        return
    with pytest.raises(UnknownNameError, match=f"Did you mean '{near}'"):
        at(said.pop("state"), **said)


@pytest.mark.parametrize(
    "said",
    [
        {"called": "councl"},
        {"route": {"councl": "2026-03-17"}},
        {"route": ["councl"]},
    ],
)
def test_a_kind_of_body_with_a_slip_is_not_taken_for_the_name_of_a_committee(said):
    """Else the vote would be that of a committee which nobody meant."""
    with pytest.raises(UnknownNameError, match="Did you mean 'council'"):
        at("in_consultation", **said)


@pytest.mark.parametrize("name", ["Verkehrsausschuss", "youth_committee", "Council II"])
def test_any_other_name_is_that_of_a_body(name):
    """A town calls its committees as it likes."""
    case = at("in_consultation", called=name).case

    assert name == case.consultations[0].body.name


def test_it_walks_any_procedure():
    """By kind of input; a rule that wants another value than the usual one gets it."""

    def on_paper(question):
        return question.fact("on_paper") is False

    own = Procedure(
        "own",
        states=["written", "seen", "done"],
        steps=[
            Step("hand_in", "written", "seen", by="clerk",
                 takes=[Parameter("on_paper", "flag"), Parameter("pages", "number")]),
            Step("stamp", "seen", "done", by="boss", guards="digital"),
        ],
        rules=[Rule("digital", on_paper)],
        roles=["clerk", "boss"],
    )  # fmt: skip
    case = case_at("done", procedure=own)

    assert_path(case, "hand_in", "stamp")
    assert {"on_paper": False, "pages": 1} == dict(case.assumed)


# ---------------------------------------------------------------------- what it does


def test_a_new_text_needs_new_signatures():
    """Parts of the text are said alone; the rest stays."""
    case = at("mayor_review")
    assert case.valid_signatures
    case.take("return_to_author", by="mayor", reasons="Kosten fehlen")
    case.take("revise", proposal="2. Es wird anders beschlossen.")

    assert () == case.valid_signatures
    assert "Vorlage" not in case.case.motion.title


def test_who_and_when_are_guessed_where_one_fits():
    """The first role that may; the day of the meeting for what is done there."""
    case = at("in_consultation")
    assert case.day < date(2026, 3, 19)
    taken = case.take("open_item", bias_asked=True)

    assert (date(2026, 3, 19), "chair") == (case.day, taken.entry.by.id)


def test_a_day_that_is_waited_for_is_not_guessed():
    """What the test is about stays a refusal."""
    powers = [{"topic": "traffic_calming", "body": "Verkehrsausschuss"}]
    law = _with(competence__powers=powers)
    case = case_at(
        "adopted",
        law=law,
        route={"committee": "2026-03-17"},
        topics=("traffic_calming",),
    )

    assert "Verkehrsausschuss" == case.case.consultations[0].body.name
    assert_refused(case.ask("make_executable"), because="appeal_period_over", only=True)
    assert_allowed(case.ask("make_executable", day="2026-03-30"))


def _with(**values):
    from ratsflow.testing.setting import with_values  # noqa: PLC0415

    return with_values(LAW, {k.replace("__", "."): v for k, v in values.items()})


def test_a_refused_step_raises_and_leaves_the_case_where_it_was():
    """With the verdict, which an assertion takes as it is."""
    case = at("in_consultation", called="council")
    before = case.case
    with pytest.raises(RefusedError) as caught:
        case.take("vote", yes=40, no=40)

    assert before == case.case
    assert_refused(caught.value, because="vote_record_consistent")


def test_a_case_goes_on_to_another_state():
    """From where the test has brought it."""
    case = at("in_consultation", called="council")
    case.take("declare_bias", excluded=("rm-3",))

    assert "adopted" == case.to("adopted").state


def test_what_the_test_did_is_not_done_otherwise_by_the_walk():
    """It states nothing more in steps that the test took, nor before them."""
    case = at("draft")
    case.take("submit")
    with pytest.raises(NoWayError, match="Missing: the excluded officials, even none"):
        case.to("mayor_review")

    assert "excluded_officials" not in case.log[1].inputs


def test_records_and_overrides_are_said_as_an_office_takes_them():
    """What happened against the rules is written down; who may lifts a rule of the house."""
    case = at("co_signature", topics=("bye_law",))
    lifted = Override("Eilbedürftig")
    verdict = case.ask("complete_co_signature", by="council_office")
    assert_refused(verdict, because="cosignatures_done", only=True)
    taken = case.take(
        "complete_co_signature",
        by=Actor("ob", roles=("council_office", "mayor")),
        override=lifted,
    )

    assert ("overridden", "alderman_review") == (taken.entry.kind.value, taken.state)
    recorded = at("in_consultation", called="council").take(
        "vote", by="council_office", mode="record", yes=40, no=40
    )
    assert "recorded" == recorded.entry.kind.value


# --------------------------------------------------------------------- one rule alone


def test_one_rule_is_asked_with_only_what_it_reads():
    """Met and unmet by the paper alone; a sentence and a paragraph come with it."""
    broken = ask("cost_statement_present", law=LAW, cost_statement=None)

    assert broken.is_unmet
    assert "does not say what it costs" in broken.text("en")
    assert "Vordruck" in broken.citation.norm
    assert ask("cost_statement_present", law=LAW, cost_statement="none").is_met


def test_a_fact_that_a_rule_lacks_is_named():
    """Nothing is assumed."""
    unsure = ask("agenda_published", law=LAW, body="council")

    assert unsure.is_unknown
    assert ("meeting", "consultation.route") == unsure.lacks


def test_a_rule_on_a_vote_is_asked_with_its_numbers():
    """29 of 59 are fewer than half."""
    assert ask("quorum_doubtful", law=LAW, body="council", yes=20, no=9).is_unmet
    assert ask("quorum_doubtful", law=LAW, body="council", yes=20, no=10).is_met


def test_a_period_is_asked_with_its_days():
    """Nine days before the nineteenth is the tenth."""
    days = {"day": "2026-03-19", "invited_on": "2026-03-10"}
    late = {**days, "invited_on": "2026-03-11"}

    assert ask("notice_period_met", law=LAW, body="council", meeting=days).is_met
    assert ask("notice_period_met", law=LAW, body="council", meeting=late).is_unmet


def test_a_rule_that_does_not_exist_is_refused_with_the_nearest():
    """And only a few names, not hundreds."""
    with pytest.raises(UnknownNameError, match="Did you mean 'bias_cleared'") as caught:
        ask("bias_cleard")

    assert len(str(caught.value)) < 200


def test_a_state_that_does_not_exist_is_refused_with_the_nearest():
    """A rule is not asked of a case that no procedure has."""
    with pytest.raises(UnknownNameError, match="Did you mean 'draft'"):
        ask("cost_statement_present", state="drafft", cost_statement=None)

    assert ask("cost_statement_present", state="draft", cost_statement=None).is_unmet


# --------------------------------------------------------------------- the assertions


@pytest.mark.parametrize("because", [(), []])
def test_what_names_no_rule_asserts_nothing_and_fails(because):
    """A list that came out empty does not pass, whether the step is refused or not."""
    free = at("in_consultation", called="council").ask("vote", yes=40, no=19)

    for verdict in (biased(), free):
        with pytest.raises(AssertionError, match="names no rule"):
            assert_refused(verdict, because=because)
    with pytest.raises(AssertionError, match="names no rule"):
        assert_flagged(free, because=because)


def biased():
    """Return the verdict on a vote in which somebody biased took part."""
    case = at("in_consultation", called="council")
    case.take("declare_bias", excluded=("rm-3",))
    return case.ask("vote", yes=40, no=18, biased_yes=1, excluded=("rm-3",))


def disordered():
    """Return the verdict on a vote before the committee was heard: it is only flagged."""
    days = {"committee": "2026-03-17", "council": "2026-03-19"}
    return at("in_consultation", route=days, called="council").ask(
        "vote", yes=40, no=19
    )


def test_a_refusal_is_asserted_by_its_rule_and_paragraph():
    """Each rule named refuses, and cites what it should."""
    assert_refused(biased(), because="bias_cleared", citing="§ 31")
    assert_refused(biased(), because=("bias_cleared", "excluded_left"), only=True)


def test_another_rule_refuses():
    """It says which, with what each says, and how the case came there."""
    said = failure(assert_refused, biased(), because="excluded_not_counted")

    first, *lines = said.splitlines()
    assert first == (
        "expected `excluded_not_counted` to refuse “Vote”, but it is refused by "
        "excluded_left, bias_cleared."
    )
    assert lines[1].startswith("  - Persons excluded for bias took part")
    assert "(§ 31 Abs. 1, 2 GO NRW [K]) → Vote without these persons." in lines[1]
    assert lines[-1].startswith(
        "case_at('in_consultation') took 7 steps from 2026-01-05"
    )


def test_an_order_rule_refuses_nothing():
    """And the message says what does."""
    said = failure(assert_refused, disordered(), because="route_in_order")

    assert said.startswith(
        "`route_in_order` only flags “Vote” (consequence: order); it refuses nothing. Use "
        "assert_flagged.\n“Vote” may be taken.\n  (!) Before the decision"
    )
    assert_flagged(disordered(), because="route_in_order")


def test_a_rule_that_is_met_refuses_nothing():
    """Neither does one that stands on another step, or none."""
    said = failure(assert_refused, disordered(), because="bias_cleared")
    assert said.startswith("expected `bias_cleared` to refuse “Vote”, but it is met.")
    said = failure(assert_refused, disordered(), because="appeal_period_over")
    assert said.startswith(
        "`appeal_period_over` does not stand on “Vote”. It stands on: "
    )
    said = failure(assert_refused, disordered(), because="biased_vote_counted")
    assert said == (
        "there is no rule 'biased_vote_counted'. Near: mayor_not_counted, "
        "excluded_not_counted, majority_counted."
    )


def test_what_alone_stands_in_the_way_is_told():
    """The rule that a reader should look at."""
    verdict = at("draft", cost_statement=None).ask("submit")
    said = failure(assert_refused, verdict, because="fields_complete")
    assert "`cost_statement_present` is all that stands in its way." in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"citing": "§ 60"}, "refuses “Vote”, but cites '§ 31 Abs. 1, 2 GO NRW'"),
        ({"only": True}, "it is refused by excluded_left too."),
    ],
)
def test_a_refusal_for_another_reason_fails(more, said):
    """By another paragraph, or by more rules than that one."""
    assert said in failure(assert_refused, biased(), "bias_cleared", **more)


def test_what_may_be_taken_is_flagged_by_nothing_that_is_not_named():
    """So that a new warning does not pass unseen; and what is named has to be there."""
    assert_allowed(disordered(), flagged="route_in_order")
    assert "is flagged by route_in_order" in failure(assert_allowed, disordered())
    assert "is refused by excluded_left" in failure(assert_allowed, biased())
    clear = at("in_consultation", called="council").ask("vote", yes=40, no=19)
    assert_allowed(clear)
    said = failure(assert_allowed, clear, flagged="route_in_order")
    assert "nothing is flagged by it: it is met" in said


def test_what_refuses_does_not_only_flag():
    """An assertion of a flag is none of a refusal."""
    said = failure(assert_flagged, biased(), because="bias_cleared")
    assert said.startswith("`bias_cleared` does not only flag “Vote”: it refuses it.")


def test_outcomes():
    """What came out, and that there is such an outcome at all."""
    case = at("in_consultation", called="council")
    taken = case.take("vote", yes=29, no=29)

    assert_outcome(taken, "rejected")
    said = failure(assert_outcome, taken, "adopted_unchanged")
    assert "to come to 'adopted_unchanged', but it came to 'rejected'" in said
    said = failure(assert_outcome, taken, "adopted")
    assert said.startswith(
        "“Vote” has no outcome 'adopted'. It has: adopted_unchanged, "
    )


def test_paths():
    """Exactly these steps, or with others where three dots stand."""
    case = at("released")
    assert_path(case, "submit", ..., "release")
    assert_path(case, ...)
    said = failure(assert_path, case, "submit", "release")
    assert "it was         submit, complete_co_signature, sign, release." in said
    assert "there is no step 'relaese'. Near: release" in failure(
        assert_path, case, "relaese"
    )


def test_a_case_is_quickly_there():
    """A whole suite of them is no burden: few questions are asked of the engine."""
    case = at("closed")

    assert "closed" == case.state
    assert case._walker.asked < 150
    assert nrw().main_path[-1] == case.log[-1].step


def test_a_step_that_leaves_all_where_it_is_is_taken_where_it_is_wanted():
    signed = Rule("signed", lambda question: bool(question.case.signatures))
    town = Procedure(
        "town",
        ["draft", "released", State("done", final=True)],
        [
            Step("revise", "draft", by="clerk", takes=Parameter("motion", "motion")),
            Step("sign", "draft", by="head", signs="head"),
            Step("release", "draft", "released", by="clerk", guards="signed"),
            Step("end", "released", "done", by="clerk"),
        ],
        rules=[signed],
        roles=["clerk", "head"],
    )
    case = case_at("done", procedure=town, via="sign")
    assert_path(case, "sign", "release", "end")
    with pytest.raises(NoWayError, match="signed: not met"):
        case_at("done", procedure=town)
    again = case_at("done", procedure=town, via=("sign", "revise", "sign"))
    assert_path(again, "sign", "revise", "sign", "release", "end")


def test_a_name_that_is_misspelt_is_told_where_nobody_knows_what_rules_read():
    town = Procedure(
        "town",
        ["draft", "invited"],
        [
            Step(
                "invite",
                "draft",
                "invited",
                by="clerk",
                takes=Parameter("invited_on", "day"),
                guards="free",
            )
        ],
        rules=[Rule("free", lambda question: question.get("told") is None)],
        roles=["clerk"],
    )
    with pytest.raises(UnknownNameError, match="Did you mean 'invited_on'"):
        case_at("invited", procedure=town, invitedon="2026-01-01")
    with pytest.raises(NoWayError):  # no step states it; a rule reads it
        case_at("invited", procedure=town, told=True)


@pytest.mark.parametrize("votes", [{"yes": "viele", "no": 2}, {"yes": 2, "no": "-"}])
def test_votes_that_are_no_numbers_are_told(votes):
    case = case_at("in_consultation", called="council")
    with pytest.raises(BallotError, match="is no number of persons"):
        case.ask("vote", **votes)
