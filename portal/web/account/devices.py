"""`/devices`, and the page on which a change waits for the PIN."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.devices import lists as names
from portal.domain.devices.lists import Listed, devices_of, find_own
from portal.domain.logins.actions import Kind, RequestedChange, Stage
from portal.domain.logins.challenges import ChallengeEvent, find_challenge, move
from portal.domain.logins.sessions import Session
from portal.domain.logins.starts import TooManyStarts
from portal.platform.asgi import cookie_hash, visitor
from portal.platform.language import german_date, german_time
from portal.web.account.confirmation import Asked, ask, look, wait_for_news
from portal.web.context import WebContext
from portal.web.cookies import CookieName
from portal.web.forms import RENAME_FORM, read_form
from portal.web.limits import TooMany
from portal.web.login.start import LOGIN, log_in_first

DEVICES: Final = "/devices"
CHANGE: Final = "/devices/change/{cid}"


class DeviceRoutes:
    """The user's devices."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(DEVICES, self.devices, methods=["GET"]),
            Route(f"{DEVICES}/remove", self.remove, methods=["POST"]),
            Route(f"{DEVICES}/rename", self.rename, methods=["POST"]),
            Route(f"{DEVICES}/forget", self.forget, methods=["POST"]),
            Route(CHANGE, self.change, methods=["GET"]),
            Route(f"{CHANGE}/state", self.state, methods=["GET"]),
            Route(f"{CHANGE}/cancel", self.cancel, methods=["POST"]),
        ]

    async def devices(self, request: Request) -> Response:
        session = await self._context.session(request.scope)
        if session is None:
            return RedirectResponse(LOGIN, 303)
        kept = self._context.forms.kept(request.scope, RENAME_FORM)
        if kept is None:
            return await self._page(session)
        dev, typed = kept.fields.get("device", ""), kept.fields.get("name", "")
        return await self._page(session, dev, typed[: names.LONGEST], wrong=kept.is_checked)

    async def remove(self, request: Request) -> Response:
        """Ask for the PIN before a device is removed."""
        session = await self._context.session(request.scope)
        if session is None:
            return RedirectResponse(LOGIN, 303)
        dev = (await read_form(request)).get("device", "")
        return await self._ask(request, session, RequestedChange(Kind.REMOVE, dev))

    async def rename(self, request: Request) -> Response:
        """Ask for the PIN before a device gets another name."""
        session = await self._context.session(request.scope)
        if session is None:
            return log_in_first(self._context, request)
        form = await read_form(request)
        dev, typed = form.get("device", ""), form.get("name", "")
        name = names.normalised_name(typed)
        if not names.is_acceptable_name(name):
            return self._context.forms.again(request.scope, RENAME_FORM, form)
        return await self._ask(request, session, RequestedChange(Kind.RENAME, dev, name))

    async def forget(self, request: Request) -> Response:
        """Ask for the PIN before a workplace is removed."""
        session = await self._context.session(request.scope)
        if session is None:
            return RedirectResponse(LOGIN, 303)
        form = await read_form(request)
        dev, inst = form.get("device", ""), form.get("workplace", "")
        device = await self._own(session, dev)
        found = [] if device is None else [one for one in device.workplaces if one.inst == inst]
        if device is None or not found:
            return RedirectResponse(DEVICES, 303)
        name = found[0].name or device.name
        return await self._ask(request, session, RequestedChange(Kind.FORGET, dev, name, inst))

    async def change(self, request: Request) -> Response:
        """The page that waits for the PIN, in whatever stage the change is."""
        asked = await look(self._context, self._session_hash(request), request.path_params["cid"])
        # A change may have ended the very session that asked for it.
        session = await self._context.session(request.scope)
        if asked is None and session is None:
            return RedirectResponse(LOGIN, 303)
        if asked is None:
            raise HTTPException(404)
        if asked.stage is Stage.WAITING:
            return self._context.pages.page("change_wait.html", asked=asked, session=session)
        return self._context.pages.page("change_ended.html", asked=asked, session=session)

    async def state(self, request: Request) -> Response:
        """The long poll of that page: `{"stage", "left"}`, the latter in seconds."""
        session_hash, cid = self._session_hash(request), request.path_params["cid"]
        asked = await wait_for_news(self._context, session_hash, cid)
        stage = Stage.EXPIRED if asked is None else asked.stage
        return JSONResponse({"stage": stage.value, "left": asked.seconds_left if asked else 0})

    async def cancel(self, request: Request) -> Response:
        """The user has thought better of it."""
        asked = await look(self._context, self._session_hash(request), request.path_params["cid"])
        if asked is not None:
            await self._cancel(asked)
        return RedirectResponse(DEVICES, 303)

    async def _page(
        self, session: Session, dev: str = "", typed: str = "", *, wrong: bool = False
    ) -> Response:
        """The list; `typed` is the name that the device `dev` was to get."""
        account = session.account_id
        listed = await self._context.database.read(lambda c: devices_of(c, account))
        return self._context.pages.page(
            "devices.html",
            session=session,
            devices=listed,
            renamed=dev,
            wrong=dev if wrong else "",
            typed=typed,
            when=german_time,
            day=german_date,
            longest=names.LONGEST,
        )

    async def _ask(self, request: Request, session: Session, change: RequestedChange) -> Response:
        device = await self._own(session, change.device_id)
        if device is None:
            # Removed in the meantime: the list shows what there is.
            return RedirectResponse(DEVICES, 303)
        try:
            cid = await ask(self._context, session, device, change, visitor(request.scope))
        except TooManyStarts as error:
            raise TooMany(error.exceeded) from error
        return RedirectResponse(CHANGE.format(cid=cid), 303)

    async def _own(self, session: Session, dev: str) -> Listed | None:
        account = session.account_id
        return await self._context.database.read(lambda c: find_own(c, account, dev))

    async def _cancel(self, asked: Asked) -> None:
        context, now, cid = self._context, self._context.clock.now(), asked.action.cid
        challenge = await context.database.read(lambda c: find_challenge(c, cid))
        if challenge is not None:
            await context.database.write(lambda c: move(c, challenge, ChallengeEvent.CANCEL, now))

    def _session_hash(self, request: Request) -> bytes:
        # The cookie's alone: it is compared with that of the session that asked.
        id_ = self._context.cookies.read(request.scope, CookieName.SESSION)
        return b"" if id_ is None else cookie_hash(id_)
