"""What an operator's programs ask, and what they show for it; needs no server."""

import hmac
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from portal.platform.settings import Settings, SettingsProblem
from portal.platform.text_files import UnreadableFile, read_text_file

LIVE: Final = "/live"
READY: Final = "/ready"
METRICS: Final = "/metrics"
JSON: Final = "application/json"

_SHORTEST_TOKEN: Final = 32
_SCHEME: Final = b"bearer "


@dataclass(frozen=True)
class Access:
    """Where the operator's programs ask, and how they show that they are the operator's."""

    host: str
    port: int
    token: str = field(default="", repr=False)
    """"" where whoever reaches the address may ask."""

    def permits(self, authorization: str) -> bool:
        """Whether a header `Authorization` brings the token (RFC 6750)."""
        given = authorization.encode("latin-1")
        named = given[: len(_SCHEME)].lower() == _SCHEME
        return not self.token or (
            named and hmac.compare_digest(given[len(_SCHEME) :].strip(), self.token.encode())
        )


def monitoring_access(settings: Settings) -> Access | None:
    """What the settings say; None without `monitoring`.

    Raises:
        SettingsProblem: with a sentence for the operator.
    """
    if not settings.monitoring:
        return None
    host, _, port = settings.monitoring.rpartition(":")
    address = ip_address(host.strip("[]"))
    if not settings.monitoring_token_file:
        if not address.is_loopback:
            raise SettingsProblem(
                f"monitoring is {settings.monitoring}, which others can reach: name a file with a "
                "token in monitoring_token_file, or give an address such as 127.0.0.1:9100."
            )
        return Access(str(address), int(port))
    return Access(str(address), int(port), _token(Path(settings.monitoring_token_file)))


def with_monitoring_of(settings: Settings, worker: int) -> Settings:
    """Each of several workers answers at a port of its own: the first at the one that is set, the
    next one at the next, and so on.
    """
    if not settings.monitoring:
        return settings
    host, _, port = settings.monitoring.rpartition(":")
    return replace(settings, monitoring=f"{host}:{int(port) + worker}")


def not_free(access: Access) -> SettingsProblem:
    """What to say where its address cannot be listened on."""
    return SettingsProblem(
        f"monitoring: {access.host}:{access.port} cannot be listened on: choose another one, or "
        "end the program that uses it."
    )


def _token(path: Path) -> str:
    try:
        token = read_text_file(path).strip()
    except (UnreadableFile, OSError) as error:
        raise SettingsProblem(f"monitoring_token_file: {path} cannot be read.") from error
    if len(token) < _SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise SettingsProblem(
            f"monitoring_token_file: {path} holds no token: write one with "
            f"'openssl rand -hex 32', {_SHORTEST_TOKEN} characters at least."
        )
    return token


Answer = dict[str, Any]
"""Of READY, as JSON: `ready`; `level`: ok, warning or failed; `checks`, each with `check`, `level`
and `words`.
"""


def as_text(answer: Answer) -> str:
    """The answer for people: what is wrong, in words."""
    wrong = (one for one in answer["checks"] if one["words"])
    lines = [f"{one['level']}: {one['check']}: {one['words']}" for one in wrong]
    return "\n".join([headline(ready=answer["ready"]), *lines])


def headline(*, ready: bool) -> str:
    """The first line."""
    return "ready" if ready else "not ready"
