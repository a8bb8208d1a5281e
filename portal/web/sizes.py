"""Sizes of files, as people say them."""

from babel.numbers import format_decimal

from portal.web.language import current_language


def megabytes(count: int) -> str:
    """Bytes as in "1,2 MB" or "34 KB", in the language of this request."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{format_decimal(round(count / 1_000_000, 1), locale=current_language())} MB"
