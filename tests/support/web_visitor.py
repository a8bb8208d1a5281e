"""A browser reduced to its cookies and headers, where no script has to run."""

from typing import Self

import httpx2

WINDOWS_FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


class WebVisitor:
    """Goes through the portal's login as a browser would."""

    def __init__(self, url: str) -> None:
        headers = {"sec-fetch-site": "same-origin", "user-agent": WINDOWS_FIREFOX}
        self.http = httpx2.Client(base_url=url, headers=headers, timeout=40)

    def begin(self, login: str) -> None:
        """Give a user name; the waiting page is open then."""
        answer = self.http.post("/login", data={"login": login}, headers={"origin": self._origin})
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == "/login/wait"

    def redeem(self, url: str) -> str:
        """Open an address with a ticket, post the ticket as its script does; the result."""
        address, ticket = url.split("#t=")
        page = self.http.get(address, headers={"sec-fetch-site": "none"})
        assert page.status_code == 200, page.text
        answer = self.http.post(address, data={"ticket": ticket}, headers={"origin": self._origin})
        result: str = answer.json()["result"]
        return result

    def waits_for_app(self) -> str:
        """What the page of a login begun in the app hears next."""
        result: str = self.http.get("/login/app/state").json()["result"]
        return result

    def is_logged_in(self) -> bool:
        """Whether the page behind the login opens; the waiting page goes on by itself."""
        self.http.get("/login/wait")
        return self.http.get("/home").status_code == 200

    @property
    def _origin(self) -> str:
        return str(self.http.base_url).rstrip("/")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
