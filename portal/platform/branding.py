"""Names, contacts and colours, from the one file that app and portal share."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_NAME: Final = "branding.toml"


@dataclass(frozen=True)
class Branding:
    """What the pages show."""

    product: str
    portal: str
    publisher: str
    technical_email: str
    technical_hotline: str
    advice_email: str
    advice_hotline: str
    light: dict[str, str]
    dark: dict[str, str]

    @property
    def colours_css(self) -> str:
        """Custom properties for both colour schemes."""
        dark = _properties(self.dark)
        return (
            f":root{{color-scheme:light dark;{_properties(self.light)}}}\n"
            f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        )


@cache
def load_branding() -> Branding:
    """Read the copy that a build put beside this package, else the one of the source tree."""
    beside = Path(__file__).parents[1] / _NAME
    path = beside if beside.exists() else Path(__file__).parents[2] / "packaging" / _NAME
    value = tomllib.loads(path.read_text(encoding="utf-8"))
    brand, support = value["brand"], value["support"]
    return Branding(
        product=brand["product"],
        portal=brand["portal"],
        publisher=brand["publisher"],
        technical_email=support["technical_email"],
        technical_hotline=support["technical_hotline"],
        advice_email=support["advice_email"],
        advice_hotline=support["advice_hotline"],
        light=value["colours"]["light"],
        dark=value["colours"]["dark"],
    )


def _properties(colours: dict[str, str]) -> str:
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in colours.items())
