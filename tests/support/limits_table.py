"""`python -m tests.support.limits_table` writes the table of limits into docs/operators.md."""

from pathlib import Path
from typing import Final

from portal.platform.limits import Limit

PATH: Final = Path(__file__).resolve().parents[2] / "docs" / "operators.md"
BEGIN, END = "<!-- limits: begin -->\n", "<!-- limits: end -->\n"


def renewed(document: str) -> str:
    """The document with the table as it is now."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{_table()}\n{END}{after}"


def _table() -> str:
    rows = [
        f"| `{limit.setting}` | `{limit.value.rate}` | {limit.value.by} | {limit.value.what} |\n"
        for limit in Limit
    ]
    return "| name | default | for each | of what |\n| --- | --- | --- | --- |\n" + "".join(rows)


if __name__ == "__main__":
    PATH.write_text(renewed(PATH.read_text(encoding="utf-8")), encoding="utf-8")
