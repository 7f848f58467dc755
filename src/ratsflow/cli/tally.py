"""``ratsflow tally``: from the numbers of a ballot to its outcome, with every finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, TypeVar

import click

from click.core import ParameterSource
from rich.markup import escape

from ratsflow.cli.bilingual import Command, Number, Word, option
from ratsflow.cli.console import Console
from ratsflow.cli.options import output
from ratsflow.cli.printed import print_document
from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.citation import Citation
from ratsflow.law.counting import Base, Outcome, majority_share
from ratsflow.law.layers import law_for
from ratsflow.law.local import Law
from ratsflow.law.quorum import Challenge, quorum_rule
from ratsflow.law.states import state_ids
from ratsflow.law.tally import Finding, NeutralCount, Tally, neutral_count, tally
from ratsflow.model.ballot import BallotMode, Majority


_STATES = {
    "BW": Both("Baden-Württemberg", "Baden-Württemberg"),
    "BY": Both("Bavaria", "Bayern"),
    "BE": Both("Berlin", "Berlin"),
    "BB": Both("Brandenburg", "Brandenburg"),
    "HB": Both("Bremen", "Bremen"),
    "HH": Both("Hamburg", "Hamburg"),
    "HE": Both("Hesse", "Hessen"),
    "MV": Both("Mecklenburg-Western Pomerania", "Mecklenburg-Vorpommern"),
    "NI": Both("Lower Saxony", "Niedersachsen"),
    "NRW": Both("North Rhine-Westphalia", "Nordrhein-Westfalen"),
    "RP": Both("Rhineland-Palatinate", "Rheinland-Pfalz"),
    "SL": Both("Saarland", "Saarland"),
    "SN": Both("Saxony", "Sachsen"),
    "ST": Both("Saxony-Anhalt", "Sachsen-Anhalt"),
    "SH": Both("Schleswig-Holstein", "Schleswig-Holstein"),
    "TH": Both("Thuringia", "Thüringen"),
}
"""All states; of one whose law is not installed a ballot is counted neutrally."""

_NEUTRAL = ("yes", "no", "abstain", "invalid", "members", "present")
"""The numbers that mean the same under any law."""

F = TypeVar("F", bound=Callable[..., Any])

_COUNTS = {
    "yes": Both("Yes votes.", "Ja-Stimmen."),
    "no": Both("No votes.", "Nein-Stimmen."),
    "abstain": Both("Abstentions.", "Enthaltungen."),
    "invalid": Both("Invalid votes.", "Ungültige Stimmen."),
    "members": Both(
        "Members by statute, the mayor included where he is one.",
        "Gesetzliche Mitglieder, den Bürgermeister eingeschlossen, wo er eines ist.",
    ),
    "elected": Both(
        "Elected members, without the mayor.",
        "Gewählte Mitglieder, ohne den Bürgermeister.",
    ),
    "present": Both(
        "Members present who may vote, the biased left out.",
        "Anwesende stimmberechtigte Mitglieder, ohne die Befangenen.",
    ),
    "biased-members": Both(
        "All biased members, present or not.",
        "Alle befangenen Mitglieder, anwesend oder nicht.",
    ),
}
_BIASED = {
    "biased": Both(
        "Biased members in the room; else those who voted.",
        "Anwesende Befangene; sonst die, die abgestimmt haben.",
    ),
    "biased-yes": Both("Yes votes of biased members.", "Ja-Stimmen von Befangenen."),
    "biased-no": Both("No votes of biased members.", "Nein-Stimmen von Befangenen."),
    "biased-unknown": Both(
        "Biased members of whom nobody knows how they voted.",
        "Befangene, von denen niemand weiß, wie sie abgestimmt haben.",
    ),
}
_FLAGS = {
    "duly-invited": (
        "not-duly-invited",
        True,
        Both(
            "Whether the invitation was proper.", "Ob ordnungsgemäß eingeladen wurde."
        ),
    ),
    "objected": (
        "not-objected",
        None,
        Both(
            "Whether anybody objected to the invitation.",
            "Ob jemand die Einladung gerügt hat.",
        ),
    ),
    "notice-given": (
        "no-notice",
        None,
        Both(
            "Whether the second call pointed to its effect.",
            "Ob die zweite Ladung auf ihre Folge hinwies.",
        ),
    ),
}


def _counts(command: F) -> F:
    """Add the options for numbers; what is left out is unknown."""
    every = {**_COUNTS, **_BIASED}
    options = [
        option(f"--{name}", type=Number(), metavar="N", help=text)
        for name, text in every.items()
    ]
    options += [
        option(f"--{name}/--{other}", default=default, help=text)
        for name, (other, default, text) in _FLAGS.items()
    ]
    return reduce(lambda made, option: option(made), reversed(options), command)


def _kebab(names: type[Majority | Base | BallotMode | Challenge]) -> Word:
    return Word([each.value.replace("_", "-") for each in names])


@click.command(
    "tally",
    cls=Command,
    examples=(
        "tally --state NRW --yes 30 --no 20 --members 67 --present 55",
        "tally --state TH --yes 11 --no 9",
    ),
    de="Sagen, was eine Abstimmung entschieden hat und was dazu zu bemerken ist. Eine weggelassene Zahl ist unbekannt, und eine Mehrheit, die sie braucht, auch. Ist das Recht eines Landes nicht hinterlegt, wird neutral gezählt: mehr Ja als Nein.",
)
@option(
    "--state",
    required=True,
    type=Word(sorted({*state_ids(), *_STATES}), case_sensitive=False),
    help=Both(
        "State; without its law here the count is neutral.",
        "Land; ohne sein Recht hier wird neutral gezählt.",
    ),
)
@_counts
@option("--majority", type=_kebab(Majority), default="simple", show_default=True)
@option(
    "--base",
    type=_kebab(Base),
    help=Both(
        "Of what, if not of the usual number.",
        "Wovon, wenn nicht von der üblichen Zahl.",
    ),
)
@option("--mode", type=_kebab(BallotMode), default="open", show_default=True)
@option(
    "--announced",
    type=Word([Outcome.ADOPTED.value, Outcome.REJECTED.value]),
    help=Both("What the chair announced.", "Was die Sitzungsleitung verkündet hat."),
)
@option(
    "--challenge",
    type=Word([*(each.value for each in Challenge), "unknown"]),
    default="none",
    show_default=True,
    help=Both(
        "What was said about the quorum.", "Was zur Beschlussfähigkeit gesagt wurde."
    ),
)
@option(
    "--second-call",
    is_flag=True,
    help=Both("Called again for the same item.", "Zum selben Punkt erneut einberufen."),
)
@output
def tally_command(
    *,
    state: str,
    majority: str,
    base: str | None,
    mode: str,
    announced: str | None,
    challenge: str,
    second_call: bool,
    as_json: bool,
    lang: Any,
    **numbers: Any,
) -> None:
    """Say what a ballot decided, and all that is worth noting about it.

    A number that is left out is unknown, and a majority that needs it then is too. Where
    the law of a state is not here the count is neutral: more yes than no.
    """
    if state not in state_ids():
        _ask_no_law(state)
        told = neutral_count(
            _STATES[state],
            announced=None if announced is None else Outcome(announced),
            **{name: numbers[name] for name in _NEUTRAL},
        )
        if as_json:
            print_document("tally", _plain_neutral(told, state))
        else:
            _show_neutral(told, lang)
        return
    kind = Majority(_snake(majority))
    law = law_for(state)
    share = None if base is None else majority_share(kind, Base(_snake(base)), law)
    result = tally(
        law=law,
        majority=kind,
        share=share,
        mode=BallotMode(_snake(mode)),
        announced=None if announced is None else Outcome(announced),
        challenge=None if challenge == "unknown" else Challenge(challenge),
        second_call=second_call,
        **_biased(numbers),
    )
    if as_json:
        print_document("tally", _plain(result, law, kind))
    else:
        _show(result, law, lang)


def _ask_no_law(state: str) -> None:
    """Refuse what only the law of a state can answer.

    Raises:
        InvalidInputError: with all of it that was asked for.
    """
    context = click.get_current_context()
    known = {*_NEUTRAL, "state", "announced", "as_json", "lang"}
    asked = [
        f"--{name.replace('_', '-')}"
        for name in context.params
        if name not in known
        and context.get_parameter_source(name) is not ParameterSource.DEFAULT
    ]
    if asked:
        names = ", ".join(sorted(asked))
        raise InvalidInputError(
            Both(
                f"no law of {_STATES[state]} is known here, and only it could say what "
                f"comes of {names}.",
                f"kein Recht hinterlegt für {_STATES[state].de}, und nur danach ließe "
                f"sich sagen, was aus {names} folgt.",
            ),
            "--state",
            Both(
                f"Leave out {names}; then it is counted neutrally.",
                f"{names} weglassen; dann wird neutral gezählt.",
            ),
        )


def _plain_neutral(result: NeutralCount, state: str) -> dict[str, Any]:
    return {
        "outcome": result.outcome.value,
        "label": {"de": result.label.de, "en": result.label.en},
        "state": state,
        "neutral": True,
        "majority": Majority.SIMPLE.value,
        "needed": None,
        "quorum": None,
        "findings": [
            {
                "code": each.code,
                "text": {"de": each.text.de, "en": each.text.en},
                "consequence": None,
                "citation": None,
                "confidence": None,
            }
            for each in result.findings
        ],
    }


def _show_neutral(result: NeutralCount, lang: Any) -> None:
    console = Console(highlight=False, soft_wrap=True)
    how = Both("neutral, simple majority", "neutral, einfache Mehrheit")
    console.print(
        f"[bold]{result.outcome.value}[/bold] ({how.de if lang == 'de' else how}): "
        f"{result.label.in_(lang)}"
    )
    for each in result.findings:
        console.print(f"  - {escape(each.text.in_(lang))}")


def _snake(name: str) -> str:
    return name.replace("-", "_")


def _biased(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Take the biased who voted for those in the room, where nobody counted the room."""
    voted = {_snake(name): numbers[_snake(name)] or 0 for name in _BIASED}
    if numbers["biased"] is None:
        voted["biased"] = sum(max(0, each) for each in voted.values())
    return {**numbers, **voted}


def _plain(result: Tally, law: Law, kind: Majority) -> dict[str, Any]:
    there = result.quorum
    return {
        "outcome": result.outcome.value,
        "label": {"de": result.label.de, "en": result.label.en},
        "state": law.state,
        "neutral": False,
        "majority": kind.value,
        "needed": result.needed,
        "quorum": {
            "quorate": there.quorate,
            "doubtful": there.doubtful,
            "needed": there.needed,
            "counted": there.counted,
            "code": there.code,
            **_cited(law.made(quorum_rule).citation),
        },
        "findings": [_finding(each) for each in result.findings],
    }


def _cited(citation: Citation) -> dict[str, Any]:
    return {"citation": citation.norm, "confidence": citation.confidence.value}


def _finding(finding: Finding) -> dict[str, Any]:
    consequence = finding.consequence
    return {
        "code": finding.code,
        "text": {"de": finding.text.de, "en": finding.text.en},
        "consequence": None if consequence is None else consequence.value,
        **_cited(finding.citation),
    }


def _show(result: Tally, law: Law, lang: Any) -> None:
    console = Console(highlight=False, soft_wrap=True)
    german = lang == "de"
    console.print(f"[bold]{result.outcome.value}[/bold]: {result.label.in_(lang)}")
    if result.needed is not None:
        what = "Nötige Ja-Stimmen" if german else "Yes votes needed"
        console.print(f"{what}: {result.needed}")
    there = result.quorum
    heads = [str(each) for each in (there.counted, there.needed) if each is not None]
    name = "Beschlussfähigkeit" if german else "Quorum"
    cited = escape(str(law.made(quorum_rule).citation))
    console.print(f"{name}: {there.code} ({'/'.join(heads) or '?'}), {cited}")
    for each in result.findings:
        weight = f" ({each.consequence.value})" if each.consequence else ""
        console.print(
            f"  - {escape(each.text.in_(lang))} {escape(str(each.citation))}{weight}"
        )
