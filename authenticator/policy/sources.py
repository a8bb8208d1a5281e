"""Where the administrator's policy may stand. Of several sources the first that has one counts."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from authenticator.policy.ownership import require_administrators
from authenticator.storage.paths import FOLDER
from crypto.errors import Malformed
from crypto.text_files import decode_text

Check = Callable[[Path], None]
"""Raises UserCanChange for a file that others than administrators can change or replace."""


class Unreadable(Enum):
    """Why a file is not read, and what to do."""

    FOLDER = "it is a folder: put a file there"
    REFUSED = "the system does not let it be read: check its rights"
    NO_TEXT = "it is no text file: save it as text (UTF-8)"


class PolicyUnreadable(Exception):
    """There is a policy, and it cannot be read."""

    def __init__(self, path: Path, why: Unreadable) -> None:
        super().__init__(f"{path}: {why.value}")
        self.path, self.why = path, why


@dataclass(frozen=True)
class Policy:
    """What a source holds."""

    origin: str
    """As an administrator finds it: a file's path, say."""
    document: str
    """TOML."""


class PolicySource(Protocol):
    """A place in which a policy may stand."""

    def read(self) -> Policy | None:
        """What it holds; None where it holds nothing.

        Raises:
            UserCanChange: not only administrators can have written it.
            PolicyUnreadable: it is there and cannot be read.
        """

    def check(self, file: Path, /) -> None:
        """Raises:
        UserCanChange: a file that the policy names can be changed by users.
        """


@dataclass(frozen=True)
class PolicyFile:
    """A TOML file."""

    path: Path
    check: Check = require_administrators

    def read(self) -> Policy | None:
        """As `PolicySource`."""
        try:
            self.path.lstat()
            self.check(self.path)
            return Policy(str(self.path), decode_text(self.path.read_bytes()))
        except FileNotFoundError:
            return None
        except OSError as error:
            why = Unreadable.FOLDER if self.path.is_dir() else Unreadable.REFUSED
            raise PolicyUnreadable(self.path, why) from error
        except Malformed as error:
            raise PolicyUnreadable(self.path, Unreadable.NO_TEXT) from error


def system_sources() -> tuple[PolicySource, ...]:
    """Those of this system. None depends on the environment, which is the user's."""
    return (PolicyFile(_system_folder() / "policy.toml"),)


def first_policy(sources: tuple[PolicySource, ...]) -> tuple[PolicySource, Policy] | None:
    """The policy that counts, and where it is from.

    Raises:
        UserCanChange, PolicyUnreadable: of a source that would come before it.
    """
    for source in sources:
        policy = source.read()
        if policy is not None:
            return source, policy
    return None


def _system_folder() -> Path:
    if sys.platform == "darwin":
        return Path("/Library/Application Support", FOLDER)
    if sys.platform == "win32":
        from authenticator.policy.windows import program_data

        return program_data() / FOLDER
    return Path("/etc/aok-2faktor")
