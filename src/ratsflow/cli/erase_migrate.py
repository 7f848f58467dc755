"""``erase`` and ``migrate``: what is done to a case beside its procedure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, Number, option
from ratsflow.cli.differences import lines, plain_differences
from ratsflow.cli.printed import echo, print_document, print_documents, print_json
from ratsflow.cli.progress import through
from ratsflow.documents import stamped
from ratsflow.engine import Taken
from ratsflow.engine.migration import Migration, OccupiedStateError
from ratsflow.errors import Both, InvalidInputError, RatsflowError, german
from ratsflow.exchange.documents import done
from ratsflow.exchange.plain import moment
from ratsflow.model import Actor
from ratsflow.office import Office
from ratsflow.procedure.procedure import Procedure


_AS = option(
    "--as",
    "who",
    metavar="ROLE:ID",
    required=True,
    help=Both("Who acts.", "Wer handelt."),
)
_NAME = option(
    "--name", default="", help=Both("The actor's name.", "Name der handelnden Person.")
)
_AT = option(
    "--at",
    metavar="TIME",
    help=Both(
        "When it takes effect (with a zone).", "Wann es wirksam wird (mit Zeitzone)."
    ),
)
_CONTENT = Both(
    "An input, “by” (names of private persons) or “override”; else all.",
    "Eine Angabe, „by“ (Namen von Privatpersonen) oder „override“; sonst alles.",
)
_KEY = option(
    "--key",
    default="",
    help=Both(
        "Idempotency key of the command.",
        "Schlüssel des Befehls; damit wirkt er nur einmal.",
    ),
)


@click.command(
    "erase",
    cls=Command,
    examples=(
        'erase 0322 --as council_office:buero --reason "no longer needed" --authority "Art. 17 GDPR"',
    ),
    de="Versiegelte Inhalte eines Vorgangs löschen. Ende mit 1, wenn das nicht erlaubt ist.",
)
@options.ref
@_AS
@_NAME
@_AT
@option(
    "--reason",
    required=True,
    help=Both(
        "Why. It stays in the log for ever.", "Warum. Es bleibt für immer im Protokoll."
    ),
)
@option(
    "--authority",
    required=True,
    help=Both("What demands or allows it.", "Was es verlangt oder erlaubt."),
)
@option("--content", "contents", multiple=True, help=_CONTENT)
@option(
    "--entry",
    "entries",
    multiple=True,
    type=Number(),
    help=Both("An entry; else all.", "Ein Eintrag; sonst alle."),
)
@_KEY
@options.database
@options.output
def erase_command(
    ref: str,
    who: str,
    name: str,
    at: str | None,
    reason: str,
    authority: str,
    contents: tuple[str, ...],
    entries: tuple[int, ...],
    key: str,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Destroy sealed contents of a case. Exit 1 if the actor may not."""
    desk = open_office()
    case_id, actor = options.find_case(desk, ref), options.actor(who, name)
    again = options.repetition(desk, as_json, lang)
    with again, options.refusal(desk, as_json, lang, options.typed()):
        erased = desk.erase(
            case_id,
            actor,
            reason=reason,
            authority=authority,
            names=contents,
            versions=entries,
            at=moment(at, "--at") if at else None,
            key=key,
        )
    inputs, gone = erased.entry.inputs, desk.sweep()
    if not gone:
        left = {
            "de": "Noch nicht überall gelöscht: Eine andere Verbindung liest noch, was vorher "
            "da war, und solange steht es in der Datei mit der Endung -wal. Diese beenden und "
            "einen weiteren Schritt tun; dann ist es fort.",
            "en": "Not gone everywhere yet: another connection still reads what was there "
            "before, and as long as it does, the file that ends in -wal holds it. End that "
            "one and take another step; then it is gone.",
        }
        echo(f"ratsflow: {left[lang]}", err=True)
    if as_json:
        print_document(
            "erased",
            {
                **done(erased),
                "gone": gone,
                "erased": len(inputs.get("digests", ())),
                "contents": list(inputs.get("names", ())),
            },
        )
        return
    count, names = len(inputs.get("digests", ())), ", ".join(inputs.get("names", ()))
    where = f"({erased.case.id}, {erased.entry.version})"
    words = {
        "de": f"Gelöscht: {count} Inhalt(e), {names} {where}",
        "en": f"Erased: {count} content(s), {names} {where}",
    }
    echo(words[lang])


@click.command(
    "migrate",
    cls=Command,
    examples=("migrate --plan --procedure nrw",),
    de="Einen Vorgang oder alle in das erste --procedure überführen; die früheren Fassungen dahinter nennen. Ende mit 1, wo ein Vorgang nicht überführt werden kann.",
)
@click.argument("ref", required=False, shell_complete=options.offered("cases"))
@option(
    "--as",
    "who",
    metavar="ROLE:ID",
    help=Both("Who acts; not for --plan.", "Wer handelt; nicht für --plan."),
)
@_NAME
@_AT
@option("--reason", default="", help=Both("Why.", "Warum."))
@option(
    "--authority",
    default="",
    help=Both("What gives the right.", "Was das Recht dazu gibt."),
)
@option(
    "--map",
    "maps",
    metavar="[LIFECYCLE:]OLD=NEW",
    multiple=True,
    help=Both(
        "The new name of a state; of the motion's if no lifecycle is named.",
        "Der neue Name eines Standes; der Vorlage, wenn kein Ablauf genannt ist.",
    ),
)
@option(
    "--plan",
    is_flag=True,
    help=Both(
        "Only say what would become of each case.",
        "Nur sagen, was aus jedem Vorgang würde.",
    ),
)
@_KEY
@options.database
@options.output
def migrate_command(
    ref: str | None,
    who: str | None,
    name: str,
    at: str | None,
    reason: str,
    authority: str,
    maps: tuple[str, ...],
    plan: bool,
    key: str,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Bring a case, or all, to the first --procedure; name the earlier ones behind it.

    Exit 1 where a case cannot go over.
    """
    desk = open_office()
    mapping = _mapping(maps)
    case_id = None if ref is None else options.find_case(desk, ref)
    if plan:
        with through(desk.store, "plan", lang) as told:
            plans = desk.plan_migration(desk.procedure, mapping, told)
        _print_plans([p for p in plans if case_id in (None, p.case_id)], as_json, lang)
        return
    if not who:
        raise click.UsageError(
            Both(
                "Say who acts with --as, or ask for the --plan.",
                "Mit --as angeben, wer handelt, oder mit --plan nur planen.",
            )
        )
    if key and case_id is None:
        raise click.UsageError(
            Both(
                "A --key is of one case: name it.",
                "Ein Schlüssel (--key) gilt für einen Vorgang: diesen nennen.",
            )
        )
    given: dict[str, Any] = {
        "to": desk.procedure,
        "reason": reason,
        "authority": authority,
        "mapping": mapping,
        "at": moment(at, "--at") if at else None,
    }
    actor = options.actor(who, name)
    again = options.repetition(desk, as_json, lang)
    with again, options.refusal(desk, as_json, lang, options.typed()):
        try:
            done = _migrated(desk, case_id, actor, key, given, lang)
        except OccupiedStateError as error:
            done = (error,)
    _print_migrated(desk.procedure, done, as_json, lang)


def _migrated(
    desk: Office,
    case_id: str | None,
    actor: Actor,
    key: str,
    given: dict[str, Any],
    lang: Any,
) -> Sequence[Taken | RatsflowError]:
    if case_id is not None:
        return (desk.migrate(case_id, actor, key=key, **given),)
    with through(desk.store, "migrate", lang) as told:
        return desk.migrate_all(actor, progress=told, **given)


def _mapping(maps: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for each in maps:
        old, equals, new = each.partition("=")
        lifecycle, _, state = old.rpartition(":")
        if not (equals and state and new):
            raise InvalidInputError(
                Both(f"{each!r} maps no state.", f"„{each}“ ordnet keinen Stand zu."),
                "--map",
                Both(
                    "Write OLD=NEW or consultation:OLD=NEW.",
                    "ALT=NEU oder consultation:ALT=NEU schreiben.",
                ),
            )
        found.setdefault(lifecycle or "motion", {})[state] = new
    return found


def _print_plans(plans: Sequence[Migration], as_json: bool, lang: Any) -> None:
    if as_json:
        print_documents("migration-plan", [_plain(each) for each in plans])
    else:
        for each in plans:
            echo("\n".join([_line(each, lang), *lines(each, lang)]))
        german = lang == "de"
        if not plans:
            echo("Kein Vorgang ist zu ändern." if german else "No case is to go.")
    if not all(each.is_possible for each in plans):
        raise click.exceptions.Exit(1)


def _plain(plan: Migration) -> dict[str, Any]:
    return {
        "case": plan.case_id,
        "possible": plan.is_possible,
        "moves": [[m.lifecycle, m.subject, m.source, m.target] for m in plan.moves],
        "occupied": [[o.lifecycle, o.subject, o.state] for o in plan.occupied],
        "appearing": list(plan.appearing),
        "disappearing": list(plan.disappearing),
        "changed": [
            {"step": c.step, "differences": plain_differences(c.differences)}
            for c in plan.changed
        ],
        "later": list(plan.later),
        "general": plain_differences(plan.general),
        "pinned": plan.pinned,
        "unknown": plan.is_unknown,
        "broken": str(plan.broken) if plan.broken else "",
    }


def _line(plan: Migration, lang: Any) -> str:
    in_german = lang == "de"
    if plan.broken:
        damaged = "das Protokoll ist beschädigt" if in_german else "its log is broken"
        where = f"{'Eintrag' if in_german else 'entry'} {plan.broken.version}"
        reason = german(plan.broken.reason) if in_german else plan.broken.reason
        return f"✗ {plan.case_id}: {damaged} ({where}: {reason})"
    if plan.pinned:
        known = (
            "steht auf einer Fassung, die nicht mitgegeben wurde"
            if in_german
            else "is pinned to a version that was not given"
        )
        return f"✗ {plan.case_id}: {known} ({plan.pinned[:12]})"
    if plan.occupied:
        states = ", ".join(f"{each.lifecycle} {each.state}" for each in plan.occupied)
        lacks = (
            "die neue Fassung hat nicht"
            if in_german
            else "the new version does not have"
        )
        return f"✗ {plan.case_id}: {lacks}: {states}"
    parts = [f"{each.source} → {each.target}" for each in plan.moves]
    if plan.is_unknown:
        parts.append(
            "seine Fassung wurde nicht mitgegeben: Nur wo er steht, wurde angesehen"
            if in_german
            else "its version was not given: only where it stands was looked at"
        )
    parts += [f"+{name}" for name in plan.appearing]
    parts += [f"−{name}" for name in plan.disappearing]
    if not parts:
        same = "sonst wie bisher" if in_german else "else as before"
        differs = "anders ist" if in_german else "what differs"
        parts = [same if plan.is_as_before else differs]
    return f"✓ {plan.case_id}: {', '.join(parts)}"


def _print_migrated(
    procedure: Procedure,
    results: Sequence[Taken | RatsflowError],
    as_json: bool,
    lang: Any,
) -> None:
    failed = [each for each in results if isinstance(each, RatsflowError)]
    if as_json:
        print_json(
            [
                stamped("failed", {"error": each.text(lang)})
                if isinstance(each, RatsflowError)
                else stamped("taken", done(each))
                for each in results
            ]
        )
    else:
        for error in failed:
            echo(f"ratsflow: {error.text(lang)}", err=True)
        count, version = len(results) - len(failed), procedure.fingerprint[:12]
        words = {
            "de": f"{count} Vorgang/Vorgänge auf {procedure.name} {version} gebracht.",
            "en": f"{count} case(s) brought to {procedure.name} {version}.",
        }
        echo(words[lang], err=bool(failed))
    if failed:
        raise click.exceptions.Exit(1)
