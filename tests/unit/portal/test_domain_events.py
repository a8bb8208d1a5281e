"""Domain events: handled in the transaction that publishes them, and never lost silently."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Connection

from crypto.protocol import DeviceState
from portal.domain.devices.devices import DeviceActivated, DeviceEnded, end_device, find_device
from portal.domain.devices.tables import DeviceEvent
from portal.effects import connect_features
from portal.platform import events
from portal.platform.events import publish, subscribe
from tests.support.device_life import LivingDevice
from tests.support.portal_server import RunningPortal


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


def test_every_domain_event_of_the_portal_has_its_handlers() -> None:
    connect_features()

    for event in (DeviceActivated, DeviceEnded):
        assert events._HANDLERS[event]


def _lock(connection: Connection, dev: str, now: int) -> None:
    device = find_device(connection, dev, now)
    assert device is not None
    end_device(connection, device, DeviceEvent.LOCK, now)
