"""What a body is, by its name."""

from __future__ import annotations

import pytest

from ratsflow.law.bodies import kind_of
from ratsflow.law.local import NO_LAW, Law
from ratsflow.model import BodyKind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Rat der Stadt Musterstadt", "council"),
        ("Rat", "council"),
        ("Der Rat der Stadt Bielefeld", "council"),
        ("Stadtrat", "council"),
        ("Gemeinderat", "council"),
        ("Rat Köln", "council"),
        ("Rat der Bundesstadt Bonn", "council"),
        ("Gemeinderat der Großen Kreisstadt Rottweil", "council"),
        ("Gemeinderat Weil der Stadt", "council"),
        ("Rat Mülheim an der Ruhr", "council"),
        ("Rat der Religionen", "advisory"),
        ("Rat für Migration", "advisory"),
        ("Rat der Künste der Stadt Düsseldorf", "advisory"),
        ("Rat der Stadt Köln, Kommission Kultur", "committee"),
        ("Rat der Stadt Köln, Seniorenrat", "advisory"),
        ("Gemeinderat und Ortschaftsrat", "committee"),
        ("Haupt- und Finanzausschuss", "main_committee"),
        ("Hauptausschuss", "main_committee"),
        ("Haupt-, Wirtschafts- und Beteiligungsausschuss", "main_committee"),
        ("Finanz- und Personalausschuss", "finance_committee"),
        ("Finanzausschuss", "finance_committee"),
        ("Rechnungsprüfungsausschuss", "audit_committee"),
        ("Bezirksvertretung Nord", "district_council"),
        ("Seniorenrat", "advisory"),
        ("Beirat für Menschen mit Behinderung", "advisory"),
        ("Integrationsrat", "advisory"),
        ("Ausschuss für Soziales und Ehrenamt", "committee"),
        ("Ratsausschuss für Kultur", "committee"),
        ("Kultur- und\u00a0Weiterbildungsausschuss", "committee"),
        ("Betriebsausschuss", "committee"),
    ],
)
def test_a_body_is_known_by_its_name(name, kind):
    """Councils, special committees, districts and advisers are told from committees."""
    assert BodyKind(kind) is kind_of(name, NO_LAW)


def test_a_body_with_a_power_does_not_only_advise():
    """The municipality's own file says who decides."""
    law = Law("NRW", {"competence.powers": [{"topic": "x", "body": "Jugendbeirat"}]})
    assert BodyKind.ADVISORY is kind_of("Jugendbeirat", NO_LAW)
    assert BodyKind.COMMITTEE is kind_of("Jugendbeirat", law)
    assert BodyKind.COMMITTEE is kind_of("JUGENDBEIRAT\u200b", law)
