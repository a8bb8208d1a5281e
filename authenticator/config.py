"""Where the portal is and where files go: policy of the administrator, then command line."""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from authenticator.failures import Failure, Refused, SettingFault
from authenticator.network.certificates import NoCertificate, read_certificates
from authenticator.network.rules import NetworkRules, checked_pac, checked_proxy
from authenticator.policy.ownership import UserCanChange
from authenticator.policy.sources import (
    Policy,
    PolicySource,
    PolicyUnreadable,
    Unreadable,
    first_policy,
    system_sources,
)
from authenticator.storage.paths import log_folder, profile_folder
from crypto.setting_problems import SettingProblem, ValueProblem
from crypto.typed_settings import (
    INTERNAL,
    SECRET,
    line_of,
    parse_document,
    parsed_by,
    path_text,
    read_values,
)

_ROOT_THUMBPRINT: Final = re.compile(r"[0-9a-f]{64}")
_BETWEEN: Final = re.compile(r"[\s:]")
PORTAL_ADDRESS: Final = "give https:// and the name of the portal, and nothing behind it"
THUMBPRINT: Final = "give 64 hexadecimal characters"
WHOLE_PATH: Final = "give the whole path, from the drive or / on"
ONE_PROXY: Final = "give only one of proxy and proxy_pac"


def portal_address(text: str) -> str:
    """Normal form of a portal's address: https, or http on this machine only.

    Raises:
        ValueError: with what to give instead.
    """
    try:
        parts = urlsplit(text.strip())
        has_port = parts.port is None or parts.port > 0
    except ValueError as error:
        raise ValueError(PORTAL_ADDRESS) from error
    plain_allowed = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    clean = not (parts.username or parts.query or parts.fragment or parts.path.strip("/"))
    allowed = parts.scheme == "https" or plain_allowed
    if not parts.hostname or not (clean and allowed and has_port):
        raise ValueError(PORTAL_ADDRESS)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _portal_of_policy(text: str) -> str:
    return portal_address(text) if text else ""


def _root_thumbprint(text: str) -> bytes:
    digits = _BETWEEN.sub("", text).lower()
    if not _ROOT_THUMBPRINT.fullmatch(digits):
        raise ValueError(THUMBPRINT)
    return bytes.fromhex(digits)


def _optional_path(text: str) -> Path | None:
    path = Path(path_text(text)).expanduser()
    if text and not path.is_absolute():
        raise ValueError(WHOLE_PATH)
    return path if text else None


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
    line_warning: bool = True
    """Whether a login from another line than the app's is asked about; else only shown."""
    introduction: bool = True
    """Whether the app explains itself before its first activation."""
    proxy: str = field(default="", metadata=parsed_by(checked_proxy) | SECRET)
    """As in `NetworkRules`."""
    proxy_pac: str = field(default="", metadata=parsed_by(checked_pac) | SECRET)
    """As in `NetworkRules`."""
    extra_ca: Path | None = field(default=None, metadata=parsed_by(_optional_path))
    """As in `NetworkRules`."""
    log_folder: Path | None = field(default=None, metadata=parsed_by(_optional_path))
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
    given = {"log_folder": log_folder(), **read_policy(sources)[1]}
    address = given.pop("portal", "") or _portal_of_command_line(portal or default_portal)
    return Config(portal=address, profile=profile_folder(profile), **given)


def _portal_of_command_line(text: str) -> str:
    try:
        return portal_address(text)
    except ValueError as error:
        raise _invalid("--portal", ValueProblem("portal", None, str(error))) from error


def read_policy(sources: tuple[PolicySource, ...] | None = None) -> tuple[str, dict[str, Any]]:
    """Where the policy stands that counts, and what it sets; "" and nothing where there is none.

    Raises:
        Refused: as `load_config`.
    """
    try:
        found = first_policy(system_sources() if sources is None else sources)
        if found is None:
            return "", {}
        source, policy = found
        values = _values(policy)
        extra_ca = values.get("extra_ca")
        if extra_ca is not None:
            source.check(extra_ca)
            _check_certificates(policy, extra_ca)
    except UserCanChange as error:
        fault = SettingFault(str(error.path), remedy=error.remedy, name=error.name)
        raise Refused(Failure.POLICY_CHANGEABLE, details=str(error), setting=fault) from error
    except PolicyUnreadable as error:
        fault = SettingFault(str(error.path), remedy=error.why.value)
        raise Refused(Failure.POLICY_INVALID, details=str(error), setting=fault) from error
    except OSError as error:
        fault = SettingFault(str(error.filename or "policy"), remedy=Unreadable.REFUSED.value)
        raise Refused(Failure.POLICY_INVALID, details=f"policy: {error}", setting=fault) from error
    return policy.origin, values


def _values(policy: Policy) -> dict[str, Any]:
    document = policy.document
    try:
        values = read_values(Config, parse_document(Config, document), document=document)
        _check_together(values, document)
    except SettingProblem as problem:
        raise _invalid(policy.origin, problem) from problem
    return values


def _check_together(values: dict[str, Any], document: str) -> None:
    if values.get("proxy") and values.get("proxy_pac"):
        line = line_of(document, "proxy_pac")
        raise ValueProblem("proxy_pac", None, ONE_PROXY, line)


def _check_certificates(policy: Policy, file: Path) -> None:
    try:
        read_certificates(file)
    except NoCertificate as error:
        line = line_of(policy.document, "extra_ca")
        place = f"{policy.origin}:{line}" if line else policy.origin
        fault = SettingFault(
            policy.origin, line, "extra_ca", repr(str(file)), remedy=error.why.value
        )
        raise Refused(
            Failure.POLICY_INVALID,
            details=f"{place}: extra_ca is {str(file)!r}: {error.why.value}",
            setting=fault,
        ) from error


def _invalid(origin: str, problem: SettingProblem) -> Refused:
    place = f"{origin}:{problem.line}" if problem.line else origin
    fault = SettingFault(
        origin, problem.line, problem.key, problem.value, problem.remedy, problem.name
    )
    details = f"{place}: {problem}".removesuffix(".")
    return Refused(Failure.POLICY_INVALID, details=details, setting=fault)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
