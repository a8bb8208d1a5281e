"""Links in e-mails, computed when a mail is sent and stored nowhere, and what a link opens."""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from crypto.encoding import b64url, unb64url
from crypto.errors import Malformed
from portal.domain.registration.registrations import Kind, Registration, find_registration
from portal.platform.keys.key_ring import KeyRing

ID_BYTES: Final = 16
_MAC_BYTES: Final = 32
_MARK: Final = "#t="
_INVITED: Final = "i."
"""Before the secret of an invitation, of which nothing is left once it is withdrawn."""


class Purpose(StrEnum):
    CONFIRM = "confirm"
    """Proves that whoever follows it reads the mails of the address that was given."""
    STATUS = "status"
    RESET = "reset"


@dataclass(frozen=True)
class Links:
    """Makes and reads them; none can be made without the portal's keys."""

    keys: KeyRing
    public_url: str

    def confirm(self, registration_id: str, login: str) -> str:
        """Good for this address only: after a correction the earlier link is worth nothing."""
        return self._link(Purpose.CONFIRM, registration_id, login)

    def invitation(self, registration_id: str, login: str) -> str:
        """The same as `confirm`; it tells what it was when the invitation is gone."""
        token = self.token(Purpose.CONFIRM, registration_id, login, invited=True)
        return f"{self.public_url}/registration/{Purpose.CONFIRM}{_MARK}{token}"

    def status(self, registration_id: str, login: str) -> str:
        """For this address only, too: otherwise a mail to a mistyped one would lead to the
        activation code of whoever confirms the right one.
        """
        return self._link(Purpose.STATUS, registration_id, login)

    def reset(self, registration_id: str) -> str:
        """Asks whether the devices of the account are really to be revoked."""
        return self._link(Purpose.RESET, registration_id)

    def registration_id(self, token: str) -> str | None:
        """Which registration a token names, before it is known to be genuine."""
        try:
            raw = unb64url(token.removeprefix(_INVITED), size=ID_BYTES + _MAC_BYTES)
        except Malformed:
            return None
        return b64url(raw[:ID_BYTES])

    def is_genuine(
        self, token: str, purpose: Purpose, registration_id: str, bound: str = ""
    ) -> bool:
        """Whether this portal made it for `purpose`; `bound` is the user name, but of `reset`."""
        made = self._token(purpose, registration_id, bound)
        return hmac.compare_digest(token.removeprefix(_INVITED), made)

    def token(
        self, purpose: Purpose, registration_id: str, login: str, *, invited: bool = False
    ) -> str:
        """What a link's secret would be, were it made for this registration and user name."""
        bound = "" if purpose is Purpose.RESET else login
        return (_INVITED if invited else "") + self._token(purpose, registration_id, bound)

    def _link(self, purpose: Purpose, registration_id: str, bound: str = "") -> str:
        token = self._token(purpose, registration_id, bound)
        # Behind the #: no browser sends it, so no log on the way holds it.
        return f"{self.public_url}/registration/{purpose}{_MARK}{token}"

    def _token(self, purpose: Purpose, registration_id: str, bound: str) -> str:
        raw = unb64url(registration_id, size=ID_BYTES)
        return b64url(raw + self.keys.browser_mac(f"mail-{purpose}", raw, bound.encode()))


def token_of(text: str) -> str:
    """The token of a whole link, or of its last part; a mail program may have broken the line."""
    joined = "".join(text.split())
    return joined.rpartition(_MARK)[2]


class DeadLink(StrEnum):
    """Why a link does not work; each has its text in the template."""

    BROKEN = "broken"
    """Not made by this portal for this purpose; perhaps a part of it is missing."""
    GONE = "gone"
    """The registration was deleted."""
    INVITATION = "invitation"
    """The invitation was withdrawn, or has had its time."""
    CHANGED = "changed"
    """The address was corrected afterwards."""
    LATE = "late"
    TAKEN = "taken"
    """Another registration of the address was confirmed first."""


def open_link(
    connection: Connection, links: Links, purpose: Purpose, token: str, now: int
) -> Registration | DeadLink:
    """The registration of a link that is genuine and in time."""
    id_ = links.registration_id(token)
    if id_ is None:
        return DeadLink.BROKEN
    is_invitation = token.startswith(_INVITED)
    found = find_registration(connection, id_)
    if purpose is Purpose.RESET and not links.is_genuine(token, purpose, id_):
        return DeadLink.BROKEN
    if found is None or found.is_over(now):
        return DeadLink.INVITATION if is_invitation else DeadLink.GONE
    if purpose is not Purpose.RESET and not links.is_genuine(token, purpose, id_, found.login):
        return DeadLink.CHANGED
    if (found.kind is Kind.RESET) != (purpose is Purpose.RESET) and purpose is not Purpose.STATUS:
        return DeadLink.BROKEN
    late = purpose is not Purpose.STATUS and found.confirm_until <= now
    if late:
        return DeadLink.INVITATION if is_invitation else DeadLink.LATE
    return found
