"""Addresses that the app sends the browser to. A ticket stands in the fragment only."""

from crypto.protocol import (
    APP_LOGIN_PATH,
    DOWNLOAD_PATH,
    FINISH_PATH,
    HELP_PATH,
    LOGIN_PATH,
    RESET_PATH,
    STATUS_PATH,
)


def reset_url(aud: str) -> str:
    """Where a lost device or a forgotten PIN is told."""
    return aud + RESET_PATH


def login_url(aud: str) -> str:
    """Where somebody begins to log in by hand."""
    return aud + LOGIN_PATH


def help_url(aud: str) -> str:
    """Frequent questions, answered by the portal."""
    return aud + HELP_PATH


def status_url(aud: str) -> str:
    """How far a registration is, and what it waits for."""
    return aud + STATUS_PATH


def download_url(aud: str) -> str:
    """Where the installers of the app are."""
    return aud + DOWNLOAD_PATH


def finish_url(aud: str, ticket: str) -> str:
    """Ends a login that was begun in a browser."""
    return f"{aud}{FINISH_PATH}#t={ticket}"


def app_login_url(aud: str, ticket: str) -> str:
    """Ends a login that was begun in the app."""
    return f"{aud}{APP_LOGIN_PATH}#t={ticket}"
