"""Somebody who uses the app on one computer."""

from collections.abc import Callable
from pathlib import Path

from authenticator.policy.loading import load_config
from authenticator.services.composition import Services, build_services
from tests.support.main_job.robot import Robot
from tests.support.main_job.window_user import WindowUser
from ui.app import build_main_window


class AppUser(WindowUser):
    """A person with an app in this process, which has a profile of its own."""

    def __init__(
        self,
        name: str,
        login: str,
        pin: str,
        portal: str,
        folder: Path,
        pictures: Path | None,
        open_url: Callable[[str], bool],
    ) -> None:
        self.portal = portal
        config = load_config(portal, folder / name, default_portal=portal)
        self.services: Services = build_services(config)

        def open_or_tell(url: str, unopened: Callable[[], None]) -> None:
            if not open_url(url):
                unopened()

        window = build_main_window(self.services, open_url=open_or_tell)
        window.show()
        super().__init__(Robot(window, pictures, name), login, pin)
        self.robot.wait_for("main")

    def close(self) -> None:
        """Leave nothing behind in the keyring."""
        for binding in self.services._store.bindings():
            self.services._store.remove(binding)
