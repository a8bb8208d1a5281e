"""`/users`: the users of a provider, and what its LE-Admins change there."""

from typing import Final

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal.domain.logins.actions import RequestedChange
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action, NotPermitted, require
from portal.domain.providers.providers import Provider, find_provider
from portal.domain.users.changes import UserChange, is_fitting, provider_words, requested
from portal.domain.users.invitations import Invitation, open_invitations
from portal.domain.users.members import PAGE_SIZE, Members, find_member, members
from portal.platform.language import german_time
from portal.web.account.access import own_provider, permitted
from portal.web.account.confirmation import ask
from portal.web.context import WebContext
from portal.web.forms import USERS_FORM, read_form

USERS: Final = "/users"
MOST_AT_ONCE: Final = 20
"""Changes in one approval: the app has to show them all."""
_MOST_FIELDS: Final = PAGE_SIZE + 5
_LONGEST_SEARCH: Final = 100
_CHOSEN: Final = "user-"
_NEEDED: Final = {
    UserChange.BLOCK: Action.BLOCK_USER,
    UserChange.UNBLOCK: Action.BLOCK_USER,
    UserChange.DELETE: Action.DELETE_USER,
    UserChange.GRANT: Action.CHANGE_ROLE,
    UserChange.WITHDRAW: Action.CHANGE_ROLE,
}
_KINDS: Final = {kind.removeprefix("user-"): kind for kind in UserChange}


class UserRoutes:
    """The list, and the changes of those who were chosen in it."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        context = self._context
        return [
            Route(USERS, permitted(context, Action.SEE_USERS, self.users), methods=["GET"]),
            Route(
                f"{USERS}/{{kind}}",
                permitted(context, Action.SEE_USERS, self.change),
                methods=["POST"],
            ),
        ]

    async def users(self, request: Request, session: Session) -> Response:
        """A page of the list."""
        query, provider_id = request.query_params, own_provider(session)
        search = " ".join(query.get("search", "").split())[:_LONGEST_SEARCH]
        behind = query.get("behind", "")
        after = (query.get("name", ""), int(behind) if behind.isdecimal() else 0)
        wrong = self._context.forms.kept(request.scope, USERS_FORM) is not None

        now = self._context.clock.now()

        def find(connection: Connection) -> tuple[Members, Provider | None, list[Invitation]]:
            listed = members(connection, provider_id, search=search, after=after)
            invited = open_invitations(connection, provider_id, now)
            return listed, find_provider(connection, provider_id), invited

        listed, provider, invited = await self._context.database.read(find)
        return self._context.pages.page(
            "users/list.html",
            session=session,
            provider=provider,
            listed=listed,
            invitations=invited,
            done=query.get("done", ""),
            now=now,
            search=search,
            is_first=after == ("", 0),
            wrong=wrong,
            most=MOST_AT_ONCE,
            when=german_time,
        )

    async def change(self, request: Request, session: Session) -> Response:
        """Ask for the PIN before those who were chosen are changed."""
        kind = _KINDS.get(request.path_params["kind"])
        if kind is None:
            raise NotPermitted
        require(session, _NEEDED[kind], session.provider_id)
        fields = await read_form(request, most_fields=_MOST_FIELDS)
        changes = await self._wanted(kind, fields, session)
        if not 0 < len(changes) <= MOST_AT_ONCE:
            return self._context.forms.again(request.scope, USERS_FORM, {}, page=USERS)
        return await ask(self._context, request, session, changes)

    async def _wanted(
        self, kind: UserChange, fields: dict[str, str], session: Session
    ) -> list[RequestedChange]:
        """What there is to change of those who were chosen; of foreign ones nothing."""
        chosen = [name.removeprefix(_CHOSEN) for name in fields if name.startswith(_CHOSEN)]
        ids = [int(text) for text in chosen if text.isdecimal() and len(text) < 10]
        provider_id = own_provider(session)

        def find(connection: Connection) -> list[RequestedChange]:
            provider = find_provider(connection, provider_id)
            if provider is None:
                return []
            where = provider_words(connection, provider)
            found = [find_member(connection, provider_id, id_) for id_ in ids]
            return [
                requested(kind, member, where)
                for member in found
                if member is not None and is_fitting(kind, member, session.account_id)
            ]

        return await self._context.database.read(find)
