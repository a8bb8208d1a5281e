"""`/institutions/{ik}`: the name for a number that is being typed (requirement P4)."""

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.institutions.directory import find_institution, is_ik
from portal.platform.asgi import client_key
from portal.web.context import WebContext

_NO_IK: Final = "no-ik"
_UNKNOWN: Final = "unknown"


class InstitutionRoutes:
    """Public data, but one at a time: nobody is to fetch the whole directory."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route("/institutions/{ik}", self.institution, methods=["GET"])]

    async def institution(self, request: Request) -> Response:
        """`{"name", "city"}`, or 404 with `{"problem"}`: `no-ik` or `unknown`."""
        if wait := self._context.limits.institutions_by_address.take(client_key(request.scope)):
            return JSONResponse({}, 429, headers={"retry-after": str(wait)})
        ik = request.path_params["ik"]
        if not is_ik(ik):
            return JSONResponse({"problem": _NO_IK}, 404)
        found = await self._context.database.read(
            lambda connection: find_institution(connection, ik)
        )
        if found is None:
            return JSONResponse({"problem": _UNKNOWN}, 404)
        return JSONResponse({"name": found.name, "city": found.city})
