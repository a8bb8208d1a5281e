"""`/devices`: the user's own devices."""

from collections.abc import Callable
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.devices import lists as names
from portal.domain.devices.lists import Listed, devices_of, find_own
from portal.domain.logins.actions import RequestedChange
from portal.domain.logins.device_actions import forgetting, removal, renaming
from portal.domain.logins.sessions import Session
from portal.platform.language import german_date, german_time
from portal.web.access import logged_in
from portal.web.account.confirmation import ask
from portal.web.context import WebContext
from portal.web.forms import RENAME_FORM, read_form

DEVICES: Final = "/devices"
_GONE: Final = f"{DEVICES}?gone=1"
"""What was to be changed is removed: the list says so."""


class DeviceRoutes:
    """The user's devices."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        context = self._context
        return [
            Route(DEVICES, logged_in(context, self.devices), methods=["GET"]),
            Route(f"{DEVICES}/remove", logged_in(context, self.remove), methods=["POST"]),
            Route(f"{DEVICES}/rename", logged_in(context, self.rename), methods=["POST"]),
            Route(f"{DEVICES}/forget", logged_in(context, self.forget), methods=["POST"]),
        ]

    async def devices(self, request: Request, session: Session) -> Response:
        kept = self._context.forms.kept(request.scope, RENAME_FORM)
        if kept is None:
            return await self._page(session, gone="gone" in request.query_params)
        dev, typed = kept.fields.get("device", ""), kept.fields.get("name", "")
        return await self._page(session, dev, typed[: names.LONGEST], wrong=kept.is_checked)

    async def remove(self, request: Request, session: Session) -> Response:
        """Ask for the PIN before a device is removed."""
        dev = (await read_form(request)).get("device", "")
        return await self._ask(request, session, dev, removal)

    async def rename(self, request: Request, session: Session) -> Response:
        """Ask for the PIN before a device gets another name."""
        form = await read_form(request)
        dev, typed = form.get("device", ""), form.get("name", "")
        name = names.normalised_name(typed)
        if not names.is_acceptable_name(name):
            return self._context.forms.again(request.scope, RENAME_FORM, form)
        rename = partial(renaming, new=name)
        return await self._ask(request, session, dev, rename)

    async def forget(self, request: Request, session: Session) -> Response:
        """Ask for the PIN before a workplace is removed."""
        form = await read_form(request)
        dev, inst = form.get("device", ""), form.get("workplace", "")
        device = await self._own(session, dev)
        found = [] if device is None else [one for one in device.workplaces if one.inst == inst]
        if device is None or not found:
            return RedirectResponse(_GONE, 303)
        called = found[0].name or device.name
        forget = partial(forgetting, inst=inst, workplace=called)
        return await self._ask(request, session, dev, forget)

    async def _page(
        self,
        session: Session,
        dev: str = "",
        typed: str = "",
        *,
        wrong: bool = False,
        gone: bool = False,
    ) -> Response:
        """The list; `typed` is the name that the device `dev` was to get."""
        account = session.account_id
        listed = await self._context.database.read(lambda c: devices_of(c, account))
        return self._context.pages.page(
            "devices.html",
            session=session,
            devices=listed,
            renamed=dev,
            gone=gone,
            wrong=dev if wrong else "",
            typed=typed,
            when=german_time,
            day=german_date,
            longest=names.LONGEST,
        )

    async def _ask(
        self,
        request: Request,
        session: Session,
        dev: str,
        change: Callable[[str, str], RequestedChange],
    ) -> Response:
        device = await self._own(session, dev)
        if device is None:
            return RedirectResponse(_GONE, 303)
        return await ask(self._context, request, session, [change(dev, device.name)])

    async def _own(self, session: Session, dev: str) -> Listed | None:
        account = session.account_id
        return await self._context.database.read(lambda c: find_own(c, account, dev))
