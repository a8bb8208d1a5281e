"""`device`."""

import argparse
from typing import Any

from portal.clock import SystemClock
from portal.db.one_off import transaction
from portal.devices.copies import forget_all_copies
from portal.devices.states import DeviceState
from portal.devices.trust import trust_device
from portal.settings import load_settings


def trust(arguments: argparse.Namespace) -> dict[str, Any]:
    with transaction(load_settings(arguments.data).database_url) as connection:
        device = trust_device(connection, arguments.device, SystemClock().now())
    return {"id": device.id, "login": device.login, "state": DeviceState.ACTIVE.value}


def restored(arguments: argparse.Namespace) -> dict[str, Any]:
    with transaction(load_settings(arguments.data).database_url) as connection:
        return {"copies": forget_all_copies(connection)}


def say_restored(result: dict[str, Any]) -> str:
    return f"{result['copies']} copies forgotten: each device's next one is its first again"


def say_device(device: dict[str, Any]) -> str:
    return f"device {device['id']} of {device['login']}: {device['state']}"
