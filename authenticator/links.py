"""Addresses that the app sends the browser to. A ticket stands in the fragment only."""


def reset_url(aud: str) -> str:
    """Where a lost device or a forgotten PIN is told."""
    return f"{aud}/reset"


def help_url(aud: str) -> str:
    """Frequent questions, answered by the portal."""
    return f"{aud}/help"


def finish_url(aud: str, ticket: str) -> str:
    """Ends a login that was begun in a browser."""
    return f"{aud}/login/finish#t={ticket}"


def app_login_url(aud: str, ticket: str) -> str:
    """Ends a login that was begun in the app."""
    return f"{aud}/login/app#t={ticket}"
