"""The profile file: which bindings this user has. Holds no secret."""

import contextlib
import hashlib
import json
import logging
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from threading import Lock
from typing import Any, Final

from authenticator.failures import Failure, Refused
from authenticator.model import Binding

_LOG: Final = logging.getLogger(__name__)
_VERSION: Final = 1

_Entries = list[Any]
_MEMBERS: Final = {field.name: field.type for field in fields(Binding)}


class ProfileStore:
    """Reads and replaces `profile.json` in one step; the version before stays as a spare.

    Nothing that this version cannot read is lost: unknown members and entries are written back,
    a damaged file is kept under another name, and the file of a newer version is not touched.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "profile.json"
        self._spare = folder / "profile.previous.json"
        self._lock = Lock()

    def bindings(self) -> tuple[Binding, ...]:
        """All bindings, finished or not, in the order in which they were made.

        Raises:
            Refused: PROFILE_TOO_NEW.
        """
        found = (_binding(entry) for entry in self._load()["bindings"])
        return tuple(binding for binding in found if binding is not None)

    def put(self, binding: Binding) -> None:
        """Add a binding, or replace the one with the same id.

        Raises:
            Refused: PROFILE_UNWRITABLE or PROFILE_TOO_NEW; the file is as it was.
        """
        self._change(lambda entries: _with(entries, binding))

    def remove(self, binding: Binding) -> None:
        """Forget a binding.

        Raises:
            Refused: PROFILE_UNWRITABLE or PROFILE_TOO_NEW; the file is as it was.
        """
        self._change(lambda entries: [each for each in entries if _id(each) != binding.id])

    def _load(self) -> dict[str, Any]:
        for path in (self._file, self._spare):
            with contextlib.suppress(OSError):
                content = _read(path)
                if content is not None:
                    return content
        return {"bindings": []}

    def _change(self, change: Callable[[_Entries], _Entries]) -> None:
        with self._lock:
            try:
                # A file that cannot be read now may be whole: it must not be replaced.
                is_readable = _read(self._file) is not None
                content = self._load()
                content = {**content, "v": _VERSION, "bindings": change(content["bindings"])}
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                if is_readable:
                    _keep_unreadable(self._spare)
                    replace_file(self._spare, self._file.read_bytes())
                _keep_unreadable(self._file)
                replace_file(self._file, json.dumps(content, indent=1).encode())
            except OSError as error:
                raise Refused(Failure.PROFILE_UNWRITABLE) from error


def new_binding_id() -> str:
    """32 random hexadecimal characters."""
    return secrets.token_hex(16)


def _read(path: Path) -> dict[str, Any] | None:
    """The whole content; None where there is no such file, or it is damaged.

    Raises:
        OSError: it could not be read.
        Refused: PROFILE_TOO_NEW.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        content = None
    if isinstance(content, dict) and content.get("v", _VERSION) != _VERSION:
        _LOG.warning("%s is of version %r", path.name, content["v"])
        raise Refused(Failure.PROFILE_TOO_NEW)
    if not isinstance(content, dict) or not isinstance(content.get("bindings"), list):
        _LOG.warning("%s is damaged", path.name)
        return None
    return content


def _keep_unreadable(path: Path) -> None:
    """Keep what is about to be replaced under another name, where nobody could read it."""
    try:
        if _read(path) is not None or not path.exists():
            return
    except Refused:
        pass
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    replace_file(path.with_name(f"{path.stem}.kept-{digest}.json"), content)


def _binding(entry: Any) -> Binding | None:
    """What this version understands of an entry; None where that is too little."""
    if isinstance(entry, dict) and all(
        type(entry.get(name)) is kind for name, kind in _MEMBERS.items()
    ):
        return Binding(**{name: entry[name] for name in _MEMBERS})
    _LOG.warning("an entry of the profile is not understood")
    return None


def _id(entry: Any) -> object:
    return entry.get("id") if isinstance(entry, dict) else None


def _with(entries: _Entries, binding: Binding) -> _Entries:
    others = [each for each in entries if _id(each) != binding.id]
    before: list[dict[str, Any]] = [each for each in entries if _id(each) == binding.id]
    return [*others, {**(before[0] if before else {}), **asdict(binding)}]


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
