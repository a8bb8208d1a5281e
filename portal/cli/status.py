"""`status`."""

import argparse
import http.client
import json
import time
from typing import Any, Final

from portal.cli.problems import CommandProblem
from portal.monitoring.interface import JSON, READY, Access, as_text, monitoring_access
from portal.platform.settings import load_settings

_PAUSE_SECONDS: Final = 0.2
_ANSWER_SECONDS: Final = 10


def status(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the running portal says of itself; `ok` is whether it is ready."""
    access = monitoring_access(load_settings(arguments.data))
    if access is None:
        raise CommandProblem(
            "A running portal cannot be asked: write monitoring into portal.toml, as in "
            'monitoring = "127.0.0.1:9100", and start it anew.'
        )
    until = time.monotonic() + arguments.wait
    found = _asked(access)
    while (found is None or not found["ready"]) and time.monotonic() < until:
        time.sleep(_PAUSE_SECONDS)
        found = _asked(access)
    if found is None:
        raise CommandProblem(
            f"No portal answers at {access.host}:{access.port}: start it, or see its log."
        )
    return {"ok": found["ready"], **found}


def say_status(result: dict[str, Any]) -> str:
    """The answer as text."""
    return as_text(result)


def _asked(access: Access) -> dict[str, Any] | None:
    """None where nobody answers."""
    connection = http.client.HTTPConnection(access.host, access.port, timeout=_ANSWER_SECONDS)
    try:
        connection.request(
            "GET", READY, headers={"accept": JSON, "authorization": f"Bearer {access.token}"}
        )
        found: dict[str, Any] = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        # Another program may have the port.
        return None
    finally:
        connection.close()
    return found if "ready" in found else None
