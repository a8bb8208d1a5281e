"""How far app and portal have come with PA/1 (docs/protocol.md, Level), and versions of the app."""

import re
from dataclasses import dataclass
from typing import Final

from crypto.encoding import JsonObject, dump_object, parse_object, require_members
from crypto.errors import Malformed

VERSION_PATH: Final = "/pa/v1/version"
LEVEL: Final = 2
"""What this code speaks: member `level` of each request. It counts up with each addition."""
LOWEST_APP: Final = 1
"""The lowest level of a request that this code still serves as a portal."""
TOLD_VERSION: Final = 2
"""The level since which `poll` is told the lowest version of the app."""

_MEMBERS: Final[dict[str, type]] = {"level": int, "lowest_app": int}
_APP_VERSION: Final = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,5}){1,3}")


@dataclass(frozen=True)
class Version:
    """What a portal says of itself; unsigned, so good for an advice and for nothing else."""

    level: int
    lowest_app: int


def version_document() -> bytes:
    """What a portal answers."""
    return dump_object({"level": LEVEL, "lowest_app": LOWEST_APP})


def read_version(data: bytes) -> Version:
    """Members that are not known are left alone.

    Raises:
        Malformed: not such a document.
    """
    value = parse_object(data)
    known: JsonObject = {name: value[name] for name in _MEMBERS if name in value}
    require_members(known, _MEMBERS)
    return Version(**known)


def version_order(text: str) -> tuple[int, ...]:
    """What versions of the app are compared by: 1.2 and 1.2.0 are the same one.

    Raises:
        Malformed: not two to four numbers with dots between them.
    """
    if not _APP_VERSION.fullmatch(text):
        raise Malformed("not a version")
    numbers = [int(number) for number in text.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
