"""Time stamps of an authority on checkpoints: that they were there at a time, by its clock.

What is stamped is the digest of the text of a checkpoint, which holds the root over all
entries. So the authority learns nothing, and a stamp stays good when more witnesses cosign.

References:
    RFC 3161 (Time-Stamp Protocol), RFC 5816.
"""

from __future__ import annotations

import urllib.error
import urllib.request

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.witnessing import PATIENCE, refuse_no_address
from ratsflow.log.verifier import Checkpoint


if TYPE_CHECKING:
    from cryptography.x509 import Certificate


QUERY = "application/timestamp-query"
REPLY = "application/timestamp-reply"
MOST = 2**20
"""Bytes that an answer may have."""

GRANTED = 0
"""The status of an answer that holds a stamp as it was asked for (RFC 3161, section 2.4.2)."""


@attrs.frozen
class Stamp:
    """A time stamp that holds.

    Attributes:
        at: when the authority says that it stamped, aware.
        by: the name of the certificate that signed it.
        policy: the policy under which it stamps, as a dotted number.
    """

    at: datetime
    by: str
    policy: str


class StampError(InvalidInputError):
    """A time stamp that does not hold, or is none."""


def query(checkpoint: Checkpoint) -> bytes:
    """Return what asks an authority for a stamp on a checkpoint, in DER.

    Raises:
        InvalidInputError: the package that does it is not installed.
    """
    return bytes(_request(checkpoint).as_bytes())


def roots_in(data: bytes) -> tuple[Certificate, ...]:
    """Return the certificates in PEM that are trusted to issue those of authorities.

    Raises:
        InvalidInputError: there are none.
    """
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415  # an extra

    try:
        return tuple(load_pem_x509_certificates(data))
    except ValueError as error:
        raise InvalidInputError(
            Both(
                f"it holds no certificates in PEM ({error}).",
                "darin stehen keine Zertifikate in PEM.",
            ),
            "--ca",
        ) from error


Ask = Callable[[bytes], bytes]
"""Sends a query to an authority, and returns its answer."""


def over_http(url: str) -> Ask:
    """Return what asks the authority at an address.

    Raises:
        InvalidInputError: it is no address of HTTP.
    """
    refuse_no_address(url)

    def ask(request: bytes) -> bytes:
        sent = urllib.request.Request(  # noqa: S310  # looked at above
            url, data=request, headers={"Content-Type": QUERY}, method="POST"
        )
        try:
            with urllib.request.urlopen(sent, timeout=PATIENCE) as reply:  # noqa: S310
                kind, body = reply.headers.get_content_type(), reply.read(MOST + 1)
        except urllib.error.HTTPError as error:
            with error:
                raise _unanswered(url, str(error.code)) from error
        except (OSError, ValueError) as error:
            raise _unanswered(url, str(error)) from error
        if kind != REPLY or len(body) > MOST:
            raise _unanswered(url, kind)
        return bytes(body)

    return ask


def _unanswered(url: str, what: str) -> InvalidInputError:
    return InvalidInputError(
        Both(f"it gave no stamp: {what}.", f"es kam kein Zeitstempel: {what}."), url
    )


def ask_for(checkpoint: Checkpoint, roots: Sequence[Certificate], ask: Ask) -> bytes:
    """Ask an authority for a stamp on a checkpoint, and check it before it is kept.

    Args:
        checkpoint: the checkpoint.
        roots: certificates that are trusted to issue those of authorities.
        ask: sends it the query.

    Returns:
        The answer, in DER, to be kept beside the checkpoint.

    Raises:
        InvalidInputError: the authority did not answer, or its stamp does not hold.
    """
    request = _request(checkpoint)
    answer = ask(bytes(request.as_bytes()))
    checked(answer, checkpoint, roots, request.nonce)
    return answer


def checked(
    data: bytes,
    checkpoint: Checkpoint,
    roots: Sequence[Certificate],
    nonce: int | None = None,
) -> Stamp:
    """Check a stamp on a checkpoint.

    Its certificate must be one for time stamps, issued under one of the roots, and have been
    valid at the time that it tells.

    Args:
        data: the authority's answer, in DER.
        checkpoint: the checkpoint; its signatures are judged apart.
        roots: certificates that are trusted to issue those of authorities.
        nonce: the number that was sent along; None if nobody knows it any more.

    Raises:
        StampError: it is none, or does not hold; in one sentence.
        InvalidInputError: the package that does it is not installed.
    """
    library = _library()
    answer = _decoded(library, data)
    builder = library.VerifierBuilder(nonce=nonce, roots=list(roots))
    try:
        builder.build().verify_message(answer, checkpoint.text)
        info = answer.tst_info
        (signer,) = answer.signed_data.signer_infos
        by = _name_of(answer, signer)
    except (library.VerificationError, ValueError, TypeError) as error:
        raise StampError(
            Both(
                f"the time stamp does not hold: {error}.",
                "der Zeitstempel gilt nicht.",
            )
        ) from error
    return Stamp(info.gen_time, by, info.policy.dotted_string)


def _name_of(answer: Any, signer: Any) -> str:
    from cryptography.x509 import load_der_x509_certificate  # noqa: PLC0415  # an extra

    for data in answer.signed_data.certificates:
        found = load_der_x509_certificate(data)
        if (found.issuer, found.serial_number) == (signer.issuer, signer.serial_number):
            return str(found.subject.rfc4514_string())
    return str(signer.serial_number)


def _decoded(library: Any, data: bytes) -> Any:
    try:
        answer = library.decode_timestamp_response(data)
        status = answer.status
    except (ValueError, TypeError) as error:
        raise StampError(
            Both(
                f"it is no time stamp ({error}).",
                "das ist kein Zeitstempel.",
            )
        ) from error
    if status != GRANTED:
        told = "; ".join(map(str, answer.status_string)) or str(status)
        raise StampError(
            Both(
                f"the authority refused to stamp: {told}.",
                f"die Stelle hat nicht gestempelt: {told}.",
            )
        )
    return answer


def _request(checkpoint: Checkpoint) -> Any:
    library = _library()
    builder = library.TimestampRequestBuilder().data(checkpoint.text)
    builder = builder.hash_algorithm(library.HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build()


def _library() -> Any:
    try:
        import rfc3161_client  # noqa: PLC0415  # an extra
    except ModuleNotFoundError as error:
        raise InvalidInputError(
            Both(
                "time stamps need 'rfc3161-client', which is not installed.",
                "für Zeitstempel fehlt „rfc3161-client“.",
            ),
            "stamp",
            Both(
                'Install it with: pip install "ratsflow[stamps]"',
                'Installieren mit: pip install "ratsflow[stamps]"',
            ),
        ) from error
    return rfc3161_client
