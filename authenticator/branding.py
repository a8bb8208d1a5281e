"""Names, contacts and colours that the app shows, from the one branding file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_BESIDE: Final = Path(__file__).with_name("branding.toml")
_IN_SOURCES: Final = Path(__file__).parents[1] / "packaging" / "branding.toml"


@dataclass(frozen=True)
class Support:
    """Whom to ask (P13)."""

    technical_email: str
    technical_hotline: str
    advice_email: str
    advice_hotline: str


@dataclass(frozen=True)
class Colours:
    """Colours by role, as #RRGGBB."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


@dataclass(frozen=True)
class Branding:
    product: str
    window_title: str
    portal: str
    publisher: str
    portal_address: str
    """Where the app connects when no policy says otherwise."""
    support: Support
    colours: Colours


def load_branding() -> Branding:
    """Read the file that a build put beside this module, else the one of the sources."""
    path = _BESIDE if _BESIDE.exists() else _IN_SOURCES
    content = tomllib.loads(path.read_text("utf-8"))
    support = Support(**content["support"])
    return Branding(**content["brand"], support=support, colours=Colours(**content["colours"]))
