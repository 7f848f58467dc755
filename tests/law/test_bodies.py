"""What a body is, by its name."""

from __future__ import annotations

import re

import pytest

from ratsflow.errors import DefinitionError
from ratsflow.law.bodies import kind_of, words_of
from ratsflow.law.layers import law_for
from ratsflow.law.local import NO_LAW, Law
from ratsflow.law.municipality import parse_law
from ratsflow.law.states import state_ids
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
        ("Stadtverordnetenversammlung", "council"),
        ("Die Gemeindevertretung", "council"),
        ("Marktgemeinderat Murnau", "council"),
        ("Rat des Fleckens Steyerberg", "council"),
        ("Samtgemeinderat", "council"),
        ("Verbandsgemeinderat Linz", "council"),
        ("Bürgerschaft der Hanse- und Universitätsstadt Rostock", "council"),
        ("Gemeinderat Technischer Ausschuss", "committee"),
        ("Stadtrat Seniorenbeirat", "advisory"),
        ("Ortschaftsrat Wiesenthal", "district_council"),
        ("Ortsrat Adensen", "district_council"),
        ("Ausschuss für Rechnungsprüfung", "audit_committee"),
        ("Ausschuss für Haushalt und Finanzen", "finance_committee"),
        ("Die Oberbürgermeisterin", "administration"),
        ("Verwaltungsvorstand", "administration"),
        ("Verwaltungsausschuss", "committee"),
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


def test_what_a_municipality_lists_goes_before_the_name():
    """Its own file knows better than any word what a body is."""
    row = {"name": "Ausschuss Nord", "kind": "district_council"}
    law = Law("NRW", {"bodies.list": [row]})
    assert BodyKind.DISTRICT_COUNCIL is kind_of("AUSSCHUSS  Nord", law)
    assert BodyKind.COMMITTEE is kind_of("Ausschuss Nord", NO_LAW)


def test_a_state_calls_its_bodies_otherwise():
    """The main committee of Niedersachsen is an ordinary one elsewhere."""
    assert "main_committee" == words_of("NI").find("Verwaltungsausschuss")
    assert "committee" == words_of("BW").find("Verwaltungsausschuss")
    assert "district_council" == words_of("BY").find("Bezirksausschuss 5")
    assert words_of("").find("Rat") == words_of("nowhere").find("Rat") == "council"


@pytest.mark.parametrize("state", state_ids())
def test_every_word_of_a_table_means_a_body_or_an_office(state):
    """A word that means nothing would give nobody the power that names it."""
    words = words_of(state)
    ours = {
        *(each.value for each in BodyKind),
        *("mayor", "general_deputy", "treasurer", "alderman", "faction"),
        "honorary_deputy",
    }
    assert ours >= {*words.plain.values(), *(e.means for e in words.former.values())}
    for name, what in words.plain.items():
        assert what == words.find(name.upper())
        assert what == words.find(f"die {name}")
    for each in words.former.values():
        assert words.find(each.now)


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("Bürgermeister", "mayor"),
        ("die Oberbürgermeisterin", "mayor"),
        ("(Ober-)Bürgermeister/in", "mayor"),
        ("Verwaltung", "mayor"),
        ("Kämmerer", "treasurer"),
        ("Bezirksvertretung", "district_council"),
        ("Bezirksvertretungen", "district_council"),
        ("Bezirksvertretung Mitte", "Bezirksvertretung Mitte"),
        ("HAUPTAUSSCHUSS", "main_committee"),
        ("Haupt- und Finanzausschuss", "main_committee"),
        ("Finanzausschuss", "finance_committee"),
        ("Finanz- und Personalausschuss", "Finanz- und Personalausschuss"),
        ("Stadtverordnetenversammlung", "council"),
        ("Rat der Stadt", "council"),
        ("Bauausschuss", "Bauausschuss"),
        ("committee", "committee"),
        ("StEA", "StEA"),
        ("Bürgermeister oder seine Vertretung", "mayor"),
        ("Oberbürgermeister/Oberbürgermeisterin", "mayor"),
        ("Verwaltung der Stadt Musterstadt", "mayor"),
        ("Bürgermeisterwahlausschuss", "Bürgermeisterwahlausschuss"),
        ("Kämmereiausschuss", "Kämmereiausschuss"),
        ("Unterausschuss des Hauptausschusses", "Unterausschuss des Hauptausschusses"),
        ("Ausschuss für Personal und Verwaltung",) * 2,
        ("Ausschuss Finanzen, Verwaltung",) * 2,
        ("Ausschuss für Beteiligung und Beratung",) * 2,
        ("Gemeinderat Ebersbach bei Großenhain", "council"),
    ],
)
def test_a_power_is_held_by_whom_the_town_calls_so(written, body):
    """Our word where there is one of them, else the name; an abbreviation that it lists."""
    powers = [{"topic": "culture", "body": written}]
    listed = [{"name": "StEA", "kind": "committee"}]
    law = law_for("NRW", {"competence.powers": powers, "bodies.list": listed})
    assert body == law["competence.powers"][0]["body"]


def test_two_main_committees_keep_their_names():
    """Which of two is meant only the name tells."""
    names = ("Hauptausschuss", "Haupt- und Personalausschuss")
    powers = [{"topic": "culture", "body": names[0]}]
    listed = [{"name": each} for each in names]
    law = law_for("NRW", {"competence.powers": powers, "bodies.list": listed})
    assert names[0] == law["competence.powers"][0]["body"]


@pytest.mark.parametrize(
    "several",
    [
        "Bürgermeister und Rat",
        "Bürgermeister oder HFA",
        "Bürgermeister im Einvernehmen mit dem Hauptausschuss",
        "Oberbürgermeister mit vorheriger Zustimmung des Rates",
        "Bürgermeister gemeinsam mit einem Ratsmitglied",
        "Bürgermeister in Abstimmung mit dem HFA",
        "Bürgermeister (bis 10.000 €)",
        "Hauptausschuss bis 50.000 Euro",
        "Bürgermeister bei Dringlichkeit",
        "Kämmerer und Bürgermeister",
        "Rat oder Bürgermeister",
        "Rat / Hauptausschuss",
        "Hauptausschuss bzw. Rat",
        "Bauausschuss und Bürgermeister",
        "Beigeordnetenkonferenz",
        "Bürgermeister-Stellvertreter",
        "Verwaltung der Stadtwerke",
    ],
)
def test_who_decides_with_others_does_not_decide_alone(several):
    """The first of the two had the power, without what the town asks for beside it."""
    powers = [{"topic": "culture", "body": several}]
    with pytest.raises(DefinitionError, match=re.escape(repr(several))):
        law_for("NRW", {"competence.powers": powers})


@pytest.mark.parametrize("kind", ["main_committee", "Hauptausschuss"])
def test_of_two_main_committees_the_named_one_has_the_power(kind):
    """Whichever word the file says their kind by: else each of them decided."""
    names = ("Hauptausschuss", "Haupt- und Finanzausschuss")
    tables = [f'[[body]]\nname = "{e}"\nkind = "{kind}"\n' for e in names]
    power = '{ topic = "culture", body = "Hauptausschuss" }'
    text = f'state = "NRW"\ntown = "X"\n[norm]\n"competence.powers" = [{power}]\n'
    law = parse_law("".join([text, *tables]))
    assert "Hauptausschuss" == law["competence.powers"][0]["body"]


def test_a_district_with_a_letter_less_is_a_slip_of_the_pen():
    """Its power was nobody's, without a word."""
    rows = {
        "competence.powers": [{"topic": "culture", "body": "Bezirksvertretung Mite"}],
        "bodies.members": {"Bezirksvertretung Mitte": 15},
    }
    with pytest.raises(DefinitionError, match="Bezirksvertretung Mitte"):
        law_for("NRW", rows)


def test_a_town_may_list_a_body_that_is_called_like_two():
    """What it lists is a body, however it is called."""
    name = "Bauausschuss und Umweltausschuss"
    rows = {
        "competence.powers": [{"topic": "culture", "body": name}],
        "bodies.list": [{"name": name, "kind": "committee"}],
    }
    assert name == law_for("NRW", rows)["competence.powers"][0]["body"]


def test_the_first_deputy_of_a_large_town_is_not_its_mayor():
    """In Baden-Württemberg a Beigeordneter is called so; elsewhere it is the mayor."""
    assert "general_deputy" == words_of("BW").find("Erster Bürgermeister")
    assert "mayor" == words_of("BY").find("Erster Bürgermeister")
    assert "mayor" == words_of("BW").find("Bürgermeister")
    assert "mayor" == words_of("HE").find("Magistrat der Stadt Kassel")


@pytest.mark.parametrize(
    ("written", "listed", "is_slip"),
    [
        ("Verkehrausschuss", "Verkehrsausschuss", True),
        ("Verkehrsaussschuss", "Verkehrsausschuss", True),
        ("Verkherausschuss", "Verkehrausschuss", True),
        ("Verkehrsausschuss", "verkehrsausschuss", False),
        ("Ausschuss Süd", "Ausschuss Sud", False),
        ("Ortsausschuss Erle 1", "Ortsausschuss Erle 2", False),
        ("Schulausschuss", "Kulturausschuss", False),
        ("Ortsausschuss Erlau", "Ortsausschuss Buchen", False),
    ],
)
def test_a_slip_of_the_pen_is_told_from_another_body(written, listed, is_slip):
    """One letter in a long word is a slip; short words and numbers tell bodies apart."""
    values = {
        "competence.powers": [{"topic": "culture", "body": written}],
        "bodies.list": [{"name": listed}],
    }
    if is_slip:
        with pytest.raises(DefinitionError, match=f"the nearest: '{listed}'"):
            law_for("NRW", values)
    else:
        assert written == law_for("NRW", values)["competence.powers"][0]["body"]
