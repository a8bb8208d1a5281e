"""`datakeys.json`: the keys of the database's secrets, themselves wrapped.

It is there once `wrapping_key` is something else than "file". The first is in use; there is
another one only in the middle of a change of keys.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.platform.keys.key_file import KeyFile, KeyFileProblem, write_private
from portal.platform.keys.wrapping import FILE, Vault, open_wrapping_key

NAME: Final = "datakeys.json"

_BYTES: Final = 32


@dataclass(frozen=True)
class StoredKey:
    """One data key as it lies on the disk."""

    by: str
    """The wrapping key; "file" is the key file's own secret, wrapped in nothing."""
    wrapped: bytes

    def opened(self, file: KeyFile, environ: Mapping[str, str]) -> bytes:
        if self.by == FILE:
            return file.secrets.wrapping
        return open_wrapping_key(self.by, environ).unwrap(self.wrapped)


def load_stored(folder: Path) -> tuple[StoredKey, ...]:
    """What is in the folder; without the file, the key file's secret.

    Raises:
        KeyFileProblem: the file is unreadable or damaged.
    """
    path = folder / NAME
    try:
        value = json.loads(path.read_text())
        stored = tuple(StoredKey(str(one["by"]), bytes.fromhex(one["wrapped"])) for one in value)
    except FileNotFoundError:
        return (StoredKey(FILE, b""),)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyFileProblem(
            f"{path} is damaged or cannot be read: put back the copy from your backup."
        ) from error
    if not stored:
        raise KeyFileProblem(f"{path} holds no key: put back the copy from your backup.")
    return stored


def save_stored(folder: Path, stored: tuple[StoredKey, ...]) -> None:
    value = [{"by": one.by, "wrapped": one.wrapped.hex()} for one in stored]
    write_private(folder / NAME, json.dumps(value, indent=2) + "\n")


def make_stored(wrapping_key: str, environ: Mapping[str, str]) -> StoredKey:
    """A new data key. For "file" there is nothing to make: the key file has one.

    Raises:
        KeyFileProblem: the wrapping key cannot be used.
    """
    if wrapping_key == FILE:
        return StoredKey(FILE, b"")
    data_key = secrets.token_bytes(_BYTES)
    key = open_wrapping_key(wrapping_key, environ, create=True)
    wrapped = key.wrap(data_key)
    if key.unwrap(wrapped) != data_key:
        raise KeyFileProblem(
            "The wrapping key does not give back what it was given: do not use it."
        )
    return StoredKey(wrapping_key, wrapped)


def open_vault(folder: Path, file: KeyFile, wrapping_key: str, environ: Mapping[str, str]) -> Vault:
    """The vault of a portal whose setting is `wrapping_key`.

    Raises:
        KeyFileProblem: the data key is wrapped by something else, or does not open.
    """
    stored = load_stored(folder)
    if stored[0].by != wrapping_key:
        raise KeyFileProblem(
            f"The setting wrapping_key is {wrapping_key!r}, but the data key is still wrapped by "
            f"{stored[0].by!r}: run 'keys rewrap', or put the setting back."
        )
    return Vault(*(one.opened(file, environ) for one in stored))
