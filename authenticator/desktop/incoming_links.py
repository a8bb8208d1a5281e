"""What an `aokzweifaktor:` link may do: fill in step 2, or show an open request. Nothing else.

A link never chooses the portal: one that names another than the configured is refused.
"""

import re
from dataclasses import dataclass
from typing import Final

from authenticator.config import portal_address
from authenticator.failures import Failure, Refused
from authenticator.flows.activation_input import read_code
from authenticator.model import Secret
from crypto.app_link import SCHEME, ActivationLink, LoginLink, read_app_link
from crypto.errors import Malformed

LONGEST_TEXT: Final = 20_000
"""Characters of a clipboard that are looked at."""

_LINK: Final = re.compile(rf"\b{SCHEME}:[!#-;=?-~]+", re.ASCII | re.IGNORECASE)
_AFTER: Final = ".,;:!?)]}'"
"""Signs that a sentence puts behind a link, and that no link ends with."""


@dataclass(frozen=True)
class FillIn:
    """For step 2 of the activation; terms and PIN still come from the user."""

    login: str
    """As the portal has it; empty where only a code was found."""
    code: Secret


@dataclass(frozen=True)
class ShowRequest:
    """Bring the request to the front, where it is open."""

    cid: str


def read_link(text: str, portal: str) -> FillIn | ShowRequest:
    """What the link asks for.

    Args:
        text: the link as the system hands it over.
        portal: address of the configured portal.

    Raises:
        Refused: LINK_UNREADABLE, or LINK_FOREIGN when it names another portal.
    """
    try:
        match read_app_link(text):
            case LoginLink(challenge):
                return ShowRequest(challenge)
            case ActivationLink() as link:
                return _fill_in(link, portal)
    except Malformed as error:
        raise Refused(Failure.LINK_UNREADABLE) from error


def find_activation(text: str, portal: str) -> FillIn | None:
    """The activation link or code somewhere in `text`; None when there is not exactly one.

    Raises:
        Refused: as `read_link`, when there is a link that cannot be followed.
    """
    near = text[:LONGEST_TEXT]
    links = {link.rstrip(_AFTER) for link in _LINK.findall(near)}
    if links:
        found = {read_link(link, portal) for link in links}
        wanted = [each for each in found if isinstance(each, FillIn)]
        return wanted[0] if len(wanted) == 1 else None
    code = read_code(near)
    return None if code is None else FillIn("", Secret(code))


def _fill_in(link: ActivationLink, portal: str) -> FillIn:
    try:
        named = portal_address(link.portal)
    except ValueError as error:
        raise Refused(Failure.LINK_FOREIGN) from error
    if named != portal:
        raise Refused(Failure.LINK_FOREIGN)
    return FillIn(link.login, Secret(link.code))
