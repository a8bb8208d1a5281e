import base64

import pytest
from hypothesis import strategies as st

from crypto.encoding import b64url, dump_object, parse_object, require_members, unb64url
from crypto.errors import Malformed
from tests.support.properties import given


@given(st.binary(max_size=200))
def test_base64url_comes_back(data: bytes) -> None:
    assert unb64url(b64url(data)) == data


def is_canonical(text: str) -> bool:
    """By the standard library, which takes more than the one form."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return False
    return base64.urlsafe_b64encode(data).decode().rstrip("=") == text


@given(st.text("AQgwBR-_+/= \n\u00e4\u0441Zz09", max_size=9))
def test_a_text_is_taken_where_the_standard_library_would_write_it(text: str) -> None:
    try:
        taken = b64url(unb64url(text)) == text
    except Malformed:
        taken = False
    assert taken == is_canonical(text)


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q", "Q+8", "Q/8", "Q Q", "ÄÄ", "QQ\n"])
def test_only_the_canonical_form_of_base64url_is_accepted(text: str) -> None:
    with pytest.raises(Malformed):
        unb64url(text)


def test_a_size_is_exact() -> None:
    with pytest.raises(Malformed):
        unb64url(b64url(b"four"), size=5)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'"x"',
        b"null",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b"\xff",
        b'{"a":' + b"[" * 20 + b"]" * 20 + b"}",
        b'{"a":' * 100_000,
    ],
)
def test_anything_but_a_plain_object_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_object(data)


def test_an_object_comes_back() -> None:
    value = {"a": 1, "b": {"c": "ä"}, "d": None, "e": [True]}
    assert parse_object(dump_object(value)) == value


@pytest.mark.parametrize(
    "value", [{}, {"a": "1"}, {"a": True}, {"a": 1, "b": 2}, {"b": 1}, {"a": 1.0}, {"a": None}]
)
def test_members_must_be_exactly_the_required_ones(value: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        require_members(value, {"a": int})


@pytest.mark.parametrize("text", ['{"a":"\\u0000"}', '{"\\u0000":1}', '{"a":["\\ud800"]}'])
def test_a_text_that_nothing_could_store_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_object(text.encode())


def test_escapes_of_whole_characters_are_read() -> None:
    assert parse_object(b'{"a":"\\ud83d\\ude00\\u00e4\\\\u0000"}') == {"a": "😀ä\\u0000"}


@pytest.mark.parametrize("levels", [8, 400, 900, 5000, 50_000])
def test_deep_nesting_is_refused_however_deep(levels: int) -> None:
    with pytest.raises(Malformed):
        parse_object(b'{"a":' + b"[" * levels + b"]" * levels + b"}")
