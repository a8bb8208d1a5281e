"""Names, contacts and colours, from the one file that app and portal share."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from crypto.text_tables import TableProblem, read_tables
from portal.platform.settings import SettingsProblem
from portal.platform.text_files import read_text_file

_NAME: Final = "branding.toml"
_TABLES: Final = {
    "brand": ("product", "window_title", "portal", "publisher", "portal_address"),
    "support": ("technical_email", "technical_hotline", "advice_email", "advice_hotline"),
    "colours.light": (),
    "colours.dark": (),
}


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
    """Read the copy that a build put beside this package, else the one of the source tree.

    Raises:
        SettingsProblem: as `read_branding`.
    """
    beside = Path(__file__).parents[1] / _NAME
    return read_branding(
        beside if beside.exists() else Path(__file__).parents[2] / "packaging" / _NAME
    )


def read_branding(path: Path) -> Branding:
    """What a file says.

    Raises:
        SettingsProblem: what is wrong in it, and what to do.
    """
    try:
        tables = read_tables(read_text_file(path), _TABLES)
    except FileNotFoundError as error:
        raise SettingsProblem(f"{path} is not there: put the branding file there.") from error
    except TableProblem as problem:
        raise SettingsProblem(f"{path}: {problem}") from problem
    brand, support = tables["brand"], tables["support"]
    return Branding(
        product=brand["product"],
        portal=brand["portal"],
        publisher=brand["publisher"],
        technical_email=support["technical_email"],
        technical_hotline=support["technical_hotline"],
        advice_email=support["advice_email"],
        advice_hotline=support["advice_hotline"],
        light=tables["colours.light"],
        dark=tables["colours.dark"],
    )


def _properties(colours: dict[str, str]) -> str:
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in colours.items())
