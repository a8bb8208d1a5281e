"""The table of permissions, cell by cell, and that it is the one in the documents."""

from typing import Final

import pytest

from portal.domain.accounts.accounts import Role
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import (
    Action,
    Actor,
    NotPermitted,
    actor,
    actor_of,
    is_permitted,
    require,
)
from tests.support.permissions_table import BEGIN, PATH, renewed

# Written out once more, so that a slip of the table is not a slip of its test. Whom each action is
# for at the actor's own provider; a foreign one is for clerks alone.
OWN: Final = {
    Action.SEE_HOME: {Actor.USER, Actor.ADMIN},
    Action.SEE_USERS: {Actor.ADMIN},
    Action.INVITE_USER: {Actor.ADMIN},
    Action.BLOCK_USER: {Actor.ADMIN},
    Action.DELETE_USER: {Actor.ADMIN},
    Action.CHANGE_ROLE: {Actor.ADMIN},
    Action.RENEW_ACCESS: {Actor.ADMIN},
    Action.SEE_RECEIPTS: {Actor.ADMIN},
    Action.SEE_IKS: {Actor.USER, Actor.ADMIN},
    Action.MANAGE_IKS: {Actor.ADMIN},
    Action.MANAGE_EAVIS: {Actor.ADMIN},
    Action.READ_ADVICES: {Actor.USER, Actor.ADMIN},
    Action.MARK_ADVICES: {Actor.USER, Actor.ADMIN},
    Action.MANAGE_ADVICES: {Actor.ADMIN},
    Action.CLEAR_REGISTRATIONS: {Actor.CLERK},
}
SESSION: Final = Session(
    hash=b"",
    account_id=1,
    device_id="d",
    login="max@abc.de",
    name="Max",
    provider="ABC",
    seen_at=0,
    created_at=0,
    previous_login_at=None,
    role=Role.ADMIN,
    region=None,
    provider_id=7,
    account_created_at=0,
    browsers_epoch=0,
)


def test_every_action_has_its_row_here() -> None:
    assert set(OWN) == set(Action)


@pytest.mark.parametrize("who", Actor)
@pytest.mark.parametrize("action", Action)
def test_a_cell_of_the_table(action: Action, who: Actor) -> None:
    assert is_permitted(who, action, own=True) is (who in OWN[action])
    foreign = action is Action.CLEAR_REGISTRATIONS and who is Actor.CLERK
    assert is_permitted(who, action, own=False) is foreign


@pytest.mark.parametrize("role", Role)
def test_somebody_blocked_is_nothing_but_blocked(role: Role) -> None:
    assert actor(role, blocked=True) is Actor.BLOCKED
    assert actor_of(SESSION._replace(role=role)) is not Actor.BLOCKED


@pytest.mark.parametrize("action", Action)
def test_what_is_foreign_is_refused_like_what_does_not_exist(action: Action) -> None:
    for provider in (8, None):
        with pytest.raises(NotPermitted):
            require(SESSION, action, provider)


def test_an_le_admin_goes_on_at_the_own_provider() -> None:
    require(SESSION, Action.BLOCK_USER, 7)


def test_nobody_goes_on_without_a_session_or_a_provider() -> None:
    for session, provider in ((None, 7), (None, None), (SESSION._replace(provider_id=None), None)):
        with pytest.raises(NotPermitted):
            require(session, Action.SEE_HOME, provider)


def test_the_security_document_has_the_table() -> None:
    """Otherwise: python -m tests.support.permissions_table."""
    document = PATH.read_text(encoding="utf-8")
    assert BEGIN in document
    assert renewed(document) == document
