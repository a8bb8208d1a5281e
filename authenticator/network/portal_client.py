"""HTTP to the portal, by `requests`.

Only bytes that a key of the portal's key set has signed for exactly this request count as an
answer; everything else means that the portal was not reached, and changes nothing.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import requests
from urllib3.exceptions import NameResolutionError

from authenticator import __version__
from authenticator.failures import Failure, Refused
from authenticator.network.access import Network
from authenticator.network.deadline import Deadline, DeadlinePassed
from authenticator.network.http_connect import WANTS_LOGIN, TunnelRefused
from authenticator.network.proxy_schemes import takes_password
from authenticator.network.routes import Proxy, ProxyLogin, Step
from authenticator.network.timed_adapter import CONNECT_LIMIT, ProxyDead, TimedAdapter
from authenticator.network.tunnel import shown_certificate
from authenticator.values import dataclass
from crypto.envelope import (
    KEYS_PATH,
    MEDIA_TYPE,
    PATH,
    Response,
    read_response,
    response_key_id,
)
from crypto.errors import BadSignature, CryptoError, Downgrade
from crypto.keys import PublicKey
from crypto.keyset import KeySet, read_key_set
from crypto.protocol import SIGN, SIGN_SECONDS

ANSWER_LIMIT: Final = 20.0
"""Seconds in all until an answer has to be there, on top of what was asked to wait."""
SILENCE_LIMIT: Final = SIGN_SECONDS + ANSWER_LIMIT
"""Seconds until something has to come of an answer that is held back, a sign of life at least."""

_LARGEST: Final = 64 * 1024
_LOG: Final = logging.getLogger(__name__)


class PortalClient:
    """One portal; may be used from several threads."""

    def __init__(
        self,
        aud: str,
        *,
        network: Network | None = None,
        root: bytes | None = None,
        lowest_seq: int = 0,
    ) -> None:
        """Args:
        aud: the portal's address.
        network: the way there; by default the system's.
        root: pinned thumbprint of its root key; None pins the first one seen.
        lowest_seq: the highest key set seen so far.
        """
        self.aud = aud
        self._network = network or Network()
        self._root = root
        self._lowest_seq = lowest_seq
        self._key_set: KeySet | None = None
        self._local = threading.local()

    @property
    def highest_seq(self) -> int:
        """Of the newest key set seen so far."""
        return self._lowest_seq

    def key_set(self, *, refresh: bool = False) -> KeySet:
        """The portal's keys, fetched once and again when asked to.

        Raises:
            Refused: PORTAL_KEYS_UNTRUSTED, or why the portal was not reached.
        """
        if self._key_set is None or refresh:
            body = self._fetch("GET", KEYS_PATH, None, ANSWER_LIMIT)
            try:
                text = body.decode("ascii")
                keys = read_key_set(
                    text, aud=self.aud, root=self._root, lowest_seq=self._lowest_seq
                )
            except (BadSignature, Downgrade) as error:
                raise Refused(Failure.PORTAL_KEYS_UNTRUSTED) from error
            except (CryptoError, UnicodeDecodeError) as error:
                raise Refused(Failure.FOREIGN_ANSWER) from error
            self._root, self._lowest_seq, self._key_set = keys.root.thumbprint, keys.seq, keys
        return self._key_set

    def document(self, path: str) -> bytes:
        """What the portal has at `path` (`application/jose`, 64 KiB at most); verified by nobody
        here.

        Raises:
            Refused: FOREIGN_ANSWER: there is no such document; or why the portal was not reached.
        """
        return self._fetch("GET", path, None, ANSWER_LIMIT)

    def exchange(self, request: bytes, *, wait: float = 0.0) -> Response:
        """Send the exact bytes of a request and verify the answer to it.

        Args:
            wait: seconds that the portal was asked to hold the answer back.

        Raises:
            Refused: why no answer of the portal came. The request may have been carried out.
        """
        body = self._fetch("POST", PATH, request, wait + ANSWER_LIMIT)
        try:
            return read_response(body, self.signing_key(response_key_id(body)), request=request)
        except CryptoError as error:
            raise Refused(Failure.FOREIGN_ANSWER) from error

    def signing_key(self, kid: str) -> PublicKey:
        """The portal's signing key of that id; asks for newer keys once when it is not known.

        Raises:
            Refused: FOREIGN_ANSWER: no key of the portal.
        """
        key = self.key_set().signing.get(kid) or self.key_set(refresh=True).signing.get(kid)
        if key is None:
            raise Refused(Failure.FOREIGN_ANSWER)
        return key

    def _fetch(self, method: str, path: str, body: bytes | None, limit: float) -> bytes:
        route = self._network.route(self.aud)
        try:
            for step in route.steps:
                try:
                    return self._fetch_over(step, method, path, body, limit)
                except ProxyDead:
                    continue
            if route.unusable:
                raise Refused(Failure.PROXY_KIND_UNSUPPORTED, details=route.unusable)
            raise Refused(Failure.PROXY_UNREACHABLE, details=str(route))
        except Refused as refusal:
            _LOG.info("no answer of the portal: %s", refusal)
            raise

    def _fetch_over(
        self, step: Step, method: str, path: str, body: bytes | None, limit: float
    ) -> bytes:
        """Again with each login that the proxy does not take, until there is none left to try."""
        while True:
            login = self._network.login(step)
            try:
                with self._failures_of_requests(step, login), Deadline(limit):
                    answer = self._send(step, login, method, path, body, limit)
            except TunnelRefused as refused:
                if step is None:
                    raise Refused(Failure.FOREIGN_ANSWER) from None
                self._find_login(step, login, refused)
                continue
            if step is not None:
                self._network.logins.proved(step, self._local.adapter.scheme)
            return _content(answer)

    def _find_login(self, proxy: Proxy, offered: ProxyLogin | None, refused: TunnelRefused) -> None:
        if refused.status in (502, 503, 504):
            raise Refused(Failure.PORTAL_UNREACHABLE) from None
        if refused.status not in WANTS_LOGIN:
            raise Refused(Failure.PROXY_FORBIDS, details=proxy.name) from None
        if not takes_password(refused.schemes):
            raise Refused(Failure.PROXY_LOGIN_UNSUPPORTED, details=proxy.name) from None
        self._network.logins.after_refusal(proxy, offered)

    def _send(
        self,
        step: Step,
        login: ProxyLogin | None,
        method: str,
        path: str,
        body: bytes | None,
        limit: float,
    ) -> "_Answer":
        headers = {"Content-Type": MEDIA_TYPE} if body is not None else {}
        with self._session(step, login).request(
            method,
            self.aud + path,
            data=body,
            headers=headers,
            timeout=(CONNECT_LIMIT, min(limit, SILENCE_LIMIT)),
            allow_redirects=False,
            stream=True,
        ) as answer:
            return _received(answer)

    @contextmanager
    def _failures_of_requests(self, step: Step, login: ProxyLogin | None) -> Iterator[None]:
        """Errors of the library in the app's words; what it says itself is passed on to nobody."""
        try:
            yield
        except DeadlinePassed as error:
            raise Refused(Failure.PORTAL_UNREACHABLE) from error
        except requests.exceptions.SSLError as error:
            context = self._network.trust()
            certificate = shown_certificate(step, self.aud, context, login)
            issuer = certificate.issuer if certificate else ""
            raise Refused(Failure.TLS_UNTRUSTED, details=issuer) from error
        except requests.exceptions.RequestException as error:
            unknown = isinstance(_reason(error), NameResolutionError)
            failure = Failure.NAME_UNRESOLVED if unknown else Failure.PORTAL_UNREACHABLE
            raise Refused(failure) from error

    def _session(self, step: Step, login: ProxyLogin | None) -> requests.Session:
        """A thread's own, for as long as its way stays the same."""
        if getattr(self._local, "way", None) != (step, login):
            session = requests.Session()
            # Neither proxies nor logins (netrc) from the environment: `network` has seen to both.
            session.trust_env = False
            adapter = TimedAdapter(step, self._network.trust(), login)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            session.headers.update({"User-Agent": f"aok-2faktor/{__version__}"})
            self._local.session, self._local.adapter = session, adapter
            self._local.way = (step, login)
        found: requests.Session = self._local.session
        return found


_UNSIGNED: Final = {
    # Of a proxy in the way that no setting names.
    407: Failure.PROXY_LOGIN_NEEDED,
    # The computer slept while it sent: the portal, or a proxy before it, has waited in vain.
    408: Failure.PORTAL_UNREACHABLE,
    502: Failure.PORTAL_UNAVAILABLE,
    503: Failure.PORTAL_UNAVAILABLE,
    504: Failure.PORTAL_UNAVAILABLE,
}
"""What statuses of HTTP mean that come without an answer of the portal."""


def _reason(error: requests.exceptions.RequestException) -> object:
    """What the library below has complained of."""
    cause = error.args[0] if error.args else None
    return getattr(cause, "reason", None)


@dataclass(frozen=True)
class _Answer:
    status: int
    media_type: str
    body: bytes
    """At most one byte more than an answer of the portal can have."""


def _received(answer: requests.Response) -> _Answer:
    media_type = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    body = bytearray()
    if media_type == MEDIA_TYPE:
        for chunk in answer.iter_content(16 * 1024):
            body += chunk
            if len(body) > _LARGEST:
                break
    return _Answer(answer.status_code, media_type, bytes(body[: _LARGEST + 1].lstrip(SIGN)))


def _content(answer: _Answer) -> bytes:
    if answer.media_type != MEDIA_TYPE:
        raise Refused(_UNSIGNED.get(answer.status, Failure.FOREIGN_ANSWER))
    if len(answer.body) > _LARGEST:
        raise Refused(Failure.FOREIGN_ANSWER)
    return answer.body
