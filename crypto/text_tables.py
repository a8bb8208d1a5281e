"""TOML of tables that hold texts only, as the branding file is.

Imported before the app's first window: what words a problem needs is imported when there is one.
"""

import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crypto.setting_problems import SettingProblem


class TableProblem(Exception):
    """What is wrong in a document: the line, if there is one, and a sentence."""

    def __init__(self, problem: "SettingProblem") -> None:
        line = "" if problem.line is None else f"line {problem.line}: "
        super().__init__(f"{line}{problem}")


def read_tables(document: str, names: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, str]]:
    """The texts of each table.

    Args:
        document: TOML.
        names: by table ("colours.light" is one in another) the keys that it has to have; where none
            is given, any.

    Raises:
        TableProblem: it is not TOML, or a table or text is missing, unknown or of another type.
    """
    try:
        values = tomllib.loads(document)
    except ValueError as error:
        from crypto.setting_problems import InvalidToml

        raise TableProblem(InvalidToml(error, document)) from error
    tables = {name: _table(values, name) for name in names}
    for name, keys in names.items():
        problem = _problem(name, tables[name], keys, document)
        if problem is not None:
            raise TableProblem(problem)
    return tables


def _table(values: dict[str, Any], name: str) -> Any:
    found: Any = values
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _problem(
    name: str, table: Any, keys: tuple[str, ...], document: str
) -> "SettingProblem | None":
    if isinstance(table, dict) and all(
        isinstance(table.get(key), str) and table[key].strip() for key in (*keys, *table)
    ):
        unknown = next((key for key in table if keys and key not in keys), None)
        if unknown is None:
            return None
    from crypto.setting_problems import UnknownKey, ValueProblem
    from crypto.typed_settings import EXPECTED, line_of

    if not isinstance(table, dict):
        return ValueProblem(f"[{name}]", None, "the table is missing, see the sample")
    for key, value in table.items():
        line = line_of(document, key)
        if keys and key not in keys:
            return UnknownKey(key, keys, line)
        if not isinstance(value, str) or not value.strip():
            return ValueProblem(key, value, EXPECTED[str], line)
    missing = next(key for key in keys if key not in table)
    return ValueProblem(f"{name}.{missing}", None, "it is missing, give a text in quotation marks")
