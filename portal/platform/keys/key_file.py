"""`keys.json`: every secret of a running portal. `root.key`: the one that it does not need."""

import json
import os
import secrets
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Self

from crypto.keys import PrivateKey

KEYS_NAME: Final = "keys.json"
ROOT_NAME: Final = "root.key"
KEY_SET_NAME: Final = "keyset.jws"

_SECRET_BYTES: Final = 32


class KeyFileProblem(Exception):
    """Says in one sentence what is wrong with the key files, and what to do."""


@dataclass(frozen=True)
class Secrets:
    """Symmetric keys, 32 bytes each."""

    wrapping: bytes
    """Wraps PIN public keys and recorded answers in the database."""
    nonce: bytes
    """Authenticates the nonces for devices."""
    pepper: bytes
    """Goes into the hashes of activation codes."""
    browser: bytes
    """Makes session ids, and the names under which login attempts are counted."""

    def __repr__(self) -> str:
        return "Secrets(…)"

    @classmethod
    def generate(cls) -> Self:
        return cls(*(secrets.token_bytes(_SECRET_BYTES) for _ in fields(cls)))


@dataclass(frozen=True)
class KeyFile:
    """What is in `keys.json`; the first of each pair list is the one in use."""

    signing: tuple[PrivateKey, ...]
    sealing: tuple[PrivateKey, ...]
    secrets: Secrets
    retired_until: int = 0
    """Until when all but the first sealing key still open, seconds since 1970."""

    @classmethod
    def generate(cls) -> Self:
        return cls((PrivateKey.generate(),), (PrivateKey.generate(),), Secrets.generate())

    def save(self, path: Path) -> None:
        """Write the file, readable by its owner only, whole or not at all."""
        value = {
            "signing": [key.to_bytes().hex() for key in self.signing],
            "sealing": [key.to_bytes().hex() for key in self.sealing],
            "secrets": {name: secret.hex() for name, secret in vars(self.secrets).items()},
            "retired_until": self.retired_until,
        }
        write_private(path, json.dumps(value, indent=2) + "\n")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file.

        Raises:
            KeyFileProblem: missing, unreadable, or not what `save` writes.
        """
        try:
            value = json.loads(path.read_text())
            named = {name: bytes.fromhex(text) for name, text in value["secrets"].items()}
            signing, sealing = _private(value["signing"]), _private(value["sealing"])
            found = cls(signing, sealing, Secrets(**named), int(value.get("retired_until", 0)))
        except FileNotFoundError as error:
            raise KeyFileProblem(
                f"{path} cannot be read, it is not there: make it with 'init', or put back the "
                "copy from your backup."
            ) from error
        except OSError as error:
            raise KeyFileProblem(
                f"{path} cannot be read ({error.strerror}): give it to the portal's user, and "
                "check its rights."
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyFileProblem(
                f"{path} is damaged: put back the copy from your backup."
            ) from error
        return found


def save_root(path: Path, root: PrivateKey) -> None:
    write_private(path, root.to_bytes().hex() + "\n")


def load_root(path: Path) -> PrivateKey:
    """The root's private half, which may be kept elsewhere.

    Raises:
        KeyFileProblem: missing, unreadable, or not what `save_root` writes.
    """
    try:
        return PrivateKey.from_bytes(bytes.fromhex(path.read_text()))
    except OSError as error:
        raise KeyFileProblem(
            f"{path} cannot be read ({error.strerror}): "
            "bring the root's key and give its place with --root."
        ) from error
    except ValueError as error:
        raise KeyFileProblem(f"{path} is no root key: give another file with --root.") from error


def write_private(path: Path, text: str) -> None:
    """Create `path` with mode 0600 atomically; an existing file is replaced whole."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _private(texts: list[str]) -> tuple[PrivateKey, ...]:
    if not texts:
        raise ValueError("no key")
    return tuple(PrivateKey.from_bytes(bytes.fromhex(text)) for text in texts)
