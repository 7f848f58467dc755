"""``ratsflow rules``: the catalogue of rules as a table, as JSON, or as the docs page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import attrs
import click

from rich.markup import escape
from rich.table import Table

from ratsflow.canonical import plain
from ratsflow.cli.bilingual import Command, Day, Word, option
from ratsflow.cli.console import Console
from ratsflow.cli.options import output
from ratsflow.cli.printed import echo, print_documents, print_json
from ratsflow.documents import stamped
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.citation import Citation, Confidence, Layer
from ratsflow.law.norms import Town
from ratsflow.law.states import state_ids, state_law
from ratsflow.model.text import Wording
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule


_HOME = "NRW"
"""The state whose rules are listed where none is named."""
_WIDE = 140
_HEADINGS = {
    "rule": ("Regel", "Rule"),
    "citation": ("Fundstelle", "Paragraph"),
    "layer": ("Ebene", "Layer"),
    "consequence": ("Folge", "Consequence"),
    "value": ("Wert", "Value"),
    "key": ("Schlüssel", "Key"),
}
_BEGUN = {
    "de": "Dieses Land ist begonnen. Von {rules} Regeln werden {known} nach seinem Recht "
    "gefragt; die übrigen antworten „nicht zu beurteilen“, weil ihre Normen noch nicht "
    "nachgelesen sind.",
    "en": "This state is begun. Of {rules} rules {known} are asked by its law; the others "
    "answer unknown, because their norms have not been looked up yet.",
}
_NOT_READ = {
    "de": "noch nicht nachgelesen: {norms}",
    "en": "not looked up yet: {norms}",
}
_NO_RULES = Wording(
    "Keine Prüfung an einem Schritt, und warum:",
    "No guard on a step, and why:",
)


def not_rules(procedure: Procedure | None = None) -> dict[str, str]:
    """Return the catalogue's rules that are no guard, each with the reason."""
    chosen = procedure or procedure_of(_HOME)
    return dict(chosen.not_rules) if chosen else {}


def procedure_of(state: str) -> Procedure | None:
    """Return the procedure of a state, or None where only its values of law are shipped."""
    build = state_law(state).procedure
    return build() if build else None


@attrs.frozen
class Choice:
    """Which rules to list; what is empty does not choose.

    Attributes:
        step: they stand on this step.
        layer: they belong to this layer.
        on: they are in force on this day.
        catalogue: they carry one of these identifiers.
    """

    step: str = ""
    layer: Layer | None = None
    on: date | None = None
    catalogue: tuple[str, ...] = ()

    def takes(self, rule: Rule, steps: Iterable[str]) -> bool:
        """Tell whether a rule that stands on some steps is chosen."""
        return (
            (not self.step or self.step in steps)
            and (self.layer is None or rule.layer is self.layer)
            and (self.on is None or rule.in_force.covers(self.on))
            and (not self.catalogue or rule.catalogue in self.catalogue)
        )

    def explains(self, catalogue: str, *, everything: bool) -> bool:
        """Tell whether to say why a rule of the catalogue is no guard."""
        if self.catalogue:
            return catalogue in self.catalogue
        return everything and not (self.step or self.layer or self.on)


@click.command(
    "rules",
    cls=Command,
    examples=(
        "rules --step submit",
        "rules --state BW --date 2026-01-01",
    ),
    de="Die Regeln auflisten, jede mit ihrem Paragraphen und wie sicher er ist.",
)
@option(
    "--step",
    default="",
    help=Both("Rules that stand on this step.", "Regeln vor diesem Schritt."),
)
@option(
    "--state",
    type=Word(list(state_ids()), case_sensitive=False),
    default=_HOME,
    show_default=True,
    help=Both(
        "The state; of one without a procedure yet, the values of law.",
        "Das Land; von einem, das noch kein Verfahren hat, die Rechtswerte.",
    ),
)
@option(
    "--date",
    "on",
    type=Day(),
    metavar="DATE",
    help=Both("Rules in force on this day.", "Regeln, die an diesem Tag gelten."),
)
@option(
    "--layer",
    type=Word([each.value for each in Layer]),
    help=Both("Layer of law.", "Ebene des Rechts."),
)
@option(
    "--catalogue",
    multiple=True,
    help=Both("Identifier there, for example A-6.", "Kennung dort, zum Beispiel A-6."),
)
@option(
    "--all",
    "everything",
    is_flag=True,
    help=Both(
        "Also what is no guard, and why.",
        "Auch, was vor keinem Schritt steht, und warum.",
    ),
)
@option(
    "--markdown",
    is_flag=True,
    help=Both("Print the page docs/rules.md.", "Die Seite docs/rules.md ausgeben."),
)
@output
def rules_command(
    *,
    step: str,
    state: str,
    on: date | None,
    layer: str | None,
    catalogue: tuple[str, ...],
    everything: bool,
    markdown: bool,
    as_json: bool,
    lang: Any,
) -> None:
    """List the rules, each with its paragraph and how sure we are of it."""
    chosen = Choice(
        step,
        None if layer is None else Layer(layer),
        on,
        catalogue,
    )
    procedure = procedure_of(state)
    if procedure is None:
        _values(state, chosen, as_json, lang)
    elif markdown:
        from ratsflow.cli.rules_page import page  # noqa: PLC0415  # only where asked

        echo(page(procedure), nl=False)
    else:
        _rules(procedure, chosen, everything=everything, as_json=as_json, lang=lang)


def _rules(
    procedure: Procedure,
    chosen: Choice,
    *,
    everything: bool,
    as_json: bool,
    lang: Any,
) -> None:
    reasons = not_rules(procedure)
    if chosen.step:
        step = procedure.called("step", chosen.step)
        chosen = attrs.evolve(chosen, step=step)
    _known_in_catalogue(chosen.catalogue, procedure, reasons)
    rules = [
        rule if chosen.on is None else _as_of(procedure, rule, chosen.on)
        for rule in procedure.rules
        if chosen.takes(rule, steps_of(procedure, rule))
    ]
    if chosen.on is not None:
        law = state_law(procedure.law_of).law.at(chosen.on)
        rules = [attrs.evolve(rule, citation=rule.cited(law)) for rule in rules]
    notes = {
        name: reason
        for name, reason in reasons.items()
        if chosen.explains(name, everything=everything)
    }
    if as_json:
        rows = [stamped("rule", row(procedure, rule)) for rule in rules]
        told = [stamped("note", _note(*each)) for each in notes.items()]
        print_json(rows + told)
        return
    console = _console()
    unread = [rule for rule in rules if rule.unread]
    if unread:
        known = len(rules) - len(unread)
        console.print(_BEGUN[lang].format(known=known, rules=len(rules)), end="\n\n")
    console.print(_table(rules, lang))
    if notes:
        console.print(f"\n{_NO_RULES.in_(lang)}")
    for name, reason in notes.items():
        console.print(f"  {name}: {escape(reason)}", soft_wrap=True)


def _as_of(procedure: Procedure, rule: Rule, day: date) -> Rule:
    """Let a rule cite its norm as it was on a day."""
    norm = state_law(procedure.law_of).table.norms.get(rule.norm)
    version = None if norm is None else norm.at(day)
    return rule if version is None else attrs.evolve(rule, citation=version.citation)


def _known_in_catalogue(
    names: Iterable[str], procedure: Procedure, reasons: Iterable[str]
) -> None:
    known = {rule.catalogue for rule in procedure.rules} | set(reasons)
    for name in names:
        if name not in known:
            chapter = name.partition("-")[0].upper()
            near = sorted(each for each in known if each.partition("-")[0] == chapter)
            raise UnknownNameError(
                Both("rule of the catalogue", "Regel des Katalogs"), name, near
            )


def steps_of(procedure: Procedure, rule: Rule) -> tuple[str, ...]:
    """Return the names of the steps that a rule stands on."""
    return tuple(step.name for step in procedure.steps_guarded_by(rule.id))


def row(procedure: Procedure, rule: Rule) -> dict[str, Any]:
    """Return a rule as plain values, in both languages.

    Args:
        procedure: the procedure that it belongs to.
        rule: the rule.
    """
    since, until = rule.in_force.since, rule.in_force.until
    return {
        "kind": "rule",
        "id": rule.id,
        "catalogue": rule.catalogue,
        "label": _both(rule.label),
        **_cited(rule.citation),
        "layer": rule.layer.value,
        "consequence": rule.consequence.value,
        "since": since and since.isoformat(),
        "until": until and until.isoformat(),
        "dated_by": rule.dated_by or None,
        "steps": list(steps_of(procedure, rule)),
        "parameters": [
            {"key": key, **_cited(source_of(key, procedure.law_of or _HOME))}
            for key in rule.parameters
        ],
        "facts": list(rule.needs),
        "looks_at": list(rule.looks_at),
        "unread": list(rule.unread),
        "texts": {
            "met": _both(rule.kept),
            "unmet": _both(rule.unmet),
            "unknown": _both(rule.unknown),
        },
        "remedy": _both(rule.remedy),
        "cured_by": list(rule.cured_by),
    }


def source_of(key: str, state: str = _HOME) -> Citation:
    """Return where the value of a parameter comes from, before the municipality speaks."""
    norm = state_law(state).table.norms.get(key)
    return Citation("?", Confidence.UNCERTAIN) if norm is None else norm.citation


def _note(name: str, reason: str) -> dict[str, Any]:
    return {"kind": "note", "id": None, "catalogue": name, "reason": reason}


def _both(text: Wording) -> dict[str, str]:
    return {"de": text.de, "en": text.en}


def _cited(citation: Citation) -> dict[str, str]:
    return {
        "citation": citation.norm,
        "confidence": citation.confidence.value,
        "source": citation.source,
    }


def _table(rules: Sequence[Rule], lang: Any) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for name in ("rule", "layer", "consequence", "citation"):
        table.add_column(_heading(name, lang), overflow="fold")
    for rule in rules:
        table.add_row(
            rule.catalogue,
            f"{escape(rule.title(lang))}\n[dim]{rule.id}[/dim]{_unread(rule, lang)}",
            rule.layer.value,
            rule.consequence.value,
            escape(str(rule.citation)),
        )
    return table


def _unread(rule: Rule, lang: Any) -> str:
    """Say which norms of a rule nobody has looked up yet."""
    if not rule.unread:
        return ""
    return f"\n[dim]{_NOT_READ[lang].format(norms=', '.join(rule.unread))}[/dim]"


def _console() -> Console:
    """Write as wide as the terminal; into a file or pipe, so that no name is broken."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDE)


def _heading(name: str, lang: Any) -> str:
    return _HEADINGS[name][0 if lang == "de" else 1]


# ------------------------------------------------------------------------ other states


def _values(state: str, chosen: Choice, as_json: bool, lang: Any) -> None:
    """List the values that the law of a state without a shipped procedure fixes."""
    if chosen.step or chosen.catalogue:
        raise InvalidInputError(
            Both(
                f"of {state} there are values of law, but no steps and no catalogue.",
                f"Von {state} gibt es Rechtswerte, aber keine Schritte und keinen Katalog.",
            ),
            "--state",
            Both(
                "Leave out --step and --catalogue to see the values of the state's law.",
                "--step und --catalogue weglassen, um die Werte des Landesrechts zu "
                "sehen.",
            ),
        )
    rows = [
        each for each in _value_rows(state) if chosen.layer in {None, each["layer"]}
    ]
    if as_json:
        print_documents("value-of-law", rows)
        return
    table = Table(box=None, pad_edge=False)
    for name in ("key", "value", "citation"):
        table.add_column(_heading(name, lang), overflow="fold")
    for each in rows:
        norm = f"{each['citation']} [{each['confidence']}]"
        value = "–" if each["value"] is None else str(each["value"])
        table.add_row(each["id"], escape(value), escape(norm))
    _console().print(table)


def _value_rows(state: str) -> list[dict[str, Any]]:
    return [
        _value_row(
            norm.id,
            plain(norm.latest.value),
            norm.citation,
            Layer.STATUTE if norm.town is not Town.SETS else Layer.LOCAL,
        )
        for norm in state_law(state).table.norms.values()
        if norm.latest.value is not None or norm.town is Town.SETS
    ]


def _value_row(
    key: str, value: Any, citation: Citation, layer: Layer
) -> dict[str, Any]:
    return {
        "kind": "value",
        "id": key,
        "value": value,
        "layer": layer.value,
        **_cited(citation),
    }
