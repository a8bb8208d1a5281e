"""`/users`: the users of a provider, and what its LE-Admins change there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal.domain.logins.actions import RequestedChange
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action, NotPermitted, require
from portal.domain.providers.providers import Provider, find_provider
from portal.domain.users.changes import UserChange, obstacle, provider_words, requested
from portal.domain.users.invitations import Invitation, open_invitations
from portal.domain.users.members import PAGE_SIZE, Member, Members, find_member, members
from portal.platform.language import german_date, marked, short_time, translated, translated_many
from portal.web.access import own_provider, permitted
from portal.web.account.confirmation import ask
from portal.web.account.obstacles import obstacle_sentence
from portal.web.context import WebContext
from portal.web.forms import USERS_FORM, read_form

USERS: Final = "/users"
MOST_AT_ONCE: Final = 20
"""Changes in one approval: the app has to show them all."""
_MOST_INVITATIONS: Final = 3
"""Above the users; the others are folded."""
_MOST_FIELDS: Final = PAGE_SIZE + 10
_LONGEST_SEARCH: Final = 100
_CHOSEN: Final = "user-"
_NEEDED: Final = {
    UserChange.BLOCK: Action.BLOCK_USER,
    UserChange.UNBLOCK: Action.BLOCK_USER,
    UserChange.DELETE: Action.DELETE_USER,
    UserChange.GRANT: Action.CHANGE_ROLE,
    UserChange.WITHDRAW: Action.CHANGE_ROLE,
    UserChange.RENEW: Action.RENEW_ACCESS,
}
_KINDS: Final = {kind.removeprefix("user-"): kind for kind in UserChange}
_NOBODY: Final = marked("Kreuzen Sie zuerst in der Liste an, wen die Änderung betrifft.")
_TOO_MANY: Final = marked(
    "Sie haben {number} Personen angekreuzt. Auf einmal gehen höchstens {most}: "
    "So viele zeigt die App zum Prüfen an. Nehmen Sie einige Häkchen weg."
)


@dataclass(frozen=True)
class Refused:
    """Why a change was not asked for, and whose ticks stay."""

    sentences: list[str]
    ticked: frozenset[int]
    others: bool = False
    """Whether it is possible for those whose ticks stay."""
    members: tuple[Member, ...] = ()
    """Who was chosen, as read for this answer; without sentences they may be changed."""


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
        """A page of the list; after a refusal the one on which was ticked, with the ticks."""
        kept = self._context.forms.kept(request.scope, USERS_FORM)
        typed: Mapping[str, str] = {} if kept is None else kept.fields
        query = typed or request.query_params
        search = " ".join(query.get("search", "").split())[:_LONGEST_SEARCH]
        after = (query.get("name", ""), next(iter(_numbers(query.get("behind", ""))), 0))
        provider_id, now = own_provider(session), self._context.clock.now()
        is_checked = kept is not None and kept.is_checked

        def find(
            connection: Connection,
        ) -> tuple[Members, Provider | None, list[Invitation], Refused | None]:
            listed = members(connection, provider_id, search=search, after=after)
            invited = open_invitations(connection, provider_id, now)
            refused = _refused(connection, session, query) if is_checked else None
            return listed, find_provider(connection, provider_id), invited, refused

        listed, provider, invited, refused = await self._context.database.read(find)
        return self._context.pages.page(
            "users/list.html",
            session=session,
            provider=provider,
            listed=listed,
            invitations=invited,
            most=_MOST_INVITATIONS,
            done=typed.get("done", ""),
            whom=typed.get("whom", ""),
            gone="gone" in request.query_params,
            now=now,
            search=search,
            after=after,
            is_first=after == ("", 0),
            refused=refused,
            ticked=frozenset() if refused is None else refused.ticked,
            when=short_time,
            date=german_date,
        )

    async def change(self, request: Request, session: Session) -> Response:
        """Ask for the PIN before those who were chosen are changed, or say why not."""
        kind = _KINDS.get(request.path_params["kind"])
        if kind is None:
            raise NotPermitted
        require(session, _NEEDED[kind], session.provider_id)
        fields = await read_form(request, most_fields=_MOST_FIELDS)
        chosen = (name.removeprefix(_CHOSEN) for name in fields if name.startswith(_CHOSEN))
        ids = ",".join(chosen)
        asked = {**fields, "kind": kind.removeprefix("user-"), "ids": ids}
        provider_id = own_provider(session)

        def find(connection: Connection) -> list[RequestedChange]:
            provider = find_provider(connection, provider_id)
            refused = _refused(connection, session, asked)
            if provider is None or refused.sentences:
                return []
            where = provider_words(connection, provider)
            return [requested(kind, one, where) for one in refused.members]

        changes = await self._context.database.read(find)
        if not changes:
            return self._context.forms.again(request.scope, USERS_FORM, asked, page=USERS)
        return await ask(self._context, request, session, changes)


def _chosen(connection: Connection, provider_id: int, ids: str) -> list[Member]:
    """Those of the provider who are ticked; a foreign one is nobody."""
    found = (find_member(connection, provider_id, id_) for id_ in _numbers(ids)[:PAGE_SIZE])
    return [member for member in found if member is not None]


def _numbers(ids: str) -> list[int]:
    return [int(text) for text in ids.split(",") if text.isdecimal() and len(text) < 10]


def _refused(connection: Connection, session: Session, asked: Mapping[str, str]) -> Refused:
    """What keeps the change from being asked for; without sentences nothing does."""
    ids, kind = asked.get("ids", ""), _KINDS.get(asked.get("kind", ""))
    ticked = frozenset(_numbers(ids))
    if kind is None:
        return Refused([], ticked)
    if not ticked:
        return Refused([translated(_NOBODY)], ticked)
    if len(ticked) > MOST_AT_ONCE:
        words = translated(_TOO_MANY)
        return Refused([words.format(number=len(ticked), most=MOST_AT_ONCE)], ticked)
    found = _chosen(connection, own_provider(session), ids)
    sentences = _gone(len(ticked) - len(found))
    if not found:
        return Refused(sentences, frozenset())
    obstacles = {one: obstacle(connection, kind, one, session.account_id) for one in found}
    left = frozenset(one.id for one, problem in obstacles.items() if problem is None)
    told = ((kind, one, problem) for one, problem in obstacles.items() if problem is not None)
    sentences += [obstacle_sentence(*one) for one in told]
    return Refused(sentences, left or ticked, others=bool(left), members=tuple(found))


def _gone(number: int) -> list[str]:
    """A sentence on those who were ticked and are not of the provider, or not any more."""
    if not number:
        return []
    words = translated_many(
        "{number} angekreuzte Person steht nicht in Ihrer Liste. Vielleicht hat ein anderer "
        "LE‑Admin ihren Zugang inzwischen gelöscht.",
        "{number} angekreuzte Personen stehen nicht in Ihrer Liste. Vielleicht hat ein anderer "
        "LE‑Admin ihre Zugänge inzwischen gelöscht.",
        number,
    )
    return [words.format(number=number)]
