"""Two LE-Admins at once on a real PostgreSQL: one remains, and neither is told of a deadlock."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from portal.domain.users.changes import lock_users
from portal.platform.database.engines import sync_transaction
from tests.support.advices import provider_of
from tests.support.device import PortalProblem
from tests.support.patience import until
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, new_ik, person

pytestmark = pytest.mark.parametrize("portal", ["postgresql"], indirect=True)

WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
ADMINS = "SELECT id FROM accounts WHERE provider_id = :p AND role = 'admin' AND blocked_at IS NULL"


def approved(who: Person) -> str:
    """How the app's approval ended: empty when it was carried out."""
    try:
        who.approves()
    except PortalProblem as refused:
        return refused.name
    return ""


@pytest.fixture
def both(portal: RunningPortal) -> tuple[Person, Person]:
    """The two LE-Admins of a provider."""
    ik = new_ik()
    return person(portal, ik), person(portal, ik, "Jana Sommer")


def approved_at_once(portal: RunningPortal, both: tuple[Person, Person]) -> list[str]:
    """Both have entered their PINs and have begun before one of them looks who is LE-Admin."""
    with ThreadPoolExecutor(2) as threads:
        with sync_transaction(portal.settings.database_url) as connection:
            lock_users(connection, provider_of(portal, both[0].login))
            # The lock goes to PostgreSQL with what comes next.
            connection.execute(text("SELECT"))
            answers = [threads.submit(approved, one) for one in both]
            until(lambda: portal.query(WAITING)[0][0] == 2, seconds=20, what="both wait")
        return [answer.result() for answer in answers]


@pytest.mark.parametrize("change", ["withdraw", "block", "delete"])
def test_of_two_le_admins_who_turn_on_each_other_at_the_same_moment_one_remains(
    portal: RunningPortal, both: tuple[Person, Person], change: str
) -> None:
    provider = provider_of(portal, both[0].login)
    for one, other in (both, both[::-1]):
        one.wants(f"/users/{change}", other)
    ends = approved_at_once(portal, both)
    # A device that is deleted while its PIN is looked at may be told to ask anew.
    assert sorted(ends) in (["", "gone"], ["", "nonce-stale"] if change == "delete" else [])
    remaining = both[ends.index("")]
    assert portal.query(ADMINS, p=provider) == [(remaining.id,)]
    assert remaining.browser.open("/users").status_code == 200


def test_of_two_le_admins_who_give_up_their_rights_at_the_same_moment_one_keeps_them(
    portal: RunningPortal, both: tuple[Person, Person]
) -> None:
    for one in both:
        one.wants("/users/withdraw", one)
    ends = approved_at_once(portal, both)
    assert sorted(ends) == ["", "gone"]
    remaining = both[ends.index("gone")]
    assert portal.query(ADMINS, p=provider_of(portal, remaining.login)) == [(remaining.id,)]
    assert remaining.browser.open("/users").status_code == 200
