"""Links that open the app (`aokzweifaktor:`), made by portal and app, read by the app.

A link fills in or brings to the front; it never agrees to anything. See docs/protocol.md.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from crypto.encoding import unb64url
from crypto.errors import Malformed
from crypto.protocol import CODE_DIGITS, LONGEST_LOGIN

SCHEME: Final = "aokzweifaktor"
LONGEST: Final = 2048
"""Characters; any link that this module makes is shorter."""

_ACTIVATE: Final = f"{SCHEME}:activate"
_LOGIN: Final = f"{SCHEME}:login"
_HOST: Final = r"(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])"
_ORIGIN: Final = re.compile(rf"https?://{_HOST}(?::[1-9][0-9]{{0,4}})?", re.ASCII)
_CODE: Final = re.compile(rf"[0-9]{{{CODE_DIGITS}}}", re.ASCII)

_UNRESERVED: Final = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)
_PERCENT: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_QUERY: Final = re.compile(r"(?:[A-Za-z0-9\-._~!$'()*,;:@/?]|%[0-9A-Fa-f]{2})*", re.ASCII)
"""RFC 3986, section 3.4, less the signs that part members, and the plus that some read as blank."""


@dataclass(frozen=True)
class ActivationLink:
    """Fills in step 2 of the activation."""

    portal: str
    """Origin of the portal that gave the code; the app follows it to no other than its own."""
    login: str
    """User name as the portal has it; at most 254 bytes."""
    code: str = field(repr=False)
    """8 digits."""

    def __post_init__(self) -> None:
        """Refuse what no link can carry.

        Raises:
            Malformed: which member it is stands in the message, its value does not.
        """
        if not _ORIGIN.fullmatch(self.portal):
            raise Malformed("portal is no origin")
        if not _is_login(self.login):
            raise Malformed("login is no user name")
        if not _CODE.fullmatch(self.code):
            raise Malformed("code is not 8 digits")

    @property
    def text(self) -> str:
        """The link itself, ASCII; holds the code."""
        members = {"portal": self.portal, "login": self.login, "code": self.code}
        query = "&".join(f"{name}={_quoted(value)}" for name, value in members.items())
        return f"{_ACTIVATE}?{query}"


@dataclass(frozen=True)
class LoginLink:
    """Brings the window to the front with an open request."""

    challenge: str
    """`cid` of the challenge: 128 random bits, base64url."""

    def __post_init__(self) -> None:
        """Refuse what is no id.

        Raises:
            Malformed: not 16 bytes in base64url.
        """
        unb64url(self.challenge, size=16)

    @property
    def text(self) -> str:
        """The link itself, ASCII; holds no secret."""
        return f"{_LOGIN}?challenge={self.challenge}"


AppLink = ActivationLink | LoginLink


def read_app_link(text: str) -> AppLink:
    """Read a link of either kind.

    Exactly the members of its kind, each once, in any order. The scheme may be in capitals
    (RFC 3986, section 3.1); everything else is as it was made.

    Raises:
        Malformed: anything else. Never carries the text.
    """
    if len(text) > LONGEST:
        raise Malformed("too long for a link")
    scheme, colon, rest = text.partition(":")
    kind, mark, query = rest.partition("?")
    if scheme.lower() != SCHEME or not colon or not mark:
        raise Malformed("not a link of this app")
    members = _members(query)
    match kind, sorted(members):
        case "activate", ["code", "login", "portal"]:
            return ActivationLink(**members)
        case "login", ["challenge"]:
            return LoginLink(**members)
    raise Malformed("unknown kind of link, or unknown or missing members")


def _members(query: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in query.split("&")]
    members = {name: _unquoted(value) for name, _, value in pairs}
    if len(members) != len(pairs):
        raise Malformed("duplicate members")
    return members


def _quoted(text: str) -> str:
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in text.encode())


def _unquoted(text: str) -> str:
    if not _QUERY.fullmatch(text):
        raise Malformed("signs that no link has")
    data = _PERCENT.sub(lambda found: bytes.fromhex(found[1].decode()), text.encode())
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error


def _is_login(text: str) -> bool:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return False
    return 0 < size <= LONGEST_LOGIN and text.isprintable() and " " not in text
