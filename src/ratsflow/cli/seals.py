"""``seal``: state where all logs end, signed, to be kept elsewhere."""

from __future__ import annotations

import os

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, option
from ratsflow.cli.printed import echo, print_document
from ratsflow.cli.progress import through
from ratsflow.errors import Both, BrokenLogError, InvalidInputError, german
from ratsflow.exchange.plain import moment
from ratsflow.log import Head, verifier
from ratsflow.log.seal import Seal, Statement, from_json, is_signed_by, write_seal
from ratsflow.office import Office, now
from ratsflow.stores.verify import verify_against


if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@click.command(
    "seal",
    cls=Command,
    examples=("seal 2026-03.seal --key key.pem --new-key",),
    de="Die Protokolle einer Gemeinde prüfen und in FILE versiegeln, wo sie enden. Siegel und Schlüssel getrennt von der Datenbank aufbewahren. Ende mit 1, wenn ein Protokoll beschädigt ist oder das vorige Siegel nicht fortsetzt.",
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
    "--previous",
    metavar="FILE",
    help=Both(
        "The seal before, which it follows.", "Das vorige Siegel, auf das es folgt."
    ),
)
@option(
    "--previous-key",
    metavar="HEX|FILE",
    help=Both(
        "The public key of the seal before, if it is not that of --key.",
        "Der öffentliche Schlüssel des vorigen Siegels, wenn es nicht der von --key "
        "ist.",
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
def seal_command(
    file: str,
    key: str,
    new_key: bool,
    previous: str | None,
    previous_key: str | None,
    at: str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Verify the logs of a municipality and seal where they end, into FILE.

    Keep seal and key away from the database. Exit 1 if a log is broken or does not
    continue the seal before, or that one is not signed.
    """
    if previous_key is not None and previous is None:
        raise click.UsageError(
            Both(
                "A --previous-key is that of the --previous seal: name it.",
                "Ein früherer Schlüssel (--previous-key) gehört zum früheren Siegel "
                "(--previous): dieses nennen.",
            )
        )
    desk = open_office()
    if Path(file).exists():
        raise InvalidInputError(
            Both("there is such a file already.", "eine solche Datei gibt es schon."),
            file,
            Both("Name a new one.", "Eine neue nennen."),
        )
    before = None if previous is None else read_seal(previous)
    private = private_key(key, new=new_key)
    tenant = getattr(desk.store, "tenant", "default")
    if before is not None:
        public = previous_key or private.public_key().public_bytes_raw().hex()
        _refuse_previous(before, public, tenant, is_named=previous_key is not None)
    refuse_broken(desk, before, lang)
    made = _write(
        Path(file),
        desk.store.heads(),
        at=moment(at, "--at") if at else now(),
        key=private,
        tenant=tenant,
        previous=before,
    )
    public = private.public_key().public_bytes_raw().hex()
    if as_json:
        print_document("seal-made", {"file": file, **_told(made), "public_key": public})
        return
    count = made.cases
    words = {
        "de": f"{count} Vorgang/Vorgänge versiegelt; öffentlicher Schlüssel {public}",
        "en": f"{count} case(s) sealed; public key {public}",
    }
    echo(words[lang])


def _refuse_previous(before: Seal, key: str, tenant: str, *, is_named: bool) -> None:
    """Refuse a seal that nobody signed: whoever shortens it could hide what is gone."""
    for error in wrong_signature(before, key):
        cure = (
            ""
            if is_named
            else Both(
                " Give the key it was signed with as --previous-key.",
                " Den Schlüssel, mit dem es unterschrieben wurde, mit --previous-key "
                "nennen.",
            )
        )
        raise BrokenLogError(
            "",
            0,
            Both(f"{error.reason}{cure}", f"{german(error.reason)}{german(cure)}"),
        )
    if before.tenant != tenant:
        raise InvalidInputError(
            Both(
                f"it is a seal of {before.tenant!r}, and these are the logs of {tenant!r}.",
                f"es ist ein Siegel von „{before.tenant}“, und dies sind die "
                f"Protokolle von „{tenant}“.",
            ),
            "--previous",
            Both(
                "Name the seal before of this municipality.",
                "Das frühere Siegel dieser Gemeinde nennen.",
            ),
        )


def refuse_broken(desk: Office, before: Seal | None, lang: Any) -> None:
    """Refuse logs that do not verify, or do not continue a seal.

    Raises:
        BrokenLogError: the first that does not.
    """
    with through(desk.store, "verify", lang) as told:
        for error in desk.verify(told):
            raise error
    if before is None:
        return
    with through(desk.store, "compare", lang) as told:
        for error in verify_against(desk.store, before, told):
            raise error


def _write(path: Path, heads: Iterable[Head], **about: Any) -> Statement:
    """Write a seal to a new file; where that fails there is none."""
    with path.open("xb") as out:
        try:
            made = write_seal(heads, out, **about)
            out.write(b"\n")
        except BaseException:
            path.unlink()
            raise
    return made


def _told(said: Statement) -> dict[str, Any]:
    names = ("tenant", "sealed_at", "cases", "entries", "root")
    return {name: getattr(said, name) for name in names}


def read_seal(name: str) -> Seal:
    """Read a seal.

    Raises:
        InvalidInputError: it is none.
    """
    return from_json(Path(name).read_bytes())


def wrong_signature(of: Seal, key: str) -> list[BrokenLogError]:
    """Return what is wrong with a seal's signature, found with the standard library alone.

    Args:
        of: the seal.
        key: the public key, 64 hexadecimal digits, or a file that holds them or its PEM.

    Raises:
        InvalidInputError: it is no key.
    """
    try:
        public = verifier.read_key(key)
    except verifier.Unusable as error:
        told = Both(
            str(error),
            "--key: das ist kein öffentlicher Schlüssel nach Ed25519. Seine 64 hexadezimalen "
            "Stellen angeben oder eine Datei, in der sie oder sein PEM stehen.",
        )
        raise InvalidInputError(told) from error
    if is_signed_by(of, public):
        return []
    reason = Both(
        f"the seal of {of.sealed_at} does not carry a signature of this key.",
        f"das Siegel vom {of.sealed_at} trägt keine Unterschrift dieses Schlüssels.",
    )
    return [BrokenLogError("", 0, reason)]


def private_key(name: str, *, new: bool = False) -> Ed25519PrivateKey:
    """Return the private key in a file.

    Args:
        name: of the file.
        new: make the key; there must be no such file.

    Raises:
        InvalidInputError: it holds none of Ed25519.
    """
    try:
        from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
            Ed25519PrivateKey,
        )
    except ModuleNotFoundError as error:
        raise InvalidInputError(
            Both(
                "sealing needs 'cryptography', which is not installed.",
                "zum Versiegeln fehlt „cryptography“.",
            ),
            "seal",
            Both(
                'Install it with: pip install "ratsflow[seals]"',
                'Installieren mit: pip install "ratsflow[seals]"',
            ),
        ) from error
    if new:
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
        )
        # Only its owner may read it, from the first byte on, and no file is overwritten.
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(pem)
        return made
    try:
        found = form.load_pem_private_key(Path(name).read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise InvalidInputError(
            Both(
                f"it is no private key ({error}).", "das ist kein privater Schlüssel."
            ),
            name,
        ) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise InvalidInputError(
            Both("it is no Ed25519 key.", "das ist kein Schlüssel nach Ed25519."), name
        )
    return found
