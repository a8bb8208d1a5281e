"""What this process may use; set before anything foreign is opened, and not to be raised."""

import sys
from typing import Final

_MEMORY_BYTES: Final = 1_000_000_000
_CPU_SECONDS: Final = 20
_ANSWER_BYTES: Final = 16_000_000
_OPEN_FILES: Final = 64


def set_limits() -> None:
    """Memory, time, size of the answer and number of files; Windows has none of these."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_FSIZE, _ANSWER_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
