import pytest
from hypothesis import given
from hypothesis import strategies as st

from authenticator.desktop.incoming_links import FillIn, ShowRequest, find_activation, read_link
from authenticator.failures import Failure, Refused
from authenticator.model import Secret
from crypto.app_link import ActivationLink, LoginLink
from crypto.encoding import b64url

PORTAL, LOGIN, CODE = "https://portal.example", "max.mustermann@abc.de", "10542963"
LINK = ActivationLink(PORTAL, LOGIN, CODE).text
FOREIGN = ActivationLink("https://portal.example.evil.example", LOGIN, CODE).text
FILL_IN = FillIn(LOGIN, Secret(CODE))
CID = b64url(bytes(16))


def failure(text: str, portal: str = PORTAL) -> Failure:
    with pytest.raises(Refused) as refused:
        read_link(text, portal)
    assert CODE not in str(refused.value)
    return refused.value.problem.failure


def test_an_activation_link_fills_in_user_name_and_code() -> None:
    assert read_link(LINK, PORTAL) == FILL_IN
    assert CODE not in repr(read_link(LINK, PORTAL))


def test_the_user_name_is_brought_to_the_portals_form() -> None:
    assert read_link(ActivationLink(PORTAL, "Max@ABC.de", CODE).text, PORTAL) == FillIn(
        "max@abc.de", Secret(CODE)
    )


def test_a_login_link_only_names_a_request() -> None:
    assert read_link(LoginLink(CID).text, PORTAL) == ShowRequest(CID)


@pytest.mark.parametrize(
    "portal",
    [
        "https://portal.example.evil.example",
        "https://portal.example:8443",
        "http://portal.example",
        "http://127.0.0.1:8000",
    ],
)
def test_a_link_of_another_portal_is_refused(portal: str) -> None:
    assert failure(ActivationLink(portal, LOGIN, CODE).text) is Failure.LINK_FOREIGN


@pytest.mark.parametrize(
    "text", ["", "aokzweifaktor:activate", f"{LINK}&x=1", "https://portal.example"]
)
def test_what_is_no_link_is_refused(text: str) -> None:
    assert failure(text) is Failure.LINK_UNREADABLE


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        f"Ihr Link: {LINK}.",
        f"<{LINK}>",
        f'<a href="{LINK}">',
        f"({LINK}), noch einmal: {LINK}",
        f"Code 1234 5678, Link {LINK}",
    ],
)
def test_a_link_is_found_in_any_text(text: str) -> None:
    assert find_activation(text, PORTAL) == FILL_IN


@pytest.mark.parametrize("text", [CODE, f"Ihr Aktivierungscode: {CODE[:4]} {CODE[4:]}."])
def test_a_code_alone_is_found_too(text: str) -> None:
    assert find_activation(text, PORTAL) == FillIn("", Secret(CODE))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Guten Tag",
        "1054 2963 oder 2054 2963",
        LoginLink(CID).text,
        f"{LINK} {ActivationLink(PORTAL, LOGIN, '20542963').text}",
        "x" * 20_000 + LINK,
    ],
)
def test_where_there_is_not_exactly_one_nothing_is_chosen(text: str) -> None:
    assert find_activation(text, PORTAL) is None


def test_the_code_of_a_foreign_link_is_not_taken_out_of_it() -> None:
    with pytest.raises(Refused) as refused:
        find_activation(f"Bitte hier: {FOREIGN}", PORTAL)
    assert refused.value.problem.failure is Failure.LINK_FOREIGN


@given(st.text(max_size=300))
def test_looking_into_any_text_finds_or_refuses(text: str) -> None:
    allowed = {Failure.LINK_UNREADABLE, Failure.LINK_FOREIGN}
    try:
        found = find_activation(f"aokzweifaktor:{text}", PORTAL)
    except Refused as refusal:
        ended = refusal.problem.failure in allowed
    else:
        ended = found is None or len(found.code.reveal()) == 8
    assert ended
