"""What the administrator has settled about the network."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from authenticator.failures import Failure, Refused

DIRECT: Final = "direct"


@dataclass(frozen=True)
class NetworkRules:
    """Empty texts and None leave it to the system."""

    proxy: str = ""
    """`http://name:port`, or `direct` for none whatever the system says."""
    pac: str = ""
    """Address of a proxy auto-configuration script: https, http or file."""
    extra_ca: Path | None = None
    """Certificates (PEM) of authorities that count beside the machine's."""


def check_rules(rules: NetworkRules) -> NetworkRules:
    """The same rules, if they can be followed.

    Raises:
        Refused: POLICY_INVALID. A user name or password has no place in a file for everybody.
    """
    if rules.proxy and rules.proxy != DIRECT and not _is_proxy(rules.proxy):
        raise Refused(Failure.POLICY_INVALID)
    if rules.pac and urlsplit(rules.pac).scheme not in ("https", "http", "file"):
        raise Refused(Failure.POLICY_INVALID)
    if rules.proxy and rules.pac:
        raise Refused(Failure.POLICY_INVALID)
    return rules


def _is_proxy(text: str) -> bool:
    try:
        parts = urlsplit(text)
        bare = not (parts.username or parts.password or parts.query or parts.path.strip("/"))
        return bare and parts.scheme in ("http", "https") and bool(parts.hostname and parts.port)
    except ValueError:
        return False
