"""Pictures of what users see of new versions."""

from dataclasses import replace

from authenticator.failures import Failure, Problem
from authenticator.flows.watching import Halted
from tests.support.screens.catalogue import Scene, scene

CONTACT = "IT-Service Klinikum Sonnenhof, Telefon 4711 (7 bis 17 Uhr), it@sonnenhof.example"
DEMAND = Problem(Failure.UPGRADE_REQUIRED, details="1.2.0")


def demanded(on: Scene, contact: str = "") -> None:
    """The portal says that it serves this version no longer."""
    on.services.config = replace(on.services.config, it_contact=contact)
    on.one_account(Halted(DEMAND))


@scene("update-needed")
def update_needed(on: Scene) -> None:
    demanded(on)


@scene("update-needed-contact")
def update_needed_contact(on: Scene) -> None:
    demanded(on, CONTACT)


@scene("home-new-version")
def home_new_version(on: Scene) -> None:
    on.one_account()
    on.navigator.presenters.new_version._take("1.2.0")


@scene("home-new-version-contact")
def home_new_version_contact(on: Scene) -> None:
    on.services.config = replace(on.services.config, it_contact=CONTACT)
    home_new_version(on)


@scene("home-version-too-old")
def home_too_old(on: Scene) -> None:
    demanded(on)
    on.press("update.back")
