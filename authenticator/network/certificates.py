"""Certificates of authorities in a file of the administrator, in whatever form Windows exports."""

import base64
import binascii
import logging
import re
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crypto.errors import Malformed
from crypto.text_files import decode_text

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_LOG: Final = logging.getLogger(__name__)
_BLOCK: Final = re.compile(
    r"-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE|PKCS7)-----(.*?)-----END \1-----", re.DOTALL
)


class Why(Enum):
    """Why a file vouches for nobody, and what to do."""

    MISSING = "there is no such file: give the path of one"
    FOLDER = "it is a folder: give the path of a file"
    REFUSED = "the system does not let it be read: check its rights"
    NOTHING = "it holds no certificate: give one as PEM, DER or PKCS #7"
    EXPIRED = "its certificate has expired: give the new one"
    TOO_EARLY = "its certificate is not valid yet: check the date of this computer"
    NO_AUTHORITY = "its certificate is of a server: give that of the authority that issued it"


class NoCertificate(Exception):
    """The file vouches for nobody."""

    def __init__(self, file: Path, why: Why) -> None:
        super().__init__(f"{file}: {why.value}")
        self.why = why


def read_certificates(file: Path, now: datetime | None = None) -> str:
    """The authorities in a file as PEM; those that count no more are left out.

    Args:
        file: PEM with anything around, DER, or PKCS #7.
        now: the present by default.

    Raises:
        NoCertificate: it holds none that counts.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise NoCertificate(file, Why.MISSING) from error
    except OSError as error:
        raise NoCertificate(file, Why.FOLDER if file.is_dir() else Why.REFUSED) from error
    certificates = _found(data)
    if not certificates:
        raise NoCertificate(file, Why.NOTHING)
    faults = [_fault(each, now or datetime.now(UTC)) for each in certificates]
    for fault in faults:
        if fault is not None:
            _LOG.warning("extra_ca: %s", fault.value)
    good = [each for each, fault in zip(certificates, faults, strict=True) if fault is None]
    if not good:
        raise NoCertificate(file, next(fault for fault in faults if fault is not None))
    return "".join(map(_pem, good))


def _found(data: bytes) -> list["Certificate"]:
    try:
        text = decode_text(data)
    except Malformed:
        return _read_der(data)
    blocks = [block for _, block in _BLOCK.findall(text)] or [text]
    return [each for block in blocks for each in _read_der(_from_base64(block) or data)]


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _read_der(data: bytes) -> list["Certificate"]:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs7

    try:
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        pass
    try:
        return list(pkcs7.load_der_pkcs7_certificates(data))
    except (ValueError, UnsupportedAlgorithm):
        return []


def _fault(certificate: "Certificate", now: datetime) -> Why | None:
    from cryptography.x509 import BasicConstraints, ExtensionNotFound

    if certificate.not_valid_after_utc < now:
        return Why.EXPIRED
    if certificate.not_valid_before_utc > now:
        return Why.TOO_EARLY
    try:
        is_authority = certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except (ExtensionNotFound, ValueError):
        return None  # roots of the oldest kind say nothing
    is_own_issuer = certificate.issuer == certificate.subject
    return None if is_authority or is_own_issuer else Why.NO_AUTHORITY


def _pem(certificate: "Certificate") -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode()
