"""Pages that nobody wants to see."""

from unittest import mock

from portal.platform.rate_limits import RateLimit
from tests.support.device import Device
from tests.support.portal_screens.studio import Draw, Studio
from tests.support.texts import portal_text


def failures(studio: Studio, _device: Device) -> None:
    page = studio.context().new_page()
    page.goto("/nothing")
    studio.show(page, "error-404")
    page.goto("/login")
    with mock.patch("portal.web.login.start.read_user_name", side_effect=RuntimeError("a fault")):
        page.get_by_role("button", name=portal_text("Continue")).click()
        page.get_by_text("AGP-500").wait_for()
    studio.show(page, "error-500")
    page.goto("/login")
    with mock.patch.object(RateLimit, "take", return_value=60):
        page.get_by_role("button", name=portal_text("Continue")).click()
        page.get_by_text("AGP-429").wait_for()
    studio.show(page, "error-429")
    page.goto("about:blank")
    page.set_content(f'<form method="post" action="{studio.url}/login"><button>x</button></form>')
    page.get_by_role("button").click()
    page.get_by_text("AGP-403").wait_for()
    studio.show(page, "error-403")
    page.context.close()


SCENES: list[Draw] = [failures]
