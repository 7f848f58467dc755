"""What the shell offers behind TAB: ids of cases, steps and roles.

Nothing is run that nobody called: of a procedure in a file or module, whose code a mere TAB
would carry out, nothing is offered. What cannot be read offers nothing, as a shell has
no place to say why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import click

from click.shell_completion import CompletionItem

from ratsflow.cli import options
from ratsflow.cli.bilingual import said_in
from ratsflow.errors import RatsflowError
from ratsflow.office import Office
from ratsflow.procedure.procedure import Procedure


MOST = 50
"""How many ids of cases are offered at most."""
_DEPUTY = "i.V."


def cases(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Return the ids of cases that begin so, in the database that --db names."""
    try:
        with ctx:
            known = _office(ctx).store.cases()
            return list(
                islice((each for each in known if each.startswith(begun)), MOST)
            )
    except RatsflowError:
        return []


def steps(ctx: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the steps that begin so: those that can start where the named case stands.

    All of the procedure, where no case is named that can be read.
    """
    from ratsflow.procedure.starting import startable  # noqa: PLC0415

    try:
        with ctx:
            desk = _office(ctx)
            case = desk.case(options.find_case(desk, ctx.params.get("ref") or ""))
            procedure = desk.procedure_of(case)
            names = dict.fromkeys(name for name, _ in startable(procedure, case))
            found = [procedure.step(name) for name in names]
    except RatsflowError:
        found = [step for each in _procedures(ctx) for step in each.steps]
    lang = said_in(ctx)
    return [
        CompletionItem(step.name, help=step.title(lang))
        for step in found
        if step.name.startswith(begun)
    ]


def actors(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Return the roles that an actor begun so may have, several joined by ``+``."""
    before, plus, last = begun.rpartition("+")
    deputy = _DEPUTY if last.startswith(_DEPUTY) else ""
    return [
        f"{before}{plus}{deputy}{role}:"
        for procedure in _procedures(ctx)
        for role in sorted(procedure.roles)
        if ":" not in begun and role.startswith(last.removeprefix(_DEPUTY))
    ]


def _named(ctx: click.Context) -> Sequence[str]:
    given: Mapping[str, Any] = ctx.params
    return given.get("procedures") or ("nrw",)


def _procedures(ctx: click.Context) -> list[Procedure]:
    try:
        return [options.find_procedure(name) for name in _named(ctx) if ":" not in name]
    except RatsflowError:
        return []


def _office(ctx: click.Context) -> Office:
    shipped = tuple(name for name in _named(ctx) if ":" not in name)
    return options.office(
        ctx.params.get("db") or "", shipped, None, tenant=ctx.params.get("tenant") or ""
    )
