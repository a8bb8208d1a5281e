"""The desk on both databases: clerks who decide at the same moment, and every list."""

import contextlib
import json
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from portal.domain.audit.verification import verify
from portal.platform.database.engines import sync_transaction
from tests.support.clerk_cases import (
    add_attachment,
    add_regions,
    clerk_at,
    is_decided,
    ordered_registration,
    registration,
)
from tests.support.device import Device, PortalProblem
from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.registrations import follow, links

TICKS = {"signature": "1", "stamp": "1", "ik": "1", "function": "1"}
REASON = {"reason": "Auf der zweiten Seite fehlt der Stempel.", "sure": "1"}
CLERKS = 6
ROUNDS = 6
ACTIVE = (
    "SELECT devices.id FROM devices JOIN accounts ON accounts.id = account_id "
    "WHERE login = :l AND state = 'active'"
)
WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted"
DECISIONS = (("clear", TICKS), ("ask", REASON), ("refuse", REASON))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("migrated_database")
    return url


@pytest.fixture
def portal(tmp_path: Path, database_url: str | None) -> Iterator[RunningPortal]:
    with running_portal(tmp_path, database_url=database_url) as running:
        add_regions(running)
        yield running


@pytest.fixture
def four_eyes(tmp_path: Path, database_url: str | None) -> Iterator[RunningPortal]:
    """A portal where two clerks must clear."""
    with running_portal(tmp_path, database_url=database_url, four_eyes=True) as running:
        yield running


def shown_in(page: str) -> str:
    return page.partition('name="shown" value="')[2].partition('"')[0]


def at_once(clerks: list[Browser], id_: str, kinds: tuple[int, ...]) -> list[bool]:
    """Each clerk sends a decision about what the page shows now; which were taken."""
    start = Barrier(len(clerks))
    shown = shown_in(clerks[0].open(f"/desk/{id_}").text)

    def decide(number: int) -> bool:
        what, form = DECISIONS[kinds[number % len(kinds)]]
        start.wait()
        return is_decided(clerks[number], id_, what, shown=shown, **form)

    with ThreadPoolExecutor(len(clerks)) as threads:
        return list(threads.map(decide, range(len(clerks))))


def told(portal: RunningPortal, id_: str) -> list[str]:
    rows = portal.query("SELECT event, facts FROM audit ORDER BY seq")
    return [event for event, facts in rows if json.loads(facts).get("registration") == id_]


def emails(portal: RunningPortal, id_: str) -> list[str]:
    rows = portal.query("SELECT kind FROM outbox WHERE registration_id = :id", id=id_)
    return [row[0] for row in rows]


def test_of_several_clerks_at_once_one_decides(portal: RunningPortal) -> None:
    clerks = [clerk_at(portal) for _ in range(CLERKS)]
    for kinds in ((0,), (1,), (2,), (0, 1, 2), (0, 2)):
        id_ = ordered_registration(portal)
        assert at_once(clerks, id_, kinds).count(True) == 1
        assert registration(portal, id_, ["state"]) != ("ordered",)
        assert len(told(portal, id_)) == len(emails(portal, id_)) == 1
    assert portal.write(verify).broken is None


def test_of_several_first_and_second_clerks_one_each_counts(four_eyes: RunningPortal) -> None:
    clerks = [clerk_at(four_eyes) for _ in range(CLERKS)]
    id_ = ordered_registration(four_eyes)
    answers = at_once(clerks, id_, (0,))
    assert answers.count(True) == 1
    assert told(four_eyes, id_) == ["registration-first-clearance"]
    assert emails(four_eyes, id_) == []
    first = answers.index(True)
    others = clerks[:first] + clerks[first + 1 :]
    answers = at_once([clerks[first], *others], id_, (0,))
    assert not answers[0], "the first clerk is not the second"
    assert answers.count(True) == 1
    assert told(four_eyes, id_) == ["registration-first-clearance", "registration-cleared"]
    assert emails(four_eyes, id_) == ["cleared"]


def test_every_list_and_page_can_be_read(portal: RunningPortal) -> None:
    id_ = ordered_registration(portal, region="BY", last_name="Özil")
    ordered_registration(portal, state="cleared", decided_at=1)
    file = add_attachment(portal, id_, "a.pdf", b"%PDF-1.7")
    for clerk in (clerk_at(portal), clerk_at(portal, region="BY")):
        for tab, rest in product(
            ("waiting", "asked", "decided"), ("", "&kind=reset", "&days=3", "&region=BY", "&page=3")
        ):
            assert clerk.open(f"/desk?tab={tab}{rest}").status_code == 200
        assert "Özil" in clerk.open("/desk?search=maren+ÖZIL").text
        assert "Özil" not in clerk.open("/desk?search=%25x").text
        assert clerk.open(f"/desk/{id_}").status_code == 200
        assert clerk.open(f"/desk/{id_}/files/{file}").content == b"%PDF-1.7"
    elsewhere = clerk_at(portal, region="HE").open(f"/desk/{id_}")
    assert elsewhere.headers["location"] == "/desk?gone=1"


@dataclass
class Prepared:
    """A registration at the desk, with a device that waits for its second PIN."""

    id: str
    login: str
    shown: Device
    """The device that the clerk's page shows as active."""
    waiting: Device
    mailbox: Browser


def prepared(portal: RunningPortal) -> Prepared:
    login = f"{secrets.token_hex(6)}@abc.example"
    portal.create_account(login, ik=None)
    shown, waiting, mailbox = Device(portal.url), Device(portal.url), Browser(portal.url)
    shown.activate(login, portal.issue_code(login))
    shown.confirm()
    waiting.activate(login, portal.issue_code(login))
    id_ = ordered_registration(portal, login)
    follow(mailbox, links(portal).status(id_, login))
    return Prepared(id_, login, shown, waiting, mailbox)


def confirmed(device: Device) -> bool:
    """The second PIN; whether it comes in time is what the test is about."""
    with contextlib.suppress(PortalProblem):
        device.confirm()
        return True
    return False


def replaced(mailbox: Browser, login: str) -> bool:
    return mailbox.post("/registration/device/replace", login=login).status_code == 303


def at_the_same_moment(*actions: Callable[[], bool]) -> list[bool]:
    start = Barrier(len(actions))

    def act(action: Callable[[], bool]) -> bool:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(act, actions))


def test_whatever_happens_at_the_moment_of_the_clearance_no_unseen_device_is_cleared(
    portal: RunningPortal,
) -> None:
    clerk = clerk_at(portal)
    for _ in range(ROUNDS):
        case = prepared(portal)
        page = clerk.open(f"/desk/{case.id}").text
        form = TICKS | {"shown": shown_in(page)}
        is_cleared, is_replaced, _ = at_the_same_moment(
            partial(is_decided, clerk, case.id, "clear", **form),
            partial(replaced, case.mailbox, case.login),
            partial(confirmed, case.waiting),
        )
        active = {row[0] for row in portal.query(ACTIVE, l=case.login)}
        state = registration(portal, case.id, ["state"])[0]
        assert is_replaced
        assert state == ("cleared" if is_cleared else "open")
        assert state == "open" or active == {case.shown.dev}


def test_a_decision_waits_for_whoever_changes_a_device(
    tmp_path: Path, migrated_database: str
) -> None:
    """SQLite has one writer anyway."""
    with running_portal(tmp_path, database_url=migrated_database) as portal:
        clerk, case = clerk_at(portal), prepared(portal)
        form = TICKS | {"shown": shown_in(clerk.open(f"/desk/{case.id}").text)}
        with ThreadPoolExecutor(1) as threads:
            with sync_transaction(portal.settings.database_url) as connection:
                ended = text("UPDATE devices SET state = 'locked' WHERE id = :d")
                connection.execute(ended, {"d": case.shown.dev})
                answer = threads.submit(partial(is_decided, clerk, case.id, "clear", **form))
                until(lambda: answer.done() or portal.query(WAITING))
                assert not answer.done()
            assert not answer.result(20)
