"""What a user agrees to: exact bytes, signed by the PIN key, tied to one envelope."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from crypto.encoding import JsonObject, dump_object, parse_object, require_members
from crypto.errors import Malformed

if TYPE_CHECKING:
    from crypto.envelope import Request


class Kind(StrEnum):
    """Member `t` of a statement."""

    ACTIVATE = "activate"
    CONFIRM = "confirm"
    RESPOND = "respond"
    APPLOGIN = "applogin"
    PINCHANGE = "pinchange"
    ROTATE = "rotate"
    INVITE = "invite"
    REVOKE = "revoke"
    ENROL = "enrol"


class Decision(StrEnum):
    """What the user answers to a challenge."""

    APPROVE = "approve"
    DENY = "deny"
    REPORT = "report"


_CONTENT: Final[dict[Kind, dict[str, type]]] = {
    Kind.ACTIVATE: {
        "login": str,
        "code": str,
        "aid": str,
        "pin": str,
        "name": str,
        "os": str,
        "app": str,
        "terms": str,
        "terms_sha256": str,
        "roaming": str,
    },
    Kind.CONFIRM: {"aid": str},
    Kind.RESPOND: {"cid": str, "ch": str, "decision": str, "code": str},
    Kind.APPLOGIN: {},
    Kind.PINCHANGE: {"pv": str},
    Kind.ROTATE: {"new": str},
    Kind.INVITE: {"mode": str, "to": str},
    Kind.REVOKE: {"target": str},
    Kind.ENROL: {"name": str, "roaming": str},
}


@dataclass(frozen=True)
class Slot:
    """The members of an envelope that a statement repeats, so that it fits no other one."""

    aud: str
    dev: str
    jti: str
    n: str

    @classmethod
    def of(cls, request: "Request") -> "Slot":
        return cls(request.aud, request.dev, request.jti, request.n)


def make_statement(kind: Kind, slot: Slot, **content: str) -> bytes:
    """The exact bytes of a statement.

    Raises:
        Malformed: `content` has not exactly the members of `kind`.
    """
    require_members(content, _CONTENT[kind])
    return dump_object({"t": kind.value, **vars(slot), **content})


def read_statement(data: bytes, kind: Kind, slot: Slot) -> JsonObject:
    """Parse a statement and check that it belongs to this envelope.

    Raises:
        Malformed: another kind, other members, or made for another envelope.
    """
    value = parse_object(data)
    repeated, content = {"t": kind.value, **vars(slot)}, _CONTENT[kind]
    require_members(value, dict.fromkeys(repeated, str) | content)
    if not repeated.items() <= value.items():
        raise Malformed("a statement for something else")
    return {name: value[name] for name in content}
