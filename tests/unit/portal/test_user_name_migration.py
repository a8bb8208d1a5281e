"""Accounts of before IDNA was known are found by both spellings of their user name."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.domain.accounts.accounts import find_account
from portal.platform.database.engines import open_engine, sync_transaction
from portal.platform.database.migration import migrate
from tests.support.revisions import migrate_to

_COLUMNS = "login, name, provider, cleared, last_login_at, created_at, role, language"


def old_database(folder: Path, accounts: dict[str, int | None]) -> str:
    """A database of revision 0011; the accounts with the time of their last login."""
    url = f"sqlite:///{folder / 'old.sqlite'}"
    migrate_to(url, "0011")
    engine = open_engine(url)
    with engine.begin() as connection:
        for login, last_login in accounts.items():
            values = "(:login, 'M', 'P', 1, :last, 0, 'admin', 'de')"
            connection.execute(
                text(f"INSERT INTO accounts ({_COLUMNS}) VALUES {values}"),
                {"login": login, "last": last_login},
            )
    engine.dispose()
    return url


def logins(url: str) -> dict[int, str]:
    with sync_transaction(url, reading=True) as connection:
        found = connection.execute(text("SELECT id, login FROM accounts")).all()
    return {row.id: row.login for row in found}


def test_an_account_is_found_by_both_spellings_after_the_migration(tmp_path: Path) -> None:
    url = old_database(tmp_path, {"info@xn--praxis-mller-klb.de": None, "max@abc.de": None})
    migrate(url)
    assert logins(url) == {1: "info@praxis-müller.de", 2: "max@abc.de"}
    with sync_transaction(url, reading=True) as connection:
        for typed in ("info@praxis-müller.de", "INFO@xn--praxis-mller-klb.de"):
            found = find_account(connection, typed)
            assert found is not None
            assert found.id == 1


@pytest.mark.parametrize(
    ("accounts", "after"),
    [
        # Who has the normal form keeps it.
        (
            {"info@xn--mller-kva.de": 9, "info@müller.de": 1},
            {1: "info@xn--mller-kva.de", 2: "info@müller.de"},
        ),
        # Of two others it goes to the one that was used last.
        (
            {"info@xn--mller-kva.de": None, "mailto:info@xn--mller-kva.de": 9},
            {1: "info@xn--mller-kva.de", 2: "info@müller.de"},
        ),
    ],
)
def test_of_two_spellings_one_account_has_the_name_and_the_log_says_so(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    accounts: dict[str, int | None],
    after: dict[int, str],
) -> None:
    url = old_database(tmp_path, accounts)
    with caplog.at_level(logging.WARNING):
        migrate(url)
    assert logins(url) == after
    assert "accounts 1 and 2 have the same user name in two spellings" in caplog.text
    assert "@" not in caplog.text


def test_a_name_that_is_no_address_stays_as_it_is(tmp_path: Path) -> None:
    url = old_database(tmp_path, {"max": None, "jörg@abc.de": None})
    migrate(url)
    assert logins(url) == {1: "max", 2: "jörg@abc.de"}
    with sync_transaction(url, reading=True) as connection:
        assert find_account(connection, "Max") is not None
        assert find_account(connection, "JÖRG@abc.de") is not None
