"""Frozen dataclasses with shared methods behave as those of the standard library."""

import copy
import dataclasses
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import strategies as st

import authenticator
import ui
from authenticator.values import frozen_dataclass
from tests.support.properties import given

Decorator = Callable[[type[Any]], type[Any]]

NAMES = ("first", "second", "third", "made")
UNHASHABLE: tuple[object, ...] = ([], {})
VALUES = st.one_of(st.integers(0, 2), st.text(max_size=1), st.sampled_from(UNHASHABLE))


def kinds(decorator: Decorator) -> list[type[Any]]:
    """The same classes, by either decorator."""

    @decorator
    class Empty:
        pass

    @decorator
    class Parts:
        """It has a docstring."""

        first: object
        second: object = dataclasses.field(repr=False)
        third: object = 3
        made: Mapping[str, str] = dataclasses.field(default_factory=dict, metadata={"key": 1})

    @decorator
    class Derived(Parts):
        third: object = "other"
        last: object = None

    @decorator
    class Checked:
        first: object
        second: object = 0

        def __post_init__(self) -> None:
            if self.first == self.second:
                raise ValueError(f"twice {self.first}")

        def __repr__(self) -> str:
            return "its own"

    return [Empty, Parts, Derived, Checked]


STANDARD = kinds(dataclasses.dataclass(frozen=True))
SHARED = kinds(frozen_dataclass(frozen=True))
PAIRS = list(zip(STANDARD, SHARED, strict=True))
ARGUMENTS = st.tuples(
    st.lists(VALUES, max_size=5),
    st.dictionaries(st.sampled_from((*NAMES, "last", "unknown")), VALUES, max_size=3),
)


def outcome(work: Callable[[], object]) -> object:
    """What comes of it, or the kind of error."""
    try:
        return work()
    except (TypeError, ValueError, AttributeError) as error:
        return type(error)


def facts(kind: type[Any], arguments: tuple[list[object], dict[str, object]]) -> object:
    """What can be seen of an instance that is made of these arguments."""
    given_values, named = arguments

    def of_instance() -> object:
        made = kind(*given_values, **named)
        return (
            repr(made),
            vars(made),
            dataclasses.asdict(made),
            outcome(lambda: hash(made)),
            outcome(lambda: setattr(made, "first", 1)),
            outcome(lambda: delattr(made, "first")),
            outcome(lambda: vars(dataclasses.replace(made, first=2))),
            copy.copy(made) == made,
        )

    return outcome(of_instance)


@given(st.sampled_from(PAIRS), ARGUMENTS)
def test_one_is_made_refused_shown_and_changed_as_by_the_standard_library(
    pair: tuple[type[Any], type[Any]], arguments: tuple[list[object], dict[str, object]]
) -> None:
    standard, shared = pair
    assert facts(shared, arguments) == facts(standard, arguments)


@given(st.lists(VALUES, min_size=2, max_size=4), st.lists(VALUES, min_size=2, max_size=4))
def test_two_are_equal_where_the_standard_library_says_so(
    one: list[object], other: list[object]
) -> None:
    answers = []
    for _empty, parts, derived, _checked in (STANDARD, SHARED):
        made = [kind(*values) for kind in (parts, derived) for values in (one, other)]
        answers.append([left == right for left in made for right in made])
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("standard", "shared"), PAIRS)
def test_fields_and_patterns_are_those_of_the_standard_library(
    standard: type[Any], shared: type[Any]
) -> None:
    assert shared.__match_args__ == standard.__match_args__
    told = [
        [(f.name, f.type, f.default, f.repr, dict(f.metadata)) for f in dataclasses.fields(kind)]
        for kind in (standard, shared)
    ]
    assert told[0] == told[1]


def test_what_is_not_frozen_is_refused() -> None:
    with pytest.raises(TypeError, match="only frozen"):
        frozen_dataclass(frozen=False)


def test_a_mutable_default_is_refused() -> None:
    with pytest.raises(ValueError, match="mutable default"):

        @frozen_dataclass(frozen=True)
        class _Wrong:
            values: list[str] = []  # noqa: RUF012


def shared_classes() -> list[type[Any]]:
    """All of the app."""
    modules = [
        importlib.import_module(found.name)
        for package in (authenticator, ui)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not found.name.endswith("__main__")
    ]
    init = SHARED[0].__init__
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
        if value.__dict__.get("__init__") is init
    ]


@pytest.mark.only_on("linux", reason="some modules import what only Linux has")
def test_no_field_has_an_option_that_shared_methods_do_not_know() -> None:
    classes = shared_classes()
    assert len(classes) > 100
    options = {
        (field.init, field.compare, field.hash, field.kw_only)
        for kind in classes
        for field in dataclasses.fields(kind)
    }
    assert options == {(True, True, None, False)}
