"""Names of the bells in the hub."""

from collections.abc import Hashable


def account_key(account_id: int) -> Hashable:
    """Rings when a device of the account has something new to learn."""
    return ("account", account_id)


def challenge_key(cid: str) -> Hashable:
    """Rings when a waiting page has."""
    return ("challenge", cid)


def ticket_key(ticket_hash: bytes) -> Hashable:
    """Rings when a ticket is claimed, done or void."""
    return ("ticket", ticket_hash)
