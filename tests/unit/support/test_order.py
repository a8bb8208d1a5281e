"""Which files of tests processes begin with."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.support.order import put_slow_files_first


def item(file: str, name: str, *, slow: bool = False) -> Any:
    def marker(asked: str) -> bool:
        return slow and asked == "slow"

    return SimpleNamespace(path=Path(file), name=name, get_closest_marker=marker)


def test_files_with_slow_tests_come_first_then_those_with_many_and_each_stays_whole() -> None:
    items = [
        item("a", "1"),
        item("b", "1"),
        item("b", "2"),
        item("c", "1", slow=True),
        item("c", "2"),
        item("d", "1", slow=True),
        item("d", "2", slow=True),
        item("e", "1"),
    ]
    put_slow_files_first(items)
    order = [each.path.name + each.name for each in items]
    assert order == ["d1", "d2", "c1", "c2", "b1", "b2", "a1", "e1"]
