"""What GNOME, desktops that follow it, and KDE say about proxies, as browsers on Linux read it."""

import ast
import configparser
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from authenticator.network.proxy_exceptions import read_exceptions
from authenticator.network.routes import Source
from authenticator.network.system_settings import WPAD, SystemSettings, answer_of, with_socks

_GNOME: Final = "org.gnome.system.proxy"
_KDE: Final = "Proxy Settings"
_KDE_MANUAL: Final = "1"
_KDE_SCRIPT: Final = "2"
_KDE_DISCOVERY: Final = "3"


def read_linux_settings() -> SystemSettings:
    """What is set now; nothing where it cannot be read."""
    if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return read_kde(_kde_file())
    return read_gnome(answer_of("gsettings", "list-recursively", _GNOME))


def read_gnome(listed: str) -> SystemSettings:
    """From what `gsettings list-recursively org.gnome.system.proxy` prints.

    "use-same-proxy" is left out of account: the settings' own window never changes it.
    """
    values: dict[str, object] = {}
    for line in listed.splitlines():
        schema, _, rest = line.partition(" ")
        key, _, value = rest.partition(" ")
        with suppress(ValueError, SyntaxError):
            values[f"{schema}.{key}"] = ast.literal_eval(value.removeprefix("@as "))
    mode = values.get(f"{_GNOME}.mode")
    if mode == "auto":
        pac = str(values.get(f"{_GNOME}.autoconfig-url") or "")
        return SystemSettings(pac, discovered="" if pac else WPAD, source=Source.GNOME)
    if mode != "manual":
        return SystemSettings()
    ignored = values.get(f"{_GNOME}.ignore-hosts")
    exceptions = tuple(map(str, ignored)) if isinstance(ignored, list) else ()
    return SystemSettings(
        proxies=_gnome_proxies(values), exceptions=exceptions, source=Source.GNOME
    )


def _gnome_proxies(values: Mapping[str, object]) -> dict[str, str]:
    def named(kind: str) -> str:
        host, port = (values.get(f"{_GNOME}.{kind}.{key}") for key in ("host", "port"))
        return f"{host}:{port}" if host else ""

    found = {scheme: proxy for scheme in ("https", "http") if (proxy := named(scheme))}
    return with_socks(found, named("socks"))


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
        return SystemSettings(found.get("proxy config script", ""), source=Source.KDE)
    if kind == _KDE_DISCOVERY:
        return SystemSettings(discovered=WPAD, source=Source.KDE)
    if kind != _KDE_MANUAL:
        return SystemSettings()
    return SystemSettings(
        proxies=_kde_proxies(found),
        exceptions=read_exceptions(found.get("noproxyfor", "")),
        reversed=found.get("reversedexception", "").lower() == "true",
        source=Source.KDE,
    )


def _kde_proxies(found: Mapping[str, str]) -> dict[str, str]:
    # The port stands behind a blank there.
    named = {
        kind: re.sub(r"\s+", ":", found.get(f"{kind}proxy", "")).rstrip("/")
        for kind in ("https", "http", "socks")
    }
    socks = named.pop("socks").partition("://")
    proxies = {scheme: proxy for scheme, proxy in named.items() if proxy}
    return with_socks(proxies, socks[2] or socks[0])


def _kde_file() -> str:
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    with suppress(OSError, UnicodeDecodeError):
        return Path(folder, "kioslaverc").read_text("utf-8")
    return ""
