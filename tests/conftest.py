"""What all tests of this project share."""

import pytest

from tests.support.order import put_slow_files_first

pytest_plugins = ["tests.support.plugin"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only where processes share the files; one by one they stay in the order of their names."""
    if hasattr(config, "workerinput"):
        put_slow_files_first(items)
