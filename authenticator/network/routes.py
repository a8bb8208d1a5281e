"""Which way to the portal: directly or through which proxies, and who says so."""

from enum import Enum
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from authenticator.model import Secret
from authenticator.values import dataclass


@dataclass(frozen=True)
class ProxyLogin:
    """User name and password at a proxy. Neither shows up in a repr."""

    user: Secret
    password: Secret
    readable: bool = True
    """Whether it may go to the proxy readably (Basic): not where it has gone better before."""


class ProxyKind(Enum):
    """How a proxy is spoken to; by the scheme of its address."""

    HTTP = "http"
    HTTPS = "https"
    """HTTP over TLS with the proxy itself."""
    SOCKS5 = "socks5"


@dataclass(frozen=True)
class Proxy:
    """By name and port alone: what is shown and logged holds no password."""

    host: str
    port: int
    kind: ProxyKind = ProxyKind.HTTP
    discovered: bool = False
    """Whether whoever has answered in the network has named it (WPAD)."""

    @property
    def name(self) -> str:
        """As people write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def address(self) -> str:
        """With its kind, which tells proxies apart."""
        return f"{self.kind.value}://{self.name}"


Step = Proxy | None
"""One way to try; None is the direct one."""


class Source(Enum):
    """Who says which way to take."""

    POLICY = "policy"
    ENVIRONMENT = "environment"
    SYSTEM = "system"
    GNOME = "gnome"
    KDE = "kde"
    MACOS = "macos"
    WINDOWS = "windows"
    DISCOVERY = "discovery"
    """The network itself (WPAD), because the system's settings have it looked for there."""
    NOBODY = "nobody"


class PacFault(Enum):
    """Why a proxy auto-configuration script gave no answer."""

    NOT_LOADED = "not-loaded"
    BROKEN = "broken"


@dataclass(frozen=True)
class Route:
    """The ways to try, in this order; none where only an unusable kind of proxy was named."""

    steps: tuple[Step, ...] = (None,)
    source: Source = Source.NOBODY
    pac: str = ""
    """Bare address of the script that was asked; empty when none was."""
    fault: PacFault | None = None
    """What is wrong with the script; the direct way is taken then, as browsers do."""
    unusable: str = ""
    """A kind of proxy that was named and cannot be used (SOCKS 4), in the source's words."""

    def __str__(self) -> str:
        return ", ".join(step.name if step else "direct" for step in self.steps)


_KINDS: Final = {
    "http": (ProxyKind.HTTP, 80),
    "https": (ProxyKind.HTTPS, 443),
    "socks5": (ProxyKind.SOCKS5, 1080),
    "socks5h": (ProxyKind.SOCKS5, 1080),
}
"""Kind and port by the scheme of an address, as curl has them. `socks` and `socks4` mean version 4,
which cannot have the proxy resolve the portal's name."""


def read_proxy(text: str) -> tuple[Proxy | None, ProxyLogin | None]:
    """A proxy from an address that may carry a login; None for a kind that cannot be used."""
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None, None
    if parts.scheme not in _KINDS or not host:
        return None, None
    kind, usual = _KINDS[parts.scheme]
    login = _login(parts.username, parts.password) if parts.username else None
    return Proxy(host, port or usual, kind), login


def bare_address(url: str) -> str:
    """An address as it may be shown: without login, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _login(user: str, password: str | None) -> ProxyLogin:
    return ProxyLogin(Secret(unquote(user)), Secret(unquote(password or "")))
