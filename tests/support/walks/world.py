"""What is around the app on a walk: the portal, and a browser that opens what it is told."""

from pathlib import Path
from typing import Final

from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

LOGIN: Final = "maren.montag@abc.example"
PIN: Final = "482913"
_SCHEME: Final = "x-scheme-handler/http"


class World:
    """One user, cleared, without a device yet."""

    def __init__(self, portal: RunningPortal, folder: Path) -> None:
        self._portal = portal
        self._browser = Browser(portal.url)
        self._opened = folder / "opened"
        self._opened.touch()
        self._program = folder / "browser"
        self._program.write_text(f'#!/bin/sh\necho "$1" >> "{self._opened}"\n')
        self._program.chmod(0o700)
        self._seen = 0
        portal.create_account(LOGIN, "Maren Montag", "Praxis Montag", cleared=True)

    def become_browser(self, data: Path, config: Path) -> None:
        """Be what this desktop opens web addresses with."""
        applications = data / "applications"
        applications.mkdir()
        entry = f"[Desktop Entry]\nType=Application\nName=Browser\nExec={self._program} %u\n"
        (applications / "browser.desktop").write_text(f"{entry}MimeType={_SCHEME}\n")
        (config / "mimeapps.list").write_text(
            f"[Default Applications]\n{_SCHEME}=browser.desktop\n"
        )

    def activation_code(self) -> str:
        return self._portal.issue_code(LOGIN)

    def begin_login(self) -> None:
        """Somebody wants to log in, by a browser on this computer."""
        self._browser.begin(LOGIN)

    def finish_login(self) -> None:
        """The browser that began opens what the app gave it."""
        self._browser.finish(self._ticket())
        assert self._browser.is_logged_in()

    def land(self) -> None:
        """A fresh browser opens what the app gave it, and is logged in."""
        browser = Browser(self._portal.url)
        browser.land(self._ticket())
        assert browser.wait_for_app() == "done", browser.wait_for_app()
        assert browser.is_logged_in()

    def _ticket(self) -> str:
        def fresh() -> list[str]:
            return self._opened.read_text().split()[self._seen :]

        address = until(fresh, 30, "an address for the browser")[0]
        self._seen += 1
        return address.partition("#t=")[2]
