"""Two portals on one PostgreSQL: whichever a request comes to, it is answered as by one."""

import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import httpx2
import pytest

from crypto.pin_proof import pin_signature_holds
from crypto.statements import Decision, Kind
from portal.domain.devices.devices import find_device
from portal.domain.devices.pin_tries import TRIES
from portal.platform.keys.key_file import ROOT_NAME, load_root
from portal.platform.keys.key_ring import rotate_keys
from tests.support.device import PIN, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_server import InTurn, RunningPortal, portal_beside, running_portal
from tests.support.postgres import Databases
from tests.support.registrations import register
from tests.unit.portal.conftest import new_login

T = TypeVar("T")


@pytest.fixture(scope="module")
def portals(
    tmp_path_factory: pytest.TempPathFactory, postgres_databases: Databases
) -> Iterator[list[RunningPortal]]:
    folder = tmp_path_factory.mktemp("portals")
    with (
        postgres_databases.migrated() as url,
        running_portal(folder, database_url=url) as first,
        portal_beside(first) as second,
    ):
        yield [first, second]


@pytest.fixture
def login(portals: list[RunningPortal]) -> str:
    login = new_login()
    portals[0].create_account(login, cleared=True)
    return login


@pytest.fixture
def device(portals: list[RunningPortal], login: str) -> LivingDevice:
    """Each message goes to the other portal than the one before."""
    first, second = portals
    device = LivingDevice(first.url, client=client(second, first))
    device.activate(login, first.issue_code(login))
    device.confirm()
    return device


@pytest.fixture
def browser(portals: list[RunningPortal]) -> Browser:
    """Each request goes to the other portal than the one before."""
    return copy_of(Browser(portals[0].url), *portals)


def client(*portals: RunningPortal) -> httpx2.Client:
    return httpx2.Client(timeout=40, transport=InTurn(*portals))


def copy_of(browser: Browser, *portals: RunningPortal) -> Browser:
    """The same browser, whose next requests go to these portals in turn."""
    copy, known = Browser(browser.url, accepted=False), browser.http
    copy.http.close()
    copy.http = httpx2.Client(
        base_url=browser.url,
        timeout=40,
        headers=known.headers,
        cookies=known.cookies,
        transport=InTurn(*portals),
    )
    weakref.finalize(copy, copy.http.close)
    return copy


def together(work: Callable[[int], T], times: int) -> list[T]:
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(work, range(times)))


def _post(device: LivingDevice, data: bytes, _number: int) -> httpx2.Response:
    return device.post(data)


def number_of(portal: RunningPortal, table: str, login: str) -> int:
    return int(portal.query(f"SELECT count(*) FROM {table} WHERE login = :l", l=login)[0][0])


def test_a_login_goes_on_at_whichever_portal_is_asked_next(
    device: LivingDevice, login: str, browser: Browser
) -> None:
    device.poll()
    with ThreadPoolExecutor(2) as threads:
        prompt = threads.submit(device.poll, device.tag, 25)
        cid = browser.begin(login)
        challenge = prompt.result()["challenge"]
        page = threads.submit(browser.stage, cid)
        ticket = device.respond(challenge)["ticket"]
        assert browser.finish(ticket) == {"result": "done"}
        assert page.result() == "finished"
    assert browser.is_logged_in()


def test_the_same_bytes_at_two_portals_at_a_time_get_one_answer(device: LivingDevice) -> None:
    for _ in range(5):
        device.freshen()
        data = device.proven("applogin", Kind.APPLOGIN, PIN)
        answers = together(partial(_post, device, data), 4)
        bodies = [device.take(answer.content) for answer in answers]
        assert len({body["ticket"] for body in bodies}) == 1
    assert device.status()["left"] == TRIES


@pytest.mark.parametrize("with_pin", [True, False])
def test_bytes_that_another_portal_has_answered_meanwhile_get_that_answer(
    portals: list[RunningPortal],
    device: LivingDevice,
    login: str,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    *,
    with_pin: bool,
) -> None:
    if with_pin:
        device.freshen()
        data = device.proven("applogin", Kind.APPLOGIN, PIN)
    else:
        browser.begin(login)
        data = device.response_to(device.poll()["challenge"], Decision.DENY)
    looked, answered = threading.Event(), threading.Event()

    def late(*given: Any) -> Any:
        found = find_device(*given)
        if not looked.is_set():
            looked.set()
            answered.wait()
        return found

    monkeypatch.setattr("portal.api.pipeline.find_device", late)
    with ThreadPoolExecutor(1) as threads, client(*portals) as other:
        late_one = threads.submit(device.post, data)
        looked.wait()
        try:
            device.http, before = other, device.http
            first = device.post(data)
        finally:
            answered.set()
        assert device.read(late_one.result().content, data).b == device.read(first.content, data).b
    device.http = before
    device.take(first.content)
    device.freshen()
    assert device.status()["left"] == TRIES
    assert portals[0].query(
        "SELECT count(*) FROM pin_reservations WHERE device_id = :d", d=device.dev
    ) == [(0,)]


def test_the_same_activation_at_two_portals_at_a_time_takes_one_try_and_succeeds(
    portals: list[RunningPortal], login: str
) -> None:
    device = LivingDevice(portals[0].url, client=client(*portals))
    data = device.activation(login, portals[0].issue_code(login))

    def send(_: int) -> str:
        # As the app does it, which sends the same bytes again.
        def answer() -> str | None:
            try:
                return str(device.send(data)["expires_in"])
            except PortalProblem as problem:
                if problem.name != "unavailable":
                    raise
                return None

        return until(answer, what="an answer")

    assert len(set(together(send, 3))) == 1
    device.confirm()
    assert device.status()["state"] == "active"


def test_of_wrong_pins_at_all_portals_at_a_time_five_are_tried(
    portals: list[RunningPortal], device: LivingDevice
) -> None:
    device.freshen()
    wrong = [device.proven("applogin", Kind.APPLOGIN, f"{number:06}") for number in range(12)]

    def send(number: int) -> str:
        with pytest.raises(PortalProblem) as refused:
            device.send(wrong[number])
        return refused.value.name

    names = together(send, len(wrong))
    # What comes when a result has been told is too late for its nonce, and not tried.
    while device.status()["state"] == "active":
        with pytest.raises(PortalProblem):
            device.applogin("999999")
    tried = portals[0].query("SELECT count(*) FROM pin_failures WHERE device_id = :d", d=device.dev)
    assert tried == [(TRIES,)]
    assert names.count("pin-wrong") <= TRIES
    assert device.status()["state"] == "locked"


def test_a_portal_that_starts_leaves_alone_what_another_one_is_verifying(
    portals: list[RunningPortal], device: LivingDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifying, may_go_on = threading.Event(), threading.Event()

    def slow(*arguments: Any) -> bool:
        if not verifying.is_set():
            verifying.set()
            may_go_on.wait()
        return pin_signature_holds(*arguments)

    monkeypatch.setattr("portal.api.pin_verification.pin_signature_holds", slow)
    with ThreadPoolExecutor(1) as threads:
        login = threads.submit(device.applogin)
        verifying.wait()
        try:
            with portal_beside(portals[0]):
                pass
        finally:
            may_go_on.set()
        assert login.result()["ticket"]


def test_what_was_typed_at_one_portal_is_shown_by_another(
    portals: list[RunningPortal], browser: Browser
) -> None:
    assert "max@abc" in browser.post("/login", login="max@abc").text
    rows = portals[0].query("SELECT content FROM typed_forms")
    assert rows
    assert not any(b"max@abc" in bytes(content) for (content,) in rows)
    stranger = copy_of(Browser(browser.url), *portals)
    address = browser.post_only("/login", login="max@abc").headers["location"]
    assert "max@abc" in browser.open(address, "same-origin").text
    assert "max@abc" not in stranger.open(address, "same-origin").text


@pytest.mark.parametrize("once", ["one page", ""], ids=["page", "bare"])
def test_a_click_that_comes_to_two_portals_at_a_time_registers_once(
    portals: list[RunningPortal], browser: Browser, once: str
) -> None:
    login = new_login()
    clicks = [copy_of(browser, portal) for portal in portals]
    answers = together(lambda number: register(clicks[number], login, once=once), 2)
    assert [answer.headers["location"] for answer in answers] == ["/registration/sent"] * 2
    assert number_of(portals[0], "registrations", login) == 1
    assert len({click.cookie("visit") for click in clicks}) == 1


def test_a_second_click_at_another_portal_gets_the_answer_of_the_first(
    portals: list[RunningPortal], browser: Browser
) -> None:
    login = new_login()
    clicks = [copy_of(browser, portal) for portal in portals]
    for click in clicks:
        register(click, login, once="the page")
    assert number_of(portals[0], "registrations", login) == 1
    assert len({click.cookie("visit") for click in clicks}) == 1


def test_a_login_whose_answer_was_lost_with_its_process_goes_on_at_another_portal(
    portals: list[RunningPortal], device: LivingDevice, login: str, browser: Browser
) -> None:
    """The form comes again when it is not known any more how it was answered."""
    clicks = [copy_of(browser, portal) for portal in portals]
    for click in clicks:
        click.post_only("/login", login=login, once="the page")
        portals[0].execute("DELETE FROM form_answers")
    assert number_of(portals[0], "challenges", login) == 1
    assert len({click.cookie("pre") for click in clicks}) == 1
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    assert clicks[1].finish(ticket) == {"result": "done"}


def test_new_keys_are_known_to_each_portal_that_is_asked(
    portals: list[RunningPortal], device: LivingDevice
) -> None:
    settings, now = portals[0].settings, portals[0].clock.now()
    root = load_root(settings.data / ROOT_NAME)
    rotate_keys(settings.data, settings.public_url, root, now, at_once=False)
    device._key_set = None
    before = device.key_set.seq
    for _ in portals:
        assert device.applogin()["ticket"]
        device._key_set = None
        assert device.key_set.seq == before
