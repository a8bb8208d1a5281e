"""What the administrator has settled about the network."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from authenticator.values import dataclass

DIRECT: Final = "direct"
_SCHEMES: Final = ("http", "https", "socks5")
PROXY_FORM: Final = (
    "give http://name:port, https://name:port or socks5://name:port, without user name and "
    f"password, or {DIRECT}"
)
PAC_FORM: Final = "give an address that begins with https, http or file"


@dataclass(frozen=True)
class NetworkRules:
    """Empty texts and None leave it to the system."""

    proxy: str = ""
    """`http://name:port`, with https or socks5 likewise; `direct` for none whatever is set."""
    pac: str = ""
    """Address of a proxy auto-configuration script: https, http or file."""
    extra_ca: Path | None = None
    """Certificates (PEM) of authorities that count beside the machine's."""


def checked_proxy(text: str) -> str:
    """The same text, if it can be a rule's `proxy`.

    Raises:
        ValueError: with what to give instead. A user name or password has no place in a file
            for everybody.
    """
    if text and text != DIRECT and not _is_proxy(text):
        raise ValueError(PROXY_FORM)
    return text


def checked_pac(text: str) -> str:
    """The same text, if it can be a rule's `pac`.

    Raises:
        ValueError: with what to give instead.
    """
    if text and urlsplit(text).scheme not in ("https", "http", "file"):
        raise ValueError(PAC_FORM)
    return text


def _is_proxy(text: str) -> bool:
    try:
        parts = urlsplit(text)
        bare = not (parts.username or parts.password or parts.query or parts.path.strip("/"))
        return bare and parts.scheme in _SCHEMES and bool(parts.hostname and parts.port)
    except ValueError:
        return False
