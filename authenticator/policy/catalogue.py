"""All values of the policy with everything that is known of them: `Config` joined with `WORDS`."""

from dataclasses import MISSING, fields

from authenticator.config import Config, Traits
from authenticator.policy.words import CHOICES, WORDS, Explained
from authenticator.values import dataclass
from crypto.typed_settings import base_type, setting_names


@dataclass(frozen=True)
class PolicyValue:
    """One value."""

    name: str
    base: type
    """`bool`, `int` or `str`: what it is in a file."""
    default: object
    """In the type of `Config`; None where the system or the user says."""
    traits: Traits
    words: Explained
    choices: dict[int, tuple[str, str]]
    """The only numbers that are allowed, in German and English words; empty for any."""


def policy_values() -> tuple[PolicyValue, ...]:
    """In the order of `Config`."""
    names = setting_names(Config)
    return tuple(
        PolicyValue(
            each.name,
            base_type(Config, each.name),
            None if each.default is MISSING else each.default,
            Traits.of(each.metadata),
            WORDS[each.name],
            dict(CHOICES.get(each.name, {})),
        )
        for each in fields(Config)
        if each.name in names
    )
