"""All routes of a registration but those of the certificate."""

from starlette.routing import BaseRoute

from portal.web.registration.context import RegistrationContext
from portal.web.registration.device import DeviceRoutes
from portal.web.registration.links import LinkRoutes
from portal.web.registration.reset import ResetRoutes
from portal.web.registration.status import StatusRoutes
from portal.web.registration.steps import StepOneRoutes


def registration_routes(room: RegistrationContext) -> list[BaseRoute]:
    return [
        *StepOneRoutes(room).routes,
        *LinkRoutes(room).routes,
        *StatusRoutes(room).routes,
        *DeviceRoutes(room).routes,
        *ResetRoutes(room).routes,
    ]
