"""Changes of users that an LE-Admin approves in the app: blocking, deleting, rights.

Each looks at everything anew in the transaction of the approval, behind a lock of the provider: the
LE-Admin may have lost the right meanwhile, and of two that take it from each other one remains.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from portal.domain.accounts.accounts import Role, find_account
from portal.domain.accounts.codes import void_code
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.lists import quotable
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.logins import sessions, tickets
from portal.domain.logins.actions import Action, ChangeHandler, RequestedChange
from portal.domain.logins.endings import end_challenges
from portal.domain.logins.starts import forget_browsers
from portal.domain.providers.providers import (
    Provider,
    cleared_iks,
    find_provider,
    is_le_admin,
    provider_of,
)
from portal.domain.registration.lifecycle import delete_whole_account
from portal.domain.registration.reset import allow_new_device
from portal.domain.topics import account_topic
from portal.domain.users.members import Member, MemberState, find_member, has_other_admin
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement, advisory_lock_of
from portal.platform.language import translated, translated_many

BLOCKED_REASON: Final = "blocked"
_MOST_NUMBERS: Final = 3


class UserChange(StrEnum):
    """The kinds, as they are stored; also what the user is told by e-mail."""

    BLOCK = "user-block"
    UNBLOCK = "user-unblock"
    DELETE = "user-delete"
    GRANT = "user-grant"
    """LE-Admin rights."""
    WITHDRAW = "user-withdraw"
    RENEW = "user-renew"
    """A new device in place of all others, without certificate and clerk."""


_A = ACCOUNTS.c
_OF_ACCOUNT: Final = update(ACCOUNTS).where(_A.id == bindparam("account"))
_SET_BLOCKED = Statement(_OF_ACCOUNT.values(blocked_at=bindparam("at")))
_NAME = Statement(select(_A.name).where(_A.id == bindparam("account")))
_SET_ROLE = Statement(_OF_ACCOUNT.values(role=bindparam("role_")))
_EVENTS: Final = {
    UserChange.BLOCK: Event.USER_BLOCKED,
    UserChange.UNBLOCK: Event.USER_UNBLOCKED,
    UserChange.DELETE: Event.USER_DELETED,
    UserChange.GRANT: Event.ADMIN_GRANTED,
    UserChange.WITHDRAW: Event.ADMIN_WITHDRAWN,
    UserChange.RENEW: Event.NEW_DEVICE_ALLOWED,
}
_ENDS_RIGHTS: Final = (UserChange.BLOCK, UserChange.DELETE, UserChange.WITHDRAW)


class Obstacle(StrEnum):
    """Why somebody cannot be changed so."""

    BLOCKED = "blocked"
    NOT_BLOCKED = "not-blocked"
    PENDING = "pending"
    """Not cleared yet: nobody becomes LE-Admin before."""
    ADMIN = "admin"
    NOT_ADMIN = "not-admin"
    LAST_ADMIN = "last-admin"
    OWN = "own"
    """Nobody deletes the own account."""
    NEEDS_CERTIFICATE = "needs-certificate"
    """A new device of an LE-Admin is the AOK's to allow."""


def obstacle(
    connection: Connection, kind: UserChange, member: Member, own_id: int
) -> Obstacle | None:
    """What keeps the LE-Admin with the account `own_id` from changing somebody, if anything."""
    found = _obstacle(kind, member, own_id)
    if found is Obstacle.PENDING and kind is UserChange.RENEW:
        # In the middle of a reset, in which the AOK would decide otherwise.
        account = find_account(connection, member.login)
        return None if account is not None and account.reset_at is not None else found
    if found is None and kind in _ENDS_RIGHTS and member.is_admin:
        return None if has_other_admin(connection, member) else Obstacle.LAST_ADMIN
    return found


def _obstacle(kind: UserChange, member: Member, own_id: int) -> Obstacle | None:
    is_blocked = member.state is MemberState.BLOCKED
    match kind:
        case UserChange.BLOCK:
            return Obstacle.BLOCKED if is_blocked else None
        case UserChange.UNBLOCK:
            return None if is_blocked else Obstacle.NOT_BLOCKED
        case UserChange.DELETE:
            return Obstacle.OWN if member.id == own_id else None
        case UserChange.GRANT if member.is_admin:
            return Obstacle.ADMIN
        case UserChange.RENEW if member.is_admin:
            return Obstacle.NEEDS_CERTIFICATE
        case UserChange.GRANT | UserChange.RENEW:
            pending = None if member.state is MemberState.ACTIVE else Obstacle.PENDING
            return Obstacle.BLOCKED if is_blocked else pending
        case UserChange.WITHDRAW:
            return None if member.is_admin else Obstacle.NOT_ADMIN


def requested(kind: UserChange, member: Member, where: str) -> RequestedChange:
    """The change of a user of the provider that `provider_words` calls `where`."""
    sentence = {
        UserChange.BLOCK: translated("Zugang von {who} sperren"),
        UserChange.UNBLOCK: translated("Sperre des Zugangs von {who} aufheben"),
        UserChange.DELETE: translated("Zugang von {who} endgültig löschen"),
        UserChange.GRANT: translated("{who} wird LE‑Admin für {where}"),
        UserChange.WITHDRAW: translated("{who} ist nicht mehr LE‑Admin für {where}"),
        UserChange.RENEW: translated(
            "{who} darf ein neues Gerät aktivieren; alle bisherigen werden entfernt"
        ),
    }[kind]
    who = person_words(member.name, member.login)
    facts = {"account": str(member.id), "who": who}
    return RequestedChange(kind, sentence.format(who=who, where=where), facts=facts)


def person_words(name: str, login: str) -> str:
    """Somebody in a sentence, with the user name: names can be alike."""
    return f"{quotable(name)} ({login})"


def provider_words(connection: Connection, provider: Provider) -> str:
    """A provider in a sentence, with its IK numbers."""
    numbers = [ik.ik for ik in cleared_iks(connection, provider.id)]
    if not numbers:
        return quotable(provider.name)
    shown = ", ".join(numbers[:_MOST_NUMBERS]) + (" …" if len(numbers) > _MOST_NUMBERS else "")
    words = translated_many("{name}, IK‑Nummer {iks}", "{name}, IK‑Nummern {iks}", len(numbers))
    return words.format(name=quotable(provider.name), iks=shown)


def lock_users(connection: Connection, provider_id: int) -> None:
    """Let changes of one provider's users happen one after the other."""
    advisory_lock_of(connection, "users", provider_id)


def _changed_account(action: Action) -> int:
    return int(action.change.facts["account"])


def _target(connection: Connection, action: Action) -> Member | None:
    """Who is to be changed, by an LE-Admin of the same provider; None where that is not so."""
    provider = provider_of(connection, action.account_id)
    if provider is None:
        return None
    lock_users(connection, provider.id)
    if not is_le_admin(connection, action.account_id, provider.id):
        return None
    return find_member(connection, provider.id, _changed_account(action))


def _is_possible(connection: Connection, action: Action, _now: int) -> bool:
    member, kind = _target(connection, action), UserChange(action.change.kind)
    return member is not None and obstacle(connection, kind, member, action.account_id) is None


def _block(connection: Connection, member: Member, now: int) -> None:
    """From the next click on nobody is logged in, and whatever waits is told so at once."""
    _SET_BLOCKED.change(connection, account=member.id, at=now)
    void_code(connection, member.id)
    tickets.void_all(connection, member.id)
    sessions.end_all(connection, member.id)
    end_challenges(connection, member.id, BLOCKED_REASON)
    forget_browsers(connection, member.id)


def _unblock(connection: Connection, member: Member, _now: int) -> None:
    _SET_BLOCKED.change(connection, account=member.id, at=None)


def _delete(connection: Connection, member: Member, now: int) -> None:
    _block(connection, member, now)
    account = find_account(connection, member.login)
    if account is not None:
        delete_whole_account(connection, account)


def _grant(connection: Connection, member: Member, _now: int) -> None:
    _SET_ROLE.change(connection, account=member.id, role_=Role.ADMIN)


def _withdraw(connection: Connection, member: Member, _now: int) -> None:
    # Sessions go on: each request looks the role up anew.
    _SET_ROLE.change(connection, account=member.id, role_=Role.USER)


def _carried_out(
    work: Callable[[Connection, Member, int], None],
) -> Callable[[Connection, Action, int], bool]:
    def carry_out(connection: Connection, action: Action, now: int) -> bool:
        member, kind = _target(connection, action), UserChange(action.change.kind)
        if member is None:
            return False
        account = find_account(connection, member.login)
        provider = find_provider(connection, member.provider_id)
        work(connection, member, now)
        notify(connection, account_topic(member.id))
        event = _EVENTS[kind]
        record_event(connection, event, now, account=member.id, by=action.account_id)
        # Of a new device the e-mail with the link tells.
        if account is not None and provider is not None and kind is not UserChange.RENEW:
            facts = {"what": kind.value, "provider": provider.name}
            email = Email(EmailKind.USER_CHANGED, member.login, account.language, facts=facts)
            enqueue(connection, email, now)
        return True

    return carry_out


def _renewed(connection: Connection, action: Action, now: int) -> bool:
    """The e-mail with the link says who has allowed it."""
    by = _NAME.one(connection, account=action.account_id)

    def renew(connection: Connection, member: Member, now: int) -> None:
        account = find_account(connection, member.login)
        if account is not None and by is not None:
            allow_new_device(connection, account, str(by[0]), now)

    return _carried_out(renew)(connection, action, now)


USER_CHANGES: Final[dict[str, ChangeHandler]] = {
    kind: ChangeHandler(_is_possible, carry_out, _changed_account)
    for kind, carry_out in {
        UserChange.BLOCK: _carried_out(_block),
        UserChange.UNBLOCK: _carried_out(_unblock),
        UserChange.DELETE: _carried_out(_delete),
        UserChange.GRANT: _carried_out(_grant),
        UserChange.WITHDRAW: _carried_out(_withdraw),
        UserChange.RENEW: _renewed,
    }.items()
}
