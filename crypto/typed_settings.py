"""Settings whose types follow from the annotations of a dataclass.

Both sides read theirs with it: the portal its settings, the app its policy. A field of type
`str`, `bool`, `int` or `tuple[str, ...]`, or one of these or None, is a setting as it stands. Its
metadata says more: `bounded` limits a number, `parsed_by` checks or converts a value, `SECRET`
keeps a value out of sentences, `each` makes one field of several settings, and `INTERNAL` marks a
field that is no setting.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from crypto.setting_problems import InvalidToml, SyntaxFault, UnknownKey, ValueProblem

_Metadata = dict[str, Any]

INTERNAL: Final[_Metadata] = {"internal": True}
"""Metadata of a field that nobody can set."""
SECRET: Final[_Metadata] = {"secret": True}
"""Metadata of a field whose value may hold a password, as any address may."""

_TEXTS: Final = tuple[str, ...]
_WHOLE_NUMBER: Final = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True)
class _Setting:
    key: str
    base: object
    """The type without None."""
    metadata: Mapping[str, Any]

    def read(self, value: object, *, from_text: bool) -> Any:
        """The value in its type.

        Raises:
            ValueError: with what to give instead.
        """
        if from_text and isinstance(value, str):
            value = _from_text(self.base, value)
        if self.base is int:
            _check_number(value, *self.metadata.get("bounds", (None, None)))
        elif self.base is _TEXTS:
            value = _checked_texts(value)
        elif type(value) is not self.base:
            raise ValueError(EXPECTED[self.base])
        parse = self.metadata.get("parse")
        return value if parse is None else parse(value)


EXPECTED: Final[dict[object, str]] = {
    str: "give a text in quotation marks",
    bool: "give true or false",
    int: "give a whole number",
    _TEXTS: "give a list of texts",
}


def bounded(least: int, most: int) -> _Metadata:
    """Metadata of a number from `least` to `most`."""
    return {"bounds": (least, most)}


def parsed_by(parse: Callable[[Any], object]) -> _Metadata:
    """Metadata of a value that `parse` checks or converts.

    `parse` gets a value of the field's type, or a text where that type is none of those above
    (a path, say). It raises ValueError with what to give instead, as in "give a number".
    """
    return {"parse": parse}


def path_text(text: str) -> str:
    """The same text, if it can be a path.

    Raises:
        ValueError: with what to give instead: in double quotation marks TOML reads a backslash as
            the beginning of a sign.
    """
    if not text.isprintable():
        raise ValueError(SyntaxFault.BACKSLASH.value)
    return text


def each(names: Collection[str], parse: Callable[[str], object]) -> _Metadata:
    """Metadata of a field that is made of several settings, each a text for `parse`."""
    return {"each": tuple(names), "parse": parse}


def setting_names(kind: type) -> tuple[str, ...]:
    """The settings of a dataclass, in its order.

    Raises:
        TypeError: a field has a type that cannot be read.
    """
    return tuple(_settings(kind))


def base_type(kind: type, name: str) -> type:
    """What a setting is in a document: `bool`, `int`, `str` or `tuple`.

    Raises:
        KeyError: there is no such setting.
    """
    base = _settings(kind)[name].base
    return base if isinstance(base, type) else tuple


def parse_document(kind: type, document: str) -> dict[str, object]:
    """The values of a TOML document, whose keys are all settings of `kind`; not checked yet.

    Raises:
        InvalidToml, UnknownKey.
    """
    try:
        values = tomllib.loads(document)
    except ValueError as error:
        raise InvalidToml(error, document) from error
    known = setting_names(kind)
    for key, value in values.items():
        is_section = isinstance(value, dict)
        if key not in known or is_section:
            raise UnknownKey(key, known, line_of(document, key), is_section=is_section)
    return values


def read_values(
    kind: type, values: Mapping[str, object], *, document: str = "", from_text: bool = False
) -> dict[str, Any]:
    """`values` in the types of their fields, for the constructor of `kind`.

    Args:
        document: the TOML that the values are from, for the line of a wrong one.
        from_text: whether a text may stand for a number, true or false, or a list with commas,
            as in an environment variable.

    Raises:
        UnknownKey, ValueProblem.
    """
    settings = _settings(kind)
    result: dict[str, Any] = {}
    for key, value in values.items():
        if key not in settings:
            raise UnknownKey(key, tuple(settings))
        try:
            result[key] = settings[key].read(value, from_text=from_text)
        except ValueError as error:
            shown = None if settings[key].metadata.get("secret") else value
            raise ValueProblem(key, shown, str(error), line_of(document, key)) from error
    return result


def line_of(document: str, key: str) -> int | None:
    """The line of a TOML document where `key` is set or its table begins; None if not found."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    lines = document.splitlines()
    return next((number for number, line in enumerate(lines, 1) if pattern.match(line)), None)


@cache
def _settings(kind: type) -> dict[str, _Setting]:
    types = get_type_hints(kind)
    settings: dict[str, _Setting] = {}
    for field in fields(kind):
        if field.metadata.get("internal"):
            continue
        if "each" in field.metadata:
            several = field.metadata["each"]
            settings |= {name: _Setting(name, str, field.metadata) for name in several}
            continue
        base = _base(field.name, types[field.name], field.metadata)
        settings[field.name] = _Setting(field.name, base, field.metadata)
    return settings


def _base(name: str, annotation: object, metadata: Mapping[str, Any]) -> object:
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        annotation = kinds[0] if len(kinds) == 1 else annotation
    if annotation in EXPECTED:
        return _TEXTS if annotation == _TEXTS else annotation
    if "parse" in metadata:
        return str
    raise TypeError(f"{name} has the type {annotation}, which cannot be read from a setting")


def _from_text(base: object, text: str) -> object:
    if base is bool:
        return {"true": True, "false": False}.get(text.lower(), text)
    if base is int:
        return int(text) if _WHOLE_NUMBER.fullmatch(text) else text
    return [part.strip() for part in text.split(",")] if base is _TEXTS else text


def _check_number(value: object, least: int | None, most: int | None) -> None:
    if least is None or most is None:
        if type(value) is not int:
            raise ValueError(EXPECTED[int])
    elif type(value) is not int or not least <= value <= most:
        raise ValueError(f"give a number from {least} to {most}")


def _checked_texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise ValueError(EXPECTED[_TEXTS])
    return tuple(value)
