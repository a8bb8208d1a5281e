"""Device keys that travel with their user's profile."""

from tests.support.device import PIN
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, name_of


def test_a_roaming_key_is_on_five_machines_after_the_pin_and_not_on_a_sixth(
    portal: RunningPortal, login: str
) -> None:
    device = activated(portal, login, roaming=True)
    places = [device.copied(f"machine {number}".encode()) for number in range(5)]
    for place in places[:4]:
        place.freshen()
        assert name_of(place.poll) == "unknown-instance"
        assert name_of(place.applogin) == "unknown-instance"
        assert place.status()["state"] == "active"
        assert name_of(lambda: place.enrol("000001")) == "pin-wrong"  # noqa: B023
        assert name_of(place.poll) == "unknown-instance"
        assert place.enrol() == {}
        assert place.enrol() == {}, "said again"
        assert place.poll()["account"]["login"] == login
    for place in (device, *places[:4]):
        place.freshen()
        assert place.applogin()["ticket"]
    places[4].freshen()
    assert name_of(places[4].poll) == "suspect"
    device.freshen()
    assert device.status()["state"] == "suspect"


def test_a_roaming_profile_carries_no_ratchet_value(portal: RunningPortal, login: str) -> None:
    device = activated(portal, login, roaming=True)
    device.applogin()
    assert device.ratchet == ""


def test_a_late_request_of_a_roaming_key_is_not_carried_out_either(
    portal: RunningPortal, login: str
) -> None:
    device = activated(portal, login, roaming=True)
    late = device.pin_change(PIN, "739154")
    elsewhere = device.copied(b"another machine")
    elsewhere.enrol()
    assert elsewhere.status()["pv"] == 1
    assert name_of(lambda: device.send(late)) == "nonce-stale"
