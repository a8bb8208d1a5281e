"""Names, contacts and colours that the app shows, from the one branding file."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from authenticator.values import dataclass
from crypto.errors import Malformed
from crypto.text_files import decode_text
from crypto.text_tables import TableProblem, read_tables

_TABLES: Final = {
    "brand": ("product", "window_title", "portal", "publisher", "portal_address"),
    "support": ("technical_email", "technical_hotline", "advice_email", "advice_hotline"),
    "colours.light": (),
    "colours.dark": (),
}
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


class BrandingProblem(Exception):
    """Says in one sentence what is wrong in the file, and what to do."""


@cache
def load_branding(path: Path | None = None) -> Branding:
    """Read the file that a build put beside this module, else the one of the sources; once.

    Raises:
        BrandingProblem: it is missing, or not what is needed.
    """
    path = path or (_BESIDE if _BESIDE.exists() else _IN_SOURCES)
    try:
        tables = read_tables(decode_text(path.read_bytes()), _TABLES)
    except OSError as error:
        raise BrandingProblem(f"{path} cannot be read: put the branding file there.") from error
    except Malformed as error:
        raise BrandingProblem(f"{path} is no text file: save it as text (UTF-8).") from error
    except TableProblem as problem:
        raise BrandingProblem(f"{path}: {problem}") from problem
    colours = Colours(tables["colours.light"], tables["colours.dark"])
    return Branding(**tables["brand"], support=Support(**tables["support"]), colours=colours)
