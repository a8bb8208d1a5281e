"""`account clear` decides what waits at the desk, too."""

import json
from typing import Any

import pytest

from portal.__main__ import main
from tests.support.clerk_cases import clerk_at, ordered_registration, registration
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import new_login


def clear(portal: RunningPortal, login: str) -> None:
    settings = portal.settings
    lines = [f'public_url = "{settings.public_url}"', f'database_url = "{settings.database_url}"']
    (settings.data / "portal.toml").write_text("\n".join(lines))
    assert main(["account", "clear", login, "--data", str(portal.settings.data)]) == 0


def emails(portal: RunningPortal, id_: str) -> list[str]:
    return [
        row[0] for row in portal.query("SELECT kind FROM outbox WHERE registration_id = :i", i=id_)
    ]


def events(portal: RunningPortal, id_: str) -> list[tuple[str, dict[str, Any]]]:
    rows = portal.query("SELECT event, facts FROM audit ORDER BY seq")
    told = [(event, json.loads(facts)) for event, facts in rows]
    return [(event, facts) for event, facts in told if facts.get("registration") == id_]


@pytest.mark.parametrize("state", ["open", "ordered", "refused"])
@pytest.mark.parametrize(("kind", "email"), [("new", "cleared"), ("reset", "reset-cleared")])
def test_it_is_cleared_like_by_a_clerk_but_by_none(
    portal: RunningPortal, state: str, kind: str, email: str
) -> None:
    login = new_login()
    id_ = ordered_registration(portal, login, state=state, kind=kind, reason="Kein Stempel.")
    clear(portal, login)
    state_now, decided_at, *others = registration(
        portal, id_, ["state", "decided_at", "decided_by", "reason"]
    )
    assert state_now == "cleared"
    assert decided_at > 0
    assert others == [None, ""]
    assert emails(portal, id_) == [email]
    assert events(portal, id_) == [("registration-cleared", {"registration": id_})]
    assert portal.query("SELECT cleared FROM accounts WHERE login = :l", l=login)[0][0]


def test_the_second_time_nobody_is_told_again(portal: RunningPortal) -> None:
    login = new_login()
    id_ = ordered_registration(portal, login)
    clear(portal, login)
    clear(portal, login)
    assert emails(portal, id_) == ["cleared"]
    assert len(events(portal, id_)) == 1


def test_the_desk_shows_that_somebody_cleared_it(own_portal: RunningPortal) -> None:
    # Its clock stands where the command's clock is; the one that tests share is moved far ahead.
    clerk = clerk_at(own_portal)
    id_ = ordered_registration(own_portal, login := new_login())
    clear(own_portal, login)
    assert "Jemand hat freigeschaltet" in clerk.open(f"/desk/{id_}").text
