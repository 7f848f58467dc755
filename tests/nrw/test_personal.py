"""What the procedure knows of persons can be erased without touching the decision."""

from __future__ import annotations

from datetime import UTC, datetime

from ratsflow import Actor, Motion, Office, nrw


def test_personal_inputs_stand_where_they_can_be_erased():
    """A remark at co-signature is sealed on a public motion too, and goes when erased."""
    desk = Office(nrw(), clock=lambda: datetime(2026, 3, 19, tzinfo=UTC))
    motion = Motion("t", public=True)
    clerk = Actor("m", roles=["council_office", "treasurer", "author"])
    desk.open(motion, clerk, case_id="c")
    desk.take("c", "submit", clerk, mode="record", excluded_officials=("frau x",))
    desk.take("c", "cosign", clerk, mode="record", decision="approve", remark="Zweifel")

    assert not any(b"Zweifel" in record.body for record in desk.records("c"))
    assert not any(b"frau x" in record.body for record in desk.records("c"))
    assert "Zweifel" == desk.case("c").signatures[-1].remark
    desk.erase(
        "c", clerk, names=["remark"], reason="request", authority="Art. 17 DSGVO"
    )
    assert "" == desk.case("c").signatures[-1].remark
    assert [] == list(desk.verify())
