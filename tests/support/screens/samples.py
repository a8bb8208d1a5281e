"""Devices and logins for tests and pictures."""

import time
from typing import Final

from authenticator.model import DeviceInfo, DeviceState, PastLogin

_NOW: Final = int(time.time())
_DAY: Final = 24 * 3600

THIS_DEVICE: Final = DeviceInfo(
    "a" * 32, "EMPFANG", "Windows 11", DeviceState.ACTIVE, _NOW - 91 * _DAY, _NOW - 3, this=True
)
OTHER_DEVICE: Final = DeviceInfo(
    "b" * 32, "BEREITSCHAFT", "macOS 15.2", DeviceState.ACTIVE, _NOW - 12 * _DAY, None, this=False
)
LOCKED_DEVICE: Final = DeviceInfo(
    "c" * 32,
    "LABOR-2",
    "Ubuntu 24.04.1 LTS",
    DeviceState.LOCKED,
    _NOW - 230 * _DAY,
    _NOW - 3 * _DAY,
    this=False,
)
DEVICES: Final = (THIS_DEVICE, OTHER_DEVICE, LOCKED_DEVICE)


def _login(age: int, kind: str, result: str, ip: str = "198.51.100.7") -> PastLogin:
    firefox, windows = "Firefox 145", "Windows 11"
    return PastLogin(_NOW - age, kind, result, ip, firefox, windows, THIS_DEVICE.name)


LOGINS: Final = (
    _login(3, "browser", "done"),
    _login(_DAY, "app", "done"),
    _login(_DAY + 60, "browser", "reported", "203.0.113.99"),
    _login(2 * _DAY, "browser", "wrong-pin"),
    _login(5 * _DAY, "action", "done"),
    _login(6 * _DAY, "browser", "denied"),
    _login(9 * _DAY, "browser", "expired"),
)
