"""Where the portal is and where files go: policy of the administrator, then command line."""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from authenticator.failures import Failure, Refused
from authenticator.network.rules import NetworkRules, checked_pac, checked_proxy
from authenticator.policy.ownership import UserCanChange
from authenticator.policy.sources import (
    Policy,
    PolicySource,
    PolicyUnreadable,
    first_policy,
    system_sources,
)
from authenticator.storage.paths import log_folder, profile_folder
from crypto.typed_settings import (
    INTERNAL,
    SECRET,
    SettingProblem,
    ValueProblem,
    line_of,
    parse_document,
    parsed_by,
    read_values,
)

_ROOT_THUMBPRINT: Final = re.compile(r"[0-9a-f]{64}")


def portal_address(text: str) -> str:
    """Normal form of a portal's address: https, or http on this machine only.

    Raises:
        ValueError: with what to give instead.
    """
    parts = urlsplit(text.strip())
    plain_allowed = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    clean = not (parts.username or parts.query or parts.fragment or parts.path.strip("/"))
    if not parts.hostname or not clean or not (parts.scheme == "https" or plain_allowed):
        raise ValueError("give https:// and the name of the portal, and nothing behind it")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _portal_of_policy(text: str) -> str:
    return portal_address(text) if text else ""


def _root_thumbprint(text: str) -> bytes:
    if not _ROOT_THUMBPRINT.fullmatch(text):
        raise ValueError("give 64 hexadecimal characters, in small letters")
    return bytes.fromhex(text)


def _optional_file(text: str) -> Path | None:
    return Path(text) if text else None


def _optional_folder(text: str) -> Path | None:
    return Path(text).expanduser() if text else None


@dataclass(frozen=True)
class Config:
    """What holds for this start. Every field but `profile` is a setting of the policy."""

    portal: str = field(metadata=parsed_by(_portal_of_policy) | SECRET)
    """The portal's public address, without a slash at the end."""
    profile: Path = field(metadata=INTERNAL)
    """Folder of this user's profile file."""
    portal_root: bytes | None = field(default=None, metadata=parsed_by(_root_thumbprint))
    """Thumbprint of the portal's root key, 32 bytes; None: trust the first one seen."""
    roaming: bool = False
    """Citrix and terminal servers: the secret travels with the user's profile."""
    code_transfer: bool = False
    """Whether a browser on another computer may be let in by typing its digits here."""
    proxy: str = field(default="", metadata=parsed_by(checked_proxy) | SECRET)
    """As in `NetworkRules`."""
    proxy_pac: str = field(default="", metadata=parsed_by(checked_pac) | SECRET)
    """As in `NetworkRules`."""
    extra_ca: Path | None = field(default=None, metadata=parsed_by(_optional_file))
    """As in `NetworkRules`."""
    log_folder: Path | None = field(default=None, metadata=parsed_by(_optional_folder))
    """Where logs go; None: nowhere."""

    @property
    def network(self) -> NetworkRules:
        """What the administrator has settled about the network."""
        return NetworkRules(self.proxy, self.proxy_pac, self.extra_ca)


def load_config(
    portal: str | None = None,
    profile: Path | None = None,
    *,
    default_portal: str,
    sources: tuple[PolicySource, ...] | None = None,
) -> Config:
    """Combine policy, command line and defaults; the policy wins.

    Args:
        portal: address from the command line.
        profile: folder from the command line.
        default_portal: address from the branding file.
        sources: where a policy may stand; by default those of the system.

    Raises:
        Refused: POLICY_INVALID when the policy or the address cannot be used; the details name
            file, line, setting, value and remedy. POLICY_CHANGEABLE when users can change the
            policy or a file that it names. A policy of either kind is never ignored.
    """
    given = {"log_folder": log_folder(), **_read_policy(sources)}
    address = given.pop("portal", "") or _portal_of_command_line(portal or default_portal)
    return Config(portal=address, profile=profile_folder(profile), **given)


def _portal_of_command_line(text: str) -> str:
    try:
        return portal_address(text)
    except ValueError as error:
        raise _invalid("--portal", ValueProblem("portal", None, str(error))) from error


def _read_policy(sources: tuple[PolicySource, ...] | None) -> dict[str, Any]:
    try:
        found = first_policy(system_sources() if sources is None else sources)
        if found is None:
            return {}
        source, policy = found
        values = _values(policy)
        extra_ca = values.get("extra_ca")
        if extra_ca is not None:
            source.check(extra_ca)
    except UserCanChange as error:
        raise Refused(Failure.POLICY_CHANGEABLE, details=str(error)) from error
    except (PolicyUnreadable, OSError) as error:
        raise _invalid("policy", error) from error
    return values


def _values(policy: Policy) -> dict[str, Any]:
    document = policy.document
    try:
        values = read_values(Config, parse_document(Config, document), document=document)
        _check_together(values, document)
    except SettingProblem as problem:
        origin = f"{policy.origin}:{problem.line}" if problem.line else policy.origin
        raise _invalid(origin, problem) from problem
    return values


def _check_together(values: dict[str, Any], document: str) -> None:
    if values.get("proxy") and values.get("proxy_pac"):
        line = line_of(document, "proxy_pac")
        raise ValueProblem("proxy_pac", None, "give only one of proxy and proxy_pac", line)


def _invalid(source: str, error: Exception) -> Refused:
    return Refused(Failure.POLICY_INVALID, details=f"{source}: {error}".removesuffix("."))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
