"""The readable twin of an attest: one page in German and English, for anybody's browser.

It is made of the signed file and of nothing else, so that whoever has the file can make it
again and compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ratsflow.documents import attests
from ratsflow.documents.answers import Both as Labels
from ratsflow.exchange.page import code, page, table
from ratsflow.log.verifier import sha256
from ratsflow.markup import MARKS, safe
from ratsflow.model.text import Lang
from ratsflow.procedure.words import say_day, say_moment


_HEADS = frozenset({"overridden", "challenge", "way"})
"""Captions that are headings too."""

_ITSELF = "procedure"
"""What a rule of the engine rests on."""

_ZONE = ZoneInfo("Europe/Berlin")

_SAID: Mapping[str, tuple[str, str]] = {
    "title": ("Nachweis eines Beschlusses", "Attest of a decision"),
    "other": ("English version below", "Deutsche Fassung oben"),
    "decided": ("Was beschlossen wurde", "What was decided"),
    "paper": ("Gegenstand", "Subject"),
    "reference": ("Nummer der Vorlage", "Number of the paper"),
    "withheld": (
        "nicht öffentlich: Der Text ist hier nicht wiedergegeben",
        "not public: the text is not shown here",
    ),
    "wording": ("Beschluss", "Resolution"),
    "as_proposed": ("nach dem Beschlussvorschlag:", "as proposed:"),
    "not_told": ("nicht wiedergegeben", "not shown"),
    "result": ("Ergebnis", "Result"),
    "body": ("Beschlossen von", "Decided by"),
    "in_role": ("Zuständigkeit", "Asked for"),
    "day": ("Tag", "Day"),
    "in_public": ("Sitzung", "Meeting"),
    "public": ("öffentlich", "in public"),
    "closed": ("nicht öffentlich", "not in public"),
    "votes": ("Stimmen", "Votes"),
    "yes": ("Ja", "yes"),
    "no": ("Nein", "no"),
    "abstain": ("Enthaltungen", "abstentions"),
    "invalid": ("ungültig", "invalid"),
    "present": ("anwesend", "present"),
    "members": ("Mitglieder", "members"),
    "noted_by": ("Festgehalten von", "Noted by"),
    "text_sha256": ("Prüfsumme des Textes (SHA-256)", "Digest of the text (SHA-256)"),
    "sealed_sha256": (
        "Prüfsumme des Textes mit Zufallswert (SHA-256)",
        "Salted digest of the text (SHA-256)",
    ),
    "state": ("Stand am Tag des Nachweises", "State when this was made"),
    "overridden": ("Wovon abgesehen wurde", "What was overridden"),
    "nothing_overridden": (
        "Von keiner Regel wurde abgesehen.",
        "No rule was overridden.",
    ),
    "reason": ("Begründung", "Reason"),
    "authority": ("Befugnis", "Authority"),
    "challenge": (
        "Was noch angefochten werden kann, und bis wann",
        "What can still be challenged, and until when",
    ),
    "how": ("Wie", "How"),
    "who": ("Wer", "Who"),
    "until": ("Bis wann", "Until"),
    "norm": ("Vorschrift", "Norm"),
    "no_day": ("keine Frist hinterlegt", "no period on file"),
    "unknown_day": (
        "Frist nicht bestimmbar: Angaben fehlen",
        "cannot be told: facts are missing",
    ),
    "nothing_open": (
        "Das Verfahren kennt jetzt keinen Schritt gegen den Beschluss, der offen wäre.",
        "The procedure now knows no step against the decision that would be open.",
    ),
    "no_advice": (
        "So stand es am {}, nach dem Verfahren und dem Recht, das diese Gemeinde hinterlegt "
        "hat. Klagen vor Gericht und Eingaben an die Aufsicht sind damit nicht beurteilt.",
        "So it stood on {}, by the procedure and the law that this municipality has on file. "
        "Actions in court and petitions to the supervising authority are not judged by it.",
    ),
    "how_checked": (
        "In Klammern steht, woran die Vorschrift geprüft wurde. Als eingehalten gilt auch "
        "eine Regel, die hier nicht einschlägig ist.",
        "In brackets stands how the norm was checked. A rule that does not apply here counts "
        "as met.",
    ),
    "itself": ("das Verfahren selbst", "the procedure itself"),
    "flaws": ("Mängel, die noch wiegen", "Flaws that still weigh"),
    "flaw": ("Regel", "Rule"),
    "found": ("Befund", "Finding"),
    "unassailable": ("unanfechtbar ab", "unassailable from"),
    "never": ("nicht bestimmt", "not known"),
    "no_flaws": ("Keine sind festgehalten.", "None is on record."),
    "pending": ("Eingelegte Einwände", "Objections that were lodged"),
    "lodged_on": ("eingelegt am", "lodged on"),
    "stands": ("Stand", "State"),
    "effect": ("Wirkung", "Effect"),
    "suspends": ("hemmt den Vollzug", "keeps it from being carried out"),
    "suspends_not": ("hemmt nicht mehr", "no longer does"),
    "rules": ("Welche Regeln gefragt wurden", "Which rules were asked"),
    "rule": ("Regel", "Rule"),
    "mark": ("geprüft", "checked"),
    "if_broken": ("Folge eines Verstoßes", "If it is broken"),
    "way": ("Der Weg der Vorlage", "The way of the paper"),
    "entry": ("Nr.", "No."),
    "step": ("Schritt", "Step"),
    "when": ("wirksam", "took effect"),
    "then": ("Stand danach", "State after"),
    "law": ("Rechtsstand", "Law in force"),
    "procedure": ("Verfahren", "Procedure"),
    "no_law": ("keine Rechtswerte hinterlegt", "no values of law on file"),
    "asked_at": ("Regeln zu Nr. {}: {}", "Rules at no. {}: {}"),
    "proof": ("Beweis", "Proof"),
    "signed_by": ("Unterschrieben von", "Signed by"),
    "proved": (
        "Die Einträge stehen im Protokoll „{}“ unter den Nummern {} seines Baums mit {} "
        "Blättern.",
        "The entries stand in the log “{}” under the numbers {} of its tree of {} leaves.",
    ),
    "last": (
        "Kein Eintrag des Vorgangs folgte bis dahin auf den letzten, der hier steht.",
        "Up to then no entry of the case followed the last one that is told here.",
    ),
    "unproved": (
        "Ohne Beweis: Das Protokoll hatte noch keinen Prüfpunkt. Für den Inhalt steht die "
        "Unterschrift allein.",
        "Without a proof: the log had no checkpoint yet. The signature alone stands for it.",
    ),
    "check": (
        "Gültig ist die unterschriebene Datei, nicht diese Seite. Prüfen kann sie jeder, "
        "mit ratsflow verify oder ohne ratsflow.",
        "What counts is the signed file and not this page. Anybody can check it, with "
        "ratsflow verify or without ratsflow.",
    ),
    "file": ("Prüfsumme der Datei (SHA-256)", "Digest of the file (SHA-256)"),
    "case": ("Vorgang", "Case"),
    "town": ("Gemeinde", "Municipality"),
    "made": ("Erstellt", "Made"),
    "for": ("Inhalt für", "For"),
    "everybody": ("jedermann", "everybody"),
    "entries": ("Prüfsummen der Einträge", "Digests of the entries"),
    "checkpoint": ("Prüfpunkt", "Checkpoint"),
}

_RESULTS: Mapping[str, tuple[str, str]] = {
    "met": ("eingehalten", "met"),
    "unmet": ("nicht eingehalten", "not met"),
    "unknown": ("nicht bekannt", "not known"),
    "error": ("nicht auswertbar", "could not be asked"),
}
_COLOURS = {"met": "green", "unmet": "red", "unknown": "yellow", "error": "red"}

_CONSEQUENCES: Mapping[str, tuple[str, str]] = {
    "block": ("kein Beschluss", "no decision"),
    "defect": ("rechtswidrig", "unlawful"),
    "curable": ("rechtswidrig, heilbar", "unlawful, can be cured"),
    "order": ("Ordnungsvorschrift", "rule of order"),
}
_CHECKED: Mapping[str, tuple[str, str]] = {
    "V": ("am Gesetzestext", "in the text of the law"),
    "S": ("aus zweiter Hand", "at second hand"),
    "K": ("nicht am Text", "not in the text"),
    "?": ("unsicher", "uncertain"),
    "L": ("Ortsrecht", "local law"),
}


def attest_page(document: attests.Attest, data: bytes, lang: Lang = "de") -> str:
    """Return the page of an attest.

    Args:
        document: the attest.
        data: the bytes of its file.
        lang: the language that comes first.
    """
    second: Lang = "en" if lang == "de" else "de"
    told = document["statement"]
    name = told["paper"]["title"] or told["case"]
    parts = "".join(_Telling(document, data, each).whole() for each in (lang, second))
    nav = (
        f'<p><a href="#{second}" lang="{second}" hreflang="{second}">'
        f"{'English' if second == 'en' else 'Deutsch'}</a></p>\n"
    )
    return page(f"{_SAID['title'][lang == 'en']}: {_shown(name)}", nav + parts, lang)


def _shown(text: str) -> str:
    return " ".join(text.split())


class _Telling:
    """One of the two languages of the page."""

    def __init__(self, document: attests.Attest, data: bytes, lang: Lang) -> None:
        self._document = document
        self._told = document["statement"]
        self._data = data
        self._lang: Lang = lang

    def say(self, what: str) -> str:
        """Return one of the page's own sentences, as HTML."""
        return safe(_SAID[what][self._lang == "en"])

    def in_(self, label: Labels) -> str:
        """Return a label, as HTML."""
        return safe(label[self._lang])

    def called(self, what: attests.Called | None) -> str:
        """Return what something is called, as HTML."""
        return "" if what is None else self.in_(what["label"])

    def whole(self) -> str:
        """Return all of it, as HTML."""
        parts = (
            self._decision(),
            self._overridden(),
            self._challenges(),
            self._rules(),
            self._way(),
            self._proof(),
        )
        return (
            f'<section id="{self._lang}" lang="{self._lang}" tabindex="-1">\n'
            f"{''.join(parts)}</section>\n"
        )

    def _head(self, what: str) -> str:
        return f"<h2>{self.say(what)}</h2>\n"

    def _list(self, rows: Iterable[tuple[str, str]]) -> str:
        told = "".join(f"<dt>{name}</dt><dd>{value}</dd>\n" for name, value in rows)
        return f"<dl>\n{told}</dl>\n"

    def _decision(self) -> str:
        return self._head("decided") + self._list(self._facts())

    def _facts(self) -> Iterator[tuple[str, str]]:
        told, paper = self._told, self._told["paper"]
        decision = told["decision"]
        step = self._step_of(decision["entry"])
        title = paper["title"]
        yield (
            self.say("paper"),
            self.say("withheld") if paper["withheld"] else safe(title),
        )
        if paper["reference"]:
            yield self.say("reference"), safe(paper["reference"])
        yield self.say("wording"), self._wording(decision)
        yield (
            self.say("result"),
            self.called(step["outcome"]) or self.called(step["state"]),
        )
        kind = self.called(decision["body_kind"])
        if decision["body"]:
            yield self.say("body"), f"{safe(decision['body'])} ({kind})"
            yield self.say("in_role"), self.called(decision["role"])
        if decision["day"]:
            yield self.say("day"), self._day(decision["day"])
        if decision["public"] is not None:
            word = "public" if decision["public"] else "closed"
            yield self.say("in_public"), self.say(word)
        if decision["votes"] is not None:
            yield self.say("votes"), self._votes(decision["votes"])
        yield self.say("noted_by"), self._who(step["by"])
        for name in ("text_sha256", "sealed_sha256"):
            if paper[name]:
                yield self.say(name), code(paper[name])
        yield self.say("state"), self.called(told["state"])
        yield self.say("case"), code(told["case"])
        yield self.say("town"), safe(self._town(step))
        yield self.say("made"), self._moment(told["made_at"])
        reader = told["reader"]
        yield (
            self.say("for"),
            self.say("everybody") if reader == "public" else code(reader),
        )

    def _step_of(self, entry: int) -> attests.Step:
        return next(each for each in self._told["steps"] if each["entry"] == entry)

    def _town(self, step: attests.Step) -> str:
        law = step["law"]
        named = [law["town"], law["state"]] if law else []
        return ", ".join(filter(None, named)) or self._told["tenant"]

    def _wording(self, decision: attests.Decision) -> str:
        if decision["resolution"]:
            return _lines(decision["resolution"])
        if decision["proposal"]:
            return f"{self.say('as_proposed')} {_lines(decision['proposal'])}"
        return self.say("not_told")

    def _votes(self, votes: attests.Votes) -> str:
        names = ("yes", "no", "abstain", "invalid", "present", "members")
        told = [
            f"{self.say(name)} {votes[name]}"  # type: ignore[literal-required]
            for name in names
            if votes[name] is not None  # type: ignore[literal-required]
        ]
        return ", ".join(told)

    def _who(self, by: attests.By) -> str:
        deputy = "i. V. " if by["deputy"] else ""
        role = self.called(by["role"]) if by["role"]["name"] else ""
        names = [each for each in (by["name"], by["on_behalf_of"]) if each]
        named = ", ".join(map(safe, names))
        return f"{named} ({deputy}{role})" if named else f"{deputy}{role}"

    def _overridden(self) -> str:
        rows = [
            [
                f"{step['entry']} {self.called(step['step'])}",
                ", ".join(map(self.called, override["rules"])),
                self._who(step["by"]),
                safe(override["authority"]) or self.say("not_told"),
                safe(override["reason"]) or self.say("not_told"),
            ]
            for step in self._told["steps"]
            if (override := step["override"]) is not None
        ]
        if not rows:
            return (
                self._head("overridden") + f"<p>{self.say('nothing_overridden')}</p>\n"
            )
        heads = ["step", "rule", "who", "authority", "reason"]
        return self._head("overridden") + self._table("overridden", heads, rows)

    def _table(self, caption: str, heads: Sequence[str], rows: list[list[str]]) -> str:
        """Return a table whose caption its heading says as well, unless it is further down."""
        name = _SAID[caption][self._lang == "en"]
        kind = "told" if caption in _HEADS else ""
        return table(name, [*map(self.say, heads)], rows, kind=kind)

    def _challenges(self) -> str:
        told = self._told
        said = _SAID["no_advice"][self._lang == "en"]
        parts = [self._head("challenge")]
        if told["challenges"]:
            heads = ["how", "who", "until", "norm"]
            rows = [self._challenge(each) for each in told["challenges"]]
            parts.append(self._table("challenge", heads, rows))
        else:
            parts.append(f"<p>{self.say('nothing_open')}</p>\n")
        if told["pending"]:
            rows = [
                [
                    self.called(each["kind"]),
                    self._day(each["lodged_on"]),
                    self.called(each["state"]),
                    self.say("suspends" if each["is_active"] else "suspends_not"),
                ]
                for each in told["pending"]
            ]
            parts.append(
                self._table("pending", ["how", "lodged_on", "stands", "effect"], rows)
            )
        if told["flaws"]:
            rows = [
                [
                    self.called(each["rule"]),
                    self._result(each["result"]),
                    self._one(_CONSEQUENCES, each["consequence"]),
                    self._day(each["until"]) if each["until"] else self.say("never"),
                ]
                for each in told["flaws"]
            ]
            heads = ["flaw", "found", "if_broken", "unassailable"]
            parts.append(self._table("flaws", heads, rows))
        else:
            parts.append(f"<p>{self.say('flaws')}: {self.say('no_flaws')}</p>\n")
        parts.append(f"<p>{safe(said.format(self._moment(told['made_at'])))}</p>\n")
        return "".join(parts)

    def _challenge(self, each: attests.Challenge) -> list[str]:
        if each["until"]:
            until = self._day(each["until"])
        else:
            until = self.say("no_day" if each["is_known"] else "unknown_day")
        label = each["step"]["label"]
        what = each["what"] if each["what"] != label else None
        told = self.in_(label) + (f": {self.in_(what)}" if what else "")
        norm = self._norm(each["norm"], each["mark"]) if each["norm"] else "–"
        who = ", ".join(map(self.called, each["by"]))
        return [told, who, until, norm]

    def _norm(self, norm: str, mark: str) -> str:
        if norm == _ITSELF:
            return self.say("itself")
        return f'{safe(norm)} <span class="soft">({self._one(_CHECKED, mark)})</span>'

    def _one(self, words: Mapping[str, tuple[str, str]], name: str) -> str:
        told = words.get(name)
        return safe(name if told is None else told[self._lang == "en"])

    def _result(self, result: str) -> str:
        kind = _COLOURS.get(result, "red")
        sign = MARKS.get(result, "!")
        return f'<span class="mark {kind}">{sign} {self._one(_RESULTS, result)}</span>'

    def _rules(self) -> str:
        step = self._step_of(self._told["decision"]["entry"])
        told = f"<p>{self.say('how_checked')}</p>\n"
        return self._head("rules") + told + self._rules_of(step)

    def _rules_of(self, step: attests.Step) -> str:
        law = step["law"]
        named = (
            f"{safe(law['town'])}, {safe(law['state'])} {code(law['sha256'])}"
            if law
            else self.say("no_law")
        )
        of = f"{self.say('procedure')}: {code(step['procedure'])}"
        before = f"<p>{self.say('law')}: {named}; {of}</p>\n"
        title = _SAID["asked_at"][self._lang == "en"].format(
            step["entry"], step["step"]["label"][self._lang]
        )
        heads = [*map(self.say, ("rule", "result", "norm", "if_broken"))]
        rows = [self._asked(each) for each in step["rules"]]
        return before + table(title, heads, rows)

    def _asked(self, each: attests.Asked) -> list[str]:
        told = each.get("text")
        text = f"<br>{self.in_(told)}" if told else ""
        return [
            self.in_(each["label"]) + text,
            self._result(each["result"]),
            self._norm(each["norm"], each["mark"]) + self._values(each),
            self._one(_CONSEQUENCES, each["consequence"]),
        ]

    def _values(self, each: attests.Asked) -> str:
        """Say the numbers of the law of then; what is no number stands in the file alone."""
        told = [
            f"{self.in_(read['label'])}: {read['value']}"
            for read in each.get("values", [])
            if type(read["value"]) is int
        ]
        return f"<br>{'; '.join(told)}" if told else ""

    def _way(self) -> str:
        heads = ["entry", "when", "step", "who", "then"]
        rows = [
            [
                str(step["entry"]),
                self._moment(step["effective_at"]),
                self.called(step["step"]),
                self._who(step["by"]),
                self.called(step["state"]),
            ]
            for step in self._told["steps"]
        ]
        decided = self._told["decision"]["entry"]
        others = "".join(
            f"<details><summary>{self._asked_at(step)}</summary>\n"
            f"{self._rules_of(step)}</details>\n"
            for step in self._told["steps"]
            if step["rules"] and step["entry"] != decided
        )
        return self._head("way") + self._table("way", heads, rows) + others

    def _asked_at(self, step: attests.Step) -> str:
        told = _SAID["asked_at"][self._lang == "en"]
        return safe(told.format(step["entry"], step["step"]["label"][self._lang]))

    def _proof(self) -> str:
        proof = self._document["proof"]
        parts = [self._head("proof"), f"<p>{self.say('check')}</p>\n"]
        names = (each.split(" ")[1] for each in self._document["signatures"])
        parts.append(
            self._list(
                [
                    (self.say("signed_by"), ", ".join(map(code, names))),
                    (self.say("file"), code(sha256(self._data))),
                ]
            )
        )
        if proof is None:
            parts.append(f"<p>{self.say('unproved')}</p>\n")
            return "".join(parts)
        origin, size = proof["checkpoint"].split("\n")[:2]
        numbers = ", ".join(str(each["number"]) for each in proof["entries"])
        told = _SAID["proved"][self._lang == "en"].format(origin, numbers, size)
        parts.append(f"<p>{safe(told)}</p>\n")
        if proof["last"] is not None:
            parts.append(f"<p>{self.say('last')}</p>\n")
        parts.append(
            f"<details><summary>{self.say('checkpoint')}</summary>\n"
            f'<pre tabindex="0">{safe(proof["checkpoint"])}</pre></details>\n'
        )
        digests = "".join(
            f"<li>{step['entry']}: {code(step['sha256'])}</li>\n"
            for step in self._told["steps"]
        )
        parts.append(
            f"<details><summary>{self.say('entries')}</summary>\n"
            f"<ul>\n{digests}</ul></details>\n"
        )
        return "".join(parts)

    def _day(self, day: str) -> str:
        return safe(say_day(date.fromisoformat(day), self._lang))

    def _moment(self, moment: str) -> str:
        local = datetime.fromisoformat(moment).astimezone(_ZONE)
        return safe(say_moment(local, self._lang))


def _lines(text: str) -> str:
    return safe(text).replace("\n", "<br>")
