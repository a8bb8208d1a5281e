"""Invitations of plain users: approved by an LE-Admin, confirmed by whoever reads the e-mails.

An invitation is a registration of kind INVITED, which knows its provider. Whether its address has
an account already is told to its reader alone: nobody learns by inviting who is registered here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from portal.domain.accounts.accounts import find_account
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.log import Event, record_event
from portal.domain.email.outbox import Email, EmailKind, enqueue, withdraw
from portal.domain.logins.actions import Action, ChangeHandler, RequestedChange
from portal.domain.providers.providers import (
    Provider,
    cleared_iks,
    is_le_admin,
    provider_of,
)
from portal.domain.registration.lifecycle import delete_registration
from portal.domain.registration.personal_data import invited_person
from portal.domain.registration.registrations import (
    REGISTRATIONS,
    Kind,
    Registration,
    State,
    find_registration,
    insert_registration,
)
from portal.domain.registration.start import CONFIRM_SECONDS, LIFE_SECONDS, unconfirmed
from portal.domain.users.changes import lock_users, person_words
from portal.platform.database.statement import Statement
from portal.platform.language import current_language, german_order, translated

INVITE: Final = "user-invite"
"""The kind of change."""
MOST_OPEN: Final = 100


@dataclass(frozen=True)
class Invitation:
    """One that nobody has confirmed yet. Times in seconds."""

    id: str
    first_name: str
    last_name: str
    login: str
    expires_at: int

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def days_left(self, now: int) -> int:
        """Whole days, the one that runs counted in."""
        return -(-max(self.expires_at - now, 0) // 86_400)


_R = REGISTRATIONS.c
_NAME = Statement(select(ACCOUNTS.c.name).where(ACCOUNTS.c.id == bindparam("account")))
_OPEN: Final = (
    _R.provider_id == bindparam("provider"),
    _R.kind == Kind.INVITED,
    _R.state == State.OPEN,
    _R.confirmed_at.is_(None),
)
_LIST = Statement(
    select(_R.id, _R.first_name, _R.last_name, _R.login, _R.expires_at)
    .where(*_OPEN, _R.expires_at > bindparam("now_"))
    .order_by(_R.id)
    .limit(MOST_OPEN)
)
_FIND = Statement(select(_R.id).where(*_OPEN, _R.id == bindparam("id_")))
_OF_LOGIN = Statement(select(_R.id).where(*_OPEN, _R.login == bindparam("login_")))
_MAILED = Statement(
    update(REGISTRATIONS)
    .where(*_OPEN, _R.id == bindparam("id_"))
    .values(
        mailed_at=bindparam("now_"),
        confirm_until=bindparam("until"),
        expires_at=bindparam("life"),
    )
)


def open_invitations(connection: Connection, provider_id: int, now: int) -> list[Invitation]:
    """Those that can still be confirmed, by name, 100 at most."""
    rows = _LIST.all(connection, provider=provider_id, now_=now)
    found = [Invitation(*row) for row in rows]
    return sorted(
        found, key=lambda one: (german_order(f"{one.last_name} {one.first_name}"), one.id)
    )


def invitation(first_name: str, last_name: str, login: str, where: str) -> RequestedChange:
    """The change that invites somebody to the provider that `provider_words` calls `where`."""
    words = translated("{who} als Nutzer für {where} einladen")
    who = person_words(f"{first_name} {last_name}", login)
    facts = {"first_name": first_name, "last_name": last_name, "login": login, "who": who}
    facts |= {"language": current_language()}
    return RequestedChange(INVITE, words.format(who=who, where=where), facts=facts)


class InvitationObstacle(StrEnum):
    """Why a provider cannot invite an address."""

    MEMBER = "member"
    """It is the user name of one of its users."""
    INVITED = "invited"
    """It has an open invitation of this provider."""


def invitation_obstacle(
    connection: Connection, provider_id: int, login: str
) -> InvitationObstacle | None:
    """What the provider's own list has of an address; accounts of others are no obstacle."""
    account = find_account(connection, login)
    if account is not None and account.provider_id == provider_id:
        return InvitationObstacle.MEMBER
    invited = _OF_LOGIN.one(connection, provider=provider_id, login_=login)
    return None if invited is None else InvitationObstacle.INVITED


def send_again(connection: Connection, provider_id: int, id_: str, by: str, now: int) -> bool:
    """Write the e-mail once more; from then on the invitation is good for as long as a new one.

    Returns:
        False where the provider has no such open invitation.
    """
    values = {"provider": provider_id, "id_": id_, "now_": now}
    values |= {"until": now + CONFIRM_SECONDS, "life": now + LIFE_SECONDS}
    found = find_registration(connection, id_) if _MAILED.change(connection, **values) else None
    if found is None:
        return False
    withdraw(connection, id_)
    _write(connection, found, by, now)
    return True


def withdraw_invitation(connection: Connection, provider_id: int, id_: str, now: int) -> bool:
    """From now on its link leads nowhere; False where the provider has no such open one."""
    if _FIND.one(connection, provider=provider_id, id_=id_) is None:
        return False
    found = find_registration(connection, id_)
    if found is not None:
        delete_registration(connection, found, now)
        record_event(connection, Event.INVITATION_WITHDRAWN, now, invitation=id_)
    return True


def _provider(connection: Connection, action: Action) -> Provider | None:
    """The provider of an LE-Admin who still is one."""
    provider = provider_of(connection, action.account_id)
    if provider is None:
        return None
    lock_users(connection, provider.id)
    return provider if is_le_admin(connection, action.account_id, provider.id) else None


def _is_possible(connection: Connection, action: Action, _now: int) -> bool:
    provider, login = _provider(connection, action), action.change.facts["login"]
    if provider is None:
        return False
    return invitation_obstacle(connection, provider.id, login) is None


def _carry_out(connection: Connection, action: Action, now: int) -> bool:
    provider = _provider(connection, action)
    if provider is None:
        return False
    facts: dict[str, Any] = dict(action.change.facts)
    language = facts.pop("language")
    facts.pop("who", None)
    iks = [ik.ik for ik in cleared_iks(connection, provider.id)]
    person = invited_person(**facts, ik=iks[0] if iks else "", institution=provider.name)
    made = unconfirmed(
        Kind.INVITED, person, language, now, confirm=CONFIRM_SECONDS, life=LIFE_SECONDS
    ).of_provider(provider.id)
    insert_registration(connection, made)
    inviter = _NAME.one(connection, account=action.account_id)
    _write(connection, made, "" if inviter is None else str(inviter[0]), now)
    record_event(connection, Event.USER_INVITED, now, account=action.account_id, invitation=made.id)
    return True


def _write(connection: Connection, made: Registration, by: str, now: int) -> None:
    taken = find_account(connection, made.login) is not None
    facts = {"by": by, "provider": made.institution, "taken": "yes" if taken else ""}
    facts["name"] = made.name
    email = Email(EmailKind.INVITATION, made.login, made.language, made.id, facts)
    enqueue(connection, email, now)


INVITATION_CHANGES: Final[dict[str, ChangeHandler]] = {
    INVITE: ChangeHandler(_is_possible, _carry_out)
}
