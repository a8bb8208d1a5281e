"""What keeps eAvis from being ordered, and an IK number from being removed."""

from enum import StrEnum


class IkObstacle(StrEnum):
    """As the address of the page says it."""

    UNLISTED = "unlisted"
    """The provider has no such cleared IK number; of a foreign one the same is said."""
    ORDERED = "ordered"
    """eAvis is requested or active already."""
    ENDED = "ended"
    """eAvis is not active, or its end is ordered already."""
    SETTLED = "settled"
    """Nothing is left to be taken back: it was, or its day has come."""
    DAY = "day"
    """No day from tomorrow on, within a year."""
    LAST = "last"
    """The provider's only cleared IK number."""


class NotOrdered(Exception):
    """An order that is not possible."""

    def __init__(self, obstacle: IkObstacle) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle
