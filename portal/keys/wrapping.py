"""The key under which the data key lies on the disk: in the key file, the environment or a token.

The data key is what the database's secrets are wrapped with. It is unwrapped once, at the start
(docs/adr/0007).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from portal.keys.key_file import KeyFileProblem
from portal.keys.vault import CannotUnwrap, Vault

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
        from portal.keys.token import TokenKey

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
