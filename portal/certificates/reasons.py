"""Why a file is not taken. Known to the process that opens files, so it imports next to nothing."""

from enum import StrEnum


class Reason(StrEnum):
    EMPTY = "empty"
    TOO_BIG = "too-big"
    TOO_MANY = "too-many"
    KIND = "kind"
    """Of none of the kinds that are taken."""
    NAME = "name"
    """The name's ending does not fit the content."""
    BROKEN = "broken"
    PASSWORD = "password"  # noqa: S105  a reason, not a secret
    ACTIVE = "active"
    """It would do something when it is opened."""
    HIDDEN = "hidden"
    """It is two kinds of file at once."""
    HUGE = "huge"
    """Small on the disk, huge once it is opened."""
    TOO_LONG = "too-long"
    """The check has taken too long or too much memory."""
    VIRUS = "virus"
    UNCHECKED = "unchecked"
    """The check is not possible at the moment."""


class Refused(Exception):
    """A file is not taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
