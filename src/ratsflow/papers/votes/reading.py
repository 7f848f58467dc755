"""What councils decide, in words: outcome and votes out of the free text of minutes (J-3).

"mehrheitlich abgelehnt (8 JA, 33 Nein)", "einstimmig12 Ja-Stimmen, 0 Enthaltungen", "bei 3
Gegenstimmen, Rest Zustimmung": every vote that the text tells is one `ToldVote`, with what
nothing could be made of. The words are data (`results.toml`, `votes.toml`). Nothing is
guessed: what a text does not tell stays None, what contradicts itself is a finding.
"""

from __future__ import annotations

import re
import unicodedata

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import attrs

from ratsflow.law.counting import Outcome, decide
from ratsflow.law.source import read
from ratsflow.law.tally import VoteFinding
from ratsflow.law.tally.wording import phrases
from ratsflow.model.ballot import Announced, Ballot
from ratsflow.model.letters import typed
from ratsflow.model.text import Wording
from ratsflow.papers.votes.pairs import Pair, Pairs, settled
from ratsflow.papers.votes.rows import Row, Rows


LONGEST = 4000
"""Characters of a result that are read; what follows is minutes, no result."""

_POSITIVE = frozenset(
    {"adopted_unchanged", "adopted_amended", "partially_adopted", "ratified", "elected"}
    | {"recommended_unchanged", "recommended_amended"}
)
_NEGATIVE = frozenset(
    {"rejected", "not_recommended", "ratification_refused", "not_elected"}
)
_PROCEDURAL = frozenset(
    {"postponed", "deferred", "referred", "withdrawn", "removed", "not_considered"}
)
"""Outcomes on which a body votes in place of the matter: a vote with them carries them."""


@attrs.frozen
class PartyVote:
    """How a party or group voted, as far as the text tells.

    Attributes:
        party: its name as written.
        kind: ``yes``, ``no`` or ``abstain``.
        votes: votes (persons); None if only the party is named.
    """

    party: str
    kind: str
    votes: int | None = None


@attrs.frozen
class ToldVote:
    """One vote, or one result without a vote, as a text tells it.

    Attributes:
        text: its words.
        part: what it was about, where several things were voted on one by one.
        outcome: the outcome of a step that its words stand for (`results.toml`; besides
            ``considered``, ``no_vote``, ``elsewhere``); None if they name none.
        announced: adopted or rejected, by the words, else by the votes; None if neither
            tells, if they contradict each other, or if nothing was put to the vote.
        is_unanimous: "einstimmig" True, "mehrheitlich" False, None if not said.
        yes, no, abstain: votes (persons), None where not told.
        parties: votes party by party.
        rest: what all others voted, ``yes`` or ``no`` ("Rest Zustimmung").
        condition: the condition or proviso it was decided under, or empty.
        unread: words nothing was made of.
        findings: what is odd.
    """

    text: str
    part: str = ""
    outcome: str | None = None
    announced: Announced | None = None
    is_unanimous: bool | None = None
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    parties: tuple[PartyVote, ...] = ()
    rest: str | None = None
    condition: str = ""
    unread: str = ""
    findings: tuple[VoteFinding, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Tell whether Yes and No are told as numbers."""
        return self.yes is not None and self.no is not None

    @property
    def is_on_procedure(self) -> bool:
        """Tell whether a motion of procedure was voted on, and not the matter."""
        # a bare noun ("Vertagung") is one only where it was refused
        return _OF_PROCEDURE.search(f"{self.part} abgelehnt") is not None

    @property
    def counted(self) -> Outcome:
        """What the votes alone say: more Yes than No, of no state's law.

        Neither a quorum nor another majority is asked for, so a council whose state's law
        is not here gets its count, too. Unknown where Yes or No is not told.
        """
        return decide(self.yes, self.no, (), lambda _: None)

    def ballot(self, **more: Any) -> Ballot | None:
        """Return the record of the vote; None if the text tells neither votes nor result.

        Further fields of the ballot are handed in, for example ``present``.
        """
        if not self.is_counted and self.announced is None:
            return None
        return Ballot(
            yes=self.yes,
            no=self.no,
            abstain=self.abstain,
            announced=self.announced,
            **more,
        )

    def to_plain(self) -> dict[str, Any]:
        """Give it as plain values, ready for JSON."""
        plain = attrs.asdict(self)
        plain["announced"] = self.announced and self.announced.value
        plain["parties"] = [attrs.asdict(each) for each in self.parties]
        plain["findings"] = [
            {"code": each.code, "de": each.text.de, "en": each.text.en}
            for each in self.findings
        ]
        return plain


# ------------------------------------------------------------------------- the words


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_ONES = frozenset(
    ["eins", "zwei", "drei", "vier", "fünf", "fuenf", "sechs", "sieben", "acht", "neun"]
)

_TENS = frozenset(
    [
        "zwanzig",
        "dreißig",
        "dreissig",
        "vierzig",
        "fünfzig",
        "fuenfzig",
        "sechzig",
        "siebzig",
        "achtzig",
        "neunzig",
    ]
)

_NO_COUNT = frozenset(
    {
        *("o", "ohne", "kein", "keine", "keiner", "keinen"),
        *("beide", "ein", "eine", "einer", "einem"),
    }
)
"""Numbers of votes ("keine Enthaltung") that nobody counts with: "eins zu null"."""

_ALONE = frozenset({"ohne"})
"""Words that are a result only where nothing else stands."""


class _Words:
    """The patterns made of the data, once."""

    def __init__(self) -> None:
        self.votes = read(Path(__file__).with_name("votes.toml")).table
        self.outcomes = {_key(word): outcome for word, outcome in phrases().items()}
        self.headings = frozenset(map(_key, self.votes["parts"]["headings"]))
        self.numbers = {
            word.lower(): int(number)  # "dreißig" stays as it is written
            for number, words in self.votes["numbers"].items()
            for word in words
        }
        self.numbers |= {
            f"{'ein' if one == 'eins' else one}und{ten}": self.numbers[one]
            + self.numbers[ten]
            for one in self.numbers
            for ten in self.numbers
            if one in _ONES and ten in _TENS
        }
        number = _any(_number_words(self))
        kinds, short = self.votes["kinds"], self.votes["short"]
        joins = "und|sowie|bei|zu|Stimmen?"
        self.rows = (
            Rows(
                {**kinds, "other": short["other"]},
                number,
                self.number,
                joins=f"{joins}|gegen",
            ),
            Rows(short["letters"], number, self.number, joins=joins, needs_both=True),
            Rows(
                {k: [*kinds[k], *short["sides"].get(k, [])] for k in kinds}
                | {"other": short["other"]},
                number,
                self.number,
                joins=joins,
                of_outcome=frozenset(short["of_outcome"]),
                needs_both=True,
            ),
        )
        votes = [
            word
            for word, outcome in self.outcomes.items()
            if outcome in _POSITIVE | _NEGATIVE | _PROCEDURAL
        ]
        self.pairs = Pairs(
            _any([_loose(word) for word in votes]),
            _any(self.votes["parts"]["words"]),
            {word: n for word, n in self.numbers.items() if word not in _NO_COUNT},
        )

    def number(self, text: str) -> int:
        """Return the number that a text writes in digits or words."""
        return int(text) if text.isdigit() else self.numbers[text.lower()]

    @cached_property
    def token(self) -> re.Pattern[str]:
        """One alternation of all that a result is made of."""
        how, kinds = self.votes["how"], self.votes["kinds"]
        number = (
            r"(?:(?<![0-9][.,])[0-9]{1,3}(?![0-9./%]|,[0-9])|(?-i:O)\b|\b"
            + _any(_number_words(self))
            + r"\b)"
        )
        behind = "|".join(
            f"(?P<{name}_n>{number})[ -]{{0,2}}(?:(?:x|mal|mit)[ ])?(?P<{name}_k>{_any(kinds[name])})(?![\\w]|{_LABELS})"
            for name in kinds
        )
        before = "|".join(
            f"\\b(?P<{name}_kb>{_any(kinds[name])})(?:[:=]| ?\\?)? {{0,3}}[-\u2013]? ?(?P<{name}_nb>{number})(?![\\w-]| ?{_every(kinds)})"
            for name in kinds
        )
        several = (
            f"(?P<against_y>{number})(?:[ -]Stimmen?(?:(?P<straight> )|[^.;]{{0,200}}?\\b)| )gegen (?P<against_n>{number})"
            r"(?(straight)(?:[ -]Stimmen?\b)?(?![ -]?(?:Ja|Nein|Gegenst|Enth))|[ -]Stimmen?\b)"
        )
        part = _part(self)
        outcome = (
            r"\b(?P<outcome>"
            + _any([_loose(w) for w in self.outcomes if w not in _ALONE])
            + r")(?![\w])"
        )
        noting = r"(?P<noting>\bnimmt\b[^.;]{0,160}?\bzur Kenntnis\b)"
        named = {
            name: f"\\b(?P<{name}>{_any(words)})(?!\\w)" for name, words in how.items()
        }
        rest = (
            f"\\b{_any(how['rest'])},? (?:mit )?"
            r"(?P<rest>(?P<rest_yes>Zustimmung(?:en)?|zugestimmt|Ja(?:[- ]Stimmen)?|daf\u00fcr)|Ablehnung(?:en)?|abgelehnt|Nein(?:[- ]Stimmen)?|dagegen)(?!\w)"
        )
        named["unanimous"] = f"(?P<unanimous>{_any(how['unanimous'])})(?!\\w)"
        named["condition"] = (
            f"\\b(?P<condition>{_any(how['condition'])}\\b[^.;]{{0,300}})"
        )
        order = [
            *("(?P<boundary>\u00a6)",),
            rest,
            _POSITION,
            part,
            several,
            rf"(?P<opposed>\bgegen (?P<opposed_n>{number})[ -]Stimmen?\b)",
            behind,
            before,
            named["as_proposed"],
            named["condition"],
            named["unanimous"],
            noting,
            outcome,
            r"(?P<for_it>\b(?:ja|zustimmend)\b(?![- ]{0,3}st))",
            named["majority"],
            named["tie"],
            r"(?P<of_no_kind>(?<![0-9][:/])(?<![0-9] [:/] )(?<![0-9]: )(?<!\bvon )(?<!\bzu )(?<!\bgegen )\b[0-9]{1,3}[ -]Stimmen?\b(?! (?:Mehrheit|Vorsprung|Unterschied)))",
            r"(?P<by_party>\b(?:(?P<gegen>gegen)|bei (?P<enth>Enthaltung)|mit|Enthaltung) (?:den |die |der )?(?:Stimmen )?(?:der |von )?(?:(?:Fraktion|Gruppe) (?:[Dd]ie )?(?-i:(?!Enth|Gegenst|Ja\b|Nein|Einst|Mehrh|Antrag|Beschl|Stimm)[A-Z\u00c4\u00d6\u00dc][\w/\u2019'-]*)(?: (?-i:90/[\w]+(?: [A-Z\u00c4\u00d6\u00dc]\w+)?|Linke|Gr\u00fcnen?|W\u00e4hler))?|[^.;()]{1,80}?(?:Fraktion(?:en)?|Gruppe)))",
        ]
        return re.compile("|".join(order), re.IGNORECASE)


_LABELS = r"(?: stimm\w{1,4})?\s?[:=]\s?(?:[0-9]|[-/.\u2013\u2014])"
"""What tells that a kind is a label of the number behind it, not of the one before."""


def _part(words: _Words) -> str:
    """Return the pattern of a label of what was voted on ("TOP 9.1, Ziffer 2:", "zu b)").

    A label holds no word of a result: what stands before it would be lost.
    """
    how = words.votes["how"]
    stop = _any(
        [
            *(
                word
                for name in ("unanimous", "majority", "tie", "rest")
                for word in how[name]
            ),
            *(_loose(word) for word in words.outcomes if " " not in word),
            *(word for kind in words.votes["kinds"].values() for word in kind),
            "[Bb]ei",
        ]
    )
    sign = rf"(?:(?!\b{stop}\b)[^:;.()0-9\u00a6])"
    number = r"(?:[0-9][0-9./]{0,10}[a-z]?(?: [A-Z](?:-[A-Z])?\b)?|[a-z]\))"
    numbers = rf"{number}(?:(?:, ?| und | u\. | ?[-+] ?){number}){{0,8}}"
    named = _any(words.votes["parts"]["words"])
    brackets = r"(?: ?\([^()]{1,100}\),?)?"
    begins = r"(?:^|(?<=[\s;,:/\u00a6]))"
    listed = r"(?:[a-z]\)|[0-9]{1,2}(?:\.,?|(?=[ ]?[:=](?!\s?[0-9]))))"
    return (
        r"(?P<part>"
        rf"\b(?:[Zz]u )?(?-i:(?:{named}(?: {numbers})?,? ){{0,2}}{named})(?: {numbers})?(?: {sign}{{1,60}}?(?=:| ?\()(?<! ))?"
        rf"{brackets}(?: ?[:=]| (?=[Bb]ei |[Mm]ehrheit|[Ee]instimm)| ?- ?(?=[0-9]))"
        rf"|{begins}[Zz]u {listed}(?:(?:,| und | u\. )? ?{listed}){{0,5}}[ :=]{{0,3}}"
        rf"|{begins}(?:[a-z]\)|[0-9]{{1,2}}\.(?=[ ][A-Za-z0-9])|[0-9]{{1,2}}\.[0-9]{{1,3}}(?=:|[ ][A-Za-z])|[0-9]{{1,2}}:(?= ))"
        rf"|\b(?!{stop}\b)(?-i:[A-Z\u00c4\u00d6\u00dc]){sign}{{1,60}}(?: [0-9.]{{1,6}}(?!:\s?[0-9])| A| B| C)?{brackets}:(?= ?[A-Za-z0-9])(?!\s*[0-9]{{1,3}}\s*(?:,|;|$)))"
    )


def _every(kinds: Mapping[str, list[str]]) -> str:
    return _any([word for words in kinds.values() for word in words])


def _number_words(words: _Words) -> list[str]:
    return [word for word in words.numbers if word != "o"]


def _key(word: str) -> str:
    return " ".join(word.casefold().split())


def _loose(word: str) -> str:
    """Return a phrase as a pattern in which spaces may be wider."""
    return r"\s{1,3}".join(re.escape(part) for part in word.split())


@cache
def _words() -> _Words:
    return _Words()


# --------------------------------------------------------------------- the text, mended

_CUT = re.compile(
    r"(?<=[a-z\u00e4\u00f6\u00fc\u00df])- (?!und\b|oder\b|bzw|gegen\b|zu\b)(?=[a-z\u00e4\u00f6\u00fc])"
)
_NEXT = r"(?:Einstimmig|Einst\.|Mehrheit|Variante|Enthaltung|Gegenstimm|Ja[- ]|Nein[- ]|Antrag|Beschluss|Bei |Zu )"
_JOINED = re.compile(
    rf"(?:(?<=timmen)|(?<=timme)|(?<=ung)|(?<=ungen)|(?<=mmig)|(?<=lehnt)|(?<=timmt)|(?<=ossen)|(?<=ommen)|(?<=luss)|(?<=digt)|(?<=ja)|(?<=nein)|(?<=\)))(?=[A-Z\u00c4\u00d6\u00dc][a-z\u00e4\u00f6\u00fc])"
    rf"|(?<=[a-z\u00e4\u00f6\u00fc\u00df.!)])(?={_NEXT})"
    r"|(?<=en|me|ng|ja|in|ss)(?=[0-9]{1,2} (?:Enth|Ja|Nein))"
    r"|(?<=[a-z\u00e4\u00f6\u00fc)])(?=zu (?:[a-z]\)|[0-9]{1,2}[.:) ]))"
    r"|(?<=[a-z\u00e4\u00f6\u00fc]{3})(?=[a-m]\) ?(?:[0-9]|ein|mehr))"
    r"|(?<=[a-z\u00e4\u00f6\u00fc]{3})(?=[0-9]{1,2}\. (?:[0-9]|[Ee]in|[Mm]ehr))"
    r"|(?<=[a-z\u00e4\u00f6\u00fc]{3})(?=alle lt\.)"
)

_SLIPPED = re.compile(r"(?<=[0-9] ja)9(?=[)\s]|$)", re.IGNORECASE)
"""A bracket that was typed without the shift key."""


_ASKED = re.compile(
    r"(Gegenstimmen|Enthaltungen)\b[^?.]{0,80}\? ?[-\u2013]? ?(?:Auch nicht|Auch keine|Keine|Nein)\b\.?"
)
"""A question of the chair in a verbatim record, and its answer: none."""


_SIDE = r"(?:Ja|Nein|daf\u00fcr|dagegen|Pro|Contra|Kontra|(?:Ja|Nein|Gegen|F\u00fcr)-? ?Stimmen?|Enth(?:altung(?:en)?|\.)?|Stimmenthaltung(?:en)?)"
_MARKED_NONE = re.compile(
    rf"\b({_SIDE} ?: ?)(?:\./\.|[-\u2013\u2014]{{1,3}}|/)(?=[ ,;|)]|$)(?! ?[0-9])",
    re.IGNORECASE,
)
"""A mark for none where a number stands ("dagegen: ./.")."""
_SIDE_COUNTED = re.compile(
    r"\b(?:Ja|Nein|daf\u00fcr|dagegen|Pro|Contra|Kontra|(?:Ja|Nein|Gegen|F\u00fcr)-? ?Stimmen?) ?: ?[0-9]{1,3}(?![0-9.]| ?[-/\u2013:] ?[0-9])",
    re.IGNORECASE,
)


def _mended(text: str) -> str:
    """Set run-together words apart, and put cut ones together; ``¦`` marks the joints."""
    lines = " ".join(typed(line) for line in text[:LONGEST].splitlines())
    plain = " ".join(unicodedata.normalize("NFC", lines).split())
    plain = _CUT.sub("", plain)
    plain = _SLIPPED.sub(")", plain)
    plain = _ASKED.sub(r"keine \1, ", plain)
    if _SIDE_COUNTED.search(
        plain
    ):  # else the marks set the labels apart, or nothing is filled in
        plain = _MARKED_NONE.sub(r"\g<1>0", plain)
    plain = _JOINED.sub("\u00a6", plain)
    return re.sub(r"(?<=[a-z\u00e4\u00f6\u00fc])(?=[0-9]{1,3}[ -][JNE])", " ", plain)


# ----------------------------------------------------------------------------- reading


@attrs.define
class _Draft:
    """A vote while it is read."""

    start: int
    part: str = ""
    counts: dict[str, int] = attrs.field(factory=dict)
    outcomes: list[str] = attrs.field(factory=list)
    as_proposed: bool = False
    unanimous: bool | None = None
    is_tie: bool = False
    rest: str | None = None
    condition: str = ""
    parties: list[PartyVote] = attrs.field(factory=list)
    codes: list[str] = attrs.field(factory=list)
    unread: list[str] = attrs.field(factory=list)
    last_kind: str = ""
    pair: Pair | None = None
    of_no_kind: int | None = None
    opposed: int | None = None
    party: str = ""
    is_by_word: bool = False
    says_against: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was read yet."""
        return not (
            self.counts
            or self.outcomes
            or self.as_proposed
            or self.unanimous is not None
            or self.parties
            or self.is_tie
            or self.pair is not None
            or self.opposed is not None
            or self.of_no_kind is not None
        )


def read_votes(text: str) -> tuple[ToldVote, ...]:
    """Read the votes, and results without a vote, that a text of minutes tells.

    Args:
        text: the words of a result, as minutes or an information system give them.

    Returns:
        One `ToldVote` for each thing that was voted on, in order; one with the finding
        ``nothing_read`` for words nothing could be made of; empty for an empty text.
        Reading takes linear time, and no more than the first `LONGEST` characters.
    """
    mended = _mended(text)
    if not mended:
        return ()
    if table := _party_table(mended):
        return (table,)
    alone = _key(mended.strip(" .!"))
    if (first := alone.split(",")[0]) in _ALONE:
        why = alone[len(first) :].strip(" ,")
        return (ToldVote(mended, outcome=_words().outcomes[first], unread=why),)
    drafts = _drafts(mended)
    ends = [*(draft.start for draft in drafts[1:]), len(mended)]
    votes = tuple(
        _told(draft, mended[draft.start : end].replace("\u00a6", " ").strip())
        for draft, end in zip(drafts, ends, strict=True)
    )
    if len(text) > LONGEST:
        last = votes[-1]
        found = (*last.findings, _finding("longer_than_read"))
        votes = (*votes[:-1], attrs.evolve(last, findings=found))
    return votes


def _drafts(text: str) -> list[_Draft]:
    drafts = [_Draft(0)]
    at = 0
    after_joint = False
    for match in _found(text):
        start, end = _span(match)
        between = text[at:start]
        _leave(drafts[-1], between)
        at = end
        if isinstance(match, Row):
            _take_row(drafts, match, text[start:end])
            after_joint = False
            continue
        if isinstance(match, Pair):
            _take_pair(drafts, match, text[start:end])
            after_joint = False
            continue
        if match["boundary"]:
            after_joint = True
            continue
        if _begins_another(drafts[-1], match, after_joint=after_joint):
            drafts.append(_Draft(match.start()))
        _take(drafts[-1], match)
        after_joint = False
    _leave(drafts[-1], text[at:])
    while len(drafts) > 1 and drafts[-1].is_empty and not drafts[-1].condition:
        last = drafts.pop()
        drafts[-1].unread += [word for word in (last.part, *last.unread) if word]
        drafts[-1].codes += last.codes
    if len(drafts) > 1 and drafts[0].is_empty and not drafts[1].is_empty:
        first = drafts.pop(0)
        drafts[0].start = first.start
        drafts[0].part = drafts[0].part or first.part
    return drafts


def _found(text: str) -> Iterator[Row | Pair | re.Match[str]]:
    """Yield rows, pairs and tokens in their order; of two at one place the row counts."""
    words = _words()
    searches: list[Callable[[str, int], Row | Pair | re.Match[str] | None]] = [
        *(each.search for each in words.rows),
        words.pairs.search,
        words.token.search,
    ]
    waiting = [search(text, 0) for search in searches]
    at = 0
    while True:
        for place, search in enumerate(searches):
            each = waiting[place]
            if each is not None and _span(each)[0] < at:
                waiting[place] = search(text, at)
        found = [each for each in waiting if each is not None]
        if not found:
            return
        first = min(found, key=lambda each: _span(each)[0])
        at = _span(first)[1]
        yield first


def _span(found: Row | Pair | re.Match[str]) -> tuple[int, int]:
    if isinstance(found, (Row, Pair)):
        return found.start, found.end
    return found.span()


def _take_row(drafts: list[_Draft], row: Row, text: str) -> None:
    """Take the votes of a row; the first is of what is read already, if it has none."""
    if not row.votes:
        drafts[-1].codes.append("numbers_unclear")
        drafts[-1].unread.append(text)
        return
    for votes in row.votes:
        draft = drafts[-1]
        if not draft.party and any(kind in draft.counts for kind in votes):
            draft = _Draft(row.start)
            drafts.append(draft)
        for kind, number in votes.items():
            _count(draft, kind, number)
    drafts[-1].says_against |= "gegenst" in text.casefold()


def _take_pair(drafts: list[_Draft], pair: Pair, text: str) -> None:
    if not pair.numbers:
        drafts[-1].codes.append("numbers_unclear")
        drafts[-1].unread.append(text)
        return
    if drafts[-1].pair is not None:
        drafts.append(_Draft(pair.start))
    drafts[-1].pair = pair
    drafts[-1].last_kind = ""


def _begins_another(draft: _Draft, match: re.Match[str], *, after_joint: bool) -> bool:
    """Tell whether something new was voted on."""
    if draft.is_empty or _party_named(draft, match):
        return False
    if match["part"]:
        is_of_this = match["part"].lower().startswith("zu ") and not (
            after_joint
            or draft.part
            or (draft.counts and match["part"].rstrip().endswith((":", "=", ")", ".")))
        )
        return not is_of_this and not _is_heading(match["part"])
    kind = _kind(match)
    if kind and kind in draft.counts and not draft.party:
        is_by_party = bool(draft.parties) and draft.last_kind == kind
        return not is_by_party
    if match["unanimous"] or match["majority"]:
        return after_joint or (draft.unanimous is not None and bool(draft.outcomes))
    return (
        after_joint and bool(kind) and draft.unanimous is None and bool(draft.outcomes)
    )


def _kind(match: re.Match[str]) -> str:
    for name in ("yes", "no", "abstain"):
        if match[f"{name}_k"] or match[f"{name}_kb"]:
            return name
    return "yes" if match["against_y"] else ""


def _take(draft: _Draft, match: re.Match[str]) -> None:
    kind = _kind(match)
    if match["against_y"]:
        sides = tuple(map(_words().number, match.group("against_y", "against_n")))
        draft.pair = Pair(*match.span(), sides, of_sides=True)
        draft.last_kind = "no"
        _by_brackets(draft, match[0], "yes")
    elif kind:
        number = match[f"{kind}_n"] or match[f"{kind}_nb"]
        word = match[f"{kind}_k"] or match[f"{kind}_kb"]
        draft.says_against |= word.casefold().startswith("gegenst")
        _count(draft, kind, _words().number(number))
    else:
        name = next(name for name in _TAKEN if match[name])
        _TAKEN[name](draft, match)


_OF_A_PARTY = r"(?:Fraktion )?(?:CDU|CSU|SPD|FDP|AfD|B(?:\u00fcndnis|')? ?90/Die Gr\u00fcnen|Die Gr\u00fcnen|Gr\u00fcne|(?:Die )?Linke|FW|Freie W\u00e4hler|KAL|Volt|BSW|UWG|\u00d6DP|Piraten)(?:/\w+)?(?:-?Fraktion)?"
_PARTY = re.compile(f"{_OF_A_PARTY}$", re.IGNORECASE)
_PARTIES = rf"{_OF_A_PARTY}(?:(?:, ?| und | sowie | & )(?:die )?{_OF_A_PARTY}){{0,11}}"
_ENDS = r"(?=\s*(?:[,;.\u00a6)]|und\b|sowie\b|bei\b|$))(?!,? ?[0-9])"
"""What a position ends with; a number behind it is that of the votes."""
_POSITION = (
    rf"(?P<position>\b(?P<who>{_PARTIES})(?:(?: ist| sind| war(?:en)?| stimm(?:t|te|en|ten))|:| ?=| ?[-\u2013])? ?"
    r"(?:(?P<is_yes>daf\u00fcr|ja)|(?P<is_no>dagegen|nein)|Enthaltung|enth(?:a|\u00e4|ie)lt(?:en)?(?: sich)?)\b"
    rf"(?: ?\((?P<votes>[0-9]{{1,3}})(?: Stimmen?)?\))?{_ENDS}"
    r"|\b(?:(?P<of_yes>daf\u00fcr|f\u00fcr|pro|ja(?:[- ]?stimmen)?)|(?P<of_no>dagegen|gegen|contra|kontra|nein(?:[- ]?stimmen)?|gegenstimmen)|(?:stimm)?enthaltung(?:en)?)"
    rf" ?: ?(?P<whose>{_PARTIES})(?=\s*(?:[;.\u00a6)]|$|,(?! ?(?:[0-9]|{_OF_A_PARTY}))))"
    r")"
)
"""Where parties stand whose votes nobody numbers: "CDU: daf\u00fcr", "Dagegen: SPD, FDP"."""
_TOTAL = frozenset({"gesamt", "insgesamt", "zusammen", "summe"})


def _party_named(draft: _Draft, match: re.Match[str]) -> str:
    """Return the party whose votes follow a label, or empty."""
    label = (match["part"] or "").strip(" :=-")
    if label.casefold() in _TOTAL:
        return label if draft.party else ""
    return label if _PARTY.match(label) and not draft.part else ""


def _count(draft: _Draft, kind: str, votes: int) -> None:
    """Add votes: to the party whose label stands before them, else to the whole."""
    if draft.party:
        draft.parties.append(PartyVote(draft.party, kind, votes))
    else:
        draft.counts[kind] = draft.counts.get(kind, 0) + votes
    draft.last_kind = kind


def _part_of(draft: _Draft, match: re.Match[str]) -> None:
    if party := _party_named(draft, match):
        draft.party = "" if party.casefold() in _TOTAL else party
        return
    draft.party = ""
    if not _is_heading(match["part"]):
        new = match["part"].strip(" :=-")
        is_deeper = draft.part and draft.part.split()[0] != new.split()[0]
        draft.part = f"{draft.part}: {new}" if is_deeper else new


def _for_it(draft: _Draft, _: re.Match[str]) -> None:
    if not draft.outcomes:
        draft.outcomes.append("adopted_unchanged")
        draft.is_by_word = True


def _as_proposed(draft: _Draft, _: re.Match[str]) -> None:
    draft.as_proposed = True


def _unanimous(draft: _Draft, _: re.Match[str]) -> None:
    draft.unanimous = True


def _majority(draft: _Draft, _: re.Match[str]) -> None:
    draft.unanimous = False if draft.unanimous is None else draft.unanimous


def _tie(draft: _Draft, _: re.Match[str]) -> None:
    draft.is_tie = True


def _condition(draft: _Draft, match: re.Match[str]) -> None:
    draft.condition = match["condition"].strip()


def _of_no_kind(draft: _Draft, match: re.Match[str]) -> None:
    draft.codes.append("votes_of_no_kind")
    number = _words().number(match["of_no_kind"].split("-")[0].split()[0])
    if draft.of_no_kind is not None:  # of two candidates, say
        draft.codes.append("numbers_unclear")
        draft.unread.append(match[0])
    draft.of_no_kind = number
    draft.last_kind = "yes"


def _opposed(draft: _Draft, match: re.Match[str]) -> None:
    draft.opposed = _words().number(match["opposed_n"])


def _is_heading(part: str) -> bool:
    """Tell whether a label only says that a result follows."""
    return _key(part.strip(" :=-")) in _words().headings


_NOT = re.compile(
    r"\b(?:nicht|kein\w{0,2}|ohne)\s+(?:(?!Gegen|Ausspr|Enthalt|Diskuss|Debatt|\w*[\u00c4A]nderung)\w+\s+)?$",
    re.IGNORECASE,
)


def _outcome(draft: _Draft, match: re.Match[str]) -> None:
    outcome = "noted"
    if match["outcome"]:
        outcome = _words().outcomes[_key(match["outcome"])]
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    if _NOT.search(before):
        draft.codes.append("negated")
        return
    draft.outcomes.append(outcome)


_BEFORE = 24


def _rest(draft: _Draft, match: re.Match[str]) -> None:
    """All others voted so; who they are is not counted."""
    draft.rest = "yes" if match["rest_yes"] else "no"
    against = draft.counts.get("no" if draft.rest == "yes" else "yes")
    is_result = match["rest"].casefold().startswith(("zust", "zuge", "ableh", "abge"))
    if is_result or not against:
        for_it = draft.rest == "yes"
        draft.outcomes.append("adopted_unchanged" if for_it else "rejected")
    if against:
        draft.codes.append("rest_not_counted")


def _party(draft: _Draft, match: re.Match[str]) -> None:
    kind = "no" if match["gegen"] else "abstain" if "nthaltung" in match[0] else "yes"
    names = re.sub(
        r"^(?:gegen|bei Enthaltung|mit|Enthaltung) (?:den |die |der )?(?:Stimmen )?(?:der |von )?",
        "",
        match[0],
        flags=re.IGNORECASE,
    )
    parties = [x.strip() for x in re.split(r",\s*|\s+und\s+", names) if x.strip()]
    count = _NUMBER_BEHIND.match(match.string, match.end())
    votes = int(count[1]) if count and len(parties) == 1 else None
    draft.parties += [PartyVote(name, kind, votes) for name in parties]
    draft.last_kind = kind


def _position(draft: _Draft, match: re.Match[str]) -> None:
    is_yes, is_no = (match[f"is_{x}"] or match[f"of_{x}"] for x in ("yes", "no"))
    kind = "yes" if is_yes else "no" if is_no else "abstain"
    names = re.findall(_OF_A_PARTY, match["who"] or match["whose"], re.IGNORECASE)
    votes = int(match["votes"]) if match["votes"] and len(names) == 1 else None
    draft.parties += [PartyVote(name, kind, votes) for name in names]
    draft.last_kind = ""


_NUMBER_BEHIND = re.compile(r" ?\(([0-9]{1,3})(?: Stimmen?)?\)")
_BRACKETS = re.compile(r"\(([^()]{1,300})\)")
_LISTED = re.compile(
    r"\((?:[^\W\d][^,;()0-9]{0,40}(?:90/[^,;()0-9]{0,30})?:? [0-9]{1,3}(?:[,;] ?|(?=\)))){1,12}\)"
)
"""Parties, each with its number behind it, in brackets ("(CDU 8, FDP 4)")."""
_PARTY_FIRST = re.compile(
    r"(?<!\w)(?!(?:da)?von )([^\W\d][^,;()]*?):? ([0-9]{1,3})(?=[,;)])"
)
_OF_PARTY = re.compile(
    r"(?<![0-9])([0-9]{1,3})\s+(?:Stimmen? )?(?![a-z])([^,;()]{2,60})"
)
_PERSON = re.compile(r"(?:^|, )((?:Herrn?|Frau) [^,;()0-9]{2,60})")
_PARTY_BEHIND = re.compile(
    r"^\s?(?:\(?)(?:der |von |seitens der )?((?:Fraktion )?(?:CDU|CSU|SPD|FDP|AfD|Gr\u00fcne|GR\u00dcNE|B(?:\u00fcndnis)?[\u2018'\u00b4\u2019 ]{0,2}90|Die Linke|DIE LINKE|Linke|FW|KAL|Volt|BSW|UWG|\w+-Fraktion)[\w/\u2018'\u00b4\u2019 |-]{0,40}?)(?:-?Fraktion)?\)?(?=[,;.)\u00a6]|\s*$|\s\d|\slt\.)"
)

_NAME = r"[A-Z\u00c4\u00d6\u00dc][\w/\u2018'\u00b4\u2019.-]{0,30}(?: [A-Z\u00c4\u00d6\u00dc90][\w/-]{0,30}){0,3}"
_SEVERAL_BEHIND = re.compile(
    rf"\s?\((?!Herrn? |Frau )({_NAME}(?:(?:, ?|; ?| und | u\. | \+ | & ){_NAME}){{1,11}})\)"
)
"""Parties in brackets whose votes are told together ("12 Ja (CDU, FDP)")."""
_AND = re.compile(r"[,;] ?| und | u\. | \+ | & ")


def _leave(draft: _Draft, between: str) -> None:
    """Keep the words between two finds: votes of parties, or what was not read."""
    if draft.last_kind and draft.counts:
        _by_brackets(draft, between, draft.last_kind)
        several = _SEVERAL_BEHIND.match(between)
        behind = _PARTY_BEHIND.match(_LISTED.sub(" ", between))
        if several:  # how many votes each of them gave is not told
            names = _AND.split(several[1])
            draft.parties += [PartyVote(x.strip(), draft.last_kind) for x in names]
            between = between[several.end() :]
        elif behind and draft.last_kind in draft.counts:
            told = sum(x.votes or 0 for x in draft.parties if x.kind == draft.last_kind)
            votes = draft.counts[draft.last_kind] - told
            draft.parties.append(PartyVote(behind[1].strip(), draft.last_kind, votes))
            between = between[behind.end() :]
    rest = _BRACKETS.sub(" ", between).strip(" ,;.:/()!-\u2013=+")
    words = [w for w in rest.split() if w.casefold().strip(",.;") not in _EMPTY]
    if words:
        draft.unread.append(" ".join(words))
    if not draft.is_empty and "." in between:
        draft.last_kind = ""


_EMPTY = frozenset(
    {
        *("bei", "mit", "und", "u.", "zu", "der", "die", "das", "den", "dem", "im"),
        *("in", "wird", "von", "für", "gegen", "abstimmungsergebnis", "ergebnis"),
        *("beschluss", "antrag", "so", "an", "am", "sowie", "als", "auf", "es"),
        *("werden", "wurde", "damit", "ist"),
    }
)


def _by_brackets(draft: _Draft, text: str, kind: str) -> None:
    for listed in _LISTED.finditer(text):
        for party, number in _PARTY_FIRST.findall(listed[0]):
            draft.parties.append(PartyVote(party.strip(), kind, int(number)))
    for inside in _BRACKETS.finditer(_LISTED.sub(" ", text)):
        for person in _PERSON.findall(inside[1]):
            draft.parties.append(PartyVote(person.strip(), kind, 1))
        for number, party in _OF_PARTY.findall(inside[1]):
            if not re.match(r"(?:Ja|Nein|Enth)", party, re.IGNORECASE):
                draft.parties.append(PartyVote(party.strip(), kind, int(number)))


_TAKEN: Mapping[str, Callable[[_Draft, re.Match[str]], None]] = {
    "part": _part_of,
    "rest": _rest,
    "outcome": _outcome,
    "noting": _outcome,
    "as_proposed": _as_proposed,
    "for_it": _for_it,
    "unanimous": _unanimous,
    "majority": _majority,
    "tie": _tie,
    "condition": _condition,
    "by_party": _party,
    "position": _position,
    "of_no_kind": _of_no_kind,
    "opposed": _opposed,
}


# ----------------------------------------------------------------- what it comes to


def _told(draft: _Draft, text: str) -> ToldVote:
    if draft.is_by_word and _is_of_two_words(draft):
        draft.outcomes.remove("adopted_unchanged")
        draft.codes.append("numbers_unclear")
    if not (draft.outcomes or draft.as_proposed):
        draft.outcomes += _said_apart(text)
    outcome = _one_outcome(draft)
    if outcome not in _NEGATIVE and any(map(_TO_REFUSE.search, draft.unread)):
        draft.codes.append("two_results" if outcome else "tally_against_result")
        outcome = None
    if any(map(_LEFT_NEGATED.search, draft.unread)):
        draft.codes.append("negated")
        outcome = None
    _settle(draft, outcome, text)
    yes, no, abstain = (draft.counts.get(kind) for kind in ("yes", "no", "abstain"))
    announced = _announced(draft, outcome, yes, no)
    if draft.unanimous and announced is not Announced.REJECTED and no is None:
        no = 0
    if draft.unanimous and announced is Announced.REJECTED and yes is None:
        yes = 0
    if not draft.part and (found := _OF_PROCEDURE.search(text)):
        draft.part = found[0]
    if (
        outcome is None
        and yes
        and no is None
        and any(map(_LEFT_AGAINST.search, draft.unread))
    ):
        draft.codes.append("numbers_unclear")
        announced = None
    codes = [*draft.codes, *_odd(draft, outcome, announced, yes, no)]
    if "tally_against_result" in codes and not _is_said(outcome):
        announced = None
    if draft.is_empty and not draft.condition:
        codes.append("nothing_read")
    return ToldVote(
        text=text,
        part=draft.part,
        outcome=outcome,
        announced=announced,
        is_unanimous=draft.unanimous,
        yes=yes,
        no=no,
        abstain=abstain,
        parties=tuple(draft.parties),
        rest=draft.rest,
        condition=draft.condition,
        unread=" \u2026 ".join(draft.unread),
        findings=tuple(_finding(code) for code in dict.fromkeys(codes)),
    )


_NAY = re.compile(r"\bnein\b", re.IGNORECASE)
_QUALIFIED = re.compile(
    r"\b(?:(?:2/3|3/4|zwei ?drittel|drei ?viertel)[- ]?mehrheit|(?:qualifiziert|absolut|erforderlich|n\u00f6tig|notwendig)\w* mehrheit)",
    re.IGNORECASE,
)
"""A majority by which more Yes than No may be refused."""


def _is_of_two_words(draft: _Draft) -> bool:
    """Tell whether "ja" is one of two sides whose numbers were not read."""
    is_counted = "no" in draft.counts and "yes" not in draft.counts
    return (is_counted and draft.unanimous is None) or any(
        map(_NAY.search, draft.unread)
    )


def _settle(draft: _Draft, outcome: str | None, text: str) -> None:
    """Say of numbers without a kind which side they are of: the outcome tells."""
    if draft.parties and not draft.counts and draft.pair is None:
        _sum_up(draft)
    is_refused = outcome in _NEGATIVE or (outcome is None and draft.is_tie)
    if draft.pair is not None:
        counts, turned = settled(draft.pair.numbers, is_refused=is_refused)
        if turned and _QUALIFIED.search(text):
            draft.codes.append("numbers_unclear")
            counts, turned = {}, False
        if turned and not draft.pair.of_sides:
            draft.codes.append("order_of_numbers")
        if turned:
            draft.parties = [
                attrs.evolve(each, kind=_OTHER_SIDE.get(each.kind, each.kind))
                for each in draft.parties
            ]
        if any(draft.counts.get(kind, told) != told for kind, told in counts.items()):
            draft.codes.append("numbers_differ")
        draft.counts = {**counts, **draft.counts}
    if (
        draft.of_no_kind is not None
        and not is_refused
        and draft.codes.count("votes_of_no_kind") == 1
    ):
        draft.counts.setdefault("yes", draft.of_no_kind)
    if (
        is_refused
        and draft.says_against
        and "yes" not in draft.counts
        and draft.counts.get("no")
    ):
        draft.codes.append("against_what")
    if draft.opposed is not None:
        if outcome in _POSITIVE or outcome in _PROCEDURAL:
            draft.counts.setdefault("no", draft.opposed)
        elif is_refused:
            draft.counts.setdefault("yes", draft.opposed)
        else:
            draft.codes.append("votes_of_no_kind")


def _sum_up(draft: _Draft) -> None:
    """Add up the votes of parties where the text gives no sum."""
    if any(each.votes is None for each in draft.parties):
        return
    for each in draft.parties:
        draft.counts[each.kind] = draft.counts.get(each.kind, 0) + (each.votes or 0)


_OTHER_SIDE = {"yes": "no", "no": "yes"}

_LEFT_NEGATED = re.compile(
    r"\bnicht\b(?! (?:teil|mit|an\b|anwesend|da\b|zugegen|beteiligt|\w*berechtigt|(?:\u00f6|oe)ffentlich\w*|im\b|am\b|nur\b))"
    r"|\b(?:verfehlt\w*|weder)\b",
    re.IGNORECASE,
)
"""A negation among the words nothing was made of, other than that somebody took no part."""

_WHO = r"(?P<who>[^.;\u00a6]{0,80})\b"
_SEPARATED = (
    (re.compile(_WHO + r"(?:lehnte?|weist|wies)\b[^.;]{0,200}?\b(?:ab|zur\u00fcck)\b(?! [0-9])", re.IGNORECASE), "rejected"),
    (re.compile(_WHO + r"stimmte?\b[^.;]{0,200}?\bzu\b(?=\s*(?:$|[.,;)]|und\b))", re.IGNORECASE), "adopted_unchanged"),
)  # fmt: skip
"""Verbs whose two parts stand around what they are about ("lehnt mit 10:5 Stimmen ab")."""

_NOT_THE_BODY = re.compile(
    r"[0-9]|\b(?:Fraktion|Gruppe|CDU|CSU|SPD|FDP|AfD|Gr\u00fcnen?|Linken?|UWG|FW|Herrn?|Frau|Mitglied\w*|\w*[Bb]\u00fcrgermeister\w*|Landrat|Verwaltung)\b"
)
"""Who says no for himself, and not as the body that decides."""


def _said_apart(text: str) -> Iterator[str]:
    for pattern, outcome in _SEPARATED:
        said = pattern.search(text)
        if said is not None and not _NOT_THE_BODY.search(said["who"]):
            yield outcome


_TO_REFUSE = re.compile(
    r"\b(?:abzulehnen|zur\u00fcckzuweisen|nicht zuzustimmen)\b", re.IGNORECASE
)
"""What was voted on is a refusal: Yes to it is no to the matter."""

_LEFT_AGAINST = re.compile(
    r"(?<!niemand )(?<!keiner )\b(?:dagegen|nein)\b"
    r"|[0-9][^.;]{0,60}\bgegen\b|\bgegen\b[^.;]{0,60}[0-9]",
    re.IGNORECASE,
)
"""Votes against among the words nothing was made of."""

_OF_PROCEDURE = re.compile(
    r"\b(?:Antrag(?:s|es)? auf|Vorschlag auf) (?:(?:die|eine|den|das|sofortige) )?"
    r"(?:Vertagung|Nichtbefassung|Schluss der \w+|Ende der \w+|(?:Zur\u00fcck|R\u00fcck)?(?:[\u00dc\u00fc]ber|[Vv]er)weisung|Absetzung|Zur\u00fcckstellung"
    r"|(?:geheime|namentliche|getrennte|en[- ]bloc|offene)[- ]?Abstimmung|Einzelabstimmung|Unterbrechung|\u00dcbergang zur Tagesordnung|Ausschluss der \u00d6ffentlichkeit)\b"
    r"|\b(?:Vertagung|Nichtbefassung|(?:Zurück|Rück)?(?:[Üü]ber|[Vv]er)weisung|Absetzung|Zurückstellung)(?= (?:[\w.]+ ){0,5}abgelehnt)"
    r"|\b(?:G(?:eschäfts)?[Oo](?:rdnungs)?-?[Aa]ntrag|Antrag zur Geschäftsordnung)\b"
)
"""A motion of procedure: what becomes of it does not become of the matter."""


def _is_said(outcome: str | None) -> bool:
    return outcome in _NEGATIVE


def _one_outcome(draft: _Draft) -> str | None:
    """Return the outcome; a motion of procedure that was carried is its own outcome."""
    said = list(dict.fromkeys(draft.outcomes))
    procedural = [each for each in said if each in _PROCEDURAL]
    if procedural:
        negative = [each for each in said if each in _NEGATIVE]
        return negative[0] if negative else procedural[0]
    if "no_vote" in said and len(said) > 1:
        said.remove("no_vote")
    if "adopted_amended" in said and "adopted_unchanged" in said:
        said.remove("adopted_unchanged")
    if "considered" in said and len(said) > 1:
        said.remove("considered")
    if len(said) > 1 and any(x in _NEGATIVE for x in said) != all(
        x in _NEGATIVE for x in said
    ):
        draft.codes.append("two_results")
        return None
    if said:
        return said[0]
    return "adopted_unchanged" if draft.as_proposed else None


def _announced(
    draft: _Draft, outcome: str | None, yes: int | None, no: int | None
) -> Announced | None:
    if "negated" in draft.codes or "two_results" in draft.codes:
        return None
    if outcome in _POSITIVE or (outcome in _PROCEDURAL and draft.unanimous):
        return Announced.ADOPTED
    if outcome in _NEGATIVE:
        return Announced.REJECTED
    if outcome is not None:
        return None
    if draft.is_tie:
        return Announced.REJECTED
    if yes is not None and no is not None:
        return Announced.ADOPTED if yes > no else Announced.REJECTED
    if draft.rest is not None:
        return None
    if draft.unanimous or (yes is not None and no is None and yes > 0):
        return Announced.ADOPTED
    return None


def _odd(
    draft: _Draft,
    outcome: str | None,
    announced: Announced | None,
    yes: int | None,
    no: int | None,
) -> Iterator[str]:
    counted = draft.counts
    is_for = announced is Announced.ADOPTED
    against = counted.get("no" if is_for else "yes")
    if draft.unanimous and announced is not None and against:
        yield "unanimous_with_votes_against"
    if yes is not None and no is not None and announced is not None:
        carried = yes > no
        if carried != is_for:
            yield "tally_against_result"
    if draft.is_tie and yes is not None and no is not None and yes != no:
        yield "tally_against_result"
    for kind in ("yes", "no", "abstain"):
        votes = [x.votes for x in draft.parties if x.kind == kind]
        told = [each for each in votes if each is not None]
        total = counted.get(kind)
        if told and len(told) == len(votes) and total not in (None, sum(told)):
            yield "parties_do_not_add_up"
    if no is None and _seems_whole(draft, outcome):
        yield "no_not_told"


def _seems_whole(draft: _Draft, outcome: str | None) -> bool:
    """Tell whether votes without any against read like all votes, or leave the result open.

    "Bei 44 Ja-Stimmen und 2 Enthaltungen zugestimmt" tells its result in words. An account
    party by party looks whole without being it, and where no more said yes than abstained
    and no word tells the result, those who are not told of may have outvoted them.
    """
    yes, abstain = draft.counts.get("yes"), draft.counts.get("abstain")
    if not yes or abstain is None:
        return False
    by_party = {each.kind for each in draft.parties if each.votes is not None}
    is_open = outcome not in _POSITIVE | _NEGATIVE
    return by_party >= {"yes", "abstain"} or (is_open and abstain >= yes)


_TABLE = re.compile(
    r"^Ja\W?Nein\W?Enthaltung\W?(?P<rows>.{1,300}?)(?:Gesamt|Summe|zusammen):?\s?(?P<sum>[0-9]{3,6})\W*$",
    re.IGNORECASE,
)


def _party_table(text: str) -> ToldVote | None:
    """Read a table of parties whose cells were run together ("Gesamt0280").

    The sums are told apart by their total, which the digits of the parties give; where
    that leaves more than one way, none is taken.
    """
    match = _TABLE.match(text.replace("\u00a6", ""))
    if match is None:
        return None
    rows = re.sub(r"(?<=B).{0,2}90", "", match["rows"])
    total = sum(int(digits) for digits in re.findall(r"[0-9]{1,2}", rows))
    singles = sum(int(digit) for digit in re.findall(r"[0-9]", rows))
    ways = {
        way
        for goal in {total, singles}
        for way in _ways(match["sum"])
        if sum(way) == goal
    }
    if len(ways) != 1:
        found = (_finding("table_run_together"),)
        return ToldVote(text, unread=text, findings=found)
    ((yes, no, abstain),) = ways
    announced = Announced.ADOPTED if yes > no else Announced.REJECTED
    return ToldVote(text, announced=announced, yes=yes, no=no, abstain=abstain)


def _ways(digits: str) -> Iterator[tuple[int, int, int]]:
    for first in range(1, len(digits) - 1):
        for second in range(first + 1, len(digits)):
            cells = digits[:first], digits[first:second], digits[second:]
            if all(len(cell) == 1 or cell[0] != "0" for cell in cells):
                yield int(cells[0]), int(cells[1]), int(cells[2])


def _finding(code: str) -> VoteFinding:
    return VoteFinding(code, _FINDINGS[code])


_FINDINGS = {
    "unanimous_with_votes_against": Wording(
        "Das Ergebnis hei\u00dft einstimmig, es sind aber Stimmen der anderen Seite gez\u00e4hlt.",
        "The result is called unanimous, but votes of the other side are counted.",
    ),
    "tally_against_result": Wording(
        "Die Stimmen tragen das Ergebnis nicht. Vielleicht wurde \u00fcber eine Empfehlung "
        "abgestimmt; an der Niederschrift pr\u00fcfen.",
        "The votes do not carry the result. The vote may have been on a recommendation; "
        "check the minutes.",
    ),
    "parties_do_not_add_up": Wording(
        "Die Stimmen der Fraktionen ergeben nicht die genannte Summe.",
        "The votes of the parties do not add up to the number that is given.",
    ),
    "two_results": Wording(
        "Zwei Ergebnisse stehen da, die sich widersprechen.",
        "There are two results, which contradict each other.",
    ),
    "negated": Wording(
        "Das Ergebnis ist verneint; was gilt, sagen die Worte nicht.",
        "The result is negated; the words do not say what holds.",
    ),
    "no_not_told": Wording(
        "Ja-Stimmen und Enthaltungen sind genannt, Nein-Stimmen nicht; sie sind nicht als null "
        "gezählt. An der Niederschrift prüfen.",
        "Votes for and abstentions are told, votes against are not; they are not counted as "
        "none. Check the minutes.",
    ),
    "rest_not_counted": Wording(
        "Wie viele die \u00dcbrigen sind, steht nicht da; ob das Ergebnis die Stimmen hat, ist nicht "
        "gesagt.",
        "How many the others are is not told, so whether the votes carry the result is "
        "open.",
    ),
    "votes_of_no_kind": Wording(
        "Stimmen sind genannt, ohne zu sagen, ob daf\u00fcr oder dagegen; als Ja-Stimmen gelesen, "
        "wo nichts abgelehnt wurde.",
        "Votes are given without saying for or against; read as yes where nothing was "
        "refused.",
    ),
    "numbers_unclear": Wording(
        "Diese Zahlen lassen sich auf zwei Weisen lesen, oder es sind keine Stimmen; sie sind nicht "
        "\u00fcbernommen.",
        "These numbers can be read in two ways, or are no votes; they are not taken over.",
    ),
    "order_of_numbers": Wording(
        "Die gr\u00f6\u00dfere Zahl steht vorn, abgelehnt wurde aber; sie ist als Nein gelesen. An der "
        "Niederschrift pr\u00fcfen.",
        "The greater number stands first, but the result is a refusal; it is read as no. "
        "Check the minutes.",
    ),
    "against_what": Wording(
        "Gegenstimmen bei einer Ablehnung: gegen den Antrag oder gegen die Ablehnung, ist nicht "
        "gesagt; als Nein gelesen.",
        "Votes against, of a refusal: against the motion or against refusing it is not told; "
        "read as no.",
    ),
    "numbers_differ": Wording(
        "Dieselben Stimmen sind zweimal mit verschiedenen Zahlen genannt.",
        "The same votes are told twice, with different numbers.",
    ),
    "table_run_together": Wording(
        "Die Zellen einer Tabelle sind zusammengelaufen; die Zahlen lassen sich nicht trennen.",
        "The cells of a table ran together; the numbers cannot be told apart.",
    ),
    "nothing_read": Wording(
        "Aus diesen Worten geht kein Ergebnis hervor.",
        "These words tell no result.",
    ),
    "longer_than_read": Wording(
        "Der Text ist l\u00e4nger als ein Ergebnis; nur sein Anfang wurde gelesen.",
        "The text is longer than a result; only its beginning was read.",
    ),
}
