"""`python -m tests.support.permissions_table` writes the table of permissions into
docs/security.md.
"""

from pathlib import Path
from typing import Final

from portal.domain.providers.permissions import Action, Actor, is_permitted

PATH: Final = Path(__file__).resolve().parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- permissions: begin -->\n", "<!-- permissions: end -->\n"


def renewed(document: str) -> str:
    """The document with the table as it is now."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{_table()}\n{END}{after}"


def _table() -> str:
    heads = " | ".join(actor.value for actor in Actor)
    rows = [
        f"| {action.value.what} | {' | '.join(_cell(actor, action) for actor in Actor)} |\n"
        for action in Action
    ]
    return f"| action | {heads} |\n|{' --- |' * (len(Actor) + 1)}\n{''.join(rows)}"


def _cell(actor: Actor, action: Action) -> str:
    own, foreign = (is_permitted(actor, action, own=own) for own in (True, False))
    return {(False, False): "–", (True, False): "own", (True, True): "all"}[own, foreign]


if __name__ == "__main__":
    PATH.write_text(renewed(PATH.read_text(encoding="utf-8")), encoding="utf-8")
