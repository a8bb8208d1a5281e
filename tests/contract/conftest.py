import gc
import threading
from collections.abc import Iterator

import pytest


@pytest.fixture
def keyrings_are_closed() -> Iterator[None]:
    """What keyring leaves open behind an unanswered prompt is closed before the next test."""
    yield
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(10)
    gc.collect()
