"""How long a long poll may take, in real time whatever the portal's clock says."""

import time


class Deadline:
    """A moment some seconds from now."""

    __slots__ = ("_at",)

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, 0 at least."""
        return max(self._at - time.monotonic(), 0)

    @property
    def passed(self) -> bool:
        return self.left == 0
