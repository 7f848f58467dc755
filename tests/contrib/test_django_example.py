"""The example of a Django project: by Django's own client, and in a real browser.

Each runs in a process of its own, with the settings of the example. Without Chromium the
tests in a browser are skipped and say so; with ``chromium`` in `RATSFLOW_SERVERS`, as
``.ci/run`` sets it where it is installed, they fail instead.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from servers import must_run


pytest.importorskip("django")

EXAMPLE = Path(__file__).parents[2] / "examples" / "django"
SHOTS = os.environ.get("RATSFLOW_SCREENSHOTS", "")
"""Where pictures of the pages are put, if anywhere."""


def _environment(database: object) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_")}
    return {**kept, "DEMO_DATABASE": str(database), "PYTHONWARNINGS": "default"}


@pytest.mark.parametrize("database", ["sqlite", "postgres_url"])
def test_the_tests_of_the_example_pass(request, database, tmp_path):
    """As whoever copies it runs them."""
    place = tmp_path / "demo.db"
    if database != "sqlite":
        place = request.getfixturevalue(database)
    run = subprocess.run(
        [sys.executable, "manage.py", "test", "--noinput"],
        cwd=EXAMPLE,
        env=_environment(place),
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == run.returncode, run.stderr
    assert "OK" in run.stderr


def test_the_example_is_typed():
    """Strictly, by mypy with the plugin of django-stubs, and by pyright."""
    pytest.importorskip("mypy_django_plugin")
    mypy = [sys.executable, "-m", "mypy", "--no-incremental", "papers", "town"]
    run = subprocess.run(mypy, cwd=EXAMPLE, capture_output=True, text=True, check=False)
    assert 0 == run.returncode, run.stdout


@pytest.fixture(scope="module", name="address")
def _address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the example, started with its one command."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    folder = tmp_path_factory.mktemp("example")
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "demo", address],
            cwd=EXAMPLE,
            env=_environment(folder / "demo.db"),
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(f"http://{address}/login/", server, folder / "log")
            yield address
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < until:
        try:
            with urlopen(url):  # noqa: S310  # of ours
                return
        except URLError:
            time.sleep(0.1)  # a server tells that it is ready by answering
    pytest.fail(f"the example did not start: {log.read_text()}")


@pytest.fixture(scope="module", name="browser")
def _browser() -> Iterator[object]:
    """Yield Chromium without a screen, driven by selenium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    try:
        from selenium import webdriver  # noqa: PLC0415
    except ImportError:
        webdriver = None  # type: ignore[assignment]
    if not (chromium and driver and webdriver):
        reason = "Chromium, chromedriver or selenium is not on this machine"
        if must_run("chromium"):
            pytest.fail(f"{reason}, but must be (RATSFLOW_SERVERS)")
        pytest.skip(reason)
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for each in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1000,1100",
        "--lang=de",
        "--no-first-run",
        "--disable-background-networking",
    ):
        options.add_argument(each)
    made = webdriver.Chrome(options, webdriver.ChromeService(driver))
    made.set_page_load_timeout(60)
    yield made
    made.quit()


class Person:
    """Somebody before the browser."""

    def __init__(self, browser, address):
        self.browser = browser
        self.base = f"http://{address}"

    def go(self, path):
        self.browser.get(self.base + path)

    def log_in(self, name):
        self.browser.delete_all_cookies()
        self.go("/login/")
        self.fill(username=name, password="demo")
        self.click("button", "Anmelden")

    def fill(self, **given):
        for name, value in given.items():
            field = self.browser.find_element("name", name.replace("_", "-"))
            if field.tag_name == "select":
                field.find_element("css selector", f"option[value={value}]").click()
            else:
                field.clear()
                field.send_keys(value)

    def click(self, kind, text):
        found = [
            each
            for each in self.browser.find_elements("css selector", kind)
            if each.text.strip() == text
        ]
        assert found, f"no {kind} {text!r} on: {self.text}"
        self.follow(found[0])

    def follow(self, element):
        """Click what leads to another page, and wait for that."""
        from selenium.webdriver.support import expected_conditions as ec  # noqa: PLC0415
        from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415

        before = self.browser.find_element("tag name", "html")
        element.click()
        WebDriverWait(self.browser, 30).until(ec.staleness_of(before))

    @property
    def text(self):
        return self.browser.find_element("tag name", "body").text

    def look(self, name):
        """Keep a picture, and hold the page to what a screen reader needs."""
        if SHOTS:
            size = self.browser.get_window_size()
            height = self.browser.execute_script(
                "return document.documentElement.scrollHeight"
            )
            self.browser.set_window_size(size["width"], max(height + 150, 600))
            self.browser.save_screenshot(f"{SHOTS}/{name}.png")
            self.browser.set_window_size(size["width"], size["height"])
        assert [] == self.browser.execute_script(FAULTS)


FAULTS = """
const found = [];
if (!document.documentElement.lang) found.push('the page says no language');
if (!document.title.trim()) found.push('the page has no title');
if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
let last = 1;
for (const each of document.querySelectorAll('main h1, main h2, main h3, main h4')) {
  const level = Number(each.tagName[1]);
  if (level > last + 1) found.push('a level is skipped before: ' + each.textContent);
  last = level;
}
for (const each of document.querySelectorAll('input, select, textarea')) {
  if (each.type === 'hidden' || each.type === 'submit') continue;
  if (!each.labels.length && !each.ariaLabel) found.push('no label: ' + each.name);
}
for (const each of document.querySelectorAll('fieldset.ratsflow-group'))
  if (!each.querySelector('legend')) found.push('a fieldset without a legend');
for (const each of document.querySelectorAll('table'))
  if (!each.querySelector('th[scope]')) found.push('a table without headers');
for (const each of document.querySelectorAll('button, a[href]'))
  if (!each.textContent.trim() && !each.ariaLabel) found.push('a link without words');
const ids = [...document.querySelectorAll('[id]')].map(each => each.id);
for (const each of new Set(ids))
  if (ids.filter(id => id === each).length > 1) found.push('an id twice: ' + each);
return found;
"""


def test_a_paper_goes_its_way_in_a_browser(browser, address):
    """Log in, see why not, cure, sign, be too late, vote, read the history."""
    person = Person(browser, address)
    person.log_in("kurz")
    assert "Sie sind am Zug" in person.text
    person.look("1-papers")
    person.click("main a", "Tempo 30 vor der Grundschule")
    assert "Kosten angeben, auch wenn es keine sind." in person.text
    assert "§ 5 Geschäftsordnung (Muster)" in person.text
    assert "Die Begründung fehlt." in person.text
    person.look("2-why-not")

    person.click("main a", "Text ändern")
    person.look("3-edit")
    person.fill(reasons="Der Schulweg ist gefährlich.", costs="none")
    person.click("button", "Speichern")
    paper = browser.current_url.removeprefix(person.base)
    person.click("main a", "Zur Unterschrift geben")
    person.look("4-submit")
    person.click("button", "Zur Unterschrift geben")
    assert "Erledigt: Zur Unterschrift geben." in person.text

    person.log_in("berg")
    person.go(f"{paper}steps/sign/")
    seen = browser.current_window_handle
    browser.switch_to.new_window("tab")  # meanwhile it is returned, and handed in again
    person.go(f"{paper}steps/return/")
    person.fill(reasons="Bitte kürzer.")
    person.click("button", "Zurückgeben")
    person.log_in("kurz")
    person.go(f"{paper}edit/")
    person.fill(reasons="Der Schulweg ist gefährlich, auch am Nachmittag.")
    person.click("button", "Speichern")
    person.click("main a", "Zur Unterschrift geben")
    person.click("button", "Zur Unterschrift geben")
    person.log_in("berg")
    browser.close()
    browser.switch_to.window(seen)
    token = browser.get_cookie("csrftoken")["value"]
    browser.execute_script(
        "for (const each of document.getElementsByName('csrfmiddlewaretoken'))"
        "  each.value = arguments[0]",
        token,
    )
    person.click("button", "Unterschreiben")
    assert (
        "Diese Seite ist älter als der Vorgang: Es wurde nichts getan." in person.text
    )
    assert "Zurückgeben, Text ändern, Zur Unterschrift geben" in person.text
    person.look("5-too-late")
    person.fill(remark="Gelesen.")
    person.click("button", "Unterschreiben")
    assert "Erledigt: Unterschreiben." in person.text

    person.log_in("sitz")
    person.go(f"{paper}steps/vote/")
    person.look("6-vote")
    person.fill(ballot_yes="12", ballot_no="3", ballot_abstain="1")
    person.click("button", "Abstimmen")
    assert "Beschlossen" in person.text
    assert "Bettina Berg (Bürgermeisterin)" in person.text
    assert "angenommen" in person.text
    person.look("7-history")


def test_the_example_serves_a_phone(browser, address):
    """Nothing is wider than the screen."""
    person = Person(browser, address)
    size = browser.get_window_size()
    browser.set_window_size(500, 900)  # the narrowest that Chromium makes a window
    try:
        person.log_in("kurz")
        for path in ("/", "/papers/1/", "/papers/1/edit/"):
            person.go(path)
            person.look(f"phone{path.replace('/', '-')}")
            wide = "return document.documentElement.scrollWidth - window.innerWidth"
            assert browser.execute_script(wide) <= 0, path
    finally:
        browser.set_window_size(size["width"], size["height"])


def test_the_administration_in_a_browser(browser, address):
    """Reasons and steps stand beside the row, a stale edit is told."""
    person = Person(browser, address)
    person.log_in("kurz")
    person.go("/admin/papers/paper/2/change/")
    assert "Die Begründung fehlt." in person.text
    person.look("8-admin")
    person.fill(reasons="Die alte ist morsch.")
    person.follow(browser.find_element("name", "_continue"))
    assert "erfolgreich geändert" in person.text
    person.click("button", "Zur Unterschrift geben")
    assert "Erledigt: Zur Unterschrift geben." in person.text
    person.look("9-admin-done")
    person.go("/admin/papers/paper/2/history/")
    assert "Protokoll des Vorgangs" in person.text
    person.go("/admin/papers/paper/")
    person.look("10-admin-list")
