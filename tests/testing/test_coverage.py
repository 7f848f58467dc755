"""Coverage of a procedure: what a session exercised, added up, told, written, held to a share."""

from __future__ import annotations

import json
import re

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from ratsflow import Actor, Motion, Procedure, Rule, Step
from ratsflow.engine import assess, open_case
from ratsflow.engine.observing import OBSERVERS, observed, unobserved
from ratsflow.law.citation import Citation, Consequence
from ratsflow.law.paragraphs import paragraphs
from ratsflow.law.states import state_law
from ratsflow.procedure.step import Parameter
from ratsflow.testing import case_at
from ratsflow.testing.coverage import Counted, Coverage, Sheet, as_page, shares, summary
from ratsflow.testing.coverage.summary import never_unmet, untested


pytest_plugins = ["pytester"]

PLUGIN = ("-p", "no:ratsflow", "-p", "ratsflow.testing.plugin")
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANNA = Actor("anna", roles=["clerk"])


def small():
    """Return a procedure with a rule that may block alone, two beside and one that tells."""

    def stated(name):
        return lambda question: question.inputs.get(name) is True

    rules = [
        Rule("costs", stated("costs"), citation=Citation("§ 1 Abs. 2 GO", "L")),
        Rule("signed", stated("signed"), citation=Citation("§ 2 GO", "L")),
        Rule("filed", stated("filed"), citation=Citation("§ 2 Abs. 1, § 3 GO", "L")),
        Rule(
            "in_time",
            stated("in_time"),
            citation=Citation("§ 2 Abs. 4 GO", "L"),
            consequence=Consequence.ORDER,
        ),
    ]
    names = [each.id for each in rules]
    takes = [Parameter(name, "flag", required=False) for name in names]
    return Procedure(
        "small",
        ["draft", "sent", "done"],
        [
            Step("send", "draft", "sent", by="clerk", takes=takes, guards=names),
            Step("end", "sent", "done", by="clerk", takes=takes[:1], guards="costs"),
        ],
        rules=rules,
        roles=["clerk"],
    )


def asked(procedure, **said):
    """Ask for the first step with what is said; the rest is as it must be."""
    case = open_case(procedure, "k", Motion("Paper"), ANNA, at=AT).case
    inputs = {"costs": True, "signed": True, "filed": True, "in_time": True, **said}
    return assess(procedure, case, "send", ANNA, at=AT, inputs=inputs)


def watched(*answers, claims=()):
    """Return what was counted of the small procedure while some questions were asked."""
    coverage, procedure = Coverage(test="one", claims=claims), small()
    with observed(coverage):
        for said in answers:
            asked(procedure, **said)
    (found,) = coverage.counted.values()
    return found


def test_a_rule_is_tested_where_it_alone_stands_in_the_way():
    """Beside another it was unmet; alone it was the sole blocker."""
    found = watched({}, {"costs": False}, {"signed": False, "filed": False})

    assert [2, 1, 0, 1] == found.at("send", "costs")
    assert [2, 1, 0, 0] == found.at("send", "signed")
    assert [0, 0, 0, 0] == found.at("end", "costs")
    assert found.is_tested("costs")
    assert found.is_seen("filed")
    assert not found.is_tested("filed")
    assert ("in_time",) == never_unmet(found)
    assert {("send", ""): 1} == found.outcomes
    assert {
        "blocking": (1, 4),
        "rules": (1, 3),
        "steps": (1, 2),
        "outcomes": (1, 2),
    } == (dict(shares(found)))


def test_a_wrong_role_beside_it_is_a_second_blocker():
    """Without the rule the step would have been refused all the same."""
    coverage, procedure = Coverage(), small()
    case = open_case(procedure, "k", Motion("Paper"), ANNA, at=AT).case
    with observed(coverage):
        assess(
            procedure,
            case,
            "send",
            Actor("b", roles=["guest"]),
            at=AT,
            inputs={"signed": True},
        )
    (found,) = coverage.counted.values()

    assert 0 == found.at("send", "costs")[3]
    assert {} == found.outcomes


def test_what_cannot_be_judged_is_unknown_and_blocks():
    """A rule that fails, or lacks what it reads, is no pass and no breach."""
    coverage = Coverage()
    failing = Procedure(
        "failing",
        ["a", "b"],
        [Step("go", "a", "b", by="clerk", guards="fails")],
        rules=Rule("fails", lambda question: question.fact("nothing")),
        roles=["clerk"],
    )
    case = open_case(failing, "k", Motion("Paper"), ANNA, at=AT).case
    with observed(coverage):
        assess(failing, case, "go", ANNA, at=AT)
    (found,) = coverage.counted.values()

    assert [0, 0, 1, 1] == found.at("go", "fails")


def test_a_rule_that_only_tells_is_exercised_once_told():
    """It blocks nothing, so it is no part of what can be the sole blocker."""
    found = watched({"in_time": False}, claims=("§ 2 GO",))

    assert 0 == found.at("send", "in_time")[3]
    assert {("send", ""): 1} == found.outcomes
    assert {"§ 2 GO": ("signed", "filed")} == untested(found)


def test_a_claim_is_held_to_the_rules_of_its_paragraph():
    """Sole blockers of the tests that make it count; of others they do not."""
    first = watched({"filed": False}, claims=("§ 2 GO", "§ 3"))
    first.add(watched({"signed": False}))

    assert {"§ 2 GO": ("signed", "in_time")} == untested(first)
    assert ("filed",) == first.sheet.rules_of("§ 3")
    assert () == first.sheet.rules_of("§ 9 GO")


def test_a_walk_counts_by_the_steps_that_it_took():
    """What it tried on its way was no test; whether it was walked before changes nothing."""
    seen = []
    for _ in range(2):
        coverage = Coverage()
        with observed(coverage):
            case_at("in_consultation")
        (found,) = coverage.counted.values()
        seen.append(found.to_plain())

    assert not any(counts[3] for counts in found.placements.values())
    assert {"submit", "sign", "release"} < {step for step, _ in found.outcomes}
    assert seen[0] == seen[1]


def test_a_search_that_only_tries_is_not_told():
    """And nobody who stopped observing is told anything."""
    told, procedure = [], small()
    with observed(told.append):
        with unobserved():
            asked(procedure)
        assert [] == told
        asked(procedure)
    asked(procedure)

    assert 1 == len(told)
    assert [] == OBSERVERS


def test_counts_of_processes_add_up_whatever_the_order():
    """As plain values, there and back."""
    one = watched({"costs": False}, {}, claims=("§ 2 GO",))
    two = watched({"signed": False}, {}, claims=("§ 1 GO",))
    plain = [json.loads(json.dumps(each.to_plain())) for each in (one, two)]
    ahead, back = Coverage(), Coverage()
    ahead.add(map(Counted.from_plain, plain))
    back.add(map(Counted.from_plain, reversed(plain)))

    assert ahead.to_plain() == back.to_plain()
    (found,) = ahead.counted.values()
    assert {("send", ""): 2} == found.outcomes
    assert [3, 1, 0, 1] == found.at("send", "costs")


@pytest.mark.parametrize(
    ("norm", "named"),
    [
        ("§ 31 Abs. 1, 2 GO NRW", ("§ 31 GO NRW",)),
        ("§ 41 Abs. 2, 3, § 50 Abs. 1 GO NRW", ("§ 41 GO NRW", "§ 50 GO NRW")),
        ("§ 37 Abs. 6, §§ 54, 57 Abs. 4, 122 GO NRW", tuple(f"§ {n} GO NRW" for n in (37, 54, 57, 122))),
        ("§§ 49 Abs. 1, 58 Abs. 2, 3 GO NRW", ("§ 49 GO NRW", "§ 58 GO NRW")),
        ("§ 24 Abs. 1 S. 1 GO NRW, § 126b BGB", ("§ 24 GO NRW", "§ 126b BGB")),
        ("§ 41 Abs. 1 S. 2 lit. a–g, h (Haushaltssatzung) GO NRW", ("§ 41 GO NRW",)),
        ("§ 58 Abs. 2 i. V. m. § 50 Abs. 1 S. 5 GO NRW", ("§ 58 GO NRW", "§ 50 GO NRW")),
        ("§§ 72 ff. LPVG NRW", ("§ 72 LPVG NRW",)),
        ("Rechtsprechung zu § 31 GO NRW", ("§ 31 GO NRW",)),
        ("Art. 46 Abs. 2 GO Bayern", ("Art. 46 GO Bayern",)),
        ("§ 84 Abs. 1 S. 3; Hauptsatzung", ("§ 84",)),
        ("Beratungsfolge; Regel J-12", ("Beratungsfolge",)),
    ],
)  # fmt: skip
def test_paragraphs_of_a_citation(norm, named):
    """Each with its law; subsections are none."""
    assert named == paragraphs(norm)


@pytest.mark.parametrize("state", ["NRW", "BW"])
def test_every_shipped_rule_on_a_step_stands_under_a_paragraph(state):
    """And a paragraph without a law is one of the law that most rules cite."""
    sheet = Sheet.of(state_law(state).procedure())

    assert all(rule.paragraphs for rule in sheet.rules)
    bare = [p for r in sheet.rules for p in r.paragraphs if re.fullmatch(r"§ \w+", p)]
    assert [] == bare


# ----------------------------------------------------------------------------- the page


class Shape(HTMLParser):
    """Reads a page as a browser does, and notes what readers of screens need."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.scopes, self.heads = [], [], [], 0, []
        self.captions = self.tables = 0
        self.feed(text)
        assert [] == self.open

    def handle_starttag(self, tag, attrs):
        """Note a tag."""
        said = dict(attrs)
        self.ids += [said["id"]] if "id" in said else []
        self.links += [said["href"][1:]] if said.get("href", "").startswith("#") else []
        self.captions += tag == "caption"
        self.tables += tag == "table"
        if tag == "th":
            assert said["scope"] in ("row", "col")
        if re.fullmatch("h[1-6]", tag):
            self.heads.append(int(tag[1]))
        if tag not in ("meta", "br", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Hold the page to closing what it opened."""
        assert tag == self.open.pop()


def test_the_page_is_one_file_that_needs_neither_colour_nor_script():
    """Tables with captions and headings, a sign and words beside each colour."""
    found = watched(
        {"costs": False}, {"signed": False, "filed": False}, claims=("§ 2 GO",)
    )
    text = as_page([found])
    shape = Shape(text)

    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<script" not in text
    assert "http" not in text
    assert shape.captions == shape.tables > 4
    assert set(shape.links) <= set(shape.ids)
    assert len(shape.ids) == len(set(shape.ids))
    assert all(b - a <= 1 for a, b in zip(shape.heads, shape.heads[1:], strict=False))
    for words in ("sole blocker", "unmet beside others", "never unmet"):
        assert f"</span> {words}</span>" in text


def test_the_page_is_harmless_whatever_a_procedure_is_called():
    """Names are text."""
    evil = Procedure(
        "<script>x</script>",
        ["a", "b"],
        [Step("go", "a", "b", by="clerk", guards="r")],
        rules=Rule("r", lambda _: True, citation="<b>§ 1</b>", label="<i>l</i>"),
        roles=["clerk"],
    )
    text = as_page([Counted(Sheet.of(evil))])

    Shape(text)
    assert not re.search("<script|<b>|<i>", text)


# --------------------------------------------------------------------------- in a session


PROCEDURE = """
    import pytest

    from threading import Thread
    from datetime import UTC, datetime
    from ratsflow import Actor, Motion, Procedure, Rule, Step
    from ratsflow.engine import assess, open_case
    from ratsflow.law.citation import Citation
    from ratsflow.procedure.step import Parameter

    AT, ANNA = datetime(2026, 3, 2, 12, tzinfo=UTC), Actor("anna", roles=["clerk"])
    P = Procedure(
        "small",
        ["draft", "sent"],
        [Step("send", "draft", "sent", by="clerk", takes=[Parameter(n, "flag", required=False) for n in ("costs", "signed")],
              guards=["costs", "signed"])],
        rules=[Rule(n, lambda q, n=n: q.inputs.get(n) is True, citation=Citation(f"§ {i} GO", "L")) for i, n in enumerate(("costs", "signed"), 1)],
        roles=["clerk"],
    )

    def ask(**said):
        case = open_case(P, "k", Motion("Paper"), ANNA, at=AT).case
        return assess(P, case, "send", ANNA, at=AT, inputs={"costs": True, "signed": True, **said})
"""
TESTS = """
    from small_town import *

    @pytest.mark.covers("§ 1 GO")
    def test_costs():
        assert not ask(costs=False).allowed

    def test_both():
        assert not ask(costs=False, signed=False).allowed

    def test_in_another_thread():
        thread = Thread(target=ask)
        thread.start()
        thread.join()
"""
MORE = """
    from small_town import *

    @pytest.mark.covers("§ 2 GO", "§ 77 GO", 77)
    def test_nothing():
        assert ask().allowed
"""


@pytest.fixture(name="run")
def _run(pytester):
    pytester.makepyfile(small_town=PROCEDURE, test_one=TESTS, test_two=MORE)
    pytester.syspathinsert()

    def run(*args, processes=0):
        if processes:
            return pytester.runpytest_subprocess(
                *PLUGIN, "-q", "-n", str(processes), *args
            )
        return pytester.runpytest_inprocess(*PLUGIN, "-p", "no:xdist", "-q", *args)

    return run


def lines(result):
    """Return the report of coverage in what a session said."""
    said = result.stdout.str().splitlines()
    start = next(
        n for n, line in enumerate(said) if line.startswith("ratsflow coverage")
    )
    return [re.sub(r" +", " ", line) for line in said[start:]]


def test_the_report_in_the_terminal(run):
    """Steps, outcomes, placements, what is claimed; threads and fixtures count."""
    result = run("--rule-coverage")

    assert 0 == result.ret
    told = lines(result)
    assert re.fullmatch(r"ratsflow coverage: small \w{12}, law none, 4 tests", told[0])
    assert "steps 1 1 ██████████ 100 %" in told
    assert "blocking placements met unmet unknown SOLE BLOCKER of" in told
    assert " 2 2 0 1 2" in told
    assert "rules never unmet 0 of 2 (all: --rule-coverage-report=html)" in told
    assert "sole blockers seen send costs" in told
    assert "claimed, not tested § 2 GO: signed" in told
    assert "claimed, and no rule cites it: § 77 GO" in told


@pytest.mark.parametrize("processes", [0, 2])
def test_too_little_fails_the_build(run, processes):
    """And enough does not; over workers the same."""
    assert 1 == run("--rule-coverage-min=blocking:51", processes=processes).ret
    result = run("--rule-coverage-min=blocking:50", processes=processes)

    assert 0 == result.ret
    assert " 2 2 0 1 2" in lines(result)
    assert "FAIL: blocking placements tested 50 %, wanted 51 %" in (
        run("--rule-coverage-min=blocking:51").stdout.str()
    )


def test_nothing_asked_is_too_little(run):
    """A session whose tests ask no rule proves nothing; that of a failing test stays so."""
    result = run("--rule-coverage-min=steps:1", "--rule-coverage-of=nrw")

    assert 1 == result.ret
    assert (
        "FAIL: steps reached none: no rule was asked, wanted 1 %" in result.stdout.str()
    )


def test_sessions_are_added_up(run, pytester):
    """Where that is asked for; else the last one stands alone."""
    run("--rule-coverage", "-k", "test_costs")
    added = run("--rule-coverage-append", "-k", "test_nothing")
    alone = run("--rule-coverage", "-k", "test_nothing")

    assert lines(added)[0].endswith("2 tests")
    assert "sole blockers seen send costs" in lines(added)
    assert lines(alone)[0].endswith("1 test")
    file = pytester.path / ".ratsflow-coverage.json"
    kept = json.loads(file.read_text("utf-8"))
    kept[0]["sheet"]["fingerprint"] = "0" * 64
    file.write_text(json.dumps(kept), "utf-8")
    other = run("--rule-coverage-append", "-k", "test_costs")
    assert "left out, of another version: small 000000000000" in other.stdout.str()
    file.write_text("{}", "utf-8")
    assert "holds no counts" not in run("--rule-coverage").stdout.str()


def test_the_page_is_written(run, pytester):
    """Where it is wanted."""
    run("--rule-coverage-report=html", "--rule-coverage-report=html:new/other.html")

    for name in ("ratsflow-coverage.html", "new/other.html"):
        Shape((pytester.path / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (
            "--rule-coverage-min=blockin:5",
            "write KIND:PERCENT, with KIND one of blocking",
        ),
        ("--rule-coverage-min=blocking", "write KIND:PERCENT"),
        ("--rule-coverage-min=blocking:101", "write KIND:PERCENT"),
        ("--rule-coverage-report=xml", "write html, or html:PATH"),
    ],
)
def test_options_that_mean_nothing(run, option, said):
    """Are told before any test runs."""
    result = run(option)

    assert 4 == result.ret
    assert said in result.stderr.str() + result.stdout.str()


def test_nobody_counts_where_nobody_asked(run, pytester):
    """No report, no file, no observer."""
    result = run()

    assert "ratsflow coverage" not in result.stdout.str()
    assert not (pytester.path / ".ratsflow-coverage.json").exists()
    assert [] == OBSERVERS


def test_properties_that_were_checked_are_counted():
    """Kept, or not."""
    from ratsflow.checking import Space, Start, check, never  # noqa: PLC0415

    procedure, coverage = small(), Coverage()
    start = Start("a paper", Motion("Paper"))
    sent = never("never_sent", "send", procedure)
    with observed(coverage):
        check([sent], Space(procedure, starts=(start,)))
    (found,) = coverage.counted.values()

    assert {"never_sent": False} == found.properties
    assert any("0 of 1 kept; not: never_sent" in line for line in summary(found))
    assert not found.placements
