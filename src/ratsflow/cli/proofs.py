"""``checkpoint`` and ``prove``: what others can check without the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Bounded, Command, option
from ratsflow.cli.printed import echo, print_document
from ratsflow.cli.seals import private_key, refuse_broken
from ratsflow.errors import Both, BrokenLogError, InvalidInputError, german
from ratsflow.exchange.plain import moment
from ratsflow.exchange.witnessing import ask_all
from ratsflow.log import checkpoint as notes
from ratsflow.log import tree, verifier
from ratsflow.log.verifier import Checkpoint, Policy
from ratsflow.office import Office, now


if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Read = TypeVar("Read")


@click.command(
    "checkpoint",
    cls=Command,
    examples=(
        "checkpoint 2026-03.checkpoint --origin stadt.example/log --key log.pem "
        "--new-key",
    ),
    de="Die Protokolle einer Gemeinde prüfen und in FILE unterschreiben, was der Baum aller Einträge jetzt ist. FILE nennt keinen Vorgang und darf an alle gehen. Ende mit 1, wenn ein Protokoll beschädigt ist, den vorigen Prüfpunkt nicht fortsetzt oder Mitzeichnungen fehlen.",
)
@click.argument("file")
@option(
    "--key",
    metavar="FILE",
    required=True,
    help=Both("Private key, Ed25519, PEM.", "Privater Schlüssel, Ed25519, PEM."),
)
@option(
    "--new-key",
    is_flag=True,
    help=Both(
        "Make the key; its file must be new.",
        "Den Schlüssel anlegen; seine Datei muss neu sein.",
    ),
)
@option(
    "--origin",
    metavar="NAME",
    help=Both(
        "Name of the log, an address without https://; else that of --previous.",
        "Name des Protokolls, eine Adresse ohne https://; sonst der von --previous.",
    ),
)
@option(
    "--previous",
    metavar="FILE",
    help=Both(
        "The checkpoint before, which it continues.",
        "Der vorige Prüfpunkt, den er fortsetzt.",
    ),
)
@option(
    "--replaces",
    metavar="FILE",
    help=Both(
        "Private key that --key replaces: the change becomes an entry, both sign.",
        "Privater Schlüssel, den --key ersetzt: Der Wechsel wird ein Eintrag, beide "
        "unterschreiben.",
    ),
)
@option(
    "--rotation",
    metavar="FILE",
    help=Both(
        "Write the proof of that change there.",
        "Den Nachweis dieses Wechsels dorthin schreiben.",
    ),
)
@option(
    "--policy",
    metavar="FILE",
    help=Both(
        "Let the witnesses in it cosign that have an address.",
        "Die Zeugen darin mitzeichnen lassen, die eine Adresse haben.",
    ),
)
@option(
    "--heads",
    metavar="FILE",
    help=Both(
        "Write where all cases end there; the list stays with the town.",
        "Dorthin schreiben, wo alle Vorgänge enden; die Liste bleibt bei der Gemeinde.",
    ),
)
@option(
    "--at",
    metavar="TIME",
    help=Both(
        "When, if not now (with a zone).", "Wann, wenn nicht jetzt (mit Zeitzone)."
    ),
)
@options.database
@options.output
def checkpoint_command(
    file: str,
    key: str,
    new_key: bool,
    origin: str | None,
    previous: str | None,
    replaces: str | None,
    rotation: str | None,
    policy: str | None,
    heads: str | None,
    at: str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Verify the logs of a municipality, and sign what the tree of all entries is, into FILE.

    FILE names no case and may go to anybody. Exit 1 if a log is broken, does not continue
    the checkpoint before, or lacks cosignatures.
    """
    if (replaces is None) != (rotation is None):
        raise click.UsageError(
            Both(
                "The key that --key --replaces is proved to go by a file: name it with "
                "--rotation, and give both.",
                "Den Wechsel eines Schlüssels (--replaces) zeigt eine Datei: sie mit "
                "--rotation nennen, beide angeben.",
            )
        )
    desk = open_office()
    for name in filter(None, (file, heads, rotation)):
        refuse_existing(name)
    before = None if previous is None else read_checkpoint(previous)
    named = origin or (before.origin if before else "")
    notes.check_name(named)
    rules = None if policy is None else read_policy(policy)
    when = moment(at, "--at") if at else now()
    old = None if replaces is None else private_key(replaces, new=False)
    private = private_key(key, new=new_key)
    refuse_broken(desk, None, lang)
    if before is not None:
        _refuse_unlike(desk, before, named, old or private)
    number = -1
    if old is not None:
        keys = notes.key_of(old, named), notes.key_of(private, named)
        number = tree.change_key(desk.store, *keys, when)
    made = tree.make_checkpoint(desk.store, named, old or private, when)
    if old is not None:
        made = notes.sign_too(private, made)
    missing: list[str] = []
    if rules is not None:
        made, unanswered = ask_all(desk.store, made, rules)
        missing = [each.text(lang) for each in unanswered]
    write_new(Path(file), made.data)
    if heads is not None:
        write_new(Path(heads), tree.heads_to_json(desk.store, made))
    if rotation is not None:
        proof = tree.prove_rotation(desk.store, number, made)
        write_new(Path(rotation), notes.inclusion_to_text(proof))
    _tell(file, made, notes.key_of(private, named), missing, as_json, lang)
    if rules is not None and verifier.judged(made, rules).wrong:
        raise click.exceptions.Exit(1)


_POLICY = ("policy", "kein Regelwerk")
_CHECKPOINT = ("checkpoint", "kein Prüfpunkt")


def refuse_existing(name: str) -> None:
    """Refuse to write over a file.

    Raises:
        InvalidInputError: there is one of that name.
    """
    if Path(name).exists():
        raise InvalidInputError(
            Both("there is such a file already.", "eine solche Datei gibt es schon."),
            name,
            Both("Name a new one.", "Eine neue nennen."),
        )


def _refuse_unlike(
    desk: Office, before: Checkpoint, origin: str, key: Ed25519PrivateKey
) -> None:
    """Refuse a checkpoint before that is not of this log: it could hide what is gone."""
    if before.origin != origin:
        raise InvalidInputError(
            Both(
                f"it is of {before.origin!r}, and the log is {origin!r}.",
                f"er ist von „{before.origin}“, das Protokoll ist „{origin}“.",
            ),
            "--previous",
        )
    trust = verifier.policy_of(notes.key_of(key, origin), origin)
    for reason in verifier.judged(before, trust).wrong:
        cure = Both(
            "If the key is another now, name the one before with --replaces.",
            "Ist der Schlüssel jetzt ein anderer, den früheren mit --replaces nennen.",
        )
        told = Both(f"{reason}. {cure}", f"{german(reason)}. {german(cure)}")
        raise BrokenLogError("", 0, told)
    tree.refuse_other(desk.store, before)


def write_new(path: Path, data: bytes) -> None:
    """Write a new file; where that fails there is none."""
    with path.open("xb") as out:
        try:
            out.write(data)
        except BaseException:
            path.unlink()
            raise


def _tell(
    file: str,
    made: Checkpoint,
    key: verifier.Key,
    missing: Sequence[str],
    as_json: bool,
    lang: Any,
) -> None:
    if as_json:
        row = {
            "file": file,
            "origin": made.origin,
            "size": made.size,
            "root": made.root.hex(),
            "key": str(key),
            "missing": list(missing),
        }
        print_document("checkpoint-made", row)
        return
    for each in missing:
        echo(f"ratsflow: {each}", err=True)
    words = {
        "de": f"Prüfpunkt über {made.size} Eintrag/Einträge; Schlüssel {key}",
        "en": f"checkpoint of {made.size} entry(s); key {key}",
    }
    echo(words[lang])


@click.command(
    "prove",
    cls=Command,
    examples=(
        "prove 1.tlog-proof --checkpoint 2026-03.checkpoint --case 0322 --entry 1",
        "prove end.proof --checkpoint 2026-03.checkpoint --case 0322",
    ),
    de="In FILE nachweisen, dass ein Eintrag in einem Prüfpunkt steht, welcher der letzte eines Vorgangs ist oder dass der Prüfpunkt einen früheren fortsetzt. Der Nachweis zeigt den Eintrag selbst (Versiegeltes als Prüfsumme) und keinen anderen.",
)
@click.argument("file")
@option(
    "--checkpoint",
    metavar="FILE",
    required=True,
    help=Both("The checkpoint.", "Der Prüfpunkt."),
)
@option(
    "--case",
    "ref",
    metavar="REF",
    help=Both(
        "The case: which entry of it is the last, or with --entry that one.",
        "Der Vorgang: welcher Eintrag sein letzter ist, oder mit --entry dieser.",
    ),
)
@option(
    "--entry",
    type=Bounded(1),
    help=Both("Number of the entry.", "Nummer des Eintrags."),
)
@option(
    "--since",
    metavar="FILE",
    help=Both(
        "The earlier checkpoint that it continues.",
        "Der frühere Prüfpunkt, den er fortsetzt.",
    ),
)
@options.database
@options.output
def prove_command(
    file: str,
    checkpoint: str,
    ref: str | None,
    entry: int | None,
    since: str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Prove to others, in FILE, that an entry stands in a checkpoint.

    Or which entry is the last of a case, or that the checkpoint continues an earlier one. It
    shows the entry itself (sealed contents as digests) and no other.
    """
    if (ref is None) == (since is None) or (entry is not None and ref is None):
        raise click.UsageError(
            Both(
                "Name a --case, with its --entry or without, or the checkpoint --since.",
                "Einen Vorgang (--case) nennen, mit Eintrag (--entry) oder ohne, oder den "
                "früheren Prüfpunkt (--since).",
            )
        )
    desk = open_office()
    refuse_existing(file)
    signed = read_checkpoint(checkpoint)
    if since is not None:
        old = read_checkpoint(since)
        tree.refuse_other(desk.store, old)
        proof = tree.prove_consistency(desk.store, old.size, signed)
        data = notes.consistency_to_text(proof)
    elif ref is not None:
        data = _of_case(desk, options.find_case(desk, ref), entry, signed)
    write_new(Path(file), data)
    if as_json:
        print_document("proof-made", {"file": file, "size": len(data)})
        return
    words = {
        "de": f"{file}: Nachweis von {len(data)} Bytes",
        "en": f"{file}: a proof of {len(data)} bytes",
    }
    echo(words[lang])


def _of_case(
    desk: Office, case_id: str, entry: int | None, signed: Checkpoint
) -> bytes:
    if entry is None:
        return notes.last_of_case_to_text(tree.prove_last(desk.store, case_id, signed))
    bodies = [each.body for each in desk.records(case_id) if each.version == entry]
    if not bodies:
        raise InvalidInputError(
            Both(
                f"case {case_id!r} has no entry {entry}.",
                f"Vorgang „{case_id}“ hat keinen Eintrag {entry}.",
            ),
            "--entry",
        )
    proof = tree.prove_inclusion(desk.store, case_id, entry, bodies[0], signed)
    return notes.inclusion_to_text(proof)


def read_as(
    name: str, reader: Callable[[bytes], Read], what: str, german_what: str
) -> Read:
    """Read a file of one of the forms that the verifier knows.

    Raises:
        InvalidInputError: it is none.
    """
    try:
        return reader(verifier.read_short(name))
    except verifier.Unusable as error:
        raise InvalidInputError(Both(str(error), german(error))) from error
    except verifier.Odd as error:
        told = Both(
            f"it is no {what} ({error}).", f"das ist {german_what} ({german(error)})."
        )
        raise InvalidInputError(told, name) from error


def read_checkpoint(name: str) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        InvalidInputError: it is none.
    """
    return read_as(name, verifier.checkpoint_in, *_CHECKPOINT)


def read_policy(name: str) -> Policy:
    """Read a policy.

    Raises:
        InvalidInputError: it is none.
    """
    return read_as(name, verifier.policy_in, *_POLICY)


def trusted(
    policy: str | None, key: str | None, rotations: Sequence[str]
) -> verifier.Trust:
    """Return what is trusted, from the options of a command.

    Raises:
        InvalidInputError: a file is not what it should be, or the key is none.
    """
    try:
        return verifier.read_trust(policy, key, rotations)
    except verifier.Unusable as error:
        raise InvalidInputError(Both(str(error), german(error))) from error


def against_checkpoint(
    desk: Office, signed: Checkpoint, found: Sequence[str]
) -> list[BrokenLogError]:
    """Return what does not hold of the tree of a store against a checkpoint.

    Args:
        desk: the office.
        signed: the checkpoint.
        found: what is wrong with its signatures.
    """
    wrong = [
        BrokenLogError("", 0, Both(f"{each}.", f"{german(each)}.")) for each in found
    ]
    try:
        tree.refuse_other(desk.store, signed)
    except BrokenLogError as error:
        wrong.append(error)
    return wrong
