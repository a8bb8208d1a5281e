"""The files that the rules are about, read once."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PRODUCT = ("authenticator", "crypto", "packaging/commands", "portal", "ui")


@cache
def product_modules() -> tuple[Path, ...]:
    """Every Python file of ours that is no test."""
    return tuple(sorted(path for package in _PRODUCT for path in (ROOT / package).rglob("*.py")))


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git keeps and that is still there."""
    # CI may run as another user than the one who owns the clone.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in listing.split("\0") if name and (path := ROOT / name).is_file())


@cache
def syntax_tree(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def imported_names(path: Path) -> frozenset[str]:
    """Every dotted name that the file imports; ``from a import b`` counts as a.b."""
    return frozenset(_imports(ast.walk(syntax_tree(path))))


@cache
def names_imported_at_once(path: Path) -> frozenset[str]:
    """Those that it imports when it is itself imported, and not within a function."""
    return frozenset(_imports(syntax_tree(path).body))


def _imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def short(path: Path) -> str:
    """The path as it is said in a message."""
    return path.relative_to(ROOT).as_posix()
