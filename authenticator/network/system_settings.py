"""What the desktop's own settings say about proxies; those of macOS are read here."""

import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from authenticator.network.proxy_exceptions import LOCAL
from authenticator.network.routes import Source
from authenticator.programs import ProgramFailed, run_program
from authenticator.values import dataclass

WPAD: Final = "http://wpad/wpad.dat"
"""Where a network offers its script: the resolver looks for `wpad` in the network's domains."""

_SECONDS: Final = 3


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
    reversed: bool = False
    """Whether the exceptions are the only hosts for which the proxies are."""
    discovered: str = ""
    """Address of a script that the network offers (WPAD), where the user has it looked for. It is
    asked before all else; in a network without one it is as if it were not set."""
    source: Source = Source.SYSTEM
    """Whose settings they are."""


def read_system_settings() -> SystemSettings:
    """What is set now; nothing where it cannot be read."""
    if sys.platform == "win32":
        from authenticator.network.windows_settings import read_windows_settings

        return read_windows_settings()
    if sys.platform == "darwin":
        return read_mac(answer_of("/usr/sbin/scutil", "--proxy"))
    from authenticator.network.linux_settings import read_linux_settings

    return read_linux_settings()


def answer_of(*command: str) -> str:
    """What a program of the system prints; empty where it is missing or fails."""
    with suppress(ProgramFailed):
        return run_program(*command, seconds=_SECONDS)
    return ""


def with_socks(proxies: dict[str, str], socks: str) -> dict[str, str]:
    """By scheme; the proxy `socks`, a host and port or "", stands in where a scheme has none."""
    return (
        {**dict.fromkeys(("https", "http"), f"socks5://{socks}"), **proxies} if socks else proxies
    )


def read_mac(dictionary: str) -> SystemSettings:
    """From what `scutil --proxy` prints."""
    values = dict(re.findall(r"^  (\w+) : (.+)$", dictionary, re.MULTILINE))
    exceptions = tuple(re.findall(r"^    \d+ : (.+)$", dictionary, re.MULTILINE))
    is_script = values.get("ProxyAutoConfigEnable") == "1"
    if values.get("ExcludeSimpleHostnames") == "1":
        exceptions += (LOCAL,)
    proxies = {
        scheme: f"{values[f'{word}Proxy']}:{values.get(f'{word}Port', '80')}"
        for scheme, word in (("https", "HTTPS"), ("http", "HTTP"))
        if values.get(f"{word}Enable") == "1" and f"{word}Proxy" in values
    }
    socks = ""
    if values.get("SOCKSEnable") == "1" and "SOCKSProxy" in values:
        socks = f"{values['SOCKSProxy']}:{values.get('SOCKSPort', '1080')}"
    return SystemSettings(
        values.get("ProxyAutoConfigURLString", "").strip() if is_script else "",
        with_socks(proxies, socks),
        exceptions,
        whole_names=True,
        discovered=WPAD if values.get("ProxyAutoDiscoveryEnable") == "1" else "",
        source=Source.MACOS,
    )
