"""Whether a received file is taken: its content, its name, and what the virus scanner says."""

import asyncio
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.certificates.confinement import Busy, ConfinedFailure, Confinement, Task
from portal.certificates.kinds import FileKind, fits
from portal.certificates.reasons import Reason, Refused
from portal.certificates.scanner import Scanner, ScannerProblem

_ALARM: Final = logging.getLogger("portal.alarm")


@dataclass(frozen=True)
class Examination:
    """Judges files in a process of their own; without a `scanner` none is asked."""

    confinement: Confinement
    scanner: Scanner | None

    async def kind_of(self, path: Path, name: str) -> FileKind:
        """What the file is.

        Raises:
            Refused: it is not taken.
        """
        kind = await self._judged(path)
        if not fits(name, kind):
            raise Refused(Reason.NAME)
        await self._scanned(path)
        return kind

    async def _judged(self, path: Path) -> FileKind:
        with await asyncio.to_thread(path.open, "rb") as file:
            try:
                told = json.loads(await self.confinement.run(Task.JUDGE, file))
            except Busy as error:
                raise Refused(Reason.UNCHECKED) from error
            except (ConfinedFailure, ValueError) as error:
                raise Refused(Reason.TOO_LONG) from error
        if "reason" in told:
            raise Refused(Reason(told["reason"]))
        return FileKind(told["kind"])

    async def _scanned(self, path: Path) -> None:
        if self.scanner is None:
            return
        try:
            found = await self.scanner.finds(path)
        except ScannerProblem as error:
            _ALARM.error("the virus scanner does not answer: uploads are refused")
            raise Refused(Reason.UNCHECKED) from error
        if found:
            _ALARM.warning("the virus scanner has found something in an upload")
            raise Refused(Reason.VIRUS)
