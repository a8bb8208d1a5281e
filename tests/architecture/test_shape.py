"""How large things may grow, and where every error may be caught."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import product_modules, short, syntax_tree

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LAYOUT_ITEMS = {"addLayout", "insertLayout", "itemAt", "itemAtPosition", "takeAt"}
"""Where PySide makes an object of a layout's item."""
CATCH_ALL_PLACES = {
    "portal/app.py",
    "portal/jobs/failures.py",
    "portal/platform/database/threads.py",
    "portal/platform/database/write_queue.py",
    "portal/web/site.py",
    "ui/jobs.py",
}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield f"{short(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def catches_everything(path: Path) -> bool:
    handlers = (node for node in ast.walk(syntax_tree(path)) if isinstance(node, ast.ExceptHandler))
    return any(
        handler.type is None
        or any(
            isinstance(part, ast.Name) and part.id in {"BaseException", "Exception"}
            for part in ast.walk(handler.type)
        )
        for handler in handlers
    )


def test_no_file_is_too_long() -> None:
    lengths = {
        short(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in product_modules()
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    lengths = (function for path in product_modules() for function in functions(path))
    assert {name: length for name, length in lengths if length > LONGEST_FUNCTION} == {}


def test_every_error_is_caught_at_the_entry_points_only() -> None:
    catching = {short(path) for path in product_modules() if catches_everything(path)}
    inside = {name for name in catching if not name.endswith("__main__.py")}
    assert inside <= CATCH_ALL_PLACES


def test_no_item_of_a_layout_becomes_a_python_object() -> None:
    found = [
        f"{short(path)}:{node.lineno} {node.attr}"
        for path in product_modules()
        if short(path) != "ui/widgets/layouts.py"
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.Attribute) and node.attr in LAYOUT_ITEMS
    ]
    assert found == []
