"""Devices and logins for tests and pictures."""

import time
from typing import Final

from authenticator.diagnosis.results import Check, Finding, Result
from authenticator.model import DeviceInfo, PastLogin
from crypto.protocol import DeviceState, LoginKind

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


CHANGES: Final = (
    "Erika Mustermann wird LE-Admin für IK 260326822",
    "Jörg Groß verliert die LE-Admin-Rechte für IK 260326822",
)


def _login(age: int, kind: str, result: str, ip: str = "198.51.100.7") -> PastLogin:
    firefox, windows = "Firefox 145", "Windows 11"
    sentences = CHANGES if kind == LoginKind.ACTION else ()
    what, changes = sentences[0] if sentences else "", len(sentences)
    name = THIS_DEVICE.name
    return PastLogin(_NOW - age, kind, result, ip, firefox, windows, name, what, changes)


LOGINS: Final = (
    _login(3, "browser", "done"),
    _login(_DAY, "app", "done"),
    _login(_DAY + 60, "browser", "reported", "203.0.113.99"),
    _login(2 * _DAY, "browser", "wrong-pin"),
    _login(5 * _DAY, "action", "done"),
    _login(6 * _DAY, "browser", "denied"),
    _login(9 * _DAY, "browser", "expired"),
)

RESULTS = (
    Result(
        Check.ROUTE,
        Finding.PAC_ASKED,
        {
            "source": "windows",
            "way": "proxy.klinik-sonnenhof.example:8080",
            "pac": "http://pac.klinik-sonnenhof.example/proxy.pac",
        },
    ),
    Result(
        Check.NAME,
        Finding.NAME_KNOWN,
        {
            "name": "proxy.klinik-sonnenhof.example",
            "address": "198.51.100.40",
        },
    ),
    Result(Check.REACH, Finding.REACHED, {"at": "proxy.klinik-sonnenhof.example:8080"}),
    Result(
        Check.PROXY,
        Finding.PROXY_PASSES_ACCOUNT,
        {"proxy": "proxy.klinik-sonnenhof.example:8080", "kind": "Negotiate"},
    ),
    Result(
        Check.TLS,
        Finding.TLS_TRUSTED,
        {
            "issuer": "Klinik Sonnenhof Root CA 2",
            "since": "2026-03-01",
            "until": "2027-03-31",
        },
    ),
    Result(Check.ANSWER, Finding.PORTAL_ANSWERS),
    Result(Check.CLOCK, Finding.CLOCK_RIGHT, {"seconds": "2"}),
    Result(Check.VERSION, Finding.PORTAL_CURRENT),
    Result(
        Check.SESSION,
        Finding.SESSION_OF_CLIENT,
        {"server": "CTX-APP-07", "kind": "Citrix", "client": "ANMELDUNG-2"},
    ),
    Result(Check.KEYRING, Finding.KEYRING_WORKS),
    Result(Check.LINKS, Finding.LINKS_UNKNOWN),
    Result(Check.ROUND_TRIP, Finding.ROUND_TRIP),
)
"""A diagnosis that blames nobody."""

REFUSED_RESULTS = (
    RESULTS[0],
    RESULTS[1],
    Result(
        Check.REACH,
        Finding.PAC_PROXY_DEAD,
        {
            "at": "proxy.klinik-sonnenhof.example:8080",
            "pac": "http://pac.klinik-sonnenhof.example/proxy.pac",
        },
    ),
    *(Result(check, Finding.NOT_TRIED) for check in list(Check)[3:8]),
    *RESULTS[8:10],
    Result(Check.ROUND_TRIP, Finding.ROUND_TRIP_FAILED, {"code": "AZF-3007"}),
)
"""A dead proxy."""
