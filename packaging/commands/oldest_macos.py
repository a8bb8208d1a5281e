"""`python oldest_macos.py WHEEL…`: the oldest macOS that the binaries of wheels name.

A wheel's tag may promise an older system than its files do. Reads Mach-O files, universal ones too:
LC_BUILD_VERSION, before it LC_VERSION_MIN_MACOSX (mach-o/loader.h).
"""

import struct
import sys
from collections.abc import Iterator
from pathlib import PurePath
from zipfile import ZipFile

_FAT, _SINGLE = 0xCAFEBABE, 0xFEEDFACF
_BUILD_VERSION, _VERSION_MIN = 0x32, 0x24
_HEADER = 32
_MOST_PARTS = 8
"""Java's classes begin as universal files do, with a far larger number behind it."""
Version = tuple[int, int]


def oldest(data: bytes) -> Version | None:
    """The newest of the versions that the parts of one file ask for; None where it is none."""
    found = [version for start in _parts(data) for version in _versions(data[start:])]
    return max(found, default=None)


def oldest_of_wheel(wheel: ZipFile) -> dict[str, Version]:
    """The same of every binary in a wheel, by name."""
    read = ((name, oldest(wheel.read(name))) for name in wheel.namelist())
    return {name: version for name, version in read if version is not None}


def _parts(data: bytes) -> Iterator[int]:
    """Where each processor's part begins; archives, which nothing loads, have none."""
    if len(data) < _HEADER:
        return
    magic, count = struct.unpack_from(">II", data)
    starts = [0]
    if magic == _FAT and count <= _MOST_PARTS:
        starts = [struct.unpack_from(">5I", data, 8 + 20 * number)[2] for number in range(count)]
    for start in starts:
        if struct.unpack_from("<I", data, start)[0] == _SINGLE:
            yield start


def _versions(part: bytes) -> Iterator[Version]:
    at, count = _HEADER, struct.unpack_from("<I", part, 16)[0]
    for _ in range(count):
        kind, size = struct.unpack_from("<II", part, at)
        if kind == _BUILD_VERSION:
            yield _version(struct.unpack_from("<I", part, at + 12)[0])
        elif kind == _VERSION_MIN:
            yield _version(struct.unpack_from("<I", part, at + 8)[0])
        at += size


def _version(packed: int) -> Version:
    return packed >> 16, packed >> 8 & 0xFF


def main(wheels: list[str]) -> int:
    """Print the versions in each wheel, with how many files ask for them."""
    for path in wheels:
        with ZipFile(path) as wheel:
            versions = list(oldest_of_wheel(wheel).values())
        told = (f"{a}.{b} in {versions.count((a, b))} files" for a, b in sorted(set(versions)))
        print(f"{PurePath(path).name}: {', '.join(told) or 'no binaries'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
