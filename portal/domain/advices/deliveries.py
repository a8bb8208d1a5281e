"""Takes deliveries out of a folder: a file of metadata with the documents beside it.

A delivery is taken once all of it is there. What is wrong goes to the folder's `quarantine`, each
file with its reason, and stops nothing else. Taking the same delivery again changes nothing
(ADR 37).
"""

import asyncio
import contextlib
import os
import stat
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from portal.domain.advices.arrivals import Arrival, Outcome, known_among, record
from portal.domain.advices.metadata import (
    ENDINGS,
    BadEntry,
    BadMetadata,
    Entry,
    Read,
    read_metadata,
)
from portal.domain.advices.storage import DocumentStorage, Stored
from portal.platform.database.database import Database

QUARANTINE: Final = "quarantine"
REASON: Final = ".reason.txt"
INCOMPLETE: Final = "incomplete"
REFUSED: Final = "refused"
SETTLED_SECONDS: Final = 10
"""How long a watched file has not been written to before it is read."""
PATIENCE_SECONDS: Final = 86_400
"""How long metadata waits for their documents."""
_AT_ONCE: Final = 200
_BEGINNING: Final = b"%PDF-"
_LOOKED_AT: Final = 1024
_END: Final = b"%%EOF"


@dataclass
class Report:
    """What became of the files of a folder."""

    advices: Counter[str] = field(default_factory=Counter)
    """By `Outcome`, and how many were REFUSED."""
    incomplete: int = 0
    """Deliveries of which something has not arrived yet."""
    reasons: list[str] = field(default_factory=list)
    """One line for each file in quarantine."""


@dataclass(frozen=True)
class Importer:
    """Takes deliveries for one portal; any number of them may work at once."""

    database: Database
    storage: DocumentStorage
    now: Callable[[], int]
    """Seconds since 1970, by the portal's clock."""
    file_time: Callable[[], float]
    """The same by the clock of the file system."""

    async def take(self, folder: Path, *, settled_seconds: int = 0) -> Report:
        """All deliveries of a folder, the oldest name first.

        Raises:
            OSError: the folder cannot be read, or the disk does not take what is in it.
        """
        report = Report()
        for metadata in await asyncio.to_thread(_metadata_files, folder):
            delivery = _Delivery(self, folder, metadata, report)
            with contextlib.suppress(FileNotFoundError):
                # Another process was quicker.
                await delivery.take(settled_seconds)
        return report


@dataclass
class _Delivery:
    """One file of metadata and its documents."""

    importer: Importer
    folder: Path
    metadata: Path
    report: Report
    faults: list[BadEntry] = field(default_factory=list)

    async def take(self, settled_seconds: int) -> None:
        age = self.importer.file_time() - self.metadata.stat().st_mtime
        if age < settled_seconds:
            self.report.incomplete += 1
            return
        if self.metadata.is_symlink():
            self._refuse_whole("a link is not followed")
            return
        try:
            entries = await asyncio.to_thread(read_metadata, self.metadata)
        except BadMetadata as problem:
            self._refuse_whole(str(problem))
            return
        known = await self._known(entries)
        if age < PATIENCE_SECONDS and not self._is_complete(entries, known):
            self.report.incomplete += 1
            return
        for entry in entries:
            await self._take_entry(entry, known)
        self._finish()

    async def _known(self, entries: list[Read]) -> set[Entry]:
        """Which are there already; a few at a time, for other readers wait meanwhile."""
        good, found = [entry for entry in entries if isinstance(entry, Entry)], set[Entry]()
        for start in range(0, len(good), _AT_ONCE):
            some = good[start : start + _AT_ONCE]
            found |= await self.importer.database.read(partial(known_among, entries=some))
        return found

    def _is_complete(self, entries: list[Read], known: set[Entry]) -> bool:
        """Whether every document has the bytes that it is to have, at least."""
        wanted = [entry for entry in entries if isinstance(entry, Entry) and entry not in known]
        return all(_size(self.folder / entry.file) >= entry.size for entry in wanted)

    async def _take_entry(self, entry: Read, known: set[Entry]) -> None:
        if isinstance(entry, BadEntry):
            self._refuse(entry)
            return
        path = self.folder / entry.file
        if entry in known and not path.exists():
            self.report.advices[Outcome.KNOWN] += 1
            return
        try:
            stored = await asyncio.to_thread(self._stored, entry, path)
        except BadMetadata as problem:
            self._refuse(BadEntry(0, str(problem), entry.file))
            return
        arrival, now = Arrival(entry, stored), self.importer.now()
        outcome = await self.importer.database.write(lambda c: record(c, arrival, now))
        if outcome is Outcome.DIFFERENT:
            sentence = f"{entry.reference} of {entry.ik} is there with another document"
            self._refuse(BadEntry(0, sentence, entry.file))
            return
        self.report.advices[outcome] += 1
        path.unlink(missing_ok=True)

    def _stored(self, entry: Entry, path: Path) -> Stored:
        """Look at a document and copy it.

        Raises:
            BadMetadata: it is not what was announced.
        """
        try:
            # Neither a link nor a pipe: they could lead to anything that the portal may read.
            descriptor = os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT)
        except OSError as error:
            raise BadMetadata(f"the document cannot be opened ({error.strerror})") from error
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise BadMetadata("the document is no file")
            if status.st_size != entry.size:
                raise BadMetadata(f"the document has {status.st_size} bytes and not {entry.size}")
            beginning = file.read(_LOOKED_AT)
            file.seek(max(0, entry.size - _LOOKED_AT))
            if not beginning.startswith(_BEGINNING) or _END not in file.read():
                raise BadMetadata("the document is no PDF")
            file.seek(0)
            stored = self.importer.storage.store(file, self.importer.now())
        if stored.size != entry.size or entry.sha256 not in ("", stored.digest):
            raise BadMetadata("the document's sha256 is another one")
        return stored

    def _refuse_whole(self, reason: str) -> None:
        self.report.advices[REFUSED] += 1
        self._quarantine(self.metadata, reason)

    def _refuse(self, bad: BadEntry) -> None:
        self.report.advices[REFUSED] += 1
        self.faults.append(bad)
        path = self.folder / bad.file
        # Whatever the metadata say: what lies elsewhere is never moved.
        inside = path.parent == self.folder and bad.file not in ("", "..")
        if inside and os.path.lexists(path) and not path.is_dir():
            self._quarantine(path, bad.what)

    def _finish(self) -> None:
        if not self.faults:
            self.metadata.unlink(missing_ok=True)
            return
        lines = (
            ": ".join(filter(None, (f"line {bad.line}" if bad.line else "", bad.file, bad.what)))
            for bad in self.faults
        )
        self._quarantine(self.metadata, "\n".join(lines))

    def _quarantine(self, path: Path, reason: str) -> None:
        folder = self.folder / QUARANTINE
        folder.mkdir(mode=0o700, exist_ok=True)
        target, number = folder / path.name, 1
        while os.path.lexists(target):
            number += 1
            target = folder / f"{path.stem}-{number}{path.suffix}"
        path.replace(target)
        target.with_name(target.name + REASON).write_text(reason + "\n", encoding="utf-8")
        self.report.reasons += [f"{path.name}: {line}" for line in reason.splitlines()]


# Windows has neither.
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _metadata_files(folder: Path) -> list[Path]:
    """Names that are still being written to begin with a dot or have another ending."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in ENDINGS and not path.name.startswith(".") and path.is_file()
    )


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return -1
