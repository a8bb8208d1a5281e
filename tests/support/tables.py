"""Every table of the portal, for tests that go over all of them."""

import portal.composition  # noqa: F401  importing the portal declares its tables
from portal.platform.database.engines import METADATA

__all__ = ["METADATA"]
