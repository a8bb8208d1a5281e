"""Which libraries of the system were packed, and of which of Debian's packages they are."""

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from libraries import packages_of


@dataclass(frozen=True)
class SystemLibrary:
    file: str
    package: str
    version: str
    source: str
    """Debian's source package and its version."""


def system_libraries(origins: Mapping[str, str]) -> list[SystemLibrary]:
    """Those that lie in no Python.

    Args:
        origins: each packed binary with the file that it was made from.
    """
    files = {Path(source): Path(name).name for name, source in origins.items()}
    owners = packages_of(path for path in files if _is_systems(path))
    facts = _facts(set(owners.values()))
    listed = (SystemLibrary(files[path], *facts[name]) for path, name in owners.items())
    return sorted(listed, key=lambda library: library.file)


def _is_systems(path: Path) -> bool:
    return path.is_absolute() and path.parts[1] in {"lib", "lib64", "usr"}


def _facts(packages: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    form = "${binary:Package}\\t${Version}\\t${source:Package} ${source:Version}\\n"
    done = subprocess.run(
        ("dpkg-query", "--show", f"--showformat={form}", *sorted(packages)),
        capture_output=True,
        text=True,
        check=True,
    )
    rows = (line.split("\t") for line in done.stdout.splitlines())
    return {
        name.partition(":")[0]: (name.partition(":")[0], version, source)
        for name, version, source in rows
    }
