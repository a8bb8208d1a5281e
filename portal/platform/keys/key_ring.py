"""The keys of a running portal."""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from crypto.errors import CryptoError
from crypto.keys import PrivateKey, PublicKey
from crypto.keyset import read_key_set, root_pin, sign_key_set
from portal.platform.keys.data_keys import open_vault
from portal.platform.keys.key_file import (
    KEY_SET_NAME,
    KEYS_NAME,
    ROOT_NAME,
    KeyFile,
    KeyFileProblem,
    save_root,
    write_private,
)
from portal.platform.keys.vault import Vault
from portal.platform.keys.wrapping import FILE


@dataclass
class KeyRing:
    """Keys and the key set that the root has signed for them."""

    file: KeyFile
    key_set: str
    folder: Path
    root_pin: str
    """By which policies of the app name the root: its thumbprint, 64 hex digits."""
    seq: int = 1
    wrapping_key: str = FILE

    def __repr__(self) -> str:
        return "KeyRing(…)"

    @property
    def signing(self) -> PrivateKey:
        """Signs answers and challenges."""
        return self.file.signing[0]

    @property
    def sealing(self) -> tuple[PrivateKey, ...]:
        """What devices may have sealed to, the newest first."""
        return self.file.sealing

    @cached_property
    def vault(self) -> Vault:
        """What the database's secrets are wrapped with; opened when first used.

        Raises:
            KeyFileProblem: the data key cannot be unwrapped.
        """
        return open_vault(self.folder, self.file, self.wrapping_key, os.environ)

    def replace_by(self, newer: "KeyRing") -> None:
        """Use these keys from now on.

        Raises:
            KeyFileProblem: they are another portal's, or older.
        """
        same = (newer.root_pin, newer.file.secrets) == (self.root_pin, self.file.secrets)
        if not same or newer.seq < self.seq:
            raise KeyFileProblem("The keys are another portal's or older: start the portal anew.")
        self.file, self.key_set, self.seq = newer.file, newer.key_set, newer.seq

    def browser_mac(self, purpose: str, *parts: bytes) -> bytes:
        """32 bytes that only this portal can make from `parts`, which have fixed lengths."""
        message = b"|".join((purpose.encode(), *parts))
        return hmac.digest(self.file.secrets.browser, message, hashlib.sha256)


def create_keys(folder: Path, public_url: str) -> KeyRing:
    """Make all keys in `folder`. `keys.json` comes last: where it is, the rest is too."""
    root, keys = PrivateKey.generate(), KeyFile.generate()
    key_set = sign_key_set(
        root,
        aud=public_url,
        seq=1,
        signing=[key.public for key in keys.signing],
        sealing=[key.public for key in keys.sealing],
    )
    save_root(folder / ROOT_NAME, root)
    write_private(folder / KEY_SET_NAME, key_set + "\n")
    keys.save(folder / KEYS_NAME)
    return KeyRing(keys, key_set, folder, root_pin(root.public))


def load_keys(folder: Path, public_url: str, now: int, wrapping_key: str = FILE) -> KeyRing:
    """Read the keys that count, and check that key set, keys and address belong together.

    The key set says which count, and in which order: a crash in the middle of a rotation leaves
    more in the file.

    Raises:
        KeyFileProblem: with a sentence for the operator.
    """
    keys = KeyFile.load(folder / KEYS_NAME)
    path = folder / KEY_SET_NAME
    try:
        text = path.read_text().strip()
        offered = read_key_set(text, aud=public_url, root=None, lowest_seq=0)
    except OSError as error:
        raise KeyFileProblem(
            f"{path} cannot be read ({error.strerror}): put back the copy from your backup."
        ) from error
    except CryptoError as error:
        raise KeyFileProblem(
            f"{path} is not a key set for {public_url}: correct the public address, "
            "or put back the key set that belongs to it."
        ) from error
    signing = _offered(keys.signing, offered.signing)
    sealing = _offered(keys.sealing, offered.sealing)
    if not signing or not sealing or sealing[0].public != offered.seal_to[1]:
        raise KeyFileProblem(
            f"{path} does not name the keys of {KEYS_NAME}: put back both from one backup."
        )
    if keys.retired_until <= now:
        sealing = sealing[:1]
    counting = replace(keys, signing=signing, sealing=sealing)
    pin = root_pin(offered.root)
    return KeyRing(counting, text, folder, pin, offered.seq, wrapping_key)


def _offered(
    keys: tuple[PrivateKey, ...], offered: Mapping[str, PublicKey]
) -> tuple[PrivateKey, ...]:
    held = {key.public.key_id: key for key in keys}
    return tuple(held[id_] for id_ in offered if id_ in held)
