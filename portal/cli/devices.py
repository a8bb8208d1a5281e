"""`device`."""

import argparse
from typing import Any

from portal.domain.devices.administration import clear_suspicion
from portal.domain.devices.instances import forget_all_instances
from portal.domain.devices.states import DeviceState
from portal.platform.clock import SystemClock
from portal.platform.database.engines import sync_transaction
from portal.platform.settings import load_settings


def trust(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(load_settings(arguments.data).database_url) as connection:
        device = clear_suspicion(connection, arguments.device, SystemClock().now())
    return {"id": device.id, "login": device.login, "state": DeviceState.ACTIVE.value}


def restored(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(load_settings(arguments.data).database_url) as connection:
        return {"copies": forget_all_instances(connection)}


def say_restored(result: dict[str, Any]) -> str:
    return f"{result['copies']} copies forgotten: each device's next one is its first again"


def say_device(device: dict[str, Any]) -> str:
    return f"device {device['id']} of {device['login']}: {device['state']}"
