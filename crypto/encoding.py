"""Base64url (RFC 7515, section 2) and strict JSON objects."""

import json
from binascii import Error as BadBase64
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterator
from typing import Any, Final

from crypto.errors import Malformed

JsonObject = dict[str, Any]

_DEEPEST: Final = 8


# Both alphabets (RFC 4648, sections 4 and 5) change places; what is of one alone is foreign in the
# other.
_TO_URL: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URL: Final = bytes.maketrans(b"-_+/=", b"+/!!!")
_PADDING: Final = (b"", b"===", b"==", b"=")
_LAST: Final = ("", "", "AQgw", "AEIMQUYcgkosw048")
"""How a text of 4n+2 or 4n+3 characters may end: the bits that stand for nothing are zero."""


def b64url(data: bytes) -> str:
    """Encode without padding (RFC 7515, section 2)."""
    return b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=").decode()


def unb64url(text: str, *, size: int | None = None) -> bytes:
    """Decode the one canonical form of `text`; `size` is the exact number of bytes wanted.

    Raises:
        Malformed: padding, foreign characters, stray bits or another size.
    """
    over = len(text) % 4
    if over and text[-1] not in _LAST[over]:
        raise Malformed("not canonical base64url")
    try:
        raw = text.encode("ascii").translate(_FROM_URL)
        data = a2b_base64(raw + _PADDING[over], strict_mode=True)
    except (UnicodeEncodeError, BadBase64) as error:
        raise Malformed("not base64url") from error
    if size is not None and len(data) != size:
        raise Malformed(f"not {size} bytes")
    return data


def dump_object(value: JsonObject) -> bytes:
    """The bytes of a JSON object, compact, UTF-8. They are signed as they are sent."""
    return "".join(_ENCODE(value, 0)).encode()


def parse_object(data: bytes) -> JsonObject:
    """Parse one JSON object, refusing duplicate members, NaN, deep nesting
    and texts that no database or encoding takes.

    Raises:
        Malformed: anything but a plain JSON object in UTF-8.
    """
    try:
        text = data.decode().strip(_SPACE)
        value, end = _DECODER.raw_decode(text)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Malformed("not a JSON object") from error
    if end != len(text) or not isinstance(value, dict):
        raise Malformed("not a JSON object")
    # What has no more brackets than levels is not nested deeper, either.
    if data.count(b"{") + data.count(b"[") > _DEEPEST and not _is_within(value, _DEEPEST):
        raise Malformed("not a JSON object")
    # Written as they are, these two would not be JSON or UTF-8: only an escape can bring them.
    if b"\\u" in data and not all(map(_is_storable, _texts(value))):
        raise Malformed("a text with U+0000 or half a character")
    return value


def require_members(value: JsonObject, members: dict[str, type]) -> None:
    """Require exactly these members with exactly these types.

    Raises:
        Malformed: a member is missing, unknown or of another type.
    """
    if dict(zip(value, map(type, value.values()), strict=True)) != members:
        raise Malformed("unknown or missing members, or of another type")


def _unique_members(pairs: list[tuple[str, Any]]) -> JsonObject:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Malformed("duplicate members")
    return value


def _no_constant(name: str) -> Any:
    raise Malformed(f"{name} is not JSON")


_SPACE: Final = " \t\n\r"
"""RFC 8259, section 2."""
# Made once: `json.dumps` and `json.loads` would make one for each call with these options, and
# `JSONEncoder` one in C. Compact, nothing escaped that need not be, no NaN; whether a value holds
# itself is found by Python's stack.
_ENCODE: Final[Callable[[Any, int], tuple[str, ...]]] = json.encoder.c_make_encoder(  # type: ignore[attr-defined]
    None,
    json.JSONEncoder().default,
    json.encoder.encode_basestring,
    None,
    ":",
    ",",
    False,
    False,
    False,
)
_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique_members, parse_constant=_no_constant)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for child in value:
            yield from _texts(child)
        if isinstance(value, dict):
            yield from _texts(list(value.values()))


def _is_storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _is_within(value: Any, levels: int) -> bool:
    # Stops at the last level: deeper ones may be more than Python's stack.
    if not isinstance(value, dict | list):
        return True
    children = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_within(child, levels - 1) for child in children)
