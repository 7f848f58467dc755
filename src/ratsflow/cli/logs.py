"""``log`` and ``verify``: what was written, and whether it still says so."""

from __future__ import annotations

import json

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from rich.table import Table

from ratsflow.cli import options
from ratsflow.cli.bilingual import Bounded, Command, option
from ratsflow.cli.console import Console
from ratsflow.cli.printed import echo, print_document, print_documents
from ratsflow.cli.progress import counted, progress, through
from ratsflow.cli.proofs import against_checkpoint, read_checkpoint, trusted
from ratsflow.cli.screen import plainly
from ratsflow.cli.seals import read_seal, wrong_signature
from ratsflow.cli.transfer import lines_of
from ratsflow.documents.reports import AppendOnly
from ratsflow.errors import Both, BrokenLogError, InvalidInputError, StoreError, german
from ratsflow.exchange.documents import to_plain
from ratsflow.law.periods import local_day
from ratsflow.log import Entry, Record, recorded_late, verifier
from ratsflow.log.seal import Seal, against_seal
from ratsflow.log.verifier import Checkpoint
from ratsflow.office import Office
from ratsflow.procedure.procedure import Procedure
from ratsflow.stores import Store
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.verify import TABLES, verify_against


@click.command(
    "log",
    cls=Command,
    examples=("log 0322",),
    de="Das Protokoll eines Vorgangs zeigen.",
)
@options.ref
@options.reader
@options.database
@options.output
def log_command(
    ref: str,
    reader: str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Show the log of a case."""
    desk = open_office()
    case_id = options.find_case(desk, ref)
    actor = None if reader is None else options.actor(reader)
    entries = desk.entries(case_id, reader=actor)
    if not as_json:
        print_log(desk.procedure_of(desk.case(case_id)), entries, lang)
        return
    late = recorded_late(entries)
    rows = (
        [_as_stored(each) for each in desk.records(case_id)]
        if actor is None
        else [to_plain(each) for each in entries]
    )
    print_documents(
        "record" if actor is None else "log-entry",
        [{**row, "late": row["version"] in late} for row in rows],
    )


def _as_stored(record: Record) -> dict[str, Any]:
    """Return the bytes of an entry as they say it, with their hash."""
    row = json.loads(record.body)
    return {**row, "log_schema": row.pop("schema"), "hash": record.hash}


@click.command(
    "verify",
    cls=Command,
    examples=(
        "verify",
        "verify --db tour.db",
    ),
    de="Alle Protokolle der Datenbank oder einer ausgegebenen Datei (FILE) prüfen. Ende mit 1, wenn eines beschädigt ist, mit 2, wenn nicht nachgesehen werden konnte. Mit einem Siegel auch, ob jedes Protokoll das Versiegelte fortsetzt.",
)
@click.argument("file", required=False)
@option(
    "--seal",
    "seal",
    metavar="FILE",
    help=Both(
        "A seal that was kept elsewhere.", "Ein Siegel, das anderswo aufbewahrt wurde."
    ),
)
@option(
    "--key",
    metavar="HEX|FILE",
    help=Both(
        "The public key of the seal, or of the log.",
        "Der öffentliche Schlüssel des Siegels oder des Protokolls.",
    ),
)
@option(
    "--checkpoint",
    metavar="FILE",
    help=Both(
        "A checkpoint that was kept elsewhere.",
        "Ein Prüfpunkt, der anderswo aufbewahrt wurde.",
    ),
)
@option(
    "--policy",
    metavar="FILE",
    help=Both(
        "Whose signatures a checkpoint needs, in place of --key.",
        "Wessen Unterschriften ein Prüfpunkt braucht, statt --key.",
    ),
)
@option(
    "--heads",
    metavar="FILE",
    help=Both(
        "Where all cases ended at the checkpoint, for a FILE.",
        "Wo beim Prüfpunkt alle Vorgänge endeten, für eine Datei (FILE).",
    ),
)
@option(
    "--proof",
    metavar="FILE",
    help=Both(
        "A proof, in place of a database: of an entry, of a case's end, or with --since.",
        "Ein Nachweis statt einer Datenbank: eines Eintrags, eines Vorgangs oder mit "
        "--since.",
    ),
)
@option(
    "--since",
    metavar="FILE",
    help=Both(
        "The earlier checkpoint that the one of the --proof continues.",
        "Der frühere Prüfpunkt, den der des Nachweises (--proof) fortsetzt.",
    ),
)
@option(
    "--rotation",
    metavar="FILE",
    multiple=True,
    help=Both(
        "The proof that the log changed its key; may be repeated, in order.",
        "Der Nachweis, dass das Protokoll den Schlüssel wechselte; mehrmals, der Reihe "
        "nach.",
    ),
)
@option(
    "--ca",
    metavar="FILE",
    help=Both(
        "Certificates that are trusted for a time stamp, PEM.",
        "Zertifikate, denen für einen Zeitstempel vertraut wird, PEM.",
    ),
)
@option(
    "--processes",
    type=Bounded(1),
    default=1,
    help=Both(
        "So many processes share the work, for a large database.",
        "So viele Prozesse teilen sich die Arbeit, bei einer großen Datenbank.",
    ),
)
@option(
    "--append-only",
    is_flag=True,
    help=Both(
        "Call it a fault too where the database itself would not refuse a change.",
        "Auch als Fehler melden, wenn die Datenbank selbst Änderungen nicht ablehnt.",
    ),
)
@options.database
@options.output
def verify_command(
    file: str | None,
    seal: str | None,
    key: str | None,
    checkpoint: str | None,
    policy: str | None,
    heads: str | None,
    proof: str | None,
    since: str | None,
    rotation: tuple[str, ...],
    ca: str | None,
    processes: int,
    append_only: bool,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Verify every log in the database, or in an exported FILE. Exit 1 if one is broken.

    With a seal or a checkpoint, also that every log continues what was signed. With --proof
    it looks at no log at all, as anybody can. It says too whether the
    database itself refuses to change a log (ratsflow upgrade --append-only).
    """
    if append_only and file is not None:
        raise click.UsageError(
            Both(
                "Only a database can be --append-only, no FILE: give one of both.",
                "Nur eine Datenbank kann Änderungen ablehnen (--append-only), keine "
                "Datei (FILE): nur eines angeben.",
            )
        )
    begins = b"" if file is None else _beginning(file)
    is_attest, is_stamp = verifier.is_attest(begins), begins.startswith(_DER)
    if is_attest or is_stamp:
        beside = (seal, heads, proof, since, None if is_stamp else checkpoint)
        _refuse_beside(any(each is not None for each in beside))
    else:
        _refuse_wrong_call(file, seal, key, checkpoint, policy, heads, proof, since)
    if file is not None and is_stamp:
        named = policy is not None or key is not None
        trust = trusted(policy, key, rotation) if named else None
        whole = _verified_stamp(file, checkpoint, ca, trust, as_json, lang)
    elif file is not None and is_attest:
        _refuse_untrusting(policy, key)
        trust = trusted(policy, key, rotation)
        whole = _verified_proof(file, trust, None, as_json, lang)
    elif proof is not None:
        trust = trusted(policy, key, rotation)
        whole = _verified_proof(proof, trust, since, as_json, lang)
    else:
        sealed = None if seal is None else read_seal(seal)
        unsigned = [] if sealed is None or key is None else wrong_signature(sealed, key)
        signed = None if checkpoint is None else read_checkpoint(checkpoint)
        trust = trusted(policy, None if seal else key, rotation)
        found = [] if signed is None else verifier.judged_by(trust, signed).wrong
        if file is not None:
            kept = None if signed is None or heads is None else (signed, heads)
            against = [*_unsigned(unsigned), *found]
            whole = _verified_file(file, sealed, against, kept, as_json, lang)
        else:
            more = _against(open_office, sealed, unsigned, signed, found, lang)
            whole = _verified_database(
                open_office, more, processes, append_only, as_json, lang
            )
    if not whole:
        raise click.exceptions.Exit(1)


def _against(
    open_office: options.OpenOffice,
    sealed: Seal | None,
    unsigned: Sequence[BrokenLogError],
    signed: Checkpoint | None,
    found: Sequence[str],
    lang: Any,
) -> list[tuple[str, BrokenLogError]]:
    """Return what does not hold of a database against what was signed, by municipality.

    Args:
        open_office: opens a municipality.
        sealed: a seal.
        unsigned: what is wrong with its signature.
        signed: a checkpoint.
        found: what is wrong with its signatures.
        lang: language.
    """
    wrong: list[tuple[str, BrokenLogError]] = []
    if sealed is not None:
        theirs = open_office(tenant=sealed.tenant).store
        with through(theirs, "compare", lang) as told:
            unlike = [*unsigned, *verify_against(theirs, sealed, told)]
        wrong += [(sealed.tenant, error) for error in unlike]
    if signed is not None:
        desk = open_office()
        name = getattr(desk.store, "tenant", "default")
        wrong += [(name, error) for error in against_checkpoint(desk, signed, found)]
    return wrong


def _verified_database(
    open_office: options.OpenOffice,
    broken: list[tuple[str, BrokenLogError]],
    processes: int,
    append_only: bool,
    as_json: bool,
    lang: Any,
) -> bool:
    """Verify every log of a database; a municipality of which any table has a trace too."""
    desk = open_office()
    tenants: Sequence[str] = getattr(desk.store, "tenants", tuple)() or ("default",)
    desks = {tenant: open_office(tenant=tenant) for tenant in tenants}
    guarded = _append_only(desk.store)
    if append_only and guarded != "all":
        broken.append(("default", BrokenLogError(TABLES, 0, _UNGUARDED)))
    return verified(desks, as_json, lang, broken, processes, guarded)


_DER = b"\x30"
"""How a time stamp begins, and nothing else that is verified."""


def _beginning(file: str) -> bytes:
    """Return how a file begins; nothing of one that is not there, which is told later."""
    path = Path(file)
    if not path.is_file():
        return b""
    with path.open("rb") as opened:
        return opened.read(len(verifier.ATTEST_BEGINS))


def _refuse_beside(is_given: bool) -> None:
    """Refuse what an attest or a time stamp is not held against."""
    if is_given:
        raise click.UsageError(
            Both(
                "An attest is checked with a --key or a --policy, a time stamp with its "
                "--checkpoint and --ca: leave the others out.",
                "Ein Nachweis wird mit --key oder --policy geprüft, ein Zeitstempel mit "
                "--checkpoint und --ca: das andere weglassen.",
            )
        )


def _refuse_untrusting(policy: str | None, key: str | None) -> None:
    """Refuse to check what is signed without saying whose signature counts."""
    if key is None and policy is None:
        raise click.UsageError(
            Both(
                "An attest is checked with the --key of its log, or a --policy: name one.",
                "Ein Nachweis wird mit dem Schlüssel (--key) seines Protokolls oder einem "
                "Regelwerk (--policy) geprüft: eines nennen.",
            )
        )


def _verified_stamp(
    file: str,
    checkpoint: str | None,
    ca: str | None,
    trust: verifier.Trust | None,
    as_json: bool,
    lang: Any,
) -> bool:
    """Verify the time stamp of an authority on a checkpoint."""
    from ratsflow.exchange import stamps  # noqa: PLC0415  # seldom

    if checkpoint is None or ca is None:
        raise click.UsageError(
            Both(
                "A time stamp is checked with its --checkpoint and the --ca that is trusted "
                "for it: give both.",
                "Ein Zeitstempel wird mit seinem Prüfpunkt (--checkpoint) und den "
                "Zertifikaten (--ca), denen dafür vertraut wird, geprüft: beides angeben.",
            )
        )
    signed = read_checkpoint(checkpoint)
    roots = stamps.roots_in(Path(ca).read_bytes())
    wrong = [] if trust is None else [*verifier.judged_by(trust, signed).wrong]
    shown: str = ""
    try:
        stamp = stamps.checked(Path(file).read_bytes(), signed, roots)
        at = f"{stamp.at:%Y-%m-%dT%H:%M:%SZ}"
        shown = Both(
            f"{signed.origin} ({signed.size}) was there at {at}, by {stamp.by}",
            f"{signed.origin} ({signed.size}) lag vor am {at}, nach {stamp.by}",
        )
    except stamps.StampError as error:
        wrong.append(error.what)
    return _told_proof(file, wrong, shown, as_json, lang)


def _refuse_wrong_call(
    file: str | None,
    seal: str | None,
    key: str | None,
    checkpoint: str | None,
    policy: str | None,
    heads: str | None,
    proof: str | None,
    since: str | None,
) -> None:
    """Refuse options that do not go together."""
    if seal is not None and (key is None or policy is not None or checkpoint):
        raise click.UsageError(
            Both(
                "A --seal is checked with its --key: give both.",
                "Ein Siegel (--seal) wird mit seinem Schlüssel (--key) geprüft: "
                "beides angeben.",
            )
        )
    if proof is not None and (file or seal or checkpoint):
        raise click.UsageError(
            Both(
                "A --proof is checked by itself, with a --policy or the --key.",
                "Ein Nachweis (--proof) wird für sich geprüft, mit Regelwerk (--policy) "
                "oder Schlüssel (--key).",
            )
        )
    given = seal or checkpoint or proof
    if bool(given) != ((key is None) != (policy is None)) or (
        key is not None and policy is not None
    ):
        raise click.UsageError(
            Both(
                "A --seal is checked with its --key, a --checkpoint or a --proof with a "
                "--policy or the --key of the log: give both.",
                "Ein Siegel (--seal) wird mit seinem Schlüssel (--key) geprüft, ein "
                "Prüfpunkt (--checkpoint) oder Nachweis (--proof) mit Regelwerk (--policy) "
                "oder dem Schlüssel des Protokolls: beides angeben.",
            )
        )
    if (heads is not None) != (file is not None and checkpoint is not None):
        raise click.UsageError(
            Both(
                "A FILE is held against a --checkpoint with its --heads: give all three.",
                "Eine Datei (FILE) wird mit dem Verzeichnis (--heads) gegen einen Prüfpunkt "
                "(--checkpoint) gehalten: alle drei angeben.",
            )
        )
    if since is not None and proof is None:
        raise click.UsageError(
            Both(
                "Name the --proof that the later checkpoint continues the one --since.",
                "Den Nachweis (--proof) nennen, dass der spätere Prüfpunkt den früheren "
                "(--since) fortsetzt.",
            )
        )


def _unsigned(unsigned: Sequence[BrokenLogError]) -> list[str]:
    """Return what is wrong with the signature of a seal, in both languages."""
    return [Both(each.reason, german(each.reason)) for each in unsigned]


def _verified_proof(
    proof: str, trust: verifier.Trust, since: str | None, as_json: bool, lang: Any
) -> bool:
    """Check a proof as anybody can, with the verifier that stands alone."""
    try:
        wrong, shown = verifier.check_proof(proof, trust, since)
    except verifier.Unusable as error:
        raise InvalidInputError(Both(str(error), german(error))) from error
    return _told_proof(proof, wrong, shown, as_json, lang)


def _told_proof(
    proof: str, wrong: Sequence[str], shown: str, as_json: bool, lang: Any
) -> bool:
    """Print what a proof shows, or what does not hold of it; return whether all does."""
    said = [german(each) if lang == "de" else str(each) for each in wrong]
    told = german(shown) if lang == "de" else shown
    if as_json:
        broken = [{"reason": each} for each in said]
        row = {"ok": not wrong, "shown": "" if wrong else told, "broken": broken}
        print_document("checked", row)
    elif wrong:
        for each in said:
            echo(f"ratsflow: {proof}: {each}", err=True)
    else:
        echo(told)
    return not wrong


def _verified_file(
    file: str,
    sealed: Seal | None,
    against: Sequence[str],
    kept: tuple[Checkpoint, str] | None,
    as_json: bool,
    lang: Any,
) -> bool:
    """Verify an export as anybody can, with the verifier that stands alone.

    Args:
        file: the export.
        sealed: a seal that it is to continue.
        against: what was found wrong with signatures.
        kept: a checkpoint that it is to continue, and the file of its heads.
        as_json: print JSON.
        lang: language.
    """
    words = {"de": "Datei prüfen", "en": "verifying the file"}
    try:
        with lines_of(file) as (lines, total), progress(words[lang], total) as told:
            hashes, wrong = verifier.verify(counted(verifier.lines_in(lines), told))
    except verifier.Unusable as error:
        raise InvalidInputError(
            Both(
                f"it cannot be read as an exported log ({error}).",
                "die Datei lässt sich nicht als ausgegebenes Protokoll lesen "
                f"({german(error)}).",
            ),
            file,
        ) from error
    wrong += against
    if kept is not None:
        signed, heads = kept
        try:
            data = verifier.read_bytes(heads)
            wrong += verifier.against_heads(signed, data, hashes)
        except verifier.Unusable as error:
            raise InvalidInputError(Both(str(error), german(error))) from error
        except verifier.Odd as error:
            reason = Both(
                f"it is no list of heads ({error}).",
                f"das ist kein Verzeichnis der Vorgänge ({german(error)}).",
            )
            raise InvalidInputError(reason, heads) from error
    if sealed is not None:

        def hash_at(case_id: str, version: int) -> str | None:
            log = hashes.get(case_id, [])
            return log[version - 1] if 0 < version <= len(log) else None

        unlike = against_seal(sealed, hash_at)
        wrong += [Both(str(each), each.text("de")) for each in unlike]
    if as_json:
        broken = [{"reason": german(e) if lang == "de" else e} for e in wrong]
        print_document(
            "verification", {"ok": not wrong, "cases": len(hashes), "broken": broken}
        )
    elif wrong:
        for each in wrong:
            told_as = german(each) if lang == "de" else each
            echo(f"ratsflow: {file}: {told_as}", err=True)
    else:
        echo(_whole(len(hashes), lang))
    return not wrong


def verified(
    desks: Mapping[str, Office],
    as_json: bool,
    lang: Any,
    found: Sequence[tuple[str, BrokenLogError]] = (),
    processes: int = 1,
    guarded: AppendOnly | None = None,
) -> bool:
    """Print the result of the verification and return whether all is whole.

    Args:
        desks: an office for each tenant, all of one database.
        as_json: print JSON.
        lang: language.
        found: what was found before, each with its tenant.
        processes: how many share the work.
        guarded: whether the database itself refuses changes; None: it is not told.
    """
    broken = [*found]
    bent: list[BrokenLogError] | None = None
    for name, desk in desks.items():
        with through(desk.store, "verify", lang) as told:
            wrong = [*desk.verify(told, bent, processes)]
        broken += [(name, error) for error in wrong]
        if bent is None:  # the tables are those of all: to look once is enough
            bent = [error for error in wrong if error.case_id == TABLES]
    count = _count(desks.values(), broken=bool(broken))
    if as_json:
        rows = [
            {
                "tenant": name,
                "case": error.case_id,
                "entry": error.version,
                "reason": german(error.reason) if lang == "de" else error.reason,
            }
            for name, error in broken
        ]
        answer = {"ok": not broken, "cases": count, "broken": rows}
        more = {} if guarded is None else {"append_only": guarded}
        print_document("verification", answer | more)
        return not broken
    for name, error in broken:
        where = "" if name == "default" else f"{name}: "
        echo(f"ratsflow: {where}{error.text(lang)}", err=True)
    if not broken:
        echo(_whole(count, lang))
        if guarded is not None:
            echo(_GUARDED[guarded][lang])
    return not broken


def _append_only(store: Store) -> AppendOnly | None:
    """Tell whether a database refuses changes; None of a store that is none."""
    return store.append_only() if isinstance(store, SqlStore) else None


_UNGUARDED = Both(
    "the database itself does not refuse every change of a log, or this user may not see "
    "that it does. As the owner of the tables: ratsflow upgrade --append-only.",
    "die Datenbank selbst lehnt nicht jede Änderung am Protokoll ab, oder dieser Benutzer "
    "darf es nicht sehen. Als Eigentümer der Tabellen: ratsflow upgrade --append-only.",
)

_NOT = {
    "de": "Die Datenbank selbst würde Änderungen am Protokoll nicht ablehnen; das richtet "
    "ein: ratsflow upgrade --append-only",
    "en": "The database itself would not refuse to change it; to let it: ratsflow upgrade "
    "--append-only",
}
_GUARDED: Mapping[AppendOnly, Mapping[str, str]] = {
    "all": {
        "de": "Die Datenbank selbst lehnt Änderungen am Protokoll ab.",
        "en": "The database itself refuses to change it.",
    },
    "some": _NOT,
    "none": _NOT,
    "unknown": {
        "de": "Ob die Datenbank selbst Änderungen ablehnt, darf dieser Benutzer nicht sehen.",
        "en": "Whether the database itself refuses to change it, this user may not see.",
    },
}


def _count(desks: Iterable[Office], *, broken: bool) -> int:
    """Count the cases; of what is damaged maybe not even that can be told, and it is 0."""
    try:
        return sum(1 for desk in desks for _ in desk.store.cases())
    except (StoreError, TypeError):
        if not broken:
            raise
        return 0


def _whole(count: int, lang: Any) -> str:
    words = {
        "de": f"Das Protokoll ist unversehrt: {count} Vorgang/Vorgänge geprüft.",
        "en": f"The log is whole: {count} case(s) verified.",
    }
    return words[lang]


_DAY = {"de": "%d.%m.%Y", "en": "%Y-%m-%d"}
_GERMAN = {
    "open": "Eröffnen",
    "erase": "Inhalte löschen",
    "migrate": "Überführen",
    "taken": "gegangen",
    "refused": "abgelehnt",
    "recorded": "festgehalten",
    "overridden": "angeordnet",
    "assumed": "angenommen",
    "erased": "gelöscht",
    "migrated": "überführt",
}
"""What entries are called that are no steps of a procedure, and the kinds of entries."""


def _word(name: str, lang: Any) -> str:
    return _GERMAN.get(name, name) if lang == "de" else name


def print_log(procedure: Procedure, entries: tuple[Entry, ...], lang: Any) -> None:
    """Print the entries as a table."""
    heads = {
        "de": ("Nr.", "wirksam", "Schritt", "wer", "Stand danach", "Art"),
        "en": ("no.", "effective", "step", "who", "state after", "kind"),
    }
    late = recorded_late(entries)
    belated = {"de": "nachgetragen am", "en": "recorded late on"}
    columns = (*heads[lang], belated[lang]) if late else heads[lang]
    table = Table(*columns, box=None, pad_edge=False)
    state = ""
    for each in entries:
        for move in each.moves:
            if move.lifecycle == "motion":
                state = move.target
        known = {step.name: step for step in procedure.steps}
        step = (
            known[each.step].title(lang)
            if each.step in known
            else _word(each.step, lang)
        )
        role = procedure.words.say("role", each.by.role, lang) if each.by.role else ""
        who = f"{each.by.name or each.by.id} ({role})" if role else each.by.id
        table.add_row(
            str(each.version),
            f"{local_day(each.effective_at):{_DAY[lang]}}",
            step,
            who,
            procedure.state(state).title(lang),
            _word(each.kind.value, lang),
            *(
                [f"{local_day(each.recorded_at):{_DAY[lang]}}"]
                if each.version in late
                else []
            ),
        )
    console = Console(highlight=False, markup=False)
    console.print(table)
    for each in entries:
        if each.override is not None:
            console.print(f"{each.version}: {plainly(_reason(each, lang))}")


def _reason(entry: Entry, lang: Any) -> str:
    """Say why an entry was assumed or overrides rules, and on what that rests."""
    override = entry.override
    if override is None:
        return ""
    told = f"{_word(entry.kind.value, lang)}: {override.reason}"
    return f"{told} ({override.authority})" if override.authority else told
