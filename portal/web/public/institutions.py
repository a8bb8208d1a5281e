"""`/institutions/{ik}`: the name for a number that is being typed (requirement P4)."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.institutions.directory import find_institution, is_ik
from portal.platform.asgi import address, rate_limit_key
from portal.platform.database.database import Database
from portal.platform.rate_limits import RateLimit

_NO_IK: Final = "no-ik"
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True)
class InstitutionRoutes:
    """Public data, but one at a time: nobody is to fetch the whole directory."""

    database: Database
    by_address: RateLimit

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route("/institutions/{ik}", self.institution, methods=["GET"])]

    async def institution(self, request: Request) -> Response:
        """`{"name", "city"}`, or 404 with `{"problem"}`: `no-ik` or `unknown`."""
        if wait := self.by_address.take(rate_limit_key(address(request.scope))):
            return JSONResponse({}, 429, headers={"retry-after": str(wait)})
        ik = request.path_params["ik"]
        if not is_ik(ik):
            return JSONResponse({"problem": _NO_IK}, 404)
        found = await self.database.read(lambda connection: find_institution(connection, ik))
        if found is None:
            return JSONResponse({"problem": _UNKNOWN}, 404)
        return JSONResponse({"name": found.name, "city": found.city})
