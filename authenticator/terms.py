"""The terms of use that step 1 shows (A3)."""

from pathlib import Path
from typing import Final

from authenticator.values import dataclass

VERSION: Final = "2026-11"

_LANGUAGES: Final = ("de", "en")


@dataclass(frozen=True)
class Terms:
    version: str
    html: str
    """Simple HTML for reading; also exactly what `sha256` is of."""

    @property
    def sha256(self) -> str:
        """Which text was accepted, in hexadecimal; the portal keeps it."""
        import hashlib

        return hashlib.sha256(self.html.encode()).hexdigest()


def load_plain_summary() -> str:
    """What the German terms say, in plain language: a help, no part of what is accepted."""
    return _read("terms.de_plain.html")


def load_terms(language: str = "de") -> Terms:
    """The terms in one of the languages there are, else in German."""
    name = f"terms.{language if language in _LANGUAGES else 'de'}.html"
    return Terms(VERSION, _read(name))


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")
