"""What a link from a mail opens, or why it opens nothing any more."""

from enum import StrEnum

from sqlalchemy import Connection

from portal.registration.links import Links, Purpose
from portal.registration.states import Kind
from portal.registration.store import Registration, find_registration


class Dead(StrEnum):
    """Why a link does not work; each has its words in the template."""

    BROKEN = "broken"
    """Not made by this portal for this purpose; perhaps a part of it is missing."""
    GONE = "gone"
    """The registration was deleted."""
    CHANGED = "changed"
    """The address was corrected afterwards."""
    LATE = "late"
    TAKEN = "taken"
    """Another registration of the address was confirmed first."""


def open_link(
    connection: Connection, links: Links, purpose: Purpose, token: str, now: int
) -> Registration | Dead:
    """The registration of a link that is genuine and in time."""
    id_ = links.registration_id(token)
    if id_ is None:
        return Dead.BROKEN
    found = find_registration(connection, id_)
    if purpose is Purpose.RESET and not links.is_genuine(token, purpose, id_):
        return Dead.BROKEN
    if found is None or found.is_over(now):
        return Dead.GONE
    if purpose is not Purpose.RESET and not links.is_genuine(token, purpose, id_, found.login):
        return Dead.CHANGED
    if (found.kind is Kind.RESET) != (purpose is Purpose.RESET) and purpose is not Purpose.STATUS:
        return Dead.BROKEN
    late = purpose is not Purpose.STATUS and found.confirm_until <= now
    return Dead.LATE if late else found
