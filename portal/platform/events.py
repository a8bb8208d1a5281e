"""Domain events: what one feature has done, told to others inside the same transaction.

A feature publishes an event and knows nobody who handles it. Who handles which event is written
in one place, `portal.effects`.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

E = TypeVar("E")
Handler = Callable[[Connection, E], None]

_HANDLERS: Final[dict[type, tuple[Handler[Any], ...]]] = {}


def subscribe(event: type[E], *handlers: Handler[E]) -> None:
    """Make these the handlers of an event; those of an earlier call are replaced."""
    _HANDLERS[event] = handlers


def publish(connection: Connection, event: object) -> None:
    """Run the handlers of the event at once, in the order of their subscription.

    A handler that raises undoes the transaction with everything in it.

    Raises:
        LookupError: the event has no handlers. Then the portal was put together without
            `portal.effects`, and sessions would outlive their device.
    """
    for handler in _HANDLERS[type(event)]:
        handler(connection, event)
