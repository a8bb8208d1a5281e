"""Which versions of the portal may use one database together (docs/adr/0046-two-versions.md).

A step of the tables says by `oldest` which revision's portal is the oldest that can use the tables
after it; one that says nothing means its own. The highest of all steps is the database's floor.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Column, Connection, Table, Text, inspect, select, text

from portal.platform.database.engines import METADATA

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import Script

FLOOR: Final = Table(
    "schema_floor",
    METADATA,
    # The oldest revision whose portal may serve; one row.
    Column("oldest", Text, primary_key=True),
)
_FOLDER: Final = Path(__file__).with_name("migrations")
_SERVERS: Final = text(
    "SELECT application_name FROM pg_stat_activity"
    " WHERE datname = current_database() AND starts_with(application_name, :name)"
)
_SERVER: Final = "portal server "


class Steps:
    """The steps of the tables that this version knows, and how far a database is."""

    def __init__(self, connection: Connection) -> None:
        # Imported late: 150 ms that only a starting server needs.
        from alembic.runtime.migration import MigrationContext

        scripts = _scripts()
        revisions = [script.revision for script in scripts]
        current = MigrationContext.configure(connection).get_current_revision()
        self.are_newer = current is not None and current not in revisions
        """Whether the tables are of a version that this one does not know."""
        known = current is None or self.are_newer
        pending = scripts if known else scripts[revisions.index(current or "") + 1 :]
        self.lets_serve = max(map(_oldest, pending), default="")
        """The oldest revision that may serve once this version's steps are done."""


def configured(connection: Connection | None = None) -> "Config":
    """What Alembic is to know."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def server_name() -> str:
    """How a server of this version calls its connection, so that others know of it."""
    return f"{_SERVER}{_head()}"


def is_served_by_this(connection: Connection) -> bool:
    """Whether tables of a newer version may be used by this one."""
    return (floor_of(connection) or "9999") <= _head()


def serves_older(connection: Connection, oldest: str) -> bool:
    """Whether a server of a version older than `oldest` is running; there is none on SQLite."""
    if connection.dialect.name == "sqlite":
        return False
    names = connection.execute(_SERVERS, {"name": _SERVER}).scalars()
    return any(name.removeprefix(_SERVER) < oldest for name in names)


def floor_of(connection: Connection) -> str | None:
    """The oldest revision that may serve; None for tables without that row."""
    if not inspect(connection).has_table(FLOOR.name):
        return None
    return connection.execute(select(FLOOR.c.oldest)).scalar()


def record_step(ctx: Any, step: Any, *_: object, **_more: object) -> None:
    """Raise the floor in the transaction of a step that was done."""
    connection, oldest = ctx.connection, _oldest(step.up_revision)
    FLOOR.create(connection, checkfirst=True)
    known = floor_of(connection)
    if known is None:
        connection.execute(FLOOR.insert(), {"oldest": oldest})
    elif known < oldest:
        connection.execute(FLOOR.update().values(oldest=oldest))


def _scripts() -> tuple["Script", ...]:
    return _read(_FOLDER)


@cache
def _read(folder: Path) -> tuple["Script", ...]:
    """Once: a server that starts asks for the steps, and for its name."""
    from alembic.script import ScriptDirectory

    return tuple(ScriptDirectory(folder).walk_revisions())[::-1]


def _head() -> str:
    return str(_scripts()[-1].revision)


def _oldest(script: "Script") -> str:
    return str(getattr(script.module, "oldest", script.revision))
