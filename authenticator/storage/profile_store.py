"""The profile file: which bindings this user has. Holds no secret."""

import logging
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from threading import Lock
from typing import Any, Final

from authenticator.failures import Failure, Refused
from authenticator.model import Binding
from authenticator.storage.json_file import (
    Damaged,
    JsonContent,
    dump_content,
    parse_content,
    read_bytes,
    replace_file,
)
from authenticator.values import dataclass

_LOG: Final = logging.getLogger(__name__)
_VERSION: Final = 1

_Entries = list[Any]
_MEMBERS: Final = {field.name: field.type for field in fields(Binding)}


@dataclass(frozen=True)
class _Profile:
    """What was read, whole."""

    data: bytes
    content: JsonContent


_NEW: Final = _Profile(b"", {"bindings": []})


class ProfileStore:
    """`profile.json` and a copy of it, each replaced in one step.

    Only where neither file exists are there no bindings. A file that is damaged is made good by
    the other one; everything else is refused, and changes nothing. What this version does not
    understand is never lost: unknown members are written back, a file that is replaced without
    being what the new one was made from is kept under another name, and that of a newer version
    is not touched.
    """

    def __init__(self, folder: Path) -> None:
        self._file, self._copy = _files(folder)
        self._lock = Lock()
        self._known: _Profile | None = None
        """What was read or written last: nobody else changes the files of a profile in use."""

    def bindings(self) -> tuple[Binding, ...]:
        """All bindings, finished or not, in the order in which they were made. Read once.

        Where there is no file they are looked for at each call: a profile may come later.

        Raises:
            Refused: PROFILE_UNREADABLE, PROFILE_DAMAGED or PROFILE_TOO_NEW. Not once it was read.
        """
        with self._lock:
            if self._known is None:
                self._known = self._load()
            found = self._known or _NEW
            return tuple(map(_binding, found.content["bindings"]))

    def check(self) -> None:
        """Show that the files can be read now, before something is done that cannot be undone.

        Raises:
            Refused: as `bindings`.
        """
        with self._lock:
            self._load()

    def put(self, binding: Binding) -> None:
        """Add a binding, or replace the one with the same id.

        Raises:
            Refused: PROFILE_UNWRITABLE or as `bindings`; the file is as it was.
        """
        self._change(lambda entries: _with(entries, binding))

    def remove(self, binding: Binding) -> None:
        """Forget a binding.

        Raises:
            Refused: PROFILE_UNWRITABLE or as `bindings`; the file is as it was.
        """
        self._change(lambda entries: [each for each in entries if each["id"] != binding.id])

    def _load(self) -> _Profile | None:
        """What the files hold; None where there is none."""
        was_damaged = False
        for path in (self._file, self._copy):
            try:
                found = _read(path)
            except OSError as error:
                _LOG.warning("%s cannot be read: %s", path.name, type(error).__name__)
                raise Refused(Failure.PROFILE_UNREADABLE, details=str(path)) from error
            except Damaged as damage:
                _LOG.warning("%s is damaged: %s", path.name, damage)
                was_damaged = True
                continue
            if found is not None:
                return found
        if was_damaged:
            raise Refused(Failure.PROFILE_DAMAGED, details=str(self._file))
        return None

    def _change(self, change: Callable[[_Entries], _Entries]) -> None:
        with self._lock:
            # Where both files are gone, what was in them a moment ago is not given up.
            base = self._load() or self._known or _NEW
            content = {**base.content, "v": _VERSION, "bindings": change(base.content["bindings"])}
            new = _Profile(dump_content(content), content)
            try:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _replace(self._file, base, new)
            except OSError as error:
                raise Refused(Failure.PROFILE_UNWRITABLE, details=str(self._file)) from error
            self._known = new
            try:
                _replace(self._copy, base, new)
            except OSError as error:
                _LOG.warning("%s was not written: %s", self._copy.name, type(error).__name__)


def file_state(folder: Path) -> tuple[tuple[int, int], ...]:
    """Another one once the files of a profile have come, or have changed. Never raises."""
    return tuple(map(_stamp, _files(folder)))


def new_binding_id() -> str:
    """32 random hexadecimal characters."""
    import secrets

    return secrets.token_hex(16)


def _files(folder: Path) -> tuple[Path, Path]:
    return folder / "profile.json", folder / "profile.copy.json"


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, -1
    return found.st_mtime_ns, found.st_size


def _read(path: Path) -> _Profile | None:
    """The whole file; None where there is none.

    Raises:
        OSError: it could not be read.
        Damaged: it is not what a version of this app has written.
        Refused: PROFILE_TOO_NEW.
    """
    data = read_bytes(path)
    if data is None:
        return None
    content = parse_content(data)
    version = content.get("v", _VERSION)
    if (type(version) is int and version > _VERSION) or isinstance(version, str):
        _LOG.warning("%s is of version %r", path.name, version)
        raise Refused(Failure.PROFILE_TOO_NEW)
    if version != _VERSION or not isinstance(content.get("bindings"), list):
        raise Damaged("no bindings")
    for entry in content["bindings"]:
        _binding(entry)
    return _Profile(data, content)


def _replace(path: Path, base: _Profile, new: _Profile) -> None:
    """Replace a file; where it is not what `new` was made from, it is kept under another name.

    Raises:
        OSError: the file is as it was.
    """
    before = read_bytes(path)
    if before is not None and before != base.data:
        import hashlib

        digest = hashlib.sha256(before).hexdigest()[:12]
        replace_file(path.with_name(f"{path.stem}.kept-{digest}.json"), before)
    replace_file(path, new.data)


def _binding(entry: Any) -> Binding:
    """What this version understands of an entry.

    Raises:
        Damaged: that is too little.
    """
    if isinstance(entry, dict) and all(
        type(entry.get(name)) is kind for name, kind in _MEMBERS.items()
    ):
        return Binding(**{name: entry[name] for name in _MEMBERS})
    raise Damaged("an entry is not understood")


def _with(entries: _Entries, binding: Binding) -> _Entries:
    others = [each for each in entries if each["id"] != binding.id]
    before: list[JsonContent] = [each for each in entries if each["id"] == binding.id]
    return [*others, {**(before[0] if before else {}), **asdict(binding)}]
