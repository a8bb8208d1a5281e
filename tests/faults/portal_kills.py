"""The portal is killed before or after each write of database and files, and started again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crypto.challenge import read_challenge
from tests.faults.portal_served import ServedPortal, Visitor, served_portal
from tests.faults.series import Fault, Series
from tests.support.device import PIN, PortalProblem
from tests.support.registrations import confirm, emails, register

_OTHER_PIN: Final = "260417"
_TRIES: Final = 3
_DEVICES: Final = """
    select d.state, d.tries_left, d.budget_left from devices d
    join accounts a on a.id = d.account_id where a.login = :login
"""
_UNVERIFIED: Final = "select count(*) from pin_reservations"
_REGISTRATIONS: Final = """
    select count(*), count(account_id) from registrations where login = :login
"""


def _nothing(_: Visitor) -> None:
    """Somebody who is new."""


def _with_code(visitor: Visitor) -> None:
    visitor.portal.create_account(visitor.login, cleared=True)


def _with_device(visitor: Visitor) -> None:
    _with_code(visitor)
    _activation(visitor)


def _registration(visitor: Visitor) -> None:
    answer = register(visitor.browser, visitor.login)
    assert answer.headers.get("location") == "/registration/sent", answer.text
    confirm(visitor.portal, visitor.browser, visitor.login)


def _activation(visitor: Visitor) -> None:
    visitor.device.activate(visitor.login, visitor.portal.issue_code(visitor.login))
    visitor.device.confirm()


def _wrong_pin(visitor: Visitor) -> None:
    try:
        visitor.device.applogin(_OTHER_PIN)
    except PortalProblem as problem:
        if problem.name != "pin-wrong":
            raise
        return
    raise AssertionError("a wrong PIN was right")


def _right_pin(visitor: Visitor) -> None:
    visitor.device.applogin()


def _app_login(visitor: Visitor) -> None:
    """Until it is done: a ticket whose answer was lost is not taken twice."""
    for _ in range(_TRIES):
        ticket = visitor.device.applogin()["ticket"]
        if visitor.browser.land(ticket)["result"] == "claimed":
            visitor.device.claimok(ticket, ok=True)
            visitor.browser.wait_for_app()
        if visitor.browser.is_logged_in():
            return
    raise AssertionError("not logged in")


def _browser_login(visitor: Visitor) -> None:
    for _ in range(_TRIES):
        cid = visitor.browser.begin(visitor.login)
        challenge = visitor.device.poll("")["challenge"]
        assert read_challenge(challenge).cid == cid
        ticket = visitor.device.respond(challenge)["ticket"]
        visitor.browser.finish(ticket)
        if visitor.browser.is_logged_in():
            return
    raise AssertionError("not logged in")


def _pin_change(visitor: Visitor) -> None:
    visitor.device.pinchange(PIN, _OTHER_PIN)


@dataclass(frozen=True)
class Deed:
    """Something that somebody does; cut off by a kill, the same bytes are sent again."""

    name: str
    prepare: Callable[[Visitor], None]
    act: Callable[[Visitor], None]
    tries: tuple[int, int] | None = (5, 15)
    """In a row and in 30 days, afterwards; None without a device."""
    pin: str = PIN


DEEDS: Final = (
    Deed("registration", _nothing, _registration, None),
    Deed("activation", _with_code, _activation),
    Deed("wrong PIN", _with_device, _wrong_pin, (4, 14)),
    Deed("right PIN", _with_device, _right_pin),
    Deed("login in the app", _with_device, _app_login),
    Deed("login in the browser", _with_device, _browser_login),
    Deed("PIN change", _with_device, _pin_change, pin=_OTHER_PIN),
)


def prepared(deed: Deed, served: ServedPortal) -> Visitor:
    visitor = Visitor(served)
    deed.prepare(visitor)
    return visitor


def _writes(deed: Deed, served: ServedPortal) -> int:
    visitor = prepared(deed, served)
    served.trap.set(0)
    deed.act(visitor)
    seen = served.trap.seen
    visitor.close()
    return seen


def _killed(deed: Deed, served: ServedPortal, number: int, *, done: bool) -> list[str]:
    """How much a commit writes varies: when there was less, kill at the last write."""
    for _ in range(_TRIES):
        visitor, before = prepared(deed, served), served.restarts
        served.trap.set(number, done=done)
        try:
            deed.act(visitor)
            number = min(number, served.trap.seen) or 1
            if served.restarts > before:
                return what_is_wrong(deed, visitor)
        except (AssertionError, PortalProblem) as error:
            return [f"did not end right: {error}"]
        finally:
            served.trap.set(0)
            visitor.close()
    return ["the moment did not come"]


def what_is_wrong(deed: Deed, visitor: Visitor) -> list[str]:
    served, wrong = visitor.portal, []
    if deed.tries is None:
        rows = [tuple(row) for row in served.query(_REGISTRATIONS, login=visitor.login)]
        if rows != [(1, 1)]:
            wrong.append(f"registrations, and with an account: {rows}")
        if not emails(served, visitor.login):
            wrong.append("no e-mail")
    else:
        wrong += _wrong_with_device(deed, visitor, deed.tries)
    if unverified := served.query(_UNVERIFIED)[0][0]:
        wrong.append(f"PINs left unverified: {unverified}")
    if problem := served.audit_problem():
        wrong.append(problem)
    return wrong


def _wrong_with_device(deed: Deed, visitor: Visitor, tries: tuple[int, int]) -> list[str]:
    rows = [tuple(row) for row in visitor.portal.query(_DEVICES, login=visitor.login)]
    wrong = [] if rows == [("active", *tries)] else [f"devices: {rows}"]
    visitor.device.applogin(deed.pin)
    rows = [tuple(row) for row in visitor.portal.query(_DEVICES, login=visitor.login)]
    if rows != [("active", 5, tries[1])]:
        wrong.append(f"devices after the right PIN: {rows}")
    return wrong


def _faults(folder: Path) -> Iterator[Fault]:
    with served_portal(folder) as served:
        for deed in DEEDS:
            for number in range(1, _writes(deed, served) + 1):
                for done in (False, True):
                    yield _fault(deed, served, number, done=done)


def _fault(deed: Deed, served: ServedPortal, number: int, *, done: bool) -> Fault:
    name = f"{deed.name}, killed {'after' if done else 'before'} write {number}"
    return Fault(name, lambda: _killed(deed, served, number, done=done))


SERIES: Final = Series("portal kills", _faults, sampled=211)
