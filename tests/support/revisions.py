"""Versions of the portal that are to come, for tests of its tables."""

import shutil
from pathlib import Path

import portal.platform.database.migrations
from portal.platform.database.schema_versions import server_name

_STEP = """
from alembic import op

revision = "{revision}"
down_revision = "{before}"
{oldest}

def upgrade() -> None:
    op.execute("{statement}")
"""


def newer_version(folder: Path, statements: dict[str, str], oldest: str = "") -> Path:
    """The steps of the tables that a version to come has, in a folder of their own.

    Args:
        folder: to make it in.
        statements: what each step beyond those of this version does, by its revision.
        oldest: the oldest revision that may serve after the last one; else the step says nothing.
    """
    present = Path(portal.platform.database.migrations.__path__[0])
    made = folder / "-".join(statements)
    shutil.copytree(present, made, ignore=shutil.ignore_patterns("__pycache__"))
    before = head()
    for revision, statement in statements.items():
        says = f'oldest = "{oldest}"' if oldest and revision == max(statements) else ""
        text = _STEP.format(revision=revision, before=before, oldest=says, statement=statement)
        (made / "versions" / f"next_{revision}.py").write_text(text)
        before = revision
    return made


def head() -> str:
    """The revision of this version."""
    return server_name().split()[-1]
