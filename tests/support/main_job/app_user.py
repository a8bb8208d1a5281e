"""Somebody who uses the app on one computer."""

from collections.abc import Callable
from pathlib import Path

from authenticator.policy.loading import load_config
from authenticator.services.composition import Services, build_services
from tests.support.main_job.robot import Robot
from ui.app import build_main_window


class AppUser:
    """What a person does with the app alone."""

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
        self.login, self.pin, self.portal = login, pin, portal
        self.secrets = [pin]
        config = load_config(portal, folder / name, default_portal=portal)
        self.services: Services = build_services(config)
        window = build_main_window(self.services, open_url=open_url)
        window.show()
        self.robot = Robot(window, pictures, name)
        self.robot.wait_for("main")

    def close(self) -> None:
        """Leave nothing behind in the keyring."""
        for binding in self.services._store.bindings():
            self.services._store.remove(binding)

    def accept_terms(self) -> None:
        """Step 1 of the activation."""
        robot = self.robot
        robot.wait_for("activation.terms")
        robot.picture("terms")
        robot.click("activation.terms.read")
        robot.click("activation.terms.accept")
        robot.wait_for("activation.code.login")

    def enter_code(self, code: str) -> None:
        """Step 2."""
        robot = self.robot
        self.secrets += [code, code.replace(" ", "")]
        robot.type("activation.code.login", self.login)
        robot.type("activation.code.code", code)
        robot.picture("user-name-and-code")
        robot.click("activation.code.next")
        robot.wait_for("activation.pin.first")

    def choose_pin(self) -> None:
        """Step 3, to the home screen."""
        robot = self.robot
        robot.type("activation.pin.first", self.pin)
        robot.type("activation.pin.second", self.pin)
        robot.picture("pin")
        robot.click("activation.pin.activate")
        robot.wait_for("activation.done")
        robot.picture("activated")
        robot.click("activation.done.close")
        robot.wait_for_like(r"home\..*\.(login|activate)", enabled=False)
        robot.picture("home")

    def approve(self, pin: str | None = None) -> None:
        """Enter the PIN for the open request."""
        robot = self.robot
        robot.wait_for("approval.request")
        robot.picture("request")
        robot.type("approval.request.pin", pin or self.pin)
        robot.click("approval.request.approve")
        if pin is None:
            robot.wait_for("approval.outcome")
            robot.picture("approved")
            robot.click("approval.outcome.close")
