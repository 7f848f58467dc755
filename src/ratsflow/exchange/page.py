"""The frame of reports in HTML: one file, readable without script, colour or a mouse."""

from __future__ import annotations

from ratsflow.markup import safe
from ratsflow.model.text import Lang


_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #767676;
  --soft: #f2f2f2; --green: #0b5c2b; --yellow: #6b4e00; --red: #9b1c1c; --link: #0b4f9e; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #161616;
  --line: #8e8e8e; --soft: #242424; --green: #7fdc9f; --yellow: #f2cf6b; --red: #ff9f97;
  --link: #9ac7ff; } }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
a { color: var(--link); } a:focus-visible, summary:focus-visible, [tabindex]:focus-visible
  { outline: 3px solid var(--link); outline-offset: 2px; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem;
  border-bottom: 1px solid var(--line); }
thead th { background: var(--soft); } tbody th { font-weight: normal; }
.apart, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
table.rules { table-layout: fixed; min-width: 60rem; }
table.rules :is(th, td):nth-child(1) { width: 24%; } table.rules :is(th, td):nth-child(2)
  { width: 13%; } table.rules :is(th, td):nth-child(n+4) { width: 7.5%; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
table.rules th.n, table.rules .mark { white-space: normal; }
.wide { overflow-x: auto; }
.drawing svg { width: 100%; height: auto; background: #fff; }
.drawing:target svg { width: auto; }
.green { color: var(--green); } .yellow { color: var(--yellow); } .red { color: var(--red); }
.mark { font-weight: 600; white-space: nowrap; }
.bar { display: block; width: 8rem; height: .8rem; border: 1px solid var(--line); }
.bar span { display: block; height: 100%; background: var(--green); }
.soft { opacity: .85; } dl { display: grid; grid-template-columns: max-content 1fr;
  gap: .2rem 1rem; margin: .25rem 0; } dt { font-weight: 600; } dd { margin: 0; grid-column: 2; }
article { border-left: .3rem solid var(--line); padding: .1rem 0 .1rem 1rem; margin: 1rem 0; }
article.green { border-color: var(--green); color: inherit; }
article.red { border-color: var(--red); color: inherit; }
@media print { body { max-width: none; } article { break-inside: avoid; } }
"""

_SKIP = {"de": "Zum Inhalt", "en": "Skip to content"}


def page(title: str, body: str, lang: Lang, head: str = "") -> str:
    """Return a whole page.

    Args:
        title: its title, as text.
        body: what it holds, as HTML.
        lang: its language.
        head: what more its head holds, as HTML, before anything is loaded.
    """
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'{head}<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">{_SKIP[lang]}</a>\n<main id="main">\n'
        f"<h1>{safe(title)}</h1>\n{body}</main>\n</body>\n</html>\n"
    )


def row(cells: list[str], *, head: bool = False, numbers: int = 0) -> str:
    """Return a row of a table; of a body the first cell is its heading.

    Args:
        cells: what stands in it, as HTML.
        head: it is the row of headings.
        numbers: how many of the last cells hold numbers.
    """
    made = []
    for index, cell in enumerate(cells):
        kind = ' class="n"' if index >= len(cells) - numbers else ""
        if head:
            made.append(f'<th scope="col"{kind}>{cell}</th>')
        elif index == 0:
            made.append(f'<th scope="row"{kind}>{cell}</th>')
        else:
            made.append(f"<td{kind}>{cell}</td>")
    return f"<tr>{''.join(made)}</tr>\n"


def table(
    caption: str,
    head: list[str],
    rows: list[list[str]],
    *,
    numbers: int = 0,
    kind: str = "",
) -> str:
    """Return a table with its caption; where it is too wide it scrolls, by keyboard too.

    Args:
        caption: what it shows, as text.
        head: the headings, as HTML.
        rows: the cells, as HTML.
        numbers: how many of the last columns hold numbers.
        kind: a class of the style; the caption of such a table is read and not seen, since
            a heading says the same.
    """
    body = "".join(row(each, numbers=numbers) for each in rows)
    name = safe(caption)
    opened = f'<table class="{kind}">' if kind else "<table>"
    told = f'<span class="apart">{name}</span>' if kind else name
    return (
        f'<div class="wide" role="group" aria-label="{name}" tabindex="0">\n'
        f"{opened}\n<caption>{told}</caption>\n"
        f"<thead>\n{row(head, head=True, numbers=numbers)}</thead>\n"
        f"<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )


def code(name: str) -> str:
    """Return a name as code, which breaks behind its underscores where it is too long."""
    return f"<code>{safe(name).replace('_', '_<wbr>')}</code>"
