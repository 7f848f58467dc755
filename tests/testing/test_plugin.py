"""The pytest plugin, run as somebody else's pytest runs it."""

from __future__ import annotations

from pathlib import Path

import pytest


pytest_plugins = ["pytester"]

TOWN = Path(__file__).parents[2] / "examples" / "municipalities" / "musterstadt.toml"
PLUGIN = ("-p", "no:ratsflow", "-p", "ratsflow.testing.plugin", "-p", "no:xdist")


@pytest.fixture(name="run")
def _run(pytester):
    """Run files in a folder in which the law of Musterstadt lies."""
    (pytester.path / "musterstadt.toml").write_bytes(TOWN.read_bytes())

    def run(*args, ini="", **files):
        if ini:
            pytester.makeini(f"[pytest]\n{ini}\n")
        if files:
            pytester.makepyfile(**files)
        return pytester.runpytest_inprocess(*PLUGIN, "-q", *args)

    return run


def test_the_nearest_marker_wins_and_values_are_merged(run):
    """Of test, class and module; outside of it another law is in force."""
    run(
        test_law="""
        import pytest

        pytestmark = pytest.mark.law(
            town="musterstadt.toml", on="2026-05-21", values={"notice.days": 5, "roll_call.threshold": 3}
        )

        def test_of_the_module(case_at, law, town):
            assert (5, 3) == (law["notice.days"], law["roll_call.threshold"])
            assert "2026-05-21" == str(case_at("draft").day)
            assert "Musterstadt (erfunden)" == town.name
            assert 59 == town.body("council").members

        @pytest.mark.law(values={"notice.days": 7})
        class TestInAClass:
            def test_of_the_class(self, law):
                assert (7, 3) == (law["notice.days"], law["roll_call.threshold"])

            @pytest.mark.law(values={"notice.days": 9}, on="2026-06-18")
            def test_of_the_test(self, case_at, law):
                assert (9, 3) == (law["notice.days"], law["roll_call.threshold"])
                assert "2026-06-18" == str(case_at("draft").day)
        """,
        test_other="""
        import pytest

        def test_without_a_marker(law):
            assert "NRW" == law.state and 9 == law["notice.days"]

        @pytest.mark.law("BW")
        def test_of_another_state(law, case_at):
            assert "BW" == law.state == case_at("draft").procedure.law_of
        """,
    ).assert_outcomes(passed=5)  # fmt: skip


def test_a_marker_that_says_what_there_is_not_fails_its_test(run):
    """With the words that it takes, and the nearest value of law."""
    result = run(
        test_slip="""
        import pytest

        @pytest.mark.law(twon="musterstadt.toml")
        def test_name(law):
            pass

        @pytest.mark.law(values={"notice.day": 1})
        def test_value(law):
            pass

        @pytest.mark.law(town="nowhere.toml")
        def test_town(law):
            pass

        @pytest.mark.law(values=["notice.days"])
        def test_values_in_a_list(law):
            pass

        @pytest.mark.law(on=5)
        def test_no_day(law):
            pass
        """
    )
    result.assert_outcomes(errors=5)
    said = result.stdout.str()
    assert (
        "the marker law takes state, on, town, values, procedure, not 'twon'." in said
    )
    assert "Did you mean 'notice.days'" in said
    assert "nowhere.toml" in said
    assert "takes values by their ids" in said
    assert "on: 5 is no day. Write it as 2026-03-19." in said
    assert "Traceback" not in said
    assert "setting.py" not in said


def test_a_way_that_there_is_not_fails_in_the_line_that_wants_it(run):
    """With one sentence, and nothing of the search."""
    result = run(
        test_way="""
        def test_way(case_at):
            case_at("adopted", cost_statement=None)
        """
    )
    result.assert_outcomes(failed=1)
    said = result.stdout.str()
    assert (
        "NoWayError: no legal way to 'adopted' with cost_statement=None: “Submit"
        in said
    )
    assert "search.py" not in said
    assert "scene.py" not in said


def test_office_clock_and_actors(run):
    """The office of the town, by a clock that the test sets; a case walks into its store."""
    run(
        test_office="""
        import pytest

        def test_office(office, clock, actor, town, case_at):
            clock.to("2026-03-02")
            case = office.open(town.paper(), actor("author"), consultations=[town.item("council", "2026-03-19")])
            assert "2026-03-02" == str(clock.today)
            taken = office.take(case.id, "submit", actor("author"), excluded_officials=())
            assert "co_signature" == taken.state
            key = case_at("released").into(office)
            assert "released" == office.case(key).state
            assert not list(office.verify())

        def test_actors(actor):
            assert ("chair", ("chair", "mayor")) == (actor("chair", "mayor").id, actor("chair", "mayor").roles)
            assert "rm-3" == actor("councillor", name="rm-3").id

        def test_no_such_role(actor):
            with pytest.raises(LookupError, match="nrw 'chiar'. Did you mean 'chair'"):
                actor("chair", "chiar")
            with pytest.raises(ValueError, match="no role is named"):
                actor()

        @pytest.mark.law(state="BW")
        def test_a_role_of_another_state(actor):
            with pytest.raises(LookupError, match="bw 'alderman_of_nobody'"):
                actor("alderman_of_nobody")

        def test_votes(town):
            assert 59 == town.ballot("council").present
            assert 40 == town.ballot("council", yes=30, no=10).present
        """
    ).assert_outcomes(passed=5)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('{"notice.days": "nine"}', "notice.days: 'nine' is not a whole number of 0"),
        ('{"notice.days": True}', "notice.days: True is not a whole number"),
        ('{"notice.days": -1}', "notice.days: -1 is not a whole number"),
        ('{"committee_appeal.count_event_day": 3}', "3 is not true or false"),
        ('{"notice.mode": "clera"}', "'clera' is not one of"),
    ],
)
def test_a_value_of_another_form_is_refused_in_one_sentence(run, value, said):
    """Before the test runs, with the value, its form and one that would do."""
    result = run(
        test_values=f"""
        import pytest

        @pytest.mark.law(values={value})
        def test_it(law):
            pass
        """
    )
    result.assert_outcomes(errors=1)
    told = str(result.stdout)
    assert said in told
    assert "Write for example " in told
    assert "Traceback" not in told


def test_a_clock_is_set_as_people_write_days(run):
    """To a day or a moment; what is neither is said in a sentence."""
    run(
        test_clock="""
        import pytest
        from ratsflow.errors import InvalidInputError

        @pytest.mark.parametrize("day", ["2026-03-17", "17.03.2026", "2026-03-17T23:30:00+01:00", "2026-03-17 08:00+01:00"])
        def test_days(clock, day):
            assert "2026-03-17" == str(clock.to(day).today)

        @pytest.mark.parametrize("text", ["2026-13-17", "2026-03-17T25:00", "morgen", ""])
        def test_what_is_none(clock, text):
            with pytest.raises(InvalidInputError, match="clock: .* is no day that exists"):
                clock.to(text)
        """
    ).assert_outcomes(passed=8)  # fmt: skip


def test_the_clock_follows_who_freezes_time(run):
    """Whichever library does; what the test sets goes before."""
    pytest.importorskip("freezegun")
    machine = pytest.importorskip(
        "time_machine", reason="time-machine is not installed"
    )
    assert machine is not None
    run(
        test_time="""
        from datetime import UTC, datetime

        import freezegun
        import time_machine

        @freezegun.freeze_time("2026-03-17 10:00")
        def test_freezegun(clock):
            assert datetime(2026, 3, 17, 10, tzinfo=UTC) == clock()
            assert "2026-03-19" == str(clock.to("2026-03-19").today)

        @time_machine.travel(datetime(2026, 3, 17, 10, tzinfo=UTC), tick=False)
        def test_time_machine(clock, office):
            assert datetime(2026, 3, 17, 10, tzinfo=UTC) == clock()

        def test_moments(clock):
            assert "2026-03-17T18:00:00+01:00" == clock.to("2026-03-17T18:00:00+01:00")().isoformat()
        """
    ).assert_outcomes(passed=3)  # fmt: skip


def test_the_markers_are_known_to_strict_runs(run):
    """Both of them."""
    run(
        "--strict-markers",
        test_marks="""
        import pytest

        @pytest.mark.covers("§ 31 GO NRW", "§ 50 GO NRW")
        @pytest.mark.law(state="NRW")
        def test_marked():
            pass
        """,
    ).assert_outcomes(passed=1)


EXAMPLES = """\
state = "NRW"
town = "musterstadt.toml"

[[example]]
says = "Ohne Kostenangabe geht keine Vorlage in die Mitzeichnung."
given = { at = "draft", paper = { cost_statement = false } }
when = { step = "submit", by = "author" }
then = { refused = ["cost_statement_present"] }

[[example]]
says = "30 zu 29 Stimmen: abgelehnt."
given = { at = "in_consultation", called = "council", on = 2026-03-19 }
when = { step = "vote", yes = 30, no = 29 }
then = { state = "rejected" }
"""


def test_worked_examples_are_tests(run, pytester):
    """One each; a failure says where it stands, what it shows and what came out."""
    (pytester.path / "votes.example.toml").write_text(EXAMPLES, encoding="utf-8")
    result = run()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*votes.example.toml:*30 zu 29 Stimmen: abgelehnt.",
            "*erwartet*Stand abgelehnt*",
            "*gefunden*Stand beschlossen*",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_worked_examples_can_be_left_to_others(run, pytester):
    """By a setting."""
    (pytester.path / "votes.example.toml").write_text(EXAMPLES, encoding="utf-8")
    run(
        ini="ratsflow_examples = false", test_one="def test_one(): pass"
    ).assert_outcomes(passed=1)


def test_a_file_that_cannot_be_read_is_told_with_its_line(run, pytester):
    """Without a traceback, as a mistake of the collection."""
    text = EXAMPLES.replace("says", "sagt", 1)
    (pytester.path / "votes.example.toml").write_text(text, encoding="utf-8")
    result = run()
    result.assert_outcomes(errors=1)
    assert "votes.example.toml:" in result.stdout.str()
    assert "sagt" in result.stdout.str()
    assert "Traceback" not in result.stdout.str()


def test_the_plugin_is_found_by_its_entry_point():
    """As the project says it."""
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert (
        '[project.entry-points.pytest11]\nratsflow = "ratsflow.testing.plugin"' in text
    )
