"""How far app and portal have come with PA/1 (docs/protocol.md, Level)."""

from dataclasses import dataclass
from typing import Final

from crypto.encoding import JsonObject, dump_object, parse_object, require_members

VERSION_PATH: Final = "/pa/v1/version"
LEVEL: Final = 1
"""What this code speaks: member `level` of each request. It counts up with each addition."""
LOWEST_APP: Final = 1
"""The lowest level of a request that this code still serves as a portal."""

_MEMBERS: Final[dict[str, type]] = {"level": int, "lowest_app": int}


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
