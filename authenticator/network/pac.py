"""Asks a proxy auto-configuration script (PAC) for the way to an address.

The script comes from the network and may be anybody's. It runs in an engine that knows the
language and nothing else: no files, no network, no programs. It may have names resolved, a few
times. Memory, stack and time are limited.
"""

import json
import re
import socket
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from authenticator.network.routes import Proxy, Step, read_proxy
from authenticator.time_limit import run_with_timeout

LARGEST: Final = 1024 * 1024
"""Bytes of a script; those of large companies have some 100 KiB."""
TIME_LIMIT: Final = 5.0
"""Seconds in all, names resolved included."""

_CPU_SECONDS: Final = 1
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
    end = time.monotonic() + time_limit
    try:
        return run_with_timeout(time_limit, lambda: _run(script, url, end), PacBroken, name="pac")
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


def _run(script: str, url: str, end: float) -> str:
    """Anew with each name that the script wants resolved: no call leads out of the engine."""
    names: dict[str, str] = {}
    while len(names) <= _MOST_NAMES and time.monotonic() < end:
        answer, wanted = _once(script, url, names)
        if wanted is None:
            return answer
        names[wanted] = _resolve(wanted)
    raise PacBroken


def _once(script: str, url: str, names: dict[str, str]) -> tuple[str, str | None]:
    """The answer, or a name that is needed first."""
    import quickjs

    parts = urlsplit(url)
    context = quickjs.Context()
    context.set_memory_limit(_MEMORY)
    context.set_max_stack_size(_STACK)
    context.set_time_limit(_CPU_SECONDS)
    answer: object = None
    try:
        context.eval(f"var resolvedNames = {json.dumps(names)};")
        context.eval(_FUNCTIONS.read_text("utf-8"))
        context.eval(script)
        find = context.get("FindProxyForURL")
        answer = find(f"{parts.scheme}://{parts.netloc}/", parts.hostname or "")
    except (quickjs.JSException, TypeError, ValueError) as error:
        if context.get("wantedName") is None:
            raise PacBroken from error
    wanted = context.get("wantedName")
    if isinstance(wanted, str):
        return "", wanted
    if not isinstance(answer, str):
        raise PacBroken
    return answer, None


def _resolve(name: str) -> str:
    """An address as text, empty when there is none; the empty name is this computer."""
    if not name:
        return _own_address()
    try:
        return socket.gethostbyname(name) if _NAME.fullmatch(name) else ""
    except OSError:
        return ""


def _own_address() -> str:
    """Of the interface that leads outside; nothing is sent for it (192.0.2.1: RFC 5737)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
