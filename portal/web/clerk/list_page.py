"""`/desk`: what waits for a clerk."""

import re
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal.domain.clearance.cases import Sheet, find_sheet
from portal.domain.clearance.clerk import Clerk
from portal.domain.clearance.lists import Listing, Tab, Wanted, listing
from portal.domain.institutions.regions import Region, all_regions
from portal.domain.registration.registrations import Kind
from portal.platform.language import german_date
from portal.web.clerk.access import for_clerks
from portal.web.clerk.texts import age
from portal.web.context import WebContext
from portal.web.login.start import DESK

AGES: Final = (3, 7, 14)
_LONGEST_SEARCH: Final = 100
_PAGE: Final = re.compile(r"[0-9]{1,6}")


class ListRoutes:
    """The lists of the desk."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route(DESK, for_clerks(self._context, self.desk), methods=["GET"])]

    async def desk(self, request: Request, clerk: Clerk) -> Response:
        """One page of a list, as the address says."""
        wanted, now = read_wanted(request.query_params), self._context.clock.now()
        done_id = request.query_params.get("done", "")

        def find(connection: Connection) -> tuple[Listing, list[Region], Sheet | None]:
            found = listing(connection, clerk, wanted, now)
            done = find_sheet(connection, clerk, done_id) if done_id else None
            return found, all_regions(connection), done

        found, regions, done = await self._context.database.read(find)
        return self._context.pages.page(
            "desk/list.html",
            session=clerk.session,
            wanted=wanted,
            listing=found,
            regions=[] if clerk.region else regions,
            clerk=clerk,
            done=done,
            ages=AGES,
            tabs=tuple(Tab),
            address=lambda **changes: address(replace(wanted, page=1), **changes),
            age=lambda at: age(at, now),
            day=german_date,
        )


def read_wanted(query: QueryParams) -> Wanted:
    """What an address asks for; nonsense in it counts as nothing."""
    page, days = query.get("page", ""), query.get("days", "")
    kind, tab = query.get("kind", ""), query.get("tab", "")
    return Wanted(
        tab=Tab(tab) if tab in tuple(Tab) else Tab.WAITING,
        kind=kind if kind in tuple(Kind) else "",
        region=query.get("region", ""),
        days=int(days) if days in map(str, AGES) else 0,
        search=" ".join(query.get("search", "").split())[:_LONGEST_SEARCH],
        page=max(int(page), 1) if _PAGE.fullmatch(page) else 1,
    )


def address(wanted: Wanted, **changes: object) -> str:
    """The address of a list; what is as usual is left out."""
    values = vars(wanted) | changes
    usual = vars(Wanted())
    query = {name: str(value) for name, value in values.items() if value != usual[name]}
    return f"{DESK}?{urlencode(query)}" if query else DESK
