"""Settings in the types of a dataclass's fields."""

from dataclasses import dataclass, field, make_dataclass
from pathlib import PurePosixPath
from typing import Any

import pytest

from crypto.setting_problems import InvalidToml, UnknownKey, ValueProblem
from crypto.typed_settings import (
    INTERNAL,
    SECRET,
    bounded,
    line_of,
    parse_document,
    parsed_by,
    read_values,
    setting_names,
)


def absolute(text: str) -> PurePosixPath:
    if not text.startswith("/"):
        raise ValueError("give the whole path")
    return PurePosixPath(text)


@dataclass(frozen=True)
class Example:
    name: str
    portal: str | None = None
    open: bool = False
    tries: int = 3
    port: int = field(default=80, metadata=bounded(0, 65535))
    proxies: tuple[str, ...] = ()
    folder: PurePosixPath | None = field(default=None, metadata=parsed_by(absolute))
    address: PurePosixPath | None = field(default=None, metadata=parsed_by(absolute) | SECRET)
    counted: dict[str, int] = field(default_factory=dict, metadata=INTERNAL)


def read(document: str) -> Example:
    values = parse_document(Example, document)
    return Example(**read_values(Example, values, document=document))


def test_values_get_the_types_of_their_fields() -> None:
    document = """
        name = "a"
        portal = "b"
        open = true
        tries = -1
        port = 8080
        proxies = ["x", "y"]
        folder = "/srv"
    """
    wanted = Example("a", "b", True, -1, 8080, ("x", "y"), PurePosixPath("/srv"))
    assert read(document) == wanted


def test_internal_fields_are_no_settings() -> None:
    assert "counted" not in setting_names(Example)
    with pytest.raises(UnknownKey):
        read("counted = {}")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("name = 5", "name is 5: give a text in quotation marks."),
        ('open = "true"', "open is 'true': give true or false."),
        ("open = 1", "open is 1: give true or false."),
        ('tries = "3"', "tries is '3': give a whole number."),
        ("tries = true", "tries is True: give a whole number."),
        ("port = -1", "port is -1: give a number from 0 to 65535."),
        ("port = 65536", "port is 65536: give a number from 0 to 65535."),
        ("port = true", "port is True: give a number from 0 to 65535."),
        ('proxies = "x"', "proxies is 'x': give a list of texts."),
        ("proxies = [1]", "proxies is [1]: give a list of texts."),
        ('folder = "srv"', "folder is 'srv': give the whole path."),
        ('address = "me:secret@host"', "address has a wrong value: give the whole path."),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_what_to_give(line: str, sentence: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        read(f"# first\n\n{line}\n")
    assert str(refused.value) == sentence
    assert refused.value.line == 3
    assert refused.value.key == line.partition(" ")[0]


def test_an_unknown_key_is_named_with_the_nearest_known_one() -> None:
    with pytest.raises(UnknownKey) as refused:
        read('name = "a"\nportl = "pass"')
    assert (refused.value.key, refused.value.name, refused.value.line) == ("portl", "portal", 2)
    assert str(refused.value) == "the setting 'portl' is unknown: did you mean portal?"


def test_a_key_like_none_is_answered_with_all() -> None:
    with pytest.raises(UnknownKey, match="known are address, folder, name, open"):
        read("xyzzy = 1")


@pytest.mark.parametrize(("document", "line"), [('a = 1\nb = "', 2), ("a = 1\nb c\n", 2)])
def test_what_is_no_toml_is_told_with_its_place(document: str, line: int) -> None:
    with pytest.raises(InvalidToml, match=r"^b: not valid TOML: ") as refused:
        read(document)
    assert (refused.value.line, refused.value.key) == (line, "b")


def test_what_stands_in_a_line_that_is_no_toml_is_not_repeated() -> None:
    with pytest.raises(InvalidToml) as refused:
        read('address = "http://me:hunter2@host\n')
    assert "hunter2" not in str(refused.value) + refused.value.value + refused.value.name


def test_a_number_longer_than_python_reads_is_no_toml() -> None:
    with pytest.raises(InvalidToml):
        read(f"tries = {'9' * 5000}")


def test_texts_stand_for_values_only_where_that_is_asked_for() -> None:
    texts = {"open": "True", "port": "8080", "tries": "-2", "proxies": "x, y", "name": "5"}
    values = read_values(Example, texts, from_text=True)
    assert values == {"open": True, "port": 8080, "tries": -2, "proxies": ("x", "y"), "name": "5"}
    with pytest.raises(ValueProblem):
        read_values(Example, {"port": "8080"})


@pytest.mark.parametrize("text", ["", "²", "8o", "1.0", "9" * 5000])
def test_a_text_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueProblem, match="give a number from 0 to 65535"):
        read_values(Example, {"port": text}, from_text=True)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('"port" = 1', True),
        ("  port=1", True),
        ("[port]", True),
        ("port.a = 1", True),
        ("# port = 1", False),
        ("ports = 1", False),
        ('x = "port"', False),
    ],
)
def test_the_line_of_a_key(line: str, found: bool) -> None:
    assert line_of(f"\n{line}", "port") == (2 if found else None)


@pytest.mark.parametrize("kind", [float, list[str], int | str, dict[str, str], PurePosixPath])
def test_a_field_of_an_unreadable_type_is_the_programmers_fault(kind: Any) -> None:
    with pytest.raises(TypeError, match="value has the type"):
        setting_names(make_dataclass("Wrong", [("value", kind)]))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (r"C:\Clinic\ca.pem", r"'C:\Clinic\ca.pem'"),
        ("", "''"),
        ("C:\new", r"'C:\new'"),
        ("it's \\", '"it\'s \\\\"'),
        (7, "7"),
    ],
)
def test_a_wrong_value_is_shown_as_it_was_written(value: object, shown: str) -> None:
    problem = ValueProblem("key", value, "give another")
    assert problem.value == shown
    assert str(problem) == f"key is {shown}: give another."
