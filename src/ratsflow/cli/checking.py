"""``ratsflow check``: structure and properties of a procedure, by asking the engine."""

from __future__ import annotations

import os

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import attrs
import click

from ratsflow.checking.space import Space
from ratsflow.cli import comparing, mutating, options
from ratsflow.cli.bilingual import Bounded, Command, Word, option
from ratsflow.cli.printed import (
    echo,
    print_document,
    print_documents,
    print_json,
    width,
    wrapped,
)
from ratsflow.cli.reach import beside, left_out, papers, people, reach
from ratsflow.errors import Both, InvalidInputError, UnknownNameError, german
from ratsflow.exchange.documents import to_plain
from ratsflow.exchange.plain import moment
from ratsflow.law.periods import local_day
from ratsflow.law.states import state_law
from ratsflow.office.clock import now as wall_clock
from ratsflow.procedure.lookups import NO_OTHERS
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import MOTION
from ratsflow.procedure.words import say_day


if TYPE_CHECKING:
    from ratsflow.checking import Property, Report, Structure


_EACH, _BESIDE, _RELEASE, _ALL = 400, 1_000, 100, 5_000
"""How many cases are looked at: of each property, whose cases come by shape; of two versions,
between which cases are built beside; of another release, which goes every way anew; and else."""


@click.command(
    "check",
    cls=Command,
    examples=(
        "check nrw --property executed_after_decision",
        "check nrw --against-law draft.toml --law town.toml",
    ),
    de="Ein Verfahren prüfen: Aufbau und Eigenschaften, indem jeder Weg gesucht wird, den es "
    "zulässt. Ende mit 1, wenn etwas verletzt ist.",
)
@click.argument("what", default="nrw")
@options.law
@option(
    "--properties",
    "files",
    metavar="FILE",
    multiple=True,
    help=Both(
        "What must hold (TOML), instead of what is shipped.",
        "Was gelten muss (TOML), statt des Mitgelieferten.",
    ),
)
@option(
    "--property",
    "names",
    metavar="NAME",
    multiple=True,
    help=Both("Only this one of them.", "Nur diese davon."),
)
@option(
    "--structure",
    "only_structure",
    is_flag=True,
    help=Both(
        "Ask for flaws of structure: steps nobody can take, rules that change nothing.",
        "Nach Fehlern im Aufbau fragen: Schritte, die niemand gehen kann, Regeln ohne "
        "Wirkung.",
    ),
)
@option(
    "--mutants",
    "only_mutants",
    is_flag=True,
    help=Both(
        "Find for every rule on a step a case in which it alone stands in the way; with "
        "--property or --properties also which of them notice that it is gone.",
        "Für jede Regel an einem Schritt einen Fall suchen, in dem sie allein im Weg steht; mit "
        "--property oder --properties auch, welche davon ihr Fehlen bemerken.",
    ),
)
@option(
    "--budget",
    type=Bounded(min=1),
    default=120,
    show_default=True,
    help=Both(
        "With --mutants: for how many seconds it is looked for, at most.",
        "Mit --mutants: wie viele Sekunden höchstens gesucht wird.",
    ),
)
@option(
    "--examples",
    multiple=True,
    metavar="FILE",
    help=Both(
        "With --mutants: worked examples to begin from, and to tell which of them notice what; "
        "those that are shipped with the state if left out.",
        "Mit --mutants: durchgerechnete Fälle, von denen ausgegangen wird und von denen gesagt "
        "wird, was sie bemerken; ohne Angabe die mitgelieferten des Landes.",
    ),
)
@option(
    "--cases",
    type=Bounded(min=1),
    help=Both(
        f"How many different cases are looked at, at most. If left out {_EACH} of each "
        f"property that names no number of its own, {_BESIDE} of two versions, else {_ALL}.",
        f"Wie viele verschiedene Vorgänge höchstens betrachtet werden: sonst {_EACH} je "
        f"Eigenschaft, die keine eigene Zahl nennt, {_BESIDE} bei zwei Fassungen, {_ALL} in anderen Fällen.",
    ),
)
@option(
    "--joined",
    metavar="ROLES",
    multiple=True,
    help=Both(
        "One person holds these roles, joined by +; may be repeated. With pairs every two roles "
        "are joined in turn, the author's apart.",
        "Eine Person hat diese Rollen, mit + verbunden; mehrfach möglich. Mit pairs werden "
        "nacheinander je zwei Rollen verbunden, die der Verfasserin nicht.",
    ),
)
@option(
    "--deputies",
    is_flag=True,
    help=Both(
        "Who stands in for somebody may act too.",
        "Auch Vertretungen können handeln.",
    ),
)
@option(
    "--others",
    "looks_for_others",
    is_flag=True,
    help=Both(
        "Other cases too, where a rule looks at some: which open or shut a way. Takes longer.",
        "Auch andere Vorgänge, wo eine Regel auf welche sieht: welche einen Weg öffnen oder "
        "versperren. Dauert länger.",
    ),
)
@option(
    "--override",
    "overrides",
    is_flag=True,
    help=Both(
        "One step of a way may be taken by an override; looked for is what that opens behind it.",
        "Ein Schritt eines Wegs kann trotz Hindernis angeordnet werden; gesucht wird, was das "
        "danach öffnet.",
    ),
)
@option(
    "--record",
    "records",
    is_flag=True,
    help=Both(
        "One step of a way may have happened against the rules, and is recorded.",
        "Ein Schritt eines Wegs kann gegen die Regeln geschehen sein und wird festgehalten.",
    ),
)
@option(
    "--all-steps",
    is_flag=True,
    help=Both(
        "Look at every step that can matter to a property, instead of a slice.",
        "Jeden Schritt betrachten, der an einer Eigenschaft etwas ändern kann, statt eines "
        "Ausschnitts.",
    ),
)
@option(
    "--save",
    metavar="FILE",
    help=Both(
        "Write the first way that was found as a test in Python.",
        "Den ersten gefundenen Weg als Test in Python schreiben.",
    ),
)
@option(
    "--against",
    metavar="NAME",
    help=Both(
        "Compare with another version: nrw, FILE.py:NAME, the first eight digits or more "
        "of a fingerprint, or another release: a wheel, or an environment that it is "
        "installed in, whose code is run.",
        "Mit einer anderen Fassung vergleichen: nrw, DATEI.py:NAME, die ersten acht "
        "oder mehr Zeichen eines Fingerabdrucks, oder ein anderes Release: ein Wheel oder "
        "eine Umgebung, in der es installiert ist; sein Code wird ausgeführt.",
    ),
)
@option(
    "--against-law",
    "old_law",
    metavar="FILE",
    help=Both(
        "The law file of that other version; that of --law if left out.",
        "Die Rechtsdatei der anderen Fassung; sonst die von --law.",
    ),
)
@option(
    "--logs",
    metavar="FILE",
    multiple=True,
    help=Both(
        "Replay exported logs under WHAT; may be repeated.",
        "Exportierte Protokolle unter WHAT erneut durchgehen; mehrfach möglich.",
    ),
)
@option(
    "--db",
    metavar="URL",
    help=Both(
        "Replay the logs of a database under WHAT; with --against also tell which of its "
        "open cases are touched.",
        "Die Protokolle einer Datenbank unter WHAT erneut durchgehen; mit --against auch "
        "sagen, welche offenen Vorgänge betroffen sind.",
    ),
)
@option(
    "--tenant",
    envvar="RATSFLOW_TENANT",
    default="default",
    show_default=True,
    help=Both(
        "Which municipality, where one database holds several.",
        "Welche Gemeinde, wenn eine Datenbank mehrere enthält.",
    ),
)
@option(
    "--fail-on",
    type=Word(list(comparing.FAIL_ON)),
    help=Both(
        "What ends with 1: steps and logs that come out so. Incomparable ones always do. "
        "looser if left out, any where only logs are replayed.",
        "Was mit 1 endet: Schritte und Protokolle, die so ausgehen. Unvergleichbares immer. "
        "Sonst looser, und any, wenn nur Protokolle durchgegangen werden.",
    ),
)
@option(
    "--junit",
    metavar="FILE",
    help=Both(
        "Write what was compared as JUnit XML, a test case for each step.",
        "Das Verglichene als JUnit-XML schreiben, ein Testfall je Schritt.",
    ),
)
@options.at
@options.output
@click.pass_context
def check_command(
    ctx: click.Context,
    *,
    what: str,
    law_file: str | None,
    files: tuple[str, ...],
    names: tuple[str, ...],
    only_structure: bool,
    only_mutants: bool,
    budget: int,
    examples: tuple[str, ...],
    cases: int | None,
    joined: tuple[str, ...],
    deputies: bool,
    looks_for_others: bool,
    overrides: bool,
    records: bool,
    all_steps: bool,
    save: str | None,
    against: str | None,
    old_law: str | None,
    logs: tuple[str, ...],
    db: str | None,
    tenant: str,
    fail_on: str | None,
    junit: str | None,
    at: str | None,
    as_json: bool,
    lang: Any,
) -> None:
    """Check WHAT: the structure and properties of a procedure (nrw, FILE.py:NAME).

    With --against, --against-law, --logs or --db another version or recorded logs are
    compared with it instead. Ends with 1 where something is broken.
    """
    from ratsflow.checking import structure  # noqa: PLC0415  # only where asked

    procedure = options.find_procedure(what)
    others = None if looks_for_others else NO_OTHERS
    law = options.read_law(law_file, procedure.law_of)
    space = Space(procedure, law, others=others)
    other = _Other(against, old_law, logs, db, tenant, at)
    if other.is_named:
        compared = _compared(what, law_file, space, other, cases, fail_on)
        if junit is not None:
            name = f"ratsflow check {what}"
            Path(junit).write_bytes(comparing.junit(compared, name, lang))
        _print_compared(compared, as_json, lang)
        ctx.exit(1 if compared.failed else 0)
    _nothing_compared({"--fail-on": fail_on, "--junit": junit, "--at": at})
    if only_mutants:
        asked = _chosen(procedure, files, names) if files or names else None
        sought = mutating.looked_for(space, asked, cases or _ALL, budget, examples)
        _print_mutants(sought, as_json, lang)
        ctx.exit(int(sought.failed))
    if only_structure:
        found = structure(space, cases=cases or _ALL)
        if as_json:
            print_json(to_plain(found, lang))
        else:
            for line in _structure_lines(found, lang):
                echo(line)
        ctx.exit(1 if found.faults else 0)
    chosen = _chosen(procedure, files, names)
    if law_file is None:
        _tell_of_no_town(procedure.law_of, lang, err=as_json)
    space = attrs.evolve(space, deputies=deputies, overrides=overrides, records=records)
    chosen = [attrs.evolve(each, cases=cases or each.cases or _EACH) for each in chosen]
    reports = list(_asked(chosen, space, joined, all_steps=all_steps))
    _replay(reports)
    if as_json:
        print_documents("property-report", [_one(report, lang) for report in reports])
    else:
        for line in _told(reports, lang):
            echo(line)
    if save is not None:
        _save(save, reports, what, law_file)
    ctx.exit(0 if all(report.is_kept for report in reports) else 1)


def _tell_of_no_town(state: str, lang: Any, *, err: bool) -> None:
    """Say what is left out where nobody names the law of a town, and how to name it."""
    if not state:
        return
    shipped = state_law(state).folder / "town.toml"
    own = f"ratsflow law template --state {state}"
    told = Both(
        "No town's law is named: most properties cannot come about under the law of the "
        f"state alone. Name yours with --law FILE (“{own}” prints one to fill in)",
        "Kein Ortsrecht ist genannt: Mit dem Landesrecht allein kommt das meiste nicht "
        f"zustande. Das eigene mit --law DATEI nennen („{own}“ druckt eine zum Ausfüllen)",
    )
    if shipped.is_file():
        told = Both(
            f"{told}, or that of an invented one: --law {shipped}",
            f"{german(told)} oder das einer erfundenen: --law {shipped}",
        )
    for part in wrapped(german(told) if lang == "de" else str(told), width()):
        echo(part, err=err)


_PAIRS = "pairs"


def _joined(procedure: Procedure, given: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    found = tuple(tuple(each.split("+")) for each in given)
    for role in (role for roles in found for role in roles):
        if role not in procedure.roles:
            raise UnknownNameError(Both("role", "Rolle"), role, procedure.roles)
    return found


def _asked(
    chosen: Iterable[Property],
    space: Space,
    joined: Sequence[str],
    *,
    all_steps: bool,
) -> Iterator[Report]:
    """Yield what comes out of each property; with pairs, with every two roles in one person.

    Of a property that holds for every pair the last report, else each that is broken.
    """
    from ratsflow.checking import check_each, pairs_of, slice_of  # noqa: PLC0415
    from ratsflow.checking.several import check_at_once  # noqa: PLC0415

    if tuple(joined) != (_PAIRS,):
        space = attrs.evolve(space, joined=_joined(space.procedure, joined))
        processes = os.cpu_count() or 1
        yield from check_at_once(
            chosen, space, all_steps=all_steps, processes=processes
        )
        return
    for asked in chosen:
        pairs = pairs_of(space.procedure, slice_of([asked], space.procedure))
        spaces = [attrs.evolve(space, joined=(pair,)) for pair in pairs] or [space]
        found = [
            report
            for each in spaces
            for report in check_each([asked], each, all_steps=all_steps)
        ]
        yield from [each for each in found if each.holes] or found[-1:]


def _print_mutants(told: mutating.Told, as_json: bool, lang: Any) -> None:
    if as_json:
        print_document("mutants", mutating.json(told, lang))
        return
    for line in mutating.lines(told, lang):
        echo(line)


def _print_compared(told: comparing.Told, as_json: bool, lang: Any) -> None:
    if as_json:
        print_document("comparison", comparing.json(told, lang))
        return
    columns = width()
    for line in comparing.lines(told, lang):
        for part in wrapped(line, columns):
            echo(part)


def _nothing_compared(given: Mapping[str, str | None]) -> None:
    """Refuse options that only a comparison has."""
    for flag, value in given.items():
        if value is not None:
            raise InvalidInputError(
                Both("there is nothing to compare.", "zu vergleichen ist nichts."),
                flag,
                Both(
                    "Add --against, --against-law, --logs or --db.",
                    "--against, --against-law, --logs oder --db dazu angeben.",
                ),
            )


@attrs.frozen
class _Other:
    """What a procedure is compared with."""

    against: str | None
    law_file: str | None
    logs: tuple[str, ...]
    db: str | None
    tenant: str
    at: str | None

    @property
    def is_version(self) -> bool:
        """Another version is named, not logs alone."""
        return self.against is not None or self.law_file is not None

    @property
    def is_release(self) -> bool:
        """Another release is named: a wheel, or a folder that holds one."""
        from ratsflow.checking.released import is_release  # noqa: PLC0415

        return self.against is not None and is_release(self.against)

    @property
    def is_named(self) -> bool:
        """There is something to compare with."""
        return self.is_version or bool(self.logs) or self.db is not None


def _compared(
    what: str,
    law_file: str | None,
    space: Space,
    other: _Other,
    cases: int | None,
    fail_on: str | None,
) -> comparing.Told:
    from ratsflow.checking import touched  # noqa: PLC0415  # only where asked
    from ratsflow.checking.beside import Beside  # noqa: PLC0415  # likewise
    from ratsflow.office.lookups import Lookup  # noqa: PLC0415  # likewise

    procedure = space.procedure
    found, felt, count = None, None, 0
    desk = None
    if other.is_release:
        if space.others is None:
            raise InvalidInputError(
                Both(
                    "another release is asked without other cases.",
                    "eine andere Fassung des Pakets wird ohne andere Vorgänge gefragt.",
                ),
                "--others",
                Both("Leave it out.", "Die Option weglassen."),
            )
        return _with_release(law_file, space, other, cases, fail_on)
    if other.db is not None:
        names = [what] if other.against is None else [other.against, what]
        pinned = [name for name in names if not comparing.FINGERPRINT.fullmatch(name)]
        desk = options.office(other.db, tuple(pinned), law_file, tenant=other.tenant)
    if other.is_version:
        before = (
            procedure
            if other.against is None
            else comparing.version(other.against, what)
        )
        law = options.read_law(other.law_file or law_file, before.law_of)
        old = Space(before, law, others=space.others)
        found = comparing.compared(old, space, cases or _BESIDE)
        if desk is not None:
            now = moment(other.at, "--at") if other.at else wall_clock()
            finals = {s.name for s in before.states_of(MOTION) if s.final}
            stand = (desk.case(each) for each in desk.store.cases())
            cases_open = [each for each in stand if each.state not in finals]
            count = len(cases_open)
            others = Beside(Lookup(desk.store))
            was, will = (attrs.evolve(each, others=others) for each in (old, space))
            felt = tuple(touched(cases_open, was, will, on=local_day(now)))
    gate = None
    if desk is not None or other.logs:
        # A draft of the law is asked itself; else each entry names the law of its day.
        drafted = space.law if other.law_file is not None else None
        gate = comparing.replayed(other.logs, desk, procedure, drafted)
    usual = "looser" if other.is_version else "any"
    return comparing.Told(found, felt, count, gate, fail_on or usual)


def _with_release(
    law_file: str | None,
    space: Space,
    other: _Other,
    cases: int | None,
    fail_on: str | None,
) -> comparing.Told:
    """Compare with another release, which is asked in a process of its own."""
    from ratsflow.checking.released import (  # noqa: PLC0415  # only where asked
        compare_released,
        released,
    )

    if other.db is not None or other.logs:
        raise InvalidInputError(
            Both(
                "open cases and logs are not asked of another release.",
                "offene Vorgänge und Protokolle werden ein anderes Release nicht gefragt.",
            ),
            "--against",
            Both(
                "Leave --against out to replay logs under the version that is checked.",
                "--against weglassen, um Protokolle unter der geprüften Fassung erneut "
                "durchzugehen.",
            ),
        )
    place, law = other.against or "", other.law_file or law_file or ""
    with released(place, space.procedure.law_of or "NRW", law) as old:
        found = compare_released(old, space, cases or _RELEASE)
    return comparing.Told(found, None, 0, None, fail_on or "looser")


def _chosen(
    procedure: Procedure, files: Sequence[str], names: Sequence[str]
) -> list[Property]:
    from ratsflow.checking import (  # noqa: PLC0415
        load_properties,
        shipped_properties,
    )

    named = {
        each.id: each
        for source in map(Path, files)
        for each in load_properties(source, procedure)
    }
    found = [*named.values()] if files else [*shipped_properties(procedure)]
    known = [each.id for each in found]
    for name in names:
        if name not in known:
            raise UnknownNameError(Both("property", "Eigenschaft"), name, known)
    chosen = [each for each in found if not names or each.id in names]
    if not chosen:
        raise InvalidInputError(
            Both(
                "no property is named, and none is shipped with it.",
                "keine Eigenschaft ist angegeben, und keine wird mitgeliefert.",
            ),
            "--properties",
            Both(
                "Name a file, or ask with --structure.",
                "Eine Datei angeben oder mit --structure fragen.",
            ),
        )
    return chosen


_SAID = {
    "broken": ("VERLETZT", "BROKEN"),
    "vacuous": (
        "NICHT ZU BEURTEILEN: ein solcher Schritt oder Stand kam nicht vor",
        "NEVER ASKED: what it speaks of did not happen",
    ),
    "proved": (
        "BEWIESEN: alles betrachtet, was etwas daran ändern kann",
        "PROVED: all that can matter was looked at",
    ),
    "closed": (
        "IM AUSSCHNITT LÜCKENLOS: Hauptweg und genannte Schritte ganz betrachtet",
        "CLOSED IN THE SLICE: the main path and the steps named, all of it",
    ),
    "bound": (
        "BIS ZUR GRENZE: nichts gefunden, aber nicht alles betrachtet",
        "UP TO THE BOUND: nothing was found, but not all was looked at",
    ),
    "looked": (
        "{cases} Stände, {steps} von {all} Schritten",
        "{cases} cases, {steps} of {all} steps",
    ),
    "undecided": (
        "für {n} Stände kein Weg zum Ende gefunden",
        "of {n} cases no way to the end was found",
    ),
    "structural": ("kein Schritt kann das", "no step can do it"),
    "sum": (
        "{kept} von {all} Eigenschaften gelten.{open}",
        "{kept} of {all} properties hold.{open}",
    ),
    "open": (
        " Davon {n} nur bis zur Grenze der Suche (bound hit).",
        " {n} of them only up to the bound of the search (bound hit).",
    ),
    "beyond": (
        "Im Ausschnitt fehlt, was nur ein Schritt außerhalb öffnet: --all-steps betrachtet "
        "jeden Schritt, der etwas ändern kann, --cases mehr Stände.",
        "A slice does not show what only a step beside it opens: --all-steps looks at every "
        "step that can matter, --cases at more cases.",
    ),
    "assumed": (
        "Vorausgesetzt: ab {day}; hinterlegtes Recht; {who}; Papiere wie genannt; {others}.",
        "Assumed: from {day}; the law on file; {who}; the papers named; {others}.",
    ),
    "replayed": (
        "Im Office Schritt für Schritt nachgespielt.",
        "Replayed in an office, step by step.",
    ),
    "flaws": (
        "{faults} Fehler, {doubts} Zweifel.",
        "{faults} faults, {doubts} doubts.",
    ),
}

_MARKS = {"broken": "✗", "vacuous": "–", "proved": "✓", "closed": "✓", "bound": "○"}
"""In this order: what needs somebody first, then what is surest."""

_WIDTH = 80


def _say(key: str, lang: Any, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


def _group(report: Report) -> str:
    (found,) = report.checked
    if found.hole is not None:
        return "broken"
    if found.is_vacuous:
        return "vacuous"
    if report.is_proved:
        return "proved"
    return "closed" if report.closed else "bound"


def _told(reports: Sequence[Report], lang: Any) -> Iterator[str]:
    """Tell of properties by how sure the answer is, and what all answers suppose once."""
    for group, mark in _MARKS.items():
        within = [report for report in reports if _group(report) == group]
        if within:
            yield _say(group, lang)
            for report in within:
                yield from _lines(report, mark, lang)
            yield ""
    if any(report.beyond for report in reports):
        yield from wrap(_say("beyond", lang), _WIDTH)
    space = reports[0].space
    day = say_day(space.first_day, lang)
    who, others = people(space, lang), beside(space, lang)
    yield from wrap(_say("assumed", lang, day=day, who=who, others=others), _WIDTH)
    yield from wrap(_sum(reports, lang), _WIDTH)


def _lines(report: Report, mark: str, lang: Any) -> Iterator[str]:
    (found,) = report.checked
    yield from _indented(found.asked.title(lang), f"{mark} ")
    if found.asked.cites:
        yield from _indented(found.asked.cites)
    space = report.space
    count, all_ = len(space.steps or space.procedure.steps), len(space.procedure.steps)
    looked = _say("looked", lang, cases=report.cases, steps=count, all=all_)
    if found.is_structural:
        looked = _say("structural", lang)
    told = [f"[{found.asked.id}] {papers(space, lang)}: {looked}"]
    if found.reached.undecided:
        told.append(_say("undecided", lang, n=found.reached.undecided))
    told += left_out(report, lang)
    yield from _indented("; ".join(told))
    for hole in report.holes:
        for line in hole.story(lang):
            yield f"  {line}"
        yield f"  {_say('replayed', lang)}"


def _indented(text: str, first: str = "  ") -> Iterator[str]:
    yield from wrap(text, _WIDTH, initial_indent=first, subsequent_indent="  ")


def _replay(reports: Iterable[Report]) -> None:
    """Take the steps of each hole in an office before anybody is told of it."""
    for report in reports:
        for each in report.holes:
            each.replayed()


def _sum(reports: Sequence[Report], lang: Any) -> str:
    kept = [report for report in reports if report.is_kept]
    some = sum(not report.closed for report in kept)
    open_ = _say("open", lang, n=some) if some else ""
    return _say("sum", lang, kept=len(kept), all=len(reports), open=open_)


def _structure_lines(found: Structure, lang: Any) -> Iterator[str]:
    for each in found.flaws:
        told = german(each.text) if lang == "de" else str(each.text)
        yield f"{'✗' if each.is_fault else '!'} {told}"
    doubts = len(found.flaws) - len(found.faults)
    yield _say("flaws", lang, faults=len(found.faults), doubts=doubts)
    yield reach(found, lang)


def _one(report: Report, lang: Any) -> dict[str, Any]:
    """Return the report on one property, for programs."""
    told = report.to_plain(lang)
    (found,) = told.pop("properties")
    return {**found, **told}


def _save(
    path: str, reports: Sequence[Report], what: str, law_file: str | None
) -> None:
    from ratsflow.cli.saved_test import saved_test  # noqa: PLC0415  # only where asked

    hole = next((each for report in reports for each in report.holes), None)
    if hole is not None:
        test = saved_test(hole, Path(path), what, law_file)
        Path(path).write_text(test, "utf-8")
        return
    raise InvalidInputError(
        Both("nothing is broken that could be saved.", "nichts ist verletzt."), "--save"
    )
