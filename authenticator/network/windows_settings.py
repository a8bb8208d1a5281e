"""What Windows' Internet options and group policies say about proxies.

The registry says what is set; WinHTTP finds the script that the network offers (WPAD, by DHCP and
DNS). The script itself runs where every script does: `WinHttpGetProxyForUrl` would run it in
another engine, and say of an error no more than a number.
"""

import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from authenticator.network.proxy_exceptions import read_exceptions
from authenticator.network.routes import Source
from authenticator.network.system_settings import SystemSettings
from authenticator.time_limit import run_with_timeout

DISCOVERY_LIMIT: Final = 3.0
"""Seconds until the network has none."""

_SETTINGS: Final = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
_CONNECTIONS: Final = rf"{_SETTINGS}\Connections"
_POLICIES: Final = r"Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"
_DEFAULT_CONNECTION: Final = "DefaultConnectionSettings"
_FLAGS_AT: Final = 8
_DISCOVERS: Final = 0x08
"""In the flags of a connection: "Automatically detect settings"."""
_BY_DHCP_AND_DNS: Final = 0x01 | 0x02

RegistryValues = Mapping[str, object]


def read_windows_settings() -> SystemSettings:
    """What is set now; nothing where it cannot be read."""
    if sys.platform == "win32":
        import winreg

        roots = (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE)
        user, machine = (
            {**_registry_values(root, _CONNECTIONS), **_registry_values(root, _SETTINGS)}
            for root in roots
        )
        policy = _registry_values(winreg.HKEY_LOCAL_MACHINE, _POLICIES)
        return read_windows(user, machine, policy)
    return SystemSettings()


def read_windows(
    user: RegistryValues, machine: RegistryValues, policy: RegistryValues
) -> SystemSettings:
    """From the values of the registry's keys "Internet Settings" and "Connections" below it.

    Args:
        user: of the user.
        machine: of the machine; they count where the policy says so.
        policy: of the machine's policies.
    """
    values = machine if policy.get("ProxySettingsPerUser") == 0 else user
    server = str(values.get("ProxyServer") or "").strip()
    is_used = bool(server) and _is_on(values.get("ProxyEnable"))
    return SystemSettings(
        str(values.get("AutoConfigURL") or "").strip(),
        _servers(server) if is_used else None,
        read_exceptions(str(values.get("ProxyOverride") or "")) if is_used else (),
        whole_names=True,
        discovered=discovered_script() if _discovers(values) else "",
        source=Source.WINDOWS,
    )


def discovered_script() -> str:
    """Address of the script that the network offers; empty where there is none in time."""
    if sys.platform == "win32":
        with suppress(OSError):  # a time-out is one, too
            return run_with_timeout(DISCOVERY_LIMIT, _detect, OSError, name="wpad")
    return ""


def _detect() -> str:
    if sys.platform == "win32":
        import ctypes

        found = ctypes.c_wchar_p()
        free = ctypes.windll.kernel32.GlobalFree
        free.argtypes = [ctypes.c_void_p]
        detect = ctypes.windll.winhttp.WinHttpDetectAutoProxyConfigUrl
        if detect(_BY_DHCP_AND_DNS, ctypes.byref(found)) and found.value:
            address = found.value
            free(found)
            return address
    return ""


def _discovers(values: RegistryValues) -> bool:
    """By the flags of the connection, which the Internet options keep; else by the plain value."""
    connection = values.get(_DEFAULT_CONNECTION)
    if isinstance(connection, bytes) and len(connection) > _FLAGS_AT:
        return bool(connection[_FLAGS_AT] & _DISCOVERS)
    return _is_on(values.get("AutoDetect"))


def _is_on(value: object) -> bool:
    return str(value).strip() not in ("", "0", "None")


def _servers(text: str) -> dict[str, str]:
    """Of `name:port` for all schemes, or `http=name:port;https=name:port`."""
    if "=" not in text:
        return dict.fromkeys(("https", "http"), text)
    named = dict(part.split("=", 1) for part in read_exceptions(text) if "=" in part)
    proxies = {scheme.lower(): address for scheme, address in named.items()}
    if "https" not in proxies and "http" not in proxies and "socks" in proxies:
        return dict.fromkeys(("https", "http"), f"socks://{proxies['socks']}")
    return proxies


def _registry_values(root: int, place: str) -> RegistryValues:
    """All values of a key; none where it is missing or must not be read."""
    values: dict[str, object] = {}
    if sys.platform == "win32":
        import winreg

        with suppress(OSError), winreg.OpenKey(root, place) as key:
            for index in range(winreg.QueryInfoKey(key)[1]):
                name, value, _ = winreg.EnumValue(key, index)
                values[name] = value
    return values
