"""Asks a proxy auto-configuration script (PAC) for the way to an address.

The script comes from the network and may be anybody's. It runs in an engine that knows the
language and nothing else: no files, no network, no programs. It may have names resolved, a few
times. Memory, stack and time are limited.
"""

import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from authenticator.network.routes import Proxy, Step, read_proxy
from authenticator.time_limit import within

LARGEST: Final = 1024 * 1024
"""Bytes of a script; those of large companies have some 100 KiB."""
TIME_LIMIT: Final = 5.0
"""Seconds in all, names resolved included."""

_CPU_SECONDS: Final = 2
_MEMORY: Final = 32 * 1024 * 1024
_STACK: Final = 256 * 1024
_MOST_NAMES: Final = 20
_FUNCTIONS: Final = Path(__file__).with_name("pac_functions.js")
_NAME: Final = re.compile(r"[0-9A-Za-z._-]{1,253}")


class PacBroken(Exception):
    """The script cannot be run, takes too long, or gives no answer that can be followed."""


def ask_script(script: str, url: str, *, time_limit: float = TIME_LIMIT) -> str:
    """What the script's `FindProxyForURL` answers.

    Args:
        url: only its scheme, host and port are told: paths are none of the script's business.

    Raises:
        PacBroken: no answer.
    """
    try:
        return within(time_limit, lambda: _run(script, url), PacBroken, name="pac")
    except TimeoutError:
        raise PacBroken from None


def read_answer(answer: str) -> tuple[tuple[Step, ...], str]:
    """The ways that `PROXY a:1; HTTPS b:2; DIRECT` names, and a kind that cannot be used."""
    steps: list[Step] = []
    unusable = ""
    for part in filter(None, map(str.strip, answer.split(";"))):
        kind, _, place = part.partition(" ")
        match kind.upper():
            case "DIRECT":
                steps.append(None)
            case "PROXY" | "HTTP" | "HTTPS" as word:
                steps += _proxy("https" if word == "HTTPS" else "http", place.strip())
            case other:
                unusable = unusable or other
    return tuple(steps), unusable


def _proxy(scheme: str, place: str) -> list[Proxy]:
    proxy, _ = read_proxy(f"{scheme}://{place}")
    return [proxy] if proxy else []


def _run(script: str, url: str) -> str:
    import quickjs

    parts = urlsplit(url)
    context = quickjs.Context()
    context.set_memory_limit(_MEMORY)
    context.set_max_stack_size(_STACK)
    context.set_time_limit(_CPU_SECONDS)
    context.add_callable("dnsResolve", _resolver())
    try:
        context.eval(_FUNCTIONS.read_text("utf-8"))
        context.eval(script)
        find = context.get("FindProxyForURL")
        answer = find(f"{parts.scheme}://{parts.netloc}/", parts.hostname or "")
    except (quickjs.JSException, TypeError, ValueError) as error:
        raise PacBroken from error
    if not isinstance(answer, str):
        raise PacBroken
    return answer


def _resolver() -> Callable[[object], str]:
    """Resolves a few names; the empty one is this computer's own address."""
    left = _MOST_NAMES

    def resolve(name: object) -> str:
        nonlocal left
        left -= 1
        if left < 0 or not isinstance(name, str):
            return ""
        if not name:
            return _own_address()
        try:
            return socket.gethostbyname(name) if _NAME.fullmatch(name) else ""
        except OSError:
            return ""

    return resolve


def _own_address() -> str:
    """Of the interface that leads outside; nothing is sent for it (192.0.2.1: RFC 5737)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
