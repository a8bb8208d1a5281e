"""`/users/invite`, and what is done with invitations that are open."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.devices.lists import normalised_name
from portal.domain.logins.actions import RequestedChange
from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action, NotPermitted
from portal.domain.providers.providers import find_provider
from portal.domain.registration.personal_data import Errors, invitation_faults, read_email
from portal.domain.users.changes import person_words, provider_words
from portal.domain.users.invitations import (
    Invitation,
    invitation,
    open_invitations,
    send_again,
    withdraw_invitation,
)
from portal.platform.asgi import address
from portal.web.access import own_provider, permitted
from portal.web.account.confirmation import ask
from portal.web.account.obstacles import invitation_fault
from portal.web.account.users import USERS
from portal.web.context import WebContext
from portal.web.form_states import Kept
from portal.web.forms import INVITE_FORM, USERS_FORM, read_form
from portal.web.limits import TooMany

INVITE: Final = INVITE_FORM.page
_ONE: Final = f"{USERS}/invitations/{{id}}"
_GONE: Final = f"{USERS}?gone=1"
"""The list says that an invitation is not open (any more)."""


class InvitationRoutes:
    """Invite somebody, write again, think better of it."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        context, may = self._context, Action.INVITE_USER
        return [
            Route(INVITE, permitted(context, may, self.form), methods=["GET"]),
            Route(INVITE, permitted(context, may, self.invite), methods=["POST"]),
            Route(f"{_ONE}/resend", permitted(context, may, self.resend), methods=["POST"]),
            Route(f"{_ONE}/withdraw", permitted(context, may, self.withdraw), methods=["POST"]),
        ]

    async def form(self, request: Request, session: Session) -> Response:
        kept = self._context.forms.kept(request.scope, INVITE_FORM)
        typed = {} if kept is None else kept.fields
        is_checked = kept is not None and kept.is_checked
        errors = await self._faults(session, typed) if is_checked else {}
        return self._context.pages.page(
            "users/invite.html",
            session=session,
            typed={name: typed.get(name, "") for name in INVITE_FORM.fields},
            errors=errors,
            fault={name: errors.get(name, "") for name in INVITE_FORM.fields},
        )

    async def invite(self, request: Request, session: Session) -> Response:
        """Ask for the PIN before the e-mail is written."""
        typed = await read_form(request)
        if await self._faults(session, typed):
            return self._context.forms.again(request.scope, INVITE_FORM, typed)
        login = str(read_email(typed["email"]))
        if exceeded := await self._context.limits.take_email(address(request.scope), login):
            raise TooMany(exceeded)
        first, last = normalised_name(typed["first_name"]), normalised_name(typed["last_name"])
        provider_id = own_provider(session)

        def make(connection: Connection) -> RequestedChange:
            provider = find_provider(connection, provider_id)
            if provider is None:
                raise NotPermitted
            return invitation(first, last, login, provider_words(connection, provider))

        change = await self._context.database.read(make)
        return await ask(self._context, request, session, [change])

    async def _faults(self, session: Session, typed: Mapping[str, str]) -> Errors:
        """What is wrong with the form, also that the own list has the address already."""
        errors = invitation_faults(typed)
        if "email" in errors:
            return errors
        provider, login = own_provider(session), str(read_email(typed["email"]))
        fault = await self._context.database.read(lambda c: invitation_fault(c, provider, login))
        return errors if fault is None else errors | {"email": fault}

    async def resend(self, request: Request, session: Session) -> Response:
        """The same e-mail once more; a foreign invitation is none."""
        context, now, id_ = self._context, self._context.clock.now(), request.path_params["id"]
        provider, by = own_provider(session), session.name
        found = await self._find(request, session)
        if found is None:
            return RedirectResponse(_GONE, 303)
        if exceeded := await context.limits.take_email(address(request.scope), found.login):
            raise TooMany(exceeded)
        done = await context.database.write(lambda c: send_again(c, provider, id_, by, now))
        return self._told(request, session, "sent", found) if done else RedirectResponse(_GONE, 303)

    async def withdraw(self, request: Request, session: Session) -> Response:
        """Its link leads nowhere from now on; a foreign invitation is none."""
        now, id_ = self._context.clock.now(), request.path_params["id"]
        provider, found = own_provider(session), await self._find(request, session)
        if found is None:
            return RedirectResponse(_GONE, 303)
        done = await self._context.database.write(
            lambda c: withdraw_invitation(c, provider, id_, now)
        )
        if not done:
            return RedirectResponse(_GONE, 303)
        return self._told(request, session, "withdrawn", found)

    async def _find(self, request: Request, session: Session) -> Invitation | None:
        now, id_ = self._context.clock.now(), request.path_params["id"]
        provider = own_provider(session)
        there = await self._context.database.read(lambda c: open_invitations(c, provider, now))
        return next((one for one in there if one.id == id_), None)

    def _told(self, request: Request, session: Session, done: str, whose: Invitation) -> Response:
        """Back to the list, which says what was done, and to whom."""
        whom = person_words(whose.name, whose.login)
        kept = Kept({"done": done, "whom": whom}, USERS_FORM.action, account=session.account_id)
        return self._context.forms.shown_on(request.scope, USERS, kept)
