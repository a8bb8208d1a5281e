"""People who log in all the time, whatever happens to the processes that serve them."""

import itertools
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from crypto.statements import Kind
from tests.cluster.served import Cluster
from tests.faults.portal_served import ReturningDevice
from tests.support.device import PortalProblem
from tests.support.patience import until
from tests.support.portal_browser import Browser

_WRONG: Final = "000001"
_NUMBERS: Final = itertools.count(1)


class Person:
    """One account with browser and device; each request goes to whichever process."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.login = f"person{next(_NUMBERS)}@abc.example"
        self.logins = 0
        """That were finished, as the person sees it."""
        self.wrong_pins = 0
        self.waited: list[float] = []
        """Seconds from the beginning in the browser to the request in the app."""
        cluster.beside.create_account(self.login, cleared=True)
        self.device = ReturningDevice(cluster.url, client=cluster.client())
        self.device.activate(self.login, cluster.beside.issue_code(self.login))
        self.device.confirm()

    def log_in(self) -> None:
        """From the user name to the page behind the login, in a browser of its own."""
        browser = _browser(self._cluster)
        try:
            self._log_in(browser)
        finally:
            browser.http.close()

    def _log_in(self, browser: Browser) -> None:
        self.device.poll()
        with ThreadPoolExecutor(1) as threads:
            prompt = threads.submit(self._wait)
            browser.post("/login", login=self.login, once=secrets.token_urlsafe(9))
            begun = time.monotonic()
            challenge, seen = prompt.result()
        self.waited.append(max(seen - begun, 0))
        # One that was superseded would raise: a form that comes again makes no second request.
        browser.finish(self.device.respond(challenge)["ticket"])
        assert browser.is_logged_in(), f"{self.login} is not logged in"
        self.logins += 1

    def _wait(self) -> tuple[str, float]:
        def look() -> str | None:
            found: str | None = self.device.poll(self.device.tag, 25)["challenge"]
            return found

        return until(look, 120, "the request in the app"), time.monotonic()

    def mistype(self) -> None:
        """Enter a wrong PIN once."""
        try:
            self.device.send(self.device.proven("applogin", Kind.APPLOGIN, _WRONG))
        except PortalProblem as problem:
            if problem.name != "pin-wrong":
                raise
        self.wrong_pins += 1

    def close(self) -> None:
        self.device.http.close()

    def what_is_wrong(self) -> list[str]:
        """What rows say that the person does not."""
        one = {"l": self.login, "d": self.device.dev}
        query = self._cluster.beside.query
        finished = query(_FINISHED, **one)[0][0]
        failures = query("SELECT count(*) FROM pin_failures WHERE device_id = :d", **one)[0][0]
        left = query("SELECT count(*) FROM pin_reservations WHERE device_id = :d", **one)[0][0]
        tries = query("SELECT tries_left, budget_left FROM devices WHERE id = :d", **one)[0]
        pairs = {
            "logins": (finished, self.logins),
            "wrong PINs": (failures, self.wrong_pins),
            "tries in the air": (left, 0),
            "tries": (tuple(tries), (5, 15 - self.wrong_pins)),
        }
        return [
            f"{self.login}: {what} {found}, not {wanted}"
            for what, (found, wanted) in pairs.items()
            if found != wanted
        ]


_FINISHED: Final = """
    SELECT count(*) FROM audit JOIN accounts ON accounts.id = audit.account_id
    WHERE accounts.login = :l AND audit.event = 'login-finished'
"""


def _browser(cluster: Cluster) -> Browser:
    browser = Browser(cluster.url)
    known, browser.http = browser.http, cluster.client()
    browser.http.headers.update(known.headers)
    browser.http.cookies.update(known.cookies)
    known.close()
    return browser


class Crowd:
    """Several people at a time; what goes wrong for one of them is raised at the end."""

    def __init__(self, cluster: Cluster, number: int) -> None:
        self.people = [Person(cluster) for _ in range(number)]
        self._enough = threading.Event()
        self._threads = ThreadPoolExecutor(number)

    def begin(self, at_least: int) -> None:
        """Let everybody log in so many times at least, and until `end`."""
        self._running = [self._threads.submit(self._go_on, one, at_least) for one in self.people]

    def end(self) -> None:
        self._enough.set()
        for running in self._running:
            running.result()
        self._threads.shutdown()

    def go_on(self, logins: int) -> None:
        """Until there were so many more."""
        wanted = self.logins + logins
        until(lambda: self.logins >= wanted or self._has_failed(), 600, "logins")

    @property
    def logins(self) -> int:
        return sum(person.logins for person in self.people)

    @property
    def waited(self) -> list[float]:
        """Seconds of each login from its beginning to the request in the app."""
        return [seconds for person in self.people for seconds in person.waited]

    def _has_failed(self) -> bool:
        return any(one.done() and one.exception() is not None for one in self._running)

    def _go_on(self, person: Person, at_least: int) -> None:
        while person.logins < at_least or not self._enough.is_set():
            if person.logins == 1:
                person.mistype()
            person.log_in()

    def what_is_wrong(self) -> list[str]:
        return [line for person in self.people for line in person.what_is_wrong()]

    def close(self) -> None:
        for person in self.people:
            person.close()
