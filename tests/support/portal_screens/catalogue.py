"""All scenes, room by room."""

from typing import Final

from tests.support.portal_screens import device_scenes, error_scenes, first_scenes, login_scenes
from tests.support.portal_screens.studio import Draw

SCENES: Final[list[Draw]] = [
    *login_scenes.SCENES,
    *first_scenes.SCENES,
    *device_scenes.SCENES,
    *error_scenes.SCENES,
]
