"""HTTP to the portal. The only module that knows `requests`.

Only bytes that a key of the portal's key set has signed for exactly this request count as an
answer; everything else means that the portal was not reached, and changes nothing.
"""

import ssl
import threading
from typing import Any, Final

import requests
import truststore
from requests.adapters import HTTPAdapter

from authenticator import __version__
from authenticator.failures import Failure, Refused
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

CONNECT_LIMIT: Final = 8.0
ANSWER_LIMIT: Final = 20.0
"""Seconds until an answer has to come, on top of what was asked to wait."""

_LARGEST: Final = 64 * 1024


class PortalClient:
    """One portal; may be used from several threads."""

    def __init__(self, aud: str, *, root: bytes | None = None, lowest_seq: int = 0) -> None:
        """Args:
        aud: the portal's address.
        root: pinned thumbprint of its root key; None pins the first one seen.
        lowest_seq: the highest key set seen so far.
        """
        self.aud = aud
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
        headers = {"Content-Type": MEDIA_TYPE} if body is not None else {}
        try:
            with self._session.request(
                method,
                self.aud + path,
                data=body,
                headers=headers,
                timeout=(CONNECT_LIMIT, limit),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return _content(answer)
        except requests.exceptions.SSLError as error:
            raise Refused(Failure.TLS_UNTRUSTED) from error
        except requests.exceptions.ProxyError as error:
            needs_login = "407" in str(error)
            failure = Failure.PROXY_LOGIN_NEEDED if needs_login else Failure.PORTAL_UNREACHABLE
            raise Refused(failure) from error
        except requests.exceptions.RequestException as error:
            raise Refused(Failure.PORTAL_UNREACHABLE) from error

    @property
    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            session = requests.Session()
            session.mount("https://", _SystemTrust())
            session.headers.update({"User-Agent": f"aok-2faktor/{__version__}"})
            self._local.session = session
        found: requests.Session = self._local.session
        return found


class _SystemTrust(HTTPAdapter):
    """Verifies against the operating system's trust store instead of a list of our own."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*args, **kwargs)


def _content(answer: requests.Response) -> bytes:
    if answer.status_code == requests.codes.proxy_authentication_required:
        raise Refused(Failure.PROXY_LOGIN_NEEDED)
    media_type = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if media_type != MEDIA_TYPE:
        gateway = answer.status_code in (502, 503, 504)
        raise Refused(Failure.PORTAL_UNAVAILABLE if gateway else Failure.FOREIGN_ANSWER)
    body = bytearray()
    for chunk in answer.iter_content(16 * 1024):
        body += chunk
        if len(body) > _LARGEST:
            raise Refused(Failure.FOREIGN_ANSWER)
    return bytes(body)
