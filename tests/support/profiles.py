"""Profiles of the app as tests want to find them."""

from dataclasses import replace
from pathlib import Path

from authenticator.storage.preferences import PreferenceStore


def keep_introduced(profile: Path) -> None:
    """An app with this profile begins with the activation, without the cards before it."""
    store = PreferenceStore(profile)
    store.save(replace(store.load(), introduced=True))
