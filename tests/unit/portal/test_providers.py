"""Who belongs to which provider: own ones, joined by the clearance, made by the migration."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from portal.domain.accounts.accounts import Role, clear_account, create_account
from portal.domain.providers.providers import (
    IkState,
    IkTaken,
    add_ik,
    cleared_iks,
    decide_ik,
    find_ik,
    find_provider,
    iks_of,
    is_le_admin,
    provider_of,
)
from portal.effects import connect_features
from portal.platform.database.engines import sync_transaction
from tests.support.portal_server import migrate_cached

IK = "260326822"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    connect_features()
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    migrate_cached(url)
    with sync_transaction(url) as opened:
        yield opened


def create(connection: Connection, login: str, ik: str | None = IK, *, cleared: bool) -> int:
    account = create_account(
        connection, login=login, name=login, provider=login, ik=ik, cleared=cleared, now=5
    )
    assert account.provider_id is not None
    return account.id


def provider_id(connection: Connection, account_id: int) -> int:
    provider = provider_of(connection, account_id)
    assert provider is not None
    return provider.id


def test_a_registration_alone_gets_into_no_provider_that_is_there(connection: Connection) -> None:
    first = create(connection, "a@abc.de", cleared=True)
    second = create(connection, "b@abc.de", cleared=False)
    assert provider_id(connection, first) != provider_id(connection, second)
    (pending,) = iks_of(connection, provider_id(connection, second))
    assert pending.state is IkState.PENDING
    assert cleared_iks(connection, provider_id(connection, second)) == []


def test_who_is_cleared_with_a_number_that_is_taken_joins_its_provider(
    connection: Connection,
) -> None:
    first = create(connection, "a@abc.de", cleared=True)
    second = create(connection, "b@abc.de", cleared=False)
    own = provider_id(connection, second)
    clear_account(connection, "b@abc.de", 6)
    joined = provider_id(connection, second)
    assert joined == provider_id(connection, first)
    assert find_provider(connection, own) is None
    assert [ik.ik for ik in cleared_iks(connection, joined)] == [IK]
    assert is_le_admin(connection, second, joined)


def test_a_second_clearance_after_a_reset_changes_nothing(connection: Connection) -> None:
    account = create(connection, "a@abc.de", cleared=True)
    before = iks_of(connection, provider_id(connection, account))
    clear_account(connection, "a@abc.de", 9)
    assert iks_of(connection, provider_id(connection, account)) == before


def test_accounts_without_a_number_have_a_provider_each_and_clerks_none(
    connection: Connection,
) -> None:
    first = create(connection, "a@abc.de", None, cleared=True)
    second = create(connection, "b@abc.de", None, cleared=True)
    assert provider_id(connection, first) != provider_id(connection, second)
    clerk = create_account(
        connection,
        login="c@aok.de",
        name="C",
        provider="AOK",
        ik=None,
        cleared=True,
        now=5,
        role=Role.CLERK,
    )
    assert provider_of(connection, clerk.id) is None


def test_a_number_is_cleared_for_one_provider_only(connection: Connection) -> None:
    create(connection, "a@abc.de", cleared=True)
    other = provider_id(connection, create(connection, "b@abc.de", "123456789", cleared=True))
    pending = find_ik(connection, add_ik(connection, other, IK, "Filiale", 7, None))
    assert pending is not None
    with pytest.raises(IkTaken):
        decide_ik(connection, pending, IkState.CLEARED, 8)
    with pytest.raises(IkTaken):
        add_ik(connection, other, "123456789", "Filiale", 7)


def test_a_decision_about_a_number_that_has_changed_is_none(connection: Connection) -> None:
    provider = provider_id(connection, create(connection, "a@abc.de", None, cleared=True))
    pending = find_ik(connection, add_ik(connection, provider, IK, "Praxis", 7))
    assert pending is not None
    assert decide_ik(connection, pending, IkState.CLEARED, 8)
    assert not decide_ik(connection, pending, IkState.REFUSED, 9)


@pytest.mark.parametrize("change", ["cleared = 0", "blocked_at = 5", "role = 'user'"])
def test_an_le_admin_is_cleared_not_blocked_and_of_this_provider(
    connection: Connection, change: str
) -> None:
    account = create(connection, "a@abc.de", cleared=True)
    provider = provider_id(connection, account)
    assert is_le_admin(connection, account, provider)
    assert not is_le_admin(connection, account, provider + 1)
    connection.execute(text(f"UPDATE accounts SET {change}"))
    assert not is_le_admin(connection, account, provider)
