"""What an `aokzweifaktor:` link may do: fill in step 2, or show an open request. Nothing else.

A link never chooses the portal: one that names another than the configured is refused.
"""

from collections.abc import Iterable
from typing import Final

from authenticator.failures import Failure, Refused
from authenticator.flows.activation_input import read_login
from authenticator.model import Secret
from authenticator.portal_address import portal_address
from authenticator.values import dataclass
from crypto.app_link import SCHEME, ActivationLink, LoginLink, read_app_link
from crypto.errors import Malformed

LONGEST_TEXT: Final = 20_000
"""Characters of a clipboard that are looked at."""


@dataclass(frozen=True)
class FillIn:
    """For step 2 of the activation; terms and PIN still come from the user."""

    login: str
    """As `read_login` gives it, if it can; empty where only a code was found."""
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


def find_activations(text: str, portal: str) -> frozenset[FillIn]:
    """What a text asks to fill in: its activation links, else its code.

    Several only where none of them is likelier than another.

    Raises:
        Refused: as `read_link`, when no link can be followed.
    """
    # Not imported with the window: its patterns take longer than the rest of step 2.
    from authenticator.code_search.links import links_in
    from authenticator.code_search.search import find_codes

    near = text[:LONGEST_TEXT]
    linked = _activations(links_in(near), portal)
    return linked or frozenset(FillIn("", Secret(code)) for code in find_codes(near))


def scanned_activations(texts: Iterable[str], portal: str) -> frozenset[FillIn]:
    """What QR codes ask to fill in. One counts only if it is a link, or nothing but the code.

    Raises:
        Refused: as `read_link`, when no link can be followed and there is no code.
    """
    from authenticator.code_search.search import scanned_code

    said = {text.strip() for text in texts}
    codes = {code for text in said if (code := scanned_code(text))}
    bare = {FillIn("", Secret(code)) for code in codes}
    links = {text for text in said if text.lower().startswith(f"{SCHEME}:")}
    try:
        linked = _activations(links, portal)
    except Refused:
        if not bare:
            raise
        linked = frozenset()
    known = {each.code for each in linked}
    return linked | {each for each in bare if each.code not in known}


def _activations(links: Iterable[str], portal: str) -> frozenset[FillIn]:
    """Of several links those that can be followed.

    Raises:
        Refused: there is none that can be.
    """
    found: set[FillIn | ShowRequest] = set()
    refusal: Refused | None = None
    for link in links:
        try:
            found.add(read_link(link, portal))
        except Refused as refused:
            refusal = refused
    if refusal is not None and not found:
        raise refusal
    return frozenset(each for each in found if isinstance(each, FillIn))


def _fill_in(link: ActivationLink, portal: str) -> FillIn:
    try:
        named = portal_address(link.portal)
    except ValueError as error:
        raise Refused(Failure.LINK_FOREIGN) from error
    if named != portal:
        raise Refused(Failure.LINK_FOREIGN)
    login = read_login(link.login)
    return FillIn(login if isinstance(login, str) else link.login, Secret(link.code))
