"""What is told by the handshake with the portal, and by what answers there."""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from authenticator.diagnosis.results import Check, Finding, Result
from authenticator.network import http_get
from authenticator.network.access import Network
from authenticator.network.http_connect import TunnelRefused
from authenticator.network.routes import Step
from authenticator.network.trust import trust
from authenticator.network.tunnel import (
    Certificate,
    Target,
    open_tls,
    read_certificate,
    shown_certificate,
)
from authenticator.values import dataclass
from crypto.envelope import MEDIA_TYPE
from crypto.errors import BadSignature, CryptoError, Downgrade, Malformed
from crypto.keyset import read_key_set
from crypto.version import LEVEL, read_version

CLOCK_TOLERANCE: Final = 300
"""Seconds. PA/1 does not look at the device's clock; certificates and people do."""

_WRONG_NAME: Final = frozenset((62, 64))
"""OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""

_LARGEST: Final = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came of a GET."""

    status: int
    media_type: str
    body: bytes
    theirs: datetime | None
    """The other side's clock."""
    ours: float
    """This computer's clock at that moment, seconds since 1970."""


class Handshake:
    """Tells of a TLS handshake on the way to `url`."""

    def __init__(self, network: Network, url: str, step: Step, now: Callable[[], float]) -> None:
        self._network = network
        self._url = url
        self._step = step
        self._now = now

    def success(self, secure: ssl.SSLSocket) -> Result:
        """Who vouches, and whether the machine itself knows them."""
        certificate = read_certificate(secure.getpeercert(binary_form=True))
        extra = self._network.rules.extra_ca is not None and not self._machine_trusts()
        trusted = Finding.TLS_TRUSTED_EXTRA if extra else Finding.TLS_TRUSTED
        return Result(Check.TLS, trusted, _certificate_facts(certificate))

    def failure(self, error: Exception) -> Result:
        """Why the certificate does not count. Looks at it without believing it."""
        login = self._network.login(self._step)
        shown = shown_certificate(self._step, self._url, self._network.trust(), login)
        facts = _certificate_facts(shown)
        if shown is None or not isinstance(error, ssl.SSLError):
            return Result(Check.TLS, Finding.TLS_BROKEN, facts)
        now = datetime.fromtimestamp(self._now(), UTC)
        if not shown.not_before <= now <= shown.not_after:
            return Result(Check.TLS, Finding.TLS_DATES, {**facts, "now": _day(now)})
        wrong_name = getattr(error, "verify_code", 0) in _WRONG_NAME
        return Result(Check.TLS, Finding.TLS_NAME if wrong_name else Finding.TLS_UNTRUSTED, facts)

    def _machine_trusts(self) -> bool:
        network, login = self._network, self._network.login(self._step)
        context = network.trust()
        with (
            suppress(OSError, TunnelRefused),
            open_tls(self._step, self._url, context, login, end=trust()),
        ):
            return True
        return False


def get(
    connection: socket.socket, target: Target, path: str, now: Callable[[], float]
) -> Answer | None:
    """One request; None when no answer came."""
    try:
        page = http_get.get(connection, target, path, largest=_LARGEST)
    except OSError:
        return None
    media_type = page.headers.get("Content-Type", "").split(";")[0].strip().lower()
    return Answer(page.status, media_type, page.body, _date(page.headers), now())


def verify_answer(answer: Answer | None, aud: str, root: bytes | None) -> Result:
    """Whether it is the portal that answers."""
    if answer is None:
        return Result(Check.ANSWER, Finding.NO_ANSWER)
    facts = {"status": str(answer.status)}
    if answer.media_type != MEDIA_TYPE:
        return Result(Check.ANSWER, _foreign(answer), facts)
    try:
        read_key_set(answer.body.decode("ascii"), aud=aud, root=root, lowest_seq=0)
    except (BadSignature, Downgrade):
        return Result(Check.ANSWER, Finding.KEYS_UNTRUSTED, facts)
    except (CryptoError, UnicodeDecodeError):
        return Result(Check.ANSWER, Finding.FOREIGN_ANSWER, facts)
    return Result(Check.ANSWER, Finding.PORTAL_ANSWERS, facts)


def compare_clocks(answer: Answer | None) -> Result:
    """By the `Date` of the portal's answer (RFC 9110)."""
    if answer is None or answer.theirs is None:
        return Result(Check.CLOCK, Finding.CLOCK_UNKNOWN)
    off = round(answer.ours - answer.theirs.timestamp())
    if abs(off) <= CLOCK_TOLERANCE:
        return Result(Check.CLOCK, Finding.CLOCK_RIGHT, {"seconds": str(abs(off))})
    facts = {"minutes": str(round(abs(off) / 60)), "ahead": "yes" if off > 0 else ""}
    return Result(Check.CLOCK, Finding.CLOCK_WRONG, facts)


def compare_versions(answer: Answer | None) -> Result:
    """By the portal's version document; a portal that has none is older than it."""
    if answer is None:
        return Result(Check.VERSION, Finding.CHECK_FAILED)
    try:
        version = read_version(answer.body) if answer.status == 200 else None
    except Malformed:
        version = None
    if version is None or version.level < LEVEL:
        return Result(Check.VERSION, Finding.PORTAL_OLD)
    if version.lowest_app > LEVEL:
        return Result(Check.VERSION, Finding.APP_OLD)
    return Result(Check.VERSION, Finding.PORTAL_CURRENT)


def _foreign(answer: Answer) -> Finding:
    if answer.status in (502, 503, 504):
        return Finding.PORTAL_DOWN
    led_away = 300 <= answer.status < 400 or answer.status == 511
    if led_away or (answer.status == 200 and answer.media_type == "text/html"):
        return Finding.CAPTIVE_PORTAL
    return Finding.FOREIGN_ANSWER


def _date(headers: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(headers.get("Date", "")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _certificate_facts(certificate: Certificate | None) -> dict[str, str]:
    if certificate is None:
        return {}
    validity = {"since": _day(certificate.not_before), "until": _day(certificate.not_after)}
    return {"issuer": certificate.issuer, **validity}


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
