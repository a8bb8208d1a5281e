"""The application and the end of each window as in the window's own tests."""

from tests.unit.ui.conftest import (
    no_secret_is_logged,
    qapp,
    windows_are_gone_afterwards,
)

__all__ = ["no_secret_is_logged", "qapp", "windows_are_gone_afterwards"]
