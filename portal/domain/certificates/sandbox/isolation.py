"""Gives up everything but the file that is to be opened."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.domain.certificates.program_files import program_files

_FOLDER_VARIABLE: Final = "TMPDIR"


@dataclass(frozen=True)
class Isolation:
    """What is in force in this process."""

    landlock: int
    """The version, or 0."""
    seccomp: bool


def isolate() -> Isolation:
    """No files but those of programs, and the folder that `TMPDIR` names, if it does; no network,
    no other processes. Where the system has no means for it, nothing happens.

    Raises:
        LandlockError
    """
    if sys.platform != "linux":
        return Isolation(0, seccomp=False)
    from portal.domain.certificates.sandbox.landlock import restrict
    from portal.domain.certificates.sandbox.seccomp import filter_system_calls

    own = os.environ.get(_FOLDER_VARIABLE)
    version = restrict(program_files(), [Path(own)] if own else [])
    return Isolation(version, filter_system_calls())
