"""Bringing a database up to this version's tables."""

from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from portal.platform.database.engines import open_engine

_FOLDER: Final = Path(__file__).with_name("migrations")


class DatabaseProblem(Exception):
    """Says in one sentence why the database cannot be used, and what to do."""


def migrate(url: str) -> None:
    """Create or change tables until they are this version's; does nothing where they are.

    The one place that makes a database: whoever finds an empty one beside existing keys is to
    refuse (`portal.cli.database_check`).

    Raises:
        DatabaseProblem: with a sentence for the operator.
    """
    # Imported late: 150 ms that only a starting server needs.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    engine = open_engine(url, create=True)
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    except CommandError as error:
        raise DatabaseProblem(
            "The database was made by a newer version of the portal: install that version."
        ) from error
    except SQLAlchemyError as error:
        # The driver's text may repeat the password of the address.
        raise DatabaseProblem(
            "The database cannot be opened or changed: check its address, its rights and "
            f"whether it is running ({type(error).__name__})."
        ) from error
    finally:
        engine.dispose()
