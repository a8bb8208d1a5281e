"""New signing and sealing keys, and how a running portal takes them over without a restart."""

import logging
from pathlib import Path
from typing import Final

from crypto.keys import PrivateKey
from crypto.keyset import root_pin, sign_key_set
from portal.platform.clock import Clock
from portal.platform.keys.key_file import (
    KEY_SET_NAME,
    KEYS_NAME,
    KeyFile,
    KeyFileProblem,
    write_private,
)
from portal.platform.keys.key_ring import KeyRing, load_keys

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

    def __init__(self, keys: KeyRing, folder: Path, public_url: str, clock: Clock) -> None:
        self._keys = keys
        self._folder = folder
        self._public_url = public_url
        self._clock = clock
        self._seen: _Stamp = self._stamp()

    def look(self) -> None:
        """Put newer keys in place, and drop those whose time is over."""
        stamp = self._stamp()
        if stamp == self._seen:
            return
        try:
            found = load_keys(self._folder, self._public_url, self._clock.now())
            self._keys.replace_by(found)
        except KeyFileProblem as problem:
            # The files may be half way through a rotation: the keys in use stay.
            _LOG.warning("the key files were not taken: %s", problem)
            return
        self._seen = stamp
        _LOG.info("key set %d is in use", found.seq)

    def _stamp(self) -> _Stamp:
        over = self._clock.now() >= self._keys.file.retired_until
        return over, *(self._written(name) for name in (KEYS_NAME, KEY_SET_NAME))

    def _written(self, name: str) -> object:
        try:
            found = (self._folder / name).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino
