"""Who takes part: the roles of the procedure."""

from __future__ import annotations


CO_SIGNERS = (
    "treasurer",
    "legal_office",
    "personnel_office",
    "equal_opportunities_officer",
    "audit_office",
    "procurement_office",
    "climate_office",
    "co_signer",
)
ORIGINATORS = (
    "author",
    "mayor",
    "faction",
    "councillor",
    "district_mayor",
    "petitioner",
)
MINUTES = ("chair", "council_office")
"""Who says what happened in a meeting: its chair, or the office that keeps its minutes."""

ROLES = (
    *ORIGINATORS,
    *CO_SIGNERS,
    *MINUTES,
    "alderman",
    "general_deputy",
    "committee_member",
    "executing_office",
    "supervisory_authority",
)
