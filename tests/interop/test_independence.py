"""The second client stands on the document alone: it imports nothing of the project."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LIBRARIES = (sys.stdlib_module_names - {"importlib", "runpy"}) | {"cryptography", "httpx2"}
SUPPORT = {f"tests.support.{name}" for name in ("patience", "portal_browser", "portal_server")}
FILES = sorted(HERE.rglob("*.py"))


def is_test(file: Path) -> bool:
    return file.name.startswith("test_") or file.name == "conftest.py"


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def is_own(module: str) -> bool:
    return module.startswith("tests.interop.") and not is_test(HERE / f"{module.split('.')[2]}.py")


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_imports(file: Path) -> None:
    for module in imported(file.read_text("utf-8")):
        allowed = module.split(".")[0] in LIBRARIES or is_own(module)
        if is_test(file):
            allowed |= module in SUPPORT | {"pytest", "tests.interop.conftest"}
        assert allowed, f"{file.name} imports {module}"


def test_the_client_is_looked_at() -> None:
    assert {"blocks.py", "client.py", "exchange.py"} <= {file.name for file in FILES}
