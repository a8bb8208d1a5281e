"""Where the portal is and where files go: policy of the administrator, then command line."""

import ipaddress
import os
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from authenticator.failures import Failure, Refused
from authenticator.network.rules import NetworkRules, check_rules
from authenticator.storage.paths import FOLDER, log_folder, profile_folder

_ROOT_PIN: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Policy:
    """What the administrator has settled; None leaves it open."""

    portal: str | None = None
    portal_root: str | None = None
    roaming: bool = False
    code_transfer: bool = False
    proxy: str = ""
    proxy_pac: str = ""
    extra_ca: str = ""
    log_folder: str | None = None


_TYPES: Final = {
    "portal": str,
    "portal_root": str,
    "roaming": bool,
    "code_transfer": bool,
    "proxy": str,
    "proxy_pac": str,
    "extra_ca": str,
    "log_folder": str,
}


@dataclass(frozen=True)
class Config:
    portal: str
    """The portal's public address, without a slash at the end."""
    profile: Path
    """Folder of this user's profile file."""
    portal_root: bytes | None = None
    """Thumbprint of the portal's root key, 32 bytes; None: trust the first one seen."""
    roaming: bool = False
    """Citrix and terminal servers: the secret travels with the user's profile."""
    code_transfer: bool = False
    """Whether a browser on another computer may be let in by typing its digits here."""
    network: NetworkRules = NetworkRules()  # noqa: RUF009 (frozen)
    log_folder: Path | None = None
    """Where logs go; None: nowhere."""


def policy_path() -> Path:
    """The administrator's file; users cannot write it."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData"), FOLDER, "policy.toml")
    if sys.platform == "darwin":
        return Path("/Library/Application Support", FOLDER, "policy.toml")
    return Path("/etc/aok-2faktor/policy.toml")


def load_config(
    portal: str | None = None,
    profile: Path | None = None,
    *,
    default_portal: str,
    policy: Path | None = None,
) -> Config:
    """Combine policy, command line and defaults; the policy wins.

    Args:
        portal: address from the command line.
        profile: folder from the command line.
        default_portal: address from the branding file.
        policy: the policy file; by default where the system has it.

    Raises:
        Refused: POLICY_INVALID when the policy or the address cannot be used. A policy that
            cannot be understood is never ignored.
    """
    rules = _read_policy(policy or policy_path())
    address = rules.portal or portal or default_portal
    return Config(
        portal=portal_address(address),
        profile=profile_folder(profile),
        portal_root=bytes.fromhex(rules.portal_root) if rules.portal_root else None,
        roaming=rules.roaming,
        code_transfer=rules.code_transfer,
        network=_network(rules),
        log_folder=_log_folder(rules),
    )


def portal_address(text: str) -> str:
    """Normal form of a portal's address: https, or http on this machine only.

    Raises:
        Refused: POLICY_INVALID.
    """
    parts = urlsplit(text.strip())
    plain_allowed = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    clean = not (parts.username or parts.query or parts.fragment or parts.path.strip("/"))
    if not parts.hostname or not clean or not (parts.scheme == "https" or plain_allowed):
        raise Refused(Failure.POLICY_INVALID)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _network(rules: Policy) -> NetworkRules:
    extra_ca = Path(rules.extra_ca) if rules.extra_ca else None
    return check_rules(NetworkRules(rules.proxy, rules.proxy_pac, extra_ca))


def _log_folder(rules: Policy) -> Path | None:
    """The policy's, else where the system keeps logs of programs; an empty text is none."""
    if rules.log_folder is None:
        return log_folder()
    return Path(rules.log_folder).expanduser() if rules.log_folder else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read_policy(path: Path) -> Policy:
    try:
        rules = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Policy()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(Failure.POLICY_INVALID) from error
    if any(type(value) is not _TYPES.get(name) for name, value in rules.items()):
        raise Refused(Failure.POLICY_INVALID)
    policy = Policy(**rules)
    if policy.portal_root is not None and not _ROOT_PIN.fullmatch(policy.portal_root):
        raise Refused(Failure.POLICY_INVALID)
    return policy
