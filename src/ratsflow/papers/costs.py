"""Explicit statements about cost in German text: found and quoted, never guessed.

What counts, and what does not:

* **None** is stated only by a sentence that, without a few words that change nothing
  (*daher*, *hierdurch*, *der Stadt Musterstadt* …), is one of a closed list: *(Es)
  entstehen keine Kosten*, *Weitere Kosten entstehen nicht*, *Kosten fallen nicht an*,
  *Der Beschluss hat keine finanziellen Auswirkungen* … with Kosten, Ausgaben,
  Aufwendungen, Auszahlungen or finanzielle Auswirkungen. One foreign word in it, and
  it is not this sentence: *keine Kosten für Dritte*, *keine Kosten außer …*, *nicht nur
  Kosten*, *voraussichtlich keine Kosten*, *Sollten keine Kosten entstehen …*.
* *Weitere* or *zusätzliche* costs that do not arise are a none of their own, unless the
  text also states an amount: then the amount is what it costs.
* **An amount** is stated by a sentence that says that costs arise, fall due or come to
  one sum of euros, without negation, condition, comparison, limit, unit price or
  another payer. An estimate (*rund*, *voraussichtlich*) counts and is listed.
* *kostenneutral*, *haushaltsneutral* do not mean that nothing is spent, only that it is
  made up for. *Mehrkosten*, *Folgekosten*, *Personalkosten* are part of the cost.
  They are listed, not read.
* A sentence about cost with a negation, a condition or a sum that fits none of this is
  listed with its words. Statements that contradict each other give nothing.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence

import attrs

from ratsflow.model import CostEffect, CostStatement, Recurrence, Wording
from ratsflow.papers.money import EURO, find_money
from ratsflow.papers.passages import Passage, words_of
from ratsflow.papers.sentences import WORD, Sentence, sentences


@attrs.frozen
class Doubt:
    """A sentence about cost that was not read, or not wholly.

    Attributes:
        text: its words.
        line: line of the paper.
        cure: what to do about it.
        part: the part of the cost statement that is in doubt, or empty for all of it.
        is_needed: without it the statement is not complete.
    """

    text: str
    line: int | None
    cure: Wording
    part: str = ""
    is_needed: bool = False


@attrs.frozen
class Costs:
    """What a text says about cost.

    Attributes:
        statement: the statement, or None if there is none that is certain.
        line: the line in which it stands.
        doubts: sentences that were not read.
    """

    statement: CostStatement | None = None
    line: int | None = None
    doubts: tuple[Doubt, ...] = ()


# --- stated none ----------------------------------------------------------------------

_NOUNS = (
    "kosten",
    "ausgaben",
    "aufwendungen",
    "auszahlungen",
    "finanzielle auswirkungen",
    "finanziellen auswirkungen",
    "haushaltsmäßige auswirkungen",
    "haushaltsmäßigen auswirkungen",
)
_FURTHER = frozenset({"weitere", "weiteren", "zusätzliche", "zusätzlichen"})
_FILLERS = words_of(
    "also auch aus daher dabei dadurch dafür damit daraus demnach der deshalb durch dem "
    "den des diese diesen dieser diesem dieses folglich für haushalt "
    "hierbei hierdurch hierfür hiermit hieraus insgesamt mithin mit sich somit stadt "
    "gemeinde umsetzung beschluss beschlusses beitritt beitritts maßnahme vorlage "
    "auf die städtischen insoweit"
)
_VERBS = ("entstehen", "bestehen", "anfallen", "ergeben")
_SUBJECTS = (
    "der beschluss",
    "die maßnahme",
    "die vorlage",
    "die entscheidung",
    "der beitritt",
    "die umsetzung",
    "dieser beschluss",
    "diese maßnahme",
    "diese vorlage",
)


def _none_phrases() -> frozenset[tuple[str, ...]]:
    phrases = []
    for noun in _NOUNS:
        phrases += [f"keine {noun}", f"{noun} keine"]
        for verb in _VERBS:
            phrases += [f"es {verb} keine {noun}", f"{verb} keine {noun}"]
            phrases += [f"{noun} {verb} nicht", f"keine {noun} {verb}"]
        phrases += [f"es fallen keine {noun} an", f"fallen keine {noun} an"]
        phrases += [f"{noun} fallen nicht an", f"es gibt keine {noun}"]
        phrases += [f"keine {noun} fallen an", f"{noun} entstehen keine"]
        for subject in _SUBJECTS:
            phrases += [
                f"{subject} hat keine {noun}",
                f"{subject} verursacht keine {noun}",
            ]
            phrases += [f"{subject} ist nicht {noun} verbunden"]
            phrases += [f"{subject} ist keinen {noun} verbunden"]
    return frozenset(tuple(_essence(phrase.split())) for phrase in phrases)


def _essence(words: Sequence[str]) -> list[str]:
    same = {"keinerlei": "keine"}
    return [
        same.get(word, word)
        for word in words
        if word not in _FILLERS and word not in _FURTHER
    ]


_CITY = re.compile(
    "\\b((?:[Ff]ür )?(?:[Dd]er|[Dd]ie) (?:Stadt|Gemeinde)) [A-ZÄÖÜ][\\wäöüß-]{1,40}"
    "(?= (?:entstehen|fallen|hierdurch|dadurch|daraus|hieraus|insoweit|keine|nicht|somit|daher|damit)\\b|[.]?$)"
)
_NONE = _none_phrases()
_BREAKS = frozenset(',;?()\u201e\u201c\u201d"')


def _is_none(sentence: Sentence) -> bool:
    text = _CITY.sub(r"\1", sentence.text)
    if set(text) & _BREAKS or find_money(text):
        return False
    return tuple(_essence(WORD.findall(text.lower()))) in _NONE


def _is_further(sentence: Sentence) -> bool:
    return bool(_FURTHER & set(sentence.words))


# --- stated amounts -------------------------------------------------------------------

_COST = "(?:gesamt|brutto|investitions)?(?:kosten|ausgaben|aufwendungen|auszahlungen)"
_ARISE = re.compile(
    f"\\b(?:entstehen|anfallen|fallen|ergeben sich|entsteht|verursacht)\\b.{{0,120}}?\\b{_COST}\\b"
    f"|\\b{_COST}\\b.{{0,120}}?\\b(?:entstehen|anfallen|fallen|ergeben|betragen|belaufen|liegen)\\b"
    f"|\\b(?:betragen|belaufen sich)\\b.{{0,60}}?\\b{_COST}\\b"
    "|\\bkostet\\b",
    re.IGNORECASE,
)
_HEDGES = words_of(
    "sollte sollten falls wenn sofern soweit würde würden könnte könnten ggf ggfs "
    "gegebenenfalls möglicherweise eventuell evtl unter ohne außer nicht nie kein keine "
    "keinen keiner keinem keinerlei statt anstatt bisher bisherige bisherigen zuvor "
    "vorher seinerzeit damals gegenüber statt bis maximal max höchstens mindestens mind "
    "über zwischen ab mehr weniger je pro monatlich monat stück quadratmeter person "
    "ersparnis einsparung einsparungen land bund kreis bezirksregierung dritte dritter "
    "dritten träger verein eltern teilnehmende teilnehmenden antragsteller "
    "antragstellerin investor vorhabenträger bauherr bauherrn fördermittel förderung "
    "erträge erträgen einnahmen einzahlungen erlöse spenden mehrerträge mehreinnahmen "
    "weg last lasten eingespart gespart reduziert reduzieren sinken sinkt variante "
    "alternative "
    "zuschuss teilnehmer bürger betreiber kommunen wäre wären dürfte dürften"
)
_PART_OR_PACE = re.compile(
    # by a time that is no year
    "\\b(?:monatlich|w\u00f6chentlich|t\u00e4glich|st\u00fcndlich|(?:halb|viertel|zwei|drei|vier|f\u00fcnf)j\u00e4hrlich|quartal(?:lich|sweise?))\\w{0,2}\\b"
    "|\\b(?:im|in der|am|an jedem|jede[nrs]?|jeweils im) (?:Monat|Quartal|Halbjahr|Woche|Tag|Stunde)\\b"
    "|\\balle \\w{1,12} (?:Jahre|Monate|Wochen|Tage)\\b"
    # by the piece
    "|\\bjeweils\\b|\\bf\u00fcr jede[nrs]?\\b|\\b[Jj]ede[rs]? (?!(?:Haushalts|Kalender)?[Jj]ahr\\b)[\\w-]{1,30} kostet\\b|\\bkostet jede[rs]?\\b"
    # a multiple, a part, a difference
    "|\\b(?:zwei|drei|vier|f\u00fcnf|sechs|acht|zehn|zw\u00f6lf|[0-9]{1,3}) ?-?mal\\b|\\b(?:Doppelte|Dreifache|Vielfache|H\u00e4lfte|Drittel|Viertel|F\u00fcnftel)\\b|% (?:von|der|aus)\\b|\\bProzent (?:von|der|aus)\\b"
    "|\\banteilig\\w{0,2}\\b|\\b(?:fallen|liegen|fiel\\w{0,2}|lagen) (?:\\w+ )?um\\b"
    # without tax or less a grant
    "|\\b[Nn]etto(?:\\b|-)|\\bnach Abzug\\b|\\babz\u00fcglich\\b|\\bab(?:zgl|z)\\."
    # of another year or way
    "|\\b(?:im|des) (?:Vorjahr(?:es|s)?|letzten Jahr(?:es)?|vergangenen Jahr(?:es)?)\\b|\\b(?:Alternativ|Variante)\\w{1,12}\\b"
    "|\\b(?:im|in den) (?:ersten?|zweiten|1\\.|2\\.|n\u00e4chsten)(?: \\w+)? (?:Jahr|Jahren|Betriebsjahr)\\b"
    # borne by somebody else
    "|(?:^(?=[^.;,]{0,60}\\bentsteh(?:en|t)\\b)|\\bentstehen |\\bentsteht |\\bfallen )(?:[Dd]em|[Dd]en|[Dd]er) (?:[a-z\u00e4\u00f6\u00fc\u00df]+ )?(?!(?:Stadt|Gemeinde|Kommune|Markt|Samtgemeinde|Verbandsgemeinde|Ortsgemeinde|Kreis|Landkreis|Verwaltung|Haushalt\\w*|Umsetzung|Stadtverwaltung|Gemeindeverwaltung|Folge|Zukunft)\\b)"
    "[A-Z\u00c4\u00d6\u00dc][\\w-]*(?= (?:\\w+ ){0,3}(?:Kosten|Ausgaben|Aufwendungen|Auszahlungen|entstehen|entsteht)\\b)"
)
"""Words by which a sum is one time's or one piece's, a part, a difference, or another's."""
_PAST = re.compile(
    "\\b(?:entstanden|betrugen|beliefen|lagen|kostete|fielen)\\b", re.IGNORECASE
)
_PER_YEAR = re.compile("\\b(?:pro|je) (?:haushalts)?jahr\\b", re.IGNORECASE)
_ESTIMATE = words_of("rund ca circa etwa voraussichtlich geschätzt geschätzte")
_YEARLY = re.compile(
    "\\b(?:[Aa]ll)?[Jj]ährliche?[nr]?\\b|\\b[Jj]edes Jahr\\b|\\bpro (?:Haushalts)?[Jj]ahr\\b|\\bje (?:Haushalts)?[Jj]ahr\\b"
    "|\\bim Jahr\\b(?! [0-9])|\\bp\\. ?a\\.|/ ?(?:[Jj]ahr|a)\\b|\\bj\u00e4hrl\\."
)
_ONCE = re.compile("\\beinmalige?[nr]?\\b", re.IGNORECASE)
_YEAR = re.compile("(?:[Hh]aushaltsjahr|[Jj]ahr|[Ii]n) (20[0-9]{2})\\b(?![.,]?[0-9])")
_GROUP = re.compile(
    "\\b(?:Produktgruppe|PSP-Element|Produkt|Sachkonto)[: ]{1,2}"
    "([0-9][0-9A-Z]{0,20}(?:[./-][0-9A-Z]{1,20}){0,8})"
)


def _says_amount(sentence: Sentence) -> bool:
    text = _PER_YEAR.sub("jährlich", sentence.text)
    words = set(WORD.findall(text.lower()))
    return (
        bool(_ARISE.search(text[:_LONGEST]))
        and _is_beside_cost(text)
        and not words & _HEDGES
        and not _PART_OR_PACE.search(text)
        and not _PAST.search(text)
    )


_LONGEST = 600
_NOUN = re.compile(f"\\b(?:{_COST}|kostet)\\b", re.IGNORECASE)
_GAP = 60


def _is_beside_cost(text: str) -> bool:
    """Tell whether the one sum stands by the word for cost, with no comma between."""
    money = find_money(text)
    if len(money) != 1 or not money[0].is_certain:
        return False
    for noun in _NOUN.finditer(text):
        between = text[noun.end() : money[0].start] or text[money[0].end : noun.start()]
        if len(between) <= _GAP and not set(between) & set(",;"):
            return True
    return False


def recurrence_of(text: str) -> Recurrence | None:
    """Tell whether a text says once or yearly; None if neither or both."""
    yearly, once = bool(_YEARLY.search(text)), bool(_ONCE.search(text))
    if yearly == once:
        return None
    return Recurrence.YEARLY if yearly else Recurrence.ONCE


def _only(pattern: re.Pattern[str], text: str) -> str:
    found = {match[1] for match in pattern.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def year_of(text: str) -> int | None:
    """Tell the one budget year that a text names."""
    year = _only(_YEAR, text)
    return int(year) if year else None


# --- cover ----------------------------------------------------------------------------

_MEANS = "(?:mittel|haushaltsmittel|kosten|aufwendungen)"
_COVERED = re.compile(
    f"\\b{_MEANS}\\b.{{0,120}}?\\b(?:stehen|sind)\\b.{{0,120}}?\\b(?:zur verfügung|bereit|"
    "veranschlagt|eingeplant|eingestellt|gedeckt|etatisiert)\\b",
    re.IGNORECASE,
)
_COVERAGE = re.compile(
    "\\b(?:Deckungsvorschlag|Deckung erfolgt|gedeckt (?:durch|aus))\\b"
)
_UNSURE = words_of("teilweise sollen sollten falls sofern wenn soweit vorbehaltlich")


def _covered(text: str) -> bool | None:
    words = set(WORD.findall(text.lower()))
    if not _COVERED.search(text[:_LONGEST]) or words & _UNSURE:
        return None
    return not words & {"nicht", "keine", "kein"}


# --- all together ---------------------------------------------------------------------

_PARTIAL = re.compile(
    "\\b(?:kostenneutral|haushaltsneutral|aufkommensneutral)\\w{0,3}\\b", re.IGNORECASE
)
_ABOUT_COST = re.compile(
    "\\b(?:\\w{0,30}kosten|\\w{0,10}ausgaben|\\w{0,10}aufwendungen|auszahlungen|"
    "finanziellen? auswirkungen|haushaltsmäßigen? auswirkungen)\\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    "\\b(?:entsteh\\w{0,4}|anfallen|fallen|ergeben|verursach\\w{0,3}|verbunden|kommen|betragen|"
    "belaufen|haben|hat|gibt|kostet|erwarten)\\b",
    re.IGNORECASE,
)
_OPEN = words_of(
    "nicht kein keine keinen keinem keiner keinerlei ohne außer falls wenn sofern soweit "
    "sollte sollten würde würden könnte könnten"
)

_LOOK = Wording(
    "Der Satz spricht von Kosten, ist aber keine eindeutige Angabe. Kosten ausdrücklich "
    "angeben: keine, oder Betrag und Deckung.",
    "The sentence speaks of cost but states nothing for certain. State the cost: none, "
    "or amount and cover.",
)
_PART = Wording(
    "Kostenneutral heißt ausgeglichen, nicht kostenlos. Betrag und Ausgleich angeben.",
    "Cost-neutral means made up for, not free. State the amount and what makes up for it.",
)
_AGAINST = Wording(
    "Die Angaben zu den Kosten widersprechen sich. Eine davon berichtigen.",
    "The statements about cost contradict each other. Correct one of them.",
)
_SEVERAL = Wording(
    "Mehrere Beträge sind genannt; den Gesamtbetrag angeben.",
    "Several amounts are given; state the total.",
)
_ROUGH = Wording(
    "Der Betrag ist nach dem Text eine Schätzung; prüfen.",
    "The text calls the amount an estimate; check it.",
)


def find_costs(passages: Iterable[Passage], headings: Iterable[str] = ()) -> Costs:
    """Find what a text says about cost.

    Args:
        passages: proposal, reasons, summary …, in the order of the paper.
        headings: sub-headings of the form.

    Returns:
        The statement if there is exactly one, and every sentence that is in doubt.
    """
    known, passages = tuple(headings), tuple(passages)
    every = [s for passage in passages for s in sentences(passage, known)]
    nones = [s for s in every if _is_none(s)]
    is_scaled = any(_IN_THOUSANDS.search(passage.text) for passage in passages)
    is_less = any(_ADDED.search(s.text) for s in every)
    amounts = [
        s
        for s in every
        if not is_less and _says_amount(s) and not (is_scaled and _is_bare(s.text))
    ]
    certain = {*nones, *amounts}
    doubts = [_doubt(s) for s in every if s not in certain and _is_doubtful(s)]
    return _weigh(every, nones, amounts, tuple(doubts))


_IN_THOUSANDS = re.compile(
    "\\b(?:in|Angaben|Betr\u00e4ge|Werte)[ :(\\[]{1,2}(?:in )?(?:T ?\u20ac|T ?EUR|TEuro|k\u20ac|(?:Tsd|Mio|Mrd)\\b|Tausend\\b|Millionen\\b)",
    re.IGNORECASE,
)
"""Words that scale sums elsewhere in the text ("Angaben in T\u20ac")."""


_ADDED = re.compile(
    "\\b(?:[Hh]inzu komm(?:t|en)|[Zz]uz\u00fcglich)\\b[^.;]{0,80}(?:kosten|steuer|MwSt|USt|aufwand|aufwendungen|honorar|\u20ac|Euro|EUR)\\b"
    "|(?:kosten|steuer|MwSt|USt|honorare?)\\b[^.;]{0,30}\\bkomm(?:t|en)\\b[^.;]{0,30}\\b(?:hinzu|dazu)\\b"
    "|\\b(?:Angaben|Betr\u00e4ge|Preise|Kosten|Summen)\\b[^.;0-9]{0,60}\\b(?:netto|Netto\\w*|zzgl|zuz\u00fcglich|ohne (?:MwSt|USt|Mehrwertsteuer|Umsatzsteuer))\\b"
)
"""Words by which sums elsewhere in the text are not the whole ("Hinzu kommt die Umsatzsteuer")."""


def _is_bare(text: str) -> bool:
    """Tell whether a sum has no scale of its own."""
    return not re.search(
        "T\u20ac|TEU|Tsd|Mio|Mrd|Mill|Tausend", find_money(text)[0].text
    )


def _is_doubtful(sentence: Sentence) -> bool:
    text = sentence.text[:_LONGEST]
    if _PARTIAL.search(text):
        return True
    if not _ABOUT_COST.search(text) or not _VERB.search(text):
        return False
    is_open = _OPEN & set(sentence.words)
    return bool(is_open or EURO.search(text) or _ARISE.search(text))


def _doubt(sentence: Sentence) -> Doubt:
    cure = _PART if _PARTIAL.search(sentence.text) else _LOOK
    return Doubt(sentence.text, sentence.line, cure)


def _weigh(
    every: list[Sentence],
    nones: list[Sentence],
    amounts: list[Sentence],
    doubts: tuple[Doubt, ...],
) -> Costs:
    absolute = [s for s in nones if not _is_further(s)]
    if amounts and absolute:
        against = [Doubt(s.text, s.line, _AGAINST) for s in (*absolute, *amounts)]
        return Costs(None, None, (*against, *doubts))
    if amounts:
        return _amount(every, amounts, doubts)
    if nones:
        first = (absolute or nones)[0]
        statement = CostStatement(CostEffect.NONE, quote=first.text)
        return Costs(statement, first.line, doubts)
    return Costs(None, None, doubts)


def _amount(
    every: list[Sentence], amounts: list[Sentence], doubts: tuple[Doubt, ...]
) -> Costs:
    sums = {(find_money(s.text)[0].cents, recurrence_of(s.text)) for s in amounts}
    first = amounts[0]
    more = (
        [attrs.evolve(_extra(s, _SEVERAL), is_needed=True) for s in amounts]
        if len(sums) > 1
        else []
    )
    more += [_extra(s, _ROUGH) for s in amounts if _ESTIMATE & set(s.words)]
    statement = CostStatement(CostEffect.AMOUNT, quote=first.text)
    if len(sums) == 1:
        statement = attrs.evolve(
            statement,
            amount_cents=find_money(first.text)[0].cents,
            recurrence=recurrence_of(first.text),
            year=year_of(first.text),
        )
    return Costs(_with_cover(statement, every, first), first.line, (*more, *doubts))


def _extra(sentence: Sentence, cure: Wording) -> Doubt:
    return Doubt(sentence.text, sentence.line, cure, "amount_cents")


def _with_cover(
    statement: CostStatement, every: list[Sentence], first: Sentence
) -> CostStatement:
    said = [(s, _covered(s.text)) for s in every]
    covered = {answer for _, answer in said if answer is not None}
    about = [s.text for s, answer in said if answer is not None]
    coverage = [s.text for s in every if _COVERAGE.search(s.text)]
    return attrs.evolve(
        statement,
        covered=covered.pop() if len(covered) == 1 else None,
        coverage=" ".join(coverage).removeprefix("Deckungsvorschlag:").strip(),
        product_group=_only(_GROUP, " ".join([first.text, *about, *coverage])),
    )
