"""Addresses that the app sends the browser to. A ticket stands in the fragment only."""


def finish_url(aud: str, ticket: str) -> str:
    """Ends a login that was begun in a browser."""
    return f"{aud}/login/finish#t={ticket}"


def app_login_url(aud: str, ticket: str) -> str:
    """Ends a login that was begun in the app."""
    return f"{aud}/login/app#t={ticket}"
