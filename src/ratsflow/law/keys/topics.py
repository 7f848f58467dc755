"""Topics that the rules know, and the words that people write for them.

A topic is one of these names, or a word that the municipality's own file uses. Anything
else switches rules off without a word, so nobody decides on a paper that bears it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

from ratsflow.model.alike import alike


WORDS: Mapping[str, tuple[str, ...]] = {
    # what only the council decides, § 41 Abs. 1 S. 2 GO NRW, or by another statute
    "general_principles": ("Grundsätze der Verwaltung", "Grundsatzbeschluss"),
    "main_bylaw": (
        "Hauptsatzung",
        "main bye-law",
        "Änderungssatzung zur Hauptsatzung",
        "Änderung der Hauptsatzung",
    ),
    "bye_law": (
        "Satzung",
        "bylaw",
        "Änderungssatzung",
        "Nachtragssatzung",
        "Aufhebungssatzung",
        "Satzungsänderung",
        "Gebührensatzung",
        "Beitragssatzung",
        "Steuersatzung",
        "Hebesatzsatzung",
        "Betriebssatzung",
        "Stellplatzsatzung",
        "Veränderungssperre",
        "Vorkaufsrechtssatzung",
        "Gestaltungssatzung",
        "Erhaltungssatzung",
        "Sanierungssatzung",
        "Friedhofssatzung",
        "Entwässerungssatzung",
        "fee_bye_law",
        "contribution_bye_law",
        "tax_bye_law",
        "statute_of_works",
        "parking_statute",
        "planning_freeze",
        "preemption_bye_law",
    ),
    "land_use_plan": ("Flächennutzungsplan", "FNP", "Feststellungsbeschluss"),
    "development_plan": ("Bebauungsplan", "B-Plan", "BPlan"),
    "annual_budget": (
        "Haushaltssatzung",
        "Haushalt",
        "Haushaltsplan",
        "Nachtragshaushalt",
        "Doppelhaushalt",
        "budget",
    ),
    "staff_plan": ("Stellenplan",),
    "budget_consolidation": ("Haushaltssicherungskonzept", "HSK"),
    "material_overspend": (
        "erhebliche überplanmäßige Aufwendung",
        "erhebliche außerplanmäßige Aufwendung",
    ),
    "strategic_goals": ("strategische Ziele",),
    "public_charges": ("Entgeltordnung", "Abgaben", "Gebühren"),
    "annual_accounts": ("Jahresabschluss", "Gesamtabschluss"),
    "discharge": ("Entlastung",),
    "enterprise_sale": ("Anteilsverkauf", "Unternehmensverkauf"),
    "enterprise_foundation": ("Unternehmensgründung", "Gesellschaftsgründung"),
    "first_shareholding": ("erstmalige Beteiligung",),
    "legal_form_change": ("Rechtsformwechsel",),
    "foundation": ("Stiftung",),
    "community_assets": ("Gemeindegliedervermögen",),
    "surety": ("Bürgschaft",),
    "audit_head": ("Leitung der Rechnungsprüfung",),
    "insider_contract": ("Vertrag mit Ratsmitglied",),
    "voluntary_task": ("freiwillige Aufgabe",),
    "statutory_council_matter": ("gesetzlich dem Rat vorbehalten",),
    "boundary_change": ("Gebietsänderung",),
    "name_change": ("Namensänderung",),
    "honorary_citizenship": ("Ehrenbürgerrecht", "Ehrenbürgerschaft"),
    "council_referendum": ("Ratsbürgerentscheid",),
    "rules_deviation": ("Abweichung von der Geschäftsordnung",),
    "digital_session": ("digitale Sitzung",),
    "committee_formation": ("Ausschussbildung", "Bildung der Ausschüsse"),
    "committee_election": ("Ausschussbesetzung", "Ausschussumbesetzung"),
    "committee_chairs": ("Ausschussvorsitze",),
    "committee_chair_removal": ("Abberufung eines Ausschussvorsitzes",),
    "expert_citizens": ("sachkundige Bürger", "sachkundige Einwohner"),
    "delegates": ("Entsendung", "Vertreter in Organen Dritter"),
    "election": ("Wahl",),
    "deputy_mayor_election": ("Wahl stellvertretender Bürgermeister",),
    "deputy_mayor_removal": ("Abberufung stellvertretender Bürgermeister",),
    "mayor_removal": ("Abwahl des Bürgermeisters", "Abwahlverfahren"),
    "alderman_election": ("Beigeordnetenwahl",),
    "alderman_removal": ("Abberufung eines Beigeordneten",),
    "department_allocation": (
        "Dezernatsverteilung",
        "Geschäftsverteilung der Dezernate",
    ),
    "claims_against_mayor": ("Ansprüche gegen den Bürgermeister",),
    "council_monitoring": ("Kontrolle der Durchführung",),
    "file_access": ("Akteneinsicht",),
    "mayor_attendance": ("Teilnahme des Bürgermeisters",),
    "minority_convening": ("Einberufung auf Verlangen",),
    "minority_agenda_item": ("Tagesordnungspunkt auf Vorschlag",),
    # what a rule reads besides
    "planning_step": (
        "Aufstellungsbeschluss",
        "Offenlage",
        "Auslegungsbeschluss",
        "frühzeitige Beteiligung",
    ),
    "planning_project": ("Planungsvorhaben",),
    "investment_project": ("Investitionsvorhaben", "Baubeschluss"),
    "investment": ("Investition",),
    "construction": ("Baumaßnahme", "Hochbau", "Tiefbau"),
    "mere_planning": ("reine Planung",),
    "overspend": ("überplanmäßig", "außerplanmäßig", "üpl", "apl"),
    "later_overspend": ("spätere überplanmäßige Aufwendung",),
    "award": ("Vergabe", "Auftragsvergabe"),
    "personnel": ("Personalangelegenheit",),
    "personnel_measure": ("personelle Maßnahme",),
    "staff_codetermination": ("Mitbestimmung",),
    "needs_approval": ("genehmigungspflichtig",),
    "real_estate": ("Grundstücksgeschäft", "Grundstücksangelegenheit"),
    "litigation": ("Rechtsstreit",),
    "ongoing_administration": ("Geschäft der laufenden Verwaltung",),
    "district_facilities": ("bezirkliche Einrichtungen",),
    "district_townscape": ("Ortsbild des Bezirks",),
    "district_roads": ("bezirkliche Straßen",),
    "district_clubs": ("Vereine im Bezirk",),
    "district_culture": ("kulturelle Angelegenheiten des Bezirks",),
    "district_information": ("Repräsentation des Bezirks",),
    # plain matters, which no rule treats apart
    "culture": ("Kultur",),
    "education": ("Bildung",),
    "school": ("Schule",),
    "sport": ("Sport",),
    "youth": ("Jugend",),
    "social_affairs": ("Soziales",),
    "health": ("Gesundheit",),
    "environment": ("Umwelt",),
    "climate": ("Klimaschutz",),
    "economy": ("Wirtschaft",),
    "traffic": ("Verkehr",),
    "traffic_calming": ("Verkehrsberuhigung",),
    "playground": ("Spielplatz",),
    "parks": ("Grünflächen",),
    "digitisation": ("Digitalisierung",),
}
"""The names of topics with other words that mean the same."""

_LIKENESS = 0.85


def plain(word: str) -> str:
    """Return a word without what tells no topics apart: case, width, signs and blanks."""
    return "".join(each for each in alike(word) if each.isalnum())


@cache
def _index() -> Mapping[str, str]:
    found = {plain(name): name for name in WORDS}
    for name, words in WORDS.items():
        for word in words:
            found.setdefault(plain(word), name)
    return found


def topic_of(word: str) -> str:
    """Return the topic that a word means; the word itself where it means none."""
    return _index().get(plain(word), word)


def topics_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return the topics that words mean, each once."""
    return tuple(dict.fromkeys(map(topic_of, words)))


def is_topic(word: str) -> bool:
    """Tell whether a word is a name of a topic, or means one."""
    return plain(word) in _index()


def nearest(word: str) -> tuple[str, ...]:
    """Return up to three topics that a word nearly is."""
    close = get_close_matches(plain(word), _index(), n=6, cutoff=0.6)
    return tuple(dict.fromkeys(_index()[each] for each in close))[:3]


@lru_cache(4096)
def mistaken(word: str) -> str:
    """Return the topic that a word of a municipality is too near to; empty for none.

    A municipality has words of its own. One that nearly is a topic of the law would take
    the matter out of what the law says of it.
    """
    if word in WORDS:
        return ""
    close = get_close_matches(plain(word), _index(), n=1, cutoff=_LIKENESS)
    return _index()[close[0]] if close else ""
