"""`/desk`: what waits for a clerk; the texts of the clerk area."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal.domain.clearance.access import Clerk
from portal.domain.clearance.cases import Sheet, find_sheet
from portal.domain.clearance.lists import Listing, Tab, Wanted, listing
from portal.domain.institutions.regions import Region, all_regions
from portal.domain.registration.registrations import Kind
from portal.platform.language import catalogue, german_date, marked, translated, translated_many
from portal.web.access import for_clerks
from portal.web.context import WebContext
from portal.web.forms import ASK_FORM, REFUSE_FORM
from portal.web.login.start import DESK

_ = translated

_ZONE: Final = ZoneInfo("Europe/Berlin")
_NO_STAMP: Final = marked(
    "Auf der Arbeitgeberbescheinigung fehlt der Stempel Ihrer Einrichtung. "
    "Wenn es keinen gibt, genügen Name und Anschrift."
)


def age(at: int, now: int) -> str:
    """As in "seit 3 Tagen", by days of the calendar."""
    dates = [datetime.fromtimestamp(seconds, _ZONE).date() for seconds in (at, now)]
    days = (dates[1] - dates[0]).days
    if days <= 0:
        return _("seit heute")
    if days == 1:
        return _("seit gestern")
    return translated_many("seit %(num)d Tag", "seit %(num)d Tagen", days) % {"num": days}


def reasons(language: str) -> dict[str, tuple[str, str]]:
    """Ready-made questions: what the clerk reads, and the sentence in the user's language."""
    say = catalogue(language).gettext
    return {
        "signature": (
            _("Unterschrift fehlt"),
            say(marked("Auf der Arbeitgeberbescheinigung fehlt die Unterschrift.")),
        ),
        "stamp": (
            _("Stempel oder Anschrift fehlt"),
            say(_NO_STAMP),
        ),
        "ik": (
            _("IK‑Nummer passt nicht"),
            say(
                marked(
                    "Die IK‑Nummer auf der Arbeitgeberbescheinigung stimmt nicht mit der "
                    "Ihrer Registrierung überein."
                )
            ),
        ),
        "unreadable": (
            _("Nicht lesbar"),
            say(
                marked(
                    "Die Arbeitgeberbescheinigung ist nicht lesbar. Bitte laden Sie einen "
                    "besseren Scan oder ein schärferes Foto hoch."
                )
            ),
        ),
        "incomplete": (
            _("Seite fehlt"),
            say(
                marked(
                    "Es fehlt eine Seite der Arbeitgeberbescheinigung. Bitte laden Sie "
                    "beide Seiten hoch."
                )
            ),
        ),
    }


SHORTEST: Final = 10
LONGEST: Final = 1000


def normalised(text: str) -> str:
    """With line breaks of one kind, and nothing that cannot be seen."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(filter(str.isprintable, line.replace("\t", " "))) for line in lines)
    return "\n".join(line.rstrip() for line in kept).strip()


def fault(reason: str) -> str | None:
    """One sentence on what is wrong with a normalised reason; None if nothing is."""
    if not reason:
        return _("Bitte schreiben Sie, worum es geht. Die Person liest diesen Text.")
    if len(reason) < SHORTEST:
        return _("Der Text ist zu kurz. Bitte schreiben Sie mindestens 10 Zeichen.")
    if len(reason) > LONGEST:
        return _("Der Text ist zu lang. Bitte kürzen Sie ihn auf höchstens 1.000 Zeichen.")
    return None


AGES: Final = (3, 7, 14)
WITH_REASON: Final = (ASK_FORM, REFUSE_FORM)
GONE: Final = "gone"
"""The parameter of a page of the desk with which it says that what was asked for is not there."""
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
        kept = self._context.forms.kept(request.scope, *WITH_REASON)

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
            gone=GONE in request.query_params or kept is not None,
            typed="" if kept is None else normalised(kept.fields.get("reason", "")),
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
