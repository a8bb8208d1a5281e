"""The profile file: which bindings this user has. Holds no secret."""

import contextlib
import json
import logging
import os
import secrets
import tempfile
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Final

from authenticator.failures import Failure, Refused
from authenticator.model import Binding

_LOG: Final = logging.getLogger(__name__)
_VERSION: Final = 1


class ProfileStore:
    """Reads and replaces `profile.json` in one step; the version before stays as a spare."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "profile.json"
        self._spare = folder / "profile.previous.json"
        self._lock = Lock()

    def bindings(self) -> tuple[Binding, ...]:
        """All bindings, finished or not, in the order in which they were made."""
        for path in (self._file, self._spare):
            found = _read(path)
            if found is not None:
                return found
        return ()

    def put(self, binding: Binding) -> None:
        """Add a binding, or replace the one with the same id.

        Raises:
            Refused: PROFILE_UNWRITABLE; the file is as it was.
        """
        with self._lock:
            others = [each for each in self.bindings() if each.id != binding.id]
            self._write((*others, binding))

    def remove(self, binding: Binding) -> None:
        """Forget a binding.

        Raises:
            Refused: PROFILE_UNWRITABLE; the file is as it was.
        """
        with self._lock:
            self._write(tuple(each for each in self.bindings() if each.id != binding.id))

    def _write(self, bindings: tuple[Binding, ...]) -> None:
        content = {"v": _VERSION, "bindings": [asdict(binding) for binding in bindings]}
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _read(self._file) is not None:
                replace_file(self._spare, self._file.read_bytes())
            replace_file(self._file, json.dumps(content, indent=1).encode())
        except OSError as error:
            raise Refused(Failure.PROFILE_UNWRITABLE) from error


def new_binding_id() -> str:
    """32 random hexadecimal characters."""
    return secrets.token_hex(16)


def _read(path: Path) -> tuple[Binding, ...] | None:
    try:
        content = json.loads(path.read_text("utf-8"))
        return tuple(Binding(**entry) for entry in content["bindings"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, LookupError):
        _LOG.warning("%s cannot be read", path.name)
        return None


def replace_file(path: Path, content: bytes) -> None:
    """Write a file anew in one step: after a crash it is the old one or the new one.

    Raises:
        OSError: it is the old one.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
