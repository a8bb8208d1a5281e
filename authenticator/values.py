"""Frozen dataclasses whose methods are not compiled for each class.

`dataclasses.dataclass` writes and compiles six methods for each class when its module is imported.
The first page needs about a hundred classes, and that was a quarter of its start (ADR 53). Those
made here share the methods below, which look up the fields at each call.

All else is the standard library's: `field`, `fields`, `replace` and `asdict` take them, and type
checkers see `dataclasses.dataclass` itself. Of the options of a field there are `default`,
`default_factory`, `repr` and `metadata`.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")


def frozen_dataclass(*, frozen: bool) -> Callable[[type[T]], type[T]]:
    """A decorator that makes a class what `dataclasses.dataclass(frozen=True)` makes of it.

    Methods that the class has itself stay, and nothing can be assigned to its instances, whether
    there is a field of that name or not.

    Raises:
        TypeError: what is not frozen is for `dataclasses.dataclass`.
    """
    if not frozen:
        raise TypeError("only frozen dataclasses share their methods: use dataclasses.dataclass")

    def make(cls: type[T]) -> type[T]:
        # Without one the signature is worked out for it, and the bundle has no docstrings.
        cls.__doc__ = cls.__doc__ or cls.__name__
        for name, method in _METHODS.items():
            if cls.__dict__.get(name) is None:
                setattr(cls, name, method)
        return dataclasses.dataclass(init=False, repr=False, eq=False)(cls)

    return make


def _init(self: Any, /, *given: object, **named: object) -> None:
    names: tuple[str, ...] = self.__match_args__
    values: dict[str, object] = self.__dict__
    if len(given) > len(names):
        raise TypeError(f"{_name(self)} takes {len(names)} values, not {len(given)}")
    values.update(zip(names, given, strict=False))
    for name, value in named.items():
        if name in values or name not in names:
            raise TypeError(f"{_name(self)} has no field {name!r} to give by its name")
        values[name] = value
    if len(values) < len(names):
        _fill_in(self, values)
    if hasattr(self, "__post_init__"):
        self.__post_init__()


def _fill_in(instance: Any, values: dict[str, object]) -> None:
    for field in dataclasses.fields(instance):
        if field.name in values:
            continue
        if field.default_factory is not MISSING:
            values[field.name] = field.default_factory()
        elif field.default is not MISSING:
            values[field.name] = field.default
        else:
            raise TypeError(f"{_name(instance)} needs a value for {field.name!r}")


def _repr(self: Any) -> str:
    shown = (field.name for field in dataclasses.fields(self) if field.repr)
    return f"{_name(self)}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


def _eq(self: Any, other: object) -> bool:
    return _values(self) == _values(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_values(self))


def _setattr(self: object, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to {name!r} of {_name(self)}")


def _delattr(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete {name!r} of {_name(self)}")


def _name(instance: object) -> str:
    return type(instance).__qualname__


def _values(instance: Any) -> tuple[object, ...]:
    return tuple([getattr(instance, name) for name in instance.__match_args__])


_METHODS = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
}

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 (others import it from here)
else:
    dataclass = frozen_dataclass
