"""Every form is answered by a redirect: "back" and "reload" send nothing again."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import httpx2
import pytest
from starlette.routing import Route

from portal import composition
from portal.domain.eavis.orders import first_day
from portal.web.forms import FORMS, posted_form
from tests.support.advices import clear_ik, provider_of
from tests.support.clerk_cases import clerk_at, ordered_registration
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser, without_once
from tests.support.portal_server import RunningPortal
from tests.support.providers import added, invite, new_ik, person
from tests.support.registrations import FORM, id_of, links, newcomer, registered, token
from tests.unit.portal.conftest import activated, new_login

HTML: Final = {"accept": "text/html,application/xhtml+xml"}


@dataclass(frozen=True)
class Posting:
    """A form, filled in wrongly and rightly, by a browser that may send it."""

    path: str
    wrong: dict[str, str] = field(default_factory=dict)
    right: dict[str, str] = field(default_factory=dict)


Stage = Callable[[RunningPortal, Browser], Posting]


def plain(path: str, wrong: dict[str, str] | None = None, **right: str) -> Stage:
    return lambda _portal, _browser: Posting(path, wrong or {}, right)


def in_registration(path: str, wrong: dict[str, str] | None = None, **right: str) -> Stage:
    """The address is not confirmed yet."""

    def stage(portal: RunningPortal, browser: Browser) -> Posting:
        registered(portal, browser, new_login())
        return Posting(path, wrong or {}, right)

    return stage


def confirmed(path: str, wrong: dict[str, str] | None = None, **right: str) -> Stage:
    def stage(portal: RunningPortal, browser: Browser) -> Posting:
        newcomer(portal, browser, new_login())
        return Posting(path, wrong or {}, right)

    return stage


def replaced(portal: RunningPortal, browser: Browser) -> Posting:
    login = new_login()
    newcomer(portal, browser, login)
    activated(portal, login)
    return Posting("/registration/device/replace", {"login": "other@abc.de"}, {"login": login})


def by_link(purpose: str, path: str, name: str) -> Stage:
    """`name` is the field that has the link's secret."""

    def stage(portal: RunningPortal, _browser: Browser) -> Posting:
        login = new_login()
        registered(portal, Browser(portal.url), login)
        made = links(portal)
        id_ = id_of(portal, login)
        link = made.confirm(id_, login) if purpose == "confirm" else made.status(id_, login)
        return Posting(path, {name: "no token"}, {name: token(link)})

    return stage


def by_reset_link(path: str, name: str) -> Stage:
    def stage(portal: RunningPortal, browser: Browser) -> Posting:
        login = new_login()
        portal.create_account(login, cleared=True)
        activated(portal, login)
        browser.post_only("/reset", login=login)
        secret = token(links(portal).reset(id_of(portal, login)))
        return Posting(path, {name: secret, "login": "x"}, {name: secret, "login": login})

    return stage


def logged_in(path: str, wrong: dict[str, str] | None = None, **right: str) -> Stage:
    def stage(portal: RunningPortal, browser: Browser) -> Posting:
        dev = log_in(portal, browser)
        return Posting(path, {"device": dev} | (wrong or {}), {"device": dev} | right)

    return stage


def of_users(portal: RunningPortal, browser: Browser) -> Posting:
    """The rights of the only LE-Admin are asked for; whether they go the approval says."""
    admin = person(portal, new_ik())
    browser.http.cookies.update(admin.browser.http.cookies)
    return Posting("/users/withdraw", {}, {f"user-{admin.id}": "1"})


def inviting(portal: RunningPortal, browser: Browser) -> Posting:
    admin = person(portal, new_ik())
    browser.http.cookies.update(admin.browser.http.cookies)
    right = {"first_name": "Erika", "last_name": "Muster", "email": new_login()}
    return Posting("/users/invite", right | {"email": "no address"}, right)


def with_invitation(what: str) -> Stage:
    def stage(portal: RunningPortal, browser: Browser) -> Posting:
        admin = person(portal, new_ik())
        browser.http.cookies.update(admin.browser.http.cookies)
        path = f"/users/invitations/{invite(admin, new_login())}/{what}"
        return Posting(path, {"x": "y"}, {})

    return stage


def log_in(portal: RunningPortal, browser: Browser, login: str = "") -> str:
    """Log a browser in; the device's id."""
    if not login:
        login = new_login()
        portal.create_account(login, cleared=True)
    device = activated(portal, login)
    enter(device, browser)
    return device.dev


def enter(device: LivingDevice, browser: Browser) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    browser.wait_for_app()


def changing(portal: RunningPortal, browser: Browser) -> Posting:
    dev = log_in(portal, browser)
    change = browser.post_only("/devices/rename", device=dev, name="Empfang").headers["location"]
    return Posting(f"{change}/cancel")


def at_desk(name: str, wrong: dict[str, str], **right: str) -> Stage:
    def stage(portal: RunningPortal, browser: Browser) -> Posting:
        id_ = ordered_registration(portal, new_login())
        clerk = clerk_at(portal, new_login())
        browser.http.cookies.update(clerk.http.cookies)
        shown = re.search(r'name="shown" value="([^"]+)"', browser.open(f"/desk/{id_}").text)
        assert shown is not None
        both = {"shown": shown[1]}
        return Posting(f"/desk/{id_}/{name}", both | wrong, both | right)

    return stage


def of_eavis(name: str) -> Stage:
    """Of an IK number for which it is on, or not yet."""

    def stage(portal: RunningPortal, browser: Browser) -> Posting:
        ik = new_ik()
        admin = person(portal, ik)
        browser.http.cookies.update(admin.browser.http.cookies)
        day = first_day(portal.clock.now()).isoformat()
        if name != "request":
            browser.post_only("/iks/eavis/request", ik=ik, day=day)
        wrong = {"ik": ik, "day": ""} if name != "withdraw" else {"ik": new_ik()}
        return Posting(f"/iks/eavis/{name}", wrong, {"ik": ik, "day": day})

    return stage


def of_iks(portal: RunningPortal, browser: Browser) -> Posting:
    """One of two IK numbers is to be removed."""
    ik, other = new_ik(), new_ik()
    admin = person(portal, ik)
    clear_ik(portal, provider_of(portal, admin.login), other)
    browser.http.cookies.update(admin.browser.http.cookies)
    return Posting("/iks/remove", {"ik": "none"}, {"ik": other})


def adding(portal: RunningPortal, browser: Browser) -> Posting:
    admin = person(portal, new_ik())
    browser.http.cookies.update(admin.browser.http.cookies)
    right = {"ik": new_ik(), "institution": "Praxis am Markt", "postal_code": "80331"}
    return Posting("/iks/new", right | {"ik": "1"}, right)


def with_order(what: str) -> Stage:
    def stage(portal: RunningPortal, browser: Browser) -> Posting:
        admin = person(portal, new_ik())
        id_ = added(admin, new_ik())
        browser.http.cookies.update(admin.browser.http.cookies)
        return Posting(f"/iks/orders/{id_}/{what}")

    return stage


TICKED: Final = {"signature": "1", "stamp": "1", "ik": "1", "function": "1"}
REASON: Final = "Auf der Bescheinigung fehlt der Stempel."
STAGES: Final[dict[str, Stage]] = {
    "/cookies": plain("/cookies", {"next": "//evil.example"}, next="/login"),
    "/language/{code}": plain("/language/en?from=/login", {"login": "x y"}, login="max@abc.de"),
    "/login": plain("/login", {"login": "two words"}, login="max@abc.de"),
    "/login/code": plain("/login/code"),
    "/login/cancel": plain("/login/cancel"),
    "/logout": plain("/logout"),
    "/devices/remove": logged_in("/devices/remove", {"device": "none"}),
    "/devices/rename": logged_in("/devices/rename", {"name": ""}, name="Empfang"),
    "/devices/forget": logged_in("/devices/forget", {"workplace": "none"}, workplace="none"),
    "/changes/{cid}/cancel": changing,
    "/users/{kind}": of_users,
    "/users/invite": inviting,
    "/users/invitations/{id}/resend": with_invitation("resend"),
    "/users/invitations/{id}/withdraw": with_invitation("withdraw"),
    "/advices/change": logged_in("/advices/change", {"do": "none"}, do="read", id="1"),
    "/advices/read-all": logged_in("/advices/read-all"),
    "/iks/eavis/request": of_eavis("request"),
    "/iks/eavis/end": of_eavis("end"),
    "/iks/eavis/withdraw": of_eavis("withdraw"),
    "/iks/remove": of_iks,
    "/iks/new": adding,
    "/iks/orders/{id}/certificate": with_order("certificate"),
    "/iks/orders/{id}/withdraw": with_order("withdraw"),
    "/advices/notices": logged_in("/advices/notices", wanted="0"),
    "/registration/new": plain("/registration/new", FORM | {"ik": "1"}, **FORM),
    "/registration/resend": in_registration("/registration/resend"),
    "/registration/address": in_registration(
        "/registration/address", {"email": "max@"}, email="max.neu@abc.de"
    ),
    "/registration/confirm/open": by_link("confirm", "/registration/confirm/open", "link"),
    "/registration/confirm": by_link("confirm", "/registration/confirm", "t"),
    "/registration/status/open": by_link("status", "/registration/status/open", "link"),
    "/registration/status": by_link("status", "/registration/status", "t"),
    "/registration/reset/open": by_reset_link("/registration/reset/open", "link"),
    "/registration/reset": by_reset_link("/registration/reset", "t"),
    "/registration/leave": in_registration("/registration/leave"),
    "/registration/device/replace": replaced,
    "/registration/device/code": confirmed("/registration/device/code"),
    "/reset": plain("/reset", {"login": ""}, login="max@abc.de"),
    "/registration/certificate": confirmed("/registration/certificate"),
    "/registration/certificate/remove": confirmed(
        "/registration/certificate/remove", {"attachment": "none"}, attachment="none"
    ),
    "/registration/certificate/next": confirmed("/registration/certificate/next"),
    "/desk/{id}/clear": at_desk("clear", {"signature": "1"}, **TICKED),
    "/desk/{id}/ask": at_desk("ask", {"reason": "kurz"}, reason=REASON),
    "/desk/{id}/refuse": at_desk("refuse", {"reason": "kurz"}, reason=REASON, sure="1"),
    "/barrier": plain("/barrier", {"text": ""}, text="Das Bild ist zu klein."),
}
BY_SCRIPT: Final = {"/login/finish", "/login/app", "/registration/phone"}
"""Posted by a script, which gets JSON: there is no entry in the browser's history."""
WITHOUT_FORM: Final = {"/login/code"}
"""Only where the operator allows it; refused otherwise."""


def posted_routes(portal: RunningPortal) -> set[str]:
    context = portal.app.context
    pages = composition.page_routes(context, portal.app.uploads, portal.app.sandboxes)
    return {
        route.path
        for route in pages
        if isinstance(route, Route) and "POST" in (route.methods or set())
    }


def sent(browser: Browser, path: str, form: dict[str, str]) -> httpx2.Response:
    headers = HTML | {"sec-fetch-site": "same-origin", "origin": browser.url}
    return browser.http.post(path, data=form, headers=headers)


def test_every_route_of_the_portal_is_walked_over(portal: RunningPortal) -> None:
    assert posted_routes(portal) == set(STAGES) | BY_SCRIPT


@pytest.mark.parametrize("name", sorted(STAGES))
@pytest.mark.parametrize("kind", ["wrong", "right"])
def test_the_answer_to_a_form_is_a_redirect_to_a_page_that_can_be_loaded_again(
    portal: RunningPortal, browser: Browser, name: str, kind: str
) -> None:
    posting = STAGES[name](portal, browser)
    answer = sent(browser, posting.path, posting.wrong if kind == "wrong" else posting.right)
    assert answer.status_code == 303, answer.text
    assert answer.headers["cache-control"] == "no-store"
    where = answer.headers["location"]
    assert where.startswith("/")
    assert not where.startswith("//")
    pages = [browser.open(where, "same-origin") for _ in range(2)]
    assert pages[0].status_code == pages[1].status_code
    assert pages[0].status_code < 500
    if pages[0].status_code != 303:
        assert without_once(pages[0].text) == without_once(pages[1].text)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.action)
def test_every_form_with_something_to_type_is_one_of_those_routes(
    portal: RunningPortal, form: object
) -> None:
    assert getattr(form, "action", "") in posted_routes(portal)


def test_an_opened_link_is_not_kept_and_its_page_can_be_loaded_again(
    portal: RunningPortal, browser: Browser
) -> None:
    posting = STAGES["/registration/confirm/open"](portal, browser)
    where = browser.post_only(posting.path, **posting.right).headers["location"]
    secret = posting.right["link"]
    assert secret not in where
    assert f'name="t" value="{secret}"' in browser.open(where).text
    kept = [state.kept for state in portal.app.context.forms.states._states.values()]
    assert all(secret not in text for one in kept for text in one.fields.values())


def test_the_form_of_a_path_is_found_with_its_page() -> None:
    form = posted_form("/desk/abc/ask")
    assert form is not None
    assert form.page_of("/desk/abc/ask") == "/desk/abc"
    assert posted_form("/desk/abc/asks") is None
