"""The page ``docs/rules.md``, written from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ratsflow.cli.rules import _HOME, row
from ratsflow.law.citation import Confidence
from ratsflow.law.states import state_law
from ratsflow.procedure.procedure import Procedure
from ratsflow.testing.examples import broken_in, examples_of, shown, shown_apart


_HEAD = """\
# The rules{where}

<!-- Written by `python -m ratsflow rules {option}--markdown`; do not edit. -->

Every rule that stands on a step of `{name}()`, with the paragraph it rests on. This is no
legal advice: look at the mark before you rely on a line.

| mark | how well the paragraph was checked |
|---|---|
{marks}

A breach of a **block** rule means that there is no such decision; of a **defect** rule, that
the decision exists but is unlawful or contestable, so that it is not executed; of a
**curable** rule, that time heals it; of an **order** rule, nothing but a warning. **Statute**
binds everybody, **local** law the municipality, a **house** rule the administration alone.
The facts are those that a condition or predicate reads, beside the paper itself.

{count} rules in {chapters} chapters; {unsure} rest on a paragraph marked [?] or read a value
so marked. The letters are those of the catalogue of rules. Below a rule stand its [worked
examples](examples.md): a sentence, what is given, the step, and what comes out; {seen} rules
have one in which they are broken.
"""
_MARKS = {
    Confidence.VERIFIED: "the text of the statute or document itself was read",
    Confidence.SECONDARY: "confirmed by a court decision, municipal page or textbook",
    Confidence.KNOWLEDGE: "general knowledge of the law, **not checked** against the text",
    Confidence.UNCERTAIN: "**unsure**: check the statute before anyone relies on it",
    Confidence.LOCAL: "local law: the municipality decides and must set the value",
}
_NOTES = {
    "?": " **Unsure: check the statute before you rely on it.**",
    "K": " Not checked against the text.",
}


def page(procedure: Procedure) -> str:
    """Return the page as Markdown.

    Args:
        procedure: the procedure whose rules it shows.
    """
    rows = {
        chapter: [
            row(procedure, rule) for rule in procedure.rules if rule.chapter == chapter
        ]
        for chapter in procedure.chapters
    }
    every = [each for part in rows.values() for each in part]
    chosen = state_law(procedure.law_of)
    examples = examples_of(chosen) if procedure.law_of else ()
    lines = {
        rule.id: list(shown(examples, chosen.id, rule)) for rule in procedure.rules
    }
    is_other = procedure.law_of != _HOME
    head = _HEAD.format(
        where=f" of {procedure.law_of}" if is_other else "",
        option=f"--state {procedure.law_of} " if is_other else "",
        name=procedure.name,
        marks="\n".join(f"| [{m.value}] | {text} |" for m, text in _MARKS.items()),
        count=len(every),
        chapters=len(rows),
        unsure=sum(_is_unsure(each) for each in every),
        seen=len(broken_in(examples, chosen.id)),
    )
    parts = [head]
    for chapter, title in procedure.chapters.items():
        parts.append(f"## {title}\n")
        parts += [_rule(each, lines[each["id"]]) for each in rows[chapter]]
    apart = list(shown_apart(examples, chosen.id, procedure.rules))
    if apart:
        parts.append("## Examples of no single rule\n")
        parts.append("What comes out of a step, and what is counted from the law.")
        parts.append("\n".join(_collapsed(apart)) + "\n")
    parts.append("## What is no rule\n")
    parts += _reasons(procedure.not_rules)
    return "\n".join(parts)


def _is_unsure(each: Mapping[str, Any]) -> bool:
    cited = [each, *each["parameters"]]
    return any(part["confidence"] == Confidence.UNCERTAIN for part in cited)


def _reasons(reasons: Mapping[str, str]) -> Iterator[str]:
    if reasons:
        yield "No guard on a step, and why:\n"
        yield (
            "\n".join(f"- **{name}** {reason}" for name, reason in reasons.items())
            + "\n"
        )


def _rule(each: Mapping[str, Any], examples: Sequence[str]) -> str:
    label = each["label"]
    when = f" (since {each['since']})" if each["since"] else ""
    when = when or (f" (until {each['until']})" if each["until"] else "")
    lines = [
        f"### `{each['id']}`{when}\n",
        f"{label['en']} – *{label['de']}*\n",
        "| | |",
        "|---|---|",
        *(f"| {name} | {_cell(value)} |" for name, value in _fields(each) if value),
    ]
    lines += _collapsed(examples)
    return "\n".join(lines) + "\n"


def _collapsed(examples: Sequence[str]) -> Iterator[str]:
    if examples:
        count = len(examples)
        titles = ("examples", "Beispiele") if count > 1 else ("example", "Beispiel")
        yield f"\n<details><summary>{count} {titles[0]} – {titles[1]}</summary>\n"
        yield from examples
        yield "\n</details>"


def _fields(each: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "catalogue", each["catalogue"]
    yield "paragraph", _paragraph(each)
    yield "layer, consequence", f"{each['layer']}, {each['consequence']}"
    yield "in force", _in_force(each)
    yield "stands on", ", ".join(f"`{step}`" for step in each["steps"])
    yield "needs values", "; ".join(_value(part) for part in each["parameters"])
    yield "needs facts", ", ".join(f"`{fact}`" for fact in each["facts"])
    yield "looks at other cases", ", ".join(f"`{look}`" for look in each["looks_at"])
    yield "if broken", each["texts"]["unmet"]["en"]
    yield "if unknown", each["texts"]["unknown"]["en"]
    yield "remedy", each["remedy"]["en"]
    yield "cured by", ", ".join(f"`{role}`" for role in each["cured_by"])


def _paragraph(each: Mapping[str, Any]) -> str:
    mark = each["confidence"]
    source = f" ({each['source']})" if each["source"] else ""
    return f"{each['citation']} **[{mark}]**{source}{_NOTES.get(mark, '')}"


def _value(part: Mapping[str, Any]) -> str:
    return f"`{part['key']}` ({part['citation']} **[{part['confidence']}]**)"


def _in_force(each: Mapping[str, Any]) -> str:
    parts = [f"{name} {each[name]}" for name in ("since", "until") if each[name]]
    if parts and each["dated_by"]:
        parts.append(f"by the day of `{each['dated_by']}`")
    return ", ".join(parts)


def _cell(text: str) -> str:
    """Keep a text inside its cell, and its braces and brackets as they are."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
