"""What holds on this computer, for administrators: `--show-policy`."""

import json
from pathlib import Path

from authenticator.config import Config, load_config, read_policy
from authenticator.policy.sources import PolicySource
from crypto.typed_settings import setting_names


def policy_report(
    default_portal: str, sources: tuple[PolicySource, ...] | None = None
) -> tuple[str, ...]:
    """Lines: where the policy stands, then each setting with its value and who says so.

    Raises:
        Refused: as `load_config`.
    """
    origin, given = read_policy(sources)
    config = load_config(default_portal=default_portal, sources=sources)
    lines = [f"policy: {origin or 'none'}"]
    for name in setting_names(Config):
        source = "policy" if name in given else "default"
        lines.append(f"{name} = {_toml(getattr(config, name))}  # {source}")
    return tuple(lines)


def _toml(value: object) -> str:
    if isinstance(value, bytes):
        return json.dumps(value.hex())
    if isinstance(value, Path):
        return f"'{value}'"
    return '""' if value is None else json.dumps(value, ensure_ascii=False)
