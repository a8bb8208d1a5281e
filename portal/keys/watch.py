"""A running portal takes new keys without a restart."""

import logging
from pathlib import Path
from typing import Final

from portal.clock import Clock
from portal.keys.key_file import KEY_SET_NAME, KEYS_NAME, KeyFileProblem
from portal.keys.key_ring import KeyRing, load_keys

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
