"""What can be waited for; raised by `portal.platform.database.notifications.notify`."""

from typing import Final

from portal.platform.database.notifications import Topic

OUTBOX_TOPIC: Final = Topic("outbox")
"""An e-mail is to be sent."""


def account_topic(account_id: int | None) -> Topic:
    """A device of the account, or a page that waits for one, has something new to learn.

    None is no account: it is there so that the same steps can be taken for every user name.
    """
    return Topic(f"account:{account_id}")


def challenge_topic(cid: str) -> Topic:
    """The page that waits for the answer to a challenge has something new to show."""
    return Topic(f"challenge:{cid}")


def ticket_topic(ticket_hash: bytes) -> Topic:
    """A ticket is claimed, done or void."""
    return Topic(f"ticket:{ticket_hash.hex()}")


def registration_topic(id_: str) -> Topic:
    """A page about a registration has something new to show."""
    return Topic(f"registration:{id_}")
