"""A browser for tests: what Chromium would send to the portal's pages, without Chromium."""

import re
import weakref
from typing import Any

import httpx2

from portal.platform.asgi import new_cookie

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

_HTML = "text/html, application/json"


class LoginOver(Exception):
    """A login has ended, and its waiting page says how."""


class Browser:
    """One browser with its cookies; those of the portal are `accepted` by default."""

    def __init__(self, url: str, agent: str = FIREFOX, *, accepted: bool = True) -> None:
        self.url = url
        # There is no TLS here, and reading the authorities takes 30 ms.
        self.http = httpx2.Client(
            base_url=url, timeout=40, headers={"user-agent": agent}, verify=False
        )
        if accepted:
            host = httpx2.URL(url).host
            self.http.cookies.set("visit", new_cookie(), domain=host)
        self.th = ""
        """Hash of the ticket that was posted last, if this browser holds it."""
        self.led_to = ""
        """Where the page of the ticket that was posted last goes on to."""
        weakref.finalize(self, self.http.close)

    # --- as a browser does it

    def open(self, path: str, site: str = "none") -> httpx2.Response:
        """Type an address, or come from a link (`site` "cross-site" or "same-origin")."""
        return self.http.get(path, headers={"sec-fetch-site": site})

    def post(self, path: str, **form: str | list[str]) -> httpx2.Response:
        """Send a form of one of the portal's own pages; where its outcome has a page, that page."""
        return self.shown(self.post_only(path, **form))

    def shown(self, answer: httpx2.Response) -> httpx2.Response:
        """The page that tells the outcome of a form, if its answer leads to one."""
        where = answer.headers.get("location", "")
        return self.open(where, "same-origin") if is_outcome(where) else answer

    def post_only(self, path: str, **form: str | list[str]) -> httpx2.Response:
        """The same without the page that the answer leads to; a list is a field of some values."""
        headers = {"sec-fetch-site": "same-origin", "origin": self.url}
        return self.http.post(path, data=form, headers=headers)

    def submit(self, path: str, **form: str) -> httpx2.Response:
        """Send a form by hand and look at what comes of it, as a browser shows it at last."""
        headers = {"sec-fetch-site": "same-origin", "origin": self.url, "accept": "text/html"}
        answer = self.http.post(path, data=form, headers=headers)
        while answer.status_code == 303:
            answer = self.open(answer.headers["location"], "same-origin")
        return answer

    def fetch(self, path: str, **query: str) -> dict[str, Any]:
        """What a script of the portal's own pages gets."""
        answer = self.http.get(path, params=query, headers={"sec-fetch-site": "same-origin"})
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body

    def cookie(self, name: str) -> str | None:
        return self.http.cookies.get(name) or self.http.cookies.get(f"__Host-{name}")

    # --- logging in

    def stage_after(self, cid: str, known: str) -> str:
        """One long poll of a waiting page that shows `known`."""
        return self._stage(cid, known)

    def begin(self, login: str) -> str:
        """Begin a login; the challenge's id."""
        answer = self.post("/login", login=login)
        assert answer.headers.get("location") == "/login/wait", answer.text
        return self.waiting_cid()

    def waiting_cid(self) -> str:
        """The id of the challenge that the waiting page is for.

        Raises:
            LoginOver: the page says how it has ended.
        """
        page = self.open("/login/wait", "same-origin").text
        if (found := re.search('data-cid="([^"]+)"', page)) is None:
            raise LoginOver(page)
        return found[1]

    def stage(self, cid: str) -> str:
        """What the waiting page's long poll gets; waits for something else than waiting."""
        stage = self._stage(cid, "waiting")
        return self._stage(cid, stage) if stage == "approved" else stage

    def finish(self, ticket: str) -> dict[str, Any]:
        """What happens when the app opens `/login/finish#t=TICKET` here."""
        return self._ticket("/login/finish", ticket, _HTML)

    def land(self, ticket: str) -> dict[str, Any]:
        """The same with `/login/app#t=TICKET`, but for the wait for the app."""
        return self._ticket("/login/app", ticket)

    def land_and_wait(self, ticket: str) -> dict[str, Any]:
        """What happens when the app opens `/login/app#t=TICKET` here."""
        return self._ticket("/login/app", ticket, _HTML)

    def wait_for_app(self) -> str:
        """What the page at `/login/app` gets where it asks on."""
        headers = {"sec-fetch-site": "same-origin", "accept": _HTML}
        answer = self.http.get("/login/app/state", params={"th": self.th}, headers=headers)
        return str(self._told(answer)["result"])

    def is_logged_in(self) -> bool:
        return self.http.get("/home").status_code == 200

    def _stage(self, cid: str, known: str) -> str:
        return str(self.fetch("/login/wait/state", cid=cid, stage=known)["stage"])

    def _ticket(self, path: str, ticket: str, accept: str = "*/*") -> dict[str, Any]:
        assert self.open(path).status_code == 200
        headers = {"sec-fetch-site": "same-origin", "origin": self.url, "accept": accept}
        answer = self.http.post(path, data={"ticket": ticket}, headers=headers)
        return self._told(answer)

    def _told(self, answer: httpx2.Response) -> dict[str, Any]:
        """What the script of a ticket's page reads; the page to go on to counts as "done"."""
        answer.raise_for_status()
        self.led_to = answer.headers.get("content-location", "")
        if self.led_to:
            return {"result": "done"}
        body: dict[str, Any] = answer.json()
        self.th, self.led_to = body.pop("th", self.th), body.pop("to", "")
        return body


def without_once(text: str) -> str:
    """A page without what is new each time that it is made."""
    return re.sub('name="once" value="[^"]+"', "", text)


def is_outcome(where: str) -> bool:
    """Whether an address is of a page that tells what became of a form."""
    return "?form=" in where and not where.startswith("/cookies")
