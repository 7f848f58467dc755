"""The report as one page: readable without script or colour, each chart with its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Protocol

from ratsflow.exchange.page import code, page, table
from ratsflow.histories.report import FoundThere, PaperFit, Replayed
from ratsflow.histories.wording import said_dropped, said_loss, said_step, said_votes
from ratsflow.model.text import Lang, Wording


class _Say(Protocol):
    """Says a word of the page in its language, as HTML."""

    def __call__(self, key: str, **values: str) -> str: ...


_WORDS = {
    "title": Wording("Nachgespielt: {council}", "Replayed: {council}"),
    "summary": Wording("Überblick", "Summary"),
    "papers": Wording("Vorlagen", "papers"),
    "consultations": Wording("Beratungen", "consultations"),
    "fitting": Wording("passen ganz zum Verfahren", "fit the procedure wholly"),
    "findings": Wording("Befunde", "findings"),
    "over": Wording("Vorlagen mit mehr als drei Befunden", "papers with more than three findings"),
    "untold": Wording("Antworten, zu denen die Quelle nichts sagt", "answers of which the source does not tell"),
    "assumed": Wording("Einträge, die nur angenommen sind", "entries that are only assumed"),
    "asked": Wording("Gefragt sind Verfahren {procedure} und das Recht: {law}.", "The procedure {procedure} was asked, and the law: {law}."),
    "other": Wording(
        "Das Recht des Landes {state} ist hier nicht hinterlegt; die Paragraphen sind die von {used}.",
        "The law of {state} is not on file here; the paragraphs are those of {used}.",
    ),
    "worth": Wording("Zuerst zu lesen", "To be read first"),
    "rules": Wording("Befunde nach Regel", "Findings by rule"),
    "rule": Wording("Regel", "Rule"),
    "paragraph": Wording("Rechtsgrundlage", "Paragraph"),
    "class": Wording("Folge", "Consequence"),
    "example": Wording("Zum Beispiel", "For example"),
    "paths": Wording("Häufige Wege", "Frequent paths"),
    "path": Wording("Weg durch die Gremien", "Way through the bodies"),
    "durations": Wording("Wie lange es dauert", "How long it takes"),
    "kind": Wording("Art der Vorlage", "Type of paper"),
    "median": Wording("Hälfte bis (Tage)", "half within (days)"),
    "ninth": Wording("neun von zehn bis (Tage)", "nine of ten within (days)"),
    "states": Wording("Wie es ausgeht", "How it ends"),
    "state": Wording("Stand am Ende", "State in the end"),
    "gravest": Wording("Vorlagen nach Gewicht der Befunde", "Papers by the weight of their findings"),
    "paper": Wording("Vorlage", "Paper"),
    "found": Wording("Befund", "Finding"),
    "day": Wording("Tag", "Day"),
    "not_told": Wording("Was nicht beurteilt wurde", "What was not judged"),
    "unplaced": Wording("Nicht zugeordnet", "Not placed"),
    "losses": Wording("Nicht übernommen", "Not taken over"),
    "lacking": Wording("Im Ortsrecht nicht hinterlegt", "Not on file in the town's law"),
    "dropped": Wording("Stimmen, die nicht übernommen sind", "Votes that were not taken over"),
    "body": Wording("Gremium", "Body"),
    "line": Wording("Wortlaut", "Words"),
    "votes": Wording("Ja:Nein:Enth.", "Yes:no:abst."),
    "what": Wording("Was", "What"),
    "often": Wording("Wie oft", "How often"),
    "none": Wording("Keine.", "None."),
    "block": Wording("hätte nicht weitergehen dürfen", "must not have gone on"),
    "defect": Wording("rechtswidrig, wenn es so war", "unlawful if so"),
    "curable": Wording("heilbar", "curable"),
    "order": Wording("Ordnung", "order"),
}  # fmt: skip

_SHOWN = 60
"""Papers that the page lists; the document for programs has more."""

_BAR, _LINE, _LABEL, _WIDE = 18, 26, 300, 760


def report_page(report: Replayed, lang: Lang) -> str:
    """Return the report as one page of HTML.

    Args:
        report: what came of replaying.
        lang: its language.
    """

    def say(key: str, **values: str) -> str:
        return escape(_WORDS[key].in_(lang).format(**values))

    parts = [
        _summary(report, say),
        *_worth(report, lang, say),
        *_rules(report, lang, say),
        *_paths(report, lang, say),
        *_durations(report, say),
        *_states(report, lang, say),
        *_gravest(report, lang, say),
        *_dropped(report, lang, say),
        *_not_told(report, lang, say),
    ]
    title = _WORDS["title"].in_(lang).format(council=report.council)
    return page(title, "".join(parts), lang)


def bars(title: str, rows: Sequence[tuple[str, int]]) -> str:
    """Return a chart of horizontal bars, each with its number; the table beside says the same.

    Args:
        title: what it shows.
        rows: what each bar is called, and how long it is; whole numbers.
    """
    if not rows:
        return ""
    most = max(count for _, count in rows) or 1
    height = _LINE * len(rows) + 8
    name = escape(title)
    drawn = [
        f'<svg role="img" aria-label="{name}" viewBox="0 0 {_WIDE} {height}" '
        f'width="100%" style="max-width:{_WIDE}px" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{name}</title>"
    ]
    room = _WIDE - _LABEL - 70
    for number, (label, count) in enumerate(rows):
        y = 4 + number * _LINE
        long = max(2, round(room * count / most))
        short = label if len(label) <= 40 else f"{label[:39]}…"  # noqa: PLR2004  # what fits
        drawn.append(
            f'<text x="{_LABEL - 8}" y="{y + 14}" text-anchor="end" font-size="14" '
            f'fill="currentColor">{escape(short)}</text>'
            f'<rect x="{_LABEL}" y="{y}" width="{long}" height="{_BAR}" '
            f'fill="currentColor" opacity=".65"/>'
            f'<text x="{_LABEL + long + 6}" y="{y + 14}" font-size="14" '
            f'fill="currentColor">{count}</text>'
        )
    return "".join(drawn) + "</svg>\n"


def _summary(report: Replayed, say: _Say) -> str:
    rows = (
        ("papers", report.papers),
        ("consultations", report.consultations),
        ("fitting", report.fitting),
        ("findings", report.findings),
        ("over", report.over_most),
        ("untold", report.untold),
        ("assumed", report.assumed),
    )
    told = "".join(f"<dt>{say(key)}</dt><dd>{count}</dd>" for key, count in rows)
    asked = say("asked", procedure=report.procedure[0], law=report.asked)
    if report.is_of_another_state:
        asked += " " + say("other", state=report.state, used=report.law[1])
    return f"<h2>{say('summary')}</h2>\n<p>{asked}</p>\n<dl>{told}</dl>\n"


def _worth(report: Replayed, lang: Lang, say: _Say) -> Iterator[str]:
    yield f"<h2>{say('worth')}</h2>\n"
    if not report.worth:
        yield f"<p>{say('none')}</p>\n"
    for fit, found in report.worth:
        yield (
            f"<article><h3>{_named(fit)}</h3>"
            f"<p>{escape(found.text.in_(lang))}</p>"
            f'<p class="soft">{_about(found, say)}</p></article>\n'
        )


def _about(found: FoundThere, say: _Say) -> str:
    parts = (
        found.day.strftime("%d.%m.%Y"),
        escape(found.body),
        escape(found.paragraph),
        say(found.consequence.value),
    )
    return " · ".join(filter(None, parts))


def _rules(report: Replayed, lang: Lang, say: _Say) -> Iterator[str]:
    yield f"<h2>{say('rules')}</h2>\n"
    rules = report.rules
    if not rules:
        yield f"<p>{say('none')}</p>\n"
        return
    yield bars(
        _WORDS["rules"].in_(lang),
        [(each.label.in_(lang), each.papers) for each in rules[:15]],
    )
    yield table(
        _WORDS["rules"].in_(lang),
        [say(key) for key in ("rule", "paragraph", "class", "example", "papers")],
        [
            [
                f"{escape(each.label.in_(lang))}<br>{code(each.rule)}",
                escape(each.paragraph),
                say(each.consequence.value),
                escape(each.example),
                str(each.papers),
            ]
            for each in rules
        ],
        numbers=1,
    )


def _paths(report: Replayed, lang: Lang, say: _Say) -> Iterator[str]:
    yield f"<h2>{say('paths')}</h2>\n"
    yield table(
        _WORDS["paths"].in_(lang),
        [say("path"), say("papers")],
        [
            [" → ".join(escape(said_step(e, lang)) for e in path) or "–", str(count)]
            for path, count in report.paths.most_common(15)
        ],
        numbers=1,
    )


def _durations(report: Replayed, say: _Say) -> Iterator[str]:
    yield f"<h2>{say('durations')}</h2>\n"
    rows = report.durations
    if not rows:
        yield f"<p>{say('none')}</p>\n"
        return
    title = say("durations")
    yield bars(title, [(kind or "–", round(mid)) for kind, _, mid, _ in rows[:12]])
    yield table(
        title,
        [say(key) for key in ("kind", "papers", "median", "ninth")],
        [
            [escape(kind or "–"), str(papers), f"{mid:g}", str(ninth)]
            for kind, papers, mid, ninth in rows
        ],
        numbers=3,
    )


def _states(report: Replayed, lang: Lang, say: _Say) -> Iterator[str]:
    yield f"<h2>{say('states')}</h2>\n"
    rows = [
        (report.title(state, lang), count)
        for state, count in report.states.most_common()
    ]
    yield bars(say("states"), rows[:15])
    yield table(
        say("states"),
        [say("state"), say("papers")],
        [[escape(state), str(count)] for state, count in rows],
        numbers=1,
    )


def _gravest(report: Replayed, lang: Lang, say: _Say) -> Iterator[str]:
    rows = [
        [
            _named(fit),
            "<br>".join(escape(e.text.in_(lang)) for e in fit.findings) or "–",
            escape(report.title(fit.state, lang) or "–"),
        ]
        for fit in report.gravest[:_SHOWN]
    ]
    if rows:
        yield f"<h2>{say('gravest')}</h2>\n"
        heads = [say(key) for key in ("paper", "found", "state")]
        yield table(_WORDS["gravest"].in_(lang), heads, rows)


def _not_told(report: Replayed, lang: Lang, say: _Say) -> Iterator[str]:
    yield f"<h2>{say('not_told')}</h2>\n"
    for key, counts in (
        ("unplaced", report.unplaced),
        ("losses", report.losses),
        ("lacking", report.lacking),
    ):
        rows = [
            [escape(said_loss(name, lang) if key == "losses" else name), str(n)]
            for name, n in counts.most_common(40)
        ]
        if rows:
            yield table(say(key), [say("what"), say("often")], rows, numbers=1)


def _dropped(report: Replayed, lang: Lang, say: _Say) -> Iterator[str]:
    """Yield a table for each reason why votes were not taken over."""
    rows: dict[str, list[list[str]]] = {}
    for each in report.dropped_votes:
        told, votes = each.told, each.votes
        rows.setdefault(votes.why, []).append(
            [
                escape(each.paper),
                told.day.strftime("%d.%m.%Y") if told.day else "–",
                escape(told.body),
                escape(votes.text),
                said_votes(votes.yes, votes.no, votes.abstain),
            ]
        )
    if rows:
        yield f"<h2>{say('dropped')}</h2>\n"
    for why, some in rows.items():
        title = f"{said_dropped(why, lang)}: {report.dropped[why]}"
        heads = [say(key) for key in ("paper", "day", "body", "line", "votes")]
        yield table(title, heads, some[:_SHOWN])


def _named(fit: PaperFit) -> str:
    title = f": {escape(fit.title)}" if fit.title else ""
    return f"{escape(fit.reference or fit.id)}{title}"
