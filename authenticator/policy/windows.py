"""What Windows says of folders and permissions. Imported on Windows only."""

import ctypes
import os
import stat
import sys
from collections.abc import Callable, Mapping
from ctypes import byref, c_uint32, c_void_p, c_wchar_p
from pathlib import Path, PureWindowsPath
from typing import Final
from uuid import UUID

from authenticator.policy.ownership import (
    CHANGEABLE,
    KEY_CHANGEABLE,
    LINK,
    UserCanChange,
)
from authenticator.policy.windows_acl import REPLACE, WRITE, changers

_PROGRAM_DATA: Final = UUID("{62AB5D82-FDC1-4DC3-A9DD-070D1D495D97}")
"""FOLDERID_ProgramData."""
_FILE: Final = 1
"""SE_FILE_OBJECT."""
_KEY: Final = 4
"""SE_REGISTRY_KEY."""
_OWNER_AND_DACL: Final = 0x1 | 0x4
_REVISION: Final = 1
"""SDDL_REVISION_1."""


def program_data() -> Path:
    """The machine's folder for data of programs, as Windows itself knows it.

    Raises:
        OSError: it does not say.
    """
    if sys.platform == "win32":
        identity = ctypes.create_string_buffer(_PROGRAM_DATA.bytes_le)
        found = c_wchar_p()
        result = ctypes.windll.shell32.SHGetKnownFolderPath(identity, 0, None, byref(found))
        folder = found.value
        ctypes.windll.ole32.CoTaskMemFree(found)
        if result == 0 and folder:
            return Path(folder)
    raise OSError("Windows does not say where programs keep data")


def require_administrators_only(file: Path) -> None:
    """As `ownership.require_administrators`.

    The folders above the file's own may be written by users, as the root of a drive is, but not
    replaced.
    """
    for path in (file, *file.parents):
        if not os.path.lexists(path):
            continue
        if _is_reparse_point(path):
            raise UserCanChange(path, LINK)
        rights = WRITE if path in (file, file.parent) else REPLACE
        users = changers(_descriptor(str(path), _FILE), rights)
        if users:
            raise UserCanChange(path, CHANGEABLE, ", ".join(users))


def machine_values(key: str) -> Mapping[str, tuple[object, int]] | None:
    """All values of a key below HKEY_LOCAL_MACHINE with their types; None where it is missing.

    Raises:
        UserCanChange: as `require_key_of_administrators`.
        OSError: it cannot be read.
    """
    values: dict[str, tuple[object, int]] = {}
    if sys.platform == "win32":
        import winreg

        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        try:
            handle = winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, access)
        except FileNotFoundError:
            return None
        with handle:
            require_key_of_administrators(key, lambda name: _descriptor(name, _KEY))
            for index in range(winreg.QueryInfoKey(handle)[1]):
                name, value, kind = winreg.EnumValue(handle, index)
                values[name] = value, kind
    return values


def require_key_of_administrators(key: str, describe: Callable[[str], str]) -> None:
    """Look at a key below HKEY_LOCAL_MACHINE and at two above it.

    Args:
        key: its path.
        describe: gives owner and DACL of "MACHINE\\path" as SDDL.

    Raises:
        UserCanChange: users can change the key, or make another in its place.
    """
    path = PureWindowsPath(key)
    for each in (path, *path.parents[:2]):
        users = changers(describe(rf"MACHINE\{each}"), WRITE)
        if users:
            raise UserCanChange(Path("HKLM", str(each)), KEY_CHANGEABLE, ", ".join(users))


def _is_reparse_point(path: Path) -> bool:
    if sys.platform == "win32":
        return bool(path.lstat().st_file_attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT)
    return False


def _descriptor(name: str, kind: int) -> str:
    """Owner and DACL of a file or a registry key as SDDL.

    Raises:
        OSError: not to be read.
    """
    if sys.platform == "win32":
        advapi, kernel = ctypes.windll.advapi32, ctypes.windll.kernel32
        descriptor, text = c_void_p(), c_wchar_p()
        result = advapi.GetNamedSecurityInfoW(
            c_wchar_p(name), kind, _OWNER_AND_DACL, None, None, None, None, byref(descriptor)
        )
        if result == 0:
            advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW(
                descriptor, c_uint32(_REVISION), c_uint32(_OWNER_AND_DACL), byref(text), None
            )
            told = text.value
            kernel.LocalFree(text)
            kernel.LocalFree(descriptor)
            if told:
                return told
    raise OSError(f"permissions of {name} cannot be read")
