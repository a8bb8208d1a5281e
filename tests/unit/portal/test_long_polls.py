"""A server that is about to stop answers all long polls, and spreads their return."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from portal.api.long_polls import retry_after
from tests.support.device import PortalProblem
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, new_login


def test_ten_thousand_devices_come_back_over_fifty_seconds() -> None:
    moments = Counter(retry_after(10_000) for _ in range(10_000))
    assert (min(moments), max(moments)) == (2, 52)
    assert max(moments.values()) < 400


def test_few_devices_come_back_soon_and_any_number_within_a_minute() -> None:
    assert {retry_after(1) for _ in range(100)} == {2, 3}
    assert max(retry_after(10**6) for _ in range(1_000)) <= 60


def test_polls_that_wait_are_answered_by_unavailable_and_what_is_new_is_still_told(
    own_portal: RunningPortal,
) -> None:
    own_portal.create_account(login := new_login(), cleared=True)
    device = activated(own_portal, login)
    device.poll()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(device.poll, wait=25)
        while not own_portal.on_loop(lambda: own_portal.app.context.notifier.waiting):
            pass
        own_portal.on_loop(own_portal.app.stop_waiting)
        refused = waiting.exception()
    assert isinstance(refused, PortalProblem)
    assert refused.name == "unavailable"
    assert refused.body["retry_after"] in (2, 3)
    assert refused.response.nn != "", "the next request may be signed at once"
    Browser(own_portal.url).begin(login)
    assert device.poll(wait=25)["challenge"]
