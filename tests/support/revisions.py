"""Databases of older versions, for tests of migrations."""

from pathlib import Path

from alembic import command
from alembic.config import Config

import portal.platform.database.migrations
from portal.platform.database.engines import open_engine


def migrate_to(url: str, revision: str) -> None:
    """Create or change tables until they are this revision's."""
    config = Config()
    config.set_main_option(
        "script_location", str(Path(portal.platform.database.migrations.__path__[0]))
    )
    engine = open_engine(url, create=True)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
