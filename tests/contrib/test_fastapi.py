"""The service: what a client is told, that nothing is written in half, and nobody is told more."""

from __future__ import annotations

import sys

from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import pytest


sys.path.insert(
    0, str(Path(__file__).parents[1] / "office")
)  # the town that it plays in
pytest.importorskip("fastapi")

import planted

from fastapi import Depends, FastAPI, Header
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import NullPool

from described import hold
from ratsflow import Actor, Consultation, Motion, Organization, SqlStore, nrw
from ratsflow.contrib.fastapi import Cases, install, problem_of
from ratsflow.errors import StoreError, TransactionLostError
from ratsflow.log import verifier
from ratsflow.stores.sql import bring_up


WORD = "Xylophon"
ROLES = {
    "kurz": ["author"],
    "beig": ["alderman"],
    "bm": ["mayor"],
    "gast": [],
    "presse": ["press"],
    "clerk": ["clerk"],
    "rats": ["council_office"],
}
KURZ, BEIG, GAST, RATS = ({"X-User": name} for name in ("kurz", "beig", "gast", "rats"))
EN = {"Accept-Language": "fr, en;q=0.9, de;q=0.1"}
BENCH = {"title": "Eine Bank", "topics": [], "public": True}


async def signed_in(x_user: Annotated[str, Header()]) -> Actor:
    return Actor(x_user, roles=ROLES.get(x_user, []))


class Served:
    """A service on a database, with its client."""

    def __init__(self, url: str, tenant: str, **how: Any) -> None:
        self.fails = False
        self.url, self.tenant = url, tenant
        self.sync = create_engine(_plain(url), poolclass=NullPool)
        with self.sync.begin() as connection:
            bring_up(connection)
            connection.execute(
                text("CREATE TABLE IF NOT EXISTS host_rows (name VARCHAR(20))")
            )
        self.session = session = (
            self._async() if "+aio" in url or "async" in how else self._plain()
        )
        how.pop("async", None)
        self.cases = Cases(nrw(), session, signed_in, tenant=tenant, **how)
        self.app = FastAPI()
        install(self.app)
        self.app.include_router(self.cases.router, prefix="/cases")
        self._own_routes(session)

    def _async(self):
        engine = create_async_engine(self.url, poolclass=NullPool)
        made = async_sessionmaker(engine)

        async def session():
            async with made.begin() as opened:
                yield opened
                self._fail()

        return session

    def _plain(self):
        made = sessionmaker(self.sync)

        def session():
            with made.begin() as opened:
                yield opened
                self._fail()

        return session

    def _fail(self):
        if self.fails:
            raise OperationalError("COMMIT", {}, Exception(f"disk of {WORD}"))

    def _own_routes(self, session) -> None:
        @self.app.post("/own/{case_id}/{step}")
        async def own(
            case_id: str,
            step: str,
            rows: Any = Depends(session, scope="function"),  # noqa: B008
            who: Any = Depends(signed_in),  # noqa: B008
        ) -> dict[str, str]:
            insert = text(f"INSERT INTO host_rows VALUES ('{case_id[:20]}')")
            done = rows.execute(insert)
            if hasattr(done, "__await__"):
                await done
            taken = self.cases.on(rows).take(case_id, step, who)
            if hasattr(taken, "__await__"):
                taken = await taken
            return {"state": taken.state}

    def rows(self, case_id: str) -> int:
        with self.sync.connect() as connection:
            asked = text(
                f"SELECT count(*) FROM host_rows WHERE name = '{case_id[:20]}'"
            )
            return connection.execute(asked).scalar()

    @contextmanager
    def store(self):
        with SqlStore(self.sync, self.tenant) as store:
            yield store


def _plain(url: str) -> str:
    return url.replace("+aiosqlite", "")


@pytest.fixture(name="serve", params=["aiosqlite", "sqlite", "psycopg"])
def _serve(request, tmp_path, tenant):
    """Return a function that serves on each kind of session in turn."""
    if request.param == "psycopg":
        url = request.getfixturevalue("postgres_url")
        url = url.replace("postgresql:", "postgresql+psycopg:")
        return lambda **how: Served(url, tenant, **{"async": True, **how})
    driver = "+aiosqlite" if request.param == "aiosqlite" else ""
    return lambda **how: Served(f"sqlite{driver}:///{tmp_path}/log.db", tenant, **how)


@pytest.fixture(name="served")
def _served(serve):
    return serve()


@pytest.fixture(name="client")
def _client(served):
    with TestClient(served.app) as client:
        yield client


def opened(client, paper=BENCH, **more):
    """Open a case and return where it is, and its tag."""
    answer = client.post("/cases", json={"motion": paper, **more}, headers=KURZ)
    assert 201 == answer.status_code, answer.json()
    hold(answer.json())
    return answer.headers["location"], answer.headers["etag"]


def problem(answer, status, kind):
    """Return the problem that an answer is."""
    assert status == answer.status_code, answer.text
    assert "application/problem+json" == answer.headers["content-type"]
    told = answer.json()
    assert f"urn:ratsflow:problem:{kind}" == told["type"]
    assert {"title", "status", "detail", "instance"} <= set(told)
    return told


def test_a_question_is_answered_and_a_refused_step_is_a_problem(client):
    """With what stands in the way, in the language asked for; codes stay."""
    place, _ = opened(client)
    asked = client.get(f"{place}/steps/submit", headers=KURZ)
    hold(asked.json())
    assert (200, False) == (asked.status_code, asked.json()["allowed"])
    for headers, word in ((KURZ, "nicht möglich"), ({**KURZ, **EN}, "cannot be taken")):
        told = problem(
            client.post(f"{place}/steps/submit", json={}, headers=headers),
            409,
            "refused",
        )
        assert word in told["title"]
        assert "cost_statement_present" in told["blocking"]
        hold(told["verdict"])
    steps = client.get(f"{place}/steps", headers=KURZ).json()
    for each in steps:
        hold(each)
    assert {"submit", "revise"} <= {each["step"] for each in steps}


def test_a_step_is_taken_and_moves_the_tag(client):
    """The entry is there, the log is told, and whoever verifies can."""
    place, tag = opened(client)
    dry = client.post(f"{place}/steps/withdraw?dry_run=true", json={}, headers=KURZ)
    assert dry.json()["allowed"]
    assert tag == client.get(place, headers=KURZ).headers["etag"]
    taken = client.post(
        f"{place}/steps/withdraw", json={}, headers={**KURZ, "If-Match": tag}
    )
    hold(taken.json())
    assert (200, "withdrawn") == (taken.status_code, taken.json()["state"])
    shown = client.get(place, headers=KURZ)
    hold(shown.json())
    assert taken.headers["etag"] == shown.headers["etag"] != tag
    again = {**KURZ, "If-None-Match": shown.headers["etag"]}
    assert 304 == client.get(place, headers=again).status_code
    log = client.get(f"{place}/log", headers=KURZ).json()
    for each in log:
        hold(each)
    assert ["open", "withdraw"] == [each["step"] for each in log]
    proof = client.get(f"{place}/proof", headers=KURZ).content
    hashes, wrong = verifier.verify(proof.splitlines(keepends=True))
    assert ([], 2) == (wrong, len(next(iter(hashes.values()))))


def test_who_saw_another_version_is_told(client):
    """By the whole tag: a number alone is fooled by a backup."""
    place, tag = opened(client)
    other = tag.replace(tag[-10:-1], "0" * 9)
    for stale in (other, '"7-abc"', "junk"):
        headers = {**KURZ, "If-Match": stale}
        answer = client.post(f"{place}/steps/withdraw", json={}, headers=headers)
        told = problem(answer, 412, "moved-on")
        assert 1 == told["found"]
    for fresh in (f'"x", {tag}', "*"):
        headers = {**KURZ, "If-Match": fresh}
        asked = client.post(
            f"{place}/steps/revise", json={"motion": BENCH}, headers=headers
        )
        assert 200 == asked.status_code, asked.text
        tag = asked.headers["etag"]


def test_a_command_sent_again_is_answered_as_the_first_time(client):
    """Before If-Match, since the first attempt moved the tag; another one under its key is not."""
    place, tag = opened(client)
    headers = {**KURZ, "If-Match": tag, "Idempotency-Key": '"k-1"'}
    first = client.post(
        f"{place}/steps/revise", json={"motion": BENCH}, headers=headers
    )
    again = client.post(
        f"{place}/steps/revise", json={"motion": BENCH}, headers=headers
    )
    assert (200, 200) == (first.status_code, again.status_code)
    assert "true" == again.headers["idempotency-replayed"]
    assert "idempotency-replayed" not in first.headers
    for key in ("version", "hash", "state"):
        assert first.json()[key] == again.json()[key]
    other = {"motion": {**BENCH, "title": "Zwei Bänke"}}
    problem(
        client.post(f"{place}/steps/revise", json=other, headers=headers),
        422,
        "key-reused",
    )
    problem(
        client.post(f"{place}/steps/withdraw", json={}, headers=headers),
        422,
        "key-reused",
    )
    assert 2 == len(client.get(f"{place}/log", headers=KURZ).json())
    key = {**KURZ, "Idempotency-Key": "new"}
    one = client.post("/cases", json={"motion": BENCH}, headers=key)
    two = client.post("/cases", json={"motion": BENCH}, headers=key)
    assert one.headers["location"] == two.headers["location"]
    assert (201, "true") == (two.status_code, two.headers["idempotency-replayed"])


MIDWAY = {
    "motion": BENCH,
    "consultations": [
        {
            "id": "c1",
            "body": {"name": "Rat", "kind": "council"},
            "role": "decision",
        }
    ],
    "begins": "released",
    "override": {"reason": "Es stand im Rat.", "authority": "Band 3"},
}
ASSUMED = {
    "mode": "assume",
    "on": "c1",
    "override": {"reason": "Der Rat hat es beraten.", "authority": "Band 3"},
}


def test_what_nobody_witnessed_is_entered_as_assumed(client):
    """A beginning midway and a step, by whom and why; sent again it is answered as before."""
    key = {**RATS, "Idempotency-Key": "midway"}
    answer = client.post("/cases", json=MIDWAY, headers=key)
    assert (201, "released") == (answer.status_code, answer.json()["state"])
    assert (
        "true"
        == client.post("/cases", json=MIDWAY, headers=key).headers[
            "idempotency-replayed"
        ]
    )
    place, tag = answer.headers["location"], answer.headers["etag"]
    url = f"{place}/steps/place_on_agenda"
    dry = client.post(f"{url}?dry_run=true", json=ASSUMED, headers=RATS)
    hold(dry.json())
    assert ("assume", True) == (dry.json()["mode"], dry.json()["allowed"])
    headers = {**RATS, "If-Match": tag, "Idempotency-Key": "assumed"}
    taken = client.post(url, json=ASSUMED, headers=headers)
    assert 200 == taken.status_code, taken.text
    hold(taken.json())
    again = client.post(url, json=ASSUMED, headers=headers)
    assert "true" == again.headers["idempotency-replayed"]
    assert taken.json()["hash"] == again.json()["hash"]
    stale = {**RATS, "If-Match": tag}
    problem(client.post(url, json=ASSUMED, headers=stale), 412, "moved-on")
    log = client.get(f"{place}/log", headers=RATS).json()
    assert ["assumed", "assumed"] == [each["kind"] for each in log]
    assert ["Es stand im Rat.", "Der Rat hat es beraten."] == [
        each["override"]["reason"] for each in log
    ]
    assert {"rats"} == {each["by"]["id"] for each in log}


def test_an_assumption_needs_a_reason_and_the_right_to_record(client):
    """Else it is a problem, and nothing is written."""
    place, _ = opened(client)
    url = f"{place}/steps/submit"
    bare = {"mode": "assume"}
    told = problem(client.post(url, json=bare, headers=RATS), 422, "invalid-input")
    assert ["override"] == [each["loc"][-1] for each in told["errors"]]
    told = problem(
        client.post(url, json={**ASSUMED, "on": ""}, headers=KURZ), 403, "refused"
    )
    assert ["procedure.authority"] == told["blocking"]
    problem(client.post("/cases", json=MIDWAY, headers=KURZ), 422, "invalid-input")
    alone = {k: v for k, v in MIDWAY.items() if k != "override"}
    problem(client.post("/cases", json=alone, headers=RATS), 422, "invalid-input")
    assert 1 == len(client.get(f"{place}/log", headers=KURZ).json())


def test_the_description_tells_how_to_assume(client):
    """The body of each step, and of the opening."""
    parts = client.get("/openapi.json").json()["components"]["schemas"]
    mode = parts["SubmitStep"]["properties"]["mode"]
    assert ["enforce", "record", "assume"] == mode["enum"]
    assert {"begins", "override"} <= set(parts["OpenCase"]["properties"])


def test_what_a_service_demands_is_said(serve):
    """A key for every command, and which version was seen for every step."""
    served = serve(require_key=True, require_if_match=True)
    with TestClient(served.app) as client:
        answer = client.post("/cases", json={"motion": BENCH}, headers=KURZ)
        problem(answer, 400, "key-missing")
        key = {**KURZ, "Idempotency-Key": "a"}
        place = client.post("/cases", json={"motion": BENCH}, headers=key).headers[
            "location"
        ]
        key["Idempotency-Key"] = "b"
        told = problem(
            client.post(f"{place}/steps/withdraw", json={}, headers=key),
            428,
            "not-seen",
        )
        assert 1 == told["found"]


def test_a_recorded_refusal_is_kept_and_uses_up_its_key(serve):
    """Though the answer is a refusal; sent again it is answered as it was."""
    with TestClient(serve(record_refusals=True).app) as client:
        place, _ = opened(client)
        headers = {**KURZ, "Idempotency-Key": "k"}
        first = problem(
            client.post(f"{place}/steps/submit", json={}, headers=headers),
            409,
            "refused",
        )
        again = client.post(f"{place}/steps/submit", json={}, headers=headers)
        told = problem(again, 409, "refused")
        assert "true" == again.headers["idempotency-replayed"]
        assert set(first["blocking"]) <= set(told["blocking"])
        kinds = [e["kind"] for e in client.get(f"{place}/log", headers=KURZ).json()]
        assert ["taken", "refused"] == kinds


def test_what_is_not_there_and_what_nobody_may_see_is_one_answer(client):
    """By every call: an answer of its own would say that there is such a paper."""
    secret = {"title": WORD, "public": False, "topics": []}
    place, _ = opened(client, secret)
    calls = [
        ("GET", "", {}),
        ("GET", "/steps", {}),
        ("GET", "/log", {}),
        ("GET", "/proof", {}),
        ("GET", "/steps/submit", {}),
        ("POST", "/steps/submit", {"json": {}}),
        ("POST", "/steps/submit?dry_run=true", {"json": {}}),
        ("POST", "/steps/nothing", {"json": {}}),
    ]
    for user in ({"X-User": "gast"}, {"X-User": "presse"}):
        for method, part, more in calls:
            there = client.request(method, f"{place}{part}", headers=user, **more)
            none = client.request(method, f"/cases/nix{part}", headers=user, **more)
            problem(there, 404, "unknown-name")
            case_id = place.rpartition("/")[2]
            assert none.text.replace("nix", case_id) == there.text, part
        for where in ("/cases", "/cases/worklist", "/cases?state=draft"):
            assert WORD not in client.get(where, headers=user).text
    assert WORD in client.get(place, headers=KURZ).text


def test_a_key_that_was_used_opens_no_door(client):
    """Neither one's own tells that there is a paper, nor another's which one it was for."""
    place, _ = opened(client, {"title": WORD, "public": False, "topics": []})
    case_id = place.rpartition("/")[2]
    for headers, key in ((GAST, "his own"), (KURZ, "another's")):
        keyed = {**headers, "Idempotency-Key": key}
        url = "/cases" if headers is GAST else f"{place}/steps/withdraw"
        body = {"motion": BENCH} if headers is GAST else {}
        assert client.post(url, json=body, headers=keyed).is_success
        tried = {**GAST, "Idempotency-Key": key}
        there = client.post(f"{place}/steps/withdraw", json={}, headers=tried)
        none = client.post("/cases/nix/steps/withdraw", json={}, headers=tried)
        problem(there, 404, "unknown-name")
        assert none.text.replace("nix", case_id) == there.text
    tried = {**GAST, "Idempotency-Key": "another's"}
    answer = client.post("/cases", json={"motion": BENCH}, headers=tried)
    problem(answer, 422, "key-reused")
    assert case_id not in answer.text


def test_no_call_tells_a_stranger_a_word_of_a_town_that_leaks(served):
    """Of a paper that is not public, and of the parts of a public one that are not."""
    with served.store() as store:
        planted.planted(store)
    cases = Cases(
        [planted.LEAKY, planted.NEWER],
        served.session,
        signed_in,
        tenant=served.tenant,
        record_refusals=True,
    )
    app = FastAPI()
    install(app)
    app.include_router(cases.router, prefix="/cases")
    steps = [step.name for step in planted.LEAKY.steps]
    calls = [("GET", f"/cases{each}", {}) for each in ("", "/worklist")]
    calls += [("GET", f"/cases?{each}", {}) for each in ("involving=x", "body=Rat")]
    for case_id in ("c", "public"):
        where = f"/cases/{case_id}"
        calls += [("GET", f"{where}{p}", {}) for p in ("", "/log", "/steps", "/proof")]
        for step in (*steps, "vote"):
            calls.append(("GET", f"{where}/steps/{step}", {}))
            wanted = {"override": {"reason": "I want"}}
            for body in ({}, wanted, {"mode": "record"}, {"mode": "assume", **wanted}):
                calls.append(("POST", f"{where}/steps/{step}", {"json": body}))
                dry = f"{where}/steps/{step}?dry_run=true"
                calls.append(("POST", dry, {"json": body}))
    with TestClient(app) as client:
        known = client.get("/cases/c", headers={"X-User": "clerk"})
        assert planted.WORD in known.text
        for method, url, more in calls:
            for language in ("de", "en"):
                headers = {"X-User": "presse", "Accept-Language": language}
                answer = client.request(method, url, headers=headers, **more)
                assert planted.WORD not in answer.text, (method, url)
                assert answer.status_code < 500, (method, url, answer.text)


def test_only_the_role_is_missing(client):
    """Whoever may read and not act is forbidden, and told who may."""
    place, _ = opened(client)
    answer = client.post(f"{place}/steps/revise", json={"motion": BENCH}, headers=GAST)
    told = problem(answer, 403, "refused")
    assert ["procedure.role"] == told["blocking"]
    problem(client.get("/cases/x/y", headers=KURZ), 404, "unknown-name")


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({"motion": {"title": 5}}, "title"),
        ({"motion": {"title": "x", "colour": "red"}}, "colour"),
        ({"motion": {"title": "x"}, "strange": 1}, "strange"),
        ({"motion": {"title": "x", "paper_type": "poem"}}, "paper_type"),
        ({"motion": {"title": "x", "day": "2026-02-30"}}, "day"),
        (
            {"motion": {"cost_statement": {"effect": "amount", "amount_cents": -1}}},
            "cost",
        ),
        ({}, "motion"),
    ],
)
def test_input_that_does_not_fit_is_told_in_one_shape(client, body, loc):
    """By the model, or by what only the value itself can know."""
    told = problem(client.post("/cases", json=body, headers=KURZ), 422, "invalid-input")
    assert loc in str(told["errors"])
    assert all({"loc", "msg"} <= set(each) for each in told["errors"])
    for name in ("case_id", "key", "at", "actor", "motion", "facts", "self"):
        taken = {"motion": BENCH, "facts": {name: "V-1"}}
        answer = client.post("/cases", json=taken, headers=KURZ)
        problem(answer, 422, "invalid-input")
    place, _ = opened(client)
    for wrong in ({"motion": 3}, {"fly": 1}, {"at": "soon", "motion": BENCH}):
        answer = client.post(f"{place}/steps/revise", json=wrong, headers=KURZ)
        problem(answer, 422, "invalid-input")
    answer = client.post(f"{place}/steps/sumbit", json={}, headers=KURZ)
    assert "submit" == problem(answer, 404, "unknown-name")["nearest"]


def test_nothing_is_acknowledged_before_it_is_committed(client, served):
    """The answer goes out after the commit, and a driver's words never."""
    place, _ = opened(client)
    served.fails = True
    answer = client.post(f"{place}/steps/withdraw", json={}, headers=KURZ)
    problem(answer, 503, "store")
    assert WORD not in answer.text
    served.fails = False
    assert "draft" == client.get(place, headers=KURZ).json()["state"]


def test_own_rows_and_the_step_are_one(client, served):
    """Refused: neither. Taken: both. The commit fails: neither."""
    place, _ = opened(client)
    case_id = place.rpartition("/")[2]
    problem(client.post(f"/own/{case_id}/submit", headers=KURZ), 409, "refused")
    assert 0 == served.rows(case_id)
    served.fails = True
    problem(client.post(f"/own/{case_id}/withdraw", headers=KURZ), 503, "store")
    served.fails = False
    assert 0 == served.rows(case_id)
    assert {"state": "withdrawn"} == client.post(
        f"/own/{case_id}/withdraw", headers=KURZ
    ).json()
    assert 1 == served.rows(case_id)


def test_lists_come_in_pages(client):
    """Each page links to the next, and all of them are all."""
    for number in range(5):
        opened(client, {**BENCH, "title": f"Bank {number}"})
    url, titles = "/cases?state=draft&limit=2", []
    while url:
        answer = client.get(url, headers=KURZ)
        for each in answer.json():
            hold(each)
            titles.append(each["title"])
        link = answer.headers.get("link", "")
        url = link.partition("<")[2].partition(">")[0]
    assert [f"Bank {number}" for number in range(5)] == sorted(titles)
    work = client.get("/cases/worklist", headers=KURZ).json()
    for each in work:
        hold(each)
    assert 5 == len(work)
    problem(client.get("/cases?state=drafts", headers=KURZ), 404, "unknown-name")
    problem(client.get("/cases?limit=0", headers=KURZ), 422, "invalid-input")


def test_no_page_is_lost_when_a_case_goes_elsewhere(client):
    """The one that a page ended with is no longer there: what follows it is."""
    places = [opened(client, {**BENCH, "title": f"Bank {n}"})[0] for n in range(4)]
    first = client.get("/cases?state=draft&limit=2", headers=KURZ)
    gone = next(each for each in places if first.json()[1]["case"] in each)
    client.post(f"{gone}/steps/withdraw", json={}, headers=KURZ)
    link = first.headers["link"].partition("<")[2].partition(">")[0]

    assert 2 == len(client.get(link, headers=KURZ).json())


def test_the_number_of_a_paper_may_be_the_id_of_its_case(client, served):
    """With its slash, as it stands on the paper."""
    with served.store() as store:
        office = served.cases._base.on(store)
        office.open(Motion("Bank"), Actor("kurz", roles=["author"]), case_id="7/26")
    for where in ("/cases/7/26", "/cases/7%2F26"):
        assert "7/26" == client.get(where, headers=KURZ).json()["id"]
    taken = client.post("/cases/7/26/steps/withdraw", json={}, headers=KURZ)
    assert "withdrawn" == taken.json()["state"]
    assert 2 == len(client.get("/cases/7/26/log", headers=KURZ).json())


def test_an_agenda_is_that_of_who_asks(client):
    """Public items for everybody, what is missing for who may read."""
    route = [
        {
            "id": "r",
            "body": {"name": "Rat", "kind": "council"},
            "role": "decision",
            "meeting": {"day": "2026-12-17"},
            "public": True,
        }
    ]
    opened(client, consultations=route)
    opened(client, {"title": WORD, "public": False, "topics": []}, consultations=route)
    for headers, count in ((KURZ, 2), (GAST, 1)):
        answer = client.get("/cases/agenda?body=Rat&day=2026-12-17", headers=headers)
        hold(answer.json())
        assert count == len(answer.json()["items"])
        assert (WORD in answer.text) == (headers is KURZ)


def test_an_agenda_without_an_item_does_not_tell_how_the_body_is_written(client):
    """That would say that the body has something before it on this day."""
    route = [
        {
            "id": "r",
            "body": {"name": "Rat", "kind": "council"},
            "role": "decision",
            "meeting": {"day": "2026-12-17"},
        }
    ]
    opened(client, {"title": WORD, "public": False, "topics": []}, consultations=route)
    for headers, body in ((KURZ, "Rat"), (GAST, "rAT")):
        answer = client.get("/cases/agenda?body=rAT&day=2026-12-17", headers=headers)
        assert body == answer.json()["body"]


def test_the_description_has_an_operation_for_each_step(served, serve):
    """With its inputs as properties; what is handed out is described from one source."""
    told = served.app.openapi()
    operations = {
        each["operationId"]: each
        for path in told["paths"].values()
        for each in path.values()
    }
    assert {f"{step.name}_case" for step in nrw().steps} <= set(operations)
    body = operations["vote_case"]["requestBody"]["content"]["application/json"]
    vote = told["components"]["schemas"][body["schema"]["$ref"].rpartition("/")[2]]
    assert {"ballot", "on", "at"} <= set(vote["properties"])
    assert "chair" in operations["vote_case"]["description"]
    generic = serve(operations="generic").app.openapi()
    assert "/cases/{case_id}/steps/{step}" in generic["paths"]
    assert "/cases/{case_id}/steps/vote" not in generic["paths"]


def test_a_schema_and_the_procedure_are_served(client):
    """By name or URN; an unknown one is told with the nearest."""
    assert (
        "urn:ratsflow:schema:verdict:1"
        == client.get("/cases/schema/verdict").json()["$id"]
    )
    hold(client.get("/cases/procedure").json())
    problem(client.get("/cases/schema/verdikt"), 404, "unknown-name")


def test_events_are_told_after_the_commit(served):
    """Once at least; a listener that fails is told again."""
    told: list[dict[str, Any]] = []
    failing = [True]

    async def send(event):
        if failing:
            failing.clear()
            raise OSError("the line is busy")
        told.append(event)

    @asynccontextmanager
    async def lifespan(_):
        async with served.cases.outbox(send, store=store, source="/town", every=0.05):
            yield

    with served.store() as store:
        served.app.router.lifespan_context = lifespan
        with TestClient(served.app) as client:
            place, _ = opened(client)
            client.post(f"{place}/steps/withdraw", json={}, headers=KURZ)
        with TestClient(served.app):
            pass  # what could not be told before the end is told at the next start
    kinds = [event["data"]["step"] for event in told]
    assert ["open", "withdraw"] == kinds
    for event in told:
        hold(event["data"], "event")


def test_an_app_whose_errors_have_no_answer_is_told_so(served):
    """At the first request, and not when something goes wrong."""
    app = FastAPI()
    app.include_router(served.cases.router, prefix="/cases")
    with TestClient(app) as client, pytest.raises(RuntimeError, match="install"):
        client.get("/cases", headers=KURZ)


def test_what_to_send_again_says_so():
    """And a store that fails says nothing of itself."""
    status, told, headers = problem_of(TransactionLostError("c", 1, 1), "en")
    assert (503, "0") == (status, headers["retry-after"])
    assert "try-again" in told["type"]
    _, told, _ = problem_of(StoreError(f"password of {WORD}"), "en")
    assert WORD not in str(told)


def test_a_case_changed_by_another_is_voted_on_by_who_saw_it(serve):
    """Who says nothing of what he saw is asked to (428), with If-Match he may go on."""
    served = serve(clock=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    with TestClient(served.app) as client, served.store() as store:
        office = served.cases._base.on(store)
        boss = Actor("bm", roles=list(nrw().roles))
        item = Consultation("r", Organization("Rat", "council"), "decision")
        case = office.open(
            Motion("Bank", topics=(), public=True), boss, consultations=[item]
        )
        office.take(
            case.id, "revise", boss, motion=Motion("Bänke", topics=(), public=True)
        )
        where = f"/cases/{case.id}/steps/sign"
        answer = client.post(where, json={}, headers=BEIG)
        assert answer.status_code in (409, 428)
