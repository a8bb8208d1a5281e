"""AES-256-GCM for what the database may hold but not show."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import unquote

import pkcs11
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, Session

from portal.platform.keys.key_file import KeyFileProblem

_NONCE_BYTES: Final = 12


class CannotUnwrap(Exception):
    """Wrapped under another key or for another place: database and key file do not fit."""


class Vault:
    """Wraps bytes for one place, named by `context`; moved elsewhere they do not open."""

    def __init__(self, key: bytes, *older: bytes) -> None:
        """`older` keys still open what was wrapped under them."""
        self._ciphers = tuple(AESGCM(one) for one in (key, *older))

    def wrap(self, data: bytes, context: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, data, context.encode())

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """The bytes that were wrapped.

        Raises:
            CannotUnwrap: another key, another context, or altered.
        """
        nonce, text = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(nonce, text, context.encode())
            except InvalidTag:
                continue
        raise CannotUnwrap("does not open")


PIN_VARIABLE: Final = "AOK_PORTAL_PKCS11_PIN"

_PATH: Final = frozenset({"token", "object"})
_QUERY: Final = frozenset({"module-path", "pin-source"})
_BITS: Final = 256
# RFC 3394: a standard that tokens know, with integrity and without a nonce to get wrong.
_WRAP: Final = Mechanism.AES_KEY_WRAP
_NEW_KEY: Final = {
    Attribute.EXTRACTABLE: False,
    Attribute.SENSITIVE: True,
    Attribute.WRAP: True,
    Attribute.UNWRAP: True,
    Attribute.ENCRYPT: False,
    Attribute.DECRYPT: False,
}
# A data key passes through the token and is of use outside of it only.
_DATA_KEY: Final = {
    Attribute.TOKEN: False,
    Attribute.EXTRACTABLE: True,
    Attribute.SENSITIVE: False,
}


class TokenKey:
    """An AES key on a token. Each call logs in to the token and out again."""

    def __init__(self, uri: str, environ: Mapping[str, str], *, create: bool) -> None:
        names = _parsed(uri)
        self._token, self._object = names["token"], names["object"]
        self._module = names["module-path"]
        self._pin = read_pin(names.get("pin-source"), environ, PIN_VARIABLE)
        self._create = create

    def __repr__(self) -> str:
        return "TokenKey(…)"

    def wrap(self, data_key: bytes) -> bytes:
        with self._opened() as session:
            value = _DATA_KEY | {
                Attribute.CLASS: ObjectClass.SECRET_KEY,
                Attribute.KEY_TYPE: KeyType.AES,
                Attribute.VALUE: data_key,
            }
            passing: Any = session.create_object(value)
            wrapped: bytes = self._key(session).wrap_key(passing, mechanism=_WRAP)
            return wrapped

    def unwrap(self, wrapped: bytes) -> bytes:
        with self._opened() as session:
            key = self._key(session)
            try:
                data_key = key.unwrap_key(
                    ObjectClass.SECRET_KEY,
                    KeyType.AES,
                    wrapped,
                    mechanism=_WRAP,
                    store=False,
                    template=_DATA_KEY,
                )
            except pkcs11.exceptions.PKCS11Error as error:
                raise KeyFileProblem(
                    f"The key {self._object!r} on the token {self._token!r} does not open the "
                    "data key: it was wrapped by another one, or the file is damaged."
                ) from error
            value: bytes = data_key[Attribute.VALUE]
            return value

    @contextmanager
    def _opened(self) -> Iterator[Session]:
        try:
            token = pkcs11.lib(self._module).get_token(token_label=self._token)
            with token.open(rw=self._create, user_pin=self._pin) as session:
                yield session
        except pkcs11.exceptions.PinIncorrect as error:
            raise KeyFileProblem(
                f"The PIN is not that of the token {self._token!r}: correct {PIN_VARIABLE} or the "
                "PIN's file before the token locks itself."
            ) from error
        except pkcs11.exceptions.PKCS11Error as error:
            raise KeyFileProblem(
                f"The token {self._token!r} cannot be used by {self._module}: check that both are "
                f"there ({type(error).__name__})."
            ) from error

    def _key(self, session: Session) -> Any:
        # The library's types leave out what a key can do.
        try:
            key = session.get_key(label=self._object, object_class=ObjectClass.SECRET_KEY)
        except pkcs11.exceptions.NoSuchKey as error:
            if not self._create:
                raise KeyFileProblem(
                    f"The token {self._token!r} has no key {self._object!r}: restore it, or "
                    "correct the setting wrapping_key."
                ) from error
            key = session.generate_key(
                KeyType.AES, _BITS, label=self._object, store=True, template=_NEW_KEY
            )
        if key[Attribute.EXTRACTABLE] or not key[Attribute.SENSITIVE]:
            raise KeyFileProblem(
                f"The key {self._object!r} can be taken out of the token {self._token!r}: make one "
                "that is sensitive and not extractable, or let 'keys rewrap' make it."
            )
        return key


def _parsed(uri: str) -> dict[str, str]:
    wrong = KeyFileProblem(
        f"{uri!r} names no key on a token: give "
        "pkcs11:token=LABEL;object=LABEL?module-path=/PATH/TO/LIBRARY.so, and the PIN's file by "
        f"&pin-source=file:/PATH or the PIN in {PIN_VARIABLE}."
    )
    path, _, query = uri.removeprefix(PKCS11).partition("?")
    found: dict[str, str] = {}
    for parts, known in ((path.split(";"), _PATH), (query.split("&"), _QUERY)):
        for part in parts:
            name, is_, value = part.partition("=")
            if not is_ or name not in known or name in found:
                raise wrong
            found[name] = unquote(value)
    if not {*_PATH, "module-path"} <= found.keys():
        raise wrong
    return found


FILE: Final = "file"
"""The data key is a secret of the key file itself."""
ENV: Final = "env:"
PKCS11: Final = "pkcs11:"
FORMS: Final = "file, env:NAME or pkcs11:token=…;object=…?module-path=…"

_KEY_BYTES: Final = 32
_CONTEXT: Final = "data key"


class WrappingKey(Protocol):
    """Wraps data keys, and unwraps what it has wrapped."""

    def wrap(self, data_key: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key.

        Raises:
            KeyFileProblem: wrapped by another key, or altered.
        """


def is_wrapping_key(text: str) -> bool:
    """Whether a setting has the form of one."""
    return text == FILE or text.startswith((ENV, PKCS11))


def open_wrapping_key(
    text: str, environ: Mapping[str, str], *, create: bool = False
) -> WrappingKey:
    """The key that a setting other than "file" names; `create` makes it on a token without one.

    Raises:
        KeyFileProblem: with a sentence for the operator.
    """
    if text.startswith(PKCS11):
        # Imported late: who has no token needs no library for it.

        return TokenKey(text, environ, create=create)
    return EnvironmentKey(text.removeprefix(ENV), environ)


class EnvironmentKey:
    """32 bytes, as 64 hexadecimal digits in a variable of the environment."""

    def __init__(self, name: str, environ: Mapping[str, str]) -> None:
        self._name = name
        try:
            key = bytes.fromhex(environ[name])
        except (KeyError, ValueError) as error:
            raise self._wrong("is not set, or not hexadecimal") from error
        if len(key) != _KEY_BYTES:
            raise self._wrong(f"does not hold {_KEY_BYTES} bytes")
        self._vault = Vault(key)

    def wrap(self, data_key: bytes) -> bytes:
        return self._vault.wrap(data_key, _CONTEXT)

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            return self._vault.unwrap(wrapped, _CONTEXT)
        except CannotUnwrap as error:
            raise self._wrong("holds another key than the one in use") from error

    def _wrong(self, what: str) -> KeyFileProblem:
        return KeyFileProblem(
            f"The environment variable {self._name} {what}: give it the 64 hexadecimal digits of "
            "the wrapping key, as from 'openssl rand -hex 32'."
        )


def read_pin(source: str | None, environ: Mapping[str, str], variable: str) -> str:
    """The PIN of a token: from a file, else from the environment.

    Raises:
        KeyFileProblem: neither.
    """
    if source is None:
        if pin := environ.get(variable):
            return pin
        raise KeyFileProblem(
            f"The token's PIN is missing: set {variable}, or name a file with pin-source=file:…"
        )
    path = Path(source.removeprefix("file:"))
    try:
        return path.read_text().strip()
    except OSError as error:
        raise KeyFileProblem(
            f"The token's PIN cannot be read from {path} ({error.strerror}): check its rights."
        ) from error
