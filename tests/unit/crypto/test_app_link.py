from string import printable

import pytest
from hypothesis import example
from hypothesis import strategies as st

from crypto.app_link import LONGEST, SCHEME, ActivationLink, LoginLink, read_app_link
from crypto.encoding import b64url
from crypto.errors import Malformed
from tests.support.properties import given

PORTAL, LOGIN, CODE = "https://portal.example", "max.mustermann+1@abc.de", "10542963"
LINK = ActivationLink(PORTAL, LOGIN, CODE)
TEXT = (
    "aokzweifaktor:activate?portal=https%3A%2F%2Fportal.example"
    "&login=max.mustermann%2B1%40abc.de&code=10542963"
)
CID = b64url(bytes(range(16)))


def refuses(text: str) -> bool:
    try:
        read_app_link(text)
    except Malformed as error:
        return CODE not in str(error)
    return False


def test_an_activation_link_is_one_fixed_text() -> None:
    assert LINK.text == TEXT
    assert read_app_link(TEXT) == LINK


def test_a_login_link_is_one_fixed_text() -> None:
    assert LoginLink(CID).text == f"aokzweifaktor:login?challenge={CID}"
    assert read_app_link(f"aokzweifaktor:login?challenge={CID}") == LoginLink(CID)


@pytest.mark.parametrize(
    "text",
    [
        f"AOKZWEIFAKTOR:{TEXT.partition(':')[2]}",
        f"aokzweifaktor:activate?code={CODE}&login=max.mustermann%2b1@abc.de&portal=https://portal.example",
    ],
    ids=["capitals", "other order, fewer escapes"],
)
def test_what_programs_on_the_way_may_change_is_read(text: str) -> None:
    assert read_app_link(text) == LINK


@given(
    st.from_regex(r"\Ahttps://[a-z0-9]{1,60}(\.[a-z]{2,20}){0,3}(:[1-9][0-9]{0,4})?\Z"),
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=254),
    st.from_regex(r"\A[0-9]{8}\Z"),
)
@example("http://[::1]:8000", "ß&=?#%+ä@xn--abc.de".replace(" ", ""), "00000000")
def test_every_activation_link_comes_back(portal: str, login: str, code: str) -> None:
    if len(login.encode()) > 254:
        with pytest.raises(Malformed):
            ActivationLink(portal, login, code)
        return
    link = ActivationLink(portal, login, code)
    assert len(link.text) <= LONGEST
    assert link.text.isascii()
    assert read_app_link(link.text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "aokzweifaktor:",
        "aokzweifaktor:activate",
        "aokzweifaktor:activate?",
        f"aokzweifaktor://{TEXT.partition(':')[2]}",
        f"https:{TEXT.partition(':')[2]}",
        f" {TEXT}",
        f"{TEXT}\n",
        f"{TEXT}#",
        f"{TEXT}&",
        f"{TEXT}&code={CODE}",
        f"{TEXT}&next=1",
        TEXT.replace("activate", "login"),
        TEXT.replace("activate", "Activate"),
        TEXT.replace(CODE, CODE[:-1]),
        TEXT.replace(CODE, CODE + "1"),
        TEXT.replace(CODE, "\uff110542963"),
        TEXT.replace("%40", "+"),
        TEXT.replace("%40", " "),
        TEXT.replace("%40", "%20"),
        TEXT.replace("%40", "%00"),
        TEXT.replace("%40", "%0A"),
        TEXT.replace("%40", "%E2%80%AE"),
        TEXT.replace("%40", "%ED%A0%80"),
        TEXT.replace("%40", "%ff"),
        TEXT.replace("%40", "%4g"),
        TEXT.replace("%40", "%zz"),
        TEXT.replace("max", "m" * 255),
        TEXT.replace("login=max.mustermann%2B1%40abc.de", "login="),
        TEXT.replace("portal.example", "portal.example%2F"),
        TEXT.replace("portal.example", "me%40portal.example"),
        TEXT.replace("portal.example", "portal.example%3Fx"),
        TEXT.replace("portal.example", "Portal.example"),
        TEXT.replace("portal.example", "p%C3%B6rtal.example"),
        TEXT.replace("https", "javascript"),
        f"{TEXT}{'x' * LONGEST}",
        f"aokzweifaktor:login?challenge={CID}&code={CODE}",
        f"aokzweifaktor:login?challenge={CID[:-1]}",
        f"aokzweifaktor:login?challenge={CID}==",
        f"aokzweifaktor:login?challenge={CODE}",
    ],
)
def test_anything_else_is_refused_without_being_quoted(text: str) -> None:
    assert refuses(text)


@given(
    st.text(max_size=300) | st.text(alphabet=printable, max_size=200).map("aokzweifaktor:".__add__)
)
def test_reading_is_total(text: str) -> None:
    try:
        link = read_app_link(text)
    except Malformed:
        return
    assert read_app_link(link.text) == link


def test_a_link_shows_no_code_where_it_is_printed() -> None:
    assert CODE not in repr(LINK)


def test_the_scheme_has_letters_only_so_that_every_opener_knows_it() -> None:
    assert SCHEME.isascii()
    assert SCHEME.isalpha()
