"""What a folder's binaries ask of the system: libraries that lie not in it, and their symbols."""

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from libraries import binaries

_NEEDED = re.compile(r"^  NEEDED +(\S+)$", re.MULTILINE)
_REFERENCES = re.compile(r"^  required from (\S+):\n((?:    .*\n)+)", re.MULTILINE)
_SYMBOLS = re.compile(r"^    0x\S+ 0x\S+ \d+ (\S+)$", re.MULTILINE)
_NUMBERED = re.compile(r"(.+?)_?(\d[\d.]*)")


def needs(folder: Path) -> dict[str, tuple[str, ...]]:
    """Sonames with the newest version of each family of symbols that is asked of them."""
    files = list(binaries(folder))
    brought = {path.name for path in folder.rglob("*")}
    found: dict[str, set[str]] = defaultdict(set)
    for name, symbols in read_headers(_headers(files)):
        if name not in brought:
            found[name].update(symbols)
    return {name: newest(symbols) for name, symbols in found.items()}


def read_headers(text: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Each library that objdump names, and the versions of its symbols that it lists."""
    for name in _NEEDED.findall(text):
        yield name, ()
    for name, lines in _REFERENCES.findall(text):
        yield name, tuple(_SYMBOLS.findall(lines))


def newest(symbols: Iterable[str]) -> tuple[str, ...]:
    """Of GLIBC_2.3, GLIBC_2.34 and GCC_3.0 the second and the last; private ones count."""
    families: dict[str, list[tuple[list[int], str]]] = defaultdict(list)
    for symbol in symbols:
        match = _NUMBERED.fullmatch(symbol)
        numbers = [int(part) for part in match[2].split(".") if part] if match else []
        families[match[1] if match else symbol].append((numbers, symbol))
    return tuple(sorted(max(each)[1] for each in families.values()))


def _headers(files: Iterable[Path]) -> str:
    done = subprocess.run(
        ("objdump", "--private-headers", *files), capture_output=True, text=True, check=True
    )
    return done.stdout
