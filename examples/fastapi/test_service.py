"""The service as a client sees it: why not, cure, take, and nothing in half."""

import importlib.util
import sys

from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi.testclient import TestClient


KURZ, GAST = {"X-User": "kurz"}, {"X-User": "gast"}


@pytest.fixture(name="client")
def _client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Yield a client of the service on a database of its own."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/town.db")
    place = Path(__file__).parent / "service.py"
    spec = importlib.util.spec_from_file_location("service", place)
    assert spec is not None
    assert spec.loader is not None
    service = importlib.util.module_from_spec(spec)
    sys.modules["service"] = service
    spec.loader.exec_module(service)
    with TestClient(service.app) as client:
        yield client
    del sys.modules["service"]


def test_why_not_cure_and_take(client: TestClient) -> None:
    """A paper without costs is refused with the paragraph, gets them, and is submitted."""
    opened = client.post(
        "/cases", json={"motion": {"title": "Eine Bank", "topics": []}}, headers=KURZ
    )
    place, tag = opened.headers["location"], opened.headers["etag"]

    why = client.get(f"{place}/steps/submit", headers=KURZ).json()
    assert "cost_statement_present" in why["blocking"]
    problem = client.post(
        f"{place}/steps/submit", json={}, headers={**KURZ, "If-Match": tag}
    )
    assert problem.status_code == 409
    assert "cost_statement_present" in problem.json()["blocking"]

    text = {"title": "Eine Bank", "topics": [], "cost_statement": {"effect": "none"}}
    text |= {"proposal": "Der Rat beschließt eine Bank.", "reasons": "Zum Sitzen."}
    cured = client.post(f"{place}/steps/revise", json={"motion": text}, headers=KURZ)
    assert cured.status_code == 200, cured.json()
    why = client.get(f"{place}/steps/submit", headers=KURZ).json()
    assert "cost_statement_present" not in why["blocking"]


def test_the_row_and_the_step_are_one(client: TestClient) -> None:
    """Refused: the row is as it was. Taken: both."""
    made = client.post("/vorlagen", params={"title": "Eine Bank"}, headers=KURZ).json()
    refused = client.post(f"/vorlagen/{made['id']}/withdraw", headers=GAST)
    assert refused.status_code == 403
    taken = client.post(f"/vorlagen/{made['id']}/withdraw", headers=KURZ)
    assert taken.json() == {"status": "withdrawn", "title": "Eine Bank (zurückgezogen)"}
