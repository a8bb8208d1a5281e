"""All scenes, feature by feature."""

from typing import Final

from tests.support.portal_screens import (
    advice_scenes,
    certificate_scenes,
    clerk_scenes,
    component_scenes,
    device_scenes,
    email_scenes,
    error_scenes,
    first_scenes,
    info_scenes,
    login_scenes,
    registration_scenes,
    user_scenes,
)
from tests.support.portal_screens.studio import Draw

SCENES: Final[list[Draw]] = [
    *login_scenes.SCENES,
    *first_scenes.SCENES,
    *info_scenes.SCENES,
    *device_scenes.SCENES,
    *user_scenes.SCENES,
    *advice_scenes.SCENES,
    *certificate_scenes.SCENES,
    *clerk_scenes.SCENES,
    *error_scenes.SCENES,
    *registration_scenes.SCENES,
    *email_scenes.SCENES,
    *component_scenes.SCENES,
]
