"""What is read of the cookies that a browser sends."""

import string

import pytest
from hypothesis import strategies as st

from crypto.encoding import unb64url
from crypto.errors import Malformed
from portal.platform.asgi import COOKIE_BYTES, HEADERS, new_cookie
from portal.web.cookies import CookieName, Cookies
from tests.support.properties import given

SIGNS = string.ascii_letters + string.digits + "-_+/=é"


def sent(line: str) -> dict[str, object]:
    return {HEADERS: {b"cookie": line.encode("latin-1")}}


def is_ours(value: str) -> bool:
    try:
        unb64url(value, size=COOKIE_BYTES)
    except Malformed:
        return False
    return True


@given(st.text(SIGNS, min_size=42, max_size=44))
def test_a_cookie_is_ours_if_it_is_32_bytes_of_base64url(value: str) -> None:
    scope = sent(f"pre={value}")
    read = Cookies(secure=False).read(scope, CookieName.PRE)
    assert read == (value if is_ours(value) else None)


@pytest.mark.parametrize("last", string.ascii_letters + string.digits + "-_")
def test_every_last_sign_is_judged_as_by_the_decoder(last: str) -> None:
    value, cookies = new_cookie()[:-1] + last, Cookies(secure=False)
    scope = sent(f"pre={value}; session={value}; visit={value}")
    for read in (
        cookies.read(scope, CookieName.PRE),
        cookies.read(scope, CookieName.SESSION),
        cookies.visit(scope),
    ):
        assert (read is not None) is is_ours(value)


def test_a_visit_has_its_language_and_may_be_pending() -> None:
    cookies, value = Cookies(secure=True), new_cookie()
    scope = sent(f"other=1; __Host-visit={value}.en")
    assert cookies.visit(scope) == value
    assert (cookies.language(scope), cookies.pending(scope)) == ("en", None)
    scope = sent(f"__Host-visit={value}.xx.pending")
    assert cookies.visit(scope) is None
    assert (cookies.language(scope), cookies.pending(scope)) == (None, value)


def test_of_two_with_one_name_the_first_counts() -> None:
    first, second = new_cookie(), new_cookie()
    scope = sent(f"session={first}; session={second}")
    assert Cookies(secure=False).read(scope, CookieName.SESSION) == first


def test_without_the_prefix_it_is_none_of_ours_where_there_is_https() -> None:
    scope = sent(f"session={new_cookie()}; known=a.b")
    assert Cookies(secure=True).read(scope, CookieName.SESSION) is None
    assert Cookies(secure=True).known(scope) == ()
