"""Domain events: handled in the transaction that publishes them, and never lost silently."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, text

from crypto.protocol import DeviceState
from portal.domain.audit.log import record_event
from portal.domain.devices.devices import DeviceActivated, DeviceEnded, end_device, find_device
from portal.domain.devices.states import DeviceEvent
from portal.effects import connect_features
from portal.platform import events
from portal.platform.events import publish, subscribe
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import code_on, newcomer
from tests.unit.portal.conftest import moved_in, new_login


@dataclass(frozen=True)
class Renamed:
    name: str


def test_the_handlers_of_an_event_run_in_their_order(portal: RunningPortal) -> None:
    handled: list[str] = []
    subscribe(
        Renamed,
        lambda _connection, event: handled.append(f"first {event.name}"),
        lambda _connection, event: handled.append(f"second {event.name}"),
    )

    portal.write(lambda connection: publish(connection, Renamed("x")))

    assert handled == ["first x", "second x"]


def test_subscribing_again_replaces_the_handlers(portal: RunningPortal) -> None:
    handled: list[str] = []
    subscribe(Renamed, lambda _connection, event: handled.append(event.name))
    subscribe(Renamed, lambda _connection, event: handled.append(event.name))

    portal.write(lambda connection: publish(connection, Renamed("x")))

    assert handled == ["x"]


def test_a_device_does_not_end_while_nobody_handles_its_end(
    portal: RunningPortal, device: LivingDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a portal that was put together wrongly would keep the sessions of a locked device."""
    monkeypatch.setattr(events, "_HANDLERS", {})

    with pytest.raises(LookupError):
        portal.write(lambda connection: _lock(connection, device.dev, portal.clock.now()))

    kept = portal.write(lambda c: find_device(c, device.dev, portal.clock.now()))
    assert kept is not None
    assert kept.state == DeviceState.ACTIVE


def test_the_audit_log_is_locked_after_the_registration_went_on(
    portal: RunningPortal, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other order deadlocks with whoever changes the registration and then records it."""
    login = new_login()
    newcomer(portal, browser, login)
    device = moved_in(portal, login, code_on(browser.post("/registration/device/code").text))
    finished = []

    def recorded(connection: Connection, *arguments: Any, **facts: Any) -> None:
        query = text("SELECT device_at FROM registrations WHERE login = :login")
        finished.append(connection.execute(query, {"login": login}).scalar() is not None)
        record_event(connection, *arguments, **facts)

    monkeypatch.setattr("portal.domain.devices.devices.record_event", recorded)
    device.confirm()

    assert finished == [True]


def test_every_domain_event_of_the_portal_has_its_handlers() -> None:
    connect_features()

    for event in (DeviceActivated, DeviceEnded):
        assert events._HANDLERS[event]


def _lock(connection: Connection, dev: str, now: int) -> None:
    device = find_device(connection, dev, now)
    assert device is not None
    end_device(connection, device, DeviceEvent.LOCK, now)
