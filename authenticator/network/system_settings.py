"""What the desktop's own settings say about proxies.

GNOME and what follows it, Windows, macOS. Automatic discovery (WPAD) is left out on purpose:
whoever answers first in a foreign network would decide which way the app takes.
"""

import ast
import re
import sys
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final

from authenticator.programs import ProgramFailed, run_program

_SECONDS: Final = 3
_GNOME: Final = "org.gnome.system.proxy"


@dataclass(frozen=True)
class SystemSettings:
    """Empty where nothing is set."""

    pac: str = ""
    proxies: Mapping[str, str] | None = None
    """By scheme, `https` and `http`."""
    exceptions: tuple[str, ...] = ()
    """Hosts that are spoken to directly."""


def read_system_settings() -> SystemSettings:
    """What is set now; nothing where it cannot be read."""
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return _mac(_answer_of("/usr/sbin/scutil", "--proxy"))
    return read_gnome(_answer_of("gsettings", "list-recursively", _GNOME))


def is_exception(host: str, exceptions: tuple[str, ...]) -> bool:
    """Whether a host is one of those that are spoken to directly."""
    return any(_matches(host.lower(), each.lower().strip()) for each in exceptions)


def read_gnome(listed: str) -> SystemSettings:
    """From what `gsettings list-recursively org.gnome.system.proxy` prints."""
    values: dict[str, object] = {}
    for line in listed.splitlines():
        schema, _, rest = line.partition(" ")
        key, _, value = rest.partition(" ")
        with suppress(ValueError, SyntaxError):
            values[f"{schema}.{key}"] = ast.literal_eval(value.removeprefix("@as "))
    mode = values.get(f"{_GNOME}.mode")
    if mode == "auto":
        return SystemSettings(pac=str(values.get(f"{_GNOME}.autoconfig-url", "")))
    if mode != "manual":
        return SystemSettings()
    proxies = {
        scheme: f"{host}:{values.get(f'{_GNOME}.{scheme}.port')}"
        for scheme in ("https", "http")
        if (host := values.get(f"{_GNOME}.{scheme}.host"))
    }
    ignored = values.get(f"{_GNOME}.ignore-hosts")
    exceptions = tuple(map(str, ignored)) if isinstance(ignored, list) else ()
    return SystemSettings(proxies=proxies, exceptions=exceptions)


def _mac(dictionary: str) -> SystemSettings:
    """From what `scutil --proxy` prints."""
    values = dict(re.findall(r"^  (\w+) : (.+)$", dictionary, re.MULTILINE))
    exceptions = tuple(re.findall(r"^    \d+ : (.+)$", dictionary, re.MULTILINE))
    if values.get("ProxyAutoConfigEnable") == "1":
        return SystemSettings(pac=values.get("ProxyAutoConfigURLString", ""))
    proxies = {
        scheme: f"{values[f'{word}Proxy']}:{values.get(f'{word}Port', '80')}"
        for scheme, word in (("https", "HTTPS"), ("http", "HTTP"))
        if values.get(f"{word}Enable") == "1" and f"{word}Proxy" in values
    }
    return SystemSettings(proxies=proxies, exceptions=exceptions)


def _windows() -> SystemSettings:
    if sys.platform == "win32":
        import winreg

        place = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key:
            with suppress(OSError):
                return SystemSettings(pac=str(winreg.QueryValueEx(key, "AutoConfigURL")[0]))
            exceptions: tuple[str, ...] = ()
            with suppress(OSError):
                exceptions = tuple(str(winreg.QueryValueEx(key, "ProxyOverride")[0]).split(";"))
            return SystemSettings(
                proxies=urllib.request.getproxies_registry(), exceptions=exceptions
            )
    return SystemSettings()


def _answer_of(*command: str) -> str:
    with suppress(ProgramFailed):
        return run_program(*command, seconds=_SECONDS)
    return ""


def _matches(host: str, pattern: str) -> bool:
    if not pattern:
        return False
    if pattern == "<local>":
        return "." not in host
    with suppress(ValueError):
        return ip_address(host) in ip_network(pattern, strict=False)
    if pattern.startswith("*"):
        return host.endswith(pattern.lstrip("*"))
    return host == pattern or host.endswith("." + pattern.lstrip("."))
