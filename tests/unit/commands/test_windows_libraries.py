"""What the list of materials says of libraries in the Windows app's folder."""

from pathlib import Path

import pytest

from command import Trouble
from windows_libraries import WindowsLibrary, python_version, windows_libraries


def resource(product: str, version: str) -> bytes:
    """A library with these texts in its version resource, and something around them."""
    text = f"StringFileInfo\0ProductName\0{product}\0\0ProductVersion\0\0{version}\0\0VarFileInfo\0"
    return b"MZ..ProductName.." + text.encode("utf-16-le") + b"\1\2\3"


def keep(folder: Path, **libraries: bytes) -> None:
    for name, content in libraries.items():
        (folder / f"{name}.dll").write_bytes(content)


def test_libraries_of_others_are_told_by_their_version_resource(tmp_path: Path) -> None:
    openssl = resource("The OpenSSL Toolkit", "3.0.15")
    keep(tmp_path, libssl=openssl, Qt6Core=resource("Qt6", "6.11.3.0"))
    keep(tmp_path, python313=resource("Python", "3.13.2"), python3=resource("Python", "3.13.2"))
    (found,) = windows_libraries(tmp_path)
    assert found == WindowsLibrary(tmp_path / "libssl.dll", "OpenSSL", "3.0.15", "Apache-2.0")
    assert python_version(tmp_path) == "3.13.2"


def test_a_library_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    keep(tmp_path, zlib1=resource("zlib", "1.3.1"))
    with pytest.raises(Trouble, match=r"zlib1\.dll"):
        list(windows_libraries(tmp_path))
    keep(tmp_path, zlib1=b"MZ without a resource")
    with pytest.raises(Trouble, match=r"zlib1\.dll"):
        list(windows_libraries(tmp_path))
