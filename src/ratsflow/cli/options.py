"""What the commands share: options, and how they reach procedure, law and store."""

from __future__ import annotations

import importlib.util
import json
import logging

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

import click

from click.core import ParameterSource

from ratsflow.cli.bilingual import Word, option, said_in
from ratsflow.cli.command_lines import Typed
from ratsflow.cli.printed import echo, print_document, print_json
from ratsflow.errors import (
    Both,
    InvalidInputError,
    RefusedError,
    RepeatedError,
    UnknownNameError,
    german,
)
from ratsflow.law.local import Law
from ratsflow.log import EntryKind
from ratsflow.log.erasable import DIGEST_LENGTH
from ratsflow.model import Actor
from ratsflow.office import Office
from ratsflow.procedure.procedure import Procedure


F = TypeVar("F", bound=Callable[..., Any])

as_json = option(
    "--json", "as_json", is_flag=True, help=Both("Print JSON.", "JSON ausgeben.")
)
lang = option(
    "--lang",
    type=Word(["de", "en"]),
    default=lambda: said_in(click.get_current_context()),
    show_default=Both("your own, else en", "die eigene, sonst en"),
    help=Both("Language.", "Sprache."),
)
_DB = option(
    "--db",
    metavar="URL",
    envvar="RATSFLOW_DB",
    default="ratsflow.db",
    show_default=True,
    help=Both(
        "Database: a file, or a URL of SQLAlchemy.",
        "Datenbank: eine Datei oder eine URL von SQLAlchemy.",
    ),
)
_TENANT = option(
    "--tenant",
    envvar="RATSFLOW_TENANT",
    default="default",
    show_default=True,
    help=Both(
        "Which municipality, where one database holds several.",
        "Welche Gemeinde, wenn eine Datenbank mehrere enthält.",
    ),
)
_PROCEDURE = option(
    "--procedure",
    "procedures",
    metavar="NAME",
    multiple=True,
    envvar="RATSFLOW_PROCEDURE",
    help=Both(
        "nrw, FILE.py:NAME or MODULE:NAME, whose code is run: name none that you do not "
        "trust. Several for cases pinned to earlier ones.",
        "nrw, DATEI.py:NAME oder MODUL:NAME; der Code darin wird ausgeführt, also "
        "nur vertrauten nennen. Mehrere für Vorgänge früherer Fassungen.",
    ),
)
law = option(
    "--law",
    "law_file",
    metavar="FILE",
    envvar="RATSFLOW_LAW",
    help=Both(
        "The municipality's own values (TOML).",
        "Die eigenen Werte der Gemeinde (TOML).",
    ),
)

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every odd font

form_option = option(
    "--form",
    metavar="FORM",
    envvar="RATSFLOW_FORM",
    help=Both(
        "Whose form the paper has: bielefeld, karlsruhe, country, or a TOML file; else "
        "it is told by its labels.",
        "Wessen Formular die Vorlage hat: bielefeld, karlsruhe, country oder eine "
        "TOML-Datei; sonst wird es an den \u00dcberschriften erkannt.",
    ),
)


def offered(what: str) -> Callable[..., Any]:
    """Return what the shell offers behind TAB; loaded when it asks."""

    def found(*asked: Any) -> Any:
        return getattr(import_module("ratsflow.cli.completion"), what)(*asked)

    return found


ref = click.argument("ref", shell_complete=offered("cases"))
step = click.argument("step", shell_complete=offered("steps"))
who = option(
    "--as",
    "who",
    metavar="ROLE:ID",
    shell_complete=offered("actors"),
    required=True,
    envvar="RATSFLOW_AS",
    help=Both("Who acts.", "Wer handelt."),
)
at = option(
    "--at",
    metavar="TIME",
    help=Both(
        "When it takes effect (with a zone).", "Wann es wirksam wird (mit Zeitzone)."
    ),
)
on = option(
    "--on",
    default="",
    help=Both(
        "Which consultation or suspension.", "Welche Beratung oder welcher Einwand."
    ),
)
given = option(
    "--input",
    "given",
    metavar="FILE|KEY=VALUE",
    multiple=True,
    help=Both(
        "What the step takes in: a JSON file, KEY=VALUE, or KEY.PART=VALUE; "
        "may be repeated.",
        "Was der Schritt braucht: eine JSON-Datei, NAME=WERT oder NAME.TEIL=WERT; "
        "mehrfach möglich.",
    ),
)
stated = option(
    "--set",
    "stated",
    metavar="FIELD=VALUE",
    multiple=True,
    help=Both(
        "A field of the motion that its text does not state, for example topics=culture.",
        "Ein Feld der Vorlage, das ihr Text nicht nennt, zum Beispiel topics=culture.",
    ),
)


def _seen(_: click.Context, __: click.Parameter, text: str | None) -> int | str | None:
    is_version = text is not None and text.isdecimal() and len(text) < DIGEST_LENGTH
    return int(text) if text is not None and is_version else text


seen = option(
    "--seen",
    metavar="VERSION",
    callback=_seen,
    help=Both(
        "The version that was seen, or the hash of its entry; if the case stands at "
        "another one, nothing is done. 'any' says that it does not matter.",
        "Der Eintrag, der gesehen wurde, oder seine Prüfsumme; steht der Vorgang bei "
        "einem anderen, geschieht nichts. „any“ sagt, dass es gleich ist.",
    ),
)
reader = option(
    "--as",
    "reader",
    metavar="ROLE:ID",
    shell_complete=offered("actors"),
    help=Both(
        "Show what this actor may read; all if left out.",
        "Zeigen, was diese Person lesen darf; sonst alles.",
    ),
)


def output(command: F) -> F:
    """Add --json and --lang."""
    return as_json(lang(command))


OpenOffice = Callable[..., Office]
"""Opens the office that --db, --procedure and --law name; ``create=True`` for a new file."""


def database(command: F) -> F:
    """Add --db, --tenant, --procedure, --law; the command gets `open_office` for them."""

    @wraps(command)
    def bound(
        *,
        db: str,
        tenant: str,
        procedures: tuple[str, ...],
        law_file: str | None,
        **others: Any,
    ) -> Any:
        opening = partial(office, db, procedures, law_file, tenant=tenant)
        return command(open_office=opening, **others)

    return _DB(_TENANT(_PROCEDURE(law(cast("F", bound)))))


def office(
    db: str,
    procedures: tuple[str, ...],
    law_file: str | None,
    *,
    tenant: str = "default",
    create: bool = False,
) -> Office:
    """Open the office on a database.

    Raises:
        StoreError: the database is not ours, newer, or not there.
        InvalidInputError: a procedure or law file that cannot be read.
    """
    from ratsflow.stores.sql import SqlStore  # noqa: PLC0415  # only where it is used

    if not db.strip() or db.strip() in ("sqlite://", "sqlite:///", ":memory:"):
        raise InvalidInputError(
            Both(
                f"{db!r} is no place to keep a case.",
                f"„{db}“ ist kein Ort, an dem ein Vorgang aufbewahrt werden kann.",
            ),
            "--db",
            Both("Name a file or a URL.", "Eine Datei oder eine URL nennen."),
        )
    known = [find_procedure(name) for name in procedures or ("nrw",)]
    if not create and "://" not in db and not Path(db).exists():
        raise InvalidInputError(
            Both(
                f"there is no database {db!r}.", f"die Datenbank „{db}“ gibt es nicht."
            ),
            "--db",
            Both("Begin one with: ratsflow open.", "Eine anlegen mit: ratsflow open."),
        )
    store = SqlStore(db, tenant, create=create)
    click.get_current_context().call_on_close(store.close)
    # A person reads a screen and types: what he saw may be past, whatever the text was.
    law = read_law(law_file, known[0].law_of)
    return Office(known, store, law=law, record_refusals=True, demand_seen=True)


def find_procedure(name: str) -> Procedure:
    """Return the procedure that a name means.

    Raises:
        InvalidInputError: there is none, or it is no `Procedure`.
    """
    place, _, attribute = name.rpartition(":")
    if not place:
        return _shipped(name)
    found = getattr(module(place, name), attribute, None)
    if isinstance(found, FunctionType) or hasattr(found, "cache_info"):
        found = _called(cast("Callable[[], Any]", found), name)
    if not isinstance(found, Procedure):
        raise InvalidInputError(
            Both(
                f"there is no procedure {attribute!r} in {place}.",
                f"ein Verfahren „{attribute}“ gibt es in {place} nicht.",
            ),
            "--procedure",
            Both(
                "Name a Procedure, or a function that returns one.",
                "Ein Verfahren nennen oder eine Funktion, die eines zurückgibt.",
            ),
        )
    return found


def _called(function: Callable[[], Any], name: str) -> Any:
    return _run(
        function,
        Both(f"{name!r} returns no procedure", f"„{name}“ gibt kein Verfahren zurück"),
    )


def _run(code: Callable[[], Any], what: str) -> Any:
    """Run code that somebody named; whatever it raises, it does not end us.

    Raises:
        InvalidInputError: it failed, or wanted to leave.
    """
    try:
        return code()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise InvalidInputError(
            Both(
                f"{what} ({type(error).__name__}: {error}).",
                f"{german(what)} ({type(error).__name__}: {german(error)}).",
            ),
            "--procedure",
        ) from error


def _shipped(name: str) -> Procedure:
    from ratsflow.law.states import own_law, state_ids, state_law  # noqa: PLC0415  # a large table

    law = own_law(name.upper())
    if law is None:
        same = (each for each in state_ids() if each.lower() == name.lower())
        law = next(map(state_law, same), None)
    if law is not None and law.procedure is not None:
        return cast("Procedure", law.procedure())
    laws = map(state_law, state_ids())
    known = [each.id.lower() for each in laws if each.procedure is not None]
    if law is not None:
        others = ", ".join(known)
        raise InvalidInputError(
            Both(
                f"of {law.id} only the norms are here, no procedure.",
                f"von {law.id} sind nur die Vorschriften da, kein Verfahren.",
            ),
            "--procedure",
            Both(
                f"Name one that has: {others}; or one of yours as FILE.py:NAME.",
                f"Eines haben: {others}; oder ein eigenes nennen, als DATEI.py:NAME.",
            ),
        )
    raise UnknownNameError(
        Both("procedure", "Verfahren"), name, (*known, "FILE.py:NAME", "MODULE:NAME")
    )


def module(place: str, name: str) -> Any:
    """Return the module that a file or a name means; its code is run.

    Once in a command, so that two versions that stand in one file share what they share there.
    """
    ctx = click.get_current_context(silent=True)
    run: dict[str, Any] = {} if ctx is None else ctx.meta.setdefault(_RUN, {})
    if place not in run:
        run[place] = _module(place, name)
    return run[place]


_RUN = f"{__name__}.run"


def _module(place: str, name: str) -> Any:
    if not place.endswith(".py"):
        try:
            found = importlib.util.find_spec(place)
        except (ImportError, TypeError, ValueError, AttributeError) as error:
            raise InvalidInputError(
                Both(
                    f"there is no module {place!r}.",
                    f"das Modul „{place}“ gibt es nicht.",
                ),
                name,
            ) from error
        if found is None:
            raise InvalidInputError(
                Both(
                    f"there is no module {place!r}.",
                    f"das Modul „{place}“ gibt es nicht.",
                ),
                name,
            )
        return _run(partial(import_module, place), f"{place!r} cannot be imported")
    path = Path(place)
    if not path.is_file():
        raise InvalidInputError(
            Both(f"there is no file {place!r}.", f"die Datei „{place}“ gibt es nicht."),
            "--procedure",
        )
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise InvalidInputError(
            Both(f"{place!r} is no Python file.", f"„{place}“ ist keine Python-Datei."),
            "--procedure",
        )
    made = importlib.util.module_from_spec(spec)
    _run(
        partial(spec.loader.exec_module, made),
        Both(f"{place!r} cannot be run", f"„{place}“ lässt sich nicht ausführen"),
    )
    return made


def read_law(file: str | None, state: str) -> Law:
    """Return the law in force: the municipality's, else that of the state alone.

    Args:
        file: the municipality's law file, or None.
        state: whose law the procedure follows; empty for none.
    """
    from ratsflow.law.layers import law_for  # noqa: PLC0415
    from ratsflow.law.municipality import load_law  # noqa: PLC0415  # tomllib, cattrs

    if file is not None:
        return load_law(Path(file))
    return law_for(state or "NRW")


def actor(text: str, name: str = "") -> Actor:
    """Read ``ROLE:ID``; several roles as ``ROLE+ROLE:ID``, a deputy as ``i.V.ROLE:ID``.

    Raises:
        InvalidInputError: it has no colon, no role or no id.
    """
    roles, colon, person = text.partition(":")
    if not (colon and roles and person):
        raise InvalidInputError(
            Both(
                f"{text!r} names no actor.", f"„{text}“ nennt niemanden, der handelt."
            ),
            "--as",
            Both(
                "Write ROLE:ID, for example author:meier.",
                "ROLLE:KENNUNG schreiben, zum Beispiel author:meier.",
            ),
        )
    own: list[str] = []
    deputy: list[str] = []
    for role in roles.split("+"):
        (deputy if role.startswith("i.V.") else own).append(role.removeprefix("i.V."))
    return Actor(person, name, tuple(own), tuple(deputy))


def find_case(desk: Office, ref: str) -> str:
    """Return the id of the case that a reference or the beginning of an id means.

    Raises:
        UnknownNameError: none or several.
    """
    if desk.store.head(ref) is not None:
        return ref
    fitting = [each for each in desk.store.cases() if each.startswith(ref)]
    if len(fitting) == 1:
        return fitting[0]
    raise UnknownNameError(Both("case", "Vorgang"), ref, tuple(fitting[:10]))


def step_called(desk: Office, case_id: str, given: str) -> str:
    """Return the name of the step that is typed: by its name, or by what people call it.

    Raises:
        UnknownNameError: the procedure of the case has none.
    """
    return desk.procedure_of(desk.case(case_id)).called("step", given)


def called(desk: Office, kind: str, given: str) -> str:
    """Return the name of a state or role of any procedure of an office, as it is typed.

    Raises:
        UnknownNameError: none of its procedures has one.
    """
    first: UnknownNameError | None = None
    for procedure in desk.procedures:
        try:
            return procedure.called(kind, given)
        except UnknownNameError as error:
            first = first or error
    assert first is not None  # noqa: S101  # an office has a procedure
    raise first


_REPEATED = {
    "db": "--db",
    "tenant": "--tenant",
    "procedures": "--procedure",
    "law_file": "--law",
    "at": "--at",
}
"""The options that every printed command repeats, if they were typed."""


def typed(given: tuple[str, ...] = (), stated: tuple[str, ...] = ()) -> Typed:
    """Return how commands are written here: with the options of this one.

    Args:
        given: what was typed for the inputs of the step.
        stated: what was typed for the fields of the text.
    """
    context = click.get_current_context()
    words: list[str] = []
    for name, flag in _REPEATED.items():
        source = name in context.params and context.get_parameter_source(name)
        if source is ParameterSource.COMMANDLINE:
            value = context.params[name]
            for each in value if isinstance(value, tuple) else (value,):
                words += [flag, str(each)]
    own = [word for each in given for word in ("--input", each)]
    own += [word for each in stated for word in ("--set", each)]
    return Typed(tuple(words), tuple(own))


@contextmanager
def refusal(desk: Office, as_json: bool, lang: Any, typed: Typed) -> Iterator[None]:
    """Let a refused step end with 1, and say what is missing and what to type next."""
    try:
        yield
    except RefusedError as error:
        verdict = error.verdict
        if as_json:
            print_json(verdict.to_plain(lang))
        else:
            from ratsflow.cli.screen import explained  # noqa: PLC0415  # rarely

            asked = verdict.question
            now = desk.now(asked.case.id, asked.actor, at=asked.at)
            told = "\n".join(explained(verdict, now, lang, typed))
            echo(f"ratsflow: {told}", err=True)
        raise click.exceptions.Exit(1) from error


@contextmanager
def repetition(desk: Office, as_json: bool, lang: Any) -> Iterator[None]:
    """Let a command that is sent again end as it did, and say what it did the first time.

    That is 0, or 1 where a refusal was recorded under its key.

    Args:
        desk: the office.
        as_json: print JSON.
        lang: language.
    """
    try:
        yield
    except RepeatedError as error:
        entry = desk.carried_out(error).entry
        where = f"({error.case_id}, {error.version})"
        refused = entry.kind is EntryKind.REFUSED
        if as_json:
            told = {"case": error.case_id, "version": error.version}
            print_document("repeated", {"repeated": {**told, "kind": entry.kind.value}})
        else:
            echo(f"{_AGAIN[refused][lang]} {where}")
        raise click.exceptions.Exit(int(refused)) from error


_AGAIN: dict[bool, dict[str, str]] = {
    False: {"de": "Bereits ausgeführt", "en": "Already carried out"},
    True: {
        "de": "Bereits abgelehnt; ein neuer Versuch braucht einen eigenen Schlüssel",
        "en": "Already refused; a new attempt needs a key of its own",
    },
}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is given twice")
    return row


def json_value(text: str, where: str) -> Any:
    """Read JSON typed or kept by a person.

    Raises:
        InvalidInputError: it is none, or nested or long beyond measure.
    """
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        told = "too deep" if isinstance(error, RecursionError) else str(error)
        raise InvalidInputError(
            Both(
                f"it is no JSON that can be read: {told}.",
                "das ist kein lesbares JSON.",
            ),
            where,
        ) from error
