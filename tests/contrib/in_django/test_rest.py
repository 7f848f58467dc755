"""Django REST framework: verdicts, steps, the log, and errors as problem details."""

from __future__ import annotations

import pytest


pytest.importorskip("rest_framework")

from django.contrib.auth.models import Group, User
from django.test import override_settings
from rest_framework.test import APIClient

from django_host.models import Vorlage


BASE = "/api/vorlagen"


@pytest.fixture(name="api", autouse=True)
def _api():
    """Return a client of who brings papers in, on the host's API."""
    user, _ = User.objects.get_or_create(username="clerk")
    user.groups.add(Group.objects.get_or_create(name="clerk")[0])
    client = APIClient()
    client.force_authenticate(user)
    with override_settings(ROOT_URLCONF="django_host.api"):
        yield client


def _row(**given):
    row = Vorlage.objects.create(**{"title": "Bank", "kosten": "none", **given})
    row.case.open(User.objects.get(username="clerk"))
    return row


def test_a_row_tells_where_its_case_stands(api):
    """In the serializer's field; the status cannot be written."""
    row = _row()
    found = api.get(f"{BASE}/{row.pk}/").json()
    assert {"version": 1, "state": "draft", "label": "draft"}.items() <= found[
        "case"
    ].items()
    api.patch(f"{BASE}/{row.pk}/", {"status": "executed"}, format="json")
    row.refresh_from_db()
    assert "draft" == row.status


def test_steps_are_listed_asked_and_taken(api):
    """With the version that was seen, by its number or by If-Match."""
    row = _row()
    listed = api.get(f"{BASE}/{row.pk}/steps/")
    assert ["submit", "revise"] == [each["step"] for each in listed.json()]
    assert '"1"' == listed["ETag"]
    assert api.get(f"{BASE}/{row.pk}/steps/submit/").json()["allowed"]

    answer = api.post(f"{BASE}/{row.pk}/steps/submit/", headers={"If-Match": '"1"'})

    assert 200 == answer.status_code
    assert "review" == answer.json()["state"]
    log = api.get(f"{BASE}/{row.pk}/log/").json()
    assert ["open", "submit"] == [each["step"] for each in log]


def test_a_request_that_is_sent_again_is_answered_as_the_first_time(api):
    """An Idempotency-Key is used once."""
    row = _row()
    url, key = f"{BASE}/{row.pk}/steps/submit/", {"Idempotency-Key": f"k-{row.pk}"}
    first = api.post(url, {"seen": 1}, format="json", headers=key)
    again = api.post(url, {"seen": 1}, format="json", headers=key)
    assert 200 == first.status_code == again.status_code
    assert first.json() == again.json()
    assert 2 == row.case.version


@pytest.mark.parametrize(
    ("given", "step", "body", "status"),
    [
        ({"kosten": ""}, "submit", {}, 409),
        ({}, "submit", {"seen": 7}, 409),
        ({}, "sumbit", {}, 404),
        ({}, "submit", {"colour": "red"}, 422),
    ],
    ids=["refused", "stale", "unknown", "no such input"],
)
def test_an_error_is_a_problem_in_one_sentence(api, given, step, body, status):
    """With its type, and the verdict where there is one."""
    row = _row(**given)
    answer = api.post(f"{BASE}/{row.pk}/steps/{step}/", body, format="json")
    assert status == answer.status_code
    found = answer.json()
    assert found["type"].startswith("urn:ratsflow:error:")
    assert status == found["status"]
    assert found["title"]
    assert 1 == row.case.version


def test_a_text_that_is_not_the_row_s_is_refused(api):
    """The log would say what no row ever did, and every later step would stand still."""
    row = _row()
    url = f"{BASE}/{row.pk}/steps/revise/"
    answer = api.post(url, {"motion": {"title": "Another"}}, format="json")
    assert 422 == answer.status_code
    assert not row.case.is_changed
    assert 1 == row.case.version
