"""All routes of a registration but those of the certificate."""

from starlette.routing import BaseRoute

from portal.registration.device_routes import DeviceRoutes
from portal.registration.link_routes import LinkRoutes
from portal.registration.reset_routes import ResetRoutes
from portal.registration.room import RegistrationRoom
from portal.registration.status_routes import StatusRoutes
from portal.registration.step_routes import StepOneRoutes


def registration_routes(room: RegistrationRoom) -> list[BaseRoute]:
    return [
        *StepOneRoutes(room).routes,
        *LinkRoutes(room).routes,
        *StatusRoutes(room).routes,
        *DeviceRoutes(room).routes,
        *ResetRoutes(room).routes,
    ]
