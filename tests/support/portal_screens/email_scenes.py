"""Every e-mail, as a mail program that knows HTML shows it in its window."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Route

from portal.domain.email.outbox import EmailKind
from portal.domain.registration.progress import PendingStep
from portal.jobs.email.rendering import EmailRenderer
from portal.platform.branding import load_branding
from tests.support.device import Device
from tests.support.emails import written
from tests.support.mail_server import html_of
from tests.support.portal_screens.studio import Draw, Studio
from tests.support.registrations import links

_AGAIN: Final = {"kind": EmailKind.CONTINUE, "stand": PendingStep.RESET_DEVICE, "lost": "yes"}
_LONG: Final = "Rechner-am-Empfang-der-Gemeinschaftspraxis-am-Alten-Markt-im-Erdgeschoss"
_MORE: Final = {
    "expired-reset": {"kind": EmailKind.EXPIRED, "expired": "reset"},
    "new-device-long-name": {"kind": EmailKind.NEW_DEVICE, "device": _LONG, "cleared": ""},
    "suspicious-reported": {"kind": EmailKind.SUSPICIOUS, "what": "reported", "device": ""},
    "continue-reset": {
        "kind": EmailKind.CONTINUE,
        "stand": PendingStep.RESET_DEVICE,
        "lost": "yes",
    },
}


def emails(studio: Studio, _device: Device) -> None:
    renderer = EmailRenderer(load_branding(), links(studio.portal), "portal@example.de", "")

    def show(route: Route) -> None:
        facts = {"reply_to": ""} | dict(parse_qsl(urlsplit(route.request.url).query, True))
        kind, language = EmailKind(facts.pop("kind")), facts.pop("lang", "de")
        if expired := facts.pop("expired", ""):
            facts["kind"] = expired
        html = html_of(written(renderer, kind, language, **facts))
        # Its place in the window of the mail program.
        html = re.sub(r"(?s)(<body[^>]*>)(.*)(</body>)", r"\1<main>\2</main>\3", html)
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page = studio.context(accepted=False).new_page()
    page.context.route("**/e-mail?*", show)
    each = {kind.value: {"kind": kind} for kind in EmailKind}
    for name, facts in (each | _MORE).items():
        page.goto(f"/e-mail?{urlencode(facts)}")
        studio.show(page, f"email-{name}")
    page.context.close()


SCENES: list[Draw] = [emails]
