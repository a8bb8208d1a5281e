"""What the desktop's own settings say about proxies.

GNOME and what follows it, KDE, Windows, macOS. Automatic discovery (WPAD) is left out on purpose:
whoever answers first in a foreign network would decide which way the app takes.
"""

import ast
import configparser
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from authenticator.network.proxy_exceptions import LOCAL, read_exceptions
from authenticator.programs import ProgramFailed, run_program

_SECONDS: Final = 3
_GNOME: Final = "org.gnome.system.proxy"
_KDE: Final = "Proxy Settings"
_KDE_MANUAL: Final = "1"
_KDE_SCRIPT: Final = "2"
_SETTINGS: Final = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
_POLICIES: Final = r"Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"

RegistryValues = Mapping[str, object]


@dataclass(frozen=True)
class SystemSettings:
    """Empty where nothing is set."""

    pac: str = ""
    proxies: Mapping[str, str] | None = None
    """By scheme, `https` and `http`."""
    exceptions: tuple[str, ...] = ()
    """Patterns of hosts that are spoken to directly."""
    whole_names: bool = False
    """As of `is_exception`."""


def read_system_settings() -> SystemSettings:
    """What is set now; nothing where it cannot be read."""
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return read_mac(_answer_of("/usr/sbin/scutil", "--proxy"))
    if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return read_kde(_kde_file())
    return read_gnome(_answer_of("gsettings", "list-recursively", _GNOME))


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


def read_kde(content: str) -> SystemSettings:
    """From KDE's file `kioslaverc`, as its System Settings write it."""
    parser = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    with suppress(configparser.Error):
        parser.read_string(content)
    values = parser[_KDE] if parser.has_section(_KDE) else {}
    # "[$e]" behind a name asks KDE to put in variables, which addresses do not have.
    found = {name.partition("[")[0]: value.strip() for name, value in values.items()}
    kind = found.get("proxytype", "")
    if kind == _KDE_SCRIPT:
        return SystemSettings(pac=found.get("proxy config script", ""))
    if kind != _KDE_MANUAL:
        return SystemSettings()
    proxies = {
        # The port stands behind a blank there.
        scheme: re.sub(r"\s+", ":", address).rstrip("/")
        for scheme in ("https", "http")
        if (address := found.get(f"{scheme}proxy", ""))
    }
    if not proxies and (socks := found.get("socksproxy", "")):
        proxies = dict.fromkeys(("https", "http"), re.sub(r"\s+", ":", socks))
    # A list of the only hosts that take the proxy is none of those that do not.
    is_reversed = found.get("reversedexception", "").lower() == "true"
    exceptions = () if is_reversed else read_exceptions(found.get("noproxyfor", ""))
    return SystemSettings(proxies=proxies, exceptions=exceptions)


def _kde_file() -> str:
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    with suppress(OSError, UnicodeDecodeError):
        return Path(folder, "kioslaverc").read_text("utf-8")
    return ""


def read_mac(dictionary: str) -> SystemSettings:
    """From what `scutil --proxy` prints."""
    values = dict(re.findall(r"^  (\w+) : (.+)$", dictionary, re.MULTILINE))
    exceptions = tuple(re.findall(r"^    \d+ : (.+)$", dictionary, re.MULTILINE))
    pac = values.get("ProxyAutoConfigURLString", "").strip()
    if values.get("ProxyAutoConfigEnable") == "1" and pac:
        return SystemSettings(pac=pac)
    if values.get("ExcludeSimpleHostnames") == "1":
        exceptions += (LOCAL,)
    proxies = {
        scheme: f"{values[f'{word}Proxy']}:{values.get(f'{word}Port', '80')}"
        for scheme, word in (("https", "HTTPS"), ("http", "HTTP"))
        if values.get(f"{word}Enable") == "1" and f"{word}Proxy" in values
    }
    return SystemSettings(proxies=proxies, exceptions=exceptions, whole_names=True)


def read_windows(
    user: RegistryValues, machine: RegistryValues, policy: RegistryValues
) -> SystemSettings:
    """From the values of the registry's keys "Internet Settings".

    Args:
        user: of the user.
        machine: of the machine; they count where the policy says so.
        policy: of the machine's policies.
    """
    values = machine if policy.get("ProxySettingsPerUser") == 0 else user
    pac = str(values.get("AutoConfigURL") or "").strip()
    if pac:
        return SystemSettings(pac=pac)
    server = str(values.get("ProxyServer") or "").strip()
    if not server or not _is_on(values.get("ProxyEnable")):
        return SystemSettings()
    exceptions = read_exceptions(str(values.get("ProxyOverride") or ""))
    return SystemSettings(proxies=_servers(server), exceptions=exceptions, whole_names=True)


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


def _windows() -> SystemSettings:
    if sys.platform == "win32":
        import winreg

        user, machine = winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE
        return read_windows(
            _registry_values(user, _SETTINGS),
            _registry_values(machine, _SETTINGS),
            _registry_values(machine, _POLICIES),
        )
    return SystemSettings()


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


def _answer_of(*command: str) -> str:
    with suppress(ProgramFailed):
        return run_program(*command, seconds=_SECONDS)
    return ""
