"""The real browser in a thread of its own, so that the window lives while pages load."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.support.main_job.robot import PATIENCE, live_until

T = TypeVar("T")

CHROMIUM = os.environ.get("AOK_DEMO_BROWSER", "/usr/bin/chromium")


class Browser:
    """Chromium with one profile, as a user's default browser."""

    def __init__(self, pictures: Path | None, owner: str) -> None:
        self._pictures = pictures
        self._owner = owner
        self._taken = 0
        self.tickets: list[str] = []
        """What stood behind the # of addresses that the app opened."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="browser")
        self._playwright: Playwright
        self.context: BrowserContext
        self.do(self._start)

    def do(self, work: Callable[[], T]) -> T:
        """Run `work` where the browser lives, while the window goes on living here.

        Raises:
            TimeoutError: it took too long.
        """
        future: Future[T] = self._thread.submit(work)
        if not live_until(future.done, 2 * PATIENCE):
            raise TimeoutError("the browser did not do it in time")
        return future.result()

    def tab(self) -> Page:
        """A new tab."""
        return self.do(self.context.new_page)

    def open_url(self, url: str) -> bool:
        """What the operating system does with a link from the app: a new tab."""
        self.tickets.append(url.partition("#t=")[2])
        self._thread.submit(self._open, url)
        return True

    def newest_tab(self) -> Page:
        """The tab that was opened last."""
        return self.do(lambda: self.context.pages[-1])

    def picture(self, page: Page, name: str) -> None:
        """Keep what a tab shows now."""
        if self._pictures is not None:
            self._taken += 1
            path = self._pictures / f"{self._owner}-portal-{self._taken:02}-{name}.png"
            self.do(lambda: page.screenshot(path=path, full_page=True))

    def close(self) -> None:
        self.do(self._stop)
        self._thread.shutdown()

    def _open(self, url: str) -> None:
        self.context.new_page().goto(url)

    def _start(self) -> None:
        self._playwright = sync_playwright().start()
        browser = self._playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        self.context = browser.new_context(locale="de-DE", viewport={"width": 1100, "height": 760})
        self.context.set_default_timeout(PATIENCE)

    def _stop(self) -> None:
        self.context.browser.close()  # type: ignore[union-attr]
        self._playwright.stop()
