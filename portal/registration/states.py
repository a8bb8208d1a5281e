"""What kind of registration, and whose turn it is."""

from enum import StrEnum


class Kind(StrEnum):
    NEW = "new"
    RESET = "reset"
    """A lost device or a forgotten PIN (requirement P12)."""


class State(StrEnum):
    OPEN = "open"
    """The user's turn: something is missing, or a clerk has asked."""
    ORDERED = "ordered"
    """A clerk's turn (requirement P9)."""
    CLEARED = "cleared"
    REFUSED = "refused"
