"""``open``, ``show``, ``explain`` and ``take``: carry a case from the shell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs
import click

from ratsflow.canonical import digest
from ratsflow.cli import options
from ratsflow.cli.printed import echo, print_json
from ratsflow.cli.show import show_case
from ratsflow.engine import Mode, Verdict
from ratsflow.engine.continuing import continued
from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.forms import read_file
from ratsflow.exchange.plain import (
    case_to_plain,
    inputs_from_plain,
    moment,
    motion_with,
)
from ratsflow.log import Override, recorded_late
from ratsflow.log.erasable import DIGEST_LENGTH
from ratsflow.model import ConsultationRole, Motion
from ratsflow.office import Office
from ratsflow.procedure.case import is_public
from ratsflow.procedure.step import Kind, Step


_AS = click.option("--as", "who", metavar="ROLE:ID", required=True, help="Who acts.")
_NAME = click.option("--name", default="", help="The actor's name.")
_AT = click.option("--at", metavar="TIME", help="When it takes effect (with a zone).")
_ON = click.option("--on", default="", help="Which consultation or suspension.")
_INPUT = click.option(
    "--input",
    "given",
    metavar="FILE|KEY=VALUE",
    multiple=True,
    help="What the step takes in: a JSON file, or KEY=VALUE; may be repeated.",
)

_SET = click.option(
    "--set",
    "stated",
    metavar="FIELD=VALUE",
    multiple=True,
    help="A field of the motion that its text does not state, for example topics=culture.",
)


@click.command("open")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@_AS
@_NAME
@_AT
@click.option(
    "--id",
    "case_id",
    default="",
    help="Id of the case; else the number of the paper if it is public.",
)
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([each.value for each in ConsultationRole]),
    help="What each body is asked for, in order, where the paper does not say.",
)
@_SET
@click.option("--fact", "facts", metavar="KEY=VALUE", multiple=True, help="A fact.")
@click.option("--key", default="", help="Idempotency key of the command.")
@options.database
@options.output
def open_command(
    file: str,
    who: str,
    name: str,
    at: str | None,
    case_id: str,
    roles: tuple[str, ...],
    stated: tuple[str, ...],
    facts: tuple[str, ...],
    key: str,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Open a case for a Vorlage text."""
    reading = read_file(file)
    actor = options.actor(who, name)
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
        route.append(each.to_consultation(f"c{index + 1}", role))
    desk = open_office(create=True)
    motion = motion_with(reading.motion, _pairs(stated, "--set"))
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
            **_facts(facts),
        )
    if as_json:
        print_json(case_to_plain(case))
    else:
        echo(case.id)


@click.command("show")
@click.argument("ref")
@_AT
@click.option("--entry", type=int, metavar="N", help="As it stood after this entry.")
@click.option(
    "--effective", metavar="TIME", help="As it stood by what had taken effect by then."
)
@click.option(
    "--recorded", metavar="TIME", help="As it stood by what had been recorded by then."
)
@options.reader
@options.database
@options.output
def show_command(
    ref: str,
    at: str | None,
    entry: int | None,
    effective: str | None,
    recorded: str | None,
    reader: str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Show where a case stands, what may happen next, what may not, and why.

    With --entry, --effective or --recorded, or several of them: where it stood then.
    """
    past: dict[str, Any] = {
        "version": entry,
        "effective": moment(effective, "--effective") if effective else None,
        "recorded": moment(recorded, "--recorded") if recorded else None,
    }
    is_past = any(each is not None for each in past.values())
    if at and is_past:
        raise click.UsageError(
            Both(
                "--at asks about what comes, the others about the past.",
                "--at fragt nach dem, was kommt, die anderen Optionen nach der "
                "Vergangenheit.",
            )
        )
    desk = open_office()
    actor = desk.anybody if reader is None else options.actor(reader)
    case = desk.view(options.find_case(desk, ref), actor, **past)
    moment_at = moment(at, "--at") if at else None
    verdicts = () if is_past else desk.next_steps(case.id, actor, at=moment_at)
    late = [v for v in recorded_late(desk.entries(case.id)) if v <= case.version]
    if as_json:
        then = {} if is_past else {"next": [each.to_plain(lang) for each in verdicts]}
        print_json({**case_to_plain(case), "late": late, **then})
    else:
        procedure = desk.procedure_of(case)
        show_case(procedure, continued(procedure, case), verdicts, lang, late)


def _seen(_: click.Context, __: click.Parameter, text: str | None) -> int | str | None:
    is_version = text is not None and text.isdecimal() and len(text) < DIGEST_LENGTH
    return int(text) if text is not None and is_version else text


_SEEN = click.option(
    "--seen",
    metavar="VERSION",
    callback=_seen,
    help="The version that was seen, or the hash of its entry; if the case stands at "
    "another one, nothing is done. 'any' says that it does not matter.",
)


@click.command("explain")
@click.argument("ref")
@click.argument("step")
@_AS
@_AT
@_ON
@_INPUT
@_SET
@_SEEN
@options.database
@options.output
def explain_command(
    ref: str,
    step: str,
    who: str,
    at: str | None,
    on: str,
    given: tuple[str, ...],
    stated: tuple[str, ...],
    seen: int | str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Say whether a step may be taken, with every finding. Exit 1 if not."""
    desk = open_office()
    case_id = options.find_case(desk, ref)
    verdict = desk.assess(
        case_id,
        step,
        options.actor(who),
        on=on,
        at=moment(at, "--at") if at else None,
        seen=seen,
        **_inputs(desk, case_id, step, given, stated),
    )
    _print_verdict(verdict, as_json, lang)
    if not verdict.allowed:
        raise click.exceptions.Exit(1)


@click.command("take")
@click.argument("ref")
@click.argument("step")
@_AS
@_NAME
@_AT
@_ON
@_INPUT
@_SET
@click.option("--record", is_flag=True, help="Record what really happened.")
@click.option("--override", "reason", metavar="REASON", help="Override, and why.")
@click.option("--authority", default="", help="What gives the right to override.")
@click.option("--rule", "rules", multiple=True, help="Override this rule only.")
@click.option("--key", default="", help="Idempotency key of the command.")
@_SEEN
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
    authority: str,
    rules: tuple[str, ...],
    key: str,
    seen: int | str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Take a step. Exit 1 if the procedure refuses."""
    desk = open_office()
    case_id, actor = options.find_case(desk, ref), options.actor(who, name)
    again = options.repetition(desk, as_json, lang)
    with again, options.refusal(as_json, lang):
        taken = desk.take(
            case_id,
            step,
            actor,
            on=on,
            at=moment(at, "--at") if at else None,
            mode=Mode.RECORD if record else Mode.ENFORCE,
            override=None if reason is None else Override(reason, authority, rules),
            key=key,
            seen=seen,
            **_inputs(desk, case_id, step, given, stated),
        )
    if as_json:
        verdict = None if taken.verdict is None else taken.verdict.to_plain(lang)
        print_json(
            {
                "case": taken.case.id,
                "version": taken.entry.version,
                "state": taken.case.state,
                "kind": taken.entry.kind.value,
                "hash": taken.record.hash,
                "verdict": verdict,
            }
        )
        return
    procedure = desk.procedure_of(taken.case)
    echo(
        f"{procedure.step(step).title(lang)}: "
        f"{procedure.state(taken.case.state).title(lang)} "
        f"({taken.case.id}, {taken.entry.version})"
    )
    for finding in () if taken.verdict is None else taken.verdict.open:
        echo(f"  (!) {finding.text(lang)} ({finding.rule.citation})")


def _print_verdict(verdict: Verdict, as_json: bool, lang: Any) -> None:
    if as_json:
        print_json(verdict.to_plain(lang))
        return
    echo(verdict.explain(lang))
    for finding in verdict.findings:
        if finding.is_met:
            echo(f"  + {finding.text(lang)}")


def _inputs(
    desk: Office,
    case_id: str,
    step: str,
    given: tuple[str, ...],
    stated: tuple[str, ...],
) -> dict[str, Any]:
    case = desk.case(case_id)
    declared = desk.procedure_of(case).step(step)
    plain: dict[str, Any] = {}
    for each in given:
        if "=" in each:
            name, value = _pair(each, "--input")
            _refuse_twice(plain, [name], "--input")
            plain[name] = _from_file(declared, name, value, case.motion, stated)
        else:
            row = _json_file(each)
            _refuse_twice(plain, row, "--input")
            plain.update(row)
    return inputs_from_plain(declared, plain)


def _from_file(
    step: Step, name: str, value: str, present: Motion, stated: tuple[str, ...]
) -> Any:
    """A motion is named by its file; other values may be JSON."""
    kinds = {each.name: each.kind for each in step.takes}
    if kinds.get(name) is Kind.MOTION:
        # The text says nothing of its topics and districts: they stay as they were noted.
        motion = attrs.evolve(
            read_file(value).motion, topics=present.topics, districts=present.districts
        )
        return motion_with(motion, _pairs(stated, "--set"))
    if value[:1] in ("[", "{"):
        return options.json_value(value, Both(f"input {name}", f"Angabe {name}"))
    return value


def _json_file(name: str) -> dict[str, Any]:
    try:
        text = Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            Both(
                f"byte {error.start} is no UTF-8.",
                f"Byte {error.start} ist nicht in UTF-8 gespeichert.",
            ),
            name,
        ) from error
    row = options.json_value(text, name)
    if not isinstance(row, dict):
        raise InvalidInputError(
            Both(
                "the file holds no object of inputs.",
                "die Datei enthält keine Angaben mit Namen.",
            ),
            name,
        )
    return row


def _pair(text: str, where: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InvalidInputError(
            Both(
                f"{text!r} is not KEY=VALUE.", f"„{text}“ hat nicht die Form NAME=WERT."
            ),
            where,
        )
    return name, value


def _pairs(texts: tuple[str, ...], where: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, value = _pair(text, where)
        _refuse_twice(pairs, [name], where)
        pairs[name] = value
    return pairs


def _refuse_twice(given: Mapping[str, Any], names: Iterable[str], where: str) -> None:
    """Refuse what is said twice: a slip, of which nobody knows which one is meant."""
    for name in names:
        if name in given:
            raise InvalidInputError(
                Both(f"{name!r} is given twice.", f"„{name}“ ist doppelt angegeben."),
                where,
                Both("Give each value once.", "Jeden Wert einmal angeben."),
            )


def _facts(texts: tuple[str, ...]) -> dict[str, str]:
    stated = _pairs(texts, "--fact")
    taken = {"self", "motion", "actor", "case_id", "consultations", "at", "key"}
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
