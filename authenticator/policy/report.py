"""What holds on this computer and who says so, for administrators: `--show-policy`."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from authenticator.branding import Branding
from authenticator.config import Config, Origin
from authenticator.desktop.autostart import Autostart, StartState, autostart
from authenticator.failures import Failure, Problem, Refused, SettingFault
from authenticator.policy.catalogue import policy_values
from authenticator.policy.loading import load_config, read_policies
from authenticator.policy.sources import PolicySource
from authenticator.storage.preferences import Preferences, PreferenceStore
from authenticator.values import dataclass

POLICY, COMMAND_LINE, USER, DEFAULT = "policy", "command line", "user", "default"
"""Who may have settled a value."""


@dataclass(frozen=True)
class Shown:
    """One value, and who has settled it."""

    name: str
    value: object
    """As a file would have it; None where nothing is set."""
    source: str
    """POLICY, COMMAND_LINE, USER or DEFAULT."""
    origin: Origin | None = None
    """Where the administrator says so; users can change what is not of POLICY."""


@dataclass(frozen=True)
class Report:
    """All that holds."""

    sources: tuple[str, ...]
    """Those that hold a policy; the first one first."""
    values: tuple[Shown, ...]
    config: Config

    @property
    def problems(self) -> tuple[str, ...]:
        """What was left out, in English, with support code, place, value and remedy."""
        return tuple(
            f"{Failure.POLICY_INVALID.code} {fault.sentence}" for fault in self.config.faults
        )

    def lines(self) -> tuple[str, ...]:
        """For people: sources, problems, then each value with its source."""
        return (
            *(f"policy: {place}" for place in self.sources or ("none",)),
            *(f"problem: {problem}" for problem in self.problems),
            *(f"{each.name} = {_toml(each.value)}  # {_source(each)}" for each in self.values),
        )

    def json(self) -> str:
        """For programs: the same."""
        values = {
            each.name: {
                "value": each.value,
                "source": each.source,
                "locked": each.source == POLICY,
                **(asdict(each.origin) if each.origin else {}),
            }
            for each in self.values
        }
        problems = [
            {**_parts(Failure.POLICY_INVALID, fault), "sentence": sentence}
            for fault, sentence in zip(self.config.faults, self.problems, strict=True)
        ]
        return _json(self.sources, problems, values)


def show_policy(
    branding: Branding,
    portal: str | None,
    profile: Path | None,
    problem_line: Callable[[Problem], str],
    *,
    as_json: bool,
) -> tuple[str, int]:
    """What `--show-policy` prints, and its exit code: 1 where anything is wrong.

    Args:
        branding: says where the portal is by default.
        portal: address from the command line.
        profile: folder from the command line.
        problem_line: why nothing holds, in words.
        as_json: for programs.
    """
    start = autostart(branding.product)
    try:
        report = policy_report(branding, portal=portal, profile=profile, start=start)
    except Refused as refusal:
        line = problem_line(refusal.problem)
        return _json((), [_refusal(refusal.problem, line)], {}) if as_json else line, 1
    text = report.json() if as_json else "\n".join(report.lines())
    return text, 1 if report.problems else 0


def policy_report(
    branding: Branding,
    *,
    portal: str | None = None,
    profile: Path | None = None,
    start: Autostart | None = None,
    sources: tuple[PolicySource, ...] | None = None,
) -> Report:
    """What holds for this user with this command line.

    Args:
        branding: says where the portal is by default.
        portal: address from the command line.
        profile: folder from the command line.
        start: the system's way to start the app when its user logs in.
        sources: where a policy may stand; by default those of the system.

    Raises:
        Refused: as `load_config`.
    """
    config = load_config(portal, profile, default_portal=branding.portal_address, sources=sources)
    chosen = PreferenceStore(config.profile).load()
    values = shown_values(config, branding, chosen, start)
    return Report(tuple(read_policies(sources).sources), values, config)


def shown_values(
    config: Config, branding: Branding, chosen: Preferences, start: Autostart | None
) -> tuple[Shown, ...]:
    """Each value with who has settled it.

    Args:
        config: what holds.
        branding: says where the portal is by default.
        chosen: by the user.
        start: as in `policy_report`.
    """
    usual = asdict(Preferences())
    mine = {name: value for name, value in asdict(chosen).items() if value != usual[name]}
    state = StartState(is_on=False) if start is None else start.state()
    if state.is_own:
        mine["start_at_login"] = state.is_on
    shown = (_shown(config, each.name, branding, mine, usual) for each in policy_values())
    return tuple(_by_entry(each, state) for each in shown)


def _shown(
    config: Config,
    name: str,
    branding: Branding,
    mine: Mapping[str, object],
    usual: Mapping[str, object],
) -> Shown:
    if name in config.settled:
        return Shown(name, _plain(getattr(config, name)), POLICY, config.settled[name])
    if name in mine:
        return Shown(name, mine[name], USER)
    elsewhere = name == "portal" and config.portal != branding.portal_address
    value = usual.get(name, getattr(config, name))
    return Shown(name, _plain(value), COMMAND_LINE if elsewhere else DEFAULT)


def _by_entry(shown: Shown, state: StartState) -> Shown:
    """What the system says of a value that the policy leaves open."""
    if shown.name != "start_at_login" or shown.source == POLICY:
        return shown
    if not state.place:
        return replace(shown, value=state.is_on)
    source = POLICY if state.is_locked else DEFAULT
    return Shown(shown.name, state.is_on, source, Origin(state.place))


def _refusal(problem: Problem, line: str) -> Mapping[str, object]:
    parts = _parts(problem.failure, problem.setting) if problem.setting else {}
    return {"code": problem.failure.code, **parts, "sentence": line}


def _parts(failure: Failure, fault: SettingFault) -> Mapping[str, object]:
    return {"code": failure.code, **asdict(fault), "remedy": fault.remedy_sentence}


def _json(sources: Sequence[str], problems: Sequence[object], values: Mapping[str, object]) -> str:
    content = {"sources": sources, "problems": problems, "values": values}
    return json.dumps(content, ensure_ascii=False, indent=2)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, Path) else value


def _toml(value: object) -> str:
    if isinstance(value, str) and "\\" in value:
        return f"'{value}'"
    return '""' if value is None else json.dumps(value, ensure_ascii=False)


def _source(shown: Shown) -> str:
    if shown.origin is None:
        return shown.source
    line = f":{shown.origin.line}" if shown.origin.line else ""
    locked = ", locked" if shown.source == POLICY else ""
    return f"{shown.source}{locked}: {shown.origin.place}{line}"
