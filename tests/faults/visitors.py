"""What visitors of a served portal do, and what must hold after each fault."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from typing import Final

from crypto.challenge import read_challenge
from portal.domain.certificates.attachments import FOLDER
from tests.faults.portal_served import ServedPortal, Visitor
from tests.support.device import PIN, PortalProblem
from tests.support.portal_browser import LoginOver
from tests.support.registrations import confirm, emails, id_of, newcomer, register
from tests.support.uploads.registrations import upload
from tests.support.uploads.samples import pdf

_OTHER_PIN: Final = "260417"
TRIES: Final = 3
MOMENT_TRIES: Final = 6
"""How often the moment of a fault may stay away before that is told."""
_DEVICES: Final = """
    select d.state, d.tries_left, d.budget_left from devices d
    join accounts a on a.id = d.account_id where a.login = :login
"""
_FILE: Final = "Bescheinigung.pdf"
_FILES: Final = "select stored_as from attachments where registration_id = :id"
_UNVERIFIED: Final = "select count(*) from pin_reservations"
_REGISTRATIONS: Final = """
    select count(*), count(account_id) from registrations where login = :login
"""


@cache
def _pdf() -> bytes:
    return pdf()


def _nothing(_: Visitor) -> None:
    """Somebody who is new."""


def _with_address(visitor: Visitor) -> None:
    newcomer(visitor.portal, visitor.browser, visitor.login)


def _with_code(visitor: Visitor) -> None:
    visitor.portal.create_account(visitor.login, cleared=True)
    visitor.code = visitor.portal.issue_code(visitor.login)


def _with_device(visitor: Visitor) -> None:
    _with_code(visitor)
    _activation(visitor)


def _registration(visitor: Visitor) -> None:
    answer = register(visitor.browser, visitor.login)
    assert answer.headers.get("location") == "/registration/sent", answer.text
    confirm(visitor.portal, visitor.browser, visitor.login)


def _activation(visitor: Visitor) -> None:
    visitor.device.activate(visitor.login, visitor.code)
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
    for _ in range(TRIES):
        ticket = visitor.device.applogin()["ticket"]
        if visitor.browser.land(ticket)["result"] == "claimed":
            visitor.device.claimok(ticket, ok=True)
            visitor.browser.wait_for_app()
        if visitor.browser.is_logged_in():
            return
    raise AssertionError("not logged in")


def _browser_login(visitor: Visitor) -> None:
    """Until it is done: one whose time was over before it was seen is begun again."""
    for _ in range(TRIES):
        try:
            cid = visitor.browser.begin(visitor.login)
        except LoginOver:
            continue
        challenge = visitor.device.poll("")["challenge"]
        if challenge is None:
            continue
        assert read_challenge(challenge).cid == cid
        ticket = visitor.device.respond(challenge)["ticket"]
        visitor.browser.finish(ticket)
        if visitor.browser.is_logged_in():
            return
    raise AssertionError("not logged in")


def _pin_change(visitor: Visitor) -> None:
    visitor.device.pinchange(PIN, _OTHER_PIN)


def _upload(visitor: Visitor) -> None:
    """Once more, as the page says, where the portal could not take it."""
    answer = upload(visitor.browser, (_FILE, _pdf()))
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        answer = upload(visitor.browser, (_FILE, _pdf()))
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text


def _wrong_with_registration(visitor: Visitor) -> list[str]:
    rows = [tuple(row) for row in visitor.portal.query(_REGISTRATIONS, login=visitor.login)]
    wrong = [] if rows == [(1, 1)] else [f"registrations, and with an account: {rows}"]
    return wrong if emails(visitor.portal, visitor.login) else [*wrong, "no e-mail"]


def _wrong_with_upload(visitor: Visitor) -> list[str]:
    """Whoever gets no answer sends the file again, and has it twice then."""
    rows = visitor.portal.query(_FILES, id=id_of(visitor.portal, visitor.login))
    wrong = [] if 1 <= len(rows) <= TRIES else [f"files: {len(rows)}"]
    folder = visitor.portal.settings.data / FOLDER
    spoilt = [name for (name,) in rows if (folder / name).read_bytes() != _pdf()]
    return [*wrong, "a file is not what was sent"] if spoilt else wrong


def _wrong_with_device(
    visitor: Visitor, tries: tuple[int, int] = (5, 15), pin: str = PIN
) -> list[str]:
    """`tries`: in a row and in 30 days, before the right PIN is entered."""
    rows = [tuple(row) for row in visitor.portal.query(_DEVICES, login=visitor.login)]
    wrong = [] if rows == [("active", *tries)] else [f"devices: {rows}"]
    visitor.device.applogin(pin)
    rows = [tuple(row) for row in visitor.portal.query(_DEVICES, login=visitor.login)]
    if rows != [("active", 5, tries[1])]:
        wrong.append(f"devices after the right PIN: {rows}")
    return wrong


@dataclass(frozen=True)
class Deed:
    """Something that somebody does; cut off by a fault, the same bytes are sent again."""

    name: str
    prepare: Callable[[Visitor], None]
    act: Callable[[Visitor], None]
    wrong_with: Callable[[Visitor], list[str]] = _wrong_with_device


REGISTRATION: Final = Deed("registration", _nothing, _registration, _wrong_with_registration)
UPLOAD: Final = Deed("upload", _with_address, _upload, _wrong_with_upload)
WITH_DEVICE: Final = (
    Deed("activation", _with_code, _activation),
    Deed("wrong PIN", _with_device, _wrong_pin, partial(_wrong_with_device, tries=(4, 14))),
    Deed("right PIN", _with_device, _right_pin),
    Deed("login in the app", _with_device, _app_login),
    Deed("login in the browser", _with_device, _browser_login),
    Deed("PIN change", _with_device, _pin_change, partial(_wrong_with_device, pin=_OTHER_PIN)),
)
DEEDS: Final = (REGISTRATION, *WITH_DEVICE, UPLOAD)


def prepared(deed: Deed, served: ServedPortal) -> Visitor:
    """Somebody who is about to do it."""
    visitor = Visitor(served)
    deed.prepare(visitor)
    return visitor


def number_of_writes(deed: Deed, served: ServedPortal) -> int:
    """How many there are at the moment; it varies with what the database keeps for later."""
    visitor = prepared(deed, served)
    served.trap.set(0)
    deed.act(visitor)
    seen = served.trap.seen
    visitor.close()
    return seen


def fewer(number: int, seen: int) -> int:
    """The write to try next, when that of `number` did not come while the deed made `seen`.

    Not the last one that was seen: it may have been another's, as those once a minute.
    """
    return max(1, min(number, seen) - 1)


def what_is_wrong(deed: Deed, visitor: Visitor) -> list[str]:
    """After everything: what is lost or counted wrongly."""
    served, wrong = visitor.portal, deed.wrong_with(visitor)
    if unverified := served.query(_UNVERIFIED)[0][0]:
        wrong.append(f"PINs left unverified: {unverified}")
    if problem := served.audit_problem():
        wrong.append(problem)
    return wrong
