"""Asks a proxy auto-configuration script (PAC) for the way to an address.

The script comes from the network and may be anybody's. It runs in a process of its own
(`pac_process`), which is killed when its time is over, whatever it is doing.
"""

import json
from typing import Final
from urllib.parse import urlsplit

from authenticator.network.routes import Proxy, Step, read_proxy
from authenticator.programs import PROXY_SCRIPT, ProgramFailed, run_self

LARGEST: Final = 1024 * 1024
"""Bytes of a script; those of large companies have some 100 KiB."""
TIME_LIMIT: Final = 5.0
"""Seconds in all, names resolved included."""
START_LIMIT: Final = 10.0
"""Seconds that the process may take to start, on top; virus scanners look at it first."""


class PacBroken(Exception):
    """The script cannot be run, takes too long, or gives no answer that can be followed."""


def ask_script(script: str, url: str, *, time_limit: float = TIME_LIMIT) -> str:
    """What the script's `FindProxyForURL` answers.

    Args:
        url: only its scheme, host and port are told: paths are none of the script's business.

    Raises:
        PacBroken: no answer.
    """
    parts = urlsplit(url)
    question = {
        "script": script,
        "url": f"{parts.scheme}://{parts.netloc}/",
        "host": parts.hostname or "",
        "seconds": time_limit,
    }
    try:
        answer = run_self(
            PROXY_SCRIPT, json.dumps(question).encode(), seconds=START_LIMIT + time_limit
        )
        return answer.decode()
    except (ProgramFailed, UnicodeDecodeError) as error:
        raise PacBroken from error


def read_answer(answer: str) -> tuple[tuple[Step, ...], str]:
    """The ways that `PROXY a:1; HTTPS b:2; DIRECT` names, and a kind that cannot be used."""
    steps: list[Step] = []
    unusable = ""
    for part in filter(None, map(str.strip, answer.split(";"))):
        kind, _, place = part.partition(" ")
        match kind.upper():
            case "DIRECT":
                steps.append(None)
            case "PROXY" | "HTTP":
                steps += _proxy("http", place.strip())
            case "HTTPS" | "SOCKS5" as word:
                steps += _proxy(word.lower(), place.strip())
            case other:
                unusable = unusable or other
    return tuple(steps), unusable


def _proxy(scheme: str, place: str) -> list[Proxy]:
    proxy, _ = read_proxy(f"{scheme}://{place}")
    return [proxy] if proxy else []
