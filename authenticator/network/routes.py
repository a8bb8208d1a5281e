"""Which way to the portal: directly or through which proxies, and who says so."""

from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote, urlsplit, urlunsplit

from authenticator.model import Secret


@dataclass(frozen=True)
class ProxyLogin:
    """User name and password at a proxy. Neither shows up in a repr."""

    user: Secret
    password: Secret


@dataclass(frozen=True)
class Proxy:
    """An HTTP proxy, by name and port alone: what is shown and logged holds no password."""

    host: str
    port: int
    tls: bool = False
    """Whether it is spoken to over TLS itself."""

    @property
    def name(self) -> str:
        """As people write it."""
        return f"{self.host}:{self.port}"

    @property
    def address(self) -> str:
        """As HTTP libraries want it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"


Step = Proxy | None
"""One way to try; None is the direct one."""


class Source(Enum):
    """Who says which way to take."""

    POLICY = "policy"
    ENVIRONMENT = "environment"
    SYSTEM = "system"
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
    """A kind of proxy that was named and cannot be used (SOCKS), in the source's words."""

    def __str__(self) -> str:
        return ", ".join(step.name if step else "direct" for step in self.steps)


def read_proxy(text: str) -> tuple[Proxy | None, ProxyLogin | None]:
    """A proxy from an address that may carry a login; None when it is no HTTP proxy."""
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None, None
    if parts.scheme not in ("http", "https") or not host:
        return None, None
    login = _login(parts.username, parts.password) if parts.username else None
    tls = parts.scheme == "https"
    return Proxy(host, port or (443 if tls else 80), tls), login


def bare_address(url: str) -> str:
    """An address as it may be shown: without login, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _login(user: str, password: str | None) -> ProxyLogin:
    return ProxyLogin(Secret(unquote(user)), Secret(unquote(password or "")))
