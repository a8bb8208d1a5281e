"""Who may do what: the one table, which every page asks.

The rows are actions, and each says which actors may do it for their own provider. Nobody but the
clerks does anything for a provider that is not theirs, and whoever asks is told what is told of
things that do not exist. docs/security.md has the table as it is here.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from portal.domain.accounts.accounts import Role
from portal.domain.logins.sessions import Session


class Actor(StrEnum):
    """Whoever sends a request, by what the table asks for."""

    VISITOR = "visitor"
    """Nobody is logged in."""
    USER = "plain user"
    ADMIN = "LE-Admin"
    BLOCKED = "blocked"
    """Of whatever role."""
    CLERK = "clerk"


_MEMBERS: Final = frozenset({Actor.USER, Actor.ADMIN})
_ADMINS: Final = frozenset({Actor.ADMIN})
_CLERKS: Final = frozenset({Actor.CLERK})


@dataclass(frozen=True)
class Rule:
    """One row of the table."""

    what: str
    """For the table in the documents."""
    actors: frozenset[Actor]
    of_all: bool = False
    """Whether it is done for providers that are not the actor's own."""


class Action(Enum):
    """What can be done."""

    SEE_HOME = Rule("see the dashboard", _MEMBERS)
    SEE_USERS = Rule("see the list of users and invitations", _ADMINS)
    INVITE_USER = Rule("invite a user, send the invitation again, withdraw it", _ADMINS)
    BLOCK_USER = Rule("block and unblock a user", _ADMINS)
    DELETE_USER = Rule("delete a user", _ADMINS)
    CHANGE_ROLE = Rule("grant and withdraw LE-Admin rights", _ADMINS)
    RENEW_ACCESS = Rule("let a plain user activate a new device without a certificate", _ADMINS)
    SEE_RECEIPTS = Rule("see and load receipts of approved changes", _ADMINS)
    SEE_IKS = Rule("see the IK numbers and their state", _MEMBERS)
    MANAGE_IKS = Rule("add and remove IK numbers", _ADMINS)
    MANAGE_EAVIS = Rule("request and end the electronic payment advice", _ADMINS)
    READ_ADVICES = Rule("list, view, download and export payment advices", _MEMBERS)
    MARK_ADVICES = Rule("mark payment advices as read or unread", _MEMBERS)
    MANAGE_ADVICES = Rule("archive, restore and delete payment advices", _ADMINS)
    CLEAR_REGISTRATIONS = Rule("decide registrations and IK numbers", _CLERKS, of_all=True)


class NotPermitted(Exception):
    """The answer is that of something that does not exist."""


class MissingRight(NotPermitted):
    """The same of somebody who belongs to the provider, and is not, or no longer, an LE-Admin: the
    page may say so, for it is the person's own provider that it is about.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session


def actor_of(session: Session | None) -> Actor:
    """The actor of a request; a session of a blocked user is never found, and so is a visitor's."""
    return Actor.VISITOR if session is None else actor(session.role, blocked=False)


def actor(role: Role, *, blocked: bool) -> Actor:
    """The actor of an account."""
    if blocked:
        return Actor.BLOCKED
    return {Role.USER: Actor.USER, Role.ADMIN: Actor.ADMIN, Role.CLERK: Actor.CLERK}[role]


def is_permitted(who: Actor, action: Action, *, own: bool) -> bool:
    """One cell of the table; `own` is whether the provider is the actor's."""
    return who in action.value.actors and (own or action.value.of_all)


def require(session: Session | None, action: Action, provider_id: int | None) -> None:
    """Let only those go on who may.

    Args:
        provider_id: whose thing it is; None where there is no such thing.

    Raises:
        MissingRight: a plain user asks for what is an LE-Admin's at the own provider.
        NotPermitted: the page is to say that it does not exist.
    """
    own = session is not None and provider_id is not None and session.provider_id == provider_id
    if is_permitted(actor_of(session), action, own=own):
        return
    if session is not None and own and Actor.ADMIN in action.value.actors:
        raise MissingRight(session)
    raise NotPermitted
