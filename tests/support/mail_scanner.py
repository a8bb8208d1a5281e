"""A program that looks for viruses: follows every link of a mail, runs its page's script, and
presses every button of every page that it comes to. It types nothing.

    scanner = MailScanner(portal.url)
    scanner.read(link)
    assert "/registration/reset" in scanner.pressed
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx2

from tests.support.portal_browser import Browser

_MOST_REQUESTS = 400


@dataclass
class Form:
    """What a button sends."""

    address: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """Links and forms of a page; boxes are ticked, all else is as it came."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag in ("input", "button") and "name" in given and self.forms:
            self.forms[-1].fields[given["name"]] = given.get("value", "")


class MailScanner:
    """One scanner with a browser of its own, which has accepted the cookies."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._browser = Browser(url)
        self._seen: set[str] = set()
        self._opened: list[Form] = []
        self.pressed: set[str] = set()
        """Paths to which a form was posted."""

    def read(self, *links: str) -> None:
        """Go as far as links and buttons lead."""
        for link in links:
            address, secret = urldefrag(link)
            self._get(address)
            if secret.startswith("t="):
                fields = {"link": secret.removeprefix("t=")}
                self._opened.append(Form(self._own(f"{address}/open"), "post", fields))
                self._post(self._opened[-1])

    def _get(self, address: str) -> None:
        path = self._own(address)
        if path and self._is_new(path):
            self._begin_anew()
            self._go_on(path, self._browser.open(path, "same-origin"))

    def _post(self, form: Form) -> None:
        path = self._own(form.address)
        if path and self._is_new(f"{path} {sorted(form.fields.items())}"):
            self.pressed.add(urlsplit(path).path)
            self._begin_anew()
            self._go_on(path, self._browser.post(path, **form.fields))

    def _begin_anew(self) -> None:
        """An earlier button may have closed what the mail's links open."""
        for link in self._opened:
            self._browser.post(link.address, **link.fields)

    def _go_on(self, here: str, answer: httpx2.Response) -> None:
        if "location" in answer.headers:
            self._get(urljoin(here, answer.headers["location"]))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return
        page = Page(answer.text)
        for form in page.forms:
            form.address = urljoin(here, form.address)
            if form.method == "post":
                self._post(form)
        for link in page.links:
            # A change of language goes to what was seen, by the Referer that this browser lacks.
            if not link.startswith("/language/"):
                self._get(urljoin(here, link))

    def _own(self, address: str) -> str:
        """The path within the portal; empty elsewhere."""
        whole = urljoin(f"{self._url}/", urldefrag(address)[0])
        return whole.removeprefix(self._url) if whole.startswith(f"{self._url}/") else ""

    def _is_new(self, request: str) -> bool:
        # What is new each time that a page is made leads nowhere new.
        request = re.sub(r"\?form=[\w-]+|'once', '[^']*'", "", request)
        new = request not in self._seen
        self._seen.add(request)
        assert len(self._seen) < _MOST_REQUESTS, "the scanner finds no end"
        return new
