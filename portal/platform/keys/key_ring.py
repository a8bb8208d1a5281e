"""The keys of a running portal: made, loaded, rotated, and taken over without a restart."""

import hashlib
import hmac
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

from crypto.errors import CannotOpen, CryptoError
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
from portal.platform.keys.wrapping import FILE, Vault

T = TypeVar("T")


def _leave() -> None:
    """Nobody watches the files."""


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
    look: Callable[[], None] = field(default=_leave, compare=False)
    """Takes newer keys at once, where the files have some that another process uses already."""

    def __repr__(self) -> str:
        return "KeyRing(…)"

    def opened(self, open_by: Callable[[PrivateKey], T]) -> T:
        """What `open_by` makes of a text that was sealed to one of the keys.

        Raises:
            CannotOpen: to none of them, nor to one that the files have by now.
        """
        tried: tuple[PrivateKey, ...] = ()
        for _ in range(2):
            for key in self.sealing:
                if key in tried:
                    continue
                try:
                    return open_by(key)
                except CannotOpen:
                    continue
            tried = self.sealing
            self.look()
        raise CannotOpen

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


GRACE_SECONDS: Final = 86_400
"""How long texts still open that were sealed to the key before."""


def rotate_keys(
    folder: Path, public_url: str, root: PrivateKey, now: int, *, at_once: bool
) -> KeyRing:
    """Make new keys and have the root sign them.

    The key before no longer signs, but what it has signed is still believed until the next
    rotation; and it still opens for a day. `at_once` ends both, for keys that were stolen.

    Raises:
        KeyFileProblem: another root, or the files do not fit together; nothing was changed.
    """
    before = load_keys(folder, public_url, now)
    if root_pin(root.public) != before.root_pin:
        raise KeyFileProblem("This is the key of another root: give the one that made this portal.")
    signing, sealing = PrivateKey.generate(), PrivateKey.generate()
    old_signing = () if at_once else before.file.signing[:1]
    old_sealing = () if at_once else before.file.sealing[:1]
    text = sign_key_set(
        root,
        aud=public_url,
        seq=before.seq + 1,
        signing=[key.public for key in (signing, *old_signing)],
        sealing=[key.public for key in (sealing, *old_sealing)],
    )
    secrets = before.file.secrets
    # The key set says which keys count, so it changes between two files that hold both.
    until = now + GRACE_SECONDS
    both = KeyFile((signing, *before.file.signing), (sealing, *before.file.sealing), secrets, until)
    both.save(folder / KEYS_NAME)
    write_private(folder / KEY_SET_NAME, text + "\n")
    KeyFile((signing,), (sealing, *old_sealing), secrets, until).save(folder / KEYS_NAME)
    return load_keys(folder, public_url, now)


_LOG: Final = logging.getLogger("portal.keys")

_Stamp = tuple[object, ...]


class KeyWatch:
    """Looks at the key files from time to time."""

    def __init__(self, keys: KeyRing, folder: Path, public_url: str, now: int) -> None:
        self._keys = keys
        self._folder = folder
        self._public_url = public_url
        self._seen: _Stamp = self._stamp(now)
        self.refused = False
        """Whether the files were changed, and those before are still in use."""

    def look(self, now: int) -> None:
        """Put newer keys in place, and drop those whose time is over at `now`, in seconds."""
        stamp = self._stamp(now)
        if stamp == self._seen:
            return
        try:
            found = load_keys(self._folder, self._public_url, now)
            self._keys.replace_by(found)
        except KeyFileProblem as problem:
            # The files may be half way through a rotation: the keys in use stay.
            _LOG.warning("the key files were not taken: %s", problem)
            self.refused = True
            return
        self._seen, self.refused = stamp, False
        _LOG.info("key set %d is in use", found.seq)

    def _stamp(self, now: int) -> _Stamp:
        over = now >= self._keys.file.retired_until
        return over, *(self._written(name) for name in (KEYS_NAME, KEY_SET_NAME))

    def _written(self, name: str) -> object:
        try:
            found = (self._folder / name).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino
