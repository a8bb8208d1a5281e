"""The documents of payment advices, each in a file that is named by its content."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

FOLDER: Final = "advices"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_PIECE: Final = 1 << 18
SHARDS: Final = 256
"""Folders below the storage's own: the first two digits of each digest."""
_GRACE_SECONDS: Final = 3600


@dataclass(frozen=True)
class Stored:
    """A document that lies on the disk for good."""

    digest: str
    """SHA-256, hexadecimal."""
    size: int
    """In bytes."""


@dataclass(frozen=True)
class DocumentStorage:
    """The folder of all documents. Two with the same content are one file."""

    folder: Path

    def store(self, source: BinaryIO, now: int) -> Stored:
        """Copy a document; a power cut afterwards cannot lose it.

        Raises:
            OSError: the disk does not take it.
        """
        self.folder.mkdir(mode=0o700, exist_ok=True)
        part = self.folder / f"{secrets.token_hex(16)}.part"
        try:
            stored = self._copied(source, part)
            path = self.path(stored.digest)
            if not path.parent.is_dir():
                path.parent.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(self.folder)
            # The age counts from here: until its row is written, nothing may take it for left over.
            os.utime(part, (now, now))
            part.replace(path)
            _sync_folder(path.parent)
        finally:
            part.unlink(missing_ok=True)
        return stored

    def path(self, digest: str) -> Path:
        """Where a document lies.

        Raises:
            ValueError: this is no digest; no other text becomes part of a path.
        """
        if not _DIGEST.fullmatch(digest):
            raise ValueError("no digest of a document")
        return self.folder / digest[:2] / digest

    def pieces(self, digest: str) -> Iterator[bytes]:
        """A document, piece by piece."""
        with self.path(digest).open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece

    def old_files(self, shard: int, now: int) -> set[str]:
        """Digests of the files in one of the `SHARDS` that are older than an hour."""
        folder = self.folder / f"{shard % SHARDS:02x}"
        if not folder.is_dir():
            return set()
        names = {path.name for path in folder.iterdir() if _DIGEST.fullmatch(path.name)}
        return {name for name in names if self._is_old(name, now)}

    def delete_old(self, digests: Iterable[str], now: int) -> None:
        """Delete those that have not been stored again meanwhile; one that is gone is no error."""
        for digest in digests:
            if self._is_old(digest, now):
                self.path(digest).unlink(missing_ok=True)

    def _is_old(self, digest: str, now: int) -> bool:
        try:
            return self.path(digest).stat().st_mtime < now - _GRACE_SECONDS
        except FileNotFoundError:
            return False

    def _copied(self, source: BinaryIO, part: Path) -> Stored:
        hashed, size = hashlib.sha256(), 0
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            while piece := source.read(_PIECE):
                hashed.update(piece)
                size += len(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        return Stored(hashed.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
