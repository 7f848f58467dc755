"""From the draft to the release, or to the filing."""

from __future__ import annotations

from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.steps.inputs import ON_COMPETENCE, REASONS
from ratsflow.procedure.nrw.steps.people import CO_SIGNERS
from ratsflow.procedure.step import Kind


# fmt: off
# One row a step reads like the table of the catalogue; exploded it would not.
ADMINISTRATION = (
    step(
        "revise", "Text ändern", "Revise the text", "",
        "author", (motion("draft"),), takes_in("motion", Kind.MOTION), *ON_COMPETENCE,
    ),
    step(
        "submit", "Zur Mitzeichnung geben", "Submit for co-signature", "M1",
        "author", (motion("draft", "co_signature"),),
        takes_in("motion", Kind.MOTION, optional=True),
        takes_in("base_paper_type", optional=True),
        takes_in("lead_alderman", optional=True),
        takes_in("participating_aldermen", Kind.NAMES, optional=True),
        takes_in("excluded_officials", Kind.NAMES, optional=True), *ON_COMPETENCE,
        signs="author",
    ),
    step(
        "cosign", "Mitzeichnen", "Co-sign", "",
        CO_SIGNERS, (motion("co_signature"),),
        takes_in("decision"), takes_in("remark", optional=True),
        signs="*",
    ),
    step(
        "complete_co_signature", "Mitzeichnung abschließen", "Complete co-signature",
        "M2", ("author", "council_office"), (motion("co_signature", "alderman_review"),),
    ),
    step(
        "return_for_objection", "Wegen Einwand zurückgeben",
        "Return because of an objection", "M3",
        (*CO_SIGNERS, "author"), (motion("co_signature", "draft"),), REASONS,
    ),
    step(
        "forward_with_dissent", "Mit abweichender Meinung weitergeben",
        "Forward with dissent", "M3",
        ("author", "mayor"), (motion("co_signature", "alderman_review"),), REASONS,
    ),
    step(
        "sign", "Unterschreiben (Beigeordnete)", "Sign (alderman)", "M4",
        "alderman", (motion("alderman_review", "mayor_review"),), signs="alderman",
    ),
    step(
        "return_to_author", "An die Verfasserin oder den Verfasser zurückgeben", "Return to the author",
        "M5 M7", ("alderman", "mayor"),
        (motion(("alderman_review", "mayor_review"), "draft"),), REASONS,
    ),
    step(
        "return_to_alderman", "An die Beigeordneten zurückgeben",
        "Return to the alderman", "M7",
        "mayor", (motion("mayor_review", "alderman_review"),), REASONS,
    ),
    step(
        "release", "Freigeben", "Release", "M6",
        ("mayor", "general_deputy"), (motion("mayor_review", "released"),),
        takes_in("reference"),
        takes_in("proposers", Kind.NUMBER, optional=True),
        takes_in("motion_received_on", Kind.DAY, optional=True),
        signs="mayor",
    ),
    step(
        "file_motion", "Antrag einreichen", "File a motion", "M8",
        ("faction", "councillor", "district_mayor", "petitioner"),
        (motion("draft", "released"),), takes_in("reference", optional=True),
        takes_in("base_paper_type", optional=True),
        takes_in("proposers", Kind.NUMBER, optional=True),
        takes_in("faction_members", Kind.NUMBER, optional=True),
        takes_in("motion_received_on", Kind.DAY, optional=True),
    ),
    step(
        "release_urgently", "Als Dringlichkeitsvorlage freigeben",
        "Release as an urgent paper", "M40 M41",
        ("mayor", "general_deputy"),
        (motion(("draft", "co_signature", "alderman_review", "mayor_review"), "released"),),
        takes_in("urgency_reason"), takes_in("reference", optional=True),
        takes_in("excluded_officials", Kind.NAMES, optional=True),
        signs="mayor",
    ),
)
