"""Small forms, as browsers send them, and how each comes back when something was wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final
from urllib.parse import parse_qs, unquote_plus, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import compile_path
from starlette.types import Scope

from crypto.protocol import RESET_PATH
from portal.domain.registration.personal_data import FIELDS
from portal.platform.asgi import address, cookie_hash, header, new_cookie, read_body
from portal.platform.limits import Exceeded, RateLimits
from portal.web.cookies import Cookies
from portal.web.form_states import FORM, FormStates, Kept, with_form

_MOST_BYTES: Final = 4096
_MOST_FIELDS: Final = 10
_MOST_KEPT: Final = 32
POSTED: Final = "portal.posted"
"""Where the scope of a request has the body of a small form, read once for all."""


async def read_form(
    request: Request, most_bytes: int = _MOST_BYTES, most_fields: int = _MOST_FIELDS
) -> dict[str, str]:
    """The fields of a posted form, at most 10 in 4 KiB by default; of a repeated one the last.

    Raises:
        HTTPException: 413 when it is longer.
    """
    body = request.scope.get(POSTED) or await read_body(request.receive, most_bytes)
    if body is None or len(body) > most_bytes:
        raise HTTPException(413)
    return _fields(body, most_fields)


def read_query(scope: Scope) -> dict[str, str]:
    """The fields of an address, at most 10; of a repeated one the last."""
    return _fields(scope["query_string"], _MOST_FIELDS)


def _fields(data: bytes, most: int) -> dict[str, str]:
    """What `parse_qsl` finds, in a third of the time."""
    pairs = data.split(b"&")
    if len(pairs) > most or not data.isascii():
        return {}
    found = {}
    for pair in pairs:
        name, _, value = pair.decode().partition("=")
        if value:
            found[_decoded(name)] = _decoded(value)
    return found


def _decoded(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


@dataclass(frozen=True)
class Form:
    """A form with something to type."""

    page: str
    """The path of the page that it is on, as its route says it."""
    action: str
    """Where it is posted, as the route says it."""
    fields: tuple[str, ...]
    """What is kept of it when it comes back; never a secret."""
    is_inside: bool = False
    """Whether its page is for one account only."""

    def page_of(self, path: str) -> str:
        """The page of a form that was posted to `path`."""
        found = _pattern(self.action).match(path)
        return self.page if found is None else self.page.format(**found.groupdict())


@cache
def _pattern(route: str) -> re.Pattern[str]:
    return compile_path(route)[0]


CHECKS: Final = ("signature", "stamp", "ik", "function")
"""What has to be read on a certificate before somebody is let in. Ticks are stored nowhere."""

_DESK: Final = ("shown", "overtaken")
LOGIN_FORM: Final = Form("/login", "/login", ("login",))
RESET_FORM: Final = Form(RESET_PATH, RESET_PATH, ("login",))
STEP_ONE_FORM: Final = Form("/registration/new", "/registration/new", (*FIELDS, "look"))
ADDRESS_FORM: Final = Form("/registration/sent", "/registration/address", ("email",))
REPLACE_FORM: Final = Form("/registration/device", "/registration/device/replace", ("login",))
BARRIER_FORM: Final = Form("/barrier", "/barrier", ("page", "text", "reply_to"))
RENAME_FORM: Final = Form("/devices", "/devices/rename", ("device", "name"), is_inside=True)
EAVIS_FORM: Final = Form("/iks", "/iks/eavis/request", ("ik", "day"), is_inside=True)
_IK_FIELDS: Final = ("ik", "institution", "postal_code")
IK_FORM: Final = Form("/iks/new", "/iks/new", (*_IK_FIELDS, "look", "asked"), is_inside=True)
EAVIS_END_FORM: Final = Form("/iks", "/iks/eavis/end", ("ik", "day"), is_inside=True)
CLEAR_FORM: Final = Form("/desk/{id}", "/desk/{id}/clear", (*CHECKS, *_DESK), is_inside=True)
ASK_FORM: Final = Form("/desk/{id}", "/desk/{id}/ask", ("reason", *_DESK), is_inside=True)
REFUSE_FORM: Final = Form("/desk/{id}", "/desk/{id}/refuse", ("reason", *_DESK), is_inside=True)
INVITE_FORM: Final = Form(
    "/users/invite", "/users/invite", ("first_name", "last_name", "email"), is_inside=True
)
USERS_FORM: Final = Form(
    "/users", "/users/{kind}", ("kind", "ids", "search", "name", "behind"), is_inside=True
)
FORMS: Final = (
    LOGIN_FORM,
    RESET_FORM,
    STEP_ONE_FORM,
    ADDRESS_FORM,
    REPLACE_FORM,
    BARRIER_FORM,
    RENAME_FORM,
    EAVIS_FORM,
    EAVIS_END_FORM,
    IK_FORM,
    CLEAR_FORM,
    ASK_FORM,
    REFUSE_FORM,
    INVITE_FORM,
    USERS_FORM,
)
"""All that is kept of what people type."""


def posted_form(path: str) -> Form | None:
    """The form that is posted to a path."""
    return next((form for form in FORMS if _pattern(form.action).match(path)), None)


def is_form_page(path: str) -> bool:
    """Whether a page shows typed forms again."""
    return any(_pattern(form.page).match(path) for form in FORMS)


@dataclass(frozen=True)
class FormKeeper:
    """Keeps forms for the browsers that posted them."""

    states: FormStates
    cookies: Cookies
    limits: RateLimits

    def again(
        self,
        scope: Scope,
        form: Form,
        fields: Mapping[str, str],
        exceeded: Exceeded | None = None,
        *,
        page: str = "",
        checked: bool = True,
    ) -> Response:
        """The answer to a form that is to be shown again with all that was in it.

        Args:
            scope: of the POST.
            form: what was posted.
            fields: its fields; those that are a secret are left out.
            exceeded: what was too often, where that is the reason.
            page: where, if it is not the page that the form was on.
            checked: whether the page is to name what is wrong.
        """
        kept = replace(self._kept(scope, form, fields), is_checked=checked, exceeded=exceeded)
        return self.shown_on(scope, page or form.page_of(scope["path"]), kept)

    def shown_on(self, scope: Scope, page: str, kept: Kept) -> Response:
        """The answer to a POST whose outcome a page tells."""
        browser, cookie = self.browser(scope), None
        if browser is None:
            cookie = new_cookie()
            browser = cookie_hash(cookie)
        network = self.limits.subscriber(address(scope))
        response = RedirectResponse(with_form(page, self.states.keep(browser, network, kept)), 303)
        if cookie is not None:
            self.cookies.set_pending(response, cookie)
        return response

    def kept(self, scope: Scope, *forms: Form) -> Kept | None:
        """What the address of a page names, if it is of one of these forms."""
        browser = self.browser(scope)
        found = self.states.find(browser, _id_in(scope["query_string"].decode("ascii", "replace")))
        if found is None or found.account not in (None, self.states.account_of(browser)):
            return None
        return found if found.action in {form.action for form in forms} else None

    def is_lost(self, scope: Scope) -> bool:
        """Whether the address of a page names what is not kept (any more) for this browser."""
        id_ = _id_in(scope["query_string"].decode("ascii", "replace"))
        return bool(id_) and self.states.find(self.browser(scope), id_) is None

    def accepts_cookies(self, scope: Scope) -> bool:
        """Whether the browser has sent the cookie by which it is known."""
        return self.browser(scope) is not None

    def in_language(self, scope: Scope, form: Form, path: str) -> Response:
        """The page of a form of `path`, with what was typed, for its button of a language."""
        before = self.states.find(
            self.browser(scope), _id_in(urlsplit(header(scope, b"referer")).query)
        )
        kept = self._kept(scope, form, self._posted(scope))
        if before is not None:
            kept = replace(kept, is_checked=before.is_checked, exceeded=before.exceeded)
        return self.shown_on(scope, form.page_of(path), kept)

    def before_cookies(self, scope: Scope, to_cookies: Callable[[str], Response]) -> Response:
        """The answer to a form of a browser that has accepted no cookies: first that, then the
        form's page with all that was in it.
        """
        form = posted_form(scope["path"])
        if form is None:
            return to_cookies("")
        kept = self._kept(scope, form, self._posted(scope))
        shown = self.shown_on(scope, form.page_of(scope["path"]), kept)
        response = to_cookies(shown.headers["location"])
        for cookie in shown.headers.getlist("set-cookie"):
            response.headers.append("set-cookie", cookie)
        return response

    def typed(self, scope: Scope, *, resume: bool = False) -> str:
        """The address of a posted form's page, filled as it was; "" where there is none to fill.

        Args:
            scope: of the POST, which cannot be carried out now.
            resume: whether the next login of the account leads there by itself.
        """
        form, browser = posted_form(scope["path"]), self.browser(scope)
        if form is None or browser is None or POSTED not in scope:
            return ""
        page = form.page_of(scope["path"])
        kept = self._kept(scope, form, self._posted(scope))
        kept = replace(kept, resume=page if resume else "")
        network = self.limits.subscriber(address(scope))
        return with_form(page, self.states.keep(browser, network, kept))

    def _kept(self, scope: Scope, form: Form, fields: Mapping[str, str]) -> Kept:
        allowed = {name: fields[name] for name in form.fields if fields.get(name)}
        account = self.states.account_of(self.browser(scope)) if form.is_inside else None
        return Kept(allowed, form.action, account=account)

    def _posted(self, scope: Scope) -> dict[str, str]:
        return _fields(scope.get(POSTED) or b"", _MOST_KEPT)

    def browser(self, scope: Scope) -> bytes | None:
        """By which its forms are kept: the hash of its visit cookie, or of one not accepted yet."""
        value = self.cookies.visit(scope) or self.cookies.pending(scope)
        return None if value is None else cookie_hash(value)


def _id_in(query: str) -> str:
    # Nearly every request of the portal comes here, and has nothing to be parsed.
    return parse_qs(query).get(FORM, [""])[0] if FORM in query else ""
