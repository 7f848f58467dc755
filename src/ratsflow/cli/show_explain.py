"""``show`` and ``explain``: where a case stands, what now, and why not."""

from __future__ import annotations

from typing import Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, Number, option
from ratsflow.cli.printed import echo, print_document, print_json
from ratsflow.cli.screen import explained, head, screen, whole
from ratsflow.cli.step_inputs import inputs
from ratsflow.errors import Both
from ratsflow.exchange.documents import to_plain
from ratsflow.exchange.plain import moment
from ratsflow.log import recorded_late
from ratsflow.procedure.continuing import continued


_ALL = option(
    "--all",
    "all_of_it",
    is_flag=True,
    help=Both("All, however long.", "Alles, so lang es ist."),
)


@click.command(
    "show",
    cls=Command,
    examples=("show 0322 --law town.toml",),
    de="Zeigen, wo ein Vorgang steht, was als Nächstes möglich ist, was nicht und warum. Mit --entry, --effective oder --recorded: wo er damals stand.",
)
@options.ref
@options.at
@option(
    "--entry",
    type=Number(),
    metavar="N",
    help=Both("As it stood after this entry.", "Wie es nach diesem Eintrag stand."),
)
@option(
    "--effective",
    metavar="TIME",
    help=Both(
        "As it stood by what had taken effect by then.",
        "Wie es nach dem stand, was bis dahin wirksam war.",
    ),
)
@option(
    "--recorded",
    metavar="TIME",
    help=Both(
        "As it stood by what had been recorded by then.",
        "Wie es nach dem stand, was bis dahin eingetragen war.",
    ),
)
@_ALL
@option(
    "--as",
    "reader",
    metavar="ROLE:ID",
    envvar="RATSFLOW_AS",
    help=Both(
        "Ask as this actor, who is told what he may read; as anybody if left out.",
        "Als diese Person fragen, die erfährt, was sie lesen darf; sonst als "
        "irgendwer.",
    ),
)
@options.database
@options.output
def show_command(
    ref: str,
    at: str | None,
    entry: int | None,
    effective: str | None,
    recorded: str | None,
    all_of_it: bool,
    reader: str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Show where a case stands, whose turn it is, what is missing, and what to type next.

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
    actor = None if reader is None else options.actor(reader)
    case_id = options.find_case(desk, ref)
    case = desk.view(case_id, actor or desk.anybody, **past)
    late = [v for v in recorded_late(desk.entries(case.id)) if v <= case.version]
    if is_past:
        if as_json:
            print_document("shown", {**to_plain(case), "late": late})
        else:
            procedure = desk.procedure_of(case)
            echo("\n".join(head(procedure, continued(procedure, case), lang, late)))
        return
    when = moment(at, "--at") if at else None
    now = desk.now(case_id, actor, at=when)
    if as_json:
        told: dict[str, Any] = {"late": late, "now": now.to_plain(lang)}
        if all_of_it:
            told["next"] = [each.verdict.to_plain(lang) for each in now.steps]
        print_document("shown", {**to_plain(case), **told})
        return
    lines = (whole if all_of_it else screen)(now, lang, options.typed(), late)
    echo("\n".join(lines))


@click.command(
    "explain",
    cls=Command,
    examples=("explain 0322 submit --as author:kurz --law town.toml",),
    de="Sagen, ob ein Schritt möglich ist, mit allem, was dazu festgestellt wurde. Ende mit 1, wenn nicht.",
)
@options.ref
@options.step
@options.who
@options.at
@options.on
@options.given
@options.stated
@options.seen
@_ALL
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
    all_of_it: bool,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Say whether a step may be taken, and each thing that is missing. Exit 1 if not."""
    desk = open_office()
    case_id = options.find_case(desk, ref)
    step = options.step_called(desk, case_id, step)
    actor = options.actor(who)
    when = moment(at, "--at") if at else None
    verdict = desk.assess(
        case_id,
        step,
        actor,
        on=on,
        at=when,
        seen=seen,
        **inputs(desk, case_id, step, given, stated),
    )
    if as_json:
        print_json(to_plain(verdict, lang))
    else:
        now = desk.now(case_id, actor, at=when)
        typed = options.typed(given, stated)
        echo("\n".join(explained(verdict, now, lang, typed, all_of_it)))
    if not verdict.allowed:
        raise click.exceptions.Exit(1)
