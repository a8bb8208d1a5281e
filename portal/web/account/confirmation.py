"""Asking the user's devices for the PIN before something is changed, the page that waits, and
`/receipts`, the proofs of what was approved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from crypto.app_link import LoginLink
from crypto.protocol import Mode
from portal.domain.audit.log import Event, record_event
from portal.domain.eavis.changes import REMOVAL, EavisChange
from portal.domain.logins import challenges
from portal.domain.logins.actions import (
    Action,
    RequestedChange,
    Stage,
    find_actions,
    shown_text,
    stage_of,
    store,
)
from portal.domain.logins.challenges import Challenge, ChallengeEvent, move
from portal.domain.logins.device_actions import DeviceChange
from portal.domain.logins.sessions import Session
from portal.domain.logins.starts import TooManyStarts, start_action
from portal.domain.providers.permissions import Action as Permission
from portal.domain.providers.permissions import NotPermitted, require
from portal.domain.providers.providers import find_provider
from portal.domain.providers.receipts import Receipt, find_receipt, latest_receipts, read_receipt
from portal.domain.topics import challenge_topic
from portal.domain.users.invitations import INVITE
from portal.platform.asgi import Visitor, cookie_hash, visitor
from portal.platform.language import german_time
from portal.web.access import own_provider, permitted
from portal.web.account.obstacles import reason_now
from portal.web.context import WebContext
from portal.web.cookies import CookieName
from portal.web.limits import TooMany
from portal.web.login.challenge import new_challenge
from portal.web.login.start import LOGIN
from portal.web.pages import json_answer

RECEIPTS: Final = "/receipts"


class ReceiptRoutes:
    """The list, one receipt, and its file."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        context, see = self._context, Permission.SEE_RECEIPTS
        return [
            Route(RECEIPTS, permitted(context, see, self.receipts), methods=["GET"]),
            Route(f"{RECEIPTS}/{{id}}", permitted(context, see, self.receipt), methods=["GET"]),
            Route(f"{RECEIPTS}/{{id}}/file", permitted(context, see, self.file), methods=["GET"]),
        ]

    async def receipts(self, _request: Request, session: Session) -> Response:
        """The last ones."""
        provider = own_provider(session)
        found = await self._context.database.read(lambda c: latest_receipts(c, provider))
        return self._context.pages.page(
            "users/receipts.html", session=session, receipts=found, when=german_time
        )

    async def receipt(self, request: Request, session: Session) -> Response:
        """One, with what its own bytes prove; made to be printed."""
        receipt, id_ = await self._find(request, session), own_provider(session)
        provider = await self._context.database.read(lambda c: find_provider(c, id_))
        return self._context.pages.page(
            "users/receipt.html",
            session=session,
            provider=session.provider if provider is None else provider.name,
            receipt=receipt,
            proven=read_receipt(receipt.file),
            when=german_time,
        )

    async def file(self, request: Request, session: Session) -> Response:
        """What `portal receipts verify` takes."""
        receipt = await self._find(request, session)
        name = f'attachment; filename="beleg-{receipt.id}.json"'
        headers = {"content-disposition": name, "cache-control": "no-store"}
        return Response(receipt.file, media_type="application/json", headers=headers)

    async def _find(self, request: Request, session: Session) -> Receipt:
        id_ = request.path_params["id"]

        def find(connection: Connection) -> Receipt | None:
            return find_receipt(connection, id_)

        receipt = await self._context.database.read(find)
        if receipt is None:
            raise NotPermitted
        require(session, Permission.SEE_RECEIPTS, receipt.provider_id)
        return receipt


CHANGE: Final = "/changes/{cid}"
_PAGES: Final = {kind.value: "/devices" for kind in DeviceChange} | dict.fromkeys(
    (EavisChange.END.value, REMOVAL), "/iks"
)
_OTHERWISE: Final = "/users"
"""Where a kind of change is asked for, and where its page leads back to."""
INVITATIONS: Final = "/users#invitations"
_GONE: Final = "/security?gone=1"
"""What has become of one's changes, also of one that is not to be seen on a page of its own."""


@dataclass(frozen=True)
class Asked:
    """Changes that wait for the PIN, or did."""

    cid: str
    stage: Stage
    actions: list[Action]
    """In the order in which they are shown."""
    seconds_left: int

    @property
    def back(self) -> str:
        """The page on which it was asked for; of an invitation the place where it stands now."""
        return INVITATIONS if self.is_invited else _PAGES.get(self._kind, _OTHERWISE)

    @property
    def is_invited(self) -> bool:
        return self.stage is Stage.DONE and self._kind == INVITE

    @property
    def _kind(self) -> str:
        return self.actions[0].change.kind


async def ask(
    context: WebContext, request: Request, session: Session, changes: Sequence[RequestedChange]
) -> Response:
    """Ask in the app whether `changes` may be carried out, and lead to the page that waits."""
    try:
        cid = await _begun(context, session, changes, visitor(request.scope))
    except TooManyStarts as error:
        raise TooMany(error.exceeded) from error
    return RedirectResponse(CHANGE.format(cid=cid), 303)


async def _begun(
    context: WebContext, session: Session, changes: Sequence[RequestedChange], visitor: Visitor
) -> str:
    """The id under which this session can follow them.

    Raises:
        TooManyStarts
    """
    text = shown_text(changes)
    # One session may ask more than once.
    cid, own = challenges.new_cid(), session.hash
    new = new_challenge(
        context, session.login, visitor, Mode.ACTION, cid=cid, browser=own, action=text
    )
    new = new._replace(account_id=session.account_id)

    def begin(connection: Connection) -> None:
        start_action(connection, new, own, context.limits)
        store(connection, new.cid, session.account_id, session.hash, changes)
        facts = {"cid": new.cid, "change": changes[0].kind, **vars(visitor)}
        account, target = session.account_id, changes[0].device_id
        record_event(
            connection,
            Event.CHANGE_WANTED,
            new.started_at,
            account=account,
            device=target,
            **facts,
        )

    await context.database.write(begin)
    return new.cid


async def look(context: WebContext, session_hash: bytes, cid: str) -> Asked | None:
    """How far a change is; None for everybody but the session that asked."""
    now = context.clock.now()

    def find(connection: Connection) -> tuple[list[Action], Challenge | None]:
        return find_actions(connection, cid), challenges.find_challenge(connection, cid)

    actions, challenge = await context.database.read(find)
    if challenge is None or {one.session_hash for one in actions} != {session_hash}:
        return None
    stage = stage_of(challenge.state_at(now), challenge.reason)
    return Asked(cid, stage, actions, max(challenge.ends_at - now, 0))


async def wait_for_news(
    context: WebContext, scope: Scope, session_hash: bytes, cid: str
) -> Asked | None:
    """The same, once there is something else to show than waiting, or after 25 seconds."""
    return await context.wait_until(
        scope,
        challenge_topic(cid),
        lambda: look(context, session_hash, cid),
        lambda asked: asked is None or asked.stage is not Stage.WAITING,
        ends_in=lambda asked: 0 if asked is None else asked.seconds_left,
    )


class ChangeRoutes:
    """The page on which changes wait for the PIN."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(CHANGE, self.change, methods=["GET"]),
            Route(f"{CHANGE}/state", self.state, methods=["GET"]),
            Route(f"{CHANGE}/cancel", self.cancel, methods=["POST"]),
        ]

    async def change(self, request: Request) -> Response:
        """The page, in whatever stage the changes are."""
        asked = await look(self._context, self._session_hash(request), request.path_params["cid"])
        # A change may have ended the very session that asked for it.
        session = await self._context.session(request.scope)
        if asked is None and session is None:
            return RedirectResponse(LOGIN, 303)
        if asked is None:
            return RedirectResponse(_GONE, 303)
        pages = self._context.pages
        if asked.stage is not Stage.WAITING:
            why = await self._why(asked, session)
            return pages.page("change_ended.html", asked=asked, session=session, why=why)
        link = LoginLink(asked.cid).text
        return pages.page("change_wait.html", asked=asked, session=session, link=link)

    async def _why(self, asked: Asked, session: Session | None) -> list[str]:
        """What keeps changes that were impossible from being possible now."""
        if asked.stage is not Stage.IMPOSSIBLE or session is None:
            return []

        now = self._context.clock.now()

        def find(connection: Connection) -> list[str]:
            found = (reason_now(connection, session, one, now) for one in asked.actions)
            return list(dict.fromkeys(sentence for sentence in found if sentence is not None))

        return await self._context.database.read(find)

    async def state(self, request: Request) -> Response:
        """The long poll of that page: `{"stage", "left"}`, the latter in seconds."""
        session_hash, cid = self._session_hash(request), request.path_params["cid"]
        asked = await wait_for_news(self._context, request.scope, session_hash, cid)
        stage = Stage.EXPIRED if asked is None else asked.stage
        return json_answer({"stage": stage.value, "left": asked.seconds_left if asked else 0})

    async def cancel(self, request: Request) -> Response:
        """The user has thought better of it."""
        asked = await look(self._context, self._session_hash(request), request.path_params["cid"])
        if asked is None:
            return RedirectResponse(_GONE, 303)
        context, now = self._context, self._context.clock.now()
        challenge = await context.database.read(lambda c: challenges.find_challenge(c, asked.cid))
        if challenge is not None:
            await context.database.write(lambda c: move(c, challenge, ChallengeEvent.CANCEL, now))
        return RedirectResponse(asked.back, 303)

    def _session_hash(self, request: Request) -> bytes:
        # The cookie's alone: it is compared with that of the session that asked.
        id_ = self._context.cookies.read(request.scope, CookieName.SESSION)
        return b"" if id_ is None else cookie_hash(id_)
