"""``open`` and ``take``: carry a case from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ratsflow.canonical import digest
from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, File, Word, option
from ratsflow.cli.printed import echo, print_json
from ratsflow.cli.screen import taken_lines
from ratsflow.cli.step_inputs import inputs, pairs
from ratsflow.engine import Mode
from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.documents import to_plain
from ratsflow.exchange.plain import moment, motion_with
from ratsflow.law.bodies import kind_of
from ratsflow.log import Override
from ratsflow.model import BodyKind, ConsultationRole
from ratsflow.procedure.case import is_public


_NAME = option(
    "--name", default="", help=Both("The actor's name.", "Name der handelnden Person.")
)


_ASSUME = option(
    "--assume",
    "assumed",
    metavar="REASON",
    help=Both(
        "Enter what nobody witnessed, and why it must have happened; no rule is asked.",
        "Eintragen, was niemand bezeugt, und warum es geschehen sein muss; keine Regel "
        "wird gefragt.",
    ),
)
_AUTHORITY = option(
    "--authority",
    default="",
    help=Both(
        "What gives the right to override, or what an assumption rests on.",
        "Was das Recht zur Anordnung gibt, oder worauf die Annahme beruht.",
    ),
)


@click.command(
    "open",
    cls=Command,
    examples=(
        "open paper.txt --as author:kurz --role decision --law town.toml --id 0322",
    ),
    de="Einen Vorgang für einen Vorlagentext eröffnen.",
)
@click.argument("file", type=File())
@options.who
@_NAME
@options.at
@option(
    "--id",
    "case_id",
    default="",
    help=Both(
        "Id of the case; else the number of the paper if it is public.",
        "Kennung des Vorgangs; sonst die Nummer der Vorlage, wenn sie öffentlich ist.",
    ),
)
@option(
    "--role",
    "roles",
    multiple=True,
    type=Word([each.value for each in ConsultationRole]),
    help=Both(
        "What each body is asked for, in order, where the paper does not say.",
        "Worum jedes Gremium gebeten wird, der Reihe nach, wo die Vorlage es nicht "
        "sagt.",
    ),
)
@option(
    "--kind",
    "kinds",
    multiple=True,
    type=Word([each.value for each in BodyKind]),
    help=Both(
        "What each body is, in order, where its name does not say.",
        "Was jedes Gremium ist, der Reihe nach, wo sein Name es nicht sagt.",
    ),
)
@options.form_option
@options.stated
@option(
    "--begins",
    metavar="STATE",
    default="",
    help=Both(
        "The state in which it is found, midway; with --assume.",
        "Zustand, in dem er vorgefunden wird, mittendrin; mit --assume.",
    ),
)
@_ASSUME
@_AUTHORITY
@option(
    "--fact",
    "facts",
    metavar="KEY=VALUE",
    multiple=True,
    help=Both("A fact.", "Eine Tatsache."),
)
@option(
    "--key",
    default="",
    help=Both(
        "Idempotency key of the command.",
        "Schlüssel des Befehls; damit wirkt er nur einmal.",
    ),
)
@options.database
@options.output
def open_command(
    file: str,
    who: str,
    name: str,
    at: str | None,
    case_id: str,
    roles: tuple[str, ...],
    kinds: tuple[str, ...],
    form: str | None,
    stated: tuple[str, ...],
    begins: str,
    assumed: str | None,
    authority: str,
    facts: tuple[str, ...],
    key: str,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Open a case for a Vorlage text."""
    from ratsflow.papers import load_form, read_file  # noqa: PLC0415  # all its forms

    if bool(begins) != (assumed is not None) or (authority and assumed is None):
        raise InvalidInputError(
            Both(
                "a case begins midway by a state and the reason.",
                "mittendrin beginnt ein Vorgang mit einem Zustand und dem Grund.",
            ),
            "--begins",
            Both(
                "Pass --begins STATE --assume 'why it must have come so far'.",
                "--begins ZUSTAND --assume 'warum es so weit gekommen sein muss' angeben.",
            ),
        )
    if assumed is not None:
        _check_assumed(assumed)
    reading = read_file(file, None if form is None else load_form(form))
    actor = options.actor(who, name)
    desk = open_office(create=True)
    route = []
    for index, each in enumerate(reading.consultations):
        role = each.role or (
            ConsultationRole(roles[index]) if index < len(roles) else None
        )
        if role is None:
            raise InvalidInputError(
                Both(
                    f"the paper does not say what {each.body!r} is asked for.",
                    f"in der Vorlage steht nicht, worum „{each.body}“ gebeten wird.",
                ),
                file,
                Both(
                    "Say it with --role decision (or hearing, preliminary, noting).",
                    "Mit --role decision angeben (oder hearing, preliminary, noting).",
                ),
            )
        kind = (
            BodyKind(kinds[index])
            if index < len(kinds)
            else kind_of(each.body, desk.law)
        )
        route.append(each.to_consultation(f"c{index + 1}", role, kind))
    motion = motion_with(reading.motion, pairs(stated, "--set"))
    # Ids are told to everybody, and the number of a paper that is not public is not.
    number = motion.reference if is_public(motion, route) else ""
    new_id = case_id or number or _short_id(file)
    with options.repetition(desk, as_json, lang):
        case = desk.open(
            motion,
            actor,
            case_id=new_id,
            consultations=route,
            at=moment(at, "--at") if at else None,
            key=key,
            begins=begins,
            override=None if assumed is None else Override(assumed, authority),
            **_facts(facts),
        )
    if as_json:
        print_json(to_plain(case))
    else:
        echo(case.id)


@click.command(
    "take",
    cls=Command,
    examples=(
        "take 0322 submit --as author:kurz --seen 1 --input excluded_officials= --law town.toml",
    ),
    de="Einen Schritt gehen. Ende mit 1, wenn das Verfahren ihn ablehnt.",
)
@options.ref
@options.step
@options.who
@_NAME
@options.at
@options.on
@options.given
@options.stated
@option(
    "--record",
    is_flag=True,
    help=Both(
        "Record what really happened.", "Festhalten, was wirklich geschehen ist."
    ),
)
@option(
    "--override",
    "reason",
    metavar="REASON",
    help=Both("Override, and why.", "Trotz Hindernis anordnen, und warum."),
)
@_ASSUME
@_AUTHORITY
@option(
    "--rule",
    "rules",
    multiple=True,
    help=Both("Override this rule only.", "Nur diese Regel außer Acht lassen."),
)
@option(
    "--key",
    default="",
    help=Both(
        "Idempotency key of the command.",
        "Schlüssel des Befehls; damit wirkt er nur einmal.",
    ),
)
@options.seen
@options.database
@options.output
def take_command(
    ref: str,
    step: str,
    who: str,
    name: str,
    at: str | None,
    on: str,
    given: tuple[str, ...],
    stated: tuple[str, ...],
    record: bool,
    reason: str | None,
    assumed: str | None,
    authority: str,
    rules: tuple[str, ...],
    key: str,
    seen: int | str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Take a step. Exit 1 if the procedure refuses."""
    mode, override = _mode(assumed, reason, authority, rules, record=record)
    desk = open_office()
    case_id, actor = options.find_case(desk, ref), options.actor(who, name)
    step = options.step_called(desk, case_id, step)
    again = options.repetition(desk, as_json, lang)
    with again, options.refusal(desk, as_json, lang, options.typed(given, stated)):
        taken = desk.take(
            case_id,
            step,
            actor,
            on=on,
            at=moment(at, "--at") if at else None,
            mode=mode,
            override=override,
            key=key,
            seen=seen,
            **inputs(desk, case_id, step, given, stated),
        )
    if as_json:
        print_json(to_plain(taken, lang))
        return
    echo("\n".join(taken_lines(taken, lang)))


def _mode(
    assumed: str | None,
    reason: str | None,
    authority: str,
    rules: tuple[str, ...],
    *,
    record: bool,
) -> tuple[Mode, Override | None]:
    """Return how a step is taken, and why where that has to be said.

    Raises:
        InvalidInputError: a reason that says nothing; or it is assumed, and recorded or
            overridden as well.
    """
    if assumed is None:
        mode = Mode.RECORD if record else Mode.ENFORCE
        if reason is None:
            return mode, None
        _check_reason(
            reason,
            "--override",
            Both(
                "an override needs a reason.",
                "eine Anordnung trotz Hindernis braucht eine Begründung.",
            ),
            Both(
                "Say in a sentence why it is done all the same.",
                "In einem Satz sagen, warum es trotzdem geschieht.",
            ),
        )
        return mode, Override(reason, authority, rules)
    _check_assumed(assumed)
    others = {"--record": record, "--override": reason is not None, "--rule": rules}
    for name in (name for name, given in others.items() if given):
        raise InvalidInputError(
            Both(
                f"of what is assumed no rule is asked, so {name} says nothing.",
                f"bei einer Annahme wird keine Regel gefragt, {name} sagt also nichts.",
            ),
            "--assume",
            Both(f"Leave out {name}.", f"{name} weglassen."),
        )
    return Mode.ASSUME, Override(assumed, authority)


def _check_assumed(reason: str) -> None:
    _check_reason(
        reason,
        "--assume",
        Both(
            "what is assumed needs a reason.",
            "was nur angenommen wird, braucht eine Begründung.",
        ),
        Both(
            "Say in a sentence why it must have happened.",
            "In einem Satz sagen, warum es geschehen sein muss.",
        ),
    )


def _check_reason(reason: str, name: str, what: str, cure: str) -> None:
    if not reason.strip():
        raise InvalidInputError(what, name, cure)


def _facts(texts: tuple[str, ...]) -> dict[str, Any]:
    stated: dict[str, Any] = pairs(texts, "--fact")
    taken = {"self", "motion", "actor", "case_id", "consultations", "at", "key"} | {
        "begins",
        "override",
    }
    for name in taken.intersection(stated):
        raise InvalidInputError(
            Both(
                f"{name!r} is no fact.",
                f"„{name}“ ist keine Tatsache, die sich so angeben lässt.",
            ),
            "--fact",
        )
    return stated


def _short_id(file: str) -> str:
    return f"case-{digest(Path(file).read_bytes())[:10]}"
