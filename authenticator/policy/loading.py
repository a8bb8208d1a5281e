"""Brings policy, command line and defaults together; the policy wins."""

from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from authenticator.config import Config, Origin, Traits, Wrong
from authenticator.failures import Failure, Refused, SettingFault
from authenticator.policy.checks import ONE_PROXY
from authenticator.policy.ownership import UserCanChange
from authenticator.policy.sources import (
    REGISTRY_TYPES,
    Policy,
    PolicySource,
    PolicyUnreadable,
    Unreadable,
    system_sources,
)
from authenticator.portal_address import portal_address
from authenticator.storage.paths import log_folder, profile_folder
from crypto.setting_problems import SettingProblem, UnknownKey, ValueProblem
from crypto.typed_settings import base_type, line_of, read_values, setting_names

_TRAITS: Final = {
    each.name: Traits.of(each.metadata)
    for each in fields(Config)
    if each.name in setting_names(Config)
}
_ONE_OF: Final = ({"proxy", "proxy_pac"},)
"""Of these one source settles all: what it does not give, no other gives."""


class Settled:
    """What the sources say together."""

    def __init__(self) -> None:
        self.sources: list[str] = []
        """Those that hold a policy, the first one first."""
        self.values: dict[str, Any] = {}
        self.origins: dict[str, Origin] = {}
        self.faults: list[SettingFault] = []
        """What was left out."""


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
        Refused: POLICY_INVALID when the policy or the address cannot be used and no safe value
            takes its place; the details name file, line, setting, value and remedy.
            POLICY_CHANGEABLE when users can change the policy or a file that it names. A policy
            of either kind is never ignored.
    """
    settled = read_policies(sources)
    given = {"log_folder": log_folder(), **settled.values}
    address = given.pop("portal", "")
    if not address:
        settled.origins.pop("portal", None)
        address = _portal_of_command_line(portal or default_portal)
    return Config(
        portal=address,
        profile=profile_folder(profile),
        settled=settled.origins,
        faults=tuple(settled.faults),
        **given,
    )


def _portal_of_command_line(text: str) -> str:
    try:
        return portal_address(text)
    except ValueError as error:
        raise _refusal("--portal", ValueProblem("portal", None, str(error))) from error


def read_policies(sources: tuple[PolicySource, ...] | None = None) -> Settled:
    """What the sources settle, each value by the first that has it.

    Raises:
        Refused: as `load_config`.
    """
    settled = Settled()
    try:
        for source in system_sources() if sources is None else sources:
            _add(settled, source)
    except UserCanChange as error:
        fault = SettingFault(str(error.path), remedy=error.remedy, name=error.name)
        raise Refused(Failure.POLICY_CHANGEABLE, details=str(error), setting=fault) from error
    except PolicyUnreadable as error:
        fault = SettingFault(error.place, remedy=error.why.value)
        raise Refused(Failure.POLICY_INVALID, details=str(error), setting=fault) from error
    except OSError as error:
        fault = SettingFault(str(error.filename or "policy"), remedy=Unreadable.REFUSED.value)
        raise Refused(Failure.POLICY_INVALID, details=f"policy: {error}", setting=fault) from error
    return settled


def _add(settled: Settled, source: PolicySource) -> None:
    """What one source says of that which is not settled yet."""
    try:
        policy = source.read()
    except SettingProblem as problem:
        raise _refusal(source.origin, problem) from problem
    if policy is None:
        return
    settled.sources.append(source.origin)
    taken = set(settled.values).union(*(each for each in _ONE_OF if each & set(settled.values)))
    for name, value in policy.values.items():
        if name in taken:
            continue
        try:
            read = _read(policy, name, value)
            if name == "extra_ca" and read is not None:
                source.check(read)
                _check_certificates(policy, read)
        except SettingProblem as problem:
            _leave_out(settled, source, problem)
        else:
            settled.values[name] = read
            settled.origins[name] = Origin(source.origin, line_of(policy.document, name))
    _check_together(settled, source, policy)


def _read(policy: Policy, name: str, value: object) -> Any:
    """One value in the type of its field.

    Raises:
        SettingProblem.
    """
    if name not in _TRAITS:
        raise UnknownKey(name, tuple(_TRAITS))
    base = base_type(Config, name)
    if policy.types is REGISTRY_TYPES and base is bool and value in (0, 1):
        value = bool(value)
    if type(value) is not base and base in policy.types:
        raise ValueProblem(
            name, _shown(name, value), policy.types[base], line_of(policy.document, name)
        )
    return read_values(Config, {name: value}, document=policy.document)[name]


def _leave_out(settled: Settled, source: PolicySource, problem: SettingProblem) -> None:
    """Go on without the value where that is safe.

    Raises:
        Refused: it is not.
    """
    traits = _TRAITS.get(problem.key)
    if traits is not None and traits.wrong is Wrong.REFUSES:
        raise _refusal(source.origin, problem) from problem
    settled.faults.append(_fault(source.origin, problem))
    if traits is not None and traits.safe is not None:
        settled.values[problem.key] = traits.safe
        settled.origins[problem.key] = Origin(source.origin, problem.line)


def _check_together(settled: Settled, source: PolicySource, policy: Policy) -> None:
    if settled.values.get("proxy") and settled.values.get("proxy_pac"):
        line = line_of(policy.document, "proxy_pac")
        raise _refusal(source.origin, ValueProblem("proxy_pac", None, ONE_PROXY, line))


def _check_certificates(policy: Policy, file: Path) -> None:
    from authenticator.network.certificates import NoCertificate, read_certificates

    try:
        read_certificates(file)
    except NoCertificate as error:
        line = line_of(policy.document, "extra_ca")
        raise ValueProblem("extra_ca", str(file), error.why.value, line) from error


def _shown(name: str, value: object) -> object:
    """A value as errors may repeat it."""
    is_secret = any(each.name == name and each.metadata.get("secret") for each in fields(Config))
    return None if is_secret else value


def _refusal(origin: str, problem: SettingProblem) -> Refused:
    """POLICY_INVALID for what is wrong at `origin`."""
    place = f"{origin}:{problem.line}" if problem.line else origin
    return Refused(
        Failure.POLICY_INVALID,
        details=f"{place}: {problem}".removesuffix("."),
        setting=_fault(origin, problem),
    )


def _fault(origin: str, problem: SettingProblem) -> SettingFault:
    return SettingFault(
        origin, problem.line, problem.key, problem.value, problem.remedy, problem.name
    )
