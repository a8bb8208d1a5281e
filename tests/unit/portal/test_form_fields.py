"""Fields of small forms, read as the standard library does."""

from urllib.parse import parse_qsl

from hypothesis import strategies as st

from portal.web.forms import _fields
from tests.support.properties import given

MOST = 4
PIECES = ("a", "b", "=", "&", "+", "%", "41", "%C3%BC", "%ff", "%2B", "%26", ";", " ", "#", "ü")


def as_the_library_reads(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=MOST))
    except ValueError:
        return {}


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_a_form_has_the_fields_that_the_library_finds(text: str) -> None:
    body = text.encode()
    assert _fields(body, MOST) == as_the_library_reads(body)
