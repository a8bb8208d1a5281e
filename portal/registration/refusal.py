"""How long what was refused is kept."""

from typing import Final

from portal.registration.store import Registration

KEPT_SECONDS: Final = 30 * 86_400
"""From the decision on. Then the address is free, unless its account was ever cleared."""


def deleted_at(registration: Registration) -> int:
    """When a refused registration is deleted, in seconds; other ones are not by this."""
    return (registration.decided_at or 0) + KEPT_SECONDS
