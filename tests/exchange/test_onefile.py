"""The procedure in one file: what it answers, what it is made of, and that it stays by itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile

from collections.abc import Mapping
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
import re2

from hypothesis import given
from hypothesis import strategies as st

from chromium import chromium
from ratsflow.canonical import _OPTIONS, _refuse
from ratsflow.cli.tour_script import script_of
from ratsflow.errors import InvalidInputError
from ratsflow.exchange.onefile import as_orjson, as_re2
from ratsflow.exchange.onefile.bundle import RUNTIME, library, one_file
from ratsflow.exchange.onefile.walk import Walk
from ratsflow.law.states import state_law


TOWNS = Path(__file__).parents[2] / "examples" / "municipalities"
LAW = (TOWNS / "hafenau.toml").read_text("utf-8")
PAPER = (state_law("NRW").folder / "tour.md").read_text("utf-8")
DECIDES = [{"role": "decision", "members": ""}]
UNSAID = [{"role": "", "members": ""}]
MANY = [{"role": "decision", "members": "-3"}]
WINTER = "2026-01-12T10:00"
TREASURE = "</textarea></script><img src=x onerror=alert(1)>"


def asking(walk: Walk) -> Any:
    return lambda do, **more: json.loads(walk.ask(json.dumps({"do": do, **more})))


@pytest.fixture(name="ask")
def _ask():
    return asking(Walk(LAW))


@pytest.fixture(name="opened")
def _opened(ask):
    noted = {"topics": ["culture"], "districts": []}
    ask("open", paper=PAPER, route=DECIDES, noted=noted, role="author", at=WINTER)
    return ask


def typed(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a reader types into the form for the inputs of a tour."""
    fields: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, dict):
            fields |= {f"{name}.{k}": each for k, each in typed(value).items()}
        elif isinstance(value, bool):
            fields[name] = "yes" if value else "no"
        elif isinstance(value, list):
            fields[name] = value
        elif name == "start":
            moment = datetime.fromisoformat(value).astimezone(ZoneInfo("Europe/Berlin"))
            fields[name] = moment.strftime("%Y-%m-%dT%H:%M")
        else:
            fields[name] = str(value)
    return fields


@pytest.mark.parametrize(
    ("of", "town"), [("NRW", "tour_law.toml"), ("BW", "town.toml")]
)
def test_a_whole_tour_is_walked_in_the_forms(of, town):
    """Opened, refused, cured and decided as on the command line."""
    script = script_of(of)
    ask = asking(Walk((state_law(of).folder / town).read_text("utf-8")))
    text, at, version, state = script.paper, WINTER, 0, ""
    for act in (act for scene in script.scenes for act in scene.acts):
        if act.at:
            local = act.at.astimezone(ZoneInfo("Europe/Berlin"))
            at = local.strftime("%Y-%m-%dT%H:%M")
        if act.opens:
            rows = ask("read", paper=text)["route"]
            opened = ask(
                "open",
                paper=text,
                route=[
                    {
                        "role": "decision",
                        "members": str(script.members.get(row["body"], "")),
                    }
                    for row in rows
                ],
                noted=dict(script.noted),
                role=act.opens,
                at=at,
            )
            version = opened["now"]["version"]
        for old, new in act.mend:
            text = text.replace(old, new)
        if not act.step:
            continue
        fields = typed(act.given)
        if act.mend:
            fields["motion"] = text
        known = {each["name"] for each in ask("form", step=act.step)["fields"]}
        assert set(fields) <= known
        answer = ask(
            "take",
            step=act.step,
            role=act.by,
            on=act.on,
            at=at,
            given=fields,
            version=version,
        )
        if act.refused:
            blocking = {f["rule"] for f in answer["findings"] if f["blocks"]}
            assert blocking == {*act.refused}
        else:
            assert "taken" in answer, answer
            version, state = answer["now"]["version"], answer["now"]["state"]["name"]
    assert state == "closed"


def test_a_verdict_tells_every_reason_and_its_paragraph(opened):
    answer = opened(
        "assess", step="submit", role="author", on="", at=WINTER, given={}, version=1
    )
    assert not answer["allowed"]
    costs = next(f for f in answer["findings"] if f["rule"] == "cost_statement_present")
    assert costs["blocks"]
    assert costs["citation"]
    assert costs["cured_by"] == ["Verfasser/in", "Kämmerei"]
    assert 1 == opened("look", role="", at=WINTER)["now"]["version"]


def test_a_value_of_the_town_counts_from_when_it_is_read(opened):
    shorter = LAW.replace(
        '"notice.days" = { value = 10', '"notice.days" = { value = 20'
    )
    assert shorter != LAW

    def day():
        return opened("look", role="", at=WINTER)["now"]["deadlines"][0]["day"]

    before = day()
    assert opened("law", text=shorter)["open"]
    assert date.fromisoformat(day()) < date.fromisoformat(before)


@pytest.mark.parametrize(
    ("text", "word"),
    [("x = ", "TOML"), (LAW.replace("notice.days", "notice.dayz"), "notice.days")],
)
def test_a_law_with_mistakes_is_not_taken_over(opened, text, word):
    before = opened("look", role="", at=WINTER)
    assert any(word in each for each in opened("law", text=text)["errors"])
    assert before == opened("look", role="", at=WINTER)


def test_the_law_of_another_state_begins_anew(opened):
    text = (state_law("BW").folder / "town.toml").read_text("utf-8")
    assert "errors" not in opened("law", text=text)


@pytest.mark.parametrize(
    ("do", "more", "word"),
    [
        ("look", {"at": "heute"}, "Zeitpunkt"),
        ("open", {"paper": PAPER, "route": [], "at": WINTER}, "noch einmal lesen"),
        ("open", {"paper": PAPER, "route": UNSAID, "at": WINTER}, "worum"),
        ("open", {"paper": PAPER, "route": MANY, "at": WINTER}, "Mitgliederzahl"),
        ("form", {"step": "sumbit"}, "submit"),
    ],
)
def test_what_cannot_be_done_is_said(opened, do, more, word):
    (said,) = opened(do, role="author", **more)["errors"]
    assert word in said
    assert 1 == opened("look", role="", at=WINTER)["now"]["version"]


def test_an_amount_is_typed_in_euros(opened):
    """A form that asks for cents gets euros, and a value a hundred times too small."""
    fields = {each["name"]: each for each in opened("form", step="submit")["fields"]}
    assert "euro" == fields["value_cents"]["kind"]
    assert fields["value_cents"]["label"].endswith("in Euro")
    more = {"role": "author", "on": "", "at": WINTER, "version": 1}
    step = "state_competence"
    answer = opened("take", step=step, given={"value_cents": "1234.50"}, **more)
    assert "taken" in answer, answer
    more["version"] = 2
    (said,) = opened("take", step=step, given={"value_cents": "1.005"}, **more)[
        "errors"
    ]
    assert "Betrag" in said


def test_a_route_is_typed_line_by_line(opened):
    more = {"role": "council_office", "on": "", "at": WINTER, "version": 1}
    step = "plan_consultations"
    (said,) = opened("take", step=step, given={"consultations": "Rat"}, **more)[
        "errors"
    ]
    assert "Rat; decision" in said
    route = "Finanzausschuss; preliminary\nRat; decision\n"
    answer = opened("take", step=step, given={"consultations": route}, **more)
    assert "taken" in answer, answer


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_the_bytes_are_those_of_orjson(value):
    written = orjson.dumps(value, _refuse, _OPTIONS)
    names = [n for n in dir(as_orjson) if n.startswith("OPT_")]
    both = {n: getattr(orjson, n) for n in names}
    ours = sum(getattr(as_orjson, n) for n, bit in both.items() if bit & _OPTIONS)
    assert written == as_orjson.dumps(value, _refuse, ours)
    assert orjson.loads(written) == as_orjson.loads(written)


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_are_those_of_orjson(moment):
    assert orjson.dumps(moment, None, orjson.OPT_UTC_Z) == as_orjson.dumps(
        moment, None, as_orjson.OPT_UTC_Z
    )


@pytest.mark.parametrize("value", [2**64, "\ud800", {1: 2}, object(), {"a": {3}}])
def test_what_orjson_refuses_is_refused(value):
    for each in (orjson, as_orjson):
        with pytest.raises(TypeError):
            each.dumps(value)


@pytest.mark.parametrize("text", ["NaN", b"\xff", "{", "[1,]", ""])
def test_what_is_no_json_is_refused(text):
    for each in (orjson, as_orjson):
        with pytest.raises(each.JSONDecodeError):
            each.loads(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\d{4}/\d{4}", "0042/2026"),
        (r"\d{4}", "٠٠٤٢"),
        (r"(?:AN|V)-\d+", "AN-7"),
        (r"[A-ZÄ]+\w?", "ÄÄ"),
        (r"a{1000}", "a"),
        (r"\w+", "straße"),
    ],
)
def test_a_pattern_matches_as_in_re2(pattern, text):
    theirs, ours = re2.compile(pattern), as_re2.compile(pattern)
    assert bool(theirs.fullmatch(text)) == bool(ours.fullmatch(text))


@pytest.mark.parametrize(
    "pattern", [r"(?=a)", r"(?<!a)b", r"(a)\1", r"a++", r"(?>a)", "a{1001}", "(", r"\8"]
)
def test_what_re2_refuses_is_refused(pattern):
    options = re2.Options()
    options.log_errors = False
    with pytest.raises(re2.error):
        re2.compile(pattern, options)
    with pytest.raises(as_re2.error):
        as_re2.compile(pattern)


def test_a_pattern_that_python_reads_otherwise_is_refused():
    with pytest.raises(as_re2.error):
        as_re2.compile("[[:alpha:]]+")


@pytest.fixture(name="hollow")
def _hollow(tmp_path):
    """What has the form of the runtime, and does not run."""
    for name in RUNTIME:
        (tmp_path / name).write_bytes(name.encode())
    lock = {"info": {"python": "3.14.2"}, "packages": {"orjson": {}}}
    (tmp_path / "pyodide-lock.json").write_text(json.dumps(lock))
    (tmp_path / "package.json").write_text('{"version": "1.2.3"}')
    return tmp_path


def test_nothing_of_a_paper_is_markup(hollow):
    made = one_file(LAW + f"# {TREASURE}\n", hollow, "de", TREASURE)
    assert TREASURE not in made
    assert 2 == made.count("&lt;/textarea&gt;&lt;/script&gt;&lt;img")


def test_the_page_may_ask_nobody(hollow):
    made = one_file(LAW, hollow)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', made)
    rows = unescape(policy).split(";")
    parts = dict(each.strip().partition(" ")[::2] for each in rows)
    assert "'none'" == parts["default-src"] == parts["connect-src"]
    assert "http" not in policy
    assert "unsafe-inline" not in parts["script-src"]
    assert made.index("Content-Security-Policy") < made.index("<title>")
    assert not re.search(r'(?:src|href)="(?!#)', made)


def test_the_same_input_gives_the_same_page(hollow):
    assert one_file(LAW, hollow) == one_file(LAW, hollow)


def test_a_runtime_that_is_not_there_is_told_with_the_command(tmp_path):
    with pytest.raises(InvalidInputError, match="npm pack pyodide"):
        one_file(LAW, tmp_path)


def test_the_library_runs_by_itself(tmp_path):
    """Without a package of this environment, and from another folder."""
    with zipfile.ZipFile(BytesIO(library())) as packed:
        packed.extractall(tmp_path / "library")
    (tmp_path / "town.toml").write_text(LAW, "utf-8")
    script = (
        "import sys, json; sys.path.insert(0, 'library')\n"
        "from pathlib import Path\n"
        "from ratsflow.exchange.onefile.walk import Walk\n"
        "walk = Walk(Path('town.toml').read_text('utf-8'))\n"
        'law = json.loads(walk.ask(\'{"do": "law"}\'))\n'
        "asked = dict(do='open', paper=law['paper'], role='author',"
        f" at='{WINTER}', route={DECIDES})\n"
        "print(json.dumps(json.loads(walk.ask(json.dumps(asked)))['now']['state']))\n"
        "import orjson, re2, holidays\n"
        "assert 'library' in orjson.__file__ and 'library' in re2.__file__\n"
        "assert 'sqlalchemy' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    assert "draft" == json.loads(done.stdout)["name"]


@pytest.fixture(name="page", scope="module")
def _page(tmp_path_factory):
    folder = os.environ.get("RATSFLOW_PYODIDE")
    if not folder:
        pytest.skip("no Python for the browser is here (RATSFLOW_PYODIDE)")
    path = tmp_path_factory.mktemp("page") / "way.html"
    paper = PAPER.replace("Bündnis", f"Bündnis {TREASURE[11:]}")
    path.write_text(one_file(LAW, Path(folder), "de", paper), "utf-8")
    return path


class Reader:
    """Somebody before the page, with nothing but a keyboard."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser

    def find(self, css: str) -> Any:
        return self.browser.find_element("css selector", css)

    def press(self, css: str) -> None:
        self.find(css).send_keys("\ue007")  # Enter

    def tick(self, css: str) -> None:
        self.find(css).send_keys(" ")

    def write(self, css: str, text: str) -> None:
        self.browser.execute_script(
            "arguments[0].value = arguments[1];"
            "arguments[0].dispatchEvent(new Event('input'))",
            self.find(css),
            text,
        )

    def hears(self, word: str) -> None:
        support = pytest.importorskip("selenium.webdriver.support.ui")
        ended = pytest.importorskip("selenium.common.exceptions").TimeoutException
        said = [""]

        def listens(_: object) -> bool:
            said.append(self.find("#said").text)
            return word in said[-1]

        try:
            support.WebDriverWait(self.browser, 50).until(listens)
        except ended:
            pytest.fail(f"{word!r} was not said, but {said[-1]!r}")

    def stands_on(self) -> str:
        return str(self.browser.switch_to.active_element.get_attribute("id"))

    def schemes(self) -> set[str]:
        """Where the page has asked for anything, by scheme."""
        seen = [
            json.loads(each["message"])["message"]
            for each in self.browser.get_log("performance")
        ]
        return {
            each["params"]["request"]["url"].partition(":")[0]
            for each in seen
            if each["method"] == "Network.requestWillBeSent"
        }


def test_a_paper_goes_its_way_in_the_browser(page):
    """On a phone, by keyboard; axe finds nothing, and nothing is asked for outside."""
    axe = pytest.importorskip("selenium_axe_python")
    select = pytest.importorskip("selenium.webdriver.support.ui").Select
    with chromium(390) as browser:
        reader = Reader(browser)
        find, press, write, told = reader.find, reader.press, reader.write, reader.hears
        browser.get(page.as_uri())
        told("ist geladen")
        write("#at", WINTER)
        press("#read")
        told("Beitritt")
        select(find("#route-0")).select_by_value("decision")
        select(find("#topics")).select_by_value("culture")
        reader.tick("#districts-none")
        press("#open-form button")
        told("eröffnet. Stand: Entwurf, seit 12.01.2026")
        assert "stand-head" == reader.stands_on()
        assert "§ 47 Abs. 2 GO NRW" in find("#stand").text
        press('[data-step="submit"]')
        assert "step-head" == reader.stands_on()
        reader.tick('[id="in-excluded_officials-none"]')
        press("#take")
        told("Nicht möglich")
        assert "steht im Weg: Die Vorlage sagt nicht, was sie kostet" in (
            find("#verdict").text
        )
        assert "Fundstelle: AGA 4.5" in find("#verdict").text
        checker = axe.Axe(browser)
        checker.inject()
        assert not checker.run()["violations"]
        wide = "return document.documentElement.scrollWidth - window.innerWidth"
        assert browser.execute_script(wide) <= 0

        write("#law", LAW.replace("notice.days", "notice.dayz"))
        press("#law-form button")
        told("Nicht übernommen")
        assert "nächste ist notice.days" in find("#law-wrong").text
        write("#law", LAW)
        press("#law-form button")
        told("Eingelesen")

        press("#stand details summary")
        press('[data-step="withdraw"]')
        press("#take")
        told("Gegangen: ")
        assert 2 == len(browser.find_elements("css selector", "#way li"))

        assert not browser.find_elements("css selector", "img")
        assert not [e for e in browser.get_log("browser") if e["level"] == "SEVERE"]
        assert reader.schemes() <= {"file", "blob", "data"}
        refused = browser.execute_async_script(
            "const done = arguments[0]; const asked = new XMLHttpRequest();"
            "asked.open('GET', 'http://127.0.0.1:9/'); asked.onerror = () => done(true);"
            "asked.onload = () => done(false);"
            "document.addEventListener('securitypolicyviolation', () => done(true));"
            "asked.send();"
        )
        assert refused
