"""Where the administrator's policy may stand. Of several sources the first that has one counts."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from authenticator.policy.ownership import require_administrators
from authenticator.storage.paths import FOLDER

Check = Callable[[Path], None]
"""Raises UserCanChange for a file that others than administrators can change or replace."""


class PolicyUnreadable(Exception):
    """There is a policy, and it cannot be read. Its text says why."""


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
            return Policy(str(self.path), self.path.read_text("utf-8-sig"))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise PolicyUnreadable(str(error)) from error


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
