"""JSON files: read whole, replaced in one step. Imported before the first window: cheap."""

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

JsonContent = dict[str, Any]

_ABSENT: Final = (None, 2, 3)
"""`winerror` where there is no such file or folder. Windows gives the same `errno` to a server
that is out of reach, where the file may well be. Elsewhere there is no `winerror`."""


class Damaged(ValueError):
    """The file was read, and is not what was once written."""


def read_bytes(path: Path) -> bytes | None:
    """The content; None where there is surely no such file.

    Raises:
        OSError: it could not be read; it may be whole.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        if getattr(error, "winerror", None) not in _ABSENT:
            raise
        return None


def parse_content(data: bytes) -> JsonContent:
    """The JSON object.

    Raises:
        Damaged: anything else.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Damaged("not JSON") from error
    if not isinstance(content, dict):
        raise Damaged("not an object")
    return content


def dump_content(content: JsonContent) -> bytes:
    """The object as it is written, for people to read."""
    return json.dumps(content, indent=1).encode()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file anew in one step: after a crash it is the old one or the new one.

    Raises:
        OSError: it is the old one.
    """
    import tempfile

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
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """After a power cut, too, the new file is there. Some file systems do not offer it."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
