"""Regional AOKs and their responsibility, from a TOML file."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from portal.accounts.login_name import is_acceptable
from portal.institutions.files import ImportProblem
from portal.institutions.responsibility import PrefixKind, Region

_CODE: Final = re.compile(r"[a-z0-9-]{1,20}")
_PREFIX: Final = re.compile(r"[0-9]{1,9}")
_KEYS: Final = {"code", "name", "email", "ik", "postal_codes", "rest"}

Prefix = tuple[PrefixKind, str]


@dataclass(frozen=True)
class Area:
    """A region, and what it is responsible for."""

    region: Region
    prefixes: tuple[Prefix, ...]


def read_regions(path: Path) -> list[Area]:
    """What a file says.

    Raises:
        ImportProblem: with the region that is wrong.
    """
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportProblem(f"{path} is not valid TOML ({error}): correct it.") from error
    tables = value.get("region")
    if not isinstance(tables, list) or not tables or value.keys() != {"region"}:
        raise ImportProblem(f"{path} has no [[region]], or something beside it: see the sample.")
    areas = [_area(table, number) for number, table in enumerate(tables, 1)]
    _check_once([area.region.code for area in areas], "code")
    prefixes = [prefix for area in areas for prefix in area.prefixes]
    _check_once([f"{kind} prefix {text or '(rest)'}" for kind, text in prefixes], "")
    return areas


def _area(table: Any, number: int) -> Area:
    if not isinstance(table, dict) or not {"code", "name"} <= table.keys() <= _KEYS:
        raise _wrong(number, "it needs code and name, and may have email, ik, postal_codes, rest")
    code, name, email = table["code"], table["name"], table.get("email", "")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise _wrong(number, "its code must be 1 to 20 of a-z, 0-9 and -")
    if not isinstance(name, str) or not name.strip():
        raise _wrong(number, "its name is empty")
    if email and (not isinstance(email, str) or not is_acceptable(email)):
        raise _wrong(number, "its email is no e-mail address; leave it out for none")
    rest = table.get("rest", False)
    if not isinstance(rest, bool):
        raise _wrong(number, "rest must be true or false")
    prefixes = [
        *_prefixes(table, number, "ik", PrefixKind.IK),
        *_prefixes(table, number, "postal_codes", PrefixKind.POSTAL_CODE),
    ]
    if rest:
        prefixes.append((PrefixKind.POSTAL_CODE, ""))
    return Area(Region(code, name.strip(), email), tuple(prefixes))


def _prefixes(table: dict[str, Any], number: int, key: str, kind: PrefixKind) -> list[Prefix]:
    texts = table.get(key, [])
    if not isinstance(texts, list) or not all(
        isinstance(text, str) and _PREFIX.fullmatch(text) for text in texts
    ):
        raise _wrong(number, f'{key} must be a list of first digits, as in ["80", "812"]')
    return [(kind, text) for text in texts]


def _check_once(texts: list[str], what: str) -> None:
    twice = next((text for text in texts if texts.count(text) > 1), None)
    if twice is not None:
        raise ImportProblem(f"{what} {twice} is given twice: leave one out.".lstrip())


def _wrong(number: int, what: str) -> ImportProblem:
    return ImportProblem(f"Region {number} is wrong: {what}.")
