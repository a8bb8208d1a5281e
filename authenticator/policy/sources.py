"""Where the administrator's policy may stand. A value counts from the first source that has it."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import field
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from authenticator.config import Config
from authenticator.policy.ownership import require_administrators
from authenticator.storage.paths import FOLDER, VENDOR
from authenticator.values import dataclass
from crypto.errors import Malformed
from crypto.text_files import decode_text
from crypto.typed_settings import EXPECTED, parse_document

Check = Callable[[Path], None]
"""Raises UserCanChange for a file that others than administrators can change or replace."""

REGISTRY_KEY: Final = rf"SOFTWARE\Policies\{VENDOR}\{FOLDER}"
"""Below HKEY_LOCAL_MACHINE."""
PREFERENCE_DOMAIN: Final = "de.aok.2faktor"
"""Of the managed preferences of macOS."""

_REG_SZ: Final = 1
_REG_DWORD: Final = 4


class Unreadable(Enum):
    """Why a source is not read, and what to do."""

    FOLDER = "it is a folder: put a file there"
    REFUSED = "the system does not let it be read: check its rights"
    NO_TEXT = "it is no text file: save it as text (UTF-8)"
    NO_PROPERTIES = "it is no property list: install the profile again"


class PolicyUnreadable(Exception):
    """There is a policy, and it cannot be read."""

    def __init__(self, place: str, why: Unreadable) -> None:
        super().__init__(f"{place}: {why.value}")
        self.place, self.why = place, why


REGISTRY_TYPES: Final[Mapping[object, str]] = {
    str: "give a text (REG_SZ)",
    bool: "give 1 or 0 (REG_DWORD)",
    int: "give a number (REG_DWORD)",
}
PROPERTY_TYPES: Final[Mapping[object, str]] = {
    str: "give a text (string)",
    bool: EXPECTED[bool],
    int: EXPECTED[int],
}
"""What to give where a value has another type."""


@dataclass(frozen=True)
class Policy:
    """What a source holds, not checked yet."""

    values: Mapping[str, object]
    document: str = ""
    """The TOML that they are from, for the line of a wrong one."""
    types: Mapping[object, str] = field(default_factory=lambda: EXPECTED)
    """What to give where a value has another type."""


class PolicySource(Protocol):
    """A place in which a policy may stand."""

    @property
    def origin(self) -> str:
        """As an administrator finds it: a file's path, say."""

    def read(self) -> Policy | None:
        """What it holds; None where it holds nothing.

        Raises:
            UserCanChange: not only administrators can have written it.
            PolicyUnreadable: it is there and cannot be read.
            SettingProblem: it is a document that nobody understands.
        """

    def check(self, file: Path, /) -> None:
        """Raises:
        UserCanChange: a file that the policy names can be changed by users.
        """


@dataclass(frozen=True)
class PolicyFile:
    """A TOML file. A name that it should not have is refused: people write it by hand."""

    path: Path
    check: Check = require_administrators

    @property
    def origin(self) -> str:
        """Its path."""
        return str(self.path)

    def read(self) -> Policy | None:
        """As `PolicySource`."""
        data = _content(self.path, self.check)
        if data is None:
            return None
        try:
            document = decode_text(data)
        except Malformed as error:
            raise PolicyUnreadable(self.origin, Unreadable.NO_TEXT) from error
        return Policy(parse_document(Config, document), document)


@dataclass(frozen=True)
class ManagedPreferences:
    """What a device management has set on macOS, as the system keeps it for the computer."""

    path: Path
    check: Check = require_administrators

    @property
    def origin(self) -> str:
        """Its path."""
        return str(self.path)

    def read(self) -> Policy | None:
        """As `PolicySource`."""
        data = _content(self.path, self.check)
        if data is None:
            return None
        import plistlib
        from xml.parsers.expat import ExpatError

        try:
            found = plistlib.loads(data)
        except (plistlib.InvalidFileException, ValueError, ExpatError, OverflowError) as error:
            raise PolicyUnreadable(self.origin, Unreadable.NO_PROPERTIES) from error
        if not isinstance(found, dict):
            raise PolicyUnreadable(self.origin, Unreadable.NO_PROPERTIES)
        # Those of the profile itself may stand beside ours.
        ours = {name: found[name] for name in found if not str(name).startswith("Payload")}
        return Policy(ours, types=PROPERTY_TYPES)


@dataclass(frozen=True)
class OtherType:
    """A value of a registry type that no setting has."""

    number: int

    def __repr__(self) -> str:
        return f"of the registry type {self.number}"


RegistryValues = Mapping[str, tuple[object, int]]
"""Value and type by name."""


@dataclass(frozen=True)
class RegistryPolicy:
    """The key that group policies write."""

    values: Callable[[], RegistryValues | None]
    """Reads it; None where there is no such key. Raises UserCanChange and OSError."""
    check: Check = require_administrators
    origin: str = rf"HKLM\{REGISTRY_KEY}"

    def read(self) -> Policy | None:
        """As `PolicySource`."""
        try:
            found = self.values()
        except OSError as error:
            raise PolicyUnreadable(self.origin, Unreadable.REFUSED) from error
        if found is None:
            return None
        values = {
            # Windows does not tell capital letters from small ones in names.
            name.lower(): value if kind in (_REG_SZ, _REG_DWORD) else OtherType(kind)
            for name, (value, kind) in found.items()
        }
        return Policy(values, types=REGISTRY_TYPES)


def system_sources() -> tuple[PolicySource, ...]:
    """Those of this system. None depends on the environment, which is the user's."""
    if sys.platform == "darwin":
        managed = Path("/Library/Managed Preferences", f"{PREFERENCE_DOMAIN}.plist")
        file = Path("/Library/Application Support", FOLDER, "policy.toml")
        return ManagedPreferences(managed), PolicyFile(file)
    if sys.platform == "win32":
        from authenticator.policy.windows import machine_values, program_data

        file = program_data() / FOLDER / "policy.toml"
        return RegistryPolicy(lambda: machine_values(REGISTRY_KEY)), PolicyFile(file)
    return (PolicyFile(Path("/etc/aok-2faktor/policy.toml")),)


def _content(path: Path, check: Check) -> bytes | None:
    """A file that only administrators can have written; None where there is none."""
    try:
        path.lstat()
        check(path)
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        why = Unreadable.FOLDER if path.is_dir() else Unreadable.REFUSED
        raise PolicyUnreadable(str(path), why) from error
